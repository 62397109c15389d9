"""A rehearsal of the main job: a person and a clerk who act through the sandbox's own doors, and a stopwatch.

What the person sees came over the wire from the Bot API server, what the clerk sees is the portal's own record.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from time import perf_counter
from typing import Any
from urllib.parse import parse_qs

import aiohttp

Chat = dict[str, Any]
_PATIENCE_SECONDS = 10.0
_ALERT = "Llegó una notificación nueva"


class Failure(Exception):
    """What was expected did not happen; the text says what."""


class Person:
    """Someone with a phone, through the sandbox's control doors."""

    def __init__(self, http: aiohttp.ClientSession, number: int) -> None:
        self._http = http
        self.number = number
        self._base = f"/control/telegram/people/{number}"

    @classmethod
    async def meet(cls, http: aiohttp.ClientSession) -> "Person":
        """A new person with a Spanish phone."""
        person = {"first_name": "Yuleisy", "last_name": "Rojas", "language_code": "es"}
        return cls(http, (await _post(http, "/control/telegram/people", person))["id"])

    async def write(self, text: str) -> None:
        """Send a message."""
        await _post(self._http, f"{self._base}/messages", {"text": text})

    async def messages(self) -> list[Chat]:
        """What the bot has said so far, oldest first."""
        async with self._http.get(f"{self._base}/chat") as answer:
            found: list[Chat] = (await answer.json())["messages"]
        return [message for message in found if message["from"] == "bot"]

    async def sees(self, wanted: str, *, after: int = 0, seconds: float = _PATIENCE_SECONDS) -> Chat:
        """The first message of the bot past the first `after` whose text or file name contains `wanted`."""
        deadline = perf_counter() + seconds
        async with self._http.get(f"{self._base}/events", timeout=aiohttp.ClientTimeout(total=seconds + 5)) as events:
            while True:
                for message in (await self.messages())[after:]:
                    if wanted in _words(message):
                        return message
                left = deadline - perf_counter()
                try:
                    await asyncio.wait_for(events.content.readline(), max(left, 0.01))
                except TimeoutError:
                    shown = [_words(message)[:60] for message in await self.messages()]
                    raise Failure(f"«{wanted}» did not appear in {seconds:.0f} s; the chat shows {shown}") from None

    async def tap(self, message: Chat, label: str) -> None:
        """Tap the button whose label contains `label`."""
        data = _button(message, label)["callback_data"]
        await _post(self._http, f"{self._base}/taps", {"message_id": message["message_id"], "data": data})

    async def open_page(self, message: Chat, label: str) -> str:
        """The address that Telegram opens for a Mini App button, signed `initData` and all."""
        url = _button(message, label)["web_app"]["url"]
        opened = await _post(self._http, f"{self._base}/web_app", {"message_id": message["message_id"], "url": url})
        return str(opened["url"])


async def rehearse(page: str, *, watch_interval: float) -> int:
    """Play steps 1–4 of the main job; print each step's time. 0 when all of it was seen, 1 when not."""
    print(f"{'step':<44}{'seconds':>8}")
    began = perf_counter()
    async with aiohttp.ClientSession(page) as http:
        play = _Play(http, await Person.meet(http), watch_interval)
        try:
            await play.step("1  /start, consent", play.start)
            await play.step("2  link by the one-time page", play.link)
            await play.step("3  list, warn, open, receive the PDF", play.read)
            await play.step("4  publish at the desk, push on the phone", play.push)
        except Failure as failure:
            print(f"failed: {failure}")
            return 1
    print(f"{'all':<44}{perf_counter() - began:>8.2f}")
    return 0


