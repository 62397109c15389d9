"""`buzon bench grow`: what ten and a hundred times as many mailboxes cost the picking of those that are due.

The database is filled in steps; at each the watch's claim and the sweep's question are timed, beside the claim's own
query without its index. As many are due at every step, so that only the size of what lies around them grows.
"""

import asyncio
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from math import log
from statistics import median
from time import perf_counter
from typing import Any

import aiohttp
from sqlalchemy import delete, event, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bench import people
from bot.bench.house import House, house, now
from bot.bench.machine import describe, memory_mib
from bot.bench.on import On
from bot.bench.outside import fast_telegram
from bot.bench.people import Resident
from bot.bench.report import Goal, Report, Value, at_least, at_most
from handlers.errors import Misconfigured
from storage import mailboxes, outbox
from storage.tables import OutboxState
from storage.tables import mailboxes as mailbox_rows
from storage.tables import outbox as outbox_rows

SIZES = (1_000, 10_000, 100_000)

_DUE = 500
_PICKED = 100
_TIMES = 15
_LEASE = timedelta(minutes=2)
_MOST_GROWTH = 0.5
"""Of the exponent: 1 would be time that grows as the mailboxes do, 0 time that does not grow at all."""


@dataclass(frozen=True, slots=True)
class Step:
    """What was found at one size. Times in seconds, memory and size in MiB."""

    mailboxes: int
    claim: float
    select: float
    due_chats: float
    without_index: float
    indexed: bool
    size_mib: float
    memory_mib: float


def run(*, sizes: Sequence[int], on: On, as_json: bool, servers: tuple[str | None, str | None]) -> int:
    """Measure and print; 0 when the goals are met, 1 when not. Raises Misconfigured where it can't be measured."""
    if len(sizes) < 2 or sorted(set(sizes)) != list(sizes) or sizes[0] < _DUE:
        raise Misconfigured(f"sizes must grow, from {_DUE} on")
    report = asyncio.run(_measure(sizes, on, servers))
    print(report.as_json() if as_json else report.as_table())
    return report.exit_status


async def _measure(sizes: Sequence[int], on: On, servers: tuple[str | None, str | None]) -> Report:
    machine = describe()
    steps: list[Step] = []
    async with (
        aiohttp.ClientSession() as http,
        fast_telegram(http) as telegram,
        house(on, telegram=telegram.address, database_url=servers[0], redis_url=servers[1]) as built,
    ):
        held = 0
        for size in sizes:
            _tell(f"{size} mailboxes")
            await _fill(built, range(held, size))
            held = size
            steps.append(await _step(built, size))
    figures = {f"{step.mailboxes:,} mailboxes": _figures(step) for step in steps}
    return Report("grow", machine, figures, tuple(_goals(steps)))


async def _fill(built: House, numbers: range) -> None:
    """More people, each with an alert that was sent once; nobody is due for hours."""
    moment = now()
    for start in range(numbers.start, numbers.stop, 10_000):
        residents = await people.settle(
            built.database,
            built.vault,
            range(start, min(start + 10_000, numbers.stop)),
            now=moment,
            next_check_at=moment + timedelta(hours=12, seconds=start / 1_000),
        )
        await people.line_up(built.database, residents, portal_id="old", now=moment)
    async with built.database.begin() as connection:
        await connection.execute(update(outbox_rows).values(state=OutboxState.SENT, settled_at=moment))
    if built.on is On.POSTGRES:  # its autovacuum would have done it by the time they are that many
        async with built.database.begin() as connection:
            await connection.execute(text("ANALYZE"))


async def _step(built: House, size: int) -> Step:
    async with built.process(built.worker) as worker:
        await asyncio.sleep(2)  # what starting takes is given back
        memory = memory_mib(worker.id) or 0.0
    async with _due(built):
        seen: list[tuple[str, Any]] = []
        claim = await _timed(lambda: _claim(built, seen))
        chats = await _timed(lambda: _due_chats(built))
        sql, parameters = seen[0]
        select = await _timed(lambda: _select(built, sql, parameters))
        without = await _timed(lambda: _select(built, sql, parameters, scanning=True))
        plan = await _plan(built, sql, parameters)
    _tell("\n".join(f"    {line}" for line in plan))
    return Step(size, claim, select, chats, without, _uses_index(plan), await _size(built), memory)


@asynccontextmanager
async def _due(built: House) -> AsyncGenerator[None]:
    """So many mailboxes are due, and as many alerts; nothing is afterwards."""
    moment = now()
    due = mailbox_rows.c.id <= _DUE
    async with built.database.begin() as connection:
        await connection.execute(update(mailbox_rows).where(due).values(next_check_at=moment - timedelta(minutes=1)))
        rows = (await connection.execute(mailbox_rows.select().where(due).order_by(mailbox_rows.c.id))).all()
    residents = [Resident(row.id, row.chat_id, 0, row.id) for row in rows]
    await people.line_up(built.database, residents, portal_id="due", now=moment)
    yield
    async with built.database.begin() as connection:
        await connection.execute(delete(outbox_rows).where(outbox_rows.c.state == OutboxState.PENDING))
        notice = outbox_rows.metadata.tables["notices"]
        await connection.execute(delete(notice).where(notice.c.portal_id == "due"))
        await connection.execute(update(mailbox_rows).where(due).values(next_check_at=moment + timedelta(hours=12)))


