"""Whom we wrote to though they had not written: the messages of the outbox that went out as a template."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.arrivals import AWAITS_WINDOW, WINDOW_WAIT
from storage.tables import OutboxState, outbox


async def since(connection: AsyncConnection, *, since: datetime) -> dict[int, datetime]:
    """Chats that got a template since then, each with when it last did.

    A message whose words are said once only (an answer of the team's) waits itself after its template, and is due when
    WINDOW_WAIT is over: it went out so long before that.
    """
    went = select(outbox.c.chat_id, func.max(outbox.c.settled_at).label("at")).where(
        outbox.c.state == OutboxState.SENT, outbox.c.settled_at > since, outbox.c.template.is_not(None)
    )
    waits = select(outbox.c.chat_id, func.max(outbox.c.due_at).label("at")).where(
        outbox.c.state == OutboxState.PENDING,
        outbox.c.code == AWAITS_WINDOW,
        outbox.c.template.is_not(None),
        outbox.c.due_at > since + WINDOW_WAIT,
    )
    found = {row.chat_id: row.at for row in await connection.execute(went.group_by(outbox.c.chat_id))}
    for row in await connection.execute(waits.group_by(outbox.c.chat_id)):
        found[row.chat_id] = max(row.at - WINDOW_WAIT, found.get(row.chat_id, since))
    return found
