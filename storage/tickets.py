"""Questions to the team: whose, how they stand, and which messages of the team's group belong to which.

What is said in them is in the chats alone. A person has one open question at a time: what they add belongs to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median_low

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import dedupe
from storage.database import insert
from storage.tables import outbox, ticket_posts, tickets

QUESTION, ANSWER = "ticket-question", "ticket-answer"
CARRIED = (QUESTION, ANSWER)
"""Text keys of the outbox's rows that carry, sealed, what somebody wrote."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """One question. `answered_at` is the first answer's time; `closed_by` is the id of the member who closed it."""

    id: int
    chat_id: int
    with_context: bool
    opened_at: datetime
    answered_at: datetime | None
    closed_at: datetime | None
    closed_by: int | None
    answers: int
    reopened: int

    @property
    def is_open(self) -> bool:
        """Whether somebody still waits for something."""
        return self.closed_at is None


@dataclass(frozen=True, slots=True)
class Counts:
    """The help desk in numbers: of the questions since then `opened`, their `answers`, how often they were `reopened`,
    and the median time to the `first_answer` (None without any); of all, those `open`, and those `unanswered`."""

    opened: int
    answers: int
    reopened: int
    first_answer: timedelta | None
    open: int
    unanswered: int


_COLUMNS = [tickets.c[name] for name in Ticket.__slots__]
_FOUND = select(*_COLUMNS)


async def begin(connection: AsyncConnection, chat_id: int, *, with_context: bool, now: datetime) -> Ticket:
    """A new question of this chat. Raises StorageConflict if the chat is gone."""
    values = {"chat_id": chat_id, "with_context": with_context, "opened_at": now, "answers": 0, "reopened": 0}
    return Ticket(*(await connection.execute(tickets.insert().values(values).returning(*_COLUMNS))).one())


async def get(connection: AsyncConnection, ticket_id: int, *, chat_id: int | None = None) -> Ticket | None:
    """The question of this number, of this chat where one is named."""
    found = _FOUND.where(tickets.c.id == ticket_id)
    if chat_id is not None:
        found = found.where(tickets.c.chat_id == chat_id)
    row = (await connection.execute(found)).one_or_none()
    return None if row is None else Ticket(*row)


async def hold(connection: AsyncConnection, ticket_id: int) -> Ticket | None:
    """The same, held until the end of the transaction: before that its chat is not forgotten, and nobody else closes or
    answers it."""
    row = (await connection.execute(_FOUND.where(tickets.c.id == ticket_id).with_for_update())).one_or_none()
    return None if row is None else Ticket(*row)


async def open_of(connection: AsyncConnection, chat_id: int) -> Ticket | None:
    """The question that the chat has open."""
    found = _FOUND.where(tickets.c.chat_id == chat_id, tickets.c.closed_at.is_(None))
    row = (await connection.execute(found.order_by(tickets.c.id.desc()).limit(1))).one_or_none()
    return None if row is None else Ticket(*row)


async def count_of(connection: AsyncConnection, chat_id: int) -> int:
    """How many questions the chat has asked."""
    asked = select(func.count()).where(tickets.c.chat_id == chat_id)
    return (await connection.execute(asked)).scalar_one()


async def note_answer(connection: AsyncConnection, ticket_id: int, *, now: datetime) -> None:
    """The team has answered."""
    values = {"answers": tickets.c.answers + 1, "answered_at": func.coalesce(tickets.c.answered_at, now)}
    await connection.execute(update(tickets).where(tickets.c.id == ticket_id).values(values))


async def close(connection: AsyncConnection, ticket_id: int, *, by: int, now: datetime) -> bool:
    """Close it. False if it is closed already, or is no more."""
    still_open = update(tickets).where(tickets.c.id == ticket_id, tickets.c.closed_at.is_(None))
    return bool((await connection.execute(still_open.values(closed_at=now, closed_by=by))).rowcount)


async def reopen(connection: AsyncConnection, ticket_id: int) -> bool:
    """Open it again. False if it is open, or is no more."""
    closed = update(tickets).where(tickets.c.id == ticket_id, tickets.c.closed_at.is_not(None))
    values = {"closed_at": None, "closed_by": None, "reopened": tickets.c.reopened + 1}
    return bool((await connection.execute(closed.values(values))).rowcount)


async def add_posts(connection: AsyncConnection, group_id: int, messages: Sequence[int], ticket_id: int) -> None:
    """These messages of the group belong to the question: whoever replies to one of them answers it."""
    for message in messages:
        values = {"group_id": group_id, "message": message, "ticket_id": ticket_id}
        await connection.execute(insert(connection.dialect.name, ticket_posts).values(values).on_conflict_do_nothing())


async def of_post(connection: AsyncConnection, group_id: int, message: int) -> int | None:
    """The number of the question that a message of the group belongs to."""
    found = select(ticket_posts.c.ticket_id).where(
        ticket_posts.c.group_id == group_id, ticket_posts.c.message == message
    )
    ticket_id: int | None = (await connection.execute(found)).scalar_one_or_none()
    return ticket_id


async def first_post(connection: AsyncConnection, group_id: int, ticket_id: int) -> int | None:
    """The message that began the question's thread in this group."""
    posts = select(func.min(ticket_posts.c.message)).where(
        ticket_posts.c.group_id == group_id, ticket_posts.c.ticket_id == ticket_id
    )
    message: int | None = (await connection.execute(posts)).scalar_one()
    return message


async def forget(connection: AsyncConnection, chat_id: int) -> None:
    """Delete the chat's questions, and what of them still waits to be posted: those rows are of the group's chat, so
    that they would not go with the person's."""
    waiting = outbox.c.dedupe_key.startswith(dedupe.questions_of(chat_id), autoescape=True)
    await connection.execute(delete(outbox).where(waiting))
    await connection.execute(delete(tickets).where(tickets.c.chat_id == chat_id))


async def counts(connection: AsyncConnection, *, since: datetime) -> Counts:
    """The numbers of the questions that were opened at or after `since`."""
    rows = (await connection.execute(_FOUND.where(tickets.c.opened_at >= since))).all()
    asked = [Ticket(*row) for row in rows]
    waits = [one.answered_at - one.opened_at for one in asked if one.answered_at is not None]
    still_open = select(func.count()).where(tickets.c.closed_at.is_(None))
    return Counts(
        opened=len(asked),
        answers=sum(one.answers for one in asked),
        reopened=sum(one.reopened for one in asked),
        first_answer=median_low(waits) if waits else None,
        open=(await connection.execute(still_open)).scalar_one(),
        unanswered=(await connection.execute(still_open.where(tickets.c.answered_at.is_(None)))).scalar_one(),
    )
