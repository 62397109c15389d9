"""The hot path: what every single update reads and writes, many updates to a transaction.

On SQLite a trip to the driver's thread costs ten times the commit, on PostgreSQL a round trip does; so loads that come
together are one read, and writes that come together are one commit. A caller returns only when its own data is safe.
"""

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import Row, bindparam, delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import arrivals, dedupe, telling, watchers
from storage.batches import Batches
from storage.chats import Chat, from_row, new_row
from storage.commits import KEEP, Commits, Keep, Received, Saved, Write
from storage.database import Database, insert
from storage.errors import VaultError
from storage.outbox import add as add_message
from storage.tables import Instant, OutboxState, StaffRole, chats, inbox, journals, links, outbox, staff, staff_groups
from storage.vault import Vault

# Well below SQLite's 32,766 parameters to a statement, and a transaction of some 50 ms at most.
_AT_ONCE = 1_000
# `seen_at` is for clean-up and statistics: to the hour is enough, and saves a write per update.
_SEEN_STEP = timedelta(hours=1)
# The platforms repeat an update for up to seven days.
_INBOX_LIFE = timedelta(days=8)
_LINK_LIFE = timedelta(days=1)
# Their keys are no longer needed against repeats: the notice itself stays known as long as its mailbox is linked.
_MESSAGE_LIFE = timedelta(days=90)
_SETTLED = (OutboxState.SENT, OutboxState.GONE, OutboxState.FAILED)

_log = logging.getLogger(__name__)

_Row = Row[*tuple[Any, ...]]


class Clock(Protocol):
    """Time from outside."""

    def now(self) -> datetime:
        """The current instant, aware."""


@dataclass(frozen=True, slots=True)
class ChatTurn:
    """What a turn starts from. `journal` is None when there is none, or it expired, or can't be opened any more; `role`
    is that of a member of the team, and `attended` whether the team has a group in which it can be asked, for what is
    shown: acts look both up anew."""

    chat: Chat
    journal: bytes | None
    role: StaffRole | None = None
    attended: bool = False


@dataclass(frozen=True, slots=True)
class Purged:
    """How many rows a clean-up took away."""

    journals: int
    updates: int
    links: int
    messages: int


_TURNS = (
    select(
        *chats.c,
        journals.c.sealed,
        journals.c.expires_at,
        staff.c.role,
        exists().where(staff_groups.c.ended_at.is_(None)).label("attended"),
    )
    .join_from(chats, journals, isouter=True)
    .join(staff, (staff.c.chat_id == chats.c.id) & staff.c.ended_at.is_(None), isouter=True)
    .where(chats.c.channel == bindparam("channel"), chats.c.address.in_(bindparam("addresses", expanding=True)))
)
_LAPSED = (
    select(journals.c.chat_id, journals.c.expires_at, journals.c.resume)
    .join_from(journals, chats)
    .where(
        journals.c.expires_at <= bindparam("at", type_=Instant()),
        journals.c.resume.is_not(None),
        chats.c.consent_version.is_not(None),
    )
)
_SEEN = update(chats).where(chats.c.id == bindparam("chat")).values(seen_at=bindparam("now"))


