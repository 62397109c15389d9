"""The page that opens the mail app: the letter comes out whole, and nothing of it reaches the server."""

import base64
import json
import re
from datetime import date
from urllib.parse import quote

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.async_api import Browser, BrowserContext, Page, expect

from bot.web import handover
from buzon.identity import Country, DocumentNumber, DocumentType, Identity, Name
from buzon.request_email import RECIPIENT, SUBJECT, Attempt, RequestEmail, compose
from tests.bot.web.conftest import Screen, Site, new_context

pytestmark = pytest.mark.asyncio(loop_scope="session")


def letter(given_names: str = "Yusmary del Carmen") -> RequestEmail:
    person = Identity(
        nationality=Country("VE"),
        document_type=DocumentType.CPP,
        document_number=DocumentNumber("001234567"),
        paternal_surname=Name("D'Ángelo"),
        maternal_surname=Name("Ñáñez"),
        given_names=Name(given_names),
        birth_date=date(1990, 5, 3),
    )
    return compose(person, file_number="LM260012345", contact="yusmary@correo.example", tried=tuple(Attempt))


def address(site: Site, message: RequestEmail | None = None, *, language: str | None = None) -> str:
    made = handover.address(site.address, message or letter(), language=language)
    assert made is not None
    return made


def fragment(body: object) -> str:
    return base64.urlsafe_b64encode(json.dumps({"body": body}).encode()).decode().rstrip("=")


async def clipboard(page: Page) -> str:
    return str(await page.evaluate("navigator.clipboard.readText()")).replace("\r\n", "\n")


# ---- the address ----


async def test_the_longest_letter_fits() -> None:
    """All that is ever said in it, and names of several words: far from the limit."""
    made = handover.address("https://buzon.casa-amiga.example", letter("María de los Ángeles Guadalupe"), language="en")
    assert made is not None
    assert len(made) < 1_800
    assert made.startswith("https://buzon.casa-amiga.example/correo?lang=en#")
    assert re.fullmatch(r"[A-Za-z0-9_-]+", made.partition("#")[2])


async def test_an_address_that_would_be_cut_is_not_given() -> None:
    """Above 2,000 characters some app would open half a letter: then there is no page, and the chat's text serves."""
    assert handover.address("https://b.example/", letter("A" * 700)) is None
    body = "x" * 1000
    base = "https://b.example"
    longest = len(handover.address(base, RequestEmail("x", body)) or "")
    spare = "y" * (handover.LONGEST - longest)
    assert len(handover.address(base + spare, RequestEmail("x", body)) or "") == handover.LONGEST
    assert handover.address(base + spare + "y", RequestEmail("x", body)) is None


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
async def test_the_fragment_holds_the_text(body: str) -> None:
    """Unpadded base64url of UTF-8 JSON, the text and nothing else."""
    made = handover.address("https://b.example", RequestEmail("x", body))
    assert made is not None
    packed = made.partition("#")[2]
    assert json.loads(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))) == {"body": body}


# ---- the page ----


async def test_the_mail_app_gets_the_letter_once(site: Site, screen: Screen) -> None:
    """On load, and at the link: the same `mailto:` that the letter itself makes. The data leave the address bar."""
    await screen.page.goto(address(site))
    link = screen.page.get_by_role("link", name="Abrir mi correo")
    await expect(link).to_have_attribute("href", letter().mailto())
    assert screen.departures == [letter().mailto()]
    assert screen.page.url == f"{site.address}/correo"
    await screen.page.reload()
    await expect(screen.page.get_by_role("status")).to_contain_text("Vuelve al chat")
    assert [url for url in screen.departures if url.startswith("mailto:")] == [letter().mailto()]


