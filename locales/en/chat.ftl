# What the bot says. Short sentences, one question at a time. Official terms stay in Spanish.

# How a day is written (CLDR).
pattern-day = EEEE d MMMM

## Welcome and consent

welcome =
    👋 Hello. I am <b>Buzón Bot</b>.

    I watch your electronic mailbox at Migraciones (Buzón Electrónico) and tell you here when something new arrives.

    It is <b>free</b>. It is run by { $operator }. <b>We are not Migraciones and not the State.</b>
welcome-official =
    👋 Hello. I am <b>Buzón Bot</b>. It is run by { $operator }.

    I watch your electronic mailbox at Migraciones (Buzón Electrónico) and tell you here when something new arrives.

    It is <b>free</b>. Nobody may charge you for it.
ask-consent =
    <b>Before we start, I need your permission.</b>

    To be able to tell you, I keep:
    • this chat and your language;
    • the user name and password of your mailbox, encrypted;
    • for each notice: its kind and its dates. I do <b>not</b> keep its text or its files.

    If I help you get your password back, I ask for personal data. I use them only for that and <b>delete them at the end</b>.

    The data may be kept outside Peru, and { $channel ->
        [whatsapp] WhatsApp
       *[other] Telegram
    } is abroad too. With /privacidad you can see and delete them whenever you like.

    Do you agree?
consent-refused =
    That is fine. I kept nothing of your mailbox.

    If you change your mind, write { $channel ->
        [whatsapp] <b>hello</b>
       *[other] /start
    }.
consent-refused-linked =
    That is fine, I change nothing: your mailboxes stay as they were, under the permission you gave before.

    If you want me to stop watching them and delete everything, write /privacidad.
ask-has-credentials =
    Thank you! Now let us link your mailbox.

    Do you have your <b>usuario</b> (user name) and <b>contraseña</b> (password) of the Buzón Electrónico at hand?
## Linking

ask-credentials =
    Tap the button and type your usuario and contraseña <b>on that page</b>.

    The button works <b>once</b>, for <b>10 minutes</b>. Never type your password in this chat.
ask-credentials-again =
    ❌ The mailbox did not accept that user name or password. I tried only <b>once</b>.

    Check capital letters and look-alikes (0 and O, 1 and l). If you like, try again on the secure page.
credentials-not-here =
    { $channel ->
        [whatsapp] <b>A password is not for the chat.</b> I did not use it, but I can't delete your message here: hold it, tap «Delete» and then «Delete for everyone».
       *[other] I deleted your message: <b>a password is not for the chat</b>, because it stays on your phone and on Telegram.
    }

    Type it on the secure page:
credentials-on-page = This is filled in on the secure page. Tap the button:
password-in-chat =
    { $channel ->
        [whatsapp] ⚠️ That looked like a password. I did not use it, but <b>I can't delete your message here</b>: hold it, tap «Delete» and then «Delete for everyone».
       *[other] ⚠️ That looked like a password, so <b>I deleted your message</b>. In the chat it stays, and someone else may see it.
    }

    Type it only on the secure page.
linked =
    ✅ Done. The mailbox <b>{ $name }</b> is linked.

    { $total ->
        [0] It has no notices for now.
        [one] It has 1 notice{ $unread ->
            [0] , already opened.
           *[other] , <b>not opened yet</b>.
        }
       *[other] It has { $total } notices{ $unread ->
            [0] , all opened.
            [one] , <b>1 not opened yet</b>.
           *[other] , <b>{ $unread } not opened yet</b>.
        }
    }

    From now on I will tell you in the chat when something arrives. To see them: /notificaciones
not-linked-rejected =
    The mailbox did not accept those either, so <b>I stop here</b>: too many tries may lock your account.

    Check your constancia calmly. If you do not have it, we can ask for another password.
not-linked-too-many =
    There were several wrong tries with this user name. So that Migraciones does not lock your account, I will not try again <b>for an hour</b>.

    Meanwhile check your constancia calmly. We can also ask for a new password.
