# The words in the drawings. Each drawing also has its description, for those who cannot see it (`-alt`).
# After a change here: `make pictures`.
picture-drawing = Drawing: the real page may look different

## The sheet

picture-sheet-foot-title = Look near the end of your constancia
picture-sheet-foot-drawing = Drawing: the real sheet may look different
picture-sheet-foot-here = They are here, near the end of the sheet
picture-sheet-foot-asterisks = Asterisks: look for your FIRST constancia
picture-sheet-foot-alt = Drawing of a constancia de trámite: the user and the password stand near the end of the sheet; if another constancia shows the password as asterisks, look for your first one.
picture-photo-tips-title = How to take a good photo of your sheet
picture-photo-tips-drawing = Drawing: your sheet may look different
picture-photo-tips-flat = Lay the sheet flat on a table
picture-photo-tips-above = Take it from above
picture-photo-tips-foot = Show the whole end of it
picture-photo-tips-light = Good light, no shadow
picture-photo-tips-not = Not like this:
picture-photo-tips-tilted = Tilted
picture-photo-tips-shadow = Shadow
picture-photo-tips-cut = Cut off
picture-photo-tips-alt = Drawing: the sheet lies flat on a table and the phone looks at it from above, in good light, with the whole end of it in view; tilted, shadowed or cut-off photos do not work.

## The SINE page

picture-sine-1-title = Tap “¿Olvidaste la contraseña?”
picture-sine-1-address = Check that the address ends like this
picture-sine-1-here = Tap here
picture-sine-1-alt = Drawing of the sign-in page, with Usuario, Contraseña and the button Ingresar; below them is the link “¿Olvidaste la contraseña?”, which is what you tap.
picture-sine-2-title = Fill in your details and tap “Siguiente”
picture-sine-2-fields = Just as on your document
picture-sine-2-here = At the end, tap here
picture-sine-2-alt = Drawing of the page Verificación de Datos, with seven boxes: Nacionalidad, Tipo de documento, Número de documento, Apellido Paterno, Apellido Materno, Nombres and Fecha de nacimiento; at the end is the button Siguiente.
picture-sine-3-title = Your new password
picture-sine-3-if = If you see this:
picture-sine-3-twice = Make one up and type it twice
picture-sine-3-else = If not:
picture-sine-3-mail = Check your email: it may come there
picture-sine-3-keep = Write it down somewhere safe. Do not type it in the chat.
picture-sine-3-alt = Drawing of two cases: a page where you type the new password twice, or a message in your email that brings it.

## The Agencia Digital

picture-agency-1-title = Tap “Extranjero”
picture-agency-1-address = Check that the address ends like this
picture-agency-1-here = Tap here
picture-agency-1-alt = Drawing of the first page of the Agencia Digital, with several options: the one you tap is Extranjero.
picture-agency-2-title = Fill in your details, the carné’s date and the letters
picture-agency-2-issue = Find this date on your carné
picture-agency-2-captcha = Copy these letters and numbers
picture-agency-2-alt = Drawing of a form with your personal details; at the end it asks for the date of issue of your carné, and to copy the letters and numbers of an image.
picture-agency-3-title = Choose this section
picture-agency-3-here = Tap here
picture-agency-3-alt = Drawing of a menu with several sections: the one you tap is “Regularización CPP/Calidad Humanitaria”.
picture-agency-4-title = Fill it in and tap “Verificar”
picture-agency-4-fields = What the page asks for
picture-agency-4-here = Then tap here
picture-agency-4-alt = Drawing of the form “Regularización CPP/Calidad Humanitaria”: you fill in what it asks for and tap the button Verificar.
picture-agency-5-title = Go to your mailbox by the link at the top
picture-agency-5-here = At the top: tap here
picture-agency-5-alt = Drawing of the page inside: at the very top is a link to your Buzón Electrónico, which is what you tap.
picture-agency-6-title = See the list of your notices
picture-agency-6-first = First here
picture-agency-6-then = Then here
picture-agency-6-alt = Drawing of the mailbox menu: first you tap “Casilla Electrónica”, then “Notificaciones” below it.
