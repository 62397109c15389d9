"""The ledger of outages: one open row however many workers look, ends that nobody said, what belongs to a mailbox."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from storage import mailboxes, outages
from storage.chats import Chat
from storage.database import Database
from storage.errors import StorageConflict
from storage.mailboxes import Mailbox
from storage.outages import SEEN_LIMIT, Outage
from storage.tables import MailboxState, OutageKind
from storage.tables import mailboxes as mailboxes_table
from storage.tables import outages as outages_table
from tests.storage.moment import MINUTE, NOW, ODD_TEXTS

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


async def linked(db: Database, chat: Chat, name: str = "Mamá", *, at: datetime = NOW - 30 * DAY) -> Mailbox:
    """A mailbox that was linked then and never looked into."""
    async with db.begin() as connection:
        added = await mailboxes.add(
            connection,
            chat_id=chat.id,
            name=name,
            fingerprints=[name.encode().ljust(32)[:32]],
            seal=lambda _: b"sealed",
            now=at,
            next_check_at=at,
        )
    assert isinstance(added, Mailbox)
    return added


async def fails(
    db: Database,
    mailbox: Mailbox | None = None,
    *,
    kind: OutageKind = OutageKind.DOWN,
    seen: str = "status 503",
    at: datetime = NOW,
    portal: str = "sine",
) -> Outage:
    """One failure, of a mailbox or of the whole portal."""
    async with db.begin() as connection:
        return await outages.begin_or_extend(
            connection, portal=portal, mailbox_id=mailbox and mailbox.id, kind=kind, seen=seen, now=at
        )


async def looked(db: Database, mailbox: Mailbox, *, at: datetime, failures: int = 0) -> None:
    async with db.begin() as connection:
        await mailboxes.checked(connection, mailbox.id, now=at, next_check_at=at + HOUR, failures=failures)


async def rows(db: Database) -> list[Outage]:
    async with db.read() as connection:
        return [outages._from(row) for row in await connection.execute(select(outages_table).order_by("id"))]


async def test_a_repeat_extends_the_open_row(db: Database, chat: Chat) -> None:
    """What was seen first stays; the end begins a new one with the next failure."""
    mailbox = await linked(db, chat)
    first = await fails(db, mailbox)
    again = await fails(db, mailbox, seen="no answer within 20 s", at=NOW + MINUTE)
    assert (again.id, again.failures, again.seen, again.last_at) == (first.id, 2, "status 503", NOW + MINUTE)
    async with db.begin() as connection:
        assert await outages.end(connection, [mailbox.id, 999], now=NOW + HOUR) == 1
        assert await outages.end(connection, [mailbox.id], now=NOW + 2 * HOUR) == 0
        assert await outages.end(connection, [], now=NOW) == 0
    assert (await fails(db, mailbox, at=NOW + 2 * HOUR)).id != first.id
    assert [outage.ended_at for outage in await rows(db)] == [NOW + HOUR, None]


async def test_kinds_mailboxes_and_the_portal_have_rows_of_their_own(db: Database, chat: Chat) -> None:
    """One open row each."""
    one, two = await linked(db, chat), await linked(db, chat, "Sofía")
    for kind in OutageKind:
        for mailbox in (None, one, two):
            await fails(db, mailbox, kind=kind)
            await fails(db, mailbox, kind=kind)
    assert [outage.failures for outage in await rows(db)] == [2] * 6


async def test_workers_clocks_may_differ(db: Database) -> None:
    """An earlier failure that is written later takes nothing back, and nothing ends before it began."""
    await fails(db)
    assert (await fails(db, at=NOW - MINUTE)).last_at == NOW
    async with db.begin() as connection:
        [ended] = await outages.end_of_portal(connection, now=NOW - HOUR)
    assert ended.ended_at == NOW


async def test_of_twenty_that_fail_at_once_one_begins_the_row(db: Database, other: Database, chat: Chat) -> None:
    """For the portal and for a mailbox, in two processes."""
    mailbox = await linked(db, chat)
    tries = [fails((db, other)[number % 2], (None, mailbox)[number % 4 // 2]) for number in range(20)]
    await asyncio.gather(*tries)
    assert [outage.failures for outage in await rows(db)] == [10, 10]


@pytest.mark.parametrize("seen", [*ODD_TEXTS, "a\0b", "x" * SEEN_LIMIT, "y" * (SEEN_LIMIT + 1)])
async def test_what_was_seen_is_one_line_of_bounded_length(db: Database, seen: str) -> None:
    """Whatever an exception's text may be."""
    kept = (await fails(db, seen=seen)).seen
    assert kept.isprintable()
    assert len(kept) <= SEEN_LIMIT
    assert kept == seen or not seen.isprintable() or len(seen) > SEEN_LIMIT


async def test_a_mailbox_that_was_unlinked_has_no_outage(db: Database, chat: Chat) -> None:
    """Its rows go with it, and none is begun after."""
    mailbox = await linked(db, chat)
    await fails(db, mailbox)
    async with db.begin() as connection:
        await mailboxes.unlink(connection, mailbox.id, chat.id)
    with pytest.raises(StorageConflict):
        await fails(db, mailbox)
    assert await rows(db) == []


