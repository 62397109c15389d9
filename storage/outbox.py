"""What is to be sent, and whether it was: a row is written with its cause, leased by one sender, settled once.

A message holds a text key and parameters, not a text: the words are chosen when it is sent. A sender that dies leaves
a lease that runs out, and the row is sent again: at least once, and never two of one chat at a time.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Row,
    and_,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import insert
from storage.tables import ChatState, Instant, OutboxState, chats, outbox

_UNSETTLED = (OutboxState.PENDING, OutboxState.SENDING)

ALL = (0, 1_000)
"""The range of all priorities."""

SEALED = "sealed"
"""The parameter that holds, sealed, what somebody wrote to somebody else: see `forget_words`."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message that is ours to send until the lease ends. `attempts` counts this one too."""

    id: int
    chat_id: int
    channel: str
    address: str
    language: str | None
    mailbox_id: int | None
    priority: int
    text_key: str
    params: Mapping[str, Any]
    attempts: int
    due_at: datetime
    created_at: datetime
    leased_until: datetime
    template: str | None = None
    """The template that went out for it already, while it waits for its person to write."""

    heard_at: datetime | None = None
    """When its person last wrote, where the channel has a window that hangs on it."""

    holder_id: int | None = None
    """The same person's other chat, where that one holds the mailboxes."""

    more: bool = False
    """Whether something else of these priorities was due for the chat when this was leased."""

    @property
    def household(self) -> int:
        """The chat whose mailboxes it may be about."""
        return self.holder_id or self.chat_id


@dataclass(frozen=True, slots=True)
class OutboxStats:
    """How many rows are in each state (all are named), and how long the oldest that is due has waited."""

    by_state: Mapping[OutboxState, int]
    oldest_unsent: timedelta | None


_OF_CHAT = frozenset({"channel", "address", "language", "heard_at", "holder_id"})
_OF_ROW = tuple(outbox.c[name] for name in Delivery.__slots__ if name not in {*_OF_CHAT, "more"})

# The statements of the sending loop are built once: building one takes longer than running it.
_now: BindParameter[datetime] = bindparam("now", type_=Instant())
_lapsed: BindParameter[datetime] = bindparam("lapsed", type_=Instant())
_first: BindParameter[int] = bindparam("first", type_=Integer())
_last: BindParameter[int] = bindparam("last", type_=Integer())
_in_range = outbox.c.priority.between(_first, _last)
_pending = and_(outbox.c.state == OutboxState.PENDING, outbox.c.due_at <= _now, _in_range)
_expired = and_(outbox.c.state == OutboxState.SENDING, outbox.c.leased_until <= _lapsed, _in_range)

_other = outbox.alias("other")
_of_same_chat = _other.c.chat_id == outbox.c.chat_id
_none_is_out = ~exists().where(_of_same_chat, _other.c.state == OutboxState.SENDING, _other.c.leased_until > _lapsed)

# Two queries, since an OR of the two would walk the whole table instead of an index. By chat, or one chat with a
# thousand rows would fill the answer; who is out is looked up once, not for every row.
_is_out = select(_other.c.chat_id).where(_other.c.state == OutboxState.SENDING, _other.c.leased_until > _lapsed)
_DUE = [
    select(
        func.min(outbox.c.priority).label("priority"),
        func.min(outbox.c.due_at).label("due_at"),
        func.min(outbox.c.id).label("id"),
        outbox.c.chat_id,
    )
    .join(chats, chats.c.id == outbox.c.chat_id)
    .where(chats.c.state == ChatState.ACTIVE, ready, outbox.c.chat_id.not_in(_is_out))
    .group_by(outbox.c.chat_id)
    .order_by("priority", "due_at", "id")
    .limit(bindparam("limit", type_=Integer()))
    for ready in (_pending, _expired)
]

