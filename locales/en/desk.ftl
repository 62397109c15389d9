# The web desk: what the team does in the chat, as pages for a computer. Plain text, save what is said in the chat.

## In the chat: the confirmation

web-sign-in-ask =
    🖥 <b>Is it you who wants to enter the web desk?</b>

    Code: <b>{ $code }</b>
    Browser: { $browser }
    Asked { $clock }.

    Say yes only if <b>you</b> opened the page and see this same code on your screen. If somebody sent you the link, say no.
button-web-sign-in-yes = ✅ Yes, it's me
button-web-sign-in-no = ❌ No
web-sign-in-over = That sign-in no longer waits for an answer: they last 5 minutes and work once. Start again on the page.
web-sign-in-refused = 🛑 Nobody got in. If it wasn't you, nothing more is needed; if somebody sent you the link, tell the team.
web-signed-in =
    ✅ <b>You are in the web desk</b> ({ $browser }). It lasts 8 hours.

    Wasn't it you? Close it right now.
button-web-sign-out = 🚪 Close the web desk
web-signed-out = 🚪 I closed the web desk in all your browsers.
web-signed-out-already = The web desk was closed already.
web-browser-unknown = unknown

## The way in

web-title = Buzón Bot · Desk
web-front-title = The team's desk
web-front-intro = Here the team writes and approves broadcasts, sees how the service is doing and who did what. There is no password: you confirm in your chat with the bot.
web-enter = Enter with my Telegram
web-front-foot = Only for members of the team. A session lasts 8 hours.
web-wait-title = Confirm in your chat
web-wait-code = Your code:
web-wait-open = Open the chat with the bot, by the button or with the phone's camera.
web-wait-compare = See that the chat shows this same code.
web-wait-tap = Tap “Yes, it's me”. This page goes on by itself.
web-wait-link = Open Telegram
web-wait-quick = Is Telegram on your phone? Point its camera here.
web-wait-quick-name = QR code that opens the chat with the bot
web-wait-until = Good until: { $at }.
web-wait-done = I have confirmed: go on
web-entry-expired = Five minutes passed without an answer. Start again.
web-entry-refused = In the chat the answer was no. If that was a slip, start again.

## What can't be done

web-trouble = That did not work
web-home = Go to the desk
web-not-allowed = Your role in the team does not allow that. Ask whoever administers it.
web-forged = I could not make sure that you came from this page. Go back, load it again and repeat.
web-broken = Something failed on our side. Try again in a minute.
web-written = What you wrote: copy it so that it is not lost
web-too-many = Too many people are entering at once. Try again in a minute.
web-signed-out-meanwhile = The session has ended. Enter again and repeat what you were doing.

## What is on every page

web-skip = Skip to content
web-menu = Sections
web-status = Status
web-broadcasts = Broadcasts
web-team = Team
web-audit = Audit
web-sign-out = Sign out
web-none = —
web-operator = The console
web-house = The bot

## Status

web-status-title = How the service is doing
web-portal-unknown = Whether the Migraciones site answers is not known yet: nobody has looked lately.
web-portal-well = The Migraciones site answers.
web-portal-back = The Migraciones site answers. The last outage ended on { $at }.
web-portal-down = The Migraciones site has not answered since { $since }.
web-portal-changed = The Migraciones site has changed and can't be read since { $since }.
web-number-chats = People who can be written to
web-number-mailboxes = Mailboxes watched
web-number-stopped = Mailboxes stopped
web-number-alerts = Alerts sent today
web-number-lag = Delay of the watch
web-on-time = up to date
web-number-unsent = Messages to be sent
web-number-unsent-since = Messages to be sent (the first has waited { $span })
web-look = look here
web-ways = Broadcasts on their way
web-failures = Messages that did not arrive in 24 hours
web-questions = Questions to the team in 7 days
web-questions-open = Open now
web-questions-unanswered = Without any answer
web-questions-opened = Received
web-questions-first = Time to the first answer (median)
web-outages = The latest outages of the Migraciones site
web-outage-began = Began
web-outage-ended = Ended
web-outage-lasted = Lasted
web-outage-seen = What was seen
web-outage-lasting = lasts
web-outage-down = It did not answer
web-outage-changed = It had changed and could not be read
web-as-of = Lima time: { $at }. It updates by itself.
web-days = { $count ->
        [one] Today
       *[other] The last { $count } days
    }
web-chart-chats = New people
web-chart-mailboxes = New mailboxes
web-chart = One bar a day; the highest is { $most }. The numbers are in the table.
web-chart-most = highest { $most }
web-as-table = See the numbers in a table
web-day = Day

## Broadcasts

web-broadcasts-title = Broadcasts
web-broadcasts-caption = The latest broadcasts
web-broadcasts-none = There are no broadcasts yet.
web-new = New broadcast
web-number = Broadcast
web-broadcast = Broadcast { $number }
web-state = State
web-text = Text
web-author = Author
web-created = Created
web-urgent = urgent
web-picture-only = (picture only)
web-state-draft = draft
web-state-submitted = awaits approval
web-state-scheduled = scheduled
web-state-running = being sent
web-state-paused = paused
web-state-done = finished
web-state-cancelled = cancelled
web-progress = Progress of broadcast { $number }
web-due = Goes out on { $at }.
web-all-broadcasts = ← All broadcasts

