"""What can't be said in one chat of a person, for so long, is said in their other one."""

import asyncio
from contextlib import suppress

import structlog

from bot.metrics import Metrics
from handlers.errors import OUTAGES
from handlers.world import World
from storage import telling

EVERY_SECONDS = 30.0

_log = structlog.get_logger(__name__)


async def run(world: World, metrics: Metrics, stopping: asyncio.Event) -> None:
    """Move what has waited long enough, from time to time, until `stopping`. Any number of processes may do it."""
    while not stopping.is_set():
        try:
            await move(world, metrics)
        except OUTAGES as outage:
            metrics.failures.labels("elsewhere").inc()
            await _log.awarning("what waits for a chat can't be moved yet", outage=type(outage).__name__)
        with suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), EVERY_SECONDS)


async def move(world: World, metrics: Metrics) -> int:
    """Move what has waited long enough now; how many messages that were."""
    async with world.database.begin() as connection:
        moved = await telling.move_waiting(connection, now=world.now())
    if moved:
        metrics.moved.inc(moved)
        await _log.ainfo("messages go to people's other chats", messages=moved)
        await world.wake()
    return moved
