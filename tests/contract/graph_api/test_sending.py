"""What pywa sends reaches the phone as it was meant, and every status comes back."""

import json

import pytest
from pywa_async import errors, types
from pywa_async.types import templates as tpl

from tests.contract.graph_api.desk import Desk
from tests.contract.graph_api.with_pywa import Ear

SENT, DELIVERED, READ, FAILED = (
    types.MessageStatusType.SENT,
    types.MessageStatusType.DELIVERED,
    types.MessageStatusType.READ,
    types.MessageStatusType.FAILED,
)
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c63f8cfc0f01f00050001ff89993d1d0000000049454e44ae426082"
)


async def test_a_text_goes_from_sent_to_read(desk: Desk, ear: Ear) -> None:
    """The tracker comes back in every status; read is told when the person looks, and only then."""
    person = await desk.person()
    sent = await ear.client.send_message(person["phone"], "*Hola* <b>tú</b>", tracker="aviso:17")
    assert (sent.to, sent.input) == (person["phone"], person["phone"])
    for status in await ear.statuses(SENT, DELIVERED):
        assert (status.id, status.tracker, status.from_user.bsuid) == (sent.id, "aviso:17", person["user_id"])
        assert (status.pricing.billable, status.pricing.category) == (False, "service")
    shown = (await desk.messages(person))[-1]
    assert (shown["html"], shown["status"]) == ("<b>Hola</b> &lt;b&gt;tú&lt;/b&gt;", "delivered")
    await desk.post(f"/people/{person['id']}/read", status=200)
    (status,) = await ear.statuses(READ)
    assert (status.id, status.tracker) == (sent.id, "aviso:17")


async def test_a_phone_that_is_off_gets_it_later(desk: Desk, ear: Ear) -> None:
    """Sent while the phone is off, delivered when it is back; who keeps reading to themselves never shows it."""
    person = await desk.person()
    await desk.patch(f"/people/{person['id']}", online=False, read_receipts=False)
    await ear.client.send_message(person["phone"], "Hola")
    await ear.statuses(SENT)
    assert (await desk.messages(person))[-1]["status"] == "sent"
    await desk.patch(f"/people/{person['id']}", online=True)
    await ear.statuses(DELIVERED)
    await desk.post(f"/people/{person['id']}/read", status=200)
    await ear.client.send_message(person["phone"], "¿Sigues ahí?")
    await ear.statuses(SENT, DELIVERED)  # and no READ before them


async def test_reply_buttons_are_answered_with_their_id(desk: Desk, ear: Ear) -> None:
    """Three buttons with header and footer; the tapped one comes back with its id, in reply to its message."""
    person = await desk.person()
    buttons = [types.Button(title=title, callback_data=f"id:{title}") for title in ("Sí", "No", "Después")]
    sent = await ear.client.send_message(
        person["phone"], "¿Seguimos?", header="Enlace", footer="Simulación", buttons=buttons
    )
    shown = (await desk.messages(person))[-1]
    assert (shown["text"], shown["header"]["text"], shown["footer"]) == ("¿Seguimos?", "Enlace", "Simulación")
    await desk.post(f"/people/{person['id']}/taps", {"message_id": sent.id, "id": "id:No"})
    update = await ear.hear()
    while not isinstance(update, types.CallbackButton):
        update = await ear.hear()
    assert (update.data, update.title, update.reply_to_message.id) == ("id:No", "No", sent.id)
    assert (await desk.messages(person))[-2]["chosen"] == ["id:No"]


async def test_a_row_of_a_list_is_answered_with_its_id(desk: Desk, ear: Ear) -> None:
    """A list opens rows in sections; the picked one comes back with id, title and description."""
    person = await desk.person()
    rows = [
        types.SectionRow(title=f"Aviso {number}", callback_data=f"n:{number}", description="Hoy") for number in (1, 2)
    ]
    listed = types.SectionList(button_title="Ver avisos", sections=[types.Section(title="Nuevos", rows=rows)])
    sent = await ear.client.send_message(person["phone"], "Tienes dos", buttons=listed)
    await desk.post(f"/people/{person['id']}/taps", {"message_id": sent.id, "id": "n:2"})
    update = await ear.hear()
    while not isinstance(update, types.CallbackSelection):
        update = await ear.hear()
    assert (update.data, update.title, update.description) == ("n:2", "Aviso 2", "Hoy")


async def test_a_flow_comes_back_with_its_token(desk: Desk, ear: Ear) -> None:
    """A Flow's answer is parsed by pywa with the token its message brought."""
    person = await desk.person()
    button = types.FlowButton(title="Llenar", flow_id="123", flow_token="t-1", flow_message_version="3")
    sent = await ear.client.send_message(person["phone"], "Tus datos", buttons=button)
    await desk.post(f"/people/{person['id']}/flow", {"message_id": sent.id, "response": {"nombre": "Yuleisy"}})
    update = await ear.hear()
    while not isinstance(update, types.FlowCompletion):
        update = await ear.hear()
    assert (update.token, update.response) == ("t-1", {"nombre": "Yuleisy"})


