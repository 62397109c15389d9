"""Who a broadcast is for, in words and as buttons that are switched one by one. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from buzon.identity import is_country
from buzon.notice import Kind
from handlers.notice_words import kind_words
from handlers.questions.choices import rows_of
from handlers.speech import Button, Phrase, Rows, phrase, press
from handlers.words import LANGUAGES
from storage.audience import Audience

Each = TypeVar("Each")

SEEN_DAYS = (7, 30, 90)
KINDS, COUNTRIES = "kinds", "countries"
"""Instead of a switch: the page with the kinds of procedure, and that with the nationalities."""

_NAMES = {"whatsapp": "WhatsApp"}
_KINDS = tuple(kind for kind in Kind if kind is not Kind.UNKNOWN)
_PAGES = {"kind": KINDS, "country": COUNTRIES}

Offered = Sequence[tuple[str, int]]
"""Nationalities to choose from, with how many people gave each: see `storage.audience.nationalities`."""


def said(audience: Audience) -> Phrase:
    """ "idioma: español, inglés; con un buzón vinculado", or "todas las personas"."""
    parts = []
    if audience.languages:
        parts.append(phrase("audience-languages", which=joined(phrase(f"tongue-{one}") for one in audience.languages)))
    if audience.channels:
        parts.append(phrase("audience-channels", which=joined(map(channel_words, audience.channels))))
    if audience.nationalities:
        parts.append(phrase("audience-nationalities", which=joined(map(country_words, audience.nationalities))))
    if audience.kinds:
        parts.append(phrase("audience-kinds", which=joined(map(kind_words, audience.kinds))))
    if audience.linked is not None:
        parts.append(phrase("audience-linked" if audience.linked else "audience-unlinked"))
    if audience.seen_days is not None:
        parts.append(phrase("audience-seen", count=audience.seen_days))
    return joined(parts, "list-parts") if parts else phrase("audience-all")


def channel_words(channel: str) -> Phrase:
    """A channel's name as its makers write it."""
    return phrase("choice", text=_NAMES.get(channel, channel.capitalize()))


def country_words(code: str) -> Phrase:
    """A country by its code."""
    return phrase("country", country=code)


def countries(audience: Audience, offered: Offered) -> dict[str, Phrase]:
    """The nationalities that can be switched, by code: the offered ones with how many gave each; what is on and not
    offered (any more) can still be taken off."""
    found = {code: phrase("audience-country", what=country_words(code), count=count) for code, count in offered}
    return found | {code: country_words(code) for code in audience.nationalities if code not in found}


def joined(parts: Iterable[Phrase], key: str = "list-items") -> Phrase:
    """Phrases as one: "a, b, c". Raises ValueError where there is none."""
    *before, last = parts
    for part in reversed(before):
        last = phrase(key, first=part, rest=last)
    return last


def switched(audience: Audience, switch: str) -> Audience | None:
    """The audience after a button: what it sets, not what it toggles, so that a repeat changes nothing. None where the
    button is of other code."""
    name, _, value = switch.partition("=")
    family, _, member = name.partition(".")
    match family, value:
        case "all", "1":
            return Audience()
        case "language", "0" | "1" if member in LANGUAGES:
            return replace(audience, languages=_with(LANGUAGES, audience.languages, member, on=value == "1"))
        case "channel", "0" | "1" if member:
            order = sorted({*audience.channels, member})
            return replace(audience, channels=_with(order, audience.channels, member, on=value == "1"))
        case "kind", "0" | "1" if member in set(_KINDS):
            kinds = _with(_KINDS, audience.kinds, Kind(member), on=value == "1")
            return replace(audience, kinds=kinds)
        case "country", "0" | "1" if is_country(member):
            order = sorted({*audience.nationalities, member})
            return replace(audience, nationalities=_with(order, audience.nationalities, member, on=value == "1"))
        case "linked", "0" | "1" | "-":
            return replace(audience, linked={"0": False, "1": True, "-": None}[value])
        case "seen", "-":
            return replace(audience, seen_days=None)
        case "seen", _ if value in map(str, SEEN_DAYS):
            return replace(audience, seen_days=int(value))
    return None


def page_of(switch: str) -> str:
    """The page on which this switch stands: KINDS, COUNTRIES, or "" for the first."""
    return switch if switch in _PAGES.values() else _PAGES.get(switch.partition(".")[0], "")


def switches(
    number: int, audience: Audience, channels: Sequence[str], *, offered: Offered = (), page: str = ""
) -> Rows:
    """The buttons: what is on carries a mark."""
    back = press("button-back", f"b:who:{number}")
    nations = [
        _switch(number, f"country.{code}", label, on=code in audience.nationalities)
        for code, label in countries(audience, offered).items()
    ]
    if page == KINDS:
        buttons = [_switch(number, f"kind.{kind}", kind_words(kind), on=kind in audience.kinds) for kind in _KINDS]
        return (*rows_of(buttons, 1), (back,))
    if page == COUNTRIES:
        return (*rows_of(nations, 1), (back,))
    languages = [
        _switch(number, f"language.{one}", phrase(f"tongue-{one}"), on=one in audience.languages) for one in LANGUAGES
    ]
    ways = [_switch(number, f"channel.{one}", channel_words(one), on=one in audience.channels) for one in channels]
    linked = [
        _one_of(number, "linked", value, phrase(key), on=audience.linked is on)
        for value, key, on in (("1", "audience-linked", True), ("0", "audience-unlinked", False))
    ]
    seen = [
        _one_of(number, "seen", str(days), phrase("audience-seen", count=days), on=audience.seen_days == days)
        for days in SEEN_DAYS
    ]
    return (
        tuple(languages),
        *((tuple(ways),) if len(ways) > 1 else ()),
        *rows_of(linked, 1),
        *rows_of(seen, 1),
        (press("button-by-kind", f"b:who:{number}:{KINDS}"),),
        *(((press("button-by-country", f"b:who:{number}:{COUNTRIES}"),),) if nations else ()),
        (press("button-everybody", f"b:who:{number}:all=1"),),
        (press("button-back", f"b:card:{number}"),),
    )


def _switch(number: int, name: str, label: Phrase, *, on: bool) -> Button:
    key = "button-chosen" if on else "button-unchosen"
    return Button(phrase(key, what=label), press(key, f"b:who:{number}:{name}={0 if on else 1}").does)


def _one_of(number: int, name: str, value: str, label: Phrase, *, on: bool) -> Button:
    key = "button-chosen" if on else "button-unchosen"
    return Button(phrase(key, what=label), press(key, f"b:who:{number}:{name}={'-' if on else value}").does)


def _with(order: Sequence[Each], held: Sequence[Each], one: Each, *, on: bool) -> tuple[Each, ...]:
    wanted = {*held, one} if on else set(held) - {one}
    return tuple(each for each in order if each in wanted)
