# La mesa web: lo que el equipo hace en el chat, en páginas para una computadora. Texto sin formato, salvo lo del chat.

## En el chat: la confirmación

web-sign-in-ask =
    🖥 <b>¿Eres tú quien quiere entrar a la mesa web?</b>

    Código: <b>{ $code }</b>
    Navegador: { $browser }
    Lo pidió { $clock }.

    Di que sí solo si <b>tú</b> abriste la página y ves este mismo código en tu pantalla. Si alguien te envió el enlace, di que no.
button-web-sign-in-yes = ✅ Sí, soy yo
button-web-sign-in-no = ❌ No
web-sign-in-over = Esa entrada ya no espera respuesta: duran 5 minutos y sirven una vez. Empieza otra vez en la página.
web-sign-in-refused = 🛑 Nadie entró. Si no fuiste tú, no hace falta nada más; si te enviaron el enlace, cuéntalo al equipo.
web-signed-in =
    ✅ <b>Entraste a la mesa web</b> ({ $browser }). Dura 8 horas.

    ¿No fuiste tú? Ciérrala ahora mismo.
button-web-sign-out = 🚪 Cerrar la mesa web
web-signed-out = 🚪 Cerré la mesa web en todos tus navegadores.
web-signed-out-already = La mesa web ya estaba cerrada.
web-browser-unknown = desconocido

## La entrada

web-title = Buzón Bot · Mesa
web-front-title = Mesa del equipo
web-front-intro = Aquí el equipo escribe y aprueba avisos, mira cómo va el servicio y quién hizo qué. No hay contraseña: confirmas en tu chat con el bot.
web-enter = Entrar con mi Telegram
web-front-foot = Solo para quienes son parte del equipo. La sesión dura 8 horas.
web-wait-title = Confirma en tu chat
web-wait-code = Tu código:
web-wait-open = Abre el chat con el bot, con el botón o con la cámara del teléfono.
web-wait-compare = Mira que el chat muestre este mismo código.
web-wait-tap = Toca «Sí, soy yo». Esta página sigue sola.
web-wait-link = Abrir Telegram
web-wait-quick = ¿Telegram está en tu teléfono? Apunta con la cámara.
web-wait-quick-name = Código QR que abre el chat con el bot
web-wait-until = Vale hasta: { $at }.
web-wait-done = Ya confirmé: seguir
web-entry-expired = Pasaron 5 minutos sin respuesta. Empieza otra vez.
web-entry-refused = En el chat dijeron que no. Si fue sin querer, empieza otra vez.

## Lo que no se puede

web-trouble = No se pudo
web-home = Ir a la mesa
web-not-allowed = Tu papel en el equipo no permite eso. Pídelo a quien administra.
web-forged = No pude comprobar que venías de esta página. Vuelve atrás, cárgala otra vez y repite.
web-broken = Algo falló de nuestro lado. Prueba otra vez en un minuto.
web-written = Lo que escribiste: cópialo para no perderlo
web-too-many = Hay demasiadas entradas a la vez. Prueba otra vez en un minuto.
web-signed-out-meanwhile = La sesión terminó. Entra otra vez y repite lo que hacías.

## Lo que está en todas las páginas

web-skip = Ir al contenido
web-menu = Secciones
web-status = Estado
web-broadcasts = Avisos
web-team = Equipo
web-audit = Registro
web-sign-out = Salir
web-none = —
web-operator = La consola
web-house = El bot

## Estado

web-status-title = Cómo va el servicio
web-portal-unknown = Todavía no se sabe si la página de Migraciones responde: nadie la ha mirado hace poco.
web-portal-well = La página de Migraciones responde.
web-portal-back = La página de Migraciones responde. La última caída terminó el { $at }.
web-portal-down = La página de Migraciones no responde desde { $since }.
web-portal-changed = La página de Migraciones cambió y no se puede leer desde { $since }.
web-number-chats = Personas a las que llegan mensajes
web-number-mailboxes = Buzones que se miran
web-number-stopped = Buzones detenidos
web-number-alerts = Alertas enviadas hoy
web-number-lag = Atraso al mirar buzones
web-on-time = al día
web-number-unsent = Mensajes por salir
web-number-unsent-since = Mensajes por salir (el primero espera hace { $span })
web-look = mira esto
web-ways = Avisos en camino
web-failures = Mensajes que no llegaron en 24 horas
web-questions = Preguntas al equipo en 7 días
web-questions-open = Abiertas ahora
web-questions-unanswered = Sin ninguna respuesta
web-questions-opened = Recibidas
web-questions-first = Tiempo hasta la primera respuesta (mediana)
web-outages = Últimas caídas de la página de Migraciones
web-outage-began = Empezó
web-outage-ended = Terminó
web-outage-lasted = Duró
web-outage-seen = Qué pasaba
web-outage-lasting = sigue
web-outage-down = No respondía
web-outage-changed = Cambió y no se podía leer
web-as-of = Hora de Lima: { $at }. Se actualiza sola.
web-days = { $count ->
        [one] Hoy
       *[other] Los últimos { $count } días
    }
