"""`buzon bench broadcast`: one message to each of many chats, at a limit that the Bot API server enforces.

Twice: as rows that stand in line already, and as the team sends it, approved and followed by a message that is edited
while it goes. Beside the usual recipes of the same run. With faults: what of it is lost, and what comes twice.
"""

import asyncio
import importlib.util
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import aiohttp
from sqlalchemy import update

from bot.bench import people
from bot.bench.house import House, house, now
from bot.bench.machine import describe
from bot.bench.on import On
from bot.bench.outside import TOKEN, Counts, FastTelegram, Sent, fast_telegram
from bot.bench.processes import running
from bot.bench.report import Goal, Report, Value, at_least, at_most
from bot.bench.updates import BASELINES
from handlers.errors import Misconfigured
from storage import broadcast_sending, broadcasts, chats, staff
from storage.audience import Audience
from storage.broadcasts import Content
from storage.tables import ChatState, StaffRole
from storage.tables import chats as chat_rows

FULL, FOLLOWED = "buzon", "buzon, progress shown"
AIOGRAM, PYTHON_TELEGRAM_BOT = "sleep recipe (aiogram)", "AIORateLimiter (python-telegram-bot)"

FAULTS = {"bad_gateway_rate": 0.01, "reset_before_rate": 0.005, "reset_after_rate": 0.005}
"""Per send; and one chat in twenty has blocked the bot."""

FOLLOWER = people.FIRST_ADDRESS - 1
"""The chat of the member of the team who follows it."""

_MESSAGE = 77
"""Theirs, that shows the progress."""

_FIRST_SECONDS = 3.0
"""A Redis that nobody has asked yet gives no places for its first two seconds (`bot/push/shared_gates.py`): once in its
life, and no matter of broadcasts."""

_GONE_EVERY = 20
_SLACK = 1.02
_PATIENCE_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Task:
    """How many chats, at how many messages a second, and whether things go wrong."""

    chats: int
    rate: float
    faults: bool

    @property
    def addresses(self) -> range:
        """The chats."""
        return range(people.FIRST_ADDRESS, people.FIRST_ADDRESS + self.chats)

    @property
    def gone(self) -> list[int]:
        """Those who have blocked the bot."""
        return list(self.addresses[::_GONE_EVERY]) if self.faults else []

    @property
    def least_seconds(self) -> float:
        """What the limit alone takes: no burst, the sustained rate from the first message on."""
        return self.chats / self.rate


@dataclass(frozen=True, slots=True)
class Result:
    """What arrived of one broadcast, and what the server had to refuse."""

    sent: Sent
    counts: Counts
    task: Task
    edits: int = 0

    @property
    def seconds(self) -> float:
        """From the first arrival to the last; the first one took its share of a second too."""
        times = self.sent.times
        return times[-1] - times[0] + 1 / self.task.rate if times else 0.0

    @property
    def lost(self) -> int:
        """Chats that got nothing, though they are there."""
        gone = set(self.task.gone)
        return sum(chat not in self.sent.chats for chat in self.task.addresses if chat not in gone)

    @property
    def repeated(self) -> int:
        """Messages that came again."""
        return sum(len(arrived) - 1 for arrived in self.sent.chats.values())

    @property
    def unexplained(self) -> int:
        """Those of them whose first one was not cut off after it was taken."""
        cut = list(self.sent.cut)
        return sum(max(0, len(arrived) - 1 - cut.count(chat)) for chat, arrived in self.sent.chats.items())

    @property
    def unmarked(self) -> int:
        """Those that don't say that they may be a repeat."""
        return sum(not one.marked for arrived in self.sent.chats.values() for one in arrived[1:])


def run(*, chats: int, rate: float, faults: bool, on: On, as_json: bool, servers: tuple[str | None, str | None]) -> int:
    """Measure and print; 0 when the goals are met, 1 when not. Raises Misconfigured where it can't be measured.

    `servers`: addresses of PostgreSQL and Redis, None for private ones.
    """
    if chats < 1 or rate <= 0:
        raise Misconfigured("chats and rate must be positive")
    if not BASELINES.is_dir():
        raise Misconfigured("what to compare with is in tools/baselines of a checkout: run it from there")
    report = asyncio.run(_measure(Task(chats, rate, faults), on, servers))
    print(report.as_json() if as_json else report.as_table())
    return report.exit_status


async def _measure(task: Task, on: On, servers: tuple[str | None, str | None]) -> Report:
    machine = describe()
    results: dict[str, Result] = {}
    async with aiohttp.ClientSession() as http, fast_telegram(http) as telegram:
        _tell(f"{FULL} on {on}")
        async with house(on, telegram=telegram.address, database_url=servers[0], redis_url=servers[1]) as built:
            results[FULL] = await _full(built, telegram, task)
            _tell(FOLLOWED)
            results[FOLLOWED] = await _followed(built, telegram, task)
        for name, script in _baselines():
            _tell(name)
            results[name] = await _recipe(script, telegram, task)
    goals = [
        replace(goal, name=f"{name}: {goal.name}")
        for name in (FULL, FOLLOWED)
        for goal in (_faulty_goals(results[name]) if task.faults else _goals(results[name]))
    ]
    name = "broadcast --faults" if task.faults else "broadcast"
    return Report(name, machine, {name: _figures(result) for name, result in results.items()}, tuple(goals))


