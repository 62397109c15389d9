"""Last days of which a text leaves the year out: "hasta el viernes 11 de diciembre"."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from buzon.terms.folded import Flat
from buzon.terms.values import MOST
from buzon.terms.vocabulary import MONTHS, RULES, said

Known = Sequence[tuple[int, int, date]]
"""Days with their year, and where they stand."""
_SINCE: int = RULES["years"]["since"]
_WEEKDAYS: dict[str, int] = RULES["weekdays"]
_DAY = re.compile(
    r"[0-9](?<![\w/.-][0-9])[0-9]?(?: ?(?:°|ro\b))?"
    rf"(?: (?:\([0-9]{{1,2}}\) )?(?:de|del mes de) (?P<month>{said(MONTHS)})\b"
    r"(?! ?(?:de|del|,|-|/)? ?(?:ano |presente )?(?:20[0-9]{2}|dos mil)| de (?:cada|todos))"
    r"|/(?P<m>[01]?[0-9])(?![\w/-]|\.[0-9]))"
)
_WEEKDAY = re.compile(rf"\b({said(_WEEKDAYS)}),? (?:dia )?$")
_MARKS = (
    "hasta",
    "tardar",
    "antes de",
    "limite",
    "tope",
    "maximo el",
    "maxima",
    "vence ",
    "vence:",
    " para el ",
    "mas tarde",
)
"""One of these stands in a text that names a last day: of others nothing more is read."""
_YEAR = re.compile(r"(?<![0-9])20[2-4][0-9](?![0-9])")
_EARLIER = timedelta(days=60)
"""A last day may be past when a notice is read, but not by more than this: else the next year is meant."""
_LATER = timedelta(days=200)
"""Nor does a notice name a day without its year that is further off: it was long past then, and is none."""


def yearless_days(flat: Flat) -> Iterator[tuple[int, int, tuple[int, int]]]:
    """The days without a year, as day and month, and where they stand."""
    if not any(mark in flat.folded for mark in _MARKS):
        return
    for index, match in enumerate(_DAY.finditer(flat.folded)):
        if index == MOST:
            return
        day = int(re.split(r"\D", match.group(), maxsplit=1)[0])
        yield match.start(), match.end(), (day, MONTHS[match["month"]] if match["month"] else int(match["m"]))


def in_its_year(flat: Flat, start: int, day: tuple[int, int], known: Known, near: date | None) -> date | None:
    """The day in the year that is meant: told by the day of deposit, `near`, or by the other days and numbers of the
    text, `known` among them; the day of the week corrects it."""
    weekday = _WEEKDAY.search(flat.folded, max(start - 20, 0), start)
    meant = _meant(*day, weekday[1] if weekday else None, near or _near(flat, known))
    return None if near and meant and meant - near > _LATER else meant


def _near(flat: Flat, known: Known) -> date:
    """About when a text was written: the first day that it names in the year that it names most."""
    years = Counter(_YEAR.findall(flat.folded)).most_common(1)
    year = max(int(years[0][0]) if years else 0, _SINCE)
    return min((day for _, _, day in known if day.year == year), default=date(year, 1, 1) + _EARLIER)


def _meant(day: int, month: int, weekday: str | None, near: date) -> date | None:
    """The day of the first year in which it is not long past, and on the day of the week that is told."""
    days = []
    for year in range(near.year - 1, near.year + 3):
        try:
            days.append(date(year, month, day))
        except ValueError:
            continue  # 31 de febrero, or 29 in most years
    days = [found for found in days if found >= near - _EARLIER]
    fitting = [found for found in days if weekday and found.weekday() == _WEEKDAYS[weekday]]
    return next(iter(fitting or days), None)
