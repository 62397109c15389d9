"""The rules by which notices are sorted: `buzon/data/kinds.toml`, checked and compiled when the program starts.

Which words speak for which kind is data, for a lawyer to read and change; this room knows only how a phrase is written
and how it is found. A bad file is refused with the name of the rule that is wrong.
"""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from typing import Any, NamedTuple

from buzon.notice import Kind

BREAK = "\x1e"
"""Stands in a canonical text where a sentence or a paragraph ends: no phrase reaches across."""

# What is misread or misspelt most becomes one letter, in texts and in rules alike, so that no rule need say
# "improsedente", "aprovado" or "lNADMISIBLE".
_ALIKE = {"l": "i", "|": "1", "v": "b", "z": "s", "º": " ", "ª": " ", ":": ","}
_MISREAD = re.compile(r"(?<=[a-z])[01]|[01](?=[a-z])")
_LETTERS = {"0": "o", "1": "i"}
_SOUNDS = (("ce", "se"), ("ci", "si"), ("np", "mp"), ("nb", "mb"))
_STOP = re.compile(r"(?<=[a-z)]{2})(?<! art)(?<! exp)(?<! sra)(?<! num)(?<! res)(?<! nro)(?<! ieg)\.(?= |$)")


class _Canonical(dict[int, str]):
    """One character for one character, whatever it is; for `str.translate`."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        bare = char if char in "|ºª" else unicodedata.normalize("NFKD", char)[:1].lower()
        bare = _ALIKE.get(bare, bare)
        plain = bare if len(bare) == 1 and (bare.isalnum() or bare in ".,") else BREAK if char in ";" + BREAK else " "
        self[code] = plain
        return plain


_CANONICAL = _Canonical()


def canonical(text: str) -> str:
    """The same length as `text`: lower case, no accents, no signs but commas and BREAK, like letters as one.

    Made for comparing, not for showing: "Resolución N.° 5" is "resoiucion n   5".
    """
    plain = _MISREAD.sub(lambda match: _LETTERS[match.group()], text.translate(_CANONICAL))
    for written, meant in _SOUNDS:
        plain = plain.replace(written, meant)
    return _STOP.sub(BREAK, plain).replace(".", " ")


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
    """Phrases after which a resolution says what it decides, and those of matters that are no notice to a foreigner."""

    RESOLVES = "resolves"
    ARTICLE = "article"
    ELSEWHERE = "elsewhere"


Meaning = Cue | Silence | Aside | Negation | Marker


class Found(NamedTuple):
    """A phrase found in a canonical text, from `start` to before `end`."""

    start: int
    end: int
    meaning: Meaning
    phrase: "Phrase"


class Phrase:
    """One line of a rule, compiled when a text first comes near it: all at once would delay every start.

    `follow`: the words of which one stands next, None where any may. `needs`: for each further element the words, or
    beginnings of words, of which one stands somewhere. Both only save time: looking a word up is much cheaper than a
    pattern that fails.
    """

    __slots__ = ("_match", "_source", "follow", "meaning", "needs")

    def __init__(
        self,
        meaning: Meaning,
        source: str,
        *,
        follow: frozenset[str] | None = None,
        needs: Sequence[frozenset[str]] = (),
    ) -> None:
        self.meaning = meaning
        self.follow = follow
        self.needs = needs
        self._source = source
        self._match: Callable[[str, int], re.Match[str] | None] | None = None

    def end(self, text: str, at: int) -> int:
        """Where the phrase that goes on at `at` ends; -1 where it does not go on so."""
        if not self._source:
            return at
        if self._match is None:
            self._match = re.compile(self._source).match
        match = self._match(text, at)
        return match.end() if match else -1


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
    words: Mapping[str, Sequence[Phrase]]
    starts: Mapping[str, Sequence[Phrase]]

    def find(self, text: str) -> Iterator[Found]:
        """Every phrase in a canonical text, also where they overlap, by where they start. Linear in the text."""
        words = list(_WORD.finditer(text))
        said = {word.group() for word in words}
        said |= {word[:_KEY] + _ON for word in said}
        wanting: dict[Phrase, bool] = {}  # whether it lacks a word that it needs; asked once in a text
        spans = [(*word.span(), word.group()) for word in words]
        for (start, after, word), following in zip_longest(spans, spans[1:], fillvalue=_NOTHING):
            near = following[2]
            for phrase in self.words.get(word, ()):
                if phrase.follow is not None and near not in phrase.follow:
                    continue
                if phrase.needs and _lacks(phrase, said, wanting):
                    continue
                if (end := phrase.end(text, after)) >= 0:
                    yield Found(start, end, phrase.meaning, phrase)
            for phrase in self.starts.get(text[start : start + _KEY], ()):
                if phrase.needs and _lacks(phrase, said, wanting):
                    continue
                if (end := phrase.end(text, start)) >= 0:
                    yield Found(start, end, phrase.meaning, phrase)


def _lacks(phrase: Phrase, said: set[str], wanting: dict[Phrase, bool]) -> bool:
    """Whether a text in which these words are said lacks one that the phrase needs."""
    lacks = wanting.get(phrase)
    if lacks is None:
        lacks = False
        for need in phrase.needs:
            if need.isdisjoint(said):
                lacks = True
                break
        wanting[phrase] = lacks
    return lacks


_NOTHING = (0, 0, "")
_WORD = re.compile(r"\w+")
_KEY = 3
_ON = "*"
"""Behind the beginning of a word, in what a phrase needs."""
_GAP = r"[ ,]+"
_NO = r"(?!(?:no|ni|sin|nunca|tampoco)\b)"  # what is left out of a phrase may not deny the rest of it
_FEW = rf"(?: +{_NO}\w+){{0,4}}?"
_MANY = rf"(?:[ ,]+{_NO}\w+){{0,10}}?"
_PRONOUNS = f"(?:se|nos|me|te)?(?:{canonical('l')}[eoa]s?)?"


def load(text: str) -> Rules:
    """The rules in a TOML text of the form of `kinds.toml`. Raises BadRules."""
    try:
        data = tomllib.loads(text)
        lists = {name: _listed(name, words) for name, words in data["words"].items()}
        lines = [[Kind(kind) for kind in line.split()] for line in data["order"]["kinds"].strip().splitlines()]
        heeds = {Kind(kind): frozenset(map(Kind, signs.split())) for kind, signs in data["heeds"].items()}
        irregular = {canonical(verb): tuple(forms.split()) for verb, forms in data.get("irregular", {}).items()}
        yields = {name: frozenset(map(Kind, kinds.split())) for name, kinds in data.get("yields", {}).items()}
        compiler = _Compiler(lists, _any(lists["stops"]), irregular)
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadRules(f"kinds.toml: {error}") from error
    if not yields.keys() <= data["cues"].keys():
        raise BadRules("yields: no such cue")
    order = tuple(kind for line in lines for kind in line)
    if set(order) != set(Kind) - {Kind.UNKNOWN} or len(order) != len(set(order)):
        raise BadRules("order: every kind but unknown once")
    for group in ("cues", "silences", "asides", "negations", "markers"):
        for name, table in data.get(group, {}).items():
            try:
                meaning = _meaning(name, table, group)
                for line in filter(None, map(str.strip, table["phrases"].splitlines())):
                    compiler.add(line, meaning)
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise BadRules(f"{group}.{name}: {error}") from error
    weight = {kind: number for number, line in enumerate(lines) for kind in line}
    rank = {kind: place for place, kind in enumerate(order)}
    return Rules(order, weight, rank, heeds, yields, compiler.words, compiler.starts)


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


# --- how a phrase is written: the head of kinds.toml explains it ------------------------------------------------------

_ELEMENT = re.compile(r"\.{2,3}|\[[^\[\]]+\]|[^\s\[\]]+")
_SPELLED = re.compile(r"~?[\wñáéíóúü]+[*+!]?")


def _listed(name: str, words: str) -> tuple[str, ...]:
    listed = tuple(words.split())
    for word in listed:
        if not _SPELLED.fullmatch(word):
            raise ValueError(f"words.{name}: {word!r} is no word")
    return listed


def _word(word: str) -> str:
    """One word as a pattern.

    `deneg*` has any ending, `remita+` any pronoun (remítalo, remítanos), `~improcedente` may be torn apart by spaces.
    """
    bare = canonical(word.strip("~*+"))
    # Torn apart, a c before e or i is not heard as an s.
    spelled = " ?".join("[cs]" if letter == "s" else letter for letter in bare) if word.startswith("~") else bare
    if word.endswith("+"):
        return spelled + _PRONOUNS + r"\b"
    if not word.endswith("*"):
        return spelled + r"\b"
    # The sound of a last c depends on the letter after it, which is not known here.
    return (spelled[:-1] + "[cs]" if spelled[-1] == "c" else spelled) + r"\w*"


def _any(words: Iterable[str]) -> str:
    return _either(list(map(_word, words)), 2)


def _either(patterns: Sequence[str], depth: int) -> str:
    """One of the patterns; those that begin alike together, or hundreds would be tried at every word."""
    groups: dict[str, list[str]] = {}
    for pattern in patterns:
        alike = pattern[:1].isalnum() and pattern[1:2] not in set("?*+{")
        groups.setdefault(pattern[0] if alike else pattern, []).append(pattern[1:] if alike else "")
    ways = [
        start + (ends[0] if len(ends) == 1 else _either(ends, depth - 1) if depth else f"(?:{'|'.join(ends)})")
        for start, ends in groups.items()
    ]
    return "(?:" + "|".join(ways) + ")"


class _Compiler:
    """Turns the lines of the rules into phrases, filed under their first words."""

    def __init__(
        self, lists: Mapping[str, tuple[str, ...]], stops: str, irregular: Mapping[str, tuple[str, ...]]
    ) -> None:
        self._lists = lists
        self._irregular = irregular
        self._stops = stops
        self.words: dict[str, list[Phrase]] = {}
        self.starts: dict[str, list[Phrase]] = {}

    def add(self, line: str, meaning: Meaning) -> None:
        """File one line. Raises ValueError where it can't be read."""
        first, *rest = _ELEMENT.findall(line)
        if first[0] in "[.":
            raise ValueError(f"{line!r} does not begin with a word")
        if rest and rest[-1][0] == "[":
            raise ValueError(f"{line!r} ends with words that need not be there")
        tail = "".join(self._pattern(element, last=place == len(rest)) for place, element in enumerate(rest, 1))
        exact, formed = Phrase(meaning, tail, follow=self._follow(rest), needs=self._needs(rest)), []
        for word in self._alternatives(first):
            if len(canonical(word.strip("~*+"))) < _KEY - (word[-1] != "*"):
                raise ValueError(f"{word!r} is too short to begin a phrase")
            if word[0] != "~" and word[-1] not in "*+":
                self.words.setdefault(canonical(word), []).append(exact)
            else:
                formed.append(word)
        if formed:
            phrase = Phrase(meaning, _any(formed) + tail, needs=self._needs(rest))
            for key in {key for word in formed for key in _keys(word)}:
                self.starts.setdefault(key, []).append(phrase)

    def _follow(self, rest: Sequence[str]) -> frozenset[str] | None:
        """The words that may stand next, None where there are too many to say."""
        next_words: set[str] = set()
        for element in rest:
            if element[0] == "." or (words := self._exact(element)) is None:
                return None
            next_words |= words
            if element[0] != "[":
                return frozenset(next_words)
        return None

    def _needs(self, rest: Sequence[str]) -> tuple[frozenset[str], ...]:
        """The words of which one must stand somewhere, for each element that is no gap and may not be left out."""
        needs: list[frozenset[str]] = []
        for element in rest:
            if element[0] in ".[":
                continue
            words = self._alternatives(element)
            bare = {word: canonical(word.strip("~*+")) for word in words}
            if any(word[0] == "~" or (word[-1] in "*+" and len(bare[word]) <= _KEY) for word in words):
                continue
            needs.append(frozenset(bare[word][:_KEY] + _ON if word[-1] in "*+" else bare[word] for word in words))
        return tuple(needs)

    def _exact(self, element: str) -> frozenset[str] | None:
        """The canonical words of an element, None where one of them has many forms."""
        words = self._alternatives(element)
        return None if any(word[0] == "~" or word[-1] in "*+" for word in words) else frozenset(map(canonical, words))

    def _pattern(self, element: str, *, last: bool) -> str:
        if element in {"..", "..."} and last:
            return _rest(element, self._stops)
        if element in {"..", "..."}:
            return _FEW if element == ".." else _MANY
        words = _GAP + _any(self._alternatives(element))
        return f"(?:{words}){{0,5}}" if element[0] == "[" else words

    def _alternatives(self, element: str) -> tuple[str, ...]:
        words: list[str] = []
        for part in element.strip("[]").replace(" ", "/").split("/"):
            if part[0:1] == "{":
                if part[1:-1] not in self._lists:
                    raise ValueError(f"no list {part}")
                words += self._lists[part[1:-1]]
            elif _SPELLED.fullmatch(part):
                words.append(part)
            else:
                raise ValueError(f"{part!r} is no word")
        forms = (form for word in words for form in (self._orders(word[:-1]) if word[-1] == "!" else (word,)))
        return tuple(dict.fromkeys(forms))

    def _orders(self, verb: str) -> tuple[str, ...]:
        """The forms with which one is told to do it: presente, presenten, presentes, preséntalo."""
        stem, ending = verb[:-2], verb[-2:]
        if ending not in {"ar", "er", "ir"}:
            raise ValueError(f"{verb!r} is no infinitive")
        regular = _subjunctive(stem, ending), stem + ("a" if ending == "ar" else "e")
        formal, familiar = (*self._irregular.get(canonical(verb), ()), *regular)[:2]
        pronouns = ("lo", "la", "los", "las", "nos", "te")
        return (f"{formal}+", f"{formal}n+", f"{formal}s", *(familiar + pronoun for pronoun in pronouns))


def _subjunctive(stem: str, ending: str) -> str:
    """Of a regular verb: remita, entregue, indique, recoja, ofrezca."""
    if ending == "ar":
        changed = {"c": "qu", "g": "gu"}.get(stem[-1], stem[-1])
        return stem[:-1] + changed + "e"
    changed = {"g": "j", "c": "zc"}.get(stem[-1], stem[-1])
    return stem[:-1] + changed + "a"


def _rest(element: str, stops: str) -> str:
    """What a silence covers after its words: `..` six words to a comma, `...` thirty, both before a word of `stops`."""
    separator, most = (" +", 6) if element == ".." else (_GAP, 30)
    return f"(?:{separator}(?!{stops})\\w+){{0,{most}}}"


def _keys(word: str) -> set[str]:
    """What a text may have, `_KEY` letters long, where the word begins."""
    bare = canonical(word.strip("~*+"))
    return {bare[:_KEY]} | ({bare[:2] + " ", f"{bare[0]} {bare[1]}"} if word[0] == "~" else set())
