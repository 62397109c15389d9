"""The list of notices in the outline of a page, be it a table or cards. What does not add up is no list. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, unquote, urlsplit

from bot.portal.browser.facts import fact_of, kind_of, labelled, lines, moment, moment_within
from bot.portal.browser.finder import control
from bot.portal.browser.outline import CONTROLS, Node, Outline
from bot.portal.browser.profile import BrowserProfile, ListPage, found
from bot.portal.browser.words import match, plain, says
from handlers.errors import PortalChanged

_NUMBER = re.compile(r"\d{1,4}")
_LONGEST_ID = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One notice in the list. `id` is the site's own where the page gives one away; `open` is what opens it."""

    id: str | None
    subject: str
    deposited_at: datetime
    read: bool
    attachments: int
    file_number: str | None
    open: Node | None

    @property
    def mark(self) -> tuple[str | None, str, datetime, str | None]:
        """What tells the row from others, however often it is looked at."""
        return self.id, self.subject, self.deposited_at, self.file_number


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of the list as it is shown. `total` and `pages` where the page says them; `paged` if it is a table,
    which does not grow by scrolling; `last` is the last row's node.
    """

    rows: tuple[Row, ...]
    total: int | None
    pages: int | None
    following: Node | None
    more: Node | None
    last: Node | None
    paged: bool


def sheet_of(profile: BrowserProfile, outline: Outline) -> Sheet | None:
    """The list on this page; None where there is none, or none yet.

    Raises:
        PortalChanged: there is a list, but a row lacks a landmark, which is named.
    """
    words = profile.list
    said = [text for _, text in lines(outline.front) if len(text) < 200]
    if any(match(text, words.loading, whole=True) for text in said):
        return None
    paged = True
    placed = _table(profile, outline)
    if placed is None:
        paged, placed = False, _cards(profile, outline)
    rows = [row for row, _ in placed or ()]
    empty = says(said, words.empty)
    if not rows and not empty:
        return None
    following, more = control(outline, words.following), control(outline, words.more)
    return Sheet(
        rows=tuple(rows),
        total=_stated(words.total, said),
        pages=_stated(words.pages, said),
        following=following.node if following else None,
        more=more.node if more else None,
        last=placed[-1][1] if placed else None,
        paged=paged,
    )


def labels_of(words: ListPage) -> Mapping[str, Sequence[str]]:
    """What the facts of a row are called."""
    kinds = ("subject", "deposited_at", "file_number", "state", "attachments", "number")
    return {kind: getattr(words, kind) for kind in kinds}


def header_of(profile: BrowserProfile, outline: Outline) -> Node | None:
    """The row of a table that names its columns, the subject's and the date's among them."""
    labels = labels_of(profile.list)
    for row in reversed(outline.of("row")):
        kinds = {kind_of(_said(outline, cell), labels) for cell in _cells(outline, row)}
        if {"subject", "deposited_at"} <= kinds:
            return row
    return None


def _table(profile: BrowserProfile, outline: Outline) -> list[tuple[Row, Node]] | None:
    header = header_of(profile, outline)
    table = header and next((node for node in outline.above(header) if node.role == "table"), None)
    if header is None or table is None:
        return None
    labels = labels_of(profile.list)
    columns = [kind_of(_said(outline, cell), labels) for cell in _cells(outline, header)]
    placed: list[tuple[Row, Node]] = []
    for node in outline.within(table):
        if node.role != "row" or node.index <= header.index:
            continue
        cells = _cells(outline, node)
        if len(cells) == 1 and says([_said(outline, cells[0])], profile.list.empty):
            continue
        if len(cells) != len(columns):
            raise PortalChanged(f"row {len(placed) + 1} of the list has another shape")
        given = {kind: _said(outline, cell) for kind, cell in zip(columns, cells, strict=True) if kind}
        placed.append((_row(profile, outline, node, given, len(placed) + 1), node))
    return placed


def _cards(profile: BrowserProfile, outline: Outline) -> list[tuple[Row, Node]]:
    labels = labels_of(profile.list)
    cards: dict[int, Node] = {}
    for node, text in lines(outline.front):
        if moment_within(text, profile.dates) is None or len(text) > 80:
            continue
        card = next((one for one in (node, *outline.above(node)) if _is_card(profile, outline, one)), None)
        if card is not None:
            cards.setdefault(card.index, card)
    placed: list[tuple[Row, Node]] = []
    for card in cards.values():
        inside = outline.within(card)
        given = labelled(inside, labels)
        if sum(_dates_it(text, labels) for _, text in lines(inside)) > 1:
            raise PortalChanged("the rows of the list are not told apart")
        title = next((node.text for node in inside if node.role == "heading" and node.text), None)
        if "subject" not in given and title:
            given["subject"] = title
        placed.append((_row(profile, outline, card, given, len(placed) + 1), card))
    return placed


def _dates_it(text: str, labels: Mapping[str, Sequence[str]]) -> bool:
    fact = fact_of(text, labels)
    return "deposited_at" in {kind_of(text, labels), fact and fact[0]}


def _is_card(profile: BrowserProfile, outline: Outline, node: Node) -> bool:
    inside = outline.within(node)
    if node.role in CONTROLS:
        return len(inside) > 1
    return node.role == "item" or control(outline, profile.list.open, within=inside) is not None


def _row(profile: BrowserProfile, outline: Outline, node: Node, given: Mapping[str, str], number: int) -> Row:
    inside = outline.within(node)
    if not given.get("subject"):
        raise PortalChanged(f"row {number} of the list has no subject")
    deposited_at = moment(given.get("deposited_at", ""), profile.dates)
    if deposited_at is None:
        raise PortalChanged(f"row {number} of the list has no date")
    opener = _opener(profile, outline, node, given["subject"])
    return Row(
        id=_number(given.get("number")) or (_id_in(opener.href, profile.list) if opener else None),
        subject=given["subject"],
        deposited_at=deposited_at,
        read=_is_read(profile.list, given.get("state"), [text for _, text in lines(inside)]),
        attachments=_count(profile.list, given.get("attachments"), [text for _, text in lines(inside)]),
        file_number=given.get("file_number") or None,
        open=opener,
    )


def _opener(profile: BrowserProfile, outline: Outline, node: Node, subject: str) -> Node | None:
    """What opens the notice: a control so called, that of its subject, or the only one in its row."""
    inside = outline.within(node)
    if called := control(outline, profile.list.open, within=inside):
        return called.node
    controls = [one for one in inside if one.role in CONTROLS and not one.off]
    same = [one for one in controls if plain(one.name) == plain(subject)]
    if same or len(controls) == 1:
        return (same or controls)[0]
    return None


def _is_read(words: ListPage, state: str | None, said: Sequence[str]) -> bool:
    shown = [state] if state else [text for text in said if len(text) < 40]
    return not says(shown, words.unread) and says(shown, words.read)


def _count(words: ListPage, labelled: str | None, said: Sequence[str]) -> int:
    hit = _NUMBER.search(labelled or "")
    return int(hit[0]) if hit else _stated(words.counted, [text for text in said if len(text) < 40]) or 0


def _number(said: str | None) -> str | None:
    return said if said and len(said) <= _LONGEST_ID and any(sign.isdigit() for sign in said) else None


def _id_in(href: str, words: ListPage) -> str | None:
    """What an address calls the notice: a parameter of a known name, else its path's last step, if that has digits."""
    parts = urlsplit(href)
    if parts.scheme not in {"http", "https"}:
        return None
    asked = dict(parse_qsl(parts.query))
    given = next((asked[name] for name in words.address_parameters if asked.get(name)), None)
    return _number(given or unquote(parts.path.rpartition("/")[2].partition(";")[0]))


def _stated(patterns: tuple[str, ...], said: Sequence[str]) -> int | None:
    return next((int(value) for text in said if (value := found(patterns, text))), None)


def _cells(outline: Outline, row: Node) -> list[Node]:
    return [node for node in outline.children[row.index] if node.role in {"cell", "head"}]


def _said(outline: Outline, node: Node) -> str:
    """All that is read in a node, the controls' own inner words left out, since their name says them."""
    words: list[str] = []
    skip = 0
    for one in outline.within(node):
        if one.index < skip:
            continue
        if one.role in CONTROLS:
            skip = outline.ends[one.index]
        words.append(one.words)
    return " ".join(" ".join(words).split())
