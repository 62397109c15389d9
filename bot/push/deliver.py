"""Outbox → channel: one chat's due rows, one after the other, each settled once the channel has answered.

A row is leased before it is sent, the lease renewed while it waits for its turn, and settled after. A crash in between
leaves the lease to run out within seconds, and the row goes again, saying that it may be a repeat: at least once,
nothing lost. Leases and settlements of many chats go into one transaction.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.channels.limits import Limits
from bot.channels.messages import Channel, Closed, Failed, Later, Outcome, Outgoing, RetryAfter, Sent
from bot.channels.templates import filled
from bot.metrics import Metrics
from bot.push import settlement
from bot.push.allowance import Allowance
from bot.push.carrying import Carrying
from bot.push.pace import Pace
from bot.push.settlement import Settled
from handlers.alerts import compose_all
from handlers.errors import OUTAGES, ChannelDown, FileTooLarge
from handlers.speech import Said, Unsaid
from handlers.words import best_language
from handlers.world import World
from storage import outbox
from storage.batches import Batches
from storage.outbox import Delivery

LEASE = timedelta(seconds=6)
"""What a crash costs the rows that were being sent. A living process renews it three times as often."""

_RENEW_SECONDS = LEASE.total_seconds() / 3
_SETTLE_PAUSE = 0.5
_AT_ONCE = 100
_FILE_WAIT = 30.0
"""Seconds, where the channel that has a file does not give it out."""

_FILE_PATIENCE = timedelta(days=1)

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Somebody's next row, please."""

    chat_id: int
    priorities: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Leased:
    """A row that is ours, with what it says, or why it says nothing."""

    delivery: Delivery
    said: Said | Unsaid