web-chart-chats = Personas nuevas
web-chart-mailboxes = Buzones nuevos
web-chart = Un día por barra; el mayor, { $most }. Los números están en la tabla.
web-chart-most = máximo { $most }
web-as-table = Ver los números en una tabla
web-day = Día

## Avisos

web-broadcasts-title = Avisos generales
web-broadcasts-caption = Los últimos avisos
web-broadcasts-none = Todavía no hay avisos.
web-new = Nuevo aviso
web-number = Aviso
web-broadcast = Aviso { $number }
web-state = Estado
web-text = Texto
web-author = Autor
web-created = Creado
web-urgent = urgente
web-picture-only = (solo imagen)
web-state-draft = borrador
web-state-submitted = espera aprobación
web-state-scheduled = programado
web-state-running = saliendo
web-state-paused = en pausa
web-state-done = terminado
web-state-cancelled = cancelado
web-progress = Avance del aviso { $number }
web-due = Sale el { $at }.
web-all-broadcasts = ← Todos los avisos

web-texts = Qué dice
web-marks = Se puede poner *negrita* y _cursiva_, como en WhatsApp.
web-optional = (si falta, se envía en español)
web-has-file = Lleva una foto o un documento. Para verlo, envíate una prueba.
web-drop-file = Quitar la foto o el documento
web-file = Foto o documento
web-other-file = Cambiar la foto o el documento
web-file-optional = (si quieres)
web-file-hint = Foto JPG o PNG, hasta 10 MB; o PDF, hasta 20 MB. Al guardar te llega a tu chat, para que lo veas. Con foto o documento caben 900 letras.
web-file-kept = 🖼 Esta foto va en un aviso que estás escribiendo en la mesa web. Solo te llega a ti.
web-add-file = Para añadir una foto o un documento, escribe el aviso en el chat con /difundir.
web-audience = Para quién
web-linked = Buzón
web-linked-any = Con o sin buzón
web-languages = Idioma (sin marcar: todos)
web-more-conditions = Más condiciones
web-nationalities = Nacionalidad, de quienes la dieron (sin marcar: no importa)
web-kinds = Con un trámite de estos en los últimos 90 días
web-seen = Uso del bot
web-seen-any = No importa cuándo
web-channels = Canal (sin marcar: todos)
web-when = Cuándo
web-urgent-box = Es urgente: sale también de noche
web-urgent-hint = Si no es urgente, de 21:00 a 8:00 no sale nada.
web-preview = Así llega
web-excess = Es demasiado largo: sobran { $count } caracteres.
web-unclosed = Línea { $number }: un { $mark } quedó sin pareja y se verá tal cual.
web-reach-title = A cuántas personas
web-reach = { $count ->
        [0] A nadie
        [one] A 1 persona
       *[other] A { $count } personas
    }
web-reach-language = { $name }: { $count }
web-reach-span = Duración del envío: { $span }.
web-language-none = Sin idioma elegido
web-save = Guardar borrador
web-save-test = Guardar y enviarme una prueba
web-save-submit = Guardar y pedir aprobación
web-drop = Desechar este borrador
web-drop-sure = El borrador queda cancelado y no se puede recuperar.
web-drop-yes = Sí, desechar


web-way = Cómo va
web-outcomes = Lista de envíos (CSV, sin nombres)
web-approve-title = Aprobación
web-approve = { $count ->
        [one] Aprobar y enviar ya a 1 persona
       *[other] Aprobar y enviar ya a { $count } personas
    }
