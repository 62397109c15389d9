"""Broadcasts in the rows: who is meant, once each, held and let go at will, and a report that adds up."""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from buzon.notice import Kind
from storage import audience, broadcast_sending, broadcasts, chats, outbox
from storage.audience import Audience
from storage.broadcasts import Broadcast, Content
from storage.database import Database
from storage.tables import BroadcastState, OutboxState
from storage.tables import chats as chat_rows
from storage.tables import outbox as rows
from tests.storage.moment import MINUTE, NOW
from tests.storage.test_announcements import town

AHEAD = 10
LATER = NOW + timedelta(hours=1)


async def people(db: Database, count: int, *, channel: str = "telegram", language: str | None = None) -> list[int]:
    """So many chats; their ids."""
    ids = []
    async with db.begin() as connection:
        for number in range(count):
            chat = await chats.ensure(connection, channel, f"{channel}-{language}-{number}", now=NOW)
            await chats.set_language(connection, chat.id, language)
            ids.append(chat.id)
    return ids


async def approved(db: Database, to: Audience | None = None, *, due_at: datetime = NOW) -> int:
    """A broadcast that is to be sent."""
    async with db.begin() as connection:
        number = await broadcasts.create(
            connection, content=Content({"es": "Hola"}), audience=to or Audience(), urgent=False, author=None, now=NOW
        )
        assert await broadcasts.submit(connection, number, now=NOW)
        assert await broadcasts.approve(connection, number, approver=None, due_at=due_at, now=NOW)
    return number


async def advance(db: Database, number: int, *, now: datetime = NOW, may_send: bool = True, ahead: int = AHEAD) -> int:
    async with db.begin() as connection:
        return await broadcast_sending.advance(
            connection, number, ahead=ahead, priority=40, may_send=may_send, source="es", now=now
        )


async def get(db: Database, number: int) -> Broadcast:
    async with db.read() as connection:
        found = await broadcasts.get(connection, number)
    assert found is not None
    return found


async def waiting(db: Database) -> list[int]:
    """The chats that stand in line."""
    async with db.read() as connection:
        pending = select(rows.c.chat_id).where(rows.c.state == OutboxState.PENDING).order_by(rows.c.id)
        return list(await connection.scalars(pending))


async def send(db: Database, chat_ids: Sequence[int], *, now: datetime = NOW) -> list[int]:
    """Send what these chats have in line, as a worker would; to whom it was."""
    sent = []
    for chat_id in chat_ids:
        async with db.begin() as connection:
            delivery = await outbox.lease_next(connection, chat_id, now=now, lease=MINUTE)
            if delivery is not None:
                await outbox.sent(connection, delivery.id, now=now)
                sent.append(chat_id)
    return sent


async def finish(db: Database, number: int) -> list[int]:
    """Go on to the end; to whom it was sent."""
    reached: list[int] = []
    for _ in range(100):
        await advance(db, number)
        reached += await send(db, await waiting(db))
        if (await get(db, number)).is_over:
            return reached
    raise AssertionError("it does not end")


async def test_everybody_gets_it_once_and_only_a_few_ever_stand_in_line(db: Database) -> None:
    """Thirty-five people, ten ahead at the most; the report adds up to all of them."""
    ids = await people(db, 35)
    number = await approved(db)
    reached = []
    for _ in range(20):
        await advance(db, number)
        line = await waiting(db)
        assert len(line) <= AHEAD
        reached += await send(db, line)
    assert reached == ids
    ended = await get(db, number)
    assert (ended.state, ended.total, ended.report) == (BroadcastState.DONE, 35, {"sent": 35})
    assert await advance(db, number) == 0


async def test_nothing_goes_before_its_time_nor_in_quiet_hours(db: Database) -> None:
    """A date that is still to come, and an hour that is not to be used, hold it back."""
    await people(db, 3)
    number = await approved(db, due_at=LATER)
    assert await advance(db, number) == 0
    async with db.read() as connection:
        assert await broadcasts.under_way(connection, now=NOW) == []
        assert [one.id for one in await broadcasts.under_way(connection, now=LATER)] == [number]
    assert await advance(db, number, now=LATER, may_send=False) == 0
    assert await advance(db, number, now=LATER) == 3


