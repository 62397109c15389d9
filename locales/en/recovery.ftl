# Getting back in. One question at a time; every datum with an example; official terms in Spanish.

## The constancia

ask-has-receipt =
    Let us get you back in. The quickest way is your <b>constancia de trámite</b>: the sheet (or PDF) you were given when you started your procedure. Your usuario and contraseña are usually on it.

    Do you have it? If you like, send me a <b>photo</b> or the <b>PDF</b>: I read it and { $channel ->
        [whatsapp] do not keep it
       *[other] delete it from the chat
    }.
ask-from-sheet =
    Look <b>at the foot of the sheet</b>: it says «Usuario» and «Contraseña».

    Tap the button and type them on the secure page. There you can also upload a photo of the sheet, and I read it for you.
ask-has-first-receipt =
    If the contraseña shows as <b>asterisks</b> (********), that sheet is of a renewal (prórroga). The real one is on your <b>first</b> constancia, from when you started.

    Do you have the first one?
ask-from-first-sheet =
    Very good. Look for them <b>at the foot of your first constancia</b> and type them on the secure page. You can also upload a photo there.
sheet-found = ✅ I found your usuario and contraseña. Open the secure page: they are filled in. <b>Compare them with your sheet</b>, letter by letter, before you go on.
sheet-masked = On this sheet the contraseña shows as <b>asterisks</b>. Look for your <b>first</b> constancia; if you do not have it, we ask for a new password.
sheet-none = I found no usuario or contraseña in this file. <b>The foot of the sheet</b>, where it says «Usuario», must be visible.
sheet-unreadable = I could not read the photo. Try another: the sheet on a table, in <b>good light</b>, without shadow, close and straight. The foot of the sheet must be visible.
sheet-too-large = That file is too large: I read up to 15 MB. Try an ordinary photo, not a video or a huge scan.
sheet-locked = That PDF asks for a password to open, so I can't read it. Send me a photo of the sheet, or type the data on the secure page.
sheet-broken = That file is damaged or incomplete. Try again, or send me a photo of the sheet.
sheet-too-many = I have read many photos in a row. Wait 10 minutes, or type the data on the secure page.
sheet-not-a-sheet = That file is neither a PDF nor a photo. I read PDF, JPG and PNG.
sheet-not-now = Thank you, but now I need you to <b>write</b> the answer. { $channel ->
        [whatsapp] I did not keep the picture.
       *[other] I deleted the picture from the chat.
    }
sheet-before-consent = { $channel ->
        [whatsapp] I did not read the picture, nor keep it. First I need your permission:
       *[other] I deleted the picture from the chat, without reading it. First I need your permission:
    }

## ¿Olvidaste la contraseña?

way-new-password =
    Then <b>let us ask Migraciones for a new password</b>.

    I ask you 7 short questions, the same as on their page (Verificación de Datos). I use them only for this and delete them at the end. Write <b>back</b> to correct the one before, or <b>cancel</b> to stop.
ask-nationality = 1 of 7. Which country are you from? For example: Venezuela
ask-document-type = 2 of 7. Which document did you use <b>in your procedure</b>? For example: passport
ask-document-number = 3 of 7. What is the <b>number</b> of that document? Copy it just as it is, for example: 004417826
ask-paternal-surname = 4 of 7. What is your <b>first surname</b> (apellido paterno)? With its accents, as on your document. For example: González
ask-maternal-surname = 5 of 7. And your <b>second surname</b> (apellido materno)? For example: Rojas
ask-given-names = 6 of 7. What are your <b>given names</b>? All of them, without surnames. For example: María Fernanda
ask-birth-date = 7 of 7. When were you born? For example: 5 March 1990
ask-check-identity =
    Check that it is as on your document:

    1. Nationality: <b>{ $nationality }</b>
    2. Document: <b>{ $document }</b>
    3. Number: <b>{ $number }</b>{ $doubtful ->
        [0] {""}
       *[other] {" "}⚠️ Check it: it does not look like those of that document.
    }
    4. First surname: <b>{ $paternal }</b>
    5. Second surname: <b>{ $maternal }</b>
    6. Given names: <b>{ $given }</b>
    7. Born: <b>{ $born }</b>

    Is everything right?
