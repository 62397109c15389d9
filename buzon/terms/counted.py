"""Numbers of days and hours: which of them are a term that is open to the person, and which are another's or over."""

import re
from collections.abc import Sequence

from buzon.terms.folded import Flat
from buzon.terms.sentences import matches_near, sentence_after, sentence_before
from buzon.terms.told import recited
from buzon.terms.values import LONGEST, MOST, Term, Unit
from buzon.terms.verdicts import Verdict, judged, says_whose
from buzon.terms.vocabulary import NUMBER, ORDINALS, number, said

_HABIL = r"(?:h ?)?a ?[bv] ?[il] ?[il] ?(?:es|e s|\(es\)|ies|les)?(?![a-z])|utiles\b|laborables?\b"
_CALENDAR = r"cal\b|calend\w*|natural(?:es)?\b|corridos?\b|consecutivos?\b"
_HABIL_OR_CALENDAR = rf"(?:(?P<habil>{_HABIL})|(?P<calendar>{_CALENDAR}))"
_COUNT = re.compile(
    r"(?<!\w)(?=[0-9cdlmnopqstuv])(?:"
    # cinco (05) días hábiles
    rf"(?<!/)(?<!\d[.,:-])(?P<first>{NUMBER}) ?(?:[(\[{{/-] ?(?P<second>{NUMBER}) ?)?[)\]}}/-]?[*_\"']{{0,2}} ?"
    r"(?:(?:primer|proxim|siguient)\w{0,3} )?"
    r"(?:(?P<days>d ?[il] ?a(?: ?s)?(?:\(s\))?(?:(?=h?a[bv]|h a|calen|natur)|(?![a-z])))"
    rf"(?: ?\(? ?{_HABIL_OR_CALENDAR})?|(?P<hours>horas?\b|hrs?\b|h\b(?<=[2347][2468] h|.[2347][2468]h))"
    r"|(?P<weeks>semanas?\b)"
    # cinco d.h., 5 d. háb., 10 d. cal.
    r"|(?P<short>ds?(?:[./] ?| )?h(?:ab(?:s|iles|il)?)?\b\.?|(?P<short_calendar>ds?[./] ?c(?:al)?\b)\.?)"
    # cinco hábiles
    r"|(?P<alone>habiles\b|hab\.|utiles\b|laborables\b)(?! ?:))"
    # los 3 primeros, otros diez
    rf"|(?:los (?P<few>{NUMBER})(?: \({NUMBER}\))? (?:primer|siguient|proxim|restant)[a-z]s"
    rf"|(?:otros|mas) (?P<more>{NUMBER}))(?= ?(?:[,.;:)]|se |le |mas\b|adicional|contad|desde |a partir|a contar|y "
    r"|obtien|obtendr|gana|recib|de ese|de este|de dicho|$))"
    # días hábiles: 5
    rf"|(?P<labelled>dias (?:{_HABIL}|{_CALENDAR})(?:(?: (?:para|de|a) (?:la )?[a-z]+){{0,2}}\)? ?[:|=] ?|\) )"
    rf"(?P<figure>{NUMBER}))(?! ?d[il]as?\b)"
    # the same, with the figure before what kind they are
    rf"|dias(?: de [a-z]+)? ?: ?(?P<bare>{NUMBER}) \((?:{_HABIL}|(?P<bare_calendar>{_CALENDAR}))\)"
    # tercer día hábil
    rf"|(?:(?P<tens>decimo|vigesimo|trigesimo) )?(?P<ordinal>{said(ORDINALS)}) dia(?P<workday> habil)?\b"
    r"(?: siguiente\b)?"
    # día hábil siguiente
    r"|(?P<next>(?:dia habil siguiente|siguiente dia habil|dia siguiente habil|proximo dia habil"
    r"|dia habil inmediato siguiente|dia habil posterior|dia siguiente)\b))"
)
_COUNTS = ("first", "second", "few", "more")
"""The groups that hold a number of days, in figures or in words."""
_COUNT_ANCHOR = re.compile(
    r"d(?: ?[il] ?a|s?[./] ?[hc]|[0-9]?h\b| h(?:ab|\b))|h(?:abil|ab\.|ora|rs?\b|\b)|semana|primeros"
)


