"""A text without its clothes, folded, that knows where each of its letters came from."""

import html
import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache

from buzon.terms.vocabulary import RULES

_ACCENTED = dict(zip("áàâäãéèêëíìîïóòôöõúùûüñç", "aaaaaeeeeiiiiooooouuuunc", strict=True))
_PLAIN = {
    **_ACCENTED,
    **dict.fromkeys("\xa0\u2009\u202f\u2028", " "),
    **dict.fromkeys("“”«»„", '"'),
    **dict.fromkeys("–—‐‑−", "-"),
    **dict.fromkeys("’‘´", "'"),
    **dict.fromkeys("º°", "°"),
    "…": ".",
    "•": "-",
}
_PIECE = re.compile(
    r"\s?(?:<[a-zA-Z/!][^<>]{0,200}>\s*)+"  # tags
    r"|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});"  # entities
    r"|\s{2,}"
    r"|-[ \t]*\r?\n[ \t]*(?=[a-zñáéíóú])"  # a word broken at the end of a line
    r"|[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff]+"  # marks that combine, and what nobody sees
)
_BLOCK = re.compile(r"</?(?:p|div|li|tr|table|ul|ol|h\d)\b|\n[ \t\r]*\n", re.IGNORECASE)
_MARKED = re.compile(r"[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff]")
_SPACED = re.compile(r"[\s-](?:(?<=\s)\s+|(?<=-)[ \t]*\r?\n[ \t]*(?=[a-zñáéíóú]))")
_GOES_ON = frozenset(RULES["goes_on"]["words"].split())
_LAID_OUT = re.compile(
    r"\n[ \t]*(?=[-–—•·▪◦*✓✔✅❌→»>][ \t]?\S|¿|[0-9]{1,2}[.)][ \t]|[a-zA-Z]\)[ \t]"
    r"|[0-9]{1,2}[/.-][0-9]{1,2}\b|[0-9]{1,2} de [a-z]{4,}|[A-ZÁÉÍÓÚÑ][^:\n.;,]{0,45}:(?![0-9]))"
)
"""A line that begins a point of a list, a question, an entry of a log, or with a label, carries no sentence on."""
_PARAGRAPH = "\x1c"
_MISREAD = re.compile(r"[01|](?<=[a-z][01|])(?=[a-z])")
_LETTERS = {"0": "o", "1": "l", "|": "l"}


class _Folds(dict[int, str]):
    """Folds one character to one character, whatever it is; for `str.translate`."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        bare = unicodedata.normalize("NFKD", char)[:1].lower()
        self[code] = folded = bare if len(bare) == 1 else char
        return folded


_FOLDS = _Folds()


_WESTERN = "cp1252"
_BARE = bytes(
    ord(_PLAIN.get(char) or _FOLDS[ord(char)]) if char and ord(_PLAIN.get(char) or _FOLDS[ord(char)]) < 256 else code
    for code, char in ((code, bytes((code,)).decode(_WESTERN, "ignore")) for code in range(256))
)
"""What each character that Spanish is usually written in is without its accent: nine texts in ten need no other."""


class Flat:
    """A text without tags, entities and runs of white space, folded; it knows where each of its letters came from.

    A new line in `folded` is the end of a paragraph, or of a line in a list; every other white space is one space.
    `accented` is the same, letter for letter, before it lost its accents: "presentó" is told, "presento" may be a slip.
    """

    __slots__ = ("_starts", "_steps", "accented", "folded", "original")

    def __init__(self, text: str) -> None:
        self.original = text
        self._starts: list[int] = []
        self._steps: list[tuple[int, int, int]] = []  # where a piece ends here, where it began and ended there
        kept: list[str] = []
        length = done = 0
        for match in _pieces(text).finditer(text):
            start, end = match.span()
            put = _instead(match.group())
            kept.append(text[done:start])
            length += start - done
            self._starts.append(length)
            if put:
                kept.append(put)
                length += len(put)
            self._steps.append((length, start, end))
            done = end
        kept.append(text[done:])
        self.accented, self.folded = _fold("".join(kept))

    def quote(self, start: int, end: int) -> str:
        """The original text of a stretch."""
        stop = self._origin(end - 1, last=True) + 1
        while stop < len(self.original) and unicodedata.combining(self.original[stop]):
            stop += 1
        return self.original[self._origin(start, last=False) : stop]

    def _origin(self, at: int, *, last: bool) -> int:
        index = bisect_right(self._starts, at) - 1
        if index < 0:
            return at
        ended, began_there, ended_there = self._steps[index]
        if at < ended:
            return ended_there - 1 if last else began_there
        return ended_there + at - ended


@lru_cache(maxsize=2)
def flattened(text: str) -> Flat:
    """The text flat. Several questions are asked of one text after the other."""
    return Flat(text)


def _pieces(text: str) -> re.Pattern[str]:
    """The quicker pattern, where there is nothing in the text that the other would find."""
    marked = "<" in text or "&" in text or (not text.isascii() and _MARKED.search(text))
    return _PIECE if marked else _SPACED


def _instead(piece: str) -> str:
    first = piece[0]
    if first not in "<&-" and not first.isspace():
        return ""
    if first == "&":
        meant = html.unescape(piece)
        if meant == piece:
            meant = html.unescape(piece.lower())  # capitals were made of the whole text, entities and all
        return " " if meant.isspace() else meant
    if first == "-":
        return ""
    if _BLOCK.search(piece):
        return _PARAGRAPH
    return "\n" if "\n" in piece or (first == "<" and "<br" in piece.lower()) else " "


def _broken(line: re.Match[str]) -> str:
    """A line's beginning as that of a paragraph, unless the line before it stops in the middle of a sentence."""
    before = line.string[max(line.start() - 12, 0) : line.start()]
    goes_on = before[-1:] in {",", "("} or before.rpartition(" ")[2].lower() in _GOES_ON
    return line.group() if goes_on else _PARAGRAPH + line.group()[1:]


def _fold(flat: str) -> tuple[str, str]:
    """Lower case, with and without accents, both of the same length; digits misread within a word are letters again."""
    if "\n" in flat:
        flat = _LAID_OUT.sub(_broken, flat)
    lower = folded = flat.replace("İ", "I").lower()  # the one letter that would become two
    if not folded.isascii():
        try:
            folded = folded.encode(_WESTERN).translate(_BARE).decode(_WESTERN)
        except UnicodeError:
            for char, bare in _PLAIN.items():
                folded = folded.replace(char, bare)
            folded = folded.translate(_FOLDS)
    folded = _MISREAD.sub(lambda match: _LETTERS[match.group()], folded)
    for white in "\n\t\r\f\v":
        folded = folded.replace(white, " ")
    return lower, folded.replace(_PARAGRAPH, "\n")