# The chat's row is the lock: without it two PostgreSQL transactions would pick the same message. KEY SHARE, so that new
# messages of the chat (their foreign key) need not wait. In the order of ids, so that two never wait for each other.
_chats: BindParameter[Collection[int]] = bindparam("chats", expanding=True)
_LOCK = (
    select(chats.c.id, *(chats.c[name] for name in sorted(_OF_CHAT)))
    .where(chats.c.id.in_(_chats), chats.c.state == ChatState.ACTIVE)
    .order_by(chats.c.id)
    .with_for_update(key_share=True)
)
_place = func.row_number().over(partition_by=outbox.c.chat_id, order_by=(outbox.c.priority, outbox.c.id))
_waiting = (
    select(outbox.c.id, _place.label("place"))
    .where(outbox.c.chat_id.in_(_chats), or_(_pending, _expired), _none_is_out)
    .subquery()
)
# Told along with the row: most chats have one, and asking for the next one cost as much as this. The names differ from
# those of the table, since SQLite's RETURNING knows columns by their bare names.
_rest = (
    select(outbox.c.id.label("rest_id"), outbox.c.chat_id.label("rest_chat"))
    .where(outbox.c.state.in_(_UNSETTLED), outbox.c.due_at <= _now, outbox.c.priority.between(_first, _last))
    .subquery()
)
_more = exists().where(_rest.c.rest_chat == outbox.c.chat_id, _rest.c.rest_id != outbox.c.id).label("more")
_LEASE = (
    update(outbox)
    .where(outbox.c.id.in_(select(_waiting.c.id).where(_waiting.c.place == 1)))
    .values(state=OutboxState.SENDING, leased_until=bindparam("until"), attempts=outbox.c.attempts + 1)
    .returning(*_OF_ROW, _more)
)
_SETTLE = (
    update(outbox)
    .where(outbox.c.id == bindparam("delivery"), outbox.c.state.in_(_UNSETTLED))
    .values(state=bindparam("final"), settled_at=bindparam("now"), leased_until=None, code=bindparam("why"))
)


async def add(
    connection: AsyncConnection,
    *,
    chat_id: int,
    dedupe_key: str,
    text_key: str,
    params: Mapping[str, Any],
    priority: int,
    due_at: datetime,
    now: datetime,
    mailbox_id: int | None = None,
) -> bool:
    """Put a message in line; False, and nothing written, when its key is known. Lower `priority` goes first."""
    statement = insert(connection.dialect.name, outbox).values(
        chat_id=chat_id,
        mailbox_id=mailbox_id,
        dedupe_key=dedupe_key,
        priority=priority,
        text_key=text_key,
        params=dict(params),
        state=OutboxState.PENDING,
        due_at=due_at,
        attempts=0,
        created_at=now,
    )
    statement = statement.on_conflict_do_nothing(index_elements=[outbox.c.dedupe_key])
    return (await connection.execute(statement.returning(outbox.c.id))).one_or_none() is not None


async def due_chats(
    connection: AsyncConnection, *, now: datetime, limit: int, priorities: tuple[int, int] = ALL
) -> dict[int, int]:
    """Reachable chats that have something of these priorities to be sent now, each with the priority of its most urgent
    message; most urgent and then oldest first."""
    first, last = priorities
    asked = {"now": now, "lapsed": now, "limit": limit, "first": first, "last": last}
    rows: list[tuple[Any, ...]] = []
    for statement in _DUE:
        rows.extend(tuple(row) for row in await connection.execute(statement, asked))
    found: dict[int, int] = {}
    for priority, *_, chat_id in sorted(rows):
        found.setdefault(chat_id, priority)
    return dict(islice(found.items(), limit))


async def lease_all(
    connection: AsyncConnection,
    chat_ids: Collection[int],
    *,
    now: datetime,
    lease: timedelta,
    priorities: tuple[int, int] = ALL,
    grace: timedelta = timedelta(0),
) -> dict[int, Delivery]:
    """The next message of each chat by priority and age, ours until `now + lease`, by the chat's id; none of a chat
    that has none, or has one out.

    A lease that ran out less than `grace` ago still counts: its holder may only not have reached the database.
    """
    found = {row.id: row for row in await connection.execute(_LOCK, {"chats": chat_ids})}
    if not found:
        return {}
    first, last = priorities
    asked = {"now": now, "lapsed": now - grace, "until": now + lease, "first": first, "last": last}
    rows = await connection.execute(_LEASE, {"chats": list(found), **asked})
    return {row.chat_id: _delivery(found[row.chat_id], row) for row in rows}


