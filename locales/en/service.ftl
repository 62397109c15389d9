# /status for the team: how the service is doing, in words and in charts.

service-title = 📊 <b>The service, { $at }</b> (Lima time)
service-lines =
    { $first }
    { $rest }
service-chats = 👥 Active chats: <b>{ $count }</b>. Left: { $left }. With consent: { $agreed }.
service-mailboxes = 📬 Mailboxes watched: <b>{ $count }</b>.
service-stopped = ✋ Not watched: { $names }.
service-rejected = { $count } with a password that does not work
service-locked = { $count } with the account locked
service-captcha = { $count } with a captcha
service-alerts = 🔔 Alerts sent today: <b>{ $count }</b>
service-unsent-none = 📤 All is sent: nothing waits.
service-unsent = 📤 To be sent: <b>{ $count }</b>. The oldest has waited { $span }.
service-portal-answers = 🌐 Migraciones' page <b>answers</b> since { $since }.
service-portal-steady = 🌐 Migraciones' page <b>answers</b>. No outage is on record.
service-portal-unknown = 🌐 Nobody knows whether Migraciones' page answers: nobody is looking now.
service-portal-down = 🌐 Migraciones' page <b>has not answered</b> since { $since }, for { $span }.
service-portal-changed = 🌐 Migraciones' page <b>changed</b> and can't be read since { $since }, for { $span }.
service-on-time = 🕐 The queue is on time.
service-late = 🐢 The queue is <b>{ $span }</b> late.
service-failures-none = ✅ Nothing failed in 24 hours.
service-failures = ⚠️ Did not arrive in 24 hours: <b>{ $count }</b>
service-failure-gone = • Blocked the bot or left: { $count }
service-failure-other = • { $code }: { $count }
service-failure-rest = • Other causes: { $count }
service-no-broadcast = 📣 No general message is on its way.

## The charts: plain text, in a picture

service-chart = 📈 The charts, { $at } (Lima time)
chart-title = { $count ->
        [one] Today
       *[other] The last { $count } days
    }
chart-period = From { $first } to { $last }, { $clock } (Lima time)
chart-alerts = Alerts sent
chart-failures = Messages that did not arrive
chart-new = New
chart-chats = chats: { $sum }
chart-mailboxes = mailboxes: { $sum }
chart-outage = Minutes with the page down
chart-sums = today { $today } · in all { $sum }
chart-today = today
chart-nothing = Nothing in these days

## /status portal: the outages

service-ledger = 📒 <b>Outages of Migraciones' page: { $total }</b> (Lima time). Page { $page } of { $pages }.
service-ledger-none = 📒 No outage of Migraciones' page is on record.
service-ledger-down =
    🔴 <b>{ $at }</b> – { $end } ({ $span })
    It did not answer. Failed tries: { $count }.
service-ledger-changed =
    🟠 <b>{ $at }</b> – { $end } ({ $span })
    It had changed and could not be read. Failed tries: { $count }.

service-questions = { $count ->
        [one] 💬 1 open question. Unanswered: { $unanswered }.
       *[other] 💬 { $count } open questions. Unanswered: { $unanswered }.
    }

button-charts = 📈 Charts
button-outages = 🌐 Outages
button-own-mailboxes = 📬 My mailboxes
button-service = 📊 The service
