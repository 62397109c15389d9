"""The ledger of outages: when the portal, or one mailbox of it, could not be read, and what was seen instead.

A row is open until its end is known. A repeat extends it: one open row for each portal, mailbox and kind, however many
workers look. What is seen is a text of ours and never a value of anybody's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Case, Column, Row, Select, case, delete, exists, func, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import Instant, MailboxState, OutageKind, mailboxes, outages

SEEN_LIMIT = 160
"""Characters of what was seen that are kept."""

KEPT = timedelta(days=730)
"""How long after its end a row is kept: longer than any term, appeal or court would ask for it."""

QUIET = timedelta(minutes=15)
"""For so long nobody has seen the whole portal fail: then a look that worked since is the end of its outage, even where
nobody was there to say so (a worker that died, a profile of another name)."""


@dataclass(frozen=True, slots=True)
class Outage:
    """Some time without an answer. `mailbox_id` is None for the whole portal; `ended_at` is None while it lasts."""

    id: int
    portal: str
    mailbox_id: int | None
    kind: OutageKind
    seen: str
    began_at: datetime
    last_at: datetime
    ended_at: datetime | None
    failures: int


_COLUMNS = [outages.c[name] for name in Outage.__slots__]
_OPEN = outages.c.ended_at.is_(None)
_OF_PORTAL = outages.c.mailbox_id.is_(None)


async def begin_or_extend(
    connection: AsyncConnection, *, portal: str, mailbox_id: int | None, kind: OutageKind, seen: str, now: datetime
) -> Outage:
    """One more failure: of the open row, or of a new one. Raises StorageConflict if the mailbox is gone.

    `seen` keeps what was seen first; a later failure that looks different does not rewrite it.
    """
    await _lock(connection, portal, mailbox_id)
    same = _OF_PORTAL if mailbox_id is None else outages.c.mailbox_id == mailbox_id
    extended = (
        update(outages)
        .where(_OPEN, same, outages.c.portal == portal, outages.c.kind == kind)
        # Workers' clocks differ: the last failure is the latest that anybody saw.
        .values(last_at=_later(outages.c.last_at, now), failures=outages.c.failures + 1)
        .returning(*_COLUMNS)
    )
    if row := (await connection.execute(extended)).first():
        return _from(row)
    begun = outages.insert().values(
        portal=portal,
        mailbox_id=mailbox_id,
        kind=kind,
        seen=_clean(seen),
        began_at=now,
        last_at=now,
        failures=1,
    )
    return _from((await connection.execute(begun.returning(*_COLUMNS))).one())


async def end(connection: AsyncConnection, mailbox_ids: Sequence[int], *, now: datetime) -> int:
    """These mailboxes were read: their own open rows end; how many there were."""
    return len(await _end(connection, outages.c.mailbox_id.in_(mailbox_ids), now)) if mailbox_ids else 0


async def end_of_portal(connection: AsyncConnection, *, now: datetime) -> list[Outage]:
    """The portal is back: its open rows end, also those that were seen under another profile's name."""
    return await _end(connection, _OF_PORTAL, now)


async def end_overtaken(connection: AsyncConnection, *, now: datetime) -> list[Outage]:
    """End what nobody said the end of, at the look that shows it; the rows of the whole portal among them.

    A person's own look may be the first that works again, or a refusal (which is an answer too).
    """
    answered = mailboxes.c.failures == 0
    since = mailboxes.c.checked_at > outages.c.last_at
    own = select(mailboxes.c.checked_at).where(mailboxes.c.id == outages.c.mailbox_id, answered, since)
    looked_at = own.correlate(outages).scalar_subquery()
    of_mailboxes = update(outages).where(_OPEN, outages.c.mailbox_id.is_not(None), looked_at.is_not(None))
    await connection.execute(of_mailboxes.values(ended_at=looked_at))
    first = select(func.min(mailboxes.c.checked_at)).where(answered, since).correlate(outages).scalar_subquery()
    quiet = update(outages).where(_OPEN, _OF_PORTAL, outages.c.last_at <= now - QUIET, first.is_not(None))
    ended = await connection.execute(quiet.values(ended_at=first).returning(*_COLUMNS))
    return [_from(row) for row in ended]


async def open_of_portal(connection: AsyncConnection) -> list[Outage]:
    """What keeps the whole portal from being read now, what was seen last first. Empty: nothing is known to."""
    return await _all(connection, _outages().where(_OPEN, _OF_PORTAL).order_by(outages.c.last_at.desc()))


async def ended_of_portal(connection: AsyncConnection, *, since: datetime) -> list[Outage]:
    """Outages of the whole portal that ended at or after `since`, the latest first."""
    ended = _outages().where(_OF_PORTAL, outages.c.ended_at >= since)
    return await _all(connection, ended.order_by(outages.c.ended_at.desc(), outages.c.id.desc()))


