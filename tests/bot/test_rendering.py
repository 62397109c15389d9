"""Speech to concrete messages: escaped once, cut where a reader would, never over a channel's limits."""

import html
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.limits import TELEGRAM
from bot.channels.messages import Answer, Delete, Document, Leave, Message, Unbutton
from bot.channels.rendering import render
from bot.channels.text import clip, cut, units
from handlers import speech
from handlers.speech import Button, Erase, File, Link, Page, Press, Said, Tap, Toast, Verbatim, phrase, press, say

AT = datetime(2026, 12, 3, 15, 30, tzinfo=UTC)
TEXTS = st.text(st.sampled_from("aÑ<&. \n\t👩\u200d🇵") | st.characters(codec="utf-8"), max_size=400)


def shown(markup: str) -> str:
    """What is left after the platform has parsed the entities: what its limit counts."""
    return html.unescape(re.sub(r"</?[bi]>", "", markup))


def messages(said: speech.Speech, language: str = "es") -> list[Message]:
    rendered = render(said, language=language, limits=TELEGRAM)
    assert all(isinstance(one, Message) for one in rendered)
    return [one for one in rendered if isinstance(one, Message)]


@given(TEXTS, st.integers(2, 60))
def test_cutting_loses_nothing_but_white_space(text: str, limit: int) -> None:
    """Every part fits in UTF-16 units, none is empty, and together they are the text."""
    parts = cut(text, limit)
    assert all(0 < units(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(part == part.strip() for part in parts)


@given(TEXTS, st.integers(1, 60))
def test_clipping_keeps_to_the_limit(text: str, limit: int) -> None:
    """And changes nothing that fits; where something went, an ellipsis says so."""
    clipped = clip(text, limit)
    assert units(clipped) <= limit
    if units(text) <= limit:
        assert clipped == text
    else:
        assert clipped.endswith("…")
        assert text.startswith(clipped[:-1])


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        ("  \n ", []),
        ("uno dos", ["uno dos"]),
        ("uno dos tres.\n\ncuatro cinco", ["uno dos tres.", "cuatro cinco"]),
        ("uno dos tres\ncuatro cinco seis", ["uno dos tres", "cuatro cinco seis"]),
        ("Uno dos tres. Cuatro cinco", ["Uno dos tres.", "Cuatro cinco"]),
        ("uno dos tres cuatro cinco", ["uno dos tres cuatro", "cinco"]),
        ("x" * 45, ["x" * 20, "x" * 20, "x" * 5]),
        ("👩" * 11, ["👩" * 10, "👩"]),
    ],
)
def test_a_cut_is_where_a_reader_would_make_it(text: str, parts: list[str]) -> None:
    """At a paragraph, a line, a sentence, a word, in that order; within a word only where there is no other."""
    assert cut(text, 20) == parts


@pytest.mark.parametrize(("text", "length"), [("", 0), ("ñ", 1), ("👩", 2), ("👩‍👧", 5), ("🇵🇪", 4)])
def test_lengths_are_utf16(text: str, length: int) -> None:
    """As the platforms count."""
    assert units(text) == length == len(text.encode("utf-16-le")) // 2


@given(TEXTS)
def test_names_are_escaped_once(name: str) -> None:
    """Whatever a mailbox is called, the markup stays ours, and what is shown is what was typed."""
    [message] = messages(say("unlinked", name=name))
    assert re.sub(r"</?b>", "", message.markup).count("<") == 0
    assert clip(name, TELEGRAM.argument) in shown(message.markup)


@given(TEXTS.map(lambda text: text * 40), st.text(max_size=400))
def test_a_text_word_for_word_is_whole_and_fits(text: str, subject: str) -> None:
    """A notice's own text: all of it, escaped, over as many messages as it takes, the buttons under the last."""
    head = phrase("notice-opened", name="Mamá", subject=subject, at=AT)
    rows = ((press("button-remind", "r:a:1"),),)
    parts = messages(Verbatim(text, head=head, foot=phrase("notice-end"), rows=rows))
    assert all(0 < units(shown(part.markup)) <= TELEGRAM.text for part in parts)
    assert [bool(part.keyboard) for part in parts] == [False] * (len(parts) - 1) + [True]
    together = "".join("".join(shown(part.markup) for part in parts).split())
    assert "".join(text.split()) in together


