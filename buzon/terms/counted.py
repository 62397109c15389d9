"""Numbers of days and hours: which of them are a term that is open to the person, and which are another's or over."""

import re
from enum import Enum, auto

from buzon.terms.folded import Flat
from buzon.terms.sentences import matches_near, sentence_after, sentence_before
from buzon.terms.values import LONGEST, MOST, Term, Unit
from buzon.terms.vocabulary import NUMBER, ORDINALS, cues, finding, number, said

_STANDING = cues("nothing", "quotes", "past", "lapsed", "office", "grants", "firms", "other", "acts")
_COUNTED = cues("nothing", "past", "lapsed", "counting", "office", "grants", "acts", "until", "term")
_EVIDENCE = cues("term", "acts", "grants")
_ACTS, _TERM, _KEPT = cues("acts"), cues("term"), cues("kept")
_NEXT_CLAUSE = re.compile(r",| y ")
_CLOCK = re.compile(
    r"\b(?:a las|a horas|desde las|hasta las|entre las|horario de|horas de|\d a|\d y|[ap]\.? ?m\.? a) ?$"
)
_GRANTS_AFTER = finding("grants", "after", start="[ ,]*")
_PURPOSE = finding("acts", start=r"[ ,]*para (?:que )?(?:\w+ )?")
_OFFICE_AFTER = finding("office_after")
_OFFICE_AFTER_WEAK = finding("office_after", "weak")
_OTHER_AFTER = finding("other_after", start=" ?")
_PAST_AFTER = finding("past_after")
_PAST_AFTER_WEAK = finding("past_after", "weak")
_PAST_NEXT = finding("past_next")
_STILL_AFTER = finding("still")
_STILL_BEFORE = finding("still", "before")
_DURATION = finding("duration", end="[ :(]*$")
_DURATION_AFTER = finding("duration_after", start=" ?")
_NEXT = 240
"""So many letters behind a number may tell what came of it."""

_HABIL = r"(?:h ?)?a ?[bv] ?[il] ?[il] ?(?:es|e s|\(es\)|ies|les)?(?![a-z])|utiles\b|laborables?\b"
_CALENDAR = r"cal\b|calend\w*|natural(?:es)?\b|corridos?\b|consecutivos?\b"
_HABIL_OR_CALENDAR = rf"(?:(?P<habil>{_HABIL})|(?P<calendar>{_CALENDAR}))"
_COUNT = re.compile(
    r"(?<!\w)(?:"
    # cinco (05) días hábiles
    rf"(?<!/)(?<!\d[.,:-])(?P<first>{NUMBER}) ?(?:[(\[{{/-] ?(?P<second>{NUMBER}) ?)?[)\]}}/-]?[*_\"']{{0,2}} ?"
    r"(?:(?:primer|proxim|siguient)\w{0,3} )?"
    r"(?:(?P<days>d ?[il] ?a(?: ?s)?(?:\(s\))?(?:(?=h?a[bv]|h a|calen|natur)|(?![a-z])))"
    rf"(?: ?\(? ?{_HABIL_OR_CALENDAR})?|(?P<hours>horas?\b|hrs?\b|h\b(?<=[2347][2468] h|.[2347][2468]h))"
    r"|(?P<weeks>semanas?\b)"
    # cinco d.h., 5 d. háb., 10 d. cal.
    r"|(?P<short>ds?(?:[./] ?| )?h(?:ab(?:s|iles|il)?)?\b\.?|(?P<short_calendar>ds?[./] ?c(?:al)?\b)\.?))"
    # días hábiles: 5
    rf"|(?P<labelled>dias (?:{_HABIL}|{_CALENDAR})(?:(?: (?:para|de|a) (?:la )?[a-z]+){{0,2}}\)? ?[:|=] ?|\) )"
    rf"(?P<figure>{NUMBER}))(?! ?d[il]as?\b)"
    # the same, with the figure before what kind they are
    rf"|dias ?: ?(?P<bare>{NUMBER}) \((?:{_HABIL}|(?P<bare_calendar>{_CALENDAR}))\)"
    # tercer día hábil
    rf"|(?P<ordinal>{said(ORDINALS)}) dia(?: habil)?\b(?: siguiente\b)?"
    # día hábil siguiente
    r"|(?P<next>(?:dia habil siguiente|siguiente dia habil|dia siguiente habil|proximo dia habil"
    r"|dia habil inmediato siguiente|dia habil posterior|dia siguiente)\b))"
)
_COUNT_ANCHOR = re.compile(r"d(?: ?[il] ?a|s?[./] ?[hc]|[0-9]?h\b| h(?:ab|\b))|h(?:ora|rs?\b|\b)|semana")


def open_terms(flat: Flat) -> list[tuple[int, int, Term]]:
    """The terms that are open to the person, in their order, and where their words stand."""
    found: list[re.Match[str]] = []
    for match in matches_near(_COUNT_ANCHOR, _COUNT, flat.folded):
        if len(found) == MOST:
            break
        found.append(match)
    open_terms: dict[_Verdict, list[tuple[int, int, Term]]] = {each: [] for each in _HEEDED}
    verdict = _Verdict.NONE
    for index, match in enumerate(found):
        floor = found[index - 1].end() if index else 0
        ceiling = found[index + 1].start() if index + 1 < len(found) else len(flat.folded)
        before, joined = sentence_before(flat.folded, match.start(), floor)
        after = sentence_after(flat.folded, match.end(), ceiling)
        # "… en treinta días, ampliables a sesenta": what nothing speaks of goes with the number before it.
        follows = index and joined and len(before) < 40 and not _STANDING.stand_in(before)
        if not follows or verdict not in {_Verdict.OFFICE, _Verdict.PAST}:
            verdict = _verdict(match, before, after, flat.folded, ceiling)
        if verdict in open_terms and (term := _term(flat, match)):
            open_terms[verdict].append((match.start(), match.end(), term))
    return next(filter(None, open_terms.values()), [])


