"""The one screen of the Flow for the seven data: its words, and what is wrong with what was typed. Pure.

How it is laid out stands in `flow.json`, which Meta keeps; all its words are sent when it opens, so that it speaks the
person's language and follows `locales/` without being published anew. Lengths:
developers.facebook.com/docs/whatsapp/flows/reference/components.
"""

import re
from collections.abc import Mapping
from importlib.resources import files

from bot.channels.whatsapp.hook import NAME
from bot.channels.whatsapp.payloads import Json
from buzon.identity import DocumentType
from handlers.questions.identity import FIELDS, document_type, document_words
from handlers.questions.identity_form import Unfit
from handlers.speech import Phrase, phrase
from handlers.words import words

SCREEN = "IDENTITY"
_OWN_HINTS = frozenset({"document_type", "maternal_surname"})
_TAG = re.compile(r"</?(?:b|i|code|pre)>")


def layout() -> str:
    """The Flow's JSON, as Meta takes it."""
    return (files("bot.channels.whatsapp") / "flow.json").read_text(encoding="utf-8")


def screen(language: str, typed: Mapping[str, str] | None = None, unfit: Unfit | None = None) -> Json:
    """What the endpoint answers to show the form: empty, or as it was sent with what is wrong at each field."""

    def say(key: str) -> str:
        return said(language, phrase(key))

    why = unfit.why if unfit else {}
    data: Json = {"intro": _trouble(language, why) if why else say("form-intro"), "send": say("form-send")}
    for field in FIELDS:
        key = field.replace("_", "-")
        data[f"{field}_label"] = say(f"form-{key}")
        example = phrase("form-example", example=phrase(f"example-{key}"))
        data[f"{field}_hint"] = say(f"form-{key}-hint") if field in _OWN_HINTS else said(language, example)
    data["document_types"] = [{"id": kind.value, "title": said(language, document_words(kind))} for kind in _kinds()]
    data["init_values"] = {field: value for field, value in (typed or {}).items() if value}
    data["error_messages"] = {field: say(f"form-wrong-{field.replace('_', '-')}") for field in why}
    return {"screen": SCREEN, "data": data}


def said(language: str, words_for: Phrase) -> str:
    """Words without any markup."""
    return _TAG.sub("", words(language, words_for, channel=NAME))


def _trouble(language: str, why: Mapping[str, Phrase]) -> str:
    """At a field thirty characters fit: the reasons stand above all of them."""
    lines = [
        phrase("form-trouble", what=phrase(f"form-{field.replace('_', '-')}"), why=_reason(field, reason))
        for field, reason in why.items()
    ]
    return "\n".join(said(language, line) for line in (phrase("form-check"), *lines))


def _reason(field: str, reason: Phrase) -> Phrase:
    """The reason alone: the example stands at the field already. What only the chat can do is not told."""
    why = dict(reason.arguments).get("why", reason)
    alone = why if isinstance(why, Phrase) else reason
    return phrase(f"form-wrong-{field.replace('_', '-')}") if alone.key == "refused-a-question" else alone


def _kinds() -> list[DocumentType]:
    """The usual kinds of document first."""
    usual = [DocumentType(value) for value, _ in document_type().offers]
    return [*usual, *(kind for kind in DocumentType if kind not in usual)]
