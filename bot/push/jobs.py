"""The queue engine's entrypoints, and the sweeps that feed it. The rows are the truth; a job only carries an id.

One job looks into one mailbox, one job drains one chat's outbox; both check their rows again before they act. Jobs live
in memory here (one process, SQLite): after a crash the first sweep finds every due row again.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import timedelta

import structlog
from pgqueuer import PgQueuer
from pgqueuer.models import Job

from bot.metrics import Metrics
from bot.push.deliver import Deliver
from bot.push.watch import Watch
from handlers.errors import OUTAGES
from handlers.world import World
from storage import mailboxes, outbox

_AT_ONCE = 500
_LOOKS_AT_ONCE = 20
_DRAINS_AT_ONCE = 50

_log = structlog.get_logger(__name__)


class Jobs:
    """Feeds and runs the engine. `tick` is the longest a due row waits for a sweep."""

    def __init__(self, world: World, watch: Watch, deliver: Deliver, metrics: Metrics, *, tick: timedelta) -> None:
        self._world = world
        self._watch = watch
        self._deliver = deliver
        self._metrics = metrics
        self._tick = tick.total_seconds()
        self._awake = asyncio.Event()
        self._engine = PgQueuer.in_memory()
        self._register()

    async def wake(self) -> None:
        """The outbox has something new: sweep now instead of at the next tick."""
        self._awake.set()

    async def run_engine(self) -> None:
        """Run jobs until `stop`; on the way out what is running finishes first."""
        await self._deliver.recover()
        await self._engine.run(dequeue_timeout=timedelta(seconds=1), batch_size=50)

    async def run_sweeps(self) -> None:
        """Put due rows into the queue, again and again. A row that has its job already is skipped by its key."""
        while not self._engine.shutdown.is_set():
            try:
                await self._sweep()
            except OUTAGES as outage:
                self._metrics.failures.labels("sweep").inc()
                await _log.awarning("a sweep failed", outage=type(outage).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._awake.wait(), self._tick)
            self._awake.clear()

    def stop(self) -> None:
        """No new jobs; those that run may finish what they are at."""
        self._engine.shutdown.set()
        self._deliver.stop()
        self._awake.set()

    async def _sweep(self) -> None:
        now = self._world.now()
        async with self._world.database.read() as connection:
            due = await mailboxes.due(connection, now=now, limit=_AT_ONCE)
            waiting = await outbox.due_chats(connection, now=now, limit=_AT_ONCE)
        await self._enqueue("deliver", waiting, priority=10)
        await self._enqueue("look", [mailbox.id for mailbox in due], priority=0)

    async def _enqueue(self, entrypoint: str, ids: Sequence[int], *, priority: int) -> None:
        if not ids:
            return
        await self._engine.qm.queries.enqueue(
            [entrypoint] * len(ids),
            [str(number).encode() for number in ids],
            [priority] * len(ids),
            dedupe_key=[f"{entrypoint}:{number}" for number in ids],
            on_conflict="skip",
        )

    def _register(self) -> None:
        @self._engine.entrypoint("look", concurrency_limit=_LOOKS_AT_ONCE)
        async def look(job: Job) -> None:
            if not await self._guarded("look", self._watch.look, job):
                # Or it would be due again at the next tick, and fail again, for ever.
                await self._guarded("put_off", self._watch.put_off, job)

        @self._engine.entrypoint("deliver", concurrency_limit=_DRAINS_AT_ONCE)
        async def deliver(job: Job) -> None:
            await self._guarded("deliver", self._deliver.drain, job)

    async def _guarded(self, name: str, act: Callable[[int], Awaitable[None]], job: Job) -> bool:
        try:
            await act(int(job.payload or b"0"))
        except OUTAGES as outage:
            self._metrics.failures.labels(name).inc()
            await _log.awarning("a job met an outage", job=name, outage=type(outage).__name__)
        except Exception:  # the worker's loop: one bad row must not end the others' service
            self._metrics.failures.labels(name).inc()
            await _log.aexception("a job failed", job=name)
        else:
            return True
        return False
