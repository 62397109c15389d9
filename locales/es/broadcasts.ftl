# Avisos generales: lo que recibe cada persona, y lo que ve el equipo que los envía.

broadcast-foot = <i>Aviso general. Tus alertas del buzón siguen igual.</i>
broadcast-test = 🧪 <b>Prueba: solo te llega a ti.</b>
button-no-broadcasts = 🔕 No más avisos generales

broadcast-draft = 📝 <b>Aviso { $number }</b>: borrador.
broadcast-submitted = 🕓 <b>Aviso { $number }</b>: espera aprobación.
broadcast-scheduled = 📅 <b>Aviso { $number }</b>: sale el { $at }.
broadcast-running = 📣 <b>Aviso { $number }</b>: se está enviando.
broadcast-paused = ⏸ <b>Aviso { $number }</b>: en pausa.
broadcast-done = ✅ <b>Aviso { $number }</b>: terminó el { $at }.
broadcast-cancelled = 🛑 <b>Aviso { $number }</b>: cancelado.
broadcast-bar = { $bar } { $percent } %
broadcast-sent = Enviados: <b>{ $count }</b> de { $total }
broadcast-left = Faltan: { $count }
broadcast-outcome-gone = Bloquearon el bot o se fueron: { $count }
broadcast-outcome-opted-out = Pidieron no recibir avisos: { $count }
broadcast-outcome-called-off = Cancelados con el envío en duda: { $count }
broadcast-outcome-other = No se pudo ({ $code }): { $count }
broadcast-pace = Ritmo: { $rate } por segundo. Queda { $span }.
broadcast-no-pace = Todavía sin ritmo: espera unos segundos.
button-broadcast-pause = ⏸ Pausar
button-broadcast-resume = ▶️ Seguir
button-broadcast-cancel = 🛑 Cancelar
button-broadcast-csv = 📄 Lista (CSV)

## Escribir uno: /difundir

tongue-es = español
tongue-en = inglés
broadcasts-listed = 📣 <b>Avisos generales</b>. Toca uno para verlo, o escribe uno nuevo.
broadcasts-none = 📣 No hay avisos en marcha. ¿Escribes uno?
button-broadcast-write = ✍️ Escribir uno nuevo
button-listed-draft = 📝 { $number } · { $text }
button-listed-submitted = 🕓 { $number } · { $text }
button-listed-scheduled = 📅 { $number } · { $text }
button-listed-running = 📣 { $number } · { $text }
button-listed-paused = ⏸ { $number } · { $text }

ask-broadcast-text =
    ✍️ Escribe el aviso en <b>español</b>. También puede ser una foto o un documento, con su texto.

    Para resaltar: *negrita* y _cursiva_. Nada sale todavía.
ask-broadcast-new-text = ✏️ Escribe el aviso de nuevo, en <b>español</b>. Si lleva foto o documento, envíalo otra vez con su texto.
ask-broadcast-caption = ¿Qué texto va con eso, en español?
ask-broadcast-other = Ahora, el mismo aviso en <b>{ $language }</b>.
ask-broadcast-new-other = Ahora, el aviso en <b>{ $language }</b>.
button-keep-text = Dejarlo como está
button-use-source = Usar el español
button-no-text = Sin texto
broadcast-wants-text = Aquí va solo texto. Escríbelo en un mensaje, por favor.
broadcast-wants-photo = Eso no lo puedo enviar a todos. Envía texto, una foto o un documento.
broadcast-too-long =
    { $count ->
        [one] Te sobra 1 letra
       *[other] Te sobran { $count } letras
    }: caben { $limit }. Acorta el texto y envíalo otra vez.
broadcast-too-long-here =
    { $count ->
        [one] Te sobra 1 letra
       *[other] Te sobran { $count } letras
    }: con foto o documento caben { $limit }. Acorta el texto y envíalo otra vez.

## La ficha de un aviso

broadcast-author = Lo escribió { $name }.
broadcast-by-operator = quien opera el bot
broadcast-reads = Así se lee en { $language }:
broadcast-goes-on = <i>El texto sigue. Míralo entero con «Probar conmigo».</i>
broadcast-with-photo = 🖼 Va con una foto. Mírala con «Probar conmigo».
broadcast-with-document = 📎 Va con un documento. Míralo con «Probar conmigo».
broadcast-falls-back = ⚠️ No hay texto en { $language }: esas personas lo reciben en español.
broadcast-unclosed = ⚠️ En { $language }, línea { $line }, hay un { $mark } suelto: se verá tal cual.
broadcast-to = 👥 Va a: { $who }.
broadcast-reach =
    { $count ->
        [one] Lo recibe <b>1</b> persona
       *[other] Lo reciben <b>{ $count }</b> personas
    } ({ $who }).
broadcast-of-channel = { $where }: { $count }
broadcast-by-template = { $count ->
        [one] A <b>1</b> persona que no escribe hace un día le llega primero la plantilla { $template } de WhatsApp, con el botón «Ver».
       *[other] A <b>{ $count }</b> personas que no escriben hace un día les llega primero la plantilla { $template } de WhatsApp, con el botón «Ver».
    }
