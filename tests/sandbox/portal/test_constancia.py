"""Constancias to download: a PDF with its text, and photographs of it."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from sandbox.portal import Portal
from tests.sandbox.portal.conftest import Visitor


async def text_of(puppeteer: Visitor, person_id: str, query: str = "") -> str:
    status, content = await puppeteer.get(f"/people/{person_id}/constancia.pdf{query}")
    assert status == 200
    (page,) = PdfReader(BytesIO(content)).pages
    text: str = page.extract_text()
    return text


async def test_every_first_constancia_carries_the_credentials_at_its_foot(puppeteer: Visitor, portal: Portal) -> None:
    """User and password are the last but one words of the sheet, whatever letters the person's name has."""
    for person_id, mailbox in portal.mailboxes.items():
        person = mailbox.person
        lines = (await text_of(puppeteer, person_id)).splitlines()
        assert f"Usuario: {person.user}" in lines[-3:]
        assert f"Contraseña: {person.password}" in lines[-3:]
        assert any(person.name in line for line in lines)


async def test_a_renewals_constancia_hides_the_password(puppeteer: Visitor) -> None:
    """On the sheet of a prórroga the password is asterisks."""
    text = await text_of(puppeteer, "maria", "?variant=extension")
    assert "Contraseña: ********" in text
    assert "Arepa-2619" not in text


async def test_what_is_printed_stays_printed(puppeteer: Visitor, portal: Portal) -> None:
    """A password set later is not on the old sheet: whoever reads it off is refused, as in life."""
    portal.mailboxes["maria"].renew("Cachapa2026")
    assert "Contraseña: Arepa-2619" in await text_of(puppeteer, "maria")


async def test_a_photograph_is_taken_as_wished(puppeteer: Visitor) -> None:
    """Width, light and rotation are those asked for; the same wish gives the same picture."""
    path = "/people/joao/constancia.jpg"
    pictures = [
        (await puppeteer.get(path + query))[1] for query in ("?width=800", "?width=800", "?width=800&light=0.3")
    ]
    bright, again, dark = (Image.open(BytesIO(content)).convert("L") for content in pictures)
    assert (bright.width, pictures[0]) == (800, pictures[1])
    assert sum(dark.histogram()[:128]) > sum(again.histogram()[:128])
    _, turned = await puppeteer.get(f"{path}?rotation=90")
    picture = Image.open(BytesIO(turned))
    assert picture.format == "JPEG"
    assert picture.width > picture.height


@pytest.mark.parametrize("query", ["?variant=never", "?width=10", "?width=90000", "?blur=x", "?angle=3"])
async def test_an_impossible_wish_is_refused(puppeteer: Visitor, query: Any) -> None:
    """What cannot be photographed is answered 422, and an unknown person 404."""
    assert (await puppeteer.get(f"/people/joao/constancia.jpg{query}"))[0] == 422
    assert (await puppeteer.get("/people/nobody/constancia.jpg"))[0] == 404
