"""The words that the readers know. They are data, in `buzon/data`, read once."""

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def data(name: str) -> dict[str, dict[str, Any]]:
    """The tables of `buzon/data/<name>.toml`."""
    return tomllib.loads((resources.files("buzon") / "data" / f"{name}.toml").read_text(encoding="utf-8"))


def listed(room: str, name: str) -> tuple[str, ...]:
    """A list of small words, in its order."""
    return tuple(data("vocabulary")[room][name].split())


def known(room: str, name: str) -> frozenset[str]:
    """A list of small words, to look words up in."""
    return frozenset(listed(room, name))
