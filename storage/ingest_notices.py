"""What institutions have brought: each notice with its subject and text, sealed for this notice alone, and many of them
written at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from buzon.notice import Notice, OpenedNotice
from storage.database import insert
from storage.notices import SeenNotice, values_of
from storage.tables import (
    ChatState,
    OutboxState,
    chats,
    mailboxes,
    notices,
    official_notices,
    outbox,
    preferences,
    watchers,
)
from storage.vault import Vault


@dataclass(frozen=True, slots=True)
class Brought:
    """A notice as the institution gives it: what a list shows, and its text."""

    notice: Notice
    body: str


@dataclass(frozen=True, slots=True)
class Home:
    """A mailbox of an institution's, and in which channels its person can be told, the preferred one first; `alone`
    where there is one chat and nobody who watches."""

    mailbox_id: int
    chat_id: int
    channels: tuple[str, ...]
    alone: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the outbox to be written."""

    chat_id: int
    mailbox_id: int
    dedupe_key: str
    text_key: str
    params: Mapping[str, Any]
    priority: int
    due_at: datetime


_LINE = Line.__slots__


def record(mailbox_id: int, external_id: str) -> str:
    """The name under which what was brought is sealed."""
    return f"official:{mailbox_id}:{external_id}"


def seal(vault: Vault, mailbox_id: int, brought: Brought) -> bytes:
    """Sealed for this notice of this mailbox alone."""
    words = orjson.dumps({"subject": brought.notice.subject, "body": brought.body})
    return vault.seal(words, record=record(mailbox_id, brought.notice.id))


async def homes(connection: AsyncConnection, mailbox_ids: Sequence[int]) -> dict[int, Home]:
    """Where the people of these mailboxes are told things. Their rows stay put until the commit, so that no chat is
    joined or let go meanwhile."""
    locked = select(mailboxes.c.id).where(mailboxes.c.id.in_(mailbox_ids)).order_by(mailboxes.c.id)
    await connection.execute(locked.with_for_update())
    second = chats.alias("second")
    watched = select(watchers.c.mailbox_id).where(watchers.c.mailbox_id == mailboxes.c.id).exists()
    found = (
        select(
            mailboxes.c.id,
            mailboxes.c.chat_id,
            chats.c.channel,
            chats.c.state,
            chats.c.alerts_to,
            second.c.channel.label("second_channel"),
            second.c.state.label("second_state"),
            watched.label("watched"),
        )
        .join(chats, chats.c.id == mailboxes.c.chat_id)
        .join(second, second.c.holder_id == chats.c.id, isouter=True)
        .where(mailboxes.c.id.in_(mailbox_ids))
    )
    there: dict[int, Home] = {}
    for row in await connection.execute(found):
        rooms = [(row.channel, row.state), (row.second_channel, row.second_state)]
        rooms = rooms if row.alerts_to is None else rooms[::-1]
        reached = tuple(channel for channel, state in rooms if channel and state == ChatState.ACTIVE)
        there[row.id] = Home(row.id, row.chat_id, reached, row.second_channel is None and not row.watched)
    return there


async def with_wishes(connection: AsyncConnection, chat_ids: Sequence[int]) -> list[int]:
    """Those of these chats that have chosen how they want to be told."""
    return list(await connection.scalars(select(preferences.c.chat_id).where(preferences.c.chat_id.in_(chat_ids))))


async def known(
    connection: AsyncConnection, vault: Vault, source: str, external_ids: Sequence[str]
) -> dict[str, dict[int, Brought]]:
    """What this institution has brought under these ids, by the mailboxes that it went to. Raises VaultError."""
    found = (
        select(official_notices.c.external_id, official_notices.c.sealed, *notices.c)
        .join(notices, notices.c.id == official_notices.c.notice_id)
        .where(official_notices.c.source == source, official_notices.c.external_id.in_(external_ids))
    )
    there: dict[str, dict[int, Brought]] = {}
    for row in await connection.execute(found):
        words = orjson.loads(vault.open(row.sealed, record=record(row.mailbox_id, row.external_id)))
        notice = Notice(row.external_id, words["subject"], row.deposited_at, row.read)
        there.setdefault(row.external_id, {})[row.mailbox_id] = Brought(notice, words["body"])
    return there


