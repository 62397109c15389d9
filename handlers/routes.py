"""What is where: the commands, the dialogs, and the buttons that belong to none, each with its handler."""

from collections.abc import Awaitable, Callable

from handlers import (
    accounts,
    alerts,
    being_told,
    broadcasts,
    calendars,
    follow_up,
    handling,
    help,  # noqa: A004 (the file of /ayuda)
    help_desk,
    language,
    look_back,
    mailbox_card,
    notices,
    opening,
    privacy,
    reminders,
    roster,
    service,
    status,
    two_chats,
    watched,
    web_sign_in,
)
from handlers.ask_human import ask_human
from handlers.broadcast_writing import choose_time, write_broadcast
from handlers.captcha import read_captcha
from handlers.dialog import Dialog
from handlers.invite import invite
from handlers.nationality import choose_nationality
from handlers.official import link, or_official
from handlers.pairing import pair
from handlers.renaming import rename
from handlers.speech import Speech
from handlers.watching import watch
from handlers.welcome import recover, welcome, write_letter
from handlers.world import Scene
from storage.staff import Member
from storage.tables import StaffRole

Handler = Callable[[Scene, str], Awaitable[list[Speech]]]
StaffHandler = Callable[[Scene, Member, str], Awaitable[list[Speech]]]

DIALOGS: dict[str, Dialog] = {
    "welcome": welcome,
    "link": link,
    "recovery": recover,
    "letter": write_letter,
    "human": ask_human,
    "nationality": choose_nationality,
    "pair": or_official(pair),
    "watch": or_official(watch),
    "rename": rename,
    "captcha": read_captcha,
    "broadcast": write_broadcast,
    "broadcast-time": choose_time,
    "invite": invite,
}
DIALOG_COMMANDS = {
    "start": "welcome",
    "vincular": "link",
    "recuperar": "recovery",
    "correo": "letter",
    "hablar": "human",
}
RESUMED_BY = {dialog: command for command, dialog in DIALOG_COMMANDS.items()}
"""The command that begins a dialog again after it has lapsed."""

COMMANDS: dict[str, Handler] = {
    "notificaciones": notices.list_notices,
    "recordatorios": being_told.show,
    "linea": look_back.by_name,
    "cuentas": accounts.list_accounts,
    "estado": status.show_status,
    "idioma": language.choose_language,
    "privacidad": privacy.explain,
    "ayuda": help.explain_commands,
}

TAPS: dict[str, Handler] = {
    "n:p": notices.list_notices,
    "n:r": notices.refresh_notices,
    "n:f": look_back.choose_filter,
    "n:t": look_back.show_timeline,
    "n:o": opening.ask_to_open,
    "n:y": opening.open_notice,
    "n:a": opening.open_again,
    "n:x": opening.do_not_open,
    "n:m": handling.show_more,
    "n:d": handling.done,
    "n:u": handling.not_done,
    "n:c": calendars.send_file,
    "f:o": calendars.offer_feed,
    "f:n": calendars.give_feed,
    "f:x": calendars.end_feed,
    "w:s": being_told.show,
    "w:c": being_told.choose,
    "w:b": being_told.set_before,
    "w:q": being_told.set_quiet,
    "w:d": being_told.set_digest,
    "w:p": being_told.set_pause,
    "r:a": reminders.offer,
    "r:s": reminders.remind_soon,
    "r:m": reminders.remind_in_the_morning,
    "a:l": accounts.list_accounts,
    "a:u": accounts.ask_to_unlink,
    "a:y": accounts.unlink,
    "m:c": mailbox_card.show,
    "m:b": mailbox_card.choose_badge,
    "m:s": mailbox_card.set_badge,
    "m:i": mailbox_card.choose_last_day,
    "m:k": mailbox_card.invite,
    "m:r": mailbox_card.revoke,
    "m:e": mailbox_card.end_watcher,
    "g:w": watched.show,
    "g:x": watched.stop,
    "g:m": watched.show_more,
    "g:c": calendars.send_watched_file,
    "k:c": two_chats.give_code,
    "k:a": two_chats.tell_in,
    "k:l": two_chats.stop_here,
    "k:x": two_chats.put_out,
    "s:e": status.show_status,
    "s:i": status.choose_report,
    "s:p": status.send_report,
    "l": language.set_language,
    "v": alerts.see,
    "p:d": privacy.ask_to_forget,
    "p:y": privacy.forget,
    "p:k": privacy.explain,
    "p:c": privacy.keep_nationality,
    "p:o": privacy.forget_nationality,
    "e:n": follow_up.not_answered,
    "b:off": broadcasts.opt_out,
    "b:on": broadcasts.opt_in,
}

