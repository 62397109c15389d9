"""The words of `buzon/data/terms.toml`, compiled: how an entry is written is explained at the head of that file."""

import re
import tomllib
from collections.abc import Iterable
from functools import cached_property
from importlib import resources
from itertools import pairwise
from typing import Any

RULES: dict[str, Any] = tomllib.loads(
    (resources.files("buzon") / "data" / "terms.toml").read_text(encoding="utf-8"),
)
"""The tables of `buzon/data/terms.toml`."""

_FEW = r" (?:(?!que |usted |ud |se |le |para )[^ ,\n]{1,30} ){0,4}?"
"""What `...` in the data stands for."""


_NOT_FUTURE = "|".join(entry.strip() for entry in RULES["cues"]["office"]["not_future"].split(","))
_FUTURE = rf"(?!(?:{_NOT_FUTURE})\b)\w{{2,}}(?:ara|era|ira)n?"
"""What `+` in the data stands for."""


def _entries(listed: str) -> list[str]:
    return [" ".join(entry.split()) for entry in listed.split(",") if entry.strip()]


def _words(listed: str) -> list[str]:
    """The entries of a list, longest first, as patterns: of two that begin at one place the longer is meant."""
    return [_pattern(entry) for entry in sorted(_entries(listed), key=len, reverse=True)]


def _pattern(entry: str) -> str:
    pattern = re.escape(entry).replace(r"\ \.\.\.\ ", _FEW).replace(r"\ ", " ").replace(r"\*", r"\w*")
    pattern = pattern.replace(r"\+", _FUTURE)
    return pattern if entry[-1] in "*." else pattern + r"\b"


def any_of(listed: str) -> str:
    """A pattern that finds any entry of a list, by first letters: most words of a text are passed over at once."""
    return _by_letter([("", _words(listed))])[0]


def _by_letter(lists: list[tuple[str, list[str]]]) -> tuple[str, list[str]]:
    """A pattern for the entries of several lists, and of which list each of its groups is, if they have names.

    By the first two letters, then by list: of a word that is none of them little is read.
    """
    tree: dict[str, dict[str, dict[str, list[str]]]] = {}
    for name, words in lists:
        for word in words:
            second = re.match(r"\\?.", word[1:])
            key = second.group() if second else ""
            tree.setdefault(word[0], {}).setdefault(key, {}).setdefault(name, []).append(word[1 + len(key) :])
    names: list[str] = []
    branches = []
    for letter in sorted(tree):
        twigs = []
        for key, by_name in tree[letter].items():
            groups = []
            for name, rests in by_name.items():
                groups.append(f"({'|'.join(rests)})" if name else "|".join(rests))
                names += [name] if name else []
            twigs.append(f"{key}(?:{'|'.join(groups)})")
        branches.append(f"{letter}(?:{'|'.join(twigs)})")
    return "|".join(branches), names


_MADE: "list[Cues]" = []


def warm() -> None:
    """Compile what is else compiled when it is first needed: a second of the processor, before anybody waits for it."""
    for cues in _MADE:
        cues.stand_in("")


class Cues:
    """Several lists of cue words, of which the first that fits is meant where two begin at one place."""

    def __init__(self, **lists: str) -> None:
        self._lists = lists
        _MADE.append(self)

    @cached_property
    def _read(self) -> tuple[re.Pattern[str], list[str]]:
        """Their pattern, and of which list each of its groups is: a tenth of a second, once and when first needed."""
        pattern, names = _by_letter([(name, _words(listed)) for name, listed in self._lists.items()])
        return re.compile(rf"\b(?:{pattern})"), names

    def names(self, text: str) -> list[str]:
        """The lists whose words stand in a text, in their order, but for words that mean nothing."""
        pattern, names = self._read
        found = (names[(match.lastindex or 1) - 1] for match in pattern.finditer(text))
        return [name for name in found if name != "nothing"]

    def last(self, text: str) -> str:
        """The list whose word stands last; empty without."""
        return next(reversed(self.names(text)), "")

    def stand_in(self, text: str) -> bool:
        """Whether any of the words stands in a text."""
        return bool(self._read[0].search(text))


LISTS: dict[str, dict[str, str]] = RULES["cues"]


def _acting(name: str, key: str) -> tuple[str, str]:
    """The lists of what bodies of the State or other persons do, and of their names where it is not they who act."""
    bodies = _entries(LISTS[name][key])
    acting = [f"{body} ... {does}" for body in bodies for does in _entries(LISTS[name]["does"])]
    idle = [f"{word} {body}" for word in _entries(LISTS["office"]["outside"]) for body in bodies]
    return ",".join(acting), ",".join(idle)


_ACTING, _IDLE = _acting("office", "bodies")
OTHERS_ACTING, _OTHERS_IDLE = _acting("other", "persons")
FIRMS_ACTING, _FIRMS_IDLE = _acting("other", "firms")
WORDS = {name: table["words"] for name, table in LISTS.items()}
WORDS["office"] += f",{_ACTING}"
WORDS["other"] += f",{OTHERS_ACTING}"
WORDS["firms"] = FIRMS_ACTING
WORDS["nothing"] += f",{_IDLE},{_OTHERS_IDLE},{_FIRMS_IDLE}"
NUMBERS: dict[str, int] = RULES["numbers"]
ORDINALS: dict[str, int] = RULES["ordinals"]
MONTHS: dict[str, int] = RULES["months"]


def cues(*names: str) -> Cues:
    """The lists of these names."""
    return Cues(**{name: WORDS[name] for name in names})


def finding(name: str, key: str = "words", *, start: str = r"\b", end: str = "") -> re.Pattern[str]:
    """Finds any of the words of a list, between what `start` and `end` ask for."""
    return re.compile(rf"{start}(?:{any_of(LISTS[name][key])}){end}")


def said(values: Iterable[str]) -> str:
    """A pattern for any of these words."""
    return _by_letter([("", sorted(values, key=len, reverse=True))])[0]


NUMBER_WORD = rf"(?:{said(NUMBERS)})\b(?: (?:y )?(?:{said(NUMBERS)})\b){{0,3}}"
_FIGURE = r"(?:[0-9][0-9ol]{0,4}|[lo][0-9][0-9o]{0,2})(?![0-9])"
NUMBER = rf"(?:{_FIGURE}|{NUMBER_WORD})"


def number(told: str) -> int:
    """The value of a figure or of number words."""
    if told[-1].isdigit() or told[0].isdigit():
        return int(told.replace("o", "0").replace("l", "1"))
    values = [NUMBERS[word] for word in told.split() if word in NUMBERS]
    falling = all(left > right for left, right in pairwise(values))
    return sum(values) if falling else values[-1]
