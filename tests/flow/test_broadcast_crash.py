"""A broadcast whose worker is killed again and again: nobody is missed, nobody gets it twice unmarked, and the report
adds up to the last person."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

import aiohttp
import pytest
from sqlalchemy import select

from bot.bench import people
from bot.bench.house import House, house, now
from bot.bench.on import On
from bot.bench.outside import FastTelegram, fast_telegram
from storage import broadcasts
from storage.audience import Audience
from storage.broadcasts import Broadcast, Content
from storage.tables import BroadcastState, OutboxState
from storage.tables import outbox as rows

RATE = 150.0


async def approved(built: House) -> int:
    """An urgent broadcast to everybody, due now: the hour of the test must not matter."""
    async with built.database.begin() as connection:
        number = await broadcasts.create(
            connection,
            content=Content({"es": "Cambia el horario"}),
            audience=Audience(),
            urgent=True,
            author=None,
            now=now(),
        )
        await broadcasts.submit(connection, number, now=now())
        await broadcasts.approve(connection, number, approver=None, due_at=now(), now=now())
    return number


async def get(built: House, number: int) -> Broadcast:
    async with built.database.read() as connection:
        found = await broadcasts.get(connection, number)
    assert found is not None
    return found


async def on_the_way(built: House) -> list[int]:
    """The chats to which something was being sent at this moment."""
    async with built.database.read() as connection:
        sending = select(rows.c.chat_id).where(rows.c.state == OutboxState.SENDING)
        return list(await connection.scalars(sending))


async def killed_at(built: House, telegram: FastTelegram, tenths: Sequence[int], *, count: int) -> Counter[int]:
    """Start, and kill -9 each time that so many tenths are through; how many sends were under way at the kills."""
    in_flight: Counter[int] = Counter()
    for tenth in tenths:
        async with built.process(built.worker) as worker:
            while (await telegram.counts()).taken < count * tenth // 10:
                worker.check()
                await asyncio.sleep(0.02)
            await worker.kill()
        in_flight.update(await on_the_way(built))
    return in_flight


async def carried_out(on: On, *, count: int, tenths: Sequence[int]) -> None:
    async with (
        aiohttp.ClientSession() as http,
        fast_telegram(http) as telegram,
        house(on, telegram=telegram.address) as built,
    ):
        await people.settle(
            built.database, built.vault, range(count), now=now(), next_check_at=now() + timedelta(days=1), known=()
        )
        addresses = range(people.FIRST_ADDRESS, people.FIRST_ADDRESS + count)
        gone = set(addresses[::3])
        await telegram.weather(gone=sorted(gone))
        await telegram.limit(RATE)
        await telegram.remember()
        built.choose(telegram_rate=RATE)
        number = await approved(built)
        in_flight = await killed_at(built, telegram, tenths, count=count - len(gone))
        async with built.process(built.worker) as worker:
            for _ in range(1_200):
                if (broadcast := await get(built, number)).is_over:
                    break
                worker.check()
                await asyncio.sleep(0.1)
        arrived = (await telegram.sent()).chats
    assert set(arrived) == set(addresses) - gone, "all who can be reached have it"
    repeated = [chat for chat, messages in arrived.items() for _ in messages[1:]]
    assert len(repeated) <= in_flight.total()
    assert all(one.marked for messages in arrived.values() for one in messages[1:])
    assert broadcast.state is BroadcastState.DONE
    assert broadcast.report == {"sent": count - len(gone), "gone": len(gone)}
    assert broadcast.total == count


async def test_a_broadcast_survives_kill_9_and_a_third_who_have_blocked_us() -> None:
    """Ninety people, killed at four tenths: the report counts each of them once."""
    await carried_out(On.SQLITE, count=90, tenths=(4,))


@pytest.mark.soak
@pytest.mark.parametrize("on", On)
async def test_a_broadcast_survives_kill_9_at_every_tenth(on: On) -> None:
    """Two thousand people, nine kills, on either database."""
    await carried_out(on, count=2_000, tenths=range(1, 10))
