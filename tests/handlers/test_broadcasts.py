"""Broadcasts at the desk: from writing to the report, when they go out, holding them, and each person's own choice."""

from dataclasses import replace

import pytest

from bot.channels.messages import Document
from storage import chats
from storage.tables import BroadcastState, StaffRole
from tests.handlers.newsroom import acts, asked, join, newsroom, readers, sent, shown, stands, submitted, written
from tests.handlers.parlour import Parlour
from tests.handlers.person import Person


@pytest.fixture
async def room(parlour: Parlour) -> Parlour:
    """Forty people to write to."""
    room = newsroom(parlour)
    await readers(room, 40)
    return room


@pytest.fixture
async def ana(room: Parlour) -> Person:
    """She writes."""
    return await join(room, "Ana", StaffRole.WRITER, "1")


@pytest.fixture
async def luis(room: Parlour) -> Person:
    """He approves."""
    return await join(room, "Luis", StaffRole.APPROVER, "2")


async def test_from_writing_to_the_report(room: Parlour, ana: Person, luis: Person) -> None:
    """She asks, he is told with the whole preview, says yes, and the message that he tapped shows how it goes."""
    number = await written(ana, "Mañana *no* hay atención.")
    card = await ana.tap("📨 Pedir aprobación")
    assert "Aviso 1: espera aprobación." in card.text
    assert "Falta que lo apruebe otra persona del equipo." in card.text
    preview = await asked(room, luis, "2")
    for line in (
        "Este aviso espera tu aprobación.",
        "Lo escribió Ana.",
        "Mañana no hay atención.",
        "No hay texto en inglés",
        "Lo reciben 42 personas (Telegram: 42).",
        "Enviarlo tarda menos de un minuto.",
    ):
        assert line in preview
    progress = await luis.tap("✅ Aprobar: sale ahora")
    assert progress.messages[0].edit == luis.last.message
    assert list(progress.buttons) == ["⏸ Pausar", "🛑 Cancelar", "🔄 Actualizar"]
    broadcast = await stands(room, number)
    assert (broadcast.state, broadcast.due_at) == (BroadcastState.SCHEDULED, room.clock.now())
    assert broadcast.shown_as == luis.last.message
    assert "Tu aviso 1: lo aprobó Luis." in str(await shown(room, "1"))
    assert await acts(room) == ["created", "submitted", "approved"]
    await sent(room, number)
    over = await luis.press(f"b:show:{number}")
    assert "terminó el 3 dic 2026" in over.text
    assert "Enviados: 42 de 42" in over.text
    assert [line.split(",")[1] for line in await outcomes(luis, number)] == ["outcome", *["sent"] * 42]


async def outcomes(person: Person, number: int) -> list[str]:
    """The lines of the list of outcomes."""
    [file] = [one for one in (await person.press(f"b:csv:{number}")).sent if isinstance(one, Document)]
    assert file.name == f"aviso-{number}.csv"
    return file.content.decode().splitlines()


# ---- when ----


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("mañana 9:00", "sale el 4 dic 2026, 9:00"),
        ("28/12 15:30", "sale el 28 dic 2026, 15:30"),
        ("hoy a las 6 pm", "sale el 3 dic 2026, 18:00"),
        ("mañana a las 22:00", "sale el 5 dic 2026, 8:00"),
        ("ayer 9:00", "Esa hora ya pasó en Lima."),
        ("cuando puedas", "No entendí la fecha."),
        ("1/12 9:00", "Esa hora ya pasó en Lima."),
        ("hoy 10:00", "Esa hora ya pasó en Lima."),
        ("15/3 9:00", "puede salir dentro de 60 días como máximo"),
    ],
)
async def test_when_it_goes_out_is_said_in_words(
    room: Parlour, ana: Person, luis: Person, said: str, answer: str
) -> None:
    """In Lima's time; what can't be is told why, and asked again. At night it waits for the morning."""
    number = await submitted(room, ana)
    await asked(room, luis, "2")
    assert "¿Cuándo sale?" in (await luis.tap("📅 Aprobar: otra fecha")).text
    heard = await luis.write(said)
    assert answer in heard.text.replace(", 09:", ", 9:").replace(", 08:", ", 8:")
    approved = answer.startswith("sale el")
    assert ((await stands(room, number)).state is BroadcastState.SCHEDULED) is approved
    if not approved:
        assert "¿Cuándo sale?" in heard.text
        await luis.tap("Mañana a las 9:00")
        assert (await stands(room, number)).state is BroadcastState.SCHEDULED


async def test_in_the_evening_today_at_six_is_not_offered(room: Parlour, ana: Person, luis: Person) -> None:
    """It has passed."""
    await submitted(room, ana)
    await asked(room, luis, "2")
    room.later(hours=9)
    await luis.tap("📅 Aprobar: otra fecha")
    assert "Hoy a las 18:00" not in luis.shown
    assert "Mañana a las 9:00" in luis.shown


