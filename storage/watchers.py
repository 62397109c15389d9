"""Who else watches a mailbox: a parent and a lawyer. They are told what its owner is told of its notices, up to a day;
they are let in by a code that the owner gives them, and either side ends it.

A watcher is a person, by the chat that holds their mailboxes. Whoever changes who watches a mailbox locks its row
first, and then the chat: looks into mailboxes lock in this order too.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from buzon.workdays import day_in_lima
from storage import badges, chats, codes, dedupe, mailboxes
from storage.database import insert
from storage.mailboxes import Mailbox
from storage.tables import OutboxState, links, outbox, watchers
from storage.tables import chats as chat_rows
from storage.tables import mailboxes as mailbox_rows
from storage.vault import Vault

KIND = "watch"
"""The kind of code that lets a watcher in."""

CODE_LIFE = timedelta(days=7)
MOST_WATCHERS = 5
"""Watchers of one mailbox, with the codes that nobody has used yet."""

MOST_WATCHED = 10
"""Mailboxes that one person watches: a lawyer with ten clients fits, a collector does not."""

MOVED = "watcher.moved"
"""The action under which it is on record that a watcher came with a second chat."""


@dataclass(frozen=True, slots=True)
class Watcher:
    """`name` is how the owner sees them; `until` is the last day in Lima, None: no end; `since` is when they began."""

    id: int
    mailbox_id: int
    chat_id: int
    name: str
    until: date | None
    since: datetime


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a code would let somebody watch."""

    mailbox: Mailbox
    until: date | None


class NotLetIn(StrEnum):
    """Why a code lets nobody in. CODE: it is wrong, used, revoked or too old, which of them nobody is told; OWN: the
    mailbox is their own, or they have linked it too; FULL: it has enough watchers; MANY: they watch enough mailboxes.
    """

    CODE = "code"
    OWN = "own"
    FULL = "full"
    MANY = "many"


_COLUMNS = [watchers.c[name] for name in Watcher.__slots__]
_mine = mailbox_rows.alias("mine")
_is_mine = _mine.c.fingerprint == mailbox_rows.c.fingerprint  # the same mailbox, in whatever chat it is linked


async def of_mailbox(connection: AsyncConnection, mailbox_id: int, *, now: datetime) -> list[Watcher]:
    """Who watches it now, in the order they came."""
    theirs = select(*_COLUMNS).where(watchers.c.mailbox_id == mailbox_id, _lasting(now)).order_by(watchers.c.id)
    return [Watcher(*row) for row in await connection.execute(theirs)]


async def of_chat(connection: AsyncConnection, household: int, *, now: datetime) -> list[tuple[Watcher, str]]:
    """What a person watches now, each with the mailbox's name as it is shown."""
    found = (
        select(*_COLUMNS, mailbox_rows.c.name.label("mailbox_name"), mailbox_rows.c.badge)
        .join(mailbox_rows, mailbox_rows.c.id == watchers.c.mailbox_id)
        .where(watchers.c.chat_id == household, _lasting(now))
        .order_by(watchers.c.id)
    )
    return [(Watcher(*row[:-2]), badges.shown(row[-2], row[-1])) for row in await connection.execute(found)]


async def get(connection: AsyncConnection, watcher_id: int, *, now: datetime) -> Watcher | None:
    """The watcher, if it still is one."""
    one = select(*_COLUMNS).where(watchers.c.id == watcher_id, _lasting(now))
    row = (await connection.execute(one)).one_or_none()
    return None if row is None else Watcher(*row)


async def watched_by(
    connection: AsyncConnection, households: Collection[int], *, now: datetime
) -> frozenset[tuple[int, int]]:
    """What these people watch now, as pairs of a mailbox and the person's chat."""
    if not households:
        return frozenset()
    theirs = select(watchers.c.mailbox_id, watchers.c.chat_id).where(watchers.c.chat_id.in_(households), _lasting(now))
    return frozenset((mailbox_id, chat_id) for mailbox_id, chat_id in await connection.execute(theirs))


async def invite(
    connection: AsyncConnection,
    vault: Vault,
    mailbox: Mailbox,
    *,
    chat_id: int,
    until: date | None,
    now: datetime,
) -> str | None:
    """A code of this chat of the owner's that lets one person in, up to a day; None where there are enough."""
    await _lock(connection, mailbox.id)
    unused = await invitations(connection, mailbox.id, now=now)
    if len(await of_mailbox(connection, mailbox.id, now=now)) + unused >= MOST_WATCHERS:
        return None
    purpose = f"{_prefix(mailbox.id)}{f'{until:%Y%m%d}' if until else '-'}"  # fits into its 32 characters
    return await codes.make(connection, vault, chat_id, kind=KIND, purpose=purpose, life=CODE_LIFE, now=now)


