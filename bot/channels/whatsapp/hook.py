"""From the body of one webhook POST to the single things in it. Pure.

A body may hold several messages and statuses, of several people, in any order, with parts that are missing or that
nobody here knows. Each is read by itself: what is well-formed is never lost for what is not (pywa's issue #229: of
three messages it hands on one). Shapes: developers.facebook.com/docs/whatsapp/cloud-api/webhooks.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeAlias

import orjson

from bot.channels.whatsapp.payloads import PHONE, Json
from handlers.speech import Media, Oddity, Tap, Text, What

NAME = "whatsapp"
"""The channel's name in the database and in metrics."""

_LONGEST_ADDRESS = 128
"""Characters of a chat's address in the database; a business-scoped id has some twenty."""

_MEDIA = {"image": "photo", "contacts": "contact"}
"""Kinds that the parlour knows by another name."""

_SILENT = frozenset({"reaction", "edit", "revoke", "system", "ephemeral"})
"""What is noted and not answered."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody by their business-scoped id, by their phone number (digits), or by both; one of them is there."""

    user: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)

    @property
    def address(self) -> str:
        """The address of their chat, where nothing else is known of them."""
        return self.user or f"{PHONE}{self.phone}"


@dataclass(frozen=True, slots=True)
class Arrived:
    """Something a person sent: the platform's id of it, who, when, what."""

    id: str
    person: Person
    at: datetime
    what: What


