"""The ways back in over the wire: a real portal and agency on loopback, a real mail server, the bot between them."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

import aiohttp
import pytest
from sqlalchemy import select, text

from buzon.request_email import RECIPIENT, SUBJECT
from storage.tables import audit, journals, outbox
from tests.flow.town import Phone, Town, until

pytestmark = pytest.mark.asyncio(loop_scope="module")

NEW = "Nueva-clave-4471"
JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40


async def renewed(phone: Phone, town: Town, name: str, password: str = NEW) -> None:
    """All of way 2, up to the linked mailbox."""
    await phone.recovers()
    await phone.says_who(await town.owner(name))
    await phone.write("sí")
    page = await phone.page(await phone.sees("contraseña nueva"))
    answer = await page.send({"csrf": page.csrf, "init_data": page.init_data, "password": password, "name": "Mamá"})
    assert "quedó vinculado" in answer.words
    await phone.sees("quedó vinculado")


@pytest.mark.parametrize(
    "name", ["maria", "wideline", *(pytest.param(one, marks=pytest.mark.soak) for one in ("carlos", "yusmary", "joao"))]
)
async def test_a_new_password_is_set_and_the_mailbox_linked(town: Town, name: str) -> None:
    """With one surname, Ñ, a hyphen, particles, no accents: the portal knows them, and the new password opens."""
    phone = await town.phone()
    await renewed(phone, town, name, NEW)
    assert (await town.owner(name))["password"] == NEW
    await town.publish(name)
    assert "Mamá" in (await phone.sees("Llegó una notificación nueva"))["text"]
    written = [one for one in (await phone.ask("GET", "/chat"))["messages"] if one["from"] == "person"]
    assert len(written) <= 12


async def test_what_was_typed_is_gone_with_the_dialog(town: Town) -> None:
    """No journal is left of it, and the record of acts holds none of the data."""
    phone = await town.phone()
    await renewed(phone, town, "maria")
    await phone.answered()

    async def gone() -> bool:
        return not await town.rows(select(journals.c.chat_id))

    await until(gone, "the journal's end")
    owner = await town.owner("maria")
    told = str(await town.rows(select(audit.c.action, audit.c.subject, audit.c.details)))
    assert "identity.verified" in told
    assert owner["identity"]["document_number"] not in told
    assert "GONZALEZ" not in told.upper()


async def test_a_password_that_is_sent_links_the_mailbox(town: Town) -> None:
    """The other ending: the portal's own letter has it, and the page takes it."""
    await town.portal_faults(recovery_ending="sent")
    phone = await town.phone()
    await phone.recovers()
    await phone.says_who(await town.owner("joao"))
    await phone.write("sí")
    assert "j***@correo.example" in (await phone.sees("te mandó una contraseña nueva"))["text"]
    page = await phone.page(await phone.sees("Cuando la tengas"))
    [letter, *_] = await town.letters("contraseña")
    found = re.search(r"Contraseña: (\S+)", letter["text"])
    assert found
    answer = await page.post((await town.owner("joao"))["user"], found[1], "Papá")
    assert "quedó vinculado" in answer.words


async def test_the_portal_fails_between_verification_and_password(town: Town) -> None:
    """The place is kept: the same question comes again, and once the portal is back the new password goes through."""
    phone = await town.phone()
    await phone.recovers()
    await phone.says_who(await town.owner("wideline"))
    await phone.write("sí")
    asked = await phone.sees("contraseña nueva")
    await town.portal_faults(down=True)
    page, said = await phone.page(asked), len(await phone.messages())
    fields = {"csrf": page.csrf, "init_data": page.init_data, "password": NEW, "name": ""}
    answer = await page.send(fields)
    assert answer.trouble
    assert "no responde ahora" in answer.words
    await phone.sees("no responde ahora", after=said)
    await town.portal_faults(down=False)
    page = await phone.page(await phone.sees("contraseña nueva", after=said))
    answer = await page.send(fields | {"csrf": page.csrf})
    assert "quedó vinculado" in answer.words


