"""The group chat in which the team answers people: one at a time, and a chat like any other to the outbox.

A group that became another one (Telegram calls it a supergroup, and numbers its messages anew) is a new row, so that no
message of the new one can be taken for one of the old.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import chats
from storage.tables import ChatState, OutboxState, outbox, staff_groups
from storage.tables import chats as chats_table


@dataclass(frozen=True, slots=True)
class Group:
    """One group while it was the team's. `chat_id` is under which the outbox writes to it; `added_by` a member's id."""

    id: int
    channel: str
    address: str
    added_by: int | None
    added_at: datetime
    ended_at: datetime | None
    chat_id: int
    language: str | None


_COLUMNS: list[Column[Any]] = [
    *(staff_groups.c[name] for name in Group.__slots__[:6]),
    chats_table.c.id,
    chats_table.c.language,
]
_GROUPS = (
    select(*_COLUMNS)
    .join(
        chats_table,
        (chats_table.c.channel == staff_groups.c.channel) & (chats_table.c.address == staff_groups.c.address),
    )
    .order_by(staff_groups.c.id.desc())
    .limit(1)
)


async def current(connection: AsyncConnection) -> Group | None:
    """The team's group, if it has one."""
    row = (await connection.execute(_GROUPS.where(staff_groups.c.ended_at.is_(None)))).one_or_none()
    return None if row is None else Group(*row)


async def at(connection: AsyncConnection, channel: str, address: str) -> Group | None:
    """The group at this address, also one that has ended."""
    there = _GROUPS.where(staff_groups.c.channel == channel, staff_groups.c.address == address)
    row = (await connection.execute(there)).one_or_none()
    return None if row is None else Group(*row)


async def register(
    connection: AsyncConnection,
    channel: str,
    address: str,
    *,
    added_by: int | None,
    language: str | None,
    now: datetime,
) -> Group:
    """Make this the team's group: the earlier one ends, and what still waits for it is posted here. Nothing changes
    where it is so already."""
    earlier = await current(connection)
    if earlier is not None and (earlier.channel, earlier.address) == (channel, address):
        return earlier
    chat = await chats.ensure(connection, channel, address, now=now)
    # It is no person: broadcasts are not for it.
    of_team = {"language": language, "no_broadcasts_at": now, "state": ChatState.ACTIVE}
    await connection.execute(update(chats_table).where(chats_table.c.id == chat.id).values(of_team))
    await connection.execute(update(staff_groups).where(staff_groups.c.ended_at.is_(None)).values(ended_at=now))
    values = {"channel": channel, "address": address, "added_by": added_by, "added_at": now}
    await connection.execute(staff_groups.insert().values(values))
    waiting = select(chats_table.c.id).join(
        staff_groups,
        (chats_table.c.channel == staff_groups.c.channel) & (chats_table.c.address == staff_groups.c.address),
    )
    left_over = update(outbox).where(outbox.c.chat_id.in_(waiting), outbox.c.state == OutboxState.PENDING)
    await connection.execute(left_over.values(chat_id=chat.id))
    made = await current(connection)
    if made is None:
        raise RuntimeError("what was just registered is there")
    return made


async def end(connection: AsyncConnection, group_id: int, *, now: datetime) -> bool:
    """The group is the team's no longer; nothing is posted in it. False if it was not."""
    ended = update(staff_groups).where(staff_groups.c.id == group_id, staff_groups.c.ended_at.is_(None))
    return bool((await connection.execute(ended.values(ended_at=now))).rowcount)
