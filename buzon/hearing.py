"""From the cues that were found in a notice to the kind that the rules tell: which of them count, and what outweighs.

How the rules weigh is written at the head of `buzon/data/kinds.toml`.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from enum import Enum
from importlib import resources
from typing import NamedTuple

from buzon.notice import Kind
from buzon.rules import Aside, Cue, Found, Grade, Marker, Negation, Silence, load

RULES = load((resources.files("buzon") / "data" / "kinds.toml").read_text(encoding="utf-8"))
"""The rules in force."""


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


class Heard(NamedTuple):
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
        """Whether it decides or orders, or names the notice in its subject."""
        return self.grade in (Grade.ACT, Grade.TITLE)


def hear(found: Sequence[Found], *, subject: int) -> list[Heard]:
    """The cues that nothing silences: that neither begin nor end inside a silence of their kind."""
    silent: dict[Kind, _Stretches] = defaultdict(_Stretches)
    told, denied = _Stretches(), _Stretches()
    for each in sorted(found, key=lambda each: each.start):
        if isinstance(each.meaning, Silence):
            for kind in each.meaning.kinds:
                silent[kind].add(each.start, each.end)
        elif isinstance(each.meaning, Aside):
            told.add(each.start, each.end)
        elif isinstance(each.meaning, Negation):
            denied.add(each.start + 1, each.end)
    begins = resolved(found)
    heard: list[Heard] = []
    for each in found:
        cue = each.meaning
        if not isinstance(cue, Cue) or each.start in silent[cue.kind] or each.end - 1 in silent[cue.kind]:
            continue
        titled = each.start < subject
        if titled or cue.grade is not Grade.TITLE:
            within = each.start >= begins or (titled and begins > subject)
            no = cue.kind in _DENIABLE and each.start in denied
            grade = Grade.HINT if no else cue.grade
            heard.append(Heard(each.start, each.end, cue.kind, grade, titled, within, each.start in told, cue.name, no))
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


def resolved(found: Sequence[Found]) -> int:
    """Where the resolutive part begins: after the last "se resuelve", else at the first numbered article; else 0."""
    resolves = [each.end for each in found if each.meaning is Marker.RESOLVES]
    articles = [each.end for each in found if each.meaning is Marker.ARTICLE]
    return resolves[-1] if resolves else articles[0] if articles else 0


def decide(cues: Sequence[Heard]) -> tuple[Kind, Confidence]:
    """The kind that the cues tell, and how far it may be trusted; `unknown` where they tell none."""
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


def _heaviest(cues: Sequence[Heard]) -> Kind:
    """The kind that harms most; among those that harm alike what the subject says, then the order of the rules."""
    return min(cues, key=lambda cue: (RULES.weight[cue.kind], not cue.titled, RULES.rank[cue.kind])).kind
