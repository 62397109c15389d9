"""The number of an expediente as people write it, and what is none. A table is most of the story."""

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzon.file_number import LONGEST, SHORTEST, read_file_number
from buzon.identity import Reason, Refusal

WRITTEN = [
    ("LM260012345", "LM260012345"),
    ("lm260012345", "LM260012345"),
    ("Lm260012345.", "LM260012345"),
    ("  LM260012345  ", "LM260012345"),
    ("«LM260012345»", "LM260012345"),
    ("LM260012345?", "LM260012345"),
    ("LM260012345!!", "LM260012345"),
    # Parted as on the sheet, or as the eye parts it
    ("lm 26 0012345", "LM260012345"),
    ("LM-260012345", "LM260012345"),
    ("LM-26-0012345", "LM260012345"),
    ("LM.26.0012345", "LM260012345"),
    ("LM/26/0012345", "LM260012345"),
    ("LM 2600 12345", "LM260012345"),
    ("LM 260 012 345", "LM260012345"),
    # A label before it
    ("exp. LM-260012345", "LM260012345"),
    ("Exp LM260012345", "LM260012345"),
    ("Expediente Nro. LM260012345", "LM260012345"),
    ("N° LM260012345", "LM260012345"),
    ("nº de expediente: LM260012345", "LM260012345"),
    ("EXPEDIENTE: LM260012345", "LM260012345"),
    # Words around it
    ("mi expediente es el CM250098114 gracias", "CM250098114"),
    ("es LM260012345", "LM260012345"),
    ("creo que es PR260007730", "PR260007730"),
    ("el de mi mamá es LM260012345", "LM260012345"),
    ("LM260012345 (el de la constancia)", "LM260012345"),
    ("hola, LM260012345", "LM260012345"),
    ("LM260012345 del 2026", "LM260012345"),
    ("LM260012345, del 14 de febrero de 2025", "LM260012345"),
    ("el LM260012345 de 2026", "LM260012345"),
    ("LM260012345\nLM260012345", "LM260012345"),
    # The old ones, short, with their dash
    ("TE-4417", "TE-4417"),
    ("te 4417", "TE-4417"),
    ("TE4417", "TE-4417"),
    ("te - 4417", "TE-4417"),
    ("mi expediente es TE-4417", "TE-4417"),
    # Without its letters
    ("260012345", "260012345"),
    ("26 0012345", "260012345"),
    ("nro. 260012345", "260012345"),
    ("el número es 260012345", "260012345"),
    ("mi numero 4417", "4417"),
    # A short word before the figures is no prefix of theirs
    ("la 4417", "4417"),
    ("dice 260012345", "260012345"),
    ("hola 260012345", "260012345"),
    ("son 260012345", "260012345"),
    ("de 260012345", "260012345"),
    # Figures of another alphabet's keyboard, and letters that look like figures
    ("ＬＭ２６００１２３４５", "LM260012345"),
    ("LM26OO12345", "LM260012345"),
    ("LM2600I2345", "LM260012345"),
]

NONE = [
    ("", Reason.EMPTY),
    ("   ", Reason.EMPTY),
    ("...", Reason.EMPTY),
    ("no sé", Reason.NOT_KNOWN),
    ("no me acuerdo", Reason.NOT_KNOWN),
    ("No lo sé, perdón", Reason.NOT_KNOWN),
    ("I don't know", Reason.NOT_KNOWN),
    ("no tengo", Reason.NONE_HELD),
    ("no tengo número", Reason.NONE_HELD),
    ("ninguno", Reason.NONE_HELD),
    ("¿qué es un expediente?", Reason.NO_DIGITS),
    ("LM", Reason.NO_DIGITS),
    ("expediente", Reason.NO_DIGITS),
    ("👍", Reason.EMPTY),
    ("12", Reason.TOO_SHORT),
    ("123", Reason.TOO_SHORT),
    ("tengo 2 expedientes", Reason.TOO_SHORT),
    ("1234567890123456789012", Reason.TOO_LONG),
    ("LM26001234567890123456", Reason.TOO_LONG),
    ("LM260012345 y LM260012346", Reason.SEVERAL_ANSWERS),
    ("LM260012345 TE-4417", Reason.SEVERAL_ANSWERS),
    ("CM250098114, TE-4417", Reason.SEVERAL_ANSWERS),
    ("260012345 y 260012346", Reason.SEVERAL_ANSWERS),
    ("4417 o 4418", Reason.SEVERAL_ANSWERS),
    ("05/03/1990", Reason.LOOKS_LIKE_DATE),
    ("14-02-2025", Reason.LOOKS_LIKE_DATE),
    ("2026-12-03", Reason.LOOKS_LIKE_DATE),
    ("5 de marzo de 1990", Reason.LOOKS_LIKE_DATE),
    ("14 febrero 2025", Reason.LOOKS_LIKE_DATE),
]

PIECES = """
LM TE CM exp nro n° y o el la de del 26 0012345 4417 12 2026 - / . , : ( ) O I ٣ ２ ² ß ﬁ
"""
_PIECES = st.sampled_from([*PIECES.split(), " ", "\n"])
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(_PIECES, max_size=8).map("".join),
    st.lists(_PIECES, max_size=8).map(" ".join),
    st.text(alphabet=string.digits + "LMTE -./", max_size=30),
)


@pytest.mark.parametrize(("written", "number"), WRITTEN)
def test_a_file_number_is_read_as_it_is_printed(written: str, number: str) -> None:
    """In capitals and in one piece, the old short ones with a dash; labels and words around it are no part of it."""
    assert read_file_number(written) == number


@pytest.mark.parametrize(("written", "reason"), NONE)
def test_what_is_none_is_refused_with_the_reason_that_helps(written: str, reason: Reason) -> None:
    """No answer, too little, too much, two of them, or a date: nothing is guessed, and it is said which."""
    read = read_file_number(written)
    assert isinstance(read, Refusal)
    assert read.reason is reason
    assert (read.limit is not None) is (reason in {Reason.TOO_SHORT, Reason.TOO_LONG})


@given(TEXTS)
def test_any_text_gives_a_printed_number_or_a_refusal(text: str) -> None:
    """Nothing breaks it. What is taken is plain capitals and figures of a file number's length, and is read again as
    itself."""
    read = read_file_number(text)
    if not isinstance(read, Refusal):
        assert re.fullmatch(r"(?:[A-Z]{1,4}-?)?[0-9]{3,}", read)
        assert SHORTEST <= len(read) <= LONGEST
        assert read_file_number(read) == read


@given(st.text(max_size=80).filter(lambda text: not any(char.isnumeric() for char in text)))
def test_a_text_without_figures_is_no_file_number(text: str) -> None:
    """Letters alone are none, whatever they are."""
    assert isinstance(read_file_number(text), Refusal)


@given(
    st.sampled_from(["LM", "CM", "PR", "TE"]),
    st.text(alphabet=string.digits, min_size=9, max_size=9),
    st.sampled_from([" ", "-", ".", "/", "", " - "]),
    st.sampled_from(["{}", "mi expediente es {}", "exp. {}", "N° {} gracias"]),
)
def test_the_usual_shape_is_read_however_it_is_parted(letters: str, digits: str, divider: str, within: str) -> None:
    """Two letters, two figures of the year, seven more: with any sign between and any case they are the same number."""
    written = divider.join((letters, digits[:2], digits[2:]))
    assert read_file_number(within.format(written)) == letters + digits
    assert read_file_number(within.format(written.lower())) == letters + digits
