"""The commands that are shown, and to whom: everybody's, and the team's, which nobody else may see."""

from handlers.speech import Menu, Phrase, phrase
from storage.tables import StaffRole

MENU_COMMANDS = (
    "vincular",
    "notificaciones",
    "recordatorios",
    "recuperar",
    "correo",
    "cuentas",
    "estado",
    "idioma",
    "privacidad",
    "ayuda",
    "cancelar",
)
"""The commands that are shown to people, in this order; each has its words in `locales/` as `command-<name>`."""

MENU_SHOWN_BY = frozenset({"telegram"})
"""The channels whose app shows the menu of commands beside the text field; elsewhere it is said as a list."""

MENU_SAID = (
    "notificaciones",
    "recordatorios",
    "vincular",
    "recuperar",
    "cuentas",
    "estado",
    "idioma",
    "privacidad",
    "ayuda",
)
"""What the menu says where it is a list, of ten at the most: `help` adds people to be asked, where there are some, and
tells of `correo`, to which the ways back lead. Its words are `menu-<name>`."""

STAFF_MENU: dict[str, StaffRole] = {
    "difundir": StaffRole.WRITER,
    "estado": StaffRole.READER,
    "equipo": StaffRole.READER,
}
"""What the team is shown besides, with the least role that each is for, as in `routes.STAFF_COMMANDS`; a command that
everybody has and that means something else to the team is here too. Its words are `command-team-<name>`."""


def team_commands(role: StaffRole) -> tuple[tuple[str, Phrase], ...]:
    """The team's commands that are shown to this role, each with its words."""
    return tuple((name, phrase(f"command-team-{name}")) for name, least in STAFF_MENU.items() if role.may(least))


def own_menu(role: StaffRole | None) -> Menu:
    """The menu of one chat: a member's has the team's commands before everybody's; nobody else has one of their own."""
    if role is None:
        return Menu()
    theirs = team_commands(role)
    names = {name for name, _ in theirs}
    return Menu((*theirs, *((name, phrase(f"command-{name}")) for name in MENU_COMMANDS if name not in names)))
