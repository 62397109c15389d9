# Pictures of letters that the portal shows at the sign-in, and that only the mailbox's owner is shown.
ask-portal-captcha = Migraciones quiere saber que eres una persona. ¿Qué letras y números ves en la imagen? Escríbelos aquí. Tienes dos minutos.
captcha-another-wrong = No eran esas. Mira esta otra imagen con calma.
captcha-another-over = La imagen venció. Pedí otra: escribe lo que ves en esta.
captcha-in = ✅ Listo: entré en <b>{ $name }</b> y lo sigo mirando.
captcha-rejected = Migraciones no aceptó la contraseña de <b>{ $name }</b>. Escribe /vincular para ponerla otra vez.
captcha-locked = 🔒 Migraciones tiene <b>bloqueado</b> el buzón <b>{ $name }</b>. Espera unas horas, o pide otra contraseña con /recuperar
captcha-official = El buzón <b>{ $name }</b> no necesita ninguna imagen.
captcha-gone = Ese buzón ya no está en este chat. Mira los tuyos en /cuentas
captcha-too-many =
    Fueron tres imágenes mal leídas. Para que Migraciones no bloquee la cuenta, no lo intento más <b>por una hora</b>.

    Mientras tanto, entra tú a la página de Migraciones y mira <b>{ $name }</b> ahí.
captcha-enough = Paro aquí para no cansarte. Cuando quieras otra imagen, toca el botón.
trouble-captcha-picture = ✋ <b>{ $name }</b>: Migraciones pide leer una imagen para entrar. Toca el botón y te la muestro.
button-captcha = 🖼 Ver otra imagen
button-captcha-of = 🖼 Ver la imagen de { $name }
button-captcha-in = 📬 Ver mis notificaciones
not-linked-captcha-over = La imagen venció, y no guardé tu contraseña. Ponla otra vez y te muestro una imagen nueva.
not-linked-captcha-too-many =
    Fueron tres imágenes mal leídas. Para que Migraciones no bloquee la cuenta, no lo intento más <b>por una hora</b>.

    Después, escribe /vincular. Mientras tanto, puedes entrar tú a la página de Migraciones.
