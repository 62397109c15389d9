# Una familia: varios buzones en un chat, cada uno con su color o emoji, y quién más los mira.

## La ficha de un buzón

button-mailbox = ⚙️ { $name }
button-badge = 🎨 Color o emoji
button-no-badge = Sin color ni emoji
button-rename = ✏️ Cambiar nombre
button-invite-watcher = 👀 Invitar a alguien
button-end-watcher = ⛔ Quitar a { $name }
button-revoke-invitations = 🚫 Anular códigos
button-back-to-mailbox = ◀ Volver
button-back-to-mailboxes = ◀ Mis buzones
card-watched = 👀 También miran este buzón:
card-not-watched = 👀 Nadie más mira este buzón.
card-invitations =
    ✉️ { $count ->
        [one] Hay 1 código sin usar.
       *[other] Hay { $count } códigos sin usar.
    }
ask-badge = 🎨 ¿Con qué color o emoji distingo el buzón <b>{ $name }</b>? Lo pongo delante de su nombre, también en los avisos.
ask-mailbox-name =
    ✏️ ¿Cómo llamo al buzón <b>{ $name }</b>?

    Escribe un nombre corto. Por ejemplo: Sofía.
name-empty = Necesito un nombre con letras o números. Por ejemplo: Sofía.
name-long = Ese nombre es muy largo. Escribe uno de { $limit } letras como máximo.
mailbox-renamed = ✅ Listo. Ahora se llama <b>{ $name }</b>.
mailbox-not-here = Ese buzón ya no está en este chat. Mira en /cuentas cuáles hay.
calendar-badged = { $badge } { $what }

## Invitar a alguien

ask-last-day =
    👀 <b>Que alguien más mire { $name }</b>

    Por ejemplo, tu pareja o tu abogada. Le llegarán los mismos avisos que a ti: qué llegó, su asunto y sus fechas. <b>No</b> podrá abrir notificaciones, ni ver tu usuario o tu contraseña, ni cambiar nada.

    Tú ves quién mira y lo quitas cuando quieras.

    ¿Hasta cuándo?
button-watch-30 = 30 días
button-watch-90 = 90 días
button-watch-365 = 1 año
button-watch-none = Sin fecha final
watch-until = hasta el { $day } de { $year }
watch-no-end = sin fecha final
watch-invitation =
    ✉️ Hice un código para mirar el buzón <b>{ $name }</b> ({ $until }).

    Reenvíale a esa persona el mensaje de abajo. El código sirve <b>una vez</b> y dura <b>7 días</b>. Mientras nadie lo use, puedes anularlo.
watch-invitation-to-forward =
    👀 Te invito a mirar conmigo el buzón de Migraciones <b>{ $name }</b>, con el Buzón Bot. Es gratis.
watch-link = Abre en { $other ->
        [whatsapp] WhatsApp
       *[other] Telegram
    }: { $link }
watch-code = O escribe este código en el chat del bot: <b>{ $code }</b>
invitation-full = Este buzón ya tiene 5 personas o códigos. Quita a alguien, o anula los códigos sin usar.
invitations-revoked = Listo. Los códigos sin usar ya no sirven.
watcher-ended = Listo. <b>{ $who }</b> ya no mira el buzón <b>{ $name }</b>. Se lo aviso.
watcher-came =
    👀 <b>{ $who }</b> mira ahora el buzón <b>{ $name }</b>, { $until }.

    ¿No lo esperabas? Toca el botón y deja de mirarlo.
watcher-left = 👀 Una persona dejó de mirar el buzón <b>{ $name }</b>. En su ficha ves quién queda.

## Mirar el buzón de otra persona

ask-watch-mailbox =
    👀 <b>¿Quieres mirar el buzón { $name }?</b>

    Te invitó su dueño, { $until }. Te llegarán sus avisos: qué llegó, su asunto y sus fechas.

    <b>No</b> podrás abrir sus notificaciones, ni ver o cambiar su usuario y su contraseña. Eso lo hace solo su dueño.

    Su dueño ve que tú miras y puede terminarlo. Tú también, en /cuentas.
button-watch-yes = Sí, mirar
button-watch-no = No
ask-watcher-name =
    ¿Con qué nombre te verá el dueño del buzón?

    Por ejemplo: Ana, abogada.
watch-done =
    ✅ Listo, <b>{ $called }</b>. Miras el buzón <b>{ $name }</b>, { $until }. Te aviso cuando llegue algo.

    Para dejar de mirarlo: /cuentas
watch-declined = Está bien. No miras ese buzón, y su dueño no se entera.
watch-not-code =
    Ese código no sirve. Puede estar mal escrito, usado, anulado o vencido: dura 7 días.

    Pide otro a quien te invitó. Después de 5 códigos malos hay que esperar una hora.
watch-not-own = Ese buzón ya es tuyo: lo ves en /cuentas. El código es para otra persona.
watch-not-full = Ya hay 5 personas que miran ese buzón, que es el máximo. Díselo a quien te invitó.
watch-not-many = Ya miras 10 buzones de otras personas, que es el máximo. Deja alguno en /cuentas y prueba otra vez.
watched-title = 👀 <b>Buzones que miras</b>
watched-row = • <b>{ $name }</b>, { $until }
button-watched = 👀 { $name }
watched-card =
    👀 Miras el buzón <b>{ $name }</b>, { $until }. Su dueño te ve como <b>{ $called }</b>.

    Te llegan sus avisos y ves sus fechas. Abrir sus notificaciones puede solo su dueño.
button-stop-watching = 👋 Dejar de mirar
watched-left = Listo. Ya no miras el buzón <b>{ $name }</b>, y su dueño lo sabe.
watched-note = <i>👀 Miras el buzón { $name }. Abrirla puede solo su dueño.</i>
unread-watched =
    🔔 <b>Nadie abrió todavía esta notificación</b>
    Buzón: <b>{ $name }</b>
    Tipo: <b>{ $kind }</b>
    Llegó: { $at }
digest-watched = <i>👀 Algunas son de buzones que miras: esas las abre solo su dueño.</i>
watch-ended = 👀 Ya no miras el buzón <b>{ $name }</b>: su dueño lo terminó. No te aviso más de él.
watch-over =
    👀 Terminó el tiempo para mirar el buzón <b>{ $name }</b>. No te aviso más de él.

    Si todavía lo necesitas, pídele otro código a quien te invitó.
watch-ended-gone = 👀 Un buzón que mirabas ya no está aquí: su dueño lo quitó. No te aviso más de él. En /cuentas ves los que te quedan.

## Privacidad y registro

privacy-watched = { $count ->
        [one] También guardo que miras 1 buzón de otra persona, y con qué nombre.
       *[other] También guardo que miras { $count } buzones de otras personas, y con qué nombre.
    }
privacy-watchers = { $count ->
        [one] También guardo que 1 persona mira contigo tus buzones, con el nombre que dio y hasta cuándo.
       *[other] También guardo que { $count } personas miran contigo tus buzones, con el nombre que dieron y hasta cuándo.
    }
web-act-mailbox-renamed = Cambió el nombre de un buzón
web-act-mailbox-badged = Cambió el color o emoji de un buzón
web-act-mailbox-watched = Empezó a mirar el buzón de otra persona
web-act-mailbox-unwatched = Terminó que alguien mire un buzón
web-act-watch-invited = Invitó a alguien a mirar un buzón
web-act-watch-revoked = Anuló los códigos para mirar un buzón
web-act-watcher-moved = Trajo de otro chat un buzón que mira