async def _full(built: House, telegram: FastTelegram, task: Task) -> Result:
    moment = now()
    residents = await people.settle(
        built.database,
        built.vault,
        range(task.chats),
        now=moment,
        next_check_at=moment.replace(year=moment.year + 1),  # nobody looks: what is measured is the sending
    )
    built.choose(telegram_rate=task.rate)
    if built.on is On.POSTGRES:
        async with built.process(built.worker):
            await asyncio.sleep(_FIRST_SECONDS)
    await people.line_up(built.database, residents, portal_id="aviso", now=moment)
    await _ready(telegram, task)
    async with built.process(built.worker) as worker:
        await built.settled(worker, seconds=2 * task.least_seconds + _PATIENCE_SECONDS)
    return Result(await telegram.sent(), await telegram.counts(), task)


async def _followed(built: House, telegram: FastTelegram, task: Task) -> Result:
    """The same people once more, by a broadcast of the team's: its rows are written a little ahead of their sending."""
    number = await _approved(built)
    await _ready(telegram, task)
    async with built.process(built.worker) as worker:
        loop = asyncio.get_running_loop()
        until = loop.time() + 2 * task.least_seconds + _PATIENCE_SECONDS
        while not await _is_over(built, number):
            worker.check()
            if loop.time() > until:
                raise Misconfigured("the broadcast did not end")
            await asyncio.sleep(0.2)
        # The last edit leaves after the end.
        while not (edits := (await telegram.sent()).chats.get(FOLLOWER)):
            worker.check()
            await asyncio.sleep(0.1)
    sent = await telegram.sent()
    arrived = {chat: messages for chat, messages in sent.chats.items() if chat != FOLLOWER}
    return Result(replace(sent, chats=arrived), await telegram.counts(), task, len(edits))


async def _approved(built: House) -> int:
    """An urgent broadcast to all who have a mailbox, due now (the hour of a bench must not matter), its progress shown
    to somebody of the team."""
    moment = now()
    async with built.database.begin() as connection:
        # Who has blocked the bot is to be found out anew.
        await connection.execute(update(chat_rows).values(state=ChatState.ACTIVE))
        chat = await chats.ensure(connection, people.TELEGRAM, str(FOLLOWER), now=moment)
        token = await staff.invite(connection, name="Rosa", role=StaffRole.ADMIN, invited_by=None, now=moment)
        await staff.join(connection, token, chat.id, now=moment)
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
        await broadcast_sending.show(connection, number, chat_id=chat.id, message=_MESSAGE, now=moment)
    return number


async def _is_over(built: House, number: int) -> bool:
    async with built.database.read() as connection:
        found = await broadcasts.get(connection, number)
    return found is not None and found.is_over


async def _recipe(script: Path, telegram: FastTelegram, task: Task) -> Result:
    command = [sys.executable, str(script), TOKEN, telegram.address]
    command += [str(people.FIRST_ADDRESS), str(task.chats), str(task.rate)]
    await _ready(telegram, task)
    async with running(script.stem, command, {}) as program:
        # It may fall, and then what it had not sent is lost: that is a result.
        if not await program.ended(10 * task.least_seconds + _PATIENCE_SECONDS):
            _tell(f"{script.stem} was ended: it took ten times as long as it should")
    return Result(await telegram.sent(), await telegram.counts(), task)


async def _ready(telegram: FastTelegram, task: Task) -> None:
    """Fresh limits, fresh weather (the same for each), nothing remembered."""
    await telegram.limit(task.rate)
    await telegram.weather(**(FAULTS if task.faults else {}), gone=task.gone)
    await telegram.remember()


def _baselines() -> list[tuple[str, Path]]:
    found = [(AIOGRAM, BASELINES / "broadcast_aiogram.py")]
    if importlib.util.find_spec("telegram") and importlib.util.find_spec("aiolimiter"):
        found.append((PYTHON_TELEGRAM_BOT, BASELINES / "broadcast_python_telegram_bot.py"))
    else:
        _tell(f"left out: {PYTHON_TELEGRAM_BOT}, whose extra `rate-limiter` is not installed here")
    return found


def _goals(full: Result) -> Sequence[Goal]:
    return (
        at_most("seconds / what the limit alone takes", full.seconds / full.task.least_seconds, _SLACK),
        at_most("messages refused for coming too fast (429)", full.counts.too_many, 0),
        at_most("messages over a limit, of all or of a chat", full.counts.violations, 0),
        at_most("chats that got nothing", full.lost, 0),
        at_most("messages that came twice", full.repeated, 0),
    )


def _faulty_goals(full: Result) -> Sequence[Goal]:
    return (
        at_most("chats that got nothing, though they are there", full.lost, 0),
        at_most("repeats without a cut after the first was taken", full.unexplained, 0),
        at_most("repeats that don't say that they may be one", full.unmarked, 0),
        at_least("messages cut after they were taken (else nothing is shown)", len(full.sent.cut), 1),
        at_most("messages refused for coming too fast (429)", full.counts.too_many, 0),
    )


def _figures(result: Result) -> dict[str, Value]:
    return {
        "seconds": round(result.seconds, 2),
        "least_seconds": round(result.task.least_seconds, 2),
        "taken": result.counts.taken,
        "refused_429": result.counts.too_many,
        "gone_403": result.counts.gone,
        "lost": result.lost,
        "repeated": result.repeated,
        "unmarked": result.unmarked,
        "cut_after": len(result.sent.cut),
        "max_in_1s": result.sent.max_in_1s,
        "max_in_1s_chat": result.sent.max_in_1s_chat,
        "edits": result.edits,
    }


def _tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
