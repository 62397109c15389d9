"""The make-believe portal's pages, as a person walks them in headless Chromium."""

import pytest
import pytest_asyncio
from playwright.async_api import expect

from sandbox.listen import serving
from sandbox.portal import Kind, Portal, site

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser):
    context = await browser.new_context()
    yield await context.new_page()
    await context.close()


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


async def _fill_in(page, portal, person_id):
    person = portal.mailboxes[person_id].person
    identity = person.identity
    await page.get_by_label("Nacionalidad").select_option(person.nationality)
    await page.get_by_label("Tipo de documento").select_option(identity.document_type)
    await page.get_by_label("Número de documento").fill(identity.document_number)
    await page.get_by_label("Apellido Paterno").fill(identity.paternal)
    await page.get_by_label("Apellido Materno").fill(identity.maternal)
    await page.get_by_label("Nombres").fill(identity.given)
    await page.get_by_label("Fecha de nacimiento").fill(identity.born_on.isoformat())


@pytest.mark.parametrize("changed_fields", [False, True])
async def test_a_forgotten_password_is_set_anew(page, changed_fields):
    """¿Olvidaste la contraseña? → seven data → Siguiente → a new password twice → Ingresar, in both dialects."""
    portal = Portal()
    portal.set_faults(changed_fields=changed_fields)
    async with serving(site(portal)) as base:
        await page.goto(base)
        await page.get_by_role("link", name="¿Olvidaste la contraseña?").click()
        await _fill_in(page, portal, "carlos")
        await page.get_by_label("Nombres").fill("CARLOS")
        await page.get_by_role("button", name="Siguiente").click()
        await expect(page.get_by_role("alert")).to_contain_text("Los datos no coinciden")
        await page.get_by_label("Nombres").fill("Carlos Andres")
        await page.get_by_role("button", name="Siguiente").click()
        await page.get_by_label("Nueva contraseña").fill("corta")
        await page.get_by_label("Repite la contraseña").fill("corta")
        await page.get_by_role("button", name="Guardar").click()
        await expect(page.get_by_role("alert")).to_contain_text("al menos 8 caracteres")
        await page.get_by_label("Nueva contraseña").fill("Tinto-2027")
        await page.get_by_label("Repite la contraseña").fill("Tinto-2027")
        await page.get_by_role("button", name="Guardar").click()
        await expect(page.get_by_text("Tu usuario es cmunoz25.")).to_be_visible()
        await page.get_by_role("link", name="Ingresar").click()
        await _sign_in(page, "cmunoz25", "Tinto-2027")
        await expect(page.get_by_role("heading", name="Bienvenido")).to_be_visible()
        await page.close()


async def test_a_forgotten_password_is_sent(page):
    """With the other ending the page says that a new password was sent, and to which address."""
    portal = Portal()
    portal.set_faults(recovery_ending="sent")
    async with serving(site(portal)) as base:
        await page.goto(f"{base}/sine-ui/recuperar")
        await _fill_in(page, portal, "yusmary")
        await page.get_by_role("button", name="Siguiente").click()
        await expect(page.get_by_role("heading", name="Te enviamos una contraseña nueva")).to_be_visible()
        await expect(page.get_by_text("y***@correo.example")).to_be_visible()
        await page.close()


@pytest.mark.parametrize("changed_fields", [False, True])
async def test_a_hand_over_link_enters_and_hides_its_token(page, changed_fields):
    """The link of the sister site ends inside, signed in, with the token gone from the address; twice it does not."""
    portal = Portal()
    portal.set_faults(changed_fields=changed_fields)
    token = portal.hand_over("wideline")
    async with serving(site(portal)) as base:
        await page.goto(f"{base}/sine-ui/entrada#{token}")
        await expect(page.get_by_text("WIDELINE JEAN-BAPTISTE")).to_be_visible()
        assert token not in page.url
        await page.goto("about:blank")
        await page.goto(f"{base}/sine-ui/entrada#{token}")
        await expect(page.get_by_role("alert")).to_have_text("Tu sesión expiró. Vuelve a ingresar.")
        await page.close()
