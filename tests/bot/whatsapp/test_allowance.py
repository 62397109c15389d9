"""Meta counts the people who are written to though they did not write: we stay below, and leave alerts room."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select
from structlog.testing import capture_logs

from bot.channels import limits
from bot.channels.whatsapp import WhatsAppChannel
from bot.channels.whatsapp.standing import LEAST, Standing, standing
from bot.metrics import Metrics
from bot.push.allowance import Allowance, of_whatsapp
from bot.push.deliver import Deliver
from bot.push.gates import LocalGates
from bot.push.pace import Pace, Rate
from handlers.priorities import PRIORITIES, Priority
from sandbox.whatsapp import WhatsApp
from sandbox.whatsapp.faults import Faults
from sandbox.whatsapp.templates import TemplateStatus
from storage import arrivals, chats, outbox
from storage.arrivals import AWAITS_WINDOW, WINDOW_WAIT, Letter
from storage.tables import ChatState, OutboxState
from storage.tables import chats as chat_rows
from storage.tables import outbox as rows
from tests.bot.whatsapp.conftest import Strings
from tests.handlers.parlour import Parlour

ALERT, BROADCAST = PRIORITIES[Priority.ALERT], PRIORITIES[Priority.BROADCAST]
DAY = timedelta(hours=24)


@pytest.fixture
async def allowance(parlour: Parlour, meta: WhatsApp, channel: WhatsAppChannel) -> Allowance:
    """That of a new business: 250 people in 24 hours."""
    meta.gate.limits = replace(meta.gate.limits, people_per_day=250)
    return of_whatsapp(channel, parlour.world, Metrics())


async def reached(parlour: Parlour, chat_ids: range, **values: object) -> None:
    """Rows of the outbox that went out as a template just now, to chats of these ids, which are new."""
    now = parlour.clock.now()
    chat = {"channel": "whatsapp", "state": ChatState.ACTIVE, "created_at": now, "seen_at": now}
    row = {
        "priority": ALERT,
        "text_key": "follow-up",
        "params": {},
        "state": OutboxState.SENT,
        "due_at": now,
        "attempts": 1,
        "created_at": now,
        "settled_at": now,
        "template": "buzon_pendiente",
    }
    async with parlour.world.database.begin() as connection:
        await connection.execute(insert(chat_rows), [chat | {"id": one, "address": f"PE.{one}"} for one in chat_ids])
        await connection.execute(
            insert(rows), [row | {"chat_id": one, "dedupe_key": f"{one}"} | values for one in chat_ids]
        )


async def test_broadcasts_leave_a_fifth_to_alerts(parlour: Parlour, allowance: Allowance) -> None:
    """Of 250 people broadcasts reach 200, alerts the rest; then an alert waits a quarter of an hour at most. Who was
    reached today costs nothing more."""
    assert [await allowance.may_knock(chat, BROADCAST) for chat in range(1, 201)] == [None] * 200
    wait = await allowance.may_knock(201, BROADCAST)
    assert wait is not None
    assert [await allowance.may_knock(chat, ALERT) for chat in range(201, 251)] == [None] * 50
    wait = await allowance.may_knock(251, ALERT)
    assert wait is not None
    assert 60 <= wait <= 900
    assert await allowance.may_knock(7, ALERT) is None


async def test_the_rows_are_the_count(parlour: Parlour, allowance: Allowance) -> None:
    """Whoever wrote to them: 250 people of the last 24 hours are 250. A day later they count no more."""
    await reached(parlour, range(1, 251))
    assert await allowance.may_knock(999, ALERT) is not None
    assert await allowance.may_knock(1, ALERT) is None
    parlour.clock.instant += DAY + timedelta(minutes=1)
    assert await allowance.may_knock(999, ALERT) is None


async def test_an_answer_that_waits_behind_its_template_counts(parlour: Parlour, allowance: Allowance) -> None:
    """The team's answers are unsettled while their person does not write: their template went out all the same."""
    waiting = {
        "state": OutboxState.PENDING,
        "settled_at": None,
        "code": AWAITS_WINDOW,
        "due_at": parlour.clock.now() + WINDOW_WAIT,
    }
    await reached(parlour, range(1, 251), **waiting)
    assert await allowance.may_knock(999, ALERT) is not None
    parlour.clock.instant += DAY + timedelta(minutes=1)
    assert await allowance.may_knock(999, ALERT) is None


