"""Some days after the e-mail to Migraciones: whether an answer came, and what to do where none did."""

from handlers.speech import Rows, Speech, press, say
from handlers.world import Scene

QUESTION: Rows = (
    (press("button-answered", "c:vincular"),),
    (press("button-not-answered", "e:n:"),),
)


async def not_answered(scene: Scene, argument: str) -> list[Speech]:
    """No answer yet: once more, another way, or in person."""
    rows = ((press("button-write-again", "c:correo"),), (press("button-other-way", "c:recuperar"),))
    return [say("not-answered", rows=rows)]
