"""The outside world of a bench: the sandbox's fast servers as processes of their own, and a hand on their controls."""

import importlib.util
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import orjson

from bot.bench.processes import Program, announced, running
from handlers.errors import Misconfigured

TOKEN = "123456:" + "a" * 35
"""The fast server takes any; the libraries want the shape."""

NUMBER = rb"bench-(\d+)".decode()
"""What finds the number in a mailbox's name (see `bot.bench.people`) in the text of an alert."""

NOTICE = rb"n:o:(\d+)".decode()
"""What finds the notice's own id in an alert: the data of its button "open"."""

REPEATED = "Puede que ya te haya llegado"
"""What an alert says that may be a repeat (`alert-repeated` of the words)."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What the Bot API server counted since it remembers: messages taken, when the last one came, how many were
    refused for coming too fast or going to nobody, and how many came over a limit. Of WhatsApp: how many were refused
    because the window was closed, and the templates that went to such people."""

    taken: int
    last: float | None
    now: float
    violations: int
    too_many: int
    gone: int
    closed: int = 0
    templates: int = 0


@dataclass(frozen=True, slots=True)
class Arrived:
    """One message on a phone: when (seconds of `time.monotonic`), its number, whether it says it may be a repeat."""

    at: float
    number: int | None
    marked: bool


@dataclass(frozen=True, slots=True)
class Sent:
    """Everything that arrived, by chat, in order. `cut`: a chat for each message whose sender was not told that it was
    taken."""

    chats: dict[int, list[Arrived]]
    cut: tuple[int, ...]
    max_in_1s: int
    max_in_1s_chat: int

    @property
    def times(self) -> list[float]:
        """When messages arrived, in order."""
        return sorted(one.at for arrived in self.chats.values() for one in arrived)


class FastPlatform:
    """A platform's fast server at `address`."""

    def __init__(self, http: aiohttp.ClientSession, address: str) -> None:
        self._http = http
        self.address = address

    async def weather(self, **switches: Any) -> None:
        """Latency, faults, people who are gone: the fields of the sandbox's `Weather`; what is not named is fair."""
        await _posted(self._http, f"{self.address}/weather", switches)

    async def remember(self) -> None:
        """Remember from now on what is taken, beginning with nothing."""
        await _posted(self._http, f"{self.address}/sent", None)

    async def counts(self) -> Counts:
        """How many, so far."""
        async with self._http.get(f"{self.address}/counts") as answer:
            told = await answer.json()
        counts = told["counts"]
        return Counts(
            told["taken"],
            told["last"],
            told["now"],
            told["violations"],
            too_many=counts.get("too_many", 0),
            gone=counts.get("gone", 0),
            closed=counts.get("closed", 0),
            templates=counts.get("templates", 0),
        )

    async def sent(self, *, number: str = NUMBER) -> Sent:
        """All that arrived since it remembers."""
        wanted = {"number": number, "mark": REPEATED}
        async with self._http.get(f"{self.address}/sent", params=wanted) as answer:
            told = await answer.json()
        chats = {int(chat): [Arrived(*row) for row in rows] for chat, rows in told["chats"].items()}
        return Sent(chats, tuple(told["cut"]), told["max_in_1s"], told["max_in_1s_chat"])

    async def load(self, **plan: Any) -> None:
        """Start a load: the fields of the sandbox's `Plan`. Raises Misconfigured where it is refused."""
        await _posted(self._http, f"{self.address}/load", plan)

    async def load_report(self) -> dict[str, Any]:
        """How the load goes."""
        async with self._http.get(f"{self.address}/load") as answer:
            report: dict[str, Any] = await answer.json()
        return report


class FastTelegram(FastPlatform):
    """The fast Bot API server."""

    async def limit(self, rate: float | None, *, chat_rate: float = 1.0) -> None:
        """Enforce so many messages a second (with the sandbox's bursts), or no limit at all."""
        limits = None if rate is None else {"global_per_second": rate, "chat_per_second": chat_rate}
        await _posted(self._http, f"{self.address}/limits", limits)


