"""The messages that a platform approves beforehand, and which of ours each stands for. Pure; the words are data."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.channels.messages import Template
from bot.channels.text import clip
from handlers.speech import Argument, Phrase, Said
from handlers.words import SOURCE, words

SEE = "see"
"""What the button brings back begins with this; the row of the outbox follows."""

_LONGEST_VALUE = 200
_GAPS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Wording:
    """A template in one language; `examples` are for its gaps, as the platform wants to see them."""

    body: str
    button: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Approved:
    """A template: the arguments that fill its gaps, and its words in each language."""

    name: str
    values: tuple[str, ...]
    wordings: Mapping[str, Wording]


def templates() -> tuple[Approved, ...]:
    """All of them, each once."""
    return tuple({approved.name: approved for approved in _by_text_key().values()}.values())


def filled(text_key: str, said: Said, *, language: str, delivery: int) -> Template | None:
    """The template that stands for this message of the outbox, with its gaps filled; None where there is none."""
    approved = _by_text_key().get(text_key)
    if approved is None:
        return None
    tongue = language if language in approved.wordings else SOURCE
    arguments = dict(next((line.arguments for line in said.lines if isinstance(line, Phrase)), ()))
    values = tuple(_value(arguments[name], tongue) for name in approved.values if name in arguments)
    if len(values) != len(approved.values):
        return None
    return Template(approved.name, tongue, values, f"{SEE}:{delivery}")


def _value(argument: Argument, language: str) -> str:
    """On one line and not empty: the platform takes neither line breaks nor runs of spaces in a gap."""
    text = words(language, argument) if isinstance(argument, Phrase) else str(argument)
    return clip(_GAPS.sub(" ", re.sub(r"</?\w+>", "", text)).strip(), _LONGEST_VALUE) or "—"


@cache
def _by_text_key() -> dict[str, Approved]:
    data = tomllib.loads((files("bot.channels") / "templates.toml").read_text(encoding="utf-8"))
    found: dict[str, Approved] = {}
    for name, row in data.items():
        wordings = {
            language: Wording(one["body"], one["button"], tuple(one["examples"]))
            for language, one in row.items()
            if isinstance(one, dict)
        }
        approved = Approved(name, tuple(row["values"]), wordings)
        found |= dict.fromkeys(row["text_keys"], approved)
    return found
