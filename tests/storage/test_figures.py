"""What the team is shown: each number counts what it says, each day is Lima's, and old rows cost nothing."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import Select, insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import broadcasts, chats, figures, outages
from storage.audience import Audience
from storage.broadcasts import CALLED_OFF, OPTED_OUT, Content
from storage.chats import Chat
from storage.database import Database
from storage.figures import DAYS, Day, Figures, time_out
from storage.outages import Outage
from storage.tables import BroadcastState, ChatState, MailboxState, OutageKind, OutboxState, outbox
from storage.tables import broadcasts as broadcasts_table
from storage.tables import chats as chats_table
from storage.tables import mailboxes as mailboxes_table
from storage.turns import Turns
from tests.storage.moment import MINUTE, NOW
from tests.storage.test_outages import fails, linked

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TICK = timedelta(microseconds=1)
TODAY = date(2026, 12, 3)
MIDNIGHT = datetime(2026, 12, 3, 5, tzinfo=UTC)  # where Lima's 3 December begins
NUMBERS = count()
PENDING, SENDING, SENT, GONE, FAILED = OutboxState
DOWN, CHANGED = OutageKind


async def put(db: Database, chat_id: int, *rows: dict[str, Any]) -> None:
    """Rows of the outbox as they are: alerts that were sent now, but for what each says."""
    async with db.begin() as connection:
        for row in rows:
            usual = {"state": SENT, "due_at": NOW, "created_at": NOW, "attempts": 1, "priority": 20, "params": {}}
            settled = {} if row.get("state") in {PENDING, SENDING} else {"settled_at": NOW}
            key = {"dedupe_key": f"k{next(NUMBERS)}", "text_key": "alert", "chat_id": chat_id}
            await connection.execute(insert(outbox).values(usual | settled | key | row))


async def taken(db: Database, *, days: int = DAYS) -> Figures:
    async with db.read() as connection:
        return await figures.take(connection, now=NOW, days=days)


async def an_outage(db: Database, began: datetime, ended: datetime | None, kind: OutageKind = DOWN) -> Outage:
    made = await fails(db, kind=kind, at=began)
    if ended:
        async with db.begin() as connection:
            await outages.end_of_portal(connection, now=ended)
    return made


# ---- now ----


async def test_an_empty_house(db: Database) -> None:
    """Every state is named, and there are thirty days of nothing, the last of them today in Lima."""
    found = await taken(db)
    assert found.chats == dict.fromkeys(ChatState, 0)
    assert found.mailboxes == dict.fromkeys(MailboxState, 0)
    assert (found.consented, found.unsent, found.oldest_unsent, found.lag) == (0, 0, None, timedelta(0))
    assert (found.failures, list(found.portal_out), found.portal_back_at, list(found.under_way)) == ({}, [], None, [])
    assert list(found.days) == [Day(TODAY - back * DAY) for back in range(29, -1, -1)]
    assert found.today is found.days[-1]


async def test_people_and_mailboxes(db: Database, chat: Chat) -> None:
    """Chats by state, those with consent among all, mailboxes by state, and how late the watch is."""
    mailboxes = [await linked(db, chat, name) for name in ("Mamá", "Sofía", "Abuela")]
    async with db.begin() as connection:
        await chats.give_consent(connection, chat.id, version="v", language="es", now=NOW)
        await chats.mark_left(connection, (await chats.ensure(connection, "telegram", "2", now=NOW)).id)
        states = zip(mailboxes, (MailboxState.LOCKED, MailboxState.WATCHING, MailboxState.WATCHING), strict=True)
        for mailbox, state in states:
            one = update(mailboxes_table).where(mailboxes_table.c.id == mailbox.id)
            await connection.execute(one.values(state=state, next_check_at=NOW - 12 * MINUTE))
    found = await taken(db)
    assert (found.chats, found.consented) == ({ChatState.ACTIVE: 1, ChatState.LEFT: 1}, 1)
    assert found.mailboxes == dict.fromkeys(MailboxState, 0) | {MailboxState.LOCKED: 1, MailboxState.WATCHING: 2}
    assert found.lag == 12 * MINUTE


async def test_what_waits_for_us(db: Database, chat: Chat) -> None:
    """Due and unsettled, of people who can be reached: not what is for later, nor what waits for somebody's return."""
    async with db.begin() as connection:
        gone = (await chats.ensure(connection, "telegram", "2", now=NOW)).id
        await chats.mark_left(connection, gone)
    await put(db, chat.id, {"state": PENDING, "due_at": NOW + MINUTE}, {"state": SENT, "due_at": NOW - HOUR})
    await put(db, gone, {"state": PENDING, "due_at": NOW - DAY})
    assert (await taken(db)).unsent == 0
    await put(db, chat.id, {"state": PENDING, "due_at": NOW - MINUTE}, {"state": SENDING, "due_at": NOW - 5 * MINUTE})
    found = await taken(db)
    assert (found.unsent, found.oldest_unsent) == (2, 5 * MINUTE)