no-second-surname = none
ask-after-mismatch =
    ❌ Migraciones found nobody with those data. { $left ->
        [one] There is <b>1 try</b> left. If we try more, they might lock you out.
       *[other] There are <b>{ $left } tries</b> left.
    }

    What most often fails:
    • <b>Accents and Ñ</b>: try with them and without.
    • Perhaps you were recorded with <b>one surname only</b>.
    • The <b>document</b>: it must be the one you used when you started, even if it has expired.

    What shall I change?
unproven-mismatch = Migraciones found nobody with those data either. <b>I stop here</b>: more tries might lock you out. Let us try another way.
unproven-too-many = There were several tries with data that do not match. So that you are not locked out, <b>I will not try again for an hour</b>. Let us try another way.
unproven-over = It took too long and Migraciones closed the verification. Let us try another way; later you can try again with /recuperar.
ask-new-password =
    ✅ Migraciones recognised you. Now set a <b>new password</b>.

    Tap the button and type it on the secure page. There I can suggest one that is hard to guess.
ask-new-password-again =
    ❌ Migraciones did not accept that password: it may be too short or too simple. Try another on the secure page, with letters and figures, and without your usuario.
renewed-not-linked =
    ✅ Your new password <b>is saved</b> at Migraciones. But I could not enter your mailbox yet.

    Write it down. So that I can tell you of news, type it with your usuario on the secure page:
password-sent =
    ✅ Migraciones recognised you and <b>sent you a new password</b> to <b>{ $to }</b>. The old one no longer works.

    Look in that inbox, and in its spam folder.
password-sent-somewhere =
    ✅ Migraciones recognised you and <b>sent you a new password</b>. The old one no longer works.

    Look in your inbox, in its spam folder, and in your messages.
ask-credentials-sent = When you have it, tap the button and type it with your usuario on the secure page.

## Answers that were not understood

not-taken =
    { $why }

    For example: { $example }
which-one = Which of these?
choice = { $text }
please-write = I need you to write it in letters, please.
stuck = Sorry, I do not understand you. It is not your fault. Write it once more, calmly, or let us try another way:
stuck-here = Sorry, I can't understand you. Tap one of the buttons, or write /ayuda.
refused-empty = I saw no answer.
refused-not-known = No problem if you do not know: look at your document, or at your constancia.
refused-none-held = This is needed so that Migraciones can find you.
refused-several-answers = I see more than one answer. Write just one.
refused-signs = There are signs that do not belong here. Write only the answer.
refused-too-short = It is too short: it must have at least { $limit } letters or figures.
refused-too-long = It is too long: it may have at most { $limit } letters or figures.
refused-not-a-date = That does not look like a date.
refused-date-incomplete = Something is missing: I need the day, the month and the year.
refused-unclear-date = That date can be read in two ways. Write the month in letters.
refused-an-age = That looks like an age. I need the date, with day, month and year.
refused-no-such-day = There is no such day: that month has { $limit } days.
refused-no-such-month = There is no such month: they go from 1 to 12.
refused-in-the-future = That date has not come yet.
refused-too-long-ago = That date is more than { $limit } years ago. Check the year.
refused-unknown-country = I do not recognise that country.
refused-unknown-document = I do not recognise that document.
refused-no-digits = There is no number in that.
refused-masked = That number is hidden behind asterisks. Write all of it.
refused-looks-like-date = That looks like a date. I need the number.
refused-looks-like-phone = That looks like a phone number. I need the number of the document.
refused-digits = A name has no figures in it.
refused-not-latin = Write it in Latin letters, as on your document.
refused-a-question = First answer this, please. If you want to stop, write <b>cancel</b>.
refused-not-a-name = That does not look like a name.
example-nationality = Venezuela
example-document-type = CPP, carné de extranjería, passport or identity card
example-document-number = 004417826
example-paternal-surname = González
example-maternal-surname = Rojas. If you have none, tap «Only one surname»
example-given-names = María Fernanda
example-birth-date = 5 March 1990
example-issue-date = 14 February 2025
example-file-number = LM260012345
document-dni = DNI
document-pas = Passport
document-ce = Carné de extranjería (CE)
document-cip = Identity card (cédula)
document-cpp = CPP (temporary permit)
document-ptp = PTP (old temporary permit)
document-ctp = Carné temporal (CTP)
document-slv = Safe-conduct
document-le = Libreta electoral
document-pna = Birth record

