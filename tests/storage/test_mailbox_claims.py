"""Who looks into which mailbox, and when: claims, looks written down by the hundred, and clocks that were wrong."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import chats, mailboxes, migrations
from storage.chats import Chat
from storage.database import Database
from storage.mailboxes import Checked, Mailbox
from storage.tables import MailboxState
from storage.tables import mailboxes as rows
from tests.storage.moment import MINUTE, NOW

SECOND = timedelta(seconds=1)
LEASE = timedelta(seconds=120)


async def waiting(db: Database, chat: Chat, count: int) -> list[Mailbox]:
    """So many watched mailboxes, each due a second after the one before it, the last of them now."""
    linked = [
        {
            "chat_id": chat.id,
            "name": f"mailbox {number}",
            "fingerprint": number.to_bytes(32, "big"),
            "sealed": number.to_bytes(4, "big"),
            "state": MailboxState.WATCHING,
            "failures": 0,
            "linked_at": NOW,
            "baseline_at": NOW,
            "next_check_at": NOW - (count - 1 - number) * SECOND,
        }
        for number in range(count)
    ]
    async with db.begin() as connection:
        await connection.execute(insert(rows), linked)
        return await mailboxes.of_chat(connection, chat.id)


async def claimed(
    db: Database, *, after: timedelta = timedelta(0), limit: int = 999, in_term: bool = False
) -> list[int]:
    async with db.begin() as connection:
        found = await mailboxes.claim_due(connection, now=NOW + after, lease=LEASE, limit=limit, in_term=in_term)
    return [mailbox.id for mailbox in found]


async def get(connection: AsyncConnection, mailbox: Mailbox) -> Mailbox:
    found = await mailboxes.get(connection, mailbox.id)
    assert found is not None
    return found


async def test_a_claim_takes_the_longest_overdue_and_nobody_else_gets_them(
    db: Database, other: Database, chat: Chat
) -> None:
    """What a worker has claimed is not due for another until the lease has run out: then it is, and nothing is lost."""
    ids = [mailbox.id for mailbox in await waiting(db, chat, 5)]
    assert await claimed(db, limit=2) == ids[:2]
    assert await claimed(other) == ids[2:]
    assert await claimed(db, after=LEASE - SECOND) == []
    assert sorted(await claimed(other, after=LEASE)) == ids


async def test_what_was_claimed_and_not_looked_into_is_given_back(db: Database, chat: Chat) -> None:
    """At the place it had; but where a person has looked meanwhile, that look stands."""
    first, second = await waiting(db, chat, 2)
    async with db.begin() as connection:
        taken = await mailboxes.claim_due(connection, now=NOW, lease=LEASE, limit=9)
        assert taken == [first, second]
        await mailboxes.checked(connection, second.id, now=NOW, next_check_at=NOW + 9 * MINUTE)
        await mailboxes.give_back(connection, taken, leased_until=NOW + LEASE)
        assert await get(connection, first) == first
        assert (await get(connection, second)).next_check_at == NOW + 9 * MINUTE


async def test_those_with_a_running_term_can_be_claimed_first(db: Database, chat: Chat) -> None:
    """For a backlog. A term that is over is none."""
    ids = [mailbox.id for mailbox in await waiting(db, chat, 4)]
    async with db.begin() as connection:
        for mailbox_id, until in ((ids[1], NOW), (ids[2], NOW + MINUTE)):
            await mailboxes.changed(connection, mailbox_id, changed_at=NOW, term_until=until, next_check_at=None)
    assert await claimed(db, in_term=True) == [ids[2]]
    assert await claimed(db) == [ids[0], ids[1], ids[3]]


async def test_many_workers_share_without_overlap(postgres_database: str) -> None:
    """Two hundred mailboxes, eight workers at once on PostgreSQL: each mailbox is claimed once."""
    migrations.upgrade(postgres_database)
    database = Database.at(postgres_database, pool_size=8)
    async with database.begin() as connection:
        chat = await chats.ensure(connection, "telegram", "1", now=NOW)
    ids = [mailbox.id for mailbox in await waiting(database, chat, 200)]

    async def worker() -> list[int]:
        mine: list[int] = []
        while more := await claimed(database, limit=7):
            mine += more
        return mine

    shares = await asyncio.gather(*(worker() for _ in range(8)))
    assert sorted(mailbox_id for share in shares for mailbox_id in share) == ids
    await database.close()


async def test_a_claim_does_not_wait_for_another_that_is_under_way(postgres_database: str) -> None:
    """On PostgreSQL: rows that another transaction is claiming right now are passed over, not waited for."""
    migrations.upgrade(postgres_database)
    database = Database.at(postgres_database)
    async with database.begin() as connection:
        chat = await chats.ensure(connection, "telegram", "1", now=NOW)
    ids = [mailbox.id for mailbox in await waiting(database, chat, 4)]
    async with database.begin() as connection:
        taken = await mailboxes.claim_due(connection, now=NOW, lease=LEASE, limit=2)
        async with asyncio.timeout(20):
            assert await claimed(database) == ids[2:]
    assert [mailbox.id for mailbox in taken] == ids[:2]
    await database.close()


@pytest.mark.parametrize("in_term", [False, True])
async def test_claiming_walks_the_index(db: Database, chat: Chat, in_term: bool) -> None:
    """However many mailboxes there are, only those that are due are read, in the order of the index."""
    await waiting(db, chat, 5_000)
    ran: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        ran.append((statement, parameters))

    async with db.begin() as connection:
        if db.dialect == "postgresql":
            await connection.exec_driver_sql("ANALYZE mailboxes")
        event.listen(connection.sync_connection, "before_cursor_execute", note)
        early = NOW - 4_900 * SECOND
        await mailboxes.claim_due(connection, now=early, lease=LEASE, limit=20, in_term=in_term)
    picking, parameters = ran[0]
    explain = "EXPLAIN " if db.dialect == "postgresql" else "EXPLAIN QUERY PLAN "
    async with db.begin() as connection:
        plan = " ".join(map(str, (await connection.exec_driver_sql(explain + picking, parameters)).all()))
    assert "ix_mailboxes_state_next_check_at" in plan
    # The few that are due and have a term may be sorted; the many that are due come as the index has them.
    assert not any(slow in plan for slow in ("Seq Scan", *(() if in_term else ("Sort", "TEMP B-TREE")))), plan


async def test_many_looks_are_written_down_at_once(db: Database, chat: Chat) -> None:
    """A success ends the failures; a failure counts only for the credentials it met; who was stopped stays so."""
    worked, failed, renewed, stopped = await waiting(db, chat, 4)
    later = NOW + MINUTE
    async with db.begin() as connection:
        await mailboxes.checked(connection, worked.id, now=NOW, next_check_at=NOW, failures=3)
        await mailboxes.relink(connection, renewed.id, sealed=b"new", next_check_at=NOW)
        await mailboxes.checked(connection, stopped.id, now=NOW, next_check_at=NOW, state=MailboxState.REJECTED)
        looks: Sequence[Checked] = [
            Checked(stopped.id, later + MINUTE),
            Checked(worked.id, later + MINUTE),
            Checked(failed.id, later + 2 * MINUTE, 1, failed.sealed),
            Checked(renewed.id, later + 2 * MINUTE, 1, renewed.sealed),
        ]
        await mailboxes.checked_all(connection, looks, now=later)
        after = [await get(connection, mailbox) for mailbox in (worked, failed, renewed, stopped)]
        await mailboxes.checked_all(connection, [], now=later)
    assert [(mailbox.failures, mailbox.checked_at, mailbox.next_check_at) for mailbox in after[:3]] == [
        (0, later, later + MINUTE),
        (1, later, later + 2 * MINUTE),
        (0, None, NOW),
    ]
    assert (after[3].state, after[3].checked_at) == (MailboxState.REJECTED, NOW)


async def test_a_find_only_ever_makes_the_next_look_sooner(db: Database, chat: Chat) -> None:
    """A look that was due in a moment anyway is not put off by what was found."""
    (mailbox,) = await waiting(db, chat, 1)
    async with db.begin() as connection:
        for due, expected in ((NOW + MINUTE, NOW), (NOW - MINUTE, NOW - MINUTE)):
            await mailboxes.changed(connection, mailbox.id, changed_at=NOW, term_until=None, next_check_at=due)
            assert (await get(connection, mailbox)).next_check_at == expected
        await mailboxes.changed(connection, mailbox.id, changed_at=None, term_until=NOW, next_check_at=None)
        found = await get(connection, mailbox)
    assert (found.changed_at, found.term_until) == (NOW, NOW)


async def test_the_lag_is_that_of_the_longest_overdue(db: Database, chat: Chat) -> None:
    """Nobody: none. What was claimed waits no more, what was stopped never did."""
    async with db.begin() as connection:
        assert await mailboxes.next_due(connection) is None
        assert await mailboxes.lag(connection, NOW) == timedelta(0)
    first, *_ = await waiting(db, chat, 3)
    async with db.begin() as connection:
        assert await mailboxes.lag(connection, NOW) == 2 * SECOND
        assert await mailboxes.next_due(connection) == first.next_check_at
        await mailboxes.claim_due(connection, now=NOW, lease=LEASE, limit=1)
        assert await mailboxes.lag(connection, NOW) == SECOND
        assert await mailboxes.lag(connection, NOW - MINUTE) == timedelta(0)


async def test_looks_of_the_future_are_brought_back_as_far_apart_as_they_were(db: Database, chat: Chat) -> None:
    """The clock ran an hour ahead and was set back: next looks come as they were planned, an hour earlier."""
    hour = timedelta(hours=1)
    linked = await waiting(db, chat, 7)
    async with db.begin() as connection:
        for number, mailbox in enumerate(linked):
            checked_at = NOW + hour - number * SECOND
            await mailboxes.checked(connection, mailbox.id, now=checked_at, next_check_at=checked_at + MINUTE)
        turned = [await mailboxes.turn_back(connection, now=NOW, tolerance=30 * SECOND, limit=3) for _ in range(4)]
        after = [await get(connection, mailbox) for mailbox in linked]
    assert turned == [3, 3, 1, 0]
    for number, mailbox in enumerate(after):
        expected = replace(mailbox, checked_at=NOW - number * SECOND, next_check_at=NOW - number * SECOND + MINUTE)
        assert mailbox == expected


async def test_another_machines_clock_turns_nothing_back(db: Database, chat: Chat) -> None:
    """A few seconds ahead is how machines are."""
    (mailbox,) = await waiting(db, chat, 1)
    async with db.begin() as connection:
        await mailboxes.checked(connection, mailbox.id, now=NOW + 29 * SECOND, next_check_at=NOW + MINUTE)
        assert await mailboxes.turn_back(connection, now=NOW, tolerance=30 * SECOND, limit=9) == 0
