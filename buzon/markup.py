"""The simple formatting that staff write: *bold* and _italic_, as in WhatsApp: both channels show the same. Pure.

A mark counts at the edge of a word, and is closed on the same line; any other asterisk or underscore is itself, and so
is one after a backslash. What an app has set within a word is marked there too, beside a joint that nobody sees.
"""

import re
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

JOINT = "\u2060"
"""WORD JOINER, without width: beside it a mark counts wherever it stands."""

# Opens after a space, a line's start or punctuation, before a character; closes the other way round.
_OPEN = rf"(?:(?<=[\s(¡¿\"'«*_~{JOINT}])|^)"
_CLOSE = rf"(?=[\s).,;:!?\"'»*_~{JOINT}]|\\[*_]|$)"
_BOLD, _ITALIC = (
    re.compile(
        rf"{_OPEN}(?<!\\)\{mark}(?=\S)(?:[^{mark}\n]|(?<=\\)\{mark})+(?<=\S)(?<!\\)\{mark}{_CLOSE}", re.MULTILINE
    )
    for mark in "*_"
)
_ESCAPED = re.compile(r"\\(?=[*_])")
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
    """The text in pieces, in order; together they say all that was written but the marks, and what stands beside them
    for their sake."""
    bold, italic = (_spans(text, pattern) for pattern in (_BOLD, _ITALIC))
    marks = {edge for span in (*bold, *italic) for edge in span}
    unsaid = {match.start() for match in _ESCAPED.finditer(text)} | marks
    if JOINT in text:
        beside = {at + step for at in marks for step in (-1, 1)}
        unsaid |= {at for at in beside if text[at : at + 1] == JOINT}
    edges = sorted({0, len(text), *unsaid, *(edge + 1 for edge in unsaid)})
    found: list[Piece] = []
    for start, end in pairwise(edges):
        if start in unsaid:
            continue
        style = _STYLES[_within(start, bold), _within(start, italic)]
        if found and found[-1].style is style:
            found[-1] = Piece(found[-1].text + text[start:end], style)
        else:
            found.append(Piece(text[start:end], style))
    return found


def written(styled: Sequence[Piece]) -> str:
    """The inverse: a text that reads as these pieces do, whatever asterisks and underscores they hold. White space at
    the ends of a stretch is set as what is around it, which nobody sees; joints are left out."""
    told = [Piece(piece.text.replace(JOINT, ""), piece.style) for piece in styled]
    text = "".join(piece.text for piece in told)
    spans = {"*": _stretches(told, text, Style.BOLD), "_": _stretches(told, text, Style.ITALIC)}
    opened, closed = ({mark: {span[side] for span in spans[mark]} for mark in spans} for side in (0, 1))
    out = ""
    for at in range(len(text) + 1):
        char = text[at : at + 1]
        ends = "".join(mark for mark in "_*" if at in closed[mark])
        begins = "".join(mark for mark in "*_" if at in opened[mark])
        if (ends or begins) and out.endswith("\\"):
            out += JOINT  # or the backslash would make the mark a letter
        out += ends
        if ends and not begins and char and not _CLOSES.match(char):
            out += JOINT
        if begins and not ends and out and not _OPENS.match(out[-1]):
            out += JOINT
        out += begins
        if char in spans:
            within_word = text[at - 1 : at].isalnum() and text[at + 1 : at + 2].isalnum()
            touched = begins or ends or at + 1 in opened[char] | closed[char]
            inside = any(start <= at < end for start, end in spans[char])
            out += char if within_word and not (touched or inside) else f"\\{char}"
        else:
            out += char
    return out


def unclosed(text: str) -> list[Unclosed]:
    """Marks that will be shown as they stand, most likely by mistake: for the writer to look at. Not in addresses."""
    left = text
    for start, end in (*_spans(text, _BOLD), *_spans(text, _ITALIC)):
        left = f"{left[:start]}{'x' * (end + 1 - start)}{left[end + 1 :]}"
    left = _ADDRESS.sub(lambda match: "x" * len(match.group()), re.sub(r"\\[*_]", "xx", left))
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


_OPENS = re.compile(rf"[\s(¡¿\"'«*_~{JOINT}]")
_CLOSES = re.compile(rf"[\s).,;:!?\"'»*_~{JOINT}]")


def _stretches(styled: Sequence[Piece], text: str, style: Style) -> list[tuple[int, int]]:
    """Where each stretch in this style begins and ends: within a line, without white space at its ends."""
    on = "".join(("x" if piece.style in {style, Style.BOTH} else " ") * len(piece.text) for piece in styled)
    found = []
    for run in re.finditer("x+", on):
        for line in re.finditer(r"[^\n]+", text[run.start() : run.end()]):
            inner = line.group()
            start = run.start() + line.start() + len(inner) - len(inner.lstrip())
            if inner.strip():
                found.append((start, start + len(inner.strip())))
    return found


def _within(at: int, spans: Sequence[tuple[int, int]]) -> bool:
    later = bisect(spans, (at, 0)) - 1
    return later >= 0 and spans[later][0] < at < spans[later][1]
