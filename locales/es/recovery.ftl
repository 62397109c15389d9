# Recuperar el acceso. Una pregunta a la vez; cada dato con un ejemplo; los términos oficiales en español.

## La constancia

ask-has-receipt =
    Vamos a recuperar tu acceso. Lo más rápido es tu <b>constancia de trámite</b>: la hoja (o el PDF) que te dieron al empezar el trámite. Ahí suelen estar tu usuario y tu contraseña.

    ¿La tienes? Si quieres, mándame una <b>foto</b> o el <b>PDF</b>: lo leo y { $channel ->
        [whatsapp] no lo guardo
       *[other] lo borro del chat
    }.
ask-from-sheet =
    Mira <b>al final de la hoja</b>: dice «Usuario» y «Contraseña».

    Toca el botón y escríbelos en la página segura. Ahí también puedes subir una foto de la hoja, y yo la leo por ti.
ask-has-first-receipt =
    Si la contraseña sale con <b>asteriscos</b> (********), esa hoja es de una prórroga. La contraseña de verdad está en tu <b>primera</b> constancia, la de cuando empezaste.

    ¿Tienes la primera?
ask-from-first-sheet =
    Muy bien. Búscalos <b>al final de tu primera constancia</b> y escríbelos en la página segura. Ahí también puedes subir una foto.
sheet-found = ✅ Encontré tu usuario y tu contraseña. Abre la página segura: ya están escritos. <b>Compáralos con tu hoja</b>, letra por letra, antes de seguir.
sheet-masked = En esta hoja la contraseña sale con <b>asteriscos</b>. Busca tu <b>primera</b> constancia; si no la tienes, pedimos otra contraseña.
sheet-none = En este archivo no encontré usuario ni contraseña. Tiene que verse <b>el final de la hoja</b>, donde dice «Usuario».
sheet-unreadable = No pude leer la foto. Prueba otra: la hoja sobre una mesa, con <b>buena luz</b>, sin sombra, de cerca y derecha. Tiene que verse el final de la hoja.
sheet-too-large = Ese archivo es demasiado grande: leo hasta 15 MB. Prueba con una foto normal, no un video ni un escaneo enorme.
sheet-locked = Ese PDF pide una clave para abrirse, y no lo puedo leer. Mándame una foto de la hoja, o escribe los datos en la página segura.
sheet-broken = Ese archivo está dañado o incompleto. Prueba otra vez, o mándame una foto de la hoja.
sheet-too-many = Ya leí muchas fotos seguidas. Espera 10 minutos, o escribe los datos en la página segura.
sheet-not-a-sheet = Ese archivo no es un PDF ni una foto. Leo PDF, JPG y PNG.
sheet-not-now = Gracias, pero ahora necesito que me <b>escribas</b> la respuesta. { $channel ->
        [whatsapp] La imagen no la guardé.
       *[other] La imagen ya la borré del chat.
    }
sheet-before-consent = { $channel ->
        [whatsapp] No leí la imagen, ni la guardé. Antes necesito tu permiso:
       *[other] Borré la imagen del chat, sin leerla. Antes necesito tu permiso:
    }

## ¿Olvidaste la contraseña?

way-new-password =
    Bien, <b>pidamos una contraseña nueva</b> a Migraciones.

    Te hago 7 preguntas cortas, las mismas de su página (Verificación de Datos). Las uso solo para esto y las borro al terminar. Escribe <b>atrás</b> para corregir la anterior, o <b>cancelar</b> para dejarlo.
