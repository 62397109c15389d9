"""How a phrase of the rules is found; how it is written is in `buzon/spelling.py`.

A text is taken apart into words once. Of each word it is looked up to which lists of the rules it belongs, as the bits
of a number; from there a phrase is found by comparing numbers, which is far cheaper than a pattern for each.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import lru_cache, reduce
from operator import or_
from typing import NamedTuple

from buzon.canonical import BREAK, canonical

_WORD = re.compile(r"\w+")
_PRONOUNS = frozenset(
    before + canonical(after)
    for before in ("", "se", "nos", "me", "te")
    for after in ("", *(f"l{vowel}{many}" for vowel in "eoa" for many in ("", "s")))
)
_SPACES, _COMMA, END = range(3)
"""What stands before a word: spaces, a comma among them, or the end of a sentence."""

_LONGEST = 32
"""No word of the rules is longer."""


class Words:
    """A canonical text taken apart: where each word starts and ends, what stands `before` it, to which `lists` of the
    rules it belongs; `said`: the lists of all."""

    __slots__ = ("before", "ends", "lists", "said", "starts", "text", "words")

    def __init__(self, text: str, vocabulary: "Vocabulary") -> None:
        spans = [match.span() for match in _WORD.finditer(text)]
        self.text = text
        self.starts = [start for start, _ in spans]
        self.ends = [end for _, end in spans]
        self.words = [text[start:end] for start, end in spans]
        gaps = [text[end:start] for end, start in zip([0, *self.ends], self.starts, strict=False)]
        self.before = [_SPACES if gap == " " else END if BREAK in gap else _COMMA * ("," in gap) for gap in gaps]
        self.lists = [vocabulary.lists(word[:_LONGEST]) for word in self.words]
        self.said = reduce(or_, self.lists, 0)

    def torn(self, pattern: re.Pattern[str], at: int) -> int:
        """The word after one that is torn apart by spaces and begins at word `at`; -1 where it does not stand there."""
        match = pattern.match(self.text, self.starts[at])
        return bisect_left(self.ends, match.end()) + 1 if match else -1


class Vocabulary:
    """All lists of words that the rules use, each with a bit of its own."""

    def __init__(self) -> None:
        self._bits: dict[frozenset[str], int] = {}
        self._exact: dict[str, int] = {}
        self._begin: dict[str, int] = {}  # deneg*
        self._stems: dict[str, int] = {}  # remita+
        self._longest = 1
        self.lists = lru_cache(maxsize=8_192)(self._lists)

    @property
    def every(self) -> int:
        """The bits of all lists."""
        return (1 << len(self._bits)) - 1

    def bit(self, words: Iterable[str]) -> int:
        """The bit of a list; words as they are written, torn ones aside. None has none."""
        listed = frozenset(words)
        if not listed:
            return 0
        if listed not in self._bits:
            bit = self._bits[listed] = 1 << len(self._bits)
            for word in listed:
                bare = canonical(word.strip("*+"))
                filed = {"*": self._begin, "+": self._stems}.get(word[-1], self._exact)
                # The sound of a last c depends on the letter after it, which is not known here.
                for spelled in {bare, bare[:-1] + "s"} if word[-1] == "*" and bare[-1] == "c" else {bare}:
                    filed[spelled] = filed.get(spelled, 0) | bit
                if filed is not self._exact:
                    self._longest = max(self._longest, len(bare))
        return self._bits[listed]

    def _lists(self, word: str) -> int:
        lists = self._exact.get(word, 0)
        for length in range(1, min(len(word), self._longest) + 1):
            begin = word[:length]
            lists |= self._begin.get(begin, 0)
            if begin in self._stems and word[length:] in _PRONOUNS:
                lists |= self._stems[begin]
        return lists


class Step(NamedTuple):
    """An element of a phrase: a word of the lists `bits` or one that is `torn`; or up to `most` words of which
    `bits` may (`optional`), or any may but those of `bits`, stand there; `commas`: also behind a comma."""

    bits: int
    torn: re.Pattern[str] | None = None
    most: int = 0
    optional: bool = False
    commas: bool = True


class Phrase:
    """One line of a rule, behind its first word, which `first` and `torn` tell where it has many forms.

    `follow`: the lists of which a word stands next, 0 where any may. `needs`: the lists of which one word each stands
    somewhere. Both only save time.
    """

    __slots__ = ("_steps", "first", "follow", "needs", "torn")

    def __init__(self, steps: Sequence[Step], *, first: int = 0, torn: re.Pattern[str] | None = None) -> None:
        self._steps = tuple(steps)
        self.first = first
        self.torn = torn
        self.needs = 0
        for step in steps:
            if not step.most and not step.torn:
                self.needs |= step.bits
        self.follow = 0
        for step in steps:
            if (step.most and not step.optional) or step.torn:
                self.follow = 0
                break
            self.follow |= step.bits
            if not step.most:
                break
        else:
            self.follow = 0

    def end(self, words: Words, at: int) -> int:
        """The word after the last one of the phrase, whose first word is `at`; -1 where it does not stand there."""
        if not self.first and not self.torn:
            return _end(self._steps, 0, words, at + 1)
        if words.lists[at] & self.first and (end := _end(self._steps, 0, words, at + 1)) >= 0:
            return end
        if self.torn and (after := words.torn(self.torn, at)) >= 0:
            return _end(self._steps, 0, words, after)
        return -1


def _end(steps: tuple[Step, ...], place: int, words: Words, at: int) -> int:
    """Where the steps from `place` on end, if word `at` stands next; -1 where they do not stand there."""
    lists, before = words.lists, words.before
    for number in range(place, len(steps)):
        step = steps[number]
        if step.most:
            return _skip(steps, number, words, at)
        if at >= len(lists) or before[at] == END:
            return -1
        whole = lists[at] & step.bits
        if step.torn is not None:
            if whole and (end := _end(steps, number + 1, words, at + 1)) >= 0:
                return end
            after = words.torn(step.torn, at)
            return _end(steps, number + 1, words, after) if after >= 0 else -1
        if not whole:
            return -1
        at += 1
    return at


def _skip(steps: tuple[Step, ...], place: int, words: Words, at: int) -> int:
    """The same from a step on that several words may stand for, or none: `..` takes the fewest with which the rest is
    found, `[ ]` the most; at the end of a phrase all."""
    lists, before, step = words.lists, words.before, steps[place]
    most_before = _COMMA if step.commas else _SPACES
    last, limit = at, min(at + step.most, len(lists))
    while last < limit and before[last] <= most_before and bool(lists[last] & step.bits) is step.optional:
        last += 1
    if place + 1 == len(steps):
        return last
    following = steps[place + 1]
    wanted = following.bits if not following.most and following.torn is None else 0
    for here in range(last, at - 1, -1) if step.optional else range(at, last + 1):
        if wanted and not (here < len(lists) and lists[here] & wanted):
            continue
        if (end := _end(steps, place + 1, words, here)) >= 0:
            return end
    return -1
