"""A second opinion on the kind of a notice: word groups and cues, each with a weight for each kind. Pure.

The weights are learnt from the labelled notices by `tools/weigh_words.py` and stand in `buzon/data/weights.tsv`, one
word group to a line. What is made of them beside the rules is decided in `buzon/classify.py`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import chain
from math import sqrt
from struct import pack, unpack
from typing import NamedTuple

from buzon.canonical import canonical
from buzon.hearing import Confidence, Heard
from buzon.notice import Kind
from buzon.phrases import END, Words

ALWAYS = "(always)"
"""The line of the weights that counts in every text."""

STEM = 6
"""So many letters of a word are read: deneg-ado, deneg-ar."""

RUNS = (6, 12)
"""So many characters from the beginning of a word make its runs, which reach across words: "se_oto", "no_se_ha_"."""

_NOWHERE = (0, 0)
_RUN_SIGN = "="

_REACH = 4
"""So many words after a "no" are read as denied."""

_LAST = 2 / 3
"""Behind this part of a text is its end, where notices say what is wanted."""

_SMALL = frozenset(
    canonical("de la el en a y o los las del al su se que con por para un una le lo les es ha sus e u como").split()
)
_NO = frozenset({"no", "ni", "sin", "nunca", "tampoco"})
_DENIES = "no"

_Place = tuple[int, int]
Groups = Mapping[str, _Place]
"""Word groups, and where each stands first in the text, 0 to 0 where it does not matter; what stands for a cue begins
and ends where the cue does."""


class Evidence(NamedTuple):
    """What is weighed of a text: its groups and its runs."""

    groups: Groups
    runs: Set[str]


class Rows:
    """Of a group, or a run, its weight for each kind, in thousandths, and the square of its rarity, all packed into one
    number: hundreds of rows are added for each text."""

    def __init__(self, lines: Mapping[str, str]) -> None:
        """`lines`: of each name its rarity in hundredths and its weights, between tabs."""
        self._unread = dict(lines)
        self._rows: dict[str, int] = {}

    def warm(self) -> None:
        """Read all of them, which takes a second; else each is read when a text first wants it."""
        self.of(tuple(self._unread))

    def of(self, names: Collection[str]) -> list[int]:
        """The rows of those among these names that have one."""
        if self._unread:
            for name in self._unread.keys() & names:
                if line := self._unread.get(name):  # another thread may be quicker
                    rarity, *weights = map(int, line.split("\t"))
                    self._rows[name] = _packed(weights, rarity)
                    self._unread.pop(name, None)
        get = self._rows.get
        return [row for name in names if (row := get(name)) is not None]


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """`rows` are those of groups, `runs` those of runs; `always`: what counts in any text."""

    kinds: tuple[Kind, ...]
    always: tuple[float, ...]
    rows: Rows
    runs: Rows

    def weigh(self, evidence: "Evidence") -> tuple[int, dict[Kind, float]]:
        """How many of the groups have a weight, and how much a text with them speaks for each kind, about -1 to 1; a
        longer text weighs no more."""
        rows = self.rows.of(evidence.groups)
        if not rows:
            return 0, dict(zip(self.kinds, self.always, strict=True))
        by_groups = self._shares(sum(rows))
        by_runs = self._shares(sum(self.runs.of(evidence.runs)))
        each = zip(self.kinds, self.always, by_groups, by_runs, strict=True)
        return len(rows), {kind: base + groups + runs for kind, base, groups, runs in each}

    def _shares(self, packed: int) -> list[float]:
        """What packed rows say together for each kind, whatever their number."""
        sums, squares = _unpacked(packed, len(self.kinds))
        length = 10 * sqrt(squares) or 1.0
        return [said / length for said in sums]

    def warm(self) -> None:
        """Read what is else read when a text first wants it."""
        self.rows.warm()
        self.runs.warm()

    def heaviest(self, groups: Groups, kind: Kind) -> list[tuple[int, int]]:
        """Where the groups stand that speak for a kind more than for any other, the heaviest first."""
        column = self.kinds.index(kind)
        known = [(row, place) for group, place in groups.items() for row in self.rows.of((group,))]
        said = [(_unpacked(row, len(self.kinds))[0], place) for row, place in known if place != _NOWHERE]
        speaking = [(weights[column], place) for weights, place in said if 0 < weights[column] == max(weights)]
        return [place for _, place in sorted(speaking, key=lambda each: (-each[0], each[1]))]


_BYTES = 4
_ZERO = 1 << 16
"""Stands for a weight of 0: no sum of packed rows has a field below its least."""


def _packed(weights: Sequence[int], rarity: int) -> int:
    """A row in one number: 1, its weights from _ZERO on, the square of its rarity. Sums of such numbers hold the sums,
    and how many they are."""
    fields = pack(f"<{len(weights) + 1}I", 1, *(_ZERO + weight for weight in weights))
    return int.from_bytes(fields, "little") + (rarity**2 << (8 * len(fields)))


def _unpacked(packed: int, kinds: int) -> tuple[list[int], int]:
    """The sums of the weights for so many kinds, and of the squares of the rarities."""
    size = _BYTES * (kinds + 1)
    count, *sums = unpack(f"<{kinds + 1}I", (packed & ((1 << (8 * size)) - 1)).to_bytes(size, "little"))
    return [said - count * _ZERO for said in sums], packed >> (8 * size)


def word_groups(
    text: Words, cues: Iterable[Heard], told: tuple[Kind, Confidence], *, subject: int, begins: int
) -> Evidence:
    """What is weighed of a text: its words, two together, words by their place, runs of characters, the cues, and what
    the rules have `told`.

    `subject`: where the subject ends. `begins`: where the resolutive part does, 0 without. Words are cut to STEM
    letters, numbers are "#", a word behind a "no" begins with "no_". No group reaches across the end of a sentence.
    """
    groups: dict[str, tuple[int, int]] = {}
    put = groups.setdefault
    last_part = len(text.text) * _LAST
    last, last_start, denied = "", 0, 0
    for whole, start, end, before in zip(text.words, text.starts, text.ends, text.before, strict=True):
        if before == END:
            last, denied = "", 0
        word = _weighed(whole)
        if not word:
            continue
        if word == _DENIES:
            denied = _REACH
        elif denied:
            word = f"no_{word}"
            denied -= 1
        place = (start, end)
        put(word, place)
        if start < subject:
            put(f"subject: {word}", place)
        elif begins and start >= begins:
            put(f"resolved: {word}", place)
        if start > last_part:
            put(f"end: {word}", place)
        if last:
            put(f"{last} {word}", (last_start, end))
        last, last_start = word, start
    for cue in cues:
        place = (cue.start, cue.end)
        put(f"[{cue.name}]", place)
        where = "told" if cue.told else "within" if cue.within else "before"
        put(f"[{cue.kind.value} {cue.grade.value} {where}]", place)
    kind, confidence = told
    put(f"[rules {kind.value}]", _NOWHERE)
    put(f"[rules {kind.value} {confidence.value}]", _NOWHERE)
    return Evidence(groups, _runs(text))


def _runs(text: Words) -> set[str]:
    """Every word's RUNS: small words and endings too, which tell what was done from what may be. A space is "_", a
    number "#", the end of a sentence "."."""
    starts: list[int] = []
    said: list[str] = []
    at = 0
    for word, before in zip(text.words, text.before, strict=True):
        if before == END:
            said.append(".")
            at += 2
        starts.append(at)
        said.append("#" if word.isdecimal() else word)
        at += len(said[-1]) + 1
    line = "_".join(said)
    return {line[start : start + length] for length in RUNS for start in starts}


@lru_cache(maxsize=8_192)
def _weighed(word: str) -> str:
    """A word as it is weighed; empty for one that is not."""
    if word in _SMALL:
        return ""
    if word in _NO:
        return _DENIES
    return word[:STEM] if word.isalpha() else "#" if word.isdecimal() else ""


def load(text: str) -> Weights:
    """The weights in a text of the form of `weights.tsv`. Raises ValueError where it can't be read."""
    lines = [line for line in text.splitlines() if line and line[0] != ";"]
    kinds = tuple(map(Kind, lines[0].split("\t")[2:]))
    rows: dict[str, str] = {}
    runs: dict[str, str] = {}
    for line in lines[1:]:
        name, _, row = line.partition("\t")
        if row.count("\t") != len(kinds):
            raise ValueError(f"weights.tsv: {name}: a weight for each kind")
        if name[0] == _RUN_SIGN:
            runs[name[1:]] = row
        else:
            rows[name] = row
    if ALWAYS not in rows:
        raise ValueError(f"weights.tsv: no line {ALWAYS}")
    always = tuple(int(weight) / 1000 for weight in rows.pop(ALWAYS).split("\t")[1:])
    return Weights(kinds, always, Rows(rows), Rows(runs))


