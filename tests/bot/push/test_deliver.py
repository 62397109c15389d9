"""What the sending half owes: nobody's alert waits behind a broadcast, and nothing is sent twice."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import pytest

from bot.channels import limits
from bot.channels.messages import Outcome, Outgoing, Sent
from bot.metrics import Metrics
from bot.push.deliver import Deliver
from bot.push.gates import LocalGates
from bot.push.jobs import ALERTS, REST
from bot.push.pace import Pace, Rate
from handlers.priorities import PRIORITIES, Priority
from storage import chats, outbox
from storage.tables import OutboxState
from tests.handlers.parlour import Parlour


@dataclass
class Slow:
    """A channel of the test's own: what goes to `held` waits until `go`; `sent` has the others' addresses."""

    name: str = "telegram"
    held: str = "held"
    go: asyncio.Event = field(default_factory=asyncio.Event)
    sent: list[str] = field(default_factory=list)

    async def send(self, address: str, outgoing: Outgoing, *, delivery: int | None = None) -> Outcome:
        if address == self.held:
            await self.go.wait()
        self.sent.append(address)
        return Sent(1)

    async def fetch(self, file: str) -> bytes:
        raise NotImplementedError


@pytest.fixture
def channel() -> Slow:
    return Slow()


@pytest.fixture
async def deliver(parlour: Parlour, channel: Slow) -> AsyncIterator[Deliver]:
    pace = Pace(LocalGates(), {"telegram": Rate(10_000, 10_000)}, Metrics())
    made = Deliver(parlour.world, {"telegram": (channel, limits.TELEGRAM)}, pace, Metrics(), at_once=1)
    yield made
    channel.go.set()
    made.stop()
    await made.close()
    await pace.close()


async def test_an_alert_does_not_wait_for_its_chats_broadcast(
    parlour: Parlour, channel: Slow, deliver: Deliver
) -> None:
    """A chat's broadcast waits for room behind somebody slow; an alert for the same chat goes out at once.

    It had been passed over until the broadcast was through, since one task was taken to serve the whole chat."""
    slow, person = await _chat(parlour, "held"), await _chat(parlour, "person")
    await _put(parlour, slow, Priority.BROADCAST)
    await _put(parlour, person, Priority.BROADCAST)
    first = asyncio.create_task(deliver.drain(slow, REST.priorities))
    await _until(lambda: _is_out(parlour))
    second = asyncio.create_task(deliver.drain(person, REST.priorities))
    await asyncio.sleep(0)
    await _put(parlour, person, Priority.ALERT)
    async with asyncio.timeout(20):
        await deliver.drain(person, ALERTS.priorities)
    assert channel.sent == ["person"]
    channel.go.set()
    async with asyncio.timeout(20):
        await asyncio.gather(first, second)
    assert sorted(channel.sent) == ["held", "person", "person"]


async def test_two_jobs_of_one_chat_send_a_message_once(parlour: Parlour, channel: Slow, deliver: Deliver) -> None:
    """A job that comes again while the first is at work does nothing, also once the lease has run out meanwhile."""
    slow = await _chat(parlour, "held")
    await _put(parlour, slow, Priority.ALERT)
    first = asyncio.create_task(deliver.drain(slow, ALERTS.priorities))
    await _until(lambda: _is_out(parlour))
    parlour.later(minutes=5)
    await deliver.drain(slow, ALERTS.priorities)
    channel.go.set()
    async with asyncio.timeout(20):
        await first
    assert channel.sent == ["held"]


async def _chat(parlour: Parlour, address: str) -> int:
    async with parlour.world.database.begin() as connection:
        return (await chats.ensure(connection, "telegram", address, now=parlour.clock.now())).id


async def _put(parlour: Parlour, chat_id: int, priority: Priority) -> None:
    async with parlour.world.database.begin() as connection:
        await outbox.add(
            connection,
            chat_id=chat_id,
            dedupe_key=f"{chat_id}:{priority}",
            text_key="follow-up",
            params={},
            priority=PRIORITIES[priority],
            due_at=parlour.clock.now(),
            now=parlour.clock.now(),
        )


async def _is_out(parlour: Parlour) -> bool:
    async with parlour.world.database.read() as connection:
        stats = await outbox.stats(connection, now=parlour.clock.now())
    return stats.by_state[OutboxState.SENDING] > 0


async def _until(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(20):
        while not await holds():
            await asyncio.sleep(0.01)
