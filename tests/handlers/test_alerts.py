"""What is pushed: alerts and reminders, when they are due, what they say, and that nobody's news is announced twice."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.channels.limits import TELEGRAM
from bot.channels.messages import Message
from bot.channels.rendering import render
from bot.metrics import Metrics
from bot.push.watch import Watch
from handlers.alerts import compose
from handlers.reminders import next_morning
from handlers.speech import Said, Unsaid
from handlers.words import LIMA
from sandbox.portal import Kind
from storage import mailboxes, outbox
from storage.outbox import Delivery
from storage.tables import outbox as outbox_table
from tests.handlers.parlour import Parlour
from tests.handlers.phrases import STALE
from tests.handlers.transcript import plain

LEASE = timedelta(seconds=60)


async def next_push(parlour: Parlour, chat_id: int = 1) -> Delivery | None:
    async with parlour.world.database.begin() as connection:
        return await outbox.lease_next(connection, chat_id, now=parlour.clock.now(), lease=LEASE)


async def said(parlour: Parlour, delivery: Delivery | None, language: str = "es") -> str:
    assert delivery
    async with parlour.world.database.read() as connection:
        composed = await compose(connection, delivery, parlour.world.vault, now=parlour.clock.now())
    assert isinstance(composed, Said)
    [message] = render(composed, language=language, limits=TELEGRAM)
    assert isinstance(message, Message)
    return plain(message.markup)


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        ((2026, 12, 3, 7, 59, 59), (2026, 12, 3, 8)),
        ((2026, 12, 3, 8, 0, 0), (2026, 12, 4, 8)),
        ((2026, 12, 3, 8, 0, 1), (2026, 12, 4, 8)),
        ((2026, 12, 3, 0, 0, 0), (2026, 12, 3, 8)),
        ((2026, 12, 3, 23, 59, 59), (2026, 12, 4, 8)),
        ((2026, 12, 31, 23, 59, 0), (2027, 1, 1, 8)),
        ((2028, 2, 28, 12, 0, 0), (2028, 2, 29, 8)),
    ],
)
def test_the_next_morning_is_that_of_lima(now: tuple[int, ...], morning: tuple[int, ...]) -> None:
    """The first eight o'clock after now, whatever the server's zone: in UTC that is 13:00, maybe of another day."""
    local = datetime(*now, tzinfo=LIMA)  # type: ignore[misc, arg-type]  # years to seconds, as they stand in the table
    found = next_morning(local.astimezone(UTC))
    assert found == datetime(*morning, tzinfo=LIMA)  # type: ignore[misc, arg-type]
    assert (found.tzinfo, found.hour) == (UTC, 13)


async def test_a_reminder_comes_when_it_was_asked_for(parlour: Parlour) -> None:
    """In two hours: said with Lima's time, not a minute earlier, once for two taps."""
    person = await parlour.linked("maria")
    await person.write("/notificaciones")
    await person.press("r:a:1")
    assert "3 dic 2026, 12:30 (hora de Lima)" in (await person.tap("En 2 horas")).text
    await person.tap("En 2 horas")
    assert len(parlour.woken) == 2
    parlour.later(hours=1, minutes=59)
    assert await next_push(parlour) is None
    parlour.later(minutes=1)
    text = await said(parlour, await next_push(parlour))
    assert text.startswith("⏰ Me pediste recordarte esto\nBuzón: maria")
    parlour.later(minutes=2)
    again = await next_push(parlour)  # the lease ran out: the same row, not another
    assert "Puede que ya te haya llegado este aviso" in await said(parlour, again)


async def test_a_reminder_in_the_morning(parlour: Parlour) -> None:
    """It is 10:30 in Lima: tomorrow at eight."""
    person = await parlour.linked("maria")
    await person.press("r:a:1")
    assert "4 dic 2026, 08:00" in (await person.tap("A las 8 de la mañana")).text


async def test_a_reminder_of_what_is_gone_is_not_sent(parlour: Parlour) -> None:
    """The mailbox was unlinked meanwhile: its reminders went with it."""
    person = await parlour.linked("maria")
    await person.press("r:s:1")
    await person.press("a:y:1")
    parlour.later(hours=3)
    assert await next_push(parlour) is None
    assert STALE in (await person.press("r:s:1")).toast