class _Verdict(Enum):
    """What a number of days is: a term that is open to the person, one that a law has in general, or why it is none.

    FIRMS: a firm's, which may be the one that is written to: "el hotel deberá", in a notice to the hotel.
    """

    OPEN = auto()
    QUOTED = auto()
    FIRMS = auto()
    PAST = auto()
    OFFICE = auto()
    NONE = auto()


_HEEDED = (_Verdict.OPEN, _Verdict.QUOTED, _Verdict.FIRMS)
"""What may be a term of the person's; each only where there is none of those before it."""


def _verdict(match: re.Match[str], before: str, after: str, folded: str, ceiling: int) -> _Verdict:
    if match["next"] or match["ordinal"]:
        return _Verdict.OPEN if _is_open_day(match, before) else _Verdict.NONE
    cues = _STANDING.names(before)
    telling = [name for name in cues if name not in {"acts", "quotes"}]
    name = telling[-1] if telling else ""
    open_ = _Verdict.QUOTED if "quotes" in cues else _Verdict.FIRMS if name == "firms" else _Verdict.OPEN
    if name == "other" or _OTHER_AFTER.match(after):
        return _Verdict.NONE
    runs = name in {"lapsed", "grants", ""} and (_STILL_AFTER.search(after) or _STILL_BEFORE.search(before))
    if not runs and not (name in {"past", "lapsed"} and _GRANTS_AFTER.match(after)):
        if name in {"past", "lapsed"} or _PAST_AFTER.search(after):
            return _Verdict.PAST
        if name != "grants" and _PAST_AFTER_WEAK.search(after):
            return _Verdict.PAST
    if name != "grants" and _PAST_NEXT.search(folded, match.end(), min(ceiling, match.end() + _NEXT)):
        return _Verdict.PAST
    clause = _NEXT_CLAUSE.split(after[:60], maxsplit=1)[0]
    if before.strip() and name not in {"grants", "acts"} and _OFFICE_AFTER_WEAK.search(clause):
        return _Verdict.OFFICE
    if name == "office" or _OFFICE_AFTER.search(clause):
        return _Verdict.OFFICE
    if not cues and not _ACTS.stand_in(after):
        # Nothing here says whose it is: the sentence before may.
        earlier, _ = sentence_before(folded, max(match.start() - len(before) - 2, 0), 0)
        if _STANDING.last(earlier) == "office":
            return _Verdict.OFFICE
    return open_ if _counts(match, before, after) else _Verdict.NONE


def _counts(match: re.Match[str], before: str, after: str) -> bool:
    """Whether the number is one of a term at all. Working days always are."""
    if match["habil"] or match["labelled"] or match["bare"] or (match["short"] and not match["short_calendar"]):
        return True
    if _DURATION_AFTER.match(after) or (
        _DURATION.search(before) and not _PURPOSE.match(after) and not _KEPT.stand_in(before)
    ):
        return False
    if match["hours"]:
        return _TERM.stand_in(before[-60:]) and not _CLOCK.search(before)
    return _EVIDENCE.stand_in(before[-120:]) or _EVIDENCE.stand_in(after)


def _is_open_day(match: re.Match[str], before: str) -> bool:
    """Of "día hábil siguiente" and "tercer día": whether it is the end of a term, and not where one begins."""
    name = _COUNTED.last(before)
    if match["next"] and "habil" not in match["next"]:
        return name == "until" or bool(re.search(r"\b(?:dentro|tardar|plazo)\b[^.]{0,12}$", before))
    if match["ordinal"]:
        return name in {"until", "term"} or (name in {"grants", "acts"} and bool(re.search(r"\b(?:al?|el) $", before)))
    return name in {"until", "term", "grants", "acts"}


def _term(flat: Flat, match: re.Match[str]) -> Term | None:
    """The value of a number that is a term; None where it is absurd."""
    unit = Unit.WORKDAYS
    if match["next"]:
        count = 1
    elif match["ordinal"]:
        count = ORDINALS[match["ordinal"]]
    elif match["labelled"]:
        count = number(match["figure"])
        unit = Unit.WORKDAYS if re.search(_HABIL, match["labelled"]) else Unit.DAYS
    elif match["bare"]:
        count = number(match["bare"])
        unit = Unit.DAYS if match["bare_calendar"] else Unit.WORKDAYS
    else:
        told = [number(match[name]) for name in ("first", "second") if match[name]]
        count = min(filter(None, told), default=0)  # where figure and words differ, the shorter is safe
        if match["weeks"]:
            count, unit = count * 7, Unit.DAYS
        elif match["hours"]:
            unit = Unit.HOURS
        elif match["calendar"] or match["short_calendar"]:
            unit = Unit.DAYS
    if not 0 < count <= LONGEST * (24 if unit is Unit.HOURS else 1):
        return None
    return Term(count, unit, flat.quote(match.start(), match.end()))


def weight(term: Term) -> float:
    """About how many days a term lasts: enough to tell which of two is the shorter."""
    return term.count * {Unit.HOURS: 1 / 24, Unit.DAYS: 1.0, Unit.WORKDAYS: 1.4}[term.unit]
