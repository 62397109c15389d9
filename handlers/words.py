"""The words: Fluent files under `locales/`, one folder a language, Spanish the source. Keys in, text out."""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.resolver import Message

from handlers.speech import Argument, Phrase, phrase

SOURCE = "es"
LANGUAGES = ("es", "en")
LIMA = ZoneInfo("America/Lima")

Escape = Callable[[str], str]


class MissingWords(LookupError):
    """A key or an argument that a language does not have. A test finds these before a person does."""


class _Messages:
    """All the messages of one language. Each is read when it is first said: all of them would cost every start half a
    second. No message stands in another one, so each can be read alone."""

    def __init__(self, language: str) -> None:
        # Isolation marks are off: they show as boxes on old phones. `COUNTRY($code)` is a country's flag and name.
        functions: dict[str, Any] = {"COUNTRY": lambda code: _country(str(code), language)}
        self.bundle = FluentBundle([language], functions=functions, use_isolating=False)
        self._unread: dict[str, str] = {}
        folder = files("locales") / language
        for entry in folder.iterdir():
            if entry.name.endswith(".ftl"):
                self._unread |= {found[1]: found[0] for found in _ENTRY.finditer(entry.read_text(encoding="utf-8"))}
        self.keys = frozenset(self._unread)

    def get(self, key: str) -> Message | None:
        """The message of a key; None where there is none."""
        if source := self._unread.pop(key, None):
            self.bundle.add_resource(FluentResource(source))
        return self.bundle.get_message(key) if self.bundle.has_message(key) else None


_ENTRY = re.compile(r"^([a-zA-Z][\w-]*) *=.*\n(?:(?![a-zA-Z]).*\n)*", re.MULTILINE)


@lru_cache
def _messages(language: str) -> _Messages:
    return _Messages(language)


def has_words(language: str, key: str) -> bool:
    """Whether a language has words for a key."""
    return key in _messages(language).keys


def _country(code: str, language: str) -> str:
    from buzon.identity import Country  # noqa: PLC0415 (0.1 s that most commands need not pay)

    country = Country(code)
    return f"{country.flag} {country.name(language)}"


def best_language(tag: str | None) -> str:
    """The language to speak to someone whose app says `tag` ("pt-br", None): theirs if we have it, else Spanish."""
    primary = (tag or "").split("-")[0].lower()
    return primary if primary in LANGUAGES else SOURCE


def plain(text: str) -> str:
    """No escaping: for buttons, toasts and pages whose template escapes."""
    return text


@lru_cache(maxsize=8192)
def words(language: str, said: Phrase, escape: Escape = plain, channel: str = "telegram") -> str:
    """The text of a phrase in a language. `escape` is applied to every text argument, never to our own words. Every
    message may choose by `$channel`, where it is said: what can be done there differs.

    Dates are shown in Lima's time whatever the server's. Raises MissingWords for an unknown key or argument.
    """
    source = _messages(language)
    message = source.get(said.key)
    if message is None or message.value is None:
        raise MissingWords(f"{language}: {said.key}")
    arguments = {name: _shown(language, value, escape, channel) for name, value in said.arguments}
    arguments.setdefault("channel", channel)
    text, errors = source.bundle.format_pattern(message.value, arguments)
    if errors:
        raise MissingWords(f"{language}: {said.key}: {errors[0]}")
    return str(text)


def _shown(language: str, value: Argument, escape: Escape, channel: str) -> str | int:
    match value:
        case Phrase():
            return words(language, value, escape, channel)
        case datetime():
            return format_datetime(value.astimezone(LIMA), "d MMM y, HH:mm", locale=language)
        case date():
            return format_date(value, words(language, phrase("pattern-day")), locale=language)
        case int():
            return value
        case str():
            return escape(value)
