"""An institution that brings its notices itself: from the code on its counter to the phone, and back by its feed."""

import re
from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio
from sqlalchemy import delete

from storage.tables import ingest_keys, official_links, official_statuses
from tests.bot.web.institution import SOURCE, Institution, admitted
from tests.flow.town import ALERT, Phone, Town, until

pytestmark = pytest.mark.asyncio(loop_scope="module")

WISH = "RESOLUCIÓN QUE DECLARA IMPROCEDENTE SU SOLICITUD"


@pytest_asyncio.fixture(loop_scope="module")
async def office(town: Town) -> AsyncIterator[Institution]:
    """An institution that has a key, for as long as the test."""
    async with aiohttp.ClientSession(town.house.address) as http:
        yield await admitted(town.house.world, http)
    for table in (ingest_keys, official_links, official_statuses):
        await town.change(delete(table))


async def linked(town: Town, office: Institution, recipient: str) -> Phone:
    """A new phone, whose owner has typed the code that the counter showed."""
    code = (await office.code(recipient, "María Elena Quispe")).body["code"]
    phone = await town.phone()
    await phone.write(code)
    await phone.tap(await phone.sees("necesito tu permiso"), "Sí, acepto")
    asked = await phone.sees("M••• E••• Q•••", after=0)
    assert SOURCE in asked["text"]
    await phone.tap(asked, "Sí, es mi buzón")
    await phone.sees("quedó vinculado")
    return phone


async def fed(office: Institution, wanted: str) -> list[tuple[str, str | None]]:
    """Status and notice of all that the feed has told so far, once `wanted` is among it."""

    async def look() -> list[tuple[str, str | None]] | None:
        told = [(one["status"], one["notice"]) for one in (await office.statuses()).body["statuses"]]
        return told if wanted in {status for status, _ in told} else None

    return await until(look, f"status {wanted}")


async def test_from_the_counter_to_the_phone_and_back(town: Town, office: Institution) -> None:
    """Code, yes, a signed push: the alert is there with the safe date; the warning, another yes, the text. The feed
    says that it arrived and was opened, and in the end that the person has let go, who is then nobody to the
    institution any more. The portal was asked for nothing."""
    before, opened = await town.portal_counts(), await town.openings()
    phone = await linked(town, office, "R-1")
    notice = office.notice("R-1", subject=WISH)
    answer = await office.push(notice, office.notice("R-2"))
    assert answer.statuses == ["accepted", "unknown_recipient"]
    assert answer.body["results"][0]["delivery"] == town.channel
    alert = await phone.sees(ALERT)
    assert re.search(r"Fecha segura: \w+ \d+ de \w+", alert["text"])
    assert WISH in alert["text"]
    assert notice["body"] not in alert["text"]
    assert await fed(office, "delivered") == [("linked", None), ("delivered", notice["id"])]
    assert (await office.push(notice)).statuses == ["duplicate"]
    await phone.tap(alert, "Abrir")
    await phone.tap(await phone.sees("¿"), "Sí")
    await phone.sees(notice["body"])
    assert ("opened-consent", notice["id"]) in await fed(office, "opened-consent")
    assert (await town.portal_counts(), await town.openings()) == (before, opened)
    assert len(await phone.alerts()) == 1
    await phone.write("/privacidad")
    asked = await phone.turn(await phone.sees("Tus datos"), "Borrar mis datos", "¿Borro")
    await phone.tap(asked, "Sí, borrar todo")
    assert (await fed(office, "unlinked"))[-1] == ("unlinked", None)
    assert (await office.push(office.notice("R-1"))).statuses == ["unknown_recipient"]
