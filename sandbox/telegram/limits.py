"""Telegram's flood limits as token buckets: 30 messages per second in all, 1 per second and chat with a short burst,
20 per minute and group (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this).
"""

from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What is allowed; with `enforce` off, excess is counted but lets through.

    Telegram publishes the rates, not the bursts: `chat_burst` and `global_burst` are this sandbox's choice.

    Raises:
        ValueError: a rate or a burst that would never let anything through.
    """

    enforce: bool = True
    global_per_second: float = 30
    global_burst: float = 30
    chat_per_second: float = 1
    chat_burst: float = 5
    group_per_minute: float = 20

    def __post_init__(self) -> None:
        if min(self.global_per_second, self.chat_per_second) <= 0:
            raise ValueError("rates must be positive")
        if min(self.global_burst, self.chat_burst, self.group_per_minute) < 1:
            raise ValueError("bursts must be at least 1")


@dataclass
class _Bucket:
    """A token bucket: `tokens` at the moment `at` (seconds), refilled up to the burst."""

    tokens: float
    at: float

    def refill(self, now: float, *, rate: float, burst: float) -> None:
        self.tokens = min(burst, self.tokens + max(0.0, now - self.at) * rate)
        self.at = now


class FloodGate:
    """Admits or refuses one message at a time; `violations` counts what came over a limit."""

    def __init__(self) -> None:
        self.limits = Limits()
        self.violations = 0
        self._all: _Bucket | None = None
        self._chats: dict[int, _Bucket] = {}

    def admit(self, chat_id: int, *, is_group: bool, now: float) -> int | None:
        """Take one token from both buckets; `None` when admitted, else the whole seconds to wait (≥ 1).

        A refused message takes no token. `now` is in seconds and never runs backwards.
        """
        limits = self.limits
        rate, burst = limits.chat_per_second, limits.chat_burst
        if is_group:
            rate, burst = limits.group_per_minute / 60, limits.group_per_minute
        if self._all is None:
            self._all = _Bucket(limits.global_burst, now)
        chat = self._chats.setdefault(chat_id, _Bucket(burst, now))
        self._all.refill(now, rate=limits.global_per_second, burst=limits.global_burst)
        chat.refill(now, rate=rate, burst=burst)
        wait = max((1 - self._all.tokens) / limits.global_per_second, (1 - chat.tokens) / rate)
        if wait > 1e-9:  # a bucket refilled to exactly one token may be a rounding error short of it
            self.violations += 1
            if limits.enforce:
                return max(1, ceil(wait))
        self._all.tokens -= 1
        chat.tokens -= 1
        return None
