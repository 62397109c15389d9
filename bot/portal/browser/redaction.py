"""A page as shapes of words, without anybody in it: what may be kept and sent where a site has changed. Pure."""

import re
from collections.abc import Set

from bot.portal.browser.outline import Node, Outline
from bot.portal.browser.words import plain

_WORD = re.compile(r"\w+")
_MOST_LINES = 400


def redacted(outline: Outline, vocabulary: Set[str]) -> str:
    """One line for each thing on the page, indented by what holds it: its role and the shape of its text.

    Only words of `vocabulary` (plain ones, as of a profile) stand as they are; no other letter or digit is left.
    """
    depths: list[int] = []
    lines: list[str] = []
    for node in outline.nodes:
        depths.append(depths[node.parent] + 1 if node.parent >= 0 else 0)
        if node.role == "group":
            continue
        lines.append(_line(node, depths[-1], vocabulary))
    left = len(lines) - _MOST_LINES
    return "\n".join(lines[:_MOST_LINES] + ([f"… 9 × {len(str(left))}"] if left > 0 else []))


def shape(text: str, vocabulary: Set[str]) -> str:
    """Letters as x or X, digits as 9, other signs but plain punctuation as ·; the vocabulary's words as they are."""
    found, at = [], 0
    for word in _WORD.finditer(text):
        found.append(_signs(text[at : word.start()]))
        found.append(word[0] if plain(word[0]) in vocabulary else "".join(map(_letter, word[0])))
        at = word.end()
    return "".join([*found, _signs(text[at:])])


def _line(node: Node, depth: int, vocabulary: Set[str]) -> str:
    said = " ".join(node.words.split())
    off = " (off)" if node.off else ""
    return f"{'  ' * min(depth, 20)}{node.role}{off}: {shape(said, vocabulary)}".rstrip(": ")


def _letter(sign: str) -> str:
    if sign.isnumeric():
        return "9"
    return "X" if sign.isupper() else "x"


def _signs(text: str) -> str:
    return "".join(sign if sign in " .,:;-/()?!¿¡\"'" else "·" for sign in text)
