"""`buzon bench watch`: how many mailboxes one worker looks into, at what cost, where nothing is new.

Every mailbox is always due, so that the worker is never idle. Beside a bare aiohttp loop that makes the same requests
over as many connections and does nothing with the answers.
"""

import asyncio
import sys
from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp

from bot.bench import people
from bot.bench.house import house, now
from bot.bench.machine import cpu_seconds, describe, memory_mib
from bot.bench.on import On
from bot.bench.outside import FastPortal, FastTelegram, Looked, fast_portal, fast_telegram
from bot.bench.processes import Program, running
from bot.bench.report import Report, Value, at_least, at_most
from bot.bench.updates import BASELINES
from handlers.errors import Misconfigured

FULL, FEW, BARE = "buzon", "buzon, few mailboxes", "bare aiohttp"

FEW_MAILBOXES = 100
STANDING = ("a1", "a2")
"""The notices that the fast portal gives everybody."""

_LEAST_SHARE = 0.6
_MOST_KB = 6.0
_SLOWEST = 50  # looks per second: slower is stuck
_PATIENCE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Task:
    """How many mailboxes, and how many seconds are measured once all were looked into."""

    mailboxes: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Result:
    """What one process did while it was measured; its memory in MiB at the end."""

    mailboxes: int
    looks: int
    seconds: float
    cpu: float
    memory_mib: float
    connections: int

    @property
    def per_second(self) -> float:
        """Looks per second."""
        return self.looks / self.seconds

    @property
    def cpu_per_1000(self) -> float:
        """Processor seconds per thousand looks."""
        return 1000 * self.cpu / self.looks if self.looks else 0.0


def run(*, mailboxes: int, seconds: float, as_json: bool) -> int:
    """Measure and print; 0 when the goals are met, 1 when not. Raises Misconfigured where it can't be measured."""
    if mailboxes <= FEW_MAILBOXES or seconds <= 0:
        raise Misconfigured(f"--mailboxes must be more than {FEW_MAILBOXES}, and --seconds positive")
    if not BASELINES.is_dir():
        raise Misconfigured("what to compare with is in tools/baselines of a checkout: run it from there")
    report = asyncio.run(_measure(Task(mailboxes, seconds)))
    print(report.as_json() if as_json else report.as_table())
    return report.exit_status


async def _measure(task: Task) -> Report:
    machine = describe()
    async with aiohttp.ClientSession() as http, fast_telegram(http) as telegram:
        results = {FULL: await _full(http, telegram, task, mailboxes=task.mailboxes)}
        results[BARE] = await _bare(http, task, connections=results[FULL].connections)
        results[FEW] = await _full(http, telegram, task, mailboxes=FEW_MAILBOXES)
    kilobytes = _kilobytes_each(results)
    goals = (
        at_least(
            f"{FULL} / {BARE}, looks per second", results[FULL].per_second / results[BARE].per_second, _LEAST_SHARE
        ),
        at_most("kB of memory for each mailbox", kilobytes, _MOST_KB),
    )
    return Report("watch", machine, {name: _figures(result) for name, result in results.items()}, goals)


async def _full(http: aiohttp.ClientSession, telegram: FastTelegram, task: Task, *, mailboxes: int) -> Result:
    _tell(f"{FULL}, {mailboxes} mailboxes")
    async with fast_portal(http) as portal, house(On.SQLITE, telegram=telegram.address, portal=portal.address) as built:
        moment = now()
        await people.settle(
            built.database, built.vault, range(mailboxes), now=moment, next_check_at=moment, known=STANDING
        )
        # Few mailboxes must be due as often as many are, to be looked into as often: the memory of looking is the same.
        built.look_every(max(0.02, mailboxes / 20_000))
        async with built.process("run") as worker:
            await _looked(portal, worker, users=mailboxes, listings=2 * task.mailboxes)
            return await _measured(portal, worker, task, mailboxes=mailboxes)


async def _bare(http: aiohttp.ClientSession, task: Task, *, connections: int) -> Result:
    _tell(f"{BARE}, {connections} connections")
    async with fast_portal(http) as portal:
        command = [sys.executable, str(BASELINES / "watch_aiohttp.py"), portal.address]
        command += [str(task.mailboxes), str(connections)]
        async with running(BARE, command, {}) as worker:
            await _looked(portal, worker, users=task.mailboxes, listings=2 * task.mailboxes)
            return await _measured(portal, worker, task, mailboxes=task.mailboxes)


async def _looked(portal: FastPortal, worker: Program, *, users: int, listings: int) -> None:
    """Return when every mailbox was looked into, and so many looks were made: everybody's warm-up."""
    loop = asyncio.get_running_loop()
    until = loop.time() + _PATIENCE_SECONDS + listings / _SLOWEST
    while (seen := await portal.counts()).users < users or seen.listings < listings:
        worker.check()
        if loop.time() > until:
            raise Misconfigured(f"{worker.name} looked into {seen.users} of {users} mailboxes, {seen.listings} times")
        await asyncio.sleep(0.2)


async def _measured(portal: FastPortal, worker: Program, task: Task, *, mailboxes: int) -> Result:
    began, before = cpu_seconds(worker.id), await portal.counts()
    await asyncio.sleep(task.seconds)
    after, ended = await portal.counts(), cpu_seconds(worker.id)
    worker.check()
    return Result(
        mailboxes,
        after.listings - before.listings,
        after.now - before.now,
        ended - began,
        memory_mib(worker.id) or 0.0,
        connections=_others(after),
    )


def _others(counts: Looked) -> int:
    """Connections that are not the bench's own one."""
    return max(1, counts.connections - 1)


def _kilobytes_each(results: Mapping[str, Result]) -> float:
    many, few = results[FULL], results[FEW]
    return 1024 * (many.memory_mib - few.memory_mib) / (many.mailboxes - few.mailboxes)


def _figures(result: Result) -> dict[str, Value]:
    return {
        "mailboxes": result.mailboxes,
        "looks_per_second": round(result.per_second, 1),
        "cpu_ms_per_1000": round(1000 * result.cpu_per_1000, 1),
        "memory_mib": result.memory_mib,
        "connections": result.connections,
    }


def _tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
