"""The one-time page against everything that may come to its address: previewers, strangers, forgers, and its owner."""

import hashlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from urllib.parse import urljoin

import aiohttp
import pytest
from sqlalchemy import select, update

from storage.tables import chats, links, mailboxes
from tests.flow.onetime import OneTimePage
from tests.flow.town import Phone, Town

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.telegram_only("the page is the same for whoever opens it: the way to it is in test_main_job.py"),
]

USER = "user=%7B%22id%22%3A700000001%7D&auth_date=4102444800"


async def asked(town: Town) -> tuple[Phone, OneTimePage]:
    """A new phone in front of its page."""
    phone = await town.phone()
    return phone, await phone.page(await phone.asked_for_page())


async def works(town: Town, page: OneTimePage) -> bool:
    """Whether the page still links a mailbox; uses it up."""
    maria = await town.resident("maria")
    shown = await page.post(maria.user, maria.password)
    return "quedó vinculado" in shown.words and not shown.trouble


async def test_a_previewer_does_not_burn_it(town: Town) -> None:
    """Chat apps and mail filters fetch links: five GETs and a HEAD later the page is as good as new."""
    _, page = await asked(town)
    for _ in range(5):
        assert (await OneTimePage.load(page.url)).status == 200
    async with aiohttp.ClientSession() as http, http.head(page.url) as answer:
        assert answer.status == 200
    assert await works(town, page)


async def test_it_burns_on_the_first_post(town: Town) -> None:
    """Used is used: a second POST signs in nowhere, and the page says that it was used."""
    _, page = await asked(town)
    assert await works(town, page)
    before = await town.portal_counts()
    maria = await town.resident("maria")
    again = await page.post(maria.user, maria.password)
    assert (again.status, "ya se usó" in again.words) == (410, True)
    assert (await OneTimePage.load(page.url)).status == 410
    assert (await town.portal_counts())["sign_ins"] == before["sign_ins"]


async def test_it_expires(town: Town) -> None:
    """After ten minutes, opened or not, it is worth nothing; here the minutes pass in the database."""
    phone, page = await asked(town)
    (kept,) = await town.rows(select(links).join(chats).where(chats.c.address == phone.address))
    assert (kept.expires_at - kept.created_at).total_seconds() == 600
    past = datetime(2026, 1, 1, tzinfo=UTC)
    await town.change(update(links).where(links.c.token_hash == kept.token_hash).values(expires_at=past))
    assert "venció" in (await OneTimePage.load(page.url)).words
    answer = await page.post("anybody", "Anything-1")
    assert (answer.status, "venció" in answer.words) == (410, True)


async def test_only_its_hash_is_stored(town: Town) -> None:
    """Who reads the database can open no page."""
    phone, page = await asked(town)
    token = page.url.rpartition("/")[2]
    (kept,) = await town.rows(select(links).join(chats).where(chats.c.address == phone.address))
    assert kept.token_hash == hashlib.sha256(token.encode()).digest()


async def test_a_new_page_retires_the_old_one(town: Town) -> None:
    """Of two pages of one chat only the later one is good."""
    phone, first = await asked(town)
    second = await phone.page(await phone.asked_for_page())
    assert (await OneTimePage.load(first.url)).status == 410
    assert await works(town, second)


async def test_another_persons_link_is_refused_and_stays_good(town: Town) -> None:
    """Opened in somebody else's Telegram the signature is of another: refused, and still good for its owner."""
    _, page = await asked(town)
    stranger = await town.phone("Extraño")
    maria = await town.resident("maria")
    theirs = await page.post(maria.user, maria.password, init_data=await stranger.init_data())
    assert (theirs.status, "es de otra persona" in theirs.words) == (403, True)
    assert await works(town, page)


@pytest.mark.parametrize(
    "init_data", ["hash=00", f"{USER}&hash=00", f"{USER}&hash=ñ", f"{USER}&hash=%ED%A0%BD", "x" * 600]
)
async def test_made_up_init_data_is_refused(town: Town, init_data: str) -> None:
    """Whatever is not signed by Telegram proves nobody, however it is shaped."""
    _, page = await asked(town)
    assert (await page.post("anybody", "Anything-1", init_data=init_data)).status == 403
    assert await works(town, page)


async def test_without_telegram_the_form_alone_serves(town: Town) -> None:
    """In a browser outside Telegram there is no `initData`: the secret address and the form are the proof."""
    _, page = await asked(town)
    maria = await town.resident("maria")
    assert "quedó vinculado" in (await page.post(maria.user, maria.password, init_data="")).words


