# An institution that brings its notices itself: linked by a code, without user name and password.

ask-has-official-code =
    What do you have to link your mailbox with?

    If <b>{ $operator }</b> showed you a <b>code</b>, that is enough: you need no user name and no password.
button-official-code = 🔑 I have a code
button-own-credentials = 👤 User name and password
ask-official-code =
    Write here the code that <b>{ $operator }</b> showed you.

    It has 8 letters and digits. For example: K7RM-2QXZ.
official-code-shape = That does not look like a code. It has 8 letters and digits. For example: K7RM-2QXZ.
official-not-code = That code is of no use: it is mistyped, was used, or is too old. Ask the institution that gave it for another one.
official-already = This mailbox was linked already, under the name <b>{ $name }</b>. I changed nothing.
ask-official-mailbox =
    📬 This code is from <b>{ $operator }</b>, for the mailbox of:

    <b>{ $name }</b>

    If you say yes, its notices will come to this chat. { $operator } will know that you linked it, when each alert reached you, and when you opened each notice. Is it your mailbox?
button-official-mine = ✅ Yes, it is mine
button-official-not-mine = No, it is not mine
official-declined = Fine, I linked nothing. If the code is not yours, tell whoever gave it to you.
official-linked =
    ✅ Your mailbox is linked. I call it <b>{ $name }</b>.

    { $operator } brings every new notice here, and I tell you with its date. Nothing is opened without your yes.

## State

account-official = 🏛 <b>{ $name }</b>: the institution brings its notices here (since { $at })
trouble-official = 🏛 <b>{ $name }</b>: the institution brings its notices here. I tell you when one comes.
status-official = 🏛 <b>{ $name }</b>: the institution brings its notices here.
service-official = { $count } brought by an institution
ticket-mailboxes-official = 🏛 brought by an institution: { $count }
