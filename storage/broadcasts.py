"""Broadcasts: what is said to whom, who wrote and approved it, and where it stands.

A broadcast is rows of the outbox, of the lowest priority, written only a little ahead of what is being sent: so it can
be held or called off within seconds, and forty thousand rows do not stand in the way of an alert. The de-duplication
key keeps anybody from getting it twice, whatever dies and however often it is held and let go.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self

from sqlalchemy import Row, Select, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.audience import Audience
from storage.tables import BroadcastState, OutboxState, broadcasts, outbox

TEXT_KEY = "broadcast"
OPTED_OUT, CALLED_OFF = "opted-out", "called-off"
"""Codes of rows that were not sent: the person wants none; the broadcast was called off while a try was in doubt."""

_FINAL = (BroadcastState.DONE, BroadcastState.CANCELLED)
_HELD_FOR = timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class Content:
    """What is said: a text by language, in the simple formatting of `buzon.markup`; with `media`, a picture or document
    by the handle that each channel knows it by.
    """

    texts: Mapping[str, str] = field(repr=False)
    media_kind: str | None = None
    media: Mapping[str, str] = field(default_factory=dict, repr=False)

    def text(self, language: str, *, source: str) -> str:
        """The text for who reads this language: theirs, else that in the source language, else any."""
        return self.texts.get(language) or self.texts.get(source) or next(iter(self.texts.values()), "")

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {"texts": dict(self.texts), "media_kind": self.media_kind, "media": dict(self.media)}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> Self:
        """The inverse of `dump`."""
        return cls(dumped["texts"], dumped.get("media_kind"), dumped.get("media") or {})


@dataclass(frozen=True, slots=True)
class Broadcast:
    """One broadcast; see `tables.broadcasts` for its columns."""

    id: int
    state: BroadcastState
    content: Content
    audience: Audience
    urgent: bool
    author: int | None
    approver: int | None
    created_at: datetime
    submitted_at: datetime | None
    approved_at: datetime | None
    due_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    total: int | None
    cursor: int
    expanded_at: datetime | None
    report: Mapping[str, int] | None
    shown_in: int | None
    shown_as: int | None
    shown_at: datetime | None

    @property
    def is_over(self) -> bool:
        """Whether all that left has been settled, and nothing more will leave."""
        return self.ended_at is not None


_COLUMNS = [broadcasts.c[name] for name in Broadcast.__slots__]


async def create(
    connection: AsyncConnection,
    *,
    content: Content,
    audience: Audience,
    urgent: bool,
    author: int | None,
    now: datetime,
) -> int:
    """A new draft; its id."""
    values = {"content": content.dump(), "audience": audience.dump(), "urgent": urgent, "author": author}
    made = broadcasts.insert().values(state=BroadcastState.DRAFT, created_at=now, cursor=0, **values)
    found: int = (await connection.execute(made.returning(broadcasts.c.id))).scalar_one()
    return found


async def get(connection: AsyncConnection, broadcast_id: int) -> Broadcast | None:
    """The broadcast with this id."""
    row = (await connection.execute(_all().where(broadcasts.c.id == broadcast_id))).one_or_none()
    return None if row is None else _from(row)


async def hold(connection: AsyncConnection, broadcast_id: int) -> Broadcast | None:
    """The same, its row locked until the end of the transaction."""
    locked = _all().where(broadcasts.c.id == broadcast_id).with_for_update()
    row = (await connection.execute(locked)).one_or_none()
    return None if row is None else _from(row)


async def among(connection: AsyncConnection, broadcast_ids: Sequence[int]) -> dict[int, Broadcast]:
    """Those of these broadcasts that there are, by id."""
    found = await connection.execute(_all().where(broadcasts.c.id.in_(broadcast_ids)))
    return {row.id: _from(row) for row in found}


async def recent(
    connection: AsyncConnection, *, states: Sequence[BroadcastState] = tuple(BroadcastState), limit: int = 20
) -> list[Broadcast]:
    """The latest first."""
    found = _all().where(broadcasts.c.state.in_(states)).order_by(broadcasts.c.id.desc()).limit(limit)
    return [_from(row) for row in await connection.execute(found)]


async def under_way(connection: AsyncConnection, *, now: datetime) -> list[Broadcast]:
    """Those that a worker has to do something for: begin, go on, or wait for the last answers; oldest first."""
    begins = (broadcasts.c.state == BroadcastState.SCHEDULED) & (broadcasts.c.due_at <= now)
    ends = (broadcasts.c.state == BroadcastState.CANCELLED) & broadcasts.c.ended_at.is_(None)
    found = _all().where(or_(begins, ends, broadcasts.c.state == BroadcastState.RUNNING)).order_by(broadcasts.c.id)
    return [_from(row) for row in await connection.execute(found)]


async def revise(
    connection: AsyncConnection,
    broadcast_id: int,
    *,
    content: Content | None = None,
    audience: Audience | None = None,
    urgent: bool | None = None,
) -> bool:
    """Change a draft. False if it is none any more: what was submitted is what gets approved."""
    values: dict[str, Any] = {}
    if content is not None:
        values["content"] = content.dump()
    if audience is not None:
        values["audience"] = audience.dump()
    if urgent is not None:
        values["urgent"] = urgent
    return await _move(connection, broadcast_id, (BroadcastState.DRAFT,), BroadcastState.DRAFT, **values)


async def submit(connection: AsyncConnection, broadcast_id: int, *, now: datetime) -> bool:
    """Ask for approval. False if it is no draft."""
    return await _move(connection, broadcast_id, (BroadcastState.DRAFT,), BroadcastState.SUBMITTED, submitted_at=now)


async def send_back(connection: AsyncConnection, broadcast_id: int) -> bool:
    """Not approved: a draft again. False if it does not wait for approval."""
    return await _move(connection, broadcast_id, (BroadcastState.SUBMITTED,), BroadcastState.DRAFT, submitted_at=None)


async def approve(
    connection: AsyncConnection,
    broadcast_id: int,
    *,
    approver: int | None,
    due_at: datetime,
    submitted_at: datetime | None = None,
    now: datetime,
) -> bool:
    """Let it go at `due_at`. Of any number of approvers at once exactly one does: True. Who may is asked elsewhere.

    `submitted_at` is that of what was looked at: False where it was changed and submitted anew since.
    """
    if submitted_at is not None:
        seen = select(broadcasts.c.id).where(broadcasts.c.id == broadcast_id, broadcasts.c.submitted_at == submitted_at)
        if (await connection.execute(seen.with_for_update())).first() is None:
            return False
    return await _move(
        connection,
        broadcast_id,
        (BroadcastState.SUBMITTED,),
        BroadcastState.SCHEDULED,
        approver=approver,
        approved_at=now,
        due_at=due_at,
    )


async def begin(connection: AsyncConnection, broadcast_id: int, *, total: int, now: datetime) -> bool:
    """Its time has come: `total` people were counted. False if it was not waiting for its time."""
    return await _move(
        connection,
        broadcast_id,
        (BroadcastState.SCHEDULED,),
        BroadcastState.RUNNING,
        total=total,
        started_at=now,
    )


async def pause(connection: AsyncConnection, broadcast_id: int, *, now: datetime) -> bool:
    """Hold it: what is being sent at this very moment still goes. False if it was not to be sent or being sent."""
    if not await _move(
        connection, broadcast_id, (BroadcastState.SCHEDULED, BroadcastState.RUNNING), BroadcastState.PAUSED
    ):
        return False
    await _recall(connection, broadcast_id)
    doubtful = update(outbox).where(*pending(broadcast_id))
    await connection.execute(doubtful.values(due_at=now + _HELD_FOR))
    return True


async def resume(connection: AsyncConnection, broadcast_id: int, *, now: datetime) -> bool:
    """Go on where it was held; a time that has passed meanwhile is now. False if it is not held."""
    held = select(broadcasts.c.started_at, broadcasts.c.due_at).where(broadcasts.c.id == broadcast_id)
    row = (await connection.execute(held)).one_or_none()
    if row is None:
        return False
    to = BroadcastState.SCHEDULED if row.started_at is None else BroadcastState.RUNNING
    if not await _move(connection, broadcast_id, (BroadcastState.PAUSED,), to):
        return False
    await connection.execute(update(outbox).where(*pending(broadcast_id)).values(due_at=now))
    return True


async def cancel(connection: AsyncConnection, broadcast_id: int, *, now: datetime) -> bool:
    """Call it off for good; what is being sent at this very moment still goes. False if it was over, or called off."""
    states = tuple(state for state in BroadcastState if state not in _FINAL)
    if not await _move(connection, broadcast_id, states, BroadcastState.CANCELLED):
        return False
    await _recall(connection, broadcast_id)
    doubtful = update(outbox).where(*pending(broadcast_id))
    await connection.execute(doubtful.values(state=OutboxState.FAILED, code=CALLED_OFF, settled_at=now))
    return True


async def _recall(connection: AsyncConnection, broadcast_id: int) -> None:
    """Take back who is in line and has had no try, and go on from before them."""
    untried = delete(outbox).where(*pending(broadcast_id), outbox.c.attempts == 0).returning(outbox.c.chat_id)
    recalled = list(await connection.scalars(untried))
    if recalled:
        before = update(broadcasts).where(broadcasts.c.id == broadcast_id)
        cursor = func.least(broadcasts.c.cursor, min(recalled) - 1)
        if connection.dialect.name == "sqlite":
            cursor = func.min(broadcasts.c.cursor, min(recalled) - 1)
        await connection.execute(before.values(cursor=cursor, expanded_at=None))


async def _move(
    connection: AsyncConnection,
    broadcast_id: int,
    states: Sequence[BroadcastState],
    to: BroadcastState,
    **values: Any,
) -> bool:
    moved = update(broadcasts).where(broadcasts.c.id == broadcast_id, broadcasts.c.state.in_(states))
    return bool((await connection.execute(moved.values(state=to, **values))).rowcount)


def pending(broadcast_id: int) -> tuple[Any, ...]:
    """The conditions of its rows that stand in line."""
    return (outbox.c.broadcast_id == broadcast_id, outbox.c.state == OutboxState.PENDING)


def _all() -> Select[*tuple[Any, ...]]:
    return select(*_COLUMNS)


def _from(row: Row[*tuple[Any, ...]]) -> Broadcast:
    values = dict(row._mapping)
    values["content"] = Content.load(values["content"])
    values["audience"] = Audience.load(values["audience"])
    return Broadcast(**values)