@dataclass(frozen=True, slots=True)
class Renumbered:
    """A person goes by another number or id from now on."""

    id: str
    old: Person
    new: Person


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a message of ours: `state` is the platform's word (sent, delivered, read, failed, …), `delivery`
    the row of the outbox that we sent along, if it was of one; `code` why it failed."""

    delivery: int | None
    state: str
    at: datetime
    code: int | None = None


@dataclass(frozen=True, slots=True)
class Announced:
    """Something for the operator: of a template, the number or the account. Words of the platform, none of a person."""

    subject: str
    event: str
    alarming: bool


Thing: TypeAlias = Arrived | Renumbered | Told | Announced


@dataclass(frozen=True, slots=True)
class Contents:
    """What a body held, in the order in which people wrote; `unread` counts what could not be read."""

    things: tuple[Thing, ...]
    unread: int = 0


def read(body: bytes, *, phone_id: str) -> Contents:
    """The things in a body that are for this number. Raises ValueError where the body is no JSON object."""
    parsed = orjson.loads(body)
    if not isinstance(parsed, dict):
        raise ValueError("no webhook of WhatsApp")
    things: list[Thing] = []
    unread = 0
    for changed, value in _changes(parsed):
        number = _dict(value.get("metadata")).get("phone_number_id")
        if number is not None and str(number) != phone_id:
            continue
        for thing in _things(changed, value):
            if thing is None:
                unread += 1
            else:
                things.append(thing)
    # People wrote in this order, whatever order it came in; sorted() keeps that of the same second.
    people = sorted((thing for thing in things if isinstance(thing, Arrived)), key=lambda thing: thing.at)
    others = [thing for thing in things if not isinstance(thing, Arrived)]
    return Contents((*others, *people), unread)


def _changes(body: Json) -> Iterator[tuple[str, Json]]:
    for entry in _list(body.get("entry")):
        for change in _list(entry.get("changes")):
            yield str(change.get("field")), _dict(change.get("value"))


def _things(changed: str, value: Json) -> Iterator[Thing | None]:
    if changed != "messages":
        yield _announced(changed, value)
        return
    contacts = _list(value.get("contacts"))
    for message in _list(value.get("messages")):
        yield _message(message, contacts)
    for status in _list(value.get("statuses")):
        yield _told(status)
    for error in _list(value.get("errors")):
        yield Announced("account", str(error.get("code"))[:20], alarming=True)


def _message(message: Json, contacts: list[Json]) -> Arrived | Renumbered | None:
    kind = message.get("type")
    if kind == "system":
        return _system(message, contacts)
    person = _person(message, contacts)
    if person is None or not isinstance(kind, str):
        return None
    return Arrived(_id(message), person, _at(message.get("timestamp")), _what(kind, message))


def _what(kind: str, message: Json) -> What:
    part = message.get(kind)
    match kind, part:
        case "text", {"body": str(body)} if body:
            return Text(body)
        case "interactive", {"button_reply": {"id": str(data)}} | {"list_reply": {"id": str(data)}}:
            return Tap(data)
        case "interactive", {"nfm_reply": _}:
            return Oddity()  # a form was sent: what was in it came to its endpoint
        case "button", {"payload": str(data)}:
            return Tap(data)
        case "request_welcome", _:
            return Text("/start")
        case "image" | "document" | "sticker" | "video" | "audio" | "voice", {"id": str(file)}:
            caption = part.get("caption") if isinstance(part, dict) else None
            name = _MEDIA.get(kind, kind)
            readable = kind in {"image", "document"}
            return Media(name, file if readable else None, None, caption if isinstance(caption, str) else "")
    if kind in _SILENT:
        return Oddity()
    return Media(_MEDIA.get(kind, kind)[:40])


def _system(message: Json, contacts: list[Json]) -> Arrived | Renumbered | None:
    """Somebody changed their number or id; anything else that WhatsApp itself says in a chat is noted."""
    told = _dict(message.get("system"))
    old = _person(message, contacts)
    new = Person(_user(told.get("user_id")), _digits(told.get("wa_id") or told.get("new_wa_id")))
    if str(told.get("type")).endswith(("changed_number", "changed_user_id")) and (new.user or new.phone):
        before = _digits(told.get("customer")) or (old.phone if old else None)
        known = old.user if old and old.user != new.user else None
        if before or known:
            return Renumbered(_id(message), Person(known, before), new)
    return Arrived(_id(message), old, _at(message.get("timestamp")), Oddity()) if old else None


def _person(message: Json, contacts: list[Json]) -> Person | None:
    """Who sent it: what the message says itself, then what its contact adds."""
    phone, user = _digits(message.get("from")), _user(message.get("from_user_id"))
    for contact in contacts:
        theirs = _digits(contact.get("wa_id")), _user(contact.get("user_id"))
        same = (phone and theirs[0] == phone) or (user and theirs[1] == user)
        if same or (len(contacts) == 1 and not (phone and theirs[0]) and not (user and theirs[1])):
            phone, user = phone or theirs[0], user or theirs[1]
            break
    return Person(user, phone) if phone or user else None


def _told(status: Json) -> Told | None:
    state = status.get("status")
    if not isinstance(state, str):
        return None
    row = status.get("biz_opaque_callback_data")
    delivery = int(row) if isinstance(row, str) and row.isascii() and row.isdigit() and len(row) <= 18 else None
    codes = [error.get("code") for error in _list(status.get("errors"))]
    code = next((code for code in codes if isinstance(code, int)), None)
    return Told(delivery, state, _at(status.get("timestamp")), code)


def _announced(changed: str, value: Json) -> Announced | None:
    """Of a template: its name, language and what happened; of the rest the event alone."""
    event = next((value[name] for name in ("event", "new_quality_score", "status") if _text(value.get(name))), None)
    if event is None:
        return None
    template = _text(value.get("message_template_name"))
    language = _text(value.get("message_template_language")) or ""
    subject = f"template {template[:80]} {language[:8]}".strip() if template else changed[:60]
    good = {"APPROVED", "UNPAUSED", "REINSTATED", "GREEN", "UPGRADE", "ONBOARDING", "PENDING", "UNKNOWN"}
    return Announced(subject, str(event)[:40], alarming=str(event).upper() not in good)


def _id(message: Json) -> str:
    """The platform's own; one made of all it says where there is none, so that a repeat is known all the same."""
    given = _text(message.get("id"))
    if given and len(given) <= 255:
        return given
    return hashlib.sha256(orjson.dumps(message, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _at(value: Any) -> datetime:
    """Seconds since 1970, as a text; the beginning of time where it is nothing of the kind: no window hangs on it."""
    try:
        return datetime.fromtimestamp(int(value), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)


def _digits(value: Any) -> str | None:
    text = value.removeprefix("+") if isinstance(value, str) else ""
    return text if text.isascii() and text.isdigit() and len(text) <= 20 else None


def _user(value: Any) -> str | None:
    text = _text(value)
    return text if text and len(text) <= _LONGEST_ADDRESS and not text.startswith(PHONE) else None


def _text(value: Any) -> str | None:
    usable = isinstance(value, str) and value and len(value) <= 255 and "\0" not in value
    return value if usable else None


def _dict(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Json]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