async def of_mailbox(connection: AsyncConnection, mailbox_id: int, *, since: datetime) -> list[Outage]:
    """A mailbox's own outages, and those of the whole portal in the time in which it was linked, oldest first.

    Whatever lasted until `since` or longer.
    """
    linked_at = select(mailboxes.c.linked_at).where(mailboxes.c.id == mailbox_id).scalar_subquery()
    lasted = or_(_OPEN, outages.c.ended_at >= since)
    shared = _OF_PORTAL & linked_at.is_not(None) & or_(_OPEN, outages.c.ended_at > linked_at)
    found = _outages().where(lasted, or_(outages.c.mailbox_id == mailbox_id, shared))
    return await _all(connection, found.order_by(outages.c.began_at, outages.c.id))


async def get(connection: AsyncConnection, outage_id: int) -> Outage | None:
    """The row with this id."""
    row = (await connection.execute(_outages().where(outages.c.id == outage_id))).one_or_none()
    return None if row is None else _from(row)


async def count_of_mailboxes(connection: AsyncConnection) -> int:
    """How many mailboxes can't be read now, each for itself."""
    theirs = select(func.count(outages.c.mailbox_id.distinct())).where(_OPEN)
    return (await connection.execute(theirs)).scalar_one()


async def stuck(
    connection: AsyncConnection, *, began_before: datetime, last_after: datetime, limit: int
) -> list[tuple[Outage, int]]:
    """Mailboxes that fail by themselves, each with its chat: for so long, still lately, and while the portal stood.

    The portal's own outages count until their end: a mailbox that was not looked into since is not stuck.
    """
    whole = outages.alias("whole")
    portals = exists().where(
        whole.c.mailbox_id.is_(None), or_(whole.c.ended_at.is_(None), whole.c.ended_at >= outages.c.last_at)
    )
    found = (
        select(*_COLUMNS, mailboxes.c.chat_id)
        .join(mailboxes, mailboxes.c.id == outages.c.mailbox_id)
        .where(_OPEN, outages.c.began_at <= began_before, outages.c.last_at >= last_after, ~portals)
        .where(mailboxes.c.state == MailboxState.WATCHING)
        .order_by(outages.c.id)
        .limit(limit)
    )
    return [(_from(row), row.chat_id) for row in await connection.execute(found)]


async def purge(connection: AsyncConnection, *, now: datetime) -> int:
    """Delete what ended longer ago than it is kept; how many rows that were."""
    return (await connection.execute(delete(outages).where(outages.c.ended_at < now - KEPT))).rowcount


async def _lock(connection: AsyncConnection, portal: str, mailbox_id: int | None) -> None:
    """One at a time, or two workers would each begin a row. SQLite has one writer anyhow."""
    if connection.dialect.name == "sqlite":
        return
    if mailbox_id is None:
        await connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"outages:{portal}", 0))))
    else:
        row = select(mailboxes.c.id).where(mailboxes.c.id == mailbox_id).with_for_update(key_share=True)
        await connection.execute(row)


async def _end(connection: AsyncConnection, which: Any, now: datetime) -> list[Outage]:
    # In the order of their ids, so that two workers that end several rows don't wait for each other.
    locked = select(outages.c.id).where(_OPEN, which).order_by(outages.c.id).with_for_update()
    ids = list(await connection.scalars(locked))
    if not ids:
        return []
    # No row ends before it began, whatever the workers' clocks say.
    ended = update(outages).where(outages.c.id.in_(ids), _OPEN).values(ended_at=_later(outages.c.began_at, now))
    return [_from(row) for row in await connection.execute(ended.returning(*_COLUMNS))]


async def _all(connection: AsyncConnection, statement: Select[*tuple[Any, ...]]) -> list[Outage]:
    return [_from(row) for row in await connection.execute(statement)]


def _outages() -> Select[*tuple[Any, ...]]:
    return select(*_COLUMNS)


def _later(known: Column[datetime], now: datetime) -> Case[datetime]:
    """The later of the two, in both databases' words."""
    instant = literal(now, Instant())
    return case((known > instant, known), else_=instant)


def _clean(seen: str) -> str:
    """One line that can be stored and shown anywhere."""
    line = " ".join("".join(char if char.isprintable() else " " for char in seen).split())
    return line if len(line) <= SEEN_LIMIT else line[: SEEN_LIMIT - 1] + "…"


def _from(row: Row[*tuple[Any, ...]]) -> Outage:
    return Outage(*row[: len(_COLUMNS)])
