"""The seven data of *Verificación de Datos*, and others like them: each asked with an example, understood as people
write them, refused with the reason. Pure: today and the language are given.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Generic, TypeVar

from babel.dates import format_date

from buzon.file_number import read_file_number
from buzon.identity import (
    Ambiguous,
    Country,
    DocumentNumber,
    DocumentType,
    Name,
    Refusal,
    read_birth_date,
    read_document_number,
    read_document_type,
    read_name,
    read_nationality,
    read_optional_name,
)
from handlers.dialog.talk import Misunderstood, Option, Understood
from handlers.questions.choices import Choice, option, rows_of
from handlers.speech import Button, Phrase, Picture, Press, Rows, Sheet, Text, What, phrase

Meaning = TypeVar("Meaning")

OTHER_WAY = option("other-way", "button-other-way", "otra forma|de otra forma|another way")

Offers = tuple[tuple[str, Phrase], ...]
"""Likely answers, as buttons: what is understood when one is pressed, and its label."""


@dataclass(frozen=True, slots=True)
class Datum(Generic[Meaning]):
    """One datum. `read` understands a text, `plain` and `again` carry its meaning to the journal and back; `labelled`
    is how a choice between two or three meanings is offered: the text that stands for each, and its label."""

    name: str
    read: Callable[[str], Any]
    plain: Callable[[Meaning], Any]
    again: Callable[[Any], Meaning]
    offers: Offers = ()
    labelled: Callable[[Any], tuple[str, Phrase]] | None = None
    per_row: int = 1
    ways: tuple[Option, ...] = (OTHER_WAY,)
    ways_shown: bool = False
    picture: Picture | None = None
    secret: bool = False
    form: str | None = None

    def rows(self, press: Callable[[str], str], page: str | None) -> Rows:
        """The likely answers."""
        return rows_of([Button(label, Press(press(value))) for value, label in self.offers], self.per_row)

    def understand(self, what: What) -> Understood | Misunderstood:
        """The meaning in its plain form; or why not, with an example; or the two or three things it may mean."""
        if not isinstance(what, Text):
            return Misunderstood(phrase("sheet-not-now" if isinstance(what, Sheet) else "please-write"))
        meant = self.read(what.text)
        if isinstance(meant, Ambiguous) and self.labelled:
            return Misunderstood(phrase("which-one"), choices=tuple(map(self.labelled, meant.choices)))
        if isinstance(meant, Refusal):
            return Misunderstood(
                phrase("not-taken", why=_why(meant), example=phrase(f"example-{self.name.replace('_', '-')}"))
            )
        return Understood(self.plain(meant))

    def revive(self, stored: Any) -> Meaning:
        """The meaning from its plain form. Raises ValueError where it is of other code."""
        try:
            return self.again(stored)
        except (TypeError, AttributeError, KeyError) as error:
            raise ValueError("an answer of other code") from error


def nationality(language: str) -> Datum[Country]:
    """The country; the four that most people here come from are buttons (INEI, foreigners in Peru)."""

    def labelled(country: Country) -> tuple[str, Phrase]:
        return country.code, phrase("choice", text=f"{country.flag} {country.name(language)}")

    return Datum(
        "nationality",
        read_nationality,
        lambda country: country.code,
        Country,
        offers=tuple(labelled(Country(code)) for code in ("VE", "CO", "EC", "HT")),
        labelled=labelled,
        per_row=2,
    )


def own_nationality(language: str) -> Datum[Country]:
    """The same from whoever gives it to be kept: the only other way is not to."""
    return replace(nationality(language), name="own_nationality", ways=())


def document_type() -> Datum[DocumentType]:
    """The kind of document; the usual ones are buttons."""
    usual = (
        DocumentType.CPP,
        DocumentType.CE,
        DocumentType.PAS,
        DocumentType.CIP,
        DocumentType.PTP,
    )
    return Datum(
        "document_type",
        read_document_type,
        lambda kind: kind.value,
        DocumentType,
        offers=tuple(map(_document, usual)),
        labelled=_document,
    )


def document_words(kind: DocumentType) -> Phrase:
    """The name of a kind of document."""
    return phrase(f"document-{kind.lower()}")


def _document(kind: DocumentType) -> tuple[str, Phrase]:
    return kind.value, document_words(kind)


def document_number(kind: DocumentType) -> Datum[DocumentNumber]:
    """Its number. One that does not look like its kind is taken, and pointed out when all is read back."""
    return Datum(
        "document_number",
        lambda text: read_document_number(text, kind),
        lambda number: [number.value, number.doubtful],
        lambda stored: DocumentNumber(str(stored[0]), bool(stored[1])),
    )


PATERNAL: Datum[Name] = Datum("paternal_surname", read_name, lambda name: name.value, lambda stored: Name(str(stored)))
MATERNAL: Datum[Name | None] = Datum(
    "maternal_surname",
    read_optional_name,
    lambda name: name.value if name else None,
    lambda stored: None if stored is None else Name(str(stored)),
    offers=(("no tengo", phrase("button-one-surname")),),
)
GIVEN: Datum[Name] = Datum("given_names", read_name, lambda name: name.value, lambda stored: Name(str(stored)))


def birth_date(today: date, language: str) -> Datum[date]:
    """The date of birth."""
    return _day("birth_date", today, language)


def issue_date(today: date, language: str) -> Datum[date]:
    """The day on which the document was issued, as printed on it."""
    return _day("issue_date", today, language)


def _day(name: str, today: date, language: str) -> Datum[date]:
    return Datum(
        name,
        lambda text: read_birth_date(text, today=today, language=language),
        lambda day: day.isoformat(),
        date.fromisoformat,
    )


FILE_NUMBER: Datum[str] = Datum("file_number", read_file_number, str, str, ways_shown=True)


FIELDS = (
    "nationality",
    "document_type",
    "document_number",
    "paternal_surname",
    "maternal_surname",
    "given_names",
    "birth_date",
)
"""The seven data, in the portal's order; the names of their questions."""

CHECK_IDENTITY = Choice(
    "check_identity",
    (
        option("yes", "button-all-right", "todo bien|todo correcto|esta bien|correcto|si"),
        *(
            option(field, f"button-fix-{field.replace('_', '-')}", str(number))
            for number, field in enumerate(FIELDS, 1)
        ),
    ),
    per_row=2,
    loose=True,
    ways=(OTHER_WAY,),
)
"""All seven read back. "No" without a number asks which one: see `handlers/identity.py`."""


def long_date(day: date, language: str) -> str:
    """A day with its month's name, which no order of figures can confuse: "5 de marzo de 1990"."""
    return format_date(day, "long", locale=language)


def day(iso: str) -> date:
    """A day from its plain form: dialogs know no calendar."""
    return date.fromisoformat(iso)


def _why(refusal: Refusal) -> Phrase:
    limit = {} if refusal.limit is None else {"limit": refusal.limit}
    return phrase(f"refused-{refusal.reason.value.replace('_', '-')}", **limit)
