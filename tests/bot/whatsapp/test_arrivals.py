"""A crowd: more bodies in one moment than are kept in memory."""

import asyncio
import json
from datetime import datetime

import pytest

from bot import arrivals
from bot.arrivals import BODIES, Arrivals
from bot.channels import limits
from bot.channels.whatsapp import NAME, WhatsAppChannel
from bot.metrics import Metrics
from bot.push.gates import LocalGates
from bot.push.pace import Pace, Rate
from bot.reception import LEFT_BEHIND, Reception
from tests.handlers.parlour import Parlour


def body(number: int, phone_id: str, at: datetime) -> bytes:
    """What Meta posts of one person who asks for help."""
    message = {
        "from": f"519100000{number:02}",
        "id": f"wamid.{number}",
        "timestamp": str(int(at.timestamp())),
        "type": "text",
        "text": {"body": "ayuda"},
    }
    value = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": phone_id}, "messages": [message]}
    change = {"field": "messages", "value": value}
    posted = {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}
    return json.dumps(posted).encode()


async def test_who_comes_beyond_what_is_kept_in_memory_does_not_wait_longer(
    parlour: Parlour, channel: WhatsAppChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two are in line, the others in the database alone: all are answered at once, not when it is next looked through
    for what a dead process left."""
    monkeypatch.setattr(arrivals, "_IN_MEMORY", 2)
    metrics, stopping = Metrics(), asyncio.Event()
    reception = Reception(
        parlour.desk,
        parlour.turns,
        parlour.world.database,
        channels={NAME: (channel, limits.WHATSAPP)},
        pace=Pace(LocalGates(), {NAME: Rate(10_000, 10_000)}, metrics),
        metrics=metrics,
    )
    room = Arrivals(parlour.world, parlour.turns, reception, channel, metrics)
    work = asyncio.create_task(room.run(stopping))
    await asyncio.sleep(0.5)  # it has looked for what was left, and waits
    now = parlour.clock.now()
    async with asyncio.timeout(0.8 * LEFT_BEHIND.total_seconds()):
        await asyncio.gather(*(room.keep(body(number, channel.phone_id, now)) for number in range(20)))
        while await parlour.turns.unanswered(BODIES) or await parlour.turns.unanswered(NAME):
            await asyncio.sleep(0.05)
    stopping.set()
    await work
    await reception.drain(5)
    async with parlour.world.database.read() as connection:
        told = await connection.exec_driver_sql("SELECT count(*) FROM chats WHERE channel = 'whatsapp'")
        assert told.scalar_one() == 20
