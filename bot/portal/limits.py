"""One time limit for many waits at once, kept by one timer: a timer for each is a tenth of what a request costs."""

import asyncio
from types import TracebackType


class Limits:
    """Waits that may each take `seconds`. To be used within one event loop."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._ends: dict[_Limit, float] = {}  # in the order they began, and so in the order they end
        self._timer: asyncio.TimerHandle | None = None

    def limit(self) -> "_Limit":
        """As `asyncio.timeout(seconds)`, but for `with`: to begin and to end it takes no wait."""
        return _Limit(self)

    def begin(self, limit: "_Limit") -> None:
        """It counts from now on."""
        loop = asyncio.get_running_loop()
        self._ends[limit] = end = loop.time() + self.seconds
        if self._timer is None:
            self._timer = loop.call_at(end, self._ring)

    def end(self, limit: "_Limit") -> None:
        """It counts no more."""
        self._ends.pop(limit, None)

    def _ring(self) -> None:
        loop, self._timer = asyncio.get_running_loop(), None
        for limit, end in list(self._ends.items()):
            if end > loop.time():
                self._timer = loop.call_at(end, self._ring)
                return
            del self._ends[limit]
            limit.expire()


class _Limit:
    """One wait, of the task that enters it. What `asyncio.Timeout` does, and in the same way."""

    __slots__ = ("_before", "_expired", "_limits", "_task")

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._expired = False

    def __enter__(self) -> None:
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("a limit ends a task, and there is none")
        self._task, self._before = task, task.cancelling()
        self._limits.begin(self)

    def expire(self) -> None:
        """End the wait: the task is within it, for it is not running now."""
        self._expired = True
        self._task.cancel()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._limits.end(self)
        # Whoever was cancelled from outside as well is cancelled.
        if self._expired and self._task.uncancel() <= self._before and kind is asyncio.CancelledError:
            raise TimeoutError from error
