"""The ways back as they are on a screen: the chat, the page of a new password, an uploaded sheet, the mail page."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from playwright.async_api import Browser, Locator, expect

from buzon.request_email import RECIPIENT, SUBJECT
from tests.flow.screen import Screen
from tests.flow.town import Phone, Town

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.telegram_only("the page's phone with Telegram")]


async def says_who(screen: Screen, owner: dict[str, str | dict[str, str]]) -> None:
    """The seven answers, and the yes."""
    record = owner["identity"]
    assert isinstance(record, dict)
    day = "/".join(reversed(record["born_on"].split("-")))
    answers = [
        (str(owner["nationality"]), "2 de 7."),
        (record["document_type"], "3 de 7."),
        (record["document_number"], "4 de 7."),
        (record["paternal"].title(), "5 de 7."),
        (record["maternal"].title() or "no tengo", "6 de 7."),
        (record["given"].title(), "7 de 7."),
        (day, "¿Está todo bien?"),
    ]
    for answer, following in answers:
        await screen.write(answer)
        await screen.says(following)
    await screen.press(await screen.says("¿Está todo bien?"), "Sí, todo bien")


async def sheet_of(screen: Screen) -> Locator:
    """What is shown in the sheet over the chat."""
    return screen.page.get_by_role("dialog").locator("iframe").content_frame.locator("body")


async def test_a_new_password_on_the_phone(screen: Screen, town: Town) -> None:
    """No sheet, seven data, a password that is weighed and then made up; the page tells the user name, the chat not."""
    owner = await town.owner("yusmary")
    await screen.agree()
    await screen.write("olvidé mi contraseña")
    await screen.press(await screen.says("¿La tienes?"), "No la tengo")
    await screen.says("1 de 7.")
    await says_who(screen, owner)
    await screen.press(await screen.says("Migraciones te reconoció"), "página segura")
    body = await sheet_of(screen)
    password = body.get_by_label("Contraseña nueva", exact=True)
    await password.fill("hola1")
    await expect(body.get_by_text("Fácil de adivinar")).to_be_visible()
    await body.get_by_role("button", name="Proponme una").click()
    await expect(body.get_by_text("Difícil de adivinar")).to_be_visible()
    await expect(password).to_have_attribute("type", "text")
    made = await password.input_value()
    await body.get_by_role("button", name="Guardar contraseña").click()
    await expect(body.get_by_text("quedó vinculado")).to_be_visible()
    await expect(body).to_contain_text(str(owner["user"]))
    assert (await town.owner("yusmary"))["password"] == made
    await body.get_by_role("button", name="Volver al chat").click()
    await screen.says("quedó vinculado")
    assert made not in await screen.log.inner_text()
    assert str(owner["user"]) not in await screen.log.inner_text()


async def test_a_sheet_is_read_as_soon_as_it_is_chosen(screen: Screen, town: Town) -> None:
    """The fields are filled in with what stands on it, open to the eye; the button is the person's to press."""
    await screen.agree()
    body = await screen.open_sheet()
    content = {"name": "hoja.pdf", "mimeType": "application/pdf", "buffer": await town.constancia("maria")}
    await body.get_by_label("Sube una foto o el PDF").set_input_files(content)  # type: ignore[arg-type]
    await expect(body.get_by_text("Puede tener errores")).to_be_visible()
    maria = await town.resident("maria")
    await expect(body.get_by_label("Usuario")).to_have_value(maria.user)
    await expect(body.get_by_label("Contraseña", exact=True)).to_have_value(maria.password)
    await body.get_by_role("button", name="Vincular").click()
    await expect(body.get_by_text("quedó vinculado")).to_be_visible()


async def test_the_letter_opens_in_the_mail_app(screen: Screen, town: Town) -> None:
    """By hand: the chat's button leads to a page whose link opens the mail app with the letter in it."""
    await screen.agree()
    await screen.write("/correo")
    await screen.says("1 de 7.")
    await says_who(screen, await town.owner("carlos"))
    await screen.press(await screen.says("¿Lo envío yo"), "Lo envío yo")
    await screen.press(await screen.says("Tu correo está listo"), "Abrir mi correo")
    body = await sheet_of(screen)
    link = body.get_by_role("link", name="Abrir mi correo")
    await expect(link).to_be_visible()
    mailto = urlsplit(str(await link.get_attribute("href")))
    asked = parse_qs(mailto.query)
    assert (mailto.scheme, unquote(mailto.path), asked["subject"]) == ("mailto", RECIPIENT, [SUBJECT])
    assert "002193847" in asked["body"][0].split("Mis datos:")[1]
    screen.complaints.clear()  # a browser without a mail app says that it opened none


@pytest.mark.parametrize("purpose", ["link", "renew"])
async def test_the_pages_fit_any_screen(browser: Browser, town: Town, purpose: str) -> None:
    """Nothing sticks out sideways, and every control is large enough for a thumb."""
    phone = await town.phone()
    page = await browser.new_page()
    await page.goto(await address(phone, town, purpose))
    for width in (320, 360, 1280):
        await page.set_viewport_size({"width": width, "height": 740})
        overflow = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, width
        for control in await page.locator("button:visible, input:visible:not([type=checkbox])").all():
            box = await control.bounding_box()
            assert box
            assert box["height"] >= 44, width
    await page.close()


async def address(phone: Phone, town: Town, purpose: str) -> str:
    """A page of this purpose, without what Telegram puts behind it."""
    if purpose == "link":
        asked = await phone.asked_for_page()
    else:
        await phone.recovers()
        await phone.says_who(await town.owner("maria"))
        await phone.write("sí")
        asked = await phone.sees("contraseña nueva")
    return (await phone.open_page(asked, "🔒")).partition("#")[0]
