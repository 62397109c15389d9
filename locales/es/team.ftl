# El equipo: invitaciones, papeles, y quién puede qué.

staff-welcome-reader = 👋 Hola, { $name }. Ya eres parte del equipo: puedes ver el estado del servicio con /estado.
staff-welcome-writer = 👋 Hola, { $name }. Ya eres parte del equipo: escribe avisos con /difundir y mira el estado con /estado.
staff-welcome-approver = 👋 Hola, { $name }. Ya eres parte del equipo: escribe y aprueba avisos con /difundir, y mira el estado con /estado.
staff-welcome-admin = 👋 Hola, { $name }. Ya eres parte del equipo: /difundir, /estado y /equipo son tuyos.
staff-not-allowed = Tu papel en el equipo no permite eso. Pídelo a quien administra (/equipo).
invitation-unknown = Esta invitación no existe. Pide otra a quien te la envió.
invitation-used = Esta invitación ya se usó. Pide otra a quien te la envió.
invitation-expired = Esta invitación venció: valen 24 horas. Pide otra a quien te la envió.
invitation-member = Ya eres parte del equipo: no necesitas otra invitación.

role-reader = solo mira
role-writer = escribe
role-approver = aprueba
role-admin = administra
button-role-reader = 👁 Solo mira
button-role-writer = ✍️ Escribe
button-role-approver = ✅ Aprueba
button-role-admin = 🔑 Administra

team-title =
    👥 <b>El equipo</b>: { $count ->
        [one] 1 persona
       *[other] { $count } personas
    }
team-member =
    <b>{ $name }</b>: { $role }
    Desde el { $at }
team-you =
    <b>{ $name }</b> (tú): { $role }
    Desde el { $at }
team-invitation =
    ✉️ Invitación para <b>{ $name }</b>: { $role }
    Vence el { $at }
team-no-group = 💬 El equipo no tiene grupo todavía. Para que las personas puedan preguntarles algo: crea un grupo de Telegram, agrégame y escribe allí /equipo grupo
team-foot = Solo quien administra puede cambiar el equipo.
button-member = ⚙️ { $name }
button-withdraw = ✖️ Anular: { $name }
button-invite = ➕ Invitar
button-back-to-team = ◀ El equipo

ask-change = ¿Qué quieres cambiar? Se le avisa en su chat.
role-given = Listo, ya cambió. Le aviso en su chat.
button-remove = 🚪 Sacar del equipo
remove-warning =
    <b>¿Saco a { $name } del equipo?</b>

    Desde ese momento no podrá hacer nada más aquí. Sirve también si perdió el teléfono. Las invitaciones que dio y nadie usó se anulan.
button-remove-yes = Sí, sacar
member-removed = Listo. Ya no puede hacer nada en el equipo.
last-admin = Es la única persona que administra. Primero da ese papel a otra.
invitation-withdrawn = Invitación anulada: ese enlace ya no sirve.

staff-changed = Tu papel en el equipo cambió. Ahora eres quien <b>{ $role }</b>. Mira lo que puedes hacer con /ayuda.
staff-removed = Ya no eres parte del equipo. Tus buzones y tus alertas siguen igual.

ask-staff-role =
    <b>¿Qué podrá hacer la persona que invitas?</b>

    👁 <b>Solo mira</b>: ve cómo va el servicio.
    ✍️ <b>Escribe</b>: además, prepara avisos generales.
    ✅ <b>Aprueba</b>: además, decide cuáles salen.
    🔑 <b>Administra</b>: además, cambia el equipo.
ask-invitee = ¿Cómo se llama? Escribe el nombre con el que la conoce el equipo.
not-a-invitee = Escribe su nombre en letras, por ejemplo: Rosa Díaz.
invitation-made =
    ✉️ <b>Invitación para { $name }</b>: { $role }. Vale hasta el { $at }.

    Reenvía a esa persona, y a nadie más, el mensaje que sigue: quien abra el enlace primero entra al equipo.
invitation-to-forward =
    Te invito al equipo del Buzón Bot ({ $operator }). Abre este enlace en tu teléfono y toca «Iniciar»:

    { $link }

    Sirve una sola vez, hasta el { $at }. No lo compartas.

help-team =
    <b>Para ti, que eres del equipo:</b>
    { $rest }
help-command = /{ $command } — { $what }
two-lines =
    { $first }
    { $last }
