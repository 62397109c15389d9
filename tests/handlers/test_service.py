"""`/estado` for the team: a screen of plain words, the picture at a tap, the ledger of outages page by page."""

from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy import insert, update

from bot.channels.messages import Photo
from handlers.service import PAGE
from storage import broadcasts, chats, outages, tickets
from storage.audience import Audience
from storage.broadcasts import Content
from storage.tables import BroadcastState, MailboxState, OutageKind, OutboxState, StaffRole, outbox
from storage.tables import broadcasts as broadcasts_table
from storage.tables import mailboxes as mailboxes_table
from tests.handlers.easel import crowded
from tests.handlers.parlour import Parlour
from tests.handlers.phrases import NO_MAILBOX, STALE
from tests.storage.moment import NOW

BUTTONS = ["🔄 Actualizar", "📈 Gráficos", "🌐 Caídas", "📬 Mis buzones"]
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
NUMBERS = count()
SENT, FAILED, GONE, PENDING = OutboxState.SENT, OutboxState.FAILED, OutboxState.GONE, OutboxState.PENDING


async def put(parlour: Parlour, *rows: dict[str, Any]) -> None:
    """Rows of the outbox as they are: alerts to the first chat that were settled now, but for what each says."""
    async with parlour.world.database.begin() as connection:
        for row in rows:
            usual = {"text_key": "alert", "state": SENT, "due_at": NOW, "created_at": NOW, "attempts": 1}
            usual |= {"chat_id": 1, "priority": 20, "params": {}, "dedupe_key": f"k{next(NUMBERS)}"}
            settled = {} if row.get("state") is PENDING else {"settled_at": NOW}
            await connection.execute(insert(outbox).values(usual | settled | row))


async def becomes(parlour: Parlour, mailbox_id: int, **values: object) -> None:
    async with parlour.world.database.begin() as connection:
        theirs = update(mailboxes_table).where(mailboxes_table.c.id == mailbox_id)
        await connection.execute(theirs.values(values))


async def out(parlour: Parlour, kind: OutageKind = OutageKind.DOWN) -> None:
    """A look fails, and the whole portal with it."""
    async with parlour.world.database.begin() as connection:
        now = parlour.clock.now()
        await outages.begin_or_extend(connection, portal="sine", mailbox_id=None, kind=kind, seen="503", now=now)


async def back(parlour: Parlour) -> None:
    async with parlour.world.database.begin() as connection:
        await outages.end_of_portal(connection, now=parlour.clock.now())


# ---- the words ----


async def test_a_quiet_service_in_one_screen(parlour: Parlour) -> None:
    """All is well, and each line says so."""
    await parlour.linked("maria", "sofia")
    reader = await parlour.hired(StaffRole.READER, "9001")
    answer = await reader.write("/estado")
    assert answer.text == (
        "📊 El servicio, a las 10:30 (hora de Lima)\n\n"
        "👥 Chats activos: 2. Se fueron: 0. Con consentimiento: 1.\n"
        "📬 Buzones vigilados: 2.\n\n"
        "🔔 Alertas enviadas hoy: 0\n"
        "📤 Todo está enviado: nada espera.\n\n"
        "🌐 La página de Migraciones responde. No hay caídas anotadas.\n"
        "🕐 La cola va al día.\n\n"
        "✅ Nada falló en 24 horas.\n\n"
        "📣 Ningún aviso general en camino."
    )
    assert list(answer.buttons) == BUTTONS