class _Play:
    def __init__(self, http: aiohttp.ClientSession, person: Person, watch_interval: float) -> None:
        self._http = http
        self._person = person
        self._watch_interval = watch_interval
        self._mailbox: dict[str, Any] = {}

    async def step(self, name: str, act: Callable[[], Awaitable[None]]) -> None:
        began = perf_counter()
        await act()
        print(f"{name:<44}{perf_counter() - began:>8.2f}", flush=True)

    async def start(self) -> None:
        await self._person.write("/start")
        await self._person.sees("No somos Migraciones")
        await self._person.tap(await self._person.sees("necesito tu permiso"), "Sí, acepto")
        await self._person.sees("¿Tienes a mano")

    async def link(self) -> None:
        async with self._http.get("/control/portal/people") as answer:
            people = await answer.json()
        self._mailbox = next(one for one in people if one["notices"] and one["unopened"] and not one["locked"])
        await self._person.write("/vincular")
        asked = await self._person.sees("Toca el botón")
        url = await self._person.open_page(asked, "página segura")
        async with aiohttp.ClientSession() as browser:
            async with browser.get(url) as answer:
                form = await answer.text()
            csrf = re.search(r'name="csrf" value="(\w+)"', form)
            if csrf is None:
                raise Failure("the one-time page shows no form")
            fields = {
                "csrf": csrf[1],
                "init_data": _init_data(url),
                "user": self._mailbox["user"],
                "password": self._mailbox["password"],
                "name": "Mamá",
            }
            async with browser.post(url.partition("#")[0], data=fields) as answer:
                if "quedó vinculado" not in await answer.text():
                    raise Failure(f"the page does not say that the mailbox was linked (status {answer.status})")
        await self._person.sees("quedó vinculado")

    async def read(self) -> None:
        before = await self._openings()
        said = len(await self._person.messages())
        await self._publish(pdf=True)
        alert = await self._person.sees(
            "Llegó una notificación nueva", after=said, seconds=self._watch_interval * 3 + 5
        )
        await self._person.write("/notificaciones")
        await self._person.sees("Notificaciones:")
        if await self._openings() != before:
            raise Failure("listing opened a notice")
        await self._person.tap(alert, "Abrir")
        warning = await self._person.sees("Antes de abrir")
        if await self._openings() != before:
            raise Failure("a notice was opened before the yes")
        await self._person.tap(warning, "Sí, abrir")
        await self._person.sees("SIMULACIÓN")
        await self._person.sees(".pdf")
        if await self._openings() != before + 1:
            raise Failure("the portal has not recorded the opening")

    async def push(self) -> None:
        said = len(await self._person.messages())
        await self._publish(pdf=False)
        alert = await self._person.sees(
            "Llegó una notificación nueva", after=said, seconds=self._watch_interval * 3 + 5
        )
        if "Mamá" not in _words(alert):
            raise Failure("the alert does not say whose mailbox it is")
        await asyncio.sleep(self._watch_interval + 0.5)  # a repeat would come with the next look
        alerts = [one for one in (await self._person.messages())[said:] if _ALERT in _words(one)]
        if len(alerts) != 1:
            raise Failure(f"{len(alerts)} alerts for one notice")

    async def _publish(self, *, pdf: bool) -> None:
        await _post(self._http, f"/control/portal/people/{self._mailbox['id']}/notices", {"kind": "remedy", "pdf": pdf})

    async def _openings(self) -> int:
        async with self._http.get("/control/portal/openings") as answer:
            return len(await answer.json())


async def _post(http: aiohttp.ClientSession, path: str, body: dict[str, Any]) -> dict[str, Any]:
    async with http.post(path, json=body) as answer:
        if answer.status >= 400:
            raise Failure(f"the sandbox refused {path} ({answer.status})")
        found: dict[str, Any] = await answer.json()
        return found


def _words(message: Chat) -> str:
    document = message.get("document") or {}
    return " ".join(
        str(part) for part in (message.get("text"), message.get("caption"), document.get("file_name")) if part
    )


def _button(message: Chat, label: str) -> dict[str, Any]:
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    for button in (button for row in rows for button in row):
        if label in button["text"]:
            found: dict[str, Any] = button
            return found
    raise Failure(f"no button «{label}»")


def _init_data(url: str) -> str:
    return parse_qs(url.partition("#")[2]).get("tgWebAppData", [""])[0]
