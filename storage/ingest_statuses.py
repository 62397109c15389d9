"""What goes back to an institution: linked, delivered, opened, failed, gone, unlinked.

Most of it is found when it is asked for, in the rows that are there anyway, so that nothing which sends, opens or
forgets needs to know of institutions. Each status is noted once, and numbered under a lock when it is first read: who
reads on after a number never misses one that was committed late.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, bindparam, case, delete, func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import dedupe, ingest_keys
from storage.database import insert
from storage.tables import (
    ChatState,
    Instant,
    OutboxState,
    chats,
    mailboxes,
    official_links,
    official_notices,
    official_statuses,
    outbox,
)

KEPT_FOR = timedelta(days=90)
"""So long a status can be read, and so long the outbox knows of what it has sent."""

_AT_ONCE = 2_000


class Status(StrEnum):
    """What became of a link or a notice. GONE may still become DELIVERED: the person can come back."""

    LINKED = "linked"
    DELIVERED = "delivered"
    OPENED = "opened-consent"
    FAILED = "failed"
    GONE = "gone"
    UNLINKED = "unlinked"


_UNREPORTED = text("(official_notices.reported IS NULL OR official_notices.reported <> 'delivered')")
"""In the very words of its index, or SQLite does not use it and goes through all that was ever brought."""

_BEST = (Status.DELIVERED, Status.FAILED, Status.GONE)
"""Of a notice that went to two chats of a person the better is told."""


@dataclass(frozen=True, slots=True)
class Noted:
    """One status. `number` grows by one with each of an institution's; `notice` is the institution's own id."""

    number: int
    at: datetime
    status: Status
    link: str
    notice: str | None


async def linked(connection: AsyncConnection, mailbox_id: int, *, now: datetime) -> None:
    """Somebody has used the code, just now."""
    if (found := await _of_link(connection, mailbox_id)) is not None:
        await _note(connection, [_row(*found, Status.LINKED, at=now)])


async def opened(connection: AsyncConnection, mailbox_id: int, notice_id: int, *, now: datetime) -> None:
    """The person said yes, and was shown the text. The first time counts."""
    found = await _of_link(connection, mailbox_id)
    external = select(official_notices.c.external_id).where(official_notices.c.notice_id == notice_id)
    notice = (await connection.execute(external)).scalar_one_or_none()
    if found is not None and notice is not None:
        await _note(connection, [_row(*found, Status.OPENED, at=now, notice=notice, about=str(notice_id))])


async def after(
    connection: AsyncConnection, source: str, number: int, *, limit: int, now: datetime
) -> tuple[list[Noted], bool]:
    """The next statuses of an institution after a number, and whether there are more."""
    await ingest_keys.lock(connection, source)
    await _deliveries(connection, source, now=now)
    await _ends(connection, source, now=now)
    await _number(connection, source)
    await _forget_old(connection, source, now=now)
    rows = official_statuses.c
    wanted = select(rows.number, rows.at, rows.status, rows.link, rows.notice).where(
        rows.source == source, rows.number > number
    )
    found = [
        Noted(row.number, row.at, Status(row.status), row.link, row.notice)
        for row in await connection.execute(wanted.order_by(rows.number).limit(limit + 1))
    ]
    return found[:limit], len(found) > limit


async def _deliveries(connection: AsyncConnection, source: str, *, now: datetime) -> None:
    """What became of the rows of the outbox that tell of notices, as far as it is not noted."""
    rows = official_notices.c
    told = outbox.c.dedupe_key.in_([rows.told_by, dedupe.ELSEWHERE + rows.told_by])
    # WhatsApp says later whether a message arrived; Telegram never does: taken is all there is to know.
    taken = case((outbox.c.state == OutboxState.SENT, outbox.c.settled_at))
    arrived = case((chats.c.channel == "whatsapp", outbox.c.delivered_at), else_=taken)
    unreached = or_(outbox.c.state.in_([OutboxState.FAILED, OutboxState.GONE]), chats.c.state == ChatState.LEFT)
    news = or_(rows.reported.is_(None) & unreached, arrived.is_not(None))
    found = (
        select(
            rows.notice_id,
            rows.external_id,
            official_links.c.link,
            outbox.c.state,
            arrived.label("arrived"),
            func.coalesce(arrived, outbox.c.settled_at, now, type_=Instant()).label("at"),
        )
        .join(outbox, told)
        .join(chats, chats.c.id == outbox.c.chat_id)
        .join(official_links, official_links.c.mailbox_id == rows.mailbox_id)
        .where(rows.source == source, rows.told_by.is_not(None), _UNREPORTED, news)
        .order_by(rows.id)
        .limit(_AT_ONCE)
    )
    best: dict[int, tuple[Status, Row[*tuple[Any, ...]]]] = {}
    for row in await connection.execute(found):
        status = Status.DELIVERED if row.arrived else Status.FAILED if row.state is OutboxState.FAILED else Status.GONE
        if row.notice_id not in best or _BEST.index(status) < _BEST.index(best[row.notice_id][0]):
            best[row.notice_id] = (status, row)
    notes = [
        _row(source, row.link, status, at=row.at, notice=row.external_id, about=str(notice_id))
        for notice_id, (status, row) in best.items()
    ]
    await _note(connection, notes)
    for became in _BEST:
        ids = [notice_id for notice_id, (status, _) in best.items() if status is became]
        one = update(official_notices).where(official_notices.c.notice_id.in_(ids))
        await connection.execute(one.values(reported=became.value))


async def _ends(connection: AsyncConnection, source: str, *, now: datetime) -> None:
    """Links whose mailbox is there no more, whichever way it went; `at` is when that was noticed."""
    rows = official_links.c
    gone = (
        select(rows.mailbox_id, rows.link)
        .join(mailboxes, mailboxes.c.id == rows.mailbox_id, isouter=True)
        .where(rows.source == source, mailboxes.c.id.is_(None))
        .limit(_AT_ONCE)
    )
    ended = (await connection.execute(gone)).all()
    await _note(connection, [_row(source, row.link, Status.UNLINKED, at=now) for row in ended])
    await connection.execute(delete(official_links).where(rows.mailbox_id.in_([row.mailbox_id for row in ended])))


async def _number(connection: AsyncConnection, source: str) -> None:
    """Number what has none, after the highest number there is."""
    rows = official_statuses.c
    highest = select(func.max(rows.number)).where(rows.source == source)
    last = (await connection.execute(highest)).scalar_one_or_none() or 0
    unnumbered = select(rows.id).where(rows.source == source, rows.number.is_(None)).order_by(rows.at, rows.id)
    new = [
        {"row": row_id, "place": place}
        for place, row_id in enumerate(await connection.scalars(unnumbered), start=last + 1)
    ]
    if new:
        one = update(official_statuses).where(rows.id == bindparam("row"))
        await connection.execute(one.values(number=bindparam("place")), new)


async def _forget_old(connection: AsyncConnection, source: str, *, now: datetime) -> None:
    """All that is too old but the very last, from whose number the next ones are counted on."""
    rows, twin = official_statuses.c, official_statuses.alias("twin")
    last = select(func.max(twin.c.number)).where(twin.c.source == source).scalar_subquery()
    old = delete(official_statuses).where(rows.source == source, rows.at < now - KEPT_FOR, rows.number < last)
    await connection.execute(old)


async def _of_link(connection: AsyncConnection, mailbox_id: int) -> tuple[str, str] | None:
    """Institution and link of a mailbox."""
    found = select(official_links.c.source, official_links.c.link).where(official_links.c.mailbox_id == mailbox_id)
    row = (await connection.execute(found)).one_or_none()
    return None if row is None else (row.source, row.link)


def _row(
    source: str, link: str, status: Status, *, at: datetime, notice: str | None = None, about: str = ""
) -> dict[str, Any]:
    once = f"{status.value}:{about or link}"
    return {"once": once, "source": source, "at": at, "status": status.value, "link": link, "notice": notice}


async def _note(connection: AsyncConnection, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        statement = insert(connection.dialect.name, official_statuses)
        await connection.execute(statement.on_conflict_do_nothing(index_elements=[official_statuses.c.once]), rows)
