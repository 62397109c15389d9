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
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channels.limits import Limits
from bot.channels.messages import (
    MOVED,
    Channel,
    Closed,
    Failed,
    Gone,
    Later,
    Outcome,
    Outgoing,
    RetryAfter,
    Sent,
    TemplateRefused,
    Unreachable,
)
from bot.channels.rendering import render
from bot.channels.templates import filled
from bot.metrics import Metrics
from bot.push.pace import Pace
from handlers import relay
from handlers.alerts import compose_all
from handlers.errors import OUTAGES
from handlers.speech import Said, Unsaid
from handlers.words import best_language
from handlers.world import World
from storage import chats, outbox
from storage.arrivals import AWAITS_WINDOW
from storage.batches import Batches
from storage.outbox import Delivery

LEASE = timedelta(seconds=10)
"""What a crash costs the rows that were being sent. A living process renews it three times as often."""

_RENEW_SECONDS = LEASE.total_seconds() / 3
_SETTLE_PAUSE = 0.5
_AT_ONCE = 100
_WINDOW_WAIT = timedelta(days=30)
"""So long a message waits for its person to write, where no template can carry it."""

_log = structlog.get_logger(__name__)


def next_try(attempts: int) -> timedelta:
    """How long to wait after so many tries without an answer: 2, 4, 8 … seconds, at most 5 minutes. Pure."""
    return min(timedelta(seconds=2 ** min(attempts, 9)), timedelta(minutes=5))


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


@dataclass(frozen=True, slots=True)
class _Settled:
    """What came of a row, and when to try again where it is not final; `messages` are what the channel made of it."""

    delivery: Delivery
    outcome: Outcome
    due_at: datetime
    messages: tuple[int, ...]
    template: str | None = None


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
    ) -> None:
        """`at_once` rows of each range of priorities are leased at a time: about what goes out in half a second."""
        self._room: defaultdict[tuple[int, int], asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(at_once))
        self._world = world
        self._channels = channels
        self._pace = pace
        self._metrics = metrics
        self._leases = Batches(self._lease_all, limit=_AT_ONCE)
        self._settlements = Batches(self._settle_all, limit=_AT_ONCE)
        self._draining: set[_Wanted] = set()
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
            return
        self._draining.add(wanted)
        try:
            async with self._room[priorities]:
                while not self._stopping.is_set():
                    leased = await self._lease(wanted)
                    if leased is None or not await self._deliver(leased):
                        return
        finally:
            self._draining.discard(wanted)

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
                said = await compose_all(connection, list(taken.values()), self._world.vault)
                for (chat_id, delivery), words in zip(taken.items(), said, strict=True):
                    leased[_Wanted(chat_id, priorities)] = _Leased(delivery, words)
        return [leased.pop(want, None) for want in wanted]

    async def _deliver(self, leased: _Leased) -> bool:
        """Send one row; False where the chat must wait."""
        delivery = leased.delivery
        try:
            outcome, messages = await self._send(leased)
            template = None
            if isinstance(outcome, Closed) and isinstance(leased.said, Said):
                outcome, template = await self._knock(delivery, leased.said)
            await self._settle(delivery, outcome, messages, template)
        finally:
            self._held.discard(delivery.id)
        if isinstance(outcome, Failed) and isinstance(leased.said, Said):
            await _log.awarning("a push was refused", delivery=delivery.id, code=outcome.code)
        return isinstance(outcome, Sent | Failed)

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
        messages = render(leased.said, language=best_language(delivery.language), limits=limits)
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
        await self._pace.turn(delivery.channel, delivery.address, delivery.priority)
        outcome = await self._say(channel, delivery, template)
        return outcome, template.name if isinstance(outcome, Sent) else None

    async def _settle(
        self, delivery: Delivery, outcome: Outcome, messages: tuple[int, ...], template: str | None
    ) -> None:
        """Write it down, however long the database is out: sending it again would be the worse way."""
        settled = _Settled(delivery, outcome, self._world.now() + _waits(delivery, outcome), messages, template)
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

    async def _settle_all(self, batch: Sequence[_Settled]) -> list[None]:
        now = self._world.now()
        async with self._world.database.begin() as connection:
            took = [settled.delivery.id for settled in batch if _is_settled(settled)]
            if took:
                await outbox.all_sent(connection, took, now=now)
            as_template = {one.delivery.id: one.template for one in batch if one.template}
            if as_template:
                await outbox.went_as(connection, as_template)
            for settled in sorted(batch, key=lambda settled: settled.delivery.id):
                await _write(connection, settled, now)
        return [None] * len(batch)


def _waits(delivery: Delivery, outcome: Outcome) -> timedelta:
    match outcome:
        case RetryAfter(seconds=seconds) | Later(seconds=seconds):
            return timedelta(seconds=seconds)
    return next_try(delivery.attempts)


def _is_settled(settled: _Settled) -> bool:
    waits = settled.template is not None and settled.delivery.text_key in relay.TEXT_KEYS
    return isinstance(settled.outcome, Sent) and not waits


async def _await_window(connection: AsyncConnection, delivery: Delivery, now: datetime) -> None:
    """Back in line until the person writes."""
    due_at = now + _WINDOW_WAIT
    await outbox.later(connection, delivery.id, due_at=due_at, code=AWAITS_WINDOW, refused=True)


async def _write(connection: AsyncConnection, settled: _Settled, now: datetime) -> None:
    delivery = settled.delivery
    passed_on = delivery.text_key in relay.TEXT_KEYS
    match settled.outcome:
        case Sent() if passed_on and settled.template:  # its words can't be said again later: it waits itself
            await _await_window(connection, delivery, now)
        case Closed() | TemplateRefused():
            await _await_window(connection, delivery, now)
        case Later(code=code):
            await outbox.later(connection, delivery.id, due_at=settled.due_at, code=code, refused=True)
        case Sent() if passed_on:
            await relay.arrived(connection, delivery, settled.messages, now)
        case Gone() if delivery.text_key in relay.TO_TEAM:
            await outbox.later(connection, delivery.id, due_at=settled.due_at, code="gone", refused=True)
            await relay.group_gone(connection, delivery, now)
        case Failed(code=code) if code == MOVED:
            await outbox.later(connection, delivery.id, due_at=settled.due_at, code=code, refused=True)
        case RetryAfter():
            await outbox.later(connection, delivery.id, due_at=settled.due_at, code="429", refused=True)
        case Unreachable():
            await outbox.later(connection, delivery.id, due_at=settled.due_at, code="unreachable")
        case Gone():
            await outbox.gone(connection, delivery.id, now=now)
            await chats.mark_left(connection, delivery.chat_id)
            if passed_on:
                await relay.lost(connection, delivery, now)
        case Failed(code=code):
            await outbox.failed(connection, delivery.id, code=code, now=now)
            if passed_on:
                await relay.lost(connection, delivery, now)