async def test_what_has_left_before_the_quiet_hours_is_reported_in_them(db: Database) -> None:
    """All were in line by nine: the last answers come after, and the report does not wait for the morning."""
    ids = await people(db, 3)
    number = await approved(db)
    await advance(db, number)
    await advance(db, number)
    await send(db, ids)
    await advance(db, number, may_send=False)
    assert (await get(db, number)).report == {"sent": 3}


async def test_an_audience_is_whom_its_conditions_name(db: Database) -> None:
    """By language, channel, nationality, mailbox, days; who left and who wants none are in no audience."""
    spanish, english = await people(db, 3), await people(db, 2, language="en")
    whatsapp = await people(db, 2, channel="whatsapp", language="es")
    linked = await town(db, 2)
    async with db.begin() as connection:
        await chats.mark_left(connection, spanish[0])
        await chats.want_broadcasts(connection, spanish[1], wanted=False, now=NOW)
        for chat_id in (*spanish, *whatsapp, linked[0]):
            await chats.set_nationality(connection, chat_id, "HT" if chat_id in whatsapp else "VE")
    cases = {
        Audience(): [spanish[2], *english, *whatsapp, *linked],
        Audience(languages=("en",)): english,
        Audience(languages=("es",)): [spanish[2], *whatsapp, *linked],
        Audience(channels=("whatsapp",)): whatsapp,
        Audience(nationalities=("VE",)): [spanish[2], linked[0]],
        Audience(nationalities=("HT", "VE")): [spanish[2], *whatsapp, linked[0]],
        Audience(nationalities=("CO",)): [],
        Audience(nationalities=("VE",), linked=True): [linked[0]],
        Audience(linked=True): linked,
        Audience(linked=False): [spanish[2], *english, *whatsapp],
        Audience(kinds=(Kind.SUMMONS,)): [],
        Audience(languages=("en",), channels=("whatsapp",)): [],
        Audience(seen_days=1): [spanish[2], *english, *whatsapp, *linked],
    }
    for to, expected in cases.items():
        assert Audience.load(to.dump()) == to
        async with db.read() as connection:
            counted = await audience.reach(connection, to, now=NOW + timedelta(hours=2), source="es")
            seen = to.condition(now=NOW + timedelta(hours=2), source="es")
            found = list(await connection.scalars(select(chat_rows.c.id).where(seen)))
        assert sorted(found) == sorted(expected), to
        assert counted.total == sum(counted.by_language.values()) == len(expected)
    async with db.read() as connection:
        late = await audience.reach(connection, Audience(seen_days=1), now=NOW + timedelta(days=2), source="es")
    assert late.total == 0


