# The page that hands the e-mail over to the person's mail app. Plain text: the template adds its own form.
handover-title = Your e-mail to Migraciones
handover-intro = The e-mail is written, in Spanish, with your data at the end. Open it in your mail app, check it and send it.
handover-open = Open my mail app
handover-attach = If you can, attach a photo of your document before you send it.
handover-not-opened = Does it not open? Copy each part and paste it into a new e-mail.
handover-to = To
handover-subject = Subject (it must be exactly this)
handover-body = Message
handover-copy = Copy
handover-copied = Copied
handover-by-hand = I could not copy it. The text is selected: keep your finger on it and choose “Copy”.
handover-missing = The text of your e-mail is missing: the link arrived incomplete, or the page was loaded again. Go back to the chat and tap the button again.
handover-no-script = This browser does not let the page read the text of your e-mail. Tap “Open my mail app” and copy the text from the chat.
handover-footer = This page does not keep your data or send them to our server: it only passes them to your mail app. It is not a page of Migraciones.
