"""Turns WhatsApp's own marks into HTML that is safe to put into the phone's page.

`*bold*`, `_italic_`, `~struck~`, `` `code` ``, ```` ```block``` ````, lines that begin with `> `, and web addresses
(https://faq.whatsapp.com/539178204879377). Line breaks stay line breaks, so the page sets `white-space: pre-wrap`.
"""

import re
from html import escape

_BLOCK = re.compile(r"```(.+?)```", re.DOTALL)
_SPAN = re.compile(
    r"(?P<code>`(?P<coded>[^`\n]+)`)"
    r"|(?P<url>https?://[^\s<>\"]+[^\s<>\".,;:!?)])"
    r"|(?<![\w*])\*(?P<b>\S(?:[^*\n]*\S)?)\*(?![\w*])"
    r"|(?<![\w_])_(?P<i>\S(?:[^_\n]*\S)?)_(?![\w_])"
    r"|(?<![\w~])~(?P<s>\S(?:[^~\n]*\S)?)~(?![\w~])"
)


def html(text: str) -> str:
    """The message as safe HTML."""
    pieces, at = [], 0
    for block in _BLOCK.finditer(text):
        pieces += [_lines(text[at : block.start()]), f"<pre>{escape(block.group(1))}</pre>"]
        at = block.end()
    return "".join([*pieces, _lines(text[at:])])


def _lines(text: str) -> str:
    return "\n".join(
        f"<blockquote>{_spans(line[2:])}</blockquote>" if line.startswith("> ") else _spans(line)
        for line in text.split("\n")
    )


def _spans(text: str) -> str:
    pieces, at = [], 0
    for span in _SPAN.finditer(text):
        pieces += [escape(text[at : span.start()]), _tagged(span)]
        at = span.end()
    return "".join([*pieces, escape(text[at:])])


def _tagged(span: re.Match[str]) -> str:
    if span["code"]:
        return f"<code>{escape(span['coded'])}</code>"
    if span["url"]:
        address = escape(span["url"])
        return f'<a href="{address}" rel="noopener noreferrer" target="_blank">{address}</a>'
    tag = next(name for name in ("b", "i", "s") if span[name])
    return f"<{tag}>{_spans(span[tag])}</{tag}>"