async def test_only_nationalities_that_single_nobody_out_are_offered(db: Database) -> None:
    """The most frequent first, eight at most, each with at least five people who can be reached."""
    given = ["VE"] * 7 + ["HT"] * 5 + ["CO"] * 4 + ["EC"] * 6
    ids = await people(db, len(given) + 3)
    async with db.begin() as connection:
        for chat_id, nationality in zip(ids, given, strict=False):
            await chats.set_nationality(connection, chat_id, nationality)
        assert await audience.nationalities(connection) == [("VE", 7), ("EC", 6), ("HT", 5)]
        await chats.mark_left(connection, ids[7])  # one of Haiti's five
        await chats.set_nationality(connection, ids[0], None)
        assert await audience.nationalities(connection) == [("EC", 6), ("VE", 6)]
    many = await people(db, 50, channel="whatsapp")
    async with db.begin() as connection:
        for number, chat_id in enumerate(many):
            await chats.set_nationality(connection, chat_id, "A" + "ABCDEFGHIJ"[number // 5])
        assert len(await audience.nationalities(connection)) == audience.MOST_OFFERED


@pytest.mark.parametrize("odd", [["ve"], ["VEN"], [7], [None], "VE"])
def test_what_is_no_nationality_is_no_audience(odd: object) -> None:
    """Codes of two capital letters, and nothing else, are kept."""
    with pytest.raises(ValueError, match="nationalities"):
        Audience.load({"nationalities": odd})


async def test_a_broadcast_to_nobody_ends_at_once(db: Database) -> None:
    """Nothing is sent, and it says so."""
    number = await approved(db, Audience(languages=("en",)))
    await people(db, 2)
    assert await finish(db, number) == []
    ended = await get(db, number)
    assert (ended.state, ended.total, ended.report) == (BroadcastState.DONE, 0, {})


async def test_of_two_approvers_at_once_one_approves(db: Database, other: Database) -> None:
    """The other is told that it was done."""
    async with db.begin() as connection:
        number = await broadcasts.create(
            connection, content=Content({"es": "x"}), audience=Audience(), urgent=False, author=1, now=NOW
        )
        await broadcasts.submit(connection, number, now=NOW)

    async def approve(database: Database, who: int) -> bool:
        async with database.begin() as connection:
            return await broadcasts.approve(connection, number, approver=who, due_at=NOW, now=NOW)

    won = await asyncio.gather(*(approve((db, other)[who % 2], who) for who in range(8)))
    assert sum(won) == 1
    assert (await get(db, number)).approver == won.index(True)


async def test_what_was_submitted_is_what_is_approved(db: Database) -> None:
    """It can't be changed meanwhile, unless it is sent back first."""
    async with db.begin() as connection:
        number = await broadcasts.create(
            connection, content=Content({"es": "x"}), audience=Audience(), urgent=False, author=1, now=NOW
        )
        assert await broadcasts.revise(connection, number, content=Content({"es": "y"}), urgent=True)
        assert not await broadcasts.approve(connection, number, approver=2, due_at=NOW, now=NOW)
        await broadcasts.submit(connection, number, now=NOW)
        assert not await broadcasts.revise(connection, number, content=Content({"es": "z"}))
        assert await broadcasts.send_back(connection, number)
        assert await broadcasts.revise(connection, number, content=Content({"es": "z"}))
        assert not await broadcasts.resume(connection, number, now=NOW)
        assert not await broadcasts.pause(connection, number, now=NOW)
    assert (await get(db, number)).content.texts == {"es": "z"}


async def test_a_pause_holds_all_but_what_is_being_sent(db: Database) -> None:
    """Who stood in line is called back, one whose try was in doubt is held; at the end nobody is missed or repeated."""
    ids = await people(db, 25)
    number = await approved(db)
    await advance(db, number)
    first = await send(db, ids[:4])
    async with db.begin() as connection:
        on_the_way = await outbox.lease_next(connection, ids[4], now=NOW, lease=MINUTE)
        doubtful = await outbox.lease_next(connection, ids[5], now=NOW, lease=MINUTE)
        assert on_the_way is not None
        assert doubtful is not None
        await outbox.later(connection, doubtful.id, due_at=NOW, code="unreachable")
        assert await broadcasts.pause(connection, number, now=NOW)
    assert await advance(db, number) == 0
    assert await send(db, ids, now=LATER) == [ids[4]], "only what was on its way, whose lease has run out here"
    async with db.begin() as connection:
        assert not await broadcasts.pause(connection, number, now=NOW)
        assert await broadcasts.resume(connection, number, now=NOW)
        assert not await broadcasts.resume(connection, number, now=NOW)
    after = await finish(db, number)
    assert Counter([*first, ids[4], *after]) == Counter(ids)
    assert (await get(db, number)).report == {"sent": 25}


async def test_called_off_it_ends_when_the_last_answer_has_come(db: Database) -> None:
    """What is on its way still goes and is counted; the rest never leaves; one in doubt is called so."""
    ids = await people(db, 25)
    number = await approved(db)
    await advance(db, number)
    await send(db, ids[:3])
    async with db.begin() as connection:
        on_the_way = await outbox.lease_next(connection, ids[3], now=NOW, lease=MINUTE)
        doubtful = await outbox.lease_next(connection, ids[4], now=NOW, lease=MINUTE)
        assert on_the_way is not None
        assert doubtful is not None
        await outbox.later(connection, doubtful.id, due_at=NOW, code="unreachable")
        assert await broadcasts.cancel(connection, number, now=NOW)
        assert not await broadcasts.cancel(connection, number, now=NOW)
        assert not await broadcasts.resume(connection, number, now=NOW)
    await advance(db, number)
    assert not (await get(db, number)).is_over
    async with db.begin() as connection:
        await outbox.sent(connection, on_the_way.id, now=NOW)
    await advance(db, number)
    ended = await get(db, number)
    assert (ended.state, ended.report, ended.total) == (BroadcastState.CANCELLED, {"sent": 4, "called-off": 1}, 5)
    assert await waiting(db) == []


async def test_who_leaves_while_in_line_is_gone_and_does_not_keep_it_from_ending(db: Database) -> None:
    """Nothing is sent to who left: the row is counted as gone."""
    ids = await people(db, 5)
    number = await approved(db)
    await advance(db, number)
    async with db.begin() as connection:
        await chats.mark_left(connection, ids[2])
    assert await finish(db, number) == [ids[0], ids[1], ids[3], ids[4]]
    assert (await get(db, number)).report == {"sent": 4, "gone": 1}


async def test_many_workers_carry_one_broadcast_out_together(db: Database, other: Database) -> None:
    """Whoever has the row's lock does the next step; nobody is put in line twice."""
    ids = await people(db, 40)
    number = await approved(db)
    reached: list[int] = []
    for _ in range(12):
        await asyncio.gather(*(advance((db, other)[turn % 2], number) for turn in range(6)))
        line = await waiting(db)
        assert len(line) <= AHEAD
        reached += await send(db, line)
    assert reached == ids
    assert (await get(db, number)).report == {"sent": 40}


async def test_the_list_of_outcomes_has_every_row_and_no_chat(db: Database) -> None:
    """Read in pages, by delivery."""
    await people(db, 7)
    number = await approved(db)
    await finish(db, number)
    found: list[tuple[int, OutboxState, str | None, datetime | None]] = []
    while True:
        async with db.read() as connection:
            page = await broadcast_sending.deliveries(connection, number, after=found[-1][0] if found else 0, limit=3)
        if not page:
            break
        found += page
    assert [state for _, state, _, _ in found] == [OutboxState.SENT] * 7
    assert len({number for number, *_ in found}) == 7


async def test_one_of_several_workers_shows_the_progress(db: Database) -> None:
    """Every so often, and only where it is shown somewhere."""
    number = await approved(db)
    every = timedelta(seconds=5)
    async with db.begin() as connection:
        assert not await broadcast_sending.claim_showing(connection, number, every=every, now=LATER)
        await broadcast_sending.show(connection, number, chat_id=1, message=2, now=NOW)
        assert not await broadcast_sending.claim_showing(connection, number, every=every, now=NOW)
        assert await broadcast_sending.claim_showing(connection, number, every=every, now=LATER)
        assert not await broadcast_sending.claim_showing(connection, number, every=every, now=LATER)


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(1, 12))])
async def test_whatever_happens_in_whatever_order_nobody_is_missed_nor_gets_it_twice(
    sqlite: Database, seed: int
) -> None:
    """Steps, sends, deaths of senders, pauses, people who leave: at the end all who stayed have it, once."""
    chance = random.Random(seed)
    ids = await people(sqlite, 30)
    number = await approved(sqlite)
    now, reached, left = NOW, Counter[int](), set[int]()
    for _ in range(150):
        now += timedelta(seconds=20)
        match chance.choice(["advance", "send", "send", "die", "pause", "resume", "leave"]):
            case "advance":
                await advance(sqlite, number, now=now)
            case "send":
                reached.update(await send(sqlite, chance.sample(ids, 6), now=now))
            case "die":  # before anything was sent: the lease runs out
                async with sqlite.begin() as connection:
                    await outbox.lease_next(connection, chance.choice(ids), now=now, lease=MINUTE)
            case "pause" | "resume" as verb:
                async with sqlite.begin() as connection:
                    await (broadcasts.pause if verb == "pause" else broadcasts.resume)(connection, number, now=now)
            case "leave" if len(left) < 4:
                gone = chance.choice(ids)
                left.add(gone)
                async with sqlite.begin() as connection:
                    await chats.mark_left(connection, gone)
    async with sqlite.begin() as connection:
        await broadcasts.resume(connection, number, now=now)
    for _ in range(60):
        now += timedelta(minutes=2)
        await advance(sqlite, number, now=now)
        reached.update(await send(sqlite, ids, now=now))
    ended = await get(sqlite, number)
    assert ended.is_over
    assert max(reached.values()) == 1
    assert set(reached) | left == set(ids)
    assert ended.report is not None
    assert sum(ended.report.values()) == ended.total
    assert ended.report["sent"] == reached.total()
