"""The desk: what is done at it reaches the portal, and what happens at the portal shows at it without asking."""

import asyncio
import smtplib
from email.message import EmailMessage
from typing import Any

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.sandbox.phones.conftest import Bot, Screen

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def person(bot: Bot, *, notices: int | None = None) -> dict[str, Any]:
    people = await bot.control("GET", "/portal/people")
    found: dict[str, Any] = next(one for one in people if notices is None or one["notices"] == notices)
    return found


async def test_a_published_notice_lands_in_the_chosen_mailbox(screen: Screen, page: Page, bot: Bot) -> None:
    """Person, kind and PDF are the portal's to keep, and the person's count on the desk follows by itself."""
    empty = await person(bot, notices=0)
    card = page.locator("#roster > li", has_text=empty["name"])
    await expect(card).to_contain_text("Casilla vacía")
    await page.get_by_label("Persona", exact=True).select_option(empty["name"])
    await page.get_by_label("Tipo").select_option("remedy")
    await expect(page.locator("#publish-subject")).not_to_be_empty()
    await page.get_by_role("switch", name="Con PDF").uncheck()
    await page.get_by_role("button", name="Publicar").click()
    await expect(page.locator("#publish-said")).to_have_text(f"Publicada en la casilla de {empty['name']}.")
    await expect(card).to_contain_text("1 sin abrir de 1")
    await expect(page.get_by_label("Persona", exact=True)).to_have_value(empty["id"])
    assert await bot.sign_in(empty) == 200
    (notice,) = (await bot.portal("/casilla/notificaciones"))["datos"]
    assert notice["adjuntos"] == 0


async def test_openings_appear_by_themselves(screen: Screen, page: Page, bot: Bot) -> None:
    """Whoever opens a notice, by whatever program, is on the list at once, with the notice's subject."""
    await expect(page.get_by_text("Nadie ha abierto nada todavía.")).to_be_visible()
    someone = await person(bot)
    assert await bot.sign_in(someone) == 200
    listed = (await bot.portal("/casilla/notificaciones"))["datos"]
    notice = next(one for one in listed if not one["leido"])
    await bot.portal(f"/casilla/notificaciones/{notice['id']}")
    opening = page.locator("#openings > li")
    await expect(opening).to_contain_text(f"{someone['name']} abrió {notice['asunto']}")


async def test_switches_set_the_portals_faults_and_follow_them(
    screen: Screen, page: Page, bot: Bot, context: BrowserContext
) -> None:
    """A switch reaches the portal; a fault set elsewhere turns the switch on a second page too."""
    second = await context.new_page()
    await second.goto(bot.world.page)
    await page.get_by_role("switch", name="Portal caído").check()
    await expect(second.get_by_role("switch", name="Portal caído")).to_be_checked()
    assert (await bot.control("GET", "/portal/faults"))["down"] is True
    await bot.control("PATCH", "/portal/faults", {"down": False, "slow_seconds": 1.5})
    await expect(page.get_by_role("switch", name="Portal caído")).not_to_be_checked()
    await expect(page.get_by_role("switch", name="Lento")).to_be_checked()
    await page.get_by_role("switch", name="Lento").press("Space")
    await expect(second.get_by_role("switch", name="Lento")).not_to_be_checked()
    assert (await bot.control("GET", "/portal/faults"))["slow_seconds"] == 0


async def test_closing_sessions_signs_everybody_out(screen: Screen, page: Page, bot: Bot) -> None:
    """After "Cerrar sesiones" the portal answers that the session has expired."""
    assert await bot.sign_in(await person(bot)) == 200
    await page.get_by_role("button", name="Cerrar sesiones").click()
    await expect(page.get_by_text("Sesiones cerradas.")).to_be_visible()
    assert (await bot.portal("/casilla/notificaciones"))["codigo"] == "SESION_EXPIRADA"


async def test_a_locked_account_shows_and_can_be_unlocked(screen: Screen, page: Page, bot: Bot) -> None:
    """Five wrong passwords lock the account; the desk says so and lets the person in again."""
    someone = await person(bot)
    for _ in range(5):
        await bot.sign_in(someone, password="no es esta")
    assert await bot.sign_in(someone) == 423
    card = page.locator("#roster > li", has_text=someone["name"])
    await expect(card).to_contain_text("Cuenta bloqueada")
    await card.get_by_role("button", name="Desbloquear").click()
    await expect(card).not_to_contain_text("Cuenta bloqueada")
    assert await bot.sign_in(someone) == 200


