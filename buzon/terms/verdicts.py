"""Whose a number of days is, and whether it still runs: what the words around it say."""

import re
from enum import Enum, auto

from buzon.terms.folded import Flat
from buzon.terms.sentences import sentence_before
from buzon.terms.told import favours, is_done, is_logged, is_narrated, was_or_recurs
from buzon.terms.vocabulary import cues, finding

_STANDING = cues("nothing", "quotes", "past", "lapsed", "office", "grants", "firms", "other", "acts")
_COUNTED = cues("nothing", "past", "lapsed", "counting", "office", "grants", "acts", "until", "term")
_EVIDENCE = cues("term", "acts", "grants")
_ACTS, _TERM, _KEPT = cues("acts"), cues("term"), cues("nothing", "kept")
_NEXT_CLAUSE = re.compile(r",| y | o | so | bajo | caso contrario| de lo contrario| en caso contrario")
_CLOCK = re.compile(
    r"\b(?:a las|a horas|desde las|hasta las|entre las|horario de|horas de|\d a|\d y|[ap]\.? ?m\.? a) ?$"
)
_WHOLE_DAYS = re.compile(r"24|48|72|96|veinticuatro|cuarenta|setenta|noventa")
_GRANTS_AFTER = finding("grants", "after", start="[ ,]*")
_PURPOSE = finding("acts", start=r"[ ,]*para (?:que )?(?:\w+ )?")
_OFFICE_AFTER = finding("office_after", start=r"\b(?<!\bante )(?<!\ben )(?<!\ba )(?<!\bpor )")
_OFFICE_AFTER_WEAK = finding("office_after", "weak")
_OTHER_AFTER = finding("other_after", start=" ?")
_PAST_AFTER = finding("past_after")
_PAST_AFTER_WEAK = finding("past_after", "weak")
_PAST_NEXT = finding("past_next")
_STILL_AFTER = finding("still")
_STILL_BEFORE = finding("still", "before")
_DURATION = finding("duration", end="[ :(]*$")
_DURATION_AFTER = finding("duration_after", start=" ?")
_LABEL = re.compile(r"\b(?:plazo|termino|tiempo|lapso|recursos?|apelacion|impugnacion)(?: \w+){0,5}[ :(,]*$|: ?$")
_LABELLED = re.compile(r"[ (*-]*[a-z][^:]{1,40}: ?[*]*$")
_COUNTED_FROM = re.compile(
    r"[ ,(]*(?:que (?:se )?(?:corr|cuent|comput|empie|inici|princip)\w* )?(?:a contar|contad|contand|computad|computand"
    r"|(?:desde|a partir de) (?:hoy|manana|que)"
    r"|de (?:recibi|notificad|la (?:notific|recep)|su (?:notific|recep)|est[ae] ))"
)
_THREAT = re.compile(r"[ ,]*(?:o|so pena|bajo|de lo contrario|caso contrario|en caso contrario|si no|sino)\b")
_LEADS = re.compile(
    r"(?:^|[:(,=|>*/.-]|\b(?:del?|l[oa]s|en|con|el|un|hasta|dentro|proxim[oa]s|siguientes|mismos|traslado por|o|y"
    r"|para eso|ud|usted|tien\w+|d[ae]n?|damos|doy|otorga\w*|conced\w+|confier\w+|fij\w+|senala\w*|quedan?|restan?"
    r"|es|son|hay|plazo|plaso|termino|lapso|pasad[oa]s|transcurrid[oa]s|vencid[oa]s|cumplid[oa]s))[ (]*$"
)
"""What leads up to a bare number of days that is a term: "en diez días", "tiene diez días", not "pidió diez días"."""
_APPEAL = r"(?:el|la|su|tu) (?:recurso|apelacion|reconsideracion|queja|pretension|impugnacion)"
_UPHELD = re.compile(
    r"\b(?:(?:declar\w+|resulta|es) (?:[a-z]+ ){0,3}(?<!in )fundad[oa]|fundad[oa] (?:el|la|su|en parte)"
    rf"|(?:estim[ae]|acog|ampar)\w* {_APPEAL}|prospera|retrotra\w+|(?:se |le |te )(?:da|dio|dimos|damos) la razon)"
)
"""An appeal that was won: what is told then of nobody's acts is the office's."""
_NEXT = 240
"""So many letters behind a number may tell what came of it."""


class Verdict(Enum):
    """What a number of days is: a term that is open to the person, one that a law has in general, or why it is none.

    FIRMS: a firm's, which may be the one that is written to: "el hotel deberá", in a notice to the hotel.
    """

    OPEN = auto()
    QUOTED = auto()
    FIRMS = auto()
    PAST = auto()
    OFFICE = auto()
    NONE = auto()