## Agencia Digital

way-agency =
    Another door to your mailbox is the <b>Agencia Digital</b> of Migraciones. There you enter with your data, without a password.
ask-issue-date = On which day was your document <b>issued</b>? Look where it says «fecha de emisión». For example: 14 February 2025
ask-captcha = Migraciones wants to know that you are a person. Which letters and figures do you see in the picture? Write them here.
captcha-wrong = Those were not the letters. Look at the picture once more, calmly: there is one more try.
captcha-type-it = Write only the letters and figures of the picture, please.
agency-mismatch = The Agencia Digital found nobody with those data. Let us try together, step by step, on their page.
agency-too-many = There were several tries with data that do not match, so I do not insist for an hour. Let us try together, step by step, on their page.
agency-spent = Those were not the letters. I do not insist: better you do it on their page, and I guide you step by step.
agency-over = It took too long and the Agencia Digital closed the enquiry. Let us do it step by step on their page.
ask-file-number = What is the number of your <b>expediente</b>? It is on your constancia; for example LM260012345
agency-by-hand = Never mind. Let us do it step by step, on their page.
agency-file = The Agencia Digital says that this expediente is not yours either. Let us try together, step by step, on their page.
file-not-theirs = The Agencia Digital says that this expediente is not yours. Check the number, please.
agency-opened =
    ✅ <b>You are in.</b> Tap the button to open your mailbox. It works <b>once</b>, for <b>a few minutes</b>.

    Inside, tap <b>Casilla Electrónica</b> and then <b>Notificaciones</b>.
ask-got-in = Could you see your mailbox?
ask-wants-letter =
    Good! So now you can read your notices.

    But for <b>me to tell you</b> I need your usuario and contraseña, and this door does not give them. Shall we write an e-mail to Migraciones to ask for them?
agency-done = That is fine. Go in and look often: terms run even if you do not look. When you want me to tell you, write /correo or /vincular.

## Step by step, by hand

ask-sine-1 =
    <b>Step 1 of 3.</b> Open the page of Migraciones:
    https://e-notificacion.migraciones.gob.pe/sine-ui/login

    Tap <b>¿Olvidaste la contraseña?</b>
ask-sine-2 =
    <b>Step 2 of 3.</b> <b>Verificación de Datos</b> opens. Fill in the seven data as on the document of your procedure and tap <b>Siguiente</b>.
ask-sine-3 =
    <b>Step 3 of 3.</b> Set a new password and write it down. If the page says that <b>it was sent to you</b>, look in your inbox, and in spam.
hint-sine-1 = See that the address ends in <b>migraciones.gob.pe</b>. If the page does not load, wait a minute or try another browser.
hint-sine-2 = If it says that the data do not match, try without accents, with N instead of Ñ, or leave Apellido Materno empty if you have one surname. Not more than three tries.
hint-sine-3 = Use at least 8 letters and figures. If the page closed, start again at ¿Olvidaste la contraseña?
ask-agency-1 =
    <b>Step 1 of 6.</b> Open the Agencia Digital:
    https://agenciavirtual.migraciones.gob.pe/agencia-virtual/

    Tap <b>Extranjero</b>.
ask-agency-2 = <b>Step 2 of 6.</b> Fill in your data, the <b>day of issue</b> (fecha de emisión) of your document and the letters of the picture (captcha). Then tap <b>Verificar</b> or <b>Siguiente</b>.
ask-agency-3 = <b>Step 3 of 6.</b> Look for <b>Regularización CPP/Calidad Humanitaria</b> and tap it.
ask-agency-4 = <b>Step 4 of 6.</b> Fill in what it asks for and tap <b>Verificar</b>.
ask-agency-5 = <b>Step 5 of 6.</b> At the top there is a direct link to your <b>Buzón Electrónico</b>. Tap it.
ask-agency-6 = <b>Step 6 of 6.</b> Tap <b>Casilla Electrónica</b> and then <b>Notificaciones</b>. There is the list.
hint-agency-1 = See that the address ends in <b>migraciones.gob.pe</b>. If it does not load, wait a minute or try another browser.
hint-agency-2 = The day of issue is printed on your card. If the letters can't be read, tap the picture to change it.
hint-agency-3 = Sometimes it is further down: scroll until you find it.
hint-agency-4 = The number of the expediente is on your constancia; for example LM260012345
hint-agency-5 = If you do not see the link, scroll to the top of the page.
hint-agency-6 = If the list says that there are no data yet, nobody has written to you.

