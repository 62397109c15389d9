"""Care when something is off: guessed passwords, lost keys, a database that is down, taps that come again."""

from dataclasses import replace

from sqlalchemy import text

from handlers.effects.linking import REFUSALS
from sandbox.portal import Kind
from storage.keys import new_master_key, parse_keys
from storage.vault import Vault
from tests.handlers.parlour import Parlour
from tests.handlers.person import Person


async def test_a_user_name_is_left_alone_after_three_refusals_from_any_chat(parlour: Parlour) -> None:
    """Nobody can have someone's account locked through us: the fourth try does not reach the portal for an hour."""
    for number in range(REFUSALS):
        person = Person(parlour.desk, f"20{number}")
        await person.write("/vincular")
        await person.write("sí")
        assert "no aceptó" in (await person.post("mgonzalez26", "equivocada", "x")).text
    tried = parlour.portal.counts.sign_ins
    other = Person(parlour.desk, "300")
    await other.write("/vincular")
    await other.write("sí")
    answer = await other.post("mgonzalez26", "Arepa-2619", "x")
    assert "por una hora" in answer.text
    assert parlour.portal.counts.sign_ins == tried
    parlour.later(minutes=61)
    await other.write("/vincular")
    assert "quedó vinculado" in (await other.post("mgonzalez26", "Arepa-2619", "x")).text


async def test_one_mailbox_under_a_lost_key_does_not_hide_the_others(parlour: Parlour) -> None:
    """Its line says what to do; the list of the family's other mailboxes stands."""
    person = await parlour.linked("maria")
    strange = replace(parlour.world, vault=Vault(parse_keys(new_master_key())))
    parlour.desk._world = strange
    await person.write("/vincular")
    await parlour.link(person, "carlos")
    answer = await person.write("/notificaciones")
    assert "no pude leer los datos que guardé" in answer.text
    assert "carlos" in answer.text


async def test_a_password_leaves_the_chat_even_when_the_database_is_down(parlour: Parlour) -> None:
    """The message is deleted before anything is said about the trouble."""
    person = Person(parlour.desk)
    async with parlour.world.database.begin():  # whoever writes now waits until patience ends
        answer = await person.write("Arepa-2619")
    assert answer.erased
    assert "Tengo un problema" in answer.text


async def test_the_simplest_password_is_erased_while_the_page_waits(parlour: Parlour) -> None:
    """ "mi clave es amor" is no wish for help when a password was just asked for."""
    person = Person(parlour.desk)
    await person.write("/vincular")
    await person.write("sí")
    answer = await person.write("mi clave es amor")
    assert len(answer.erased) == 1
    assert "Borré tu mensaje" in answer.text


async def test_an_opening_whose_answer_was_lost_is_said_again_a_second_tap_is_not(parlour: Parlour) -> None:
    """The same update after a crash shows the text; another tap within seconds is told that it is there already."""
    person = await parlour.linked("maria")
    parlour.portal.publish("maria", Kind.REMEDY, pdf=True)
    await person.write("/notificaciones")
    await person.tap("Abrir 1")
    opened = await person.tap("Sí, abrir")
    assert "SIMULACIÓN" in opened.text
    assert "SIMULACIÓN" in (await person.again()).text
    assert "Ya la abrí" in (await person.tap("Sí, abrir")).toast


async def test_a_no_to_a_newer_text_leaves_what_was_agreed_to_before(parlour: Parlour) -> None:
    """Mailboxes linked under the earlier consent stay watched, and the answer says so instead of "I kept nothing"."""
    person = await parlour.linked("maria")
    async with parlour.world.database.begin() as connection:
        await connection.execute(text("UPDATE chats SET consent_version = '2020-01-01'"))
    await person.write("/start")
    answer = await person.write("no")
    assert "tus buzones siguen como estaban" in answer.text
    assert "maria" in (await person.write("/cuentas")).text
