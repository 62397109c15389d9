"""Outbox → channel: one chat's due rows, one after the other, each settled in its own transaction.

A row is leased before it is sent and settled after. A crash in between leaves the lease to run out, and the row goes
again, saying that it may be a repeat: at least once, nothing lost.
"""

from collections.abc import Mapping
from datetime import timedelta

import structlog

from bot.channels.limits import Limits
from bot.channels.messages import Channel, Failed, Gone, Outcome, RetryAfter, Sent, Unreachable
from bot.channels.rendering import render
from bot.metrics import Metrics
from bot.push.pace import Pace
from handlers.alerts import compose
from handlers.words import best_language
from handlers.world import World
from storage import chats, outbox
from storage.outbox import Delivery

LEASE = timedelta(seconds=60)
"""Longer than the slowest send (30 s) plus the pace's wait for one chat."""

_log = structlog.get_logger(__name__)


def next_try(attempts: int) -> timedelta:
    """How long to wait after so many tries without an answer: 2, 4, 8 … seconds, at most 5 minutes. Pure."""
    return min(timedelta(seconds=2 ** min(attempts, 9)), timedelta(minutes=5))


class Deliver:
    """Sends what waits for a chat."""

    def __init__(
        self, world: World, channels: Mapping[str, tuple[Channel, Limits]], pace: Pace, metrics: Metrics
    ) -> None:
        self._world = world
        self._channels = channels
        self._pace = pace
        self._metrics = metrics
        self._stopping = False

    async def recover(self) -> None:
        """At the start: what a process that died was sending goes again at once, where no other can be sending it.

        SQLite serves one process. On PostgreSQL others may be at work, and the leases run out by themselves.
        """
        if self._world.database.dialect == "sqlite":
            async with self._world.database.begin() as connection:
                await outbox.release(connection, now=self._world.now())

    def stop(self) -> None:
        """Lease nothing more. What is being sent is settled, so that a clean stop repeats nothing."""
        self._stopping = True

    async def drain(self, chat_id: int) -> None:
        """Send the chat's due rows in order until none is left or one must wait. A repeat of the job is harmless."""
        while not self._stopping and (delivery := await self._lease(chat_id)) is not None:
            if not await self._deliver(delivery):
                return

    async def _lease(self, chat_id: int) -> Delivery | None:
        now = self._world.now()
        async with self._world.database.begin() as connection:
            return await outbox.lease_next(connection, chat_id, now=now, lease=LEASE)

    async def _deliver(self, delivery: Delivery) -> bool:
        """Send one row; False where the chat must wait."""
        async with self._world.database.read() as connection:
            said = await compose(connection, delivery)
        if said is None or delivery.channel not in self._channels:
            return await self._settle(delivery, Failed("nothing-to-say" if said is None else "no-channel"))
        channel, limits = self._channels[delivery.channel]
        outcome: Outcome = Sent()
        for message in render(said, language=best_language(delivery.language), limits=limits):
            await self._pace.turn(delivery.channel, delivery.address)
            outcome = await channel.send(delivery.address, message)
            self._metrics.sends.labels(delivery.channel, type(outcome).__name__.lower()).inc()
            if not isinstance(outcome, Sent):
                break
        return await self._settle(delivery, outcome)

    async def _settle(self, delivery: Delivery, outcome: Outcome) -> bool:
        now = self._world.now()
        async with self._world.database.begin() as connection:
            match outcome:
                case Sent():
                    await outbox.sent(connection, delivery.id, now=now)
                case RetryAfter(seconds=seconds):
                    self._pace.halt(delivery.channel, delivery.address, seconds)
                    due_at = now + timedelta(seconds=seconds)
                    await outbox.later(connection, delivery.id, due_at=due_at, code="429", refused=True)
                case Unreachable():
                    due_at = now + next_try(delivery.attempts)
                    await outbox.later(connection, delivery.id, due_at=due_at, code="unreachable")
                case Gone():
                    await outbox.gone(connection, delivery.id, now=now)
                    await chats.mark_left(connection, delivery.chat_id)
                case Failed(code=code):
                    await outbox.failed(connection, delivery.id, code=code, now=now)
        if isinstance(outcome, Failed):
            await _log.awarning("a push was refused", delivery=delivery.id, code=outcome.code)
        return isinstance(outcome, Sent | Failed)