def written(
    kinds: Sequence[Kind],
    rows: Mapping[str, tuple[float, Sequence[float]]],
    runs: Mapping[str, tuple[float, Sequence[float]]],
) -> str:
    """The text of `weights.tsv` for groups and runs with their rarity and weights; what `load` reads."""
    lines = ["\t".join(["group", "rarity", *kinds])]
    for group, (rarity, weights) in chain(rows.items(), ((f"{_RUN_SIGN}{run}", row) for run, row in runs.items())):
        lines.append("\t".join([group, str(round(rarity * 100)), *(str(round(weight * 1000)) for weight in weights)]))
    return "\n".join([_HEAD, *lines, ""])


_HEAD = """\
; By what word groups the kind of a notice is weighed (buzon/weighing.py). Learnt, not written: `tools/weigh_words.py`.
; Words are written as they are compared (buzon/canonical.py: l is i, v is b, z is s) and cut to six letters; # is a
; number, no_ a word behind a "no", subject: resolved: end: the part of the text, [ ] a cue of kinds.toml or what the
; rules tell, = characters from a word on, _ a space. Rarity in hundredths, weights
; in thousandths: above 0 it speaks for the kind, below 0 against it."""

WEIGHTS = load((resources.files("buzon") / "data" / "weights.tsv").read_text(encoding="utf-8"))
"""The weights in force."""
