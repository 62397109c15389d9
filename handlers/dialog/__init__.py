"""The dialog engine: a conversation is a coroutine that can be replayed.

Every turn re-runs the dialog's function from the top. `say`, `ask` and `do` consume the journal's lines until they
run out, then act live; an `ask` without an answer suspends the turn. So a restart, a deploy or another worker changes
nothing for the person, and every two-message test exercises replay.
"""

from handlers.dialog.journal import Journal, Line, Verb, storable
from handlers.dialog.replay import Turn, back, resend, take_turn
from handlers.dialog.talk import Dialog, Option, Question, Talk, WayOut

__all__ = [
    "Dialog",
    "Journal",
    "Line",
    "Option",
    "Question",
    "Talk",
    "Turn",
    "Verb",
    "WayOut",
    "back",
    "resend",
    "storable",
    "take_turn",
]
