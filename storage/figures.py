"""What the team is shown of the service: how it stands now, and what each of the last days brought. Numbers, no words.

Counted from rows that are still kept: settled messages stay for 90 days (`turns.purge`), so that many days back are
whole. What was erased with its owner (a chat that asked to be forgotten, a mailbox that was unlinked) counts no more.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Date, Label, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from buzon.workdays import LIMA, day_in_lima
from storage import broadcast_sending, broadcasts, mailboxes, outages
from storage.broadcast_sending import Progress
from storage.broadcasts import CALLED_OFF, OPTED_OUT, Broadcast
from storage.outages import Outage
from storage.tables import BroadcastState, ChatState, MailboxState, OutboxState, chats, outbox
from storage.tables import mailboxes as linked
from storage.tables import outages as ledger_rows

DAYS = 30
"""How many days are shown, today among them."""

ALERT = "alert"
"""The text key of what tells of a new notice; every other key is another message."""

LEFT_UNSAID = ("nothing-to-say", OPTED_OUT, CALLED_OFF)
"""Codes of rows that were let be on purpose: neither sent nor a failure."""

_DAY = timedelta(days=1)
_UNSENT = (OutboxState.PENDING, OutboxState.SENDING)
_NOT_ARRIVED = (OutboxState.FAILED, OutboxState.GONE)
_UNDER_WAY = (BroadcastState.RUNNING, BroadcastState.PAUSED, BroadcastState.SCHEDULED)
_MOST_BROADCASTS = 3
_OF_PORTAL = ledger_rows.c.mailbox_id.is_(None)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of Lima, from midnight to midnight; today's is that of so far.

    `alerts` and `others` were taken by a channel that day, `failures` never will be. `chats` and `mailboxes` are the
    new ones. `outage` is how long nobody could read the portal: what overlaps is counted once.
    """

    day: date
    alerts: int = 0
    others: int = 0
    failures: int = 0
    chats: int = 0
    mailboxes: int = 0
    outage: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Figures:
    """All as of `at`. Every state is named, also those in which nothing is.

    `lag` is how long the mailbox that waits longest has been due. `unsent` are messages that are due and of people who
    can be reached; `oldest_unsent` is how long the first of them has waited. `failures` are those of the last 24 hours
    by their reason: the outbox's code, or "gone". `portal_out` are the outages that last, the latest seen first;
    `portal_back_at` is when the last one ended. `under_way`: broadcasts that run, are held or have their time, at most
    three. `days` go from the oldest to today.
    """

    at: datetime
    chats: Mapping[ChatState, int]
    consented: int
    mailboxes: Mapping[MailboxState, int]
    lag: timedelta
    unsent: int
    oldest_unsent: timedelta | None
    failures: Mapping[str, int]
    portal_out: Sequence[Outage]
    portal_back_at: datetime | None
    under_way: Sequence[tuple[Broadcast, Progress]]
    days: Sequence[Day]

    @property
    def today(self) -> Day:
        """Today in Lima, so far."""
        return self.days[-1]


@dataclass(frozen=True, slots=True)
class Ledger:
    """Some outages of the whole portal, the latest first, and how many there are in all."""

    outages: Sequence[Outage]
    total: int


async def take(connection: AsyncConnection, *, now: datetime, days: int = DAYS) -> Figures:
    """Count everything; `days` at least 1. One day is cheap, and enough for words. Reads only."""
    by_chat = select(chats.c.state, func.count().label("rows"), func.count(chats.c.consent_version).label("consented"))
    people = (await connection.execute(by_chat.group_by(chats.c.state))).all()
    by_mailbox = select(linked.c.state, func.count().label("rows")).group_by(linked.c.state)
    unsent, oldest = (await connection.execute(_unsent(now))).one()
    failed = await connection.execute(_failures(now - _DAY))
    lasting = await outages.open_of_portal(connection)
    last_end = select(func.max(ledger_rows.c.ended_at)).where(_OF_PORTAL)
    on_the_way = await broadcasts.recent(connection, states=_UNDER_WAY, limit=_MOST_BROADCASTS)
    return Figures(
        at=now,
        chats=dict.fromkeys(ChatState, 0) | {row.state: row.rows for row in people},
        consented=sum(row.consented for row in people),
        mailboxes=dict.fromkeys(MailboxState, 0)
        | {row.state: row.rows for row in await connection.execute(by_mailbox)},
        lag=await mailboxes.lag(connection, now),
        unsent=unsent,
        oldest_unsent=None if oldest is None else now - oldest,
        failures=_by_reason(failed),
        portal_out=lasting,
        portal_back_at=(await connection.execute(last_end)).scalar_one(),
        under_way=[(one, await broadcast_sending.progress(connection, one, now=now)) for one in on_the_way],
        days=await _days(connection, now, days, lasting),
    )