async def test_the_server_learns_nothing(site: Site, screen: Screen) -> None:
    """Not the fragment, nor a word of the letter, in any address, header or body; only its own files are fetched."""
    await screen.page.goto(address(site))
    await expect(screen.page.locator("#body-text")).to_have_text(letter().body)
    await screen.page.get_by_role("link", name="Abrir mi correo").click()
    await screen.page.locator("#body-copy").click()
    await expect(screen.page.locator("#body-copy")).to_have_text("Copiado")
    asked = {line.split("'")[3] for line in site.requests}
    assert asked - {"/favicon.ico"} == {"/correo", "/page/page.css", "/page/correo.js"}
    told = " ".join(site.requests)
    packed = address(site).partition("#")[2]
    pieces = [packed[start : start + 12] for start in range(0, len(packed) - 12, 6)]
    assert not any(piece in told for piece in [*pieces, "Yusmary", quote("Ángelo"), "001234567", "LM26", "#"])
    assert all(line.startswith("['GET'") for line in site.requests)


async def test_every_part_can_be_copied(site: Site, screen: Screen) -> None:
    """Recipient, subject and text, each by its own button, each to the letter."""
    await screen.page.goto(address(site))
    for name, text in (("Para", RECIPIENT), ("Asunto (tiene que ir igual)", SUBJECT), ("Mensaje", letter().body)):
        button = screen.page.get_by_role("button", name=f"Copiar {name}", exact=True)
        await button.click()
        await expect(screen.page.locator("button.copy", has_text="Copiado")).to_have_count(1)
        assert await clipboard(screen.page) == text
        await expect(button).to_have_text("Copiar")


async def test_copying_without_the_clipboard_api(site: Site, context: BrowserContext, screen: Screen) -> None:
    """Plain http and some apps' browsers have none: the old way copies the same."""
    await screen.page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    await screen.page.goto(address(site))
    await screen.page.locator("#body-copy").click()
    await expect(screen.page.locator("#body-copy")).to_have_text("Copiado")
    reader = await context.new_page()
    await reader.goto(f"{site.address}/correo")
    assert await clipboard(reader) == letter().body
    await expect(screen.page.locator("textarea")).to_have_count(0)


async def test_where_nothing_copies_the_text_is_selected(site: Site, screen: Screen) -> None:
    """The last resort: the finger does it, and the page says so."""
    await screen.page.add_init_script(
        "navigator.clipboard.writeText = async () => { throw new Error('no') }; document.execCommand = () => false"
    )
    await screen.page.goto(address(site))
    await screen.page.locator("#subject-copy").click()
    await expect(screen.page.get_by_text("El texto quedó marcado")).to_be_visible()
    assert await screen.page.evaluate("getSelection().toString()") == SUBJECT


NO_LETTERS = (
    "",
    "#",
    "#x",
    "#%%%",
    "#ñ",
    "#bnVsbA",  # null
    "#e30",  # {}
    "#eyJib2R5Ijoi",  # cut off
    "#eyJib2R5IjoiaG9sYSJ",  # cut off, four signs and one
    "#_____w",  # no UTF-8
    f"#{fragment('')}",
    f"#{fragment('  ')}",
    f"#{fragment(7)}",
    f"#{fragment(['x'])}",
    f"#{fragment('x' * 4_001)}",
    "#eyJib2R5IjoiaG9sYVx1ZDgzZCJ9",  # half a character
    "#tgWebAppData=user%3D1",
)


async def test_what_is_no_letter_says_so(site: Site, screen: Screen) -> None:
    """Missing, cut or made up: plain words, no letter, no mail app, no error."""
    for behind in NO_LETTERS:
        await screen.page.goto("about:blank")
        await screen.page.goto(f"{site.address}/correo{behind}")
        await expect(screen.page.get_by_role("status")).to_contain_text("Vuelve al chat")
        await expect(screen.page.locator("#letter")).to_be_hidden()
        assert screen.departures == [], behind
        assert "#" not in screen.page.url, behind


@pytest.mark.parametrize("body", ["a &cc=x@y.pe &to=x@y.pe?subject=z", "<img src=x onerror=alert(1)>"])
async def test_no_address_makes_it_a_letter_to_somebody_else(body: str, site: Site, screen: Screen) -> None:
    """Whoever writes a fragment writes text and nothing more: no recipient, no subject, no markup, no error."""
    packed = base64.urlsafe_b64encode(
        json.dumps({"body": body, "to": "x@y.pe", "subject": "z", "cc": "x@y.pe"}).encode()
    ).decode()
    await screen.page.goto(f"{site.address}/correo?to=x@y.pe&subject=z#{packed}")
    link = screen.page.locator("#open")
    await expect(screen.page.locator("#body-text")).to_have_text(body)
    await expect(link).to_have_attribute("href", RequestEmail("x", body).mailto())
    await expect(screen.page.locator("#to-text")).to_have_text(RECIPIENT)
    await expect(screen.page.locator("#subject-text")).to_have_text(SUBJECT)
    assert await screen.page.locator("main img").count() == 0


