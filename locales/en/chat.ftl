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

    { $meaning }
alert-repeated = <i>(You may have had this alert already: I repeat it to be sure.)</i>
reminder =
    ⏰ <b>You asked me to remind you of this</b>
    Mailbox: <b>{ $name }</b>
    Kind: <b>{ $kind }</b>
    Arrived: { $at }

    { $meaning }
ask-remind = When shall I remind you?
reminder-set = ⏰ Done. I will remind you on { $at } (Lima time).

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
