"""What `buzon bench crash` kills: worker, web process, Redis, PostgreSQL, of a house whose mailboxes are watched."""

import asyncio
import random
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from time import monotonic

from bot.bench import people
from bot.bench.house import House, house, now
from bot.bench.on import On
from bot.bench.outside import FastPortal, FastTelegram
from bot.bench.people import Resident
from bot.bench.processes import Program
from bot.bench.servers import Server
from handlers.errors import Misconfigured

EACH = 4
"""Notices to a mailbox and round: what a chat is sent at once."""

LATENCY = 0.03
PATIENCE_SECONDS = 240.0
TALKERS = 20
OPENING = ("/start", "acepto", "no")

_STANDING = ("a1", "a2")
_INTERVAL = 5.0


class Victim(StrEnum):
    """What is killed."""

    WORKER = "worker"
    WEB = "web"
    REDIS = "redis"
    POSTGRES = "postgresql"


@dataclass(frozen=True, slots=True)
class Task:
    """So many rounds of so many alerts, sent at `rate` a second at most."""

    rounds: int
    alerts: int
    rate: float

    @property
    def mailboxes(self) -> int:
        """How many there are."""
        return max(1, self.alerts // EACH)


@dataclass
class Scene:
    """Everything that runs."""

    task: Task
    built: House
    telegram: FastTelegram
    portal: FastPortal
    residents: Sequence[Resident]
    dice: random.Random
    processes: dict[Victim, Program] = field(default_factory=dict)
    _stacks: dict[Victim, AsyncExitStack] = field(default_factory=dict)

    async def start(self, victim: Victim) -> None:
        """Start a part (again), and return when it serves."""
        match victim:
            case Victim.REDIS | Victim.POSTGRES:
                await self._server(victim).start()
            case Victim.WORKER | Victim.WEB:
                stack = self._stacks[victim] = AsyncExitStack()
                command = "work" if victim is Victim.WORKER else "serve"
                self.processes[victim] = await stack.enter_async_context(self.built.process(command))

    async def kill(self, victim: Victim) -> None:
        """`kill -9`."""
        match victim:
            case Victim.REDIS | Victim.POSTGRES:
                await asyncio.to_thread(self._server(victim).kill)
            case Victim.WORKER | Victim.WEB:
                await self.processes[victim].kill()
                await self._stacks.pop(victim).aclose()

    def _server(self, victim: Victim) -> Server:
        server = self.built.redis if victim is Victim.REDIS else self.built.postgres
        assert server is not None  # noqa: S101  (this bench always has its own)
        return server

    async def close(self) -> None:
        """End the processes."""
        for stack in self._stacks.values():
            await stack.aclose()

    def check(self) -> None:
        """Return while the processes run."""
        for program in self.processes.values():
            program.check()


@asynccontextmanager
async def opened(task: Task, telegram: FastTelegram, portal: FastPortal, dice: random.Random) -> AsyncGenerator[Scene]:
    """A house on PostgreSQL and Redis with a worker and a web process, all residents looked into once."""
    async with house(On.POSTGRES, telegram=telegram.address, portal=portal.address) as built:
        moment = now()
        residents = await people.settle(
            built.database, built.vault, range(task.mailboxes), now=moment, next_check_at=moment, known=_STANDING
        )
        built.choose(telegram_rate=task.rate)
        built.look_every(_INTERVAL)
        await telegram.limit(task.rate)
        await telegram.weather(latency=LATENCY)
        scene = Scene(task, built, telegram, portal, residents, dice)
        try:
            for victim in (Victim.WORKER, Victim.WEB):
                await scene.start(victim)
            await telegram.load(
                updates=TALKERS * len(OPENING), chats=TALKERS, opening=OPENING, replies={"/start": 2}, rate=20
            )
            until = monotonic() + PATIENCE_SECONDS
            while (await portal.counts()).users < task.mailboxes or not (await telegram.load_report())["done"]:
                scene.check()
                if monotonic() > until:
                    raise Misconfigured("not every mailbox was looked into, or not every text answered")
                await asyncio.sleep(0.2)
            yield scene
        finally:
            await scene.close()
