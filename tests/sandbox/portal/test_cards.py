"""The face of cards, and what varies on the two faces that scripts build, as a person meets it in Chromium."""

import pytest
import pytest_asyncio
from playwright.async_api import expect

from sandbox.listen import serving
from sandbox.portal import Kind, Portal, site
from sandbox.portal.refusals import Refusal

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser):
    context = await browser.new_context(viewport={"width": 800, "height": 700})
    opened = await context.new_page()
    opened.set_default_timeout(10_000)
    yield opened
    await context.close()


async def _arrive(page, base):
    await page.goto(base)
    await page.get_by_role("button", name="Aceptar").click()


async def _sign_in(page, user="cmunoz25", password="Tinto-3057"):
    await page.get_by_placeholder("Usuario").fill(user)
    await page.get_by_placeholder("Contraseña").fill(password)
    await page.get_by_role("button", name="Ingresar").click()


async def _to_the_list(page):
    await page.get_by_role("button", name="Menú").click()
    await page.get_by_role("button", name="Casilla Electrónica").click()
    await page.get_by_role("button", name="Notificaciones", exact=True).click()
    await expect(page.get_by_text("Mostrando")).to_be_visible()


async def test_a_person_scrolls_to_the_end_and_opens_one(page):
    """Banner, refusal, menu, cards that come while one scrolls, a dialog with text and file; one is opened, no more."""
    portal = Portal()
    notice = portal.publish("carlos", Kind.REMEDY)
    answers = []
    page.on("response", lambda response: answers.append(response) if "pagina=" in response.url else None)
    async with serving(site(portal, face="cards")) as base:
        await page.goto(base)
        await expect(page.get_by_role("dialog", name="Aviso de cookies")).to_be_visible()
        with pytest.raises(Exception, match="intercepts pointer events"):
            await page.get_by_placeholder("Usuario").click(timeout=3_000)
        await page.get_by_role("button", name="Aceptar").click()
        await _sign_in(page, password="no")
        await expect(page.get_by_role("alert")).to_have_text(Refusal.WRONG_CREDENTIALS.message)
        await _sign_in(page)
        await _to_the_list(page)
        while await page.get_by_role("article").count() < 24:
            await page.mouse.wheel(0, 2_000)
        await expect(page.get_by_text("No hay más notificaciones.")).to_be_visible()
        assert portal.openings == []
        for answer in answers:
            assert "cuerpo" not in await answer.text()
        card = page.get_by_role("article").filter(has_text=notice.id)
        await expect(card).to_contain_text("Nueva")
        await card.get_by_role("button").click()
        dialog = page.get_by_role("dialog", name=notice.subject)
        await expect(dialog).to_contain_text(notice.body.splitlines()[0])
        async with page.expect_download() as download:
            await dialog.get_by_role("link", name=notice.attachments[0].name).click()
        assert (await download.value).suggested_filename == notice.attachments[0].name
        await dialog.get_by_role("button", name="Cerrar").click()
        await expect(card).to_contain_text("Leída")
        assert [opening.notice for opening in portal.openings] == [notice]
        await page.close()


async def test_time_is_in_words_and_an_expired_session_is_a_dialog(page):
    """A date reads "17 de noviembre de 2026, 09:05"; once the session is over a dialog leads back to the sign-in."""
    portal = Portal()
    portal.publish("joao", Kind.REMEDY, deposited_at=portal.clock().replace(2026, 11, 17, 14, 5))
    async with serving(site(portal, face="cards")) as base:
        await _arrive(page, base)
        await _sign_in(page, "jsantos26", "Samba-7742")
        await _to_the_list(page)
        await expect(page.get_by_role("article")).to_contain_text("17 de noviembre de 2026, 09:05")
        portal.expire_sessions()
        await page.get_by_role("button", name="Ver notificación").click()
        await expect(page.get_by_role("dialog", name="Tu sesión ha expirado")).to_be_visible()
        await page.get_by_role("button", name="Volver a ingresar").click()
        await expect(page.get_by_placeholder("Contraseña")).to_be_visible()
        await page.close()


