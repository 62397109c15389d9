"""What a platform tells of a message after it took it: that it arrived, was read, or could not be delivered after all.

A report may come twice, late, or before the row is settled: each changes only what it still can.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import OutboxState, chats, outbox


async def arrived(connection: AsyncConnection, delivery_id: int, *, channel: str, at: datetime, read: bool) -> None:
    """It is on the phone, or was looked at; the first time counts. Only for a row of this channel."""
    times = {"delivered_at": func.coalesce(outbox.c.delivered_at, at)}
    if read:
        times["read_at"] = func.coalesce(outbox.c.read_at, at)
    await connection.execute(update(outbox).where(outbox.c.id == delivery_id, _of(channel)).values(times))


async def back_in_line(
    connection: AsyncConnection, delivery_id: int, *, channel: str, due_at: datetime, code: str
) -> int | None:
    """It was not delivered and may go again: the chat's id; None where the row says otherwise by now."""
    values = {"state": OutboxState.PENDING, "due_at": due_at, "code": code, "settled_at": None, "template": None}
    return await _of_sent(connection, delivery_id, channel, values)


async def failed(
    connection: AsyncConnection, delivery_id: int, *, channel: str, state: OutboxState, code: str, now: datetime
) -> int | None:
    """It was not delivered, and never will be (`state` is GONE or FAILED); as `back_in_line`."""
    return await _of_sent(connection, delivery_id, channel, {"state": state, "code": code, "settled_at": now})


async def _of_sent(
    connection: AsyncConnection, delivery_id: int, channel: str, values: dict[str, object]
) -> int | None:
    """Change a row that counted as sent and of which nothing better was told."""
    wrong = update(outbox).where(
        outbox.c.id == delivery_id,
        outbox.c.state == OutboxState.SENT,
        outbox.c.delivered_at.is_(None),
        _of(channel),
    )
    found = await connection.execute(wrong.values(values).returning(outbox.c.chat_id))
    chat: int | None = found.scalar_one_or_none()
    return chat


def _of(channel: str) -> ColumnElement[bool]:
    return outbox.c.chat_id.in_(select(chats.c.id).where(chats.c.channel == channel))