class Deliver:
    """Sends what waits for a chat."""

    def __init__(
        self,
        world: World,
        channels: Mapping[str, tuple[Channel, Limits]],
        pace: Pace,
        metrics: Metrics,
        *,
        at_once: int = 40,
        allowance: Allowance | None = None,
    ) -> None:
        """`at_once` rows of each range of priorities are leased at a time: about what goes out in half a second. The
        `allowance` says which templates may go to whom, where a channel has such."""
        self._room: defaultdict[tuple[int, int], asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(at_once))
        self._world = world
        self._channels = channels
        self._pace = pace
        self._metrics = metrics
        self._allowance = allowance
        self._carrying = Carrying(channels)
        self._leases = Batches(self._lease_all, limit=_AT_ONCE)
        self._settlements = Batches(self._settle_all, limit=_AT_ONCE)
        self._draining: dict[_Wanted, bool] = {}  # and whether it was asked for again meanwhile
        self._held: set[int] = set()
        self._trouble_at: datetime | None = None
        self._stopping = asyncio.Event()

    async def recover(self) -> None:
        """At the start: what a process that died was sending goes again at once, where no other can be sending it.

        SQLite serves one process. On PostgreSQL others may be at work, and the leases run out by themselves.
        """
        if self._world.database.dialect == "sqlite":
            async with self._world.database.begin() as connection:
                await outbox.release(connection, now=self._world.now())

    def stop(self) -> None:
        """Lease nothing more. What is being sent is settled, so that a clean stop repeats nothing."""
        self._stopping.set()

    async def close(self) -> None:
        """Return when what is under way is written."""
        await self._leases.close()
        await self._settlements.close()

    async def keep_leases(self) -> None:
        """Renew what is held, until stopped and nothing is held any more."""
        while not self._stopping.is_set() or self._held:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), _RENEW_SECONDS)
            if self._stopping.is_set():
                await asyncio.sleep(min(0.2, _RENEW_SECONDS))
            if self._held:
                with suppress(*OUTAGES):
                    async with self._world.database.begin() as connection:
                        await outbox.renew(connection, set(self._held), until=self._world.now() + LEASE)

    async def drain(self, chat_id: int, priorities: tuple[int, int] = outbox.ALL) -> None:
        """Send the chat's due rows in order until none is left or one must wait. A repeat of the job is harmless."""
        wanted = _Wanted(chat_id, priorities)  # an alert is not held up by its chat's broadcast
        if wanted in self._draining:
            self._draining[wanted] = True
            return
        self._draining[wanted] = False
        try:
            while not self._stopping.is_set():
                more = await self._next(wanted)
                if not more and not self._draining[wanted]:
                    return
                self._draining[wanted] = False
        finally:
            del self._draining[wanted]

    async def _next(self, wanted: _Wanted) -> bool:
        """Send the chat's next row, and whether another one may go at once."""
        async with self._room[wanted.priorities]:  # left before it is written down: that sends nothing
            leased = await self._lease(wanted)
            if leased is None:
                return False
            delivery = leased.delivery
            try:
                settled = await self._deliver(leased)
            except BaseException:
                self._held.discard(delivery.id)
                raise
        try:
            await self._settle(settled)
        finally:
            self._held.discard(delivery.id)
        if isinstance(settled.outcome, Failed) and isinstance(leased.said, Said):
            await _log.awarning("a push was refused", delivery=delivery.id, code=settled.outcome.code)
        return delivery.more and isinstance(settled.outcome, Sent | Failed)

    async def _lease(self, wanted: _Wanted) -> _Leased | None:
        try:
            leased = await self._leases.ask(wanted)
        except OUTAGES:
            self._trouble_at = self._world.now()
            raise
        if leased is not None:
            self._held.add(leased.delivery.id)
        return leased

    async def _lease_all(self, wanted: Sequence[_Wanted]) -> list[_Leased | None]:
        now = self._world.now()
        # After an outage others may hold leases that they could not renew, and send what they hold.
        troubled = self._trouble_at is not None and now - self._trouble_at < 2 * LEASE
        grace = LEASE if troubled else timedelta(0)
        leased: dict[_Wanted, _Leased] = {}
        async with self._world.database.begin() as connection:
            for priorities in sorted({want.priorities for want in wanted}):
                chat_ids = {want.chat_id for want in wanted if want.priorities == priorities}
                taken = await outbox.lease_all(
                    connection, chat_ids, now=now, lease=LEASE, priorities=priorities, grace=grace
                )
                said = await compose_all(connection, list(taken.values()), self._world.vault, now=self._world.now())
                for (chat_id, delivery), words in zip(taken.items(), said, strict=True):
                    leased[_Wanted(chat_id, priorities)] = _Leased(delivery, words)
        return [leased.pop(want, None) for want in wanted]

    async def _deliver(self, leased: _Leased) -> Settled:
        """Send one row, or knock where the channel's window is shut."""
        delivery = leased.delivery
        outcome, messages = await self._send(leased)
        template = None
        if isinstance(outcome, Closed) and isinstance(leased.said, Said):
            outcome, template = await self._knock(delivery, leased.said)
        due_at = self._world.now() + settlement.wait_after(delivery, outcome)
        return Settled(delivery, outcome, due_at, messages, template)

    async def _send(self, leased: _Leased) -> tuple[Outcome, tuple[int, ...]]:
        """What the channel said, and the numbers of the messages that it took."""
        delivery = leased.delivery
        if isinstance(leased.said, Unsaid):
            return Failed(leased.said.code), ()
        if delivery.channel not in self._channels:
            return Failed("no-channel"), ()
        channel, limits = self._channels[delivery.channel]
        if limits.window and (delivery.heard_at is None or self._world.now() - delivery.heard_at > limits.window):
            return Closed("window"), ()
        outcome: Outcome = Sent()
        taken: list[int] = []
        try:
            messages = await self._carrying.rendered(
                leased.said, language=best_language(delivery.language), limits=limits
            )
        except ChannelDown:
            old = self._world.now() - delivery.created_at > _FILE_PATIENCE
            return (Failed("file") if old else Later(_FILE_WAIT, "file")), ()
        except FileTooLarge:
            return Failed("file-too-large"), ()
        for number, message in enumerate(messages):
            await self._pace.turn(delivery.channel, delivery.address, delivery.priority)
            if self._stopping.is_set() and number == 0:
                return RetryAfter(0), ()  # nothing of it was sent: it goes first after the start
            outcome = await self._say(channel, delivery, message)
            if not isinstance(outcome, Sent):
                break
            taken += [outcome.message] if outcome.message is not None else []
        return outcome, tuple(taken)

    async def _say(self, channel: Channel, delivery: Delivery, message: Outgoing) -> Outcome:
        outcome = await channel.send(delivery.address, message, delivery=delivery.id)
        self._metrics.sends.labels(delivery.channel, type(outcome).__name__.lower()).inc()
        if isinstance(outcome, RetryAfter):
            await self._pace.halt(delivery.channel, delivery.address, outcome.seconds, outcome.whom)
        return outcome

    async def _knock(self, delivery: Delivery, said: Said) -> tuple[Outcome, str | None]:
        """The person has not written for long: the template that stands for it goes, once, with a button that opens the
        way for the message itself."""
        language = best_language(delivery.language)
        template = (
            None if delivery.template else filled(delivery.text_key, said, language=language, delivery=delivery.id)
        )
        if template is None:
            return Closed("window"), None
        channel, _ = self._channels[delivery.channel]
        allowance = self._allowance
        if allowance and (later := await allowance.hold(delivery.chat_id, delivery.priority, template)):
            return later, None
        await self._pace.turn(delivery.channel, delivery.address, delivery.priority)
        if allowance and (later := allowance.rests(template)):  # refused to another one meanwhile
            return later, None
        outcome = await self._say(channel, delivery, template)
        outcome = allowance.heed(outcome, template) if allowance else outcome
        return outcome, template.name if isinstance(outcome, Sent) else None

    async def _settle(self, settled: Settled) -> None:
        """Write it down, however long the database is out: sending it again would be the worse way."""
        while True:
            try:
                await self._settlements.ask(settled)
            except OUTAGES:
                self._trouble_at = self._world.now()
                if self._stopping.is_set():
                    raise
                await asyncio.sleep(_SETTLE_PAUSE)
            else:
                return

    async def _settle_all(self, batch: Sequence[Settled]) -> list[None]:
        async with self._world.database.begin() as connection:
            await settlement.write(connection, batch, now=self._world.now())
        return [None] * len(batch)
