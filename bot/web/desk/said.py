"""What a page says at its top after something was done: the address carries a name of this table, never words."""

from bot.web.desk.attachments import Trouble
from handlers.broadcast_acts import Outcome
from handlers.speech import Phrase, phrase
from storage.staff import Refused

DONE = (
    "saved", "submitted", "tested", "sent-back", "approved", "paused", "resumed", "cancelled",
    "role-given", "removed", "withdrawn", "signed-out",
)  # fmt: skip
UNDONE = (
    "not-tested",
    "no-time",
    *(outcome.value for outcome in Outcome if outcome is not Outcome.DONE),
    *(trouble.value for trouble in Trouble),
    *(f"team-{refused.value}" for refused in Refused),
)


def said(name: str) -> tuple[Phrase, bool] | None:
    """The words of this name, and whether all is well; None for a name that somebody made up."""
    if name in DONE:
        return phrase(f"web-done-{name}"), True
    return (phrase(f"web-not-done-{name}"), False) if name in UNDONE else None
