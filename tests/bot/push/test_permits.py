"""A portal's cap holds for all workers together, costs few trips, and lets no burst through after a rest."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.push.gates import Entry, Gate, LocalGates
from bot.push.permits import PortalPermits


class Time:
    """A clock that sleeping moves."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


class CountedGates(LocalGates):
    """The gates of one process, and how often they were asked."""

    trips = 0

    async def enter(self, gates: Sequence[Gate], *, ahead: float = 0.0, places: int = 1) -> Entry:
        self.trips += 1
        return await super().enter(gates, ahead=ahead, places=places)


@pytest.mark.parametrize("rate", [0.5, 3.0, 40.0, 2_000.0])
async def test_the_rate_holds_and_costs_about_four_trips_a_second(rate: float) -> None:
    """Ten seconds' worth of looks take ten seconds; never one trip per look where looks are many."""
    time = Time()
    gates = CountedGates(clock=time)
    permits = PortalPermits(gates, "sine", rate=rate, clock=time, sleep=time.sleep)
    began, looks = time.now, max(2, int(rate * 10))
    for _ in range(looks):
        await permits.permit()
    assert time.now - began == pytest.approx((looks - 1) / rate, rel=0.05)
    assert gates.trips <= 2 * min(looks, 44)


async def test_workers_share_one_cap() -> None:
    """Two workers at one gate get together what one would get alone; another portal's gate is another."""
    gates = LocalGates()
    workers = [PortalPermits(gates, "sine", rate=200) for _ in range(2)]
    other = PortalPermits(gates, "other", rate=1)
    loop = asyncio.get_running_loop()
    began = loop.time()

    async def look(permits: PortalPermits) -> None:
        for _ in range(50):
            await permits.permit()

    await asyncio.gather(*map(look, workers), other.permit())
    assert loop.time() - began > 0.4  # a hundred places at 200 a second; a chunk of each may lie unused


async def test_a_rest_saves_nothing_up() -> None:
    """After a minute without a look the next ones come at the rate, not all at once."""
    time = Time()
    permits = PortalPermits(LocalGates(clock=time), "sine", rate=100, clock=time, sleep=time.sleep)
    await permits.permit()
    time.now += 60
    began = time.now
    for _ in range(101):
        await permits.permit()
    assert time.now - began >= 0.95
