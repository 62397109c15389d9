"""The writing half of a turn: many callers' rows in one transaction, one statement per kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Final, Literal

from sqlalchemy import bindparam, delete, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database, insert
from storage.tables import chats, inbox, journals


class Keep(Enum):
    """Not given, so left as it is; None would mean: delete."""

    KEEP = "keep"


KEEP: Final[Literal[Keep.KEEP]] = Keep.KEEP


@dataclass(frozen=True, slots=True)
class Received:
    """Updates of one channel, sealed, by id, and whose lane each is in."""

    channel: str
    sealed: Mapping[int, bytes]
    now: datetime
    lanes: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Saved:
    """What one turn changed. `chat_id` is None where only an update is done."""

    chat_id: int | None
    journal: bytes | Keep | None
    expires_at: datetime | None
    language: str | Keep | None
    done: tuple[str, int] | None
    now: datetime
    resume: str | None = None


Write = Received | Saved

_FORGET = delete(journals).where(journals.c.chat_id == bindparam("chat"))
_SPEAK = update(chats).where(chats.c.id == bindparam("chat")).values(language=bindparam("spoken"))
_DONE = (
    update(inbox)
    .where(inbox.c.channel == bindparam("by"), inbox.c.update_id == bindparam("number"))
    .values(sealed=None, done_at=bindparam("now"))
)


class Commits:
    """Runs a batch of writes. Rows are sorted by key, so that two processes lock them in the same order."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._receive = insert(db.dialect, inbox).on_conflict_do_nothing().returning(inbox.c.channel, inbox.c.update_id)
        write = insert(db.dialect, journals)
        kept = {name: write.excluded[name] for name in ("sealed", "changed_at", "expires_at", "resume")}
        self._write = write.on_conflict_do_update(index_elements=[journals.c.chat_id], set_=kept)

    async def write(self, batch: Sequence[Write]) -> list[list[int]]:
        """One commit; for every `Received` the ids that are new, for every `Saved` an empty list."""
        received = [write for write in batch if isinstance(write, Received)]
        saved = [write for write in batch if isinstance(write, Saved)]
        async with self._db.begin() as connection:
            fresh = await self._keep_updates(connection, received)
            await self._keep_turns(connection, saved)
        return [_claim(fresh, write) if isinstance(write, Received) else [] for write in batch]

    async def _keep_updates(self, connection: AsyncConnection, received: list[Received]) -> set[tuple[str, int]]:
        rows = {
            (write.channel, update_id): {
                "channel": write.channel,
                "update_id": update_id,
                "sealed": sealed,
                "received_at": write.now,
                "lane": write.lanes.get(update_id),
            }
            for write in received
            for update_id, sealed in write.sealed.items()
        }
        if not rows:
            return set()
        added = await connection.execute(self._receive, [rows[key] for key in sorted(rows)])
        return {(row.channel, row.update_id) for row in added}

    async def _keep_turns(self, connection: AsyncConnection, saved: list[Saved]) -> None:
        # Later turns of a chat overwrite earlier ones here, so that each row is written once, and in the right order.
        journal: dict[int, dict[str, Any] | None] = {}
        spoken: dict[int, str | None] = {}
        done: dict[tuple[str, int], datetime] = {}
        for write in saved:
            if write.done is not None:
                done[write.done] = write.now
            if write.chat_id is None:
                continue
            if not isinstance(write.language, Keep):
                spoken[write.chat_id] = write.language
            if not isinstance(write.journal, Keep):
                journal[write.chat_id] = _journal_row(write)
        written = [row for _, row in sorted(journal.items(), key=lambda item: item[0]) if row is not None]
        forgotten = [{"chat": chat_id} for chat_id in sorted(journal) if journal[chat_id] is None]
        steps: tuple[tuple[Any, list[dict[str, Any]]], ...] = (
            (_SPEAK, [{"chat": chat_id, "spoken": spoken[chat_id]} for chat_id in sorted(spoken)]),
            (self._write, written),
            (_FORGET, forgotten),
            (_DONE, [{"by": key[0], "number": key[1], "now": done[key]} for key in sorted(done)]),
        )
        for statement, rows in steps:
            if rows:
                await connection.execute(statement, rows)


def _journal_row(write: Saved) -> dict[str, Any] | None:
    if write.journal is None:
        return None
    return {
        "chat_id": write.chat_id,
        "sealed": write.journal,
        "changed_at": write.now,
        "expires_at": write.expires_at,
        "resume": write.resume,
    }


def _claim(fresh: set[tuple[str, int]], write: Received) -> list[int]:
    """The new ids among these. Two callers of one batch may bring the same update: the first one has it."""
    mine = [update_id for update_id in write.sealed if (write.channel, update_id) in fresh]
    fresh.difference_update((write.channel, update_id) for update_id in mine)
    return mine
