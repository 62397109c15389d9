# What Telegram shows beside each command (plain text).
command-vincular = Link a mailbox
command-notificaciones = See my notices
command-recuperar = I lost my user or password
command-correo = Write to Migraciones
command-cuentas = My mailboxes: see or remove
command-estado = All well? How each mailbox is
command-idioma = Change the language
command-privacidad = My data: see or delete
command-ayuda = What I can do
command-cancelar = Leave what we are doing
command-team-difundir = General messages
command-team-estado = How the service is doing
command-team-equipo = Who belongs to the team
