# /estado para el equipo: cómo va el servicio, en palabras y en gráficos.

service-title = 📊 <b>El servicio, { $at }</b> (hora de Lima)
service-lines =
    { $first }
    { $rest }
service-chats = 👥 Chats activos: <b>{ $count }</b>. Se fueron: { $left }. Con consentimiento: { $agreed }.
service-mailboxes = 📬 Buzones vigilados: <b>{ $count }</b>.
service-stopped = ✋ Sin vigilar: { $names }.
service-rejected = { $count } con contraseña que no sirve
service-locked = { $count } con la cuenta bloqueada
service-captcha = { $count } con captcha
service-alerts = 🔔 Alertas enviadas hoy: <b>{ $count }</b>
service-unsent-none = 📤 Todo está enviado: nada espera.
service-unsent = 📤 Por enviar: <b>{ $count }</b>. El más antiguo espera hace { $span }.
service-portal-answers = 🌐 La página de Migraciones <b>responde</b> desde { $since }.
service-portal-steady = 🌐 La página de Migraciones <b>responde</b>. No hay caídas anotadas.
service-portal-unknown = 🌐 No se sabe si la página de Migraciones responde: ahora nadie la mira.
service-portal-down = 🌐 La página de Migraciones <b>no responde</b> desde { $since }, hace { $span }.
service-portal-changed = 🌐 La página de Migraciones <b>cambió</b> y no se puede leer desde { $since }, hace { $span }.
service-on-time = 🕐 La cola va al día.
service-late = 🐢 La cola va atrasada <b>{ $span }</b>.
service-failures-none = ✅ Nada falló en 24 horas.
service-failures = ⚠️ No llegaron en 24 horas: <b>{ $count }</b>
service-failure-gone = • Bloquearon el bot o se fueron: { $count }
service-failure-other = • { $code }: { $count }
service-failure-rest = • Otras causas: { $count }
service-no-broadcast = 📣 Ningún aviso general en camino.

## Los gráficos: texto sin formato, en una imagen

service-chart = 📈 Los gráficos, { $at } (hora de Lima)
chart-title = { $count ->
        [one] Hoy
       *[other] Los últimos { $count } días
    }
chart-period = Del { $first } al { $last }, { $clock } (hora de Lima)
chart-alerts = Alertas enviadas
chart-failures = Mensajes que no llegaron
chart-new = Nuevos
chart-chats = chats: { $sum }
chart-mailboxes = buzones: { $sum }
chart-outage = Minutos con la página caída
chart-sums = hoy { $today } · en total { $sum }
chart-today = hoy
chart-nothing = Nada en estos días

## /estado portal: las caídas

service-ledger = 📒 <b>Caídas de la página de Migraciones: { $total }</b> (hora de Lima). Página { $page } de { $pages }.
service-ledger-none = 📒 No hay caídas anotadas de la página de Migraciones.
service-ledger-down =
    🔴 <b>{ $at }</b> – { $end } ({ $span })
    No respondía. Intentos fallidos: { $count }.
service-ledger-changed =
    🟠 <b>{ $at }</b> – { $end } ({ $span })
    Cambió y no se podía leer. Intentos fallidos: { $count }.

service-questions = { $count ->
        [one] 💬 1 pregunta abierta. Sin respuesta: { $unanswered }.
       *[other] 💬 { $count } preguntas abiertas. Sin respuesta: { $unanswered }.
    }

button-charts = 📈 Gráficos
button-outages = 🌐 Caídas
button-own-mailboxes = 📬 Mis buzones
button-service = 📊 El servicio
