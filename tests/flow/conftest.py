"""One running house per test file, fair weather before each test, and an empty town after it."""

import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from tests.flow.screen import PATIENCE, Screen
from tests.flow.town import Town, opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    async with opened(tmp_path_factory.mktemp("house")) as town:
        yield town


@pytest_asyncio.fixture(loop_scope="module")
async def town(shared_town: Town) -> AsyncIterator[Town]:
    """The file's running house; whatever a test broke is mended after it, and whom it brought is forgotten."""
    yield shared_town
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