ask-nationality = 1 de 7. ¿De qué país eres? Por ejemplo: Venezuela
ask-document-type = 2 de 7. ¿Qué documento usaste <b>en tu trámite</b>? Por ejemplo: pasaporte
ask-document-number = 3 de 7. ¿Cuál es el <b>número</b> de ese documento? Cópialo tal como está, por ejemplo: 004417826
ask-paternal-surname = 4 de 7. ¿Cuál es tu <b>primer apellido</b> (apellido paterno)? Con sus tildes, como en tu documento. Por ejemplo: González
ask-maternal-surname = 5 de 7. ¿Y tu <b>segundo apellido</b> (apellido materno)? Por ejemplo: Rojas
ask-given-names = 6 de 7. ¿Cuáles son tus <b>nombres</b>? Todos, sin apellidos. Por ejemplo: María Fernanda
ask-birth-date = 7 de 7. ¿Cuándo naciste? Por ejemplo: 5 de marzo de 1990
ask-check-identity =
    Revisa que esté igual que en tu documento:

    1. Nacionalidad: <b>{ $nationality }</b>
    2. Documento: <b>{ $document }</b>
    3. Número: <b>{ $number }</b>{ $doubtful ->
        [0] {""}
       *[other] {" "}⚠️ Revísalo: no se parece a los de ese documento.
    }
    4. Primer apellido: <b>{ $paternal }</b>
    5. Segundo apellido: <b>{ $maternal }</b>
    6. Nombres: <b>{ $given }</b>
    7. Nacimiento: <b>{ $born }</b>

    ¿Está todo bien?
no-second-surname = no tengo
ask-after-mismatch =
    ❌ Migraciones no encontró a nadie con esos datos. { $left ->
        [one] Queda <b>1 intento</b>. Si probamos más, te podrían bloquear.
       *[other] Quedan <b>{ $left } intentos</b>.
    }

    Lo que más falla:
    • Las <b>tildes y la Ñ</b>: prueba con ellas y sin ellas.
    • Quizá te registraron con <b>un solo apellido</b>.
    • El <b>documento</b>: tiene que ser el que usaste al empezar el trámite, aunque ya venció.

    ¿Qué cambio?
unproven-mismatch = Migraciones tampoco encontró a nadie con esos datos. <b>Paro aquí</b>: con más intentos te podrían bloquear. Probemos de otra forma.
unproven-too-many = Ya hubo varios intentos con datos que no coinciden. Para que no te bloqueen, <b>no lo intento más por una hora</b>. Probemos de otra forma.
unproven-over = Pasó demasiado tiempo y Migraciones cerró la verificación. Probemos de otra forma; más tarde puedes volver a intentar con /recuperar.
ask-new-password =
    ✅ Migraciones te reconoció. Ahora pon una <b>contraseña nueva</b>.

    Toca el botón y escríbela en la página segura. Ahí te puedo proponer una difícil de adivinar.
ask-new-password-again =
    ❌ Migraciones no aceptó esa contraseña: quizá es muy corta o muy fácil. Prueba otra en la página segura, con letras y números, y sin tu usuario.
renewed-not-linked =
    ✅ Tu contraseña nueva <b>ya está guardada</b> en Migraciones. Pero todavía no pude entrar a tu buzón.

    Anótala bien. Para que yo te avise, escríbela con tu usuario en la página segura:
password-sent =
    ✅ Migraciones te reconoció y <b>te mandó una contraseña nueva</b> al correo <b>{ $to }</b>. La anterior ya no sirve.

    Revisa ese correo, también en «no deseados» (spam).
password-sent-somewhere =
    ✅ Migraciones te reconoció y <b>te mandó una contraseña nueva</b>. La anterior ya no sirve.

    Revisa tu correo, también en «no deseados» (spam), y tus mensajes.
ask-credentials-sent = Cuando la tengas, toca el botón y escríbela con tu usuario en la página segura.

## Respuestas que no se entendieron

not-taken =
    { $why }

    Por ejemplo: { $example }
