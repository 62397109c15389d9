"""What an invitation into the team wants to know. Pure."""

from handlers.questions.choices import Choice, option
from handlers.questions.pages import clean_name
from handlers.questions.request_email import Typed

STAFF_ROLE = Choice(
    "staff_role",
    (
        option("reader", "button-role-reader", "lector|lectora|lee|mira|mirar|ver|read"),
        option("writer", "button-role-writer", "escritor|escritora|redactor|redactora|escribir|write"),
        option("approver", "button-role-approver", "aprobador|aprobadora|aprobar|approve"),
        option("admin", "button-role-admin", "administrador|administradora|administrar|administrator"),
    ),
    per_row=3,
)
INVITEE = Typed("invitee", lambda text: clean_name(text) or None, (), ways_shown=False)
