# The form of the seven data inside WhatsApp. Its texts are short: WhatsApp cuts long ones.

form-offered =
    📝 You can fill in the 7 details <b>in a form</b>, or answer here, one question at a time.

    The form works only once, for 10 minutes.
button-fill-form = Fill in a form
form-intro = Write them just as in your document. I use them only for this and delete them when we finish. You are not asked for any password here.
form-nationality = Your country
form-document-type = Document
form-document-number = Document number
form-paternal-surname = First surname
form-maternal-surname = Second surname
form-given-names = Given names
form-birth-date = Date of birth
form-example = For example: { $example }
form-document-type-hint = The one you used for your procedure
form-maternal-surname-hint = If you have only one surname, leave it empty
form-send = Send my details
form-check = Please check this:
form-trouble = { $what }: { $why }
form-which-one = It may be { $which }. Write which one.
form-or = { $first } or { $last }
form-wrong-nationality = I don't know that country
form-wrong-document-type = Choose your document
form-wrong-document-number = Check the number
form-wrong-paternal-surname = Check your first surname
form-wrong-maternal-surname = Check your second surname
form-wrong-given-names = Check your given names
form-wrong-birth-date = Check the date
form-no-use = This form no longer works: it is good only once, for 10 minutes. Go back to the chat and answer there.
identity-form-not-wanted = I got your form, but I don't need it now. Go on here in the chat, or write /recuperar to start again.