web-texts = What it says
web-marks = You can use *bold* and _italics_, as in WhatsApp.
web-optional = (if missing, the Spanish text is sent)
web-has-file = It carries a picture or a document. To see it, send yourself a test.
web-drop-file = Take the picture or document out
web-file = Picture or document
web-other-file = Change the picture or document
web-file-optional = (if you like)
web-file-hint = A JPG or PNG picture, up to 10 MB; or a PDF, up to 20 MB. When you save, it comes to your chat, so that you see it. With a picture or document 900 letters fit.
web-file-kept = 🖼 This picture goes with a message that you are writing at the web desk. It comes to you alone.
web-add-file = To add a picture or a document, write the message in the chat with /difundir.
web-audience = For whom
web-linked = Mailbox
web-linked-any = With or without a mailbox
web-languages = Language (none ticked: all)
web-more-conditions = More conditions
web-nationalities = Nationality, of those who gave it (none ticked: it does not matter)
web-kinds = With one of these procedures in the last 90 days
web-seen = Use of the bot
web-seen-any = No matter when
web-channels = Channel (none ticked: all)
web-when = When
web-urgent-box = It is urgent: send it at night too
web-urgent-hint = What is not urgent does not go out from 21:00 to 8:00.
web-preview = How it arrives
web-excess = It is too long by { $count } characters.
web-unclosed = Line { $number }: a { $mark } has no partner and will show as it is.
web-reach-title = How many people
web-reach = { $count ->
        [0] Nobody
        [one] 1 person
       *[other] { $count } people
    }
web-reach-language = { $name }: { $count }
web-reach-span = Sending takes: { $span }.
web-language-none = No language chosen
web-save = Save draft
web-save-test = Save and send me a test
web-save-submit = Save and ask for approval
web-drop = Discard this draft
web-drop-sure = The draft is cancelled and can't be brought back.
web-drop-yes = Yes, discard


web-way = How it goes
web-outcomes = List of deliveries (CSV, no names)
web-approve-title = Approval
web-approve = { $count ->
        [one] Approve and send now to 1 person
       *[other] Approve and send now to { $count } people
    }
web-approve-night = It is night and this is not urgent: if you approve, it goes out on { $at }.
web-approve-later = Approve for later
web-due-field = Day and time (Lima)
web-approve-then = Approve for that time
web-second-person = You wrote it: somebody else of the team must approve it. I have told them in their chat.
web-waits-approval = It waits for somebody to approve it.
web-send-back = Back to draft
web-test = Send me a test
web-acts = What you can do
web-pause = Pause
web-resume = Go on
web-cancel = Cancel the sending
web-cancel-sure = What has gone out does not come back. The rest never goes out.
web-cancel-yes = Yes, cancel for good
web-facts = Facts
web-submitted-at = Asked for approval
web-approved-at = Approved by
web-due-at = Goes out
web-started-at = Began
web-ended-at = Ended
web-look-up = See it in the audit

## What was done, and what not

web-done-saved = Saved.
web-done-submitted = Done: now it awaits approval.
web-done-tested = I sent the test to your chat. Look at it there.
web-done-sent-back = It is a draft again.
web-done-approved = Approved.
web-done-paused = Paused. Those already on their way may still arrive.
web-done-resumed = It goes on.
web-done-cancelled = Cancelled.
web-done-role-given = Done, it has changed. I told them in their chat.
web-done-removed = They are no longer of the team, and their web desk is closed.
web-done-withdrawn = The invitation is good for nothing now.
web-done-signed-out = I closed their web desk in all their browsers.
web-not-done-not-tested = I could not send you the test. Have you blocked the bot? Try again.
web-not-done-no-time = The day and time are missing.
web-not-done-missing = There is no such broadcast.
web-not-done-not-allowed = Your role in the team does not allow that.
web-not-done-not-yours = Only who wrote it can change it.
web-not-done-second-person = You wrote it: somebody else must approve it.
web-not-done-too-late = Somebody was quicker: see how it stands now.
web-not-done-changed = The text has changed since you looked at it. Read it again before you approve it.
web-not-done-nobody = Like this it reaches nobody. Change who it is for.
web-not-done-past = That time has passed.
web-not-done-far = That is too far off: at most 60 days.
web-not-done-empty = The Spanish text is missing.
web-not-done-too-long = It is too long.
web-not-done-file-kind = That is neither a JPG or PNG picture nor a PDF. Choose another file.
web-not-done-file-large = The file is too large: a picture, up to 10 MB; a PDF, up to 20 MB. Choose another one.
web-not-done-file-refused = Your chat did not take the file. Did you block the bot? Is the picture very long and narrow? Choose the file again.
web-not-done-team-unknown = They are no longer of the team, or the invitation is gone.
web-not-done-team-same = They had that role already.
web-not-done-team-last = Nobody else administers: give that role to somebody else first.
web-not-done-team-not-admin = You no longer administer the team.

