"""`buzon bench scale`: one worker and two of them on PostgreSQL and Redis, sending and looking.

The portal and the Bot API server take their time, as they do in life: a worker waits more than it works, and what two
can do more than one is what sharing leaves over. Each worker is held to a share of a core, so that one is free for the
second whatever the machine; `idle_cores` says that it was. At last two workers, held to nothing, send at an enforced
limit, which both must keep together.
"""

import asyncio
import sys
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

import aiohttp

from bot.bench import people
from bot.bench.house import House, house, now
from bot.bench.machine import cpu_seconds, describe, idle_seconds
from bot.bench.on import On
from bot.bench.outside import FastPortal, FastTelegram, fast_portal, fast_telegram
from bot.bench.people import Resident
from bot.bench.processes import Program
from bot.bench.quota import held
from bot.bench.report import Goal, Report, Value, at_least, at_most
from handlers.errors import Misconfigured

SEND, LOOK, LIMIT = "deliveries", "looks", "at the limit"

_LEAST_GAIN = 1.7
_STANDING = ("a1", "a2")
_NO_RATE = 1e5
_AT_ONCE_EACH = 20
_MOST_LOOKS = 4_000  # a second: more than two workers can, so that mailboxes are always due
_PATIENCE_SECONDS = 180.0
_MIDDLE = (0.1, 0.9)
"""What is counted of the deliveries: neither the first ones, while the workers find them, nor the last ones."""


@dataclass(frozen=True, slots=True)
class Task:
    """How many deliveries, how many mailboxes and for how many seconds, how many rounds; the servers' latencies in
    seconds; the limit of the last part, in messages a second; what each worker may have of a core."""

    deliveries: int
    mailboxes: int
    seconds: float
    rounds: int
    telegram_latency: float
    portal_latency: float
    rate: float
    share: float


@dataclass(frozen=True, slots=True)
class Result:
    """So many per second, the cores that the workers used together, and those that nobody used."""

    per_second: float
    cores: float
    idle: float
    too_many: int = 0
    max_in_1s: int = 0


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that runs but the workers."""

    task: Task
    built: House
    telegram: FastTelegram
    portal: FastPortal
    watched: Sequence[Resident]
    everybody: Sequence[Resident]


def run(*, task: Task, as_json: bool, servers: tuple[str | None, str | None]) -> int:
    """Measure and print; 0 when the goals are met, 1 when not. Raises Misconfigured where it can't be measured."""
    if min(task.deliveries, task.mailboxes, task.seconds, task.rounds, task.rate, task.share) <= 0:
        raise Misconfigured("deliveries, mailboxes, seconds, rounds, rate and share must be positive")
    report = asyncio.run(_measure(task, servers))
    print(report.as_json() if as_json else report.as_table())
    return report.exit_status


async def _measure(task: Task, servers: tuple[str | None, str | None]) -> Report:
    machine = describe()
    results: dict[tuple[str, int], list[Result]] = {}
    async with (
        aiohttp.ClientSession() as http,
        fast_telegram(http) as telegram,
        fast_portal(http) as portal,
        house(
            On.POSTGRES, telegram=telegram.address, portal=portal.address, database_url=servers[0], redis_url=servers[1]
        ) as built,
    ):
        scene = await _scene(task, built, telegram, portal)
        for number in range(task.rounds):
            for workers in (1, 2) if number % 2 == 0 else (2, 1):
                _tell(f"round {number + 1} of {task.rounds}: {workers} working")
                for what, result in (await _part(scene, number, workers)).items():
                    results.setdefault((what, workers), []).append(result)
        _tell("two at the limit")
        results[LIMIT, 2] = [await _limited(scene)]
    figures = {f"{what}, {workers} working": _figures(taken) for (what, workers), taken in sorted(results.items())}
    return Report("scale", machine, figures, tuple(_goals(task, results)))


async def _scene(task: Task, built: House, telegram: FastTelegram, portal: FastPortal) -> Scene:
    moment, tomorrow = now(), now() + timedelta(days=1)
    watched = await people.settle(
        built.database, built.vault, range(task.mailboxes), now=moment, next_check_at=moment, known=_STANDING
    )
    numbers = range(task.mailboxes, task.mailboxes + task.deliveries)
    everybody = await people.settle(built.database, built.vault, numbers, now=moment, next_check_at=tomorrow)
    return Scene(task, built, telegram, portal, watched, everybody)


