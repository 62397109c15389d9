"""A push that is watched from outside while processes die: three people, thirty notices each."""

import random
from collections import Counter
from dataclasses import dataclass

import aiohttp
from sqlalchemy import select

from bot.rehearsal import Person
from bot.settings import Settings
from sandbox import world
from storage.database import Database
from storage.tables import OutboxState, outbox
from tests.flow.onetime import OneTimePage
from tests.flow.process import BotProcess
from tests.flow.town import ALERT, REPEATED, TOKEN, button, control, resident, until

NOTICES = 30
RESIDENTS = ("maria", "sofia", "mateo")


@dataclass
class Scene:
    """The outside world, which survives; the bot, which does not; and its database, to be looked into between lives."""

    http: aiohttp.ClientSession
    bot: BotProcess
    database: Database
    dice: random.Random

    async def linked(self, name: str) -> Person:
        """Somebody who has linked this resident's mailbox."""
        person, owner = await Person.meet(self.http), await resident(self.http, name)
        await person.write("/vincular")
        await person.tap(await person.sees("necesito tu permiso"), "Sí, acepto")
        page = await OneTimePage.load(await person.open_page(await person.sees("Toca el botón"), "página segura"))
        assert "quedó vinculado" in (await page.post(owner.user, owner.password, name)).words
        await person.sees("quedó vinculado")
        return person

    async def publish(self, count: int) -> None:
        """So many notices for each resident, without the PDF, which no alert needs."""
        for name in RESIDENTS:
            for _ in range(count):
                await control(self.http, "POST", f"/portal/people/{name}/notices", {"kind": "demand", "pdf": False})

    async def in_flight(self) -> set[int]:
        """The notices whose alert was being sent when the bot died."""
        sending = outbox.c.state == OutboxState.SENDING
        async with self.database.read() as connection:
            rows = (await connection.execute(select(outbox.c.params).where(sending))).all()
        return {row.params["notice"] for row in rows}

    async def sends(self) -> int:
        """How many messages the Bot API server was asked to send so far."""
        counts = await control(self.http, "GET", "/telegram/counts")
        sends: int = counts["calls"].get("sendMessage", 0)
        return sends

    async def begun(self, sends: int) -> None:
        """Return when so many more messages were sent."""
        threshold = await self.sends() + sends

        async def enough() -> bool:
            return await self.sends() >= threshold

        await until(enough, f"{sends} more messages", seconds=30)

    async def unsettled(self) -> int:
        """How many of the alerts are not sent yet, those included that the watch has still to find."""
        async with self.database.read() as connection:
            alerts = (outbox.c.state == OutboxState.SENT, outbox.c.text_key == "alert")
            sent = await connection.execute(select(outbox.c.id).where(*alerts))
            return NOTICES * len(RESIDENTS) - len(sent.all())

    async def finished(self) -> None:
        """Return when every alert is sent."""

        async def done() -> bool:
            return not await self.unsettled()

        await until(done, "every alert", seconds=60)


def bot_settings(outside: world.World, settled: Settings) -> dict[str, object]:
    """Of a process that is killed: slow enough, at forty messages a second, that a kill hits somebody."""
    return {
        "database_url": settled.database_url,
        "master_keys_file": settled.master_keys_file,
        "telegram_token": TOKEN,
        "telegram_api_url": outside.telegram,
        "telegram_rate": 40,
        "telegram_chat_rate": 40,
        "portal_url": outside.portal,
        "portal_profile": "sandbox",
        "listen": "127.0.0.1:0",
        "watch_interval": 0.5,
    }


async def alerts_of(person: Person) -> list[tuple[int, bool]]:
    """The notices this person was alerted of, in order, and whether each alert said that it may be a repeat."""
    return [
        (int(button(message, "Abrir")["callback_data"].rpartition(":")[2]), REPEATED in message["text"])
        for message in await person.messages()
        if ALERT in (message.get("text") or "")
    ]


async def every_alert_came(people: list[Person], in_flight: Counter[int]) -> None:
    """Each notice was told; what came more than once was being sent when something died, and says so."""
    for person in people:
        got = await alerts_of(person)
        times = Counter(notice for notice, _ in got)
        assert len(times) == NOTICES
        repeated = {notice: count - 1 for notice, count in times.items() if count > 1}
        assert all(count <= in_flight[notice] for notice, count in repeated.items())
        firsts: set[int] = set()
        for notice, marked in got:
            assert marked or notice not in firsts, "a repeat that does not say so"
            firsts.add(notice)
