"""What a broadcast says when it goes out: to each in their language, with the one tap out; to the team at its end."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.channels.limits import TELEGRAM
from bot.channels.messages import Attached, Message
from bot.channels.rendering import render
from handlers import broadcast_words
from handlers.broadcast_words import after_quiet, message, outcome_lines, seconds_of
from handlers.speech import Said, Unsaid
from handlers.words import LIMA, words
from storage import broadcast_sending, broadcasts, chats
from storage.audience import Audience, Reach
from storage.broadcast_sending import Progress
from storage.broadcasts import OPTED_OUT, Content
from storage.outbox import Delivery
from storage.tables import StaffRole
from tests.handlers.newsroom import join, newsroom, readers, sent, stands, submitted, written
from tests.handlers.parlour import Parlour
from tests.handlers.transcript import plain
from tests.storage.moment import NOW

BOTH = Content({"es": "Mañana *no* hay atención.", "en": "No service *tomorrow*."})
PHOTO = Content({"es": "Nuevo horario"}, "photo", {"telegram": "AgAC"})


def delivery(chat_id: int, language: str | None, params: Mapping[str, Any], *, attempts: int = 1) -> Delivery:
    """A row that is being sent."""
    return Delivery(chat_id, chat_id, "telegram", "1", language, None, 40, "broadcast", params, attempts, NOW, NOW, NOW)


def read(said: Said | Unsaid | None, language: str = "es") -> str:
    """As the phone shows it."""
    assert isinstance(said, Said)
    shown = render(said, language=language, limits=TELEGRAM)
    return "\n".join(plain(one.markup) for one in shown if isinstance(one, Message | Attached))


@pytest.mark.parametrize(
    ("language", "text"),
    [("es", "Mañana no hay atención."), ("en", "No service tomorrow."), ("pt", "Mañana no hay atención.")],
)
def test_each_reads_it_in_their_language_else_in_spanish(language: str, text: str) -> None:
    """With the line that it is a general message, and the button out of it."""
    said = message(BOTH, language)
    assert read(said).startswith(f"{text}\n\nAviso general. Tus alertas del buzón siguen igual.")
    assert said.rows == ((broadcast_words.OPT_OUT,),)


def test_a_text_that_only_spanish_has_is_spanish_for_all() -> None:
    """What falls back is what the card said."""
    assert read(message(Content({"es": "Hola"}), "en"), "en").startswith("Hola\n\nGeneral message.")


def test_a_picture_carries_its_text_where_the_channel_has_it() -> None:
    """In another channel than the one it was sent into the text goes alone."""
    [shown] = render(message(PHOTO, "es"), language="es", limits=TELEGRAM)
    assert isinstance(shown, Attached)
    assert (shown.handle, shown.photo) == ("AgAC", True)
    other = replace(TELEGRAM, channel="whatsapp")
    [alone] = render(message(PHOTO, "es"), language="es", limits=other)
    assert isinstance(alone, Message)
    assert "Nuevo horario" in alone.markup


def test_a_test_says_that_it_is_one_and_a_repeat_that_it_may_be() -> None:
    """A test has no button: it would take its writer out."""
    test = message(BOTH, "es", test=True)
    assert "Prueba: solo te llega a ti." in read(test)
    assert test.rows == ()
    assert len(read(message(BOTH, "es", repeated=True))) > len(read(message(BOTH, "es")))


def test_what_staff_writes_is_escaped() -> None:
    """A text with tags is a text with tags."""
    [shown] = render(message(Content({"es": "<b>a</b> & *b*"}), "es"), language="es", limits=TELEGRAM)
    assert isinstance(shown, Message)
    assert shown.markup.startswith("&lt;b&gt;a&lt;/b&gt; &amp; <b>b</b>")


async def test_who_opted_out_meanwhile_is_let_be(parlour: Parlour) -> None:
    """At the last moment: the row was written before they tapped. A broadcast that is no more says nothing."""
    await readers(parlour, 3)
    async with parlour.world.database.begin() as connection:
        number = await broadcasts.create(
            connection, content=BOTH, audience=Audience(), urgent=False, author=None, now=NOW
        )
        await chats.want_broadcasts(connection, 2, wanted=False, now=NOW)
        rows = [delivery(chat, "en", {"broadcast": number}) for chat in (1, 2)]
        said = await broadcast_words.compose_all(connection, [*rows, delivery(3, None, {"broadcast": 99})])
    assert "No service tomorrow." in read(said[1])
    assert said[2] == Unsaid(OPTED_OUT)
    assert said[3] == Unsaid("nothing-to-say")


async def test_the_report_is_of_what_was_approved_and_has_ended(parlour: Parlour) -> None:
    """Nothing before the end, nothing of a draft that was thrown away; then the counts and the list."""
    room = newsroom(parlour)
    await readers(room, 5)
    luis = await join(room, "Luis", StaffRole.APPROVER, "2")

    async def report(number: int) -> Said | None:
        async with room.world.database.read() as connection:
            return await broadcast_words.report(connection, delivery(1, "es", {"broadcast": number}))

    number = await submitted(room, luis)
    await luis.tap("✅ Aprobar: sale ahora")
    assert await report(number) is None
    await sent(room, number)
    ended = await report(number)
    assert read(ended) == "✅ Aviso 1: terminó el 3 dic 2026, 10:30.\n\nEnviados: 6 de 6"
    assert ended is not None
    assert [button.label.key for row in ended.rows for button in row] == ["button-broadcast-csv"]
    dropped = await written(luis)
    await luis.press(f"b:drop:{dropped}")
    async with room.world.database.begin() as connection:
        await broadcast_sending.advance(
            connection, dropped, ahead=10, priority=40, may_send=True, source="es", now=room.clock.now()
        )
    assert (await stands(room, dropped)).is_over
    assert await report(dropped) is None
    assert await report(99) is None


def test_the_outcomes_add_up_each_in_words() -> None:
    """What the platform said is shown as its code where we have no words for it."""
    outcomes = {"sent": 90, "gone": 4, "opted-out": 2, "called-off": 1, "chat not found": 1}
    lines = outcome_lines(Progress(100, outcomes, 25.0))
    assert [plain(words("es", line)) for line in lines] == [
        "Enviados: 90 de 100",
        "Cancelados con el envío en duda: 1",
        "No se pudo (chat not found): 1",
        "Bloquearon el bot o se fueron: 4",
        "Pidieron no recibir avisos: 2",
        "Faltan: 2",
    ]


@pytest.mark.parametrize(
    ("hour", "minute", "waits"),
    [(8, 0, 0), (20, 59, 0), (21, 0, 11 * 60), (23, 30, 8 * 60 + 30), (0, 0, 480), (7, 59, 1)],
)
def test_nobody_is_woken(hour: int, minute: int, waits: int) -> None:
    """From nine in the evening to eight in the morning in Lima it waits, so many minutes."""
    at = datetime(2026, 12, 3, hour, minute, tzinfo=LIMA)
    assert after_quiet(at) == at.astimezone(UTC) + timedelta(minutes=waits)


@pytest.mark.parametrize(
    ("people", "seconds"),
    [({"telegram": 50}, 2.0), ({"telegram": 50, "whatsapp": 10}, 10.0), ({"paloma": 10}, None), ({}, None)],
)
def test_sending_takes_as_long_as_the_slowest_channel(people: dict[str, int], seconds: float | None) -> None:
    """Channels do not wait for each other; of one whose pace nobody knows nothing is said."""
    assert seconds_of(Reach(people, {}), {"telegram": 25.0, "whatsapp": 1.0}) == seconds
