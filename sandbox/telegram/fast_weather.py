"""What `sandbox.telegram.fast` does to a send before it counts as taken: limits, faults, people who are gone."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from sandbox.telegram.errors import BotApiError, forbidden, too_many
from sandbox.telegram.limits import FloodGate, Limits


@dataclass(frozen=True, kw_only=True)
class Weather:
    """The switches of `POST /weather`. Rates are probabilities from 0 to 1 per send; `gone` are ids of chats.

    Raises:
        ValueError: a rate or a time out of range.
    """

    latency: float = 0.0
    bad_gateway_rate: float = 0.0
    reset_before_rate: float = 0.0
    reset_after_rate: float = 0.0
    gone: Sequence[int] = ()
    seed: int = 1

    def __post_init__(self) -> None:
        rates = (self.bad_gateway_rate, self.reset_before_rate, self.reset_after_rate)
        if min(*rates, self.latency) < 0 or sum(rates) > 1:
            raise ValueError("rates are from 0 to 1, all together too, and latency is not negative")


class Accident(Enum):
    """What goes wrong on the wire."""

    BAD_GATEWAY = "bad_gateway"
    RESET_BEFORE = "reset_before"
    RESET_AFTER = "reset_after"


@dataclass(slots=True)
class Sky:
    """The weather, the limits and the counts. Without `POST /limits` there is no limit at all."""

    weather: Weather = field(default_factory=Weather)
    counts: Counter[str] = field(default_factory=Counter)
    cut: list[int] = field(default_factory=list)
    """The chats of messages that were taken and whose sender saw a reset."""

    _gate: FloodGate | None = None
    _gone: frozenset[int] = frozenset()
    _dice: random.Random = field(default_factory=random.Random)

    def change(self, weather: Weather) -> None:
        """Other weather from now on."""
        self.weather = weather
        self._gone = frozenset(weather.gone)
        self._dice = random.Random(weather.seed)  # noqa: S311  (chance for a bench, which is to be the same each time)

    def limit(self, limits: Limits | None) -> None:
        """Other limits from now on, with full buckets."""
        self._gate = None
        if limits is not None:
            self._gate = FloodGate()
            self._gate.limits = limits

    @property
    def violations(self) -> int:
        """What came over a limit since the limits were set."""
        return self._gate.violations if self._gate else 0

    def accident(self) -> Accident | None:
        """Whether this send meets one."""
        weather = self.weather
        bounds = (
            (weather.bad_gateway_rate, Accident.BAD_GATEWAY),
            (weather.reset_before_rate, Accident.RESET_BEFORE),
            (weather.reset_after_rate, Accident.RESET_AFTER),
        )
        thrown, bound = self._dice.random(), 0.0
        for rate, accident in bounds:
            bound += rate
            if thrown < bound:
                self.counts[accident.value] += 1
                return accident
        return None

    def refusal(self, chat_id: int, now: float) -> BotApiError | None:
        """Why the send is not taken, if it isn't. The limit comes first, as it does at Telegram's."""
        if self._gate is not None:
            wait = self._gate.admit(chat_id, is_group=chat_id < 0, now=now)
            if wait is not None:
                self.counts["too_many"] += 1
                return too_many(wait)
        if chat_id in self._gone:
            self.counts["gone"] += 1
            return forbidden("bot was blocked by the user")
        return None
