"""What a handler may reach: the ports and the cellar, built once in `bot/wiring.py` and passed down. No globals."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from buzon.credentials import Credentials
from handlers.dialog import storable
from handlers.ports import Clock, Mailbox
from handlers.speech import Heard
from storage import chats, credentials, mailboxes
from storage.database import Database
from storage.vault import Vault

CONSENT_VERSION = "2026-11-23"
"""The version of the consent text in `locales/`: changes whenever what people agree to changes."""


@storable
@dataclass(frozen=True, slots=True)
class Operator:
    """Who runs this instance, as people are told; `official` only where the operator is Migraciones itself."""

    name: str
    official: bool = False


@dataclass(frozen=True, slots=True)
class World:
    """Everything outside the parlour. `page_url(token)` is the address of a one-time page; `wake()` tells the push that
    the outbox has something new; `next_check(now)` is when a mailbox is looked at again."""

    database: Database
    vault: Vault
    mailbox: Mailbox
    clock: Clock
    operator: Operator
    page_url: Callable[[str], str]
    wake: Callable[[], Awaitable[None]]
    watch_interval: timedelta

    def now(self) -> datetime:
        """The current instant, in UTC."""
        return self.clock.now()

    def credentials(self, mailbox: mailboxes.Mailbox) -> Credentials:
        """The credentials of a row. Raises VaultError where the row was sealed by another key or for another row."""
        return credentials.of_mailbox(self.vault, mailbox)


@dataclass(frozen=True, slots=True)
class Scene:
    """One thing heard, in one chat: what every handler and effect is given."""

    world: World
    chat: chats.Chat
    heard: Heard
    language: str


def session_key(mailbox_id: int) -> str:
    """The name under which the portal adapter keeps this mailbox's session."""
    return f"mailbox:{mailbox_id}"


def row_id(argument: str) -> int | None:
    """The number that a button carries, or None where it can't be a row's: buttons can be forged."""
    plain = argument.isascii() and argument.isdigit() and len(argument) <= 18
    return int(argument) if plain else None