## Team

web-team-title = The team
web-team-caption = { $count ->
        [one] 1 person
       *[other] { $count } people
    }
web-team-foot = Changes and invitations are made by whoever administers it.
web-name = Name
web-role = Role
web-since = Since
web-browsers = Web desk
web-browsers-open = { $count ->
        [0] closed
        [one] 1 browser
       *[other] { $count } browsers
    }
web-change = Change
web-you = (you)
web-role-of = Role of { $name }
web-give-role = Change
web-give-role-to = Change the role of { $name }
web-end = Close
web-end-of = Close the web desk of { $name }
web-remove = Remove
web-remove-of = Remove { $name }
web-remove-sure = { $name } won't be able to do anything more, and their web desk is closed.
web-remove-yes = Yes, remove
web-invitations = Open invitations
web-until = Good until
web-withdraw = Withdraw
web-withdraw-of = Withdraw the invitation of { $name }
web-invite-title = Invite somebody
web-invite = Create invitation
web-invite-hint = Good for 24 hours and one person.
web-invite-who = The name is missing.
web-invited = Invitation for { $name } ({ $role }), until { $at }.
web-invited-link = Send them this link
web-invited-once = It is shown this once: copy it now.

## Audit

web-audit-title = Who did what
web-audit-caption = Latest first, Lima time
web-audit-none = Nothing with these filters.
web-filters = Filters of the audit
web-filter-who = Who
web-filter-anybody = Anybody
web-filter-what = What
web-filter-anything = Everything
web-filter-about = About
web-filter-from = From the day
web-filter-to = To the day
web-filter = Filter
web-filter-none = Clear filters
web-at = When
web-who = Who
web-what = What
web-about = About
web-details = Details
web-origin = From
web-chat = Chat { $number }
web-older = Older
web-export = Download (CSV)
web-acts-staff = Team
web-acts-broadcast = Broadcasts
web-acts-desk = Web desk
web-acts-ticket = Questions to the team
web-acts-notice = Notices opened
web-acts-mailbox = Mailboxes
web-acts-recovery = Ways back in
web-acts-consent = Consents and data
web-act-staff-invited = Invited somebody
web-act-staff-withdrawn = Withdrew an invitation
web-act-staff-joined = Joined the team
web-act-staff-role = Changed a role
web-act-staff-removed = Removed somebody from the team
web-act-staff-refused = Tried what their role does not allow
web-act-team-group-set = Chose the team's group
web-act-team-group-lost = The team's group was lost
web-act-broadcast-created = Wrote a broadcast
web-act-broadcast-revised = Changed a broadcast
web-act-broadcast-submitted = Asked for approval
web-act-broadcast-sent-back = Sent it back to draft
web-act-broadcast-approved = Approved a broadcast
web-act-broadcast-paused = Paused it
web-act-broadcast-resumed = Let it go on
web-act-broadcast-cancelled = Cancelled a broadcast
web-act-broadcast-tested = Sent themselves a test
web-act-broadcast-refused = Tried what they may not
web-act-broadcast-opted-out = Wants no broadcasts
web-act-broadcast-opted-in = Wants broadcasts again
web-act-desk-signed-in = Entered the web desk
web-act-desk-signed-out = Closed the web desk
web-act-desk-refused = The web desk said no
web-act-desk-exported = Downloaded the audit
web-act-ticket-opened = Asked the team
web-act-ticket-continued = Added to their question
web-act-ticket-answered = Answered a question
web-act-ticket-closed = Closed a question
web-act-ticket-reopened = Opened a question again
web-act-notice-open-agreed = Agreed to open a notice
web-act-notice-opened = Opened a notice
web-act-mailbox-linked = Linked a mailbox
web-act-mailbox-unlinked = Unlinked a mailbox
web-act-mailbox-renewed = Changed a mailbox's password
web-act-sign-in-refused = Password refused
web-act-password-renewed = Recovered their password
web-act-identity-verified = Migraciones recognised their data
web-act-identity-refused = Migraciones did not recognise their data
web-act-code-sent = Got a code by e-mail
web-act-code-to = Code sent to an address
web-act-code-wrong = Wrong code
web-act-letter-sending = Began to send their e-mail
web-act-letter-sent = E-mail to Migraciones sent
web-act-letter-failed = The e-mail to Migraciones was not sent
web-act-agency-entered = Entered the Agencia Digital
web-act-consent-given = Gave consent
web-act-consent-withdrawn = Withdrew consent
web-act-chat-forgotten = Erased their data
web-act-chat-joined = Joined this chat with another of theirs
web-act-chat-parted = Parted two chats of theirs
web-act-chat-preferred = Chose where to be told
web-act-pairing-offered = Asked for a code for another chat
web-act-pairing-refused = Used a wrong code
web-act-mailbox-moved = Brought a mailbox from their other chat
web-act-mailbox-dropped = Had the same mailbox in two chats
web-act-chat-nationality-kept = Gave their nationality
web-act-chat-nationality-forgotten = Had their nationality forgotten
