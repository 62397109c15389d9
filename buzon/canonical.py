"""A text as it is compared with the rules: one letter for one, without whatever tells two spellings apart."""

import re
import unicodedata

BREAK = "\x1e"
"""Stands in a canonical text where a sentence or a paragraph ends: no phrase reaches across."""

# What is misread or misspelt most becomes one letter, in texts and in rules alike, so that no rule need say
# "improsedente", "aprovado" or "lNADMISIBLE".
_ALIKE = {"l": "i", "|": "1", "v": "b", "z": "s", "º": " ", "ª": " ", ":": ","}
_MISREAD = re.compile(r"[01](?:(?<=[a-z][01])|(?=[a-z]))")
_LETTERS = {"0": "o", "1": "i"}
_SOUNDS = (("ce", "se"), ("ci", "si"), ("np", "mp"), ("nb", "mb"))
_STOP = re.compile(
    r"\.(?= |$)(?<=[a-z)]{2}\.)(?<! art\.)(?<! exp\.)(?<! sra\.)(?<! num\.)(?<! res\.)(?<! nro\.)(?<! ieg\.)"
)


class _Canonical(dict[int, str]):
    """One character for one character, whatever it is; for `str.translate`."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        bare = char if char in "|ºª" else unicodedata.normalize("NFKD", char)[:1].lower()
        bare = _ALIKE.get(bare, bare)
        plain = bare if len(bare) == 1 and (bare.isalnum() or bare in ".,") else BREAK if char in ";" + BREAK else " "
        self[code] = plain
        return plain


_CANONICAL = _Canonical()


def canonical(text: str) -> str:
    """The same length as `text`: lower case, no accents, no signs but commas and BREAK, like letters as one.

    Made for comparing, not for showing: "Resolución N.° 5" is "resoiucion n   5".
    """
    plain = _MISREAD.sub(lambda match: _LETTERS[match.group()], text.translate(_CANONICAL))
    for written, meant in _SOUNDS:
        plain = plain.replace(written, meant)
    return _STOP.sub(BREAK, plain).replace(".", " ")
