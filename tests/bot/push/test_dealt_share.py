"""The looks at once of several workers, dealt out over a real Redis: the bound holds whatever becomes of whom."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from time import monotonic

import pytest
import structlog
from redis.asyncio import Redis

from bot.push import dealt_share
from bot.push.dealt_share import DealtShare
from bot.push.share import LEASE, SETTLE
from storage import migrations
from storage.vault import new_master_key
from tests.bot.push.lookout import Lookout, lookout, until
from tests.bot.push.worker import Place, working
from tests.servers.redis import RedisServer

_MOST = 7


@asynccontextmanager
async def holding(url: str, *, used: Callable[[], int] = lambda: 0) -> AsyncIterator[DealtShare]:
    """A worker's share, as its watch holds it while it runs."""
    share = DealtShare(url, "sandbox", most=_MOST)
    beats = asyncio.create_task(share.hold(used, lambda: None))
    try:
        yield share
    finally:
        beats.cancel()
        await asyncio.gather(beats, return_exceptions=True)
        await share.leave()
        await share.close()


async def test_whoever_is_ended_ends_at_whatever_point(redis_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker hung at its stop: its connections went while it was being ended, and that was taken for an outage."""
    monkeypatch.setattr(dealt_share, "_BEAT", 0.0)
    dice = random.Random(7)
    for _ in range(60):
        share = DealtShare(redis_database, "sandbox", most=_MOST)
        beats = asyncio.create_task(share.hold(lambda: 0, lambda: None))
        await asyncio.sleep(dice.uniform(0, 0.02))
        beats.cancel()
        await share.close()
        ended, _ = await asyncio.wait({beats}, timeout=20)
        beats.cancel()
        assert ended


async def test_one_alone_has_all_and_several_have_equal_parts(redis_database: str) -> None:
    """Seven among three are three, two and two; who leaves in order gives back at once, not when its lease ends."""
    async with AsyncExitStack() as workers:
        first = await workers.enter_async_context(holding(redis_database))
        assert first.looks == 0, "who else is there is not known yet"
        await until(lambda: first.looks == _MOST, "all of it")
        async with AsyncExitStack() as others:
            three = [first, *[await others.enter_async_context(holding(redis_database)) for _ in range(2)]]
            most = 0

            def even() -> bool:
                nonlocal most
                most = max(most, sum(each.looks for each in three))
                return sorted(each.looks for each in three) == [2, 2, 3]

            await until(even, "equal parts")
            assert most <= _MOST
        began = monotonic()
        await until(lambda: first.looks == _MOST, "what the others left")
        assert monotonic() - began < LEASE / 2


async def test_redis_dies_and_everybody_keeps_what_it_had(redis_server: RedisServer, redis_database: str) -> None:
    """Also for longer than leases live; when it is back, empty, nobody gets more until all were heard. The log says
    both; one that comes while it is away begins with a quarter."""
    async with AsyncExitStack() as workers:
        two = [await workers.enter_async_context(holding(redis_database)) for _ in range(2)]
        await until(lambda: sorted(each.looks for each in two) == [3, 4], "equal parts")
        with structlog.testing.capture_logs() as log:
            redis_server.kill()
            died = monotonic()
            await until(lambda: len(log) == 2, "both to notice")
            assert {line["event"] for line in log} == {"redis is away: looks at once stay as they were dealt last"}
            async with holding(redis_database) as late:
                await until(lambda: late.looks == _MOST // 4, "a quarter")
            while monotonic() - died < LEASE + 0.5:
                assert sorted(each.looks for each in two) == [3, 4]
                await asyncio.sleep(0.1)
            redis_server.start()
            back, log[:] = monotonic(), []
            await until(lambda: len(log) >= 2, "both to be heard")
            while monotonic() - back < SETTLE + 0.5:
                assert sum(each.looks for each in two) <= _MOST
                await asyncio.sleep(0.05)
        await until(lambda: sorted(each.looks for each in two) == [3, 4], "equal parts again")


async def test_a_worker_that_stood_still_begins_nothing_until_it_has_heard(redis_database: str) -> None:
    """Its lease may have ended, and somebody else have what it held: it can tell by its own clock."""
    now = monotonic()
    share = DealtShare(redis_database, "sandbox", most=_MOST, clock=lambda: now)
    beats = asyncio.create_task(share.hold(lambda: 0, lambda: None))
    await until(lambda: share.looks == _MOST, "all of it")
    beats.cancel()
    now += LEASE
    assert share.looks == 0
    await share.close()


async def test_all_that_speak_at_one_instant_are_heard(redis_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table is changed by one at a time: whoever was overtaken tries again, in the end at its next word."""
    monkeypatch.setattr(dealt_share, "_BEAT", 0.01)
    async with AsyncExitStack() as workers:
        crowd = [await workers.enter_async_context(holding(redis_database)) for _ in range(_MOST)]
        await until(lambda: all(each.looks == 1 for each in crowd), "one each")


async def test_whoever_is_told_is_told_of_every_change(redis_database: str) -> None:
    """The watch is prompted when its share is another one."""
    told: list[int] = []
    share = DealtShare(redis_database, "sandbox", most=_MOST)
    beats = asyncio.create_task(share.hold(lambda: 0, lambda: told.append(share.looks)))
    await until(lambda: told == [_MOST], "word of all of it")
    async with holding(redis_database):
        await until(lambda: told == [_MOST, share.looks] and share.looks < _MOST, "word of its part")
    beats.cancel()
    await share.leave()
    async with Redis.from_url(redis_database) as redis:
        (key,) = await redis.keys()
        assert 0 < await redis.ttl(key) <= 3_600, "nothing stays where nobody looks any more"
    await share.close()


async def test_three_processes_never_look_into_more_at_once_than_one_may(
    redis_database: str, postgres_database: str
) -> None:
    """One is killed in the middle of its looks, and another comes: the portal counts, and all the places are used."""
    migrations.upgrade(postgres_database)
    key = new_master_key()
    async with lookout(postgres_database, master_key=key) as tower:
        await tower.linked(60)
        tower.portal.slow = 0.3
        place = Place(postgres_database, key, tower.address, redis_database, _MOST)
        with working(place), working(place):
            with working(place) as third:
                await _all_are_used(tower)
                third.kill()
            tower.portal.most_at_once = 0
            await _all_are_used(tower)
            with working(place):
                tower.portal.most_at_once = 0
                await _all_are_used(tower)


async def _all_are_used(tower: Lookout) -> None:
    await until(lambda: tower.portal.most_at_once >= _MOST, "as many looks at once as there may be", seconds=30)
    looked = len(tower.portal.looks)
    await until(lambda: len(tower.portal.looks) > looked + 40, "forty more", seconds=30)
    assert tower.portal.most_at_once == _MOST
