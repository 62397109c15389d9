"""Birth dates as people write them, in five languages. Pure: today is given.

The order is Peru's: the day first, unless the year stands first (ISO) or a month is named. Where the day cannot be
first (05/13/1990) and the month can, that is the date. An American who writes 05/03 for the third of May gets the fifth
of March: nobody can tell, so what was understood is always read back, with the month's name, before it is used.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from babel import Locale
from rapidfuzz import process
from rapidfuzz.distance import OSA

from buzon.classify import fold
from buzon.identity.evasions import evasion
from buzon.identity.refusal import Reason, Refusal
from buzon.identity.vocabulary import known, listed

OLDEST = 125
"""Years. The longest life on record was 122: who is said to be older has mistyped the year."""

_DAY_WORDS = {word: day for day, word in enumerate(listed("dates", "days"), 1)}
_DAY_WORDS |= dict.fromkeys(listed("dates", "first_days"), 1)
_UNCLEAR_MONTHS = {"out": {"pt": 10, "ht": 8}}
"""Short for October in Portuguese, August in Kreyòl: only the person's language tells them apart."""

_BETWEEN = known("dates", "between")
_AGE = re.compile(r"\b\d{1,3} (?:anos?|years?|ans|lane|an)\b(?! \d)")
_NUMERIC = re.compile(r"(?<![\d])(\d{1,4})([\s./\-,_']+)(\d{1,2})([\s./\-,_']+)(\d{1,4})(?!\d)")
_WHOLE = re.compile(r"(?<!\d)\d{6,8}(?!\d)")
_TYPO_LETTERS = 5
"""A month's name of fewer letters is one letter away from too many other words."""


@dataclass(frozen=True, slots=True)
class _Unclear:
    """A month's short name that two languages understand differently."""


def read_birth_date(text: str, *, today: date, language: str | None = None) -> date | Refusal:
    """The date of birth that was meant, between OLDEST years ago and `today`, or why none was understood.

    Two digits are a year of this century where that is not in the future, else of the last one. `language` settles
    only the months' short names that two languages share.
    """
    said = _plain(text)
    readings = list(_numeric(said, today)) or list(_named(said, today, language)) or list(_undivided(said, today))
    dates = {reading for reading in readings if isinstance(reading, date)}
    if len(dates) == 1 and len(set(readings)) == 1:
        return dates.pop()
    if dates:
        return Refusal(Reason.SEVERAL_ANSWERS)
    refusals = [reading for reading in readings if isinstance(reading, Refusal)]
    return refusals[0] if refusals else _why_none(text, said)