STAFF_COMMANDS: dict[str, tuple[StaffRole, StaffHandler]] = {
    "difundir": (StaffRole.WRITER, broadcasts.list_broadcasts),
    "equipo": (StaffRole.READER, roster.show_team),
    "estado": (StaffRole.READER, service.show),
}
"""The team's commands, with the least role that each is for. To everybody else they are unknown, or mean what they mean
in COMMANDS. Those that the team's menu shows are in `handlers/menu.py` too."""

STAFF_TAPS: dict[str, tuple[StaffRole, StaffHandler]] = {
    "b:list": (StaffRole.WRITER, broadcasts.list_broadcasts),
    "b:card": (StaffRole.WRITER, broadcasts.show_card),
    "b:test": (StaffRole.WRITER, broadcasts.send_test),
    "b:who": (StaffRole.WRITER, broadcasts.choose_audience),
    "b:urgent": (StaffRole.WRITER, broadcasts.mark_urgent),
    "b:submit": (StaffRole.WRITER, broadcasts.submit),
    "b:back": (StaffRole.WRITER, broadcasts.send_back),
    "b:drop": (StaffRole.WRITER, broadcasts.drop),
    "b:ok": (StaffRole.APPROVER, broadcasts.approve_now),
    "b:show": (StaffRole.WRITER, broadcasts.show_progress),
    "b:pause": (StaffRole.APPROVER, broadcasts.pause),
    "b:resume": (StaffRole.APPROVER, broadcasts.resume),
    "b:cancel": (StaffRole.APPROVER, broadcasts.ask_to_cancel),
    "b:stop": (StaffRole.APPROVER, broadcasts.cancel),
    "q:close": (StaffRole.READER, help_desk.close),
    "q:open": (StaffRole.READER, help_desk.reopen),
    "b:csv": (StaffRole.WRITER, broadcasts.list_outcomes),
    "v:e": (StaffRole.READER, service.show),
    "v:g": (StaffRole.READER, service.draw),
    "v:o": (StaffRole.READER, service.show_outages),
    "t:l": (StaffRole.READER, roster.show_team),
    "t:m": (StaffRole.ADMIN, roster.show_member),
    "t:r": (StaffRole.ADMIN, roster.give_role),
    "t:e": (StaffRole.ADMIN, roster.ask_to_remove),
    "t:y": (StaffRole.ADMIN, roster.remove),
    "t:w": (StaffRole.ADMIN, roster.withdraw),
    "w:yes": (StaffRole.READER, web_sign_in.confirm),
    "w:no": (StaffRole.READER, web_sign_in.refuse),
    "w:out": (StaffRole.READER, web_sign_in.sign_out),
}
"""The team's buttons. Whoever taps one without the role, whatever way it came, is refused, and that is kept."""

STAFF_DIALOGS: dict[str, StaffRole] = {
    "broadcast": StaffRole.WRITER,
    "broadcast-time": StaffRole.APPROVER,
    "invite": StaffRole.ADMIN,
}
"""Dialogs of the team, by name: each turn asks anew whether the role still holds."""

DIALOG_TAPS = {
    "b:write": "broadcast",
    "b:edit": "broadcast",
    "b:at": "broadcast-time",
    "t:i": "invite",
    "q:write": "human",
    "p:n": "nationality",
    "m:n": "rename",
    "h:c": "captcha",
}
"""Buttons that begin a dialog and say what it is about; of the team, where it is one of STAFF_DIALOGS."""
