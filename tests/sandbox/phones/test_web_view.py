"""The web view over the chat: pages open in it, close it, and leave the chat as it was."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from sandbox.listen import serving
from tests.sandbox.phones.conftest import Bot, Screen

pytestmark = pytest.mark.asyncio(loop_scope="session")

_MINI_APP = """<!doctype html><title>Vincular</title><h1>Vincula tu buzón</h1><p id="data"></p>
<button onclick="parent.postMessage(JSON.stringify({eventType: 'web_app_close'}), '*')">Listo</button>
<script>data.textContent = decodeURIComponent(location.hash)</script>"""


@pytest_asyncio.fixture(loop_scope="session")
async def mini_app() -> AsyncIterator[str]:
    async def shown(_request: Request) -> Response:
        return HTMLResponse(_MINI_APP)

    async with serving(Starlette(routes=[Route("/", shown)])) as address:
        yield address


async def test_a_mini_app_opens_over_the_chat_and_closes_itself(
    screen: Screen, page: Page, bot: Bot, mini_app: str
) -> None:
    """A web_app button opens its page with signed data; `web_app_close` closes it and gives the focus back."""
    chat = await screen.start(bot)
    markup = {"inline_keyboard": [[{"text": "Vincular", "web_app": {"url": f"{mini_app}/"}}]]}
    await bot.call("sendMessage", chat_id=chat, text="Toca el botón", reply_markup=markup)
    opener = page.get_by_role("log").get_by_role("button", name="Vincular")
    await opener.click()
    sheet = page.get_by_role("dialog", name="Vincular")
    await expect(sheet.get_by_role("button", name="Cerrar")).to_be_focused()
    frame = sheet.locator("iframe").content_frame
    await expect(frame.locator("#data")).to_contain_text("tgWebAppData=")
    await frame.get_by_role("button", name="Listo").click()
    await expect(sheet).to_be_hidden()
    await expect(opener).to_be_focused()


async def test_a_link_of_this_machine_opens_in_the_phone_and_escape_closes_it(
    screen: Screen, page: Page, bot: Bot, mini_app: str
) -> None:
    """The bot's own one-time page opens in the same sheet; meanwhile the chat under it is out of reach."""
    chat = await screen.start(bot)
    markup = {"inline_keyboard": [[{"text": "Abrir la página", "url": f"{mini_app}/"}]]}
    await bot.call("sendMessage", chat_id=chat, text="Una sola vez", reply_markup=markup)
    opener = page.get_by_role("log").get_by_role("button", name="Abrir la página")
    await opener.click()
    sheet = page.get_by_role("dialog", name="Abrir la página")
    await expect(sheet.locator("iframe").content_frame.get_by_role("heading")).to_have_text("Vincula tu buzón")
    await expect(page.locator("#chat")).to_have_js_property("inert", True)
    await page.keyboard.press("Escape")
    await expect(sheet).to_be_hidden()
    await expect(opener).to_be_focused()


async def test_only_the_opened_page_can_close_the_sheet(screen: Screen, page: Page, bot: Bot, mini_app: str) -> None:
    """A message from any other window is none of the sheet's business."""
    chat = await screen.start(bot)
    markup = {"inline_keyboard": [[{"text": "Abrir", "url": f"{mini_app}/"}]]}
    await bot.call("sendMessage", chat_id=chat, text="Una sola vez", reply_markup=markup)
    await page.get_by_role("log").get_by_role("button", name="Abrir").click()
    sheet = page.get_by_role("dialog", name="Abrir")
    await expect(sheet).to_be_visible()
    heard = """() => new Promise(done => {
        addEventListener("message", () => done(true), { once: true });
        window.postMessage(JSON.stringify({ eventType: "web_app_close" }), "*");
    })"""
    assert await page.evaluate(heard)
    await expect(sheet).to_be_visible()
