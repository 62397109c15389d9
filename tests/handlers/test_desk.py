"""The desk: what comes in goes to the command, the button, the waiting dialog, or the plain words it stands for."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from handlers.desk import Desk
from handlers.dialog import Journal
from handlers.speech import Leave, Oddity, Text
from storage import chats
from storage.database import Database
from storage.tables import ChatState
from storage.turns import Turns
from tests.handlers.parlour import Parlour
from tests.handlers.person import Person
from tests.handlers.phrases import CONSENT, HELP, LOST, NO_MAILBOX, STALE, WELCOME


async def test_a_wish_in_the_middle_of_a_dialog_is_granted_and_the_dialog_waits_on(person: Person) -> None:
    """Words that answer no question may be a wish; the question is still open afterwards."""
    await person.write("/start")
    assert NO_MAILBOX in (await person.write("quiero ver mis notificaciones")).text
    assert HELP in (await person.write("/ayuda")).text
    assert "Elige una de las opciones" in (await person.write("tal vez")).text
    assert "¿Tienes a mano" in (await person.write("sí")).text


async def test_cancel_works_anywhere(person: Person) -> None:
    """By command, by word and by button; what was asked is then answered no more."""
    for word in ("/cancelar", "Cancelar.", "salir", "/cancel", "ya no"):
        await person.write("/start")
        assert "Cancelado." in (await person.write(word)).text
        assert LOST in (await person.write("sí")).text
    await person.write("/vincular")
    await person.write("sí")
    assert "Cancelado." in (await person.tap("Cancelar")).text


async def test_back_at_the_first_question(person: Person) -> None:
    """There is nothing before it: it says so and asks again."""
    await person.write("/vincular")
    answer = await person.write("Atrás")
    assert answer.texts[0] == "Estás en la primera pregunta."
    assert CONSENT in answer.text
    assert "Toca el botón" in (await person.write("sí")).text
    assert CONSENT in (await person.write("volver")).text


@pytest.mark.parametrize(
    "data",
    [
        "d:zzzz:consent:yes",
        "d:0000:gone:yes",
        "d:",
        "d",
        "x",
        "",
        ":::",
        "c:",
        "n:o:999",
        "n:y:-1",
        "n:y:²",
        "n:y:" + "9" * 60,
        "n:o:1 OR 1=1",
        "a:u:",
        "a:y:7",
        "r:s:abc",
        "r:m:" + "٣",
        "l:xx",
        "l:",
        "n:zz:1",
        "p:?:",
        "🤖" * 16,
    ],
)
async def test_a_button_of_nobody_gets_an_honest_answer(parlour: Parlour, data: str) -> None:
    """Forged, garbled or from another time: nothing happens but a word about it."""
    person = await parlour.linked()
    before = await parlour.acts()
    answer = await person.press(data)
    assert STALE in answer.toast or "Ese comando no lo conozco." in answer.text
    assert await parlour.acts() == before


@pytest.mark.parametrize("page", ["abc", "-1", "²", "99999", "9" * 59, ""])
async def test_a_page_that_does_not_exist_is_the_nearest(parlour: Parlour, page: str) -> None:
    """The list's own buttons can be old or forged too."""
    person = await parlour.linked("maria")
    assert "Notificaciones: 3" in (await person.press(f"n:p:{page}")).text


async def test_a_button_of_an_earlier_dialog_is_stale(person: Person) -> None:
    """A new /start makes the old one's buttons stale, an answer its question's, the end of a dialog all of them."""
    await person.write("/start")
    old = person.shown["Sí, acepto"]
    await person.write("/start")
    assert STALE in (await person.press(old)).toast
    await person.tap("Sí, acepto")
    assert STALE in (await person.tap("Sí, acepto")).toast
    await person.tap("No los tengo")
    await person.write("cancelar")
    assert STALE in (await person.tap("No la tengo")).toast


async def test_two_taps_on_one_button_are_one_answer(parlour: Parlour, person: Person) -> None:
    """The first takes the buttons away and goes on; the second changes nothing."""
    await person.write("/vincular")
    first = await person.tap("Sí, acepto")
    assert first.unbuttoned == [person.last.message]
    second = await person.tap("Sí, acepto")
    assert STALE in second.toast
    assert second.texts == []
    assert (await parlour.acts()).count("consent.given") == 1


async def test_a_repeated_update_is_answered_again_and_does_nothing_twice(parlour: Parlour, person: Person) -> None:
    """The answer may have been lost on its way: the same is said, and nothing is done a second time."""
    for line in ("/start", "sí", "no"):
        first = await person.write(line)
        again = await person.again()
        assert again.texts == first.texts
        assert again.buttons == first.buttons
    assert (await parlour.acts()).count("consent.given") == 1
    assert "Toca el botón" in (await person.write("la tengo")).text


async def test_a_group_is_declined(parlour: Parlour, person: Person) -> None:
    """One sentence, and out; nobody of the group is remembered."""
    await person.write("x")
    heard = replace(person.last, private=False, address="-100", what=Text("Arepa-2619"))
    answer = await person.hear(heard)
    assert answer.speeches[-1] == Leave()
    assert "solo hablo en privado" in answer.text
    async with parlour.world.database.read() as connection:
        assert await chats.find(connection, "telegram", "-100") is None


