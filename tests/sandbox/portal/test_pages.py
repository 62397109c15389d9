"""The make-believe portal's pages, as a person walks them in headless Chromium."""

from pathlib import Path

import pytest
from playwright.async_api import async_playwright, expect

from sandbox.listen import serving
from sandbox.portal import Kind, Portal, site


@pytest.fixture
async def page(chromium_path: Path):
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox"])
        yield await browser.new_page()
        await browser.close()


async def _sign_in(page, user, password):
    await page.get_by_label("Usuario").fill(user)
    await page.get_by_label("Contraseña").fill(password)
    await page.get_by_role("button", name="Ingresar").click()


@pytest.mark.parametrize("changed_fields", [False, True])
async def test_a_person_signs_in_reads_a_notice_and_downloads_its_pdf(page, changed_fields):
    """Ingresar → Casilla Electrónica → Notificaciones → detail → PDF → Cerrar sesión, in both dialects."""
    portal = Portal()
    portal.set_faults(changed_fields=changed_fields)
    notice = portal.publish("joao", Kind.REMEDY)
    async with serving(site(portal)) as base:
        await page.goto(base)
        await expect(page.get_by_text("este no es el sitio de Migraciones")).to_be_visible()
        await _sign_in(page, "jsantos26", "no")
        await expect(page.get_by_role("alert")).to_have_text("El usuario o la contraseña no son correctos.")
        await _sign_in(page, "jsantos26", "Samba-7742")
        await page.get_by_role("button", name="Casilla Electrónica").click()
        await page.get_by_role("link", name="Notificaciones").click()
        await expect(page.get_by_role("row")).to_have_count(2)
        assert portal.openings == []
        await page.get_by_role("link", name=notice.subject).click()
        async with page.expect_download() as download:
            await page.get_by_role("button", name="Descargar").click()
        assert (await download.value).suggested_filename == notice.attachments[0].name
        await expect(page.get_by_text("SIMULACIÓN — texto inventado")).to_be_visible()
        assert "Chrome" in portal.openings[0].via
        await page.get_by_role("button", name="Cerrar sesión").click()
        await expect(page.get_by_label("Contraseña")).to_be_visible()
        await page.close()


async def test_an_empty_mailbox_and_an_expired_session_are_said_in_words(page):
    """An empty list reads "No hay datos disponibles"; once the session is over the page asks to sign in again."""
    portal = Portal()
    async with serving(site(portal)) as base:
        await page.goto(base)
        await _sign_in(page, "jsantos26", "Samba-7742")
        await expect(page.get_by_role("heading", name="Bienvenido")).to_be_visible()
        await page.goto(f"{base}/sine-ui/casilla/notificaciones")
        await expect(page.get_by_text("No hay datos disponibles")).to_be_visible()
        portal.expire_sessions()
        await page.get_by_role("link", name="Notificaciones").click()
        await expect(page.get_by_role("alert")).to_have_text("Tu sesión expiró. Vuelve a ingresar.")
        await page.get_by_role("link", name="¿Olvidaste la contraseña?").click()
        await expect(page.get_by_role("heading", name="Verificación de Datos")).to_be_visible()
        await page.close()