@pytest.mark.parametrize(("urgent", "hour"), [(False, 13), (True, 3)])
async def test_only_what_is_urgent_goes_out_at_night(
    room: Parlour,
    ana: Person,
    luis: Person,
    urgent: bool,
    hour: int,
) -> None:
    """Ten in the evening in Lima is three in the morning in UTC: the rest waits for eight, and the card says so."""
    room.later(hours=11, minutes=30)
    number = await written(ana)
    card = await ana.tap("🚨 Marcar urgente")
    assert "Urgente: sale también de noche." in card.text
    if not urgent:
        assert "De 21:00 a 8:00 no sale" in (await ana.tap("🌙 Quitar urgente")).text
    await ana.press(f"b:submit:{number}")
    preview = await asked(room, luis, "2")
    assert ("Urgente" in preview) is urgent
    await luis.tap("✅ Aprobar: sale ahora")
    due_at = (await stands(room, number)).due_at
    assert due_at is not None
    assert due_at.hour == hour


# ---- holding it ----


async def test_any_approver_holds_lets_go_and_calls_off(room: Parlour, ana: Person, luis: Person) -> None:
    """Whoever approved it; calling off is asked once, in a message of its own. All on record."""
    marta = await join(room, "Marta", StaffRole.APPROVER, "3")
    number = await submitted(room, ana)
    await asked(room, luis, "2")
    await luis.tap("✅ Aprobar: sale ahora")
    paused = await marta.press(f"b:pause:{number}")
    assert "en pausa" in paused.text
    assert paused.messages[0].edit == marta.last.message
    assert "El aviso ya cambió de estado" in (await luis.press(f"b:pause:{number}")).toast
    await marta.tap("▶️ Seguir")
    assert (await stands(room, number)).state is BroadcastState.SCHEDULED
    question = await luis.press(f"b:cancel:{number}")
    assert "¿Cancelo el aviso 1?" in question.text
    assert question.messages[0].edit is None
    assert (await stands(room, number)).state is BroadcastState.SCHEDULED
    assert "cancelado" in (await luis.tap("🛑 Sí, cancelar")).text
    assert (await stands(room, number)).state is BroadcastState.CANCELLED
    assert (await acts(room))[-3:] == ["paused", "resumed", "cancelled"]
    again = await luis.press(f"b:stop:{number}")
    assert "El aviso ya cambió de estado." in again.toast


async def test_a_question_that_was_answered_with_no_goes_on(room: Parlour, ana: Person, luis: Person) -> None:
    """And shows how it goes, in its place."""
    number = await submitted(room, ana)
    await asked(room, luis, "2")
    await luis.tap("✅ Aprobar: sale ahora")
    await luis.press(f"b:cancel:{number}")
    assert "sale el" in (await luis.tap("No, que siga")).text
    assert (await stands(room, number)).shown_as == luis.last.message


async def test_a_list_of_nothing_says_so(room: Parlour, ana: Person) -> None:
    """A draft has no deliveries."""
    number = await written(ana)
    assert "No hay lista" in (await ana.press(f"b:csv:{number}")).text


# ---- each person ----


async def test_anybody_is_out_with_one_tap_and_in_again_with_another(room: Parlour) -> None:
    """Twice is as good as once; it is on record, and alerts have nothing to do with it."""
    person = Person(room.desk, "900")
    await person.write("/ayuda")
    off = await person.press("b:off")
    assert "Ya no recibes avisos generales. Las alertas de tu buzón siguen igual." in off.text
    assert (await person.again()).text == off.text
    async with room.world.database.read() as connection:
        chat = await chats.find(connection, "telegram", "900")
        assert chat is not None
        assert await chats.without_broadcasts(connection, [chat.id]) == {chat.id}
    assert "Otra vez recibes los avisos" in (await person.tap("🔔 Recibirlos otra vez")).text
    assert "🔕 No más avisos generales" in (await person.write("/privacidad")).buttons
    await person.tap("🔕 No más avisos generales")
    assert "🔔 Recibirlos otra vez" in (await person.write("/privacidad")).buttons
    assert await acts(room) == ["opted-out", "opted-in", "opted-out"]


async def test_who_wants_none_is_not_counted(room: Parlour, ana: Person) -> None:
    """Neither on the card nor when it is sent."""
    number = await written(ana)
    person = Person(room.desk, "900")
    await person.write("/ayuda")
    assert "Lo reciben 42 personas" in (await ana.press(f"b:card:{number}")).text
    await person.press("b:off")
    assert "Lo reciben 41 personas" in (await ana.press(f"b:card:{number}")).text


async def test_two_channels_are_counted_each_and_the_slower_one_sets_the_time(parlour: Parlour) -> None:
    """Forty thousand at twenty-five a second, a hundred at a tenth of one."""
    room = newsroom(parlour, rates={"telegram": 25.0, "whatsapp": 0.1})
    await readers(room, 20)
    await readers(room, 100, channel="whatsapp")
    ana = await join(room, "Ana", StaffRole.WRITER, "1")
    number = await written(ana)
    card = await ana.press(f"b:card:{number}")
    assert "Lo reciben 121 personas (Telegram: 21, WhatsApp: 100)." in card.text
    assert "Enviarlo tarda 16 minutos." in card.text
    one = await ana.press(f"b:who:{number}:channel.whatsapp=1")
    assert "Va a: por WhatsApp." in one.text
    assert replace((await stands(room, number)).audience, channels=()).dump() == {}
