"""The main job over the wire: agree, link, read, be alerted, let go; each test is one stretch of the way."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from handlers.world import CONSENT_VERSION
from storage.tables import audit, chats, consents, mailboxes, notices
from tests.flow.town import ALERT, Phone, Town, button, opened

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without tables, of either kind."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres_database"))
    return f"sqlite+aiosqlite:///{tmp_path / 'buzon.db'}"


async def test_the_main_job(database_url: str, tmp_path: Path) -> None:
    """From a stranger's /start to a pushed notice, opened, and the mailbox let go: the same on either database."""
    async with opened(tmp_path, database_url=database_url) as town:
        phone = await town.phone()
        await phone.agree()
        await phone.link(await town.resident("maria"), "Mamá")
        made = await town.publish("maria", "summons", pdf=True)
        alert = await phone.sees(ALERT)
        assert "Mamá" in alert["text"]
        assert "Citación" in alert["text"]
        assert "ir a una cita" in alert["text"]
        await phone.write("/notificaciones")
        await phone.sees("Notificaciones: 4 · 2 sin abrir")
        assert await town.openings() == []
        await phone.tap(alert, "Abrir")
        await phone.tap(await phone.sees("Antes de abrir"), "Sí, abrir")
        await phone.sees("SIMULACIÓN")
        await phone.sees(".pdf")
        assert [opening["notice"] for opening in await town.openings()] == [made["id"]]
        await phone.write("/cuentas")
        card = await phone.turn(await phone.sees("Tienes 1 buzón"), "⚙️ Mamá", "Nadie más mira este buzón")
        asked = await phone.turn(card, "Quitar Mamá", "¿Quito el buzón Mamá?")
        await phone.turn(asked, "Sí, quitar", "Quité el buzón Mamá")
        assert await town.rows(select(mailboxes.c.id)) == []


async def test_consent_is_kept_with_its_version_and_time(town: Town) -> None:
    """/start says who runs this, that it is free and not the State; the yes is on record with the text's version."""
    phone = await town.phone()
    await phone.write("/start")
    hello = await phone.sees("Buzón Bot")
    assert all(words in hello["text"] for words in ("gratis", "el equipo de la prueba", "No somos Migraciones"))
    asked = await phone.sees("necesito tu permiso")
    assert await town.rows(select(consents.c.id).join(chats, chats.c.id == consents.c.chat_id)) == []
    before = town.house.world.now()
    await phone.tap(asked, "Sí, acepto")
    await phone.sees("¿Tienes a mano")
    (kept,) = await town.rows(
        select(consents.c.version, consents.c.language, consents.c.given_at, chats.c.consent_version)
        .join(chats, chats.c.id == consents.c.chat_id)
        .where(chats.c.address == phone.address)
    )
    assert (kept.version, kept.language, kept.consent_version) == (CONSENT_VERSION, "es", CONSENT_VERSION)
    assert before <= kept.given_at <= before + timedelta(seconds=15)


async def test_who_does_not_agree_is_left_alone(town: Town) -> None:
    """A no ends the dialog: nothing is kept of it but the chat, and no page is offered."""
    phone = await town.phone()
    await phone.write("/vincular")
    await phone.tap(await phone.sees("necesito tu permiso"), "No acepto")
    await phone.sees("No guardé nada de tu buzón")
    (chat,) = await town.rows(select(chats).where(chats.c.address == phone.address))
    assert (chat.consent_version, chat.consented_at) == (None, None)


async def test_wrong_credentials_are_tried_once(town: Town) -> None:
    """A wrong password is said on the page and in the chat, once each; the portal saw one try; the next page works."""
    phone = await town.phone()
    maria = await town.resident("maria")
    page = await phone.page(await phone.asked_for_page())
    before = await town.portal_counts()
    answer = await page.post(maria.user, "Equivocada-1", "Mamá")
    assert "no aceptó ese usuario" in answer.words
    assert answer.trouble
    again = await phone.sees("no aceptó ese usuario")
    await phone.answered()
    after = await town.portal_counts()
    assert after["refused_sign_ins"] - before["refused_sign_ins"] == 1
    assert len([one for one in await phone.messages() if "no aceptó" in one["text"]]) == 1
    answer = await (await phone.page(again)).post(maria.user, maria.password, "Mamá")
    assert "quedó vinculado" in answer.words


