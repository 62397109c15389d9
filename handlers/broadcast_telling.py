"""What the team is told of a broadcast, as rows of the outbox in the commit of what they tell of; and its words."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.priorities import PRIORITIES, Priority
from handlers.speech import Said, phrase, press
from storage import broadcasts, dedupe, outbox, staff
from storage.broadcasts import Broadcast
from storage.outbox import Delivery
from storage.staff import Member


async def tell_approvers(
    connection: AsyncConnection,
    broadcast_id: int,
    approvers: Sequence[Member],
    *,
    seconds: float | None,
    now: datetime,
) -> None:
    """Ask each of them for approval of what was just submitted; `seconds` is how long sending it would take."""
    broadcast = await broadcasts.get(connection, broadcast_id)
    if broadcast is None or broadcast.submitted_at is None:
        return
    params = {"broadcast": broadcast.id, "submitted": broadcast.submitted_at.isoformat(), "seconds": seconds}
    for approver in approvers:
        key = dedupe.approval(broadcast.id, broadcast.submitted_at, approver.chat_id)
        await _tell(connection, approver, key=key, text_key="broadcast-approval", params=params, now=now)


async def tell_author(
    connection: AsyncConnection, broadcast: Broadcast, *, decision: str, by: Member | None, now: datetime
) -> None:
    """What somebody has decided about their broadcast: "approved", "returned" or "dropped"."""
    author = await staff.get(connection, broadcast.author) if broadcast.author is not None else None
    if author is None or author.ended_at is not None:
        return
    params = {"broadcast": broadcast.id, "decision": decision, "by": None if by is None else by.id}
    key = dedupe.decision(broadcast.id, now, author.chat_id)
    await _tell(connection, author, key=key, text_key="broadcast-decision", params=params, now=now)


async def decided(connection: AsyncConnection, delivery: Delivery) -> Said | None:
    """The words of `tell_author`."""
    broadcast = await broadcasts.get(connection, int(delivery.params["broadcast"]))
    if broadcast is None:
        return None
    by = delivery.params["by"]
    member = await staff.get(connection, int(by)) if by is not None else None
    name = member.name if member else phrase("broadcast-by-operator")
    words = phrase(f"broadcast-was-{delivery.params['decision']}", number=broadcast.id, name=name)
    return Said((words,), ((press("button-broadcast-look", f"b:card:{broadcast.id}"),),))


async def _tell(
    connection: AsyncConnection, member: Member, *, key: str, text_key: str, params: Mapping[str, Any], now: datetime
) -> None:
    await outbox.add(
        connection,
        chat_id=member.chat_id,
        dedupe_key=key,
        text_key=text_key,
        params=params,
        priority=PRIORITIES[Priority.ALERT],
        due_at=now,
        now=now,
    )