not-linked-locked =
    🔒 Migraciones has <b>locked</b> this account after wrong tries. It is not a problem of this chat.

    A new password usually opens it again.
not-linked-captcha =
    The Migraciones site now asks to type the letters of a picture (captcha), and I can't do that for you.

    Try later with /vincular. Your data were not kept.
not-linked-already =
    This mailbox was already linked under the name <b>{ $name }</b>. I updated its password and keep watching it.
not-linked-full =
    You have 20 mailboxes in this chat, which is the most there can be. Remove one in /cuentas and try again.

## Notices

no-mailboxes =
    You have not linked any mailbox yet.
no-notices =
    📭 There are no notices.
notices-title =
    📬 <b>Notices: { $total }</b>{ $unread ->
        [0] {""}
        [one] {" "}· 1 not opened
       *[other] {" "}· { $unread } not opened
    }{ $pages ->
        [1] {""}
       *[other] {" "}· page { $page } of { $pages }
    }
notice-row =
    { $number }. { $mark } <b>{ $name }</b> · <b>{ $kind }</b>
    { $subject }
    <i>{ $at }</i>
up-to-date = The list is up to date.
mark-unread = 🔵 Not opened ·
mark-read = ✓ Opened ·
notices-foot = <i>Looking at this list opens nothing.</i>
open-warning =
    ⚠️ <b>Before opening</b>
    Mailbox: <b>{ $name }</b>
    Kind: { $kind }
    Arrived: { $at }

    Opening it may count as <b>having been notified</b>. Then the time to answer may start <b>today</b>. Not opening it does not stop the time either.

    Shall I open it?
not-opened = Good, I did not open it. It stays in /notificaciones for when you want to see it.
already-opening = I have opened it already. It is here in the chat.
notice-opened =
    📄 <b>{ $subject }</b>
    Mailbox: <b>{ $name }</b>
    Arrived: { $at }
notice-end =
    <i>This is the text of Migraciones, as it is. It is information, not legal advice.</i>
notice-gone = This notice is no longer in the mailbox <b>{ $name }</b>. See the present list in /notificaciones.
file-too-large = The file <b>{ $name }</b> is too large to be sent here. You can download it on the Migraciones site.
file-not-sent = I could not send you the file <b>{ $name }</b>. The notice is open now: you can ask for it again in /notificaciones.
attachment-failed = I could not download the file <b>{ $name }</b>. The notice is open now: you can ask for it again.
open-failed-down =
    The Migraciones site does not answer now. I do not know whether the notice was opened. Try again in a few minutes.
open-failed-changed =
    The Migraciones site has changed and I could not read the notice. It is noted for the team to look into. You can see it on the Migraciones site.
trouble-down = ⏳ <b>{ $name }</b>: the Migraciones site does not answer now. I keep trying.
trouble-changed = ⏳ <b>{ $name }</b>: the Migraciones site has changed and I can't read it. It is noted for the team.
trouble-rejected = ❌ <b>{ $name }</b>: the mailbox no longer accepts the saved password. I stopped watching it. Write /vincular to give the new one, or /recuperar if you lost it.
trouble-unreadable = ⚠️ <b>{ $name }</b>: I could not read the data I kept for this mailbox. Write /vincular to give them again.
trouble-locked = 🔒 <b>{ $name }</b>: Migraciones locked the account. I stopped watching it. When you have it back, write /vincular.
trouble-captcha = ✋ <b>{ $name }</b>: Migraciones asks for a captcha and I can't get in by myself. Write /vincular to sign in again.

## Alerts

alert =
    🔔 <b>A new notice has arrived</b>
    Mailbox: <b>{ $name }</b>
    Kind: <b>{ $kind }</b>
    Arrived: { $at }
