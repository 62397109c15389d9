"""The town the journeys happen in: the outside world on loopback, the house that serves it, and people with phones.

Nothing is reached but what is really there: phones and desk through the sandbox's doors, the database by its own rows.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

import aiohttp
from sqlalchemy import Executable, Row, delete, select

from bot import settings, whatsapp_account, wiring
from bot.push import engine
from bot.rehearsal import Chat, Person
from bot.settings import Settings
from handlers.planning import LATER
from sandbox import world
from sandbox.clock import Clock
from storage import chats
from storage.keys import new_master_key, parse_keys, write_key_file
from storage.tables import OutboxState, inbox, mailboxes, outbox
from storage.tables import chats as chat_rows
from tests.flow.onetime import OneTimePage, init_data_of

TOKEN = "8000000001:SANDBOX-for-the-journeys-over-the-wire-0"
WATCH_INTERVAL = timedelta(seconds=0.5)
ALERT = "Llegó una notificación nueva"
REPEATED = "Puede que ya te haya llegado"
_PAGE_PATH = re.compile(r"/v/[\w-]{20,}")

Found = TypeVar("Found")


async def until(look: Callable[[], Awaitable[Found | None]], what: str, *, seconds: float = 30) -> Found:
    """What `look` finds, as soon as it finds something true; fails after so many seconds, naming what was awaited."""
    deadline = monotonic() + seconds
    while not (found := await look()):
        assert monotonic() < deadline, f"{what}: not within {seconds:.0f} s"
        await asyncio.sleep(0.02)
    return found


class Phone(Person):
    """Somebody's phone. What `sees` looks for came after the last thing its owner did, unless told otherwise."""

    def __init__(self, town: "Town", number: int) -> None:
        super().__init__(town.http, number)
        self.town = town
        self.address = str(number)
        self._heard = 0

    async def ask(self, method: str, path: str, body: Any = None) -> Any:
        """A call to this phone's own door of the puppeteer."""
        return await self.town.control(method, f"/telegram/people/{self.number}{path}", body)

    async def write(self, text: str) -> None:
        self._heard = len(await self.messages())
        await super().write(text)

    async def tap(self, message: Chat, label: str) -> None:
        self._heard = len(await self.messages())
        await super().tap(message, label)

    async def tap_for_toast(self, message: Chat, label: str) -> dict[str, Any]:
        """Tap, and give what the phone shows over the chat: `{"answered", "text", "show_alert"}`."""
        self._heard = len(await self.messages())
        return await self.tap_data(message, button(message, label)["callback_data"])

    async def tap_data(self, message: Chat, data: str) -> dict[str, Any]:
        """A tap on any data, as a forged or an old button sends it."""
        answer: dict[str, Any] = await self.ask("POST", "/taps", {"message_id": message["message_id"], "data": data})
        return answer

    async def sees(self, wanted: str, *, after: int | None = None, seconds: float = 30) -> Chat:
        return await super().sees(wanted, after=self._heard if after is None else after, seconds=seconds)

    async def shown(self, message: Chat, wanted: str) -> Chat:
        """This very message, once an edit in place made it say `wanted`."""

        async def look() -> Chat | None:
            return next(
                (
                    one
                    for one in await self.messages()
                    if one["message_id"] == message["message_id"] and wanted in one["text"]
                ),
                None,
            )

        return await until(look, f"message {message['message_id']} with «{wanted}»")

    async def turn(self, message: Chat, label: str, wanted: str) -> Chat:
        """Tap a button that edits its own message; gives the message as it is then."""
        await self.tap(message, label)
        return await self.shown(message, wanted)

    async def blocks(self) -> None:
        """Block the bot."""
        await self.ask("POST", "/block")

    async def unblocks(self) -> None:
        """Let the bot write again; the platform tells it."""
        await self.ask("POST", "/unblock")

    async def own(self) -> list[str]:
        """What is left in the chat of what its owner wrote."""
        return [one["text"] for one in (await self.ask("GET", "/chat"))["messages"] if one["from"] == "person"]

    async def send_file(self, kind: str, content: bytes, name: str) -> None:
        """Send a photo or document into the chat."""
        self._heard = len(await self.messages())
        await self.send(kind, content, name)

    async def says_who(self, owner: dict[str, Any], wanted: str = "¿Está todo bien?") -> Chat:
        """Answer the seven questions with what the portal has on record of somebody; gives what comes then."""
        record = owner["identity"]
        year, month, day = record["born_on"].split("-")
        documents = {"CPP": "CPP", "PAS": "pasaporte", "CE": "carné de extranjería", "PNA": "partida de nacimiento"}
        for answer in (
            owner["nationality"].capitalize(),
            documents[record["document_type"]],
            record["document_number"],
            record["paternal"].title(),
            record["maternal"].title() or "no tengo",
            record["given"].title(),
        ):
            await self.write(answer)
            await self.sees("de 7.")
        await self.write(f"{day}/{month}/{year}")
        return await self.sees(wanted)

    async def recovers(self) -> None:
        """/recuperar without a constancia, up to the first of the seven questions."""
        await self.write("/recuperar")
        asked = await self.sees("")
        if "permiso" in asked["text"]:
            await self.tap(asked, "Sí, acepto")
            await self.sees("¿La tienes?")
        await self.write("no la tengo")
        await self.sees("1 de 7.")

    async def alerts(self) -> list[Chat]:
        """The alerts so far, oldest first."""
        return [one for one in await self.messages() if ALERT in (one.get("text") or "")]

    async def answered(self) -> None:
        """Return when everything this phone sent was answered to the end, and nothing is waiting to be pushed to it."""
        unsettled = outbox.c.state.in_([OutboxState.PENDING, OutboxState.SENDING])
        unsent = (
            select(outbox.c.id)
            .join(chat_rows)
            .where(chat_rows.c.address == self.address, unsettled, outbox.c.text_key.not_in(LATER))
        )
        unanswered = select(inbox.c.update_id).where(inbox.c.done_at.is_(None))

        async def quiet() -> bool:
            sandbox = await self.town.control("GET", "/telegram/counts")
            rows = [*await self.town.rows(unsent), *await self.town.rows(unanswered)]
            return not sandbox["waiting_updates"] and not rows

        await until(quiet, "quiet")

    async def agree(self) -> None:
        """Meet the bot and agree to its conditions."""
        await self.write("/start")
        await self.tap(await self.sees("necesito tu permiso"), "Sí, acepto")
        await self.sees("¿Tienes a mano")

    async def asked_for_page(self) -> Chat:
        """Ask for the one-time page, agreeing on the way where that is still missing; gives the message with it."""
        await self.write("/vincular")
        asked = await self.sees("")
        if "permiso" in asked["text"]:
            await self.tap(asked, "Sí, acepto")
        return await self.sees("Toca el botón")

    async def page(self, message: Chat, label: str = "🔒") -> OneTimePage:
        """The page behind the button, as Telegram opens it."""
        return await OneTimePage.load(await self.open_page(message, label))

    async def init_data(self) -> str:
        """What Telegram signs about this phone's owner."""
        opened = await self.ask("POST", "/web_app", {"message_id": 1, "url": "https://anywhere.example/"})
        return init_data_of(opened["url"])

    async def link(self, resident: "Resident", name: str = "Mamá") -> None:
        """Link a mailbox by the page, as people do."""
        page = await self.page(await self.asked_for_page())
        answer = await page.post(resident.user, resident.password, name)
        assert "quedó vinculado" in answer.words, answer
        await self.sees("quedó vinculado")

    async def looked(self, *, times: int = 1) -> None:
        """Return when each of this phone's mailboxes has been looked into so many times more, from beginning to end."""
        for _ in range(times):
            since = self.town.house.world.now()
            query = select(mailboxes.c.checked_at).join(chat_rows).where(chat_rows.c.address == self.address)

            async def done(since: Any = since, query: Any = query) -> bool:
                found = await self.town.rows(query)
                return all(row.checked_at and row.checked_at > since for row in found)

            await until(done, "a look into the mailbox")
        await self.answered()


