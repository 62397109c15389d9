"""`buzon bench ingest`: notices per second that an institution pushes, signed, in batches of 500, until their rows and
alerts are committed; beside bare Starlette, which checks the signature and keeps nothing.

Both take the same bytes, by turns. The product runs as ever; what it sends meanwhile is held at one message a second.
"""

import asyncio
import os
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

import aiohttp
import orjson
from sqlalchemy import insert, update

from bot.bench import people
from bot.bench.house import House, house, now
from bot.bench.machine import cpu_seconds, describe, peak_memory_mib
from bot.bench.on import On
from bot.bench.outside import fast_telegram
from bot.bench.processes import Program, announced, running
from bot.bench.report import Report, Value, at_least, at_most
from bot.web.ingest.description import PREFIX
from bot.web.ingest.models import MOST_NOTICES
from bot.web.ingest.signing import signature
from handlers.errors import Misconfigured
from storage import credentials, ingest_keys, ingest_links
from storage.tables import MailboxState, mailboxes, official_links

BASELINES = Path(__file__).resolve().parents[2] / "tools" / "baselines"
FULL, BARE = "buzon", "bare starlette"

_SOURCE = "Bench"
_LEAST = 2_000
_ROUNDS = 3
_AT_ONCE = 2
_BODY = "Se le comunica que debe subsanar lo observado dentro del plazo de cinco (05) días hábiles. " * 10
_SUBJECTS = (
    "NOTIFICACIÓN DE OBSERVACIONES - EXP. LM26{:07d}",
    "RESOLUCIÓN N.° {:06d}-2026 QUE DECLARA IMPROCEDENTE LA SOLICITUD",
    "CARNÉ DE EXTRANJERÍA PENDIENTE DE RECOJO - EXP. LM26{:07d}",
    "COMUNICADO N.° {:05d}",
)


@dataclass(frozen=True, slots=True)
class Task:
    """How many notices in all for each of the two, to how many linked people."""

    notices: int = 30_000
    recipients: int = 5_000


@dataclass(frozen=True, slots=True)
class Sender:
    """What signs. `address` is where it sends."""

    address: str
    key_id: str
    secret: str
    program: Program


@dataclass(frozen=True, slots=True)
class Pushed:
    """What came of one round: notices that were answered as accepted, the rest, seconds on the clock and of the
    processor, and how long each batch took."""

    accepted: int
    refused: int
    seconds: float
    cpu: float
    batches: Sequence[float]


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
        aiohttp.ClientSession() as http,
        fast_telegram(http) as telegram,
        house(on, telegram=telegram.address, database_url=servers[0], redis_url=servers[1]) as built,
    ):
        built.choose(telegram_rate=1, ingest_rate=1e6, ingest_backlog=10**9)
        await _settle(built, task.recipients)
        async with _full(built) as full, _bare() as bare:
            for number in range(_ROUNDS):
                bodies = _bodies(number, task)
                for name, sender in ((FULL, full), (BARE, bare)):
                    print(f"round {number + 1} of {_ROUNDS}: {name}", file=sys.stderr, flush=True)
                    results[name].append(await _push(http, sender, bodies))
            memory = {FULL: peak_memory_mib(full.program.id), BARE: peak_memory_mib(bare.program.id)}
        kept = await built.rows("official_notices")
    accepted = sum(one.accepted for one in results[FULL])
    figures = {name: _figures(pushed, memory[name]) for name, pushed in results.items()}
    ratio = median(
        full.accepted / full.seconds / (bare.accepted / bare.seconds)
        for full, bare in zip(results[FULL], results[BARE], strict=True)
    )
    goals = (
        at_least("notices per second, until they are committed", _rate(results[FULL]), _LEAST),
        at_most("notices refused, or accepted and not kept", sum(_lost(results)) + accepted - kept, 0),
        at_least(f"next: {FULL} / {BARE}, notices per second", ratio, 0.2, binding=False),
    )
    return Report("ingest", machine, figures, goals)


async def _settle(built: House, count: int) -> None:
    """People whose mailboxes an institution brings: as if they had typed its code."""
    moment = now()
    residents = await people.settle(
        built.database, built.vault, range(count), now=moment, next_check_at=moment + timedelta(days=1)
    )
    async with built.database.begin() as connection:
        for one in residents:
            who = ingest_links.reference(_SOURCE, one.user)
            official = update(mailboxes).where(mailboxes.c.id == one.mailbox_id)
            await connection.execute(
                official.values(
                    state=MailboxState.OFFICIAL,
                    fingerprint=credentials.fingerprints(built.vault, who)[0],
                    sealed=credentials.seal(built.vault, one.mailbox_id, who),
                )
            )
        links = [
            {"mailbox_id": one.mailbox_id, "link": f"ln_{one.number}", "source": _SOURCE, "linked_at": moment}
            for one in residents
        ]
        await connection.execute(insert(official_links), links)


