"""`buzon bench crash`: `kill -9` of each part in turn, at chance instants of a run of alerts; what is lost, what comes
twice.

In every round notices are published at the portal for many mailboxes at once; somewhere between the first alert and the
last one part is killed, and started again. The round is over when everything has settled.
"""

import asyncio
import random
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

import aiohttp
from sqlalchemy import select

from bot.bench import people
from bot.bench.machine import describe
from bot.bench.outside import NOTICE, TOKEN, FastTelegram, Published, Sent, fast_portal, fast_telegram
from bot.bench.processes import running
from bot.bench.report import Goal, Report, Value, at_most
from bot.bench.updates import BASELINES
from bot.bench.victims import EACH, LATENCY, OPENING, PATIENCE_SECONDS, TALKERS, Scene, Task, Victim, opened
from handlers.errors import Misconfigured
from storage.errors import StorageError
from storage.tables import notices

RECIPE = "sleep recipe (aiogram)"

_TALK, _TALK_RATE = 80, 5.0
_MOST_RECOVERY = 10.0


@dataclass(frozen=True, slots=True)
class Round:
    """What one kill did. `unexplained` repeats were not in flight at the kill; `recovery` is the time from starting the
    victim again to the first message after that, None where none was left to be sent; `start` the part of it until it
    served; `done` from the kill to the last alert."""

    victim: str
    alerts: int
    lost: int
    repeated: int
    in_flight: int
    unexplained: int
    unmarked: int
    start: float
    recovery: float | None
    done: float
    too_many: int


def run(*, task: Task, as_json: bool, seed: int) -> int:
    """Measure and print; 0 when the goals are met, 1 when not. Raises Misconfigured where it can't be measured."""
    if task.rounds < 1 or task.alerts < EACH or task.rate <= 0:
        raise Misconfigured(f"rounds and rate must be positive, and alerts at least {EACH}")
    if not BASELINES.is_dir():
        raise Misconfigured("what to compare with is in tools/baselines of a checkout: run it from there")
    report = asyncio.run(_measure(task, random.Random(seed)))  # noqa: S311  (chance, to be had again)
    print(report.as_json() if as_json else report.as_table())
    return report.exit_status


async def _measure(task: Task, dice: random.Random) -> Report:
    machine = describe()
    rounds: list[Round] = []
    async with aiohttp.ClientSession() as http, fast_telegram(http) as telegram, fast_portal(http) as portal:
        async with opened(task, telegram, portal, dice) as scene:
            for number in range(task.rounds):
                victim = list(Victim)[number % len(Victim)]
                rounds.append(await _round(scene, victim))
                _tell(f"round {number + 1} of {task.rounds}: {rounds[-1]}")
        recipe = await _recipe(task, telegram, dice)
    names = list(dict.fromkeys(one.victim for one in rounds))
    figures = {f"{name} killed": _figures([one for one in rounds if one.victim == name]) for name in names}
    figures[f"{RECIPE}, killed"] = _figures([recipe])
    return Report("crash", machine, figures, tuple(_goals(rounds)))


@dataclass(frozen=True, slots=True)
class _Kill:
    """One kill: when (seconds of `time.monotonic`), and the notices whose alerts were being sent."""

    victim: Victim
    at: float
    restarted_at: float
    serving_at: float
    in_flight: frozenset[int]

    @property
    def recovered_from(self) -> float:
        """Messages after this instant show that it is back. A server's clients go on with what they hold meanwhile."""
        return self.serving_at if self.victim in {Victim.REDIS, Victim.POSTGRES} else self.restarted_at


