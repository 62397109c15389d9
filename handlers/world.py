"""What a handler may reach: the ports and the cellar, built once in `bot/wiring.py` and passed down. No globals."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from buzon.credentials import Credentials
from buzon.request_email import RequestEmail
from handlers.dialog import storable
from handlers.ports import Agency, CaptchaRelay, Clock, Files, Mailbox, Mailer, Recovery, Sheets
from handlers.prefills import Prefills
from handlers.speech import Heard
from handlers.words import LIMA
from storage import chats, credentials, mailboxes
from storage.database import Database
from storage.tables import StaffRole
from storage.vault import Vault

CONSENT_VERSION = "2026-11-24"
"""The version of the consent text in `locales/`: changes whenever what people agree to changes."""


@storable
@dataclass(frozen=True, slots=True)
class Operator:
    """Who runs this instance, as people are told; `official` only where the operator is Migraciones itself."""

    name: str
    official: bool = False


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways back in that this instance can go itself; None where the person must be walked by hand.

    `sender` is the operator's own address, for what `mailer` sends; `handover(letter, language)` is the address of the
    page that opens the phone's mail app with a letter in it, or None where it would be too long. `recovery_stands` says
    no while the portal's pages are not those that `recovery` knows.
    """

    recovery: Recovery | None = None
    agency: Agency | None = None
    mailer: Mailer | None = None
    sender: str = ""
    handover: Callable[[RequestEmail, str], str | None] = lambda *_: None
    recovery_stands: Callable[[], bool] = lambda: True


class SecondPerson(StrEnum):
    """Whether a broadcast needs the approval of somebody else than its author: `auto` where there are two approvers."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Team:
    """What the staff's work wants: `second_person` for broadcasts; `invitation_url(token)` opens the bot's chat with an
    invitation in it; `rates` is how many messages a second each channel takes, all chats together."""

    second_person: SecondPerson = SecondPerson.AUTO
    invitation_url: Callable[[str], str] = lambda token: token
    rates: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class World:
    """Everything outside the parlour. `page_url(token)` is the address of a one-time page; `wake()` tells the push that
    the outbox has something new; `dialog_life` is how long an answer is waited for; `forms` are the channels in which
    the seven data can be filled into a form; `deep_links` has each open channel, with what makes the address that opens
    the bot's chat there and says `/start <argument>`; `feed_url(token)` is the address of a private calendar;
    `captchas` is there where the door to the portal lets its owner read a picture."""

    database: Database
    vault: Vault
    mailbox: Mailbox
    ways: Ways
    sheets: Sheets
    files: Files
    prefills: Prefills
    clock: Clock
    operator: Operator
    page_url: Callable[[str], str]
    wake: Callable[[], Awaitable[None]]
    watch_interval: timedelta
    dialog_life: timedelta
    forms: frozenset[str] = frozenset()
    team: Team = field(default_factory=Team)
    deep_links: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
    feed_url: Callable[[str], str] = lambda token: token
    captchas: CaptchaRelay | None = None

    def now(self) -> datetime:
        """The current instant, in UTC."""
        return self.clock.now()

    def today(self) -> date:
        """The day in Lima."""
        return self.now().astimezone(LIMA).date()

    def credentials(self, mailbox: mailboxes.Mailbox) -> Credentials:
        """The credentials of a row. Raises VaultError where the row was sealed by another key or for another row."""
        return credentials.of_mailbox(self.vault, mailbox)


@dataclass(frozen=True, slots=True)
class Scene:
    """One thing heard, in one chat: what every handler and effect is given. `role` is that of a member of the team, and
    `attended` whether there are people to be asked, for what is shown; whoever acts upon it asks anew
    (`handlers.team.member`)."""

    world: World
    chat: chats.Chat
    heard: Heard
    language: str
    role: StaffRole | None = None
    attended: bool = False

    @property
    def household(self) -> int:
        """The id of the chat that holds the person's mailboxes: this one, or their chat of another channel."""
        return self.chat.household


def session_key(mailbox_id: int) -> str:
    """The name under which the portal adapter keeps this mailbox's session."""
    return f"mailbox:{mailbox_id}"


def row_id(argument: str) -> int | None:
    """The number that a button carries, or None where it can't be a row's: buttons can be forged."""
    plain = argument.isascii() and argument.isdigit() and len(argument) <= 18
    return int(argument) if plain else None
