# Lo que Telegram muestra junto a cada comando, y sobre el bot (sin formato).
command-vincular = Vincular un buzón
command-notificaciones = Ver mis notificaciones
command-recordatorios = Plazos y recordatorios
command-recuperar = Perdí mi usuario o contraseña
command-correo = Escribir a Migraciones
command-cuentas = Mis buzones: ver o quitar
command-estado = ¿Todo bien? Cómo va cada buzón
command-idioma = Cambiar el idioma
command-privacidad = Mis datos: ver o borrar
command-ayuda = Qué puedo hacer
command-cancelar = Dejar lo que estamos haciendo
command-team-difundir = Avisos generales
command-team-estado = Cómo va el servicio
command-team-equipo = Quién es del equipo

# El menú donde no hay comandos: filas de una lista, de 24 caracteres.
menu-vincular = ➕ Vincular un buzón
menu-notificaciones = 📬 Mis notificaciones
menu-recordatorios = ⏰ Recordatorios
menu-recuperar = 🔑 Perdí mi clave
menu-correo = ✉️ Correo a Migraciones
menu-cuentas = 👪 Mis buzones
menu-estado = ✅ ¿Todo bien?
menu-idioma = 🌐 Idioma
menu-privacidad = 🗑 Mis datos
menu-ayuda = ❓ Ayuda