async def of_mailbox(connection: AsyncConnection, vault: Vault, mailbox_id: int) -> list[Notice]:
    """What a list shows of a mailbox, newest first. Raises VaultError."""
    found = (
        select(official_notices.c.sealed, notices.c.portal_id, notices.c.deposited_at, notices.c.read)
        .join(notices, notices.c.id == official_notices.c.notice_id)
        .where(notices.c.mailbox_id == mailbox_id)
        .order_by(notices.c.deposited_at.desc(), notices.c.id.desc())
    )
    return [
        Notice(row.portal_id, _opened(vault, mailbox_id, row.portal_id, row.sealed)[0], row.deposited_at, row.read)
        for row in await connection.execute(found)
    ]


async def opened(connection: AsyncConnection, vault: Vault, notice_id: int) -> OpenedNotice | None:
    """The whole of one notice: only after the person's yes. None where it is gone. Raises VaultError."""
    found = (
        select(official_notices.c.sealed, *notices.c)
        .join(notices, notices.c.id == official_notices.c.notice_id)
        .where(notices.c.id == notice_id)
    )
    row = (await connection.execute(found)).one_or_none()
    if row is None:
        return None
    subject, body = _opened(vault, row.mailbox_id, row.portal_id, row.sealed)
    return OpenedNotice(Notice(row.portal_id, subject, row.deposited_at, row.read), body)


async def remember(
    connection: AsyncConnection, rows: Sequence[tuple[int, SeenNotice]], *, now: datetime
) -> dict[tuple[int, str], int]:
    """Keep new notices of many mailboxes; the ids of those just added, by mailbox and the institution's id. What is
    known already is left as it is."""
    statement = insert(connection.dialect.name, notices)
    statement = statement.on_conflict_do_nothing(index_elements=[notices.c.mailbox_id, notices.c.portal_id])
    values = [values_of(mailbox_id, row, now=now, baseline=False) for mailbox_id, row in rows]
    added = await connection.execute(
        statement.returning(notices.c.mailbox_id, notices.c.portal_id, notices.c.id), values
    )
    return {(row.mailbox_id, row.portal_id): row.id for row in added}


async def keep(connection: AsyncConnection, rows: Sequence[Mapping[str, Any]]) -> None:
    """The sealed words of notices that were just added: `notice_id`, `source`, `external_id`, `mailbox_id`, `sealed`,
    `told_by`."""
    await connection.execute(official_notices.insert(), list(rows))


async def waiting(connection: AsyncConnection, *, now: datetime, most: int) -> int:
    """How many messages are due and unsent, but for those to people who have left; at most `most` are counted."""
    there = select(outbox.c.id).join(chats, chats.c.id == outbox.c.chat_id).where(chats.c.state == ChatState.ACTIVE)
    due = there.where(outbox.c.state == OutboxState.PENDING, outbox.c.due_at <= now).limit(most)
    return (await connection.execute(select(func.count()).select_from(due.subquery()))).scalar_one()


async def put_in_line(connection: AsyncConnection, lines: Sequence[Line], *, now: datetime) -> None:
    """As `storage.outbox.add`, many at once: a line whose key is known is left out."""
    statement = insert(connection.dialect.name, outbox)
    statement = statement.on_conflict_do_nothing(index_elements=[outbox.c.dedupe_key])
    same = {"state": OutboxState.PENDING, "attempts": 0, "created_at": now}
    values = [{name: getattr(line, name) for name in _LINE} | same for line in lines]
    await connection.execute(statement, values)


def _opened(vault: Vault, mailbox_id: int, external_id: str, sealed: bytes) -> tuple[str, str]:
    words = orjson.loads(vault.open(sealed, record=record(mailbox_id, external_id)))
    return words["subject"], words["body"]
