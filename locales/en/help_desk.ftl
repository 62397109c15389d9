# Talking to a person: what those who ask read, and what the team reads in its group.

## Those who ask

help-human = Rather talk to a person? Tap the button or write /hablar
button-human = 🙋 Talk to somebody
human-nobody =
    There is nobody here now who could answer.

    /ayuda shows what I can do. If it is about your procedure, write to informes@migraciones.gob.pe: /correo helps with that. You can also ask { $operator }, who runs this service.
ask-share-with-team =
    I am passing you on to a person of the team.

    Shall I tell them <b>how many mailboxes you have and how they are</b>? It helps them understand. I never tell your password, your name, or what your notices say.
button-share = Yes, tell them
button-not-share = No, just my question
ask-human-question =
    Write your question in one message. It can be a photo or a PDF too.

    The people of the team read it. <b>Do not write your password.</b>
ask-human-more =
    Write what you want to tell the team about your question no. { $number }. It can be a photo or a PDF too.
human-no-password =
    { $channel ->
        [whatsapp] ⚠️ That looked like a password. I passed it on to nobody, but <b>I can't delete your message here</b>: hold it, tap «Delete» and then «Delete for everyone».
       *[other] ⚠️ That looked like a password, so <b>I deleted your message</b> and passed it on to nobody.
    }

    Write your question again, without the password. The team never needs it.
human-text-or-photo = I can't pass that on. Write your question, or send a photo or a PDF.
human-much = You have sent a lot about your question no. { $number }. The team has it all: please wait for their answer.
human-asked = 🙋 Done. I am passing your question on to the team: it is <b>no. { $number }</b>. The answer will come here.
human-asked-away =
    🙋 Done. I am passing your question on to the team: it is <b>no. { $number }</b>. The answer will come here.

    The team is away now. It works Monday to Friday, from 8 to 18 (Lima time), and is back on { $at }.
ticket-not-asked = ⚠️ I could not deliver to the team what you wrote about question no. { $number }. Please try again.
ticket-answer = 💬 <b>The team answers your question no. { $number }:</b>
ticket-closed = ✅ The team has closed your question <b>no. { $number }</b>. Anything missing? Tap the button.
ticket-repeated = <i>(This may have arrived before: I repeat it to be sure.)</i>
privacy-questions = { $count ->
        [one] I also keep that you asked the team 1 question, and when. What was said is in the chats alone.
       *[other] I also keep that you asked the team { $count } questions, and when. What was said is in the chats alone.
    }
button-ticket-write = ✍️ Reply
button-ticket-reopen = 🔁 Reopen

## The team's group

ticket-first = 🙋 <b>Question no. { $number }</b>
ticket-more = 🙋 <b>Question no. { $number }</b>, more:
ticket-reopened = 🔁 <b>Question no. { $number }</b>: the person has reopened it.
ticket-person = Language: { $tongue }. Has used the bot since { $since }.
ticket-mailboxes = { $count ->
        [0] No linked mailboxes.
        [one] 1 linked mailbox:
       *[other] { $count } linked mailboxes:
    }
ticket-mailboxes-watching = ✅ fine: { $count }
ticket-mailboxes-rejected = ❌ the password no longer works: { $count }
ticket-mailboxes-locked = 🔒 locked: { $count }
ticket-mailboxes-captcha = ✋ ask for a captcha: { $count }
ticket-not-arrived = ⚠️ <b>Question no. { $number }</b>: the answer did not arrive. The person has blocked the bot or is gone.
button-ticket-close = ✅ Close
toast-ticket-closed = Closed. The person knows.
toast-ticket-was-closed = It was closed already.
toast-ticket-open = It is open again.
toast-team-only = Only the team can do this.
team-only = Only the team can answer questions. If you belong to it, write with your own account, not as an anonymous admin.
team-no-such-question =
    That message belongs to no question of this group, or the person has deleted their data. To answer somebody, reply to the message of their question.
team-text-or-photo = I can't pass that on. Reply with text, a photo or a document.
team-group-how =
    Hello. If this is the team's group, write here: /equipo grupo

    People's questions will come to this group. Answer by replying to each message.
team-group-set =
    ✅ Done: this is the team's group. Questions come here.

    To answer, <b>reply to the message</b> of the question. The person gets it as a message of the service, without your name. Nothing else that is said in the group goes to anybody.
team-group-lost = ⚠️ I am no longer in the team's group. Questions wait. Add me to a group and have somebody who administers write there: /equipo grupo
team-portal-changed =
    ⚠️ <b>The portal has changed</b>

    I don't find on its pages: { $missing }
team-portal-more = … and { $count } more
team-portal-stopped-watch = ⏸ I no longer look into the mailboxes: I would read them wrongly. People are told as of any outage.
team-portal-stopped-recovery = ⏸ I no longer recover passwords myself: people are guided step by step.
team-portal-stopped-nothing = Nothing stops because of that.
team-portal-back = ✅ The portal is as I know it again: everything is found on its pages. Nothing is stopped because of that any more.
