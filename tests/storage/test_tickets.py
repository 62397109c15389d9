"""Questions to the team, and the group they are asked in: whose, how they stand, what goes with whom."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from storage import chats, dedupe, outbox, staff_groups, tickets
from storage.chats import Chat
from storage.database import Database
from storage.errors import StorageConflict
from storage.staff_groups import Group
from storage.tables import OutboxState, ticket_posts
from storage.tables import outbox as rows
from storage.tables import tickets as ticket_rows
from storage.tickets import Counts, Ticket
from tests.storage.moment import MINUTE, NOW

HOUR = timedelta(hours=1)


async def registered(db: Database, address: str = "-1") -> Group:
    """The team's group, from now on at this address."""
    async with db.begin() as connection:
        return await staff_groups.register(connection, "telegram", address, added_by=7, language="es", now=NOW)


async def asked(db: Database, chat: Chat, *, minutes: int = 0) -> Ticket:
    """A question of this chat, so many minutes from now."""
    async with db.begin() as connection:
        return await tickets.begin(connection, chat.id, with_context=True, now=NOW + minutes * MINUTE)


async def in_line(db: Database, chat_id: int, key: str) -> None:
    """A row on its way to a chat."""
    async with db.begin() as connection:
        assert await outbox.add(
            connection,
            chat_id=chat_id,
            dedupe_key=key,
            text_key=tickets.QUESTION,
            params={"ticket": 1, outbox.SEALED: "c2VhbGVk"},
            priority=20,
            due_at=NOW,
            now=NOW,
        )


async def test_a_question_is_open_until_it_is_closed_once(db: Database, chat: Chat) -> None:
    """Of two who close it one does; opened again it counts, and who had closed it is forgotten."""
    ticket = await asked(db, chat)
    async with db.begin() as connection:
        assert await tickets.open_of(connection, chat.id) == ticket
        assert await tickets.close(connection, ticket.id, by=7, now=NOW + MINUTE)
        assert not await tickets.close(connection, ticket.id, by=8, now=NOW + HOUR)
        closed = await tickets.get(connection, ticket.id)
        assert closed
        assert (closed.is_open, closed.closed_by, closed.closed_at) == (False, 7, NOW + MINUTE)
        assert await tickets.open_of(connection, chat.id) is None
        assert await tickets.reopen(connection, ticket.id)
        assert not await tickets.reopen(connection, ticket.id)
        again = await tickets.hold(connection, ticket.id)
    assert again
    assert (again.is_open, again.closed_by, again.reopened) == (True, None, 1)


async def test_a_question_is_its_chats_alone(db: Database, chat: Chat) -> None:
    """A forged number finds nothing, whoever's it is."""
    ticket = await asked(db, chat)
    async with db.begin() as connection:
        assert await tickets.get(connection, ticket.id, chat_id=chat.id) == ticket
        assert await tickets.get(connection, ticket.id, chat_id=chat.id + 1) is None
        assert await tickets.get(connection, ticket.id + 1) is None
        assert not await tickets.close(connection, ticket.id + 1, by=7, now=NOW)


async def test_nobody_asks_who_is_not_there(db: Database, chat: Chat) -> None:
    """A chat that was forgotten meanwhile has no question."""
    async with db.begin() as connection:
        await chats.forget(connection, chat.id)
    with pytest.raises(StorageConflict):
        await asked(db, chat)


async def test_the_numbers_of_the_help_desk(db: Database, chat: Chat) -> None:
    """Those since an instant: how many, how often answered and reopened, and the median wait for the first answer."""
    early, *late = [await asked(db, chat, minutes=minutes) for minutes in (0, 60, 61, 62, 63)]
    async with db.begin() as connection:
        await tickets.note_answer(connection, early.id, now=NOW + MINUTE)
        for ticket, waits in zip(late, (10, 30, 20), strict=False):
            await tickets.note_answer(connection, ticket.id, now=ticket.opened_at + waits * MINUTE)
        await tickets.note_answer(connection, late[0].id, now=NOW + 9 * HOUR)
        await tickets.close(connection, late[1].id, by=7, now=NOW)
        await tickets.reopen(connection, late[1].id)
        await tickets.close(connection, early.id, by=7, now=NOW)
        counted = await tickets.counts(connection, since=NOW + HOUR)
        none = await tickets.counts(connection, since=NOW + 9 * HOUR)
    assert counted == Counts(opened=4, answers=4, reopened=1, first_answer=20 * MINUTE, open=4, unanswered=1)
    assert none == Counts(opened=0, answers=0, reopened=0, first_answer=None, open=4, unanswered=1)


