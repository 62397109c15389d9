"""The desk: what is done at it reaches the portal, and what happens at the portal shows at it without asking."""

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