async def invitations(connection: AsyncConnection, mailbox_id: int, *, now: datetime) -> int:
    """How many codes would still let somebody in."""
    unused = select(func.count()).select_from(links).where(*_unused(mailbox_id, now))
    return (await connection.execute(unused)).scalar_one()


async def revoke(connection: AsyncConnection, mailbox_id: int, *, now: datetime) -> int:
    """No code that was given for this mailbox lets anybody in any more; how many those were."""
    unused = update(links).where(*_unused(mailbox_id, now))
    return (await connection.execute(unused.values(used_at=now))).rowcount


async def look(
    connection: AsyncConnection, vault: Vault, code: str, household: int, *, now: datetime
) -> Invitation | NotLetIn:
    """What the code would let this person watch, without using it up; or why it lets them in nowhere. Who watches the
    mailbox already is let in again: their day changes."""
    given = await codes.find(connection, vault, code, kind=KIND, now=now)
    number, until = _read(given.purpose) if given else (0, None)
    mailbox = await mailboxes.get(connection, number)
    # It was given by who held the mailbox then: of no use where it is another person's now.
    if given is None or mailbox is None or await chats.household(connection, given.chat_id) != mailbox.chat_id:
        return NotLetIn.CODE
    same = (_mine.c.chat_id == household, mailbox_rows.c.id == mailbox.id)
    if await connection.scalar(select(_mine.c.id).join(mailbox_rows, _is_mine).where(*same)) is not None:
        return NotLetIn.OWN
    others = [one for one in await of_mailbox(connection, mailbox.id, now=now) if one.chat_id != household]
    if len(others) >= MOST_WATCHERS:
        return NotLetIn.FULL
    further = [one for one, _ in await of_chat(connection, household, now=now) if one.mailbox_id != mailbox.id]
    return NotLetIn.MANY if len(further) >= MOST_WATCHED else Invitation(mailbox, until)


async def accept(
    connection: AsyncConnection, vault: Vault, code: str, household: int, *, name: str, now: datetime
) -> Watcher | NotLetIn:
    """Use the code up: this person watches the mailbox from now on. Of any number of callers exactly one does; who was
    let in by it and asks again is in."""
    found = await look(connection, vault, code, household, now=now)
    if isinstance(found, NotLetIn):
        return await _let_in_before(connection, vault, code, household, now=now) or found
    await _lock(connection, found.mailbox.id, household)
    found = await look(connection, vault, code, household, now=now)
    if isinstance(found, NotLetIn):
        return found
    if not await codes.burn(connection, vault, code, kind=KIND, now=now):
        return NotLetIn.CODE
    values = {"name": name, "until": found.until, "since": now}
    kept = insert(connection.dialect.name, watchers).values(mailbox_id=found.mailbox.id, chat_id=household, **values)
    kept = kept.on_conflict_do_update(index_elements=[watchers.c.mailbox_id, watchers.c.chat_id], set_=values)
    return Watcher(*(await connection.execute(kept.returning(*_COLUMNS))).one())


async def _let_in_before(
    connection: AsyncConnection, vault: Vault, code: str, household: int, *, now: datetime
) -> Watcher | None:
    given = await codes.recall(connection, vault, code, kind=KIND)
    number = _read(given.purpose)[0] if given else 0
    theirs = (watchers.c.mailbox_id == number, watchers.c.chat_id == household, _lasting(now))
    row = (await connection.execute(select(*_COLUMNS).where(*theirs))).one_or_none()
    return None if row is None else Watcher(*row)


async def end(connection: AsyncConnection, watcher_ids: Collection[int]) -> int:
    """They watch no more, and what waits to be told them goes; how many that were."""
    for watcher_id in sorted(watcher_ids):
        waiting = outbox.c.dedupe_key.startswith(dedupe.watched_by(watcher_id), autoescape=True)
        mailbox = select(watchers.c.mailbox_id).where(watchers.c.id == watcher_id).scalar_subquery()
        theirs = (outbox.c.mailbox_id == mailbox, outbox.c.state == OutboxState.PENDING, waiting)
        await connection.execute(delete(outbox).where(*theirs))
    return (await connection.execute(delete(watchers).where(watchers.c.id.in_(watcher_ids)))).rowcount


