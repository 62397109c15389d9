"""Our pages on a real server, every request written down, and a browser in front of them."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

import bot.web
from bot.web import handover, server
from bot.web.rendering import Renderer
from tests.bot.web.counter import counter

__all__ = ["counter"]

STATIC = Path(bot.web.__file__).parent / "static"


@dataclass
class Site:
    """The pages under `address`; `requests` is all that the server was told, headers included, as one text each."""

    address: str
    requests: list[str] = field(default_factory=list)

    def written_down(self, app: ASGIApp) -> ASGIApp:
        async def recording(scope: Scope, receive: Receive, send: Send) -> None:
            said = [scope["method"], scope["raw_path"], scope["query_string"], *scope["headers"]]
            self.requests.append(repr(said))
            await app(scope, receive, send)

        return recording


@dataclass
class Screen:
    """A page in the browser: what its console complained about, and the addresses that it tried to go to."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    departures: list[str] = field(default_factory=list)

    def hear(self, line: ConsoleMessage) -> None:
        # By themselves browsers ask for an icon, and say so where their own rule keeps the mail app closed until a tap.
        theirs = line.location["url"].endswith("/favicon.ico") or "a user gesture is required" in line.text
        if line.type in {"error", "warning"} and not theirs:
            self.complaints.append(line.text)

    @classmethod
    async def on(cls, context: BrowserContext) -> "Screen":
        shown = cls(await context.new_page())
        shown.page.set_default_timeout(30_000)
        shown.page.on("pageerror", lambda error: shown.complaints.append(str(error)))
        shown.page.on("console", shown.hear)
        devtools = await context.new_cdp_session(shown.page)
        devtools.on("Page.frameRequestedNavigation", lambda event: shown.departures.append(event["url"]))
        await devtools.send("Page.enable")
        return shown


@pytest_asyncio.fixture(loop_scope="session")
async def site() -> AsyncIterator[Site]:
    listener = server.bind("127.0.0.1", 0)
    made = Site(f"http://127.0.0.1:{listener.getsockname()[1]}")
    routes = [
        *handover.routes(Renderer(ancestors="https://web.telegram.org")),
        Mount("/page", StaticFiles(directory=STATIC)),
    ]
    stopping = asyncio.Event()
    serving = asyncio.create_task(server.serve(made.written_down(server.application(routes)), listener, stopping))
    yield made
    stopping.set()
    await serving


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser, site: Site) -> AsyncIterator[BrowserContext]:
    opened = await new_context(browser)
    await opened.grant_permissions(["clipboard-read", "clipboard-write"], origin=site.address)
    yield opened
    await opened.close()


@pytest_asyncio.fixture(loop_scope="session")
async def screen(context: BrowserContext) -> AsyncIterator[Screen]:
    """A complaint in its console fails the test."""
    shown = await Screen.on(context)
    yield shown
    assert shown.complaints == []


async def new_context(browser: Browser, **options: Any) -> BrowserContext:
    """A small phone in Peru."""
    return await browser.new_context(**({"viewport": {"width": 360, "height": 740}, "locale": "es-PE"} | options))