web-approve-night = Ahora es de noche y no es urgente: si lo apruebas, sale el { $at }.
web-approve-later = Aprobar para más tarde
web-due-field = Día y hora (de Lima)
web-approve-then = Aprobar para esa hora
web-second-person = Lo escribiste tú: tiene que aprobarlo otra persona del equipo. Ya le avisé en su chat.
web-waits-approval = Espera a que alguien lo apruebe.
web-send-back = Devolver a borrador
web-test = Enviarme una prueba
web-acts = Qué puedes hacer
web-pause = Pausar
web-resume = Seguir
web-cancel = Cancelar el envío
web-cancel-sure = Lo que ya salió no vuelve. Lo demás no sale nunca.
web-cancel-yes = Sí, cancelar para siempre
web-facts = Datos
web-submitted-at = Pidió aprobación
web-approved-at = Aprobado por
web-due-at = Sale
web-started-at = Empezó
web-ended-at = Terminó
web-look-up = Ver en el registro

## Lo que se hizo, y lo que no

web-done-saved = Guardado.
web-done-submitted = Listo: ahora espera aprobación.
web-done-tested = Te envié la prueba al chat. Mírala allí.
web-done-sent-back = Es un borrador otra vez.
web-done-approved = Aprobado.
web-done-paused = En pausa. Puede que todavía lleguen los que ya iban en camino.
web-done-resumed = Sigue.
web-done-cancelled = Cancelado.
web-done-role-given = Listo, ya cambió. Le avisé en su chat.
web-done-removed = Ya no es parte del equipo, y su mesa web se cerró.
web-done-withdrawn = La invitación ya no sirve.
web-done-signed-out = Cerré su mesa web en todos sus navegadores.
web-not-done-not-tested = No pude enviarte la prueba. ¿Bloqueaste el bot? Prueba otra vez.
web-not-done-no-time = Falta el día y la hora.
web-not-done-missing = Ese aviso no existe.
web-not-done-not-allowed = Tu papel en el equipo no permite eso.
web-not-done-not-yours = Solo quien lo escribió lo puede cambiar.
web-not-done-second-person = Lo escribiste tú: tiene que aprobarlo otra persona.
web-not-done-too-late = Alguien se adelantó: mira cómo está ahora.
web-not-done-changed = El texto cambió desde que lo miraste. Léelo otra vez antes de aprobar.
web-not-done-nobody = Así no le llega a nadie. Cambia para quién es.
web-not-done-past = Esa hora ya pasó.
web-not-done-far = Es demasiado lejos: como mucho, 60 días.
web-not-done-empty = Falta el texto en español.
web-not-done-too-long = Es demasiado largo.
web-not-done-file-kind = Eso no es una foto JPG o PNG ni un PDF. Elige otro archivo.
web-not-done-file-large = El archivo pesa demasiado: una foto, hasta 10 MB; un PDF, hasta 20 MB. Elige otro.
web-not-done-file-refused = Tu chat no recibió el archivo. ¿Bloqueaste el bot? ¿La foto es muy alargada? Elige el archivo otra vez.
web-not-done-team-unknown = Ya no es parte del equipo, o la invitación ya no existe.
web-not-done-team-same = Ya tenía ese papel.
web-not-done-team-last = Es la última persona que administra: antes da ese papel a otra.
web-not-done-team-not-admin = Ya no administras el equipo.

## Equipo

web-team-title = El equipo
web-team-caption = { $count ->
        [one] 1 persona
       *[other] { $count } personas
    }
web-team-foot = Cambios e invitaciones: los hace quien administra.
web-name = Nombre
web-role = Papel
web-since = Desde
web-browsers = Mesa web
web-browsers-open = { $count ->
        [0] cerrada
        [one] 1 navegador
       *[other] { $count } navegadores
    }
web-change = Cambiar
web-you = (tú)
web-role-of = Papel de { $name }
web-give-role = Cambiar
web-give-role-to = Cambiar el papel de { $name }
web-end = Cerrar
web-end-of = Cerrar la mesa web de { $name }
web-remove = Quitar
web-remove-of = Quitar a { $name }
web-remove-sure = { $name } no podrá hacer nada más, y su mesa web se cierra.
web-remove-yes = Sí, quitar
web-invitations = Invitaciones abiertas
web-until = Vale hasta
web-withdraw = Anular
web-withdraw-of = Anular la invitación de { $name }
web-invite-title = Invitar a alguien
web-invite = Crear invitación
web-invite-hint = Vale 24 horas y para una sola persona.
web-invite-who = Falta el nombre.
web-invited = Invitación para { $name } ({ $role }), hasta el { $at }.
web-invited-link = Envíale este enlace
web-invited-once = Se muestra solo esta vez: cópialo ahora.

