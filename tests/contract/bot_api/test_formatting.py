"""Text in the sandbox is read, measured and shown as Telegram does it. Pure: no server runs here."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.telegram import display
from sandbox.telegram.entities import Entity, Formatted, tidy, width, with_found
from sandbox.telegram.errors import BotApiError
from sandbox.telegram.markup import parse_html

PLACED = [
    ("<b>a</b><strong>b</strong>", "ab", [("bold", 0, 1), ("bold", 1, 1)]),
    ("<i>a</i><em>b</em>", "ab", [("italic", 0, 1), ("italic", 1, 1)]),
    ("<u>a</u><ins>b</ins>", "ab", [("underline", 0, 1), ("underline", 1, 1)]),
    ("<s>a</s><strike>b</strike><del>c</del>", "abc", [("strikethrough", at, 1) for at in range(3)]),
    ("<tg-spoiler>a</tg-spoiler><span class='tg-spoiler'>b</span>", "ab", [("spoiler", 0, 1), ("spoiler", 1, 1)]),
    ("<blockquote>a</blockquote>", "a", [("blockquote", 0, 1)]),
    ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
    ("<b>x<i>y</i></b>", "xy", [("bold", 0, 2), ("italic", 1, 1)]),
    ("<B>x</b>", "x", [("bold", 0, 1)]),
    ("😀<code>ñ😀</code>", "😀ñ😀", [("code", 2, 3)]),
    ("<pre>x</pre>", "x", [("pre", 0, 1)]),
    ("<b></b>x", "x", []),
    ("<b>x</>", "x", [("bold", 0, 1)]),
    ("&lt;&gt;&amp;&quot;&#241;&#xF1;&nbsp;&", '<>&"ññ&nbsp;&', []),
]
BROKEN = [
    ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
    ("ñ<p>x</p>", 'Unsupported start tag "p" at byte offset 2'),
    ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
    ("x</b>", "Unexpected end tag at byte offset 1"),
    ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
    ("x <b", "Unclosed start tag at byte offset 2"),
    ("<b>x</b", "Unclosed end tag at byte offset 4"),
    ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ('<a href="x>y</a>', "Unclosed start tag at byte offset 0"),
    ("<a href=x/y>y</a>", "Unexpected end of name token at byte offset 3"),
]


@pytest.mark.parametrize(("source", "text", "placed"), PLACED)
def test_html(source: str, text: str, placed: list[tuple[str, int, int]]) -> None:
    """Telegram's tags and references become text and entities, outer before inner, counted in UTF-16 units."""
    read = parse_html(source)
    assert read.text == text
    assert [(one.type, one.offset, one.length) for one in read.entities] == placed


@pytest.mark.parametrize(("source", "words"), BROKEN)
def test_broken_html(source: str, words: str) -> None:
    """Broken HTML is refused with the words and the byte offset that TDLib gives."""
    with pytest.raises(BotApiError) as caught:
        parse_html(source)
    assert caught.value.description == f"Bad Request: can't parse entities: {words}"


def test_links() -> None:
    """A link keeps its address with references resolved; one that Telegram cannot follow is only its text."""
    read = parse_html('<a href="https://x.pe/?a=1&amp;b=2">web</a> <a href="mailto:a@b.pe">correo</a>')
    assert read == Formatted("web correo", (Entity(type="text_link", offset=0, length=3, url="https://x.pe/?a=1&b=2"),))


def test_code_language() -> None:
    """A code block inside a pre is one entity that knows its language."""
    (entity,) = parse_html('<pre><code class="language-json">{}</code></pre>').entities
    assert (entity.type, entity.length, entity.language) == ("pre", 2, "json")


def test_tidy() -> None:
    """White space at the ends goes, and entities move or shrink with it."""
    assert tidy(parse_html("  <b> x </b>\n ")) == Formatted("x", (Entity(type="bold", offset=0, length=1),))
    assert tidy(parse_html(" <b> </b>")).text == ""


def test_found_entities() -> None:
    """Commands, links, addresses and mentions are found in plain text, but not inside code."""
    text = "/start mira https://x.pe/a?b. o a@b.pe, @alguien y/no"
    found = with_found(Formatted(text)).entities
    units = [(one.type, text[one.offset : one.end]) for one in found]
    assert units == [
        ("bot_command", "/start"),
        ("url", "https://x.pe/a?b"),
        ("email", "a@b.pe"),
        ("mention", "@alguien"),
    ]
    assert [one.type for one in with_found(parse_html("<code>/start</code>")).entities] == ["code"]


def test_display_is_safe() -> None:
    """What people write never becomes markup of the page; crossing entities are cut, not crossed."""
    crossing = (Entity(type="bold", offset=0, length=4), Entity(type="italic", offset=2, length=4))
    assert display.html(Formatted("<a>&\"'", crossing)) == "<b>&lt;a<i>&gt;&amp;</i></b>&quot;&#x27;"
    bad = Formatted("clic", (Entity(type="text_link", offset=0, length=4, url="javascript:alert(1)"),))
    assert display.html(bad) == "clic"
    quoted = Formatted("clic", (Entity(type="text_link", offset=0, length=4, url='https://x"onclick="y'),))
    assert 'onclick="' not in display.html(quoted)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@given(st.lists(st.tuples(st.sampled_from(["b", "i", "code", "blockquote", ""]), st.text(max_size=8)), max_size=6))
def test_any_escaped_text_survives(pieces: list[tuple[str, str]]) -> None:
    """Whatever is escaped and tagged comes back as the same text, its entities on the same stretches."""
    source = "".join(f"<{tag}>{_escaped(text)}</{tag}>" if tag else _escaped(text) for tag, text in pieces)
    read = parse_html(source)
    assert read.text == "".join(text for _, text in pieces)
    assert sum(one.length for one in read.entities) == sum(width(text) for tag, text in pieces if tag)