def test_data_that_no_button_can_carry_is_refused() -> None:
    """64 bytes, not characters: a longer one is a mistake of the code, found before the platform finds it."""
    fits = say("help", rows=((press("button-yes", "x" * 62 + "ñ"),),))
    assert messages(fits)[0].keyboard[0][0].does == Press("x" * 62 + "ñ")
    with pytest.raises(ValueError, match="64 bytes"):
        messages(say("help", rows=((press("button-yes", "x" * 63 + "ñ"),),)))


def test_buttons_are_plain() -> None:
    """No markup and no escaping there: the platform shows them as they are; links and pages keep their address."""
    rows = (
        (press("button-unlink", "a:u:1", name="<b>Mamá & Papá"),),
        (Button(phrase("button-open-page"), Page("https://bot.example/v/1?a=1&b=2")),),
        (Button(phrase("button-yes"), Link("https://e-notificacion.migraciones.gob.pe/")),),
    )
    [message] = messages(say("help", rows=rows))
    assert [key.label for row in message.keyboard for key in row] == [
        "Quitar <b>Mamá & Papá",
        "🔒 Abrir página segura",
        "Sí",
    ]
    assert message.keyboard[1][0].does == Page("https://bot.example/v/1?a=1&b=2")


def test_the_fullest_list_fits() -> None:
    """Five long subjects and nineteen mailboxes in trouble: still messages that the platform takes, all of them."""
    name, subject = "👩" * 40, "Ñ" * 400
    mark, kind = phrase("mark-unread"), phrase("kind-expulsion")
    lines = [
        phrase("notice-row", number=number, mark=mark, name=name, kind=kind, subject=subject, at=AT)
        for number in range(5)
    ]
    lines += [phrase("trouble-rejected", name=name) for _ in range(19)]
    rows = ((press("button-refresh", "n:r:0"),),)
    for language in ("es", "en"):
        parts = messages(Said((*lines, phrase("notices-foot")), rows, edit=7), language)
        assert all(units(shown(part.markup)) <= TELEGRAM.text for part in parts)
        assert sum(part.markup.count("👩" * 40) for part in parts) == 24
        assert [part.edit for part in parts] == [7] + [None] * (len(parts) - 1)
        assert [bool(part.keyboard) for part in parts] == [False] * (len(parts) - 1) + [True]


def test_everything_else_is_one_to_one() -> None:
    """Files, toasts, deletions: each has its message; a toast answers the tap that was heard, clipped to what fits."""

    def rendered(said: speech.Speech, heard: speech.What | None = None) -> object:
        [one] = render(said, language="es", limits=TELEGRAM, heard=heard)
        return one

    assert rendered(File("a.pdf", b"x")) == Document("a.pdf", b"x")
    assert rendered(Erase(3)) == Delete(3)
    assert rendered(speech.Unbutton(4)) == Unbutton(4)
    assert rendered(speech.Leave()) == Leave()
    stale = "Este botón ya no sirve. Escribe /ayuda para seguir."
    assert rendered(Toast(phrase("stale-button"), alert=True), Tap("x", "q1")) == Answer("q1", stale, True)
    assert rendered(Toast(phrase("stale-button"))) == Answer("", stale)
    long = rendered(Toast(phrase("notice-gone", name="x" * 250)), Tap("x", "q1"))
    assert isinstance(long, Answer)
    assert units(long.text) == TELEGRAM.toast


def test_a_file_that_the_channel_cannot_carry_is_said() -> None:
    """Over 50 MB the person is told where to get it, instead of nothing arriving."""
    [said] = render(File("grande.pdf", bytes(TELEGRAM.file_bytes + 1)), language="es", limits=TELEGRAM)
    assert isinstance(said, Message)
    assert "grande.pdf" in said.markup
    assert "demasiado grande" in said.markup
