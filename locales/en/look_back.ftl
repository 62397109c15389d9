# Looking back: the list narrowed, and the timeline.

## The list

row-term = ⏰ Until <b>{ $day }</b> · { $left ->
        [0] that is today
        [one] 1 working day left
       *[other] { $left } working days left
    }
row-over = ⌛ The safe date was { $day }
row-handled = ✅ You have done it
found-term =
    ⏰ <b>Notices with an open deadline: { $total }</b>{ $pages ->
        [1] {""}
       *[other] {" "}· page { $page } of { $pages }
    }
found-unread =
    🔵 <b>Notices not opened: { $total }</b>{ $pages ->
        [1] {""}
       *[other] {" "}· page { $page } of { $pages }
    }
found-kind =
    🏷 <b>{ $kind }: { $total }</b>{ $pages ->
        [1] {""}
       *[other] {" "}· page { $page } of { $pages }
    }
found-mailbox =
    📬 <b>Notices of { $name }: { $total }</b>{ $pages ->
        [1] {""}
       *[other] {" "}· page { $page } of { $pages }
    }
found-none-term = There are no notices with an open deadline.
found-none-unread = There are no notices that were not opened.
found-none-kind = There are no notices of this kind: { $kind }.
found-none-mailbox = There are no notices in the mailbox <b>{ $name }</b>.
ask-filter = What do you want to see?
ask-filter-kind = Of which kind?
ask-filter-mailbox = Of which mailbox?

button-filter = 🔎 Filter
button-filter-off = ✖ Remove filter
button-filter-term = ⏰ With a deadline
button-filter-unread = 🔵 Not opened
button-filter-kinds = 🏷 By kind
button-filter-mailboxes = 👪 By mailbox
button-filter-back = ◀ See all
button-of-mailbox = { $name }
button-kind-approval = Approval
button-kind-pickup = Ready for pickup
button-kind-remedy = Something missing
button-kind-demand = Something demanded
button-kind-summons = Summons
button-kind-denial = Denial
button-kind-dismissed = Abandoned
button-kind-sanction = Fine or sanction
button-kind-expulsion = Order to leave
button-kind-appeal-decided = Appeal decided
button-kind-information = Information
button-kind-unknown = Not recognised

## The timeline: what is said with the picture

button-timeline = 🖼 Timeline
button-procedure = 📁 { $file }
button-procedure-none = No file number
button-procedure-all = The whole mailbox
ask-timeline-mailbox = 🖼 Of which mailbox do I draw the timeline?
ask-timeline-procedure = 🖼 In <b>{ $name }</b> there is more than one file (expediente). Of which do I draw the timeline?
timeline-caption =
    🖼 <b>Timeline</b>
    Mailbox: <b>{ $name }</b>
timeline-caption-file =
    🖼 <b>Timeline</b>
    Mailbox: <b>{ $name }</b>
    File (expediente): { $file }
timeline-row = • { $at }: { $kind }
timeline-row-dated =
    • { $at }: { $kind }
    { $rest }
timeline-more = … and { $count } more, in /notificaciones.
timeline-empty = In the mailbox <b>{ $name }</b> there are no notices to draw.
timeline-kept = The picture shows what I saw last.
timeline-not-drawn = ⏳ I could not draw the picture now. <b>It is not your fault.</b> Here it is in words; try again in a minute.
picture-not-drawn = ⏳ I could not draw the picture now. Try again in a minute.

## The timeline: text without markup, in the picture

timeline-pattern-year = EEEE d MMMM y
timeline-title = Timeline
timeline-count = { $count ->
        [one] 1 notice
       *[other] { $count } notices
    }
timeline-last = The last { $count } of { $total } notices
timeline-today = Today, { $day }
timeline-now = today
timeline-came = Came on { $day }
timeline-unread = { $rest } · not opened
timeline-until = Until { $day }
timeline-left = { $left ->
        [0] That is today
        [one] 1 working day left
       *[other] { $left } working days left
    }
timeline-over = The safe date was { $day }
timeline-handled = ✔ You have done it
timeline-appointment = Appointment: { $day }
timeline-appointment-at = Appointment: { $day }, { $clock }
timeline-older = … and { $count } older
timeline-foot = Dates calculated by Buzón Bot. This is no legal advice.