notice-says = It says: “{ $subject }”
date-safe =
    📅 Safe date: <b>{ $day }</b>
    { $left ->
        [0] It is today.
        [one] 1 working day left.
       *[other] { $left } working days left.
    }
date-over = 📅 The safe date was <b>{ $day }</b>. Do it now: you may still be in time.
date-assumed = The exact term is inside the notice. For now I count the shortest that is usual: { $count ->
        [one] 1 working day
       *[other] { $count } working days
    }.
date-assumed-opened = I did not find the term in the text: it may be in the PDF. I count the shortest that is usual: { $count ->
        [one] 1 working day
       *[other] { $count } working days
    }.
date-appointment = 📍 Appointment: <b>{ $day }</b>
date-appointment-at = 📍 Appointment: <b>{ $day }, { $clock }</b> (Lima time)
date-words = It says so here: “{ $words }”
date-what-safe = The safe date is the earliest of all ways to count the term. If you hand it in by that day, you are in time.
date-possible = By another way of counting, the term might last until { $day }. Don't rely on that date: it is not safe.
date-extendable = If you need more time: for a change of migratory status (cambio de calidad) or a renewal (prórroga) you can ask <b>once</b> for 30 more days, in writing and <b>before</b> the term ends.
reason-deposit = I count from the day on which it came to the mailbox.
reason-opened = I count from the day on which it was opened: the term ends sooner that way.
date-source = It rests on: { $source }.
reason-named = It is the last day that the notice names.
no-advice = <i>This is information, no legal advice.</i>
more =
    🔎 <b>{ $kind }</b>
    Mailbox: <b>{ $name }</b>
    Arrived: { $at }
what-it-says =
    📌 <b>What it is, and by when</b>
    Mailbox: <b>{ $name }</b>
    It seems to be: <b>{ $kind }</b>
    Arrived: { $at }
steps-remedy =
    <b>What to do</b>
    1. Open it and note what is missing.
    2. Get just that, easy to read.
    3. Hand it in through the Agencia Digital or at the office that the notice names.
    4. Keep the cargo (the proof that you handed it in).
steps-demand =
    <b>What to do</b>
    1. Open it and note which documents they ask for.
    2. If you can't make it, ask for more time in writing before the term ends.
    3. Hand them in as the notice says, and keep the cargo (the proof).
steps-summons =
    <b>What to do</b>
    1. Open it and note place, day and hour.
    2. Bring your document and what they ask for.
    3. If you can't go, tell them in writing before the appointment.
steps-denial =
    <b>What to do</b>
    1. Open it and look why they said no.
    2. You can ask for a review (reconsideración or apelación) within the term.
    3. Look for free legal help as soon as you can.
steps-dismissed =
    <b>What to do</b>
    1. Open it and look why the procedure was closed.
    2. You can appeal within the term, or begin a new procedure.
    3. Ask for advice before your permit ends.
steps-sanction =
    <b>What to do</b>
    1. Open it and see whether the case begins or it is the fine already.
    2. If it begins, you can answer in writing (descargos) within the term.
    3. If it is the fine, you can pay it or appeal within the term.
steps-expulsion =
    <b>What to do</b>
    1. Open it now: the terms are very short.
    2. Look for free legal help today.
    3. Don't let the term go by without an answer in writing.
steps-approval =
    <b>What to do</b>
    1. Open it and keep the resolution.
    2. See whether a payment is due, or a card to be picked up.
steps-pickup =
    <b>What to do</b>
    1. Open it and note where and when to pick it up.
    2. Go with your document.
steps-appeal-decided =
    <b>What to do</b>
    1. Open it and see whether they agreed with you.
    2. If not, see whether another appeal is left, and until when.
handled = ✅ Noted. I won't remind you of it any more.
not-handled = All right. I'll remind you again.
deadline =
    ⏰ <b>Don't forget this notice</b>
    Mailbox: <b>{ $name }</b>
    Kind: <b>{ $kind }</b>
    Arrived: { $at }
