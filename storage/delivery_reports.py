"""What a platform tells of a message after it took it: that it arrived, was read, or could not be delivered after all.

A report may come twice, late, or before the row is settled: each changes only what it still can.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.outbox import Delivery, find
from storage.tables import OutboxState, chats, outbox


async def arrived(connection: AsyncConnection, delivery_id: int, *, channel: str, at: datetime, read: bool) -> None:
    """It is on the phone, or was looked at; the first time counts. Only for a row of this channel."""
    times = {"delivered_at": func.coalesce(outbox.c.delivered_at, at)}
    if read:
        times["read_at"] = func.coalesce(outbox.c.read_at, at)
    await connection.execute(update(outbox).where(outbox.c.id == delivery_id, _of(channel)).values(times))


async def take_back(connection: AsyncConnection, delivery_id: int, *, channel: str) -> Delivery | None:
    """It was not delivered after all: the row is as if it were still being sent, to be settled anew in this commit.

    None where it is not of this channel, was settled otherwise meanwhile, or is known to have arrived.
    """
    wrong = update(outbox).where(
        outbox.c.id == delivery_id,
        outbox.c.state == OutboxState.SENT,
        outbox.c.delivered_at.is_(None),
        _of(channel),
    )
    changed = await connection.execute(wrong.values(state=OutboxState.SENDING, settled_at=None, template=None))
    return await find(connection, delivery_id) if changed.rowcount else None


def _of(channel: str) -> ColumnElement[bool]:
    return outbox.c.chat_id.in_(select(chats.c.id).where(chats.c.channel == channel))
