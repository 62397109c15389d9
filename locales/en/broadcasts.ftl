# General messages: what each person gets, and what the team that sends them sees.

broadcast-foot = <i>General message. Your mailbox alerts go on as before.</i>
broadcast-test = 🧪 <b>A test: only you get it.</b>
button-no-broadcasts = 🔕 No more of these

broadcast-draft = 📝 <b>Message { $number }</b>: draft.
broadcast-submitted = 🕓 <b>Message { $number }</b>: waits for approval.
broadcast-scheduled = 📅 <b>Message { $number }</b>: goes out on { $at }.
broadcast-running = 📣 <b>Message { $number }</b>: being sent.
broadcast-paused = ⏸ <b>Message { $number }</b>: on hold.
broadcast-done = ✅ <b>Message { $number }</b>: ended on { $at }.
broadcast-cancelled = 🛑 <b>Message { $number }</b>: called off.
broadcast-bar = { $bar } { $percent } %
broadcast-sent = Sent: <b>{ $count }</b> of { $total }
broadcast-left = Still to come: { $count }
broadcast-outcome-gone = Blocked the bot or left: { $count }
broadcast-outcome-opted-out = Asked for no general messages: { $count }
broadcast-outcome-called-off = Called off while in doubt: { $count }
broadcast-outcome-other = Failed ({ $code }): { $count }
broadcast-pace = Pace: { $rate } a second. { $span } left.
broadcast-no-pace = No pace yet: wait a few seconds.
button-broadcast-pause = ⏸ Hold
button-broadcast-resume = ▶️ Go on
button-broadcast-cancel = 🛑 Call off
button-broadcast-csv = 📄 List (CSV)

## Writing one: /difundir

tongue-es = Spanish
tongue-en = English
broadcasts-listed = 📣 <b>General messages</b>. Tap one to look at it, or write a new one.
broadcasts-none = 📣 There is no message under way. Will you write one?
button-broadcast-write = ✍️ Write a new one
button-listed-draft = 📝 { $number } · { $text }
button-listed-submitted = 🕓 { $number } · { $text }
button-listed-scheduled = 📅 { $number } · { $text }
button-listed-running = 📣 { $number } · { $text }
button-listed-paused = ⏸ { $number } · { $text }

ask-broadcast-text =
    ✍️ Write the message in <b>Spanish</b>. It may also be a photo or a document, with its text.

    To set off: *bold* and _italic_. Nothing goes out yet.
ask-broadcast-new-text = ✏️ Write the message anew, in <b>Spanish</b>. If it has a photo or document, send that again with its text.
ask-broadcast-caption = Which text goes with it, in Spanish?
ask-broadcast-other = Now the same message in <b>{ $language }</b>.
ask-broadcast-new-other = Now the message in <b>{ $language }</b>.
button-keep-text = Leave it as it is
button-use-source = Use the Spanish one
button-no-text = No text
broadcast-wants-text = Only text goes here. Write it in one message, please.
broadcast-wants-photo = I can't send that to everybody. Send text, a photo or a document.
broadcast-too-long =
    { $count ->
        [one] It is 1 letter too long
       *[other] It is { $count } letters too long
    }: there is room for { $limit }. Shorten it and send it again.
broadcast-too-long-here =
    { $count ->
        [one] It is 1 letter too long
       *[other] It is { $count } letters too long
    }: with a photo or document there is room for { $limit }. Shorten it and send it again.

## The card of a message

broadcast-author = Written by { $name }.
broadcast-by-operator = who runs the bot
broadcast-reads = This is how it reads in { $language }:
broadcast-goes-on = <i>The text goes on. See all of it with “Test on me”.</i>
broadcast-with-photo = 🖼 Goes with a photo. See it with “Test on me”.
broadcast-with-document = 📎 Goes with a document. See it with “Test on me”.
broadcast-falls-back = ⚠️ There is no text in { $language }: those people get the Spanish one.
broadcast-unclosed = ⚠️ In { $language }, line { $line }, a { $mark } stands alone: it will show as it is.
broadcast-to = 👥 Goes to: { $who }.
broadcast-reach =
    { $count ->
        [one] <b>1</b> person gets it
       *[other] <b>{ $count }</b> people get it
    } ({ $who }).
broadcast-of-channel = { $where }: { $count }
broadcast-by-template = { $count ->
        [one] <b>1</b> person who has not written for a day first gets the WhatsApp template { $template }, with the button «See».
       *[other] <b>{ $count }</b> people who have not written for a day first get the WhatsApp template { $template }, with the button «See».
    }
