"""The main job: meet, link, list, open, be alerted. What the clerk sees is the portal's own record."""

import asyncio
from typing import Any

import aiohttp

from bot.rehearsal.person import Failure, OneTimePage, Person, post, words_of

ALERT = "Llegó una notificación nueva"


class MainJob:
    """Its steps, in their order, for one person."""

    def __init__(self, http: aiohttp.ClientSession, person: Person, watch_interval: float) -> None:
        self._http = http
        self._person = person
        self._watch_interval = watch_interval
        self._mailbox: dict[str, Any] = {}

    async def start(self) -> None:
        """Meet the bot and agree."""
        await self._person.write("/start")
        await self._person.sees("No somos Migraciones")
        await self._person.tap(await self._person.sees("necesito tu permiso"), "Sí, acepto")
        await self._person.sees("¿Tienes a mano")

    async def link(self) -> None:
        """Link a mailbox by the page."""
        async with self._http.get("/control/portal/people") as answer:
            people = await answer.json()
        self._mailbox = next(one for one in people if one["notices"] and one["unopened"] and not one["locked"])
        await self._person.write("/vincular")
        asked = await self._person.sees("Toca el botón")
        page = await OneTimePage.load(await self._person.open_page(asked, "página segura"))
        words = await page.post(user=self._mailbox["user"], password=self._mailbox["password"], name="Mamá")
        if "quedó vinculado" not in words:
            raise Failure("the page does not say that the mailbox was linked")
        await self._person.sees("quedó vinculado")

    async def read(self) -> None:
        """Be alerted; list, which opens nothing; open after the warning; get the PDF."""
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
        """Be alerted once, and told whose mailbox it is."""
        said = len(await self._person.messages())
        await self._publish(pdf=False)
        alert = await self._person.sees(
            "Llegó una notificación nueva", after=said, seconds=self._watch_interval * 3 + 5
        )
        if "Mamá" not in words_of(alert):
            raise Failure("the alert does not say whose mailbox it is")
        await asyncio.sleep(self._watch_interval + 0.5)  # a repeat would come with the next look
        alerts = [one for one in (await self._person.messages())[said:] if ALERT in words_of(one)]
        if len(alerts) != 1:
            raise Failure(f"{len(alerts)} alerts for one notice")

    async def _publish(self, *, pdf: bool) -> None:
        await post(self._http, f"/control/portal/people/{self._mailbox['id']}/notices", {"kind": "remedy", "pdf": pdf})

    async def _openings(self) -> int:
        async with self._http.get("/control/portal/openings") as answer:
            return len(await answer.json())
