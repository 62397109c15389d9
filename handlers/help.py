"""`/ayuda`, and what is said when nothing was understood."""

from functools import reduce

from handlers.menu import MENU_SAID, MENU_SHOWN_BY, team_commands
from handlers.speech import Button, Phrase, Press, Rows, Said, Speech, phrase, press
from handlers.world import Scene
from storage.tables import StaffRole

MENU: Rows = (
    (press("button-notices", "c:notificaciones"),),
    (press("button-link", "c:vincular"), press("button-accounts", "c:cuentas")),
)


def menu(scene: Scene) -> Rows:
    """The ways on: the most wanted, or all of them where the app shows no menu of commands; to a member of the team
    theirs first."""
    if scene.chat.channel in MENU_SHOWN_BY:
        return MENU
    theirs = dict(team_commands(scene.role)) if scene.role else {}
    everybodys = (press(f"menu-{name}", f"c:{name}") for name in MENU_SAID if name not in theirs)
    return (*((Button(what, Press(f"c:{name}")),) for name, what in theirs.items()), *((one,) for one in everybodys))


async def explain_commands(scene: Scene, argument: str = "") -> list[Speech]:
    """What this bot does, and each command with what it is for; to a member of the team the team's too. Where the
    team has a group, there are people to be asked."""
    human = (phrase("help-human"),) if scene.attended else ()
    rows = menu(scene)
    if scene.attended:
        rows = (*rows, (press("button-human", "c:hablar"),))
    return [Said((phrase("help"), *human, *_of_team(scene.role)), rows)]


def not_understood(scene: Scene) -> Said:
    """An honest "I did not understand", with the ways on."""
    return Said((phrase("not-understood"),), menu(scene))


def _of_team(role: StaffRole | None) -> tuple[Phrase, ...]:
    if role is None:
        return ()
    lines = [phrase("help-command", command=name, what=what) for name, what in team_commands(role)]
    return (phrase("help-team", rest=reduce(lambda above, below: phrase("two-lines", first=above, last=below), lines)),)