async def test_credentials_are_copied_by_a_press(screen: Screen, page: Page, bot: Bot) -> None:
    """Who tries the bot has to type these: one press copies them."""
    someone = await person(bot)
    await page.get_by_role("button", name=f"Copiar contraseña {someone['password']}").click()
    await expect(page.locator("#roster-said")).to_have_text("Contraseña copiada al portapapeles")
    assert await page.evaluate("navigator.clipboard.readText()") == someone["password"]


async def test_mail_arrives_on_the_desk_and_opens_as_text(screen: Screen, page: Page, bot: Bot) -> None:
    """A message to the sink shows by itself; opened, it is plain text whatever it holds."""
    letter = EmailMessage()
    letter["From"], letter["To"] = "bot@buzon.example", "informes@migraciones.example"
    letter["Subject"] = "Solicitud de credenciales <b>"
    letter.set_content("Buenos días.\n<script>alert(1)</script>\n")
    await expect(page.get_by_text("Todavía no llega ninguno.")).to_be_visible()
    host, _, port = bot.world.mail.removeprefix("smtp://").rpartition(":")

    def send() -> None:
        with smtplib.SMTP(host, int(port), timeout=10) as client:
            client.send_message(letter)

    await asyncio.to_thread(send)
    await page.get_by_role("button", name="Solicitud de credenciales <b>").click()
    opened = page.get_by_role("dialog", name="Solicitud de credenciales <b>")
    await expect(opened).to_contain_text("informes@migraciones.example")
    await expect(opened.locator("pre")).to_have_text("Buenos días.\n<script>alert(1)</script>\n")
    await opened.get_by_role("button", name="Cerrar").click()
    await expect(opened).to_be_hidden()


async def test_a_sent_password_is_in_the_inbox_and_beside_the_name(screen: Screen, page: Page, bot: Bot) -> None:
    """With "Clave por correo" the portal sends the new password by mail, and the desk follows by itself."""
    switch = page.get_by_role("switch", name="Clave por correo")
    async with page.expect_response(lambda response: response.request.method == "PATCH"):
        await switch.click()
    await expect(switch).to_be_checked()
    someone = await person(bot)
    record = someone["identity"]
    data = {
        "nacionalidad": someone["nationality"],
        "tipoDocumento": record["document_type"],
        "numeroDocumento": record["document_number"],
        "apellidoPaterno": record["paternal"],
        "apellidoMaterno": record["maternal"],
        "nombres": record["given"],
        "fechaNacimiento": record["born_on"],
    }
    async with bot.session.post(f"{bot.world.portal}/sine-api/recuperacion/verificacion", json=data) as answer:
        assert (await answer.json())["final"] == "ENVIADA"
    renewed = (await person(bot))["password"]
    assert renewed != someone["password"]
    card = page.locator("#roster > li", has_text=someone["name"])
    await expect(card.get_by_role("button", name=f"Copiar contraseña {renewed}")).to_be_visible()
    await page.get_by_role("button", name="Tu nueva contraseña del Buzón Electrónico").click()
    await expect(page.locator("#mail-text")).to_contain_text(f"Contraseña: {renewed}")


async def test_a_persons_data_and_constancias_are_at_hand(screen: Screen, page: Page, bot: Bot) -> None:
    """What the recovery forms ask for stands under each name, and the sheets download as PDF and as photographs."""
    card = page.locator("#roster > li", has_text="CARLOS ANDRÉS MUÑOZ")
    await card.get_by_text("Datos y constancias").click()
    await expect(card).to_contain_text("Apellido Materno(no tiene)")
    await expect(card).to_contain_text("30/11/1985")
    for name, file in {"Constancia (PDF)": "constancia-carlos.pdf", "Foto torcida": "constancia-carlos.jpg"}.items():
        async with page.expect_download() as download:
            await card.get_by_role("link", name=name).click()
        assert (await download.value).suggested_filename == file