@asynccontextmanager
async def _full(built: House) -> AsyncGenerator[Sender]:
    async with built.database.begin() as connection:
        key, secret = await ingest_keys.add(connection, built.vault, source=_SOURCE, now=now())
    async with built.process("run" if built.on is On.SQLITE else "serve") as program:
        yield Sender(_address(program), key.id, secret.reveal(), program)


@asynccontextmanager
async def _bare() -> AsyncGenerator[Sender]:
    command = [sys.executable, str(BASELINES / "ingest_starlette.py"), "secret"]
    async with running(BARE, command, {}, answering=True) as program:
        yield Sender(announced(await program.first_line(), "ingest"), "", "secret", program)


def _address(program: Program) -> str:
    """Where a process of the product serves, by its own log."""
    log = program.complaints.fileno()
    lines = os.pread(log, os.fstat(log).st_size, 0).splitlines()
    said = [orjson.loads(line) for line in lines if b'"running"' in line]
    return str(said[0]["pages"])


def _bodies(number: int, task: Task) -> list[bytes]:
    """The batches of a round, none of them like another."""
    count = max(MOST_NOTICES, task.notices // _ROUNDS)
    moment = now() - timedelta(minutes=10)
    made = [
        {
            "id": f"N-{number}-{place}",
            "recipient": people.user_name(place % task.recipients),
            "subject": _SUBJECTS[place % len(_SUBJECTS)].format(place),
            "body": _BODY,
            "deposited_at": moment,
        }
        for place in range(count)
    ]
    return [orjson.dumps({"notices": made[start : start + MOST_NOTICES]}) for start in range(0, count, MOST_NOTICES)]


async def _push(http: aiohttp.ClientSession, sender: Sender, bodies: Sequence[bytes]) -> Pushed:
    """Send them all, two at a time: while one is written the next is read."""
    queue = list(reversed(bodies))
    answers: list[tuple[float, list[str]]] = []

    async def send() -> None:
        while queue:
            body = queue.pop()
            began = perf_counter()
            statuses = await _one(http, sender, body)
            answers.append((perf_counter() - began, statuses))

    cpu, began = cpu_seconds(sender.program.id), perf_counter()
    await asyncio.gather(*(send() for _ in range(_AT_ONCE)))
    seconds = perf_counter() - began
    every = [status for _, found in answers for status in found]
    accepted = every.count("accepted")
    spent = cpu_seconds(sender.program.id) - cpu
    return Pushed(accepted, len(every) - accepted, seconds, spent, [took for took, _ in answers])


async def _one(http: aiohttp.ClientSession, sender: Sender, body: bytes) -> list[str]:
    target, timestamp = f"{PREFIX}/notices", str(round(now().timestamp() * 1_000))
    headers = {
        "Content-Type": "application/json",
        "Buzon-Key-Id": sender.key_id,
        "Buzon-Timestamp": timestamp,
        "Buzon-Signature": signature(sender.secret, timestamp, "POST", target, body),
    }
    async with http.post(f"{sender.address}{target}", data=body, headers=headers) as answer:
        told = orjson.loads(await answer.read())
        if not answer.ok:
            raise Misconfigured(f"{sender.program.name} refused a batch: {answer.status} {told}")
        return [one["status"] for one in told["results"]]


def _rate(pushed: Sequence[Pushed]) -> float:
    return median(one.accepted / one.seconds for one in pushed)


def _lost(results: dict[str, list[Pushed]]) -> list[int]:
    return [one.refused for pushed in results.values() for one in pushed]


def _figures(pushed: Sequence[Pushed], memory: float | None) -> dict[str, Value]:
    return {
        "notices_per_second": round(_rate(pushed), 1),
        "cpu_us_per_notice": round(median(1e6 * one.cpu / max(one.accepted, 1) for one in pushed), 1),
        "batch_p50_ms": round(median(1_000 * took for one in pushed for took in one.batches), 1),
        "batch_slowest_ms": round(max(1_000 * took for one in pushed for took in one.batches), 1),
        "peak_memory_mib": memory,
    }
