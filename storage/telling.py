"""Where a push goes when one person has two chats: to the one they prefer, what can't wait to both, and what can't be
said in the one to the other. What is said of a notice goes to those who watch its mailbox, too.

It is decided when a row is written, and once more where a row has waited for too long.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import case, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from buzon.workdays import day_in_lima
from storage import dedupe, outbox
from storage.arrivals import AWAITS_PERSON
from storage.chats import REACHABLE
from storage.tables import ChatState, OutboxState, chats, mailboxes, watchers
from storage.tables import outbox as rows

WAITS_ENOUGH = timedelta(minutes=15)
"""So long a row waits for its chat's window or template before it goes to the person's other chat."""

_ABOUT_MAILBOXES = (
    "alert",
    "reminder",
    "deadline",
    "unread",
    "digest",
    "silence",
    "trouble",
    "stuck",
    "portal-out",
    "portal-back",
    "broadcast",
    "watcher-came",
    "watcher-left",
    "watch-ended",
    "watch-over",
)
"""What may be said in either chat; everything else is about something that was said in that very one."""

_TO_WATCHERS = frozenset({"alert", "digest", "deadline", "unread"})
"""What those who watch a mailbox are told as well. A reminder that somebody asked for is theirs alone, and what is
wrong with a mailbox only its owner can mend."""

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Watching:
    """Where somebody who watches the mailbox is told things; `id` is the watcher's, `until` their last day."""

    id: int
    chat_id: int
    until: date | None


@dataclass(frozen=True, slots=True)
class Rooms:
    """Where a person is told things: the chat that they prefer, and their other one; and where the watchers are."""

    preferred: int
    other: int | None = None
    watchers: tuple[Watching, ...] = ()


async def rooms_of(connection: AsyncConnection, mailbox_id: int) -> Rooms | None:
    """Where what concerns this mailbox is said; None where it is gone.

    Of somebody with two chats the holder's row is locked meanwhile, so that no row is written for a chat which is
    being let go. Call it once the mailbox's own row is locked: that is the order in which chats are joined and parted.
    """
    second = chats.alias("second")
    found = (
        select(chats.c.id, chats.c.alerts_to, second.c.id.label("second"))
        .join(mailboxes, mailboxes.c.chat_id == chats.c.id)
        .join(second, second.c.holder_id == chats.c.id, isouter=True)
        .where(mailboxes.c.id == mailbox_id)
    )
    row = (await connection.execute(found)).first()
    if row is not None and row.second is not None:
        await connection.execute(select(chats.c.id).where(chats.c.id == row.id).with_for_update(read=True))
        row = (await connection.execute(found)).first()
    if row is None:
        return None
    preferred = row.alerts_to or row.id
    return Rooms(preferred, row.second if preferred == row.id else row.id, await _watching(connection, mailbox_id))


async def told_in(connection: AsyncConnection, household: int) -> int:
    """The chat in which a person is told things, by the one that holds their mailboxes."""
    preferred = select(chats.c.alerts_to).where(chats.c.id == household)
    return (await connection.execute(preferred)).scalar_one_or_none() or household


async def tell(
    connection: AsyncConnection,
    rooms: Rooms,
    *,
    dedupe_key: str,
    text_key: str,
    params: Mapping[str, Any],
    priority: int,
    due_at: datetime,
    now: datetime,
    mailbox_id: int,
    both: bool = False,
) -> bool:
    """`outbox.add` for the preferred chat; with `both` for the other one too, under a key of its own. So for each
    watcher, where it is for them."""
    row: dict[str, Any] = {"text_key": text_key, "params": params, "priority": priority, "due_at": due_at, "now": now}
    row["mailbox_id"] = mailbox_id
    added = await outbox.add(connection, chat_id=rooms.preferred, dedupe_key=dedupe_key, **row)
    if both and rooms.other is not None:
        await outbox.add(connection, chat_id=rooms.other, dedupe_key=dedupe.elsewhere(dedupe_key), **row)
    await _tell_watchers(connection, rooms, dedupe_key, row)
    return added


async def tell_once(
    connection: AsyncConnection,
    rooms: Rooms,
    *,
    chat_id: int,
    dedupe_key: str,
    text_key: str,
    params: Mapping[str, Any],
    priority: int,
    due_at: datetime,
    now: datetime,
    mailbox_id: int,
) -> None:
    """As `tell`, but the owner is told in this one of their chats, whichever they prefer."""
    row: dict[str, Any] = {"text_key": text_key, "params": params, "priority": priority, "due_at": due_at, "now": now}
    row["mailbox_id"] = mailbox_id
    await outbox.add(connection, chat_id=chat_id, dedupe_key=dedupe_key, **row)
    await _tell_watchers(connection, rooms, dedupe_key, row)