@dataclass(frozen=True, slots=True)
class TownClock:
    """The house lives by the same time as the world around it, which a test may put forward."""

    time: Clock

    def now(self) -> datetime:
        """The current instant, in UTC."""
        return self.time()


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody with a mailbox at the portal."""

    id: str
    name: str
    user: str
    password: str


@dataclass(frozen=True)
class Town:
    """The world, the house, and the control doors of the sandbox (`http` is bound to the phones page). `channel` is
    what its people have on their phones."""

    world: world.World
    house: wiring.House
    settings: Settings
    http: aiohttp.ClientSession
    channel: str = "telegram"

    async def control(self, method: str, path: str, body: Any = None) -> Any:
        """One call to a puppeteer: `/telegram/…` or `/portal/…`."""
        return await control(self.http, method, path, body)

    def on(self, channel: str) -> "Town":
        """The same town, with people who have this channel."""
        return replace(self, channel=channel)

    async def phone(self, first_name: str = "Yuleisy", language: str = "es") -> Phone:
        """A new phone, whose owner the bot does not know."""
        if self.channel == "whatsapp":
            from tests.flow.whatsapp_phone import whatsapp_phone

            return await whatsapp_phone(self, first_name)
        person = {"first_name": first_name, "language_code": language}
        return Phone(self, (await self.control("POST", "/telegram/people", person))["id"])

    async def resident(self, name: str) -> Resident:
        """The portal's person of this id."""
        return await resident(self.http, name)

    async def linked(self, name: str, *, called: str = "Mamá") -> Phone:
        """A new phone with this resident's mailbox linked."""
        phone = await self.phone()
        await phone.link(await self.resident(name), called)
        return phone

    async def owner(self, name: str) -> dict[str, Any]:
        """All that the portal has on record of a resident."""
        people: list[dict[str, Any]] = await self.control("GET", "/portal/people")
        return next(one for one in people if one["id"] == name)

    async def constancia(self, name: str, kind: str = "pdf", **wanted: Any) -> bytes:
        """A resident's constancia, as `pdf` or `jpg`; `wanted` is its variant and how it is photographed."""
        async with self.http.get(f"/control/portal/people/{name}/constancia.{kind}", params=wanted) as answer:
            assert answer.ok, await answer.text()
            return await answer.read()

    async def letters(self, subject: str) -> list[dict[str, Any]]:
        """The e-mails that came in, newest first, whose subject holds these words."""
        found = [one for one in await self.control("GET", "/mail/mails") if subject in one["subject"]]
        return [await self.control("GET", f"/mail/mails/{one['id']}") for one in found]

    async def publish(self, name: str, kind: str = "remedy", **more: Any) -> dict[str, Any]:
        """Put a notice into a resident's mailbox; gives the portal's `{"id", "subject", …}`."""
        made: dict[str, Any] = await self.control("POST", f"/portal/people/{name}/notices", {"kind": kind, **more})
        return made

    async def openings(self) -> list[dict[str, Any]]:
        """The portal's own record of what was opened, newest first."""
        found: list[dict[str, Any]] = await self.control("GET", "/portal/openings")
        return found

    async def portal_counts(self) -> dict[str, int]:
        """How often the portal was asked for what."""
        found: dict[str, int] = await self.control("GET", "/portal/counts")
        return found

    async def portal_faults(self, **switches: Any) -> None:
        """Switch faults of the portal."""
        await self.control("PATCH", "/portal/faults", switches)

    async def telegram_faults(self, **switches: Any) -> None:
        """Switch faults of the Bot API server."""
        await self.control("PATCH", "/telegram/faults", switches)

    async def fair_weather(self) -> None:
        """No faults anywhere, and no limits."""
        await self.portal_faults(
            down=False, slow_seconds=0, server_error=False, changed_fields=False, captcha=False, recovery_ending="set"
        )
        await self.telegram_faults(
            server_error_rate=0, html_502=False, reset_before_rate=0, reset_after_rate=0, retry_after=None,
            slow_seconds=0,
        )  # fmt: skip
        await self.control("PATCH", "/agency/faults", {"down": False, "slow_seconds": 0, "server_error": False})
        await self.control("PATCH", "/telegram/limits", {"enforce": False})
        await self.control(
            "PATCH",
            "/whatsapp/faults",
            {
                **dict.fromkeys(("server_error_rate", "reset_before_rate", "reset_after_rate", "slow_seconds"), 0.0),
                **dict.fromkeys(
                    ("html_502", "token_expired", "refuse_later", "webhook_hold", "webhook_shuffle"), False
                ),
                **dict.fromkeys(
                    ("without_contacts", "without_wa_id", "without_user_id", "contacts_when_failed"), False
                ),
                "error_code": None,
                "fail_code": None,
                "webhook_batch": 1,
                "webhook_repeat_rate": 0.0,
            },
        )
        await self.control("PATCH", "/whatsapp/limits", {"enforce": False})
        await self.control("POST", "/mail/reset")

    async def silent(self, span: timedelta) -> None:
        """So long nobody writes, and nothing that waits for a day of its own becomes due by that."""
        await self.change(delete(outbox).where(outbox.c.text_key.in_(LATER)))
        await self.control("POST", "/clock", {"forward_seconds": span.total_seconds()})

    async def rows(self, statement: Executable) -> Sequence[Row[Any]]:
        """Rows of the house's own database."""
        async with self.house.world.database.read() as connection:
            return (await connection.execute(statement)).all()

    async def change(self, statement: Executable) -> None:
        """Change the house's database behind its back: the way a test makes time pass."""
        async with self.house.world.database.begin() as connection:
            await connection.execute(statement)

    async def empty(self) -> None:
        """Nobody is known any more, so that no test's watch disturbs the next one's."""
        for row in await self.rows(select(chat_rows.c.id)):
            async with self.house.world.database.begin() as connection:
                await chats.forget(connection, row.id)


