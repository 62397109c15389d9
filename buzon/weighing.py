"""A second opinion on the kind of a notice: word groups and cues, each with a weight for each kind. Pure.

The weights are learnt from the labelled notices by `tools/weigh_words.py` and stand in `buzon/data/weights.tsv`, one
word group to a line. What is made of them beside the rules is decided in `buzon/classify.py`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from math import sqrt

from buzon.hearing import Heard
from buzon.notice import Kind
from buzon.rules import BREAK, canonical

ALWAYS = "(always)"
"""The line of the weights that counts in every text."""

STEM = 6
"""So many letters of a word are read: deneg-ado, deneg-ar."""

_REACH = 4
"""So many words after a "no" are read as denied."""

_LAST = 2 / 3
"""Behind this part of a text is its end, where notices say what is wanted."""

_SMALL = frozenset(
    canonical("de la el en a y o los las del al su se que con por para un una le lo les es ha sus e u como").split()
)
_NO = frozenset({"no", "ni", "sin", "nunca", "tampoco"})
_TOKEN = re.compile(rf"\w+|{BREAK}")
_NONE = ("", 0)

Groups = Mapping[str, tuple[int, int]]
"""Word groups, and where each stands first in the text; what stands for a cue begins and ends where the cue does."""


@dataclass(frozen=True, slots=True)
class Weights:
    """`rows`: of a group its rarity squared, then its weight for each of `kinds`. `always`: what counts in any text."""

    kinds: tuple[Kind, ...]
    always: tuple[float, ...]
    rows: Mapping[str, tuple[float, ...]]

    def weigh(self, groups: Groups) -> dict[Kind, float]:
        """How much a text with these groups speaks for each kind, about -1 to 1; a longer text weighs no more."""
        rows = [self.rows[group] for group in groups if group in self.rows]
        if not rows:
            return dict(zip(self.kinds, self.always, strict=True))
        rarity, *sums = map(sum, zip(*rows, strict=True))
        length = sqrt(rarity)
        return {kind: base + said / length for kind, base, said in zip(self.kinds, self.always, sums, strict=True)}

    def known(self, groups: Groups) -> int:
        """How many of the groups have a weight."""
        return sum(group in self.rows for group in groups)

    def heaviest(self, groups: Groups, kind: Kind) -> list[tuple[int, int]]:
        """Where the groups stand that speak for a kind more than for any other, the heaviest first."""
        column = 1 + self.kinds.index(kind)
        known = [(self.rows[group], place) for group, place in groups.items() if group in self.rows]
        speaking = [(row[column], place) for row, place in known if 0 < row[column] == max(row[1:])]
        return [place for _, place in sorted(speaking, key=lambda each: (-each[0], each[1]))]


def word_groups(text: str, cues: Iterable[Heard], *, subject: int, begins: int) -> dict[str, tuple[int, int]]:
    """What is weighed of a canonical text: its words, two and three together, words by their place, and the cues.

    `subject`: where the subject ends. `begins`: where the resolutive part does, 0 without. Words are cut to STEM
    letters, numbers are "#", a word behind a "no" begins with "no_". No group reaches across the end of a sentence.
    """
    groups: dict[str, tuple[int, int]] = {}
    last_part = len(text) * _LAST
    before_last, last = _NONE, _NONE
    for word, start, end in _words(text):
        if not word:
            before_last, last = _NONE, _NONE
            continue
        found = [word]
        if start < subject:
            found.append(f"subject: {word}")
        elif begins and start >= begins:
            found.append(f"resolved: {word}")
        if start > last_part:
            found.append(f"end: {word}")
        for group in found:
            groups.setdefault(group, (start, end))
        if last[0]:
            pair = f"{last[0]} {word}"
            groups.setdefault(pair, (last[1], end))
            if before_last[0]:
                groups.setdefault(f"{before_last[0]} {pair}", (before_last[1], end))
        before_last, last = last, (word, start)
    for cue in cues:
        place = (cue.start, cue.end)
        groups.setdefault(f"[{cue.name}]", place)
        where = "told" if cue.told else "within" if cue.within else "before"
        groups.setdefault(f"[{cue.kind.value} {cue.grade.value} {where}]", place)
    return groups


def _words(text: str) -> Iterator[tuple[str, int, int]]:
    """The words that count and where they stand; an empty one for the end of a sentence."""
    denied = 0
    for match in _TOKEN.finditer(text):
        word = match.group()
        if word in _SMALL:
            continue
        if word == BREAK:
            denied = 0
            yield "", 0, 0
        elif word in _NO:
            denied = _REACH
            yield "no", *match.span()
        elif word.isalpha() or word.isdecimal():
            word = word[:STEM] if word.isalpha() else "#"
            yield (f"no_{word}" if denied else word), *match.span()
            denied = max(denied - 1, 0)


def load(text: str) -> Weights:
    """The weights in a text of the form of `weights.tsv`. Raises ValueError where it can't be read."""
    lines = [line.split("\t") for line in text.splitlines() if line and line[0] != ";"]
    kinds = tuple(map(Kind, lines[0][2:]))
    rows: dict[str, tuple[float, ...]] = {}
    for group, rarity, *weights in lines[1:]:
        if len(weights) != len(kinds):
            raise ValueError(f"weights.tsv: {group}: a weight for each kind")
        rows[group] = ((int(rarity) / 100) ** 2, *(int(weight) / 1000 for weight in weights))
    if ALWAYS not in rows:
        raise ValueError(f"weights.tsv: no line {ALWAYS}")
    return Weights(kinds, rows.pop(ALWAYS)[1:], rows)


def written(kinds: Sequence[Kind], rows: Mapping[str, tuple[float, Sequence[float]]]) -> str:
    """The text of `weights.tsv` for groups with their rarity and weights; what `load` reads."""
    lines = ["\t".join(["group", "rarity", *kinds])]
    for group, (rarity, weights) in rows.items():
        lines.append("\t".join([group, str(round(rarity * 100)), *(str(round(weight * 1000)) for weight in weights)]))
    return "\n".join([_HEAD, *lines, ""])


_HEAD = """\
; By what word groups the kind of a notice is weighed (buzon/weighing.py). Learnt, not written: `tools/weigh_words.py`.
; Words are written as they are compared (buzon/rules.py: l is i, v is b, z is s) and cut to six letters; # is a number,
; no_ a word behind a "no", subject: resolved: end: the part of the text, [ ] a cue of kinds.toml. Rarity in hundredths,
; weights in thousandths: above 0 it speaks for the kind, below 0 against it."""

WEIGHTS = load((resources.files("buzon") / "data" / "weights.tsv").read_text(encoding="utf-8"))
"""The weights in force."""