async def test_several_processes_stay_below_it_together(
    parlour: Parlour, channel: WhatsAppChannel, allowance: Allowance
) -> None:
    """Three that send at once, each of which sees what the others did only in the rows: never above 250, broadcasts not
    far above 200."""
    three = [allowance, *(of_whatsapp(channel, parlour.world, Metrics()) for _ in range(2))]
    await reached(parlour, range(1, 181))
    through = 180
    for priority, first, most in ((BROADCAST, 1_000, 225), (ALERT, 2_000, 250)):
        for number in range(first, first + 100):
            if await three[number % 3].may_knock(number, priority) is None:
                through += 1
                await reached(parlour, range(number, number + 1))
        assert most - 25 <= through <= most


async def test_a_number_in_trouble_sends_alerts_alone(
    parlour: Parlour, meta: WhatsApp, channel: WhatsAppChannel, allowance: Allowance
) -> None:
    """Quality RED: broadcasts wait for an hour, and the operator is told; alerts go. Once it is better, all go."""
    meta.account = replace(meta.account, quality_rating="RED")
    with capture_logs() as logs:
        assert await allowance.may_knock(1, BROADCAST) == 3600
    assert any(line["log_level"] == "error" and "quality is low" in line["event"] for line in logs)
    assert await allowance.may_knock(1, ALERT) is None
    meta.account = replace(meta.account, quality_rating="YELLOW")
    parlour.later(minutes=6)
    assert await allowance.may_knock(2, BROADCAST) is None


async def test_what_was_told_holds_while_nobody_answers(
    parlour: Parlour, meta: WhatsApp, channel: WhatsAppChannel
) -> None:
    """2,000 people may be reached; the API is away when it is asked again: they may still."""
    allowance = of_whatsapp(channel, parlour.world, Metrics())
    assert await allowance.may_knock(1, ALERT) is None
    meta.faults = Faults(html_502=True)
    parlour.later(minutes=6)
    await reached(parlour, range(2, 400))
    assert await allowance.may_knock(999, ALERT) is None


async def test_where_nobody_tells_it_is_the_least(parlour: Parlour) -> None:
    """An answer without a tier means 250, and the log says so once."""

    async def ask() -> Standing:
        return standing({"id": "1"})

    allowance = Allowance(parlour.world, Metrics(), channel="whatsapp", ask=ask)
    with capture_logs() as logs:
        assert [await allowance.may_knock(chat, ALERT) for chat in range(LEAST)] == [None] * LEAST
        assert await allowance.may_knock(LEAST, ALERT) is not None
    assert sum("does not tell how many people" in line["event"] for line in logs) == 1


@pytest.mark.parametrize(
    ("tier", "people"),
    [
        ("TIER_50", 50),
        ("TIER_250", 250),
        ("TIER_2K", 2_000),
        ("TIER_2000", 2_000),
        ("TIER_100K", 100_000),
        ("TIER_UNLIMITED", None),
        ("TIER_GOLD", 250),
        ("", 250),
        (None, 250),
    ],
)
def test_the_tiers(tier: str | None, people: int | None) -> None:
    """Thousands are written in two ways; what is no tier is the least."""
    assert standing({"whatsapp_business_manager_messaging_limit": tier}).people == people


@pytest.fixture
async def deliver(parlour: Parlour, channel: WhatsAppChannel, allowance: Allowance) -> AsyncIterator[Deliver]:
    pace = Pace(LocalGates(), {"whatsapp": Rate(10_000, 10_000)}, Metrics())
    channels = {"whatsapp": (channel, limits.WHATSAPP)}
    made = Deliver(parlour.world, channels, pace, Metrics(), at_once=4, allowance=allowance)
    yield made
    made.stop()
    await made.close()
    await pace.close()


