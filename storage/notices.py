"""What was seen in a mailbox: ids, kinds, dates and hashes. Never a text, never a PDF."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from buzon.notice import Kind
from storage import badges
from storage.database import insert
from storage.tables import mailboxes, notices


@dataclass(frozen=True, slots=True)
class Dates:
    """By when, as far as it is known. `term_count` and `term_unit`, or `term_day` where the text names the last day;
    `assumed` where it is only what is usual; `extendable` where more time may be asked for. `safe_day` is the fecha
    segura. `appointment_time` is "HH:MM", in Lima."""

    term_count: int | None = None
    term_unit: str | None = None
    term_day: date | None = None
    term_assumed: bool | None = None
    extendable: bool | None = None
    safe_day: date | None = None
    appointment_day: date | None = None
    appointment_time: str | None = None


_DATES = Dates.__slots__


@dataclass(frozen=True, slots=True)
class SeenNotice:
    """One row of the portal's list, ready to be remembered. `subject_hash` is 32 bytes; `attachments` counts files;
    `read_day` is the earliest day in Lima on which it may have been opened."""

    portal_id: str
    kind: Kind
    subject_hash: bytes
    deposited_at: datetime
    read: bool
    attachments: int = 0
    dates: Dates = Dates()
    read_day: date | None = None


@dataclass(frozen=True, slots=True)
class KnownNotice:
    """A notice we have seen. `baseline`: it was there before the mailbox was linked. `opened_at`: opened through us.
    `handled_at`: the person said that it is done. The rest is as in `Dates` and `SeenNotice`."""

    id: int
    mailbox_id: int
    portal_id: str
    kind: Kind
    subject_hash: bytes
    deposited_at: datetime
    read: bool
    attachments: int
    first_seen_at: datetime
    baseline: bool
    opened_at: datetime | None
    term_count: int | None = None
    term_unit: str | None = None
    term_day: date | None = None
    term_assumed: bool | None = None
    extendable: bool | None = None
    safe_day: date | None = None
    appointment_day: date | None = None
    appointment_time: str | None = None
    read_day: date | None = None
    handled_at: datetime | None = None


async def known(connection: AsyncConnection, mailbox_id: int) -> dict[str, KnownNotice]:
    """Everything seen in a mailbox, by the portal's id."""
    rows = await connection.execute(select(notices).where(notices.c.mailbox_id == mailbox_id))
    return {notice.portal_id: notice for notice in map(_from, rows)}


async def known_in(connection: AsyncConnection, mailbox_ids: Sequence[int]) -> dict[int, dict[str, bool]]:
    """Of many mailboxes at once: the portal's ids of what was seen, and whether it was read then."""
    columns = select(notices.c.mailbox_id, notices.c.portal_id, notices.c.read)
    found: dict[int, dict[str, bool]] = {mailbox_id: {} for mailbox_id in mailbox_ids}
    for mailbox_id, portal_id, read in await connection.execute(columns.where(notices.c.mailbox_id.in_(mailbox_ids))):
        found[mailbox_id][portal_id] = read
    return found


async def named(connection: AsyncConnection, ids: Collection[int]) -> dict[int, tuple[KnownNotice, str, int]]:
    """Notices by id, each with its mailbox's name as it is shown, and the chat that the mailbox belongs to."""
    columns = select(*notices.c, mailboxes.c.name, mailboxes.c.badge, mailboxes.c.chat_id).join(
        mailboxes, mailboxes.c.id == notices.c.mailbox_id
    )
    rows = await connection.execute(columns.where(notices.c.id.in_(ids)))
    return {row.id: (KnownNotice(*row[:-3]), badges.shown(row[-3], row[-2]), row[-1]) for row in rows}


def values_of(mailbox_id: int, row: SeenNotice, *, now: datetime, baseline: bool) -> dict[str, Any]:
    """A new notice as its columns. Pure."""
    return {
        "mailbox_id": mailbox_id,
        "portal_id": row.portal_id,
        "kind": row.kind,
        "subject_hash": row.subject_hash,
        "deposited_at": row.deposited_at,
        "read": row.read,
        "attachments": row.attachments,
        "first_seen_at": now,
        "baseline": baseline,
        "read_day": row.read_day,
        **{name: getattr(row.dates, name) for name in _DATES},
    }


async def remember(
    connection: AsyncConnection, mailbox_id: int, rows: Sequence[SeenNotice], *, now: datetime, baseline: bool
) -> dict[str, int]:
    """Keep what is new; the ids of those just added, by the portal's id. What is known already is left as it is.

    Raises StorageConflict if the mailbox is gone.
    """
    if not rows:
        return {}
    statement = insert(connection.dialect.name, notices)
    statement = statement.on_conflict_do_nothing(index_elements=[notices.c.mailbox_id, notices.c.portal_id])
    values = [values_of(mailbox_id, row, now=now, baseline=baseline) for row in rows]
    added = await connection.execute(statement.returning(notices.c.portal_id, notices.c.id), values)
    return {row.portal_id: row.id for row in added}


async def get(connection: AsyncConnection, notice_id: int, *, chat_id: int) -> KnownNotice | None:
    """The notice, if it lies in a mailbox of this chat."""
    statement = (
        select(notices)
        .join(mailboxes, mailboxes.c.id == notices.c.mailbox_id)
        .where(notices.c.id == notice_id, mailboxes.c.chat_id == chat_id)
    )
    row = (await connection.execute(statement)).one_or_none()
    return None if row is None else _from(row)


async def mark_read(connection: AsyncConnection, notice_ids: Sequence[int]) -> None:
    """The portal shows these as read."""
    await connection.execute(update(notices).where(notices.c.id.in_(notice_ids)).values(read=True))


async def set_dates(
    connection: AsyncConnection, notice_id: int, dates: Dates, *, read_day: date | None, kind: Kind | None = None
) -> None:
    """What is now known of by when, of when it was opened, and of its kind where that is given."""
    one = update(notices).where(notices.c.id == notice_id)
    named = {} if kind is None else {"kind": kind}
    await connection.execute(one.values(read_day=read_day, **asdict(dates), **named))


async def set_handled(connection: AsyncConnection, notice_id: int, *, now: datetime | None) -> None:
    """The person says that it is done; with None, that it is not."""
    await connection.execute(update(notices).where(notices.c.id == notice_id).values(handled_at=now))


async def open_terms(connection: AsyncConnection, chat_id: int, *, since: date) -> list[tuple[KnownNotice, str]]:
    """What has a day from `since` on and is not done yet, soonest first, each with its mailbox's name as shown."""
    day = func.coalesce(notices.c.safe_day, notices.c.appointment_day)
    columns = select(*notices.c, mailboxes.c.name, mailboxes.c.badge).join(
        mailboxes, mailboxes.c.id == notices.c.mailbox_id
    )
    wanted = columns.where(mailboxes.c.chat_id == chat_id, day >= since, notices.c.handled_at.is_(None))
    rows = await connection.execute(wanted.order_by(day, notices.c.id))
    return [(KnownNotice(*row[:-2]), badges.shown(row[-2], row[-1])) for row in rows]


async def mark_opened(connection: AsyncConnection, notice_id: int, *, now: datetime) -> None:
    """Opened through us, after the person's yes. The first time counts; a repeat does not move it."""
    first = update(notices).where(notices.c.id == notice_id, notices.c.opened_at.is_(None))
    await connection.execute(first.values(opened_at=now, read=True))


def _from(row: Row[*tuple[Any, ...]]) -> KnownNotice:
    return KnownNotice(*row)