async def ledger(connection: AsyncConnection, *, skip: int, limit: int) -> Ledger:
    """A page of the portal's outages."""
    total = (await connection.execute(select(func.count()).where(_OF_PORTAL))).scalar_one()
    latest = select(*(ledger_rows.c[name] for name in Outage.__slots__)).where(_OF_PORTAL)
    latest = latest.order_by(ledger_rows.c.began_at.desc(), ledger_rows.c.id.desc()).offset(skip).limit(limit)
    return Ledger([Outage(**row._mapping) for row in await connection.execute(latest)], total)


def time_out(found: Iterable[Outage], *, now: datetime) -> dict[date, timedelta]:
    """How long the portal was out on each day of Lima on which it was; an outage that lasts, until now. Pure."""
    spent: dict[date, timedelta] = {}
    counted_until: datetime | None = None
    for outage in sorted(found, key=lambda outage: outage.began_at):
        at = outage.began_at if counted_until is None else max(outage.began_at, counted_until)
        end = outage.ended_at or now
        while at < end:
            day = day_in_lima(at)
            until = min(_midnight(day + _DAY), end)
            spent[day] = spent.get(day, timedelta(0)) + until - at
            at = until
        counted_until = max(at, end)
    return spent


async def _days(connection: AsyncConnection, now: datetime, count: int, lasting: Sequence[Outage]) -> list[Day]:
    today = day_in_lima(now)
    since = _midnight(today - (count - 1) * _DAY)
    dialect = connection.dialect.name
    settled: dict[date, dict[str, int]] = {}
    for row in await connection.execute(_settled(since, dialect)):
        of_day = settled.setdefault(row.day, {"alerts": 0, "others": 0, "failures": 0})
        name = "failures" if row.state in _NOT_ARRIVED else "alerts" if row.is_alert else "others"
        of_day[name] += row.rows
    met = {row.day: row.rows for row in await connection.execute(_new(chats.c.created_at, since, dialect))}
    tied = {row.day: row.rows for row in await connection.execute(_new(linked.c.linked_at, since, dialect))}
    out = time_out([*await outages.ended_of_portal(connection, since=since), *lasting], now=now)
    return [
        Day(
            day,
            chats=met.get(day, 0),
            mailboxes=tied.get(day, 0),
            outage=out.get(day, timedelta(0)),
            **settled.get(day, {}),
        )
        for day in (today - back * _DAY for back in range(count - 1, -1, -1))
    ]


# Each of a state and a time: `ix_outbox_state_settled_at` leads to the rows, however many older ones there are.
def _settled(since: datetime, dialect: str) -> Select[*tuple[Any, ...]]:
    is_alert = (outbox.c.text_key == ALERT).label("is_alert")
    counted = select(_day(outbox.c.settled_at, dialect), outbox.c.state, is_alert, func.count().label("rows"))
    meant = or_(outbox.c.code.is_(None), outbox.c.code.not_in(LEFT_UNSAID))
    states = outbox.c.state.in_((OutboxState.SENT, *_NOT_ARRIVED))
    return counted.where(states, outbox.c.settled_at >= since, meant).group_by("day", outbox.c.state, "is_alert")


def _failures(since: datetime) -> Select[*tuple[Any, ...]]:
    counted = select(outbox.c.state, outbox.c.code, func.count().label("rows"))
    counted = counted.where(outbox.c.state.in_(_NOT_ARRIVED), outbox.c.settled_at >= since)
    return counted.group_by(outbox.c.state, outbox.c.code)


def _unsent(now: datetime) -> Select[*tuple[Any, ...]]:
    """What waits for somebody who has left waits for their return, not for us."""
    waiting = select(func.count(), func.min(outbox.c.due_at)).join(chats, chats.c.id == outbox.c.chat_id)
    return waiting.where(outbox.c.state.in_(_UNSENT), outbox.c.due_at <= now, chats.c.state == ChatState.ACTIVE)


def _new(instant: Column[datetime], since: datetime, dialect: str) -> Select[*tuple[Any, ...]]:
    counted = select(_day(instant, dialect), func.count().label("rows"))
    return counted.where(instant >= since).group_by("day")


def _day(instant: Column[datetime], dialect: str) -> Label[date]:
    """The day in Lima. SQLite knows no zones, and Peru no summer time: five hours behind UTC since 1994. And it would
    round the last half millisecond before midnight up: whole seconds."""
    shifted: ColumnElement[date] = (
        func.date(func.substr(instant, 1, 19), "-5 hours", type_=Date())
        if dialect == "sqlite"
        else func.date(func.timezone(LIMA.key, instant), type_=Date())
    )
    return shifted.label("day")


def _by_reason(rows: Iterable[Any]) -> dict[str, int]:
    """The most frequent first."""
    reasons: dict[str, int] = {}
    for row in rows:
        reason = OutboxState.GONE.value if row.state is OutboxState.GONE else row.code or "unknown"
        if reason not in LEFT_UNSAID:
            reasons[reason] = reasons.get(reason, 0) + row.rows
    return dict(sorted(reasons.items(), key=lambda item: (-item[1], item[0])))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LIMA)
