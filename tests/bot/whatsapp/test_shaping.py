"""What is said, as WhatsApp carries it: three buttons, a list of ten, or one link under a text; and nothing is lost."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.limits import WHATSAPP
from bot.channels.messages import Listed, Message, Outgoing, Photo
from bot.channels.rendering import render
from bot.channels.text import units
from bot.channels.whatsapp import payloads
from bot.channels.whatsapp.markup import plain
from handlers.menu import MENU_COMMANDS, MENU_SAID
from handlers.speech import (
    Button,
    Copy,
    Erase,
    Link,
    Page,
    Press,
    Quoted,
    Rows,
    Said,
    Shown,
    Speech,
    Tap,
    Toast,
    ToCopy,
    Unbutton,
    phrase,
    press,
    say,
)
from handlers.words import LANGUAGES, words

CHOICES = WHATSAPP.choices
assert CHOICES is not None


def said(speech: Speech, language: str = "es") -> list[Outgoing]:
    return render(speech, language=language, limits=WHATSAPP)


def labelled(text: str, does: Press | Page | Link | Copy) -> Button:
    return Button(phrase("choice", text=text), does)


def test_up_to_three_short_presses_are_buttons() -> None:
    rows: Rows = ((press("button-yes", "y"), press("button-no", "n")), (press("button-cancel", "x"),))
    [message] = said(say("not-understood", rows=rows))
    assert isinstance(message, Message)
    assert [key.label for key in message.keyboard[0]] == ["Sí", "No", "Cancelar"]


def test_four_are_a_list() -> None:
    [message] = said(say("not-understood", rows=tuple((press("button-yes", str(n)),) for n in range(4))))
    assert isinstance(message, Listed)
    assert [option.data for option in message.options] == ["0", "1", "2", "3"]
    assert len({option.title for option in message.options}) == 4, "WhatsApp wants no two titles alike"


def test_a_label_that_is_too_long_for_a_button_is_in_a_list_with_all_its_words() -> None:
    long = "Notificación de observación del 3 de noviembre"
    [message] = said(say("not-understood", rows=((labelled(long, Press("x")),),)))
    assert isinstance(message, Listed)
    [option] = message.options
    assert units(option.title) <= 24
    assert option.description == long


def test_more_than_ten_are_pages() -> None:
    first, second, third = said(
        say("not-understood", rows=tuple((labelled(f"n{n}", Press(str(n))),) for n in range(23)))
    )
    assert [len(one.options) for one in (first, second, third) if isinstance(one, Listed)] == [10, 10, 3]


def test_the_same_way_on_is_there_once() -> None:
    """Meta refuses a list with one id twice, and with it the whole message."""
    twice: Rows = tuple((press("button-yes", data),) for data in ("a", "b", "a", "c", "d", "e"))
    [message] = said(say("not-understood", rows=twice))
    assert isinstance(message, Listed)
    assert [option.data for option in message.options] == ["a", "b", "c", "d", "e"]


def test_a_page_comes_first_and_the_other_ways_under_it() -> None:
    rows: Rows = (
        (Button(phrase("button-open-page"), Page("https://b.example/v/1")),),
        (press("button-cancel", "cancel"),),
    )
    page, rest = said(say("ask-credentials", rows=rows))
    assert isinstance(page, Message)
    assert page.keyboard[0][0].does == Page("https://b.example/v/1")
    assert "página" in page.markup
    assert isinstance(rest, Message)
    assert rest.keyboard[0][0].does == Press("cancel")


def test_what_is_to_be_copied_is_a_message_of_its_own() -> None:
    """A phone copies or passes on a message whole."""
    head, text, buttons = said(ToCopy("De: yo\nA: *ellos*", phrase("not-understood"), ((press("button-sent", "s"),),)))
    assert isinstance(head, Message)
    assert isinstance(text, Message)
    assert plain(text.markup) == "De: yo\nA: *ellos*"
    assert isinstance(buttons, Message)
    assert buttons.keyboard


def test_a_long_text_goes_before_and_its_end_has_the_buttons() -> None:
    lines = tuple(phrase("choice", text="palabra " * 30) for _ in range(8))
    first, last = said(Said(lines, ((press("button-yes", "y"),),)))
    assert isinstance(first, Message)
    assert isinstance(last, Message)
    assert not first.keyboard
    assert last.keyboard
    assert 0 < units(plain(last.markup)) <= 1024
    assert f"{plain(first.markup)} {plain(last.markup)}".split() == ["palabra"] * 240


def test_an_end_that_is_too_long_for_buttons_stands_alone_and_the_buttons_under_a_question() -> None:
    text, question = said(Said((Quoted("x" * 2000),), ((press("button-yes", "y"),),)))
    assert isinstance(text, Message)
    assert len(plain(text.markup)) == 2000
    assert isinstance(question, Message)
    assert "¿Qué quieres hacer?" in question.markup


def test_a_picture_has_its_buttons_where_they_fit_and_a_list_after_it_where_not() -> None:
    picture = Shown(b"\x89PNG")
    [photo] = said(say("not-understood", picture=picture, rows=((press("button-yes", "y"),),)))
    assert isinstance(photo, Photo)
    assert photo.keyboard
    bare, listed = said(
        say("not-understood", picture=picture, rows=tuple((labelled(f"n{n}", Press(str(n))),) for n in range(5)))
    )
    assert isinstance(bare, Photo)
    assert not bare.keyboard
    assert isinstance(listed, Listed)


def test_what_whatsapp_can_not_do_is_left_out_or_said() -> None:
    """No message is taken away or changed; the short answer to a tap is a message."""
    assert said(Erase(3)) == []
    assert said(Unbutton(3)) == []
    [message] = render(Toast(phrase("stale-button"), alert=True), language="es", limits=WHATSAPP, heard=Tap("x"))
    assert isinstance(message, Message)
    assert "ya no sirve" in message.markup
    [again] = said(say("not-understood", edit=7))
    assert isinstance(again, Message)
    assert again.edit is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_names_a_command_by_its_slash(language: str) -> None:
    """There is no slash in WhatsApp: the word alone is what one writes."""
    slash = re.compile(rf"(?<![\w/.])/({'|'.join(MENU_COMMANDS)}|start)\b")
    for message in said(say("help"), language):
        assert isinstance(message, Message)
        assert not slash.search(plain(message.markup))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_menu_fits_a_list(language: str) -> None:
    assert len(MENU_SAID) <= 10
    for name in MENU_SAID:
        assert units(words(language, phrase(f"menu-{name}"))) <= 24


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<b>hola</b> &amp; <i>adiós</i>", "*hola* & _adiós_"),
        ("<b>una\ndos</b>", "*una*\n*dos*"),
        ("<b> hola </b>", " *hola* "),
        ("a <b>j***@correo.example</b>", "a j***@correo.example"),
        ("&lt;b&gt;", "<b>"),
        ("<pre>a &lt; b</pre>", "```a < b```"),
    ],
)
def test_our_markup_in_whatsapps_signs(markup: str, text: str) -> None:
    assert plain(markup) == text


_LABELS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "So"]), min_size=1, max_size=90)


@given(
    st.lists(st.text(max_size=1500), min_size=1, max_size=4),
    st.lists(st.tuples(_LABELS, st.sampled_from(["press", "page", "copy"])), max_size=25),
)
def test_every_message_is_within_the_limits_and_every_button_is_there_once(
    texts: list[str], buttons: list[tuple[str, str]]
) -> None:
    """Whatever is said, with whatever buttons: Meta's limits hold, and each way on is there exactly once."""
    does = {
        "press": lambda n: Press(str(n)),
        "page": lambda n: Page(f"https://b.example/{n}"),
        "copy": lambda n: Copy(f"c{n}"),
    }
    rows = tuple((labelled(label, does[kind](number)),) for number, (label, kind) in enumerate(buttons))
    ways: list[str] = []
    for message in said(Said(tuple(Quoted(text) for text in texts), rows)):
        match message:
            case Message():
                payload = payloads.text(message)
            case Listed():
                payload = payloads.listed(message)
            case _:
                raise AssertionError(message)
        if payload["type"] == "text":
            assert units(payload["text"]["body"]) <= 4096
            ways += [payload["text"]["body"]] * bool(re.fullmatch(r"c\d+", payload["text"]["body"]))
            continue
        interactive = payload["interactive"]
        assert 1 <= units(interactive["body"]["text"]) <= 1024
        action = interactive["action"]
        if interactive["type"] == "button":
            titles = [one["reply"]["title"] for one in action["buttons"]]
            assert 1 <= len(titles) <= 3
            assert len(set(titles)) == len(titles)
            assert all(1 <= units(title) <= 20 for title in titles)
            ways += [one["reply"]["id"] for one in action["buttons"]]
        elif interactive["type"] == "list":
            listed = action["sections"][0]["rows"]
            assert 1 <= len(listed) <= 10
            assert 1 <= units(action["button"]) <= 20
            assert all(1 <= units(row["title"]) <= 24 and units(row.get("description", "")) <= 72 for row in listed)
            ways += [row["id"] for row in listed]
        else:
            assert 1 <= units(action["parameters"]["display_text"]) <= 20
            ways.append(action["parameters"]["url"])
    wanted = {"press": str, "page": lambda n: f"https://b.example/{n}", "copy": lambda n: f"c{n}"}
    assert sorted(ways) == sorted(wanted[kind](number) for number, (_, kind) in enumerate(buttons))
