"""A second opinion on what governs: the words around a number of days, or a named day, each with a weight. Pure.

The weights are learnt from the labelled notices by `tools/weigh_terms.py` and stand in `buzon/data/term_weights.tsv`.
What is made of them beside the rules is decided in `buzon/terms/__init__.py`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from importlib import resources
from itertools import pairwise
from math import sqrt
from typing import NamedTuple

from buzon.terms.folded import Flat
from buzon.terms.sentences import STOP
from buzon.terms.told import recited

ANYWHERE = "text"
"""The part of a text that is all of it."""

COUNTS = {ANYWHERE: 0.4}
"""How much a word of a part counts; 1 in any other part."""

_WINDOW = 600
"""So many letters are looked at before and after a place, within its sentence and the one beside it."""

_NEAREST = 20
"""So many words of a sentence are weighed on either side."""

_STEM = 6
_APART = ".,;)[]/\"-*_|=<>'"
_TELLING = ":(?!"
_READ = 6_000
"""So many letters of a text tell what it is about."""


class Place(NamedTuple):
    """A number of days, or a day, in a text, and what kind of a value it is: "10 workdays", "day in full"."""

    start: int
    end: int
    value: str
    unit: str


class Groups(NamedTuple):
    """Of each part of a text its words and pairs of words, and how long they are together, for the length to weigh
    nothing."""

    parts: Mapping[str, set[str]]
    length: float


class Weights:
    """Of each part and group its weight, in thousandths: above 0 it says that the person has until then."""

    def __init__(self, text: str) -> None:
        """`text`: of the form of `term_weights.tsv`."""
        self._text = text

    @cached_property
    def rows(self) -> dict[str, dict[str, int]]:
        """Of each part and group its weight; read when a text first wants one, or by whoever asks before. Raises
        ValueError where the text can't be read."""
        rows: dict[str, dict[str, int]] = {}
        for line in self._text.splitlines():
            if line and line[0] != ";":
                part, group, weight = line.split("\t")
                rows.setdefault(part, {})[group] = int(weight)
        return rows

    def weigh(self, groups: Groups) -> float:
        """How much speaks for it, about -1 to 1."""
        said = 0.0
        for part, words in groups.parts.items():
            if row := self.rows.get(part):
                get = row.get
                said += COUNTS.get(part, 1.0) * sum([get(word, 0) for word in words])
        return said / (1_000 * groups.length)


def places_weighed(flat: Flat, places: Sequence[Place]) -> Iterator[Groups]:
    """The groups of each place, in their order."""
    about = set(_words(flat.folded[:_READ]))
    recital, decides = recited(flat)
    for index, place in enumerate(places):
        earlier, before, after, later = _sentences(flat.folded, place.start, place.end)
        parts = {
            "before": _with_pairs(_words(before)[-_NEAREST:]),
            "after": _with_pairs(_words(after)[:_NEAREST]),
            "earlier": set(_words(earlier)[-_NEAREST:]),
            "later": set(_words(later)[:_NEAREST]),
            ANYWHERE: about,
            "itself": _itself(flat, place),
            "place": _stands(place, index, len(places), recital <= place.start < decides, len(flat.folded)),
        }
        squares = [COUNTS.get(part, 1.0) ** 2 * len(words) for part, words in parts.items()]
        yield Groups(parts, sqrt(sum(squares)))


def _itself(flat: Flat, place: Place) -> set[str]:
    written = re.sub(r"[0-9]+", "#", flat.folded[place.start : place.end])[:30]
    return {place.value, place.unit, f"written {written}"}


def _stands(place: Place, index: int, places: int, recited: bool, length: int) -> set[str]:
    told = {"first": index == 0, "last": index == places - 1, "only": places == 1, "recited": recited}
    return {name for name, holds in told.items() if holds} | {f"quarter {4 * place.start // (length or 1)}"}


def _sentences(folded: str, start: int, end: int) -> tuple[str, str, str, str]:
    """The sentence before that of a place, what stands before and after it in its own, and the sentence after."""
    floor, ceiling = max(0, start - _WINDOW), min(len(folded), end + _WINDOW)
    stops = [stop.end() for stop in STOP.finditer(folded, floor, start)]
    begins = stops[-1] if stops else floor
    earlier = stops[-2] if len(stops) > 1 else floor
    nexts = [stop.start() for _, stop in zip(range(2), STOP.finditer(folded, end, ceiling), strict=False)]
    ends = nexts[0] if nexts else ceiling
    later = nexts[1] if len(nexts) > 1 else ceiling
    return folded[earlier:begins], folded[begins:start], folded[end:ends], folded[ends:later]


def _with_pairs(words: Sequence[str]) -> set[str]:
    return {*words, *(f"{one} {two}" for one, two in pairwise(words))}


def _words(text: str) -> list[str]:
    """The words of a text as they are weighed, and the signs that tell something: cut, figures as "#"."""
    for sign in _APART:
        if sign in text:
            text = text.replace(sign, " ")
    for sign in _TELLING:
        if sign in text:
            text = text.replace(sign, f" {sign} ")
    return [*map(_CUT.__getitem__, text.split())]


class _Cut(dict[str, str]):
    """Of each word what is weighed of it; those that were met are known."""

    def __missing__(self, word: str) -> str:
        cut = word[:_STEM] if word.isalpha() else "#" if word.isdecimal() else word
        if len(self) < _MOST_KNOWN:
            self[word] = cut
        return cut


_MOST_KNOWN = 20_000
_CUT = _Cut()

WEIGHTS = Weights((resources.files("buzon") / "data" / "term_weights.tsv").read_text(encoding="utf-8"))
"""The weights in force."""
