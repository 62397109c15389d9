"""The one clock of the make-believe world: the real time, and how far the puppeteer has put it ahead.

What is stamped or runs out goes by it; what waits (retries, long polls, how long somebody types) waits in real time.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from math import isfinite

from sandbox.changes import Changes

FARTHEST = timedelta(days=3653)
"""Ten years: nobody demonstrates more, and every date that is reckoned from there still exists."""


class What(StrEnum):
    """What may change under a listener's eyes."""

    CLOCK = "clock"


def utc_now() -> datetime:
    """The wall clock, aware, in UTC."""
    return datetime.now(UTC)


class Clock:
    """Call it for the time, aware. `real` gives the true one; that it was moved is told to `changes`."""

    def __init__(self, real: Callable[[], datetime] = utc_now, changes: Changes | None = None) -> None:
        self._real = real
        self.changes = changes or Changes()
        self._ahead = timedelta(0)

    def __call__(self) -> datetime:
        """The time in the make-believe world."""
        return self._real() + self._ahead

    @property
    def ahead(self) -> float:
        """Seconds that it is ahead of the real time; set it to 0 to be back.

        Raises:
            ValueError: when set to less than 0, or to more than ten years.
        """
        return self._ahead.total_seconds()

    @ahead.setter
    def ahead(self, seconds: float) -> None:
        if not isfinite(seconds) or not 0 <= seconds <= FARTHEST.total_seconds():
            raise ValueError("the clock can be put ahead by 0 seconds to ten years")
        self._ahead = timedelta(seconds=seconds)
        self.changes.tell(What.CLOCK)
