"""The queue engine, pgqueuer: on PostgreSQL for any number of processes, in memory for one on SQLite.

A job carries one row's id and is a hint: whoever runs it looks at the rows again. Two engines run in a worker, one for
what is urgent and one for the rest, so that a broadcast's jobs never take the places of an alert's.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import timedelta

import psycopg
import structlog
from pgqueuer import PgQueuer
from pgqueuer.adapters.drivers.psycopg import PsycopgDriver
from pgqueuer.adapters.inmemory import InMemoryDriver, InMemoryQueries
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.metrics.prometheus import collect_metrics
from pgqueuer.models import Job
from pgqueuer.ports import RepositoryPort

from storage import migrations, session
from storage.address import parse_url
from storage.errors import SchemaMismatch, StorageDown

_BEAT = timedelta(seconds=5)
"""A job whose process shows no sign of life for so long is another's. Source: pgqueuer, `heartbeat_timeout`."""

_MOST_AT_A_TIME = 200
_IDLE = timedelta(seconds=1)
_AGAIN_SECONDS = 1.0

_log = structlog.get_logger(__name__)


class _Driver(PsycopgDriver):
    """Listens on a connection of its own.

    psycopg keeps a connection to itself while it waits for notices, the library's driver waits a second at a time, and
    whoever asks over the same connection waits with it: for most jobs, a second at each.
    """

    def __init__(self, listening: psycopg.AsyncConnection, asking: psycopg.AsyncConnection) -> None:
        super().__init__(listening)
        self._asking = PsycopgDriver(asking)

    async def fetch(self, query: str, *args: object) -> list[dict[str, object]]:
        return await self._asking.fetch(query, *args)

    async def execute(self, query: str, *args: object) -> str:
        return await self._asking.execute(query, *args)


class Queue:
    """Where jobs are put. On PostgreSQL over a connection of its own, opened when first needed."""

    def __init__(self, database_url: str) -> None:
        self.shared = parse_url(database_url).get_backend_name() == "postgresql"
        self._url = database_url
        self._memory = None if self.shared else InMemoryQueries(driver=InMemoryDriver())
        self._connection: psycopg.AsyncConnection | None = None
        self._one_at_a_time = asyncio.Lock()

    async def put(self, entrypoint: str, ids: Mapping[int, int]) -> None:
        """One job for each id, the lower its priority the sooner; one that waits or runs already is skipped.

        Raises StorageDown.
        """
        if not ids:
            return
        async with self._one_at_a_time:
            try:
                await (await self._repository()).enqueue(
                    [entrypoint] * len(ids),
                    [str(number).encode() for number in ids],
                    [-priority for priority in ids.values()],  # the engine's higher numbers go first
                    dedupe_key=[f"{entrypoint}:{number}" for number in ids],
                    on_conflict="skip",
                )
            except (psycopg.Error, OSError) as error:
                await self._drop()
                raise StorageDown(f"the queue does not answer ({type(error).__name__})") from error

    async def numbers(self) -> str:
        """The engine's own metrics, in Prometheus' text format. Raises StorageDown."""
        async with self._one_at_a_time:
            try:
                return await collect_metrics(await self._repository())
            except (psycopg.Error, OSError) as error:
                await self._drop()
                raise StorageDown(f"the queue does not answer ({type(error).__name__})") from error

    async def close(self) -> None:
        """Close the connection."""
        async with self._one_at_a_time:
            await self._drop()

    async def connect(self) -> psycopg.AsyncConnection:
        """A new connection as the engine wants it. Raises psycopg.Error."""
        return await session.connect(self._url)

    @asynccontextmanager
    async def engine(self) -> AsyncGenerator[PgQueuer]:
        """A fresh engine that takes what is put here, for the block. Raises psycopg.Error."""
        if self._memory is not None:
            yield PgQueuer(connection=self._memory.driver, queries=self._memory)
            return
        async with AsyncExitStack() as stack:
            listening, asking = [await stack.enter_async_context(_closing(await self.connect())) for _ in range(2)]
            yield PgQueuer(connection=_Driver(listening, asking))

    async def _repository(self) -> RepositoryPort:
        if self._memory is not None:
            return self._memory
        if self._connection is None or self._connection.closed:
            self._connection = await self.connect()
        return Queries.from_psycopg_connection(self._connection)

    async def _drop(self) -> None:
        if self._connection is not None:
            with suppress(psycopg.Error, OSError):
                await self._connection.close()
            self._connection = None


class Engine:
    """Runs the jobs of one entrypoint, at most `at_once` in this process. `act` must not raise."""

    def __init__(self, queue: Queue, entrypoint: str, act: Callable[[int], Awaitable[None]], *, at_once: int) -> None:
        self.name = entrypoint
        self._queue = queue
        self._act = act
        self._at_once = at_once
        self._stopping = asyncio.Event()
        self._running: PgQueuer | None = None

    def stop(self) -> None:
        """No new jobs; those that run finish."""
        self._stopping.set()
        if self._running is not None:
            self._running.shutdown.set()

    async def run(self) -> None:
        """Run jobs until `stop`. A database that goes away is asked again every second."""
        while not self._stopping.is_set():
            try:
                await self._run_once()
            except (psycopg.Error, OSError) as error:
                await _log.awarning("the queue does not answer", engine=self.name, error=type(error).__name__)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._stopping.wait(), _AGAIN_SECONDS)

    async def _run_once(self) -> None:
        async with self._queue.engine() as engine:

            @engine.entrypoint(self.name)
            async def run(job: Job) -> None:
                await self._act(int(job.payload or b"0"))

            self._running = engine
            if self._stopping.is_set():
                return
            try:
                await engine.qm.run(  # its scheduler is not used
                    dequeue_timeout=_IDLE,
                    batch_size=min(self._at_once // 2, _MOST_AT_A_TIME),
                    max_concurrent_tasks=self._at_once,
                    heartbeat_timeout=_BEAT,
                )
            finally:
                self._running = None


@asynccontextmanager
async def _closing(connection: psycopg.AsyncConnection) -> AsyncGenerator[psycopg.AsyncConnection]:
    try:
        yield connection
    finally:
        with suppress(psycopg.Error, OSError):
            await connection.close()


def migrate(database_url: str) -> None:
    """Bring the database to this program's schema, with the engine's own tables where it keeps its jobs there. Safe to
    run twice at once. Blocking, as `storage.migrations` is. Raises StorageDown, StorageError.
    """
    migrations.upgrade(database_url)

    async def upgrade() -> None:
        async with _queries(database_url) as queries:
            if queries is not None:
                await queries.upgrade()

    with ThreadPoolExecutor(1) as thread:  # the caller may be inside a running loop
        thread.submit(asyncio.run, upgrade()).result()


async def check(database_url: str) -> None:
    """Return if the engine's own tables are there. Raises SchemaMismatch with the mend, StorageDown."""
    async with _queries(database_url) as queries:
        if queries is not None and (await queries.plan_upgrade()).statements:
            raise SchemaMismatch("the queue's tables are missing or of another version: run `buzon migrate`")


@asynccontextmanager
async def _queries(database_url: str) -> AsyncGenerator[Queries | None]:
    """The engine's statements over a connection for the block; None on SQLite, where there are no such tables."""
    queue = Queue(database_url)
    if not queue.shared:
        yield None
        return
    try:
        connection = await queue.connect()
        try:
            yield Queries.from_psycopg_connection(connection)
        finally:
            await connection.close()
    except (psycopg.Error, OSError) as error:
        raise StorageDown(f"the queue's tables can't be reached ({type(error).__name__})") from error
