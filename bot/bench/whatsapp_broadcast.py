"""`buzon bench broadcast --channel whatsapp`: a broadcast of the team's to people of whom one in ten has not written
for 24 hours, at limits that the fast Graph API enforces: 80 a second, one in six seconds to a person. Beside the usual
recipe on pywa.
"""

import asyncio
import sys
from collections.abc import Sequence
from datetime import timedelta

import aiohttp
from sqlalchemy import literal, update

from bot.bench import people
from bot.bench.broadcast import FULL, Result, Task
from bot.bench.house import House, now
from bot.bench.machine import describe
from bot.bench.on import On
from bot.bench.outside import FastWhatsApp, fast_whatsapp
from bot.bench.processes import running
from bot.bench.report import Goal, Report, Value, at_least, at_most
from bot.bench.updates import BASELINES
from bot.bench.whatsapp_house import PHONE_ID, TOKEN, api_url, whatsapp_house
from bot.channels.whatsapp import NAME
from handlers.errors import Misconfigured
from storage import broadcasts
from storage.audience import Audience
from storage.broadcasts import Content
from storage.tables import chats as chat_rows

PYWA = "sleep recipe (pywa)"

RATE = 80.0
"""Messages a second: developers.facebook.com/docs/whatsapp/cloud-api/overview#throughput."""

_SILENT_EVERY = 10
_SILENT_FOR = timedelta(hours=25)
_SLACK = 1.02
_PATIENCE_SECONDS = 120.0


def run(*, task: Task, on: On, as_json: bool, servers: tuple[str | None, str | None]) -> int:
    """Measure and print; 0 when the goals are met, 1 when not. Raises Misconfigured where it can't be measured.

    `servers`: addresses of PostgreSQL and Redis, None for private ones.
    """
    if task.chats < 1 or task.rate <= 0:
        raise Misconfigured("chats and rate must be positive")
    if task.faults:
        raise Misconfigured("--faults is for Telegram: by WhatsApp it is not measured")
    if not BASELINES.is_dir():
        raise Misconfigured("what to compare with is in tools/baselines of a checkout: run it from there")
    report = asyncio.run(_measure(task, on, servers))
    print(report.as_json() if as_json else report.as_table())
    return report.exit_status


def silent(task: Task) -> range:
    """The people who have not written for 24 hours."""
    return task.addresses[::_SILENT_EVERY]


async def _measure(task: Task, on: On, servers: tuple[str | None, str | None]) -> Report:
    machine = describe()
    results: dict[str, Result] = {}
    async with aiohttp.ClientSession() as http, fast_whatsapp(http) as graph:
        _tell(f"{FULL} on {on}")
        async with whatsapp_house(graph, rate=task.rate, servers=servers, on=on) as built:
            results[FULL] = await _full(built, graph, task)
        _tell(PYWA)
        results[PYWA] = await _recipe(graph, task)
    figures = {name: _figures(result) for name, result in results.items()}
    return Report("broadcast --channel whatsapp", machine, figures, tuple(_goals(results[FULL])))


async def _full(built: House, graph: FastWhatsApp, task: Task) -> Result:
    number = await _approved(built, task)
    await _ready(graph, task)
    async with built.process(built.worker) as worker:
        loop = asyncio.get_running_loop()
        until = loop.time() + 2 * task.least_seconds + _PATIENCE_SECONDS
        while not await _is_over(built, number):
            worker.check()
            if loop.time() > until:
                raise Misconfigured("the broadcast did not end")
            await asyncio.sleep(0.2)
    return Result(await graph.sent(), await graph.counts(), task)


async def _approved(built: House, task: Task) -> int:
    """People of WhatsApp, and an urgent broadcast to all of them, due now: the hour of a bench must not matter."""
    moment = now()
    nobody_looks = moment.replace(year=moment.year + 1)
    await people.settle(built.database, built.vault, range(task.chats), now=moment, next_check_at=nobody_looks)
    async with built.database.begin() as connection:
        quiet = [str(address) for address in silent(task)]
        for start in range(0, len(quiet), 500):
            some = update(chat_rows).where(chat_rows.c.address.in_(quiet[start : start + 500]))
            await connection.execute(some.values(heard_at=moment - _SILENT_FOR))
        theirs = {"channel": NAME, "address": literal("PE.") + chat_rows.c.address}
        await connection.execute(update(chat_rows).where(chat_rows.c.heard_at.is_(None)).values(heard_at=moment))
        await connection.execute(update(chat_rows).values(theirs))
        number = await broadcasts.create(
            connection,
            content=Content({"es": "Mañana la oficina *no* atiende. Vuelve el lunes desde las 8."}),
            audience=Audience(linked=True),
            urgent=True,
            author=None,
            now=moment,
        )
        await broadcasts.submit(connection, number, now=moment)
        await broadcasts.approve(connection, number, approver=None, due_at=moment, now=moment)
    return number


async def _is_over(built: House, number: int) -> bool:
    async with built.database.read() as connection:
        found = await broadcasts.get(connection, number)
    return found is not None and found.is_over


async def _recipe(graph: FastWhatsApp, task: Task) -> Result:
    command = [sys.executable, str(BASELINES / "broadcast_pywa.py"), api_url(graph), TOKEN, PHONE_ID]
    command += [str(people.FIRST_ADDRESS), str(task.chats), str(task.rate)]
    await _ready(graph, task)
    async with running("broadcast_pywa", command, {}) as program:
        if not await program.ended(10 * task.least_seconds + _PATIENCE_SECONDS):
            _tell("the recipe was ended: it took ten times as long as it should")
    return Result(await graph.sent(), await graph.counts(), task)


async def _ready(graph: FastWhatsApp, task: Task) -> None:
    """Fresh limits, the same windows for each, nothing remembered."""
    await graph.limit(task.rate)
    await graph.close_windows(silent(task))
    await graph.remember()


def _goals(full: Result) -> Sequence[Goal]:
    outside = len(silent(full.task))
    return (
        at_most("seconds / what the limit alone takes", full.seconds / full.task.least_seconds, _SLACK),
        at_most("messages refused for coming too fast (130429, 131056)", full.counts.too_many, 0),
        at_most("messages over a limit, of all or of a person", full.counts.violations, 0),
        at_most("messages refused because the window was closed (131047)", full.counts.closed, 0),
        at_least("templates to people outside their window / such people", full.counts.templates / outside, 1.0),
        at_most("people who got nothing", full.lost, 0),
        at_most("messages that came twice", full.repeated, 0),
    )


def _figures(result: Result) -> dict[str, Value]:
    return {
        "seconds": round(result.seconds, 2),
        "least_seconds": round(result.task.least_seconds, 2),
        "taken": result.counts.taken,
        "templates": result.counts.templates,
        "refused_too_fast": result.counts.too_many,
        "refused_closed": result.counts.closed,
        "lost": result.lost,
        "repeated": result.repeated,
        "max_in_1s": result.sent.max_in_1s,
    }


def _tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
