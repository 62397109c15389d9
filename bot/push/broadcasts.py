"""Broadcasts under way: puts the next people in line, a little ahead of what is being sent, and shows how far each is.

Everything is in the rows: a worker that dies is followed by another, and of several at once each step is done by one.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channels.limits import Limits
from bot.channels.messages import Channel
from bot.channels.rendering import render
from bot.metrics import Metrics
from bot.push.pace import Pace
from handlers import broadcast_progress
from handlers.broadcast_words import after_quiet
from handlers.errors import OUTAGES
from handlers.priorities import PRIORITIES, Priority
from handlers.words import SOURCE, best_language
from handlers.world import World
from storage import broadcast_sending, broadcasts, dedupe, outbox, staff
from storage.broadcasts import Broadcast

_TICK_SECONDS = 0.5
_AHEAD_SECONDS = 4.0
"""So many seconds' worth of people stand in line: what a pause has to call back, and what is written in one go."""

_LEAST_AHEAD = 20
SHOW_EVERY = timedelta(seconds=5)
"""How often progress is shown anew: one message in a hundred and fifty, at thirty a second."""

_PRIORITY = PRIORITIES[Priority.BROADCAST]

_log = structlog.get_logger(__name__)


class Broadcasts:
    """The part of a worker that carries broadcasts out."""

    def __init__(
        self, world: World, channels: Mapping[str, tuple[Channel, Limits]], pace: Pace, metrics: Metrics
    ) -> None:
        self._world = world
        self._channels = channels
        self._pace = pace
        self._metrics = metrics
        rate = sum(world.team.rates.values())
        self._ahead = max(_LEAST_AHEAD, round(rate * _AHEAD_SECONDS))

    async def run(self, stopping: asyncio.Event) -> None:
        """Carry out what is due, until `stopping`."""
        while not stopping.is_set():
            try:
                await self.tick()
            except OUTAGES as outage:
                self._metrics.failures.labels("broadcasts").inc()
                await _log.awarning("broadcasts can't go on", outage=type(outage).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), _TICK_SECONDS)

    async def tick(self) -> None:
        """One step of each broadcast under way. Raises StorageDown."""
        now = self._world.now()
        async with self._world.database.read() as connection:
            due = await broadcasts.under_way(connection, now=now)
        for broadcast in due:
            if await self._advance(broadcast):
                await self._world.wake()
            await self._show(broadcast.id)

    async def _advance(self, broadcast: Broadcast) -> int:
        now = self._world.now()
        may_send = broadcast.urgent or after_quiet(now) <= now
        async with self._world.database.begin() as connection:
            written = await broadcast_sending.advance(
                connection,
                broadcast.id,
                ahead=self._ahead,
                priority=_PRIORITY,
                may_send=may_send,
                source=SOURCE,
                now=now,
            )
            after = await broadcasts.get(connection, broadcast.id)
            if after is not None and after.is_over:
                written += await self._report(connection, after)
        return written

    async def _report(self, connection: AsyncConnection, broadcast: Broadcast) -> int:
        """Tell author and approver, in the commit that ends it."""
        told = 0
        now = self._world.now()
        for member_id in dict.fromkeys((broadcast.author, broadcast.approver)):
            member = await staff.get(connection, member_id) if member_id is not None else None
            if member is None or member.ended_at is not None:
                continue
            told += await outbox.add(
                connection,
                chat_id=member.chat_id,
                dedupe_key=dedupe.report(broadcast.id, member.chat_id),
                text_key="broadcast-report",
                params={"broadcast": broadcast.id},
                priority=PRIORITIES[Priority.ALERT],
                due_at=now,
                now=now,
            )
        return told

    async def _show(self, broadcast_id: int) -> None:
        """Edit the message that shows the progress, if it is time and no other worker does; at the end it always is."""
        now = self._world.now()
        async with self._world.database.begin() as connection:
            broadcast = await broadcasts.get(connection, broadcast_id)
            if broadcast is None or broadcast.shown_in is None or broadcast.shown_as is None:
                return
            every = timedelta(0) if broadcast.is_over else SHOW_EVERY
            if not await broadcast_sending.claim_showing(connection, broadcast_id, every=every, now=now):
                return
            member = await staff.of_chat(connection, broadcast.shown_in)
            progress = await broadcast_sending.progress(connection, broadcast, now=now)
        if member is None or member.channel not in self._channels:
            return
        channel, limits = self._channels[member.channel]
        said = broadcast_progress.shown(broadcast, progress, edit=broadcast.shown_as)
        for message in render(said, language=best_language(member.language), limits=limits):
            await self._pace.turn(member.channel, member.address, _PRIORITY)
            await channel.send(member.address, message)
