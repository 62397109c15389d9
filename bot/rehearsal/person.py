"""Somebody with a phone, and what they see and do: through the sandbox's own doors, never through ours."""

import asyncio
import html
import re
from contextlib import suppress
from dataclasses import dataclass
from time import perf_counter
from typing import Any
from urllib.parse import parse_qs

import aiohttp

Chat = dict[str, Any]
_PATIENCE_SECONDS = 10.0


class Failure(Exception):
    """What was expected did not happen; the text says what."""


class Person:
    """Someone with a phone, through the sandbox's control doors."""

    def __init__(self, http: aiohttp.ClientSession, number: int) -> None:
        self._http = http
        self.number = number
        self._base = f"/control/telegram/people/{number}"
        self._events = f"{self._base}/events"

    @classmethod
    async def meet(cls, http: aiohttp.ClientSession) -> "Person":
        """A new person with a Spanish phone."""
        person = {"first_name": "Yuleisy", "last_name": "Rojas", "language_code": "es"}
        return cls(http, (await post(http, "/control/telegram/people", person))["id"])

    async def send(self, kind: str, content: bytes, name: str) -> None:
        """Send a photo or document into the chat."""
        body = aiohttp.FormData()
        body.add_field(kind, content, filename=name)
        async with self._http.post(f"{self._base}/messages", data=body) as answer:
            if answer.status >= 400:
                raise Failure(f"the sandbox refused a {kind} ({answer.status})")

    async def write(self, text: str) -> None:
        """Send a message."""
        await post(self._http, f"{self._base}/messages", {"text": text})

    async def messages(self) -> list[Chat]:
        """What the bot has said so far, oldest first."""
        async with self._http.get(f"{self._base}/chat") as answer:
            found: list[Chat] = (await answer.json())["messages"]
        return [message for message in found if message["from"] == "bot"]

    async def photos(self) -> list[Chat]:
        """The photos that this person sent and that are in the chat still."""
        async with self._http.get(f"{self._base}/chat") as answer:
            found: list[Chat] = (await answer.json())["messages"]
        return [message for message in found if message["from"] != "bot" and message.get("photo")]

    async def sees(self, wanted: str, *, after: int = 0, seconds: float = _PATIENCE_SECONDS) -> Chat:
        """The first message of the bot past the first `after` whose text or file name contains `wanted`."""
        deadline = perf_counter() + seconds
        async with self._http.get(self._events, timeout=aiohttp.ClientTimeout(total=seconds + 5)) as events:
            while True:
                for message in (await self.messages())[after:]:
                    if wanted in words_of(message):
                        return message
                line = b""  # none where it is too late, or the stream has ended
                with suppress(TimeoutError):
                    left = deadline - perf_counter()
                    line = await asyncio.wait_for(events.content.readline(), max(left, 0.001))
                if not line:
                    shown = [words_of(message)[:60] for message in await self.messages()]
                    raise Failure(f"«{wanted}» did not appear in {seconds:.0f} s; the chat shows {shown}")

    async def tap(self, message: Chat, label: str) -> None:
        """Tap the button whose label contains `label`."""
        data = button_of(message, label)["callback_data"]
        await post(self._http, f"{self._base}/taps", {"message_id": message["message_id"], "data": data})

    async def open_page(self, message: Chat, label: str) -> str:
        """The address that Telegram opens for a Mini App button, signed `initData` and all."""
        url = button_of(message, label)["web_app"]["url"]
        opened = await post(self._http, f"{self._base}/web_app", {"message_id": message["message_id"], "url": url})
        return str(opened["url"])


async def post(http: aiohttp.ClientSession, path: str, body: dict[str, Any], *, method: str = "POST") -> dict[str, Any]:
    """A call to one of the sandbox's control doors. Raises Failure where it refuses."""
    async with http.request(method, path, json=body) as answer:
        if answer.status >= 400:
            raise Failure(f"the sandbox refused {path} ({answer.status})")
        found: dict[str, Any] = await answer.json()
        return found


def words_of(message: Chat) -> str:
    """Text, caption and file name of a message."""
    document = message.get("document") or {}
    return " ".join(
        str(part) for part in (message.get("text"), message.get("caption"), document.get("file_name")) if part
    )


def button_of(message: Chat, label: str) -> dict[str, Any]:
    """The button whose label contains `label`. Raises Failure."""
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    for button in (button for row in rows for button in row):
        if label in button["text"]:
            found: dict[str, Any] = button
            return found
    raise Failure(f"no button «{label}»")


@dataclass
class OneTimePage:
    """A browser in front of a one-time page: it reads the form, and posts it back."""

    url: str
    init_data: str
    html: str

    @classmethod
    async def load(cls, address: str) -> "OneTimePage":
        """GET it, as a phone does."""
        url, _, fragment = address.partition("#")
        async with aiohttp.ClientSession() as browser, browser.get(url) as answer:
            return cls(url, parse_qs(fragment).get("tgWebAppData", [""])[0], await answer.text())

    def value(self, name: str) -> str:
        """What stands in a field."""
        found = re.search(rf'name="{name}"[^>]*? value="([^"]*)"', self.html)
        if found is None:
            raise Failure(f"the page has no field {name}")
        return html.unescape(found[1])

    async def post(self, **fields: str) -> str:
        """Send it; the words of the answer."""
        return await self._send(self.url, {"name": "", **fields})

    async def upload(self, content: bytes, name: str) -> None:
        """Send a file to be read; the page then shows what was read."""
        self.html = await self._send(f"{self.url}/sheet", {}, file=(name, content))

    async def _send(self, url: str, fields: dict[str, str], file: tuple[str, bytes] | None = None) -> str:
        body = aiohttp.FormData({"csrf": self.value("csrf"), "init_data": self.init_data, **fields})
        if file:
            body.add_field("file", file[1], filename=file[0])
        async with aiohttp.ClientSession() as browser, browser.post(url, data=body) as answer:
            return await answer.text()
