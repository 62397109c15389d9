"""The queue engine, in memory and on PostgreSQL: a job runs, once at a time, and survives what dies."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress

import pytest

from bot.push import engine
from bot.push.engine import Engine, Queue
from storage.errors import SchemaMismatch, StorageDown
from tests.servers.postgres import PostgresServer


class Jobs:
    """What began, what ran, and what is told to stand still."""

    def __init__(self) -> None:
        self.begun: list[int] = []
        self.ran: list[int] = []
        self.hold = asyncio.Event()
        self.hold.set()

    async def run(self, number: int) -> None:
        self.begun.append(number)
        await self.hold.wait()
        self.ran.append(number)


@pytest.fixture(params=["memory", "postgresql"])
async def queue(request: pytest.FixtureRequest) -> AsyncIterator[Queue]:
    url = "sqlite+aiosqlite:///none.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_database")
        engine.migrate(url)
    made = Queue(url)
    yield made
    await made.close()


@pytest.fixture
async def jobs() -> Jobs:
    return Jobs()


async def test_jobs_run_the_urgent_ones_first(queue: Queue, jobs: Jobs) -> None:
    """A job with the lower number of priority goes first; each runs once."""
    await queue.put("work", dict.fromkeys(range(1, 20), 20))
    await queue.put("work", {99: 10})
    async with Running(queue, jobs):
        await _until(lambda: len(jobs.ran) == 20)
    assert jobs.ran[0] == 99
    assert sorted(jobs.ran) == [*range(1, 20), 99]


async def test_a_job_that_waits_or_runs_is_not_put_twice(queue: Queue, jobs: Jobs) -> None:
    """The sweep puts the same ids again and again: they run once, until they are done, and then may come again."""
    jobs.hold.clear()
    async with Running(queue, jobs):
        for _ in range(3):
            await queue.put("work", {1: 0, 2: 0})
            await asyncio.sleep(0.05)
        jobs.hold.set()
        await _until(lambda: sorted(jobs.ran) == [1, 2])
        await _until_put(queue, jobs, again=1)
    assert sorted(jobs.ran)[:2] == [1, 1]


async def test_a_job_begins_when_it_is_put(queue: Queue, jobs: Jobs) -> None:
    """An engine that stands idle asks for a job as soon as it hears of one, and not when it has done with listening,
    which takes a second or two."""
    async with Running(queue, jobs):
        await asyncio.sleep(0.5)
        put_at = asyncio.get_running_loop().time()
        await queue.put("work", {1: 0})
        await _until(lambda: bool(jobs.begun))
        assert asyncio.get_running_loop().time() - put_at < 0.7


async def test_a_stop_waits_for_what_runs(queue: Queue, jobs: Jobs) -> None:
    """After `stop` nothing new begins, and what began is finished."""
    jobs.hold.clear()
    worker = Engine(queue, "work", jobs.run, at_once=2)
    running = asyncio.create_task(worker.run())
    await queue.put("work", dict.fromkeys(range(10), 0))
    await _until(lambda: bool(jobs.begun))
    worker.stop()
    jobs.hold.set()
    async with asyncio.timeout(20):
        await running
    assert len(jobs.ran) == len(jobs.begun) <= 4


async def test_two_workers_share_the_jobs(postgres_database: str) -> None:
    """On PostgreSQL each job runs at one of them."""
    engine.migrate(postgres_database)
    queues = Queue(postgres_database), Queue(postgres_database)
    one, two = Jobs(), Jobs()
    async with Running(queues[0], one), Running(queues[1], two):
        await queues[0].put("work", dict.fromkeys(range(200), 0))
        await _until(lambda: len(one.ran) + len(two.ran) >= 200)
        await asyncio.sleep(0.2)
    assert sorted(one.ran + two.ran) == list(range(200))
    for queue in queues:
        await queue.close()


async def test_the_engine_goes_on_after_the_database_was_killed(
    postgres_server: PostgresServer, postgres_database: str
) -> None:
    """PostgreSQL dies and comes back: the same engine runs what is put then."""
    engine.migrate(postgres_database)
    queue, jobs = Queue(postgres_database), Jobs()
    async with Running(queue, jobs):
        await queue.put("work", {1: 0})
        await _until(lambda: jobs.ran == [1])
        await asyncio.to_thread(postgres_server.kill)
        await asyncio.sleep(1)
        await asyncio.to_thread(postgres_server.start)
        await _until_put(queue, jobs, again=2)
    await queue.close()


async def test_a_database_without_the_engines_tables_is_refused(postgres_database: str) -> None:
    """It says so at the start, with the mend, instead of failing at the first job."""
    with pytest.raises(SchemaMismatch, match="buzon migrate"):
        await engine.check(postgres_database)
    engine.migrate(postgres_database)
    engine.migrate(postgres_database)
    await engine.check(postgres_database)


class Running:
    """An engine at work on these jobs for the block."""

    def __init__(self, queue: Queue, jobs: Jobs) -> None:
        self._worker = Engine(queue, "work", jobs.run, at_once=20)

    async def __aenter__(self) -> None:
        self._task = asyncio.create_task(self._worker.run())

    async def __aexit__(self, *_: object) -> None:
        self._worker.stop()
        async with asyncio.timeout(10):
            await self._task


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not holds():
            await asyncio.sleep(0.02)


async def _until_put(queue: Queue, jobs: Jobs, *, again: int) -> None:
    """Put it until it has run once more, as the sweep does."""
    before = jobs.ran.count(again)
    async with asyncio.timeout(20):
        while jobs.ran.count(again) == before:
            with suppress(StorageDown):
                await queue.put("work", {again: 0})
            await asyncio.sleep(0.1)
