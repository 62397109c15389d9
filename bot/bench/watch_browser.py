"""`buzon bench watch --door browser`: how many mailboxes one browser looks into, at what cost; what a context weighs.

Beside a bare Playwright script that walks the same way with as many contexts and checks nothing. Processor time and
memory are those of the whole tree of processes: Python, Playwright's driver, Chromium.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from urllib.parse import urlsplit

import aiohttp
import orjson

from bot.bench.machine import cpu_seconds, describe
from bot.bench.processes import Program, announced, running
from bot.bench.report import Report, Value, at_least
from bot.bench.updates import BASELINES
from bot.portal.browser import BrowserMailbox, BrowserProfile, Chromium
from buzon.credentials import Credentials, Secret
from handlers.errors import Misconfigured

FULL, ONE, BARE = "buzon", "buzon, one context", "bare playwright"
_LEAST_SHARE = 0.8
_PEOPLE = 5


@dataclass(frozen=True, slots=True)
class Result:
    """What one tree of processes did while it was measured; its memory (PSS) in MiB at the end."""

    contexts: int
    looks: int
    seconds: float
    cpu: float
    memory_mib: float

    @property
    def per_minute(self) -> float:
        """Looks per minute."""
        return 60 * self.looks / self.seconds


def run(*, seconds: float, rounds: int, face: str, as_json: bool) -> int:
    """Measure and print; 0 when the goal is met, 1 when not. Raises Misconfigured where it can't be measured."""
    if not BASELINES.is_dir():
        raise Misconfigured("what to compare with is in tools/baselines of a checkout: run it from there")
    report = asyncio.run(_measure(seconds=seconds, rounds=rounds, face=face))
    print(report.as_json() if as_json else report.as_table())
    return report.exit_status


async def _measure(*, seconds: float, rounds: int, face: str) -> Report:
    machine = describe()
    results: dict[str, list[Result]] = {FULL: [], BARE: [], ONE: []}
    for _ in range(rounds):
        for name, found in results.items():
            print(name, file=sys.stderr, flush=True)
            found.append(await _walked(name, seconds=seconds, face=face, people=1 if name == ONE else _PEOPLE))
    middle = {name: sorted(found, key=lambda one: one.per_minute)[rounds // 2] for name, found in results.items()}
    share = middle[FULL].per_minute / middle[BARE].per_minute
    figures = {name: _figures(result) for name, result in middle.items()}
    each = (middle[FULL].memory_mib - middle[ONE].memory_mib) / (_PEOPLE - 1)
    figures[FULL]["memory_mib_per_context"] = round(each, 1)
    return Report("watch", machine, figures, (at_least(f"{FULL} / {BARE}, looks per minute", share, _LEAST_SHARE),))


async def _walked(name: str, *, seconds: float, face: str, people: int) -> Result:
    async with running("the sandbox", [sys.executable, "-m", "sandbox"], {}, answering=True) as sandbox:
        line = await sandbox.first_line()
        portal, control = announced(line, "portal"), announced(line, "page") + "/control/portal"
        async with aiohttp.ClientSession() as http:
            async with http.patch(f"{control}/faults", data=orjson.dumps({"face": face})) as answer:
                answer.raise_for_status()
            async with http.get(f"{control}/people") as answer:
                told = [one for one in await answer.json() if one["notices"]]
        # The ones with few notices: a list of one page, as most people's is.
        told.sort(key=lambda one: one["notices"])
        whose = json.dumps([[one["user"], one["password"]] for one in told[:people]])
        walker = [str(BASELINES / "watch_playwright.py")] if name == BARE else ["-m", "bot.bench.watch_browser"]
        command = [sys.executable, *walker, portal, str(Chromium(hosts=()).executable), whose, str(seconds)]
        async with running(name, command, {}, answering=True) as program:
            await program.first_line()
            before = _tree_cpu(program)
            await asyncio.sleep(seconds)
            done = orjson.loads(await program.first_line())
            return Result(people, done["looks"], done["seconds"], _tree_cpu(program) - before, _tree_memory(program))


def _figures(result: Result) -> dict[str, Value]:
    return {
        "contexts": result.contexts,
        "looks_per_minute": round(result.per_minute, 1),
        "cpu_ms_per_look": round(1000 * result.cpu / result.looks, 1) if result.looks else 0.0,
        "memory_mib": round(result.memory_mib, 1),
        "memory_mib_per_context": None,
    }


def _tree(root: int) -> Sequence[int]:
    """The process and all below it."""
    found = [root]
    for process in found:
        for task in Path(f"/proc/{process}/task").glob("*/children"):
            found += [int(child) for child in task.read_text().split()]
    return found


def _tree_cpu(program: Program) -> float:
    return sum(map(cpu_seconds, _tree(program.id)))


def _tree_memory(program: Program) -> float:
    """MiB, what several share counted once (PSS of proc(5))."""
    total = 0
    for process in _tree(program.id):
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii", errors="replace").splitlines()
        total += sum(int(line.split()[1]) for line in rollup if line.startswith("Pss:"))
    return total / 1024


async def _walk(portal: str, chromium: str, people: list[list[str]], *, seconds: float) -> None:
    """What is measured as the product: looks as the watch makes them, round and round."""
    host = urlsplit(portal).hostname or ""
    async with (
        Chromium(hosts=[host], executable=chromium) as started,
        BrowserMailbox(BrowserProfile.load("generic"), started, base_url=portal) as mailbox,
    ):
        whose = {user: Credentials(Secret(user), Secret(password)) for user, password in people}
        for user, credentials in whose.items():
            await mailbox.notices(user, credentials)
        print("{}", flush=True)
        began, looks = perf_counter(), 0

        async def look(user: str) -> None:
            nonlocal looks
            while perf_counter() < began + seconds:
                await mailbox.notices(user, whose[user])
                looks += 1

        await asyncio.gather(*map(look, whose))
        print(json.dumps({"looks": looks, "seconds": perf_counter() - began}), flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("portal")
    parser.add_argument("chromium")
    parser.add_argument("people", type=json.loads)
    parser.add_argument("seconds", type=float)
    options = parser.parse_args()
    asyncio.run(_walk(options.portal, options.chromium, options.people, seconds=options.seconds))
