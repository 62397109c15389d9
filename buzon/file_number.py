"""The number of an expediente, as people write it."""

import re
import unicodedata

from buzon.identity.evasions import evasion
from buzon.identity.refusal import Reason, Refusal
from buzon.identity.vocabulary import known, listed

SHORTEST, LONGEST = 4, 20
"""Characters, signs left out: two letters, the year and seven digits today; older ones are shorter (TE-4417)."""

_FIGURES = r"[0-9](?:[OIL]{0,3}[0-9]|[ .\-/]{1,3}[0-9])*"
_NUMBER = re.compile(rf"(?<![A-Z0-9])(?:([A-Z]{{2,4}})([ .\-/]*))?({_FIGURES})(?![A-Z0-9])")
_LOOKALIKES = str.maketrans("OIL", "011")
_LABELS = frozenset({"EXP", "NRO", "NO", "NUM"})
_WORDS = known("numbers", "around")
"""Short words that people write before a number and that are no letters of it."""

_MONTHS = "|".join(name[:3].upper() for name in listed("dates", "spoken"))
_DATE = re.compile(
    r"(?<![0-9A-Z/-])(?:[0-9]{1,2}[/.-][0-9]{1,2}[/.-](?:[0-9]{4}|[0-9]{2})|[0-9]{4}[/-][0-9]{1,2}[/-][0-9]{1,2}"
    rf"|[0-9]{{1,2}} (?:DE )?(?:{_MONTHS})[A-Z]* (?:DEL? )?[0-9]{{2,4}})(?![0-9A-Z/-])"
)


def read_file_number(text: str) -> str | Refusal:
    """The file number in capitals, as it is printed ("LM260012345", "TE-4417"), or why none was understood.

    One with its letters counts before bare figures, which may be a year beside it.
    """
    said = _plain(text)
    undated = _DATE.sub(" | ", said)
    found = {_printed(*parts) for parts in _NUMBER.findall(undated)}
    whole = {number for number in found if len(number) >= SHORTEST and len(re.findall("[0-9]", number)) > 2}
    chosen = {number for number in whole if number[0].isalpha()} or whole
    if len(chosen) > 1:
        return Refusal(Reason.SEVERAL_ANSWERS)
    if not chosen:
        return _why_none(text, said, dated=undated != said)
    number = chosen.pop()
    return number if len(number) <= LONGEST else Refusal(Reason.TOO_LONG, limit=LONGEST)


def _plain(text: str) -> str:
    """Capitals and ASCII figures, without accents."""
    apart = unicodedata.normalize("NFKD", re.sub(r"(?i)\bn\s*[°º]|[ºª]", " ", text).replace("ß", " ")).upper()
    signs = (str(unicodedata.decimal(char)) if char.isdecimal() else char for char in apart)
    return "".join(char for char in signs if not unicodedata.combining(char))


def _why_none(text: str, said: str, *, dated: bool) -> Refusal:
    if dated:
        return Refusal(Reason.LOOKS_LIKE_DATE)
    if reason := evasion(text):
        return Refusal(reason)
    return Refusal(Reason.TOO_SHORT, limit=SHORTEST) if re.search(r"[0-9]", said) else Refusal(Reason.NO_DIGITS)


def _printed(letters: str, gap: str, figures: str) -> str:
    """Letters and digits in one, but for the short old numbers, which are printed with a dash."""
    digits = re.sub(r"[^0-9]", "", figures.translate(_LOOKALIKES))
    apart = " " in gap and "-" not in gap
    if letters in _LABELS or (apart and (len(letters) > 2 or letters in _WORDS)):
        letters = ""
    return f"{letters}-{digits}" if letters and len(digits) < 7 else letters + digits
