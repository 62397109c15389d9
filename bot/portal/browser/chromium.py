"""The browser's process: one for all mailboxes, started when first needed, and again after it has died."""

import asyncio
import os
import shutil
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Self

from playwright.async_api import Browser, BrowserContext, Error, Playwright, StorageState, async_playwright

from handlers.errors import Misconfigured, PortalDown

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_WITHOUT_WINDOWS = "chromium-headless-shell"  # less than half of the CPU for the same pages (docs/decisions/0021)
_START_SECONDS = 30
_STOP_SECONDS = 5


class Chromium:
    """One Chromium that reaches `hosts` and nothing else: whatever the pages ask for, other names lead nowhere.

    Built inside the running loop; `async with`, or `close()` at the end. `headed` shows its window.

    Raises:
        Misconfigured: `executable` is none, or none is given and none is on the PATH.
    """

    def __init__(self, *, hosts: Iterable[str], executable: Path | str | None = None, headed: bool = False) -> None:
        self._headless = not headed
        self.executable = _found(executable, headed=headed)
        self._hosts = sorted(hosts)
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None
        self._starting = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """End the process, and the driver's."""
        async with self._starting:
            await self._stop()

    async def context(self, *, zone: str, state: StorageState | None = None) -> BrowserContext:
        """A new context: a browser with nothing in it but `state`, and no rights.

        Raises:
            PortalDown: the browser does not start.
        """
        browser = await self.browser()
        try:
            return await browser.new_context(
                storage_state=state,
                accept_downloads=False,
                service_workers="block",
                permissions=[],
                locale="es-PE",
                timezone_id=zone,
                viewport={"width": 1280, "height": 1600},
            )
        except Error:
            raise PortalDown("the browser opens no page") from None

    async def browser(self) -> Browser:
        """The running browser. Raises PortalDown."""
        async with self._starting:
            if self._browser is None or not self._browser.is_connected():
                await self._stop()
                self._browser = await self._start()
            return self._browser

    async def _start(self) -> Browser:
        elsewhere = ", ".join(["MAP * ~NOTFOUND", *(f"EXCLUDE {host}" for host in self._hosts)])
        arguments = [f"--host-resolver-rules={elsewhere}", "--no-proxy-server", "--disable-gpu", "--mute-audio"]
        if os.geteuid() == 0:
            arguments.append("--no-sandbox")  # Chromium's own does not work for root
        try:
            async with asyncio.timeout(_START_SECONDS):
                self._playwright = await async_playwright().start()
                return await self._playwright.chromium.launch(
                    executable_path=self.executable,
                    args=arguments,
                    headless=self._headless,
                    # Who ends this process ends the browser in its own order.
                    handle_sigint=False,
                    handle_sigterm=False,
                    handle_sighup=False,
                )
        except (Error, TimeoutError) as error:
            raise PortalDown(f"the browser does not start: {type(error).__name__}") from None

    async def _stop(self) -> None:
        browser, playwright, self._browser, self._playwright = self._browser, self._playwright, None, None
        ends: list[Callable[[], Awaitable[None]]] = [] if browser is None else [browser.close]
        ends += [] if playwright is None else [playwright.stop]
        for end in ends:
            # It may be dead already, or hang, and the driver with it; the driver's end kills what is left of it.
            with suppress(Exception):
                async with asyncio.timeout(_STOP_SECONDS):
                    await end()


def _found(executable: Path | str | None, *, headed: bool) -> Path:
    given = [str(executable)] if executable else _NAMES if headed else (_WITHOUT_WINDOWS, *_NAMES)
    path = next(filter(None, map(shutil.which, given)), None)
    if path is None:
        wanted = "chromium" if headed else _WITHOUT_WINDOWS
        raise Misconfigured(f"no Chromium found: install the package {wanted}, or set BUZON_CHROMIUM to its path")
    return Path(path)
