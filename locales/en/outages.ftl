# Outages: what is said when the Migraciones site can't be read, /estado, and the report as a PDF.

## How long and at what time (always Lima's)

span-moment = less than a minute
span-minutes = { $count ->
        [one] 1 minute
       *[other] { $count } minutes
    }
span-hours = { $count ->
        [one] 1 hour
       *[other] { $count } hours
    }
span-days = { $count ->
        [one] 1 day
       *[other] { $count } days
    }
span-two = { $more } and { $less }
since-clock = { $clock }
since-date = { $at }
at-clock = at { $clock }
at-date = on { $at }
names-last = { $first } and { $last }
names-more = { $first }, { $rest }

## The site does not answer: only for those whose term may be running

portal-down =
    ⏳ <b>The Migraciones site has not answered</b> since { $since }.

    It is not your phone, and you did nothing wrong. It is their site that fails.
portal-down-whose = I am writing because a term may be running in: <b>{ $names }</b>.
portal-down-meanwhile =
    <b>Does your term end today or tomorrow?</b> Do not wait for the site. Go in person to an office of Migraciones with your papers and ask them to stamp a copy for you. Keep the report of outages too: it says since when nobody could get in.

    <b>Do you have more days?</b> Then there is nothing you have to do now.
portal-down-end = I keep trying. When the site is back, I will write to you.
portal-down-back =
    ✅ <b>The Migraciones site answers again.</b>

    Nobody could get in from { $since } until { $until } ({ $span }).

    I am looking into your mailboxes again. If there is anything new, I will tell you. If you had to sign in yourself, now you can.

## The site has changed: for everybody

portal-changed =
    ⚠️ <b>The Migraciones site has changed</b> and I have not been able to read it since { $since }.

    You did nothing wrong, and your data are safe. The team has been told.

    <b>Meanwhile I can't tell you if something arrives.</b> Please look yourself once a day.
portal-changed-how =
    1. Open the official site with the button. Its address must end in <b>migraciones.gob.pe</b>.
    2. Enter your usuario and your contraseña and tap <b>Ingresar</b>.
    3. Tap <b>Casilla Electrónica</b> and then <b>Notificaciones</b>.

    Seeing the list opens nothing. If you open a notice, it may count as <b>you have been notified</b>.
portal-changed-end = When I can read it again, I will write to you.
portal-changed-back =
    ✅ <b>I can read the Migraciones site again.</b>

    I am looking into your mailboxes as before. If something has arrived, I will tell you. There is nothing you have to do.

## One mailbox has not answered for more than a day

mailbox-stuck =
    ⚠️ For more than a day I <b>have not been able to get into</b> the mailbox <b>{ $name }</b>. The site answers, but this mailbox does not.

    I don't know whether something has arrived. Please look yourself on the official site.
mailbox-stuck-meanwhile = Can you get in? Then change nothing: I keep trying, and /estado shows whether I could. You can't either? Tap <b>Recover my password</b>.

## /estado

status-title = 📋 <b>How everything is, { $at }</b> (Lima time)
status-watching = ✅ <b>{ $name }</b>: I looked { $ago } ago, { $at }. { $again }
status-first = 🕐 <b>{ $name }</b>: I have not looked yet. { $again }
status-failing = ⏳ <b>{ $name }</b>: I have not been able to get in since { $since }. There is nothing you have to do. { $again }
status-failed = ⏳ <b>{ $name }</b>: I could not get in the last time. { $again } If it is the same tomorrow, write /vincular.
status-again = I look again { $at }.
status-now = It is its turn again now.
status-rejected = ❌ <b>{ $name }</b>: the password no longer works and <b>I stopped watching it</b>. Do you have the new one? Tap <b>Enter my password</b>. You don't? Tap <b>Recover my password</b>.
status-locked = 🔒 <b>{ $name }</b>: Migraciones locked the account and <b>I stopped watching it</b>. Tap <b>Recover my password</b>: a new password usually opens it again.
status-captcha = ✋ <b>{ $name }</b>: Migraciones asks for a captcha and <b>I stopped watching it</b>. Tap <b>Enter my password</b> to sign in again.
status-portal-answers = 🌐 The Migraciones site answered { $ago } ago.
status-portal-down = 🌐 The Migraciones site <b>has not answered</b> since { $since }. It is not your fault. I keep trying.
status-portal-changed = 🌐 The Migraciones site <b>has changed</b> and I have not been able to read it since { $since }. Please look yourself once a day on the official site.
status-late = 🐢 I am { $span } behind. Alerts may come later, but they come.

## The report

ask-report = Of which mailbox do you want the report?
report-here =
    📄 This is the report of <b>{ $name }</b>: when it could not be read, and what I saw.

    It is a record of ours. <b>It is not a document of Migraciones</b> and changes no term. You can use it as a note.
report-here-official =
    📄 This is the report of <b>{ $name }</b>: when it could not be read, and what I saw.

    This program makes it by itself. <b>It is not an official document</b> and changes no term. You can use it as a note.
# The PDF: plain text.
report-file = report-of-outages-{ $day }.pdf
report-unofficial = A record of our own, unofficial. Not a document of Migraciones.
report-official = A program's automatic record. Not an official document.
report-title = Report of outages of the Buzón Electrónico
report-mailbox = Mailbox: { $name }
report-period = Period: from { $since } to { $until } (Lima time).
report-made = Made on { $at } by the program Buzón Bot. It is run by { $operator }.
report-at = { $at }
report-none = In this period the program saw no outage.
report-from = From
report-until = Until
report-span = Lasted
report-seen = What was seen
report-lasting = it lasts
report-seen-down = The site did not answer.
report-seen-changed = The site answered, but the program could not read it.
report-whole = It was the whole site.
report-one = It was this mailbox.
report-more = There were { $count } more, earlier than those of this list.
report-total = { $count ->
        [one] 1 outage. Time in all: { $span }.
       *[other] { $count } outages. Time in all, counting once what happened at the same time: { $span }.
    }
report-note = This program looks into the mailbox every so often. So an outage may have begun some minutes earlier, or ended some minutes earlier, than it says here. The report tells only what the program saw: of the moments in which it did not look it says nothing. It changes no term.
report-page = Page { $page }
