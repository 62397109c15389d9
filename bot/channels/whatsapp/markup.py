"""Our markup (<b>, <i>, <pre>, escaped text) → WhatsApp's signs. Pure.

WhatsApp has no escape for its signs: a text from outside that holds `*` or `_` may show as bold there. Nothing of it is
lost, and nothing else can come of it.
"""

import html
import re

_TAG = re.compile(r"<(/?)(b|i|pre|code)>")
_SIGNS = {"b": "*", "i": "_", "pre": "```", "code": "`"}
_STYLED = re.compile(r"<(b|i)>(\s*)(.*?)(\s*)</\1>", re.DOTALL)


def plain(markup: str) -> str:
    """The text as WhatsApp takes it. A sign stands directly at its word and within its line, or it would be shown
    (faq.whatsapp.com/539178204879377)."""
    return html.unescape(_TAG.sub(lambda tag: _SIGNS[tag[2]], _STYLED.sub(_by_line, markup)))


def _by_line(styled: re.Match[str]) -> str:
    tag, before, within, after = styled.groups()
    # A text that has the sign in it would be torn by two more: it goes without.
    lines = [
        f"<{tag}>{line}</{tag}>" if line.strip() and _SIGNS[tag] not in line else line for line in within.split("\n")
    ]
    return f"{before}{chr(10).join(lines)}{after}"
