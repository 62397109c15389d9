# Caídas: lo que se dice cuando la página de Migraciones no se puede leer, /estado, y el informe en PDF.

## Cuánto tiempo y a qué hora (siempre la de Lima)

span-moment = menos de un minuto
span-minutes = { $count ->
        [one] 1 minuto
       *[other] { $count } minutos
    }
span-hours = { $count ->
        [one] 1 hora
       *[other] { $count } horas
    }
span-days = { $count ->
        [one] 1 día
       *[other] { $count } días
    }
span-two = { $more } y { $less }
since-clock = las { $clock }
since-date = el { $at }
at-clock = a las { $clock }
at-date = el { $at }
names-last = { $first } y { $last }
names-more = { $first }, { $rest }

## La página no responde: solo a quien puede tener un plazo corriendo

portal-down =
    ⏳ <b>La página de Migraciones no responde</b> desde { $since }.

    No es tu teléfono, y no hiciste nada mal. Falla la página de ellos.
portal-down-whose = Te escribo porque puede haber un plazo corriendo en: <b>{ $names }</b>.
portal-down-meanwhile =
    <b>¿Tu plazo termina hoy o mañana?</b> No esperes a la página. Ve en persona a una oficina de Migraciones con tus papeles y pide que te sellen una copia. Guarda también el informe de caídas: dice desde qué hora no se podía entrar.

    <b>¿Te quedan más días?</b> Entonces ahora no tienes que hacer nada.
portal-down-end = Sigo intentando entrar. Cuando la página vuelva, te escribo.
portal-down-back =
    ✅ <b>La página de Migraciones ya responde.</b>

    No se podía entrar desde { $since } hasta { $until } ({ $span }).

    Ya estoy mirando tus buzones otra vez. Si hay algo nuevo, te aviso. Si tenías que entrar tú, ya puedes.

## La página cambió: a todos

portal-changed =
    ⚠️ <b>La página de Migraciones cambió</b> y no la puedo leer desde { $since }.

    No hiciste nada mal, y tus datos están bien guardados. El equipo ya tiene el aviso.

    <b>Mientras tanto no puedo avisarte si llega algo.</b> Por favor, mira tú una vez al día.
portal-changed-how =
    1. Abre la página oficial con el botón. La dirección tiene que terminar en <b>migraciones.gob.pe</b>.
    2. Pon tu usuario y tu contraseña y toca <b>Ingresar</b>.
    3. Toca <b>Casilla Electrónica</b> y después <b>Notificaciones</b>.

    Ver la lista no abre nada. Si abres una notificación, puede contar como que <b>ya te notificaron</b>.
portal-changed-end = Cuando yo pueda leerla otra vez, te escribo.
portal-changed-back =
    ✅ <b>Ya puedo leer otra vez la página de Migraciones.</b>

    Estoy mirando tus buzones como antes. Si llegó algo, te aviso. No tienes que hacer nada.

## Un solo buzón no responde hace más de un día

mailbox-stuck =
    ⚠️ Hace más de un día que <b>no puedo entrar</b> al buzón <b>{ $name }</b>. La página responde, pero este buzón no.

    No sé si llegó algo. Por favor, míralo tú en la página oficial.
mailbox-stuck-meanwhile = ¿Tú sí puedes entrar? Entonces no cambies nada: sigo intentando, y en /estado ves si ya pude. ¿Tampoco puedes? Toca <b>Recuperar mi clave</b>.

## /estado

status-title = 📋 <b>Así está todo, { $at }</b> (hora de Lima)
status-watching = ✅ <b>{ $name }</b>: lo miré hace { $ago }, { $at }. { $again }
status-first = 🕐 <b>{ $name }</b>: todavía no lo miré. { $again }
status-failing = ⏳ <b>{ $name }</b>: no puedo entrar desde { $since }. No tienes que hacer nada. { $again }
status-failed = ⏳ <b>{ $name }</b>: la última vez no pude entrar. { $again } Si mañana sigue igual, escribe /vincular.
status-again = Lo miro otra vez { $at }.
status-now = Ahora le toca otra vez.
status-rejected = ❌ <b>{ $name }</b>: la contraseña ya no sirve y <b>dejé de mirarlo</b>. ¿Tienes la nueva? Toca <b>Poner mi contraseña</b>. ¿No la tienes? Toca <b>Recuperar mi clave</b>.
status-locked = 🔒 <b>{ $name }</b>: Migraciones bloqueó la cuenta y <b>dejé de mirarlo</b>. Toca <b>Recuperar mi clave</b>: con una contraseña nueva se suele abrir otra vez.
status-captcha = ✋ <b>{ $name }</b>: Migraciones pide un captcha y <b>dejé de mirarlo</b>. Toca <b>Poner mi contraseña</b> para entrar otra vez.
status-portal-answers = 🌐 La página de Migraciones respondió hace { $ago }.
status-portal-down = 🌐 La página de Migraciones <b>no responde</b> desde { $since }. No es tu culpa. Sigo intentando.
status-portal-changed = 🌐 La página de Migraciones <b>cambió</b> y no la puedo leer desde { $since }. Por favor, mira tú una vez al día en la página oficial.
status-late = 🐢 Voy con { $span } de atraso. Los avisos pueden llegar más tarde, pero llegan.

## El informe

ask-report = ¿De qué buzón quieres el informe?
report-here =
    📄 Este es el informe de <b>{ $name }</b>: cuándo no se pudo entrar y qué vi.

    Es un registro nuestro. <b>No es un documento de Migraciones</b> y no cambia ningún plazo. Te sirve como apunte.
report-here-official =
    📄 Este es el informe de <b>{ $name }</b>: cuándo no se pudo entrar y qué vi.

    Lo hace este programa por su cuenta. <b>No es un documento oficial</b> y no cambia ningún plazo. Te sirve como apunte.
# El PDF: texto sin formato.
report-file = informe-de-caidas-{ $day }.pdf
report-unofficial = Registro propio, no oficial. No es un documento de Migraciones.
report-official = Registro automático de un programa. No es un documento oficial.
report-title = Informe de caídas del Buzón Electrónico
report-mailbox = Buzón: { $name }
report-period = Período: del { $since } al { $until } (hora de Lima).
report-made = Hecho el { $at } por el programa Buzón Bot. Lo maneja { $operator }.
report-at = { $at }
report-none = En este período el programa no vio ninguna caída.
report-from = Desde
report-until = Hasta
report-span = Duración
report-seen = Qué se vio
report-lasting = sigue
report-seen-down = La página no respondió.
report-seen-changed = La página respondió, pero el programa no la pudo leer.
report-whole = Pasó con toda la página.
report-one = Pasó con este buzón.
report-more = Hubo { $count } más, anteriores a las de esta lista.
report-total = { $count ->
        [one] 1 caída. Tiempo total: { $span }.
       *[other] { $count } caídas. Tiempo total, sin contar dos veces lo que pasó a la vez: { $span }.
    }
report-note = Este programa mira el buzón cada cierto tiempo. Por eso una caída pudo empezar unos minutos antes, o terminar unos minutos antes, de lo que dice aquí. El informe solo cuenta lo que el programa vio: de los momentos en que no miró, no dice nada. No cambia ningún plazo.
report-page = Página { $page }
