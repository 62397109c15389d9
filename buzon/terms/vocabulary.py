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


def _words(listed: str) -> list[list[str]]:
    """The entries of a list, longest first, as the atoms of patterns: of two that begin at one place the longer is
    meant."""
    return [_atoms(entry) for entry in sorted(_entries(listed), key=len, reverse=True)]


_ATOM = re.compile(r" \.\.\. |.")
_WILD = {" ... ": _FEW, "*": r"\w*", "+": _FUTURE}


_WHOLE: dict[str, str] = {}
"""Entries that are one atom: their patterns."""


def _atoms(entry: str) -> list[str]:
    if entry in _WHOLE:
        return [_WHOLE[entry]]
    atoms = [_WILD.get(atom) or re.escape(atom).replace(r"\ ", " ") for atom in _ATOM.findall(entry)]
    return atoms if entry[-1] in "*." else [*atoms, r"\b"]


def any_of(listed: str) -> str:
    """A pattern that finds any entry of a list, letter by letter: most words of a text are passed over at once."""
    return _tree([("", atoms) for atoms in _words(listed)], [])


def _tree(entries: list[tuple[str, list[str]]], names: list[str]) -> str:
    """A pattern for entries of several lists: what begins alike is read once, and what is told in more letters is meant
    rather than what may be any word, or ends before; of two alike the first.

    Of which list each of its groups is, is added to `names`, if the lists have any.
    """
    name = entries[0][0]
    if name and all(each == name for each, _ in entries):
        names.append(name)
        return f"({_tree([('', atoms) for _, atoms in entries], names)})"
    alike: dict[str, list[tuple[str, list[str]]]] = {}
    for each, atoms in entries:
        alike.setdefault(atoms[0] if atoms else "", []).append((each, atoms[1:]))
    branches = []
    for atom in sorted(alike, key=_vague):
        rests = alike[atom]
        if not any(atoms for _, atoms in rests):
            rest = f"({atom})" if rests[0][0] else atom
            names += [rests[0][0]] if rests[0][0] else []
            branches.append(rest)
        else:
            rest = _tree(rests, names)
            branches.append(f"{atom}(?:{rest})" if "|" in rest else atom + rest)
    return "|".join(branches)


def _vague(atom: str) -> int:
    """How little an atom says: a letter, a few words in between, the rest of a word, the end of one, nothing."""
    order = {_FEW: 1, _FUTURE: 2, r"\w*": 3, r"\b": 4, "": 5}
    return 1 if atom in _WHOLE.values() else order.get(atom, 0)


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
        names: list[str] = []
        pattern = _tree([(name, atoms) for name, listed in self._lists.items() for atoms in _words(listed)], names)
        return re.compile(rf"\W(?:{pattern})"), names  # looked for after what is no letter, not at each of the letters

    def names(self, text: str) -> list[str]:
        """The lists whose words stand in a text, in their order, but for words that mean nothing."""
        pattern, names = self._read
        found = (names[(match.lastindex or 1) - 1] for match in pattern.finditer(f" {text}"))
        return [name for name in found if name != "nothing"]

    def last(self, text: str) -> str:
        """The list whose word stands last; empty without."""
        return next(reversed(self.names(text)), "")

    def stand_in(self, text: str) -> bool:
        """Whether any of the words stands in a text."""
        return bool(self._read[0].search(f" {text}"))


LISTS: dict[str, dict[str, str]] = RULES["cues"]


def _acting(name: str, key: str) -> tuple[str, str]:
    """An entry for what bodies of the State or other persons do, and one for their names where it is not they who act.
    All bodies are one pattern, and all that they do another: each with each would be thousands."""
    bodies, acting, idle = any_of(LISTS[name][key]), f"@{key}", f"@{key} idle"
    _WHOLE[acting] = rf"(?:{bodies}){_FEW}(?:{any_of(LISTS[name]['does'])})"
    _WHOLE[idle] = rf"(?:{any_of(LISTS['office']['outside'])}) (?:{bodies})"
    return acting, idle


_ACTING, _IDLE = _acting("office", "bodies")
OTHERS_ACTING, _OTHERS_IDLE = _acting("other", "persons")
FIRMS_ACTING, _FIRMS_IDLE = _acting("other", "firms")
WORDS = {name: table["words"] for name, table in LISTS.items()}
WORDS["office"] += f",{_ACTING}"
WORDS["office"] += "," + ",".join(
    f"{order}{body.removeprefix('e')}"
    if order.endswith(" a") and body.startswith("el ")
    else f"{order} {body}"  # al área
    for order in _entries(LISTS["office"]["orders"])
    for body in _entries(LISTS["office"]["ordered"])
)
WORDS["other"] += f",{OTHERS_ACTING}"
WORDS["firms"] = FIRMS_ACTING
WORDS["nothing"] += f",{_IDLE},{_OTHERS_IDLE},{_FIRMS_IDLE}"
WORDS["office_after"] += "," + ",".join(
    f"{has} {body}"
    for has in ("que tiene", "que tienen", "con que cuenta", "con los que cuenta", "de que dispone", "por parte de")
    for body in _entries(LISTS["office"]["bodies"])
)
LISTS["office_after"]["words"] = WORDS["office_after"]
NUMBERS: dict[str, int] = {**RULES["numbers"], **RULES["hundreds"]}
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
    return _tree([("", list(value)) for value in sorted(values, key=len, reverse=True)], [])


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