broadcast-so-many-a-day = WhatsApp limits how many people may be written to like this in a day. Who does not fit today waits: that time is not counted here.
broadcast-takes = Sending it takes { $span }.
broadcast-not-at-night = 🌙 Between 21:00 and 8:00 it waits for the morning.
broadcast-urgent = 🚨 <b>Urgent</b>: goes out at night too.
broadcast-waits-for-another = 🕓 Somebody else of the team has to approve it. They were asked.
broadcast-no-approver = ⚠️ There is nobody else yet who may approve it. Ask who administers to invite somebody.
broadcast-please-approve = 📨 <b>This message waits for your approval.</b>
broadcast-was-approved = ✅ Your message { $number }: approved by { $name }.
broadcast-was-returned = ↩️ Your message { $number }: sent back by { $name }. It is a draft again.
broadcast-was-dropped = 🗑 Your message { $number }: deleted by { $name }.
broadcast-dropped = 🗑 Message { $number } deleted. Nobody got it.
button-broadcast-look = 👀 Look at it
button-broadcast-in = 👀 Read it in { $language }
button-broadcast-test = 🧪 Test on me
button-broadcast-who = 👥 To whom
button-broadcast-edit = ✏️ Change text
button-urgent = 🚨 Mark as urgent
button-not-urgent = 🌙 Not urgent
button-broadcast-submit = 📨 Ask for approval
button-broadcast-go = ✅ Approve and send
button-broadcast-drop = 🗑 Delete
button-broadcast-list = 📣 All messages
button-broadcast-progress = 📊 How it is going
button-approve-now = ✅ Approve: goes out now
button-approve-later = 📅 Approve: another date
button-send-back = ↩️ Send back
button-take-back = ↩️ Back to a draft

## To whom it goes

ask-broadcast-audience = 👥 <b>Who gets message { $number }?</b> Tap to put on or take off.
audience-all = everybody
audience-languages = who speaks { $which }
audience-channels = by { $which }
audience-nationalities = those who said they are from: { $which }
audience-country = { $what } ({ $count })
audience-kinds = who has a case of: { $which }
audience-linked = who has a linked mailbox
audience-unlinked = who has no linked mailbox
audience-seen = who used the bot within { $count } days
list-items = { $first }, { $rest }
list-parts = { $first }; { $rest }
button-chosen = ✅ { $what }
button-unchosen = { $what }
button-by-kind = 📂 By kind of case
button-by-country = 🌎 By nationality
button-everybody = 🧹 Everybody
button-back = ◀ Back

## When it goes out

ask-broadcast-time = 📅 When does it go out? For example: “tomorrow 9:00” or “28/11 15:30” (Lima time).
button-this-evening = Today at 18:00
button-tomorrow-morning = Tomorrow at 9:00
broadcast-time-unreadable = I did not understand the date. Write day and hour, for example: “tomorrow 9:00” or “28/11 15:30”.
broadcast-time-past = That time has passed in Lima.
broadcast-time-far = That is too far off: 60 days at the most.

## Why not

broadcast-approved-already = { $name } has approved it already.
broadcast-refused-missing = There is no such message.
broadcast-refused-not-allowed = Your role in the team does not allow that.
broadcast-refused-not-yours = Only who wrote the message may change it.
broadcast-refused-second-person = You wrote it: somebody else has to approve it.
broadcast-refused-too-late = The message has moved on meanwhile. This is how it is.
broadcast-refused-changed = The message has changed since you saw it. Read it again before you approve it.
broadcast-refused-nobody = ⚠️ Nobody would get it. Change who it goes to.
broadcast-refused-past = That time has passed in Lima.
broadcast-refused-far = It may go out within 60 days at the most.
broadcast-refused-empty = The Spanish text is missing.
broadcast-refused-too-long = The text is too long and was not kept: there is room for 3000 letters, or 900 with a photo or document.

## While it goes out

ask-broadcast-cancel = Shall I call message { $number } off? Who has got it keeps it. There is no way back.
button-cancel-yes = 🛑 Yes, call it off
button-cancel-no = No, let it go on
broadcast-no-list = There is no list: nobody got it, or 90 days have passed.

## What each person decides

broadcasts-off = 🔕 Done. You get no general messages any more. Your mailbox alerts go on as before.
broadcasts-on = 🔔 Done. You get general messages again.
button-broadcasts-on = 🔔 Get them again
