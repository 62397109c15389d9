"""`buzon bench updates --channel whatsapp`: the full bot behind its webhook, beside a bare echo server on pywa.

Both get the very same signed webhooks from the sandbox's fast Graph API, one message in each, and take turns several
times. Then 2,000 people write in one moment, as after an outage; and the full bot's memory is watched while it is busy.
"""

import asyncio
import sys
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from statistics import median

import aiohttp

from bot.bench.machine import cpu_seconds, describe, memory_mib, peak_memory_mib
from bot.bench.outside import FastWhatsApp, fast_whatsapp
from bot.bench.processes import Program, running
from bot.bench.report import Report, Value, at_least, at_most
from bot.bench.traffic import CHATS, CYCLE, OPENING, Measured, Traffic
from bot.bench.updates import ANSWERS, BASELINES, FULL
from bot.bench.whatsapp_house import (
    APP_SECRET,
    PATH,
    PHONE_ID,
    TOKEN,
    VERIFY_TOKEN,
    api_url,
    free_port,
    shakes_hands,
    whatsapp_house,
)
from bot.channels.limits import WHATSAPP
from bot.channels.messages import Message
from bot.channels.rendering import render
from bot.channels.whatsapp import payloads
from handlers.errors import Misconfigured
from handlers.speech import say
from handlers.words import SOURCE

PYWA = "echo pywa"

_ROUNDS = 3
_ENOUGH_FOR_ROUNDS = 3_000
_CONNECTIONS = 100
_NOBODY_WAITS = 1e6
"""A rate: the pace is kept as ever, but what is measured is the bot, not the platform's limit."""

_MOST_TO_ONE = 30
"""Messages to one chat while memory is watched: after 45 the limit for one person would slow the bot down."""

_FIRST_OF_MANY = 51_910_000_001
_GROWTH = 1.05


@dataclass(frozen=True, slots=True)
class Task:
    """Messages at saturation for each contestant, dealt out over the rounds; how many come in one moment; and how many
    the full bot answers while its memory is watched."""

    updates: int
    at_once: int
    long: int


@dataclass(frozen=True, slots=True)
class Contestant:
    """A bot that listens at `webhook`, and what it must answer."""

    program: Program
    webhook: str
    answers: Mapping[str, str]
    replies: Mapping[str, int] = field(default_factory=dict)

    def traffic(self, http: aiohttp.ClientSession, graph: FastWhatsApp, *, chats: int = CHATS) -> Traffic:
        """The hand that has people write to it."""
        plan = {"webhook": self.webhook, "app_secret": APP_SECRET, "connections": _CONNECTIONS}
        return Traffic(
            http, graph.address, self.program, answers=self.answers, replies=self.replies, chats=chats, plan=plan
        )


@dataclass(frozen=True, slots=True)
class Result:
    """One contestant in one round; `cpu_seconds` of its process at saturation, memory in MiB."""

    warm_up: Measured
    saturated: Measured
    paced: Measured
    at_once: Measured
    cpu_seconds: float
    peak_memory_mib: float | None

    def per_core(self, updates: int) -> float:
        """Messages answered per second of processor time."""
        return (updates - self.saturated.unanswered) / self.cpu_seconds if self.cpu_seconds else 0.0

    @property
    def faults(self) -> int:
        """Messages without an answer, or with a wrong one."""
        loads = (self.warm_up, self.saturated, self.paced, self.at_once)
        return sum(load.unanswered + load.wrong for load in loads)


@dataclass(frozen=True, slots=True)
class Held:
    """What the full bot held after a third of a long saturation and at its end, in MiB."""

    third: float
    end: float
    faults: int


def run(*, task: Task, as_json: bool) -> int:
    """Measure and print; 0 when the goals are met, 1 when not. Raises Misconfigured where it can't be measured."""
    if min(task.updates, task.at_once, task.long) < 1:
        raise Misconfigured("--updates must be at least 1")
    if not BASELINES.is_dir():
        raise Misconfigured("the echo servers to compare with are in tools/baselines of a checkout: run it from there")
    report = asyncio.run(_measure(task))
    print(report.as_json() if as_json else report.as_table())
    return report.exit_status


async def _measure(task: Task) -> Report:
    machine = describe()
    rounds = _ROUNDS if task.updates >= _ENOUGH_FOR_ROUNDS else 1
    share = task.updates // rounds or 1
    results: dict[str, list[Result]] = {FULL: [], PYWA: []}
    async with aiohttp.ClientSession() as http, fast_whatsapp(http) as graph:
        for number in range(rounds):
            for name, taken in results.items():
                print(f"round {number + 1} of {rounds}: {name}", file=sys.stderr, flush=True)
                async with _contestant(name, http, graph) as contestant:
                    taken.append(await _one(contestant, http, graph, share, task.at_once))
        print("memory", file=sys.stderr, flush=True)
        held = await _held(http, graph, task.long)
    figures = {name: _figures(taken, share, held if name == FULL else None) for name, taken in results.items()}
    by_core, by_time = (_ratio(results, PYWA, share, by_core=by_core) for by_core in (True, False))
    goals = (
        at_least(f"{FULL} / {PYWA}, messages per second of a core", by_core, 1.0),
        at_most("unanswered or answered wrongly by the full bot", sum(one.faults for one in results[FULL]), 0),
        at_most("the same while its memory was watched", held.faults, 0),
        at_most("memory at the end / after a third", held.end / held.third if held.third else 1.0, _GROWTH),
        at_least(f"next: {FULL} / {PYWA}, messages per second", by_time, 1.0, binding=False),
    )
    return Report("updates --channel whatsapp", machine, figures, goals)


