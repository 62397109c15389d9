"""From the words of a notice to the term that governs: so many days, a named last day, an appointment. Pure, and never
raises.

What makes a number of days the person's term, the office's, or one that is over is vocabulary, for a lawyer to read:
`buzon/data/terms.toml`; beside it the words around are weighed (`buzon/terms/weighing.py`). The text is read folded,
and quoted as it stands.
"""

import re
from collections.abc import Sequence
from datetime import date

from buzon.terms import vocabulary
from buzon.terms.appointments import find_appointment
from buzon.terms.counted import Number, numbers, open_terms, weight
from buzon.terms.days import Named, known_days, last_day, named_days, open_days
from buzon.terms.folded import Flat, flattened
from buzon.terms.sentences import STOP
from buzon.terms.told import is_idle
from buzon.terms.values import Appointment, LastDay, Term, Unit
from buzon.terms.vocabulary import RULES, any_of
from buzon.terms.weighing import WEIGHTS, Place, Weights, places_weighed

__all__ = [
    "RULES",
    "WEIGHTS",
    "Appointment",
    "LastDay",
    "Term",
    "Unit",
    "Weights",
    "extendable",
    "find_appointment",
    "find_term",
    "warm",
]

_PROCEDURES = re.compile(rf"\b(?:{any_of(RULES['extension']['procedures'])})")
_REFUSALS = re.compile(rf"\b(?:{any_of(RULES['extension']['refusals'])})")


def warm() -> None:
    """Read and compile what is else read when it is first needed: a second of the processor, before anybody waits."""
    vocabulary.warm()
    WEIGHTS.rows  # noqa: B018 - reads them


RULED = 0.2
"""How much it weighs what the rules find: for it, and against anything else."""

FEWEST = 25
"""A text of fewer words is left to the rules: the weights were learnt from whole notices."""


def find_term(text: str, near: date | None = None, *, weights: Weights | None = WEIGHTS) -> Term | LastDay | None:
    """The term that is open to the person; None where the text names none.

    Every number of days and every day that the text names is weighed by the words around it, and by what the rules
    find; what weighs most governs, if it weighs anything (docs/decisions/0020). `weights=None` leaves it to the rules.
    `near` is the day of deposit: it tells the year of a last day without one, as else the rest of the text does.
    """
    flat = flattened(text)
    found, named = numbers(flat), named_days(flat)
    if not weights or flat.folded.count(" ") < FEWEST:
        return _ruled(flat, found, named, near)
    candidates = candidates_in(flat, found, named, near)
    if not candidates:
        return None
    scores = [weights.weigh(groups) for groups in places_weighed(flat, [place for place, _ in candidates])]
    best, *others = sorted(scores, reverse=True)
    clear = best > RULED and best - max(others, default=-1.0) > 2 * RULED
    if best < -RULED or clear:  # whatever the rules find
        return candidates[scores.index(best)][1] if clear else None
    ruled = _ruled(flat, found, named, near)
    scores = [
        score + (RULED if ruled and _value(says) == _value(ruled) else -RULED)
        for score, (_, says) in zip(scores, candidates, strict=True)
    ]
    best = max(scores)
    return candidates[scores.index(best)][1] if best >= 0 else None


def candidates_in(
    flat: Flat, found: Sequence[Number], named: Sequence[Named], near: date | None
) -> list[tuple[Place, Term | LastDay]]:
    """Whatever might be the term, in the order of the text but days last, and what it would be."""
    listed: list[tuple[Place, Term | LastDay]] = [
        (Place(match.start(), match.end(), f"{term.count} {term.unit}", term.unit), term)
        for match, term in found
        if term
    ]
    for day in named:
        if last := last_day(flat, day, named, near):
            unit = "day in full" if isinstance(day[2], date) else "day"
            listed.append((Place(day[0], day[1], unit, "last day"), last))
    return listed


def _value(said: Term | LastDay) -> object:
    return said.day if isinstance(said, LastDay) else (said.count, said.unit)


def _ruled(flat: Flat, found: Sequence[Number], named: Sequence[Named], near: date | None) -> Term | LastDay | None:
    """What the rules find: the shortest of the terms that are open.

    A named last day wins over a number of days in the same sentence, which it spells out; else the shorter, counted
    from the day of deposit or the latest day that the text names before; without such a day what comes first, but a
    number before what may be a paper's last day.
    """
    terms = open_terms(flat, found)
    days = list(open_days(flat, named, near))
    if (terms or days) and is_idle(flat.folded):
        return None
    if not days:
        return min(terms, key=lambda found: weight(found[2]), default=(0, 0, None))[2]
    start, lapses, last = min(days, key=lambda found: found[2].day)
    if not terms:
        return last
    first = min(terms)[0]
    together = any(not STOP.search(flat.folded, min(at, start), max(at, start)) for at, _, _ in terms)
    if together:
        return last
    shortest = min(terms, key=lambda found: weight(found[2]))[2]
    written = near or max((day for _, _, day in known_days(named) if day < last.day), default=None)
    if written:
        return last if (last.day - written).days <= weight(shortest) else shortest
    return last if start < first and not lapses else shortest


def extendable(text: str) -> bool:
    """Whether more time may be asked for: the text speaks of a change of status or a renewal, and refuses nothing.

    Conservative: where in doubt it may not. The rule stands in `[extension]` of `buzon/data/terms.toml`.
    """
    folded = flattened(text).folded
    return bool(_PROCEDURES.search(folded)) and not _REFUSALS.search(folded)
