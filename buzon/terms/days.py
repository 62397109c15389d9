"""Days that a text names in full, and which of them is the last one of a term."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from buzon.terms.folded import Flat
from buzon.terms.sentences import matches_near, sentence_after, sentence_before
from buzon.terms.told import is_logged, is_narrated, recited
from buzon.terms.values import MOST, LastDay
from buzon.terms.vocabulary import (
    FIRMS_ACTING,
    LISTS,
    MONTHS,
    NUMBER_WORD,
    NUMBERS,
    OTHERS_ACTING,
    WORDS,
    Cues,
    any_of,
    cues,
    finding,
    number,
    said,
)
from buzon.terms.yearless import in_its_year, yearless_days

_LASTING = Cues(
    nothing=WORDS["nothing"],
    past=f"{WORDS['past']},{WORDS['lapsed']}",
    lasts=WORDS["duration_until"],
    status=LISTS["duration_until"]["status"],
    office=f"{WORDS['office']},{OTHERS_ACTING},{FIRMS_ACTING}",
    grants=WORDS["grants"],
    acts=WORDS["acts"],
)
_SMALL = "|".join(LISTS["until"]["small"].split())
_STATE = (
    r"(?:deb(?:en?|era|eran)|tienen? que|ha de|han de) (?:obrar|haber [a-z]+"
    r"|estar [a-z]+[ai]d[ao]s?|hallarse|encontrarse|constar|llegar)"
    r"(?: [a-z]+){0,7} (?:para )?el"
)
"""What must be so on a day: "deben obrar en el expediente el 8 de enero"."""
_ENDING = "(?:concluir|terminar|acabar|finalizar|cerrar)"
_END = "(?:fin|final|cierre|termino)"
UNTIL = re.compile(
    rf"\b(?:(?P<before>(?:{any_of(LISTS['until']['before'])})(?! de las? [0-9]| de {_ENDING}| del? {_END})"
    r"(?= [ad]))|antes"
    r"|(?:necesit|requer[ia]|requerimos|entreg(?:ue|ar)|remit[ai]|envi(?:e|ar)|subsan[ea]|devolver|devuelva"
    r"|hag(?:a|an) lleg|hacer lleg|alcan[cz]|tener)\w*(?: (?!program|agend|cita|fij|reprogram)[a-z]+){0,9} para"
    rf"|entre (?:el|los dias) (?:[a-z]{{5,9}} )?[0-9]{{1,2}}(?: de [a-z]{{4,10}})? y|{_STATE}"
    rf"|{any_of(LISTS['until']['words'])})"
    r"(?: (?:a |de )?las? [0-9][0-9:.]{0,4}(?: ?(?:horas|hrs|h|[ap]\.? ?m\.?))?)?"
    rf"(?:[ ,:(|*-]+(?:{_SMALL}|[a-z]+[aei]r(?:l[aoe]s?|se)?)\b){{0,8}}"
    r"(?:, [^,.;\n]{1,70}, (?:es|sera) el(?: (?:dia|lunes|martes|miercoles|jueves|viernes))?)?[ ,:(|.*-]*$"
)
_UNTIL_AFTER = finding("until", "after", start=r"[ ,:]*\(?", end=r"(?! (?:el|al|en|dentro)\b)")
_ASKS = cues("nothing", "grants", "acts")
_ACTS = cues("acts")
_INCLUSIVE = re.compile(r"[ ,(]*inclu")
_PAST_NEXT = finding("past_next")
_NEXT, _NEAR = 60, 160
_SHUT_AFTER = finding("duration_until", "after")
_LAPSES = re.compile(r"\b(?:venc|vcto|vto|caduc|expir)")
_PAST_AFTER = finding("past_after")
UNTIL_WITHIN = 110
"""So many letters are looked at before a named last day."""

_DATE_ANCHOR = re.compile(
    r"[0-9](?:(?<=2)0[0-9]{2}(?<![0-9]-[0-9]{4})| ?[-/.] ?[0-9]{1,2} ?[-/.] ?[0-9]{2})",
)
_SPELLED_ANCHOR = re.compile(rf"de (?<![0-9] de )(?:{said(MONTHS)})\b")
_DAY_FIGURE = r"(?P<day>[0-3]?[0-9]|primero)"
_DATE = re.compile(
    rf"(?<![\w/.-])(?:{_DAY_FIGURE}(?:°|ro\b|er\b)?(?: ?\([0-9]{{1,2}}\))?(?: dias?)?"
    r" ?(?:de ?l? ?|[-/.] ?)?(?:mes de )?"
    rf"(?P<month>{said(MONTHS)})\.?(?: ?(?:de|del|[-/.,]) ?(?:presente )?(?:ano )?| ?)(?P<year>20[0-9]{{2}})"
    r"|(?P<d>[0-3]?[0-9]) ?(?P<between>[-/.]) ?(?P<m>[01]?[0-9]) ?(?P=between) ?(?P<y>20[0-9]{2}|[0-9]{2})"
    r"|(?P<iso>20[0-9]{2}-[01][0-9]-[0-3][0-9]))(?![\w/-]|\.[0-9])"
)
_SPELLED = re.compile(
    rf"\b(?P<day>{said(NUMBERS)}|primero)(?: y (?P<more>uno))?(?: \([0-3]?[0-9]\))? (?:dias )?(?:de|del mes de) "
    rf"(?P<month>{said(MONTHS)}) (?:de|del)(?: ano)? (?P<year>20[0-9]{{2}}|dos mil (?:{NUMBER_WORD}))"
)


def dates(flat: Flat) -> list[tuple[int, int, date]]:
    """The days that the text names in full, in their order; those that no calendar has are left out."""
    found: list[tuple[int, int, date]] = []
    for match in matches_near(_DATE_ANCHOR, _DATE, flat.folded):
        if len(found) == MOST:
            break
        if match["iso"]:
            year, month, day = map(int, match["iso"].split("-"))
        elif match["m"]:
            year, month, day = int(match["y"]) % 100 + 2000, int(match["m"]), int(match["d"])
        else:
            day = 1 if match["day"] == "primero" else int(match["day"])
            year, month = int(match["year"]), MONTHS[match["month"]]
        _keep(found, match, year, month, day)
    taken = {end for _, end, _ in found}
    for match in matches_near(_SPELLED_ANCHOR, _SPELLED, flat.folded):
        if len(found) == 2 * MOST:
            break
        if match.end() in taken:
            continue
        day = 1 if match["day"] == "primero" else NUMBERS[match["day"]] + (1 if match["more"] else 0)
        year = int(match["year"]) if match["year"].isdigit() else 2000 + number(match["year"].removeprefix("dos mil "))
        _keep(found, match, year, MONTHS[match["month"]], day)
    return sorted(found)


def _keep(found: list[tuple[int, int, date]], match: re.Match[str], year: int, month: int, day: int) -> None:
    try:
        found.append((match.start(), match.end(), date(year, month, day)))
    except ValueError:
        return  # 31 de febrero


Named = tuple[int, int, date | tuple[int, int]]
"""Where a day stands, and the day, or its day and month where the text leaves the year out."""


def named_days(flat: Flat) -> list[Named]:
    """The days that a text names, in their order, whatever for."""
    return sorted([*dates(flat), *yearless_days(flat)], key=lambda each: each[0])


def known_days(found: Sequence[Named]) -> list[tuple[int, int, date]]:
    """Those among them that are named with their year."""
    return [(start, end, day) for start, end, day in found if isinstance(day, date)]


def last_day(flat: Flat, named: Named, found: Sequence[Named], near: date | None) -> LastDay | None:
    """The last day that is meant if a day is one: "antes del 5" is the 4th. None where no year fits."""
    start, end, told = named
    day = told if isinstance(told, date) else in_its_year(flat, start, told, known_days(found), near)
    until = UNTIL.search(flat.folded, max(0, start - UNTIL_WITHIN), start)
    return _until(flat, (start, end), day, until) if day else None


def _until(flat: Flat, place: tuple[int, int], day: date, until: re.Match[str] | None) -> LastDay:
    leaves_out = until and until["before"] and not _INCLUSIVE.match(flat.folded, place[1])
    return LastDay(day - timedelta(days=1) if leaves_out else day, flat.quote(*place))


def open_days(flat: Flat, found: Sequence[Named], near: date | None) -> Iterator[tuple[int, bool, LastDay]]:
    """The last days that the text names, in their order, where they stand, and whether something lapses then: a term or
    a paper."""
    floor = 0
    recital, decides = recited(flat)
    for start, end, named in found:
        begin, floor = max(floor, start - UNTIL_WITHIN), end
        if recital <= start < decides:
            continue
        until = UNTIL.search(flat.folded[begin:start])
        if not until and not _UNTIL_AFTER.match(flat.folded, end):
            continue
        before, _ = sentence_before(flat.folded, start, 0)
        after = sentence_after(flat.folded, end, len(flat.folded)).lstrip(" ,")
        lapses = until is not None and _LAPSES.match(until.group()) is not None
        if until and lapses and not _ACTS.stand_in(until.group()) and len(before) <= len(until.group()) + 2:
            before, _ = sentence_before(flat.folded, max(start - len(before) - 2, 0), 0)  # what lapses stands there
        over = (
            _SHUT_AFTER.match(after)
            or _PAST_AFTER.match(after)
            or is_logged(flat, start)
            or is_narrated(flat, before, start)
        )
        if over or not _is_the_persons(before, lapses=lapses) or _PAST_NEXT.search(flat.folded, end, end + _NEXT):
            continue
        day: date | None
        if isinstance(named, date):
            day = named
        else:
            asked = until and "entre" not in until.group() and _asks(flat, start, after)
            day = in_its_year(flat, start, named, known_days(found), near) if asked else None
        if day is not None:
            yield start, lapses, _until(flat, (start, end), day, until)


def _asks(flat: Flat, start: int, after: str) -> bool:
    """Whether something near a day, that has no year, tells what the person does or is given."""
    return bool(_ASKS.last(after) or _ASKS.last(flat.folded[max(start - _NEAR, 0) : start]))


def _is_the_persons(before: str, *, lapses: bool) -> bool:
    """Whether a named last day, with this before it, is the person's.

    Not how long a permit lasts or the office takes, and not over.
    """
    names = _LASTING.names(before)
    telling = [name for name in names if name in {"lasts", "office", "grants", "acts"}]
    if "past" in names and "grants" not in names[names.index("past") :]:
        return False
    if telling and telling[-1] in {"lasts", "office"}:
        return False
    if lapses and next((name for name in reversed(names) if name != "past"), "") == "status":
        return False
    return "status" not in names or "acts" in names