async def test_when_the_service_fails_the_list_waits_for_the_person(page):
    """A failure is said once; the list asks again only when "Ver más" is pressed."""
    portal = Portal()
    async with serving(site(portal, face="cards")) as base:
        await _arrive(page, base)
        await _sign_in(page)
        await _to_the_list(page)
        portal.set_faults(server_error=True)
        asked = portal.counts.requests
        await page.mouse.wheel(0, 20_000)
        await expect(page.get_by_role("alert")).to_contain_text("El servicio no está disponible")
        await page.wait_for_timeout(1_100)  # twice as long as a page of the list takes
        assert portal.counts.requests == asked + 1
        portal.set_faults(server_error=False)
        await page.get_by_role("button", name="Ver más").click()
        await expect(page.get_by_text("Mostrando 16 de 23")).to_be_visible()
        await page.close()


async def test_a_forgotten_password_is_set_step_by_step(page):
    """Document, names, birth, password: one group to a step; a mismatch begins again with what was typed. The JSON
    beneath may have changed its words."""
    portal = Portal()
    portal.set_faults(changed_fields=True)
    identity = portal.mailboxes["yusmary"].person.identity
    async with serving(site(portal, face="cards")) as base:
        await _arrive(page, base)
        await page.get_by_role("button", name="¿Olvidaste la contraseña?").click()
        shown = page.locator("select:visible")
        following = page.get_by_role("button", name="Siguiente")
        await expect(page.get_by_text("Paso 1 de 4")).to_be_visible()
        await shown.nth(0).select_option("VENEZUELA")
        await shown.nth(1).select_option(identity.document_type)
        await page.get_by_placeholder("Número de documento").fill(identity.document_number)
        await following.click()
        await page.get_by_placeholder("Apellido Paterno").fill(identity.paternal)
        await page.get_by_placeholder("Apellido Materno").fill(identity.maternal)
        await page.get_by_placeholder("Nombres").fill("OTRA")
        await following.click()
        for place, value in enumerate(("28", "febrero", "1985")):
            await shown.nth(place).select_option(label=value)
        await following.click()
        await expect(page.get_by_role("alert")).to_have_text(Refusal.NO_MATCH.message)
        await following.click()
        await page.get_by_placeholder("Nombres").fill(identity.given)
        await following.click()
        await following.click()
        await page.get_by_placeholder("Nueva contraseña").fill("Cacao-2027")
        await page.get_by_placeholder("Repite la contraseña").fill("Cacao-2027")
        await page.get_by_role("button", name="Guardar").click()
        await expect(page.get_by_text("Tu usuario es ynanez26.")).to_be_visible()
        assert portal.mailboxes["yusmary"].password == "Cacao-2027"
        await page.close()


@pytest.mark.parametrize("face", ["single", "cards"])
async def test_a_captcha_is_shown_after_a_refusal_and_anew_after_a_wrong_reading(page, face):
    """A picture with a field for its characters; misread there is another, read right it lets in."""
    portal = Portal()
    portal.set_faults(captcha=True)
    answer = page.get_by_label("Escribe los caracteres de la imagen")
    picture = page.get_by_alt_text("Imagen con caracteres")
    user = page.get_by_label("Usuario").or_(page.get_by_placeholder("Usuario"))
    password = page.get_by_label("Contraseña").or_(page.get_by_placeholder("Contraseña"))
    async with serving(site(portal, face=face)) as base:
        await page.goto(base)
        if face == "cards":
            await page.get_by_role("button", name="Aceptar").click()
        await expect(answer).to_be_hidden()
        for reading, message in ((None, Refusal.CAPTCHA_WANTED), ("0", Refusal.CAPTCHA_WRONG)):
            if reading:
                await answer.fill(reading)
            before = await picture.get_attribute("src")
            await user.fill("cmunoz25")
            await password.fill("Tinto-3057")
            await page.get_by_role("button", name="Ingresar").click()
            await expect(page.get_by_role("alert")).to_have_text(message.message)
            await expect(picture).not_to_have_attribute("src", before or "")
        await answer.fill(list(portal.captchas.texts.values())[-1].lower())
        await password.fill("Tinto-3057")
        await page.get_by_role("button", name="Ingresar").click()
        await expect(page.get_by_role("heading", name="bienvenid")).to_be_visible()
        await page.close()


