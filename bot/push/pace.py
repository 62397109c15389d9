"""How fast to send: a platform's limits, and whose turn it is. One dispatcher per channel picks what is ready.

A platform counts everything a bot sends, so answers and pushes wait in one line, the more urgent first. A chat that
must wait holds up nobody else. Places are taken a little ahead, so that a late timer wastes none; an answer may take
one further ahead than a broadcast, so that it passes the broadcasts of other processes too.
"""

import asyncio
import heapq
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count

from bot.channels.messages import Whom
from bot.metrics import Metrics
from bot.push.gates import MOST_AHEAD, Gate, Gates

ANSWER = 0
"""The priority of an answer to a person; those of pushes are `handlers.intake.PRIORITIES`."""

_AHEAD = 0.08
_AHEAD_ANSWER = MOST_AHEAD
"""Seconds. A broadcast's places are hardly older than this when an answer comes and wants the next one; and what this
process caught up with after it was held up is less than platforms let through at once."""

_RESERVE = 0.99
"""The share of the overall rate that is used: the last per cent is for what the way to the platform pushes together."""

_MOST_LATE = 0.02
"""Seconds of places that may go in one moment where this process was held up; a busy loop is late by so much always."""

_AT_ONCE = 20
"""How many ask for a place in one trip."""

_CATCHING_UP = 0.8
"""Of an interval, the least between two that go: what a pause of this process held up is caught up with, no flood."""


@dataclass(frozen=True, slots=True)
class Rate:
    """What a channel takes: messages per second to all, to one chat, and how many at once to one chat."""

    overall: float
    chat: float
    chat_burst: int = 4


@dataclass(order=True, slots=True)
class _Waiter:
    priority: int
    number: int
    address: str = field(compare=False)
    go: asyncio.Future[None] = field(compare=False)


class Pace:
    """The lines of all channels."""

    def __init__(self, gates: Gates, rates: Mapping[str, Rate], metrics: Metrics) -> None:
        self._lines = {name: _Line(name, rate, gates, metrics) for name, rate in rates.items()}

    async def turn(self, channel: str, address: str, priority: int = ANSWER) -> None:
        """Wait until a message of this priority may go to this chat."""
        await self._lines[channel].turn(address, priority)

    async def halt(self, channel: str, address: str, seconds: float, whom: Whom = Whom.UNSAID) -> None:
        """The platform said: not before so many seconds. Telegram does not say whether it means the chat or all."""
        await self._lines[channel].halt(address, seconds, whom)

    async def close(self) -> None:
        """End the dispatchers; whoever still waits is cancelled."""
        for line in self._lines.values():
            await line.close()


