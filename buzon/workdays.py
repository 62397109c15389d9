"""Peru's working days (días hábiles): Monday to Friday without the national holidays. Pure: days in, days out.

The holidays are those of the package `holidays`, by law and offline. The public sector's días no laborables, which come
by decree each year, are left out on purpose: they could only lengthen a term, and a safe date is never lengthened.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays

LIMA = ZoneInfo("America/Lima")
"""The zone in which a day of the procedure begins and ends, wherever the server stands."""

# Made when the module is: finding the country costs half a second, which must not fall into somebody's first message.
_HOLIDAYS = holidays.country_holidays("PE", language="es")
_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


def day_in_lima(instant: datetime) -> date:
    """The day that an aware instant falls on in Lima. Raises ValueError for a naive one."""
    if instant.tzinfo is None:
        raise ValueError("an instant without a zone falls on no day")
    return instant.astimezone(LIMA).date()


def is_workday(day: date) -> bool:
    """Whether offices in Peru work on that day. Raises ValueError for an instant: its day depends on a zone."""
    if isinstance(day, datetime):
        raise ValueError("a day is wanted, not an instant: see day_in_lima")
    return day.weekday() < _SATURDAY and day not in _HOLIDAYS


def add_workdays(day: date, count: int) -> date:
    """The `count`-th working day after `day`, which itself is not counted.

    With a count of 0 it is `day`, or the first working day after it where it is none: a last day that rolls forward.
    Raises ValueError for a negative count.
    """
    if count < 0:
        raise ValueError("working days are counted forward")
    reached = day
    while count == 0 and not is_workday(reached):
        reached += _ONE_DAY
    for _ in range(count):
        reached += _ONE_DAY
        while not is_workday(reached):
            reached += _ONE_DAY
    return reached
