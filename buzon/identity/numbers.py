"""The number on an identity document, as people write it.

The shape of a number is only a hint: what does not fit its kind is marked doubtful and asked about, never refused.
"""

import re
import unicodedata
from dataclasses import dataclass

from buzon.identity.documents import DocumentType
from buzon.identity.evasions import evasion
from buzon.identity.refusal import Reason, Refusal
from buzon.identity.vocabulary import known

SHORTEST, LONGEST = 4, 20
"""Characters of a number. Outside these it is something else: a year's digits, or two numbers run together."""

_SHAPES = {
    DocumentType.DNI: r"\d{8}",
    DocumentType.CE: r"\d{9}",
    DocumentType.PTP: r"\d{9}",
    DocumentType.CPP: r"\d{9}",
    DocumentType.CTP: r"\d{9}",
    DocumentType.LE: r"\d{8}",
    DocumentType.CIP: r"\d{5,18}[A-Z]?",
    DocumentType.PAS: r"[A-Z0-9]{6,12}",
}
_ONLY_DIGITS = frozenset({DocumentType.DNI, DocumentType.CE, DocumentType.PTP, DocumentType.CPP, DocumentType.CTP})
_LOOKALIKES = str.maketrans("OQIL", "0011")

_SIGNS = re.compile(r"[<>{}@\\|=]|://")
_MASKED = re.compile(r"[*•●]{2,}|\dX{2,}|X{3,}\d")
_DATE = re.compile(
    r"(?<!\d)(?:\d{1,2}[/-]\d{1,2}[/-](?:19|20)\d\d|(?:19|20)\d\d[/-]\d{1,2}[/-]\d{1,2}|\d{1,2}/\d{1,2}/\d\d)(?!\d)"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_PHONE = re.compile(r"\+\s*\d{2}")
_LABEL = re.compile(r"^(?:PASAPORTE|PASSPORT|DNI|PTP|CPP|CTP|CIP|SLV|PNA|CE|CI|CC|RG|NRO|NO)(?=\d{4,})")
_PASSPORT_LABEL = re.compile(r"^(?:PASAPORTE|PASSPORT|NRO)(?=[A-Z]{0,3}\d{4,})")
_WORDS = known("numbers", "around")
"""Short words and labels before a number that are no letters of it."""

_CHECKED_DNI = re.compile(r"(?<!\d)(\d{8})-[0-9A-Za-z]\b")
"""The check digit is printed beside a DNI's number and is no part of it."""
_LETTERS_APART = frozenset({DocumentType.PAS, DocumentType.SLV, DocumentType.PNA})
_LETTERS_OR_WORDS = frozenset("AENOY")
"""A passport's first letter, or a short word: "E 12345678"."""
_CEDULA_LETTER = re.compile(r"^[VEJP](?=\d{6,9}$)")
"""Venezuela's cédulas say V (national) or E (foreigner) before the number; forms abroad ask the number alone."""


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A document's number in capitals and digits. `doubtful`: unlike its kind, so ask. Hidden in repr."""

    value: str
    doubtful: bool = False

    def __repr__(self) -> str:
        return "DocumentNumber(…)"


def read_document_number(text: str, kind: DocumentType) -> DocumentNumber | Refusal:
    """The number meant, without signs, labels and the words around it, or why none was understood."""
    if refused := _no_number(text):
        return Refusal(refused)
    found = _candidates(text, kind)
    whole = [number for number in found if len(number.value) >= SHORTEST]
    if len(whole) > 1:
        whole = [number for number in whole if not _YEAR.fullmatch(number.value)] or whole
    if len({number.value for number in whole}) > 1:
        return Refusal(Reason.SEVERAL_ANSWERS)
    if not whole:
        return Refusal(Reason.TOO_SHORT, limit=SHORTEST)
    if len(whole[0].value) > LONGEST:
        return Refusal(Reason.TOO_LONG, limit=LONGEST)
    return whole[0]


def _plain(text: str) -> str:
    """ASCII where it can be: no accents, full-width and keycap digits as plain ones. The case stays."""
    apart = unicodedata.normalize("NFKD", re.sub(r"(?i)\bn\s*[°º]|[ºª]", " ", text))
    plain = (str(unicodedata.decimal(char)) if char.isdecimal() else char for char in apart)
    return "".join(char for char in plain if not unicodedata.category(char).startswith("M"))


def _no_number(text: str) -> Reason | None:
    plain = _plain(text).upper()
    checks = (
        (_SIGNS, Reason.SIGNS),
        (_MASKED, Reason.MASKED),
        (_DATE, Reason.LOOKS_LIKE_DATE),
        (_PHONE, Reason.LOOKS_LIKE_PHONE),
    )
    for pattern, reason in checks:
        if pattern.search(plain):
            return reason
    return None if re.search(r"[0-9]", plain) else evasion(text) or Reason.NO_DIGITS


def _candidates(text: str, kind: DocumentType) -> list[DocumentNumber]:
    """Every number among the words: letters before it joined, groups of digits that stand side by side made one."""
    plain = _CHECKED_DNI.sub(r"\1", _plain(text)) if kind is DocumentType.DNI else _plain(text)
    label = _PASSPORT_LABEL if kind is DocumentType.PAS else _LABEL
    found: list[tuple[str, bool]] = []
    word, alone, after_number = "", True, False
    for token in re.split(r"[\s:,;#°()\"']+", plain):
        compact = re.sub(r"[^A-Za-z0-9]", "", token)
        if not compact:
            continue
        if compact.isalpha():
            word, alone, after_number = compact, alone and not word, False
            continue
        number = label.sub("", compact.upper())
        if after_number and number.isdigit() and min(len(number), len(found[-1][0])) <= 4:
            found[-1] = (found[-1][0] + number, found[-1][1])
        elif number[0].isdigit() and kind in _LETTERS_APART:
            letters, odd = _letters_before(word, alone=alone)
            found.append((letters + number, odd))
        else:
            found.append((number, False))
        word, after_number = "", True
    return [_shaped(number, kind, odd=odd) for number, odd in found]


def _letters_before(word: str, *, alone: bool) -> tuple[str, bool]:
    """The letters that a word before the number adds to it, and whether that is in doubt: "at" may be a word."""
    capitals = word.upper()
    if capitals in _WORDS or len(word) > 3:
        return "", capitals in _LETTERS_OR_WORDS
    return capitals, len(word) == 3 or (word.islower() and not alone)


def _shaped(number: str, kind: DocumentType, *, odd: bool) -> DocumentNumber:
    if kind is DocumentType.CIP:
        number = _CEDULA_LETTER.sub("", number)
    read_as_digits = number.translate(_LOOKALIKES)
    if kind in _ONLY_DIGITS and read_as_digits.isdigit() and read_as_digits != number:
        return DocumentNumber(read_as_digits, doubtful=True)
    fits = re.fullmatch(_SHAPES.get(kind, r".+"), number)
    return DocumentNumber(number, doubtful=odd or not fits)