class _Line:
    """One channel's waiters and the dispatcher that lets them go; it runs while somebody waits."""

    def __init__(self, name: str, rate: Rate, gates: Gates, metrics: Metrics) -> None:
        self._name = name
        self._rate = rate
        self._gates = gates
        self._waits = metrics.pace_wait
        self._overall = Gate(name, 1 / (rate.overall * _RESERVE))
        self._granted: deque[tuple[float, asyncio.Future[None]]] = deque()
        self._next: asyncio.TimerHandle | None = None
        self._free_at = 0.0
        self._numbers = count()
        self._ready: list[_Waiter] = []
        self._held: list[tuple[float, _Waiter]] = []
        self._arrived = asyncio.Event()
        self._dispatcher: asyncio.Task[None] | None = None
        self._halted: dict[str, float] = {}

    async def turn(self, address: str, priority: int) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        waiter = _Waiter(priority, next(self._numbers), address, loop.create_future())
        heapq.heappush(self._ready, waiter)
        self._arrived.set()
        if self._dispatcher is None or self._dispatcher.done():
            self._dispatcher = asyncio.create_task(self._dispatch(), name=f"pace-{self._name}")
        await waiter.go
        self._waits.labels(self._name).observe(loop.time() - began)

    async def halt(self, address: str, seconds: float, whom: Whom) -> None:
        """Shut the gate that is meant. Where nobody said which, it is the chat's; a second chat that is told to wait
        meanwhile shows that all of us are meant."""
        if whom is Whom.ALL:
            await self._gates.halt(self._overall, seconds)
            return
        if whom is Whom.CHAT:
            await self._gates.halt(self._chat(address), seconds)
            return
        now = asyncio.get_running_loop().time()
        self._halted = {chat: until for chat, until in self._halted.items() if until > now}
        others = any(chat != address for chat in self._halted)
        self._halted[address] = now + seconds
        await self._gates.halt(self._chat(address), seconds)
        if others:
            await self._gates.halt(self._overall, seconds)

    async def close(self) -> None:
        if self._dispatcher is not None:
            self._dispatcher.cancel()
            await asyncio.gather(self._dispatcher, return_exceptions=True)
        if self._next is not None:
            self._next.cancel()
        for _, go in self._granted:
            go.cancel()
        for waiter in (*self._ready, *(held for _, held in self._held)):
            waiter.go.cancel()

    def _chat(self, address: str) -> Gate:
        return Gate(f"{self._name}:{address}", 1 / self._rate.chat, (self._rate.chat_burst - 1) / self._rate.chat)

    async def _dispatch(self) -> None:
        loop = asyncio.get_running_loop()
        while self._ready or self._held:
            now = loop.time()
            while self._held and self._held[0][0] <= now:
                heapq.heappush(self._ready, heapq.heappop(self._held)[1])
            self._arrived.clear()
            if not self._ready:
                await self._until(self._held[0][0] - now)
                continue
            asking = self._next_ones()
            if not asking:
                continue
            entries = await self._gates.enter_each(
                self._overall,
                [self._chat(waiter.address) for waiter in asking],
                ahead=_AHEAD_ANSWER if asking[0].priority == ANSWER else _AHEAD,
            )
            full = [entry.wait for entry in entries if entry.shut == self._overall.key]
            for waiter, entry in zip(asking, entries, strict=True):
                if entry.taken:
                    self._grant(waiter, loop.time() + entry.wait)
                elif entry.shut == self._overall.key:
                    heapq.heappush(self._ready, waiter)
                else:
                    heapq.heappush(self._held, (loop.time() + entry.wait, waiter))
            if full:  # somebody more urgent who comes meanwhile may look further ahead
                await self._until(min(full))

    def _next_ones(self) -> list[_Waiter]:
        """The most urgent few, all of them answers or none; those who gave up are left out."""
        asking: list[_Waiter] = []
        while self._ready and len(asking) < _AT_ONCE:
            if asking and (self._ready[0].priority == ANSWER) != (asking[0].priority == ANSWER):
                break
            waiter = heapq.heappop(self._ready)
            if not waiter.go.done():
                asking.append(waiter)
        return asking

    def _grant(self, waiter: _Waiter, at: float) -> None:
        self._granted.append((at, waiter.go))
        if self._next is None:
            self._next = asyncio.get_running_loop().call_at(at, self._let_go)

    def _let_go(self) -> None:
        """Those whose place has come, at most a few at once: a server counts what arrives, not what was due."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        self._free_at = max(self._free_at, now - _MOST_LATE)
        while self._granted and max(self._granted[0][0], self._free_at) <= now:
            at, go = self._granted.popleft()
            self._free_at = max(at, self._free_at) + _CATCHING_UP * self._overall.interval
            if not go.done():
                go.set_result(None)
        self._next = None
        if self._granted:
            self._next = loop.call_at(max(self._granted[0][0], self._free_at), self._let_go)

    async def _until(self, seconds: float) -> None:
        """Sleep so long, or until somebody new arrives."""
        sleeping = asyncio.ensure_future(self._arrived.wait())
        await asyncio.wait({sleeping}, timeout=max(seconds, 0.001))
        sleeping.cancel()
