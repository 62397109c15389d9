# Una institución que trae ella misma sus notificaciones: se vincula con un código, sin usuario ni contraseña.

ask-has-official-code =
    ¿Qué tienes para vincular tu buzón?

    Si <b>{ $operator }</b> te mostró un <b>código</b>, con eso basta: no necesitas usuario ni contraseña.
button-official-code = 🔑 Tengo un código
button-own-credentials = 👤 Usuario y contraseña
ask-official-code =
    Escribe aquí el código que te mostró <b>{ $operator }</b>.

    Tiene 8 letras y números. Por ejemplo: K7RM-2QXZ.
official-code-shape = Eso no parece un código. Tiene 8 letras y números. Por ejemplo: K7RM-2QXZ.
official-not-code = Ese código no sirve: está mal escrito, ya se usó o venció. Pide otro a la institución que te lo dio.
official-already = Este buzón ya estaba vinculado con el nombre <b>{ $name }</b>. No cambié nada.
ask-official-mailbox =
    📬 Este código es de <b>{ $operator }</b>, para el buzón de:

    <b>{ $name }</b>

    Si dices que sí, sus notificaciones llegarán a este chat. { $operator } sabrá que lo vinculaste, cuándo te llegó cada aviso y cuándo abriste cada notificación. ¿Es tu buzón?
button-official-mine = ✅ Sí, es mi buzón
button-official-not-mine = No, no es mío
official-declined = Listo, no vinculé nada. Si el código no es tuyo, avisa a quien te lo dio.
official-linked =
    ✅ Tu buzón quedó vinculado. Lo llamé <b>{ $name }</b>.

    { $operator } trae aquí cada notificación nueva, y yo te aviso con su fecha. Nada se abre sin tu permiso.

## Estado

account-official = 🏛 <b>{ $name }</b>: la institución trae aquí sus notificaciones (desde el { $at })
trouble-official = 🏛 <b>{ $name }</b>: la institución trae aquí sus notificaciones. Te aviso cuando llegue una.
status-official = 🏛 <b>{ $name }</b>: la institución trae aquí sus notificaciones.
service-official = { $count } que trae una institución
ticket-mailboxes-official = 🏛 los trae una institución: { $count }
