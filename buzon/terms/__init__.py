"""From the words of a notice to the term that governs: so many days, a named last day, an appointment. Pure, and never
raises.

What makes a number of days the person's term, the office's, or one that is over is vocabulary, for a lawyer to read:
`buzon/data/terms.toml`. The text is read folded, and quoted as it stands.
"""

import re
from datetime import date

from buzon.terms.appointments import find_appointment
from buzon.terms.counted import open_terms, weight
from buzon.terms.days import dates, open_days
from buzon.terms.folded import flattened
from buzon.terms.sentences import STOP
from buzon.terms.told import is_idle
from buzon.terms.values import Appointment, LastDay, Term, Unit
from buzon.terms.vocabulary import RULES, any_of, warm

__all__ = ["RULES", "Appointment", "LastDay", "Term", "Unit", "extendable", "find_appointment", "find_term", "warm"]

_PROCEDURES = re.compile(rf"\b(?:{any_of(RULES['extension']['procedures'])})")
_REFUSALS = re.compile(rf"\b(?:{any_of(RULES['extension']['refusals'])})")


def find_term(text: str, near: date | None = None) -> Term | LastDay | None:
    """The term that is open to the person, the shortest where there are several; None where the text names none.

    A named last day wins over a number of days in the same sentence, which it spells out; else the shorter, counted
    from the day of deposit or the latest day that the text names before; without such a day what comes first, but a
    number before what may be a paper's last day.
    `near` is the day of deposit: it tells the year of a last day without one, as else the rest of the text does.
    """
    flat = flattened(text)
    terms = open_terms(flat)
    days = list(open_days(flat, near))
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
    written = near or max((day for _, _, day in dates(flat) if day < last.day), default=None)
    if written:
        return last if (last.day - written).days <= weight(shortest) else shortest
    return last if start < first and not lapses else shortest


def extendable(text: str) -> bool:
    """Whether more time may be asked for: the text speaks of a change of status or a renewal, and refuses nothing.

    Conservative: where in doubt it may not. The rule stands in `[extension]` of `buzon/data/terms.toml`.
    """
    folded = flattened(text).folded
    return bool(_PROCEDURES.search(folded)) and not _REFUSALS.search(folded)