async def _round(scene: Scene, victim: Victim) -> Round:
    await scene.telegram.remember()
    if victim is Victim.WEB:
        # Those who talk show when answers come again. What a dead process had fetched is not fetched anew here, as it
        # would be at Telegram's: patience frees its chats.
        await scene.telegram.load(
            updates=_TALK, chats=TALKERS, rate=_TALK_RATE, resume=True, opening=OPENING, patience=3
        )
    users = [resident.user for resident in scene.residents]
    published: list[Published] = []
    for number in range(EACH):
        published += await scene.portal.publish(users, subject=f"CARTA {number}")
    await _taken(scene, scene.dice.randint(1, max(1, len(published) * 7 // 10)))
    await asyncio.sleep(scene.dice.random() * 2 * LATENCY)  # anywhere within a call: the instant is the point
    kill = await _killed(scene, victim)
    ids = await _settled(scene, published)
    if victim is Victim.WEB:
        await _talked(scene)
    sent = await scene.telegram.sent(number=NOTICE)
    return _round_of(scene, kill, ids, sent, (await scene.telegram.counts()).too_many)


async def _killed(scene: Scene, victim: Victim) -> _Kill:
    """Kill it, look what was under way, start it again after up to a second."""
    await scene.kill(victim)
    killed_at = monotonic()
    # With the database gone, what was under way can be read when it is back.
    in_flight = set() if victim is Victim.POSTGRES else await _in_flight(scene)
    await asyncio.sleep(scene.dice.random())
    restarted_at = monotonic()
    await scene.start(victim)
    serving_at = monotonic()
    if victim is Victim.POSTGRES:
        in_flight = await _in_flight(scene)
    return _Kill(victim, killed_at, restarted_at, serving_at, frozenset(in_flight))


async def _taken(scene: Scene, alerts: int) -> None:
    """Return when so many were taken."""
    until = monotonic() + PATIENCE_SECONDS
    while (await scene.telegram.counts()).taken < alerts:
        scene.check()
        if monotonic() > until:
            raise Misconfigured("the alerts do not come: nothing can be killed in the midst of them")
        await asyncio.sleep(0.005)


async def _talked(scene: Scene) -> None:
    """Return when every text was answered or given up."""
    until = monotonic() + PATIENCE_SECONDS
    while not (await scene.telegram.load_report())["done"]:
        if monotonic() > until:
            return
        await asyncio.sleep(0.2)


async def _in_flight(scene: Scene) -> set[int]:
    """The notices whose alerts are being sent; the database may still be coming back."""
    while True:
        try:
            return set((await scene.built.in_flight()).values())
        except StorageError:
            await asyncio.sleep(0.02)


async def _settled(scene: Scene, published: Sequence[Published]) -> dict[str, int]:
    """Return when every notice is known and nothing is left to be sent, or it took too long: then what is missing is
    lost. Gives the house's own id of each notice, by the portal's."""
    wanted = {one.id for one in published}
    until = monotonic() + PATIENCE_SECONDS
    while True:
        try:
            ids = await _known(scene, wanted)
            if (len(ids) == len(wanted) and not await scene.built.unsettled()) or monotonic() > until:
                return ids
        except StorageError:  # it may still be coming back
            pass
        scene.check()
        await asyncio.sleep(0.2)


async def _known(scene: Scene, wanted: set[str]) -> dict[str, int]:
    query = select(notices.c.portal_id, notices.c.id).where(notices.c.portal_id.in_(wanted))
    async with scene.built.database.read() as connection:
        return {row.portal_id: row.id for row in await connection.execute(query)}


def _round_of(scene: Scene, kill: _Kill, ids: dict[str, int], sent: Sent, too_many: int) -> Round:
    alerts = scene.task.mailboxes * EACH
    residents = {resident.address for resident in scene.residents}
    seen: Counter[int] = Counter()
    unmarked = 0
    for chat, arrived in sent.chats.items():
        for one in arrived if chat in residents else ():
            if one.number is not None:
                unmarked += seen[one.number] > 0 and not one.marked
                seen[one.number] += 1
    repeats = {notice: count - 1 for notice, count in seen.items() if count > 1}
    # A web process shows that it is back by an answer; whatever else was killed, by an alert.
    proofs = [
        one.at
        for chat, arrived in sent.chats.items()
        for one in arrived
        if one.at > kill.recovered_from and (chat in residents) is not (kill.victim is Victim.WEB)
    ]
    last = max((one.at for chat in residents for one in sent.chats.get(chat, ())), default=kill.at)
    return Round(
        victim=kill.victim.value,
        alerts=alerts,
        lost=alerts - len(set(ids.values()) & seen.keys()),
        repeated=sum(repeats.values()),
        in_flight=len(kill.in_flight),
        unexplained=sum(count - (notice in kill.in_flight) for notice, count in repeats.items()),
        unmarked=unmarked,
        start=kill.serving_at - kill.restarted_at,
        recovery=min(proofs) - kill.restarted_at if proofs else None,
        done=last - kill.at,
        too_many=too_many,
    )


async def _recipe(task: Task, telegram: FastTelegram, dice: random.Random) -> Round:
    """The usual recipe, killed once and started again: it begins at the beginning."""
    _tell(RECIPE)
    await telegram.remember()
    await telegram.limit(task.rate)
    command = [sys.executable, str(BASELINES / "broadcast_aiogram.py"), TOKEN, telegram.address]
    command += [str(people.FIRST_ADDRESS), str(task.alerts), str(task.rate)]
    async with running(RECIPE, command, {}) as program:
        until = monotonic() + PATIENCE_SECONDS
        goal = dice.randint(1, max(1, task.alerts * 7 // 10))
        while (await telegram.counts()).taken < goal and monotonic() < until:
            program.check()
            await asyncio.sleep(0.005)
        await program.kill()
    killed_at = monotonic()
    async with running(RECIPE, command, {}) as program:
        await program.ended(PATIENCE_SECONDS)
    sent, counts = await telegram.sent(), await telegram.counts()
    after = [at for at in sent.times if at > killed_at]
    repeated = sum(len(arrived) - 1 for arrived in sent.chats.values())
    return Round(
        victim=RECIPE,
        alerts=task.alerts,
        lost=task.alerts - len(sent.chats),
        repeated=repeated,
        in_flight=1,
        unexplained=max(0, repeated - 1),
        unmarked=repeated,
        start=0.0,
        recovery=min(after) - killed_at if after else None,
        done=max(after) - killed_at if after else 0.0,
        too_many=counts.too_many,
    )


def _goals(rounds: Sequence[Round]) -> list[Goal]:
    recoveries = [one.recovery for one in rounds if one.recovery is not None]
    return [
        at_most("alerts that never arrived, in all rounds", sum(one.lost for one in rounds), 0),
        at_most("repeats that were not in flight at the kill", sum(one.unexplained for one in rounds), 0),
        at_most("repeats that don't say that they may be one", sum(one.unmarked for one in rounds), 0),
        at_most("seconds from starting again to the next message", max(recoveries, default=0.0), _MOST_RECOVERY),
        at_most("messages refused for coming too fast (429)", sum(one.too_many for one in rounds), 0, binding=False),
    ]


def _figures(rounds: Sequence[Round]) -> dict[str, Value]:
    recoveries = [one.recovery for one in rounds if one.recovery is not None]
    return {
        "rounds": len(rounds),
        "alerts": sum(one.alerts for one in rounds),
        "lost": sum(one.lost for one in rounds),
        "repeated": sum(one.repeated for one in rounds),
        "in_flight": sum(one.in_flight for one in rounds),
        "unexplained": sum(one.unexplained for one in rounds),
        "unmarked": sum(one.unmarked for one in rounds),
        "start_s": round(max(one.start for one in rounds), 2),
        "recovery_s": round(max(recoveries), 2) if recoveries else None,
        "last_alert_s": round(max(one.done for one in rounds), 2),
        "refused_429": sum(one.too_many for one in rounds),
    }


def _tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