which-one = ¿Cuál de estas?
choice = { $text }
please-write = Necesito que me lo escribas con letras, por favor.
stuck = Perdona, no te estoy entendiendo. No es tu culpa. Escríbelo otra vez con calma, o probemos de otra forma:
stuck-here = Perdona, no logro entenderte. Toca uno de los botones, o escribe /ayuda.
refused-empty = No vi ninguna respuesta.
refused-not-known = No pasa nada si no lo sabes: míralo en tu documento o en tu constancia.
refused-none-held = Este dato hace falta para que Migraciones te encuentre.
refused-several-answers = Veo más de una respuesta. Escribe solo una.
refused-signs = Hay signos que no van aquí. Escribe solo el dato.
refused-too-short = Es muy corto: debe tener al menos { $limit } letras o números.
refused-too-long = Es muy largo: debe tener como mucho { $limit } letras o números.
refused-not-a-date = Eso no parece una fecha.
refused-date-incomplete = Falta algo: necesito el día, el mes y el año.
refused-unclear-date = Esa fecha se puede leer de dos maneras. Escribe el mes con letras.
refused-an-age = Eso parece una edad. Necesito la fecha, con día, mes y año.
refused-no-such-day = Ese día no existe: ese mes tiene { $limit } días.
refused-no-such-month = Ese mes no existe: van del 1 al 12.
refused-in-the-future = Esa fecha todavía no llega.
refused-too-long-ago = Esa fecha es de hace más de { $limit } años. Revisa el año.
refused-unknown-country = No reconozco ese país.
refused-unknown-document = No reconozco ese documento.
refused-no-digits = Ahí no hay ningún número.
refused-masked = Ese número está tapado con asteriscos. Escríbelo completo.
refused-looks-like-date = Eso parece una fecha. Necesito el número.
refused-looks-like-phone = Eso parece un teléfono. Necesito el número del documento.
refused-digits = Un nombre no lleva números.
refused-not-latin = Escríbelo con letras latinas, como está en tu documento.
refused-a-question = Primero respóndeme esto, por favor. Si quieres dejarlo, escribe <b>cancelar</b>.
refused-not-a-name = Eso no parece un nombre.
example-nationality = Venezuela
example-document-type = CPP, carné de extranjería, pasaporte o cédula
example-document-number = 004417826
example-paternal-surname = González
example-maternal-surname = Rojas. Si no tienes, toca «Tengo un solo apellido»
example-given-names = María Fernanda
example-birth-date = 5 de marzo de 1990
example-issue-date = 14 de febrero de 2025
example-file-number = LM260012345
document-dni = DNI
document-pas = Pasaporte
document-ce = Carné de extranjería (CE)
document-cip = Cédula de identidad
document-cpp = CPP (permiso temporal)
document-ptp = PTP (permiso temporal antiguo)
document-ctp = Carné temporal (CTP)
document-slv = Salvoconducto
document-le = Libreta electoral
document-pna = Partida de nacimiento

## Agencia Digital

way-agency =
    Otra puerta a tu buzón es la <b>Agencia Digital</b> de Migraciones. Ahí entras con tus datos, sin contraseña.
ask-issue-date = ¿Qué día te <b>dieron</b> tu documento? Míralo donde dice «fecha de emisión». Por ejemplo: 14 de febrero de 2025
ask-captcha = Migraciones quiere saber que eres una persona. ¿Qué letras y números ves en la imagen? Escríbelos aquí.
captcha-wrong = No eran esas. Mira la imagen otra vez con calma: queda un intento más.
captcha-type-it = Escribe solo las letras y los números de la imagen, por favor.
agency-mismatch = La Agencia Digital no encontró a nadie con esos datos. Probemos tú y yo, paso a paso, en su página.
agency-too-many = Ya hubo varios intentos con datos que no coinciden, así que no insisto por una hora. Probemos tú y yo, paso a paso, en su página.
agency-spent = Esas no eran las letras. No insisto: mejor lo haces tú en su página, y yo te guío paso a paso.
agency-over = Pasó demasiado tiempo y la Agencia Digital cerró la consulta. Hagámoslo paso a paso en su página.
ask-file-number = ¿Cuál es tu número de <b>expediente</b>? Está en tu constancia; por ejemplo LM260012345
agency-by-hand = No importa. Hagámoslo paso a paso, en su página.
agency-file = La Agencia Digital dice que ese expediente tampoco es tuyo. Probemos tú y yo, paso a paso, en su página.
file-not-theirs = La Agencia Digital dice que ese expediente no es tuyo. Revisa el número, por favor.
agency-opened =
    ✅ <b>Entraste.</b> Toca el botón para abrir tu buzón. Sirve <b>una sola vez</b> y por <b>pocos minutos</b>.

    Adentro, toca <b>Casilla Electrónica</b> y después <b>Notificaciones</b>.
