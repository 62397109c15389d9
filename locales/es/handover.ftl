# La página que pasa el correo a la aplicación de correo de la persona. Texto sin formato: la plantilla pone el suyo.
handover-title = Tu correo para Migraciones
handover-intro = El correo está escrito, con tus datos al final. Ábrelo en tu aplicación de correo, revísalo y envíalo.
handover-open = Abrir mi correo
handover-attach = Si puedes, adjunta una foto de tu documento antes de enviarlo.
handover-not-opened = ¿No se abre? Copia cada parte y pégala en un correo nuevo.
handover-to = Para
handover-subject = Asunto (tiene que ir igual)
handover-body = Mensaje
handover-copy = Copiar
handover-copied = Copiado
handover-by-hand = No pude copiarlo. El texto quedó marcado: mantén el dedo encima y elige «Copiar».
handover-missing = Falta el texto de tu correo: el enlace llegó incompleto o la página se volvió a cargar. Vuelve al chat y toca otra vez el botón.
handover-no-script = Este navegador no deja que la página lea el texto de tu correo. Toca «Abrir mi correo» y copia el texto desde el chat.
handover-footer = Esta página no guarda tus datos ni los envía a nuestro servidor: solo los pasa a tu aplicación de correo. No es una página de Migraciones.