async def test_a_password_typed_into_the_chat_is_taken_out(town: Town) -> None:
    """What looks like a password is deleted, the reason said, the page offered: within the dialog and outside it."""
    phone = await town.phone()
    await phone.agree()
    await phone.write("Arepa-2619")
    said = await phone.sees("borré tu mensaje" if town.channel == "telegram" else "aquí no puedo borrar tu mensaje")
    assert "contraseña" in said["text"]
    await phone.sees("Toca el botón")
    await phone.write("mi clave es Arepa-2619")
    page = await phone.sees("a contraseña no se escribe en el chat")
    assert (await phone.page(page, "página segura")).status == 200
    if town.channel == "telegram":
        assert await phone.own() == ["/start"]
    else:  # nobody can take it out there but the person: they are told how
        assert "Eliminar para todos" in said["text"]
    await phone.answered()
    assert (await town.rows(select(mailboxes.c.id).join(chats).where(chats.c.address == phone.address))) == []


async def test_the_list_turns_its_pages_in_place(town: Town) -> None:
    """23 notices in pages of five: newest first, the unread marked, one message edited for every page, none opened."""
    phone = await town.linked("carlos", called="Papá")
    before = await town.openings()
    await phone.write("/notificaciones")
    first = await phone.sees("Notificaciones: 23 · 4 sin abrir · página 1 de 5")
    assert first["text"].count("Sin abrir") == 4
    assert [f"{number}. " in first["text"] for number in (1, 5, 6)] == [True, True, False]
    said = len(await phone.messages())
    second = await phone.turn(first, "Más antiguas", "página 2 de 5")
    assert "6. " in second["text"]
    await phone.turn(second, "Más nuevas", "página 1 de 5")
    if town.channel == "telegram":  # nothing that was sent changes in WhatsApp
        assert len(await phone.messages()) == said
    assert await town.openings() == before


async def test_an_empty_mailbox_says_so(town: Town) -> None:
    """No notices is an answer, not an empty message."""
    phone = await town.linked("joao")
    await phone.write("/notificaciones")
    await phone.sees("No hay notificaciones")


async def test_opening_asks_first_and_is_recorded(town: Town) -> None:
    """Only the yes opens: the portal and the audit record it, and each PDF comes as the portal has it, to the byte."""
    phone = await town.linked("sofia", called="Sofi")
    made = await town.publish("sofia", "sanction", pdf=True, body="El texto de la prueba: <b>& «ñ»</b>")
    alert = await phone.sees(ALERT)
    await phone.tap(alert, "Abrir")
    warning = await phone.sees("Antes de abrir")
    assert all(words in warning["text"] for words in ("Sofi", "Multa o sanción", "ya te notificaron"))
    await phone.turn(warning, "Ahora no", "no la abrí")
    assert made["id"] not in {opening["notice"] for opening in await town.openings()}
    await phone.tap(alert, "Abrir")
    await phone.tap(await phone.sees("Antes de abrir"), "Sí, abrir")
    await phone.sees("El texto de la prueba: <b>& «ñ»</b>")
    received = await phone.sees(".pdf")
    opening = next(one for one in await town.openings() if one["notice"] == made["id"])
    assert opening["person_id"] == "sofia"
    (kept,) = await town.rows(select(notices).where(notices.c.portal_id == made["id"]))
    recorded = select(audit.c.action).where(audit.c.subject == f"notice:{kept.id}").order_by(audit.c.id)
    assert [row.action for row in await town.rows(recorded)] == ["notice.open-agreed", "notice.opened"]
    assert kept.opened_at is not None
    assert await _bytes_on_phone(phone, received) == await _bytes_at_portal(town, made["id"])


async def test_two_taps_on_yes_open_once(town: Town) -> None:
    """A nervous finger does not open twice, and the second tap is answered too."""
    phone = await town.linked("mateo")
    made = await town.publish("mateo", "remedy", pdf=False)
    await phone.tap(await phone.sees(ALERT), "Abrir")
    warning = await phone.sees("Antes de abrir")
    await phone.tap(warning, "Sí, abrir")
    if town.channel == "telegram":
        toast = await phone.tap_data(warning, button(warning, "Sí, abrir")["callback_data"])
        assert toast["text"] == "Ya la abrí. Está aquí en el chat."
    else:
        await phone.tap(warning, "Sí, abrir")
        await phone.sees("Ya la abrí. Está aquí en el chat.")
    await phone.answered()
    assert len([one for one in await town.openings() if one["notice"] == made["id"]]) == 1