async def test_the_button_tapped_again_shows_the_new_letter(site: Site, screen: Screen) -> None:
    """The page is open still, and only the fragment is new."""
    await screen.page.goto(address(site))
    other = letter("Rosa")
    await screen.page.goto(address(site, other))
    await expect(screen.page.locator("#body-text")).to_have_text(other.body)
    assert screen.departures[-1] == other.mailto()
    assert "#" not in screen.page.url


async def test_without_javascript_it_says_what_to_do(site: Site, browser: Browser) -> None:
    """Recipient and subject are there, the link opens with both, and the text is in the chat."""
    context = await new_context(browser, java_script_enabled=False)
    page = await context.new_page()
    await page.goto(address(site))
    await expect(page.get_by_text("copia el texto desde el chat")).to_be_visible()
    await expect(page.get_by_text(RECIPIENT)).to_be_visible()
    await expect(page.get_by_text(SUBJECT)).to_be_visible()
    begun = letter().mailto().partition("&body=")[0]
    await expect(page.get_by_role("link", name="Abrir mi correo")).to_have_attribute("href", begun)
    assert await page.locator("button:visible").count() == 0
    await expect(page.locator("#body")).to_be_hidden()
    await context.close()


async def test_it_fits_every_screen(site: Site, browser: Browser) -> None:
    """Nothing wider than the screen, the mail button in the first view, and each button large enough for a thumb."""
    context = await new_context(browser)
    page = await context.new_page()
    for width, height in ((320, 560), (360, 740), (1280, 800)):
        await page.set_viewport_size({"width": width, "height": height})
        await page.goto(address(site))
        for scheme in ("light", "dark"):
            await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            assert await page.evaluate("document.documentElement.scrollWidth") <= width
            await expect(page.locator("#open")).to_be_in_viewport(ratio=1)
            boxes = [await button.bounding_box() for button in await page.locator("a.button, button:visible").all()]
            assert len(boxes) == 4
            assert all(box is not None and box["height"] >= 44 for box in boxes)
    await context.close()


# ---- its language and its headers ----


@pytest.mark.parametrize(
    ("query", "accepts", "language"),
    [
        ("", "es-PE,es;q=0.9", "es"),
        ("", "en-US,en;q=0.9", "en"),
        ("", "ht", "es"),
        ("", None, "es"),
        ("?lang=en", "es-PE", "en"),
        ("?lang=es", "en-US", "es"),
        ("?lang=xx", "en-US", "en"),
        ("?lang=", "en-US", "en"),
        ("?lang=%3Cscript%3E", "es", "es"),
    ],
)
async def test_it_speaks_the_persons_language(query: str, accepts: str | None, language: str, site: Site) -> None:
    """The one that the chat says, else the browser's, else Spanish."""
    headers = {"Accept-Language": accepts} if accepts else {}
    async with aiohttp.ClientSession() as http, http.get(f"{site.address}/correo{query}", headers=headers) as answer:
        shown = await answer.text()
    assert f'<html lang="{language}">' in shown
    assert ("Open my mail app" in shown) is (language == "en")
    assert "<script>" not in shown


async def test_its_headers_keep_it_to_itself(site: Site) -> None:
    """Nothing is cached, nothing foreign runs or frames it, and there is no inline script or style."""
    async with aiohttp.ClientSession() as http, http.get(f"{site.address}/correo") as answer:
        shown, headers = await answer.text(), answer.headers
    policy = dict(part.strip().partition(" ")[::2] for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert {policy[name] for name in ("script-src", "style-src", "form-action")} == {"'self'"}
    assert policy["frame-ancestors"] == "'self' https://web.telegram.org"
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "style=" not in shown
    assert not re.search(r"<script(?! src=\"/page/)|\son\w+=", shown)
