"""The house in numbers: every state by its name, how late the watch is, what failed, what is out."""

from datetime import timedelta

from sqlalchemy import update

from storage import census, chats, outages, outbox
from storage.chats import Chat
from storage.database import Database
from storage.tables import ChatState, MailboxState, OutageKind, OutboxState
from storage.tables import mailboxes as mailboxes_table
from tests.storage.moment import MINUTE, NOW
from tests.storage.test_outages import fails, linked

DAY = timedelta(days=1)


async def test_an_empty_house(db: Database) -> None:
    """Every state is named, nothing waits, nothing failed."""
    async with db.read() as connection:
        taken = await census.take(connection, now=NOW)
    assert taken.chats == dict.fromkeys(ChatState, 0)
    assert taken.mailboxes == dict.fromkeys(MailboxState, 0)
    assert taken.outbox == dict.fromkeys(OutboxState, 0)
    assert (taken.lag, taken.oldest_unsent, taken.failures) == (timedelta(0), None, {})
    assert (list(taken.open_outages), list(taken.recent_outages), taken.mailboxes_out) == ([], [], 0)


async def test_a_house_with_troubles(db: Database, chat: Chat) -> None:
    """Each number counts what it says: the last day's failures, the last week's outages, a mailbox once."""
    first, second, third = [await linked(db, chat, name) for name in ("Mamá", "Sofía", "Abuela")]
    async with db.begin() as connection:
        await chats.mark_left(connection, (await chats.ensure(connection, "telegram", "2", now=NOW)).id)
        rejected = update(mailboxes_table).where(mailboxes_table.c.id == first.id)
        await connection.execute(rejected.values(state=MailboxState.REJECTED))
        watched = update(mailboxes_table).where(mailboxes_table.c.id == second.id)
        await connection.execute(watched.values(next_check_at=NOW - 12 * MINUTE))
        await connection.execute(
            update(mailboxes_table).where(mailboxes_table.c.id == third.id).values(next_check_at=NOW + MINUTE)
        )
        for number, (code, at) in enumerate(
            (("403", NOW), ("400", NOW), ("403", NOW - MINUTE), ("500", NOW - 2 * DAY))
        ):
            await outbox.add(
                connection,
                chat_id=chat.id,
                dedupe_key=str(number),
                text_key="k",
                params={},
                priority=1,
                due_at=NOW - MINUTE,
                now=NOW - MINUTE,
            )
            await outbox.failed(connection, number + 1, code=code, now=at)
    for kind in OutageKind:
        await fails(db, second, kind=kind)
    await fails(db, at=NOW - 9 * DAY)
    async with db.begin() as connection:
        await outages.end_of_portal(connection, now=NOW - 8 * DAY)
    await fails(db, at=NOW - 3 * DAY)
    async with db.begin() as connection:
        await outages.end_of_portal(connection, now=NOW - 2 * DAY)
    lasting = await fails(db, kind=OutageKind.CHANGED)
    async with db.read() as connection:
        taken = await census.take(connection, now=NOW)
    assert taken.chats == {ChatState.ACTIVE: 1, ChatState.LEFT: 1}
    assert (taken.mailboxes[MailboxState.WATCHING], taken.mailboxes[MailboxState.REJECTED]) == (2, 1)
    assert taken.lag == 12 * MINUTE
    assert list(taken.failures.items()) == [("403", 2), ("400", 1)]
    assert list(taken.open_outages) == [lasting]
    assert [outage.began_at for outage in taken.recent_outages] == [NOW - 3 * DAY]
    assert taken.mailboxes_out == 1
