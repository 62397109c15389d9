"""The sections of a profile that say how the ways back in are asked for: `[recovery]` and `[agency]`.

Both are left out where nobody knows the interface: then people are walked through the sites by hand.
"""

from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from bot.portal.parts import ISO, FieldName, Part, Pointer, Posting, Refusals, Value, apart
from buzon.identity import DocumentType

_SOME_DAY = date(2014, 8, 21)


def _writes_a_day(form: str) -> str:
    try:
        # Nothing but a day is meant, here and where it is written.
        if form == ISO or datetime.strptime(_SOME_DAY.strftime(form), form).date() == _SOME_DAY:  # noqa: DTZ007
            return form
    except (ValueError, OverflowError):  # a pattern that cannot be read back
        pass
    raise ValueError("does not write day, month and year, as %d/%m/%Y does")


DayForm = Annotated[str, AfterValidator(_writes_a_day)]
CountryCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]


class PersonalData(Part):
    """The fields that the seven data of *Verificación de Datos* stand in, and how they are written.

    A country is written by its Spanish name in capitals (CLDR's), a document by its Peruvian code (`DocumentType`),
    unless `nationalities` or `documents` says otherwise. `names` says whether names keep accents and Ñ (`official`), Ñ
    only (`unaccented`) or neither (`plain`). A maternal surname that somebody does not have is sent empty.
    """

    nationality: FieldName
    document_type: FieldName
    document_number: FieldName
    paternal_surname: FieldName
    maternal_surname: FieldName
    given_names: FieldName
    birth_date: FieldName
    day_form: DayForm = ISO
    names: Literal["official", "unaccented", "plain"] = "official"
    nationalities: dict[CountryCode, str] = Field(default_factory=dict)
    documents: dict[DocumentType, str] = Field(default_factory=dict)

    @property
    def fields(self) -> tuple[str, ...]:
        """The seven fields, in the order of the page."""
        surnames = (self.paternal_surname, self.maternal_surname)
        return (
            *(self.nationality, self.document_type, self.document_number),
            *(*surnames, self.given_names, self.birth_date),
        )

    @model_validator(mode="after")
    def _a_field_each(self) -> Self:
        apart(self.fields)
        return self


class Ending(Part):
    """Which of two ways the verification ends: the value at `at` is `set` where the person chooses a new password by
    the ticket at `ticket`, `sent` where one is on its way to the address hinted at in `sent_to`.

    A portal that knows only one of the two is described by that one.
    """

    at: Pointer
    set: Value | None = None
    ticket: Pointer | None = None
    sent: Value | None = None
    sent_to: Pointer | None = None

    @model_validator(mode="after")
    def _ends_somehow(self) -> Self:
        if self.set is None and self.sent is None:
            raise ValueError("needs the value that means set, or the one that means sent")
        if self.set is not None and self.set == self.sent:
            raise ValueError("set and sent are the same value")
        if (self.set is None) is not (self.ticket is None):
            raise ValueError("set and ticket belong together")
        return self


class NewPassword(Posting):
    """The call that sets a password. `landmark` must stand in its answer, or it was no answer to that; the user's name
    is at `user` where the portal tells it.
    """

    ticket: FieldName
    password: FieldName
    repetition: FieldName | None = None
    landmark: Pointer
    user: Pointer | None = None

    @model_validator(mode="after")
    def _a_field_each(self) -> Self:
        apart((self.ticket, self.password, self.repetition))
        return self


class RecoveryCalls(Posting):
    """*¿Olvidaste la contraseña?*: the verification (sent by POST, like all of these), its ending, the new password."""

    data: PersonalData
    ending: Ending
    password: NewPassword | None = None

    @model_validator(mode="after")
    def _a_ticket_is_for_something(self) -> Self:
        if self.ending.set is not None and self.password is None:
            raise ValueError("a verification that ends in set needs the section recovery.password")
        return self


class Arrival(Posting):
    """The agency's first form. In its answer: the visit's id at `visit`, the picture, a `data:` URL, at `captcha`."""

    data: PersonalData
    issued_on: FieldName
    visit: Pointer
    captcha: Pointer

    @model_validator(mode="after")
    def _a_field_each(self) -> Self:
        apart((*self.data.fields, self.issued_on))
        return self


class CaptchaReply(Posting):
    """What the picture says. `landmark` must stand in the answer, or it was no answer to that."""

    visit: FieldName
    text: FieldName
    landmark: Pointer

    @model_validator(mode="after")
    def _a_field_each(self) -> Self:
        apart((self.visit, self.text))
        return self


class FileCheck(Posting):
    """*Verificar*: the file number; in the answer, at `link`, the address that opens the mailbox."""

    visit: FieldName
    file_number: FieldName
    link: Pointer

    @model_validator(mode="after")
    def _a_field_each(self) -> Self:
        apart((self.visit, self.file_number))
        return self


class AgencyCalls(Part):
    """The Agencia Digital, a site of its own: its address, its three calls, its way to say no.

    `doors` are further addresses that its link into the mailbox may lead to: where we reach the portal by another name
    than people do.
    """

    base_url: str | None = None
    doors: tuple[Annotated[str, Field(pattern=r"^https?://[^/\s]+$")], ...] = ()
    begin: Arrival
    answer: CaptchaReply
    verify: FileCheck
    refusals: Refusals
