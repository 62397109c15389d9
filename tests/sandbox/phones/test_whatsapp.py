"""The second phone, seen in a browser, with the test in the role of the business."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientSession, FormData
from playwright.async_api import Browser, Locator, Page, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from sandbox.listen import serving
from sandbox.world import World
from tests.contract.bot_api.desk import eventually
from tests.sandbox.phones.conftest import Bot, Screen

pytestmark = pytest.mark.asyncio(loop_scope="session")

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c63f8cfc0f01f00050001ff89993d1d0000000049454e44ae426082"
)


@dataclass
class Business:
    """A business reduced to its wire: it sends, and a small receiver keeps what it is told."""

    session: ClientSession
    world: World
    told: list[dict[str, Any]] = field(default_factory=list)

    async def call(self, path: str, body: dict[str, Any]) -> Any:
        address = f"{self.world.whatsapp}/v24.0/{path}"
        async with self.session.post(address, json=body, headers=self._token) as answer:
            assert answer.ok, await answer.text()
            return await answer.json()

    async def send(self, **message: Any) -> str:
        """Send a message to the phone that the page shows; gives its id."""
        to = (await self._people())[0]["phone"]
        body = {"messaging_product": "whatsapp", "to": to, **message}
        return str((await self.call(f"{self.world.whatsapp_phone_id}/messages", body))["messages"][0]["id"])

    async def upload(self, name: str, kind: str, data: bytes) -> str:
        form = FormData({"messaging_product": "whatsapp"})
        form.add_field("file", data, filename=name, content_type=kind)
        address = f"{self.world.whatsapp}/v24.0/{self.world.whatsapp_phone_id}/media"
        async with self.session.post(address, data=form, headers=self._token) as answer:
            return str((await answer.json())["id"])

    async def hear(self, kind: str) -> dict[str, Any]:
        """The last message of this kind that the business was told of, waited for."""

        async def come() -> list[dict[str, Any]]:
            values = [change["value"] for body in self.told for change in body["entry"][0]["changes"]]
            return [one for value in values for one in value.get("messages", []) if one["type"] == kind]

        return (await eventually(come, f"the business heard of no {kind}"))[-1]

    async def statuses(self, message: str) -> list[str]:
        values = [change["value"] for body in self.told for change in body["entry"][0]["changes"]]
        return [one["status"] for value in values for one in value.get("statuses", []) if one["id"] == message]

    async def _people(self) -> list[dict[str, Any]]:
        async def there() -> Any:
            async with self.session.get(f"{self.world.page}/control/whatsapp/people") as answer:
                return await answer.json()

        people: list[dict[str, Any]] = await eventually(there, "the page made no person")
        return people

    @property
    def _token(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.world.whatsapp_token}"}


@pytest_asyncio.fixture(loop_scope="session")
async def business(world: World) -> AsyncIterator[Business]:
    async with ClientSession() as session:
        hearing = Business(session, world)

        async def webhook(request: Request) -> Response:
            if request.method == "GET":
                return PlainTextResponse(request.query_params["hub.challenge"])
            hearing.told.append(json.loads(await request.body()))
            return PlainTextResponse("")

        async with serving(Starlette(routes=[Route("/", webhook, methods=["GET", "POST"])])) as address:
            async with session.post(f"{world.page}/control/whatsapp/webhook", json={"url": address}) as answer:
                assert answer.ok
            yield hearing


@pytest.fixture
def phone(page: Page) -> Locator:
    return page.get_by_role("region", name="Segundo teléfono, con WhatsApp")


async def write(phone: Locator, text: str) -> None:
    """Write it, and return when the platform has it: a business that answers sooner has no window yet."""
    field_ = phone.get_by_role("textbox", name="Escribir por WhatsApp")
    await field_.fill(text)
    async with phone.page.expect_response(lambda answer: answer.request.method == "POST"):
        await field_.press("Enter")


def reply_buttons(*titles: str) -> dict[str, Any]:
    replies = [{"type": "reply", "reply": {"id": f"id {title}", "title": title}} for title in titles]
    return {"type": "button", "body": {"text": "¿Seguimos?"}, "action": {"buttons": replies}}


async def test_what_is_written_arrives_and_its_ticks_turn_blue(phone: Locator, business: Business) -> None:
    """The person begins; the business hears it, and when it marks the message as read the ticks say so."""
    await expect(phone.get_by_text("Escríbele tú primero")).to_be_visible()
    await write(phone, "Hola\n<b>no</b>")
    said = await business.hear("text")
    assert said["text"]["body"] == "Hola\n<b>no</b>"
    await expect(phone.get_by_text("Escríbele tú primero")).to_be_hidden()
    await expect(phone.get_by_role("img", name="Entregado")).to_be_visible()
    body = {"messaging_product": "whatsapp", "status": "read", "message_id": said["id"]}
    await business.call(f"{business.world.whatsapp_phone_id}/messages", body | {"typing_indicator": {"type": "text"}})
    await expect(phone.get_by_role("img", name="Leído")).to_be_visible()
    await expect(phone.locator("#wa-presence")).to_have_text("escribiendo…")
    sent = await business.send(text={"body": "*Hola*, ¿qué _tal_?"})
    await expect(phone.locator("b", has_text="Hola")).to_be_visible()
    await expect(phone.locator("#wa-presence")).to_have_text("Cuenta de empresa")

    async def read() -> bool:
        return "read" in await business.statuses(sent)

    await eventually(read, "who has the chat before their eyes has read it")


async def test_a_reply_button_answers_once(phone: Locator, business: Business) -> None:
    """A tapped button is sent in reply to its message, and cannot be tapped again; the others can."""
    await write(phone, "Hola")
    sent = await business.send(type="interactive", interactive=reply_buttons("Sí", "No"))
    await phone.get_by_role("button", name="Sí").click()
    said = await business.hear("interactive")
    assert said["interactive"]["button_reply"] == {"id": "id Sí", "title": "Sí"}
    assert said["context"]["id"] == sent
    await expect(phone.get_by_role("button", name="Sí")).to_be_disabled()
    await expect(phone.get_by_role("button", name="No", exact=True)).to_be_enabled()
    await expect(phone.locator(".wa-quote")).to_contain_text("¿Seguimos?")


async def test_a_list_opens_from_below_and_sends_the_chosen_row(page: Page, phone: Locator, business: Business) -> None:
    """The list is a sheet with radio rows: nothing is sent without a choice, Escape closes it, keys suffice."""
    await write(phone, "Hola")
    rows = [{"id": str(number), "title": f"Aviso {number}", "description": "Mamá"} for number in (1, 2)]
    listed = {"button": "Ver avisos", "sections": [{"title": "Nuevos", "rows": rows}]}
    await business.send(type="interactive", interactive={"type": "list", "body": {"text": "Dos"}, "action": listed})
    await phone.get_by_role("button", name="Ver avisos").click()
    sheet = page.get_by_role("dialog", name="Ver avisos")
    await expect(sheet.get_by_role("button", name="Enviar")).to_be_disabled()
    await page.keyboard.press("Escape")
    await expect(sheet).to_be_hidden()
    await expect(phone.get_by_role("button", name="Ver avisos")).to_be_focused()
    await page.keyboard.press("Enter")
    await page.keyboard.press("ArrowDown")
    await expect(sheet.get_by_role("radio", name="Aviso 2")).to_be_checked()
    await sheet.get_by_role("button", name="Enviar").click()
    reply = (await business.hear("interactive"))["interactive"]["list_reply"]
    assert reply == {"id": "2", "title": "Aviso 2", "description": "Mamá"}
    await expect(phone.locator("#wa-log").get_by_text("Aviso 2", exact=True)).to_be_visible()


async def test_a_page_opens_in_the_phones_web_view(page: Page, phone: Locator, business: Business) -> None:
    """A button with an address opens it over this chat, and closing gives the focus back."""

    async def form(_request: Request) -> Response:
        return HTMLResponse("<!doctype html><html lang='es'><title>x</title><h1>Vincula tu buzón</h1>")

    await write(phone, "Hola")
    async with serving(Starlette(routes=[Route("/", form)])) as address:
        parameters = {"display_text": "Abrir la página", "url": f"{address}/"}
        action = {"name": "cta_url", "parameters": parameters}
        await business.send(
            type="interactive", interactive={"type": "cta_url", "body": {"text": "Entra"}, "action": action}
        )
        await phone.get_by_role("button", name="Abrir la página").click()
        sheet = page.get_by_role("dialog", name="Abrir la página")
        await expect(sheet.locator("iframe").content_frame.get_by_role("heading")).to_have_text("Vincula tu buzón")
        await page.keyboard.press("Escape")
        await expect(sheet).to_be_hidden()
        await expect(phone.get_by_role("button", name="Abrir la página")).to_be_focused()


async def test_files_come_and_go(page: Page, phone: Locator, business: Business) -> None:
    """A document downloads under its name, a picture shows, and what the person attaches reaches the business."""
    await write(phone, "Hola")
    await expect(phone.get_by_text("Hola", exact=True)).to_be_visible()  # it has arrived: the window is open
    content = b"%PDF-1.4 simulado" * 200
    document = {"id": await business.upload("a.pdf", "application/pdf", content), "filename": "resolucion.pdf"}
    await business.send(type="document", document=document)
    await business.send(
        type="image", image={"id": await business.upload("a.png", "image/png", PIXEL), "caption": "Foto"}
    )
    await expect(phone.get_by_role("img", name="Foto")).to_have_js_property("naturalWidth", 1)
    async with page.expect_download() as download:
        await phone.get_by_role("link", name="resolucion.pdf").click()
    assert (await (await download.value).path()).read_bytes() == content
    for name, kind, sent_as in (("yo.png", "image/png", "image"), ("a.pdf", "application/pdf", "document")):
        await page.locator("#wa-file").set_input_files({"name": name, "mimeType": kind, "buffer": PIXEL})
        assert (await business.hear(sent_as))[sent_as]["mime_type"] == kind


async def test_a_template_shows_with_its_quick_reply(page: Page, phone: Locator, business: Business) -> None:
    """A template reaches somebody who never wrote; the desk pauses it, and then it does not."""
    components = [
        {"type": "BODY", "text": "Tienes una notificación."},
        {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Ver ahora"}]},
    ]
    body = {"name": "aviso", "language": "es", "category": "UTILITY", "components": components}
    await business.call(f"{business.world.whatsapp_waba_id}/message_templates", body)
    await business.send(type="template", template={"name": "aviso", "language": {"code": "es"}})
    await phone.get_by_role("button", name="Ver ahora").click()
    assert (await business.hear("button"))["button"] == {"payload": "Ver ahora", "text": "Ver ahora"}
    await page.get_by_role("button", name="Pausar aviso").click()
    await expect(page.get_by_role("button", name="Aprobar aviso")).to_be_visible()
    await expect(page.locator("#wa-templates")).to_contain_text("en pausa")
    with pytest.raises(AssertionError, match="132015"):
        await business.send(type="template", template={"name": "aviso", "language": {"code": "es"}})


async def test_the_desk_shows_the_window_and_lets_a_day_pass(page: Page, phone: Locator, business: Business) -> None:
    """The window is closed before the person writes, open after, and closed again when a day has passed."""
    card = page.get_by_role("region", name="WhatsApp", exact=True)
    await expect(card.get_by_text("Ventana cerrada")).to_be_visible()
    await expect(card.get_by_text("Yuleisy todavía no escribió")).to_be_visible()
    await write(phone, "Hola")
    await expect(card.get_by_text("Ventana abierta")).to_be_visible()
    await card.get_by_role("button", name="Pasar 24 horas").click()
    await expect(card.get_by_text("Pasaron 24 horas desde el último mensaje de Yuleisy")).to_be_visible()
    with pytest.raises(AssertionError, match="131047"):
        await business.send(text={"body": "Hola"})


async def test_what_fails_is_on_the_desk_and_not_on_the_phone(page: Page, phone: Locator, business: Business) -> None:
    """With a fault switched on, a message fails: the person never sees it, the desk names its error."""
    await write(phone, "Hola")
    card = page.get_by_role("region", name="WhatsApp", exact=True)
    await card.get_by_text("Fallas de WhatsApp").click()
    await card.get_by_role("switch", name="Nada llega").check()
    await expect(card.get_by_text("Todo llegó")).to_be_visible()
    await business.send(text={"body": "No llegará"})
    await expect(card.get_by_text("Error 131026")).to_be_visible()
    await expect(phone.get_by_text("No llegará")).to_have_count(0)


async def test_a_phone_can_be_off_and_hide_its_number(page: Page, phone: Locator, business: Business) -> None:
    """Off, the phone gets nothing until it is on again; with the number hidden, webhooks know the user id alone."""
    await write(phone, "Hola")
    more = phone.get_by_role("button", name="Opciones del segundo teléfono")
    await more.click()
    await phone.get_by_role("button", name="Apagar el teléfono").click()
    await more.click()
    await expect(phone.get_by_role("button", name="Encender el teléfono")).to_be_visible()
    await business.send(text={"body": "¿Estás?"})
    await expect(phone.get_by_text("¿Estás?")).to_have_count(0)
    await phone.get_by_role("button", name="Encender el teléfono").click()
    await expect(phone.get_by_text("¿Estás?")).to_be_visible()
    await more.click()
    await phone.get_by_role("button", name="Ocultar mi número").click()
    await more.click()
    await expect(phone.get_by_role("button", name="Mostrar mi número")).to_be_visible()
    await write(phone, "Sin número")

    async def hidden() -> bool:
        said = await business.hear("text")
        return said["text"]["body"] == "Sin número" and "from" not in said and "from_user_id" in said

    await eventually(hidden, "the number was still told")


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1000, "light"), (1440, "dark")])
async def test_one_phone_at_a_time_where_there_is_no_room(
    browser: Browser, world: World, business: Business, width: int, scheme: Any
) -> None:
    """Narrow and middling screens switch between the phones, wide ones show both; nothing overflows; what comes to the
    phone behind leaves a mark."""
    context = await browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, locale="es-PE")
    page = await context.new_page()
    await page.goto(world.page)
    first, second = page.locator("#holder .phone"), page.locator("#wa-holder .phone")
    await expect(first).to_be_visible()
    if width < 1340:
        await expect(second).to_be_hidden()
        await page.get_by_role("button", name="WhatsApp", exact=True).click()
        await expect(first).to_be_hidden()
    await expect(second).to_be_visible()
    await write(page.locator("#wa-holder"), "Hola")
    await business.hear("text")
    if width < 1340:
        await page.get_by_role("button", name="Telegram", exact=True).click()
        await business.send(type="interactive", interactive=reply_buttons("Una respuesta larga", "No"))
        await page.get_by_role("button", name="WhatsApp, mensajes nuevos").click()
        await expect(second.get_by_role("button", name="Una respuesta larga")).to_be_in_viewport()
    assert await page.evaluate("document.documentElement.scrollWidth") == width
    await context.close()


async def test_a_message_behind_the_other_phone_is_not_read(
    page: Page, screen: Screen, bot: Bot, business: Business
) -> None:
    """Delivered is not read: the business is told only once the chat comes into view."""
    await page.set_viewport_size({"width": 360, "height": 740})
    await page.get_by_role("button", name="WhatsApp", exact=True).click()
    await write(page.locator("#wa-holder"), "Hola")
    await business.hear("text")
    await page.get_by_role("button", name="Telegram", exact=True).click()
    sent = await business.send(text={"body": "¿Me ves?"})
    await expect(page.get_by_role("button", name="WhatsApp, mensajes nuevos")).to_be_visible()
    assert "read" not in await business.statuses(sent)
    await page.get_by_role("button", name="WhatsApp, mensajes nuevos").click()

    async def read() -> bool:
        return "read" in await business.statuses(sent)

    await eventually(read, "what is looked at is read")
