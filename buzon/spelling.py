"""How a phrase of the rules is written; the head of `buzon/data/kinds.toml` explains it. Phrases are found in
`buzon/phrases.py`."""

import re
from collections.abc import Iterable, Iterator, Mapping

from buzon.canonical import canonical
from buzon.phrases import Phrase, Step, Vocabulary

KEY = 3
"""So many letters a phrase begins with at least: a shorter word stands nearly everywhere."""

_ELEMENT = re.compile(r"\.{2,3}|\[[^\[\]]+\]|[^\s\[\]]+")
_SPELLED = re.compile(r"~?[\wñáéíóúü]+[*+!]?")
_FEW, _MANY = 4, 10
"""So many words `..` and `...` leave out at most; at the end of a phrase they cover more."""

_FEW_COVERED, _MANY_COVERED = 6, 30
_MOST_OPTIONAL = 5


class Compiler:
    """Turns the lines of the rules into phrases, filed under their first words: `words`, or where a first word has
    many forms under the first three letters, `starts`. Raises ValueError where a list can't be read."""

    def __init__(self, lists: Mapping[str, str], irregular: Mapping[str, str]) -> None:
        self.vocabulary = Vocabulary()
        self._lists = {name: _listed(name, words) for name, words in lists.items()}
        self._irregular = {canonical(verb): tuple(forms.split()) for verb, forms in irregular.items()}
        self._stops = self.vocabulary.bit(self._lists["stops"])
        self._no = self.vocabulary.bit(("no", "ni", "sin", "nunca", "tampoco"))

    def phrases(self, line: str) -> Iterator[tuple[frozenset[str], bool, Phrase]]:
        """The phrases of one line: under what each is filed, and whether those are beginnings. Raises ValueError."""
        first, *rest = _ELEMENT.findall(line)
        if first[0] in "[.":
            raise ValueError(f"{line!r} does not begin with a word")
        if rest and rest[-1][0] == "[":
            raise ValueError(f"{line!r} ends with words that need not be there")
        steps = [self._step(element, last=place == len(rest)) for place, element in enumerate(rest, 1)]
        exact: list[str] = []
        formed: list[str] = []
        for word in self._alternatives(first):
            if len(canonical(word.strip("~*+"))) < KEY - (word[-1] != "*"):
                raise ValueError(f"{word!r} is too short to begin a phrase")
            (formed if word[0] == "~" or word[-1] in "*+" else exact).append(word)
        if exact:
            yield frozenset(map(canonical, exact)), False, Phrase(steps)
        if formed:
            whole = self.vocabulary.bit(word for word in formed if word[0] != "~")
            keys = frozenset(key for word in formed for key in _keys(word))
            yield keys, True, Phrase(steps, first=whole, torn=_torn(formed))

    def _step(self, element: str, *, last: bool) -> Step:
        if element in {"..", "..."}:
            many = element == "..."
            if last:
                return Step(self._stops, most=_MANY_COVERED if many else _FEW_COVERED, commas=many)
            return Step(self._no, most=_MANY if many else _FEW, commas=many)
        words = self._alternatives(element)
        if element[0] == "[":
            return Step(self.vocabulary.bit(words), most=_MOST_OPTIONAL, optional=True)
        return Step(self.vocabulary.bit(word for word in words if word[0] != "~"), _torn(words))

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


def _listed(name: str, words: str) -> tuple[str, ...]:
    listed = tuple(words.split())
    for word in listed:
        if not _SPELLED.fullmatch(word):
            raise ValueError(f"words.{name}: {word!r} is no word")
    return listed


def _subjunctive(stem: str, ending: str) -> str:
    """Of a regular verb: remita, entregue, indique, recoja, ofrezca."""
    if ending == "ar":
        changed = {"c": "qu", "g": "gu"}.get(stem[-1], stem[-1])
        return stem[:-1] + changed + "e"
    changed = {"g": "j", "c": "zc"}.get(stem[-1], stem[-1])
    return stem[:-1] + changed + "a"


def _torn(words: Iterable[str]) -> re.Pattern[str] | None:
    """A pattern for the words that may be torn apart: "improc edente". There, a c before e or i is not heard as s."""
    spelled = [
        " ?".join("[cs]" if letter == "s" else letter for letter in canonical(word.strip("~*+")))
        + (r"\w*" if word[-1] == "*" else r"\b")
        for word in words
        if word[0] == "~"
    ]
    return re.compile("|".join(spelled)) if spelled else None


def _keys(word: str) -> set[str]:
    """What a text may have, `KEY` letters long, where the word begins."""
    bare = canonical(word.strip("~*+"))
    return {bare[:KEY]} | ({bare[:2] + " ", f"{bare[0]} {bare[1]}"} if word[0] == "~" else set())
