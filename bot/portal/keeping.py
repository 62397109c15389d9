"""Sessions of the portal that outlive their process: sealed, one row for each mailbox, for whoever looks next.

They save a sign-in, and with it a picture that somebody would have to read. What can't be kept, found or opened is
signed in anew: nothing here is worth an outage.
"""

import time

import structlog

from handlers.ports import Clock
from handlers.world import session_key
from storage import portal_sessions
from storage.database import Database
from storage.errors import StorageConflict, StorageError, VaultError
from storage.vault import Vault

_PURGE_SECONDS = 3600.0

_log = structlog.get_logger(__name__)


class SealedSessions:
    """Those of linked mailboxes; sessions under any other key than `session_key` stay in memory. Never raises."""

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._purged_at: float | None = None

    async def kept(self, key: str) -> bytes | None:
        """What was kept under this key, by whichever process, a day ago at most. What no key opens is dropped."""
        mailbox_id = _mailbox_of(key)
        if mailbox_id is None:
            return None
        try:
            async with self._database.read() as connection:
                sealed = await portal_sessions.kept(connection, mailbox_id, now=self._clock.now())
            return None if sealed is None else self._vault.open(sealed, record=portal_sessions.record(mailbox_id))
        except VaultError:
            await _log.awarning("a kept session can't be opened: it is thrown away", mailbox=mailbox_id)
            await self.drop(key)
        except StorageError as error:
            await _log.awarning("kept sessions can't be read", error=type(error).__name__)
        return None

    async def keep(self, key: str, state: bytes) -> None:
        """Keep this, instead of what there was."""
        mailbox_id = _mailbox_of(key)
        if mailbox_id is None:
            return
        sealed, now = self._vault.seal(state, record=portal_sessions.record(mailbox_id)), self._clock.now()
        purges = self._purged_at is None or time.monotonic() - self._purged_at >= _PURGE_SECONDS
        try:
            async with self._database.begin() as connection:
                await portal_sessions.keep(connection, mailbox_id, sealed=sealed, now=now)
                if purges:
                    await portal_sessions.purge(connection, now=now)
                    self._purged_at = time.monotonic()
        except StorageConflict:  # it was unlinked meanwhile
            return
        except StorageError as error:
            await _log.awarning("a session can't be kept", error=type(error).__name__)

    async def drop(self, key: str) -> None:
        """Keep nothing under this key."""
        mailbox_id = _mailbox_of(key)
        if mailbox_id is None:
            return
        try:
            async with self._database.begin() as connection:
                await portal_sessions.drop(connection, mailbox_id)
        except StorageError as error:
            await _log.awarning("a kept session can't be dropped", error=type(error).__name__)


def _mailbox_of(key: str) -> int | None:
    """The inverse of `session_key`; None for the session of a linking that is under way, or of the canary."""
    digits = key.rpartition(":")[2]
    return int(digits) if digits.isdecimal() and session_key(int(digits)) == key else None
