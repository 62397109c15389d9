"""Texts by the lengths that platforms count: clipped with an ellipsis, or cut into parts that lose nothing. Pure."""

import re


def units(text: str) -> int:
    """The length of a text as the platforms count it: UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clip(text: str, limit: int) -> str:
    """At most `limit` units, with an ellipsis where something was cut off."""
    if units(text) <= limit:
        return text
    while units(text) > limit - 1:
        text = text[: min(len(text) - 1, limit - 1)]
    return text.rstrip() + "…"


_BREAKS = tuple(re.compile(pattern) for pattern in (r"\n\s*\n", r"\n", r"[.;:!?…]\s", r"\s"))


def cut(text: str, limit: int) -> list[str]:
    """The text in parts of at most `limit` units, cut at a paragraph, a line, a sentence, a word, in that order of
    liking; nothing is lost but the white space at the cuts. An empty text gives no part."""
    parts: list[str] = []
    rest = text.strip()
    while units(rest) > limit:
        window = rest[:limit]
        while units(window) > limit:
            window = window[:-1]
        end = _best_break(window)
        parts.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [*parts, rest] if rest else parts


def _best_break(window: str) -> int:
    for pattern in _BREAKS:
        ends = [match.end() for match in pattern.finditer(window)]
        if ends and ends[-1] > len(window) // 2:
            return ends[-1]
    return len(window)