async def forget_ended(connection: AsyncConnection, *, now: datetime) -> list[Watcher]:
    """Forget who watched a mailbox up to a day that is over; those there were."""
    over = delete(watchers).where(watchers.c.until < day_in_lima(now))
    return [Watcher(*row) for row in await connection.execute(over.returning(*_COLUMNS))]


async def end_own(connection: AsyncConnection, household: int) -> list[int]:
    """Nobody watches what they have linked themselves: they would be told everything twice. The mailboxes that this
    person watched so."""
    own = (
        select(watchers.c.id, watchers.c.mailbox_id)
        .join(mailbox_rows, mailbox_rows.c.id == watchers.c.mailbox_id)
        .join(_mine, _is_mine)
        .where(watchers.c.chat_id == household, _mine.c.chat_id == household)
    )
    found = (await connection.execute(own)).all()
    await end(connection, [row.id for row in found])
    return [row.mailbox_id for row in found]


async def follow_mailbox(connection: AsyncConnection, dropped: int, kept: int) -> None:
    """Two rows of one mailbox become one: who watched the one that goes watches the one that stays."""
    there = select(watchers.c.chat_id).where(watchers.c.mailbox_id == kept)
    here = select(watchers.c.id).where(watchers.c.mailbox_id == dropped, watchers.c.chat_id.in_(there))
    await end(connection, (await connection.scalars(here)).all())
    await connection.execute(update(watchers).where(watchers.c.mailbox_id == dropped).values(mailbox_id=kept))


async def join(connection: AsyncConnection, second_id: int, *, holder_id: int) -> tuple[int, ...]:
    """A second chat is the holder's person now, and so are its mailboxes already: the holder watches what it watched,
    but nothing twice, and nothing that is their own. The watchers that came."""
    twin = watchers.alias("twin")
    both = select(twin.c.mailbox_id).where(twin.c.chat_id == holder_id)
    twice = select(watchers.c.id).where(watchers.c.chat_id == second_id, watchers.c.mailbox_id.in_(both))
    await end(connection, (await connection.scalars(twice)).all())
    came = update(watchers).where(watchers.c.chat_id == second_id).values(chat_id=holder_id)
    brought = (await connection.scalars(came.returning(watchers.c.id))).all()
    await end_own(connection, holder_id)
    left = select(watchers.c.id).where(watchers.c.id.in_(brought)).order_by(watchers.c.id)
    return tuple(await connection.scalars(left))


async def give_back(connection: AsyncConnection, watcher_ids: Sequence[int], holder_id: int, *, to: int) -> None:
    """What a second chat brought along goes with it, and so does what waits to be told of it."""
    theirs = (watchers.c.chat_id == holder_id, watchers.c.id.in_(watcher_ids))
    for watcher_id in await connection.scalars(select(watchers.c.id).where(*theirs)):
        waiting = outbox.c.dedupe_key.startswith(dedupe.watched_by(watcher_id), autoescape=True)
        told = update(outbox).where(outbox.c.chat_id == holder_id, outbox.c.state == OutboxState.PENDING, waiting)
        await connection.execute(told.values(chat_id=to))
    await connection.execute(update(watchers).where(*theirs).values(chat_id=to))


def _lasting(now: datetime) -> Any:
    return or_(watchers.c.until.is_(None), watchers.c.until >= day_in_lima(now))


def _prefix(mailbox_id: int) -> str:
    return f"{KIND}:{mailbox_id}:"


def _unused(mailbox_id: int, now: datetime) -> tuple[Any, ...]:
    of = links.c.purpose.startswith(_prefix(mailbox_id), autoescape=True)
    return of, links.c.used_at.is_(None), links.c.expires_at > now


def _read(purpose: str) -> tuple[int, date | None]:
    """The mailbox and the day that a code was made for."""
    _, number, day = purpose.split(":")
    return int(number), None if day == "-" else date.fromisoformat(day)


async def _lock(connection: AsyncConnection, mailbox_id: int, *chat_ids: int) -> None:
    # KEY SHARE stays possible: whoever writes a row that belongs to one of them need not wait.
    held = select(mailbox_rows.c.id).where(mailbox_rows.c.id == mailbox_id)
    await connection.execute(held.with_for_update(key_share=True))
    theirs = select(chat_rows.c.id).where(chat_rows.c.id.in_(chat_ids)).order_by(chat_rows.c.id)
    await connection.execute(theirs.with_for_update(key_share=True))