ask-got-in = ¿Pudiste ver tu buzón?
ask-wants-letter =
    ¡Qué bueno! Así ya puedes leer tus notificaciones.

    Pero para que <b>yo te avise</b> necesito tu usuario y tu contraseña, y esta puerta no los da. ¿Escribimos un correo a Migraciones para pedirlos?
agency-done = Está bien. Entra seguido a mirar: los plazos corren aunque no mires. Cuando quieras que yo te avise, escribe /correo o /vincular.

## Paso a paso, a mano

ask-sine-1 =
    <b>Paso 1 de 3.</b> Abre la página de Migraciones:
    https://e-notificacion.migraciones.gob.pe/sine-ui/login

    Toca <b>¿Olvidaste la contraseña?</b>
ask-sine-2 =
    <b>Paso 2 de 3.</b> Se abre <b>Verificación de Datos</b>. Llena los siete datos como están en el documento de tu trámite y toca <b>Siguiente</b>.
ask-sine-3 =
    <b>Paso 3 de 3.</b> Pon una contraseña nueva y anótala. Si la página dice que <b>te la envió</b>, búscala en tu correo, también en «no deseados».
hint-sine-1 = Fíjate que la dirección termine en <b>migraciones.gob.pe</b>. Si la página no carga, espera un minuto o prueba con otro navegador.
hint-sine-2 = Si dice que los datos no coinciden, prueba sin tildes, con N en vez de Ñ, o deja vacío el Apellido Materno si tienes uno solo. No más de tres intentos.
hint-sine-3 = Usa al menos 8 letras y números. Si la página se cerró, empieza otra vez en ¿Olvidaste la contraseña?
ask-agency-1 =
    <b>Paso 1 de 6.</b> Abre la Agencia Digital:
    https://agenciavirtual.migraciones.gob.pe/agencia-virtual/

    Toca <b>Extranjero</b>.
ask-agency-2 = <b>Paso 2 de 6.</b> Llena tus datos, la <b>fecha de emisión</b> de tu documento y las letras de la imagen (captcha). Después, toca <b>Verificar</b> o <b>Siguiente</b>.
ask-agency-3 = <b>Paso 3 de 6.</b> Busca <b>Regularización CPP/Calidad Humanitaria</b> y tócala.
ask-agency-4 = <b>Paso 4 de 6.</b> Llena lo que te pide y toca <b>Verificar</b>.
ask-agency-5 = <b>Paso 5 de 6.</b> Arriba hay un enlace directo a tu <b>Buzón Electrónico</b>. Tócalo.
ask-agency-6 = <b>Paso 6 de 6.</b> Toca <b>Casilla Electrónica</b> y después <b>Notificaciones</b>. Ahí está la lista.
hint-agency-1 = Fíjate que la dirección termine en <b>migraciones.gob.pe</b>. Si no carga, espera un minuto o prueba con otro navegador.
hint-agency-2 = La fecha de emisión está impresa en tu carné. Si las letras no se leen, toca la imagen para cambiarla.
hint-agency-3 = A veces está más abajo: desliza la pantalla hasta encontrarla.
hint-agency-4 = El número de expediente está en tu constancia; por ejemplo LM260012345
hint-agency-5 = Si no ves el enlace, desliza hasta arriba de la página.
hint-agency-6 = Si la lista dice que todavía no hay datos, es que no te han escrito.

## El correo

way-letter = Queda un camino seguro: <b>escribir a Migraciones</b> y pedirles tus datos. Te preparo el correo.
ask-try-recovery = ¿Te ayudo a recuperar tu usuario y tu contraseña?
letter-needs-data =
    Preparo un correo a Migraciones para pedir tu usuario y tu contraseña. Necesito 7 datos cortos para ponerlos al final del correo. Los borro al terminar.
