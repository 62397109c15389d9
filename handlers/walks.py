"""Walks: the steps that a person takes on an official page, one message each, with its picture and its exact labels."""

from handlers.dialog import Talk
from handlers.questions.recovery import walk_step

SINE = ("sine-1", "sine-2", "sine-3")
"""*¿Olvidaste la contraseña?* by hand."""

AGENCY = ("agency-1", "agency-2", "agency-3", "agency-4", "agency-5", "agency-6")
"""The Agencia Digital by hand."""


async def walk(talk: Talk, steps: tuple[str, ...]) -> bool:
    """Step by step; False where one does not work, after a hint and one more try."""
    for step in steps:
        if await talk.ask(walk_step(step)) == "done":
            continue
        await talk.say(f"hint-{step}")
        if await talk.ask(walk_step(step)) == "stuck":
            return False
    return True
