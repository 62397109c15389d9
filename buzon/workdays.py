"""Peru's working days (días hábiles): Monday to Friday without the national holidays. Pure: days in, days out.

The holidays are those of the package `holidays`, by law and offline. The public sector's días no laborables, which come
by decree each year, are left out unless asked for (`off`): they can only lengthen a term, and a safe date is never
lengthened.
"""

import tomllib
from collections.abc import Collection
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

import holidays

LIMA = ZoneInfo("America/Lima")
"""The zone in which a day of the procedure begins and ends, wherever the server stands."""

# Made when the module is: finding the country costs half a second, which must not fall into somebody's first message.
_HOLIDAYS = holidays.country_holidays("PE", language="es")
_SATURDAY = 5
_ONE_DAY = timedelta(days=1)
_NONE: frozenset[date] = frozenset()


def day_in_lima(instant: datetime) -> date:
    """The day that an aware instant falls on in Lima. Raises ValueError for a naive one."""
    if instant.tzinfo is None:
        raise ValueError("an instant without a zone falls on no day")
    return instant.astimezone(LIMA).date()


def is_workday(day: date, *, off: Collection[date] = _NONE) -> bool:
    """Whether offices in Peru work on that day, those of `off` left out too.

    Raises ValueError for an instant: its day depends on a zone.
    """
    if isinstance(day, datetime):
        raise ValueError("a day is wanted, not an instant: see day_in_lima")
    return _is_national_workday(day) and day not in off


@lru_cache(maxsize=4096)  # a deadline asks for a hundred days, and the calendar takes two microseconds for each
def _is_national_workday(day: date) -> bool:
    return day.weekday() < _SATURDAY and day not in _HOLIDAYS


def add_workdays(day: date, count: int, *, off: Collection[date] = _NONE) -> date:
    """The `count`-th working day after `day`, which itself is not counted. The days of `off` are none.

    With a count of 0 it is `day`, or the first working day after it where it is none: a last day that rolls forward.
    Raises ValueError for a negative count.
    """
    return _reached(day, count, frozenset(off))


@lru_cache(maxsize=4096)  # notices come in waves: one day, few terms
def _reached(day: date, count: int, off: frozenset[date]) -> date:
    if count < 0:
        raise ValueError("working days are counted forward")
    reached = day
    while count == 0 and not is_workday(reached, off=off):
        reached += _ONE_DAY
    for _ in range(count):
        reached += _ONE_DAY
        while not is_workday(reached, off=off):
            reached += _ONE_DAY
    return reached


def last_workday(day: date) -> date:
    """`day`, or the last working day before it where it is none: for what must not be late."""
    reached = day
    while not is_workday(reached):
        reached -= _ONE_DAY
    return reached


def workdays_left(today: date, last: date) -> int:
    """How many working days come after `today`, up to and including `last`; 0 on the last day and when it is over."""
    return sum(is_workday(today + timedelta(days=passed)) for passed in range(1, (last - today).days + 1))


@cache
def decreed_days_off() -> frozenset[date]:
    """The public sector's días no laborables that `buzon/data/days_off.toml` lists, each with its decree."""
    text = (resources.files("buzon") / "data" / "days_off.toml").read_text(encoding="utf-8")
    return frozenset(row["day"] for row in tomllib.loads(text).get("days", []))