@pytest.mark.telegram_only("nobody can make up a button in WhatsApp: its server knows what it showed")
async def test_a_button_of_another_chat_or_another_time_opens_nothing(town: Town) -> None:
    """Forged and old buttons get an honest answer: the notice of another chat stays closed."""
    phone, stranger = await town.linked("yusmary"), await town.phone()
    await town.publish("yusmary", pdf=False)
    alert = await phone.sees(ALERT)
    openings = await town.openings()
    await stranger.write("/ayuda")
    menu = await stranger.sees("Te aviso cuando llega algo")
    for data in (button(alert, "Abrir")["callback_data"], "n:y:999999999", "a:y:1", "d:0000:consent:yes", "ñ" * 20):
        assert "ya no sirve" in (await stranger.tap_data(menu, data))["text"], data
    assert await town.openings() == openings


async def test_the_language_changes_at_once(town: Town) -> None:
    """/idioma answers in the new language already, and alerts speak it too."""
    phone = await town.linked("sofia")
    await phone.write("/idioma")
    await phone.turn(await phone.sees("¿En qué idioma"), "English", "I speak")
    await phone.write("/ayuda")
    await phone.sees("I tell you when something arrives")
    await town.publish("sofia", pdf=False)
    await phone.sees("A new notice has arrived")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("quiero ver mis notificaciones", "Notificaciones:"),
        ("¿tengo algo nuevo?", "Notificaciones:"),
        ("AYUDA por favor", "Te aviso cuando llega algo"),
        ("mis buzones", "Tienes 1 buzón"),
        ("xyzzy plugh", "no te entendí"),
        ("/inventado", "Ese comando no lo conozco"),
        ("ñ" * 10_000, "no te entendí"),
    ],
)
async def test_plain_words_reach_the_same_places(town: Town, words: str, answer: str) -> None:
    """Who writes no slashes is understood too; what is not understood gets the ways on."""
    phone = await town.linked("mateo")
    await phone.write(words)
    await phone.sees(answer)


async def test_a_family_has_several_mailboxes_in_one_chat(town: Town) -> None:
    """Two children's mailboxes: each alert and each row names whose it is, and unlinking one keeps the other."""
    phone = await town.linked("sofia", called="Sofi <3")
    await phone.link(await town.resident("mateo"), "Mateo & Cía")
    await town.publish("mateo", pdf=False)
    assert "Buzón: Mateo & Cía" in (await phone.sees(ALERT))["text"]
    await phone.write("/notificaciones")
    shown = await phone.sees("Notificaciones:")
    assert "Mateo & Cía" in shown["text"]
    await phone.sees("Sofi <3")
    await phone.write("/cuentas")
    card = await phone.turn(await phone.sees("Tienes 2 buzones"), "⚙️ Sofi <3", "Nadie más mira este buzón")
    asked = await phone.turn(card, "Quitar Sofi <3", "¿Quito el buzón Sofi <3?")
    await phone.turn(asked, "Sí, quitar", "Quité el buzón Sofi <3")
    await phone.write("/cuentas")
    await phone.sees("Tienes 1 buzón")


async def test_a_mailbox_linked_twice_stays_one(town: Town) -> None:
    """Linking what is linked renews its password and says under which name it is known."""
    phone = await town.linked("maria", called="Mamá")
    maria = await town.resident("maria")
    answer = await (await phone.page(await phone.asked_for_page())).post(maria.user, maria.password, "Otra vez")
    assert "ya estaba vinculado con el nombre Mamá" in answer.words


async def test_stickers_are_answered(town: Town) -> None:
    """A sticker where text is asked is no answer: it is said so, with what would be."""
    phone = await town.phone()
    await phone.send_file("sticker", b"RIFF\x04\0\0\0WEBP", "hola.webp")
    await phone.sees("Eso no lo puedo leer")


async def _bytes_on_phone(phone: Phone, message: dict[str, object]) -> bytes:
    document = message["document"]
    assert isinstance(document, dict)
    async with phone.town.http.get(document["url"]) as answer:
        return await answer.read()


async def _bytes_at_portal(town: Town, notice: str) -> bytes:
    person = await town.resident("sofia")
    api = f"{town.world.portal}/sine-api"
    async with town.http.post(
        f"{api}/autenticacion", json={"usuario": person.user, "clave": person.password}
    ) as answer:
        session = {"Cookie": f"SINESESSION={answer.cookies['SINESESSION'].value}"}
    async with town.http.get(f"{api}/casilla/notificaciones/{notice}", headers=session) as answer:
        attachment, *_ = (await answer.json())["adjuntos"]
    url = f"{api}/casilla/notificaciones/{notice}/adjuntos/{attachment['id']}"
    async with town.http.get(url, headers=session) as answer:
        return await answer.read()
