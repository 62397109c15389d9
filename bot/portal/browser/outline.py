"""What can be seen of a page, as values. Whatever a page says is text here, and nothing is believed unchecked. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from handlers.errors import PortalChanged

ROLES = frozenset(
    {
        *(
            "link",
            "button",
            "field",
            "password",
            "date",
            "choice",
            "picture",
            "heading",
            "table",
            "row",
            "head",
            "cell",
        ),
        *("item", "dialog", "alert", "menu", "term", "definition", "label", "caption", "form", "text", "group"),
    }
)
FIELDS = frozenset({"field", "password", "date", "choice"})
CONTROLS = frozenset({"link", "button"})
_SHAPE = (int, str, str, str, str, str, bool, list, int)


@dataclass(frozen=True, slots=True)
class Node:
    """One thing on the page, in reading order. `parent` is -1 at the top; `name` is what a control is called and
    `source` what calls it so (label, placeholder, title); `text` is what other things say, lines kept; `typed` counts
    letters.
    """

    index: int
    parent: int
    role: str
    name: str
    source: str
    text: str
    href: str
    off: bool
    options: tuple[str, ...]
    typed: int

    @property
    def words(self) -> str:
        """What is read there, whichever it is."""
        return self.text or self.name


@dataclass(frozen=True)
class Outline:
    """A page at one instant. `version` counts its changes, `ready` says that it has loaded."""

    nodes: tuple[Node, ...]
    version: int
    ready: bool

    @cached_property
    def ends(self) -> Sequence[int]:
        """For each node the index after the last one within it."""
        ends = list(range(1, len(self.nodes) + 1))
        for node in reversed(self.nodes):
            if node.parent >= 0:
                ends[node.parent] = max(ends[node.parent], ends[node.index])
        return ends

    @cached_property
    def children(self) -> Sequence[Sequence[Node]]:
        """For each node those directly within it."""
        children: list[list[Node]] = [[] for _ in self.nodes]
        for node in self.nodes:
            if node.parent >= 0:
                children[node.parent].append(node)
        return children

    def within(self, node: Node) -> Sequence[Node]:
        """The node, and all that it holds."""
        return self.nodes[node.index : self.ends[node.index]]

    def above(self, node: Node) -> Iterator[Node]:
        """What holds the node, the nearest first."""
        while node.parent >= 0:
            node = self.nodes[node.parent]
            yield node

    def of(self, *roles: str) -> list[Node]:
        """All nodes of these roles."""
        return [node for node in self.nodes if node.role in roles]

    @cached_property
    def front(self) -> Sequence[Node]:
        """What stands in front: the last dialog where one is open, else the whole page."""
        dialogs = self.of("dialog")
        return self.within(dialogs[-1]) if dialogs else self.nodes


def outline_of(answer: object) -> Outline:
    """The outline in what the page gave.

    Raises:
        PortalChanged: it is no outline, or larger than any page that a person reads.
    """
    if not isinstance(answer, dict) or not isinstance(answer.get("nodes"), list):
        raise PortalChanged("the page cannot be read")
    if answer.get("full") is not True:
        raise PortalChanged("the page is larger than a page")
    nodes = tuple(_node(index, given) for index, given in enumerate(answer["nodes"]))
    version = answer.get("version")
    return Outline(nodes, version if isinstance(version, int) else 0, answer.get("ready") is True)


def _node(index: int, given: Any) -> Node:
    fits = isinstance(given, list) and len(given) == len(_SHAPE)
    if not fits or not all(type(value) is kind for value, kind in zip(given, _SHAPE, strict=True)):
        raise PortalChanged("the page cannot be read")
    parent, role, name, source, text, href, off, options, typed = given
    if not (-1 <= parent < index) or role not in ROLES or not all(type(option) is str for option in options):
        raise PortalChanged("the page cannot be read")
    return Node(index, parent, role, name, source, text, href, off, tuple(options), typed)
