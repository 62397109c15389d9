"""The simple formatting of the team: what it sets off, what it leaves alone; nothing is lost, nothing let through."""

import html
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.channels.rendering import rich
from buzon.markup import (
    CAPTION_LIMIT,
    JOINT,
    TEXT_LIMIT,
    Piece,
    Style,
    Unclosed,
    excess,
    pieces,
    plain,
    unclosed,
    written,
)

MARKED = st.text(alphabet="ab ñ*_\n.,()<>&'\"1😀", max_size=60)
"""Texts in which marks meet letters, spaces, line ends and what HTML minds."""


def styles(text: str) -> list[tuple[str, str]]:
    return [(piece.text, piece.style.value) for piece in pieces(text)]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("hola", [("hola", "plain")]),
        ("*hola*", [("hola", "bold")]),
        ("_hola_", [("hola", "italic")]),
        ("*_hola_*", [("hola", "both")]),
        ("_*hola*_", [("hola", "both")]),
        ("El *lunes* no.", [("El ", "plain"), ("lunes", "bold"), (" no.", "plain")]),
        ("¿*Qué* pasó?", [("¿", "plain"), ("Qué", "bold"), (" pasó?", "plain")]),
        ("(*ojo*)", [("(", "plain"), ("ojo", "bold"), (")", "plain")]),
        ("*dos palabras*, y más", [("dos palabras", "bold"), (", y más", "plain")]),
        ("*a*\n*b*", [("a", "bold"), ("\n", "plain"), ("b", "bold")]),
        ("_uno *y dos*_", [("uno ", "italic"), ("y dos", "both")]),
        ("*uno _y* dos_", [("uno ", "bold"), ("y", "both"), (" dos", "italic")]),
        ("*uno _y dos_*", [("uno ", "bold"), ("y dos", "both")]),
    ],
)
def test_marks_at_the_edge_of_words_set_them_off(text: str, shown: list[tuple[str, str]]) -> None:
    """Asterisks make bold, underscores italic, both make both; the marks themselves are gone."""
    assert styles(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "2 * 3 * 4",
        "5*3*2",
        "mi_archivo_final.pdf",
        "https://x.example/a_b_c?d=*1*",
        "*sin cerrar",
        "sin abrir*",
        "* lista\n* de cosas",
        "*línea\ncortada*",
        "**",
        "_",
        "* *",
        "",
    ],
)
def test_any_other_asterisk_or_underscore_is_itself(text: str) -> None:
    """Sums, file names, addresses, lists, marks that are not closed on their line."""
    assert plain(text) == text
    assert all(piece.style is Style.PLAIN for piece in pieces(text))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (r"\*hola\*", [("*hola*", "plain")]),
        (r"\_hola_ \*", [("_hola_ *", "plain")]),
        (r"*5 \* 3*", [("5 * 3", "bold")]),
        (r"\**hola*\*", [("*", "plain"), ("hola", "bold"), ("*", "plain")]),
        (r"C:\carpeta \n", [(r"C:\carpeta \n", "plain")]),
        (f"re{JOINT}*cuer*{JOINT}da", [("re", "plain"), ("cuer", "bold"), ("da", "plain")]),
        (f"📣{JOINT}*Aviso*", [("📣", "plain"), ("Aviso", "bold")]),
    ],
)
def test_a_backslash_makes_a_mark_a_letter_and_a_joint_a_letter_a_mark(text: str, shown: list[tuple[str, str]]) -> None:
    """Neither is seen itself; any other backslash is one."""
    assert styles(text) == shown
    assert unclosed(text) == []


STYLED = st.lists(
    st.builds(
        Piece,
        st.text(alphabet="ab ñ*_\\\n.,()¿1😀" + JOINT, min_size=1, max_size=6),
        st.sampled_from(Style),
    ),
    max_size=8,
)


@given(STYLED)
@example([Piece("5*3 "), Piece("*", Style.BOLD), Piece("_"), Piece(" a_b ", Style.BOTH)])
@example([Piece("\\"), Piece("a\\", Style.ITALIC), Piece("\\*")])
@example([Piece("uno\ndos ", Style.BOLD), Piece("tres", Style.ITALIC)])
def test_what_is_written_of_pieces_reads_as_they_do(styled: list[Piece]) -> None:
    """Every character in its style, were it an asterisk or a backslash; how white space is set nobody sees."""

    def seen(found: list[Piece]) -> list[tuple[str, Style | None]]:
        each = [(char, piece.style) for piece in found for char in piece.text if char != JOINT]
        return [(char, None if char.isspace() else style) for char, style in each]

    read = pieces(written(styled))
    assert seen(read) == seen(styled)
    assert JOINT not in "".join(piece.text for piece in read)


