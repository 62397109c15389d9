"""`buzon bench latency`: how long alerts and answers take while a broadcast uses up the platform's limit.

A notice is published at the portal, and its alert arrives at the phone; a person writes, and the answer arrives. Beside
the same traffic without a broadcast.
"""

import asyncio
import random
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta

import aiohttp

from bot.bench import people
from bot.bench.house import House, house, now
from bot.bench.machine import describe
from bot.bench.on import On
from bot.bench.outside import FastPortal, FastTelegram, Published, Sent, fast_portal, fast_telegram
from bot.bench.people import Resident
from bot.bench.processes import Program
from bot.bench.report import Goal, Report, Value, at_least, at_most
from handlers.errors import Misconfigured

ALONE, BESIDE = "no broadcast", "beside a broadcast"

_TALKERS = 40
_OPENING = ("/start", "acepto", "no")
_STANDING = ("a1", "a2")
_LATE_SECONDS = 30.0
_ALERT_SLACK = 1.0
_ANSWER_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Task:
    """A broadcast to so many `chats` at `rate` messages a second; meanwhile so many notices are published and so many
    texts written, each at a tenth of the rate. `interval`: seconds between two looks into a mailbox."""

    chats: int
    rate: float
    alerts: int
    interval: float

    @property
    def watched(self) -> int:
        """Mailboxes that notices are published in: so many that none gets two within six seconds."""
        return max(10, round(self.rate * 0.6))


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that runs, and those whose mailboxes get notices."""

    task: Task
    built: House
    telegram: FastTelegram
    portal: FastPortal
    watched: Sequence[Resident]
    processes: Sequence[Program]


@dataclass(frozen=True, slots=True)
class Result:
    """What one stretch of time brought; seconds. `lost` are alerts that did not arrive, `mute` texts without an answer.
    `left` is what of the broadcast was still to be sent at its end."""

    alerts: tuple[float, ...]
    lost: int
    answer_p50: float
    answer_p99: float
    mute: int
    left: int
    too_many: int
    max_in_1s: int


def run(*, task: Task, on: On, as_json: bool, servers: tuple[str | None, str | None]) -> int:
    """Measure and print; 0 when the goals are met, 1 when not. Raises Misconfigured where it can't be measured."""
    if min(task.chats, task.rate, task.alerts, task.interval) <= 0:
        raise Misconfigured("chats, rate, alerts and interval must be positive")
    report = asyncio.run(_measure(task, on, servers))
    print(report.as_json() if as_json else report.as_table())
    return report.exit_status


async def _measure(task: Task, on: On, servers: tuple[str | None, str | None]) -> Report:
    machine = describe()
    results: dict[str, Result] = {}
    async with (
        aiohttp.ClientSession() as http,
        fast_telegram(http) as telegram,
        fast_portal(http) as portal,
        house(
            on, telegram=telegram.address, portal=portal.address, database_url=servers[0], redis_url=servers[1]
        ) as built,
    ):
        watched, everybody = await _settled(built, task)
        built.choose(telegram_rate=task.rate)
        built.look_every(task.interval)
        await telegram.limit(task.rate)
        async with AsyncExitStack() as stack:
            processes = [await stack.enter_async_context(built.process(name)) for name in _processes(on)]
            scene = Scene(task, built, telegram, portal, watched, processes)
            await _open_up(scene)
            for name in (ALONE, BESIDE):
                _tell(name)
                if name == BESIDE:
                    await people.line_up(built.database, everybody, portal_id="aviso", now=now())
                results[name] = await _stretch(scene)
    return Report(
        "latency",
        machine,
        {name: _figures(result) for name, result in results.items()},
        tuple(_goals(task, results[BESIDE])),
    )


def _processes(on: On) -> Sequence[str]:
    return ("run",) if on is On.SQLITE else ("serve", "work")


async def _settled(built: House, task: Task) -> tuple[list[Resident], list[Resident]]:
    """Those whose mailboxes get notices, and those who get the broadcast."""
    moment = now()
    watched = await people.settle(
        built.database, built.vault, range(task.watched), now=moment, next_check_at=moment, known=_STANDING
    )
    everybody = await people.settle(
        built.database,
        built.vault,
        range(task.watched, task.watched + task.chats),
        now=moment,
        next_check_at=moment + timedelta(days=1),  # nobody looks into these
    )
    return watched, everybody


async def _open_up(scene: Scene) -> None:
    """Bring those who write past the welcome, no faster than the limit allows."""
    updates, rate = _TALKERS * len(_OPENING), scene.task.rate / 2
    await scene.telegram.load(
        updates=updates, chats=_TALKERS, opening=_OPENING, script=["/ayuda"], replies={"/start": 2}, rate=rate
    )
    await _load_done(scene, seconds=2 * updates / rate + _LATE_SECONDS)


