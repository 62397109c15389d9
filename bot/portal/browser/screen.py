"""One page and what a person can do on it: look, press, type, choose, wait. Errors are the house's.

Looking and acting happen in a world of their own in the page (`page.js`). What leaves this room of the browser's errors
is their kind, never their text: it may hold an address with a token.
"""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import date
from importlib import resources
from time import perf_counter
from typing import Any, TypeVar
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, CDPSession, Dialog, Error, Page, Request, Response

from bot.portal.browser.finder import cookie_banner
from bot.portal.browser.outline import Node, Outline, outline_of
from bot.portal.browser.profile import BrowserProfile
from bot.portal.browser.words import says
from bot.portal.door import Observe, outcome_of
from handlers.errors import BuzonError, PortalChanged, PortalDown

_T = TypeVar("_T")
_SCRIPT = resources.files("bot.portal.browser").joinpath("page.js").read_text(encoding="utf-8")
_NO_FRAME = "No frame"
_LOST = (
    _NO_FRAME,
    "Cannot find context",
    "context was destroyed",
    "Inspected target navigated",
    "Cannot find default execution",
)
_DATA = frozenset({"document", "xhr", "fetch"})
_MOST_SAID = 20
_CLOSE_SECONDS = 5
_PICTURE_LIMIT = 2 * 1024 * 1024
_PAUSES = (0.1, 0.5, None)
_ON_THE_MOVE = ("interrupted by another navigation", "net::ERR_ABORTED")
"""How Playwright says that a page did not go where it was sent because it went elsewhere."""


class _LostError(PortalDown):
    """The page went away while it was asked."""