async def test_a_page_button_files_and_a_reply_reach_the_phone(desk: Desk, ear: Ear) -> None:
    """A button that opens a page, an uploaded document and picture, and a quoted message show on the phone."""
    person = await desk.person()
    asked = await desk.say(person, "Manda todo")
    client, phone = ear.client, person["phone"]
    await client.send_message(phone, "Entra", buttons=types.URLButton(title="Abrir", url="http://127.0.0.1:9/enlace"))
    await client.send_document(
        phone, b"%PDF-1.4", filename="resolución.pdf", caption="Tu PDF", mime_type="application/pdf"
    )
    await client.send_image(phone, PIXEL, caption="Foto", mime_type="image/png")
    await client.send_message(phone, "Eso es todo", reply_to_message_id=asked)
    page, document, image, reply = (await desk.messages(person))[-4:]
    assert page["buttons"] == [{"kind": "url", "title": "Abrir", "url": "http://127.0.0.1:9/enlace"}]
    assert (document["file_name"], document["media"]["size"], document["text"]) == ("resolución.pdf", 8, "Tu PDF")
    assert (image["media"]["mime_type"], reply["reply_to"]) == ("image/png", asked)
    async with desk.session.get(desk.control.removesuffix("/control/whatsapp") + image["media"]["url"]) as file:
        assert await file.read() == PIXEL


async def test_reading_typing_and_reacting_show_on_the_phone(desk: Desk, ear: Ear) -> None:
    """Marking as read turns the person's ticks, typing shows, and a reaction sticks to its message."""
    person = await desk.person(wrote=False)
    said = await desk.say(person, "Hola")
    await ear.client.indicate_typing(said)
    chat = await desk.chat(person)
    assert (chat["typing"], chat["messages"][0]["status"]) == (True, "read")
    await ear.client.send_reaction(person["phone"], "👀", said)
    chat = await desk.chat(person)
    assert (chat["typing"], chat["messages"][0]["reaction"], len(chat["messages"])) == (False, "👀", 1)


async def test_a_template_reaches_somebody_who_never_wrote(desk: Desk, ear: Ear) -> None:
    """Created by pywa, approved by the desk, sent with parameters outside the window: billed, and answered."""
    created = await ear.client.create_template(
        tpl.Template(
            name="aviso_nuevo",
            language=tpl.TemplateLanguage.SPANISH,
            category=tpl.TemplateCategory.UTILITY,
            components=[
                tpl.HeaderText("Aviso para {{1}}", "Rosa"),
                tpl.BodyText("Hola {{1}}: tienes {{2}} avisos.", "Rosa", "2"),
                tpl.FooterText(text="Simulación"),
                tpl.Buttons(
                    buttons=[
                        tpl.QuickReplyButton(text="Ver"),
                        tpl.URLButton(text="Abrir", url="https://x.test/{{1}}", example="a"),
                    ]
                ),
            ],
        )
    )
    assert created.status == tpl.TemplateStatus.PENDING
    person = await desk.person(wrote=False)
    params = [
        tpl.HeaderText.params("Yuleisy"),
        tpl.BodyText.params("Yuleisy", "3"),
        tpl.QuickReplyButton.params(callback_data="ver:3", index=0),
        tpl.URLButton.params(url_variable="abc", index=1),
    ]
    spanish = tpl.TemplateLanguage.SPANISH
    with pytest.raises(errors.TemplateNotExists):
        await ear.client.send_template(person["phone"], "aviso_nuevo", spanish, params)
    await desk.patch(f"/templates/{created.id}", status="APPROVED")
    sent = await ear.client.send_template(person["phone"], "aviso_nuevo", spanish, params)
    shown = (await desk.messages(person))[-1]
    assert (shown["header"]["text"], shown["text"]) == ("Aviso para Yuleisy", "Hola Yuleisy: tienes 3 avisos.")
    assert shown["buttons"][1] == {"kind": "url", "title": "Abrir", "url": "https://x.test/abc"}
    assert isinstance(await ear.hear(), types.TemplateStatusUpdate)
    first, _ = await ear.statuses(SENT, DELIVERED)
    assert (first.pricing.billable, first.pricing.category) == (True, "utility")
    await desk.post(f"/people/{person['id']}/taps", {"message_id": sent.id, "id": "ver:3"})
    update = await ear.hear()
    while not isinstance(update, types.CallbackButton):
        update = await ear.hear()
    assert (update.data, update.title, update.is_quick_reply) == ("ver:3", "Ver", True)


async def test_a_late_failure_is_told_with_its_code(desk: Desk, ear: Ear) -> None:
    """What was accepted may fail later; pywa needs the contacts that Meta leaves out then, so they can be put in."""
    person = await desk.person()
    await desk.patch("/faults", fail_code=131049, contacts_when_failed=True)
    await ear.client.send_message(person["phone"], "Hola", tracker="aviso:18")
    (status,) = await ear.statuses(FAILED)
    assert isinstance(status.error, errors.MessageUndeliverableDueToHealthyEcosystemEngagement)
    assert status.tracker == "aviso:18"
    shown = (await desk.messages(person))[-1]
    assert (shown["status"], shown["error"]) == ("failed", 131049)


async def test_as_meta_tells_it_a_failure_gets_lost_in_pywa(
    desk: Desk, ear: Ear, caplog: pytest.LogCaptureFixture
) -> None:
    """A failed status has no contacts, as documented; pywa 4.5 reads them unasked, and so the failure is lost."""
    person = await desk.person()
    await ear.hear(types.Message)
    await desk.patch("/faults", fail_code=131026)
    sent = await ear.client.send_message(person["phone"], "Hola")
    await desk.say(person, "¿Hola?")
    assert (await ear.hear(types.Message)).text == "¿Hola?"
    failed = next(body for body in map(json.loads, ear.bodies) if "statuses" in body["entry"][0]["changes"][0]["value"])
    value = failed["entry"][0]["changes"][0]["value"]
    assert (value["statuses"][0]["id"], value["statuses"][0]["status"]) == (sent.id, "failed")
    assert "contacts" not in value
    assert "Failed to construct update" in caplog.text
