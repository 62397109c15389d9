"""What came of each message of the outbox, written down: sent, later, gone, or failed for good."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channels.messages import (
    MOVED,
    Closed,
    Failed,
    Gone,
    Later,
    Outcome,
    RetryAfter,
    Sent,
    TemplateRefused,
    Unreachable,
)
from handlers import relay
from storage import broadcasts, chats, outbox
from storage.arrivals import AWAITS_WINDOW, WINDOW_WAIT
from storage.outbox import Delivery


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of a row, and when to try again where it is not final; `messages` are what the channel made of it,
    `template` the one that went out for it."""

    delivery: Delivery
    outcome: Outcome
    due_at: datetime
    messages: tuple[int, ...]
    template: str | None = None

    @property
    def passed_on(self) -> bool:
        """Whether somebody wrote it to somebody else."""
        return self.delivery.text_key in relay.TEXT_KEYS

    @property
    def sent(self) -> bool:
        """Whether nothing is left to do. What somebody wrote can't be said again later: it waits itself, knocked at."""
        return isinstance(self.outcome, Sent) and not (self.template is not None and self.passed_on)


def next_try(attempts: int) -> timedelta:
    """How long to wait after so many tries without an answer: 2, 4, 8 … seconds, at most 5 minutes. Pure."""
    return min(timedelta(seconds=2 ** min(attempts, 9)), timedelta(minutes=5))


def wait_after(delivery: Delivery, outcome: Outcome) -> timedelta:
    """How long until a row that was not taken goes again. Pure."""
    match outcome:
        case RetryAfter(seconds=seconds) | Later(seconds=seconds):
            return timedelta(seconds=seconds)
    return next_try(delivery.attempts)


async def write(connection: AsyncConnection, batch: Sequence[Settled], *, now: datetime) -> None:
    """All of them, in the order of their ids, so that two processes lock them alike."""
    took = [settled.delivery.id for settled in batch if settled.sent]
    if took:
        await outbox.all_sent(connection, took, now=now)
        for settled in batch:
            if settled.sent and outbox.SEALED in settled.delivery.params:
                await outbox.forget_words(connection, settled.delivery.id)
    as_template = {one.delivery.id: one.template for one in batch if one.template}
    if as_template:
        await outbox.went_as(connection, as_template)
    for settled in sorted(batch, key=lambda settled: settled.delivery.id):
        if settled.passed_on and await _passed_on(connection, settled, now):
            continue
        await _write(connection, settled, now)


async def _write(connection: AsyncConnection, settled: Settled, now: datetime) -> None:
    delivery, due_at = settled.delivery, settled.due_at
    match settled.outcome:
        case Closed() | TemplateRefused():
            await _await_window(connection, delivery, now)
        case Later(code=code):
            await outbox.later(connection, delivery.id, due_at=due_at, code=code, refused=True)
        case Failed(code=code) if code == MOVED:
            await outbox.later(connection, delivery.id, due_at=due_at, code=code, refused=True)
        case RetryAfter():
            await outbox.later(connection, delivery.id, due_at=due_at, code="429", refused=True)
        case Unreachable():
            await outbox.later(connection, delivery.id, due_at=due_at, code="unreachable")
        case Gone() if delivery.text_key == broadcasts.TEXT_KEY:
            await chats.mark_left(connection, delivery.chat_id)
            await outbox.gone(connection, delivery.id, now=now)
        case Gone():  # should they come back, they are told what came meanwhile, this one too
            await chats.mark_left(connection, delivery.chat_id)
            await outbox.later(connection, delivery.id, due_at=now, code="gone", refused=True)
        case Failed(code=code):
            await outbox.failed(connection, delivery.id, code=code, now=now)


async def _passed_on(connection: AsyncConnection, settled: Settled, now: datetime) -> bool:
    """Of what somebody wrote to somebody else; False where it is settled as everything is."""
    delivery = settled.delivery
    match settled.outcome:
        case Sent() if settled.template:
            await _await_window(connection, delivery, now)
        case Sent():
            await relay.arrived(connection, delivery, settled.messages, now)
        case Gone() if delivery.text_key in relay.TO_TEAM:
            await outbox.later(connection, delivery.id, due_at=settled.due_at, code="gone", refused=True)
            await relay.group_gone(connection, delivery, now)
        case Gone():
            await chats.mark_left(connection, delivery.chat_id)
            await outbox.gone(connection, delivery.id, now=now)
            await relay.lost(connection, delivery, now)
        case Failed(code=code) if code != MOVED:
            await outbox.failed(connection, delivery.id, code=code, now=now)
            await relay.lost(connection, delivery, now)
        case _:
            return False
    return True


async def _await_window(connection: AsyncConnection, delivery: Delivery, now: datetime) -> None:
    """Back in line until the person writes."""
    await outbox.later(connection, delivery.id, due_at=now + WINDOW_WAIT, code=AWAITS_WINDOW, refused=True)