async def test_a_verification_that_expired_is_renewed_behind_the_scenes(town: Town) -> None:
    """Who takes their time to think of a password does not type seven data again."""
    phone = await town.phone()
    await phone.recovers()
    await phone.says_who(await town.owner("maria"))
    await phone.write("sí")
    page = await phone.page(await phone.sees("contraseña nueva"))
    await town.control("POST", "/portal/reset")  # every ticket is forgotten
    answer = await page.send({"csrf": page.csrf, "init_data": page.init_data, "password": NEW, "name": ""})
    assert "quedó vinculado" in answer.words


async def test_the_agency_opens_the_mailbox(town: Town) -> None:
    """The password that was sent never comes; the captcha is shown to its owner, who misreads it once."""
    owner = await town.owner("yusmary")
    await town.portal_faults(recovery_ending="sent")
    phone = await town.phone()
    await phone.recovers()
    await phone.says_who(owner)
    await phone.write("sí")
    await phone.tap(await phone.sees("Cuando la tengas"), "No me llegó")
    await phone.sees("fecha de emisión")
    await phone.write(owner["identity"]["issued_on"])
    shown = await phone.sees("letras y números")
    assert shown["photo"]
    await phone.write("11111")
    await phone.sees("queda un intento más")
    captcha = list((await town.control("GET", "/agency/captchas")).values())[-1]
    await phone.write(captcha.lower())
    await phone.sees("expediente")
    await phone.write(owner["files"][0].lower())
    opened = await phone.sees("Entraste")
    link = opened["reply_markup"]["inline_keyboard"][0][0]["url"]
    assert link.startswith(town.world.portal)
    assert link not in opened["text"]


async def test_the_agency_down_keeps_the_place(town: Town) -> None:
    """An outage there is told, with a button that goes on where it was."""
    owner = await town.owner("yusmary")
    await town.portal_faults(recovery_ending="sent")
    phone = await town.phone()
    await phone.recovers()
    await phone.says_who(owner)
    await phone.write("sí")
    await phone.tap(await phone.sees("Cuando la tengas"), "No me llegó")
    await phone.sees("fecha de emisión")
    await town.control("PATCH", "/agency/faults", {"server_error": True})
    await phone.write(owner["identity"]["issued_on"])
    told = await phone.sees("no responde ahora")
    await town.control("PATCH", "/agency/faults", {"server_error": False})
    await phone.tap(told, "Reintentar")
    await phone.sees("letras y números")


async def confirmed(phone: Phone, town: Town, owner: str) -> None:
    """/correo, the seven data, the address and its code: up to the question for a photo."""
    who = await town.owner(owner)
    await phone.write("/correo")
    await phone.tap(await phone.sees("permiso"), "Sí, acepto")
    await phone.sees("1 de 7.")
    await phone.says_who(who)
    await phone.write("sí")
    await phone.tap(await phone.sees("¿Lo envío yo"), "Envíalo tú")
    await phone.sees("correo tuyo")
    await phone.write(
        f"es {who['identity']['email'].upper()} gracias" if owner == "carlos" else who["identity"]["email"]
    )
    await phone.sees("6 números")
    [letter, *_] = await town.letters("Tu código")
    await phone.write(letter["subject"][-6:])
    await phone.sees("foto de tu documento")