## The e-mail

way-letter = One sure way is left: <b>writing to Migraciones</b> to ask for your credentials. I prepare the e-mail for you.
ask-try-recovery = Shall I help you get your usuario and contraseña back?
letter-needs-data =
    I prepare an e-mail to Migraciones that asks for your usuario and contraseña. I need 7 short data to put at its foot. I delete them at the end.
letter-without-data =
    Without those data I can't prepare the whole e-mail. You can write it yourself:

    To: { $to }
    Subject: { $subject }

    Put at its foot your names, surnames, nationality, document and date of birth.
ask-how-to-send =
    ✉️ The e-mail is ready. Shall I send it, or do you send it from your own mail?

    If I send it, the answer comes to <b>your</b> mail.
ask-address = To which <b>e-mail address of yours</b> should Migraciones answer? For example: maria@correo.com
not-a-address = That does not look like an e-mail address. It has an at sign (@) and a dot, like maria@correo.com
ask-code = I sent a code of <b>6 figures</b> to <b>{ $address }</b>. Look for it (in spam too) and write it here.
not-a-code = It has 6 figures. Write them together, for example 123456
code-wrong = That is not the code. Look once more, calmly.
code-over = That code no longer works. Let us start again with your e-mail address.
code-letter-subject = Your code is { $code }
code-letter =
    Hello:

    Somebody is writing to Migraciones with the help of Buzón Bot ({ $operator }) and gave this address for the answer.

    If it is you, write this code in the chat: { $code }

    If it is not you, do nothing: without the code nothing is sent.
ask-attachment = Do you want a <b>photo of your document</b> to go along? It helps, but it is not required. Send it here: I attach it and { $channel ->
        [whatsapp] do not keep it
       *[other] delete it from the chat
    }.
send-photo-or-not = Send me a photo or a PDF, or tap «Without photo».
not-sent-file = I could not fetch that photo. Send it again, or tap «Without photo».
not-sent-attachment = I can't attach that: it must be a photo (JPG or PNG) or a PDF of less than 7 MB.
not-sent-down = I could not send it: the mail server does not answer now. Better send it yourself; I leave everything ready.
not-sent-address = That address does not exist or takes no mail. Check it, please.
not-sent-too-many = I have sent several codes today. To be safe, I send no more until tomorrow. You can send the e-mail yourself; I leave everything ready.
not-sent-today = An e-mail of yours went to Migraciones today already. It is best to wait for the answer. Tomorrow I can send another. Here is the e-mail all the same:
letter-sent =
    ✅ <b>Sent</b> to { $to }. The answer will come to <b>{ $address }</b>.

    On { $at } I will ask you whether they answered. If you get your credentials before, write /vincular.
letter-here =
    ✉️ <b>Your e-mail is ready.</b> The easiest: tap the button, your mail opens with everything written, and you send it.

    It does not open? Copy the address, the subject and the text below.
letter-here-to-copy = ✉️ <b>Your e-mail is ready.</b> Copy the address, the subject and the text, and send it from your own mail.
letter-to = To:
letter-subject = Subject (it must be exactly this):
letter-body = Text. Tap it to copy. If you can, add a photo of your document to the e-mail. This is what it says:
ask-sent-it = The file is only in case you use a computer. Have you sent the e-mail?
letter-bye =
    Very good. On { $at } I will ask you whether they answered.

    If you get your credentials before, write /vincular. I will be here.
follow-up =
    📮 Some days ago we prepared an e-mail to Migraciones to ask for your usuario and contraseña.

    Have they answered?
not-answered =
    Sometimes it takes longer. You can write again, or try another way.

    You can also go to an office of Migraciones in person, with your document.
lapsed =
    ⏳ We left something half done some days ago. To protect your data, <b>I deleted what you had written</b>.

    Shall we go on?