async def test_any_text_is_published_for_any_day_by_keyboard_alone(screen: Screen, page: Page, bot: Bot) -> None:
    """The texts follow the kind, the preview the person, text and day; a scanned one keeps its PDF; a day is kept until
    "Ahora" empties it. Nothing overflows at 360 px in the dark."""
    await page.emulate_media(color_scheme="dark")
    await page.set_viewport_size({"width": 360, "height": 740})
    await page.get_by_role("button", name="Mesa de pruebas").click()
    empty = await person(bot, notices=0)
    await page.get_by_label("Persona", exact=True).select_option(empty["name"])
    kind, text = page.get_by_label("Tipo"), page.get_by_label("Texto", exact=True)
    pdf = page.get_by_role("switch", name="Con PDF")
    await kind.select_option("unknown")
    await text.select_option("unknown-3")
    await expect(page.locator("#publish-text")).to_contain_text(f"Téngase presente lo expuesto por {empty['name']}")
    await expect(pdf).to_be_disabled()
    await expect(page.get_by_text("El texto va solo ahí, como imagen")).to_be_visible()
    await kind.focus()
    await page.keyboard.type("Cit")
    await expect(text.locator("option")).to_have_count(6)
    await expect(pdf).to_be_enabled()
    await page.keyboard.press("Tab")
    await page.keyboard.type("Cita con")
    await expect(page.locator("#publish-subject")).to_contain_text("CITACIÓN PARA BIOMETRÍA")
    day = page.get_by_label("Fecha y hora de depósito")
    await day.fill("2026-12-03T23:30")
    await day.press("Enter")
    said = page.locator("#publish-said")
    await expect(said).to_contain_text("con fecha jueves, 3 de diciembre de 2026, 23:30.")
    await expect(page.locator("#publish-text")).to_contain_text("Día: jueves 10 de diciembre de 2026")
    assert await bot.sign_in(empty) == 200
    (notice,) = (await bot.portal("/casilla/notificaciones"))["datos"]
    assert notice["fechaDeposito"] == "2026-12-03T23:30:00-05:00"
    assert "CITACIÓN PARA BIOMETRÍA" in notice["asunto"]
    assert await page.evaluate("document.querySelector('.table').scrollWidth") == 360
    await page.get_by_role("button", name="Ahora", exact=True).press("Enter")
    await expect(day).to_have_value("")
    await page.get_by_role("button", name="Publicar").press("Enter")
    await expect(said).to_have_text(f"Publicada en la casilla de {empty['name']}.")


async def test_the_clock_on_the_desk_moves_the_whole_page(screen: Screen, page: Page, bot: Bot) -> None:
    """Buttons put it ahead and back; both status bars and the days over the messages follow, whoever moved it."""
    clock = page.get_by_role("region", name="Reloj de la simulación")
    bars = page.locator(".status .clock")
    chat = await screen.start(bot)
    await bot.call("sendMessage", chat_id=chat, text="Hola")
    over = page.locator("#log .day")
    await expect(over).to_have_text("Hoy")
    await clock.get_by_role("button", name="+1 hora").click()
    await expect(clock).to_contain_text("adelantado 1 hora")
    await clock.get_by_role("button", name="A las 8:00 del día siguiente").click()
    await expect(clock.locator("#clock-said")).to_contain_text("Ahora son las 08:00 del ")
    await expect(bars).to_have_text(["08:00", "08:00"])
    ahead = (await bot.control("GET", "/clock"))["ahead_seconds"]
    await expect(over).not_to_have_text("Hoy")
    async with page.expect_response(lambda response: response.request.method == "POST"):
        await clock.get_by_role("button", name="+1 día").click()
    assert (await bot.control("GET", "/clock"))["ahead_seconds"] == pytest.approx(ahead + 86_400)
    await clock.get_by_role("button", name="Volver a hoy").click()
    await expect(clock).to_contain_text("la hora real")
    await expect(over).to_have_text("Hoy")
    await bot.control("POST", "/clock", {"ahead_seconds": 3 * 86_400 + 7200})
    await expect(clock).to_contain_text("adelantado 3 días y 2 horas")
    await expect(over).not_to_have_text("Hoy")
