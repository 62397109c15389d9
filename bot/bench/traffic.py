"""The traffic of `buzon bench updates`, and the hand on the fast server that makes it.

Half of the updates are `/ayuda`, half are answers inside a dialog: after `/start`, "acepto" and "no", every chat goes
round between two questions for ever: "atrás" takes the last answer back and asks the former question again, "no"
answers it. Each of these is a dialog's turn with replay and a journal to keep.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.bench.processes import Program
from handlers.errors import Misconfigured

CHATS = 200
OPENING = ("/start", "acepto", "no")
CYCLE = ("/ayuda", "atrás", "/ayuda", "no")

_LOOK_SECONDS = 0.1
_STUCK_SECONDS = 90.0
_SLOWEST = 100.0
"""Updates a second: a bot that is slower on a busy machine is still not stuck."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One load, as the server saw it: answers per second, milliseconds from due to answered, and how many updates had
    no answer, or a wrong one as far as the last answer of each chat shows it."""

    per_second: float
    p50_ms: float
    p99_ms: float
    unanswered: int
    wrong: int


class Traffic:
    """Puts loads on one bot, one after the other; the chats go on where they were.

    `answers` gives the whole text that each text must be answered with; what is not in it must come back as it went.
    `replies` gives how many messages answer a text, where it is not one. `plan` is what this server must know besides.
    """

    def __init__(
        self,
        http: aiohttp.ClientSession,
        address: str,
        bot: Program,
        *,
        answers: Mapping[str, str],
        replies: Mapping[str, int],
        chats: int = CHATS,
        plan: Mapping[str, Any] | None = None,
    ) -> None:
        self._http = http
        self._address = address
        self._bot = bot
        self._answers = answers
        self._replies = replies
        self._chats = chats
        self._plan = dict(plan or {})

    async def warm_up(self) -> Measured:
        """Take every chat into its cycle; it ends only when the last message of every answer has come."""
        return await self._load(updates=self._chats * (len(OPENING) + 1), resume=False)

    async def saturate(self, updates: int) -> Measured:
        """As many updates as the bot takes."""
        return await self._load(updates=updates, resume=True)

    async def pace(self, updates: int, *, rate: float) -> Measured:
        """So many updates a second, whether or not the bot keeps up."""
        return await self._load(updates=updates, resume=True, rate=rate)

    async def all_at_once(self, updates: int, *, text: str, first_chat: int, **plan: Any) -> Measured:
        """So many other chats say the same in one moment, as after an outage. That nobody is answered is a result."""
        return await self._load(
            updates=updates,
            resume=False,
            chats=updates,
            window=updates,
            opening=(),
            script=(text,),
            first_chat=first_chat,
            **plan,
        )

    async def _load(self, *, updates: int, resume: bool, rate: float | None = None, **other: Any) -> Measured:
        plan = self._plan | {
            "updates": updates,
            "chats": self._chats,
            "opening": OPENING,
            "script": CYCLE,
            "replies": dict(self._replies),
            "resume": resume,
            "rate": rate,
        }
        plan |= other
        async with self._http.post(f"{self._address}/load", json=plan) as answer:
            if answer.status != 201:
                raise Misconfigured(f"the fast server refused the load: {await answer.text()}")
        try:
            async with asyncio.timeout(_STUCK_SECONDS + updates / _SLOWEST):
                report = await self._finished()
        except TimeoutError:
            raise Misconfigured(f"{self._bot.name} did not get through {updates} updates") from None
        if not report["answered"] and not other:
            raise Misconfigured(f"{self._bot.name} answered nothing")
        p50, p99 = (report[name] or 0.0 for name in ("p50_ms", "p99_ms"))
        return Measured(report["per_second"], p50, p99, int(report["unanswered"]), await self._wrong())

    async def _finished(self) -> dict[str, float]:
        while True:
            self._bot.check()
            async with self._http.get(f"{self._address}/load") as answer:
                report: dict[str, float] = await answer.json()
            if report["done"]:
                return report
            await asyncio.sleep(_LOOK_SECONDS)

    async def _wrong(self) -> int:
        async with self._http.get(f"{self._address}/said") as answer:
            rows = await answer.json()
        return sum(row["said"] != self._answers.get(row["heard"], row["heard"]) for row in rows)
