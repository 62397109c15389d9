"""Which thing on a page is meant by a profile's words: fields by their label or the words beside them, controls by
their name. A structure goes in, a chosen node comes out; what fits no words is never chosen. Pure.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.portal.browser.outline import CONTROLS, FIELDS, Node, Outline
from bot.portal.browser.words import Match, match, plain

_FAR = 12


@dataclass(frozen=True, slots=True)
class Found:
    """A node, how its words fit, and how they came to be its own: label, placeholder, title, or near."""

    node: Node
    match: Match
    how: str

    @property
    def usual(self) -> bool:
        """Whether it is found the way that the profile puts first."""
        return self.match.usual and self.how == "label"


def field(outline: Outline, words: Sequence[str], *, among: Iterable[str] = FIELDS) -> Found | None:
    """The field of these roles that these words name best."""
    roles = frozenset(among)
    named = [
        Found(node, fit, how)
        for node in outline.front
        if node.role in roles and not node.off
        for said, how in _callings(outline, node)
        if (fit := match(said, words)) is not None
    ]
    return _best(named)


def next_choices(outline: Outline, first: Node, count: int) -> Sequence[Node]:
    """So many lists to choose from, in a row, from this one on."""
    return [node for node in outline.front if node.role == "choice" and node.index >= first.index][:count]


def control(outline: Outline, words: Sequence[str], *, within: Sequence[Node] | None = None) -> Found | None:
    """The link or button, not switched off, that has one of these names: the whole of it, but for signs around it."""
    nodes = outline.front if within is None else within
    named = [
        Found(node, fit, "label")
        for node in nodes
        if node.role in CONTROLS and not node.off and (fit := match(node.name, words, whole=True)) is not None
    ]
    return _best(named)


def heading(outline: Outline, words: Sequence[str], *, within: Sequence[Node] | None = None) -> Found | None:
    """What stands as a heading over something, marked as one or not."""
    nodes = outline.front if within is None else within
    named = [
        Found(node, fit, "label" if node.role == "heading" else "text")
        for node in nodes
        if node.role in {"heading", "text", "caption", "term", "label"}
        and (fit := match(node.text, words, whole=True)) is not None
    ]
    return _best(named)


def cookie_banner(outline: Outline, words: Sequence[str]) -> Node | None:
    """What dismisses a notice about cookies. Elsewhere *Aceptar* may be a legal act, so the word must stand near."""
    for node in outline.nodes:
        if node.role not in CONTROLS or match(node.name, words, whole=True) is None:
            continue
        for height, holder in enumerate(outline.above(node)):
            inside = outline.within(holder)
            if height > 3 or len(inside) > _FAR:
                break
            if any("cookie" in plain(one.words) for one in inside):
                return node
    return None


def beside(outline: Outline, field: Node) -> str:
    """The words just before a field, where no other field or control stands between."""
    for node in reversed(outline.nodes[max(0, field.index - _FAR) : field.index]):
        if node.role in FIELDS or node.role in CONTROLS:
            return ""
        if node.text:
            return node.text
    return ""


def _callings(outline: Outline, field: Node) -> list[tuple[str, str]]:
    """What a field may be called, and by what: its own label alone, else what stands in it and beside it."""
    own = [(field.name, field.source)] if field.name else []
    return own if field.source == "label" and own else [*own, (beside(outline, field), "near")]


def _best(found: Sequence[Found]) -> Found | None:
    order: Callable[[Found], tuple[int, int, bool]] = lambda one: (one.match.weaker, one.match.rank, one.how != "label")  # noqa: E731
    return min(found, key=order, default=None)
