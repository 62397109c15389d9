"""The chat on the phone, seen in a browser, with the test in the role of the bot."""

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.sandbox.phones.conftest import Bot, Screen

pytestmark = pytest.mark.asyncio(loop_scope="session")

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c63f8cfc0f01f00050001ff89993d1d0000000049454e44ae426082"
)


def buttons(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"inline_keyboard": list(rows)}


async def test_the_first_press_of_the_big_button_sends_start(screen: Screen, page: Page, bot: Bot) -> None:
    """An empty chat shows one big button; pressing it sends /start and the composer takes its place."""
    await expect(page.get_by_text("esto no es Migraciones ni Telegram ni WhatsApp")).to_be_visible()
    await page.get_by_role("button", name="Iniciar", exact=True).click()
    update = await bot.hear()
    assert update["message"]["text"] == "/start"
    assert update["message"]["from"]["language_code"] == "es"
    field = page.get_by_role("textbox", name="Mensaje")
    await expect(field).to_be_focused()
    await field.press_sequentially("Hola")
    await field.press("Shift+Enter")
    await field.press_sequentially("bot")
    await field.press("Enter")
    assert (await bot.hear())["message"]["text"] == "Hola\nbot"
    await expect(field).to_have_css("height", "40px")


async def test_formatting_is_shown_and_markup_is_not_run(screen: Screen, page: Page, bot: Bot) -> None:
    """HTML the bot formatted appears as formatting; HTML a person's text quotes appears as the text it is."""
    chat = await screen.start(bot)
    text = "<b>Mamá</b> <code>LM26</code> <tg-spoiler>Arepa</tg-spoiler> &lt;img src=x onerror=alert(1)&gt;\n/ayuda"
    await bot.call("sendMessage", chat_id=chat, text=text, parse_mode="HTML")
    log = page.get_by_role("log")
    await expect(log.locator("b", has_text="Mamá")).to_be_visible()
    await expect(log.get_by_text("<img src=x onerror=alert(1)>")).to_be_visible()
    assert await log.locator("img").count() == 0
    await log.get_by_role("button", name="Texto oculto: mostrar").press("Enter")
    await expect(log.locator(".spoiler.shown", has_text="Arepa")).to_be_visible()
    await log.get_by_role("button", name="/ayuda").click()
    assert (await bot.hear())["message"]["text"] == "/ayuda"


async def test_the_slash_lists_the_commands_of_the_persons_language(screen: Screen, page: Page, bot: Bot) -> None:
    """Typing "/" lists the commands registered for Spanish; arrows and Enter send one."""
    await bot.call("setMyCommands", commands=[{"command": "help", "description": "Help"}])
    spanish = [{"command": "vincular", "description": "Vincular"}, {"command": "ayuda", "description": "Ayuda"}]
    await bot.call("setMyCommands", commands=spanish, language_code="es")
    await screen.start(bot)
    field = page.get_by_role("textbox", name="Mensaje")
    await expect(page.get_by_role("button", name="Menú")).to_be_visible()
    await field.press_sequentially("/")
    options = page.get_by_role("listbox", name="Comandos del bot").get_by_role("option")
    await expect(options).to_have_text(["/vincularVincular", "/ayudaAyuda"])
    await field.press_sequentially("ay")
    await expect(options).to_have_count(1)
    await field.press("ArrowDown")
    await field.press("Enter")
    assert (await bot.hear())["message"]["text"] == "/ayuda"
    await expect(field).to_have_value("")


async def test_a_tap_shows_the_answer_as_a_passing_line_or_as_a_box(screen: Screen, page: Page, bot: Bot) -> None:
    """A callback answer is a toast, or an alert that takes the focus and gives it back to the button."""
    chat = await screen.start(bot)
    markup = buttons([{"text": "Sí", "callback_data": "yes"}, {"text": "No", "callback_data": "no"}])
    await bot.call("sendMessage", chat_id=chat, text="¿De acuerdo?", reply_markup=markup)
    await page.get_by_role("button", name="Sí", exact=True).click()
    query = (await bot.hear())["callback_query"]
    assert query["data"] == "yes"
    await bot.call("answerCallbackQuery", callback_query_id=query["id"], text="Anotado")
    await expect(page.locator("#toast")).to_have_text("Anotado")
    no = page.get_by_role("button", name="No", exact=True)
    await no.press("Enter")
    query = (await bot.hear())["callback_query"]
    await bot.call("answerCallbackQuery", callback_query_id=query["id"], text="Entonces no", show_alert=True)
    await expect(page.get_by_role("alertdialog")).to_contain_text("Entonces no")
    await expect(page.get_by_role("button", name="Aceptar")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(no).to_be_focused()


async def test_an_edit_changes_the_bubble_in_place_and_keeps_the_focus(screen: Screen, page: Page, bot: Bot) -> None:
    """Turning a page edits the message: it is marked, the keyboard stays focused, and a deleted one disappears."""
    chat = await screen.start(bot)
    turn = buttons([{"text": "Siguiente", "callback_data": "2"}])
    sent = await bot.call("sendMessage", chat_id=chat, text="Página 1", reply_markup=turn)
    await page.get_by_role("button", name="Siguiente", exact=True).press("Enter")
    query = (await bot.hear())["callback_query"]
    place = {"chat_id": chat, "message_id": sent["message_id"]}
    last = buttons([{"text": "Anterior", "callback_data": "1"}])
    await bot.call("editMessageText", text="Página 2", reply_markup=last, **place)
    await bot.call("answerCallbackQuery", callback_query_id=query["id"])
    bubble = page.get_by_role("article").filter(has_text="Página 2")
    await expect(bubble).to_contain_text("editado")
    await expect(page.get_by_role("button", name="Anterior")).to_be_focused()
    await bot.call("deleteMessage", **place)
    await expect(bubble).to_have_count(0)


async def test_documents_and_photos_come_and_go(screen: Screen, page: Page, bot: Bot) -> None:
    """A document shows its name and size and downloads as it was; what the person attaches reaches the bot."""
    chat = await screen.start(bot)
    content = b"%PDF-1.4 simulacion" * 100
    await bot.send_file("sendDocument", name="resolucion.pdf", data=content, chat_id=str(chat), caption="Tu PDF")
    await bot.send_file("sendPhoto", name="pixel.png", data=PIXEL, chat_id=str(chat))
    await expect(page.get_by_role("link", name="resolucion.pdf 1.9 KB")).to_be_visible()
    await expect(page.get_by_role("img", name="Foto")).to_have_js_property("naturalWidth", 1)
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Descargar resolucion.pdf").click()
    assert (await (await download.value).path()).read_bytes() == content
    await page.locator("#file").set_input_files({"name": "yo.png", "mimeType": "image/png", "buffer": PIXEL})
    assert "photo" in (await bot.hear())["message"]
    await page.locator("#file").set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"hola"})
    assert (await bot.hear())["message"]["document"]["file_name"] == "a.txt"


