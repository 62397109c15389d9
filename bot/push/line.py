"""Where claimed mailboxes wait: between the one that claims them and the lanes that look into them."""

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import suppress

from bot.push.claims import Claimed


class Line:
    """Claimed mailboxes that wait for a lane. It is `short` when no more than `low` are left."""

    def __init__(self, claimed: Sequence[Claimed] = (), *, low: int = 0) -> None:
        self.waiting = deque(claimed)
        self.low = low
        self.stopped = False
        self.given_up = False
        self.impatient: set[asyncio.Timeout] = set()
        self._short = asyncio.Event()
        self._prompted = asyncio.Event()
        self._moved = asyncio.Event()

    def put(self, claimed: Sequence[Claimed]) -> None:
        """Put these at the end."""
        self.waiting.extend(claimed)
        self._move()

    def take(self) -> Claimed:
        """The first one."""
        claimed = self.waiting.popleft()
        if len(self.waiting) <= self.low:
            self._short.set()
        return claimed

    def clear(self) -> list[Claimed]:
        """Take all of them out."""
        taken = list(self.waiting)
        self.waiting.clear()
        self.prompt()
        return taken

    def stop(self) -> None:
        """Nothing more is put here."""
        self.stopped = True
        self._move()

    def give_up(self) -> None:
        """As `stop`, and whoever waits for a permit lets go."""
        self.given_up = True
        for patience in self.impatient:
            patience.reschedule(0)
        self.stop()

    def prompt(self) -> None:
        """Whoever feeds the line, or waits for it to move, is to look again, now."""
        self._short.set()
        self._prompted.set()
        self._move()

    async def moved(self, seconds: float | None) -> None:
        """Wait until something is put here, at most so long."""
        await _wait(self._moved, seconds)

    async def short(self) -> None:
        """Wait until the line is short."""
        if len(self.waiting) > self.low:
            self._short.clear()
            await self._short.wait()

    async def prompted(self, seconds: float) -> None:
        """Wait for a prompt, at most so long."""
        await _wait(self._prompted, seconds)
        self._prompted.clear()

    def _move(self) -> None:
        self._moved.set()
        self._moved.clear()  # whoever waits has been told; whoever comes later looks first


async def _wait(event: asyncio.Event, seconds: float | None) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