def test_what_can_be_read_without_help_is_written_without_help() -> None:
    """What its author finds in the form again is as they would have typed it."""
    told = [Piece("El "), Piece("lunes 5", Style.BOLD), Piece(", en mi_sala de 3*4: "), Piece("gratis", Style.ITALIC)]
    assert written(told) == "El *lunes 5*, en mi_sala de 3*4: _gratis_"


@given(MARKED)
@example("*a _b* c_")
@example("_*_*a_*_*")
@example("***a***")
def test_all_that_was_written_is_said_but_the_marks(text: str) -> None:
    """Whatever the marks: the pieces in their order are the text without some asterisks and underscores."""
    said = "".join(piece.text for piece in pieces(text))
    left = iter(text)
    assert all(char in left for char in said), "in the same order"
    assert re.sub(r"[*_]", "", said) == re.sub(r"[*_]", "", text), "and nothing but marks is missing"
    assert all(piece.text for piece in pieces(text)), "no piece is empty"


@given(MARKED)
def test_only_as_many_marks_go_as_pieces_are_set_off(text: str) -> None:
    """A pair for each stretch of bold or italic: no mark is swallowed that sets nothing off."""
    gone = len(text) - len(plain(text))
    assert gone % 2 == 0
    if gone:
        assert any(piece.style is not Style.PLAIN for piece in pieces(text))


@given(st.text(max_size=80) | MARKED)
@example("<b>hola</b> & <script>")
@example("*<i>*")
@example("\ud800 *\ud800*")
def test_what_was_written_can_never_be_a_tag(text: str) -> None:
    """The markup for the channels has our own tags, closed in order, and the text within them, escaped."""
    shown = rich(text)
    opened: list[str] = []
    for closing, tag in re.findall(r"<(/?)([^>]*)>", shown):
        assert tag in {"b", "i"}
        if closing:
            assert opened.pop() == tag
        else:
            opened.append(tag)
    assert opened == []
    assert re.sub(r"</?[bi]>", "", shown) == html.escape(plain(text), quote=False)


@given(MARKED)
def test_reading_it_twice_changes_nothing_more(text: str) -> None:
    """Equal texts have equal pieces: how it is shown depends on nothing else."""
    assert pieces(text) == pieces(str(text))
    assert [Piece(piece.text, piece.style) for piece in pieces(text)] == pieces(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("*sin cerrar", [Unclosed("*", 1)]),
        ("sin abrir* nada", [Unclosed("*", 1)]),
        ("bien\n_mal y *bien*", [Unclosed("_", 2)]),
        ("*línea\ncortada*", [Unclosed("*", 1), Unclosed("*", 2)]),
        ("*bien* y _bien_", []),
        ("5*3*2 y mi_archivo", []),
        ("https://x.example/_a_*", []),
        ("* lista\n* de cosas", []),
    ],
)
def test_a_mark_that_was_forgotten_is_pointed_out(text: str, found: list[Unclosed]) -> None:
    """With its line; not where it is clearly no mark."""
    assert unclosed(text) == found


@given(MARKED)
def test_what_is_pointed_out_is_shown_as_it_stands(text: str) -> None:
    """Every mark that is pointed out is still in what people read."""
    assert len(unclosed(text)) <= len(re.findall(r"[*_]", plain(text)))


def test_a_text_is_measured_as_the_platforms_do() -> None:
    """An emoji counts twice; under a picture there is less room."""
    assert excess("a" * TEXT_LIMIT, has_media=False) == 0
    assert excess("a" * TEXT_LIMIT + "b", has_media=False) == 1
    assert excess("😀" * (TEXT_LIMIT // 2) + "b", has_media=False) == 1
    assert excess("a" * CAPTION_LIMIT, has_media=True) == 0
    assert excess("a" * TEXT_LIMIT, has_media=True) == TEXT_LIMIT - CAPTION_LIMIT