async def test_a_service_in_trouble_in_one_screen(parlour: Parlour) -> None:
    """Who is not watched and why, what waits, since when the page is out, what failed; the numbers add up."""
    person = await parlour.linked("maria", "sofia", "mateo")
    admin = await parlour.hired(StaffRole.ADMIN, "9001")
    await becomes(parlour, 1, state=MailboxState.REJECTED)
    await becomes(parlour, 2, state=MailboxState.CAPTCHA)
    await out(parlour)
    parlour.later(minutes=42)
    codes = ["403", "403", "403", "400", "400", "bad-request", "too-large", "no-channel"]
    await put(parlour, {}, {}, {"text_key": "broadcast"}, *({"state": FAILED, "code": code} for code in codes))
    await put(parlour, {"state": GONE}, {"state": GONE}, {"state": PENDING}, {"state": PENDING, "due_at": NOW + HOUR})
    answer = await admin.write("/estado")
    assert answer.text == (
        "📊 El servicio, a las 11:12 (hora de Lima)\n\n"
        "👥 Chats activos: 2. Se fueron: 0. Con consentimiento: 1.\n"
        "📬 Buzones vigilados: 1.\n"
        "✋ Sin vigilar: 1 con contraseña que no sirve, 1 con captcha.\n\n"
        "🔔 Alertas enviadas hoy: 2\n"
        "📤 Por enviar: 1. El más antiguo espera hace 42 minutos.\n\n"
        "🌐 La página de Migraciones no responde desde las 10:30, hace 42 minutos.\n"
        "🐢 La cola va atrasada 12 minutos.\n\n"
        "⚠️ No llegaron en 24 horas: 10\n"
        "• 403: 3\n"
        "• 400: 2\n"
        "• Bloquearon el bot o se fueron: 2\n"
        "• bad-request: 1\n"
        "• Otras causas: 2\n\n"
        "📣 Ningún aviso general en camino."
    )
    await person.leave()
    assert "Chats activos: 1. Se fueron: 1." in (await admin.tap("🔄 Actualizar")).text


async def test_what_is_known_of_the_portal(parlour: Parlour) -> None:
    """That it answers, and since when; that it changed; and where nobody looks, that nobody knows."""
    reader = await parlour.hired(StaffRole.READER, "9001")
    assert "No se sabe si la página de Migraciones responde" in (await reader.write("/estado")).text
    await parlour.linked("joao")
    await out(parlour, OutageKind.CHANGED)
    parlour.later(minutes=5)
    changed = "cambió y no se puede leer desde las 10:30, hace 5 minutos."
    assert changed in (await reader.write("/estado")).text
    await back(parlour)
    assert "responde desde las 10:35." in (await reader.write("/estado")).text
    parlour.later(hours=1)
    late = (await reader.write("/estado")).text
    assert "No se sabe" in late
    assert "La cola va atrasada 35 minutos." in late


async def test_broadcasts_on_their_way(parlour: Parlour) -> None:
    """Each with its bar and its counts; one that waits for its time with that."""
    reader = await parlour.hired(StaffRole.READER, "9001")
    async with parlour.world.database.begin() as connection:
        for state in (BroadcastState.RUNNING, BroadcastState.SCHEDULED, BroadcastState.DRAFT):
            number = await broadcasts.create(
                connection, content=Content({"es": "x"}), audience=Audience(), urgent=False, author=None, now=NOW
            )
            changed = update(broadcasts_table).where(broadcasts_table.c.id == number)
            await connection.execute(changed.values(state=state, total=3, started_at=NOW, due_at=NOW + HOUR))
    await put(parlour, {"broadcast_id": 1, "text_key": "broadcast"})
    text = (await reader.write("/estado")).text
    assert "📣 Aviso 1: se está enviando.\n▰▰▰▱▱▱▱▱▱▱▱▱ 33 %\nEnviados: 1 de 3" in text
    assert "📅 Aviso 2: sale el 3 dic 2026, 11:30." in text
    assert "Aviso 3" not in text


async def test_it_is_refreshed_in_place_and_leads_to_ones_own_mailboxes(parlour: Parlour) -> None:
    """One message for all of it; people's own status is one tap away, plain words lead to the service too."""
    await parlour.linked("maria")
    reader = await parlour.hired(StaffRole.READER, "1001")
    shown = await reader.write("¿está caída la página de migraciones?")
    assert "📊 El servicio" in shown.text
    parlour.later(minutes=1)
    again = await reader.tap("🔄 Actualizar")
    assert again.text.startswith("📊 El servicio, a las 10:31")
    assert again.messages[0].edit == reader.last.message  # type: ignore[union-attr]  # a text, not a picture
    own = await reader.tap("📬 Mis buzones")
    assert "✅ maria: lo miré hace 1 minuto" in own.text
    assert own.messages[0].edit == reader.last.message  # type: ignore[union-attr]


async def test_nothing_changes_for_people(parlour: Parlour) -> None:
    """Who is not of the team, or is no more, gets their own status; old buttons of the team are of no use."""
    person = await parlour.linked("maria")
    for text in ("/estado", "/estado portal"):
        answer = await person.write(text)
        assert "📋 Así está todo" in answer.text
        assert "servicio" not in answer.text
    await parlour.hired(StaffRole.ADMIN, "9001")
    reader = await parlour.hired(StaffRole.READER, "9002", "Luz")
    assert "📊" in (await reader.write("/estado")).text
    async with parlour.world.database.begin() as connection:
        await connection.exec_driver_sql("UPDATE staff SET ended_at = joined_at WHERE name = 'Luz'")
    assert (await reader.tap("📈 Gráficos")).toast.startswith(STALE)
    assert NO_MAILBOX in (await reader.write("/estado")).text


