"""The journal: what was said, asked, answered and done so far in one dialog, as lines that can be stored.

Secret answers are never written. A journal of other code is cut at the first line that no longer fits, never crashed
on.
"""

from dataclasses import asdict, dataclass, is_dataclass
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, get_type_hints

import orjson

VERSION = 1

_STORABLE: dict[str, type[Any]] = {}
Value = TypeVar("Value")


def storable(kind: type[Value]) -> type[Value]:
    """Class decorator: lets this frozen dataclass of plain fields be the result of an effect."""
    _STORABLE[kind.__name__] = kind
    return kind


class Verb(StrEnum):
    """What a line tells."""

    SAID = "said"
    POSED = "posed"
    ANSWERED = "answered"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `label` names the step ("has_receipt#2": that step the second time), `value` is plain JSON."""

    verb: Verb
    label: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class Journal:
    """One dialog of one chat.

    `serial` tells its buttons from those of an earlier one; `update` is the last update it took in, `turn` the index
    of the first line of that turn (so that an answer lost in a crash can be said again); `ended`: nothing is asked any
    more.
    """

    dialog: str
    serial: str
    lines: tuple[Line, ...] = ()
    update: int | None = None
    turn: int = 0
    ended: bool = False

    @property
    def waiting(self) -> str | None:
        """The label of the question that waits for an answer, if any."""
        if self.ended or not self.lines or self.lines[-1].verb is not Verb.POSED:
            return None
        return self.lines[-1].label

    def dump(self) -> bytes:
        """Bytes for the vault."""
        lines = [(line.verb, line.label, line.value) for line in self.lines]
        head = (VERSION, self.dialog, self.serial, self.update, self.turn, self.ended)
        return orjson.dumps([*head, lines])

    @classmethod
    def load(cls, stored: bytes) -> "Journal | None":
        """The journal, or None where the bytes are not one of this version: the dialog then starts over."""
        try:
            version, dialog, serial, update, turn, ended, rows = orjson.loads(stored)
            if version != VERSION:
                return None
            lines = tuple(Line(Verb(verb), str(label), value) for verb, label, value in rows)
            return cls(str(dialog), str(serial), lines, update, int(turn), bool(ended))
        except (ValueError, TypeError):
            return None


def freeze(value: Any) -> Any:
    """An effect's result as plain JSON. Raises TypeError for what is neither plain nor `@storable`."""
    if is_dataclass(value) and not isinstance(value, type):
        name = type(value).__name__
        if _STORABLE.get(name) is not type(value):
            raise TypeError(f"{name} is not @storable")
        return {"$": name, **asdict(value)}
    if value is None or isinstance(value, bool | int | str):
        return value
    raise TypeError(
        f"an effect gave a {type(value).__name__}: only plain values and @storable dataclasses are journaled"
    )


def thaw(value: Any, wanted: Any = object) -> Any:
    """The other way round. Raises ValueError for a class or a shape that this code does not know, or that is not of the
    `wanted` types: the caller cuts."""
    made = _made(value) if isinstance(value, dict) else value
    if not isinstance(made, wanted):
        raise ValueError("a result of another kind")
    return made


def _made(value: dict[str, Any]) -> Any:
    fields = dict(value)
    kind = _STORABLE.get(str(fields.pop("$", "")))
    if kind is None:
        raise ValueError("a result of other code")
    try:
        made = kind(**fields)
    except TypeError as error:
        raise ValueError("a result of another shape") from error
    if not all(isinstance(getattr(made, name), hint) for name, hint in _field_types(made.__class__).items()):
        raise ValueError("a result with other fields")
    return made


@cache
def _field_types(kind: type[Any]) -> dict[str, Any]:
    return get_type_hints(kind)
