"""Locks between processes: one holder at a time, and a holder that dies holds nobody up."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from storage.errors import StorageDown
from storage.locks import SharedLocks
from tests.servers.postgres import PostgresServer


@pytest.fixture
async def two(postgres_database: str) -> AsyncIterator[tuple[SharedLocks, SharedLocks]]:
    """Two processes, as far as the database can tell."""
    locks = SharedLocks(postgres_database), SharedLocks(postgres_database)
    yield locks
    for each in locks:
        await each.close()


async def test_one_holds_and_the_other_waits(two: tuple[SharedLocks, SharedLocks]) -> None:
    """The second goes in when the first has come out; other names do not wait."""
    one, other = two
    order: list[str] = []

    async def second() -> None:
        async with other.hold("chat:1"):
            order.append("second")

    async with one.hold("chat:1") as held:
        assert held
        waiting = asyncio.create_task(second())
        async with other.hold("chat:2"):
            order.append("elsewhere")
        await asyncio.sleep(0.2)
        order.append("first")
    async with asyncio.timeout(20):
        await waiting
    assert order == ["elsewhere", "first", "second"]


async def test_who_does_not_want_to_wait_is_told(two: tuple[SharedLocks, SharedLocks]) -> None:
    """`wait=False` gives False at once where somebody has it, and gives nothing back that it did not take."""
    one, other = two
    async with one.hold("chat:1"):
        async with other.hold("chat:1", wait=False) as held:
            assert not held
        async with other.hold("chat:1", wait=False) as held:
            assert not held
    async with other.hold("chat:1", wait=False) as held:
        assert held


async def test_a_hundred_counters_lose_nothing(two: tuple[SharedLocks, SharedLocks]) -> None:
    """A hundred read-and-write steps from two processes, and none overwrites another."""
    kept = {"count": 0}
    within: dict[int, asyncio.Lock] = {0: asyncio.Lock(), 1: asyncio.Lock()}

    async def add(number: int) -> None:
        async with within[number % 2], two[number % 2].hold("counter"):
            seen = kept["count"]
            await asyncio.sleep(0.001)
            kept["count"] = seen + 1

    async with asyncio.timeout(30):
        await asyncio.gather(*(add(number) for number in range(100)))
    assert kept["count"] == 100


async def test_a_session_that_ends_lets_go(two: tuple[SharedLocks, SharedLocks]) -> None:
    """Whoever is killed while it holds a lock holds nobody up."""
    one, other = two
    holding = one.hold("chat:1")
    await holding.__aenter__()
    await one.close()
    async with asyncio.timeout(20), other.hold("chat:1") as held:
        assert held


async def test_a_database_that_dies_is_said_and_found_again(
    postgres_server: PostgresServer, two: tuple[SharedLocks, SharedLocks]
) -> None:
    """StorageDown while it is away; the next one after it opens a session of its own."""
    async with two[0].hold("chat:1"):
        await asyncio.to_thread(postgres_server.kill)
    with pytest.raises(StorageDown):
        async with two[0].hold("chat:1"):
            pass
    await asyncio.to_thread(postgres_server.start)
    async with two[0].hold("chat:1") as held:
        assert held
