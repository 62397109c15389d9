"""The labels on a sheet, *Usuario* and *Contraseña*, and what follows them, in a text that a photograph has damaged."""

import re
import string
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import zip_longest

from rapidfuzz.distance import OSA


class Field(Enum):
    """What a label announces."""

    USER = auto()
    PASSWORD = auto()


class State(Enum):
    """What stands after a label."""

    VALUE = auto()
    MASKED = auto()
    BROKEN = auto()  # something stands there, but no user or password looks like that
    EMPTY = auto()
    PROSE = auto()  # a sentence goes on


@dataclass(frozen=True, slots=True)
class _Label:
    """A label within a line's tokens. `colon`: it is marked as one, so that what follows is meant as its value."""

    field: Field
    start: int
    end: int
    colon: bool


@dataclass(slots=True)
class Sighting:
    """A label on a line of the text, and what follows it."""

    field: Field
    line: int
    colon: bool
    state: State = State.EMPTY
    value: str = ""
    beneath: bool = False

    def fill(self, tokens: Sequence[str]) -> None:
        """Take these tokens for what follows the label."""
        self.state, self.value = _state(tokens, colon=self.colon), "".join(tokens[:1])


# Spelt as `_skeleton` leaves them, with the slips that a photograph may make of each. A short label must be right:
# one slip away from "clave" there are "clase" and "llave", and from "user" nearly anything.
_LABELS = (
    ("usuarlo", Field.USER, 1),
    ("usuano", Field.USER, 0),
    ("llsuarlo", Field.USER, 0),
    ("username", Field.USER, 1),
    ("user", Field.USER, 0),
    ("contrasena", Field.PASSWORD, 2),
    ("password", Field.PASSWORD, 1),
    ("clave", Field.PASSWORD, 0),
)
_BEFORE = {"nombre", "de", "su", "tu", "el", "la"}
_AFTER = {"de", "del", "al", "la", "el", "es", "acceso", "lngreso", "temporal", "lnlclal", "provlslonal", "actual"}
_AFTER |= {"personal", "buzon", "electronlco", "slne", "slstema", "web"}
_LABEL = re.compile(r"[\W_]*(?P<word>[^\W_]+)(?P<mark>[\W_]*)")
_GLUED = re.compile(r"([\W_]*[^\W_]+[:;=])(.+)")
_COLONS = frozenset(":;=.")  # what becomes of a colon in a photograph
_STARS = frozenset("*•●∗·∙◦○■▪#×✱＊⁎")
_SLIPS = str.maketrans("1i|!05", "llllos")


def sightings(lines: Sequence[str]) -> list[Sighting]:
    """Every label that is meant as one, top down, with what follows it on its line or beneath."""
    seen: list[Sighting] = []
    waiting: list[Sighting] = []
    for number, line in enumerate(lines):
        tokens = list(_tokens(line))
        if not tokens:
            continue
        here = _on_line(number, tokens)
        if here:
            waiting = [*waiting, *here] if all(sighting.state is State.EMPTY for sighting in here) else []
            seen += here
        elif waiting:
            waiting = _hand_out(tokens, waiting)
    return [sighting for sighting in seen if sighting.state is not State.PROSE]


def _hand_out(tokens: list[str], waiting: list[Sighting]) -> list[Sighting]:
    """Give a line beneath labels to those that wait for a value. Returned: those that still do."""
    first, *others = waiting
    if others and first.line == others[-1].line:  # a table's head, so this is its row
        last = len(others)
        for place, sighting in enumerate(waiting if len(tokens) == len(waiting) or _masked(tokens[last:]) else ()):
            sighting.fill(tokens[place : place + 1] if place < last else tokens[last:])
            sighting.beneath = True
        return []
    first.fill(tokens)
    first.beneath = True
    if first.state is State.PROSE:
        first.state = State.EMPTY
        return []
    return others