async def move_waiting(connection: AsyncConnection, *, now: datetime) -> int:
    """Send to a person's other chat what has waited too long for their window or a template, and what waits for a chat
    that they have left; how many rows that were. What was written for both chats stays where it is."""
    holder, second = chats.alias("holder"), chats.alias("second")
    moved = 0
    for here, there in ((second, holder), (holder, second)):
        waited = rows.c.code.in_(AWAITS_PERSON) & (rows.c.created_at <= now - WAITS_ENOUGH) & (rows.c.due_at > now)
        wanted = (
            select(rows.c.id, there.c.id.label("to"))
            .join(here, here.c.id == rows.c.chat_id)
            .join(there, second.c.holder_id == holder.c.id)
            .where(
                there.c.state == ChatState.ACTIVE,
                rows.c.state == OutboxState.PENDING,
                rows.c.text_key.in_(_ABOUT_MAILBOXES),
                or_(here.c.state == ChatState.LEFT, waited),
                ~_is_in_both(),
            )
            .limit(_AT_ONCE)
        )
        for row in (await connection.execute(wanted)).all():
            moved += await _move(connection, row.id, row.to, now=now)
    return moved


async def take_back(connection: AsyncConnection, chat_id: int, *, to: int, now: datetime) -> None:
    """What waits in a chat that is let go is for the one that holds the mailboxes; what waits there too goes."""
    waiting = (rows.c.chat_id == chat_id, rows.c.state == OutboxState.PENDING, rows.c.text_key.in_(_ABOUT_MAILBOXES))
    await connection.execute(delete(rows).where(*waiting, _is_in_both()))
    for row in (await connection.execute(select(rows.c.id).where(*waiting))).all():
        await _move(connection, row.id, to, now=now)


async def _tell_watchers(connection: AsyncConnection, rooms: Rooms, key: str, row: Mapping[str, Any]) -> None:
    """A row for each of them, but for whom it would be due after their last day."""
    if row["text_key"] not in _TO_WATCHERS:
        return
    day = day_in_lima(max(row["due_at"], row["now"]))
    for one in rooms.watchers:
        if one.until is None or one.until >= day:
            await outbox.add(connection, chat_id=one.chat_id, dedupe_key=dedupe.to_watcher(one.id, key), **row)


async def _watching(connection: AsyncConnection, mailbox_id: int) -> tuple[Watching, ...]:
    """Those who watch a mailbox and can be reached. Their chats are locked against being forgotten meanwhile."""
    told_in = func.coalesce(chats.c.alerts_to, chats.c.id)
    found = (
        select(watchers.c.id, told_in.label("told_in"), watchers.c.until)
        .join(chats, chats.c.id == watchers.c.chat_id)
        .join(mailboxes, mailboxes.c.id == watchers.c.mailbox_id)
        .where(watchers.c.mailbox_id == mailbox_id, watchers.c.chat_id != mailboxes.c.chat_id, *REACHABLE)
        .order_by(watchers.c.id)
    )
    seen = (await connection.execute(found)).all()
    if not seen:
        return ()
    theirs = select(chats.c.id).where(chats.c.id.in_({row.told_in for row in seen})).order_by(chats.c.id)
    there = set(await connection.scalars(theirs.with_for_update(read=True, key_share=True)))
    rows = (await connection.execute(found)).all()
    return tuple(Watching(row.id, row.told_in, row.until) for row in rows if row.told_in in there)


async def _move(connection: AsyncConnection, delivery_id: int, chat_id: int, *, now: datetime) -> int:
    """What waited for something of its chat goes at once; what was to go later, still later."""
    due_at = case((rows.c.code.in_(AWAITS_PERSON), now), else_=rows.c.due_at)
    still = update(rows).where(rows.c.id == delivery_id, rows.c.state == OutboxState.PENDING)
    return (await connection.execute(still.values(chat_id=chat_id, due_at=due_at, code=None))).rowcount


def _is_in_both() -> Any:
    """Whether the same was written for the other chat as well."""
    twin = rows.alias("twin")
    first = twin.c.dedupe_key == dedupe.ELSEWHERE + rows.c.dedupe_key
    return or_(rows.c.dedupe_key.startswith(dedupe.ELSEWHERE), exists().where(first))
