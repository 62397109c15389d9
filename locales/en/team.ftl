# The team: invitations, roles, and who may do what.

staff-welcome-reader = 👋 Hello, { $name }. You belong to the team now: /estado shows how the service is doing.
staff-welcome-writer = 👋 Hello, { $name }. You belong to the team now: write to everybody with /difundir, see the service with /estado.
staff-welcome-approver = 👋 Hello, { $name }. You belong to the team now: write and approve with /difundir, see the service with /estado.
staff-welcome-admin = 👋 Hello, { $name }. You belong to the team now: /difundir, /estado and /equipo are yours.
staff-not-allowed = Your role in the team does not allow that. Ask whoever administers it (/equipo).
invitation-unknown = There is no such invitation. Ask whoever sent it for another.
invitation-used = This invitation was used already. Ask whoever sent it for another.
invitation-expired = This invitation has expired: they are good for 24 hours. Ask whoever sent it for another.
invitation-member = You belong to the team already: you need no other invitation.

role-reader = only looks
role-writer = writes
role-approver = approves
role-admin = administers
button-role-reader = 👁 Only looks
button-role-writer = ✍️ Writes
button-role-approver = ✅ Approves
button-role-admin = 🔑 Administers

team-title =
    👥 <b>The team</b>: { $count ->
        [one] 1 person
       *[other] { $count } people
    }
team-member =
    <b>{ $name }</b>: { $role }
    Since { $at }
team-you =
    <b>{ $name }</b> (you): { $role }
    Since { $at }
team-invitation =
    ✉️ Invitation for <b>{ $name }</b>: { $role }
    Ends { $at }
team-no-group = 💬 The team has no group yet. So that people can ask it something: make a Telegram group, add me and write /equipo grupo there
team-foot = Only whoever administers can change the team.
button-member = ⚙️ { $name }
button-withdraw = ✖️ Withdraw: { $name }
button-invite = ➕ Invite
button-back-to-team = ◀ The team

ask-change = What do you want to change? They are told in their chat.
role-given = Done, it is changed. I tell them in their chat.
button-remove = 🚪 Remove from the team
remove-warning =
    <b>Remove { $name } from the team?</b>

    From that moment on they can do nothing more here. It is also for a phone that was lost. The invitations that they gave out and nobody used end.
button-remove-yes = Yes, remove
member-removed = Done. They can do nothing in the team any more.
last-admin = Nobody else administers. First give that role to somebody else.
invitation-withdrawn = Invitation withdrawn: that link is good for nothing now.

staff-changed = Your role in the team has changed. Now you are someone who <b>{ $role }</b>. See what you can do with /ayuda.
staff-removed = You do not belong to the team any more. Your mailboxes and your alerts stay as they are.

ask-staff-role =
    <b>What may the person do whom you invite?</b>

    👁 <b>Only looks</b>: sees how the service is doing.
    ✍️ <b>Writes</b>: prepares general messages too.
    ✅ <b>Approves</b>: decides too which of them go out.
    🔑 <b>Administers</b>: changes the team too.
ask-invitee = What is their name? Write the one by which the team knows them.
not-a-invitee = Write their name in letters, for example: Rosa Díaz.
invitation-made =
    ✉️ <b>Invitation for { $name }</b>: { $role }. Good until { $at }.

    Forward the next message to that person and to nobody else: whoever opens the link first joins the team.
invitation-to-forward =
    I invite you to the team of Buzón Bot ({ $operator }). Open this link on your phone and tap “Start”:

    { $link }

    It is good once, until { $at }. Do not share it.

help-team =
    <b>For you, who belong to the team:</b>
    { $rest }
help-command = /{ $command } — { $what }
two-lines =
    { $first }
    { $last }
