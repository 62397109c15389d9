"""HTML as the Bot API reads it (https://core.telegram.org/bots/api#html-style): a small, unforgiving dialect.

The wording of the errors and the way offsets are counted (in bytes) follow TDLib's own parser.
"""

import re
from dataclasses import dataclass

from sandbox.telegram.entities import Entity, Formatted, width
from sandbox.telegram.errors import BotApiError, bad_request

_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#([0-9]+)|#[xX]([0-9a-fA-F]+)|(lt|gt|amp|quot));?")
_LINK = re.compile(r"(?:https?|ftp|tg|ton)://", re.IGNORECASE)
_START = re.compile(r"<([^\s>]*)")
_END = re.compile(r"</([^\s>]*)\s*(>?)")
_ATTRIBUTE = re.compile(r"""\s*([^\s=>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9.-]*)))?\s*""")


@dataclass(frozen=True)
class _Open:
    tag: str
    argument: str
    offset: int
    piece: int
    order: int


def parse_html(source: str) -> Formatted:
    """Read Telegram's HTML into text and entities.

    Raises:
        BotApiError: 400 `can't parse entities: …`, worded as Telegram words it.
    """
    return _Reader(source).read()


class _Reader:
    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._pieces: list[str] = []
        self._width = 0
        self._open: list[_Open] = []
        self._opened = 0
        self._entities: dict[int, Entity] = {}

    def read(self) -> Formatted:
        while self._at < len(self._source):
            if self._source.startswith("</", self._at):
                self._end_tag()
            elif self._source[self._at] == "<":
                self._start_tag()
            else:
                self._text()
        if self._open:
            raise _malformed(f'Can\'t find end tag corresponding to start tag "{self._open[-1].tag}"')
        ordered = (entity for _, entity in sorted(self._entities.items()))
        return Formatted("".join(self._pieces), tuple(ordered))

    def _text(self) -> None:
        stop = self._source.find("<", self._at)
        stop = len(self._source) if stop < 0 else stop
        piece = _decoded(self._source[self._at : stop])
        self._pieces.append(piece)
        self._width += width(piece)
        self._at = stop

    def _start_tag(self) -> None:
        begin = self._at
        match = _START.match(self._source, begin)
        name = match.group(1) if match else ""
        self._at = begin + 1 + len(name)
        tag = name.lower()
        if self._at >= len(self._source):
            raise _malformed(f"Unclosed start tag at byte offset {self._byte(begin)}")
        if tag not in _KINDS:
            raise _malformed(f'Unsupported start tag "{tag}" at byte offset {self._byte(begin)}')
        argument = _argument(tag, self._attributes(tag, begin))
        if tag == "span" and argument != "tg-spoiler":
            raise _malformed(f'Tag "span" must have class "tg-spoiler" at byte offset {self._byte(begin)}')
        self._open.append(_Open(tag, argument, self._width, len(self._pieces), self._opened))
        self._opened += 1

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        attributes: dict[str, str] = {}
        while True:
            while self._source[self._at : self._at + 1].isspace():
                self._at += 1
            if self._source.startswith(">", self._at):
                self._at += 1
                return attributes
            if self._at >= len(self._source):
                raise _malformed(f'Unclosed start tag "{tag}" at byte offset {self._byte(begin)}')
            match = _ATTRIBUTE.match(self._source, self._at)
            if match is None:
                raise _malformed(f'Empty attribute name in the tag "{tag}" at byte offset {self._byte(begin)}')
            after = self._source[match.end() : match.end() + 1]
            if after in {'"', "'"}:
                raise _malformed(f"Unclosed start tag at byte offset {self._byte(begin)}")
            if after not in {"", ">"} and not (match.group()[-1].isspace() or match.group()[-1] in {'"', "'"}):
                raise _malformed(f"Unexpected end of name token at byte offset {self._byte(match.start())}")
            value = next((group for group in match.groups()[1:] if group is not None), "")
            attributes[match.group(1).lower()] = _decoded(value)
            self._at = match.end()

    def _end_tag(self) -> None:
        begin = self._at
        if not self._open:
            raise _malformed(f"Unexpected end tag at byte offset {self._byte(begin)}")
        match = _END.match(self._source, begin)
        if match is None or not match.group(2):
            raise _malformed(f"Unclosed end tag at byte offset {self._byte(begin)}")
        opened = self._open.pop()
        found = match.group(1).lower()
        if found and found != opened.tag:
            where = f"at byte offset {self._byte(begin)}"
            raise _malformed(f'Unmatched end tag {where}, expected "</{opened.tag}>", found "</{found}>"')
        self._at = match.end()
        self._close(opened)

    def _close(self, opened: _Open) -> None:
        length = self._width - opened.offset
        if not length:
            return
        entity = Entity(type=_KINDS[opened.tag], offset=opened.offset, length=length)
        if opened.tag == "a":
            url = opened.argument or "".join(self._pieces[opened.piece :])
            if not _LINK.match(url):
                return  # Telegram drops a link it cannot follow and keeps its text
            entity = Entity(type="text_link", offset=opened.offset, length=length, url=url)
        elif opened.tag == "blockquote" and opened.argument:
            entity = Entity(type="expandable_blockquote", offset=opened.offset, length=length)
        elif opened.tag == "code" and opened.argument:
            entity = Entity(type="code", offset=opened.offset, length=length, language=opened.argument)
        self._entities[opened.order] = entity
        inner = self._entities.get(opened.order + 1)
        if opened.tag == "pre" and inner is not None and inner.type == "code" and inner.length == length:
            del self._entities[opened.order + 1]  # <pre><code class="language-…"> is one entity
            self._entities[opened.order] = Entity(
                type="pre", offset=opened.offset, length=length, language=inner.language
            )

    def _byte(self, position: int) -> int:
        return len(self._source[:position].encode("utf-8", "surrogatepass"))


def _argument(tag: str, attributes: dict[str, str]) -> str:
    if tag == "a":
        return attributes.get("href", "")
    if tag == "blockquote":
        return "expandable" if "expandable" in attributes else ""
    if tag == "code":
        language = attributes.get("class", "")
        return language.removeprefix("language-") if language.startswith("language-") else ""
    return attributes.get("class", "")


def _decoded(text: str) -> str:
    return _REFERENCE.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    decimal, hexadecimal, named = match.groups()
    if named:
        return _NAMED[named]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    if code == 0 or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return match.group()
    return chr(code)


def _malformed(reason: str) -> BotApiError:
    return bad_request(f"can't parse entities: {reason}")
