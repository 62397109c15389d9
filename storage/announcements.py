"""Telling very many people the same: rows of the outbox, written by the database itself, a bounded part at a time.

A part is one short transaction. Whoever begins again after a crash, and whoever does the same at the same time, meets
the de-duplication keys and writes nothing twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, Integer, String, cast, exists, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import dedupe
from storage.chats import REACHABLE
from storage.database import insert
from storage.outages import Outage
from storage.tables import Instant, MailboxState, OutageKind, OutboxState, chats, mailboxes, outbox


@dataclass(frozen=True, slots=True)
class Part:
    """What one part did: the last chat that it came to (None: there was none left), and how many rows it wrote."""

    last_chat: int | None
    written: int


async def announce_out(
    connection: AsyncConnection,
    outage: Outage,
    *,
    priority: int,
    due_at: datetime,
    now: datetime,
    after: int,
    limit: int,
) -> Part:
    """Tell the next `limit` chats after the id `after` that the portal is out, once per outage and chat.

    CHANGED: all who have a watched mailbox. DOWN: only those with one whose term may still be running.
    """
    # No correlated EXISTS: SQLite would look through all that are watched for each chat.
    watched = select(mailboxes.c.chat_id).where(mailboxes.c.chat_id > after, mailboxes.c.state == MailboxState.WATCHING)
    if outage.kind is OutageKind.DOWN:
        watched = watched.where(mailboxes.c.term_until > now)
    return await write_part(
        connection,
        chats.c.id.in_(watched),
        prefix=dedupe.portal_out(outage.id),
        text_key="portal-out",
        params={"outages": [outage.id]},
        priority=priority,
        due_at=due_at,
        now=now,
        after=after,
        limit=limit,
    )


async def announce_back(
    connection: AsyncConnection,
    outage: Outage,
    *,
    together: Sequence[Outage],
    priority: int,
    due_at: datetime,
    now: datetime,
    after: int,
    limit: int,
) -> Part:
    """Tell the next `limit` of those who were told of this outage that it is over: once each for all that ended with it
    (`together`, this one among them). Whoever has not been told yet is told of neither. Raises ValueError if it lasts.
    """
    if outage.ended_at is None:
        raise ValueError("an outage that lasts is not over")
    told = exists().where(
        outbox.c.dedupe_key == literal(dedupe.portal_out(outage.id)) + _chat_id(),
        outbox.c.state.in_((OutboxState.SENT, OutboxState.SENDING)),
    )
    return await write_part(
        connection,
        told,
        prefix=dedupe.portal_back(outage.ended_at),
        text_key="portal-back",
        params={"outages": [outage.id for outage in together]},
        priority=priority,
        due_at=due_at,
        now=now,
        after=after,
        limit=limit,
    )


async def was_told(connection: AsyncConnection, outage_ids: Sequence[int], chat_id: int) -> set[int]:
    """Of these outages, those that the person was told of: the message has left. `chat_id` is the one that holds their
    mailboxes."""
    keys = {f"{dedupe.portal_out(outage_id)}{chat_id}": outage_id for outage_id in outage_ids}
    sent = select(outbox.c.dedupe_key).where(outbox.c.dedupe_key.in_(keys), outbox.c.state == OutboxState.SENT)
    return {keys[key] for key in await connection.scalars(sent)}


async def write_part(
    connection: AsyncConnection,
    audience: ColumnElement[bool],
    *,
    prefix: str,
    text_key: str,
    params: Mapping[str, Any],
    priority: int,
    due_at: datetime,
    now: datetime,
    after: int,
    limit: int,
    broadcast_id: int | None = None,
) -> Part:
    """Put the same in line for the next `limit` people of this audience who can be reached; `prefix` and the chat's id
    are the de-duplication key. Who has two chats gets it once, in the one that they prefer.
    """
    reached = (audience, *REACHABLE, chats.c.id > after)
    part = select(chats.c.id).where(*reached).order_by(chats.c.id).limit(limit).subquery()
    last = (await connection.execute(select(func.max(part.c.id)))).scalar_one()
    if last is None:
        return Part(None, 0)
    values: dict[str, ColumnElement[Any]] = {
        "chat_id": func.coalesce(chats.c.alerts_to, chats.c.id),
        "dedupe_key": literal(prefix) + _chat_id(),
        "priority": literal(priority, Integer()),
        "text_key": literal(text_key),
        "params": literal(dict(params), JSON()),
        "state": literal(OutboxState.PENDING, outbox.c.state.type),
        "due_at": literal(due_at, Instant()),
        "attempts": literal(0, Integer()),
        "created_at": literal(now, Instant()),
        "broadcast_id": literal(broadcast_id, outbox.c.broadcast_id.type),
    }
    rows = select(*values.values()).where(*reached, chats.c.id <= last).order_by(chats.c.id)
    statement = insert(connection.dialect.name, outbox).from_select(list(values), rows)
    statement = statement.on_conflict_do_nothing(index_elements=[outbox.c.dedupe_key])
    # How many an INSERT wrote is kept only where one asks for it.
    written = await connection.execute(statement, execution_options={"preserve_rowcount": True})
    return Part(last, written.rowcount)


def _chat_id() -> ColumnElement[str]:
    return cast(chats.c.id, String())
