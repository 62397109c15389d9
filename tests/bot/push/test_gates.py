"""Both kinds of gates keep one promise: no window holds more than the rate allows, and nobody waits for nothing."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from itertools import combinations, count

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from redis.asyncio import Redis

from bot.metrics import Metrics
from bot.push import shared_gates
from bot.push.gates import MOST_AHEAD, Entry, Gate, Gates, LocalGates
from bot.push.shared_gates import SharedGates
from sandbox.telegram.limits import FloodGate, Limits
from tests.servers.redis import RedisServer

_LONG_AGO = -60.0
"""Seconds that an empty Redis settles: it counts at once, as one that has been there for a while."""


@pytest.fixture(params=["one process", "redis"])
async def gates(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Gates]:
    if request.param == "one process":
        yield LocalGates()
        return
    url = request.getfixturevalue("redis_database")
    monkeypatch.setattr(shared_gates, "_SETTLE", _LONG_AGO)
    shared = SharedGates(url, Metrics())
    await shared.enter([Gate("warm-up", 0.001)])
    assert shared.shared
    yield shared
    await shared.close()


async def test_a_place_is_taken_once(gates: Gates) -> None:
    """The second at a gate of ten a second waits a tenth of a second; within `ahead` it may take that place now."""
    gate = Gate("a", 0.1)
    assert (await gates.enter([gate])) == Entry(0.0, taken=True)
    refused = await gates.enter([gate])
    assert (refused.taken, refused.shut) == (False, "a")
    assert refused.wait == pytest.approx(0.1, abs=0.09)
    early = await gates.enter([gate], ahead=0.2)
    assert early.taken
    assert early.wait == pytest.approx(0.1, abs=0.09)


async def test_who_is_held_up_by_one_gate_takes_nothing_at_the_other(gates: Gates) -> None:
    """A chat that must wait does not use up a place of everybody's."""
    everybody, chat = Gate("all", 0.001), Gate("chat", 5.0)
    assert (await gates.enter([everybody, chat])).taken
    await asyncio.sleep(0.005)
    held = await gates.enter([everybody, chat], ahead=1)
    assert (held.taken, held.shut) == (False, "chat")
    assert held.wait == pytest.approx(5, abs=0.1)
    assert (await gates.enter([everybody, Gate("other", 5.0)])).wait == 0


async def test_many_ask_in_one_step_as_they_would_one_by_one(gates: Gates) -> None:
    """Each in turn: the second of one chat is held by its own gate, and takes no place that the third then gets."""
    chat, other = Gate("chat", 5.0), Gate("other", 5.0)
    entries = await gates.enter_each(Gate("all", 0.2), [chat, chat, other, Gate("late", 5.0)], ahead=0.3)
    assert [(entry.taken, entry.shut) for entry in entries] == [
        (True, None),
        (False, "chat"),
        (True, None),
        (False, "all"),
    ]
    assert [entry.wait for entry in entries] == pytest.approx([0, 5, 0.2, 0.1], abs=0.09)


async def test_a_burst_is_what_the_tolerance_allows(gates: Gates) -> None:
    """With a tolerance of two intervals three may go at once, and the fourth waits."""
    gate = Gate("burst", 1.0, 2.0)
    assert [(await gates.enter([gate])).taken for _ in range(4)] == [True, True, True, False]


async def test_places_by_the_dozen_are_as_many_places(gates: Gates) -> None:
    """Ten places taken at once push the next one back by ten intervals."""
    gate = Gate("many", 0.05)
    assert (await gates.enter([gate], places=10)).taken
    assert (await gates.enter([gate])).wait == pytest.approx(0.5, abs=0.4)


