"""Turns a text and its entities into HTML that is safe to put into the phone's page.

Only the tags below ever come out; line breaks stay line breaks, so the page sets `white-space: pre-wrap`.
"""

import re
from html import escape

from sandbox.telegram.entities import Entity, Formatted

_TAGS = {
    "bold": ("<b>", "</b>"),
    "italic": ("<i>", "</i>"),
    "underline": ("<u>", "</u>"),
    "strikethrough": ("<s>", "</s>"),
    "spoiler": ('<span class="tg-spoiler">', "</span>"),
    "code": ("<code>", "</code>"),
    "pre": ("<pre>", "</pre>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
    "expandable_blockquote": ('<blockquote class="expandable">', "</blockquote>"),
    "bot_command": ('<span class="tg-command">', "</span>"),
}
_FOLLOWED = re.compile(r"(?:https?|tg)://", re.IGNORECASE)


def html(formatted: Formatted) -> str:
    """The message as safe HTML; entities of unknown kinds show as plain text."""
    units = formatted.text.encode("utf-16-le", "surrogatepass")
    return _inside(units, list(formatted.entities), 0, len(units) // 2)


def _inside(units: bytes, entities: list[Entity], start: int, end: int) -> str:
    """The stretch `start`..`end` with the entities in it; one that reaches past `end` is cut there."""
    pieces, at = [], start
    while entities and entities[0].offset < end:
        entity = entities.pop(0)
        first, last = max(at, entity.offset), min(end, entity.end)
        if first >= last:
            continue
        pieces.append(escape(_text(units, at, first)))
        opening, closing = _tag(entity, _text(units, first, last))
        pieces.append(f"{opening}{_inside(units, entities, first, last)}{closing}")
        at = last
    pieces.append(escape(_text(units, at, end)))
    return "".join(pieces)


def _tag(entity: Entity, text: str) -> tuple[str, str]:
    if entity.type in {"text_link", "url"}:
        address = entity.url or text
        if _FOLLOWED.match(address):
            return f'<a href="{escape(address)}" rel="noopener noreferrer" target="_blank">', "</a>"
    if entity.type == "email":
        return f'<a href="mailto:{escape(text)}">', "</a>"
    return _TAGS.get(entity.type, ("", ""))


def _text(units: bytes, start: int, end: int) -> str:
    return units[2 * start : 2 * end].decode("utf-16-le", "replace")
