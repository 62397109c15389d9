"""A fixed instant and odd texts for tests, and a clock that moves only when told to."""

from datetime import UTC, datetime, timedelta

NOW = datetime(2026, 12, 3, 15, 30, 0, 123456, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

# Long enough for a commit on a busy machine, short enough to wait for on purpose.
PATIENCE = timedelta(milliseconds=300)


# What people type, and what breaks where texts are glued together.
ODD_TEXTS = [
    "<b>Mamá</b> & 'co' \"x\"; DROP TABLE chats;--",
    "👩\u200d👧\u200d👦🇵🇪",
    "x" * 10_000,
    "",
    "línea\n\t%s {0} :x ?",
    "\u202eal revés",
]


class StandingClock:
    """A Clock that a test sets."""

    def __init__(self) -> None:
        self.instant = NOW

    def now(self) -> datetime:
        return self.instant
