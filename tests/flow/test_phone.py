"""The whole as a person sees it: the phones page in a browser, the bot behind it, the one-time page in its sheet."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from tests.flow.town import Resident, Town

pytestmark = pytest.mark.asyncio(loop_scope="module")

PATIENCE = 15_000
"""Milliseconds: for a machine that has other things to do."""


@dataclass
class Screen:
    """The page of phones, open in a browser; what its console complained about is kept."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    @property
    def log(self) -> Locator:
        """The chat."""
        return self.page.get_by_role("log")

    @property
    def field(self) -> Locator:
        """Where one writes."""
        return self.page.get_by_role("textbox", name="Mensaje")

    async def write(self, text: str) -> None:
        """Type and send."""
        await self.field.fill(text)
        await self.field.press("Enter")

    async def says(self, words: str) -> Locator:
        """The last bubble with these words, once it is there."""
        bubble = self.log.get_by_role("article").filter(has_text=words).last
        await expect(bubble).to_be_visible()
        return bubble

    async def press(self, bubble: Locator, label: str) -> None:
        """Press a button under a bubble."""
        await bubble.get_by_role("button", name=label).click()

    async def agree(self) -> None:
        """Start, and say yes to the conditions."""
        await self.page.get_by_role("button", name="Iniciar", exact=True).click()
        await self.press(await self.says("necesito tu permiso"), "Sí, acepto")
        await self.says("¿Tienes a mano")

    async def open_sheet(self) -> Locator:
        """Ask for the one-time page and open it; gives its frame's body."""
        await self.write("/vincular")
        await self.press(await self.says("Toca el botón"), "página segura")
        sheet = self.page.get_by_role("dialog")
        body = sheet.locator("iframe").content_frame.locator("body")
        await expect(body.get_by_role("heading", name="Vincular un buzón")).to_be_visible()
        return body

    async def link(self, resident: Resident, name: str) -> None:
        """Link a mailbox in the sheet, and come back to the chat."""
        body = await self.open_sheet()
        await body.get_by_label("Usuario").fill(resident.user)
        await body.get_by_label("Contraseña", exact=True).fill(resident.password)
        await body.get_by_label("Nombre para este buzón").fill(name)
        await body.get_by_role("button", name="Vincular").click()
        await expect(body.get_by_role("status")).to_contain_text("quedó vinculado")
        await body.get_by_role("button", name="Volver al chat").click()
        await expect(self.page.get_by_role("dialog")).to_be_hidden()
        await self.says(f"El buzón {name} quedó vinculado")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(chromium_path: Path) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox"])
        yield launched
        await launched.close()


@pytest_asyncio.fixture(loop_scope="module")
async def screen(browser: Browser, town: Town) -> AsyncIterator[Screen]:
    """The page in a fresh browser profile; a complaint in its console fails the test."""
    context = await browser.new_context(viewport={"width": 1440, "height": 900}, locale="es-PE")
    shown = Screen(await context.new_page())
    shown.page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    shown.page.on("pageerror", lambda error: shown.complaints.append(str(error)))
    shown.page.on(
        "console", lambda line: shown.complaints.append(line.text) if line.type in {"error", "warning"} else None
    )
    await shown.page.goto(town.world.page)
    yield shown
    await context.close()
    assert shown.complaints == []


async def test_link_list_open_and_push_on_the_phone(screen: Screen, town: Town) -> None:
    """Steps 1 to 4 with a mouse: agree, link in the sheet, list, a push, open it, download its PDF."""
    await screen.agree()
    await screen.link(await town.resident("maria"), "Mamá")
    await screen.write("/notificaciones")
    await screen.says("Notificaciones: 3 · 1 sin abrir")
    made = await town.publish("maria", "summons", pdf=True)
    alert = await screen.says("Llegó una notificación nueva")
    await expect(alert).to_contain_text("Buzón: Mamá")
    await screen.press(alert, "Abrir")
    await screen.press(await screen.says("Antes de abrir"), "Sí, abrir")
    await screen.says("SIMULACIÓN")
    async with screen.page.expect_download() as download:
        await screen.log.get_by_role("link", name="Descargar").last.click()
    assert (await (await download.value).path()).read_bytes().startswith(b"%PDF-")
    assert made["id"] in {opening["notice"] for opening in await town.openings()}


