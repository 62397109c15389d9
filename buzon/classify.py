"""From the words of a notice to its kind. Pure; the rules are data: `buzon/data/kinds.toml`, the reason beside each.

The list of notices shows only subjects, and nothing may be opened to know more: a bare subject must be enough, and
where it is not, `unknown` is the honest answer.
"""

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from importlib import resources

from buzon.notice import Kind, Urgency
from buzon.rules import BREAK, Aside, Cue, Found, Grade, Marker, Negation, Silence, canonical, load

RULES = load((resources.files("buzon") / "data" / "kinds.toml").read_text(encoding="utf-8"))
"""The rules in force."""

HEAD, TAIL = 8_000, 16_000
"""So many characters of a text are read at its beginning and at its end; a notice has hundreds or a few thousands."""

SUBJECT = 200
"""A first line that is longer is no subject."""

MOST_WORDS = 5
"""So many passages are quoted at most."""


class Confidence(Enum):
    """How far a verdict may be trusted.

    CERTAIN: the words decide or order, or name the notice in its subject, and nothing else in the text speaks as
    strongly for another kind. Good enough to state. LIKELY: the kind was told by words that others use too, or weighed
    against others: good for sorting and for raising an alarm, to be shown with "it seems". NONE: nothing was told; the
    text must be shown as it is. `unknown` always has NONE, and nothing else has.
    """

    CERTAIN = "certain"
    LIKELY = "likely"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The kind of a text and the words that decided it, the decisive ones first; none for `unknown`.

    The words stand as in the text, without its HTML and with single spaces.
    """

    kind: Kind
    words: tuple[str, ...] = ()
    confidence: Confidence = Confidence.NONE

    @property
    def urgency(self) -> Urgency:
        """How soon the person must look."""
        return self.kind.urgency


UNSORTED = Verdict(Kind.UNKNOWN)


def fold(text: str) -> str:
    """Lower case, without accents (ñ becomes n), runs of white space as one space."""
    bare = "".join(char for char in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(char))
    return " ".join(bare.split())


def classify(text: str) -> Verdict:
    """The kind of a notice by its subject, or by subject and body (the subject is the first line). Never raises.

    What orders or decides outweighs what is said in passing, and of two kinds the one that harms more wins. An approval
    that could be a refusal is none.
    """
    cut = len(text) > HEAD + TAIL
    read = f"{text[:HEAD]}\n\n{text[-TAIL:]}" if cut else text
    first, _, rest = _TORN.sub("", read).strip().partition("\n")
    flat = flatten(first)
    subject = len(flat) if len(flat) <= SUBJECT else 0
    if rest:
        between = BREAK if _EMPTY_LINE.match(rest) else " "
        flat = f"{flat}{between}{flatten(rest)}"
    found = list(RULES.find(canonical(flat)))
    cues = _heard(found, subject=subject)
    kind, confidence = _decide(cues)
    if kind in _OWN_AFFAIRS and any(each.meaning is Marker.ELSEWHERE for each in found):
        return UNSORTED
    if cut and kind is Kind.APPROVAL:  # what was not read might refuse it
        return UNSORTED
    return Verdict(kind, _words(flat, [cue for cue in cues if cue.kind is kind]), confidence)


_OWN_AFFAIRS = {Kind.SANCTION, Kind.APPROVAL, Kind.DEMAND, Kind.SUMMONS, Kind.REMEDY, Kind.PICKUP, Kind.INFORMATION}
"""What the office also says to its staff and its suppliers; a refusal or an expulsion is shown whomever it is for."""

# --- the text without its clothes -------------------------------------------------------------------------------------

_MARKUP = re.compile(r"<[a-zA-Z/!][^<>]{0,300}>|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});?")
_BLOCK = re.compile(r"</?(?:p|div|li|tr|td|th|table|ul|ol|h\d)\b", re.IGNORECASE)
_TORN = re.compile(r"(?<=\w)-[ \t]*\r?\n[ \t]*(?=[a-zñáéíóú])")
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]+")
_EMPTY_LINE = re.compile(r"[^\S\n]*\n")
_SPACES = re.compile(r"\s{2,}|[^\S ]")


def flatten(text: str) -> str:
    """The text as it reads: no tags, entities resolved, single spaces.

    BREAK stands for the end of a paragraph, an item or a cell.
    """
    if "<" in text or "&" in text:
        text = _MARKUP.sub(_shown, text)
    if not text.isascii():
        text = _UNSEEN.sub("", unicodedata.normalize("NFC", text))
    return _SPACES.sub(lambda match: BREAK if match.group().count("\n") > 1 else " ", text).strip()


def _shown(match: re.Match[str]) -> str:
    piece = match.group()
    if piece[0] == "&":
        return html.unescape(piece)
    return BREAK if _BLOCK.match(piece) else " "


# --- the decision -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Heard:
    """A cue that counts.

    `name`: of its rule. `within`: in the subject, in what a resolution resolves, or nothing is resolved at all. `told`:
    inside a story or another's words. `denied`: behind a "no"; such a cue is a hint at most.
    """

    start: int
    end: int
    kind: Kind
    grade: Grade
    titled: bool
    within: bool
    told: bool
    name: str
    denied: bool

    @property
    def acts(self) -> bool:
        return self.grade in (Grade.ACT, Grade.TITLE)


def _heard(found: Sequence[Found], *, subject: int) -> list[_Heard]:
    """The cues that nothing silences: that neither begin nor end inside a silence of their kind."""
    silent = {kind: _Stretches() for kind in Kind}
    told, denied = _Stretches(), _Stretches()
    for each in sorted(found, key=lambda each: each.start):
        if isinstance(each.meaning, Silence):
            for kind in each.meaning.kinds:
                silent[kind].add(each.start, each.end)
        elif isinstance(each.meaning, Aside):
            told.add(each.start, each.end)
        elif isinstance(each.meaning, Negation):
            denied.add(each.start + 1, each.end)
    resolved = _resolved(found)
    heard: list[_Heard] = []
    for each in found:
        cue = each.meaning
        if not isinstance(cue, Cue) or each.start in silent[cue.kind] or each.end - 1 in silent[cue.kind]:
            continue
        titled = each.start < subject
        if titled or cue.grade is not Grade.TITLE:
            within = each.start >= resolved or (titled and resolved > subject)
            no = cue.kind in _DENIABLE and each.start in denied
            grade = Grade.HINT if no else cue.grade
            heard.append(
                _Heard(each.start, each.end, cue.kind, grade, titled, within, each.start in told, cue.name, no)
            )
    return heard


_DENIABLE = set(Kind) - {Kind.APPROVAL, Kind.INFORMATION}
"""A "no" makes no hint of these: approvals have their own silences, and information is full of noes."""


class _Stretches:
    """Stretches of a text, added by where they start; what overlaps is one."""

    __slots__ = ("_ends", "_starts")

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def add(self, start: int, end: int) -> None:
        if self._ends and start <= self._ends[-1]:
            self._ends[-1] = max(end, self._ends[-1])
        else:
            self._starts.append(start)
            self._ends.append(end)

    def __contains__(self, place: int) -> bool:
        index = bisect_right(self._starts, place) - 1
        return index >= 0 and place < self._ends[index]


def _resolved(found: Sequence[Found]) -> int:
    """Where the resolutive part begins: after the last "se resuelve", else at the first numbered article; else 0."""
    resolves = [each.end for each in found if each.meaning is Marker.RESOLVES]
    articles = [each.end for each in found if each.meaning is Marker.ARTICLE]
    return resolves[-1] if resolves else articles[0] if articles else 0


def _decide(cues: Sequence[_Heard]) -> tuple[Kind, Confidence]:
    within = [cue for cue in cues if cue.within and cue.grade is not Grade.HINT] or cues
    acts = [cue for cue in within if cue.acts] or [cue for cue in cues if cue.acts]
    acts = [cue for cue in acts if not cue.told] or acts
    refused = any(cue.kind is Kind.DENIAL for cue in acts)  # what can't stand against a refusal undoes nothing
    yields = [RULES.yields.get(cue.name, frozenset()) for cue in acts]
    yielding = {kind for kinds in yields if not refused or Kind.DENIAL in kinds for kind in kinds}
    acts = [cue for cue in acts if cue.kind not in yielding] or acts
    signs = [cue for cue in within if cue.grade is not Grade.HINT]
    weighed = acts or signs or within
    if not weighed:
        return Kind.UNKNOWN, Confidence.NONE
    kind = _heaviest(weighed)
    denied = [cue for cue in cues if cue.denied and cue.within and cue.kind is not Kind.SANCTION]
    doubts = {cue.kind for cue in (*signs, *denied)} & RULES.heeds.get(kind, frozenset())
    if doubts:
        return min(doubts, key=RULES.rank.__getitem__), Confidence.LIKELY
    alone = all(cue.kind is kind for cue in weighed)
    return kind, Confidence.CERTAIN if acts and alone else Confidence.LIKELY


def _heaviest(cues: Sequence[_Heard]) -> Kind:
    """The kind that harms most; among those that harm alike what the subject says, then the order of the rules."""
    return min(cues, key=lambda cue: (RULES.weight[cue.kind], not cue.titled, RULES.rank[cue.kind])).kind


def _words(flat: str, cues: list[_Heard]) -> tuple[str, ...]:
    """What the cues are in the text, the decisive ones first, none inside another."""
    cues.sort(key=lambda cue: (_FORCE[cue.grade], not cue.within, cue.start))
    quoted: list[_Heard] = []
    for cue in cues:
        if all(cue.end <= other.start or cue.start >= other.end for other in quoted):
            quoted.append(cue)
            if len(quoted) == MOST_WORDS:
                break
    return tuple(_SPACES.sub(" ", flat[cue.start : cue.end].replace(BREAK, " ")) for cue in quoted)


_FORCE = {Grade.ACT: 0, Grade.TITLE: 0, Grade.SIGN: 1, Grade.HINT: 2}