Number = tuple[re.Match[str], Term | None]
"""A number of days or hours, and its value; None for an absurd one."""


def numbers(flat: Flat) -> list[Number]:
    """The numbers of days and hours of a text, in their order, whosever they are."""
    found: list[re.Match[str]] = []
    for match in matches_near(_COUNT_ANCHOR, _COUNT, flat.folded):
        if len(found) == MOST:
            break
        found.append(match)
    return [(match, _term(flat, match, earlier)) for match, earlier in zip(found, [None, *found], strict=False)]


def open_terms(flat: Flat, found: Sequence[Number]) -> list[tuple[int, int, Term]]:
    """The terms that are open to the person, in their order, and where their words stand."""
    open_terms: dict[Verdict, list[tuple[int, int, Term]]] = {each: [] for each in _HEEDED}
    verdict = Verdict.NONE
    recital, decides = recited(flat)
    for index, (match, term) in enumerate(found):
        floor = found[index - 1][0].end() if index else 0
        ceiling = found[index + 1][0].start() if index + 1 < len(found) else len(flat.folded)
        before, joined = sentence_before(flat.folded, match.start(), floor)
        after = sentence_after(flat.folded, match.end(), ceiling)
        # "… en treinta días, ampliables a sesenta": what nothing speaks of goes with the number before it.
        follows = index and joined and len(before) < 40 and not says_whose(before)
        if not follows or verdict not in {Verdict.OFFICE, Verdict.PAST}:
            told = recital <= match.start() < decides
            verdict = Verdict.PAST if told else judged(match, before, after, flat, ceiling)
        if verdict in open_terms and term:
            open_terms[verdict].append((match.start(), match.end(), term))
    return next(filter(None, open_terms.values()), [])


_HEEDED = (Verdict.OPEN, Verdict.QUOTED, Verdict.FIRMS)
"""What may be a term of the person's; each only where there is none of those before it."""


_LEAST_HOURS, _LONGEST_PLAIN = 6, 120
"""A visit lasts an hour, no term does; and so many days with nothing else are a stay or an absence."""


def _term(flat: Flat, match: re.Match[str], earlier: re.Match[str] | None) -> Term | None:
    """The value of a number that is a term; None where it is absurd. "Otros diez" are what the number `earlier` was."""
    unit = Unit.WORKDAYS
    if match["next"]:
        count = 1
    elif match["ordinal"]:
        count = ORDINALS[match["ordinal"]] + (ORDINALS[match["tens"]] if match["tens"] else 0)
    elif match["labelled"]:
        count = number(match["figure"])
        unit = Unit.WORKDAYS if re.search(_HABIL, match["labelled"]) else Unit.DAYS
    elif match["bare"]:
        count = number(match["bare"])
        unit = Unit.DAYS if match["bare_calendar"] else Unit.WORKDAYS
    else:
        told = [number(match[name]) for name in _COUNTS if match[name]]
        count = min(filter(None, told), default=0)  # where figure and words differ, the shorter is safe
        if match["weeks"]:
            count, unit = count * 7, Unit.DAYS
        elif match["hours"]:
            unit = Unit.HOURS
        elif (match["few"] or match["more"]) and earlier:
            unit = Unit.DAYS if earlier["calendar"] or earlier["short_calendar"] else Unit.WORKDAYS
        elif match["calendar"] or match["short_calendar"]:
            unit = Unit.DAYS
    named = match["habil"] or match["calendar"] or match["labelled"]
    most = LONGEST * 24 if unit is Unit.HOURS else LONGEST if named else _LONGEST_PLAIN
    if not (_LEAST_HOURS if unit is Unit.HOURS else 1) <= count <= most:
        return None
    return Term(count, unit, flat.quote(match.start(), match.end()))


def weight(term: Term) -> float:
    """About how many days a term lasts: enough to tell which of two is the shorter."""
    return term.count * {Unit.HOURS: 1 / 24, Unit.DAYS: 1.0, Unit.WORKDAYS: 1.4}[term.unit]