async def test_typing_shows_until_the_bot_writes(screen: Screen, page: Page, bot: Bot) -> None:
    """The header says that the bot is writing, and stops when the message is there."""
    chat = await screen.start(bot)
    await bot.call("sendChatAction", chat_id=chat, action="typing")
    await expect(page.locator("#presence")).to_have_text("escribiendo…")
    await bot.call("sendMessage", chat_id=chat, text="Listo")
    await expect(page.locator("#presence")).to_have_text("bot")


async def test_a_copy_button_copies(screen: Screen, page: Page, bot: Bot) -> None:
    """A copy button puts its text on the clipboard and says so."""
    chat = await screen.start(bot)
    markup = buttons([{"text": "Copiar número", "copy_text": {"text": "LM260012345"}}])
    await bot.call("sendMessage", chat_id=chat, text="Tu expediente", reply_markup=markup)
    await page.get_by_role("button", name="Copiar número").click()
    await expect(page.locator("#toast")).to_have_text("Copiado")
    assert await page.evaluate("navigator.clipboard.readText()") == "LM260012345"


async def test_new_messages_do_not_pull_a_reader_down(screen: Screen, page: Page, bot: Bot) -> None:
    """Who has scrolled up stays there, is told how many messages came, and gets to them with one press."""
    chat = await screen.start(bot)
    await bot.control("PATCH", "/telegram/limits", {"enforce": False})
    for number in range(12):
        await bot.call("sendMessage", chat_id=chat, text=f"Mensaje {number}\n\n\n…")
    await expect(page.get_by_text("Mensaje 11")).to_be_in_viewport()
    await page.locator("#scroll").evaluate("node => node.scrollTo(0, 0)")
    newer = page.locator("#newer")
    await expect(newer).to_be_visible()
    await bot.call("sendMessage", chat_id=chat, text="El último")
    await expect(newer).to_have_accessible_name("Ver 1 mensaje nuevo")
    await expect(page.get_by_text("El último")).not_to_be_in_viewport()
    await newer.click()
    await expect(page.get_by_text("El último")).to_be_in_viewport()
    await expect(newer).to_be_hidden()


async def test_blocking_the_bot_and_taking_it_back(screen: Screen, page: Page, bot: Bot) -> None:
    """The header's menu blocks the bot, which hears of it; the composer gives way to the button that unblocks."""
    await screen.start(bot)
    await page.get_by_role("button", name="Más opciones").click()
    await page.get_by_role("button", name="Bloquear el bot").click()
    assert (await bot.hear())["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    await expect(page.get_by_role("textbox", name="Mensaje")).to_be_hidden()
    await page.get_by_role("button", name="Desbloquear", exact=True).click()
    assert (await bot.hear())["my_chat_member"]["new_chat_member"]["status"] == "member"
    await expect(page.get_by_role("textbox", name="Mensaje")).to_be_visible()


async def test_the_last_message_can_be_delivered_twice(screen: Screen, page: Page, bot: Bot) -> None:
    """The header's menu repeats the last update under its old number, as Telegram may do; the chat shows it once."""
    await page.get_by_role("button", name="Iniciar", exact=True).click()
    first = await bot.hear()
    await page.get_by_role("button", name="Más opciones").click()
    await page.get_by_role("button", name="Repetir mi último mensaje").click()
    assert await bot.hear() == first
    await expect(page.get_by_role("article")).to_have_count(1)


async def test_every_phone_is_somebody_and_is_remembered(screen: Screen, page: Page, bot: Bot) -> None:
    """Another phone has its own chat and language; after a reload the same person holds it."""
    first = await screen.start(bot)
    await page.get_by_role("button", name="+ otro teléfono").click()
    await page.get_by_role("textbox", name="Nombre").fill("Marie")
    await page.get_by_label("Idioma de su Telegram").select_option("en")
    await page.get_by_role("button", name="Crear").click()
    await page.get_by_role("button", name="Iniciar", exact=True).click()
    sender = (await bot.hear())["message"]["from"]
    assert (sender["first_name"], sender["language_code"]) == ("Marie", "en")
    assert sender["id"] != first
    await page.reload()
    owner = page.get_by_label("Teléfono de:")
    await expect(owner).to_have_value(str(sender["id"]))
    await owner.select_option("Yuleisy")
    await bot.call("sendMessage", chat_id=first, text="Hola, Yuleisy")
    await expect(page.get_by_role("log")).to_have_text(re.compile("Hola, Yuleisy"))
