"""The seven data by which the portal knows a person."""

from dataclasses import dataclass
from datetime import date

from buzon.identity.documents import DocumentType
from buzon.identity.names import Name
from buzon.identity.nationality import Country
from buzon.identity.numbers import DocumentNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What *Verificación de Datos* asks for, in its order. Never kept beyond the dialog; its repr shows nothing.

    `maternal_surname` is None for a person with one surname only.
    """

    nationality: Country
    document_type: DocumentType
    document_number: DocumentNumber
    paternal_surname: Name
    maternal_surname: Name | None
    given_names: Name
    birth_date: date

    def __repr__(self) -> str:
        return "Identity(…)"