async def test_who_leaves_is_marked_and_who_comes_back_too(parlour: Parlour, person: Person) -> None:
    """By word of the platform, or by writing again."""

    async def state() -> ChatState:
        async with parlour.world.database.read() as connection:
            found = await chats.find(connection, "telegram", "1001")
        assert found
        return found.state

    assert (await person.leave()).sent == ()
    assert await state() is ChatState.LEFT
    assert (await person.come_back()).sent == ()
    assert await state() is ChatState.ACTIVE
    await person.leave()
    await person.write("/ayuda")
    assert await state() is ChatState.ACTIVE
    assert (await person.does(Oddity())).sent == ()


async def test_a_password_outside_of_any_dialog_is_erased_and_the_page_offered(parlour: Parlour) -> None:
    """The message goes, the reason is given, and the right place is shown at once."""
    person = await parlour.linked()
    await person.write("/cancelar")
    answer = await person.write("Arepa-2619")
    assert answer.erased == [person.last.message]
    assert "borré tu mensaje" in answer.texts[0]
    assert answer.page
    assert "Arepa" not in answer.text


async def test_a_password_where_the_page_is_asked_is_erased_once(parlour: Parlour) -> None:
    """One deletion, one reason, a fresh page; the question waits on."""
    person = await parlour.linked()
    answer = await person.write("mi clave es Arepa-2619")
    assert answer.erased == [person.last.message]
    assert len(answer.messages) == 1
    assert answer.page
    assert "quedó vinculado" in (await parlour.link(person, "maria")).text


async def test_pictures_and_long_texts_are_answered_in_one_sentence(person: Person) -> None:
    """Neither breaks anything, neither is an answer."""
    for kind in ("photo", "sticker", "voice", "document"):
        assert "Eso no lo puedo leer." in (await person.send(kind)).text
    assert LOST in (await person.write("bla " * 2_500)).text
    await person.write("/start")
    assert "Elige una de las opciones" in (await person.send("sticker")).text
    assert "Elige una de las opciones" in (await person.write("bla " * 2_500)).text


async def test_the_language_switches_at_once(parlour: Parlour, person: Person) -> None:
    """The answer to the tap is in the new language already, in the message itself, and so is all that follows."""
    await person.write("/idioma")
    answer = await person.tap("English")
    assert answer.text == "Done. From now on I speak English to you."
    assert answer.messages[0].edit == person.last.message
    assert "I tell you when something arrives" in (await person.write("/ayuda")).text
    await person.write("/language")
    assert (await person.tap("Español")).text == "Listo. Desde ahora te hablo en español."


@pytest.mark.parametrize(
    ("tag", "language"), [("en-GB", "en"), ("es-VE", "es"), ("pt-br", "es"), ("zh", "es"), (None, "es")]
)
async def test_the_first_word_is_in_the_language_of_the_app(parlour: Parlour, tag: str | None, language: str) -> None:
    """Where we have it; Spanish otherwise."""
    answer = await Person(parlour.desk, language=tag).write("/ayuda")
    assert answer.language == language
    assert (HELP if language == "es" else "I tell you when something arrives") in answer.text


async def test_a_form_that_nobody_asked_for_is_declined(parlour: Parlour, person: Person) -> None:
    """A page left open from before: it signs nobody in."""
    answer = await person.post("mgonzalez26", "Arepa-2619")
    assert "Esta página ya no hace falta." in answer.text
    await person.write("/start")
    assert "Esta página ya no hace falta." in (await person.post("mgonzalez26", "Arepa-2619")).text
    assert parlour.portal.counts.sign_ins == 0


async def test_a_dialog_of_other_code_ends_politely(parlour: Parlour, person: Person) -> None:
    """After a deploy that dropped a dialog, what is written gets an answer, and the next thing works."""
    await person.write("/start")
    turn = await parlour.turns.load("telegram", "1001")
    assert turn.journal
    journal = Journal.load(turn.journal)
    assert journal
    gone = replace(journal, dialog="gone").dump()
    expires_at = parlour.clock.now().replace(year=2030)
    await parlour.turns.save(turn.chat.id, journal=gone, expires_at=expires_at)
    assert "Mejoré un poco" in (await person.write("sí")).text
    assert LOST in (await person.write("sí")).text


async def test_a_journal_that_is_not_to_be_read_starts_over(parlour: Parlour, person: Person) -> None:
    """Bytes of nobody's making: the person is not stuck."""
    await person.write("/start")
    turn = await parlour.turns.load("telegram", "1001")
    await parlour.turns.save(turn.chat.id, journal=b"\x00nonsense", expires_at=parlour.clock.now().replace(year=2030))
    assert LOST in (await person.write("sí")).text
    assert WELCOME in (await person.write("/start")).text


async def test_a_locked_database_is_told_and_loses_nothing(parlour: Parlour, tmp_path: Path) -> None:
    """Somebody else holds the write lock: the person hears that it is our fault, and the same word works afterwards."""
    path = tmp_path / "buzon.db"
    impatient = Database.at(f"sqlite+aiosqlite:///{path}", patience=timedelta(milliseconds=200))
    turns = Turns(impatient, parlour.world.vault, clock=parlour.clock)
    person = Person(Desk(replace(parlour.world, database=impatient), turns))
    await person.write("/vincular")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert "Tengo un problema" in (await person.write("sí")).text
        assert HELP in (await person.write("/ayuda")).text
    assert "Toca el botón" in (await person.write("sí")).text
    assert (await parlour.acts()).count("consent.given") == 1
    await turns.close()
    await impatient.close()


async def test_a_dialog_left_lying_is_forgotten(parlour: Parlour, person: Person) -> None:
    """After three days the question is no longer open."""
    await person.write("/start")
    parlour.later(days=3, minutes=1)
    assert LOST in (await person.write("sí")).text