## Registro

web-audit-title = Quién hizo qué
web-audit-caption = Lo último primero, hora de Lima
web-audit-none = Nada con esos filtros.
web-filters = Filtros del registro
web-filter-who = Quién
web-filter-anybody = Cualquiera
web-filter-what = Qué
web-filter-anything = Todo
web-filter-about = Sobre
web-filter-from = Desde el día
web-filter-to = Hasta el día
web-filter = Filtrar
web-filter-none = Quitar filtros
web-at = Cuándo
web-who = Quién
web-what = Qué
web-about = Sobre
web-details = Detalles
web-origin = Desde
web-chat = Chat { $number }
web-older = Anteriores
web-export = Descargar (CSV)
web-acts-staff = Equipo
web-acts-broadcast = Avisos
web-acts-desk = Mesa web
web-acts-ticket = Preguntas al equipo
web-acts-notice = Notificaciones abiertas
web-acts-mailbox = Buzones
web-acts-recovery = Recuperar la clave
web-acts-consent = Permisos y datos
web-act-staff-invited = Invitó al equipo
web-act-staff-withdrawn = Anuló una invitación
web-act-staff-joined = Entró al equipo
web-act-staff-role = Cambió un papel
web-act-staff-removed = Quitó a alguien del equipo
web-act-staff-refused = Intentó lo que su papel no permite
web-act-team-group-set = Eligió el grupo del equipo
web-act-team-group-lost = El grupo del equipo se perdió
web-act-broadcast-created = Escribió un aviso
web-act-broadcast-revised = Cambió un aviso
web-act-broadcast-submitted = Pidió aprobación
web-act-broadcast-sent-back = Devolvió a borrador
web-act-broadcast-approved = Aprobó un aviso
web-act-broadcast-paused = Puso en pausa
web-act-broadcast-resumed = Siguió el envío
web-act-broadcast-cancelled = Canceló un aviso
web-act-broadcast-tested = Se envió una prueba
web-act-broadcast-refused = Intentó lo que no podía
web-act-broadcast-opted-out = No quiere más avisos
web-act-broadcast-opted-in = Quiere avisos otra vez
web-act-desk-signed-in = Entró a la mesa web
web-act-desk-signed-out = Cerró la mesa web
web-act-desk-refused = La mesa web dijo que no
web-act-desk-exported = Descargó el registro
web-act-ticket-opened = Preguntó al equipo
web-act-ticket-continued = Añadió a su pregunta
web-act-ticket-answered = Respondió una pregunta
web-act-ticket-closed = Cerró una pregunta
web-act-ticket-reopened = Abrió otra vez una pregunta
web-act-notice-open-agreed = Aceptó abrir una notificación
web-act-notice-opened = Abrió una notificación
web-act-mailbox-linked = Vinculó un buzón
web-act-mailbox-unlinked = Desvinculó un buzón
web-act-mailbox-renewed = Cambió la contraseña de un buzón
web-act-sign-in-refused = Contraseña rechazada
web-act-password-renewed = Recuperó su contraseña
web-act-identity-verified = Migraciones reconoció sus datos
web-act-identity-refused = Migraciones no reconoció sus datos
web-act-code-sent = Recibió un código por correo
web-act-code-to = Código enviado a un correo
web-act-code-wrong = Código equivocado
web-act-letter-sending = Empezó a enviar su correo
web-act-letter-sent = Correo a Migraciones enviado
web-act-letter-failed = El correo a Migraciones no salió
web-act-agency-entered = Entró a la Agencia Digital
web-act-consent-given = Dio su permiso
web-act-consent-withdrawn = Retiró su permiso
web-act-chat-forgotten = Borró sus datos
web-act-chat-joined = Juntó este chat con otro suyo
web-act-chat-parted = Separó dos chats suyos
web-act-chat-preferred = Eligió dónde se le avisa
web-act-pairing-offered = Pidió un código para otro chat
web-act-pairing-refused = Usó un código equivocado
web-act-mailbox-moved = Trajo un buzón de su otro chat
web-act-mailbox-dropped = Tenía el mismo buzón en dos chats
web-act-chat-nationality-kept = Dio su nacionalidad
web-act-chat-nationality-forgotten = Hizo olvidar su nacionalidad
