"""Whose turn it is: the more urgent first, nobody held up by somebody else's limit, and no place wasted."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from bot.metrics import Metrics
from bot.push.gates import LocalGates
from bot.push.pace import ANSWER, Pace, Rate
from handlers.priorities import PRIORITIES, Priority

ALERT = PRIORITIES[Priority.ALERT]
BROADCAST = PRIORITIES[Priority.BROADCAST]


@pytest.fixture
async def went() -> list[str]:
    return []


@pytest.fixture
async def pace() -> AsyncIterator[Pace]:
    made = Pace(LocalGates(), {"t": Rate(20, 1, 2)}, Metrics())
    yield made
    await made.close()


async def _go(pace: Pace, went: list[str], name: str, address: str, priority: int) -> None:
    await pace.turn("t", address, priority)
    went.append(name)


async def test_an_answer_passes_the_broadcast_and_an_alert_does_too(pace: Pace, went: list[str]) -> None:
    """A hundred broadcasts wait; an alert that comes later goes before nearly all of them, and an answer before it."""
    crowd = [asyncio.create_task(_go(pace, went, "broadcast", str(n), BROADCAST)) for n in range(100)]
    await asyncio.sleep(0.2)
    alert = asyncio.create_task(_go(pace, went, "alert", "a", ALERT))
    await asyncio.sleep(0)
    await _go(pace, went, "answer", "b", ANSWER)
    await alert
    assert went.index("answer") < went.index("alert") < 12
    for task in crowd:
        task.cancel()


async def test_a_chat_that_must_wait_holds_up_nobody(pace: Pace, went: list[str]) -> None:
    """Five messages to one chat, whose burst is two: the others' go at once, in their order."""
    tasks = [asyncio.create_task(_go(pace, went, f"one{n}", "one", ALERT)) for n in range(5)]
    tasks += [asyncio.create_task(_go(pace, went, f"other{n}", f"other{n}", BROADCAST)) for n in range(4)]
    await asyncio.gather(*tasks[5:])
    assert went == ["one0", "one1", "other0", "other1", "other2", "other3"]
    for task in tasks[:5]:
        task.cancel()


async def test_a_chat_that_was_told_to_wait_waits_and_the_others_do_not(pace: Pace, went: list[str]) -> None:
    """A 429 of one chat holds up that chat alone, for as long as it says."""
    await pace.halt("t", "one", 0.5)
    began = time.monotonic()
    one = asyncio.create_task(_go(pace, went, "one", "one", ALERT))
    await _go(pace, went, "other", "other", BROADCAST)
    assert went == ["other"]
    await one
    assert time.monotonic() - began >= 0.5


async def test_two_chats_that_are_told_to_wait_mean_all_of_us(pace: Pace, went: list[str]) -> None:
    """Telegram does not say whom it means: when a second chat hears it too, everybody waits."""
    await pace.halt("t", "one", 0.5)
    await pace.halt("t", "two", 0.5)
    began = time.monotonic()
    await _go(pace, went, "other", "other", BROADCAST)
    assert time.monotonic() - began >= 0.5


async def test_no_place_is_wasted_and_none_is_doubled() -> None:
    """Six hundred chats at 300 a second take the two seconds they need, and hardly more; the first one has no burst."""
    pace = Pace(LocalGates(), {"t": Rate(300, 1)}, Metrics())
    began = time.monotonic()
    times: list[float] = []

    async def one(number: int) -> None:
        await pace.turn("t", str(number), BROADCAST)
        times.append(time.monotonic() - began)

    await asyncio.gather(*(one(number) for number in range(600)))
    await pace.close()
    assert 599 / 300 <= times[-1] <= 599 / 300 + 1
    assert sum(at <= 1 for at in times) <= 301


async def test_who_gives_up_waiting_takes_no_turn(pace: Pace, went: list[str]) -> None:
    """A waiter that was cancelled is passed over."""
    tasks = [asyncio.create_task(_go(pace, went, str(n), str(n), BROADCAST)) for n in range(10)]
    await asyncio.sleep(0)
    for task in tasks[2:9]:
        task.cancel()
    await tasks[9]
    assert went == ["0", "1", "9"]
