"""Open contexts, one per session, at most so many: the least recently used is closed, what it needs to go on kept."""

import asyncio
import hashlib
import hmac
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any
from weakref import WeakValueDictionary

import orjson
from playwright.async_api import Error

from bot.portal.browser.chromium import Chromium
from bot.portal.browser.profile import BrowserProfile
from bot.portal.browser.screen import Screen
from bot.portal.door import Observe
from bot.portal.sessions import Session
from buzon.credentials import Credentials
from handlers.errors import BuzonError, Outage, PortalDown, Refusal

STATE_LIMIT = 256 * 1024


class Pool:
    """At most `contexts` contexts. What a session needs to go on (cookies, storages, where its list is) is in its
    `token` while no context is open for it: JSON, opaque to all others.
    """

    def __init__(
        self,
        chromium: Chromium,
        profile: BrowserProfile,
        near: frozenset[str],
        *,
        contexts: int,
        observe: Observe | None = None,
    ) -> None:
        self._chromium = chromium
        self._profile = profile
        self._near = near
        self._turns = asyncio.Semaphore(contexts)
        self._most = contexts
        self._observe = observe
        self._open: OrderedDict[Session, Screen] = OrderedDict()
        # A lock lives as long as somebody holds it or waits for it: two must never have one page.
        self._locks: WeakValueDictionary[Session, asyncio.Lock] = WeakValueDictionary()

    def __len__(self) -> int:
        return len(self._open)

    def __contains__(self, session: Session) -> bool:
        return session in self._open

    async def close(self) -> None:
        """Close every context."""
        for session in list(self._open):
            await self.drop(session)

    async def drop(self, session: Session) -> None:
        """Close the session's context and keep nothing of it."""
        if (screen := self._open.pop(session, None)) is not None:
            await screen.close()

    @asynccontextmanager
    async def screen(self, session: Session, *, keep: bool = False) -> AsyncIterator[Screen]:
        """The session's page, ours alone meanwhile. It is closed where what is done there fails otherwise than by a
        refusal, since nobody knows what it shows; with `keep` an outage leaves it too.
        """
        lock = self._locks.setdefault(session, asyncio.Lock())
        try:
            async with lock, self._turns:
                yield await self._opened(session)
        except BaseException as error:
            if not isinstance(error, (Refusal, Outage) if keep else Refusal):
                await self.drop(session)
            raise

    async def state(self, session: Session) -> str:
        """What the session needs to go on, as JSON; empty where nothing is known."""
        screen = self._open.get(session)
        if screen is None:
            return session.token
        lock = self._locks.setdefault(session, asyncio.Lock())
        async with lock:
            with suppress(Error, BuzonError):
                session.token = await state_of(screen)
        return session.token

    async def _opened(self, session: Session) -> Screen:
        if (screen := self._open.get(session)) is not None and screen.alive:
            self._open.move_to_end(session)
            return screen
        await self.drop(session)
        await self._make_room()
        await self._chromium.browser()  # to start it takes as long as it takes
        try:
            async with asyncio.timeout(self._profile.waits.step):
                screen = await self._resumed(session)
        except TimeoutError:
            await self._chromium.close()  # it hangs; whoever needs it next starts it again
            raise PortalDown("the browser does not answer") from None
        except Error:
            raise PortalDown("the browser opens no page") from None
        self._open[session] = screen
        return screen

    async def _resumed(self, session: Session) -> Screen:
        try:
            return await self._fresh(_parsed(session.token))
        except (Error, PortalDown):
            if not session.token:
                raise
            # A browser of another version may not take what was kept: then it is as if nothing had been.
            screen = await self._fresh({})
            session.token = ""
            return screen

    async def _fresh(self, kept: Mapping[str, Any]) -> Screen:
        context = await self._chromium.context(zone=self._profile.dates.zone, state=kept.get("storage"))
        screen = await Screen.open(context, self._profile, self._near)
        screen.observe = self._observe
        if kept:
            await screen.resume(str(kept["origin"]), dict(kept["session"]))
            await screen.spare()
            screen.listed, screen.proof = str(kept["list"]), str(kept["of"])
        return screen

    async def _make_room(self) -> None:
        while len(self._open) >= self._most:
            idle = next((one for one in self._open if one not in self._locks or not self._locks[one].locked()), None)
            if idle is None:
                return
            await self.state(idle)
            await self.drop(idle)


async def state_of(screen: Screen) -> str:
    """What the page's session needs to go on, as JSON. Raises PortalDown where that is more than 256 kB."""
    storage = await screen.context.storage_state()
    state = {
        "of": screen.proof,
        "storage": storage,
        "session": await screen.stored(),
        "origin": screen.origin,
        "list": screen.listed or screen.page.url,
    }
    packed = orjson.dumps(state)
    if len(packed) > STATE_LIMIT:
        raise PortalDown("what the site keeps in the browser is too large")
    return packed.decode()


def proof(credentials: Credentials) -> str:
    """By which a state is known to be these credentials': to be kept only where they might be kept themselves."""
    said = f"{credentials.user.reveal()}\0{credentials.password.reveal()}"
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def is_state(kept: bytes, credentials: Credentials) -> bool:
    """Whether this is what `state_of` gave for a session that these credentials had opened."""
    try:
        found = orjson.loads(kept)
    except ValueError:
        return False
    shape = {"of": str, "storage": dict, "session": dict, "origin": str, "list": str}
    fits = isinstance(found, dict) and {name: type(value) for name, value in found.items()} == shape
    return fits and hmac.compare_digest(found["of"].encode(), proof(credentials).encode())


def _parsed(token: str) -> dict[str, Any]:
    return orjson.loads(token) if token else {}