async def control(http: aiohttp.ClientSession, method: str, path: str, body: Any = None) -> Any:
    """One call to a puppeteer behind the phones page."""
    async with http.request(method, f"/control{path}", json=body) as answer:
        assert answer.ok, (answer.status, path, await answer.text())
        return await answer.json()


async def resident(http: aiohttp.ClientSession, name: str) -> Resident:
    """The portal's person of this id."""
    found = next(one for one in await control(http, "GET", "/portal/people") if one["id"] == name)
    return Resident(found["id"], found["name"], found["user"], found["password"])


def button(message: Chat, label: str) -> dict[str, Any]:
    """The button whose label contains `label`."""
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    found: dict[str, Any] = next(one for row in rows for one in row if label in one["text"])
    return found


def settle(folder: Path, outside: world.World, *, database_url: str | None = None, **chosen: Any) -> Settings:
    """A key file and a migrated database in `folder`, and the settings of a house that is fast and not polite."""
    key_file = folder / "keys.txt"
    if not key_file.exists():
        write_key_file(key_file, parse_keys(new_master_key()))
    url = database_url or f"sqlite+aiosqlite:///{folder / 'buzon.db'}"
    engine.migrate(url)
    return settings.load(
        **{
            "database_url": url,
            "master_keys_file": key_file,
            "telegram_token": outside.bot_token,
            "telegram_api_url": outside.telegram,
            "telegram_rate": 1000,
            "telegram_chat_rate": 1000,
            "portal_url": outside.portal,
            "portal_profile": "sandbox",
            "agency_url": outside.agency,
            "smtp_url": outside.mail,
            "mail_from": "Buzón Bot <bot@casa.example>",
            "listen": "127.0.0.1:0",
            "frame_ancestors": outside.page,
            "watch_interval": WATCH_INTERVAL,
            "operator_name": "el equipo de la prueba",
        }
        | chosen
    )