async def lease_next(connection: AsyncConnection, chat_id: int, *, now: datetime, lease: timedelta) -> Delivery | None:
    """`lease_all` for one chat."""
    return (await lease_all(connection, [chat_id], now=now, lease=lease)).get(chat_id)


async def renew(connection: AsyncConnection, deliveries: Collection[int], *, until: datetime) -> None:
    """Hold leases of ours for longer. One that another process took meanwhile is held for that one: no harm."""
    held = update(outbox).where(outbox.c.id.in_(deliveries), outbox.c.state == OutboxState.SENDING)
    await connection.execute(held.values(leased_until=until))


async def sent(connection: AsyncConnection, delivery_id: int, *, now: datetime) -> bool:
    """The channel took it. False if it was settled already."""
    return bool(await all_sent(connection, [delivery_id], now=now))


async def all_sent(connection: AsyncConnection, deliveries: Collection[int], *, now: datetime) -> int:
    """The channel took them. How many were not settled already."""
    took = update(outbox).where(outbox.c.id.in_(deliveries), outbox.c.state.in_(_UNSETTLED))
    values = {"state": OutboxState.SENT, "settled_at": now, "leased_until": None, "code": None}
    return (await connection.execute(took.values(values))).rowcount


async def went_as(connection: AsyncConnection, deliveries: Mapping[int, str]) -> None:
    """Note which template each row went out as."""
    for delivery_id, template in sorted(deliveries.items()):
        await connection.execute(update(outbox).where(outbox.c.id == delivery_id).values(template=template))


async def of_chat(connection: AsyncConnection, delivery_id: int, chat_id: int) -> Delivery | None:
    """A row of this chat that was sent: to be said again. None where there is none, or it is still to be sent."""
    return await find(connection, delivery_id, outbox.c.chat_id == chat_id, outbox.c.state == OutboxState.SENT)


async def find(connection: AsyncConnection, delivery_id: int, *conditions: ColumnElement[bool]) -> Delivery | None:
    """One row, where it fulfils the conditions."""
    at = select(*_OF_ROW, *(chats.c[name] for name in sorted(_OF_CHAT))).join_from(outbox, chats)
    row = (await connection.execute(at.where(outbox.c.id == delivery_id, *conditions))).one_or_none()
    return None if row is None else Delivery(**row._mapping)


async def gone(connection: AsyncConnection, delivery_id: int, *, now: datetime) -> bool:
    """The person can't be reached any more. False if it was settled already."""
    return await _settle(connection, delivery_id, OutboxState.GONE, now=now)


async def failed(connection: AsyncConnection, delivery_id: int, *, code: str, now: datetime) -> bool:
    """It will never be taken; `code` says why, in one word for staff. False if it was settled already."""
    return await _settle(connection, delivery_id, OutboxState.FAILED, now=now, code=code)


async def later(
    connection: AsyncConnection, delivery_id: int, *, due_at: datetime, code: str | None = None, refused: bool = False
) -> bool:
    """Back in line until `due_at`. False if it was settled already.

    `refused`: the channel did certainly not take it, so this was no try, and the next one is no repeat.
    """
    values: dict[str, Any] = {"state": OutboxState.PENDING, "due_at": due_at, "leased_until": None, "code": code}
    if refused:
        values["attempts"] = outbox.c.attempts - 1
    statement = update(outbox).where(outbox.c.id == delivery_id, outbox.c.state == OutboxState.SENDING)
    return bool((await connection.execute(statement.values(values))).rowcount)


def sealed_record(dedupe_key: str) -> str:
    """The name under which the words in a row are sealed."""
    return f"outbox:{dedupe_key}"


async def forget_words(connection: AsyncConnection, delivery_id: int) -> None:
    """Forget the sealed words of a row: it is settled."""
    params = (await connection.execute(select(outbox.c.params).where(outbox.c.id == delivery_id))).scalar_one_or_none()
    if params and SEALED in params:
        kept = {name: value for name, value in params.items() if name != SEALED}
        await connection.execute(update(outbox).where(outbox.c.id == delivery_id).values(params=kept))


async def move(connection: AsyncConnection, delivery_id: int, chat_id: int) -> None:
    """Send it to another chat instead: the team has another group."""
    await connection.execute(update(outbox).where(outbox.c.id == delivery_id).values(chat_id=chat_id))


