"""Broadcasts: what is said to whom, who approved it, and how far it is.

A broadcast is rows of the outbox, of the lowest priority, written only a little ahead of what is being sent: so it can
be held or called off within seconds, and forty thousand rows do not stand in the way of an alert. The de-duplication
key keeps anybody from getting it twice, whatever dies and however often it is held and let go.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self

from sqlalchemy import Row, Select, and_, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import dedupe
from storage.announcements import write_part
from storage.audience import Audience, reach
from storage.tables import BroadcastState, ChatState, OutboxState, broadcasts, chats, outbox

TEXT_KEY = "broadcast"
OPTED_OUT, CALLED_OFF = "opted-out", "called-off"
"""Codes of rows that were not sent: the person wants none; the broadcast was called off while a try was in doubt."""

_FINAL = (BroadcastState.DONE, BroadcastState.CANCELLED)
_HELD_FOR = timedelta(days=3650)
_RATE_OVER = timedelta(seconds=30)


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


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is. `outcomes` counts settled rows: "sent", "gone" (blocked or left), and codes of what failed.

    `left` have got no try yet, or none that was answered; `total` is what was counted at the start until all rows are
    written, then what was written. `per_second` is that of the last half minute.
    """

    total: int
    outcomes: Mapping[str, int]
    per_second: float

    @property
    def sent(self) -> int:
        """How many the channels took."""
        return self.outcomes.get(OutboxState.SENT.value, 0)

    @property
    def settled(self) -> int:
        """How many are through, one way or the other."""
        return sum(self.outcomes.values())

    @property
    def left(self) -> int:
        """How many are still to come."""
        return max(self.total - self.settled, 0)

    @property
    def seconds_left(self) -> float | None:
        """At this pace; None where nothing moves."""
        return self.left / self.per_second if self.per_second else None


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


async def pause(connection: AsyncConnection, broadcast_id: int, *, now: datetime) -> bool:
    """Hold it: what is being sent at this very moment still goes. False if it was not to be sent or being sent."""
    if not await _move(
        connection, broadcast_id, (BroadcastState.SCHEDULED, BroadcastState.RUNNING), BroadcastState.PAUSED
    ):
        return False
    await _recall(connection, broadcast_id)
    doubtful = update(outbox).where(*_pending(broadcast_id))
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
    await connection.execute(update(outbox).where(*_pending(broadcast_id)).values(due_at=now))
    return True


async def cancel(connection: AsyncConnection, broadcast_id: int, *, now: datetime) -> bool:
    """Call it off for good; what is being sent at this very moment still goes. False if it was over, or called off."""
    states = tuple(state for state in BroadcastState if state not in _FINAL)
    if not await _move(connection, broadcast_id, states, BroadcastState.CANCELLED):
        return False
    await _recall(connection, broadcast_id)
    doubtful = update(outbox).where(*_pending(broadcast_id))
    await connection.execute(doubtful.values(state=OutboxState.FAILED, code=CALLED_OFF, settled_at=now))
    return True


async def advance(
    connection: AsyncConnection,
    broadcast_id: int,
    *,
    ahead: int,
    priority: int,
    may_send: bool,
    source: str,
    now: datetime,
) -> int:
    """Do what is next for it: begin, put the next people in line so that `ahead` of them wait, or end it.

    How many were put in line. `may_send` is false in quiet hours. The broadcast's row is locked meanwhile, so that of
    several workers one does it and the others wait.
    """
    locked = _all().where(broadcasts.c.id == broadcast_id).with_for_update()
    row = (await connection.execute(locked)).one_or_none()
    broadcast = None if row is None else _from(row)
    if broadcast is None or broadcast.state in {BroadcastState.PAUSED, BroadcastState.DONE} or broadcast.is_over:
        return 0
    if broadcast.state is BroadcastState.CANCELLED:
        await _end_if_settled(connection, broadcast, BroadcastState.CANCELLED, now)
        return 0
    if not may_send:
        return 0
    if broadcast.state is BroadcastState.SCHEDULED:
        if broadcast.due_at is None or broadcast.due_at > now:
            return 0
        total = (await reach(connection, broadcast.audience, now=now, source=source)).total
        began = {"total": total, "started_at": now}
        await _move(connection, broadcast_id, (BroadcastState.SCHEDULED,), BroadcastState.RUNNING, **began)
    elif broadcast.state is not BroadcastState.RUNNING:
        return 0
    if broadcast.expanded_at is not None:
        await _end_if_settled(connection, broadcast, BroadcastState.DONE, now)
        return 0
    waiting = select(func.count()).where(*_pending(broadcast_id))
    room = ahead - (await connection.execute(waiting)).scalar_one()
    if room < ahead // 2:
        return 0
    part = await write_part(
        connection,
        broadcast.audience.condition(now=now, source=source),
        prefix=dedupe.broadcast(broadcast_id),
        text_key=TEXT_KEY,
        params={"broadcast": broadcast_id},
        priority=priority,
        due_at=now,
        now=now,
        after=broadcast.cursor,
        limit=room,
        broadcast_id=broadcast_id,
    )
    moved = update(broadcasts).where(broadcasts.c.id == broadcast_id)
    if part.last_chat is None:
        written = select(func.count()).where(outbox.c.broadcast_id == broadcast_id)
        total = (await connection.execute(written)).scalar_one()
        await connection.execute(moved.values(expanded_at=now, total=total))
    else:
        await connection.execute(moved.values(cursor=part.last_chat))
    return part.written