unread =
    🔔 <b>You have not opened this notice yet</b>
    Mailbox: <b>{ $name }</b>
    Kind: <b>{ $kind }</b>
    Arrived: { $at }
digest = 🗞 <b>{ $count ->
        [one] 1 notice has arrived
       *[other] { $count } notices have arrived
    }</b>
digest-row = • <b>{ $name }</b>: { $kind } ({ $at })
digest-row-dated = • <b>{ $name }</b>: { $kind }. Safe date: <b>{ $day }</b>
digest-more = … and { $count } more.
silence =
    🕰 Nothing has come to the mailbox <b>{ $name }</b> for 60 days.

    If you are waiting for an answer, ask about your file at the Agencia Digital, at the office where you began, or by e-mail (/correo). Have your file number at hand.
alert-repeated = <i>(You may have had this alert already: I repeat it to be sure.)</i>
reminder =
    ⏰ <b>You asked me to remind you of this</b>
    Mailbox: <b>{ $name }</b>
    Kind: <b>{ $kind }</b>
    Arrived: { $at }
ask-remind = When shall I remind you?
reminder-set = ⏰ Done. I will remind you on { $at } (Lima time).

## Terms, and how they are told

terms-title = { $count ->
        [0] ⏰ <b>You have no open terms</b>
        [one] ⏰ <b>You have 1 open term</b>
       *[other] ⏰ <b>You have { $count } open terms</b>
    }
term-row =
    • <b>{ $name }</b>: { $kind }
    Until <b>{ $day }</b>. { $left ->
        [0] It is today.
        [one] 1 working day left.
       *[other] { $left } working days left.
    }
term-appointment =
    • <b>{ $name }</b>: { $kind }
    { $rest }
terms-more = … and { $count } more, in /notificaciones.
told-before-5210 = I remind you of each term 5, 2 and 1 working days before, and on the day itself at 8:00.
told-before-210 = I remind you of each term 2 and 1 working days before, and on the day itself at 8:00.
told-before-10 = I remind you of each term one working day before, and on the day itself at 8:00.
told-before-0 = I remind you of each term only on the day itself, at 8:00.
told-before-none = I don't remind you of terms.
told-quiet = From { $first } to { $last } I don't disturb you, unless it is very urgent.
told-digest = I tell you what is new once a day, at { $clock }. What is urgent comes by itself.
told-paused = Paused until { $at }. What is very urgent, or ends before, comes all the same.
told-changed = Done, I changed it.
ask-told-b = When shall I remind you of a term?
ask-told-q = At which hours shall I not disturb you? What is very urgent comes all the same.
ask-told-d = Shall I tell you what is new one by one, or all at once each day?
ask-told-p = For how long shall I not alert you? What is very urgent, or ends before, comes all the same.
calendar-file = 📅 Open this file to keep the date in your calendar, with an alarm.
calendar-name = Terms of Migraciones
calendar-safe = { $name }: last safe day ({ $kind })
calendar-safe-plain = Last safe day ({ $kind })
calendar-appointment = { $name }: appointment at Migraciones
calendar-appointment-plain = Appointment at Migraciones
calendar-text = Date computed by Buzón Bot. It is information, no legal advice: look at the notice.
no-date = This notice has no date to keep.
feed-offer =
    📅 <b>Your terms in your calendar</b>

    I give you a private address. Google Calendar or the iPhone's calendar read it and show your terms, always up to date. There are no names in it. Whoever has the address can see them: don't share it.
feed-there =
    📅 <b>You have a private address already</b>

    If you lost it, or somebody else has it, make another: the earlier one ends.
feed-address =
    🔗 Your private address:
    { $link }

    In Google Calendar: “Other calendars” → “From URL”. On the iPhone: Settings → Calendar → Accounts → Add → Other → “Add Subscribed Calendar”.
feed-ended = Done: that address leads nowhere any more.

## Mailboxes, language, privacy

