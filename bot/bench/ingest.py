"""`buzon bench ingest`: notices per second that an institution pushes, signed, in batches of 500, and that are answered
once they are committed; and how long until all of their people are told. Beside bare Starlette, which checks the
signature and writes a row for each.

Both take the same bytes, by turns. The product runs as ever, and tells of what it has accepted while more comes; what
it sends is held at one message a second. By the processor's time a figure says what one core can do, whoever else works
on this machine; by the clock, what came of it here.
"""

import asyncio
import os
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import aiohttp
import orjson
from sqlalchemy import func, select

from bot.bench.house import House, house, now
from bot.bench.institution import SOURCE, Pushed, Sender, bodies, push, settle
from bot.bench.machine import describe, peak_memory_mib
from bot.bench.on import On
from bot.bench.outside import fast_telegram
from bot.bench.processes import Program, announced, running
from bot.bench.report import Report, Value, at_least, at_most
from bot.web.ingest.models import MOST_NOTICES
from handlers.errors import Misconfigured
from storage import ingest_keys
from storage.tables import official_notices

BASELINES = Path(__file__).resolve().parents[2] / "tools" / "baselines"
FULL, BARE = "buzon", "bare starlette"

_LEAST = 2_000
_ROUNDS = 3
_ALONE = 10
_TOLD_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Task:
    """How many notices in all for each of the two, to how many linked people."""

    notices: int = 30_000
    recipients: int = 5_000


def run(*, task: Task, on: On, as_json: bool, servers: tuple[str | None, str | None]) -> int:
    """Measure and print; 0 when the goals are met, 1 when not. Raises Misconfigured where it can't be measured."""
    if not (BASELINES / "ingest_starlette.py").is_file():
        raise Misconfigured("the baseline is in tools/baselines of a checkout: run it from there")
    report = asyncio.run(_measure(task, on, servers))
    print(report.as_json() if as_json else report.as_table())
    return report.exit_status


async def _measure(task: Task, on: On, servers: tuple[str | None, str | None]) -> Report:
    machine = describe()
    results: dict[str, list[Pushed]] = {FULL: [], BARE: []}
    async with (
        # A connection each: one that lies idle while the other one is pushed to is closed at its other end.
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as http,
        fast_telegram(http) as telegram,
        house(on, telegram=telegram.address, database_url=servers[0], redis_url=servers[1]) as built,
    ):
        built.choose(telegram_rate=1, ingest_rate=1e6, ingest_backlog=10**6)
        await settle(built, task.recipients)
        async with _full(built) as full, _bare() as bare:
            alone = [await _alone(http, full, built, number) for number in range(_ALONE)]
            for number in range(_ROUNDS):
                batches = bodies(f"N-{number}", max(MOST_NOTICES, task.notices // _ROUNDS), task.recipients)
                for name, sender in ((FULL, full), (BARE, bare)):
                    print(f"round {number + 1} of {_ROUNDS}: {name}", file=sys.stderr, flush=True)
                    results[name].append(await push(http, sender, batches))
            rate, all_after = await _told(built)
            memory = {FULL: peak_memory_mib(full.program.id), BARE: peak_memory_mib(bare.program.id)}
        kept = await built.rows("official_notices") - _ALONE
    accepted = sum(one.accepted for one in results[FULL])
    told = (round(1_000 * median(alone), 1), round(rate, 1), round(all_after, 1))
    figures = {
        FULL: _figures(results[FULL], memory[FULL], told),
        BARE: _figures(results[BARE], memory[BARE], (None, None, None)),
    }
    ratio = median(
        full.accepted / full.cpu / (bare.accepted / bare.cpu)
        for full, bare in zip(results[FULL], results[BARE], strict=True)
    )
    goals = (
        at_least("notices accepted per second of one core", _per_core(results[FULL]), _LEAST),
        at_least("notices accepted per second by the clock", _rate(results[FULL]), _LEAST, binding=False),
        at_most("notices refused, or accepted and not kept", sum(_lost(results)) + accepted - kept, 0),
        at_least("told per second, afterwards: as many as a bot may send", rate, 30, binding=False),
        at_least(f"next: {FULL} / {BARE}, notices per second of one core", ratio, 0.2, binding=False),
    )
    return Report("ingest", machine, figures, goals)


@asynccontextmanager
async def _full(built: House) -> AsyncGenerator[Sender]:
    async with built.database.begin() as connection:
        key, secret = await ingest_keys.add(connection, built.vault, source=SOURCE, now=now())
    async with AsyncExitStack() as stack:
        if built.on is On.POSTGRES:
            await stack.enter_async_context(built.process("work"))
        program = await stack.enter_async_context(built.process("run" if built.on is On.SQLITE else "serve"))
        yield Sender(_address(program), key.id, secret.reveal(), program)


@asynccontextmanager
async def _bare() -> AsyncGenerator[Sender]:
    with TemporaryDirectory(prefix="buzon-bench-") as folder:
        command = [sys.executable, str(BASELINES / "ingest_starlette.py"), "secret", f"{folder}/bare.db"]
        async with running(BARE, command, {}, answering=True) as program:
            yield Sender(announced(await program.first_line(), "ingest"), "", "secret", program)


async def _alone(http: aiohttp.ClientSession, sender: Sender, built: House, number: int) -> float:
    """Seconds from the answer until its person is told, of a notice that comes by itself."""
    await push(http, sender, bodies(f"A-{number}", 1, 1))
    began = perf_counter()
    while await _untold(built):
        sender.program.check()
        await asyncio.sleep(0.01)
    return perf_counter() - began


async def _told(built: House) -> tuple[float, float]:
    """Notices that are told per second once no more come, and seconds until none is left: after some time as this rate
    has it."""
    before, began = await _untold(built), perf_counter()
    left = before
    while left and perf_counter() - began < _TOLD_SECONDS:
        await asyncio.sleep(0.2)
        left = await _untold(built)
    seconds = perf_counter() - began
    rate = (before - left) / seconds
    return rate, before / rate if left and rate else seconds


async def _untold(built: House) -> int:
    counted = select(func.count()).where(official_notices.c.notice_id.is_(None))
    async with built.database.read() as connection:
        return (await connection.execute(counted)).scalar_one()


def _address(program: Program) -> str:
    """Where a process of the product serves, by its own log."""
    log = program.complaints.fileno()
    lines = os.pread(log, os.fstat(log).st_size, 0).splitlines()
    said = [orjson.loads(line) for line in lines if b'"running"' in line]
    return str(said[0]["pages"])


def _rate(pushed: Sequence[Pushed]) -> float:
    return median(one.accepted / one.seconds for one in pushed)


def _per_core(pushed: Sequence[Pushed]) -> float:
    return median(one.accepted / one.cpu for one in pushed)


def _lost(results: dict[str, list[Pushed]]) -> list[int]:
    return [one.refused for pushed in results.values() for one in pushed]


def _figures(pushed: Sequence[Pushed], memory: float | None, told: tuple[Value, Value, Value]) -> dict[str, Value]:
    return {
        "accepted_per_second": round(_rate(pushed), 1),
        "per_second_of_one_core": round(_per_core(pushed), 1),
        "batch_p50_ms": round(median(1_000 * took for one in pushed for took in one.batches), 1),
        "batch_slowest_ms": round(max(1_000 * took for one in pushed for took in one.batches), 1),
        "alone_told_after_ms": told[0],
        "told_per_second": told[1],
        "all_told_after_s": told[2],
        "peak_memory_mib": memory,
    }
