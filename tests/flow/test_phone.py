"""The whole as a person sees it: the phones page in a browser, the bot behind it, the one-time page in its sheet."""

import pytest
from playwright.async_api import Locator, Page, expect

from tests.flow.screen import Screen
from tests.flow.town import Town

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.telegram_only("the page's phone with Telegram; the other one has its own tests"),
]


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
    for key in ["Tab"] * 200:  # round the whole page, past the second phone and the desk
        if await wanted.evaluate("element => element === element.ownerDocument.activeElement && document.hasFocus()"):
            return
        await page.keyboard.press(key)
    raise AssertionError("two hundred Tabs did not lead there")
