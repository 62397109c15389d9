"""Who a person is on record, and whether what somebody typed says the same; accents, Ñ and spelling included."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class DocumentType(StrEnum):
    """The codes seen in public code; the portal's own list is not known."""

    DNI = "DNI"
    PASSPORT = "PAS"
    FOREIGNERS_CARD = "CE"
    IDENTITY_CARD = "CIP"
    CPP = "CPP"
    PTP = "PTP"
    CTP = "CTP"
    SAFE_CONDUCT = "SLV"
    ELECTORAL_BOOK = "LE"
    BIRTH_RECORD = "PNA"


@dataclass(frozen=True)
class Claim:
    """The seven data of *Verificación de Datos*, as typed. Without a maternal surname that one is empty."""

    nationality: str
    document_type: str
    document_number: str
    paternal: str
    maternal: str
    given: str
    born_on: date

    @property
    def document(self) -> tuple[str, str]:
        """What tries are counted by."""
        return _written(self.document_type), _written(self.document_number)


@dataclass(frozen=True)
class Identity:
    """A person as the portal has them on record: capitals, and accents or none, as whoever typed them in pleased.

    `maternal` is empty for somebody with one surname; `issued_on` is the day the document was issued.
    """

    document_type: DocumentType
    document_number: str
    paternal: str
    maternal: str
    given: str
    born_on: date
    issued_on: date
    email: str

    def agrees_with(self, claim: Claim, *, nationality: str) -> bool:
        """Whether all seven data are those on record. Case and spare spaces do not count; accents and Ñ do."""
        return claim.born_on == self.born_on and tuple(
            _written(value)
            for value in (
                claim.nationality,
                claim.document_type,
                claim.document_number,
                claim.paternal,
                claim.maternal,
                claim.given,
            )
        ) == (nationality, self.document_type, self.document_number, self.paternal, self.maternal, self.given)


def _written(text: str) -> str:
    """Capitals, composed signs (a phone may send Ñ as N and a tilde), single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).upper().split())
