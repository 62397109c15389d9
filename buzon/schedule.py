"""When to look into a mailbox again. Pure: facts in, an instant out.

The pause is the operator's base, times a few factors with a reason each, so that a demo with a base of three seconds
and a service with one of five minutes behave alike.
"""

from datetime import datetime, timedelta
from functools import lru_cache

from buzon.workdays import LIMA, is_workday

OPENS, CLOSES = 8, 18
"""Hours in Lima between which Migraciones works, Monday to Friday, and so deposits."""

OFFICE = 0.8  # that is when notices come
EVENING = 1.5  # somebody may work late, or a batch may run
NIGHT = 3.0  # 22 to 6: nobody deposits, and nobody would read it before morning
DAY_OFF = 2.0  # weekends and holidays: little comes, and a term does not run out before the next working day
CHANGED = 0.75  # a procedure that moved moves again soon: a demand is followed by its annex, an approval by the card
TERM = 0.75  # days count
QUIET = 2.0  # nothing for a month
SILENT = 3.0  # nothing for a quarter: most mailboxes, most of the time

SOON_FOR = timedelta(days=3)
"""How long after a change, or after linking, the next one is expected sooner."""

QUIET_AFTER = timedelta(days=30)
SILENT_AFTER = timedelta(days=90)

SOONEST = 0.5
"""Never sooner than this times the base, whatever the reasons: the portal is somebody's server."""

LATEST = 6.0
"""Never later than this times the base without a failure: half an hour, with a base of five minutes."""

LATEST_IN_TERM_OPEN = 1.0
LATEST_IN_TERM_CLOSED = 2.0
"""With a term that runs: never later than this times the base, while the office is open and while it is closed."""

LONGEST = timedelta(hours=24)
"""The longest that failures put a look off."""

LONGEST_IN_TERM = timedelta(hours=2)
"""The same while a term runs: whose days count can't wait a day for one bad hour."""

JITTER = 0.1
"""The part of the pause by which chance makes it longer or shorter: what came together does not stay together."""

_MOST_DOUBLINGS = 24
_EVENING_ENDS, _MORNING_BEGINS = 22, 6


def next_look(
    now: datetime,
    *,
    base: timedelta,
    changed_at: datetime | None,
    term_until: datetime | None,
    linked_at: datetime,
    failures: int,
    jitter: float,
) -> datetime:
    """When to look again after a look at `now`.

    `failures` counts looks in a row that did not succeed: each doubles the pause. `jitter` is chance, from -1 to 1.
    The answer lies between `now + SOONEST * base` and `now + LONGEST`; a base of more than a day is taken for a day.
    """
    base = min(base, LONGEST)
    in_term = term_until is not None and term_until > now
    factor = _factor(now, changed_at=changed_at, linked_at=linked_at, in_term=in_term)
    doublings: float = 2.0 ** min(max(failures, 0), _MOST_DOUBLINGS)
    longest = max(LONGEST_IN_TERM, base) if in_term and failures else LONGEST
    # The factor is held a little above SOONEST, or chance would be lost on all who stand at the bound.
    pause = min(base * max(factor, SOONEST * (1 + JITTER)) * doublings, longest) * (1 + JITTER * jitter)
    return now + min(max(pause, base * SOONEST), longest)


def _factor(now: datetime, *, changed_at: datetime | None, linked_at: datetime, in_term: bool) -> float:
    hours, is_open = _hours(now.replace(second=0, microsecond=0))
    since = now - max(changed_at or linked_at, linked_at)
    factor = hours * _since_change(since) * (TERM if in_term else 1.0)
    if in_term:
        return min(factor, LATEST_IN_TERM_OPEN if is_open else LATEST_IN_TERM_CLOSED)
    return min(factor, LATEST)


@lru_cache(maxsize=64)  # the same for all who are looked into in one minute
def _hours(minute: datetime) -> tuple[float, bool]:
    """The factor of the hour in Lima, and whether the office is open. A closed office counts once, for one reason."""
    local = minute.astimezone(LIMA)
    night = NIGHT if local.hour >= _EVENING_ENDS or local.hour < _MORNING_BEGINS else 0.0
    if not is_workday(local.date()):
        return max(DAY_OFF, night), False
    if OPENS <= local.hour < CLOSES:
        return OFFICE, True
    return max(EVENING, night), False


def _since_change(since: timedelta) -> float:
    if since < SOON_FOR:
        return CHANGED
    if since < QUIET_AFTER:
        return 1.0
    return QUIET if since < SILENT_AFTER else SILENT
