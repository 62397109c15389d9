"""People get back in at the desk, typing as people do, and what they typed is gone with the dialog."""

from dataclasses import replace
from pathlib import Path

import pytest

from handlers.desk import Desk
from handlers.speech import Forget, Link
from sandbox.portal.notices import Ending
from tests.handlers.parlour import Parlour
from tests.handlers.people import (
    PASSWORD,
    PERSONAL,
    TYPED,
    asked_who_they_are,
    everything,
    forgotten,
    proves,
    rows,
    says_who,
    traces,
)
from tests.handlers.person import Heeded, Person


@pytest.mark.parametrize("owner", TYPED)
async def test_they_get_back_in_as_they_type(parlour: Parlour, person: Person, tmp_path: Path, owner: str) -> None:
    """Accents that the record has not, an Ñ that it has, particles, a hyphen, one surname: each sets a password and has
    the mailbox linked; and of who they are nothing is left, sealed or not."""
    answer = await proves(person, owner)
    assert "Ahora pon una contraseña nueva." in answer.text
    path = tmp_path / "buzon.db"
    assert traces(parlour, path, PERSONAL[owner][:1]) == [PERSONAL[owner][0]]  # while it is asked, it is in the journal
    [(sealed,)] = rows(path, "SELECT sealed FROM journals")
    answer = await person.renew(PASSWORD, "Mi buzón")
    assert "El buzón Mi buzón quedó vinculado." in answer.text
    assert parlour.portal.mailboxes[owner].password == PASSWORD
    await forgotten(parlour, answer)
    assert rows(path, "SELECT sealed FROM journals") == []
    assert traces(parlour, path, PERSONAL[owner]) == []
    assert isinstance(sealed, bytes)
    assert sealed not in everything(parlour, path)


async def test_a_password_that_was_sent_links_as_well(parlour: Parlour, person: Person, tmp_path: Path) -> None:
    """The other ending: it comes by e-mail, is typed on the page, and nothing else is left of it all."""
    parlour.portal.set_faults(recovery_ending=Ending.SENT)
    answer = await proves(person, "joao")
    assert "te mandó una contraseña nueva al correo j***@correo.example" in answer.text
    answer = await parlour.link(person, "joao", "Mi buzón")
    assert "quedó vinculado" in answer.text
    await forgotten(parlour, answer)
    assert traces(parlour, tmp_path / "buzon.db", (*PERSONAL["joao"], "correo.example")) == []


async def test_by_the_agency_into_the_mailbox(parlour: Parlour, person: Person, tmp_path: Path) -> None:
    """Nothing came, so the agency: the picture is read by its owner, and the link opens the mailbox once."""
    parlour.portal.set_faults(recovery_ending=Ending.SENT)
    await proves(person, "carlos")
    assert "¿Qué día te dieron" in (await person.tap("No me llegó nada")).text
    assert "¿Qué letras" in (await person.write("7oct2024")).text
    [visit] = parlour.branch.visits.values()
    assert "No eran esas." in (await person.write("00000")).text
    assert "expediente" in (await person.write(visit.captcha.lower())).text
    assert "no es tuyo" in (await person.write("LM260012345")).text
    answer = await person.write("es el te 4417")
    keys = [key for message in answer.messages for row in message.keyboard for key in row]
    [link] = [key.does.url for key in keys if isinstance(key.does, Link)]
    _, session = parlour.portal.enter(link.partition("#")[2])
    assert session.mailbox.person.id == "carlos"
    assert "¿Escribimos un correo" in (await person.tap("Sí, lo veo")).text
    answer = await person.tap("Ahora no")
    await forgotten(parlour, answer)
    assert traces(parlour, tmp_path / "buzon.db", (*PERSONAL["carlos"], "2024-10-07", "4417", link)) == []


@pytest.mark.parametrize("ending", ["cancelar", "/cancelar"])
async def test_who_gives_up_leaves_nothing(parlour: Parlour, person: Person, tmp_path: Path, ending: str) -> None:
    """The journal goes at once, with all seven data in it."""
    await asked_who_they_are(person)
    await says_who(person, TYPED["wideline"])
    await person.write(ending)
    assert rows(tmp_path / "buzon.db", "SELECT sealed FROM journals") == []
    assert traces(parlour, tmp_path / "buzon.db", PERSONAL["wideline"]) == []


async def test_a_dialog_that_another_one_replaces_leaves_nothing(
    parlour: Parlour, person: Person, tmp_path: Path
) -> None:
    """A new command begins a new journal: what was typed under the earlier one is not in it."""
    await asked_who_they_are(person)
    await says_who(person, TYPED["yusmary"])
    await person.write("/vincular")
    assert len(rows(tmp_path / "buzon.db", "SELECT sealed FROM journals")) == 1
    assert traces(parlour, tmp_path / "buzon.db", PERSONAL["yusmary"]) == []


async def test_the_end_is_said_again_and_forgotten_again(parlour: Parlour, person: Person) -> None:
    """The last answer was lost in a crash, and the update comes again: it is said once more, and still forgotten."""
    await asked_who_they_are(person)
    for _ in range(3):
        await person.write("Wakanda")
    await person.tap("Probar otra forma")
    for _ in range(6):
        answer = await person.tap("✅ Listo")
    assert "¿Pudiste ver tu buzón?" in answer.text
    await person.write("sí")
    answer = await person.write("ahora no")
    again = await person.again()
    assert again.texts == answer.texts
    assert Forget() in answer.speeches
    assert Forget() in again.speeches


# ---- data that are nobody's ------------------------------------------------------------------------------------------