# ---- the picture ----


async def test_the_picture_is_a_message_of_its_own(parlour: Parlour) -> None:
    """A text can't be edited into a picture, nor a picture into a text: it comes without buttons."""
    reader = await parlour.hired(StaffRole.READER, "9001")
    await reader.write("/estado")
    [photo] = (await reader.tap("📈 Gráficos")).messages
    assert isinstance(photo, Photo)
    assert photo.content.startswith(b"\x89PNG")
    assert photo.markup == "📈 Los gráficos, a las 10:30 (hora de Lima)"
    assert photo.keyboard == ()


async def test_a_picture_that_cannot_be_drawn_is_said_to_be(parlour: Parlour) -> None:
    """Where too many wait for theirs; the words are there all the same."""
    reader = await parlour.hired(StaffRole.READER, "9001")
    await reader.write("/estado")
    async with crowded():
        assert "No pude dibujar la imagen ahora." in (await reader.tap("📈 Gráficos")).text


# ---- the ledger ----


async def test_the_ledger_page_by_page(parlour: Parlour) -> None:
    """The latest first, eight on a page, in Lima's time; an old button for a page that is no more shows the last."""
    reader = await parlour.hired(StaffRole.READER, "9001")
    assert (await reader.write("/estado portal")).text == "📒 No hay caídas anotadas de la página de Migraciones."
    for _ in range(PAGE):
        parlour.later(days=1)
        await out(parlour)
        parlour.later(minutes=85)
        await back(parlour)
    parlour.later(days=1)
    await out(parlour, OutageKind.CHANGED)
    parlour.later(hours=3)
    await out(parlour, OutageKind.CHANGED)
    first = await reader.write("/estado Portal")
    title, latest, second, *rest = first.text.split("\n\n")
    assert title == "📒 Caídas de la página de Migraciones: 9 (hora de Lima). Página 1 de 2."
    assert latest == ("🟠 12 dic 2026, 21:50 – sigue (3 horas)\nCambió y no se podía leer. Intentos fallidos: 2.")
    assert second == (
        "🔴 11 dic 2026, 20:25 – 11 dic 2026, 21:50 (1 hora y 25 minutos)\nNo respondía. Intentos fallidos: 1."
    )
    assert len(rest) == PAGE - 2
    assert list(first.buttons) == ["Más antiguas ▶", "📊 El servicio", "🔄 Actualizar"]
    last = await reader.tap("Más antiguas ▶")
    assert last.text.startswith("📒 Caídas de la página de Migraciones: 9 (hora de Lima). Página 2 de 2.\n\n🔴 4 dic")
    assert list(last.buttons) == ["◀ Más nuevas", "📊 El servicio", "🔄 Actualizar"]
    assert last.messages[0].edit == reader.last.message  # type: ignore[union-attr]
    assert (await reader.press("v:o:77")).text == last.text
    assert (await reader.press("v:o:-1")).text == first.text
    assert (await reader.tap("📊 El servicio")).text.startswith("📊")


async def test_in_english(parlour: Parlour) -> None:
    """The same, word for word."""
    reader = await parlour.hired(StaffRole.READER, "9001")
    await reader.press("l:en")
    assert (await reader.write("/status")).text.startswith("📊 The service, at 10:30 (Lima time)\n\n👥 Active chats: 1")
    assert "No outage of Migraciones' page" in (await reader.write("/status portal")).text


async def test_open_questions_are_counted(parlour: Parlour) -> None:
    """How many people wait for the team, and how many of them have heard nothing yet; no line where nobody does."""
    reader = await parlour.hired(StaffRole.READER, "501")
    assert "pregunta" not in (await reader.write("/estado")).text
    async with parlour.world.database.begin() as connection:
        for number in range(2):
            chat = await chats.ensure(connection, "telegram", f"asker-{number}", now=parlour.clock.now())
            ticket = await tickets.begin(connection, chat.id, with_context=False, now=parlour.clock.now())
        await tickets.note_answer(connection, ticket.id, now=parlour.clock.now())
    assert "💬 2 preguntas abiertas. Sin respuesta: 1." in (await reader.write("/estado")).text
