"""A broadcast on its way: who is next, how far it is, where that is shown, and its end.

What it is and who may do what with it stands in `broadcasts.py`. Every step is one transaction under the lock of the
broadcast's row: of several workers each step is done by one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import broadcasts, dedupe
from storage.announcements import write_part
from storage.audience import reach
from storage.broadcasts import Broadcast
from storage.tables import BroadcastState, ChatState, OutboxState, chats, outbox
from storage.tables import broadcasts as rows

_RATE_OVER = timedelta(seconds=30)


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
    broadcast = await broadcasts.hold(connection, broadcast_id)
    if broadcast is None or broadcast.state in {BroadcastState.PAUSED, BroadcastState.DONE} or broadcast.is_over:
        return 0
    if broadcast.state is BroadcastState.CANCELLED:
        await _end_if_settled(connection, broadcast, BroadcastState.CANCELLED, now)
        return 0
    if broadcast.expanded_at is not None:  # whatever the hour: what has left is answered by night too
        await _end_if_settled(connection, broadcast, BroadcastState.DONE, now)
        return 0
    if not may_send:
        return 0
    if broadcast.state is BroadcastState.SCHEDULED:
        if broadcast.due_at is None or broadcast.due_at > now:
            return 0
        total = (await reach(connection, broadcast.audience, now=now, source=source)).total
        await broadcasts.begin(connection, broadcast_id, total=total, now=now)
    elif broadcast.state is not BroadcastState.RUNNING:
        return 0
    waiting = select(func.count()).where(*broadcasts.pending(broadcast_id))
    room = ahead - (await connection.execute(waiting)).scalar_one()
    if room < ahead // 2:
        return 0
    part = await write_part(
        connection,
        broadcast.audience.condition(now=now, source=source),
        prefix=dedupe.broadcast(broadcast_id),
        text_key=broadcasts.TEXT_KEY,
        params={"broadcast": broadcast_id},
        priority=priority,
        due_at=now,
        now=now,
        after=broadcast.cursor,
        limit=room,
        broadcast_id=broadcast_id,
    )
    moved = update(rows).where(rows.c.id == broadcast_id)
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
    shown = update(rows).where(rows.c.id == broadcast_id)
    await connection.execute(shown.values(shown_in=chat_id, shown_as=message, shown_at=now))


async def claim_showing(connection: AsyncConnection, broadcast_id: int, *, every: timedelta, now: datetime) -> bool:
    """Whether it is time, and ours, to show its progress again: of several workers one gets True."""
    stale = update(rows).where(rows.c.id == broadcast_id, rows.c.shown_as.is_not(None), rows.c.shown_at <= now - every)
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
    await connection.execute(update(rows).where(rows.c.id == broadcast.id).values(**ended))


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
    for state, code, count in await connection.execute(settled):
        name = code if state is OutboxState.FAILED and code else state.value
        outcomes[name] = outcomes.get(name, 0) + count
    return outcomes