async def test_the_bot_sends_the_letter(town: Town) -> None:
    """It arrives whole at the one recipient, is answered to the person, holds the photo, which left the chat."""
    phone = await town.phone()
    await confirmed(phone, town, "maria")
    await phone.send_file("photo", await town.constancia("maria", "jpg"), "dni.jpg")
    assert RECIPIENT in (await phone.sees("Enviado"))["text"]
    [letter, *_] = await town.letters(SUBJECT)
    async with town.http.get(f"/control/mail/mails/{letter['id']}/raw") as answer:
        message = message_from_bytes(await answer.read(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert (message["Subject"], message["To"], message["Cc"], message["Bcc"]) == (SUBJECT, RECIPIENT, None, None)
    assert letter["to"] == [RECIPIENT]
    assert message["Reply-To"] == "maria@correo.example"
    body = message.get_body(("plain",))
    assert body
    told = body.get_content()
    assert "004417826" in told.split("Mis datos:")[1]
    [photo] = message.iter_attachments()
    assert photo.get_content_type() == "image/jpeg"

    async def erased() -> bool:
        return not await phone.photos()

    await until(erased, "the photo gone from the chat")
    rows = await town.rows(select(outbox.c.text_key, outbox.c.params, outbox.c.due_at))
    assert [(row.text_key, row.params) for row in rows] == [("follow-up", {})]
    # A second one on the same day is not sent; the person may send it themselves.
    await phone.write("/correo")
    await phone.sees("1 de 7.")
    await phone.says_who(await town.owner("maria"))
    await phone.write("sí")
    await phone.tap(await phone.sees("¿Lo envío yo"), "Envíalo tú")
    await phone.sees("correo tuyo")
    await phone.write("maria@correo.example")
    await phone.sees("Hoy ya salió un correo tuyo")
    await phone.sees("Tu correo está listo")
    assert len(await town.letters(SUBJECT)) == 1


@pytest.mark.telegram_only("its neighbour is the same in WhatsApp, which has no copy buttons")
async def test_the_letter_by_hand_has_every_form(town: Town) -> None:
    """Address, subject and body each in a block of its own; copy buttons; a page for the mail app; a draft."""
    phone = await town.phone()
    owner = await town.owner("carlos")
    await phone.write("/correo")
    await phone.tap(await phone.sees("permiso"), "Sí, acepto")
    await phone.sees("1 de 7.")
    await phone.says_who(owner)
    await phone.write("sí")
    await phone.tap(await phone.sees("¿Lo envío yo"), "Lo envío yo")
    said = await phone.sees("¿Ya enviaste el correo?")
    messages = await phone.messages()
    messages = messages[: [one["message_id"] for one in messages].index(said["message_id"])][-5:]
    here, to, subject, body, draft = messages
    page = here["reply_markup"]["inline_keyboard"][0][0]["url"]
    assert page.startswith(f"{town.house.address}/correo")
    assert len(page) <= 2_000
    for message, copied in ((to, RECIPIENT), (subject, SUBJECT)):
        assert message["reply_markup"]["inline_keyboard"][0][0]["copy_text"]["text"] == copied
        assert f"<pre>{copied}</pre>" in message["html"]
    assert "002193847" in body["html"]
    async with aiohttp.ClientSession(town.world.page) as http, http.get(draft["document"]["url"]) as answer:
        opened = message_from_bytes(await answer.read(), policy=policy.default)
    assert (opened["X-Unsent"], opened["To"], opened["Subject"], opened["From"]) == ("1", RECIPIENT, SUBJECT, None)
    content = opened.get_content()
    assert "MUÑOZ" in content.upper()
    await phone.tap(said, "Ya lo envié")
    await phone.sees("te pregunto si te respondieron")


async def test_the_letter_by_hand_can_be_passed_on_whole(town: Town) -> None:
    """Where no button copies, each part is a message of its own: held, it is copied or passed on without a word of
    ours."""
    phone = await town.on("whatsapp").phone()
    await phone.write("correo")
    await phone.tap(await phone.sees("permiso"), "Sí, acepto")
    await phone.sees("1 de 7.")
    await phone.says_who(await town.owner("carlos"))
    await phone.write("sí")
    await phone.tap(await phone.sees("¿Lo envío yo"), "Lo envío yo")
    await phone.sees("¿Ya enviaste el correo?")
    raw = [one["raw"]["text"] for one in await phone.messages()]
    assert RECIPIENT in raw
    assert SUBJECT in raw
    body = [text for text in raw if text and "002193847" in text and "Nombres" in text][-1]
    assert "*" not in body
    assert "`" not in body


async def test_a_follow_up_asks_and_leads_on(town: Town) -> None:
    """Five working days later: whether an answer came; where none did, what else there is."""
    phone = await town.phone()
    await confirmed(phone, town, "joao")
    await phone.write("sin foto")
    await phone.sees("Enviado")
    await town.change(text("UPDATE outbox SET due_at = '2020-01-01 00:00:00'"))
    asked = await phone.sees("¿Ya te respondieron?")
    await phone.tap(asked, "Todavía no")
    await phone.sees("Puedes escribir otra vez")
