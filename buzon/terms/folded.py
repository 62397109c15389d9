"""A text without its clothes, folded, that knows where each of its letters came from."""

import html
import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache

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


class Flat:
    """A text without tags, entities and runs of white space, folded; it knows where each of its letters came from.

    A new line in `folded` is the end of a paragraph; every other white space is one space.
    """

    __slots__ = ("_starts", "_steps", "folded", "original")

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
        self.folded = _fold("".join(kept))

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
    return " "


def _fold(flat: str) -> str:
    """The same length, lower case, without accents; digits that were misread within a word are letters again."""
    folded = flat.replace("İ", "I").lower()  # the one letter that would become two
    if not folded.isascii():
        for char, bare in _PLAIN.items():
            folded = folded.replace(char, bare)
        if not folded.replace("°", "").isascii():
            folded = folded.translate(_FOLDS)
    folded = _MISREAD.sub(lambda match: _LETTERS[match.group()], folded)
    for white in "\n\t\r\f\v":
        folded = folded.replace(white, " ")
    return folded.replace(_PARAGRAPH, "\n")