async def test_a_mailbox_has_its_own_outages_and_the_portals_while_it_was_linked(db: Database, chat: Chat) -> None:
    """Not another's, and not what was over before it was linked."""
    mailbox, sister = await linked(db, chat), await linked(db, chat, "Sofía")
    before = await fails(db, at=NOW - 40 * DAY)
    async with db.begin() as connection:
        await outages.end_of_portal(connection, now=NOW - 39 * DAY)
    across = await fails(db, at=NOW - 31 * DAY)
    async with db.begin() as connection:
        await outages.end_of_portal(connection, now=NOW - 29 * DAY)
    own = await fails(db, mailbox, at=NOW - 2 * DAY)
    await fails(db, sister, at=NOW - 2 * DAY)
    lasting = await fails(db, at=NOW - HOUR)
    async with db.read() as connection:
        found = await outages.of_mailbox(connection, mailbox.id, since=NOW - 100 * DAY)
        lately = await outages.of_mailbox(connection, mailbox.id, since=NOW - 3 * DAY)
        nobodys = await outages.of_mailbox(connection, 999, since=NOW - 100 * DAY)
    assert [outage.id for outage in found] == [across.id, own.id, lasting.id]
    assert [outage.id for outage in lately] == [own.id, lasting.id]
    assert nobodys == []
    assert before.id not in {outage.id for outage in found}


async def test_the_portal_is_back_under_whatever_name_it_was_out(db: Database) -> None:
    """A changed portal is mended by a profile of another name: the old name's outage ends with it."""
    await fails(db, portal="sine-1", kind=OutageKind.CHANGED)
    await fails(db, portal="sine-2", at=NOW + MINUTE)
    async with db.read() as connection:
        assert [one.portal for one in await outages.open_of_portal(connection)] == ["sine-2", "sine-1"]
    async with db.begin() as connection:
        assert len(await outages.end_of_portal(connection, now=NOW + HOUR)) == 2
        assert await outages.open_of_portal(connection) == []
        assert len(await outages.ended_of_portal(connection, since=NOW + HOUR)) == 2
        assert await outages.ended_of_portal(connection, since=NOW + HOUR + MINUTE) == []


async def test_a_look_that_worked_ends_what_nobody_ended(db: Database, chat: Chat) -> None:
    """A person's own look, or a refusal, is an answer; a look that failed is none."""
    one, two, three = [await linked(db, chat, name) for name in ("Mamá", "Sofía", "Abuela")]
    for mailbox in (one, two, three):
        await fails(db, mailbox)
        await looked(db, mailbox, at=NOW, failures=1)
    await looked(db, one, at=NOW + MINUTE)
    await looked(db, two, at=NOW + MINUTE, failures=2)
    async with db.begin() as connection:
        assert await outages.end_overtaken(connection, now=NOW + HOUR) == []
    assert [outage.ended_at for outage in await rows(db)] == [NOW + MINUTE, None, None]


async def test_a_portal_that_nobody_sees_fail_and_somebody_reads_is_back(db: Database, chat: Chat) -> None:
    """A worker that died can't say so. One look that works while others still fail is no end."""
    mailbox = await linked(db, chat)
    await fails(db)
    async with db.begin() as connection:
        assert await outages.end_overtaken(connection, now=NOW + HOUR) == []
    await looked(db, mailbox, at=NOW + MINUTE)
    async with db.begin() as connection:
        assert await outages.end_overtaken(connection, now=NOW + 14 * MINUTE) == []
        [ended] = await outages.end_overtaken(connection, now=NOW + 15 * MINUTE)
    assert ended.ended_at == NOW + MINUTE


async def test_a_mailbox_is_stuck_where_it_alone_fails_for_long_and_lately(db: Database, chat: Chat) -> None:
    """Not while the portal is out, nor before it was looked into again, nor once it is stopped."""
    mailbox = await linked(db, chat)
    await fails(db, mailbox, at=NOW - 30 * HOUR)

    async def found() -> list[int]:
        async with db.read() as connection:
            stuck = await outages.stuck(connection, began_before=NOW - DAY, last_after=NOW - 3 * HOUR, limit=9)
            return [chat_id for _, chat_id in stuck]

    assert await found() == []
    await fails(db, mailbox, at=NOW - 2 * HOUR)
    assert await found() == [chat.id]
    await fails(db, at=NOW - HOUR)
    assert await found() == []
    async with db.begin() as connection:
        await outages.end_of_portal(connection, now=NOW - MINUTE)
    assert await found() == []
    await fails(db, mailbox)
    assert await found() == [chat.id]
    async with db.begin() as connection:
        await connection.execute(update(mailboxes_table).values(state=MailboxState.REJECTED))
    assert await found() == []


async def test_old_rows_go_after_two_years(db: Database) -> None:
    """Counted from their end; one that lasts stays, however old."""
    await fails(db, at=NOW - 900 * DAY)
    await fails(db, at=NOW - 900 * DAY, kind=OutageKind.CHANGED)
    async with db.begin() as connection:
        ended = update(outages_table).where(outages_table.c.kind == OutageKind.DOWN)
        await connection.execute(ended.values(ended_at=NOW - 730 * DAY))
        assert await outages.purge(connection, now=NOW) == 0
        assert await outages.purge(connection, now=NOW + MINUTE) == 1
        left = (await connection.execute(select(func.count()).select_from(outages_table))).scalar_one()
    assert left == 1


async def test_one_row_by_its_id(db: Database) -> None:
    """Or none."""
    outage = await fails(db)
    async with db.read() as connection:
        assert await outages.get(connection, outage.id) == outage
        assert await outages.get(connection, 999) is None
        assert await outages.count_of_mailboxes(connection) == 0
