# El equipo: invitaciones, papeles, y quién puede qué.

staff-welcome-reader = 👋 Hola, { $name }. Ya eres parte del equipo: puedes ver el estado del servicio con /estado.
staff-welcome-writer = 👋 Hola, { $name }. Ya eres parte del equipo: escribe avisos con /difundir y mira el estado con /estado.
staff-welcome-approver = 👋 Hola, { $name }. Ya eres parte del equipo: escribe y aprueba avisos con /difundir, y mira el estado con /estado.
staff-welcome-admin = 👋 Hola, { $name }. Ya eres parte del equipo: /difundir, /estado y /equipo son tuyos.
staff-not-allowed = Tu papel en el equipo no permite eso. Pídelo a quien administra (/equipo).
invitation-unknown = Esta invitación no existe. Pide otra a quien te la envió.
invitation-used = Esta invitación ya se usó. Pide otra a quien te la envió.
invitation-expired = Esta invitación venció: valen 24 horas. Pide otra a quien te la envió.
invitation-member = Ya eres parte del equipo: no necesitas otra invitación.
