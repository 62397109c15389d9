# Hablar con una persona: lo que lee quien pregunta, y lo que lee el equipo en su grupo.

## Quien pregunta

help-human = ¿Prefieres hablar con una persona? Toca el botón o escribe /hablar
button-human = 🙋 Hablar con alguien
human-nobody =
    Aquí no hay ahora una persona que responda.

    Mira en /ayuda lo que puedo hacer yo. Si es sobre tu trámite, escribe a informes@migraciones.gob.pe: con /correo te ayudo. También puedes preguntar a { $operator }, que maneja este servicio.
ask-share-with-team =
    Te paso con una persona del equipo.

    ¿Le digo <b>cuántos buzones tienes y cómo están</b>? Así te entiende mejor. Nunca le digo tu clave, ni tu nombre, ni lo que dicen tus notificaciones.
button-share = Sí, díselo
button-not-share = No, solo mi pregunta
ask-human-question =
    Escribe tu pregunta en un solo mensaje. También puede ser una foto o un PDF.

    La leen las personas del equipo. <b>No escribas tu contraseña.</b>
ask-human-more =
    Escribe lo que quieras decirle al equipo sobre tu pregunta nº { $number }. También puede ser una foto o un PDF.
human-no-password =
    { $channel ->
        [whatsapp] ⚠️ Eso parecía una contraseña. No se la pasé a nadie, pero <b>aquí no puedo borrar tu mensaje</b>: mantenlo presionado, toca «Eliminar» y después «Eliminar para todos».
       *[other] ⚠️ Eso parecía una contraseña, así que <b>borré tu mensaje</b> y no se lo pasé a nadie.
    }

    Escribe tu pregunta otra vez, sin la contraseña. El equipo nunca la necesita.
human-text-or-photo = Eso no lo puedo pasar. Escribe tu pregunta, o manda una foto o un PDF.
human-much = Ya mandaste muchos mensajes sobre tu pregunta nº { $number }. El equipo los tiene: espera su respuesta, por favor.
human-asked = 🙋 Listo. Le paso tu pregunta al equipo: es la <b>nº { $number }</b>. La respuesta te llega aquí.
human-asked-away =
    🙋 Listo. Le paso tu pregunta al equipo: es la <b>nº { $number }</b>. La respuesta te llega aquí.

    Ahora el equipo no está. Atiende de lunes a viernes, de 8 a 18 (hora de Lima). Vuelve el { $at }.
ticket-not-asked = ⚠️ No pude entregar al equipo tu mensaje sobre la pregunta nº { $number }. Prueba otra vez, por favor.
ticket-answer = 💬 <b>El equipo responde a tu pregunta nº { $number }:</b>
ticket-closed = ✅ El equipo cerró tu pregunta <b>nº { $number }</b>. ¿Te falta algo? Toca el botón.
ticket-repeated = <i>(Puede que esto ya haya llegado: lo repito por si acaso.)</i>
privacy-questions = { $count ->
        [one] También guardo que le hiciste 1 pregunta al equipo, y cuándo. Lo que dijeron está solo en los chats.
       *[other] También guardo que le hiciste { $count } preguntas al equipo, y cuándo. Lo que dijeron está solo en los chats.
    }
button-ticket-write = ✍️ Responder
button-ticket-reopen = 🔁 Reabrir

## El grupo del equipo

ticket-first = 🙋 <b>Pregunta nº { $number }</b>
ticket-more = 🙋 <b>Pregunta nº { $number }</b>, sigue:
ticket-reopened = 🔁 <b>Pregunta nº { $number }</b>: la persona la reabrió.
ticket-person = Idioma: { $tongue }. Usa el bot desde el { $since }.
ticket-mailboxes = { $count ->
        [0] Sin buzones vinculados.
        [one] 1 buzón vinculado:
       *[other] { $count } buzones vinculados:
    }
ticket-mailboxes-watching = ✅ bien: { $count }
ticket-mailboxes-rejected = ❌ la contraseña ya no sirve: { $count }
ticket-mailboxes-locked = 🔒 bloqueados: { $count }
ticket-mailboxes-captcha = ✋ piden un captcha: { $count }
ticket-not-arrived = ⚠️ <b>Pregunta nº { $number }</b>: la respuesta no le llegó. La persona bloqueó el bot o se fue.
button-ticket-close = ✅ Cerrar
toast-ticket-closed = Cerrada. La persona ya lo sabe.
toast-ticket-was-closed = Ya estaba cerrada.
toast-ticket-open = Está abierta otra vez.
toast-team-only = Solo el equipo puede hacer esto.
team-only = Solo el equipo puede responder preguntas. Si eres del equipo, escribe con tu cuenta, no como administrador anónimo.
team-no-such-question =
    Ese mensaje no es de ninguna pregunta de este grupo, o la persona borró sus datos. Para responder a alguien, responde al mensaje de su pregunta.
team-text-or-photo = Eso no lo puedo pasar. Responde con texto, una foto o un documento.
team-group-how =
    Hola. Si este es el grupo del equipo, escribe aquí: /equipo grupo

    Las preguntas de la gente llegarán a este grupo. Respóndelas respondiendo a cada mensaje.
team-group-set =
    ✅ Listo: este es el grupo del equipo. Aquí llegan las preguntas.

    Para contestar, <b>responde al mensaje</b> de la pregunta. La persona lo recibe como mensaje del servicio, sin tu nombre. Lo demás que se diga en el grupo no le llega a nadie.
team-group-lost = ⚠️ Ya no estoy en el grupo del equipo. Las preguntas esperan. Agrégame a un grupo y que alguien que administra escriba ahí: /equipo grupo
team-portal-changed =
    ⚠️ <b>El portal cambió</b>

    No encuentro en sus páginas: { $missing }
team-portal-more = … y { $count } más
team-portal-stopped-watch = ⏸ Dejé de mirar los buzones: seguir sería leerlos mal. A las personas les aviso como en toda caída.
team-portal-stopped-recovery = ⏸ No recupero claves yo: a las personas las guío paso a paso.
team-portal-stopped-nothing = Nada se detiene por eso.
team-portal-back = ✅ El portal está otra vez como lo conozco: encuentro todo en sus páginas. Nada queda detenido por eso.
