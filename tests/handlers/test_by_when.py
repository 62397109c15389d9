"""By when: what an alert, a reminder, the list of terms and the calendar say of dates, and when it is said."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import select

from bot.channels.limits import TELEGRAM
from bot.channels.messages import Document, Message
from bot.channels.rendering import render
from bot.metrics import Metrics
from bot.push.watch import Watch
from buzon.workdays import LIMA
from handlers.alerts import compose
from handlers.speech import Said
from sandbox.portal import Kind
from storage import feeds, notices, outbox
from storage.tables import OutboxState
from storage.tables import outbox as rows
from tests.handlers.parlour import Parlour
from tests.handlers.person import Person
from tests.handlers.phrases import STALE
from tests.handlers.transcript import plain

LEASE = timedelta(seconds=60)
TERM = "dentro del plazo de cinco (05) días hábiles, contados desde el día siguiente de notificada la presente"


async def pushes(parlour: Parlour, chat_id: int = 1) -> list[str]:
    """Whatever is due now, as it is read; each is sent."""
    texts: list[str] = []
    now = parlour.clock.now()
    async with parlour.world.database.begin() as connection:
        while delivery := await outbox.lease_next(connection, chat_id, now=now, lease=LEASE):
            composed = await compose(connection, delivery, parlour.world.vault, now=now)
            if isinstance(composed, Said):
                [message] = render(composed, language="es", limits=TELEGRAM)
                assert isinstance(message, Message)
                texts.append(plain(message.markup))
            await outbox.all_sent(connection, [delivery.id], now=now)
    return texts


async def waiting(parlour: Parlour, key: str) -> list[str]:
    """When what waits under this text is due, in Lima."""
    async with parlour.world.database.read() as connection:
        wanted = select(rows.c.due_at).where(rows.c.text_key == key, rows.c.state == OutboxState.PENDING)
        found = (await connection.execute(wanted.order_by(rows.c.due_at))).scalars()
        return [due.astimezone(LIMA).strftime("%a %d %b %H:%M") for due in found]


async def publish(parlour: Parlour, kind: Kind = Kind.REMEDY, **what: Any) -> Person:
    """Somebody with a mailbox into which a notice has just come, and whom the watch has told of it."""
    person = await parlour.linked("joao")
    parlour.portal.publish("joao", kind, **{"deposited_at": parlour.clock.now(), **what})
    parlour.later(hours=1)
    await Watch(parlour.world, Metrics()).round(9)
    return person


async def newest(parlour: Parlour) -> notices.KnownNotice:
    async with parlour.world.database.read() as connection:
        known = await notices.known(connection, 1)
    return max(known.values(), key=lambda notice: notice.id)


def at(parlour: Parlour, month: int, day: int, hour: int, minute: int = 0, *, year: int = 2026) -> None:
    """It is this hour in Lima."""
    parlour.clock.instant = datetime(year, month, day, hour, minute, tzinfo=LIMA)


async def test_an_alert_has_the_safe_date_before_anything_is_opened(parlour: Parlour) -> None:
    """The term is inside, so the shortest usual one is counted, and the person is told that it is."""
    await publish(parlour)
    [text] = await pushes(parlour)
    assert text == (
        "🔔 Llegó una notificación nueva\nBuzón: joao\nTipo: Subsanación (falta algo)\nLlegó: 3 dic 2026, 10:30\n\n"
        "Dice: «NOTIFICACIÓN DE OBSERVACIONES - EXP. PR260007730»\n\n"
        "📅 Fecha segura: lunes 7 de diciembre\nQuedan 2 días hábiles.\n\n"
        "El plazo exacto está dentro de la notificación. Por ahora cuento el más corto que es usual: 2 días hábiles."
        "\n\nParece que a tu trámite le falta algo y te dan pocos días para entregarlo (muchas veces, 5 días hábiles). "
        "Si no respondes, puedes perder el trámite. Ábrela hoy.\n\n"
        "Te informo; no es un consejo legal."
    )
    assert parlour.portal.openings == []


async def test_opening_tells_the_real_term_and_the_words_that_say_so(parlour: Parlour) -> None:
    """Five days from the day of opening, which counts itself under one of the models: Friday the 11th."""
    person = await publish(parlour)
    number = (await newest(parlour)).id
    opened = await person.press(f"n:y:{number}")
    assert "📌 Qué es y hasta cuándo" in opened.text
    assert "📅 Fecha segura: viernes 11 de diciembre\nQuedan 4 días hábiles." in opened.text
    assert "Lo dice así: «" in opened.text
    assert "cinco (05) días hábiles" in opened.text.split("Lo dice así")[1]
    assert "El plazo exacto está dentro" not in opened.text
    more = (await person.press(f"n:m:{number}")).text
    assert "La cuento desde el día en que se abrió" in more
    assert "podría llegar hasta el lunes 14 de diciembre. No te fíes de esa fecha" in more
    assert "4. Guarda el cargo" in more
    assert "Se basa en: Ley 31736; SERVIR, precedente 002-2025." in more


async def test_a_text_alone_makes_no_approval(parlour: Parlour) -> None:
    """Rules have taken a refusal for one: where the subject does not say so, nobody is told that all is well."""
    person = await publish(parlour, Kind.APPROVAL, subject="NOTIFICACIÓN N.° 4512-2026")
    opened = await person.press(f"n:y:{(await newest(parlour)).id}")
    assert "Parece: Tipo no reconocido" in opened.text
    assert "Aprobación" not in opened.text


async def test_reminders_come_before_the_safe_date_at_eight(parlour: Parlour) -> None:
    """Five, two and one working days before and on the day; over the holidays of the 8th and 9th; moved by opening."""
    person = await publish(parlour)
    await pushes(parlour)
    assert await waiting(parlour, "deadline") == ["Fri 04 Dec 08:00", "Mon 07 Dec 08:00"]
    await person.press(f"n:y:{(await newest(parlour)).id}")
    assert await waiting(parlour, "deadline") == ["Mon 07 Dec 08:00", "Thu 10 Dec 08:00", "Fri 11 Dec 08:00"]
    at(parlour, 12, 10, 8)
    texts = await pushes(parlour)
    assert texts[-1].startswith("⏰ No olvides esta notificación\nBuzón: joao")
    assert "Queda 1 día hábil." in texts[-1]
    at(parlour, 12, 11, 8)
    assert "Es hoy." in (await pushes(parlour))[0]
    at(parlour, 12, 20, 8)
    assert await pushes(parlour) == []


async def test_a_reminder_says_that_more_time_can_be_asked_for(parlour: Parlour) -> None:
    """Of a renewal and of a change of status, and before the term ends; of nothing else."""
    subject = "PRÓRROGA DE RESIDENCIA: SUBSANE EN EL PLAZO DE CINCO (05) DÍAS HÁBILES"
    await publish(parlour, subject=subject)
    [alert] = await pushes(parlour)
    assert "30 días más" not in alert
    at(parlour, 12, 11, 8)
    assert "puedes pedir una sola vez 30 días más" in (await pushes(parlour))[-1]


async def test_an_appointment_is_reminded_of_too(parlour: Parlour) -> None:
    """Its day stands in the text, so from the opening on; with the hour."""
    person = await publish(parlour, Kind.SUMMONS, body="Sírvase apersonarse el día 15 de diciembre de 2026 a las 9:30.")
    assert await waiting(parlour, "deadline") == []
    opened = await person.press(f"n:y:{(await newest(parlour)).id}")
    assert "📍 Cita: martes 15 de diciembre, 09:30 (hora de Lima)" in opened.text
    assert await waiting(parlour, "deadline") == [
        "Fri 04 Dec 08:00",
        "Fri 11 Dec 08:00",
        "Mon 14 Dec 08:00",
        "Tue 15 Dec 08:00",
    ]
    await pushes(parlour)
    at(parlour, 12, 14, 8)
    text = (await pushes(parlour))[-1]
    assert text.startswith("⏰ No olvides esta notificación")
    assert "Cita: martes 15 de diciembre, 09:30" in text


async def test_a_text_without_a_term_says_that_none_was_found(parlour: Parlour) -> None:
    """Once opened nobody is told that the term is inside: it may be in the PDF, and the shortest is counted still."""
    person = await publish(parlour, body="Se adjunta el documento.")
    opened = await person.press(f"n:y:{(await newest(parlour)).id}")
    assert "No encontré el plazo en el texto: puede estar en el PDF." in opened.text
    assert "está dentro de la notificación" not in opened.text


async def test_handled_is_silence_until_it_is_taken_back(parlour: Parlour) -> None:
    """No reminder more, and none of what was over meanwhile; "not yet" brings the rest back."""
    person = await publish(parlour)
    number = (await newest(parlour)).id
    await person.press(f"n:y:{number}")
    await pushes(parlour)
    assert "Ya no te lo recuerdo" in (await person.press(f"n:d:{number}")).toast
    assert await waiting(parlour, "deadline") == []
    at(parlour, 12, 10, 9)
    assert await pushes(parlour) == []
    assert "Te lo vuelvo a recordar" in (await person.press(f"n:u:{number}")).toast
    assert await waiting(parlour, "deadline") == ["Fri 11 Dec 08:00"]
    assert [act for act in await parlour.acts() if "handled" in act] == ["notice.handled", "notice.not-handled"]


async def test_a_notice_read_elsewhere_counts_from_the_last_look(parlour: Parlour) -> None:
    """It may have been opened right after it: the safe date moves to the earlier one, and it is unread no more."""
    person = await publish(parlour, subject="SUBSANE EN EL PLAZO DE DIEZ (10) DÍAS HÁBILES")
    [text] = await pushes(parlour)
    assert "Fecha segura: lunes 21 de diciembre" in text
    parlour.portal.mailboxes["joao"].notices[-1].opened_at = parlour.clock.now()
    parlour.later(hours=2)
    await person.write("/notificaciones")
    assert str((await newest(parlour)).safe_day) == "2026-12-18"
    assert await waiting(parlour, "unread") == []


async def test_what_is_urgent_and_unread_is_told_once_more(parlour: Parlour) -> None:
    """After a day, once; not where it was opened, nor what is not urgent."""
    await publish(parlour, Kind.EXPULSION)
    await pushes(parlour)
    at(parlour, 12, 4, 11, 29)
    assert [text for text in await pushes(parlour) if "Todavía no abriste" in text] == []
    at(parlour, 12, 4, 11, 31)
    [again] = [text for text in await pushes(parlour) if "Todavía no abriste" in text]
    assert "Salida obligatoria" in again
    parlour.later(days=3)
    assert [text for text in await pushes(parlour) if "Todavía no abriste" in text] == []


async def test_sixty_silent_days_bring_a_note_on_how_to_ask(parlour: Parlour) -> None:
    """Counted anew from whatever comes."""
    await publish(parlour, Kind.INFORMATION)
    await pushes(parlour)
    assert await waiting(parlour, "silence") == ["Mon 01 Feb 08:00"]
    at(parlour, 2, 1, 8, year=2027)
    [text] = await pushes(parlour)
    assert "Hace 60 días que no llega nada al buzón joao" in text


async def test_reminders_can_be_chosen(parlour: Parlour) -> None:
    """The panel names what is open; each choice changes what waits at once, and is said."""
    person = await publish(parlour)
    panel = await person.write("/recordatorios")
    assert "Tienes 1 plazo abierto" in panel.text
    assert "• joao: Subsanación (falta algo)\nHasta el lunes 7 de diciembre. Quedan 2 días hábiles." in panel.text
    await person.tap("⏰ Cuándo recordar")
    changed = await person.tap("Solo ese día")
    assert "solo ese mismo día" in changed.text
    assert await waiting(parlour, "deadline") == ["Mon 07 Dec 08:00"]
    await person.tap("⏰ Cuándo recordar")
    assert "No te recuerdo los plazos" in (await person.tap("Sin recordatorios")).text
    assert await waiting(parlour, "deadline") == []


@pytest.mark.parametrize("data", ["w:b:99", "w:q:x", "w:d:25", "w:p:-1", "w:c:z", "n:m:77", "n:d:x", "n:c:9", "n:u:"])
async def test_a_forged_choice_is_a_stale_button(parlour: Parlour, data: str) -> None:
    """Whatever a button carries that nobody offered."""
    person = await parlour.linked("joao")
    assert STALE in (await person.press(data)).toast


async def test_quiet_hours_hold_back_what_is_not_critical(parlour: Parlour) -> None:
    """A remedy of the night comes at seven, an expulsion at once."""
    person = await parlour.linked("joao")
    await person.write("/recordatorios")
    await person.tap("🌙 No molestar")
    assert "De 22:00 a 7:00 no te molesto" in (await person.tap("De 22:00 a 7:00")).text
    at(parlour, 12, 3, 23, 30)
    parlour.portal.publish("joao", Kind.REMEDY)
    parlour.portal.publish("joao", Kind.EXPULSION)
    await Watch(parlour.world, Metrics()).round(9)
    assert ["Salida obligatoria" in text for text in await pushes(parlour)] == [True]
    at(parlour, 12, 4, 7, 0)
    assert ["Subsanación" in text for text in await pushes(parlour)] == [True]


async def test_the_second_word_keeps_the_quiet_hours(parlour: Parlour) -> None:
    """What came just before midnight is asked after in the morning."""
    person = await parlour.linked("joao")
    await person.write("/recordatorios")
    at(parlour, 12, 3, 21, 50)
    parlour.portal.publish("joao", Kind.REMEDY)
    await Watch(parlour.world, Metrics()).round(9)
    assert await waiting(parlour, "unread") == ["Fri 04 Dec 21:50"]
    await person.tap("🌙 No molestar")
    await person.tap("De 21:00 a 8:00")
    parlour.portal.publish("joao", Kind.REMEDY)
    parlour.later(minutes=40)
    await Watch(parlour.world, Metrics()).round(9)
    assert await waiting(parlour, "unread") == ["Fri 04 Dec 21:50", "Sat 05 Dec 08:00"]


async def test_a_pause_gives_way_to_a_term_that_it_would_swallow(parlour: Parlour) -> None:
    """What can wait does, until the pause ends or is taken off."""
    person = await parlour.linked("joao")
    await person.write("/recordatorios")
    await person.tap("⏸ Pausar")
    assert "En pausa hasta el 10 dic 2026, 08:00" in (await person.tap("7 días")).text
    parlour.portal.publish("joao", Kind.REMEDY)
    parlour.portal.publish("joao", Kind.PICKUP)
    parlour.later(hours=1)
    await Watch(parlour.world, Metrics()).round(9)
    assert ["Subsanación" in text for text in await pushes(parlour)] == [True]
    await person.tap("⏸ Pausar")
    await person.tap("Sin pausa")
    assert ["recoger" in text for text in await pushes(parlour)] == [True]


async def test_a_digest_tells_of_all_at_once(parlour: Parlour) -> None:
    """One message a day at its hour, with each notice in a line; what would be too late by then comes by itself."""
    person = await parlour.linked("joao")
    await person.write("/recordatorios")
    await person.tap("🗞 Resumen diario")
    assert "una vez al día, a las 19:00" in (await person.tap("A las 19:00")).text
    for kind in (Kind.PICKUP, Kind.REMEDY, Kind.INFORMATION):
        parlour.portal.publish("joao", kind)
    parlour.later(hours=1)
    await Watch(parlour.world, Metrics()).round(9)
    assert await pushes(parlour) == []
    at(parlour, 12, 3, 19)
    [text] = await pushes(parlour)
    assert text.startswith("🗞 Llegaron 3 notificaciones")
    assert "• joao: Subsanación (falta algo). Fecha segura: lunes 7 de diciembre" in text
    parlour.later(hours=1)
    assert await pushes(parlour) == []


async def test_the_calendar_file_has_the_day_and_its_alarms(parlour: Parlour) -> None:
    """A whole day, said whose it is, ringing at eight on the days that the person chose."""
    person = await publish(parlour)
    sent = await person.press(f"n:c:{(await newest(parlour)).id}")
    [content] = [one.content for one in sent.sent if isinstance(one, Document)]
    [event] = Calendar.from_ical(content).walk("VEVENT")
    assert str(event["summary"]) == "joao: último día seguro (Subsanación (falta algo))"
    assert str(event["dtstart"].dt) == "2026-12-07"
    alarms = [alarm["trigger"].dt for alarm in event.walk("VALARM")]
    assert alarms == [timedelta(days=day, hours=8) for day in (-7, -5, -3, 0)] or alarms[-1] == timedelta(hours=8)


async def test_a_private_address_is_one_persons_until_it_is_ended(parlour: Parlour) -> None:
    """A new one ends the earlier; ended, it leads nowhere; what is kept of it is no address."""
    person = await publish(parlour)
    await person.press("f:o:")
    first = (await person.tap("🔗 Crear dirección")).text.split("\n")[1]
    await person.press("f:o:")
    second = (await person.tap("🔗 Crear otra")).text.split("\n")[1]
    async with parlour.world.database.read() as connection:
        assert await feeds.of(connection, first) is None
        assert await feeds.of(connection, second) == 1
    assert "ya no sirve" in (await person.tap("🗑 Anular dirección")).text
    async with parlour.world.database.read() as connection:
        assert await feeds.of(connection, second) is None


async def test_a_notice_without_a_date_says_so(parlour: Parlour) -> None:
    """Nothing to keep in a calendar, and no date made up."""
    person = await publish(parlour, Kind.UNKNOWN)
    [text] = await pushes(parlour)
    assert "Fecha segura" not in text
    assert "no tiene una fecha" in (await person.press(f"n:c:{(await newest(parlour)).id}")).toast
