"""Whatever is written, the readers answer and take no nonsense: any text, and texts made to look like answers."""

import re
import string
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

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
    read_yes_no,
)
from buzon.identity.dates import OLDEST

TODAY = date(2026, 11, 23)
PIECES = """
5 31 1990 90 0 13 / - . , de marzo mas out me año soy no si tengo venezuela VE 🇻🇪 🇵 carnet CE pasaporte V- 12.345.678
O l X ñ D' <b> @ ? ١ ５ 1️⃣ é' de la apellido es 👍 👎 İ ß ŉ ǰ ⅷ ² º 年
"""
LIKE_ANSWERS = st.lists(st.sampled_from([*PIECES.split(), "\u200d", "\0", " "]), max_size=8)
ANY_TEXT = st.one_of(
    st.text(max_size=80),
    LIKE_ANSWERS.map(" ".join),
    LIKE_ANSWERS.map("".join),
    st.text(alphabet="0123456789/-. ", max_size=16),
)
DATES = st.dates(min_value=TODAY - timedelta(days=365 * 120), max_value=TODAY)
KINDS = st.sampled_from(DocumentType)


@given(ANY_TEXT)
def test_no_date_is_taken_that_nobody_alive_was_born_on(text: str) -> None:
    """Any text gives a date between OLDEST years ago and today, or a refusal."""
    born = read_birth_date(text, today=TODAY)
    assert isinstance(born, Refusal) or date(TODAY.year - OLDEST, 1, 1) <= born <= TODAY
    assert isinstance(born, Refusal) or any(char.isdecimal() for char in text)


@given(ANY_TEXT)
def test_countries_and_kinds_are_answers_or_refusals(text: str) -> None:
    """Any text gives a country or a kind of document, a choice of two or three, or a refusal."""
    assert isinstance(read_nationality(text), Country | Ambiguous | Refusal)
    assert isinstance(read_document_type(text), DocumentType | Ambiguous | Refusal)
    assert read_yes_no(text) in {True, False, None}


@given(st.text(alphabet=string.digits + string.punctuation + " ", max_size=30))
def test_signs_and_digits_are_no_country_and_no_kind(text: str) -> None:
    """A text without a letter or a flag names neither a country nor a document."""
    assert isinstance(read_nationality(text), Refusal)
    assert isinstance(read_document_type(text), Refusal)


@given(ANY_TEXT, KINDS)
def test_a_number_is_capitals_and_digits(text: str, kind: DocumentType) -> None:
    """A number that is taken has 4 to 20 capitals and digits, a digit among them, and is read again as itself."""
    number = read_document_number(text, kind)
    if isinstance(number, DocumentNumber):
        assert re.fullmatch(r"(?=.*[0-9])[A-Z0-9]{4,20}", number.value)
        again = read_document_number(number.value, kind)
        assert isinstance(again, DocumentNumber)


@given(ANY_TEXT)
def test_a_name_is_letters(text: str) -> None:
    """A name that is taken holds letters, spaces and the signs of names, and is read again as itself."""
    name = read_name(text)
    assert isinstance(read_optional_name(text), Name | Refusal | None)
    if isinstance(name, Name):
        assert re.fullmatch(r"[^\W\d_]+(?:[ '.-]+[^\W\d_]+)*\.?", name.value)
        assert read_name(name.value) == name


@given(DATES, st.sampled_from("/-. "), st.booleans())
def test_a_date_with_its_year_in_full_is_read_back(born: date, divider: str, padded: bool) -> None:
    """A date written with numbers, the day first, or as ISO, or in one piece, is the date that was written."""
    day, month = (f"{born.day:02}", f"{born.month:02}") if padded else (str(born.day), str(born.month))
    assert read_birth_date(f"{day}{divider}{month}{divider}{born.year}", today=TODAY) == born
    assert read_birth_date(born.isoformat(), today=TODAY) == born
    assert read_birth_date(f"{born:%d%m%Y}", today=TODAY) == born


@given(DATES.filter(lambda born: born.year > TODAY.year - 100))
def test_two_digits_are_a_year_of_the_last_hundred(born: date) -> None:
    """A date of the last hundred years keeps its century when only two digits of the year are written."""
    understood = read_birth_date(f"{born:%d/%m/%y}", today=TODAY)
    assert understood == born


@given(
    st.text(alphabet=string.digits, min_size=9, max_size=9),
    st.sampled_from(["CE", "PTP", "CPP"]),
    st.sampled_from(["{} {} {}", "{}-{}-{}", "{}.{}.{}", "mi número es {} {} {} gracias", "n° {}{}{}"]),
)
def test_a_carne_is_read_however_it_is_divided(digits: str, kind: str, written: str) -> None:
    """Nine digits come through any dividing, with no doubt about them."""
    text = written.format(digits[:3], digits[3:6], digits[6:])
    assert read_document_number(text, DocumentType(kind)) == DocumentNumber(digits)
