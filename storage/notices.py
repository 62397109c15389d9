"""What was seen in a mailbox: ids, kinds, dates and hashes. Never a text, never a PDF."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from buzon.notice import Kind
from storage.database import insert
from storage.tables import mailboxes, notices


@dataclass(frozen=True, slots=True)
class SeenNotice:
    """One row of the portal's list, ready to be remembered. `subject_hash` is 32 bytes; `attachments` counts files."""

    portal_id: str
    kind: Kind
    subject_hash: bytes
    deposited_at: datetime
    read: bool
    attachments: int = 0


@dataclass(frozen=True, slots=True)
class KnownNotice:
    """A notice we have seen. `baseline`: it was there before the mailbox was linked. `opened_at`: opened through us."""

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
    """Notices by id, each with its mailbox's name and the chat that the mailbox belongs to."""
    columns = select(*notices.c, mailboxes.c.name, mailboxes.c.chat_id).join(
        mailboxes, mailboxes.c.id == notices.c.mailbox_id
    )
    rows = await connection.execute(columns.where(notices.c.id.in_(ids)))
    return {row.id: (KnownNotice(*row[:-2]), row[-2], row[-1]) for row in rows}


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
    values = [
        {
            "mailbox_id": mailbox_id,
            "portal_id": row.portal_id,
            "kind": row.kind,
            "subject_hash": row.subject_hash,
            "deposited_at": row.deposited_at,
            "read": row.read,
            "attachments": row.attachments,
            "first_seen_at": now,
            "baseline": baseline,
        }
        for row in rows
    ]
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


async def mark_opened(connection: AsyncConnection, notice_id: int, *, now: datetime) -> None:
    """Opened through us, after the person's yes. The first time counts; a repeat does not move it."""
    first = update(notices).where(notices.c.id == notice_id, notices.c.opened_at.is_(None))
    await connection.execute(first.values(opened_at=now, read=True))


def _from(row: Row[*tuple[Any, ...]]) -> KnownNotice:
    return KnownNotice(*row)