async def _part(scene: Scene, number: int, workers: int) -> dict[str, Result]:
    """Both kinds of work, one after the other, with so many workers."""
    await scene.telegram.limit(None)
    await scene.telegram.weather(latency=scene.task.telegram_latency)
    await scene.portal.weather(latency=scene.task.portal_latency)
    found = {}
    # While they look, nothing is to be sent; while they send, nothing is due. Looks at once are of all together.
    scene.built.choose(
        telegram_rate=_NO_RATE,
        portal_at_once=_AT_ONCE_EACH * workers,
    )
    scene.built.look_every(scene.task.mailboxes / _MOST_LOOKS)
    async with _Workers(scene, workers) as working, held(working, share=scene.task.share):
        found[LOOK] = await _looks(scene, working)
    scene.built.choose(watch_interval=86_400)
    async with _Workers(scene, workers) as working:
        await asyncio.sleep(2)  # whoever was due is looked into once more, and then for a day no more
        async with held(working, share=scene.task.share):
            found[SEND] = await _deliveries(scene, working, portal_id=f"aviso-{number}-{workers}")
    await people.make_due(scene.built.database, scene.watched, now=now())
    return found


async def _limited(scene: Scene) -> Result:
    """Two workers, and a server that refuses what is too much."""
    task = scene.task
    await scene.telegram.weather()
    await scene.telegram.limit(task.rate)
    scene.built.choose(telegram_rate=task.rate, watch_interval=86_400)
    async with _Workers(scene, 2) as working:
        return await _deliveries(scene, working, portal_id="limit")


async def _looks(scene: Scene, working: Sequence[Program]) -> Result:
    before = await scene.portal.counts()
    until = asyncio.get_running_loop().time() + _PATIENCE_SECONDS
    # Everybody has to sign in first, at each worker: of a mailbox whose looks two share, six are enough for nearly all.
    while (await scene.portal.counts()).listings < before.listings + 3 * len(working) * len(scene.watched):
        for program in working:
            program.check()
        if asyncio.get_running_loop().time() > until:
            raise Misconfigured("the workers do not look into the mailboxes")
        await asyncio.sleep(0.1)
    cpu, idle, began = _cpu(working), idle_seconds(), await scene.portal.counts()
    await asyncio.sleep(scene.task.seconds)
    ended, used, unused = await scene.portal.counts(), _cpu(working) - cpu, idle_seconds() - idle
    seconds = ended.now - began.now
    return Result((ended.listings - began.listings) / seconds, used / seconds, unused / seconds)


async def _deliveries(scene: Scene, working: Sequence[Program], *, portal_id: str) -> Result:
    await scene.telegram.remember()
    cpu, idle, began = _cpu(working), idle_seconds(), asyncio.get_running_loop().time()
    await people.line_up(scene.built.database, scene.everybody, portal_id=portal_id, now=now())
    await scene.built.settled(*working, seconds=_PATIENCE_SECONDS)
    used, unused = _cpu(working) - cpu, idle_seconds() - idle
    seconds = asyncio.get_running_loop().time() - began
    sent, counts = await scene.telegram.sent(), await scene.telegram.counts()
    times = sent.times
    if len(times) < len(scene.everybody):
        raise Misconfigured(f"{len(times)} of {len(scene.everybody)} messages arrived")
    first, last = (round(share * (len(times) - 1)) for share in _MIDDLE)
    return Result(
        (last - first) / (times[last] - times[first]),
        used / seconds,
        unused / seconds,
        counts.too_many,
        max_in_1s=sent.max_in_1s,
    )


def _cpu(working: Sequence[Program]) -> float:
    return sum(cpu_seconds(program.id) for program in working)


class _Workers:
    """So many `buzon work`, started together."""

    def __init__(self, scene: Scene, count: int) -> None:
        self._scene = scene
        self._count = count
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> list[Program]:
        try:
            return [
                await self._stack.enter_async_context(self._scene.built.process("work")) for _ in range(self._count)
            ]
        except BaseException:
            await self._stack.aclose()
            raise

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()


def _goals(task: Task, results: Mapping[tuple[str, int], Sequence[Result]]) -> list[Goal]:
    limit = results[LIMIT, 2][0]
    return [
        *(
            at_least(f"{what}: two workers / one", _gain(results[what, 1], results[what, 2]), _LEAST_GAIN)
            for what in (SEND, LOOK)
        ),
        at_most("refused for coming too fast (429), two workers at the limit", limit.too_many, 0),
        at_least("of the limit, used by two workers", limit.per_second / task.rate, 0.95, binding=False),
    ]


def _gain(one: Sequence[Result], two: Sequence[Result]) -> float:
    return median(more.per_second / less.per_second for less, more in zip(one, two, strict=True))


def _figures(taken: Sequence[Result]) -> dict[str, Value]:
    return {
        "per_second": round(median(result.per_second for result in taken), 1),
        "worker_cores": round(median(result.cores for result in taken), 2),
        "idle_cores": round(median(result.idle for result in taken), 2),
        "refused_429": sum(result.too_many for result in taken),
        "max_in_1s": max(result.max_in_1s for result in taken),
    }


def _tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
