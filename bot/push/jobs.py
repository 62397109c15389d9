"""What feeds the queue engine, and what its jobs do. The rows are the truth; a job only carries a chat's id.

A sweep puts a job in line for every chat that has something due: at once when this process has written something, else
every second. After a crash, of a process or of the queue, the next sweep finds every due row again.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

import structlog

from bot.metrics import Metrics
from bot.push import elsewhere
from bot.push.broadcasts import Broadcasts
from bot.push.deliver import Deliver
from bot.push.engine import Engine, Queue
from bot.push.ledger import OutageLedger
from bot.push.untold import Untold
from bot.push.watch import Watch
from bot.supervisor import Supervisor
from handlers.errors import OUTAGES
from handlers.priorities import PRIORITIES, Priority
from handlers.world import World
from storage import outbox

_TICK_SECONDS = 1.0
_LEDGER_SECONDS = 60.0
_LEAST_JOBS, _MOST_JOBS, _JOBS_FOR_SECONDS = 100, 2_000, 2.5
"""An engine that has as many jobs as it may have looks for more a second later: what it has must last longer than that,
or it stands still with a long line before it. How many rows are leased at once is for `deliver.py` to say."""
_AT_MOST = 1_000
"""Chats to a sweep and kind: more than are sent to before the next one comes."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Kind:
    """Messages of these priorities have an engine of their own."""

    name: str
    priorities: tuple[int, int]


ALERTS = Kind("alerts", (0, PRIORITIES[Priority.ALERT]))
REST = Kind("rest", (PRIORITIES[Priority.ALERT] + 1, outbox.ALL[1]))


class Feeder:
    """Puts jobs in line."""

    def __init__(self, world: World, queue: Queue, metrics: Metrics) -> None:
        self._world = world
        self._queue = queue
        self._metrics = metrics
        self._awake = asyncio.Event()
        self._stopping = False

    async def wake(self) -> None:
        """The outbox has something new: sweep now instead of at the next tick."""
        self._awake.set()

    def stop(self) -> None:
        """No more sweeps."""
        self._stopping = True
        self._awake.set()

    async def run(self, *, only_when_woken: bool = False) -> None:
        """Sweep until `stop`. Where workers sweep every second, it is enough that others do it when they have news."""
        if only_when_woken:
            await self._awake.wait()
        while not self._stopping:
            self._awake.clear()
            try:
                await self._sweep()
            except OUTAGES as outage:
                self._metrics.failures.labels("sweep").inc()
                await _log.awarning("a sweep failed", outage=type(outage).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._awake.wait(), None if only_when_woken else _TICK_SECONDS)

    async def _sweep(self) -> None:
        now = self._world.now()
        for kind in (ALERTS, REST):
            async with self._world.database.read() as connection:
                waiting = await outbox.due_chats(connection, now=now, limit=_AT_MOST, priorities=kind.priorities)
            await self._queue.put(kind.name, waiting)


def engines(queue: Queue, deliver: Deliver, metrics: Metrics, *, rate: float) -> list[Engine]:
    """The engines of a worker, one per kind, for so many sends a second."""
    at_once = min(_LEAST_JOBS + round(rate * _JOBS_FOR_SECONDS), _MOST_JOBS)

    def draining(kind: Kind) -> Callable[[int], Awaitable[None]]:
        async def drain(chat_id: int) -> None:
            try:
                await deliver.drain(chat_id, kind.priorities)
            except OUTAGES as outage:
                metrics.failures.labels("deliver").inc()
                await _log.awarning("a delivery met an outage", kind=kind.name, outage=type(outage).__name__)
            except Exception:  # the worker's loop: one bad row must not end the others' service
                metrics.failures.labels("deliver").inc()
                await _log.aexception("a delivery failed", kind=kind.name)

        return drain

    return [Engine(queue, kind.name, draining(kind), at_once=at_once) for kind in (ALERTS, REST)]


PUSH_TASKS = ("watch", "sweeps", "untold", "leases", "broadcasts", *(f"engine {kind.name}" for kind in (ALERTS, REST)))
"""The tasks of a worker, by their names at the supervisor: all must be alive."""


class Push:
    """All of a worker: the watch, the sweeps, the telling of what was brought, and the engines that send."""

    def __init__(
        self,
        world: World,
        watch: Watch,
        ledger: OutageLedger,
        deliver: Deliver,
        broadcasts: Broadcasts,
        *,
        queue: Queue,
        metrics: Metrics,
        rate: float,
    ) -> None:
        """`rate` is how many messages a second the channels take together."""
        self._world = world
        self._ledger = ledger
        self._metrics = metrics
        self.feeder = Feeder(world, queue, metrics)
        self.untold = Untold(world, metrics)
        self._watch = watch
        self._deliver = deliver
        self._broadcasts = broadcasts
        self._engines = engines(queue, deliver, metrics, rate=rate)
        self._stopping = asyncio.Event()

    def start(self, supervisor: Supervisor) -> None:
        """Start all of it."""
        supervisor.start("watch", lambda: self._watch.run(self._stopping))
        supervisor.start("ledger", self._keep_ledger)
        supervisor.start("sweeps", self._sweeps)
        supervisor.start("untold", self.untold.run)
        supervisor.start("leases", self._deliver.keep_leases)
        supervisor.start("broadcasts", lambda: self._broadcasts.run(self._stopping))
        if len(self._world.deep_links) > 1:
            supervisor.start("other chats", lambda: elsewhere.run(self._world, self._metrics, self._stopping))
        for engine in self._engines:
            supervisor.start(f"engine {engine.name}", engine.run)

    def stop(self) -> None:
        """Nothing new; what is under way finishes."""
        self._stopping.set()
        self.feeder.stop()
        self.untold.stop()
        self._deliver.stop()
        for engine in self._engines:
            engine.stop()

    async def close(self) -> None:
        """Return when what was sent is written down."""
        await self._deliver.close()

    async def _keep_ledger(self) -> None:
        while not self._stopping.is_set():
            try:
                await self._ledger.sweep(self._world.now())
            except OUTAGES as outage:
                await _log.awarning("the ledger of outages can't be kept", outage=type(outage).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), _LEDGER_SECONDS)

    async def _sweeps(self) -> None:
        await self._deliver.recover()
        await self.feeder.run()