def _plain(text: str) -> str:
    """Folded, with ASCII digits; Chinese dates as ISO ones; "5 del 3 del 90" and "día 5 mes 3 año 90" as 5/3/90."""
    folded = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in fold(text))
    folded = re.sub(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日?", r"\1-\2-\3", folded.replace("’", "'"))
    folded = re.sub(r"(\d+) del? (\d+) del? (\d+)", r"\1/\2/\3", folded)
    return re.sub(r"\bdia (\d+) (?:de[l ]*)?mes (\d+) (?:de[l ]*)?(?:ano )?(\d+)", r"\1/\2/\3", folded)


def _why_none(text: str, said: str) -> Refusal:
    if reason := evasion(text):
        return Refusal(reason)
    if _AGE.search(said):
        return Refusal(Reason.AN_AGE)
    numbers = re.findall(r"\d+", said)
    if numbers and all(len(number) <= 4 for number in numbers):
        return Refusal(Reason.DATE_INCOMPLETE)
    return Refusal(Reason.NOT_A_DATE)


def _numeric(said: str, today: date) -> Iterator[date | Refusal]:
    for first, _, second, _, third in _NUMERIC.findall(said):
        if len(first) == 4:
            if len(third) <= 2:
                yield _checked(int(first), int(second), int(third), today)
        elif len(first) <= 2 and len(third) in {2, 4}:
            yield _day_first(int(first), int(second), third, today)
        else:
            yield Refusal(Reason.DATE_INCOMPLETE)


def _day_first(first: int, second: int, year: str, today: date) -> date | Refusal:
    """The day first; the month first only where no date has that day and month the other way round."""
    day_first = _checked_short(first, second, year, today)
    if isinstance(day_first, Refusal) and day_first.reason is Reason.NO_SUCH_MONTH:
        month_first = _checked_short(second, first, year, today)
        if not isinstance(month_first, Refusal) or month_first.reason in {Reason.IN_THE_FUTURE, Reason.TOO_LONG_AGO}:
            return month_first
    return day_first


def _checked_short(day: int, month: int, year: str, today: date) -> date | Refusal:
    if len(year) == 4:
        return _checked(int(year), month, day, today)
    this_century = _checked(today.year // 100 * 100 + int(year), month, day, today)
    if isinstance(this_century, date):
        return this_century
    return _checked((today.year // 100 - 1) * 100 + int(year), month, day, today)


def _checked(year: int, month: int, day: int, today: date) -> date | Refusal:
    if not 1 <= month <= 12:
        return Refusal(Reason.NO_SUCH_MONTH)
    if not 1 <= day <= 31:
        return Refusal(Reason.NO_SUCH_DAY, limit=31)
    if year < today.year - OLDEST:
        return Refusal(Reason.TOO_LONG_AGO, limit=OLDEST)
    if day > (last := monthrange(year, month)[1]):
        return Refusal(Reason.NO_SUCH_DAY, limit=last)
    born = date(year, month, day)
    return born if born <= today else Refusal(Reason.IN_THE_FUTURE)


@cache
def months() -> dict[str, int]:
    """Folded names and abbreviations of the months → 1–12, of five languages."""
    found = {word: month for month, word in enumerate(listed("dates", "kreyol"), 1)}
    for month, names in enumerate(listed("dates", "spoken"), 1):
        found |= dict.fromkeys(names.split("/"), month)
    for language in ("fr", "pt", "en", "es"):
        formats = Locale.parse(language).months["format"]
        for width in ("wide", "abbreviated"):
            found |= {fold(name).rstrip("."): month for month, name in formats[width].items()}
    return {word: month for word, month in found.items() if word not in _UNCLEAR_MONTHS}


def _month(word: str, language: str | None) -> int | _Unclear | None:
    if word in _UNCLEAR_MONTHS:
        return _UNCLEAR_MONTHS[word].get(language or "", _Unclear())
    if month := months().get(word):
        return month
    if len(word) < _TYPO_LETTERS:
        return None
    close = process.extract(word, months().keys(), scorer=OSA.distance, score_cutoff=1, limit=None)
    meant = {months()[name] for name, _, _ in close if len(name) >= _TYPO_LETTERS}
    return meant.pop() if len(meant) == 1 else None


def _named(said: str, today: date, language: str | None) -> Iterator[date | Refusal]:
    """Every "5 marzo 90", "marzo 5 90" and "1990 marzo 5" among the words, whatever stands around them."""
    said = re.sub(r"\btreinta y uno?\b", "31", said)
    parts = [part for part in re.findall(r"\d+|[^\W\d_]+", said) if part not in _BETWEEN]
    spelt = [str(_DAY_WORDS.get(part, part)) for part in parts]
    for one, two, three in zip(spelt, spelt[1:], spelt[2:], strict=False):
        if not three.isdigit():
            continue
        if one.isdigit() and not two.isdigit():
            day, name, year = (three, two, one) if len(one) == 4 else (one, two, three)
        elif two.isdigit() and not one.isdigit():
            day, name, year = two, one, three
        else:
            continue
        month = _month(name, language)
        if isinstance(month, _Unclear):
            yield Refusal(Reason.UNCLEAR_DATE)
        elif month and len(day) <= 2 and len(year) in {2, 4}:
            yield _checked_short(int(day), month, year, today)


def _undivided(said: str, today: date) -> Iterator[date | Refusal]:
    """05031990, 5031990, 050390, 19900305: the one date that the digits can be, in the order of the divided ones."""
    for digits in _WHOLE.findall(said):
        cuts = {6: [(2, 4)], 7: [(1, 3), (2, 3)], 8: [(2, 4)]}[len(digits)]
        readings = [_day_first(int(digits[:a]), int(digits[a:b]), digits[b:], today) for a, b in cuts]
        if len(digits) == 8:
            readings.append(_checked(int(digits[:4]), int(digits[4:6]), int(digits[6:]), today))
        dates = {reading for reading in readings if isinstance(reading, date)}
        if len(dates) > 1:
            yield Refusal(Reason.UNCLEAR_DATE)
        else:
            yield dates.pop() if dates else readings[0]
