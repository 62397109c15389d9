"""A file that a page gives when something on it is pressed: allowed for that moment only, bounded in size and time,
typed by its first bytes. The browser can hand it over through a file only; that lies in a folder of its own meanwhile.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.async_api import Browser, Error

from bot.portal.browser.outline import Node, Outline
from bot.portal.browser.screen import Screen
from handlers.errors import PortalChanged, PortalDown

_TICK_SECONDS = 0.2
_LEAST_A_SECOND = 64 * 1024
_UNHURRIED = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
_KINDS = {b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


class _Arrival:
    """What the browser tells of the file on its way."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.guid = ""
        self.name = ""
        self.failed = False
        self._bytes = 0

    @property
    def too_large(self) -> bool:
        return self._bytes > self.most

    def begins(self, event: dict[str, Any]) -> None:
        self.guid = str(event.get("guid", ""))

    def progress(self, event: dict[str, Any]) -> None:
        self._bytes = max(self._bytes, int(event.get("receivedBytes") or 0), int(event.get("totalBytes") or 0))
        self.failed = event.get("state") == "canceled"
        if event.get("state") == "completed":
            self.name = str(event.get("guid", ""))

    def piece(self, event: dict[str, Any]) -> None:
        """A piece that a script of the page receives: it may fetch the file itself before it hands it on."""
        self._bytes += int(event.get("dataLength") or 0)


async def fetch(
    browser: Browser,
    screen: Screen,
    node: Node,
    *,
    types: tuple[str, ...],
    most: int,
    seconds: float,
    check: Callable[[Outline], None],
) -> bytes:
    """Press and take what comes, at most so many bytes; the caller gives it so many seconds. `check` is shown the page
    meanwhile, and raises what it says no with.

    Raises:
        PortalDown: it breaks off; the caller's time limit is over.
        PortalChanged: nothing comes, or too much, or what is none of `types`.
    """
    with TemporaryDirectory(prefix="buzon-") as folder:
        arrival = _Arrival(most)
        allowed = await browser.new_browser_cdp_session()
        owner = (await screen.cdp.send("Target.getTargetInfo"))["targetInfo"]["browserContextId"]
        allowed.on("Browser.downloadWillBegin", arrival.begins)
        allowed.on("Browser.downloadProgress", arrival.progress)
        screen.cdp.on("Network.dataReceived", arrival.piece)
        behavior = {"browserContextId": owner, "downloadPath": folder, "eventsEnabled": True}
        try:
            await allowed.send("Browser.setDownloadBehavior", behavior | {"behavior": "allowAndName"})
            await screen.cdp.send("Network.enable", {"maxTotalBufferSize": 0, "maxResourceBufferSize": 0})
            # How much a script has fetched is told to nobody before its end: no more than comes in that time.
            await screen.cdp.send(
                "Network.emulateNetworkConditions",
                _UNHURRIED | {"downloadThroughput": max(_LEAST_A_SECOND, 2 * most / seconds)},
            )
            await screen.press(node)
            await _arrived(arrival, screen, check)
            return _typed((Path(folder) / arrival.name).read_bytes(), types)
        finally:
            if arrival.guid and not arrival.name:
                with suppress(Error):
                    await allowed.send("Browser.cancelDownload", {"guid": arrival.guid, "browserContextId": owner})
            screen.cdp.remove_listener("Network.dataReceived", arrival.piece)
            with suppress(Error):
                await screen.cdp.send("Network.emulateNetworkConditions", _UNHURRIED)
                await screen.cdp.send("Network.disable")
                await allowed.send("Browser.setDownloadBehavior", {"browserContextId": owner, "behavior": "deny"})
                await allowed.detach()


async def _arrived(arrival: _Arrival, screen: Screen, check: Callable[[Outline], None]) -> None:
    loop = asyncio.get_running_loop()
    rested = loop.time() + screen.quiet
    while True:
        if arrival.too_large:  # also of one that has come as a whole: it is not read then
            raise PortalChanged(f"{screen.step}: the file is larger than {arrival.most / (1024 * 1024):.0f} MB")
        if arrival.name:
            return
        if arrival.failed:
            raise PortalDown(f"{screen.step}: the file breaks off")
        if not arrival.guid:
            outline = await screen.look()
            check(outline)
            screen.stand()
            if not screen.idle:
                rested = loop.time() + screen.quiet
            elif loop.time() > rested:
                raise PortalChanged(f"{screen.step}: no file comes")
        await asyncio.sleep(_TICK_SECONDS)


def _typed(content: bytes, types: tuple[str, ...]) -> bytes:
    kind = next((kind for magic, kind in _KINDS.items() if content.startswith(magic)), "")
    if kind not in types:
        raise PortalChanged(f"attachment: the file is none of {', '.join(types)}")
    return content
