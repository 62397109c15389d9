"""A day and an hour as staff write them: "mañana 9:00", "28/11 15:30", "viernes 6 pm". Pure: the present is given.

The order is Peru's, the day first. What was understood is shown before it counts.
"""

import re
from datetime import date, datetime, time, timedelta, tzinfo

from buzon.classify import fold
from buzon.identity.dates import months

_WORDS = {"ayer": -1, "yesterday": -1, "hoy": 0, "today": 0, "manana": 1, "tomorrow": 1, "pasado manana": 2}
_WEEKDAYS = {
    word: number
    for number, words in enumerate(
        (
            "lunes monday",
            "martes tuesday",
            "miercoles wednesday",
            "jueves thursday",
            "viernes friday",
            "sabado saturday",
            "domingo sunday",
        )
    )
    for word in words.split()
}
_HALVES = {"manana": "am", "morning": "am", "tarde": "pm", "noche": "pm", "afternoon": "pm", "evening": "pm"}
_HALF = re.compile(rf"\b(?:de|por|en|in) (?:la|the) ({'|'.join(_HALVES)})\b")
_CLOCK = re.compile(r"\b(\d{1,2})(?:[:.h](\d{2})| ?h(?:oras|rs?)?\b)?\s*(am|pm)?\b")
_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})(?:t|\b)")
_NUMERIC = re.compile(r"\b(\d{1,2})[/-](\d{1,2})(?:[/-](\d{2,4}))?\b")
_NAMED = re.compile(r"\b(\d{1,2}) (?:de )?([a-z]{3,})\.?(?: (?:de(?:l)? )?(\d{4}))?\b")


def read_moment(text: str, *, now: datetime, zone: tzinfo) -> datetime | None:
    """The instant that was meant, by the clocks of `zone`; None where no hour or no day was understood.

    Without a day it is the next time that this hour comes; a day without a year is this year's, or next year's where
    its month is in the first half of the year and we are in the second. It may be in the past.
    """
    local = now.astimezone(zone)
    said = " ".join(fold(text).replace("a.m.", "am").replace("p.m.", "pm").replace("a. m.", "am").split())
    said = said.replace("p. m.", "pm").replace("mediodia", "12:00")
    half = ""
    if found := _HALF.search(said):
        half = _HALVES[found.group(1)]
        said = said.replace(found.group(), half)
    try:
        day, rest = _day(said, local.date())
    except ValueError:  # the 31st of February
        return None
    at = _clock(rest, half)
    if at is None or (day is None and re.search(r"[a-z]{3,}", re.sub(r"\b(?:las|am|pm|at|hrs?|horas)\b", "", rest))):
        return None
    if isinstance(day, int):  # a weekday: today if the hour is still to come
        ahead = (day - local.weekday()) % 7
        ahead += 7 * (ahead == 0 and datetime.combine(local.date(), at, zone) <= local)
        return datetime.combine(local.date() + timedelta(days=ahead), at, zone)
    if day is None:
        meant = datetime.combine(local.date(), at, zone)
        return meant if meant > local else meant + timedelta(days=1)
    return datetime.combine(day, at, zone)


def _day(said: str, today: date) -> tuple[date | int | None, str]:
    """The day (a number is a weekday), and what is left of the text."""
    for word in sorted(_WORDS, key=len, reverse=True):
        if found := re.search(rf"\b{word}\b", said):
            return today + timedelta(days=_WORDS[word]), _without(said, found)
    if found := _ISO.search(said):
        year, month, number = map(int, found.groups())
        return date(year, month, number), _without(said, found)
    if found := _NUMERIC.search(said):
        return _dated(found.group(1), int(found.group(2)), found.group(3), today), _without(said, found)
    for found in _NAMED.finditer(said):
        if named := months().get(found.group(2)):
            return _dated(found.group(1), named, found.group(3), today), _without(said, found)
    for word, number in _WEEKDAYS.items():
        if found := re.search(rf"\b{word}\b", said):
            return number, _without(said, found)
    return None, said


def _dated(day: str, month: int, year: str | None, today: date) -> date:
    """Raises ValueError where there is no such day."""
    if year:
        return date(int(year) + 2000 * (len(year) == 2), month, int(day))
    this_year = date(today.year, month, int(day))
    if this_year < today and month <= 6 < today.month:
        return date(today.year + 1, month, int(day))
    return this_year


def _clock(said: str, half: str) -> time | None:
    """The one hour in the text, or None: of two, nobody knows which."""
    found = _CLOCK.findall(said)
    if len(found) != 1:
        return None
    hour, minute, named = found[0]
    half = named or half
    if half and not 1 <= int(hour) <= 12:
        half = ""
    number = int(hour) % 12 + 12 * (half == "pm") if half else int(hour)
    return time(number, int(minute or 0)) if number < 24 and int(minute or 0) < 60 else None


def _without(said: str, found: re.Match[str]) -> str:
    return f"{said[: found.start()]} {said[found.end() :]}"