async def test_failures_by_their_reason(db: Database, chat: Chat) -> None:
    """Of 24 hours, the most frequent first; that somebody left is one, what was let be on purpose is none."""
    await put(db, chat.id, *({"state": FAILED, "code": code} for code in ("400", "403", "403", None)))
    await put(db, chat.id, *({"state": FAILED, "code": code} for code in (OPTED_OUT, CALLED_OFF, "nothing-to-say")))
    await put(db, chat.id, *({"state": GONE, "settled_at": at} for at in (NOW, NOW - DAY, NOW - DAY - TICK)))
    await put(db, chat.id, {"state": FAILED, "code": "500", "settled_at": NOW - DAY - TICK})
    found = await taken(db)
    assert list(found.failures.items()) == [("403", 2), ("gone", 2), ("400", 1), ("unknown", 1)]
    assert [day.failures for day in found.days[-2:]] == [3, 5]


async def test_broadcasts_that_are_under_way(db: Database, chat: Chat) -> None:
    """Those that run, are held or have their time, with how far they are; no drafts and none that are over."""
    async with db.begin() as connection:
        for state in BroadcastState:
            number = await broadcasts.create(
                connection, content=Content({"es": "x"}), audience=Audience(), urgent=False, author=None, now=NOW
            )
            changed = update(broadcasts_table).where(broadcasts_table.c.id == number)
            await connection.execute(changed.values(state=state, total=4, started_at=NOW))
    running = list(BroadcastState).index(BroadcastState.RUNNING) + 1
    await put(db, chat.id, *({"broadcast_id": running, "text_key": "broadcast", "state": s} for s in (SENT, PENDING)))
    found = await taken(db)
    assert {one.state for one, _ in found.under_way} == {
        BroadcastState.SCHEDULED,
        BroadcastState.RUNNING,
        BroadcastState.PAUSED,
    }
    [progress] = [progress for one, progress in found.under_way if one.id == running]
    assert (progress.total, progress.sent, progress.left) == (4, 1, 3)


# ---- day by day ----


async def test_a_day_begins_at_midnight_in_lima(db: Database, chat: Chat) -> None:
    """To the microsecond, whatever is counted; what was before the first day is of none."""
    begins = MIDNIGHT - DAY
    for at in (begins - TICK, begins, MIDNIGHT - TICK, MIDNIGHT, NOW):
        await put(
            db,
            chat.id,
            {"settled_at": at},
            {"settled_at": at, "text_key": "reminder"},
            {"settled_at": at, "text_key": "broadcast"},
            {"settled_at": at, "state": FAILED, "code": "403"},
            {"settled_at": at, "state": FAILED, "code": OPTED_OUT},
        )
        await linked(db, chat, f"Buzón {at}", at=at)
        async with db.begin() as connection:
            await chats.ensure(connection, "telegram", str(at), now=at)
    async with db.begin() as connection:
        long_ago = update(chats_table).where(chats_table.c.id == chat.id)
        await connection.execute(long_ago.values(created_at=NOW - 400 * DAY))
    yesterday, today = (await taken(db, days=2)).days
    assert yesterday == Day(TODAY - DAY, alerts=2, others=4, failures=2, chats=2, mailboxes=2)
    assert today == Day(TODAY, alerts=2, others=4, failures=2, chats=2, mailboxes=2)
    assert list((await taken(db, days=1)).days) == [today]
    assert (await taken(db)).days[-3] == Day(TODAY - 2 * DAY, alerts=1, others=2, failures=1, chats=1, mailboxes=1)


