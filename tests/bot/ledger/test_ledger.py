"""Link death is never silent: who is told of an outage and of its end, when, in which words, and how often (once)."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from bot.metrics import Metrics
from bot.push.ledger import EVENING_HOUR, OutageLedger
from handlers.words import LIMA
from storage import mailboxes
from storage.database import Database
from storage.tables import OutageKind
from storage.tables import mailboxes as mailboxes_table
from tests.bot.ledger.conftest import Watchtower
from tests.storage.moment import MINUTE, NOW

DOWN, CHANGED = OutageKind
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SEEN = "status 503"


async def probes(tower: Watchtower, kind: OutageKind, *, minutes: int, start: datetime = NOW) -> datetime:
    """The breaker opens, and a probe fails every five minutes."""
    for passed in range(0, minutes + 1, 5):
        await tower.ledger.portal_out(kind, SEEN, start + passed * MINUTE)
    return start + minutes * MINUTE


async def test_a_portal_that_is_down_is_told_to_whom_a_term_may_run(tower: Watchtower) -> None:
    """After half an hour, not before; once; and once more when it is back. Nobody else hears anything."""
    near = await tower.family("Mamá", term_until=NOW + 9 * DAY)
    await tower.family("Sofía")
    await tower.family("Abuela", term_until=NOW - DAY)
    await probes(tower, DOWN, minutes=25)
    assert await tower.waiting() == []
    await probes(tower, DOWN, minutes=20, start=NOW + 30 * MINUTE)
    assert await tower.hears(near, NOW + 31 * MINUTE) == [
        (
            "⏳ La página de Migraciones no responde desde las 10:30.\n\n"
            "No es tu teléfono, y no hiciste nada mal. Falla la página de ellos.\n\n"
            "Te escribo porque puede haber un plazo corriendo en: Mamá.\n\n"
            "¿Tu plazo termina hoy o mañana? No esperes a la página. Ve en persona a una oficina de Migraciones con "
            "tus papeles y pide que te sellen una copia. Guarda también el informe de caídas: dice desde qué hora no "
            "se podía entrar.\n\n"
            "¿Te quedan más días? Entonces ahora no tienes que hacer nada.\n\n"
            "Sigo intentando entrar. Cuando la página vuelva, te escribo.\n"
            "[📄 Informe de caídas (PDF)]"
        )
    ]
    await tower.ledger.portal_back(NOW + 85 * MINUTE)
    await tower.ledger.portal_back(NOW + 86 * MINUTE)
    assert await tower.hears(near, NOW + 86 * MINUTE) == [
        (
            "✅ La página de Migraciones ya responde.\n\n"
            "No se podía entrar desde las 10:30 hasta las 11:55 (1 hora y 25 minutos).\n\n"
            "Ya estoy mirando tus buzones otra vez. Si hay algo nuevo, te aviso. Si tenías que entrar tú, ya puedes.\n"
            "[📬 Notificaciones]\n[📄 Informe de caídas (PDF)]"
        )
    ]
    assert await tower.waiting() == [(near, "portal-out"), (near, "portal-back")]
    assert len(tower.woken) == 2


async def test_a_short_outage_is_told_to_nobody(tower: Watchtower) -> None:
    """It stands in the ledger all the same."""
    near = await tower.family("Mamá", term_until=NOW + DAY)
    await probes(tower, DOWN, minutes=25)
    await tower.ledger.portal_back(NOW + 29 * MINUTE)
    await tower.ledger.sweep(NOW + 40 * MINUTE)
    assert await tower.hears(near, NOW + HOUR) == []
    assert [(row.failures, row.ended_at) for row in await tower.rows()] == [(6, NOW + 29 * MINUTE)]


async def test_a_changed_portal_is_told_to_everybody_with_the_way_to_look(tower: Watchtower) -> None:
    """In parts of three here; and to everybody again when it can be read."""
    ids = [await tower.family(f"Familia {number}") for number in range(8)]
    at = await probes(tower, CHANGED, minutes=15)
    [text] = await tower.hears(ids[0], at)
    assert text == (
        "⚠️ La página de Migraciones cambió y no la puedo leer desde las 10:30.\n\n"
        "No hiciste nada mal, y tus datos están bien guardados. El equipo ya tiene el aviso.\n\n"
        "Mientras tanto no puedo avisarte si llega algo. Por favor, mira tú una vez al día.\n\n"
        "1. Abre la página oficial con el botón. La dirección tiene que terminar en migraciones.gob.pe.\n"
        "2. Pon tu usuario y tu contraseña y toca Ingresar.\n"
        "3. Toca Casilla Electrónica y después Notificaciones.\n\n"
        "Ver la lista no abre nada. Si abres una notificación, puede contar como que ya te notificaron.\n\n"
        "Cuando yo pueda leerla otra vez, te escribo.\n"
        "[🌐 Página oficial]"
    )
    others = [await tower.hears(chat_id, at) for chat_id in ids[1:]]
    assert [len(texts) for texts in others] == [1] * 7
    await tower.ledger.portal_back(at + HOUR)
    for chat_id in ids:
        [text] = await tower.hears(chat_id, at + HOUR)
        assert text.startswith("✅ Ya puedo leer otra vez la página de Migraciones.")
    assert [key for _, key in await tower.waiting()] == ["portal-out"] * 8 + ["portal-back"] * 8


async def test_nobody_is_woken_by_what_everybody_is_told(tower: Watchtower) -> None:
    """At night it waits for the morning; a portal that is back by then was never worth a word."""
    evening = NOW.astimezone(LIMA).replace(hour=EVENING_HOUR, minute=0)
    ids = [await tower.family(name) for name in ("Mamá", "Sofía")]
    at = await probes(tower, CHANGED, minutes=20, start=evening)
    assert await tower.hears(ids[0], at + 3 * HOUR) == []
    morning = evening + 11 * HOUR
    [text] = await tower.hears(ids[0], morning)
    assert "desde el 3 dic 2026, 21:00" in text
    await tower.ledger.portal_back(morning + MINUTE)
    assert await tower.hears(ids[1], morning + HOUR) == []
    [text] = await tower.hears(ids[0], morning + HOUR)
    assert text.startswith("✅")


async def test_who_was_told_of_both_hears_the_end_once(tower: Watchtower) -> None:
    """A portal that came back changed, and then came back."""
    near = await tower.family("Mamá", term_until=NOW + DAY)
    await probes(tower, DOWN, minutes=40)
    at = await probes(tower, CHANGED, minutes=20, start=NOW + 41 * MINUTE)
    assert len(await tower.hears(near, at)) == 2
    await tower.ledger.portal_back(at + MINUTE)
    [text] = await tower.hears(near, at + MINUTE)
    assert text.startswith("✅ Ya puedo leer")


async def test_a_term_of_several_mailboxes_names_them_all(tower: Watchtower) -> None:
    """And only those; in English too."""
    chat_id = await tower.family("Mamá", term_until=NOW + DAY)
    for name, term in (("Sofía", NOW + DAY), ("Tía <3>", None), ("Abuela", NOW + DAY)):
        await tower.link(chat_id, name, term_until=term)
    at = await probes(tower, DOWN, minutes=30)
    [text] = await tower.hears(chat_id, at, language="en")
    assert "may be running in: Mamá, Sofía and Abuela." in text


async def test_what_concerns_the_chat_no_more_is_not_said(tower: Watchtower) -> None:
    """The mailbox was unlinked, or its term is gone, between the row and the sending."""
    gone, settled = [await tower.family(name, term_until=NOW + DAY) for name in ("Mamá", "Sofía")]
    at = await probes(tower, DOWN, minutes=30)
    mailbox = await tower.mailbox(gone)
    async with tower.world.database.begin() as connection:
        await mailboxes.unlink(connection, mailbox.id, gone)
        await connection.execute(update(mailboxes_table).values(term_until=None))
    for chat_id in (gone, settled):
        assert await tower.hears(chat_id, at) == []


@pytest.mark.parametrize("kind", OutageKind)
async def test_many_workers_at_once_tell_once(
    tower: Watchtower, db: Database, other: Database, kind: OutageKind
) -> None:
    """Each has a breaker of its own and says the same at the same time: one row, one message, one word of the end."""
    ids = [await tower.family(f"Familia {number}", term_until=NOW + DAY) for number in range(10)]
    workers = [
        OutageLedger(replace(tower.world, database=(db, other)[number % 2]), Metrics(), portal="sine", chunk=4)
        for number in range(6)
    ]
    for minute in (0, 20, 40):
        await asyncio.gather(*(worker.portal_out(kind, SEEN, NOW + minute * MINUTE) for worker in workers))
    [row] = await tower.rows()
    assert row.failures == 18
    assert sorted(await tower.waiting()) == [(chat_id, "portal-out") for chat_id in ids]
    for chat_id in ids:
        assert len(await tower.hears(chat_id, NOW + HOUR)) == 1
    await asyncio.gather(*(worker.portal_back(NOW + HOUR) for worker in workers))
    await asyncio.gather(*(worker.sweep(NOW + HOUR + MINUTE) for worker in workers))
    for chat_id in ids:
        assert len(await tower.hears(chat_id, NOW + 2 * HOUR)) == 1
    assert len(await tower.waiting()) == 20


async def test_a_worker_that_died_in_the_middle_is_finished_by_the_sweep(tower: Watchtower) -> None:
    """Of the first word, of the end, and of the end that nobody was there to say."""
    ids = [await tower.family(f"Familia {number}") for number in range(5)]
    dying = OutageLedger(tower.world, Metrics(), portal="sine", patience={CHANGED: 99 * DAY})
    await dying.portal_out(CHANGED, SEEN, NOW)
    await tower.ledger.sweep(NOW + 14 * MINUTE)
    assert await tower.waiting() == []
    await tower.ledger.sweep(NOW + 15 * MINUTE)
    assert len(await tower.waiting()) == 5
    for chat_id in ids:
        await tower.hears(chat_id, NOW + 15 * MINUTE)
    mailbox = await tower.mailbox(ids[0])
    async with tower.world.database.begin() as connection:
        await mailboxes.checked(connection, mailbox.id, now=NOW + HOUR, next_check_at=NOW + 2 * HOUR)
    assert tower.gauge("changed") == 1
    await tower.ledger.sweep(NOW + 2 * HOUR)
    assert tower.gauge("changed") == 0
    assert [row.ended_at for row in await tower.rows()] == [NOW + HOUR]
    assert [key for _, key in await tower.waiting()] == ["portal-out"] * 5 + ["portal-back"] * 5


async def test_the_gauge_shows_what_is_out(tower: Watchtower) -> None:
    """For the operator's alarm: 1 from the first word on, whatever people are told."""
    await tower.ledger.sweep(NOW)
    assert (tower.gauge("down"), tower.gauge("changed")) == (0, 0)
    await tower.ledger.portal_out(CHANGED, SEEN, NOW)
    assert (tower.gauge("down"), tower.gauge("changed")) == (0, 1)
    await tower.ledger.portal_back(NOW + MINUTE)
    assert tower.gauge("changed") == 0


