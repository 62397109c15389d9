"""Gates: how often something may be done, by the generic cell rate algorithm, several gates in one atomic step.

This is the twin for one process; `bot/push/shared_gates.py` keeps the same on Redis, for all processes together.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf
from time import monotonic
from typing import Protocol

MOST_AHEAD = 1.0
"""Seconds: nobody takes a place farther ahead. So long after processes began to count otherwise (see `shared_gates`),
what was taken before has been used."""

_MOST_KEPT = 10_000
_CLOSE = 1e-6
"""Seconds. Nearer than this is now: no clock tells less, and nobody can wait so little."""


@dataclass(frozen=True, slots=True)
class Gate:
    """One limit. `interval` is 1/rate in seconds; `tolerance` is (burst - 1) intervals, 0 where no burst is allowed.

    Source: ITU-T I.371, the virtual scheduling form of GCRA.
    """

    key: str
    interval: float
    tolerance: float = 0.0


@dataclass(frozen=True, slots=True)
class Entry:
    """What came of asking. Taken: the first place is ours `wait` seconds from now, further ones an interval apart.

    Not taken: ask again after `wait` seconds; `shut` is the key of the gate that was in the way.
    """

    wait: float
    taken: bool
    shut: str | None = None


class Gates(Protocol):
    """Who may go when. Fulfilled by LocalGates and SharedGates, under one contract test."""

    async def enter(self, gates: Sequence[Gate], *, ahead: float = 0.0, places: int = 1) -> Entry:
        """Take `places` places at every gate, if the first gate has one within `ahead` seconds; else take nothing.

        The other gates must be open at that very instant: whoever they hold up takes no place away from others. `ahead`
        and the places together reach no farther than MOST_AHEAD.
        """

    async def enter_each(self, shared: Gate, own: Sequence[Gate], *, ahead: float = 0.0) -> list[Entry]:
        """`enter` through `shared` and each of `own` in turn, in one step."""

    async def halt(self, gate: Gate, seconds: float) -> None:
        """Keep this gate shut for so long, for everybody."""


class LocalGates:
    """The gates of one process. A gate that nobody passed for a while is forgotten."""

    def __init__(self, *, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._due: dict[str, float] = {}
        self._full = -inf

    def fill(self, seconds: float) -> None:
        """As if all gates were used up, burst and all, for so many seconds; then each has one place at first."""
        self._full = self._clock() + seconds

    def take(self, gate: Gate, wait: float, *, places: int = 1) -> None:
        """Count places that somebody else gave, the first of them `wait` seconds from now."""
        now = self._clock()
        if len(self._due) > _MOST_KEPT:
            self._due = {key: due for key, due in self._due.items() if due > now}
        self._due[gate.key] = max(self._due_at(gate), now + wait) + places * gate.interval

    def shut(self, gate: Gate) -> float:
        """Seconds until there is a place again after those that were taken here; 0 or less where there is one."""
        return self._due.get(gate.key, -inf) - gate.tolerance - self._clock()

    async def enter(self, gates: Sequence[Gate], *, ahead: float = 0.0, places: int = 1) -> Entry:
        """As `Gates.enter`."""
        now = self._clock()
        first, *others = gates
        at = max(now, self._due_at(first) - first.tolerance)
        if at - now > ahead + _CLOSE:
            return Entry(at - now - ahead, taken=False, shut=first.key)
        for gate in others:
            opens = self._due_at(gate) - gate.tolerance
            if opens > at + _CLOSE:
                return Entry(opens - now, taken=False, shut=gate.key)
        for gate in gates:
            self.take(gate, at - now, places=places)
        return Entry(at - now, taken=True)

    async def enter_each(self, shared: Gate, own: Sequence[Gate], *, ahead: float = 0.0) -> list[Entry]:
        """As `Gates.enter_each`."""
        return [await self.enter([shared, gate], ahead=ahead) for gate in own]

    async def halt(self, gate: Gate, seconds: float) -> None:
        """As `Gates.halt`."""
        until = self._clock() + seconds + gate.tolerance
        self._due[gate.key] = max(self._due.get(gate.key, until), until)

    def _due_at(self, gate: Gate) -> float:
        return max(self._due.get(gate.key, -inf), self._full + gate.tolerance)