@pytest.mark.parametrize("face", ["single", "cards"])
async def test_things_may_be_called_and_stand_elsewhere(page, face):
    """Renamed and moved, the password comes first under its new name; where it is left out there is none."""
    portal = Portal()
    portal.set_faults(labels="renamed", layout="moved")
    password = page.get_by_label("Clave").or_(page.get_by_placeholder("Clave"))
    async with serving(site(portal, face=face)) as base:
        await page.goto(base)
        await expect(page.get_by_role("button", name="Iniciar sesión")).to_be_visible()
        await expect(page.locator("form input:visible").first).to_have_attribute("name", "clave")
        await expect(password).to_be_visible()
        assert "Contraseña" not in await page.locator("form").inner_html()
        portal.set_faults(no_password_field=True)
        await page.reload()
        await expect(page.get_by_role("button", name="Iniciar sesión")).to_be_visible()
        await expect(password).to_have_count(0)
        await page.close()


async def test_columns_and_menu_of_the_single_page_move(page):
    """Moved, the table begins with the attachments and the menu stands behind it."""
    portal = Portal()
    portal.set_faults(layout="moved")
    async with serving(site(portal)) as base:
        await page.goto(base)
        await page.get_by_label("Usuario").fill("cmunoz25")
        await page.get_by_label("Contraseña").fill("Tinto-3057")
        await page.get_by_role("button", name="Ingresar").click()
        await page.get_by_role("button", name="Casilla Electrónica").click()
        await page.get_by_role("link", name="Notificaciones").click()
        await expect(page.get_by_role("columnheader").first).to_have_text("Adjuntos")
        await expect(page.get_by_role("row").nth(1).get_by_role("cell").nth(1)).to_have_text("No leído")
        await expect(page.locator("main + nav")).to_be_visible()
        await page.close()


@pytest.mark.parametrize("face", ["single", "cards"])
async def test_markup_in_a_name_runs_on_the_careless_face_only(page, face):
    """Cards take it for a part of the page: title and buttons change, a foreign host is called; nothing is opened."""
    portal = Portal()
    portal.set_faults(injected_names=True)
    foreign = []
    page.on("request", lambda request: foreign.append(request.url) if "robo.invalid" in request.url else None)
    async with serving(site(portal, face=face)) as base:
        if face == "cards":
            await _arrive(page, base)
            await _sign_in(page)
            await expect(page).to_have_title("Gana un premio")
            await expect(page.get_by_role("button", name="Menú")).to_have_text("Aceptar premio")
        else:
            await page.goto(base)
            await page.get_by_label("Usuario").fill("cmunoz25")
            await page.get_by_label("Contraseña").fill("Tinto-3057")
            await page.get_by_role("button", name="Ingresar").click()
            await expect(page.get_by_text("CARLOS ANDRÉS MUÑOZ <script>")).to_be_visible()
        assert bool(foreign) is (face == "cards")
        assert portal.openings == []
        await page.close()


async def test_after_the_sign_in_one_may_be_led_away(page):
    """Cards go to the other host as soon as somebody is in."""
    portal, other = Portal(), Portal()
    async with serving(site(portal, face="cards")) as base, serving(site(other, face="tables")) as elsewhere:
        portal.set_faults(foreign_redirect=f"{elsewhere}/sine-ui/recuperar")
        await _arrive(page, base)
        await _sign_in(page)
        await expect(page).to_have_url(f"{elsewhere}/sine-ui/recuperar")
        await page.close()


@pytest.mark.parametrize("face", ["tables", "cards"])
async def test_a_hand_over_link_enters(page, face):
    """The link of the sister site ends inside, with the token gone from the address."""
    portal = Portal()
    token = portal.hand_over("wideline")
    async with serving(site(portal, face=face)) as base:
        await page.goto(f"{base}/sine-ui/entrada#{token}")
        await expect(page.get_by_role("heading", name="bienvenid")).to_be_visible()
        assert page.url == f"{base}/sine-ui/inicio"
        await page.close()