async def test_a_mailbox_that_fails_by_itself_for_a_day_is_told_to_its_owner(tower: Watchtower) -> None:
    """Once, with what to do; not while it is only an hour, and nothing once it is read again."""
    chat_id = await tower.family("Mamá")
    mailbox = await tower.mailbox(chat_id)
    for hours in range(25):
        await tower.ledger.look_failed(mailbox, DOWN, SEEN, NOW + hours * HOUR)
        await tower.ledger.sweep(NOW + hours * HOUR)
        assert len(await tower.waiting()) == (hours == 24)
    await tower.ledger.sweep(NOW + DAY + MINUTE)
    assert await tower.hears(chat_id, NOW + DAY) == [
        (
            "⚠️ Hace más de un día que no puedo entrar al buzón Mamá. La página responde, pero este buzón no.\n\n"
            "No sé si llegó algo. Por favor, míralo tú en la página oficial.\n\n"
            "¿Tú sí puedes entrar? Entonces no cambies nada: sigo intentando, y en /estado ves si ya pude. "
            "¿Tampoco puedes? Toca Recuperar mi clave.\n"
            "[🌐 Página oficial]\n[🔑 Recuperar mi clave]"
        )
    ]
    await tower.ledger.look_worked([mailbox.id], NOW + 26 * HOUR)
    await tower.ledger.look_worked([], NOW)
    assert [row.ended_at for row in await tower.rows()] == [NOW + 26 * HOUR]
    await tower.ledger.sweep(NOW + 27 * HOUR)
    assert len(await tower.waiting()) == 1


async def test_a_mailbox_that_is_read_again_before_the_word_left_is_not_told_of(tower: Watchtower) -> None:
    """Nor one that was unlinked: its failure has no row."""
    chat_id = await tower.family("Mamá")
    mailbox = await tower.mailbox(chat_id)
    await tower.ledger.look_failed(mailbox, CHANGED, SEEN, NOW - 25 * HOUR)
    await tower.ledger.look_failed(mailbox, CHANGED, SEEN, NOW)
    await tower.ledger.sweep(NOW)
    await tower.ledger.look_worked([mailbox.id], NOW + MINUTE)
    assert await tower.hears(chat_id, NOW + HOUR) == []
    async with tower.world.database.begin() as connection:
        await mailboxes.unlink(connection, mailbox.id, chat_id)
    await tower.ledger.look_failed(mailbox, DOWN, "", NOW + 2 * HOUR)
    assert await tower.rows() == []


async def test_nothing_said_of_a_failure_is_a_kind_at_least(tower: Watchtower) -> None:
    """An exception without a text leaves a word all the same."""
    await tower.ledger.portal_out(DOWN, "", NOW)
    assert [row.seen for row in await tower.rows()] == ["down"]