async def test_a_halted_gate_is_shut_for_so_long_and_no_other(gates: Gates) -> None:
    """A 429 holds up what it names, for as long as it says, burst or no burst."""
    gate = Gate("halted", 1.0, 3.0)
    await gates.halt(gate, 7)
    refused = await gates.enter([Gate("all", 0.001), gate])
    assert (refused.taken, refused.shut) == (False, "halted")
    assert refused.wait == pytest.approx(7, abs=0.1)
    assert (await gates.enter([Gate("all", 0.001), Gate("other", 1.0)])).taken


async def test_many_who_ask_at_once_never_pass_the_rate(gates: Gates) -> None:
    """Two hundred wishes at once at 500 a second: the places given lie exactly one interval apart."""
    gate = Gate("crowd", 1 / 500)
    started = time.monotonic()

    async def one() -> float:
        while True:
            asked = time.monotonic()
            entry = await gates.enter([gate], ahead=0.05)
            if entry.taken:
                return asked + entry.wait - started
            await asyncio.sleep(entry.wait)

    times = sorted(await asyncio.gather(*(one() for _ in range(200))))
    # `asked` is taken before the answer came, so it may be early by the trip and never late.
    assert times[-1] >= 199 / 500 - 0.05
    assert times[-1] < 199 / 500 + 10


@given(
    wishes=st.lists(st.tuples(st.floats(0, 5), st.integers(0, 4)), min_size=1, max_size=50),
    overall=st.integers(1, 50),
    chat=st.floats(0.5, 5),
    burst=st.integers(1, 5),
    ahead=st.floats(0, 1),
)
def test_in_no_window_more_than_the_rates_allow(
    wishes: list[tuple[float, int]], overall: int, chat: float, burst: int, ahead: float
) -> None:
    """Overall without a burst, to one chat with its own, whoever asks when and however far ahead; all get through."""
    now = 0.0
    gates = LocalGates(clock=lambda: now)
    waiting = sorted((at, number, address) for number, (at, address) in enumerate(wishes))
    gone: list[tuple[float, int]] = []

    async def all_of_them() -> None:
        nonlocal now
        while waiting:
            waiting.sort()
            at, number, address = waiting.pop(0)
            now = max(now, at)
            entry = await gates.enter(
                [Gate("all", 1 / overall), Gate(str(address), 1 / chat, (burst - 1) / chat)], ahead=ahead
            )
            if entry.taken:
                gone.append((now + entry.wait, address))
            else:
                assert entry.wait > 0
                waiting.append((now + entry.wait, number, address))

    asyncio.run(all_of_them())
    assert len(gone) == len(wishes)
    _conforms(sorted(at for at, _ in gone), rate=overall, burst=1)
    for one in {address for _, address in gone}:
        _conforms(sorted(at for at, address in gone if address == one), rate=chat, burst=burst)


def _conforms(times: list[float], *, rate: float, burst: int) -> None:
    for first, last in combinations(range(len(times)), 2):
        assert last - first + 1 <= burst + (times[last] - times[first]) * rate + 1e-6


