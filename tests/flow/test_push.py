"""Pushes: at once, once, to whom they belong, and to nobody else."""

import asyncio
import re
from datetime import UTC, datetime
from time import monotonic

import pytest
from sqlalchemy import select, update

from storage.tables import ChatState, OutboxState, chats, mailboxes, outbox
from tests.flow.town import ALERT, WATCH_INTERVAL, Town, button, until

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_an_alert_comes_within_one_interval_and_once(town: Town) -> None:
    """Nothing for what was there before linking; one alert for what is published, soon; and none again after it."""
    phone = await town.linked("maria")
    await phone.looked(times=2)
    assert await phone.alerts() == []
    began = monotonic()
    await town.publish("maria", "pickup", pdf=False)
    await phone.sees(ALERT, after=0)
    assert monotonic() - began < WATCH_INTERVAL.total_seconds() + 5  # five seconds for a busy machine
    await phone.looked(times=2)
    assert len(await phone.alerts()) == 1


async def test_every_notice_of_a_heap_is_told_once_in_order(town: Town) -> None:
    """Ten at once are ten alerts, in the order of their deposit."""
    phone = await town.linked("sofia")
    dates = [datetime(2026, 11, 2 + day, 15, 0, tzinfo=UTC) for day in range(10)]
    await town.change(update(mailboxes).values(next_check_at=datetime(2100, 1, 1, tzinfo=UTC)))
    for date in reversed(dates):
        await town.publish("sofia", "information", pdf=False, deposited_at=date.isoformat())
    await town.change(update(mailboxes).values(next_check_at=mailboxes.c.linked_at))
    await phone.looked(times=2)
    alerts = await phone.alerts()
    told = [button(alert, "Abrir")["callback_data"] for alert in alerts]
    assert len(told) == len(set(told)) == 10
    days = [int(found[1]) for alert in alerts if (found := re.search(r"Llegó: \D*(\d+)", alert["text"]))]
    assert days == list(range(2, 12))


async def test_a_list_that_finds_it_first_does_not_swallow_the_alert(town: Town) -> None:
    """A notice first seen by /notificaciones is alerted all the same, and once."""
    phone = await town.linked("mateo")
    await town.change(update(mailboxes).values(next_check_at=datetime(2100, 1, 1, tzinfo=UTC)))
    await town.publish("mateo", pdf=False)
    await phone.write("/notificaciones")
    await phone.sees("Notificaciones:")
    await phone.sees(ALERT)
    await phone.looked(times=2)
    assert len(await phone.alerts()) == 1


async def test_unlinking_ends_the_pushes(town: Town) -> None:
    """Two chats watch one mailbox; who let go hears nothing more of it, the other does."""
    leaver, witness = await town.linked("maria"), await town.linked("maria")
    await leaver.write("/cuentas")
    card = await leaver.turn(await leaver.sees("Tienes 1 buzón"), "⚙️ Mamá", "Nadie más mira este buzón")
    asked = await leaver.turn(card, "Quitar Mamá", "¿Quito el buzón")
    await leaver.turn(asked, "Sí, quitar", "Quité el buzón")
    await town.publish("maria", pdf=False)
    await witness.sees(ALERT)
    await witness.looked(times=2)
    assert await leaver.alerts() == []


async def test_a_reminder_comes_when_it_is_due(town: Town) -> None:
    """⏰ asks when; the reminder is a push like any other. Here the two hours pass in the database."""
    phone = await town.linked("sofia")
    await town.publish("sofia", "denial", pdf=False)
    await phone.tap(await phone.sees(ALERT), "Recordarme")
    await phone.turn(await phone.sees("¿Cuándo te lo recuerdo?"), "En 2 horas", "Te lo recuerdo el")
    waiting = outbox.c.text_key == "reminder"
    (row,) = await town.rows(select(outbox.c.due_at, outbox.c.created_at).where(waiting))
    assert 7_100 < (row.due_at - row.created_at).total_seconds() <= 7_200
    await town.change(update(outbox).where(waiting).values(due_at=row.created_at))
    await phone.sees("Me pediste recordarte esto")


@pytest.mark.telegram_only("WhatsApp does not tell who blocks: see the next one")
async def test_who_blocks_the_bot_is_left_in_peace_and_loses_nothing(town: Town) -> None:
    """Blocked: no call is made for the chat. Unblocked: what came meanwhile arrives."""
    phone, witness = await town.linked("yusmary"), await town.linked("yusmary")
    await phone.ask("POST", "/block")
    await witness.answered()
    calls = (await town.control("GET", "/telegram/counts"))["calls"]["sendMessage"]
    await town.publish("yusmary", pdf=False)
    await witness.sees(ALERT)
    await witness.looked(times=2)
    after = (await town.control("GET", "/telegram/counts"))["calls"]["sendMessage"]
    assert after - calls == 1  # the witness's
    await phone.ask("POST", "/unblock")
    await phone.sees(ALERT)
    await phone.answered()
    assert len(await phone.alerts()) == 1


@pytest.mark.telegram_only("WhatsApp tells of no block at all: see tests/flow/test_whatsapp.py for who is gone")
async def test_a_block_that_nobody_told_of_is_noticed_when_sending(town: Town) -> None:
    """A 403 alone, without the update that tells of it, marks the chat as left: one try, not one per look."""
    phone = await town.linked("mateo")
    await phone.blocks()
    await phone.answered()
    await town.change(update(chats).values(state=ChatState.ACTIVE))
    await town.publish("mateo", pdf=False)

    async def left() -> bool:
        of = select(chats.c.id).where(chats.c.address == phone.address, chats.c.state == ChatState.LEFT)
        return bool(await town.rows(of))

    await until(left, "the chat to be marked as left")
    calls = (await town.control("GET", "/telegram/counts"))["calls"]["sendMessage"]
    await asyncio.sleep(town.settings.watch_interval.total_seconds() * 3)  # what must not happen has time to happen
    assert (await town.control("GET", "/telegram/counts"))["calls"]["sendMessage"] == calls
    waits = select(outbox.c.attempts).where(outbox.c.state == OutboxState.PENDING, outbox.c.code == "gone")
    assert len(await town.rows(waits)) == 1
    await phone.unblocks()
    await phone.sees(ALERT)
