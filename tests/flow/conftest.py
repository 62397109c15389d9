"""One running house per test file, with fair weather and an empty town after each test; or one that may die."""

import logging
import random
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from sandbox import world
from storage.database import Database
from tests.flow.process import BotProcess
from tests.flow.scene import Scene, bot_settings
from tests.flow.screen import PATIENCE, Screen
from tests.flow.town import TOKEN, Town, control, opened, settle


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A journey walks on both channels, unless it is about one."""
    if "town" in metafunc.fixturenames:
        one = metafunc.definition.get_closest_marker("telegram_only") is not None
        metafunc.parametrize("town", ["telegram"] if one else ["telegram", "whatsapp"], indirect=True)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    async with opened(tmp_path_factory.mktemp("house"), channel="both") as town:
        yield town


@pytest_asyncio.fixture(loop_scope="module")
async def town(shared_town: Town, request: pytest.FixtureRequest) -> AsyncIterator[Town]:
    """The file's running house; whatever a test broke is mended after it, and whom it brought is forgotten. A journey
    walks on Telegram and on WhatsApp."""
    yield shared_town.on(request.param)
    await shared_town.fair_weather()
    await shared_town.empty()


@pytest.fixture
def root_logging() -> Iterator[None]:
    """Give the process's log handlers back: whatever calls `logs.configure` replaces them."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(chromium_path: Path) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox"])
        yield launched
        await launched.close()


@pytest_asyncio.fixture(loop_scope="module")
async def screen(browser: Browser, town: Town) -> AsyncIterator[Screen]:
    """The page in a fresh browser profile; a complaint in its console fails the test."""
    context = await browser.new_context(viewport={"width": 1440, "height": 900}, locale="es-PE")
    shown = Screen(await context.new_page())
    shown.page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    shown.page.on("pageerror", lambda error: shown.complaints.append(str(error)))
    shown.page.on(
        "console", lambda line: shown.complaints.append(line.text) if line.type in {"error", "warning"} else None
    )
    await shown.page.goto(town.world.page)
    yield shown
    await context.close()
    assert shown.complaints == []


@pytest_asyncio.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    """A slow enough world that a kill hits somebody: 50 ms a call, 40 messages a second."""
    async with world.running(bot_token=TOKEN) as outside, aiohttp.ClientSession(outside.page) as http:
        await control(http, "PATCH", "/telegram/limits", {"enforce": False})
        await control(http, "PATCH", "/telegram/faults", {"slow_seconds": 0.05})
        settled = settle(tmp_path, outside)
        bot = BotProcess(bot_settings(outside, settled), tmp_path / "bot.log")
        database = Database.at(settled.database_url)
        try:
            yield Scene(http, bot, database, random.Random(20261203))
        finally:
            await bot.close()
            await database.close()
