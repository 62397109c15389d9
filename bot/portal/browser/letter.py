"""One opened notice in the outline of a page or dialog: its text, and what hangs on it. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from bot.portal.browser.facts import fact_of, kind_of, lines
from bot.portal.browser.finder import heading
from bot.portal.browser.listing import Row, labels_of, sheet_of
from bot.portal.browser.outline import CONTROLS, Node, Outline
from bot.portal.browser.profile import BrowserProfile
from bot.portal.browser.words import match, plain, says
from buzon.notice import Attachment
from handlers.errors import PortalChanged

_SIZE = re.compile(r"\s*[(\[]\s*[\d.,]+\s*(?:[KMG]i?B|bytes)\s*[)\]]", re.IGNORECASE)
_SIGNS = re.compile(r"^[^\w(\[]+")  # a paper clip, say


@dataclass(frozen=True, slots=True)
class Letter:
    """What an opened notice says, and for each file what fetches it."""

    body: str
    files: tuple[tuple[Attachment, Node], ...]


def letter_of(profile: BrowserProfile, outline: Outline, row: Row) -> Letter | None:
    """The notice of this row, if it is this one that stands open here; None where it does not, or not yet."""
    if outline.front is outline.nodes and _lists(profile, outline):
        return None
    region = _region(outline)
    title = next(
        (node for node in region if plain(node.words) == plain(row.subject) and node.role not in CONTROLS), None
    )
    shelf = heading(
        outline, profile.detail.files, within=[node for node in region if title and node.index > title.index]
    )
    if title is None or any(match(said, profile.list.loading, whole=True) for _, said in lines(region)):
        return None
    end = shelf.node.index if shelf else region[-1].index + 1
    below = [node for node in region if node.index >= end]
    files = _files(profile, below if shelf else [node for node in region if node.index > title.index])
    said = [text for _, text in lines(region)]
    if not files and shelf is None and region is outline.nodes and not says(said, profile.detail.no_files):
        return None
    above = [node for node in region if title.index < node.index < end]
    return Letter(_body(profile, above), tuple(files))


def _lists(profile: BrowserProfile, outline: Outline) -> bool:
    """Whether a list stands there, the notice's own row in it maybe."""
    try:
        sheet = sheet_of(profile, outline)
    except PortalChanged:
        return True
    openers = [row.open for row in sheet.rows if row.open is not None] if sheet else []
    return any(_file_name(profile, opener.name) is None for opener in openers)


def _region(outline: Outline) -> Sequence[Node]:
    """Where the notice stands: the dialog in front, else the page without its menus."""
    if outline.front is not outline.nodes:
        return outline.front
    menus = [outline.within(menu) for menu in outline.of("menu")]
    hidden = {node.index for menu in menus for node in menu}
    return [node for node in outline.nodes if node.index not in hidden]


def _body(profile: BrowserProfile, nodes: Sequence[Node]) -> str:
    """The paragraphs below the facts, one empty line between them."""
    labels = {**labels_of(profile.list), "facts": profile.detail.facts}
    paragraphs: list[str] = []
    value_next = False
    for node in nodes:
        if not node.text:
            continue
        if not paragraphs:  # the facts stand above, and a letter may well speak of an "Asunto:" itself
            if value_next or kind_of(node.text, labels) is not None:
                value_next = not value_next
                continue
            if all(fact_of(line, labels) is not None for line in node.text.splitlines()):
                continue
        paragraphs.append(node.text)
    return "\n\n".join(paragraphs)


def _files(profile: BrowserProfile, nodes: Sequence[Node]) -> list[tuple[Attachment, Node]]:
    files: list[tuple[Attachment, Node]] = []
    leave = profile.detail.leave
    for node in nodes:
        if node.role not in CONTROLS or node.off or match(node.name, leave, whole=True):
            continue
        name = _file_name(profile, node.name)
        if name is None:
            continue
        times = sum(one.name == name for one, _ in files)
        digest = blake2b(f"{times}:{name}".encode(errors="replace"), digest_size=8).hexdigest()
        files.append((Attachment(id=digest, name=name), node))
    return files


def _file_name(profile: BrowserProfile, called: str) -> str | None:
    """The file's name in what fetches it: "Descargar informe.pdf (12 KB)"; None where it fetches no file."""
    said = _SIGNS.sub("", _SIZE.sub("", called)).strip()
    for word in sorted(profile.detail.download, key=len, reverse=True):
        if plain(said) == plain(word):
            return said
        if plain(said).startswith(plain(word) + " "):
            return said[len(word) :].strip(" :")
    return said if re.search(r"\.[A-Za-z0-9]{2,4}$", said) else None