async def _stretch(scene: Scene) -> Result:
    """One stretch of alerts and answers, from beginning to end."""
    task, telegram = scene.task, scene.telegram
    await telegram.remember()
    await asyncio.sleep(2 * task.interval)  # the broadcast flows, the sessions at the portal stand
    rate = task.rate / 10
    await telegram.load(
        updates=task.alerts, chats=_TALKERS, opening=_OPENING, script=["/ayuda"], rate=rate, resume=True
    )
    published = await _publish(scene, rate=rate)
    left = await scene.built.unsettled()
    report = await _load_done(scene, seconds=_LATE_SECONDS)
    sent = await _arrived(scene, published)
    took = _took(published, sent, scene.watched)
    return Result(
        tuple(sorted(took)),
        lost=len(published) - len(took),
        answer_p50=(report["p50_ms"] or 0.0) / 1000,
        answer_p99=(report["p99_ms"] or 0.0) / 1000,
        mute=int(report["unanswered"]),
        left=left,
        too_many=(await telegram.counts()).too_many,
        max_in_1s=sent.max_in_1s,
    )


async def _publish(scene: Scene, *, rate: float) -> list[Published]:
    """So many notices at chance instants, `rate` a second on average, the mailboxes in turn."""
    loop, dice = asyncio.get_running_loop(), random.Random(1)  # noqa: S311  (the same instants in every run)
    began = loop.time()
    published: list[Published] = []
    for number in range(scene.task.alerts):
        await asyncio.sleep(max(0.0, began + (number + dice.random()) / rate - loop.time()))
        user = scene.watched[number % len(scene.watched)].user
        published += await scene.portal.publish([user], subject=f"CARTA {number}")
    return published


async def _arrived(scene: Scene, published: Sequence[Published]) -> Sent:
    """What was sent, once every alert is there, or it is too late."""
    loop = asyncio.get_running_loop()
    until = loop.time() + _LATE_SECONDS
    while True:
        sent = await scene.telegram.sent()
        there = sum(len(sent.chats.get(resident.address, ())) for resident in scene.watched)
        if there >= len(published) or loop.time() > until:
            return sent
        await asyncio.sleep(0.5)


def _took(published: Sequence[Published], sent: Sent, watched: Sequence[Resident]) -> list[float]:
    """Seconds from the portal to the phone. A mailbox's alerts come in the order of its notices."""
    chats = {resident.user: resident.address for resident in watched}
    notices: Mapping[str, list[Published]] = defaultdict(list)
    for one in published:
        notices[one.user].append(one)
    return [
        arrived.at - notice.at
        for user, own in notices.items()
        for notice, arrived in zip(own, sent.chats.get(chats[user], ()), strict=False)
    ]


async def _load_done(scene: Scene, *, seconds: float) -> dict[str, float]:
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    while not (report := await scene.telegram.load_report())["done"] and loop.time() < until:
        for program in scene.processes:
            program.check()
        await asyncio.sleep(0.2)
    return report


def _goals(task: Task, beside: Result) -> list[Goal]:
    return [
        at_most("seconds from portal to phone, 99 of 100", _p(99, beside.alerts), task.interval + _ALERT_SLACK),
        at_most("seconds from a text to its answer, 99 of 100", beside.answer_p99, _ANSWER_SECONDS),
        at_most("alerts that did not arrive, texts without an answer", beside.lost + beside.mute, 0),
        at_most("messages refused for coming too fast (429)", beside.too_many, 0),
        at_least("of the broadcast still to be sent at the end (else it was none)", beside.left, 1),
    ]


def _figures(result: Result) -> dict[str, Value]:
    return {
        "alerts": len(result.alerts),
        "alert_p50_s": round(_p(50, result.alerts), 2),
        "alert_p99_s": round(_p(99, result.alerts), 2),
        "answer_p50_ms": round(1000 * result.answer_p50, 1),
        "answer_p99_ms": round(1000 * result.answer_p99, 1),
        "lost": result.lost,
        "mute": result.mute,
        "refused_429": result.too_many,
        "max_in_1s": result.max_in_1s,
        "broadcast_left": result.left,
    }


def _p(share: int, ordered: Sequence[float]) -> float:
    """The nearest-rank percentile; where nothing arrived, as long as it was waited for."""
    return ordered[min(len(ordered) - 1, share * len(ordered) // 100)] if ordered else _LATE_SECONDS


def _tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
