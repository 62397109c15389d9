"""Text and its formatting as Telegram keeps them: plain text plus entities whose offsets count UTF-16 units.

Also finds what Telegram finds by itself in plain text: commands, links, mentions, e-mail addresses.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sandbox.telegram.errors import JsonObject, bad_request

_FOUND_IN_TEXT = (
    ("url", re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?!\w)")),
    ("mention", re.compile(r"(?<![\w@])@[A-Za-z]\w{3,31}")),
)
_OPAQUE = frozenset({"code", "pre", "text_link", "url"})


@dataclass(frozen=True, kw_only=True)
class Entity:
    """A MessageEntity; `offset` and `length` count UTF-16 units, as https://core.telegram.org/api/entities demands."""

    type: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None

    @property
    def end(self) -> int:
        """The first unit after it."""
        return self.offset + self.length

    def as_json(self) -> JsonObject:
        """The Bot API's MessageEntity."""
        body: JsonObject = {"type": self.type, "offset": self.offset, "length": self.length}
        if self.url is not None:
            body["url"] = self.url
        if self.language is not None:
            body["language"] = self.language
        return body


@dataclass(frozen=True)
class Formatted:
    """A text with its entities, outer ones before inner ones."""

    text: str
    entities: tuple[Entity, ...] = ()


def width(text: str) -> int:
    """How many UTF-16 units a text takes: the unit of Telegram's limits and offsets."""
    return len(text) + sum(character > "\uffff" for character in text)


def from_json(text: str, entities: Iterable[JsonObject]) -> Formatted:
    """A text with explicit entities, as the `entities` parameter gives them."""
    try:
        read = tuple(
            Entity(
                type=str(entity["type"]),
                offset=int(entity["offset"]),
                length=int(entity["length"]),
                url=entity.get("url"),
                language=entity.get("language"),
            )
            for entity in entities
        )
    except (KeyError, TypeError, ValueError) as error:
        raise bad_request("can't parse entities JSON object") from error
    return Formatted(text, tuple(sorted(read, key=_outer_first)))


def tidy(formatted: Formatted) -> Formatted:
    """Trim white space at both ends, as Telegram does before it stores a text, and keep the entities in place."""
    text = formatted.text.rstrip()
    stripped = text.lstrip()
    shift, end = width(text) - width(stripped), width(stripped)
    kept = []
    for entity in formatted.entities:
        start = max(0, entity.offset - shift)
        length = min(end, entity.end - shift) - start
        if length > 0:
            kept.append(replace(entity, offset=start, length=length))
    return Formatted(stripped, tuple(kept))


def with_found(formatted: Formatted) -> Formatted:
    """Add the entities Telegram finds by itself, wherever no code or link stands already."""
    found = list(formatted.entities)
    for kind, pattern in _FOUND_IN_TEXT:
        for match in pattern.finditer(formatted.text):
            offset = width(formatted.text[: match.start()])
            candidate = Entity(type=kind, offset=offset, length=width(match.group()))
            if not any(_clash(candidate, other) for other in found):
                found.append(candidate)
    return Formatted(formatted.text, tuple(sorted(found, key=_outer_first)))


def _clash(candidate: Entity, other: Entity) -> bool:
    crossing = candidate.offset < other.end and other.offset < candidate.end
    found_too = other.type in {"email", "bot_command", "mention"}
    return crossing and (other.type in _OPAQUE or found_too)


def _outer_first(entity: Entity) -> tuple[int, int]:
    return entity.offset, -entity.length
