"""`/ayuda`, and what is said when nothing was understood."""

from handlers.speech import Rows, Said, Speech, phrase, press
from handlers.world import Scene

MENU: Rows = (
    (press("button-notices", "c:notificaciones"),),
    (press("button-link", "c:vincular"), press("button-accounts", "c:cuentas")),
)


async def explain_commands(scene: Scene, argument: str = "") -> list[Speech]:
    """What this bot does, and each command with what it is for."""
    return [Said((phrase("help"),), MENU)]


def not_understood() -> Said:
    """An honest "I did not understand", with the ways on."""
    return Said((phrase("not-understood"),), MENU)
