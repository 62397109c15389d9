"""From the publication to the last reminder, over the wire, with the time put forward; and the private calendar."""

from contextlib import suppress
from datetime import date, datetime, timedelta

import aiohttp
import pytest
from babel.dates import format_date
from icalendar import Calendar

from bot.rehearsal.person import Failure
from buzon.reminding import morning_of, workdays_before
from buzon.workdays import LIMA, add_workdays
from tests.flow.town import ALERT, Phone, Town
from tests.flow.whatsapp_phone import WhatsAppPhone

pytestmark = pytest.mark.asyncio(loop_scope="module")

TEN = "SUBSANE EN EL PLAZO DE DIEZ (10) DÍAS HÁBILES"
REMINDED = "No olvides esta notificación"
KNOCK = "Te recuerdo lo que llegó"


def today(town: Town) -> date:
    return town.house.world.now().astimezone(LIMA).date()


def said(day: date) -> str:
    return format_date(day, "EEEE d 'de' MMMM", locale="es")


async def forward_to(town: Town, instant: datetime) -> None:
    """It is this instant, everywhere in the town."""
    seconds = (instant - town.house.world.now()).total_seconds()
    await town.control("POST", "/clock", {"forward_seconds": max(seconds, 0.0)})


async def reminded(phone: Phone) -> dict[str, object]:
    """The reminder; who has not written for a day is knocked at first."""
    if isinstance(phone, WhatsAppPhone):
        knock = await phone.sees(KNOCK)
        await phone.tap(knock, "Ver")
        with suppress(Failure):
            return await phone.sees(REMINDED, seconds=10)
        # The second word on an unread notice is due at the same instant, and knocked first.
        others = [one for one in await phone.messages() if KNOCK in (one.get("text") or "") and one != knock]
        await phone.tap(others[-1], "Ver")
    return await phone.sees(REMINDED)


async def test_a_term_is_told_reminded_of_and_handled(town: Town) -> None:
    """The alert has the safe date; the reminder comes on its day at eight; "Ya lo hice" is the end of it."""
    phone = await town.linked("joao")
    deposited = today(town)
    await town.publish("joao", "remedy", pdf=False, subject=TEN)
    alert = await phone.sees(ALERT)
    safe = add_workdays(add_workdays(deposited, 0), 10)
    assert f"Fecha segura: {said(safe)}" in alert["text"]
    assert "Buzón: Mamá" in alert["text"]
    await forward_to(town, morning_of(workdays_before(safe, 5)))
    told = await reminded(phone)
    assert "Quedan 5 días hábiles." in str(told["text"])
    await phone.tap(told, "Ya lo hice")
    await forward_to(town, morning_of(safe) + timedelta(hours=1))
    await phone.looked(times=2)
    assert len([one for one in await phone.messages() if REMINDED in (one.get("text") or "")]) == 1


async def test_opening_moves_the_date_and_says_why(town: Town) -> None:
    """The real term stands in the text: five days from the day of opening, which counts itself."""
    phone = await town.linked("joao")
    await town.publish("joao", "remedy", pdf=False, sample="remedy-1")
    await phone.tap(await phone.sees(ALERT), "Abrir")
    await phone.tap(await phone.sees("Antes de abrir"), "Sí, abrir")
    dated = await phone.sees("Qué es y hasta cuándo")
    safe = add_workdays(add_workdays(today(town), 0), 4)
    assert said(safe) in dated["text"]
    assert "cinco (05) días hábiles" in dated["text"]


async def test_a_calendar_app_reads_the_private_address(town: Town) -> None:
    """Anybody who has it and nobody else; no name in it; ended, it is gone."""
    phone = await town.linked("joao", called="Sofía Quispe")
    await town.publish("joao", "remedy", pdf=False, subject=TEN)
    await phone.sees(ALERT)
    await phone.write("/recordatorios")
    await phone.tap(await phone.sees("abiertos"), "En mi calendario")
    await phone.tap(await phone.sees("dirección privada"), "Crear dirección")
    given = await phone.sees("Tu dirección privada")
    address = next(word for word in given["text"].split() if word.endswith(".ics"))
    async with aiohttp.ClientSession() as http:
        async with http.get(address) as answer:
            assert answer.status == 200
            assert answer.content_type == "text/calendar"
            content = await answer.read()
        assert b"Quispe" not in content
        events = Calendar.from_ical(content).walk("VEVENT")
        assert any("Subsanación" in str(event["summary"]) for event in events)
        async with http.get(address.replace(".ics", "x.ics")) as answer:
            assert answer.status == 404
        await phone.tap(given, "Anular dirección")
        await phone.sees("ya no sirve")
        async with http.get(address) as answer:
            assert answer.status == 404