class Turns:
    """Updates taken, chats and journals loaded and saved. All of it raises StorageDown when the database is.

    Calls may be made from any number of tasks. Writes of one chat take effect in the order they were asked for, and a
    load sees every write that has returned.
    """

    def __init__(self, db: Database, vault: Vault, *, clock: Clock) -> None:
        self._db = db
        self._vault = vault
        self._clock = clock
        self._meet = insert(db.dialect, chats).on_conflict_do_nothing()
        self._loads = Batches(self._load, limit=_AT_ONCE)
        self._writes: Batches[Write, list[int]] = Batches(Commits(db).write, limit=_AT_ONCE)

    async def receive(
        self, channel: str, updates: Sequence[tuple[int, bytes]], *, lanes: Mapping[int, int] | None = None
    ) -> list[int]:
        """Keep a batch of updates, sealed, until each is `done`; the ids of those never seen before, in order.

        `lanes` tells of each whose it is, for `is_oldest`.
        """
        if not updates:
            return []
        now = self._clock.now()
        sealed = {
            update_id: self._vault.seal(payload, record=inbox_record(channel, update_id))
            for update_id, payload in updates
        }
        return await self._writes.ask(Received(channel, sealed, now, lanes or {}))

    async def unanswered(
        self, channel: str, *, older_than: timedelta = timedelta(0), limit: int = 10_000
    ) -> list[tuple[int, bytes]]:
        """Updates that were received so long ago and are not done, by id: left behind by a crash. What can't be opened
        stays."""
        statement = (
            select(inbox.c.update_id, inbox.c.sealed)
            .where(
                inbox.c.channel == channel,
                inbox.c.done_at.is_(None),
                inbox.c.sealed.is_not(None),
                inbox.c.received_at <= self._clock.now() - older_than,
            )
            .order_by(inbox.c.update_id)
            .limit(limit)
        )
        async with self._db.read() as connection:
            rows = (await connection.execute(statement)).all()
        opened = ((row.update_id, self._open(row.sealed, inbox_record(channel, row.update_id))) for row in rows)
        return [(update_id, payload) for update_id, payload in opened if payload is not None]

    async def is_unanswered(self, channel: str, update_id: int) -> bool:
        """Whether the update still waits for its answer."""
        waiting = select(inbox.c.update_id).where(
            inbox.c.channel == channel, inbox.c.update_id == update_id, inbox.c.done_at.is_(None)
        )
        async with self._db.read() as connection:
            return (await connection.execute(waiting)).first() is not None

    async def is_oldest(self, channel: str, update_id: int, lane: int) -> bool:
        """Whether no earlier update of this lane waits for its answer, in whatever process."""
        earlier = select(inbox.c.update_id).where(
            inbox.c.lane == lane,
            inbox.c.done_at.is_(None),
            inbox.c.update_id < update_id,
            inbox.c.channel == channel,
            inbox.c.sealed.is_not(None),
        )
        async with self._db.read() as connection:
            return (await connection.execute(earlier.limit(1))).first() is None

    async def load(self, channel: str, address: str) -> ChatTurn:
        """The chat at this address, made if new, and its journal."""
        return await self._loads.ask((channel, address))

    async def save(
        self,
        chat_id: int,
        *,
        journal: bytes | Keep | None = KEEP,
        expires_at: datetime | None = None,
        language: str | Keep | None = KEEP,
        done: tuple[str, int] | None = None,
        resume: str | None = None,
    ) -> None:
        """Replace the journal (None deletes it; bytes need `expires_at`) and the language, in one commit.

        `resume` is the command that begins the journal's dialog again: once it expires, the person is told (`purge`).
        `done` names the (channel, update id) that this answers, to be marked in the same commit. Raises
        StorageConflict if the chat was deleted meanwhile.
        """
        sealed: bytes | Keep | None
        if isinstance(journal, bytes):
            if expires_at is None:
                raise ValueError("a journal needs an end of life")
            sealed = self._vault.seal(journal, record=journal_record(chat_id))
        else:
            sealed = journal
        await self._writes.ask(Saved(chat_id, sealed, expires_at, language, done, self._clock.now(), resume))

    async def done(self, channel: str, update_id: int) -> None:
        """The update was answered: forget what it said, keep that it came."""
        await self._writes.ask(Saved(None, KEEP, None, KEEP, (channel, update_id), self._clock.now()))

    async def purge(self, now: datetime, *, priority: int) -> Purged:
        """Delete expired journals, updates done 8 days ago, links of no use for a day, messages settled 90 days ago.

        Whoever consented and left a dialog lying that can be resumed is told so, in the same commit: an outbox row
        `lapsed` of this priority. So is whoever watched a mailbox up to a day that is over: `watch-over`.
        """
        async with self._db.begin() as connection:
            for row in await connection.execute(_LAPSED, {"at": now}):
                await add_message(
                    connection,
                    chat_id=row.chat_id,
                    dedupe_key=dedupe.lapsed(row.chat_id, row.expires_at),
                    text_key="lapsed",
                    params={"resume": row.resume},
                    priority=priority,
                    due_at=now,
                    now=now,
                )
            old = [
                delete(journals).where(journals.c.expires_at <= now),
                delete(inbox).where(inbox.c.done_at < now - _INBOX_LIFE),
                delete(links).where((links.c.expires_at < now - _LINK_LIFE) | (links.c.used_at < now - _LINK_LIFE)),
                delete(outbox).where(outbox.c.state.in_(_SETTLED), outbox.c.settled_at < now - _MESSAGE_LIFE),
            ]
            counts = [(await connection.execute(statement)).rowcount for statement in old]
            await arrivals.forget(connection, before=now - _INBOX_LIFE)
            for watcher in await watchers.forget_ended(connection, now=now):
                await add_message(
                    connection,
                    chat_id=await telling.told_in(connection, watcher.chat_id),
                    mailbox_id=watcher.mailbox_id,
                    dedupe_key=dedupe.watch_ended(watcher.id, now),
                    text_key="watch-over",
                    params={},
                    priority=priority,
                    due_at=now,
                    now=now,
                )
        return Purged(*counts)

    async def close(self) -> None:
        """Return when every call under way is answered. The database stays open: it is not ours."""
        await self._loads.close()
        await self._writes.close()

    async def _load(self, asked: Sequence[tuple[str, str]]) -> list[ChatTurn]:
        now = self._clock.now()
        async with self._db.read() as connection:
            found = await _find(connection, set(asked))
        missing = sorted(set(asked) - found.keys())
        stale = sorted(row.id for row in found.values() if now - row.seen_at > _SEEN_STEP)
        if missing or stale:
            async with self._db.begin() as connection:
                if missing:
                    await connection.execute(self._meet, [new_row(*at, now=now) for at in missing])
                    found |= await _find(connection, set(missing))
                if stale:
                    await connection.execute(_SEEN, [{"chat": chat_id, "now": now} for chat_id in stale])
        turns = {at: self._turn(row, now) for at, row in found.items()}
        return [turns[at] for at in asked]

    def _turn(self, row: _Row, now: datetime) -> ChatTurn:
        chat = from_row(row)
        live = row.sealed is not None and row.expires_at > now
        journal = self._open(row.sealed, journal_record(chat.id)) if live else None
        return ChatTurn(chat, journal, row.role, row.attended)

    def _open(self, sealed: bytes, record: str) -> bytes | None:
        try:
            return self._vault.open(sealed, record=record)
        except VaultError as error:
            # Better the question asked again than a chat that is stuck for ever; but somebody must hear of it.
            _log.warning("can't open %s: %s", record, type(error).__name__)
            return None


def journal_record(chat_id: int) -> str:
    """The name under which a chat's journal is sealed."""
    return f"journal:{chat_id}"


def inbox_record(channel: str, update_id: int) -> str:
    """The name under which an update is sealed until it is answered."""
    return f"inbox:{channel}:{update_id}"


async def _find(connection: AsyncConnection, places: set[tuple[str, str]]) -> dict[tuple[str, str], _Row]:
    by_channel: defaultdict[str, list[str]] = defaultdict(list)
    for channel, address in places:
        by_channel[channel].append(address)
    found: dict[tuple[str, str], _Row] = {}
    for channel, addresses in by_channel.items():
        rows = await connection.execute(_TURNS, {"channel": channel, "addresses": addresses})
        found |= {(channel, row.address): row for row in rows}
    return found
