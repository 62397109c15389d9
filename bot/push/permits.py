"""How often all workers together may look into one portal: places at its gate, fetched by the handful.

A gate that all processes share costs a trip to Redis. A quarter of a second's places are taken in one trip, so that two
thousand looks a second cost four trips, not two thousand.
"""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic

from bot.push.gates import Gate, Gates

_CHUNK_SECONDS = 0.25


class PortalPermits:
    """Fulfils `bot.push.watch.Permits`. `rate` is looks per second of all workers together."""

    def __init__(
        self,
        gates: Gates,
        portal: str,
        *,
        rate: float,
        clock: Callable[[], float] = monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._gates = gates
        self._gate = Gate(f"portal:{portal}", 1 / rate)
        self._chunk = max(1, int(rate * _CHUNK_SECONDS))
        self._clock = clock
        self._sleep = sleep
        self._fetching = asyncio.Lock()
        self._next = 0.0
        self._left = 0

    async def permit(self) -> None:
        """Wait until one look more may begin."""
        async with self._fetching:  # in the order in which they came
            at = await self._place()
        if (wait := at - self._clock()) > 0:
            await self._sleep(wait)

    async def _place(self) -> float:
        """The instant of the next place that is ours. Places whose instant has passed are lost: no burst later."""
        self._skip_passed()
        while not self._left:
            entry = await self._gates.enter([self._gate], ahead=_CHUNK_SECONDS, places=self._chunk)
            if entry.taken:
                self._next, self._left = self._clock() + entry.wait, self._chunk
            else:
                await self._sleep(entry.wait)
        at = self._next
        self._next += self._gate.interval
        self._left -= 1
        return at

    def _skip_passed(self) -> None:
        # One interval of grace: a loop that wakes a moment late must not lose every place.
        late = int((self._clock() - self._next) / self._gate.interval) - 1
        if self._left and late > 0:
            lost = min(late, self._left)
            self._next += lost * self._gate.interval
            self._left -= lost
