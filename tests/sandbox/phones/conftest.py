"""The whole sandbox on loopback, a browser to look at its page, and a bot that the test speaks through."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientSession, FormData
from playwright.async_api import Browser, BrowserContext, Page

from sandbox.world import World, running

TOKEN = "8000000001:SANDBOX-for-the-tests-of-the-phones-page"


@dataclass
class Bot:
    """A bot reduced to its wire: one call, one answer; `control` reaches the puppeteers' APIs behind the page."""

    session: ClientSession
    world: World
    offset: int = 0

    async def call(self, method: str, **parameters: Any) -> Any:
        async with self.session.post(f"{self.world.telegram}/bot{TOKEN}/{method}", json=parameters) as response:
            body = await response.json()
            assert body["ok"], body
            return body["result"]

    async def send_file(self, method: str, *, name: str, data: bytes, **parameters: str) -> Any:
        form = FormData(parameters)
        form.add_field(method.removeprefix("send").lower(), data, filename=name)
        async with self.session.post(f"{self.world.telegram}/bot{TOKEN}/{method}", data=form) as response:
            body = await response.json()
            assert body["ok"], body
            return body["result"]

    async def hear(self) -> dict[str, Any]:
        """The next update, waited for up to ten seconds."""
        updates = await self.call("getUpdates", offset=self.offset, limit=1, timeout=10)
        assert updates, "the bot heard nothing"
        self.offset = updates[0]["update_id"] + 1
        update: dict[str, Any] = updates[0]
        return update

    async def control(self, method: str, path: str, body: Any = None) -> Any:
        async with self.session.request(method, f"{self.world.page}/control{path}", json=body) as response:
            assert response.ok, (response.status, path)
            return await response.json()

    async def sign_in(self, person: dict[str, Any], *, password: str | None = None) -> int:
        """Sign in at the simulated portal as one of its people; gives the status."""
        credentials = {"usuario": person["user"], "clave": password or person["password"]}
        async with self.session.post(f"{self.world.portal}/sine-api/autenticacion", json=credentials) as response:
            cookie = response.cookies.get("SINESESSION")
            self.session.headers.update({"Cookie": f"SINESESSION={cookie.value}"} if cookie else {})
            return response.status

    async def portal(self, path: str) -> Any:
        async with self.session.get(f"{self.world.portal}/sine-api{path}") as response:
            return await response.json()


@dataclass
class Screen:
    """The page in a browser; what its console complained about is kept."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    async def start(self, bot: Bot) -> int:
        """Press the start button; gives the chat's id."""
        await self.page.get_by_role("button", name="Iniciar", exact=True).click()
        chat: int = (await bot.hear())["message"]["chat"]["id"]
        return chat


@pytest_asyncio.fixture(loop_scope="session")
async def world() -> AsyncIterator[World]:
    async with running(bot_token=TOKEN) as started:
        yield started


@pytest_asyncio.fixture(loop_scope="session")
async def bot(world: World) -> AsyncIterator[Bot]:
    async with ClientSession(json_serialize=json.dumps) as session:
        yield Bot(session, world)


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    opened = await browser.new_context(viewport={"width": 1440, "height": 900}, locale="es-PE")
    await opened.grant_permissions(["clipboard-read", "clipboard-write"])
    yield opened
    await opened.close()


@pytest_asyncio.fixture(loop_scope="session")
async def screen(context: BrowserContext, world: World) -> AsyncIterator[Screen]:
    """The page, opened; a complaint in its console that the test has not taken out fails the test."""
    shown = Screen(await context.new_page())
    shown.page.set_default_timeout(30_000)
    shown.page.on("pageerror", lambda error: shown.complaints.append(str(error)))
    shown.page.on(
        "console", lambda line: shown.complaints.append(line.text) if line.type in {"error", "warning"} else None
    )
    await shown.page.goto(world.page)
    await shown.page.wait_for_selector("main:not([inert])")
    yield shown
    assert shown.complaints == []


@pytest.fixture
def page(screen: Screen) -> Page:
    return screen.page
