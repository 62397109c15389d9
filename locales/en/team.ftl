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