class FastWhatsApp(FastPlatform):
    """The fast Graph API."""

    async def limit(self, rate: float | None) -> None:
        """Enforce so many messages a second and one in six seconds to a person (with the sandbox's bursts), or no
        limit at all."""
        await _posted(self._http, f"{self.address}/limits", None if rate is None else {"per_second": rate})

    async def close_windows(self, numbers: Sequence[int]) -> None:
        """These people have not written for 24 hours; everybody else has."""
        await _posted(self._http, f"{self.address}/windows", {"closed": list(numbers)})

    async def said(self) -> list[dict[str, Any]]:
        """Of every chat of the load: what it said last, and what it was last told."""
        async with self._http.get(f"{self.address}/said") as answer:
            rows: list[dict[str, Any]] = await answer.json()
        return rows


@dataclass(frozen=True, slots=True)
class Looked:
    """What the portal counted: sign-ins, lists, how many users were listed, connections that are open, and when that
    was (seconds of `time.monotonic`)."""

    sign_ins: int
    listings: int
    users: int
    connections: int
    now: float


@dataclass(frozen=True, slots=True)
class Published:
    """A notice of the portal: whose, its id there, and when it was published (seconds of `time.monotonic`)."""

    user: str
    id: str
    at: float


class FastPortal:
    """The fast portal at `address`."""

    def __init__(self, http: aiohttp.ClientSession, address: str) -> None:
        self._http = http
        self.address = address

    async def weather(self, *, latency: float = 0.0, down: bool = False) -> None:
        """Seconds that every answer takes; `down` cuts every connection."""
        await _posted(self._http, f"{self.address}/weather", {"latency": latency, "down": down})

    async def publish(self, users: Sequence[str], *, subject: str) -> list[Published]:
        """One new notice for each of these users."""
        told = await _posted(self._http, f"{self.address}/notices", {"users": users, "subject": subject})
        return [Published(**one) for one in told["published"]]

    async def counts(self) -> Looked:
        """How often it was asked, so far."""
        async with self._http.get(f"{self.address}/counts") as answer:
            return Looked(**await answer.json())


@asynccontextmanager
async def fast_telegram(http: aiohttp.ClientSession) -> AsyncGenerator[FastTelegram]:
    """A Bot API server of its own, gone afterwards. Raises Misconfigured where there is no sandbox."""
    async with _server("telegram") as (_, address):
        yield FastTelegram(http, address)


@asynccontextmanager
async def fast_whatsapp(http: aiohttp.ClientSession) -> AsyncGenerator[FastWhatsApp]:
    """A Graph API of its own, gone afterwards. Raises Misconfigured where there is no sandbox."""
    async with _server("whatsapp") as (_, address):
        yield FastWhatsApp(http, address)


@asynccontextmanager
async def fast_portal(http: aiohttp.ClientSession) -> AsyncGenerator[FastPortal]:
    """A portal of its own, gone afterwards. Raises Misconfigured where there is no sandbox."""
    async with _server("portal") as (_, address):
        yield FastPortal(http, address)


@asynccontextmanager
async def _server(name: str) -> AsyncGenerator[tuple[Program, str]]:
    if importlib.util.find_spec("sandbox") is None:
        raise Misconfigured("the sandbox is missing here: run this bench from a checkout")
    command = [sys.executable, "-m", f"sandbox.{name}.fast"]
    async with running(f"the fast {name}", command, {}, answering=True) as program:
        yield program, announced(await program.first_line(), name)


async def _posted(http: aiohttp.ClientSession, url: str, body: Any) -> Any:
    # Not `json=body`, which sends nothing at all where the body is null.
    async with http.post(url, data=orjson.dumps(body), headers={"Content-Type": "application/json"}) as answer:
        if not answer.ok:
            raise Misconfigured(f"{url} refused: {answer.status} {await answer.text()}")
        return await answer.json()
