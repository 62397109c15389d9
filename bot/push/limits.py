"""One time limit for many waits at once, kept by one timer: a timer for each is a fortieth of what a look costs."""

import asyncio
from types import TracebackType
from typing import Self


class Limits:
    """Waits that may each take `seconds`. To be used within one event loop."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._ends: dict[asyncio.Timeout, float] = {}  # in the order they began, and so in the order they end
        self._timer: asyncio.TimerHandle | None = None

    def limit(self) -> "_Limit":
        """As `asyncio.timeout(seconds)`."""
        return _Limit(self)

    def begin(self, timeout: asyncio.Timeout) -> None:
        """It counts from now on."""
        loop = asyncio.get_running_loop()
        self._ends[timeout] = end = loop.time() + self.seconds
        if self._timer is None:
            self._timer = loop.call_at(end, self._ring)

    def end(self, timeout: asyncio.Timeout) -> None:
        """It counts no more."""
        self._ends.pop(timeout, None)

    def _ring(self) -> None:
        loop, self._timer = asyncio.get_running_loop(), None
        for timeout, end in list(self._ends.items()):
            if end > loop.time():
                self._timer = loop.call_at(end, self._ring)
                return
            del self._ends[timeout]
            timeout.reschedule(0)


class _Limit:
    """One wait."""

    __slots__ = ("_limits", "_timeout")

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._timeout = asyncio.timeout(None)

    async def __aenter__(self) -> Self:
        await self._timeout.__aenter__()
        self._limits.begin(self._timeout)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._limits.end(self._timeout)
        await self._timeout.__aexit__(kind, error, trace)
