"""One look into one mailbox, with no transaction open: ask the portal, and say in one word what came of it.

The watch never opens a notice. A look has a time limit of its own: a portal that answers slowly for ever costs its own
mailbox's look and no other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.portal.limits import Limits
from buzon.credentials import Credentials
from handlers.errors import BuzonError, Outage, PortalChanged, Refusal
from handlers.notices import STATES
from handlers.ports import News, SealedCredentials
from handlers.world import World, session_key
from storage import mailboxes
from storage.batches import Batches
from storage.errors import VaultError
from storage.mailboxes import Mailbox
from storage.tables import MailboxState, OutageKind

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Seen:
    """The portal answered with the list."""

    mailbox: Mailbox
    news: News


@dataclass(frozen=True, slots=True)
class Refused:
    """The portal refused this mailbox: it is not looked into again until its owner has linked it anew."""

    mailbox: Mailbox
    state: MailboxState


@dataclass(frozen=True, slots=True)
class Failed:
    """An outage of this kind; or, where `kind` is None, a trouble of our own. `seen` are words of ours for it."""

    mailbox: Mailbox
    kind: OutageKind | None
    seen: str
    label: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Stopped, unlinked or linked anew since it was claimed: nothing was tried, and nothing is to be kept."""

    mailbox: Mailbox


Outcome = Seen | Refused | Failed | Withdrawn


class _NotToBeUsed(BuzonError):
    """The credentials are not those of a mailbox that is watched any more."""


class Looks:
    """Looks into mailboxes of one world, each within `limit`."""

    def __init__(self, world: World, *, limit: timedelta) -> None:
        self._world = world
        self._limits = Limits(limit.total_seconds())
        self._current: Batches[int, Mailbox | None] = Batches(self._read, limit=200)

    async def look(self, mailbox: Mailbox, known: bytes | None) -> Outcome:
        """Look once; `known` is the digest of what was kept before. Raises StorageDown."""
        world = self._world
        sealed = SealedCredentials(hash(mailbox.sealed), lambda: self._open(mailbox))
        try:
            with self._limits.limit():
                return Seen(mailbox, await world.mailbox.news(session_key(mailbox.id), sealed, known))
        except TimeoutError:
            return Failed(mailbox, OutageKind.DOWN, f"no answer within {self._limits.seconds:g} s", "portaldown")
        except Outage as outage:
            kind = OutageKind.CHANGED if isinstance(outage, PortalChanged) else OutageKind.DOWN
            return Failed(mailbox, kind, str(outage), type(outage).__name__.lower())
        except VaultError as trouble:  # a key that was taken away is the operator's to bring back
            await _log.aerror("a mailbox can't be opened", mailbox=mailbox.id, trouble=type(trouble).__name__)
            return Failed(mailbox, None, type(trouble).__name__, type(trouble).__name__.lower())
        except _NotToBeUsed:
            return Withdrawn(mailbox)
        except Refusal as refusal:
            if type(refusal) not in STATES:
                raise
            return Refused(mailbox, STATES[type(refusal)])

    async def _open(self, mailbox: Mailbox) -> Credentials:
        """The credentials, if they still are to be used: a password that was refused meanwhile is not tried again."""
        current = await self._current.ask(mailbox.id)
        if current is None or current.state is not MailboxState.WATCHING or current.sealed != mailbox.sealed:
            raise _NotToBeUsed("the mailbox was changed since it was claimed")
        return self._world.credentials(current)

    async def _read(self, mailbox_ids: Sequence[int]) -> list[Mailbox | None]:
        async with self._world.database.read() as connection:
            found = await mailboxes.among(connection, mailbox_ids)
        return [found.get(mailbox_id) for mailbox_id in mailbox_ids]
