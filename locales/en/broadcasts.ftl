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