async def test_how_long_the_portal_was_out_each_day(db: Database, chat: Chat) -> None:
    """Cut at midnight, both kinds at once counted once, a mailbox's own not at all; what lasts, until now."""
    await fails(db, await linked(db, chat), at=MIDNIGHT)
    await an_outage(db, MIDNIGHT - 40 * DAY, MIDNIGHT - 29 * DAY + HOUR)
    assert (await taken(db)).portal_back_at == MIDNIGHT - 29 * DAY + HOUR
    await fails(db, kind=CHANGED, at=MIDNIGHT - 2 * HOUR)
    await an_outage(db, MIDNIGHT - HOUR, MIDNIGHT + HOUR)
    lasting = await an_outage(db, NOW - 10 * MINUTE, None)
    found = await taken(db)
    by_day = {day.day: day.outage for day in found.days if day.outage}
    assert by_day == {TODAY - 29 * DAY: DAY + HOUR - DAY, TODAY - DAY: 2 * HOUR, TODAY: HOUR + 10 * MINUTE}
    assert (list(found.portal_out), found.portal_back_at) == ([lasting], MIDNIGHT + HOUR)


def test_time_out_of_a_long_outage() -> None:
    """Whole days are 24 hours, and one inside another adds nothing."""
    whole = Outage(1, "sine", None, DOWN, "s", MIDNIGHT - 3 * DAY + HOUR, NOW, MIDNIGHT + HOUR, 9)
    inside = Outage(2, "sine", None, CHANGED, "s", MIDNIGHT - DAY, NOW, MIDNIGHT, 9)
    spent = time_out([inside, whole], now=NOW)
    assert list(spent.values()) == [23 * HOUR, DAY, DAY, HOUR]
    assert time_out([], now=NOW) == {}


async def test_the_clean_up_takes_no_day_away(db: Database, chat: Chat, turns: Turns) -> None:
    """Settled messages stay longer than they are shown."""
    await put(db, chat.id, {"settled_at": MIDNIGHT - 29 * DAY}, {"settled_at": NOW - 100 * DAY})
    before = (await taken(db)).days
    assert (await turns.purge(NOW, priority=30)).messages == 1
    assert (await taken(db)).days == before
    assert before[0].alerts == 1


# ---- the ledger ----


async def test_the_ledger_is_read_page_by_page(db: Database, chat: Chat) -> None:
    """The portal's outages alone, the latest first."""
    await fails(db, await linked(db, chat))
    for back in (3, 1, 2):
        await an_outage(db, NOW - back * DAY, NOW - back * DAY + HOUR)
    async with db.read() as connection:
        first = await figures.ledger(connection, skip=0, limit=2)
        second = await figures.ledger(connection, skip=2, limit=2)
        none = await figures.ledger(connection, skip=0, limit=0)
    assert [outage.began_at for outage in (*first.outages, *second.outages)] == [NOW - n * DAY for n in (1, 2, 3)]
    assert (first.total, second.total, none.total, list(none.outages)) == (3, 3, 3, [])


# ---- how much is read ----


async def plan(connection: AsyncConnection, statement: Select[Any]) -> str:
    """How the database would run this."""
    compiled = statement.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
    explain = "EXPLAIN " if connection.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN "
    rows = await connection.exec_driver_sql(explain + str(compiled).replace("%%", "%"))
    return " ".join(str(row) for row in rows)


INDEX = "ix_outbox_state_settled_at"


async def test_old_messages_are_not_read(db: Database, chat: Chat) -> None:
    """Of very many rows, those of the days that are shown are found by the index of what was settled when."""
    long_ago = [
        {"chat_id": chat.id, "dedupe_key": f"old{number}", "priority": 20, "text_key": "alert", "params": {}}
        | {"state": (SENT, FAILED, GONE)[number % 3], "due_at": NOW, "attempts": 1, "created_at": NOW}
        | {"settled_at": NOW - number * HOUR}
        for number in range(5_000)
    ]
    async with db.begin() as connection:
        await connection.execute(insert(outbox), long_ago)
        if db.dialect == "postgresql":
            await connection.exec_driver_sql("ANALYZE outbox")
    async with db.read() as connection:
        dialect = connection.dialect.name
        for statement in (figures._settled(NOW - DAY, dialect), figures._failures(NOW - DAY)):
            shown = await plan(connection, statement)
            assert INDEX in shown
            assert "Seq Scan" not in shown