accounts-title = { $count ->
        [one] 👪 You have <b>1 mailbox</b> linked:
       *[other] 👪 You have <b>{ $count } mailboxes</b> linked:
    }
account-watching = ✅ <b>{ $name }</b>: I am watching it (since { $at })
account-rejected = ❌ <b>{ $name }</b>: the password no longer works. Write /vincular
account-locked = 🔒 <b>{ $name }</b>: Migraciones locked the account
account-captcha = ✋ <b>{ $name }</b>: Migraciones asks for a captcha. Write /vincular
unlink-warning =
    Shall I remove the mailbox <b>{ $name }</b>?

    I delete its user name and password, and <b>I will no longer tell you</b> what arrives there. Nothing changes at Migraciones.
unlinked = Done. I removed the mailbox <b>{ $name }</b> and deleted its data.
choose-language = ¿En qué idioma te hablo? / Which language do you prefer?
language-set = Done. From now on I speak English to you.
privacy =
    🔐 <b>Your data</b>

    They are kept by { $operator }: this chat, your language, your permission with its date{ $count ->
        [0] .
        [one] , and 1 mailbox with its user name and password encrypted.
       *[other] , and { $count } mailboxes with their user names and passwords encrypted.
    }

    For each notice I keep the kind and the dates. I do not keep its text or its files.

    You can delete everything with the button.
forget-warning =
    Shall I delete <b>everything</b>? Your mailboxes, your alerts and your permission. I will not tell you about anything any more. Nothing changes at Migraciones.
forgotten =
    Done. I deleted your data. All that stays on record, without your name, is that you gave your permission and when it ended.

    If you want to come back one day, write { $channel ->
        [whatsapp] <b>hello</b>
       *[other] /start
    }.

## Help and misunderstandings

help =
    <b>I tell you when something arrives in your Migraciones mailbox.</b>

    /notificaciones — see what has arrived
    /vincular — add a mailbox (yours or your family's)
    /recordatorios — your terms, and when I alert you
    /recuperar — if you lost your usuario or contraseña
    /correo — write to Migraciones to ask for them
    /cuentas — see or remove mailboxes
    /estado — see whether all works
    /idioma — change the language
    /privacidad — see or delete your data
    /cancelar — leave what we are doing

    You can also write normally: “do I have new notices?”, “I forgot my password”.

    I will never ask you for money, or for your password in the chat. The official site always ends in <b>migraciones.gob.pe</b>.
not-understood =
    Sorry, I did not understand. Choose an option or write /ayuda.
unknown-command = I do not know that command. These are the options:
media-not-read = I can't read that. Write to me, or send me a photo or the PDF of your constancia.
please-choose = Please choose one of the options:
choose = What would you like to do?
choose-instead = Or, if you prefer:
choose-more = More options:
choose-open = See options
nothing-before = You are at the first question.
nothing-to-cancel = There is nothing to cancel. What would you like to do?
cancelled = Cancelled. No problem. What would you like to do?
nothing-to-see = That is no longer there. Write /notificaciones to see what there is now.
stale-button = This button no longer works. Write /ayuda to go on.
dialog-changed = I have improved a little since last time. We go on here:
form-not-wanted = This page is not needed any more. Go back to the chat and write /vincular if you want to start again.
private-only = Hello. For your safety I only talk in private, not in groups. Write to me in my own chat. I am leaving this group.
outage-portal-down = ⏳ The Migraciones site does not answer now. <b>It is not your fault.</b> You lost nothing: you can try again in a few minutes.
outage-portal-changed = ⏳ The Migraciones site has changed and I can't read it. <b>It is not your fault.</b> It is noted for the team. Try later.
outage-channel = ⏳ I could not fetch what you sent. Please try again in a minute.
outage-storage = ⏳ I have a problem and could not do it. Please try again in a minute.
something-broke = ⏳ Something failed on my side, and it is noted for the team. Please try again.