async def three_times_nobody(person: Person) -> Heeded:
    """Wideline with another's passport, thrice."""
    await asked_who_they_are(person)
    await says_who(person, [*TYPED["wideline"][:2], "RD4471903", *TYPED["wideline"][3:]])
    for _ in range(2):
        await person.write("sí")
        await person.tap("✏️ Corregir un dato")
    return await person.write("sí")


async def test_after_three_mismatches_nothing_is_tried_for_an_hour(parlour: Parlour, person: Person) -> None:
    """The fourth try would be the one that locks somebody out: not in this dialog, nor in a new one, until then."""
    assert "Paro aquí" in (await three_times_nobody(person)).text
    assert (await parlour.acts()).count("identity.refused") == 3
    parlour.recovery.down.add("verify")  # it would be heard of, were it asked
    for line in ("/recuperar", "no", *TYPED["wideline"]):
        await person.write(line)
    assert "por una hora" in (await person.write("sí")).text
    assert (await parlour.acts()).count("identity.refused") == 3
    parlour.recovery.down.clear()
    parlour.later(minutes=61)
    for line in ("/recuperar", "no", *TYPED["wideline"]):
        await person.write(line)
    assert "Ahora pon una contraseña nueva." in (await person.write("sí")).text


async def test_one_chat_has_three_tries_whoever_they_are_for(parlour: Parlour, person: Person) -> None:
    """The count is of the chat: nobody tries out other people's data through us; another chat is not held up by it."""
    await three_times_nobody(person)
    for line in ("/recuperar", "no", *TYPED["yusmary"]):
        await person.write(line)
    assert "por una hora" in (await person.write("sí")).text
    other = Person(parlour.desk, "2002")
    assert "Ahora pon una contraseña nueva." in (await proves(other, "yusmary")).text


async def test_the_portal_s_own_limit_is_told_too(parlour: Parlour) -> None:
    """Three chats have tried one document: the portal hears no more of it, and the fourth is told so."""
    for number in range(3):
        other = Person(parlour.desk, f"30{number}")
        await asked_who_they_are(other)
        await says_who(other, [*TYPED["wideline"][:6], "19/05/1998"])
        assert "no encontró a nadie" in (await other.write("sí")).text
    last = Person(parlour.desk, "400")
    await asked_who_they_are(last)
    await says_who(last, TYPED["wideline"])
    assert "por una hora" in (await last.write("sí")).text


# ---- something is down -----------------------------------------------------------------------------------------------


async def test_the_portal_is_down_and_then_it_is_not(parlour: Parlour, person: Person) -> None:
    """Seven answers are not lost: one tap, when it stands again."""
    await asked_who_they_are(person)
    await says_who(person, TYPED["yusmary"])
    parlour.portal.set_faults(down=True)
    answer = await person.write("sí")
    assert "No es tu culpa." in answer.text
    assert "No es tu culpa." in (await person.tap("🔄 Reintentar")).text
    parlour.portal.set_faults(down=False)
    assert "Ahora pon una contraseña nueva." in (await person.tap("🔄 Reintentar")).text
    parlour.portal.set_faults(down=True)
    answer = await person.renew(PASSWORD)
    assert "No es tu culpa." in answer.text
    assert answer.page
    parlour.portal.set_faults(down=False)
    assert "quedó vinculado" in (await person.renew(PASSWORD)).text


async def test_back_works_while_something_is_down(parlour: Parlour, person: Person) -> None:
    """No question waits then, but the last answer can be taken back: it was only tried again, whatever was written."""
    await asked_who_they_are(person)
    await says_who(person, TYPED["yusmary"])
    parlour.portal.set_faults(down=True)
    await person.write("sí")
    assert "¿Está todo bien?" in (await person.write("atrás")).text
    assert "7 de 7" in (await person.write("atrás")).text


async def test_a_verification_that_expired_is_repeated(parlour: Parlour, person: Person) -> None:
    """Somebody took a quarter of an hour to think of a password: it is set, and nobody notices."""
    await proves(person, "maria")
    parlour.later(minutes=15)
    assert "quedó vinculado" in (await person.renew(PASSWORD)).text
    assert (await parlour.acts()).count("identity.verified") == 2


async def test_a_password_that_is_set_is_not_asked_for_anew(parlour: Parlour, person: Person) -> None:
    """It stands at the portal, but the portal's other door is down: that is said, and one page links the mailbox."""
    await proves(person, "maria")
    parlour.mailbox.down_for.add("mgonzalez26")
    answer = await person.renew(PASSWORD)
    assert "ya está guardada" in answer.text
    parlour.mailbox.down_for.clear()
    answer = await person.post("mgonzalez26", PASSWORD, "Mamá")
    assert "El buzón Mamá quedó vinculado." in answer.text
    await forgotten(parlour, answer)


async def test_where_the_pages_have_changed_nobody_is_asked_who_they_are(parlour: Parlour) -> None:
    """The daily walk missed a landmark of *Verificación de Datos*: people are walked through it by hand, as where the
    bot does not know the way; once it is found again the bot goes itself."""
    stands = False
    ways = replace(parlour.world.ways, recovery_stands=lambda: stands)
    desk = Desk(replace(parlour.world, ways=ways), parlour.turns)
    person = Person(desk)
    for line in ("/recuperar", "sí", "no la tengo"):
        answer = await person.write(line)
    assert "Paso 1 de 3. Abre la página de Migraciones" in answer.text
    stands = True
    await person.write("/cancelar")
    for line in ("/recuperar", "no la tengo"):
        answer = await person.write(line)
    assert "¿De qué país eres?" in answer.text
