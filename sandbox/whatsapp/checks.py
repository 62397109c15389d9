"""Reads the parameters of a message with Meta's complaints where they do not fit."""

from typing import Any
from urllib.parse import urlsplit

from sandbox.whatsapp.errors import JsonObject, invalid, missing, refused


def part(body: JsonObject, name: str, *, where: str = "") -> JsonObject:
    """A required object.

    Raises:
        GraphError: 131008 when it is not there, 131009 when it is none.
    """
    value = body.get(name)
    if value is None:
        raise missing(f"{where}{name}")
    if not isinstance(value, dict):
        raise invalid(f"{where}{name} must be an object.")
    return value


def parts(body: JsonObject, name: str, *, where: str = "") -> list[JsonObject]:
    """A required list of objects.

    Raises:
        GraphError: 131008 when it is not there, 131009 when it is none.
    """
    value = body.get(name)
    if value is None:
        raise missing(f"{where}{name}")
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise invalid(f"{where}{name} must be an array of objects.")
    return value


def text(body: JsonObject, name: str, *, longest: int, where: str = "") -> str:
    """A required text of 1 to `longest` characters.

    Raises:
        GraphError: 131008 when it is not there, 131009 when it is no text, blank or too long.
    """
    value = body.get(name)
    if value is None or value == "":
        raise missing(f"{where}{name}")
    if not isinstance(value, str) or not value.strip():
        raise invalid(f"{where}{name} must be a non-blank text.")
    if len(value) > longest:
        raise invalid(f"{where}{name} length invalid. Min length: 1, Max length: {longest}.")
    return value


def optional_text(body: JsonObject, name: str, *, longest: int, where: str = "") -> str | None:
    """A text of up to `longest` characters, `None` when absent or empty."""
    return text(body, name, longest=longest, where=where) if body.get(name) not in (None, "") else None


def distinct(values: list[str], what: str) -> None:
    """Complain about a value that comes twice.

    Raises:
        GraphError: 131009.
    """
    if len(set(values)) != len(values):
        raise invalid(f"{what} must be unique within the message.")


def url(value: str, where: str) -> str:
    """A web address.

    Raises:
        GraphError: 131009.
    """
    address = urlsplit(value)
    if address.scheme not in {"http", "https"} or not address.hostname:
        raise invalid(f"{where} is not a valid URL.")
    return value


def known(value: Any, allowed: frozenset[str], where: str) -> str:
    """One of the words allowed.

    Raises:
        GraphError: 100.
    """
    if not isinstance(value, str) or value not in allowed:
        raise refused(100, f"Param {where} must be one of {{{', '.join(sorted(allowed)).upper()}}} - got {value!r}.")
    return value