def with_whatsapp(outside: world.World) -> dict[str, Any]:
    """The settings of a house that speaks through WhatsApp too."""
    return {
        "whatsapp_token": outside.whatsapp_token,
        "whatsapp_phone_id": outside.whatsapp_phone_id,
        "whatsapp_account_id": outside.whatsapp_waba_id,
        "whatsapp_app_secret": outside.whatsapp_app_secret,
        "whatsapp_verify_token": outside.whatsapp_verify_token,
        "whatsapp_api_url": f"{outside.whatsapp}/v24.0",
        "whatsapp_rate": 1000,
    }


@asynccontextmanager
async def opened(folder: Path, *, channel: str = "telegram", **chosen: Any) -> AsyncIterator[Town]:
    """A town with its house open; `chosen` are settings that differ from `settle`'s. With the channel "both" the house
    speaks through WhatsApp too, and people have Telegram unless `on` says otherwise."""
    async with AsyncExitStack() as stack:
        time = Clock()
        outside = await stack.enter_async_context(world.running(bot_token=TOKEN, clock=time))
        http = await stack.enter_async_context(aiohttp.ClientSession(outside.page))
        await control(http, "PATCH", "/telegram/limits", {"enforce": False})
        settled = settle(folder, outside, **((with_whatsapp(outside) if channel != "telegram" else {}) | chosen))
        house = await stack.enter_async_context(wiring.house(settled, stopping=asyncio.Event(), clock=TownClock(time)))
        if channel != "telegram":
            await control(http, "PATCH", "/whatsapp/limits", {"enforce": False})
            await control(http, "POST", "/whatsapp/webhook", {"url": f"{house.address}/whatsapp/webhook"})
            async for pushed in whatsapp_account.push(settled):
                assert pushed.well, pushed
        yield Town(outside, house, settled, http, "whatsapp" if channel == "whatsapp" else "telegram")