letter-without-data =
    Sin esos datos no puedo preparar el correo completo. Puedes escribirlo tú:

    Para: { $to }
    Asunto: { $subject }

    Pon al final tus nombres, apellidos, nacionalidad, documento y fecha de nacimiento.
ask-how-to-send =
    ✉️ El correo está listo. ¿Lo envío yo, o lo envías tú desde tu correo?

    Si lo envío yo, la respuesta llega a <b>tu</b> correo.
ask-address = ¿A qué <b>correo tuyo</b> debe responder Migraciones? Por ejemplo: maria@correo.com
not-a-address = Eso no parece un correo. Lleva una arroba (@) y un punto, como maria@correo.com
ask-code = Te mandé un código de <b>6 números</b> a <b>{ $address }</b>. Míralo (también en «no deseados») y escríbelo aquí.
not-a-code = Son 6 números. Escríbelos juntos, por ejemplo 123456
code-wrong = Ese no es el código. Míralo otra vez, con calma.
code-over = Ese código ya no sirve. Empecemos otra vez con tu correo.
code-letter-subject = Tu código es { $code }
code-letter =
    Hola:

    Alguien está escribiendo a Migraciones con ayuda del Buzón Bot ({ $operator }) y dio este correo para la respuesta.

    Si eres tú, escribe este código en el chat: { $code }

    Si no eres tú, no hagas nada: sin el código no se envía nada.
ask-attachment = ¿Quieres que vaya una <b>foto de tu documento</b>? Ayuda, pero no es obligatorio. Mándala aquí: la adjunto y { $channel ->
        [whatsapp] no la guardo
       *[other] la borro del chat
    }.
send-photo-or-not = Mándame una foto o un PDF, o toca «Sin foto».
not-sent-file = No pude bajar esa foto. Mándala otra vez, o toca «Sin foto».
not-sent-attachment = Eso no lo puedo adjuntar: tiene que ser una foto (JPG o PNG) o un PDF de menos de 7 MB.
not-sent-down = No pude enviarlo: el correo no responde ahora. Mejor envíalo tú; te dejo todo listo.
not-sent-address = Ese correo no existe o no recibe mensajes. Revísalo, por favor.
not-sent-too-many = Ya mandé varios códigos hoy. Por seguridad, no mando más hasta mañana. Puedes enviar el correo tú; te dejo todo listo.
not-sent-today = Hoy ya salió un correo tuyo a Migraciones. Lo mejor es esperar la respuesta. Mañana puedo enviar otro. Igual te dejo el correo listo:
letter-sent =
    ✅ <b>Enviado</b> a { $to }. La respuesta llegará a <b>{ $address }</b>.

    El { $at } te pregunto si te respondieron. Si antes recibes tus datos, escribe /vincular.
letter-here =
    ✉️ <b>Tu correo está listo.</b> Lo más fácil: toca el botón, se abre tu correo con todo escrito, y lo envías.

    ¿No se abre? Copia aquí abajo la dirección, el asunto y el texto.
letter-here-to-copy = ✉️ <b>Tu correo está listo.</b> Copia la dirección, el asunto y el texto, y envíalo desde tu correo.
letter-to = Para:
letter-subject = Asunto (tiene que ir igual):
letter-body = Texto. Tócalo para copiarlo. Si puedes, agrega al correo una foto de tu documento. Esto es lo que va escrito:
ask-sent-it = El archivo es solo por si usas una computadora. ¿Ya enviaste el correo?
letter-bye =
    Muy bien. El { $at } te pregunto si te respondieron.

    Si antes recibes tus datos, escribe /vincular. Aquí te espero.
follow-up =
    📮 Hace unos días preparamos un correo a Migraciones para pedir tu usuario y tu contraseña.

    ¿Ya te respondieron?
not-answered =
    A veces demoran más. Puedes escribir otra vez, o probar otra forma.

    También puedes ir en persona a una oficina de Migraciones con tu documento.
lapsed =
    ⏳ Dejamos algo a medias hace unos días. Para cuidar tus datos, <b>borré lo que habías escrito</b>.

    ¿Seguimos?
