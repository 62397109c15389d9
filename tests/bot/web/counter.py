"""The web desk on a real server over a parlour, its members with phones, and browsers that sign in as people do."""

import asyncio
import html
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import aiohttp
import pytest

from bot.channels.limits import TELEGRAM
from bot.channels.messages import Document, Gone, Outcome, Outgoing, Photo, Sent
from bot.metrics import Metrics
from bot.push.gates import LocalGates
from bot.push.pace import Pace, Rate
from bot.web import server
from bot.web.desk.places import WebDesk
from bot.web.desk.tell import Teller
from handlers.errors import ChannelDown
from handlers.web_sign_in import SIGN_IN
from storage import audit, chats, staff
from storage.audit import Entry
from storage.staff import Member
from storage.tables import StaffRole
from tests.handlers.parlour import Parlour
from tests.handlers.person import Person

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
LINK = "https://t.me/BuzonBot?start="


@dataclass(frozen=True)
class Page:
    """What a browser got."""

    status: int
    path: str
    text: str
    headers: Mapping[str, str]

    @property
    def words(self) -> str:
        """What is read of it."""
        shown = re.sub(r"<(script|style|head)\b.*?</\1>", " ", self.text, flags=re.DOTALL)
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", shown)).split())

    @property
    def csrf(self) -> str:
        found = re.search(r'name="csrf" value="(\w+)"', self.text)
        assert found, self.words
        return found[1]


class Browser:
    """One browser profile: its cookies, and what browsers say by themselves."""

    def __init__(self, http: aiohttp.ClientSession) -> None:
        self._http = http

    async def get(self, path: str, **headers: str) -> Page:
        return await self._asked("GET", path, headers=headers)

    async def follow(self, path: str) -> Page:
        return await self._asked("GET", path, follow=True)

    async def post(self, path: str, *, site: str | None = "same-origin", partly: bool = False, **fields: str) -> Page:
        headers = {} if site is None else {"Sec-Fetch-Site": site}
        headers |= {"HX-Request": "true"} if partly else {}
        return await self._asked("POST", path, headers=headers, fields=fields)

    async def raw(self, path: str, body: bytes, kind: str) -> Page:
        headers = {"Sec-Fetch-Site": "same-origin", "Content-Type": kind}
        return await self._asked("POST", path, headers=headers, body=body)

    async def upload(
        self, path: str, content: bytes, *, on: str, called: str = "foto.jpg", csrf: str = "", **fields: str
    ) -> Page:
        """Post a form with a file, as the page `on` shows it."""
        form = aiohttp.FormData({"csrf": csrf or (await self.get(on)).csrf, **fields})
        form.add_field("file", content, filename=called, content_type="application/octet-stream")
        return await self._asked("POST", path, headers={"Sec-Fetch-Site": "same-origin"}, body=form)

    async def submit(self, path: str, *, on: str = "/desk/status", **fields: str) -> Page:
        """Post a form as the page `on` shows it."""
        shown = await self.get(on)
        return await self.post(path, csrf=shown.csrf, **fields)

    def cookie(self) -> str:
        return next((one.value for one in self._http.cookie_jar), "")

    def keep(self, value: str) -> None:
        """Put the cookie there by hand."""
        self._http.cookie_jar.clear()
        self._http.cookie_jar.update_cookies({"buzon_mesa": value}, self._http._base_url)  # type: ignore[arg-type]

    async def _asked(
        self,
        method: str,
        path: str,
        *,
        headers: dict[str, str] | None = None,
        fields: dict[str, str] | None = None,
        body: bytes | aiohttp.FormData | None = None,
        follow: bool = False,
    ) -> Page:
        data = body if body is not None else fields
        async with self._http.request(method, path, headers=headers, data=data, allow_redirects=follow) as answer:
            return Page(answer.status, answer.url.path, await answer.text(), answer.headers)


class Postbox:
    """A channel that delivers everything into a list, and knows files by their number there; `closed`: it takes none
    any more."""

    name = "telegram"

    def __init__(self) -> None:
        self.closed = False
        self.taken: list[tuple[str, Outgoing]] = []

    async def send(self, address: str, outgoing: Outgoing, *, delivery: int | None = None) -> Outcome:
        if self.closed:
            return Gone()
        self.taken.append((address, outgoing))
        return Sent(len(self.taken))

    async def keep(self, address: str, outgoing: Photo | Document) -> str | None:
        sent = await self.send(address, outgoing)
        return f"file-{sent.message}" if isinstance(sent, Sent) else None

    async def fetch(self, file: str) -> bytes:
        raise ChannelDown("nobody sends files here")


@dataclass
class Counter:
    """The desk under `address`. Phones are numbered as they come."""

    parlour: Parlour
    desk: WebDesk
    address: str
    postbox: "Postbox"
    _stack: AsyncExitStack
    phones: dict[str, Person] = field(default_factory=dict)

    async def browser(self) -> Browser:
        """A fresh profile."""
        jar = aiohttp.CookieJar(unsafe=True)  # loopback has no name
        session = aiohttp.ClientSession(self.address, cookie_jar=jar, headers={"User-Agent": FIREFOX})
        return Browser(await self._stack.enter_async_context(session))

    async def member(self, role: StaffRole, name: str = "Rosa") -> Member:
        """Somebody who has joined the team, with a phone in `phones`."""
        now, address = self.parlour.clock.instant, str(2000 + len(self.phones))
        async with self.parlour.world.database.begin() as connection:
            chat = await chats.ensure(connection, "telegram", address, now=now)
            token = await staff.invite(connection, name=name, role=role, invited_by=None, now=now)
            joined = await staff.join(connection, token, chat.id, now=now)
        assert isinstance(joined, Member)
        self.phones[name] = Person(self.parlour.desk, address)
        return joined

    async def asks(self, browser: Browser) -> tuple[Page, str]:
        """Press the button of the way in; the page with the code, and what the link into the chat carries."""
        await browser.post("/desk/sign-in")
        shown = await browser.get("/desk/sign-in")
        found = re.search(re.escape(LINK) + r"([\w-]+)", shown.text)
        assert found, shown.words
        return shown, found[1]

    async def signed_in(self, name: str = "Rosa") -> Browser:
        """A browser that a member has let in."""
        browser = await self.browser()
        _, argument = await self.asks(browser)
        phone = self.phones[name]
        await phone.write(f"/start {argument}")
        await phone.tap("✅ Sí, soy yo")
        assert (await browser.follow("/desk/sign-in")).path == "/desk/status"
        return browser

    async def acts(self, prefix: str) -> list[Entry]:
        """What the audit has of this, latest first."""
        async with self.parlour.world.database.read() as connection:
            return await audit.search(connection, actions=[prefix])


@pytest.fixture
async def counter(parlour: Parlour) -> AsyncIterator[Counter]:
    listener = server.bind("127.0.0.1", 0)
    pace = Pace(LocalGates(), {"telegram": Rate(1_000, 1_000)}, Metrics())
    postbox = Postbox()
    teller = Teller({"telegram": (postbox, TELEGRAM)}, pace)
    desk = WebDesk(parlour.world, teller, deep_link=lambda argument: f"{LINK}{argument}", secure=False)
    stopping = asyncio.Event()
    async with AsyncExitStack() as stack:
        serving = asyncio.create_task(server.serve(server.application(desk.routes()), listener, stopping))
        yield Counter(parlour, desk, f"http://127.0.0.1:{listener.getsockname()[1]}", postbox, stack)
        await stack.aclose()
        stopping.set()
        await serving


__all__ = ["LINK", "SIGN_IN", "Browser", "Counter", "Page", "counter"]