def judged(match: re.Match[str], before: str, after: str, flat: Flat, ceiling: int) -> Verdict:
    """What the number of days is, of which this is told before and after it in its sentence."""
    at = match.start()
    if is_logged(flat, at) or was_or_recurs(flat, at):
        return Verdict.PAST
    cues = _STANDING.names(before)
    done = "grants" not in cues and _is_done(match, before, after, flat)
    if match["next"] or match["ordinal"]:
        return Verdict.OPEN if not done and _is_open_day(match, before) else Verdict.NONE
    name = _nearest(cues)
    if name == "other" or _OTHER_AFTER.match(after):
        return Verdict.NONE
    if done or _is_over(match, before, after, name, flat, ceiling=ceiling):
        return Verdict.PAST
    if _is_the_offices(match, before, after, cues, flat):
        return Verdict.OFFICE
    alone = not before.strip() and not after.strip(" .")
    if alone:
        before, _ = sentence_before(flat.folded, max(at - 2, 0), 0)
        before += "."  # "Traiga uno nuevo. Diez días."
    if not _counts(match, before, after):
        return Verdict.NONE
    told_why = (
        alone
        or cues
        or _LABEL.search(before)
        or _THREAT.match(after)
        or _COUNTED_FROM.match(after)
        or _STANDING.stand_in(after)
    )
    if not told_why and favours(flat.folded):
        return Verdict.NONE
    if not {"grants", "acts"} & set(cues) and not _LABEL.search(before) and _UPHELD.search(flat.folded):
        return Verdict.NONE
    return Verdict.QUOTED if "quotes" in cues else Verdict.FIRMS if name == "firms" else Verdict.OPEN


def says_whose(text: str) -> bool:
    """Whether a text holds a word that tells whose a term is."""
    return _STANDING.stand_in(text)


def _nearest(cues: list[str]) -> str:
    """The list of the nearest word that tells whose the days are."""
    return next((name for name in reversed(cues) if name not in {"acts", "quotes"}), "")


def _is_done(match: re.Match[str], before: str, after: str, flat: Flat) -> bool:
    done = is_done(flat, before, match.start())
    return done and not _GRANTS_AFTER.match(after) and not _PURPOSE.match(after)


def _is_over(match: re.Match[str], before: str, after: str, name: str, flat: Flat, *, ceiling: int) -> bool:
    """Whether the days have run out, or are told of a time that is past; `name` is the nearest that tells."""
    if name in {"", "other"} and is_narrated(flat, before, match.start()):
        return True
    runs = name in {"lapsed", "grants", ""} and (_STILL_AFTER.search(after) or _STILL_BEFORE.search(before))
    if not runs and not (name in {"past", "lapsed"} and _GRANTS_AFTER.match(after)):
        told = after.split(",", 1)[0] if name == "grants" else after
        if name in {"past", "lapsed"} or _PAST_AFTER.search(told) or _PAST_AFTER.match(after.lstrip(" ,")):
            return True
        if name != "grants" and _PAST_AFTER_WEAK.search(after):
            return True
    end = match.end()
    return name != "grants" and _PAST_NEXT.search(flat.folded, end, min(ceiling, end + _NEXT)) is not None


def _is_the_offices(match: re.Match[str], before: str, after: str, cues: list[str], flat: Flat) -> bool:
    """Whether the days are the office's, by what stands in their sentence, or where it is silent in the one before."""
    name = _nearest(cues)
    clause = _NEXT_CLAUSE.split(after[:60], maxsplit=1)[0]
    if before.strip() and name != "grants" and _OFFICE_AFTER_WEAK.search(clause):
        return True
    if name == "office" or _OFFICE_AFTER.search(clause):
        return True
    if cues or _ACTS.stand_in(after):
        return False
    earlier, _ = sentence_before(flat.folded, max(match.start() - len(before) - 2, 0), 0)
    return _STANDING.last(earlier) == "office"


def _counts(match: re.Match[str], before: str, after: str) -> bool:
    """Whether the number is one of a term at all. Working days always are."""
    if (
        match["habil"]
        or match["alone"]
        or match["labelled"]
        or match["bare"]
        or (match["short"] and not match["short_calendar"])
    ):
        return True
    if match["few"] or match["more"]:
        return _STANDING.last(before) in {"grants", "acts"}
    if _DURATION_AFTER.match(after) or (
        _DURATION.search(before) and not _PURPOSE.match(after) and not _KEPT.last(before)
    ):
        return False
    if match["hours"]:
        return _TERM.stand_in(before[-60:]) and (not _CLOCK.search(before) or bool(_WHOLE_DAYS.match(match["first"])))
    counted = _COUNTED_FROM.match(after) is not None
    if counted or (match["calendar"] and _LABELLED.match(before)):
        return True
    if match["days"] and not match["calendar"] and not _LEADS.search(before) and not _KEPT.last(before[-30:]):
        return False
    return bool(_KEPT.last(before[-60:])) or _EVIDENCE.stand_in(before[-120:]) or _EVIDENCE.stand_in(after)


def _is_open_day(match: re.Match[str], before: str) -> bool:
    """Of "día hábil siguiente" and "tercer día": whether it is the end of a term, and not where one begins."""
    names = _COUNTED.names(before)
    name = names[-1] if names else ""
    if "past" in names and "grants" not in names[names.index("past") :]:
        return False
    if match["next"] and "habil" not in match["next"]:
        return name == "until" or bool(re.search(r"\b(?:dentro|tardar|plazo)\b[^.]{0,12}$", before))
    if match["ordinal"]:
        named = match["workday"] or re.search(r"\b(?:al?|el) $", before)
        return name in {"until", "term"} or (name in {"grants", "acts"} and bool(named))
    return name in {"until", "term", "grants", "acts"}
