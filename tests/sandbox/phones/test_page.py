"""The page as a whole: its headers, its narrow form, and what it does when the sandbox goes away."""

import asyncio
import json
import re
import signal
import sys
from contextlib import suppress

import pytest
from aiohttp import ClientSession
from playwright.async_api import BrowserContext, Page, expect
from starlette.applications import Starlette

from sandbox import agency, mail, portal, telegram, whatsapp
from sandbox.clock import Clock
from sandbox.listen import serving
from sandbox.phones import page as phones_page
from sandbox.world import World
from tests.sandbox.phones.conftest import TOKEN, Bot, Screen

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_nothing_foreign_may_run_and_addresses_are_told(world: World, bot: Bot) -> None:
    """The page's policy allows its own scripts only, nobody may frame it, and /config names the other sites."""
    async with bot.session.get(world.page) as response:
        policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    async with bot.session.get(f"{world.page}/config") as response:
        told = {"portal": world.portal, "agency": world.agency, "telegram": world.telegram}
        told["whatsapp"] = world.whatsapp
        assert await response.json() == told


async def test_on_a_narrow_screen_phone_and_desk_take_turns(screen: Screen, page: Page, bot: Bot) -> None:
    """At 360 px one of the two fills the screen, nothing overflows, and a message behind the desk leaves a mark."""
    await page.set_viewport_size({"width": 360, "height": 740})
    chat = await screen.start(bot)
    desk, phone = page.get_by_role("region", name="Mesa de pruebas"), page.locator("#phone")
    await expect(desk).to_be_hidden()
    await page.get_by_role("button", name="Mesa de pruebas").click()
    await expect(phone).to_be_hidden()
    await expect(desk).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") == 360
    await bot.call("sendMessage", chat_id=chat, text="¿Estás ahí?")
    back = page.get_by_role("button", name="Telegram, mensajes nuevos")
    await back.click()
    await expect(page.get_by_text("¿Estás ahí?")).to_be_in_viewport()
    await expect(desk).to_be_hidden()


def whole(migration: portal.Portal, messenger: telegram.Telegram) -> Starlette:
    """The page over everything it shows."""
    branch = agency.Agency(migration, portal_address="")
    puppeteers = (portal.control(migration), telegram.control(messenger), mail.control(mail.Mails()))
    return phones_page(*puppeteers, agency.control(branch), whatsapp.control(whatsapp.WhatsApp()), clock=Clock())


async def test_the_page_comes_back_by_itself(context: BrowserContext) -> None:
    """While the sandbox is away the page says so; when it is back it shows what was missed, without a reload."""
    migration, messenger = portal.Portal(), telegram.Telegram(token=TOKEN)
    app = whole(migration, messenger)
    shown = await context.new_page()
    async with serving(app) as address:
        await shown.goto(address)
        await expect(shown.get_by_role("button", name="Iniciar", exact=True)).to_be_visible()
    await expect(shown.get_by_text("Sin conexión con la simulación")).to_be_visible()
    (yuleisy,) = messenger.chats.values()
    messenger.type_in(yuleisy)
    async with serving(app, port=int(address.rpartition(":")[2])):
        await expect(shown.locator("#presence")).to_have_text("escribiendo…", timeout=15_000)
        await expect(shown.get_by_text("Sin conexión con la simulación")).to_be_hidden()


async def test_a_restarted_sandbox_gets_a_new_phone(context: BrowserContext) -> None:
    """A sandbox that has forgotten its people is not an error: the page makes itself a new person."""
    first, second = telegram.Telegram(token=TOKEN), telegram.Telegram(token=TOKEN)
    second.add_person("Somebody else, with the same number")
    shown = await context.new_page()
    async with serving(whole(portal.Portal(), first)) as address:
        await shown.goto(address)
        await expect(shown.get_by_label("Teléfono de:")).to_have_value(re.compile(r"\d+"))
    again = whole(portal.Portal(), second)
    async with serving(again, port=int(address.rpartition(":")[2])):
        await shown.reload()
        await expect(shown.get_by_label("Teléfono de:")).to_have_value("700000002")
        await expect(shown.get_by_role("button", name="Iniciar", exact=True)).to_be_visible()


async def test_the_process_says_where_it_is_and_stops_with_streams_open() -> None:
    """`python -m sandbox` prints one JSON line when everything answers, and SIGTERM ends it in seconds."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox", "--bot-token", TOKEN, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        told = json.loads(await asyncio.wait_for(process.stdout.readline(), 20))
        assert told["bot_token"] == TOKEN
        async with ClientSession() as session:
            poll = asyncio.create_task(session.get(f"{told['telegram']}/bot{TOKEN}/getUpdates?timeout=30"))
            async with session.get(f"{told['page']}/control/portal/events") as stream:
                assert (await stream.content.readline()).startswith(b":")
                async with session.get(f"{told['portal']}/sine-ui/login") as site:
                    assert site.status == 200
                process.send_signal(signal.SIGTERM)
                assert await asyncio.wait_for(process.wait(), 6) == 0
            poll.cancel()
            with suppress(asyncio.CancelledError, OSError):
                await poll
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
