"""The day and the hour at which the person is to come."""

import re
from datetime import time

from buzon.terms.days import UNTIL, UNTIL_WITHIN, dates
from buzon.terms.folded import Flat, flattened
from buzon.terms.sentences import AFTER, BEFORE, sentence_after, sentence_before
from buzon.terms.values import Appointment
from buzon.terms.vocabulary import NUMBERS, cues, finding, said

_APPOINTMENT = cues("appointment")
_NO_APPOINTMENT = finding("no_appointment")
_NO_APPOINTMENT_NEAR = finding("no_appointment", "near", end=r"(?: dia)?(?: \w+)?[ ,]*$")
_NO_APPOINTMENT_AFTER = finding("no_appointment", "after")
_APPOINTED_AGAIN = finding("no_appointment", "again")


def find_appointment(text: str) -> Appointment | None:
    """The day on which the person is to come, the first that holds; None where the text names none."""
    flat = flattened(text)
    best: tuple[int, int, Appointment] | None = None
    found = dates(flat)
    for index, (start, end, day) in enumerate(found):
        floor = found[index - 1][1] if index else 0
        ceiling = found[index + 1][0] if index + 1 < len(found) else len(flat.folded)
        if not _is_appointment(flat, start, end, floor=floor, ceiling=ceiling):
            continue
        at, until = _hour(flat, start, end, floor=floor, ceiling=ceiling)
        rank = (0 if at else 1, start)
        if best is None or rank < best[:2]:
            best = (*rank, Appointment(day, at, flat.quote(start, until)))
    return best[2] if best else None


_GENITIVE = re.compile(r"\b(?:del|de) (?:dia )?(?:\w+,? )?$")


def _is_appointment(flat: Flat, start: int, end: int, *, floor: int, ceiling: int) -> bool:
    before, _ = sentence_before(flat.folded, start, floor)
    again = _APPOINTED_AGAIN.search(before)
    if again:
        before = before[again.start() :]
    after = sentence_after(flat.folded, end, ceiling)
    off = not again and _NO_APPOINTMENT.search(before)
    if off or _NO_APPOINTMENT_NEAR.search(before) or _NO_APPOINTMENT_AFTER.search(after):
        return False
    if UNTIL.search(before[-UNTIL_WITHIN:]):
        return False
    if _GENITIVE.search(before) and _hour(flat, start, end, floor=floor, ceiling=ceiling)[0] is None:
        return False  # "el manifiesto del 14 de noviembre"; but "su cita del 14 de noviembre a las 9:30"
    if _APPOINTMENT.stand_in(before) or _APPOINTMENT.stand_in(after):
        return True
    # "Se programa examen. Fecha: 12/01/2027": told in another sentence. A letter's own date has no hour.
    around = flat.folded[max(start - BEFORE, 0) : end + AFTER]
    stands = "fecha" in before or _hour(flat, start, end, floor=floor, ceiling=ceiling)[0] is not None
    return stands and _APPOINTMENT.stand_in(around)


_HOURS_SAID = said(word for word, value in NUMBERS.items() if value < 24)
_PART = r"(?: ?(?P<part>a ?\. ?m|p ?\. ?m|am\b|pm\b|m\.|de la manana|de la tarde|de la noche|del mediodia|del dia)\.?)"
_CLOCK_NEAR = re.compile(
    r"(?:\b(?P<told>a la?s?|a horas|horas?:?|hora de inicio:?|desde las|de) )?"
    r"(?:(?P<hour>[0-2]?[0-9])(?:(?: ?[:.h] ?| y )(?P<minute>[0-5][0-9]|media))?"
    rf"|(?P<word>{_HOURS_SAID})(?: (?:y )?(?P<half>media|treinta|cuarto|quince))?)"
    rf"(?![0-9/])(?:{_PART}|(?P<unit> ?(?:horas|hrs|hs|h)\b))?"
    r"|\b(?P<noon>mediodia)\b"
)


def _hour(flat: Flat, start: int, end: int, *, floor: int, ceiling: int) -> tuple[time | None, int]:
    """The hour that stands beside a day, and where the words of both end."""
    for match in _CLOCK_NEAR.finditer(flat.folded, end, min(ceiling, end + 90)):
        if (at := _time(match)) is not None:
            return at, match.end()
    for match in _CLOCK_NEAR.finditer(flat.folded, max(floor, start - 50), start):
        if (at := _time(match)) is not None and flat.folded[match.end() : start].strip(" .,delia") == "":
            return at, end
    return None, end


def _time(match: re.Match[str]) -> time | None:
    """The time of day, if it is one for certain: a bare number with nothing beside it is none."""
    if match["noon"]:
        return time(12)
    told, part, unit = match["told"], match["part"], match["unit"]
    if not (part or unit or match["minute"] or (told and told != "de")):
        return None
    if match["word"] and not (part or (told and told.startswith("a l"))):
        return None
    hour = int(match["hour"]) if match["hour"] else NUMBERS[match["word"]]
    minutes = {"media": 30, "treinta": 30, "cuarto": 15, "quince": 15}
    said = match["minute"] or match["half"] or "0"
    minute = minutes[said] if said in minutes else int(said)
    if part:
        part = part.replace(" ", "").replace(".", "")
        if part in {"pm", "delatarde", "delanoche"} and hour < 12:
            hour += 12
        elif part == "am" and hour == 12:
            hour = 0
    return time(hour, minute) if hour < 24 else None