async def _claim(built: House, seen: list[tuple[str, Any]]) -> float:
    """One claim of the watch, given back afterwards; the seconds that claiming took. `seen` takes its statements."""
    moment = now()
    async with built.database.begin() as connection:
        with _Heard(connection, seen):
            began = perf_counter()
            claimed = await mailboxes.claim_due(connection, now=moment, lease=_LEASE, limit=_PICKED)
            took = perf_counter() - began
        await mailboxes.give_back(connection, claimed, leased_until=moment + _LEASE)
    _all_there(len(claimed))
    return took


async def _due_chats(built: House) -> float:
    async with built.database.read() as connection:
        began = perf_counter()
        found = await outbox.due_chats(connection, now=now(), limit=_PICKED)
        took = perf_counter() - began
    _all_there(len(found))
    return took


async def _select(built: House, sql: str, parameters: Any, *, scanning: bool = False) -> float:
    """The claim's own query, bare; `scanning`: without an index."""
    async with built.database.begin() as connection:
        if scanning and built.on is On.POSTGRES:
            for way in ("indexscan", "bitmapscan", "indexonlyscan"):
                await connection.execute(text(f"SET LOCAL enable_{way} = off"))
        elif scanning:
            sql = sql.replace("FROM mailboxes", "FROM mailboxes NOT INDEXED")
        began = perf_counter()
        found = (await connection.exec_driver_sql(sql, parameters)).all()
        took = perf_counter() - began
    _all_there(len(found))
    return took


async def _plan(built: House, sql: str, parameters: Any) -> list[str]:
    explain = "EXPLAIN" if built.on is On.POSTGRES else "EXPLAIN QUERY PLAN"
    async with built.database.begin() as connection:
        rows = (await connection.exec_driver_sql(f"{explain} {sql}", parameters)).all()
    return [str(row[-1]) for row in rows]


def _uses_index(plan: Sequence[str]) -> bool:
    whole = "\n".join(plan)
    return "ix_mailboxes_" in whole and "Seq Scan" not in whole and "SCAN mailboxes\n" not in f"{whole}\n"


async def _timed(once: Callable[[], Awaitable[float]]) -> float:
    await once()  # the first one fills caches
    return median([await once() for _ in range(_TIMES)])


class _Heard:
    """Collects the statements that a connection sends."""

    def __init__(self, connection: AsyncConnection, seen: list[tuple[str, Any]]) -> None:
        self._connection = connection.sync_connection
        self._seen = seen

    def __enter__(self) -> None:
        event.listen(self._connection, "before_cursor_execute", self._hear)

    def __exit__(self, *_: object) -> None:
        event.remove(self._connection, "before_cursor_execute", self._hear)

    def _hear(self, _connection: Any, _cursor: Any, sql: str, parameters: Any, *_: Any) -> None:
        self._seen.append((sql, parameters))


async def _size(built: House) -> float:
    if built.on is On.POSTGRES:
        asked = "SELECT pg_database_size(current_database())"
    else:
        asked = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    async with built.database.read() as connection:
        return float((await connection.execute(text(asked))).scalar_one()) / 2**20


def _all_there(found: int) -> None:
    if found != _PICKED:
        raise Misconfigured(f"{found} were picked where {_PICKED} of {_DUE} should have been: the bench is out of date")


def _goals(steps: Sequence[Step]) -> list[Goal]:
    first, last = steps[0], steps[-1]
    by = log(last.mailboxes / first.mailboxes)
    return [
        at_most("growth of the watch's claim (1 is linear)", log(last.claim / first.claim) / by, _MOST_GROWTH),
        at_most(
            "growth of the sweep's question (1 is linear)", log(last.due_chats / first.due_chats) / by, _MOST_GROWTH
        ),
        at_least("the claim goes by an index at the largest size (1 is yes)", int(last.indexed), 1),
    ]


def _figures(step: Step) -> dict[str, Value]:
    return {
        "claim_ms": round(1000 * step.claim, 2),
        "its_query_ms": round(1000 * step.select, 2),
        "without_index_ms": round(1000 * step.without_index, 2),
        "due_chats_ms": round(1000 * step.due_chats, 2),
        "database_mib": round(step.size_mib, 1),
        "bytes_each": round(step.size_mib * 2**20 / step.mailboxes),
        "process_mib": step.memory_mib,
    }


def _tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