async def test_a_wrong_password_is_said_in_the_sheet_and_in_the_chat(screen: Screen, town: Town) -> None:
    """Wrong is said where one looks, and the next sheet is a new one."""
    sofia = await town.resident("sofia")
    await screen.agree()
    body = await screen.open_sheet()
    await body.get_by_label("Usuario").fill(sofia.user)
    await body.get_by_label("Contraseña", exact=True).fill("Equivocada-1")
    await body.get_by_role("button", name="Vincular").click()
    await expect(body.get_by_role("status")).to_contain_text("no aceptó ese usuario")
    await body.get_by_role("button", name="Volver al chat").click()
    await screen.press(await screen.says("no aceptó ese usuario"), "Probar otra vez")
    again = screen.page.get_by_role("dialog").locator("iframe").content_frame.locator("body")
    await expect(again.get_by_label("Usuario")).to_have_value("")


async def test_the_password_can_be_looked_at(screen: Screen) -> None:
    """Hidden at first, shown where one asks for it: a small keyboard errs."""
    await screen.agree()
    body = await screen.open_sheet()
    password = body.get_by_label("Contraseña", exact=True)
    await expect(password).to_have_attribute("type", "password")
    await body.get_by_label("Mostrar la contraseña").check()
    await expect(password).to_have_attribute("type", "text")


async def test_the_journey_by_keyboard_alone(screen: Screen, town: Town) -> None:
    """No mouse, no touch: Tab, Enter and typing lead from the start to an opened notice."""
    keyboard, sofia = screen.page.keyboard, await town.resident("sofia")
    await _tab_to(screen.page, "Iniciar")
    await keyboard.press("Enter")
    await screen.says("necesito tu permiso")
    await _tab_to(screen.page, "Sí, acepto")
    await keyboard.press("Enter")
    await screen.says("¿Tienes a mano")
    await _tab_to(screen.page, "Sí, los tengo")
    await keyboard.press("Enter")
    await screen.says("Toca el botón")
    await _tab_to(screen.page, "página segura")
    await keyboard.press("Enter")
    sheet = screen.page.get_by_role("dialog").locator("iframe").content_frame
    await expect(sheet.get_by_label("Usuario")).to_be_visible()
    await _tab_until(screen.page, sheet.get_by_label("Usuario"))
    await keyboard.type(sofia.user)
    await keyboard.press("Tab")
    await keyboard.type(sofia.password)
    await keyboard.press("Enter")
    await expect(sheet.get_by_role("status")).to_contain_text("quedó vinculado")
    await _tab_until(screen.page, sheet.get_by_role("button", name="Volver al chat"))
    await keyboard.press("Enter")
    await expect(screen.page.get_by_role("dialog")).to_be_hidden()
    await town.publish("sofia", "denial", pdf=False)
    await screen.says("Llegó una notificación nueva")
    await _tab_to(screen.page, "📄 Abrir")
    await keyboard.press("Enter")
    await screen.says("Antes de abrir")
    await _tab_to(screen.page, "Sí, abrir")
    await keyboard.press("Enter")
    await screen.says("SIMULACIÓN")


async def _tab_to(page: Page, label: str) -> None:
    """Tab until the last control with this name has the focus."""
    await _tab_until(page, page.get_by_role("button", name=label).last)


async def _tab_until(page: Page, wanted: Locator) -> None:
    await expect(wanted).to_be_visible()
    for key in ["Tab"] * 60:
        if await wanted.evaluate("element => element === element.ownerDocument.activeElement && document.hasFocus()"):
            return
        await page.keyboard.press(key)
    raise AssertionError("sixty Tabs did not lead there")
