"""Many waits under one time limit, kept by one timer."""

import asyncio

import pytest

from bot.portal.limits import Limits


async def _slept(limits: Limits, seconds: float) -> str:
    try:
        with limits.limit():
            await asyncio.sleep(seconds)
    except TimeoutError:
        return "late"
    return "done"


async def test_each_wait_ends_at_its_own_limit_and_the_others_are_let_be() -> None:
    """Waits that begin one after the other, some quick, some for ever: those are ended, each in its own time."""
    loop = asyncio.get_running_loop()
    limits = Limits(0.3)
    began = loop.time()
    waits = []
    for seconds in (0.05, 60.0, 0.1, 60.0):
        waits.append(asyncio.create_task(_slept(limits, seconds)))
        await asyncio.sleep(0.1)
    assert await asyncio.gather(*waits) == ["done", "late", "done", "late"]
    assert 0.6 <= loop.time() - began < 2.0
    assert await _slept(limits, 60.0) == "late", "the timer is set anew after a pause"


async def test_who_is_cancelled_from_outside_is_cancelled_and_not_late() -> None:
    """A stop stays a stop."""
    limits = Limits(5.0)
    wait = asyncio.create_task(_slept(limits, 60.0))
    await asyncio.sleep(0.01)
    wait.cancel()
    with pytest.raises(asyncio.CancelledError):
        await wait


async def test_who_is_stopped_in_the_moment_of_being_late_is_stopped() -> None:
    """The limit rings and the stop comes before the task has run: it must not go on as if it were only late."""
    limits = Limits(0.05)
    wait = asyncio.create_task(_slept(limits, 60.0))
    await asyncio.sleep(0)
    (limit,) = limits._ends
    limit.expire()
    wait.cancel()
    with pytest.raises(asyncio.CancelledError):
        await wait
