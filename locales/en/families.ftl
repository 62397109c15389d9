# A family: several mailboxes in one chat, each with its colour or emoji, and who else watches them.

## The card of a mailbox

button-mailbox = ⚙️ { $name }
button-badge = 🎨 Colour or emoji
button-no-badge = No colour or emoji
button-rename = ✏️ Change the name
button-invite-watcher = 👀 Invite somebody
button-end-watcher = ⛔ Remove { $name }
button-revoke-invitations = 🚫 Revoke codes
button-back-to-mailbox = ◀ Back
button-back-to-mailboxes = ◀ My mailboxes
card-watched = 👀 Also watching this mailbox:
card-not-watched = 👀 Nobody else watches this mailbox.
card-invitations =
    ✉️ { $count ->
        [one] There is 1 unused code.
       *[other] There are { $count } unused codes.
    }
ask-badge = 🎨 With which colour or emoji shall I mark the mailbox <b>{ $name }</b>? I put it before its name, in alerts too.
ask-mailbox-name =
    ✏️ What shall I call the mailbox <b>{ $name }</b>?

    Write a short name. For example: Sofía.
name-empty = I need a name with letters or figures. For example: Sofía.
name-long = That name is very long. Write one of { $limit } letters at most.
mailbox-renamed = ✅ Done. It is called <b>{ $name }</b> now.
mailbox-not-here = That mailbox is no longer in this chat. See under /cuentas which ones there are.
calendar-badged = { $badge } { $what }

## Inviting somebody

ask-last-day =
    👀 <b>Let somebody else watch { $name }</b>

    Your partner or your lawyer, for example. They get the same alerts as you: what came, its subject and its dates. They can <b>not</b> open notices, nor see your user name or password, nor change anything.

    You see who watches, and you remove them whenever you want.

    Until when?
button-watch-30 = 30 days
button-watch-90 = 90 days
button-watch-365 = 1 year
button-watch-none = No end date
watch-until = until { $day }, { $year }
watch-no-end = without an end date
watch-invitation =
    ✉️ I made a code for watching the mailbox <b>{ $name }</b> ({ $until }).

    Forward the message below to that person. The code is good <b>once</b>, for <b>7 days</b>. While nobody has used it, you can revoke it.
watch-invitation-to-forward =
    👀 I invite you to watch the Migraciones mailbox <b>{ $name }</b> with me, in Buzón Bot. It is free.
watch-link = Open in { $other ->
        [whatsapp] WhatsApp
       *[other] Telegram
    }: { $link }
watch-code = Or write this code in the bot's chat: <b>{ $code }</b>
invitation-full = This mailbox has 5 people or codes already. Remove somebody, or revoke the unused codes.
invitations-revoked = Done. The unused codes are of no use any more.
watcher-ended = Done. <b>{ $who }</b> no longer watches the mailbox <b>{ $name }</b>. I tell them.
watcher-came =
    👀 <b>{ $who }</b> now watches the mailbox <b>{ $name }</b>, { $until }.

    You did not expect that? Tap the button and they no longer do.
watcher-left = 👀 Somebody no longer watches the mailbox <b>{ $name }</b>. On its card you see who still does.

## Watching somebody else's mailbox

ask-watch-mailbox =
    👀 <b>Do you want to watch the mailbox { $name }?</b>

    Its owner has invited you, { $until }. You get its alerts: what came, its subject and its dates.

    You can <b>not</b> open its notices, nor see or change its user name and password. Only its owner does that.

    Its owner sees that you watch and can end it. So can you, under /cuentas.
button-watch-yes = Yes, watch
button-watch-no = No
ask-watcher-name =
    Under which name shall the mailbox's owner see you?

    For example: Ana, lawyer.
watch-done =
    ✅ Done, <b>{ $called }</b>. You watch the mailbox <b>{ $name }</b>, { $until }. I tell you when something arrives.

    To stop watching: /cuentas
watch-declined = All right. You do not watch that mailbox, and its owner does not hear of it.
watch-not-code =
    That code is of no use. It may be mistyped, used, revoked or too old: it is good for 7 days.

    Ask who invited you for another. After 5 wrong codes you have to wait an hour.
watch-not-own = That mailbox is yours already: you see it under /cuentas. The code is for somebody else.
watch-not-full = 5 people watch that mailbox already, and there can't be more. Tell who invited you.
watch-not-many = You watch 10 mailboxes of others already, and there can't be more. Leave one under /cuentas and try again.
watched-title = 👀 <b>Mailboxes you watch</b>
watched-row = • <b>{ $name }</b>, { $until }
button-watched = 👀 { $name }
watched-card =
    👀 You watch the mailbox <b>{ $name }</b>, { $until }. Its owner sees you as <b>{ $called }</b>.

    You get its alerts and see its dates. Only its owner can open its notices.
button-stop-watching = 👋 Stop watching
watched-left = Done. You no longer watch the mailbox <b>{ $name }</b>, and its owner knows.
watched-note = <i>👀 You watch the mailbox { $name }. Only its owner can open this.</i>
unread-watched =
    🔔 <b>Nobody has opened this notice yet</b>
    Mailbox: <b>{ $name }</b>
    Kind: <b>{ $kind }</b>
    Arrived: { $at }
digest-watched = <i>👀 Some are of mailboxes that you watch: those only their owner can open.</i>
watch-ended = 👀 You no longer watch the mailbox <b>{ $name }</b>: its owner has ended it. I tell you no more of it.
watch-over =
    👀 The time for watching the mailbox <b>{ $name }</b> is over. I tell you no more of it.

    If you still need it, ask who invited you for another code.
watch-ended-gone = 👀 A mailbox that you watched is no longer here: its owner has removed it. I tell you no more of it. Under /cuentas you see those that are left.

## Privacy and the record

privacy-watched = { $count ->
        [one] I also keep that you watch 1 mailbox of somebody else's, and under which name.
       *[other] I also keep that you watch { $count } mailboxes of others, and under which name.
    }
privacy-watchers = { $count ->
        [one] I also keep that 1 person watches your mailboxes with you, with the name they gave and until when.
       *[other] I also keep that { $count } people watch your mailboxes with you, with the names they gave and until when.
    }
web-act-mailbox-renamed = Changed a mailbox's name
web-act-mailbox-badged = Changed a mailbox's colour or emoji
web-act-mailbox-watched = Began to watch somebody else's mailbox
web-act-mailbox-unwatched = Ended somebody's watching of a mailbox
web-act-watch-invited = Invited somebody to watch a mailbox
web-act-watch-revoked = Revoked the codes for watching a mailbox
web-act-watcher-moved = Brought a mailbox that they watch from another chat
