"""What a text may say of when: so many days, a named last day, an appointment."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

LONGEST = 365
"""A term of more days (or hours, by the day) than this is a slip or a permit, and no term."""

MOST = 200
"""So many numbers and so many dates are looked at in one text: a notice has a handful, a hostile one thousands."""


class Unit(StrEnum):
    """What a term is counted in."""

    WORKDAYS = "workdays"
    DAYS = "days"
    HOURS = "hours"


@dataclass(frozen=True, slots=True)
class Term:
    """So many days or hours, and the words of the text that say so. `assumed`: the text names none, this is usual."""

    count: int
    unit: Unit
    words: str
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class LastDay:
    """The last day, named by the text in these words."""

    day: date
    words: str


@dataclass(frozen=True, slots=True)
class Appointment:
    """The day on which the person is to come, and the hour in Lima where the text says one."""

    day: date
    at: time | None
    words: str