async def release(connection: AsyncConnection, *, now: datetime) -> int:
    """End every lease; how many there were. Only for a process that starts and is the only one: nobody else sends."""
    leased = update(outbox).where(outbox.c.state == OutboxState.SENDING, outbox.c.leased_until > now)
    return (await connection.execute(leased.values(leased_until=now))).rowcount


async def alike(connection: AsyncConnection, delivery: Delivery) -> list[tuple[int, Mapping[str, Any]]]:
    """The rows of a chat with the same text, in the order of their ids, each with its parameters; those that failed are
    not among them."""
    same = (outbox.c.chat_id == delivery.chat_id, outbox.c.text_key == delivery.text_key)
    standing = outbox.c.state.not_in([OutboxState.GONE, OutboxState.FAILED])
    wanted = select(outbox.c.id, outbox.c.params).where(*same, standing)
    return [(row.id, row.params) for row in await connection.execute(wanted.order_by(outbox.c.id))]


async def move_alerts(connection: AsyncConnection, household: int, *, due_at: datetime, now: datetime) -> int:
    """When the alerts that a person's wish holds back are due; how many. Those that wait for something else stay."""
    theirs = select(chats.c.id).where(or_(chats.c.id == household, chats.c.holder_id == household))
    held = (outbox.c.state == OutboxState.PENDING, outbox.c.text_key == "alert", outbox.c.attempts == 0)
    waiting = update(outbox).where(outbox.c.chat_id.in_(theirs), *held, outbox.c.due_at > now)
    return (await connection.execute(waiting.values(due_at=due_at))).rowcount


async def drop(connection: AsyncConnection, mailbox_id: int, key: str) -> int:
    """Delete what waits about a mailbox under a key, in whichever chat: under all keys that begin so where it ends in a
    colon. How many rows that were; what is being sent stays."""
    same = outbox.c.dedupe_key.contains(key) if key.endswith(":") else outbox.c.dedupe_key.endswith(key)
    waiting = (outbox.c.mailbox_id == mailbox_id, outbox.c.state == OutboxState.PENDING, same)
    return (await connection.execute(delete(outbox).where(*waiting))).rowcount


async def drop_for_mailbox(connection: AsyncConnection, mailbox_id: int) -> int:
    """Delete what waits to be said about a mailbox; how many rows that were. What is being sent stays."""
    waiting = delete(outbox).where(outbox.c.mailbox_id == mailbox_id, outbox.c.state == OutboxState.PENDING)
    return (await connection.execute(waiting)).rowcount


async def cancel_pending_for_chat(connection: AsyncConnection, chat_id: int, *, now: datetime) -> int:
    """Settle as gone whatever waits for a chat; how many rows that were."""
    waiting = update(outbox).where(outbox.c.chat_id == chat_id, outbox.c.state == OutboxState.PENDING)
    return (await connection.execute(waiting.values(state=OutboxState.GONE, settled_at=now))).rowcount


async def stats(connection: AsyncConnection, *, now: datetime) -> OutboxStats:
    """Counts for the metrics. Messages put off on purpose (due later) don't count as waiting."""
    counted = await connection.execute(select(outbox.c.state, func.count().label("rows")).group_by(outbox.c.state))
    counts = dict.fromkeys(OutboxState, 0) | {row.state: row.rows for row in counted}
    waiting = select(func.min(outbox.c.due_at)).where(outbox.c.state.in_(_UNSETTLED), outbox.c.due_at <= now)
    oldest = (await connection.execute(waiting)).scalar_one()
    return OutboxStats(counts, None if oldest is None else now - oldest)


def _delivery(chat: Row[*tuple[Any, ...]], row: Row[*tuple[Any, ...]]) -> Delivery:
    return Delivery(**{name: getattr(chat, name) for name in _OF_CHAT}, **row._mapping)


async def _settle(
    connection: AsyncConnection, delivery_id: int, state: OutboxState, *, now: datetime, code: str | None = None
) -> bool:
    values = {"delivery": delivery_id, "final": state, "now": now, "why": code}
    return bool((await connection.execute(_SETTLE, values)).rowcount)