async def _one(
    contestant: Contestant, http: aiohttp.ClientSession, graph: FastWhatsApp, updates: int, at_once: int
) -> Result:
    traffic = contestant.traffic(http, graph)
    process = contestant.program.id
    warm_up = await traffic.warm_up()
    before = cpu_seconds(process)
    saturated = await traffic.saturate(updates)
    used = cpu_seconds(process) - before
    paced = await traffic.pace(updates // 3 or 1, rate=saturated.per_second / 2)
    # As many connections as messages: nobody knows how many the platform opens, and a proxy may pass on what it has.
    crowd = await traffic.all_at_once(at_once, text="/ayuda", first_chat=_FIRST_OF_MANY, connections=at_once)
    return Result(warm_up, saturated, paced, crowd, used, peak_memory_mib(process))


async def _held(http: aiohttp.ClientSession, graph: FastWhatsApp, updates: int) -> Held:
    async with _contestant(FULL, http, graph) as contestant:
        traffic = contestant.traffic(http, graph, chats=max(CHATS, updates // _MOST_TO_ONE))
        loads = [await traffic.warm_up(), await traffic.saturate(updates // 3 or 1)]
        third = memory_mib(contestant.program.id)
        loads.append(await traffic.saturate(updates - updates // 3))
        end = memory_mib(contestant.program.id)
    return Held(third or 0.0, end or 0.0, sum(load.unanswered + load.wrong for load in loads))


@asynccontextmanager
async def _contestant(name: str, http: aiohttp.ClientSession, graph: FastWhatsApp) -> AsyncGenerator[Contestant]:
    """The contestant of this name, listening; the full bot in a house of its own, gone afterwards."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    if name == FULL:
        async with (
            whatsapp_house(graph, rate=_NOBODY_WAITS) as built,
            built.process("run", listen=f"127.0.0.1:{port}") as program,
        ):
            await shakes_hands(http, address + PATH, program)
            answers = {heard: _words(key) for heard, key in ANSWERS.items()}
            yield Contestant(program, address + PATH, answers, {"/start": 2})
        return
    command = [sys.executable, str(BASELINES / "pywa_echo.py"), TOKEN, PHONE_ID, APP_SECRET, VERIFY_TOKEN]
    command += [api_url(graph), str(port)]
    async with running(name, command, {}) as program:
        await shakes_hands(http, f"{address}/", program)
        yield Contestant(program, f"{address}/", {text: f"You said: {text}" for text in (*OPENING, *CYCLE)})


def _words(key: str) -> str:
    """What stands on a phone of these words."""
    [message] = render(say(key), language=SOURCE, limits=WHATSAPP)
    assert isinstance(message, Message)  # noqa: S101  (words without a picture)
    return str(payloads.text(message)["text"]["body"])


def _figures(results: Sequence[Result], updates: int, held: Held | None) -> dict[str, Value]:
    memory = [result.peak_memory_mib for result in results if result.peak_memory_mib is not None]
    return {
        "per_second": round(median(result.saturated.per_second for result in results), 1),
        "per_core_second": round(median(result.per_core(updates) for result in results), 1),
        "cpu_us": round(1e6 * median(result.cpu_seconds for result in results) / updates),
        "half_load_p50_ms": round(median(result.paced.p50_ms for result in results), 2),
        "half_load_p99_ms": round(median(result.paced.p99_ms for result in results), 2),
        "at_once_per_second": round(median(result.at_once.per_second for result in results), 1),
        "at_once_p99_ms": round(median(result.at_once.p99_ms for result in results)),
        "at_once_unanswered": sum(result.at_once.unanswered for result in results),
        "faults": sum(result.faults for result in results),
        "peak_memory_mib": round(median(memory), 1) if memory else None,
        "long_third_mib": held.third if held else None,
        "long_end_mib": held.end if held else None,
    }


def _ratio(results: Mapping[str, Sequence[Result]], other: str, updates: int, *, by_core: bool) -> float:
    def reached(result: Result) -> float:
        return result.per_core(updates) if by_core else result.saturated.per_second

    pairs = zip(results[FULL], results[other], strict=True)
    return median(reached(full) / reached(echo) for full, echo in pairs)