async def test_an_alert_says_whose_what_when_and_what_it_means(parlour: Parlour) -> None:
    """And offers to open or to be reminded; a second try admits that it may be a repeat; each language has it."""
    person = await parlour.linked("sofia")
    parlour.portal.publish("sofia", Kind.SUMMONS, deposited_at=parlour.clock.now())
    await person.write("/notificaciones")
    delivery = await next_push(parlour)
    assert await said(parlour, delivery) == (
        "🔔 Llegó una notificación nueva\nBuzón: sofia\nTipo: Citación (debes ir)\nLlegó: 3 dic 2026, 10:30\n\n"
        "Dice: «CITACIÓN PARA TOMA DE DATOS BIOMÉTRICOS - EXP. LM260012346»\n\n"
        "Parece que debes ir a una cita. Ábrela hoy para ver el lugar, el día y la hora.\n\n"
        "Te informo; no es un consejo legal."
    )
    assert "A new notice has arrived" in await said(parlour, delivery, "en")
    parlour.later(seconds=61)
    assert (await said(parlour, await next_push(parlour))).endswith("lo repito por si acaso.)")


@pytest.mark.parametrize("state", ["rejected", "locked", "captcha"])
async def test_the_silent_death_of_a_link_is_told(parlour: Parlour, state: str) -> None:
    """When the watch must stop, the person hears it at once, with the way back."""
    await parlour.linked("maria")
    parlour.portal.expire_sessions()
    who = parlour.portal.mailboxes["maria"]
    who.locked = state == "locked"
    parlour.portal.set_faults(captcha=state == "captcha")
    if state == "rejected":
        who.password = "Otra-1111"
    parlour.later(hours=1)
    assert await Watch(parlour.world, Metrics()).round(9) == 1
    text = await said(parlour, await next_push(parlour))
    assert "maria" in text
    assert "/vincular" in text


async def test_words_that_do_not_exist_are_a_mistake(parlour: Parlour) -> None:
    """A row of other code is not sent as something else."""
    person = await parlour.linked("maria")
    await person.press("r:s:1")
    parlour.later(hours=3)
    delivery = await next_push(parlour)
    assert delivery
    async with parlour.world.database.read() as connection:
        with pytest.raises(ValueError, match="no words"):
            await compose(connection, replace(delivery, text_key="gone"), now=parlour.clock.now())
        unknown = replace(delivery, params={"notice": 999})
        assert await compose(connection, unknown, now=parlour.clock.now()) == Unsaid("nothing-to-say")


@pytest.mark.parametrize("first", ["person", "watch", "both"])
async def test_a_new_notice_is_announced_once_whoever_saw_it_first(parlour: Parlour, first: str) -> None:
    """The person's list and the watch pass through one door: neither swallows the other's news, nor tells it again."""
    person = await parlour.linked("sofia", "mateo")
    watch = Watch(parlour.world, Metrics())
    parlour.later(hours=1)
    parlour.portal.publish("sofia", Kind.EXPULSION)
    parlour.portal.publish("sofia", Kind.REMEDY)
    looks = [person.write("/notificaciones"), watch.round(9)]
    if first == "both":
        await asyncio.gather(*looks, Watch(parlour.world, Metrics()).round(9))
    else:
        for look in looks if first == "person" else reversed(looks):
            await look
    parlour.later(hours=2)
    assert await watch.round(9) == 2
    await person.write("/notificaciones")
    async with parlour.world.database.read() as connection:
        rows = (await connection.execute(select(outbox_table).order_by(outbox_table.c.id))).all()
        [sofia, _] = await mailboxes.of_chat(connection, 1)
    alerts = [row for row in rows if row.text_key == "alert"]
    assert [row.mailbox_id for row in alerts] == [sofia.id] * 2
    assert alerts[0].priority < alerts[1].priority, "what is critical goes before the rest"
    assert parlour.woken
    assert parlour.portal.openings == []
