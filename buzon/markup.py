"""The simple formatting that staff write: *bold* and _italic_, as in WhatsApp: both channels show the same. Pure.

A mark counts at the edge of a word, and is closed on the same line; any other asterisk or underscore is itself.
"""

import re
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

# Opens after a space, a line's start or punctuation, before a character; closes the other way round.
_OPEN = r"(?:(?<=[\s(¡¿\"'«*_~])|^)"
_CLOSE = r"(?=[\s).,;:!?\"'»*_~]|$)"
_BOLD = re.compile(rf"{_OPEN}\*(?=\S)([^*\n]*[^*\s])\*{_CLOSE}", re.MULTILINE)
_ITALIC = re.compile(rf"{_OPEN}_(?=\S)([^_\n]*[^_\s])_{_CLOSE}", re.MULTILINE)
_LONELY = re.compile(r"(?:(?<=[\s(])|^)([*_])(?=\w)|(?<=\w)([*])(?=[\s).,;:!?]|$)", re.MULTILINE)
_ADDRESS = re.compile(r"https?://\S+")

TEXT_LIMIT, CAPTION_LIMIT = 3_000, 900
"""The longest that a text may be, alone and under a picture: what the channels carry, less our own lines and marks."""


class Style(StrEnum):
    """How a piece is set."""

    PLAIN = "plain"
    BOLD = "bold"
    ITALIC = "italic"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text in one style."""

    text: str
    style: Style = Style.PLAIN


@dataclass(frozen=True, slots=True)
class Unclosed:
    """A mark that is opened and not closed, or closed and never opened; `line` counts from one."""

    mark: str
    line: int


def pieces(text: str) -> list[Piece]:
    """The text in pieces, in order; together they say all that was written but the marks."""
    bold, italic = (_spans(text, pattern) for pattern in (_BOLD, _ITALIC))
    edges = sorted(
        {0, len(text), *(edge for start, end in (*bold, *italic) for edge in (start, start + 1, end, end + 1))}
    )
    marks = {edge for span in (*bold, *italic) for edge in span}
    found: list[Piece] = []
    for start, end in pairwise(edges):
        if start in marks:  # the edge after a mark is the next character
            continue
        style = _STYLES[_within(start, bold), _within(start, italic)]
        if found and found[-1].style is style:
            found[-1] = Piece(found[-1].text + text[start:end], style)
        else:
            found.append(Piece(text[start:end], style))
    return found


def unclosed(text: str) -> list[Unclosed]:
    """Marks that will be shown as they stand, most likely by mistake: for the writer to look at. Not in addresses."""
    left = "".join(piece.text if piece.style is Style.PLAIN else "x" * len(piece.text) for piece in pieces(text))
    left = _ADDRESS.sub(lambda match: "x" * len(match.group()), left)
    return [
        Unclosed(match.group(1) or match.group(2), left.count("\n", 0, match.start()) + 1)
        for match in _LONELY.finditer(left)
    ]


def plain(text: str) -> str:
    """What is read, without the marks."""
    return "".join(piece.text for piece in pieces(text))


def excess(text: str, *, has_media: bool) -> int:
    """How much longer the text is than may be, counted as the platforms count (UTF-16 units); 0 where it fits."""
    units = len(text.encode("utf-16-le", "surrogatepass")) // 2
    return max(units - (CAPTION_LIMIT if has_media else TEXT_LIMIT), 0)


_STYLES = {
    (False, False): Style.PLAIN,
    (True, False): Style.BOLD,
    (False, True): Style.ITALIC,
    (True, True): Style.BOTH,
}


def _spans(text: str, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    """Where the opening and the closing mark of each stretch stand."""
    return [(match.start(), match.end() - 1) for match in pattern.finditer(text)]


def _within(at: int, spans: Sequence[tuple[int, int]]) -> bool:
    later = bisect(spans, (at, 0)) - 1
    return later >= 0 and spans[later][0] < at < spans[later][1]
