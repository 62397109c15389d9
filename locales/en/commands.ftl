# What Telegram shows beside each command (plain text).
command-vincular = Link a mailbox
command-notificaciones = See my notices
command-recordatorios = Terms and reminders
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

# The menu where there are no commands: rows of a list, 24 characters each.
menu-vincular = ➕ Link a mailbox
menu-notificaciones = 📬 My notices
menu-recordatorios = ⏰ Reminders
menu-recuperar = 🔑 I lost my password
menu-correo = ✉️ Write to Migraciones
menu-cuentas = 👪 My mailboxes
menu-estado = ✅ All well?
menu-idioma = 🌐 Language
menu-privacidad = 🗑 My data
menu-ayuda = ❓ Help
