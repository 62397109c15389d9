"""The one place where background tasks start: a task that falls is told of and started again, until all are stopped."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from bot.metrics import Metrics
from handlers.errors import Misconfigured

_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 60.0

_log = structlog.get_logger(__name__)


class Supervisor:
    """Runs named tasks. What an operator must mend (Misconfigured) ends the process; anything else is tried again."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self.failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def start(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        """Keep `run()` running under this name; when it returns by itself it is done."""
        self._tasks[name] = asyncio.create_task(self._keep(name, run), name=name)

    def alive(self, name: str) -> bool:
        """Whether the task of this name is running."""
        task = self._tasks.get(name)
        return task is not None and not task.done()

    async def stop(self, *, seconds: float) -> None:
        """Wait for the tasks to end by themselves for so long, then cancel them."""
        tasks = list(self._tasks.values())
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _keep(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        pause = _FIRST_PAUSE
        while True:
            began = asyncio.get_running_loop().time()
            try:
                await run()
            except Misconfigured as error:
                if not self.failed.done():
                    self.failed.set_exception(error)
                return
            except Exception:  # the worker's loop: whatever it was, people wait for this task
                self._metrics.restarts.labels(name).inc()
                await _log.aexception("a background task fell and starts again", task=name, pause=pause)
            else:
                return
            if asyncio.get_running_loop().time() - began > _LONGEST_PAUSE:
                pause = _FIRST_PAUSE
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
