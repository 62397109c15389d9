"""A watch in a process of its own, as a worker has it, until it is killed."""

import asyncio
import multiprocessing
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.context import ForkServerProcess

from bot.metrics import Metrics
from bot.push.dealt_share import DealtShare
from bot.push.watch import Watch
from tests.bot.push.lookout import NO_RAMP, Wall, world_at

_nursery = multiprocessing.get_context("forkserver")


@dataclass(frozen=True)
class Place:
    """Where it works: the database and the key that opens it, the portal, the Redis that deals out its looks."""

    database: str
    master_key: str
    portal: str
    redis: str
    looks: int


@contextmanager
def working(place: Place) -> Iterator[ForkServerProcess]:
    """The process, which runs while the block does unless it was killed in it."""
    process = _nursery.Process(target=_work, args=(place,))
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()


def _work(place: Place) -> None:
    asyncio.run(_watch(place))


async def _watch(place: Place) -> None:
    async def wake() -> None:
        pass

    async with AsyncExitStack() as stack:
        world = await world_at(place.database, place.portal, stack, master_key=place.master_key, wall=Wall(), wake=wake)
        share = DealtShare(place.redis, "sandbox", most=place.looks)
        watch = Watch(
            world,
            Metrics(),
            share=share,
            looks_at_once=place.looks,
            ramp=NO_RAMP,
            tick=timedelta(seconds=0.05),
            lease=timedelta(seconds=2),
        )
        await watch.run(asyncio.Event())
