# El formulario de los siete datos dentro de WhatsApp. Sus textos son cortos: WhatsApp corta los largos.

form-offered =
    📝 Puedes llenar los 7 datos <b>en un formulario</b>, o responder aquí, una pregunta a la vez.

    El formulario sirve una sola vez, durante 10 minutos.
button-fill-form = Llenar un formulario
form-intro = Escríbelos igual que en tu documento. Los uso solo para esto y los borro al terminar. Aquí no se pide ninguna contraseña.
form-nationality = Tu país
form-document-type = Documento
form-document-number = Número del documento
form-paternal-surname = Primer apellido
form-maternal-surname = Segundo apellido
form-given-names = Nombres
form-birth-date = Fecha de nacimiento
form-example = Por ejemplo: { $example }
form-document-type-hint = El que usaste en tu trámite
form-maternal-surname-hint = Si tienes un solo apellido, déjalo vacío
form-send = Enviar mis datos
form-check = Revisa esto:
form-trouble = { $what }: { $why }
form-which-one = Puede ser { $which }. Escribe cuál.
form-or = { $first } o { $last }
form-wrong-nationality = No reconozco ese país
form-wrong-document-type = Elige tu documento
form-wrong-document-number = Revisa el número
form-wrong-paternal-surname = Revisa tu primer apellido
form-wrong-maternal-surname = Revisa tu segundo apellido
form-wrong-given-names = Revisa tus nombres
form-wrong-birth-date = Revisa la fecha
form-no-use = Este formulario ya no sirve: vale una sola vez, durante 10 minutos. Vuelve al chat y responde ahí.
identity-form-not-wanted = Recibí tu formulario, pero ahora no lo necesito. Sigue aquí en el chat, o escribe /recuperar para empezar otra vez.
