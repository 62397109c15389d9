"""Whether a portal can be asked now: a circuit breaker, and the ramp by which a backlog drains after it. Pure.

Both are fed with outcomes and the seconds of a clock that never runs backwards. Each process has its own: what one
worker sees of a portal, the others see within a few looks.
"""

from collections import deque
from dataclasses import dataclass
from enum import StrEnum


class BreakerState(StrEnum):
    """`closed`: ask away. `open`: ask nothing. `half_open`: one look finds out whether the portal is back."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


@dataclass(frozen=True, slots=True)
class Limits:
    """Opens after `in_a_row` outages with nothing between them, if they are also half of the last `window` outcomes.

    The pause before a probe is `first_pause` seconds, doubled by each probe that fails, up to `longest_pause`.
    """

    in_a_row: int = 5
    window: int = 20
    first_pause: float = 15.0
    longest_pause: float = 300.0


class Breaker:
    """The breaker of one portal. An outcome counts only in the `round` its look began in: late ones are old news."""

    def __init__(self, limits: Limits = Limits()) -> None:
        self._limits = limits
        self._open_until: float | None = None
        self._pause = limits.first_pause
        self._row = 0
        self._outages: deque[bool] = deque(maxlen=limits.window)
        self.round = 0

    def state(self, now: float) -> BreakerState:
        """What may be asked now."""
        if self._open_until is None:
            return BreakerState.CLOSED
        return BreakerState.OPEN if now < self._open_until else BreakerState.HALF_OPEN

    def worked(self, now: float, *, begun_in: int) -> bool:
        """A look was answered, be it by a refusal; True where this closes the breaker."""
        if begun_in != self.round:
            return False
        if self._open_until is None:
            self._row = 0
            self._outages.append(False)
            return False
        self._open_until = None
        self._pause = self._limits.first_pause
        self._forget()
        return True

    def failed(self, now: float, *, begun_in: int) -> bool:
        """A look met an outage; True where this opens the breaker, or keeps it open after a probe."""
        if begun_in != self.round:
            return False
        if self._open_until is not None:
            self._pause = min(self._pause * 2, self._limits.longest_pause)
        else:
            self._row += 1
            self._outages.append(True)
            if self._row < self._limits.in_a_row or sum(self._outages) * 2 < len(self._outages):
                return False
        self._open_until = now + self._pause
        self._forget()
        return True

    def _forget(self) -> None:
        self.round += 1
        self._row = 0
        self._outages.clear()


@dataclass(frozen=True, slots=True)
class Ramp:
    """How a backlog begins: `at_once` looks at once and `rate` a second, twice as many each second, for `seconds`.

    When a portal has just come back, or a worker starts after a long stop, every mailbox is due at the same instant.
    """

    at_once: int = 1
    rate: float = 10.0
    seconds: float = 8.0

    def at_once_after(self, elapsed: float, *, most: int) -> int:
        """How many may run at once so many seconds after the beginning."""
        if elapsed >= self.seconds:
            return most
        return min(most, int(self.at_once * 2.0 ** max(elapsed, 0.0)))

    def interval_after(self, elapsed: float) -> float:
        """Seconds between the beginnings of two looks, so many seconds after the beginning; 0 once it is over."""
        return 0.0 if elapsed >= self.seconds else 1 / (self.rate * 2.0 ** max(elapsed, 0.0))
