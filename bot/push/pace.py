"""How fast to send: GCRA per channel and per chat, in this process.

A platform counts everything a bot sends to a chat, so answers and alerts go through the same two clocks. The global
one allows no burst: the first second, when a client's burst meets the server's, is where limiters overrun.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic


@dataclass(frozen=True, slots=True)
class Rate:
    """What a channel takes: messages per second to all, to one chat, and how many at once to one chat."""

    overall: float
    chat: float
    chat_burst: int = 4


@dataclass(slots=True)
class Gcra:
    """The generic cell rate algorithm: `reserve` gives the seconds until the next message may go, and takes its place.

    Source: ITU-T I.371; `interval` is 1/rate, `tolerance` is (burst - 1) intervals.
    """

    interval: float
    tolerance: float = 0.0
    due: float = field(default=0.0)

    def earliest(self, now: float) -> float:
        """The first instant, at or after `now`, at which a message conforms."""
        return max(now, self.due - self.tolerance)

    def take(self, at: float) -> None:
        """A message goes at `at`."""
        self.due = max(self.due, at) + self.interval


class Pace:
    """The clocks of all channels. A chat's clock is forgotten once it is idle."""

    def __init__(self, rates: Mapping[str, Rate], *, clock: Callable[[], float] = monotonic) -> None:
        self._rates = rates
        self._clock = clock
        self._overall = {name: Gcra(1 / rate.overall) for name, rate in rates.items()}
        self._chats: dict[tuple[str, str], Gcra] = {}

    def reserve(self, channel: str, address: str) -> tuple[float, bool]:
        """Seconds to wait, and whether a place was taken: if so the message goes after the wait, else ask again then.

        A chat that must wait takes no place on the global clock meanwhile, so that it does not hold up the others.
        """
        rate = self._rates[channel]
        now = self._clock()
        overall = self._overall[channel]
        chat = self._chats.get((channel, address))
        if chat is None:
            if len(self._chats) > 10_000:
                self._forget_idle(now)
            chat = self._chats[channel, address] = Gcra(1 / rate.chat, (rate.chat_burst - 1) / rate.chat)
        if (ready := chat.earliest(now)) > now:
            return ready - now, False
        at = overall.earliest(now)
        overall.take(at)
        chat.take(at)
        return at - now, True

    async def turn(self, channel: str, address: str) -> None:
        """Wait until a message to this chat may go."""
        granted = False
        while not granted:
            wait, granted = self.reserve(channel, address)
            if wait > 0:
                await asyncio.sleep(wait)

    def halt(self, channel: str, address: str, seconds: float) -> None:
        """The platform asked this chat to wait."""
        chat = self._chats.get((channel, address))
        if chat is not None:
            chat.due = max(chat.due, self._clock() + seconds + chat.tolerance)

    def _forget_idle(self, now: float) -> None:
        self._chats = {key: chat for key, chat in self._chats.items() if chat.due > now}
