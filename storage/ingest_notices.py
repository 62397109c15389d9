"""What institutions have brought: each notice with its subject and text, sealed for this notice alone. It is kept when
it is accepted, and becomes a notice of ours when its person is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from buzon.notice import Notice, OpenedNotice
from storage import dedupe
from storage.tables import (
    ChatState,
    MailboxState,
    OutboxState,
    chats,
    mailboxes,
    notices,
    official_notices,
    outbox,
)
from storage.vault import Vault

_UNTOLD = official_notices.c.notice_id.is_(None)


@dataclass(frozen=True, slots=True)
class Brought:
    """A notice as the institution gives it: what a list shows, and its text."""

    notice: Notice
    body: str


@dataclass(frozen=True, slots=True)
class New:
    """Something brought to a mailbox for the first time."""

    mailbox_id: int
    brought: Brought


def record(mailbox_id: int, external_id: str) -> str:
    """The name under which what was brought is sealed."""
    return f"official:{mailbox_id}:{external_id}"


async def known(
    connection: AsyncConnection, vault: Vault, source: str, external_ids: Sequence[str]
) -> dict[str, dict[int, Brought]]:
    """What this institution has brought under these ids, by the mailboxes that it went to. Raises VaultError."""
    found = select(official_notices).where(
        official_notices.c.source == source, official_notices.c.external_id.in_(external_ids)
    )
    there: dict[str, dict[int, Brought]] = {}
    for row in await connection.execute(found):
        subject, body = _opened(vault, row.mailbox_id, row.external_id, row.sealed)
        notice = Notice(row.external_id, subject, row.deposited_at, read=False)
        there.setdefault(row.external_id, {})[row.mailbox_id] = Brought(notice, body)
    return there


async def accept(connection: AsyncConnection, vault: Vault, source: str, new: Sequence[New]) -> None:
    """Keep what nobody has been told of yet, in this order."""
    rows = [
        {
            "source": source,
            "external_id": one.brought.notice.id,
            "mailbox_id": one.mailbox_id,
            "deposited_at": one.brought.notice.deposited_at,
            "sealed": _sealed(vault, one),
        }
        for one in new
    ]
    if rows:
        await connection.execute(official_notices.insert(), rows)


async def untold(connection: AsyncConnection, *, after: int, limit: int) -> list[tuple[int, int]]:
    """What was accepted and not told, in the order of arrival: number and mailbox, from the number `after` on."""
    rows = official_notices.c
    found = select(rows.id, rows.mailbox_id).where(_UNTOLD, rows.id > after).order_by(rows.id).limit(limit)
    return [(row.id, row.mailbox_id) for row in await connection.execute(found)]


async def has_untold(connection: AsyncConnection, mailbox_id: int) -> bool:
    """Whether something of this mailbox was accepted and not told."""
    found = select(official_notices.c.id).where(official_notices.c.mailbox_id == mailbox_id, _UNTOLD).limit(1)
    return (await connection.execute(found)).first() is not None


async def claim(connection: AsyncConnection, mailbox_id: int, *, wait: bool) -> bool:
    """The mailbox stays put until the commit, and nobody else tells of it: False where it is gone or, unless `wait`,
    where somebody else is at it."""
    held = select(mailboxes.c.id).where(mailboxes.c.id == mailbox_id, mailboxes.c.state == MailboxState.OFFICIAL)
    held = held.with_for_update(key_share=True, skip_locked=not wait)
    return (await connection.execute(held)).first() is not None


async def untold_of(connection: AsyncConnection, vault: Vault, mailbox_id: int, *, limit: int) -> dict[int, Notice]:
    """What of this mailbox was accepted and not told, the earliest first, by its number. Raises VaultError."""
    rows = official_notices.c
    found = select(official_notices).where(rows.mailbox_id == mailbox_id, _UNTOLD).order_by(rows.id).limit(limit)
    return {row.id: _listed(vault, row, read=False) for row in await connection.execute(found)}


async def told(connection: AsyncConnection, mailbox_id: int, became: Mapping[int, tuple[str, int]]) -> None:
    """What was accepted, by its number, has become these notices: the institution's id and ours. Their alerts, or their
    places in a digest, are in the outbox already."""
    keys = {dedupe.alert(mailbox_id, external_id): notice_id for external_id, notice_id in became.values()}
    keys |= {dedupe.digest(notice_id): notice_id for _, notice_id in became.values()}
    tell = select(outbox.c.dedupe_key).where(outbox.c.dedupe_key.in_(list(keys)))
    told_by = {keys[key]: key for key in await connection.scalars(tell)}
    one = update(official_notices).where(official_notices.c.id == bindparam("number"))
    changes = [
        {"number": number, "notice": notice_id, "key": told_by.get(notice_id)}
        for number, (_, notice_id) in became.items()
    ]
    await connection.execute(one.values(notice_id=bindparam("notice"), told_by=bindparam("key")), changes)


async def of_mailbox(connection: AsyncConnection, vault: Vault, mailbox_id: int) -> list[Notice]:
    """What a list shows of a mailbox, newest first. Raises VaultError."""
    found = (
        select(official_notices, notices.c.read)
        .join(notices, notices.c.id == official_notices.c.notice_id)
        .where(official_notices.c.mailbox_id == mailbox_id)
        .order_by(official_notices.c.deposited_at.desc(), official_notices.c.id.desc())
    )
    return [_listed(vault, row, read=row.read) for row in await connection.execute(found)]


async def opened(connection: AsyncConnection, vault: Vault, notice_id: int) -> OpenedNotice | None:
    """The whole of one notice: only after the person's yes. None where it is gone. Raises VaultError."""
    found = (
        select(official_notices, notices.c.read)
        .join(notices, notices.c.id == official_notices.c.notice_id)
        .where(official_notices.c.notice_id == notice_id)
    )
    row = (await connection.execute(found)).one_or_none()
    if row is None:
        return None
    subject, body = _opened(vault, row.mailbox_id, row.external_id, row.sealed)
    return OpenedNotice(Notice(row.external_id, subject, row.deposited_at, row.read), body)


async def waiting(connection: AsyncConnection, *, now: datetime, most: int) -> int:
    """How much waits, counted up to `most` of each: what was accepted and not told, and the messages that are due and
    unsent, but for those to people who have left."""
    there = select(outbox.c.id).join(chats, chats.c.id == outbox.c.chat_id).where(chats.c.state == ChatState.ACTIVE)
    due = there.where(outbox.c.state == OutboxState.PENDING, outbox.c.due_at <= now).limit(most)
    accepted = select(official_notices.c.id).where(_UNTOLD).limit(most)
    counts = [select(func.count()).select_from(one.subquery()).scalar_subquery() for one in (accepted, due)]
    row = (await connection.execute(select(*counts))).one()
    return int(row[0]) + int(row[1])


def _sealed(vault: Vault, one: New) -> bytes:
    notice = one.brought.notice
    words = orjson.dumps({"subject": notice.subject, "body": one.brought.body})
    return vault.seal(words, record=record(one.mailbox_id, notice.id))


def _listed(vault: Vault, row: Any, *, read: bool) -> Notice:
    subject, _ = _opened(vault, row.mailbox_id, row.external_id, row.sealed)
    return Notice(row.external_id, subject, row.deposited_at, read)


def _opened(vault: Vault, mailbox_id: int, external_id: str, sealed: bytes) -> tuple[str, str]:
    words = orjson.loads(vault.open(sealed, record=record(mailbox_id, external_id)))
    return words["subject"], words["body"]
