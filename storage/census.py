"""The house in numbers, for whoever runs it: how many there are of each, how late the watch is, what failed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import Column, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import mailboxes, outages, outbox
from storage.outages import Outage
from storage.tables import ChatState, MailboxState, OutboxState, chats
from storage.tables import mailboxes as linked
from storage.tables import outbox as messages

DAY = timedelta(days=1)
WEEK = timedelta(days=7)

_State = TypeVar("_State", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Census:
    """Every state is named, also those in which nothing is.

    `lag` is how long the mailbox that waits longest has been due, zero where none is. `failures` are the messages of
    the last day that will never arrive, by their code. The outages are those of the whole portal: that last, and that
    ended within a week. `mailboxes_out` counts the mailboxes that can't be read, each for itself.
    """

    at: datetime
    chats: Mapping[ChatState, int]
    mailboxes: Mapping[MailboxState, int]
    lag: timedelta
    outbox: Mapping[OutboxState, int]
    oldest_unsent: timedelta | None
    failures: Mapping[str, int]
    open_outages: Sequence[Outage]
    recent_outages: Sequence[Outage]
    mailboxes_out: int


async def take(connection: AsyncConnection, *, now: datetime) -> Census:
    """All of it at one instant. Reads only."""
    stats = await outbox.stats(connection, now=now)
    return Census(
        at=now,
        chats=await _by_state(connection, chats.c.state, ChatState),
        mailboxes=await _by_state(connection, linked.c.state, MailboxState),
        lag=await mailboxes.lag(connection, now),
        outbox=stats.by_state,
        oldest_unsent=stats.oldest_unsent,
        failures=await failures(connection, since=now - DAY),
        open_outages=await outages.open_of_portal(connection),
        recent_outages=await outages.ended_of_portal(connection, since=now - WEEK),
        mailboxes_out=await outages.count_of_mailboxes(connection),
    )


async def failures(connection: AsyncConnection, *, since: datetime) -> dict[str, int]:
    """Messages that were given up since then, by their code, the most frequent first."""
    rows = func.count().label("rows")
    given_up = (
        select(messages.c.code, rows)
        .where(messages.c.state == OutboxState.FAILED, messages.c.settled_at >= since)
        .group_by(messages.c.code)
        .order_by(rows.desc(), messages.c.code)
    )
    return {row.code or "unknown": row.rows for row in await connection.execute(given_up)}


async def _by_state(connection: AsyncConnection, state: Column[Any], states: type[_State]) -> dict[_State, int]:
    counted = await connection.execute(select(state.label("state"), func.count().label("rows")).group_by(state))
    return dict.fromkeys(states, 0) | {row.state: row.rows for row in counted}
