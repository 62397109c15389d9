"""`buzon bench updates`: the full bot over HTTP at saturation and at half load, beside bare echo bots of the same run.

All three talk to the sandbox's fast Bot API server, get the very same traffic, and take turns several times, since a
machine is never quiet: figures are medians over the rounds, ratios are medians of the rounds' ratios.
"""

import asyncio
import importlib.util
import sys
import tempfile
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import aiohttp

from bot.bench.machine import describe, peak_memory_mib
from bot.bench.processes import announced, running
from bot.bench.report import Report, Value, at_least, at_most
from bot.bench.traffic import Measured, Traffic
from handlers.errors import Misconfigured
from handlers.speech import phrase
from handlers.words import SOURCE, words
from storage import migrations
from storage.keys import new_master_key, parse_keys, write_key_file

FULL, AIOGRAM, PYTHON_TELEGRAM_BOT = "buzon", "echo aiogram", "echo python-telegram-bot"

BASELINES = Path(__file__).resolve().parents[2] / "tools" / "baselines"
"""The echo bots; they are part of a checkout, not of what is installed."""

_TOKEN = "123456:" + "a" * 35  # the fast server takes any; the libraries want the shape
_ROUNDS = 3
_ENOUGH_FOR_ROUNDS = 3_000


@dataclass(frozen=True, slots=True)
class Contestant:
    """A bot to measure: how it is started (token and address are filled in), and what it must answer."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    replies: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """One contestant in one round; memory in MiB."""

    warm_up: Measured
    saturated: Measured
    paced: Measured
    peak_memory_mib: float | None


def run(*, updates: int, as_json: bool, baselines: Path = BASELINES) -> int:
    """Measure and print; 0 when the goals are met, 1 when not. Raises Misconfigured where it can't be measured.

    `updates` at saturation for each bot, dealt out over three rounds where there are enough of them; a third as many
    again at half of the rate that was reached.
    """
    if updates < 1:
        raise Misconfigured("--updates must be at least 1")
    _check(baselines)
    report = asyncio.run(_measure(updates, baselines))
    print(report.as_json() if as_json else report.as_table())
    return report.exit_status


async def _measure(updates: int, baselines: Path) -> Report:
    machine = describe()
    rounds = _ROUNDS if updates >= _ENOUGH_FOR_ROUNDS else 1
    results: dict[str, list[Result]] = {FULL: [], AIOGRAM: [], PYTHON_TELEGRAM_BOT: []}
    server = [sys.executable, "-m", "sandbox.telegram.fast"]
    async with running("the fast Bot API server", server, {}, answering=True) as fast, aiohttp.ClientSession() as http:
        address = announced(await fast.first_line(), "telegram")
        for number in range(rounds):
            for name, taken in results.items():
                print(f"round {number + 1} of {rounds}: {name}", file=sys.stderr, flush=True)
                async with _contestant(name, address, baselines) as contestant:
                    taken.append(await _one(contestant, http, address, updates // rounds or 1))
    figures = {name: _figures(taken) for name, taken in results.items()}
    to_aiogram, to_other = _ratio(results, AIOGRAM), _ratio(results, PYTHON_TELEGRAM_BOT)
    missing = sum(_faults(taken) for taken in results.values())
    goals = (
        at_least(f"{FULL} / {AIOGRAM}, updates per second", to_aiogram, 0.5),
        at_least(f"{FULL} / {PYTHON_TELEGRAM_BOT}, updates per second", to_other, 1.0),
        at_most("updates unanswered or answered wrongly", missing, 0),
        at_least(f"next: {FULL} / {AIOGRAM}, updates per second", to_aiogram, 1.0, binding=False),
    )
    return Report("updates", machine, figures, goals)


async def _one(contestant: Contestant, http: aiohttp.ClientSession, address: str, updates: int) -> Result:
    async with running(contestant.name, contestant.command, contestant.environment) as bot:
        traffic = Traffic(http, address, bot, answers=contestant.answers, replies=contestant.replies)
        warm_up = await traffic.warm_up()
        saturated = await traffic.saturate(updates)
        paced = await traffic.pace(updates // 3 or 1, rate=saturated.per_second / 2)
        return Result(warm_up, saturated, paced, peak_memory_mib(bot.id))


@asynccontextmanager
async def _contestant(name: str, address: str, baselines: Path) -> AsyncGenerator[Contestant]:
    """The contestant of this name; the full bot with a database, a key and a folder of its own, gone afterwards."""
    if name != FULL:
        script = "echo_aiogram.py" if name == AIOGRAM else "echo_python_telegram_bot.py"
        yield Contestant(name, [sys.executable, str(baselines / script), _TOKEN, address])
        return
    with tempfile.TemporaryDirectory(prefix="buzon-bench-") as folder:
        environment = await asyncio.to_thread(_prepare, Path(folder), address)
        yield Contestant(
            name,
            [sys.executable, "-c", "from bot.cli import main; main()", "run"],
            environment,
            answers={heard: words(SOURCE, phrase(key)) for heard, key in ANSWERS.items()},
            replies={"/start": 2},
        )


ANSWERS = {
    "/start": "ask-consent",
    "acepto": "ask-has-credentials",
    "/ayuda": "help",
    "atrás": "ask-has-credentials",
    "no": "ask-has-receipt",
}
"""What each text must be answered with, by the key of its words."""


def _prepare(folder: Path, address: str) -> dict[str, str]:
    database = f"sqlite+aiosqlite:///{folder / 'buzon.db'}"
    key_file = folder / "keys.txt"
    write_key_file(key_file, parse_keys(new_master_key()))
    migrations.upgrade(database)
    return {
        "BUZON_DATABASE_URL": database,
        "BUZON_MASTER_KEYS_FILE": str(key_file),
        "BUZON_TELEGRAM_TOKEN": _TOKEN,
        "BUZON_TELEGRAM_API_URL": address,
        "BUZON_TELEGRAM_UPDATES": "polling",
        # The pace is kept as ever, only nobody has to wait: what is measured is the bot, not Telegram's limits.
        "BUZON_TELEGRAM_RATE": "1e6",
        "BUZON_TELEGRAM_CHAT_RATE": "1e6",
        "BUZON_PORTAL_URL": "http://127.0.0.1:9",  # nobody links a mailbox here, so nobody calls
        "BUZON_PORTAL_PROFILE": "sandbox",
        "BUZON_LISTEN": "127.0.0.1:0",
        "BUZON_LOG_LEVEL": "WARNING",
    }


def _check(baselines: Path) -> None:
    if not baselines.is_dir() or importlib.util.find_spec("sandbox") is None:
        raise Misconfigured("the echo bots to compare with are in tools/baselines of a checkout: run it from there")
    if importlib.util.find_spec("telegram") is None:
        raise Misconfigured("python-telegram-bot is missing here: `make install` brings it")


def _figures(results: Sequence[Result]) -> dict[str, Value]:
    memory = [result.peak_memory_mib for result in results if result.peak_memory_mib is not None]
    return {
        "updates_per_second": round(median(result.saturated.per_second for result in results), 1),
        "half_load_p50_ms": round(median(result.paced.p50_ms for result in results), 2),
        "half_load_p99_ms": round(median(result.paced.p99_ms for result in results), 2),
        "peak_memory_mib": round(median(memory), 1) if memory else None,
        "unanswered": sum(load.unanswered for load in _loads(results)),
        "wrong": sum(load.wrong for load in _loads(results)),
    }


def _loads(results: Sequence[Result]) -> list[Measured]:
    return [load for result in results for load in (result.warm_up, result.saturated, result.paced)]


def _faults(results: Sequence[Result]) -> int:
    return sum(load.unanswered + load.wrong for load in _loads(results))


def _ratio(results: Mapping[str, Sequence[Result]], other: str) -> float:
    pairs = zip(results[FULL], results[other], strict=True)
    return median(full.saturated.per_second / echo.saturated.per_second for full, echo in pairs)