def _on_line(number: int, tokens: list[str]) -> list[Sighting]:
    labels = list(_labels(tokens))
    seen = []
    for label, following in zip_longest(labels, labels[1:]):
        value = tokens[label.end : following.start if following else None]
        if value and following:
            value[-1] = value[-1].rstrip(",;")
        sighting = Sighting(label.field, number, label.colon)
        sighting.fill(value)
        seen.append(sighting)
    return seen


def _labels(tokens: Sequence[str]) -> Iterator[_Label]:
    """The labels of a line: marked by a colon, or else at its beginning or after another label's value."""
    opening = True
    place = 0
    while place < len(tokens):
        word = _skeleton(tokens[place])
        label = _label(tokens, place)
        if label and (opening or label.colon):
            yield label
            opening, place = True, label.end
        else:
            opening = opening and (word in _BEFORE or len(word) < 2)
            place += 1


def _label(tokens: Sequence[str], start: int) -> _Label | None:
    field = _field(_skeleton(tokens[start]))
    if field is None:
        return None
    end = start + 1
    colon = _ends_in_colon(tokens[start])
    while not colon and end < len(tokens):
        word = _skeleton(tokens[end])
        if word and word not in _AFTER:
            break
        colon = word == "es" or _ends_in_colon(tokens[end])
        if not word and not colon:
            break
        end += 1
    return _Label(field, start, end, colon)


def _tokens(line: str) -> Iterator[str]:
    """The line's words; a label is parted from what is glued to its colon, and a table's rules are left out."""
    for token in line.split():
        glued = _GLUED.fullmatch(token)
        if glued and _field(_skeleton(glued[1])):
            yield from glued.groups()
        elif token.strip("|¦"):
            yield token


def _ends_in_colon(token: str) -> bool:
    match = _LABEL.fullmatch(token)
    return bool(_COLONS.intersection(match["mark"] if match else token))


def _skeleton(token: str) -> str:
    """The token's one word as labels are compared: without case, accents, and the slips that a photograph makes most.

    Empty where it is no single word.
    """
    match = _LABEL.fullmatch(unicodedata.normalize("NFC", token))
    if match is None:
        return ""
    plain = unicodedata.normalize("NFD", match["word"]).encode("ascii", "ignore").decode().lower().translate(_SLIPS)
    return plain.replace("fl", "n").replace("fh", "n")  # "Contrasefia", "Contrasefha"


def _field(word: str) -> Field | None:
    for label, field, slips in _LABELS:
        if abs(len(word) - len(label)) <= slips and OSA.distance(word, label, score_cutoff=slips) <= slips:
            return field
    return None


def _state(tokens: Sequence[str], *, colon: bool) -> State:
    """What these tokens after a label are. An opening bracket in a later token begins a remark."""
    tokens = tokens[: next((place for place, token in enumerate(tokens) if place and token.startswith("(")), None)]
    if not tokens:
        return State.EMPTY
    if _masked(tokens):
        return State.MASKED
    if len(tokens) > 2 or (len(tokens) > 1 and not colon):
        return State.PROSE
    return State.VALUE if len(tokens) == 1 and _plausible(tokens[0]) else State.BROKEN if colon else State.PROSE


def _masked(tokens: Sequence[str]) -> bool:
    """Asterisks or the like, or what a photograph makes of them: signs, or few letters over and over."""
    whole = "".join(tokens).lower()
    stars = sum(letter in _STARS for letter in whole)
    letters = [letter for letter in whole if letter.isalnum()]
    if not letters:
        return stars > 0 or len(whole) >= 3
    if stars * 2 >= len(whole) or (stars and len(letters) * 4 <= len(whole)):
        return True
    if len(tokens) > 1 and set(tokens[0]) == {"*"}:
        return True
    kinds = len(set(letters))
    repeated = kinds == 1 or (kinds * 2 <= len(letters) and not any(map(str.isdigit, letters)))
    return repeated and len(letters) >= 3 and len(tokens) <= 3  # more words are a sentence


def _plausible(value: str) -> bool:
    alike = sum(map(str.isalnum, value))
    known = all(letter.isalnum() or letter in string.punctuation for letter in value)
    return 4 <= len(value) <= 64 and value.isprintable() and known and alike * 2 >= len(value)
