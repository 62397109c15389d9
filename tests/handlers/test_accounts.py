"""`/cuentas` and `/privacidad`: what is kept for a chat, and letting go of it; and linking with all its ends on a real
database."""

from sqlalchemy import func, select

from storage.tables import chats, consents, journals, links, mailboxes, metadata, notices, outbox
from tests.handlers.parlour import Parlour
from tests.handlers.person import Person
from tests.handlers.phrases import CONSENT, NO_MAILBOX, STALE


async def counts(parlour: Parlour) -> dict[str, int]:
    """How many rows each table holds."""
    async with parlour.world.database.read() as connection:
        return {
            name: (await connection.execute(select(func.count()).select_from(table))).scalar_one()
            for name, table in metadata.tables.items()
        }


async def test_mailboxes_are_listed_and_one_is_let_go(parlour: Parlour) -> None:
    """Each with its state; unlinking asks first, names whose it is, and forgets that one alone."""
    person = await parlour.linked("maria", "sofia")
    listed = await person.write("/cuentas")
    assert "Tienes 2 buzones vinculados" in listed.text
    assert "lo estoy mirando" in (await person.tap("⚙️ maria")).text
    warning = await person.tap("Quitar maria")
    assert "¿Quito el buzón maria?" in warning.text
    assert "Tienes 2 buzones" in (await person.tap("No, dejar así")).text
    await person.tap("Quitar maria")
    done = await person.tap("Sí, quitar")
    assert "Quité el buzón maria" in done.text
    assert done.messages[0].edit == person.last.message
    assert "Tienes 1 buzón vinculado" in (await person.write("/cuentas")).text
    assert "mailbox.unlinked" in await parlour.acts()
    assert STALE in (await person.tap("Sí, quitar")).toast
    assert (await counts(parlour))["notices"] == 2


async def test_linking_the_same_mailbox_again_renews_its_password(parlour: Parlour) -> None:
    """There is one of it, under its first name, and nothing of it is announced."""
    person = await parlour.linked("maria")
    await person.write("/vincular")
    assert "ya estaba vinculado con el nombre maria" in (await parlour.link(person, "maria", "otra")).text
    rows = await counts(parlour)
    assert (rows["mailboxes"], rows["notices"], rows["outbox"]) == (1, 3, 1), "the word after sixty days of silence"
    assert (await parlour.acts())[-1] == "mailbox.renewed"


async def test_a_mailbox_without_a_name_gets_one(parlour: Parlour) -> None:
    """Buzón 1, Buzón 2, …"""
    person = await parlour.linked()
    assert "El buzón Buzón 1 quedó" in (await parlour.link(person, "maria", "")).text
    await person.write("/vincular")
    assert "El buzón Buzón 2 quedó" in (await parlour.link(person, "sofia", " \n ")).text


async def test_a_portal_down_in_the_middle_of_linking_loses_nothing(parlour: Parlour) -> None:
    """It says whose fault it is not, and offers the page again; then it goes through, and the password is nowhere."""
    person = await parlour.linked()
    parlour.portal.set_faults(down=True)
    failed = await parlour.link(person, "maria")
    assert "No es tu culpa." in failed.texts[0]
    assert failed.page
    assert (await counts(parlour))["mailboxes"] == 0
    parlour.portal.set_faults(down=False)
    assert "quedó vinculado" in (await parlour.link(person, "maria")).text


async def test_a_wrong_password_is_tried_once(parlour: Parlour) -> None:
    """One form, one sign-in; after three forms the bot stops by itself."""
    person = await parlour.linked()
    for tries in (1, 2, 3):
        answer = await person.post("mgonzalez26", f"wrong-{tries}")
        assert parlour.portal.counts.refused_sign_ins == tries
    assert "paro aquí" in answer.text
    assert "ya no hace falta" in (await parlour.link(person, "maria")).text
    assert parlour.portal.counts.refused_sign_ins == 3


async def test_everything_is_forgotten_on_one_word(parlour: Parlour) -> None:
    """Chat, mailboxes, notices, pushes, journal and links go; the proof of consent stays, and is ended."""
    person = await parlour.linked("maria", "sofia")
    await person.write("/notificaciones")
    await person.press("r:s:1")
    explained = await person.write("/privacidad")
    assert "Los guarda Casa Amiga" in explained.text
    assert "2 buzones" in explained.text
    assert "¿Borro todo?" in (await person.tap("🗑 Borrar mis datos")).text
    assert "Tus datos" in (await person.tap("No, dejar así")).text
    assert "Borré tus datos." in (await person.tap("Sí, borrar todo")).text
    rows = await counts(parlour)
    assert [rows[table.name] for table in (chats, mailboxes, notices, outbox, journals, links)] == [0] * 6
    async with parlour.world.database.read() as connection:
        [proof] = await connection.execute(select(consents))
    assert proof.withdrawn_at == parlour.clock.now()
    assert (await parlour.acts())[-1] == "chat.forgotten"
    assert NO_MAILBOX in (await person.write("/notificaciones")).text
    assert CONSENT in (await person.write("/vincular")).text


async def test_taking_the_consent_back_ends_it(parlour: Parlour, person: Person) -> None:
    """A yes, "atrás", a no: nothing may stand on record as agreed. (It did.)"""
    await person.write("/start")
    await person.write("sí")
    await person.write("atrás")
    assert "No guardé nada" in (await person.write("no")).text
    assert await parlour.acts() == ["consent.given", "consent.withdrawn"]
    assert CONSENT in (await person.write("/vincular")).text
