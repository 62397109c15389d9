"""What is where: the commands, the dialogs, and the buttons that belong to none, each with its handler."""

from collections.abc import Awaitable, Callable

from handlers import accounts, follow_up, help, language, notices, opening, privacy, reminders, status  # noqa: A004 (the file of /ayuda)
from handlers.dialog import Dialog
from handlers.speech import Speech
from handlers.welcome import link, recover, welcome, write_letter
from handlers.world import Scene
from storage.staff import Member
from storage.tables import StaffRole

Handler = Callable[[Scene, str], Awaitable[list[Speech]]]
StaffHandler = Callable[[Scene, Member, str], Awaitable[list[Speech]]]

DIALOGS: dict[str, Dialog] = {"welcome": welcome, "link": link, "recovery": recover, "letter": write_letter}
DIALOG_COMMANDS = {"start": "welcome", "vincular": "link", "recuperar": "recovery", "correo": "letter"}
RESUMED_BY = {dialog: command for command, dialog in DIALOG_COMMANDS.items()}
"""The command that begins a dialog again after it has lapsed."""

COMMANDS: dict[str, Handler] = {
    "notificaciones": notices.list_notices,
    "cuentas": accounts.list_accounts,
    "estado": status.show_status,
    "idioma": language.choose_language,
    "privacidad": privacy.explain,
    "ayuda": help.explain_commands,
}
MENU_COMMANDS = (
    "vincular",
    "notificaciones",
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

TAPS: dict[str, Handler] = {
    "n:p": notices.list_notices,
    "n:r": notices.refresh_notices,
    "n:o": opening.ask_to_open,
    "n:y": opening.open_notice,
    "n:a": opening.open_again,
    "n:x": opening.do_not_open,
    "r:a": reminders.offer,
    "r:s": reminders.remind_soon,
    "r:m": reminders.remind_in_the_morning,
    "a:l": accounts.list_accounts,
    "a:u": accounts.ask_to_unlink,
    "a:y": accounts.unlink,
    "s:e": status.show_status,
    "s:i": status.choose_report,
    "s:p": status.send_report,
    "l": language.set_language,
    "p:d": privacy.ask_to_forget,
    "p:y": privacy.forget,
    "p:k": privacy.explain,
    "e:n": follow_up.not_answered,
}

STAFF_COMMANDS: dict[str, tuple[StaffRole, StaffHandler]] = {}
"""The team's commands, with the least role that each is for. To everybody else they are unknown, or mean what they mean
in COMMANDS."""

STAFF_TAPS: dict[str, tuple[StaffRole, StaffHandler]] = {}
"""The team's buttons. Whoever taps one without the role, whatever way it came, is refused, and that is kept."""

STAFF_DIALOGS: dict[str, StaffRole] = {}
"""Dialogs of the team, by name: each turn asks anew whether the role still holds."""
