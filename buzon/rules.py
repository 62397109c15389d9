"""The rules by which notices are sorted: `buzon/data/kinds.toml`, checked and compiled when the program starts.

Which words speak for which kind is data, for a lawyer to read and change; how a phrase is written is in
`buzon/spelling.py`, how it is found in `buzon/phrases.py`. A bad file is refused with the name of what is wrong.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from buzon.notice import Kind
from buzon.phrases import Phrase, Vocabulary, Words
from buzon.spelling import KEY, Compiler


class Grade(StrEnum):
    """How much a phrase says. Of two that are found, the stronger grade decides, then the order of kinds."""

    ACT = "act"  # the words with which the authority decides or orders, wherever they stand
    TITLE = "title"  # as good as an act in the subject, nothing elsewhere
    SIGN = "sign"  # words of that kind, which other kinds may use in passing
    HINT = "hint"  # what goes with that kind most often; asked only where nothing else is said


class BadRules(ValueError):
    """`kinds.toml` can't be used; the text names the rule and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A named set of phrases that speak for `kind` with `grade`."""

    name: str
    kind: Kind
    grade: Grade


@dataclass(frozen=True, slots=True)
class Silence:
    """A named set of phrases in which a cue of `kinds` does not count: a negation, a threat, an earlier decision."""

    name: str
    kinds: frozenset[Kind]


@dataclass(frozen=True, slots=True)
class Aside:
    """A named set of phrases that tell a story or another's words: what they hold yields to what is said outside."""

    name: str


@dataclass(frozen=True, slots=True)
class Negation:
    """A named set of phrases that deny what begins in their reach: what is denied is hardly a hint."""

    name: str


class Marker(StrEnum):
    """Phrases after which a resolution says what it decides, those of matters that are no notice to a foreigner, and
    those beside which nothing is called an approval."""

    RESOLVES = "resolves"
    ARTICLE = "article"
    ELSEWHERE = "elsewhere"
    DOUBTS = "doubts"


Meaning = Cue | Silence | Aside | Negation | Marker


class Found(NamedTuple):
    """A phrase found in a canonical text, from `start` to before `end`."""

    start: int
    end: int
    meaning: Meaning
    phrase: Phrase


Line = tuple[int, Phrase, Meaning]
"""A phrase, and before it what it needs: that is looked at hundreds of times in a text."""


@dataclass(slots=True)
class Filed:
    """The phrases that begin with one word: `followed` by a word of certain lists (`follow`: all of those), or free."""

    follow: int
    followed: list[tuple[int, Line]]
    free: list[Line]

    def add(self, line: Line) -> None:
        """Put one more."""
        follow = line[1].follow
        self.follow |= follow
        if follow:
            self.followed.append((follow, line))
        else:
            self.free.append(line)


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules.

    `order`: kinds, what outweighs first. `weight`: the number of a kind's line in the order, `rank`: its own place.
    `heeds`: the kinds whose mere signs an act of this kind gives way to. `yields`: kinds that give way to a cue, by
    its name. `words`: what may follow a first word. `starts`: phrases whose first word has many forms, by its first
    three letters.
    """

    order: tuple[Kind, ...]
    weight: Mapping[Kind, int]
    rank: Mapping[Kind, int]
    heeds: Mapping[Kind, frozenset[Kind]]
    yields: Mapping[str, frozenset[Kind]]
    words: Mapping[str, Filed]
    starts: Mapping[str, Sequence[Line]]
    vocabulary: Vocabulary

    def split(self, text: str) -> Words:
        """A canonical text in words, to find phrases in."""
        return Words(text, self.vocabulary)

    def find(self, words: Words) -> list[Found]:
        """Every phrase in a text, also where they overlap, by where they start. Linear in the text."""
        found: list[Found] = []
        text, ends, unsaid = words.text, words.ends, self.vocabulary.every ^ words.said
        following = [*words.lists[1:], 0]
        listed, beginning = self.words.get, self.starts.get
        for at, (word, start) in enumerate(zip(words.words, words.starts, strict=True)):
            filed, begun = listed(word), beginning(text[start : start + KEY])
            if filed is None and begun is None:
                continue
            phrases: list[Line] = [*begun] if begun else []
            if filed:
                near = following[at]
                if near & filed.follow:
                    phrases += [each for follow, each in filed.followed if near & follow]
                phrases += filed.free
            for needs, phrase, meaning in phrases:
                if not needs & unsaid and (end := phrase.end(words, at)) >= 0:
                    found.append(Found(start, ends[end - 1], meaning, phrase))
        return found


def load(text: str) -> Rules:
    """The rules in a TOML text of the form of `kinds.toml`. Raises BadRules."""
    try:
        data = tomllib.loads(text)
        lines = [[Kind(kind) for kind in line.split()] for line in data["order"]["kinds"].strip().splitlines()]
        heeds = {Kind(kind): frozenset(map(Kind, signs.split())) for kind, signs in data["heeds"].items()}
        yields = {name: frozenset(map(Kind, kinds.split())) for name, kinds in data.get("yields", {}).items()}
        compiler = Compiler(data["words"], data.get("irregular", {}))
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadRules(f"kinds.toml: {error}") from error
    if not yields.keys() <= data["cues"].keys():
        raise BadRules("yields: no such cue")
    order = tuple(kind for line in lines for kind in line)
    if set(order) != set(Kind) - {Kind.UNKNOWN} or len(order) != len(set(order)):
        raise BadRules("order: every kind but unknown once")
    words: dict[str, Filed] = {}
    starts: dict[str, list[Line]] = {}
    for group in ("cues", "silences", "asides", "negations", "markers"):
        for name, table in data.get(group, {}).items():
            try:
                meaning = _meaning(name, table, group)
                for line in filter(None, map(str.strip, table["phrases"].splitlines())):
                    for keys, begins, phrase in compiler.phrases(line):
                        for key in keys:
                            if begins:
                                starts.setdefault(key, []).append((phrase.needs, phrase, meaning))
                            else:
                                words.setdefault(key, Filed(0, [], [])).add((phrase.needs, phrase, meaning))
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise BadRules(f"{group}.{name}: {error}") from error
    weight = {kind: number for number, line in enumerate(lines) for kind in line}
    rank = {kind: place for place, kind in enumerate(order)}
    return Rules(order, weight, rank, heeds, yields, words, starts, compiler.vocabulary)


def _meaning(name: str, table: Mapping[str, Any], group: str) -> Meaning:
    if not str(table["why"]).strip():
        raise ValueError("no reason in `why`")
    if group == "markers":
        return Marker(name)
    if group == "asides":
        return Aside(name)
    if group == "negations":
        return Negation(name)
    if group == "cues":
        return Cue(name, Kind(table["kind"]), Grade(table["grade"]))
    return Silence(name, frozenset(map(Kind, table["kinds"].split())))