broadcast-so-many-a-day = WhatsApp limita a cuántas personas se les puede escribir así en un día. Quien no quepa hoy espera: ese tiempo no está contado aquí.
broadcast-takes = Enviarlo tarda { $span }.
broadcast-not-at-night = 🌙 De 21:00 a 8:00 no sale: espera a la mañana.
broadcast-urgent = 🚨 <b>Urgente</b>: sale también de noche.
broadcast-waits-for-another = 🕓 Falta que lo apruebe otra persona del equipo. Ya se le pidió.
broadcast-no-approver = ⚠️ Todavía no hay otra persona que pueda aprobarlo. Pide a quien administra que invite a alguien.
broadcast-please-approve = 📨 <b>Este aviso espera tu aprobación.</b>
broadcast-was-approved = ✅ Tu aviso { $number }: lo aprobó { $name }.
broadcast-was-returned = ↩️ Tu aviso { $number }: te lo devolvió { $name }. Es un borrador otra vez.
broadcast-was-dropped = 🗑 Tu aviso { $number }: lo borró { $name }.
broadcast-dropped = 🗑 Aviso { $number } borrado. No le llegó a nadie.
button-broadcast-look = 👀 Verlo
button-broadcast-in = 👀 Leerlo en { $language }
button-broadcast-test = 🧪 Probar conmigo
button-broadcast-who = 👥 A quién
button-broadcast-edit = ✏️ Cambiar texto
button-urgent = 🚨 Marcar urgente
button-not-urgent = 🌙 Quitar urgente
button-broadcast-submit = 📨 Pedir aprobación
button-broadcast-go = ✅ Aprobar y enviar
button-broadcast-drop = 🗑 Borrar
button-broadcast-list = 📣 Todos los avisos
button-broadcast-progress = 📊 Cómo va el envío
button-approve-now = ✅ Aprobar: sale ahora
button-approve-later = 📅 Aprobar: otra fecha
button-send-back = ↩️ Devolver
button-take-back = ↩️ Volver a borrador

## A quién va

ask-broadcast-audience = 👥 <b>¿A quién va el aviso { $number }?</b> Toca para poner o quitar.
audience-all = todas las personas
audience-languages = quienes hablan { $which }
audience-channels = por { $which }
audience-nationalities = quienes dijeron ser de: { $which }
audience-country = { $what } ({ $count })
audience-kinds = quienes tienen trámite de: { $which }
audience-linked = quienes tienen buzón vinculado
audience-unlinked = quienes no tienen buzón vinculado
audience-seen = quienes usaron el bot en { $count } días
list-items = { $first }, { $rest }
list-parts = { $first }; { $rest }
button-chosen = ✅ { $what }
button-unchosen = { $what }
button-by-kind = 📂 Por tipo de trámite
button-by-country = 🌎 Por nacionalidad
button-everybody = 🧹 Todas las personas
button-back = ◀ Volver

## Cuándo sale

ask-broadcast-time = 📅 ¿Cuándo sale? Por ejemplo: «mañana 9:00» o «28/11 15:30» (hora de Lima).
button-this-evening = Hoy a las 18:00
button-tomorrow-morning = Mañana a las 9:00
broadcast-time-unreadable = No entendí la fecha. Escribe el día y la hora, por ejemplo: «mañana 9:00» o «28/11 15:30».
broadcast-time-past = Esa hora ya pasó en Lima.
broadcast-time-far = Es demasiado lejos: puede salir dentro de 60 días como máximo.

## Por qué no

broadcast-approved-already = Ya lo aprobó { $name }.
broadcast-refused-missing = Ese aviso no existe.
broadcast-refused-not-allowed = Tu papel en el equipo no permite eso.
broadcast-refused-not-yours = Solo quien escribió el aviso lo puede cambiar.
broadcast-refused-second-person = Tú lo escribiste: lo tiene que aprobar otra persona.
broadcast-refused-too-late = El aviso ya cambió de estado. Así está ahora.
broadcast-refused-changed = El aviso cambió desde que lo viste. Léelo otra vez antes de aprobar.
broadcast-refused-nobody = ⚠️ No le llegaría a nadie. Cambia a quién va.
broadcast-refused-past = Esa hora ya pasó en Lima.
broadcast-refused-far = Puede salir dentro de 60 días como máximo.
broadcast-refused-empty = Falta el texto en español.
broadcast-refused-too-long = El texto es demasiado largo y no lo guardé: caben 3000 letras, o 900 con foto o documento.

## Mientras sale

ask-broadcast-cancel = ¿Cancelo el aviso { $number }? Quien ya lo recibió lo conserva. No se puede retomar.
button-cancel-yes = 🛑 Sí, cancelar
button-cancel-no = No, que siga
broadcast-no-list = No hay lista: nadie lo recibió, o ya pasaron 90 días.

## Lo que decide cada persona

broadcasts-off = 🔕 Listo. Ya no recibes avisos generales. Las alertas de tu buzón siguen igual.
broadcasts-on = 🔔 Listo. Otra vez recibes los avisos generales.
button-broadcasts-on = 🔔 Recibirlos otra vez