async def test_a_post_belongs_to_one_question(db: Database, chat: Chat) -> None:
    """A message of the group leads to its question, the first of them begins the thread; another group's does not."""
    group, other = await registered(db), await registered(db, "-2")
    first, second = await asked(db, chat), await asked(db, chat)
    async with db.begin() as connection:
        await tickets.add_posts(connection, group.id, [31, 32], first.id)
        await tickets.add_posts(connection, group.id, [30], second.id)
        await tickets.add_posts(connection, group.id, [31], second.id)  # a repeat changes nothing
        assert await tickets.of_post(connection, group.id, 31) == first.id
        assert await tickets.of_post(connection, group.id, 30) == second.id
        assert await tickets.of_post(connection, other.id, 31) is None
        assert await tickets.first_post(connection, group.id, first.id) == 31
        assert await tickets.first_post(connection, other.id, first.id) is None


async def test_one_group_at_a_time_and_what_waits_moves_on(db: Database) -> None:
    """A second group ends the first; what was in line for that one is posted in the new one, what was sent stays."""
    first = await registered(db)
    assert await registered(db) == first
    for number in (1, 2):
        await in_line(db, first.chat_id, dedupe.question(1, number))
    async with db.begin() as connection:
        sent = await outbox.lease_next(connection, first.chat_id, now=NOW, lease=MINUTE)
        assert sent
        await outbox.sent(connection, sent.id, now=NOW)
    second = await registered(db, "-2")
    async with db.begin() as connection:
        assert await staff_groups.current(connection) == second
        ended = await staff_groups.at(connection, "telegram", "-1")
        moved = await outbox.lease_next(connection, second.chat_id, now=NOW, lease=MINUTE)
        assert await outbox.lease_next(connection, first.chat_id, now=NOW, lease=MINUTE) is None
    assert ended
    assert ended.ended_at == NOW
    assert moved
    assert moved.address == "-2"


async def test_a_group_that_ended_is_none(db: Database) -> None:
    """It ends once; there is then none, and the same address may become the team's again, as another row."""
    group = await registered(db)
    async with db.begin() as connection:
        assert await staff_groups.end(connection, group.id, now=NOW)
        assert not await staff_groups.end(connection, group.id, now=NOW)
        assert await staff_groups.current(connection) is None
    again = await registered(db)
    assert again.id > group.id
    assert again.chat_id == group.chat_id


async def test_a_group_is_no_person(db: Database, chat: Chat) -> None:
    """It has a row among the chats, for the outbox, and is never told what everybody is told."""
    group = await registered(db)
    async with db.read() as connection:
        assert await chats.without_broadcasts(connection, [chat.id, group.chat_id]) == {group.chat_id}


async def test_who_is_forgotten_takes_their_questions_along(db: Database, chat: Chat) -> None:
    """Their posts too, and the words that wait for the group; nobody else's."""
    group = await registered(db)
    async with db.begin() as connection:
        other = await chats.ensure(connection, "telegram", "1002", now=NOW)
    mine, theirs = await asked(db, chat), await asked(db, other)
    await in_line(db, group.chat_id, dedupe.question(chat.id, 5))
    await in_line(db, group.chat_id, dedupe.question(other.id, 5))
    async with db.begin() as connection:
        await tickets.add_posts(connection, group.id, [1], mine.id)
        await tickets.add_posts(connection, group.id, [2], theirs.id)
        await tickets.forget(connection, chat.id)
    async with db.read() as connection:
        assert list(await connection.scalars(select(ticket_rows.c.id))) == [theirs.id]
        assert list(await connection.scalars(select(ticket_posts.c.message))) == [2]
        assert list(await connection.scalars(select(rows.c.dedupe_key))) == [dedupe.question(other.id, 5)]


async def test_words_go_when_their_row_is_settled(db: Database, chat: Chat) -> None:
    """What was sealed in it is taken out; the rest stays, and a row without any is left as it is."""
    await in_line(db, chat.id, "question:1:1")
    async with db.begin() as connection:
        await connection.execute(update(rows).values(state=OutboxState.SENT, settled_at=NOW))
        await outbox.forget_words(connection, 1)
        await outbox.forget_words(connection, 1)
        await outbox.forget_words(connection, 99)
        assert (await connection.execute(select(rows.c.params))).scalar_one() == {"ticket": 1}
        assert (await connection.execute(select(func.count()).select_from(rows))).scalar_one() == 1
