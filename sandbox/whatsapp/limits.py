"""WhatsApp's pace as buckets: 80 messages per second in and out, to one person one per 6 seconds with bursts of 45
borrowed from the future, and so many people per day outside the window.

Sources: https://developers.facebook.com/docs/whatsapp/cloud-api/overview#throughput (80 per second, 130429),
https://developers.facebook.com/docs/whatsapp/cloud-api/overview#pair-rate-limits (131056),
https://developers.facebook.com/docs/whatsapp/messaging-limits (people per day).
"""

from collections import deque
from dataclasses import dataclass

_DAY_SECONDS = 86_400.0
_ALMOST = 1e-9  # a bucket refilled to exactly one token may be a rounding error short of it


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What is allowed; with `enforce` off, excess is counted but lets through.

    Meta publishes the throughput, not its burst: `burst` is this sandbox's choice.

    Raises:
        ValueError: a rate or a burst that would never let anything through.
    """

    enforce: bool = True
    per_second: float = 80
    burst: float = 80
    pair_seconds: float = 6
    pair_burst: float = 45
    people_per_day: int = 2_000

    def __post_init__(self) -> None:
        if min(self.per_second, self.pair_seconds) <= 0:
            raise ValueError("rates must be positive")
        if min(self.burst, self.pair_burst, self.people_per_day) < 1:
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
    """Admits or refuses one message at a time; `violations` counts what came over a limit. `now` is in seconds and
    never runs backwards.
    """

    def __init__(self) -> None:
        self.limits = Limits()
        self.violations = 0
        self._all: _Bucket | None = None
        self._pairs: dict[int, _Bucket] = {}
        self._reached: deque[tuple[float, int]] = deque()

    def admit(self, person_id: int, *, now: float) -> int | None:
        """Take one token from both buckets; `None` when admitted, else Meta's code. A refused message takes none."""
        everybody = self._throughput(now)
        pair = self._pairs.setdefault(person_id, _Bucket(self.limits.pair_burst, now))
        pair.refill(now, rate=1 / self.limits.pair_seconds, burst=self.limits.pair_burst)
        refusal = 130429 if everybody.tokens < 1 - _ALMOST else 131056 if pair.tokens < 1 - _ALMOST else None
        if refusal is not None:
            self.violations += 1
            if self.limits.enforce:
                return refusal
        everybody.tokens -= 1
        pair.tokens -= 1
        return None

    def reach(self, person_id: int, *, now: float) -> int | None:
        """Note that a person is written to outside the window; `None` when admitted, else Meta's code."""
        while self._reached and self._reached[0][0] <= now - _DAY_SECONDS:
            self._reached.popleft()
        people = {known for _, known in self._reached}
        if person_id in people:
            return None
        if len(people) >= self.limits.people_per_day:
            self.violations += 1
            if self.limits.enforce:
                return 131048
        self._reached.append((now, person_id))
        return None

    def heard(self, *, now: float) -> None:
        """A person's message counts towards the throughput, but is never refused."""
        everybody = self._throughput(now)
        everybody.tokens = max(0.0, everybody.tokens - 1)

    def _throughput(self, now: float) -> _Bucket:
        if self._all is None:
            self._all = _Bucket(self.limits.burst, now)
        self._all.refill(now, rate=self.limits.per_second, burst=self.limits.burst)
        return self._all
