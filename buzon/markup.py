"""The simple formatting that staff write: *bold* and _italic_, as in WhatsApp: both channels show the same. Pure.

A mark counts at the edge of a word, and is closed on the same line; any other asterisk or underscore is itself.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

# Opens after a space, a line's start or punctuation, before a character; closes the other way round.
_OPEN = r"(?:(?<=[\s(¡¿\"'«*_~])|^)"
_CLOSE = r"(?=[\s).,;:!?\"'»*_~]|$)"
_BOLD = re.compile(rf"{_OPEN}\*(?=\S)([^*\n]*[^*\s])\*{_CLOSE}", re.MULTILINE)
_ITALIC = re.compile(rf"{_OPEN}_(?=\S)([^_\n]*[^_\s])_{_CLOSE}", re.MULTILINE)
_LONELY = re.compile(r"(?:(?<=[\s(])|^)([*_])(?=\w)|(?<=\w)([*])(?=[\s).,;:!?]|$)", re.MULTILINE)
_ADDRESS = re.compile(r"https?://\S+")


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
    found: list[Piece] = []
    for part, bold in _split(text, _BOLD):
        for piece, italic in _split(part, _ITALIC):
            style = {
                (False, False): Style.PLAIN,
                (True, False): Style.BOLD,
                (False, True): Style.ITALIC,
                (True, True): Style.BOTH,
            }[bold, italic]
            if piece:
                found.append(Piece(piece, style))
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


def _split(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[str, bool]]:
    at = 0
    for match in pattern.finditer(text):
        start = match.start()
        yield text[at:start], False
        yield match.group(1), True
        at = match.end()
    yield text[at:], False