async def test_two_processes_share_one_rate(redis_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one took, the other finds taken."""
    monkeypatch.setattr(shared_gates, "_SETTLE", _LONG_AGO)
    one, two = SharedGates(redis_database, Metrics()), SharedGates(redis_database, Metrics())
    gate = Gate("shared", 10.0)
    assert (await one.enter([gate])).taken
    assert not (await two.enter([gate])).taken
    await one.close()
    await two.close()


async def test_who_comes_to_a_redis_that_counts_is_counted(
    redis_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything goes wrong: by how many to divide must be known by then."""
    monkeypatch.setattr(shared_gates, "_SETTLE", _LONG_AGO)
    monkeypatch.setattr(shared_gates, "_BEAT", 0.2)
    processes = [SharedGates(redis_database, Metrics()) for _ in range(3)]
    stopping = asyncio.Event()
    beats = [asyncio.create_task(each.keep_alive(stopping)) for each in processes]
    await _until(lambda: [each._processes for each in processes] == [3, 3, 3])
    stopping.set()
    await asyncio.gather(*beats)
    for each in processes:
        await each.close()


async def test_without_redis_each_keeps_to_its_share_and_says_so(
    redis_server: RedisServer, redis_database: str
) -> None:
    """Redis dies: once what it gave must be used, this process goes on at its share of the rate, the log says so, and
    when Redis is back all of them go back to it at one instant, not before."""
    metrics = Metrics()
    one, two = SharedGates(redis_database, metrics), SharedGates(redis_database, Metrics())
    stopping = asyncio.Event()
    beats = [asyncio.create_task(each.keep_alive(stopping)) for each in (one, two)]
    await _until(lambda: one.shared and two.shared)
    await one.beat()  # both are known: the count is what the share is made from
    redis_server.kill()
    with structlog.testing.capture_logs() as log:
        first = await one.enter([Gate("share", 0.1)])
        assert first.wait == pytest.approx(MOST_AHEAD, abs=0.05)
        await asyncio.sleep(first.wait)
        assert (await one.enter([Gate("share", 0.1)])).taken
        again = await one.enter([Gate("share", 0.1)])
    told = [line["event"] for line in log if line["log_level"] == "warning"]
    assert set(told) == {"redis is away: limits fall back to this process's share"}
    assert again.wait == pytest.approx(0.2, abs=0.15)
    assert metrics.limits_fallback._value.get() == 1
    redis_server.start()
    back = time.monotonic()
    await _until(lambda: one.shared and two.shared)
    assert time.monotonic() - back >= shared_gates._SETTLE - 0.5
    stopping.set()
    await asyncio.gather(*beats)
    await one.close()
    await two.close()


@pytest.mark.parametrize("kind", ["one process", "redis"])
async def test_gates_that_are_full_have_one_place_after_that(
    kind: str, redis_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was sent before is not known: the burst is used up too, of every gate."""
    gates: Gates
    if kind == "one process":
        gates = local = LocalGates()
        local.fill(0.5)
    else:
        monkeypatch.setattr(shared_gates, "_SETTLE", 0.5 - MOST_AHEAD)
        gates = SharedGates(redis_database, Metrics())
    chat = Gate("chat", 1.0, 3.0)
    refused = await gates.enter([chat])
    assert (refused.taken, refused.wait) == (False, pytest.approx(0.5, abs=0.1))
    entries = await gates.enter_each(Gate("all", 0.25), [Gate("x", 0.1), Gate("y", 0.1)], ahead=0.9)
    assert [entry.wait for entry in entries] == pytest.approx([0.5, 0.75], abs=0.2)
    await asyncio.sleep(0.6)
    assert [(await gates.enter([chat])).taken for _ in range(2)] == [True, False]
    if isinstance(gates, SharedGates):
        await gates.close()


async def test_a_redis_that_was_started_anew_is_noticed_by_who_did_not_ask_meanwhile(
    redis_server: RedisServer, redis_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is empty, and would give a whole burst to the first who comes."""
    monkeypatch.setattr(shared_gates, "_SETTLE", _LONG_AGO)
    idle = SharedGates(redis_database, Metrics())
    assert (await idle.enter([Gate("all", 0.001)])).taken
    redis_server.kill()
    redis_server.start()
    assert not (await idle.enter([Gate("all", 0.001)], ahead=0.5)).taken
    assert not idle.shared
    await idle.close()


async def test_what_another_run_of_redis_kept_on_its_disk_is_not_counted_on(redis_database: str) -> None:
    """It is older than what was sent since: the mark names the run, and one that is not this one counts as none."""
    gates = SharedGates(redis_database, Metrics())
    async with Redis.from_url(redis_database) as redis:
        await redis.hset(shared_gates._FULL, mapping={"run": "another", "until": "1"})
    assert not (await gates.enter([Gate("all", 0.001)])).taken
    assert not gates.shared
    await gates.close()


async def test_what_the_platform_asked_holds_though_redis_forgets_it(
    redis_server: RedisServer, redis_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A chat told to wait for a minute waits for it, also where Redis is killed and empty after a second."""
    monkeypatch.setattr(shared_gates, "_SETTLE", _LONG_AGO)
    gates, chat = SharedGates(redis_database, Metrics()), Gate("told", 1.0, 3.0)
    assert (await gates.enter([chat])).taken
    await gates.halt(chat, 60)
    redis_server.kill()
    assert (await gates.enter([chat])).wait > 50
    redis_server.start()
    stopping = asyncio.Event()
    alive = asyncio.create_task(gates.keep_alive(stopping))
    await _until(lambda: gates.shared)
    assert (await gates.enter([chat])).wait == pytest.approx(58, abs=2.5)
    stopping.set()
    await alive
    await gates.close()


@pytest.mark.parametrize("dead_for", [0.0, 2.5])
async def test_a_redis_killed_and_back_empty_lets_no_window_pass_the_limit(
    redis_server: RedisServer, redis_database: str, dead_for: float
) -> None:
    """Two processes ask as fast as they can, through all of it. The sandbox counts as Telegram would: nothing is
    refused, of all together with a burst for two processes' trips, nor of a chat that gets all it may.

    It was: the twin began with an empty memory while what Redis had given ahead was still to be sent, a process alone
    in the empty Redis took itself for the only one, and Redis began anew while what the twins had given was. 21 of
    40,000 messages were refused.
    """
    processes = [SharedGates(redis_database, Metrics()) for _ in range(2)]
    stopping = asyncio.Event()
    beats = [asyncio.create_task(each.keep_alive(stopping)) for each in processes]
    await _until(lambda: all(each.shared for each in processes))
    gone: list[tuple[float, int]] = []
    askers = [asyncio.create_task(_ask(each, number, gone, stopping)) for number, each in enumerate(processes)]
    await asyncio.sleep(MOST_AHEAD + 1.5)
    redis_server.kill()
    killed = time.monotonic()
    await asyncio.sleep(dead_for)
    redis_server.start()
    await _until(lambda: not any(each.shared for each in processes))
    await _until(lambda: all(each.shared for each in processes))
    back = time.monotonic()
    await asyncio.sleep(MOST_AHEAD + 3)
    stopping.set()
    await asyncio.gather(*beats, *askers)
    for each in processes:
        await each.close()
    sky = FloodGate()
    sky.limits = Limits(global_per_second=_RATE, global_burst=15, chat_per_second=1, chat_burst=5)
    refused = [at - killed for at, chat in sorted(gone) if sky.admit(chat, is_group=False, now=at) is not None]
    assert refused == []
    # And it was not silence that kept the limit.
    shares = [at for at, _ in gone if killed + MOST_AHEAD < at < back]
    assert len(shares) > (dead_for + shared_gates._SETTLE - MOST_AHEAD - 0.5) * _RATE * 0.7
    assert sum(at > back + MOST_AHEAD for at, _ in gone) > 2 * _RATE


_RATE = 100


async def _ask(gates: SharedGates, number: int, gone: list[tuple[float, int]], stopping: asyncio.Event) -> None:
    """Ask for five that were never sent to and for one of three that always are, over and over, as `Pace` does."""
    everybody, new = Gate("all", 1 / _RATE), count(1_000_000 * (number + 1))
    for turn in count():
        if stopping.is_set():
            return
        chats = [*(next(new) for _ in range(5)), turn % 3]
        own = [Gate(f"all:{chat}", 1.0, 3.0) for chat in chats]
        entries = await gates.enter_each(everybody, own, ahead=(0.1, MOST_AHEAD)[turn % 2])
        now = time.monotonic()
        gone += [(now + entry.wait, chat) for entry, chat in zip(entries, chats, strict=True) if entry.taken]
        await asyncio.sleep(0.002)


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(15):
        while not holds():
            await asyncio.sleep(0.02)