async def progress(connection: AsyncConnection, broadcast: Broadcast, *, now: datetime) -> Progress:
    """How far it is, by its rows; after its end by the report, which does not change any more."""
    if broadcast.report is not None:
        return Progress(broadcast.total or 0, broadcast.report, 0.0)
    outcomes = await _outcomes(connection, broadcast.id)
    lately = select(func.count()).where(
        outbox.c.broadcast_id == broadcast.id,
        outbox.c.state == OutboxState.SENT,
        outbox.c.settled_at > now - _RATE_OVER,
    )
    count = (await connection.execute(lately)).scalar_one()
    began = broadcast.started_at or now
    seconds = min((now - began).total_seconds(), _RATE_OVER.total_seconds())
    return Progress(broadcast.total or 0, outcomes, count / seconds if seconds > 0 else 0.0)


async def deliveries(
    connection: AsyncConnection, broadcast_id: int, *, after: int = 0, limit: int = 5_000
) -> list[tuple[int, OutboxState, str | None, datetime | None]]:
    """Its rows by id, for the CSV of outcomes: delivery id, state, code, when it was settled. No names, no chats."""
    rows = (
        select(outbox.c.id, outbox.c.state, outbox.c.code, outbox.c.settled_at)
        .where(outbox.c.broadcast_id == broadcast_id, outbox.c.id > after)
        .order_by(outbox.c.id)
        .limit(limit)
    )
    return [(row.id, row.state, row.code, row.settled_at) for row in await connection.execute(rows)]


async def show(connection: AsyncConnection, broadcast_id: int, *, chat_id: int, message: int, now: datetime) -> None:
    """From now on its progress is shown in this message of this chat."""
    shown = update(broadcasts).where(broadcasts.c.id == broadcast_id)
    await connection.execute(shown.values(shown_in=chat_id, shown_as=message, shown_at=now))


async def claim_showing(connection: AsyncConnection, broadcast_id: int, *, every: timedelta, now: datetime) -> bool:
    """Whether it is time, and ours, to show its progress again: of several workers one gets True."""
    stale = update(broadcasts).where(
        broadcasts.c.id == broadcast_id, broadcasts.c.shown_as.is_not(None), broadcasts.c.shown_at <= now - every
    )
    return bool((await connection.execute(stale.values(shown_at=now))).rowcount)


async def _end_if_settled(connection: AsyncConnection, broadcast: Broadcast, to: BroadcastState, now: datetime) -> None:
    """End it once every row is settled. Those of people who left meanwhile would wait for ever: they are gone."""
    left = select(chats.c.id).where(chats.c.state == ChatState.LEFT)
    of_left = update(outbox).where(
        outbox.c.broadcast_id == broadcast.id,
        outbox.c.chat_id.in_(left),
        or_(
            outbox.c.state == OutboxState.PENDING,
            and_(outbox.c.state == OutboxState.SENDING, outbox.c.leased_until <= now),
        ),
    )
    await connection.execute(of_left.values(state=OutboxState.GONE, settled_at=now, leased_until=None))
    unsettled = select(func.count()).where(
        outbox.c.broadcast_id == broadcast.id, outbox.c.state.in_((OutboxState.PENDING, OutboxState.SENDING))
    )
    if (await connection.execute(unsettled)).scalar_one():
        return
    outcomes = await _outcomes(connection, broadcast.id)
    ended = {"ended_at": now, "report": outcomes, "total": sum(outcomes.values()), "state": to}
    await connection.execute(update(broadcasts).where(broadcasts.c.id == broadcast.id).values(**ended))


async def _outcomes(connection: AsyncConnection, broadcast_id: int) -> dict[str, int]:
    settled = (
        select(outbox.c.state, outbox.c.code, func.count().label("rows"))
        .where(
            outbox.c.broadcast_id == broadcast_id,
            outbox.c.state.in_((OutboxState.SENT, OutboxState.GONE, OutboxState.FAILED)),
        )
        .group_by(outbox.c.state, outbox.c.code)
    )
    outcomes: dict[str, int] = {}
    for state, code, rows in await connection.execute(settled):
        name = code if state is OutboxState.FAILED and code else state.value
        outcomes[name] = outcomes.get(name, 0) + rows
    return outcomes


async def _recall(connection: AsyncConnection, broadcast_id: int) -> None:
    """Take back who is in line and has had no try, and go on from before them."""
    untried = delete(outbox).where(*_pending(broadcast_id), outbox.c.attempts == 0).returning(outbox.c.chat_id)
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


def _pending(broadcast_id: int) -> tuple[Any, ...]:
    return (outbox.c.broadcast_id == broadcast_id, outbox.c.state == OutboxState.PENDING)


def _all() -> Select[*tuple[Any, ...]]:
    return select(*_COLUMNS)


def _from(row: Row[*tuple[Any, ...]]) -> Broadcast:
    values = dict(row._mapping)
    values["content"] = Content.load(values["content"])
    values["audience"] = Audience.load(values["audience"])
    return Broadcast(**values)
