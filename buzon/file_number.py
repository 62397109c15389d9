"""The number of an expediente, as people write it."""

import re

from buzon.identity.evasions import evasion
from buzon.identity.refusal import Reason, Refusal

SHORTEST, LONGEST = 4, 20
"""Characters, signs left out: two letters, the year and seven digits today; older ones are shorter (TE-4417)."""

_NUMBER = re.compile(r"\b([A-Z]{0,4})[ .\-/]*((?:\d[ .\-/]*){3,16})(?![A-Z0-9])")


def read_file_number(text: str) -> str | Refusal:
    """The file number in capitals, as it is printed ("LM260012345", "TE-4417"), or why none was understood."""
    said = text.upper().strip()
    found = {_printed(letters, digits) for letters, digits in _NUMBER.findall(said)}
    if not found:
        missing = Reason.NO_DIGITS if not re.search(r"\d", said) else Reason.TOO_SHORT
        return Refusal(evasion(text) or missing, limit=SHORTEST if missing is Reason.TOO_SHORT else None)
    with_letters = {number for number in found if number[0].isalpha()}
    chosen = with_letters or found
    if len(chosen) > 1:
        return Refusal(Reason.SEVERAL_ANSWERS)
    number = chosen.pop()
    return number if len(number) <= LONGEST else Refusal(Reason.TOO_LONG, limit=LONGEST)


def _printed(letters: str, digits: str) -> str:
    """Letters and digits in one, but for the short old numbers, which are printed with a dash."""
    figures = re.sub(r"\D", "", digits)
    letters = "" if letters in {"NRO", "NO", "N", "ES", "EL", "MI", "EXP"} else letters
    return f"{letters}-{figures}" if letters and len(figures) < 7 else letters + figures
