"""The seven data on one form, for chat apps that have forms: understood field by field by the questions of the chat,
and taken in place of the answer to any of them. Pure.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from buzon.identity import DocumentType
from handlers.dialog.talk import Misunderstood, Option, Understood
from handlers.questions.identity import (
    FIELDS,
    GIVEN,
    MATERNAL,
    PATERNAL,
    Datum,
    birth_date,
    document_number,
    document_type,
    nationality,
)
from handlers.speech import Form, Phrase, Picture, Rows, Text, What, phrase

Meaning = TypeVar("Meaning")

IDENTITY = "identity"
"""The purpose of the one-time link that such a form carries."""

OPTIONAL = frozenset({"maternal_surname"})
"""What may be left empty; in the chat a button says the same."""

_NONE = "no tengo"


@dataclass(frozen=True, slots=True)
class Filled:
    """All seven at once: their meanings, by the names in FIELDS."""

    answers: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Unfit:
    """Fields that can't be taken: why not, each in the words of the chat."""

    why: dict[str, Phrase]


def datum(field: str, *, kind: DocumentType, today: date, language: str) -> Datum[Any]:
    """The question of one of the FIELDS; `kind` is that of the document whose number is asked for."""
    match field:
        case "nationality":
            return nationality(language)
        case "document_type":
            return document_type()
        case "document_number":
            return document_number(kind)
        case "paternal_surname":
            return PATERNAL
        case "maternal_surname":
            return MATERNAL
        case "given_names":
            return GIVEN
    return birth_date(today, language)


def understood(fields: Mapping[str, str], *, today: date, language: str) -> dict[str, Any] | Unfit:
    """What was typed into the form, in the plain form that journals keep; or what is wrong with it."""
    plain: dict[str, Any] = {}
    why: dict[str, Phrase] = {}
    for name in FIELDS:
        # A number is held against its kind; where that was not understood, the form comes again anyway.
        kind = DocumentType(plain.get("document_type", DocumentType.PAS))
        typed = fields.get(name, "").strip() or (_NONE if name in OPTIONAL else "")
        match datum(name, kind=kind, today=today, language=language).understand(Text(typed)):
            case Understood(value=value):
                plain[name] = value
            case Misunderstood(reason=reason, choices=choices):
                why[name] = _one_of(choices) if choices else reason
    return Unfit(why) if why else plain


@dataclass(frozen=True, slots=True)
class OrForm(Generic[Meaning]):
    """A question of the chat that the whole form answers too."""

    datum: Datum[Meaning]
    today: date
    language: str

    @property
    def name(self) -> str:
        """As in the chat."""
        return self.datum.name

    @property
    def secret(self) -> bool:
        """As in the chat."""
        return self.datum.secret

    @property
    def form(self) -> str | None:
        """It stands on no page of ours: what opens it was said before."""
        return None

    @property
    def picture(self) -> Picture | None:
        """As in the chat."""
        return self.datum.picture

    @property
    def ways(self) -> tuple[Option, ...]:
        """As in the chat."""
        return self.datum.ways

    @property
    def ways_shown(self) -> bool:
        """As in the chat."""
        return self.datum.ways_shown

    def rows(self, press: Callable[[str], str], page: str | None) -> Rows:
        """As in the chat."""
        return self.datum.rows(press, page)

    def understand(self, what: What) -> Understood | Misunderstood:
        """The form, or what the chat understands."""
        match what:
            case Form(purpose=purpose, fields=fields) if purpose == IDENTITY:
                typed = {name: value.reveal() for name, value in fields.items()}
                plain = understood(typed, today=self.today, language=self.language)
                if isinstance(plain, Unfit):
                    return Misunderstood(phrase("please-write"))
                return Understood({IDENTITY: plain})
        return self.datum.understand(what)

    def revive(self, stored: Any) -> Meaning | Filled:
        """One answer or all. Raises ValueError where the plain form is of other code."""
        match stored:
            case {"identity": dict(plain)} if set(plain) == set(FIELDS):
                return Filled({name: self._other(name, plain).revive(plain[name]) for name in FIELDS})
            case dict():
                raise ValueError("a form of other code")
        return self.datum.revive(stored)

    def _other(self, name: str, plain: Mapping[str, Any]) -> Datum[Any]:
        kind = DocumentType(plain["document_type"])
        return datum(name, kind=kind, today=self.today, language=self.language)


def _one_of(choices: tuple[tuple[str, Phrase], ...]) -> Phrase:
    """What it may have meant, said in a row: there are no buttons in a form."""
    *rest, last = (label for _, label in choices)
    said = last
    for label in reversed(rest):
        said = phrase("form-or", first=label, last=said)
    return phrase("form-which-one", which=said)