class Screen:
    """The one page of a context. `step` is what is being done there, and begins every outage's text."""

    def __init__(
        self, context: BrowserContext, page: Page, cdp: CDPSession, profile: BrowserProfile, near: frozenset[str]
    ):
        self.context = context
        self.page = page
        self.cdp = cdp
        self.step = "browser"
        self.shows: object = None  # what stands open on it, as long as nothing else was done
        self.listed = ""  # the address of the list, once it was found
        self.entered = False  # whether somebody has just signed in on it
        self.proof = ""  # whose credentials did
        self.observe: Observe | None = None
        self.answers = 0
        self._resuming = ""
        self._profile = profile
        self._near = near
        self._world: int | None = None
        self._frame = ""
        self._flying: set[Request] = set()
        self._failing = ""
        self._foreign = False
        self._said: list[str] = []
        page.on("request", self._asked)
        page.on("requestfinished", self._landed)
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)
        page.on("dialog", self._hear)
        context.on("page", self._shut)
        cdp.on("Fetch.requestPaused", self._refuse)

    @classmethod
    async def open(cls, context: BrowserContext, profile: BrowserProfile, near: frozenset[str]) -> "Screen":
        """A page in this context, which shows nothing yet. Raises PortalDown."""
        try:
            page = await context.new_page()
            return cls(context, page, await context.new_cdp_session(page), profile, near)
        except Error:
            raise PortalDown("the browser opens no page") from None

    async def close(self) -> None:
        """Close the page and its context. Never raises."""
        with suppress(Exception):
            async with asyncio.timeout(_CLOSE_SECONDS):  # a browser that hangs does not close either
                await self.context.close()

    @property
    def idle(self) -> bool:
        """Whether nothing is asked of the site at the moment."""
        return not self._flying

    @property
    def alive(self) -> bool:
        """Whether the page and its browser are still there."""
        browser = self.context.browser
        return not self.page.is_closed() and browser is not None and browser.is_connected()

    @property
    def quiet(self) -> float:
        """Seconds of rest after which what is missing is missing."""
        return self._profile.waits.quiet

    @asynccontextmanager
    async def doing(self, step: str, *, seconds: float | None = None) -> AsyncIterator[None]:
        """What happens within is this step, and takes no longer than so many seconds, or a call.

        Raises:
            PortalDown: the browser failed, or it took too long.
        """
        self.step, self._failing, self._foreign = step, "", False
        self._said.clear()
        started, outcome = perf_counter(), "cancelled"
        try:
            async with asyncio.timeout(seconds or self._profile.waits.call):
                yield
            outcome = "ok"
        except TimeoutError:
            outcome = outcome_of(PortalDown)
            raise PortalDown(f"{step}: too late") from None
        except Error as error:
            outcome = outcome_of(PortalDown)
            raise PortalDown(f"{step}: the browser failed: {type(error).__name__}") from None
        except BuzonError as error:
            outcome = outcome_of(type(error))
            raise
        finally:
            if self.observe is not None:
                self.observe(step, outcome, perf_counter() - started)

    async def _go(self, address: str) -> None:
        """Again where the page was just going somewhere by itself, as after a sign-in: no fault of the site's."""
        for pause in _PAUSES:
            try:
                await self.page.goto(address, wait_until="commit", timeout=1000 * self._profile.waits.step)
            except Error as error:
                if pause is None or not any(said in error.message for said in _ON_THE_MOVE):
                    raise
                await asyncio.sleep(pause)
            else:
                return

    async def goto(self, address: str) -> None:
        """Go there, and wait for nothing but the answer's beginning. Raises PortalDown, PortalChanged."""
        self.shows = self._world = None
        try:
            await self._go(address)
        except Error:
            self._stay()
            raise PortalDown(f"{self.step}: no answer") from None
        if self._resuming:
            await self.cdp.send("Page.removeScriptToEvaluateOnNewDocument", {"identifier": self._resuming})
            await self.cdp.send("Page.disable")
            self._resuming = ""

    async def resume(self, origin: str, stored: dict[str, str]) -> None:
        """At the next page of this origin its session storage is as it was."""
        source = (
            f"if (location.origin === {json.dumps(origin)}) "
            f"for (const [name, value] of Object.entries({json.dumps(stored)})) sessionStorage.setItem(name, value);"
        )
        await self.cdp.send("Page.enable")
        added = await self.cdp.send("Page.addScriptToEvaluateOnNewDocument", {"source": source})
        self._resuming = str(added["identifier"])

    async def until(self, decide: Callable[[Outline], _T | None], missing: str, *, before: Outline | None = None) -> _T:
        """What `decide` finds on the page, as soon as it does. It may raise PortalChanged to say what it lacks so far.
        What the site said of itself `before` it does not say now.

        Raises:
            PortalDown: the site says so, answers 5xx or not at all, or is too late.
            PortalChanged: the page is at rest and it is still `missing`; or it is a foreign host's.
        """
        loop = asyncio.get_running_loop()
        waits, lacks = self._profile.waits, ""
        deadline = rested = loop.time() + waits.step
        seen: tuple[int | None, int] | None = None
        while True:
            outline = await self.look()
            if (banner := cookie_banner(outline, self._profile.sign_in.accept)) is not None:
                await self.press(banner)
                outline = await self.look()
            try:
                if (found := decide(outline)) is not None:
                    return found
            except PortalChanged as error:
                lacks = str(error)
            self.stand()
            if self._is_out(outline) and not (before and self._is_out(before)):
                raise PortalDown(f"{self.step}: the site is out of order")
            now, state = loop.time(), (self._world, outline.version)
            if state != seen or not outline.ready or self._flying:
                seen, rested = state, now + waits.quiet
            if now >= min(deadline, rested):
                if not outline.ready or self._flying:
                    raise PortalDown(f"{self.step}: too late")
                raise PortalChanged(f"{self.step}: {lacks or missing}")
            await self._changed(outline.version, min(deadline, rested) - now)

    async def settled(self) -> Outline:
        """What can be seen once the page is at rest, or a step's time is over."""
        with suppress(PortalChanged, PortalDown):
            await self.until(lambda _: None, "rest")
        return await self.look()

    def stand(self) -> None:
        """Return if the site is still itself, and answers.

        Raises:
            PortalDown: it answered 5xx, or not at all.
            PortalChanged: the page leads, or has led, to a foreign host.
        """
        self._stay()
        if self._failing and not self._flying:
            raise PortalDown(f"{self.step}: {self._failing}")

    async def look(self) -> Outline:
        """What can be seen now."""
        outline = outline_of(await self._evaluate("buzon.look()"))
        if not self._said:
            return outline
        count = len(outline.nodes)
        spoken = [Node(count + at, -1, "alert", "", "", said, "", False, (), 0) for at, said in enumerate(self._said)]
        return replace(outline, nodes=(*outline.nodes, *spoken))

    async def press(self, node: Node) -> None:
        """As a click on it, made once. Where the page goes away meanwhile, what comes next says if it was heard."""
        self.shows = None
        with suppress(_LostError):
            await self._act(f"press({node.index})", node, again=False)

    async def type(self, node: Node, text: str) -> None:
        """Put `text` where the node's own was. Raises PortalChanged where the field does not take all of it."""
        await self._act(f"focus({node.index})", node)
        await self.cdp.send("Input.insertText", {"text": text})
        if await self._evaluate(f"buzon.typed({node.index})") != len(text.encode("utf-16-le")) // 2:
            raise PortalChanged(f"{self.step}: a field does not take what is typed")

    async def set_date(self, node: Node, day: date) -> None:
        """Set a field that takes a date and nothing else."""
        await self._act(f'date({node.index}, "{day.isoformat()}")', node)

    async def choose(self, node: Node, option: int) -> None:
        """Choose the option of this number."""
        await self._act(f"choose({node.index}, {option})", node)

    async def scroll_to(self, node: Node) -> None:
        """Bring it, and the foot of the page, into view."""
        await self._act(f"scroll({node.index})", node)

    async def pointed(self, outline: Outline, roles: Collection[str]) -> Node | None:
        """What of these roles somebody clicks next in the browser's window, which does nothing else on the page; None
        where it is none of them. `outline` is what was looked at last."""
        indexes = await self._evaluate("buzon.pointed()", again=False)
        nodes = outline.nodes
        known = [at for at in indexes if type(at) is int and at < len(nodes)] if isinstance(indexes, list) else []
        return next((nodes[at] for at in known if nodes[at].role in roles and not nodes[at].off), None)

    async def unpoint(self) -> None:
        """Clicks are the page's again."""
        await self._evaluate("buzon.unpoint()")

    async def picture(self, node: Node) -> bytes | None:
        """A picture as it is drawn, PNG; None where it is not drawn yet."""
        box = await self._evaluate(f"buzon.box({node.index})")
        numbers = [box.get(side) for side in ("x", "y", "width", "height")] if isinstance(box, dict) else []
        if not numbers or not all(isinstance(number, int | float) and 0 <= number < 10_000 for number in numbers):
            return None
        clip = dict(zip(("x", "y", "width", "height"), numbers, strict=True)) | {"scale": 1}
        shot = await self.cdp.send(
            "Page.captureScreenshot", {"format": "png", "clip": clip, "captureBeyondViewport": True}
        )
        png = base64.b64decode(str(shot.get("data", "")))
        return png if png and len(png) <= _PICTURE_LIMIT else None

    async def spare(self) -> None:
        """From now on no pictures, fonts, sounds and films are fetched."""
        kinds = [{"resourceType": kind} for kind in ("Image", "Font", "Media")]
        await self.cdp.send("Fetch.enable", {"patterns": kinds})

    @property
    def origin(self) -> str:
        """Scheme, host and port of what is shown."""
        here = urlsplit(self.page.url)
        return f"{here.scheme}://{here.netloc}"

    async def stored(self) -> dict[str, str]:
        """The page's session storage."""
        held = await self._evaluate("Object.fromEntries(Object.entries(sessionStorage))")
        return (
            {str(name): value for name, value in held.items() if isinstance(value, str)}
            if isinstance(held, dict)
            else {}
        )

    async def rest(self, outline: Outline) -> None:
        """Wait a moment, or until the page has changed."""
        await self._changed(outline.version, 0.1)

    async def _act(self, call: str, node: Node, *, again: bool = True) -> None:
        if await self._evaluate(f"buzon.{call}", again=again) is not True:
            raise PortalChanged(f"{self.step}: a {node.role} is gone, or takes no such value")

    async def _changed(self, version: int, seconds: float) -> None:
        milliseconds = max(10, min(250, int(1000 * seconds)))
        with suppress(_LostError):  # a page that goes away while it is waited for has changed
            await self._evaluate(f"buzon.changed({version}, {milliseconds})", again=False)

    async def _evaluate(self, expression: str, *, again: bool = True) -> Any:
        for _ in range(20):
            try:
                return await self._in_world(expression)
            except Error as error:
                if not any(lost in error.message for lost in _LOST):
                    raise
                self._world = None
                if _NO_FRAME in error.message:
                    self._frame = ""
            if not again:
                break
            await asyncio.sleep(0.01)
        raise _LostError(f"{self.step}: the page does not stay")

    async def _in_world(self, expression: str) -> Any:
        """What the expression gives in our world of the page; at the first time `page.js` comes with it."""
        if self._world is not None:
            return await self._run(self._world, expression)
        if not self._frame:
            self._frame = (await self.cdp.send("Page.getFrameTree"))["frameTree"]["frame"]["id"]
        named = {"frameId": self._frame, "worldName": "buzon"}
        world = int((await self.cdp.send("Page.createIsolatedWorld", named))["executionContextId"])
        found = await self._run(world, f"{_SCRIPT}\n{expression}")
        self._world = world
        return found

    async def _run(self, world: int, expression: str) -> Any:
        asked = {"expression": expression, "contextId": world, "returnByValue": True, "awaitPromise": True}
        answer = await self.cdp.send("Runtime.evaluate", asked | {"userGesture": True})
        if "exceptionDetails" in answer:
            raise PortalChanged(f"{self.step}: the page cannot be read")
        return answer["result"].get("value")

    def _is_out(self, outline: Outline) -> bool:
        return says((node.text for node in outline.nodes), self._profile.outage)

    def _stay(self) -> None:
        here = urlsplit(self.page.url)
        if self._foreign or (here.scheme in {"http", "https"} and here.hostname not in self._near):
            raise PortalChanged(f"{self.step}: leads to a foreign host")

    def _asked(self, request: Request) -> None:
        self._flying.add(request)

    def _landed(self, request: Request) -> None:
        self._flying.discard(request)
        self.answers += request.resource_type in _DATA

    def _failed(self, request: Request) -> None:
        self._flying.discard(request)
        if urlsplit(request.url).hostname not in self._near:  # other hosts do not exist: what a page asks of them fails
            self._foreign = self._foreign or request.is_navigation_request()
        elif request.resource_type in _DATA and request.failure != "net::ERR_ABORTED":
            self._failing = "no answer"

    def _answered(self, response: Response) -> None:
        if response.request.resource_type in _DATA:
            self._failing = f"status {response.status}" if response.status >= 500 else ""

    async def _hear(self, dialog: Dialog) -> None:
        if len(self._said) < _MOST_SAID:
            self._said.append(dialog.message[:2000])
        with suppress(Error):
            # Leaving a page is ours to decide; anything else that a page asks is answered by nobody but the person.
            await (dialog.accept() if dialog.type == "beforeunload" else dialog.dismiss())

    async def _shut(self, other: Page) -> None:
        """A window that the page opens beside itself."""
        with suppress(Error):
            await other.close()

    async def _refuse(self, event: dict[str, Any]) -> None:
        with suppress(Error):
            await self.cdp.send(
                "Fetch.failRequest", {"requestId": event["requestId"], "errorReason": "BlockedByClient"}
            )


def texts(nodes: Sequence[Node]) -> list[str]:
    """What is read on these nodes."""
    return [node.words for node in nodes if node.words]
