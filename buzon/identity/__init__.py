"""Understanding what people write about who they are. Pure: text in, meaning out; a refusal says why, never what."""

from buzon.identity.answers import read_yes_no
from buzon.identity.dates import read_birth_date
from buzon.identity.documents import DocumentType, read_document_type
from buzon.identity.names import Name, read_name, read_optional_name
from buzon.identity.nationality import Country, is_country, read_nationality
from buzon.identity.numbers import DocumentNumber, read_document_number
from buzon.identity.person import Identity
from buzon.identity.refusal import Ambiguous, Reason, Refusal

__all__ = [
    "Ambiguous",
    "Country",
    "DocumentNumber",
    "DocumentType",
    "Identity",
    "Name",
    "Reason",
    "Refusal",
    "is_country",
    "read_birth_date",
    "read_document_number",
    "read_document_type",
    "read_name",
    "read_nationality",
    "read_optional_name",
    "read_yes_no",
]