async def test_a_template_that_is_refused_rests(
    parlour: Parlour, meta: WhatsApp, strings: Strings, deliver: Deliver
) -> None:
    """Alerts whose template is paused are a handful of refusals; they wait, and go when the template may again."""
    await _template(meta, TemplateStatus.PAUSED)
    waiting = [await _alert(parlour, await _person(strings)) for _ in range(30)]
    await _drain(deliver, waiting)
    assert meta.calls["POST post_message"] <= 8
    async with parlour.world.database.read() as connection:
        held = (await connection.execute(select(rows.c.state, rows.c.code, rows.c.due_at))).all()
    assert {(row.state, row.code) for row in held} == {(OutboxState.PENDING, "template")}
    assert {row.due_at - parlour.clock.now() for row in held} <= {timedelta(minutes=15)}
    await _template(meta, TemplateStatus.APPROVED)
    parlour.later(minutes=16)
    await _drain(deliver, waiting)
    async with parlour.world.database.read() as connection:
        sent = await outbox.stats(connection, now=parlour.clock.now())
    assert sent.by_state[OutboxState.SENT] == 30


async def test_whoever_writes_gets_what_waited_for_a_template(
    parlour: Parlour, meta: WhatsApp, strings: Strings, deliver: Deliver
) -> None:
    """The template rests for a quarter of an hour; who writes meanwhile opens the way for the message itself."""
    await _template(meta, TemplateStatus.DISABLED)
    person = await _person(strings)
    waiting = await _alert(parlour, person)
    await _drain(deliver, [waiting])
    await strings.pull("POST", f"/people/{person['id']}/messages", {"text": "hola"})
    letter = Letter("wamid.hola", person["user_id"], None, None, parlour.clock.now())
    async with parlour.world.database.begin() as connection:
        await arrivals.place(
            connection,
            parlour.world.vault,
            [letter],
            channel="whatsapp",
            seal=lambda _: (b"sealed", 1),
            now=parlour.clock.now(),
        )
    await _drain(deliver, [waiting])
    chat = await strings.pull("GET", f"/people/{person['id']}/chat")
    (sent,) = [message for message in chat["messages"] if message["from"] == "business"]
    assert sent["type"] != "template"


async def test_an_account_that_is_refused_is_left_alone(
    parlour: Parlour, meta: WhatsApp, strings: Strings, deliver: Deliver
) -> None:
    """A debt, a block: what is refused to one template is refused to all. A handful of tries, then a quarter of an hour
    without any."""
    await _template(meta, TemplateStatus.APPROVED)
    meta.faults = Faults(error_code=131042)
    waiting = [await _alert(parlour, await _person(strings)) for _ in range(30)]
    await _drain(deliver, waiting)
    assert meta.refusals[131042] <= 8
    meta.faults = Faults()
    parlour.later(minutes=16)
    await _drain(deliver, waiting)
    async with parlour.world.database.read() as connection:
        sent = await outbox.stats(connection, now=parlour.clock.now())
    assert sent.by_state[OutboxState.SENT] == 30


async def _template(meta: WhatsApp, status: TemplateStatus) -> None:
    """The template `buzon_pendiente` in Spanish, where it now stands."""
    body = {
        "name": "buzon_pendiente",
        "language": "es",
        "category": "UTILITY",
        "components": [
            {"type": "BODY", "text": "👋 Dejamos algo a medias."},
            {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Ver"}]},
        ],
    }
    template = next(iter(meta.templates.all()), None) or meta.templates.create(body, now=meta.now)
    meta.judge(template, status=status)


async def _alert(parlour: Parlour, person: dict[str, Any]) -> int:
    """The chat of somebody with a phone, who has not written, and an alert in line for them."""
    now = parlour.clock.now()
    async with parlour.world.database.begin() as connection:
        chat = await chats.ensure(connection, "whatsapp", person["user_id"], now=now)
        await outbox.add(
            connection,
            chat_id=chat.id,
            dedupe_key=f"{chat.id}",
            text_key="follow-up",
            params={},
            priority=ALERT,
            due_at=now,
            now=now,
        )
    return chat.id


async def _person(strings: Strings) -> dict[str, Any]:
    person: dict[str, Any] = await strings.pull("POST", "/people", {"name": "Yuleisy"})
    return person


async def _drain(deliver: Deliver, chat_ids: list[int]) -> None:
    async with asyncio.timeout(20):
        await asyncio.gather(*(deliver.drain(chat) for chat in chat_ids))
