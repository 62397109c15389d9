"""Constancias over the wire: uploaded to the one-time page or sent into the chat, read in memory, never submitted."""

import asyncio
import zlib
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import select

from storage.tables import audit
from tests.flow.onetime import OneTimePage, Shown, plain
from tests.flow.town import Phone, Town, until

pytestmark = pytest.mark.asyncio(loop_scope="module")

MEGABYTE = 1_000_000


async def upload(page: OneTimePage, content: bytes, name: str = "hoja.pdf", **changed: str) -> Shown:
    """Send a file to be read, as the page's second form does."""
    body = aiohttp.FormData({"csrf": page.csrf, "init_data": page.init_data} | changed)
    body.add_field("file", content, filename=name)
    async with aiohttp.ClientSession() as http, http.post(f"{page.url}/sheet", data=body) as answer:
        shown = await answer.text()
        headers = {key.lower(): value for key, value in answer.headers.items()}
        return Shown(answer.status, headers, shown, 'class="result trouble"' in shown)


def filled(page: str, name: str) -> str:
    """What stands in a field of a page."""
    return page.split(f'name="{name}"')[1].split('value="')[1].split('"', maxsplit=1)[0]


async def the_page(phone: Phone) -> OneTimePage:
    return await phone.page(await phone.asked_for_page())


async def test_a_sheet_fills_in_the_page_and_is_never_submitted(town: Town) -> None:
    """The person reads it, checks it and sends it; until then the portal has heard nothing."""
    phone = await town.phone()
    page = await the_page(phone)
    before = await town.portal_counts()
    shown = await upload(page, await town.constancia("maria"))
    maria = await town.resident("maria")
    assert (filled(shown.words, "user"), filled(shown.words, "password")) == (maria.user, maria.password)
    assert "Puede tener errores" in plain(shown.words)
    assert shown.headers["cache-control"] == "no-store"
    assert await town.portal_counts() == before
    answer = await page.post(filled(shown.words, "user"), filled(shown.words, "password"), "Mamá")
    assert "quedó vinculado" in answer.words


async def test_a_photo_fills_in_the_page(town: Town, tesseract_path: Path) -> None:
    """The same from a picture."""
    shown = await upload(await the_page(await town.phone()), await town.constancia("sofia", "jpg"), "hoja.jpg")
    sofia = await town.resident("sofia")
    assert (filled(shown.words, "user"), filled(shown.words, "password")) == (sofia.user, sofia.password)


async def test_what_is_no_readable_sheet_is_told_apart(town: Town, tesseract_path: Path) -> None:
    """Masked, broken, an executable, too large: each has its own words, and the link stays good."""
    phone = await town.phone()
    page = await the_page(phone)
    pdf = await town.constancia("maria")
    cases = [
        (await town.constancia("maria", variant="extension"), "asteriscos"),
        (pdf[: len(pdf) // 2], "dañado"),
        (b"MZ\x90\0" + b"\0" * 5000, "no es un PDF ni una foto"),
        (b"", "no es un PDF ni una foto"),
        (b"\xff\xd8\xff\xe0" + b"\0" * (20 * MEGABYTE), "demasiado grande"),
    ]
    for content, words in cases:
        shown = await upload(page, content)
        assert words in plain(shown.words), plain(shown.words)[:300]
        assert shown.trouble
    answer = await page.post(*(await credentials(town, "maria")), "Mamá")
    assert "quedó vinculado" in answer.words


async def credentials(town: Town, name: str) -> tuple[str, str]:
    resident = await town.resident(name)
    return resident.user, resident.password


@pytest.mark.telegram_only("who opens the page is proved by Telegram's signature")
async def test_a_stranger_cannot_have_a_sheet_read(town: Town) -> None:
    """Without the page's own value, or inside another person's Telegram, nothing is read."""
    phone, stranger = await town.phone(), await town.phone("Otra")
    page = await the_page(phone)
    pdf = await town.constancia("maria")
    assert (await upload(page, pdf, csrf="0" * 64)).status == 403
    assert (await upload(page, pdf, init_data=await stranger.init_data())).status == 403
    assert filled((await OneTimePage.load(page.url)).html, "user") == ""


async def test_a_photo_in_the_chat_is_taken_out_of_it_and_read(town: Town, tesseract_path: Path) -> None:
    """It disappears from the chat, the page is filled in, and nothing of it is in the database."""
    phone = await town.phone()
    await phone.agree()
    await phone.write("no los tengo")
    await phone.sees("¿La tienes?")
    await phone.send_file("photo", await town.constancia("sofia", "jpg"), "hoja.jpg")
    await phone.sees("Encontré tu usuario")
    page = await phone.page(await phone.sees("al final de la hoja"))
    user, password = await credentials(town, "sofia")
    assert (filled(page.html, "user"), filled(page.html, "password")) == (user, password)

    async def erased() -> bool:
        return not await phone.photos()

    await until(erased, "the photo gone from the chat")
    assert password not in str(await town.rows(select(audit)))


async def test_a_photo_before_the_consent_is_erased_unread(town: Town) -> None:
    """First the permission."""
    phone = await town.phone()
    await phone.send_file("photo", await town.constancia("sofia", "jpg"), "hoja.jpg")
    await phone.sees("sin leerla" if town.channel == "telegram" else "No leí la imagen")
    await phone.sees("permiso")

    async def erased() -> bool:
        return not await phone.photos()

    await until(erased, "the photo gone from the chat")


async def test_a_document_of_twenty_megabytes_is_not_fetched(town: Town) -> None:
    """It is erased and told to be too large; Telegram gave its size beforehand."""
    phone = await town.phone()
    await phone.agree()
    before = (await town.control("GET", "/telegram/counts"))["calls"].get("getFile", 0)
    await phone.send_file("document", b"%PDF-1.4" + b"\0" * (20 * MEGABYTE), "grande.pdf")
    await phone.sees("demasiado grande")
    assert (await town.control("GET", "/telegram/counts"))["calls"].get("getFile", 0) == before


@pytest.mark.telegram_only("a file that has been fetched goes to the same reader")
async def test_a_bomb_in_the_chat_harms_nobody(town: Town) -> None:
    """A PDF that unpacks to a gigabyte is told to be damaged or empty; meanwhile others are answered."""
    bomb = zlib.compress(b"0" * 400 * MEGABYTE, 1)
    head = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    page = b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n"
    stream = b"4 0 obj<</Filter/FlateDecode/Length %d>>stream\n" % len(bomb) + bomb + b"\nendstream endobj\n"
    pdf = head + page + stream + b"trailer<</Root 1 0 R>>\n%%EOF"
    phone, other = await town.phone(), await town.phone("Otra")
    await phone.agree()
    await other.agree()
    await phone.send_file("document", pdf, "bomba.pdf")
    async with asyncio.timeout(10):
        await other.write("/ayuda")
        await other.sees("Te aviso cuando llega algo")
    told = await phone.sees("", seconds=40)
    assert any(words in (told.get("text") or told["caption"]) for words in ("dañado", "no encontré", "No pude leer"))