@pytest.mark.parametrize("csrf", ["", "0" * 64, "ñ", "x" * 499])
async def test_a_forged_form_is_refused(town: Town, csrf: str) -> None:
    """A form that our page did not make is refused and burns nothing."""
    _, page = await asked(town)
    answer = await page.post("anybody", "Anything-1", csrf=csrf)
    assert (answer.status, "No pude comprobar" in answer.words) == (403, True)
    assert await works(town, page)


async def test_a_post_from_another_site_is_refused(town: Town) -> None:
    """A browser says where a form comes from; one from elsewhere is refused, even with the right hidden value."""
    _, page = await asked(town)
    answer = await page.post("anybody", "Anything-1", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status == 403
    assert await works(town, page)


async def test_what_is_missing_or_too_long_is_said(town: Town) -> None:
    """An empty field, a field of a thousand characters, a body of a megabyte, a file: refused, and nothing burnt."""
    _, page = await asked(town)
    assert (await page.post("", "Anything-1")).status == 422
    assert (await page.post("anybody", "")).status == 422
    assert (await page.post("anybody", "x" * 1_000)).status == 422
    assert (await page.post("anybody", "x" * 1_000_000)).status == 413

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(300):
            yield b"password=" + b"x" * 10_000 + b"&"

    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert (await page.send(endless(), headers=form)).status in {400, 413}
    files = aiohttp.FormData({"csrf": page.csrf})
    files.add_field("user", b"%PDF", filename="a.pdf")
    assert (await page.send(files)).status in {400, 422}
    assert await works(town, page)


async def test_its_headers_keep_it_to_itself(town: Town) -> None:
    """Nothing is cached, nothing foreign runs or frames it, and no error page is an exception."""
    _, page = await asked(town)
    nowhere = await OneTimePage.load(f"{page.url[:-8]}AAAAAAAA")
    assert nowhere.status == 404
    used = await page.post("anybody", "Anything-1", csrf="")
    for headers in (page.headers, nowhere.headers, used.headers):
        policy = dict(part.strip().partition(" ")[::2] for part in headers["content-security-policy"].split(";"))
        assert policy["default-src"] == "'none'"
        assert {policy[name] for name in ("script-src", "style-src", "form-action")} == {"'self'"}
        assert policy["frame-ancestors"] == f"'self' {town.world.page}"
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"


async def test_no_asset_is_of_a_third_party(town: Town) -> None:
    """Every address on the page is our own, and is there; no inline script or style, which the policy would block."""
    _, page = await asked(town)
    assert page.references
    async with aiohttp.ClientSession() as http:
        own = page.url.removeprefix(town.house.address)
        for reference in page.references:
            if reference.startswith(("#", own)):  # a place on the page, or where its forms go
                continue
            assert reference.startswith("/page/")
            async with http.get(urljoin(page.url, reference)) as answer:
                assert answer.status == 200
                assert b"://" not in await answer.read()
    assert "<script>" not in page.html
    assert "style=" not in page.html
    assert "onclick" not in page.html


async def test_a_name_of_markup_is_shown_as_typed(town: Town) -> None:
    """HTML and emoji in a name are words: on the page, in the chat, and in the database."""
    phone, page = await asked(town)
    maria, name = await town.resident("maria"), "<b>Má</b> & 🌻"
    assert f"El buzón {name} quedó vinculado" in (await page.post(maria.user, maria.password, name)).words
    assert name in (await phone.sees("quedó vinculado"))["text"]
    (kept,) = await town.rows(select(mailboxes.c.name).join(chats).where(chats.c.address == phone.address))
    assert kept.name == name


async def test_it_speaks_the_chats_language(town: Town) -> None:
    """Who chose English reads English, whatever the browser asks for."""
    phone = await town.phone()
    await phone.write("/idioma")
    await phone.turn(await phone.sees("¿En qué idioma"), "English", "I speak")
    await phone.write("/link")
    await phone.tap(await phone.sees("I need your permission"), "I agree")
    page = await phone.page(await phone.sees("Tap the button"))
    assert 'lang="en"' in page.html
    assert "Show the password" in page.words


async def test_a_page_after_the_dialog_ended_says_so(town: Town) -> None:
    """Cancelled in the chat, then filled in all the same: nothing is tried, and the page says that it is not needed."""
    phone, page = await asked(town)
    await phone.write("/cancelar")
    await phone.sees("Cancelado")
    before = await town.portal_counts()
    assert "ya no hace falta" in (await page.post("anybody", "Anything-1")).words
    assert await town.portal_counts() == before
