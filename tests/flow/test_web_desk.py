"""The web desk on a screen: signed in by the phone's tap, a broadcast from its writing to its end, by keyboard, in both
themes and sizes, with and without JavaScript."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from bot.channels.rendering import drawing
from storage import chats, staff
from storage.tables import StaffRole
from tests.flow.screen import PATIENCE
from tests.flow.town import Phone, Town

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.telegram_only("the desk is opened from a member's chat in Telegram"),
]

AXE = Path(__file__).with_name("axe").joinpath("axe.min.js").read_text(encoding="utf-8")
SERIOUS = """async () => (await axe.run()).violations
  .filter((one) => ["serious", "critical"].includes(one.impact))
  .map((one) => `${one.id}: ${one.nodes[0].html}`)"""
PICTURE = drawing("es", "agency-1")
CHECK = Path(__file__).with_name("screen_check.js").read_text(encoding="utf-8")
SIZES = {"phone": (360, 740), "computer": (1440, 900)}
TEXT = "*Mañana* la oficina de Breña cierra a la 1 p. m."
expect.set_options(timeout=PATIENCE)


@dataclass
class Desk:
    """Members with phones, and their browsers; what a console complained about is kept."""

    town: Town
    browser: Browser
    complaints: list[str] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    async def member(self, role: StaffRole, name: str) -> Phone:
        """Somebody of the team, with a phone."""
        phone, world = await self.town.phone(name), self.town.house.world
        await phone.write("/ayuda")
        await phone.sees("")
        async with world.database.begin() as connection:
            chat = await chats.find(connection, "telegram", str(phone.number))
            assert chat is not None
            token = await staff.invite(connection, name=name, role=role, invited_by=None, now=world.now())
            await staff.join(connection, token, chat.id, now=world.now())
        return phone

    async def page(self, size: str = "computer", scheme: str = "light", *, script: bool = True) -> Page:
        """A fresh browser profile."""
        width, height = SIZES[size]
        context = await self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,  # type: ignore[arg-type]
            locale="es-PE",
            java_script_enabled=script,
            base_url=self.town.house.address,
        )
        self._contexts.append(context)
        page = await context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._hear)
        return page

    async def signed_in(self, phone: Phone, size: str = "computer", scheme: str = "light") -> Page:
        """A browser that the phone's owner has let in; its page has gone on by itself."""
        page = await self.page(size, scheme)
        await page.goto("/desk")
        await page.get_by_role("button", name="Entrar con mi Telegram").click()
        await self.confirm(page, phone)
        await expect(page.get_by_role("heading", name="Cómo va el servicio")).to_be_visible()
        return page

    async def confirm(self, page: Page, phone: Phone) -> None:
        """Open the link on the phone, compare the codes, tap yes."""
        link = await page.get_by_role("link", name="Abrir Telegram").get_attribute("href")
        assert link is not None
        await phone.write(f"/start {link.partition('?start=')[2]}")
        asked = await phone.sees("¿Eres tú quien quiere entrar")
        assert str(await page.locator(".code").text_content()) in asked["text"]
        await phone.tap(asked, "Sí, soy yo")

    async def close(self) -> None:
        for context in self._contexts:
            await context.close()

    def _hear(self, line: ConsoleMessage) -> None:
        if line.type in {"error", "warning"}:
            self.complaints.append(line.text)


@pytest_asyncio.fixture(loop_scope="module")
async def desk(browser: Browser, town: Town) -> AsyncIterator[Desk]:
    """A complaint in a console fails the test."""
    opened = Desk(town, browser)
    yield opened
    await opened.close()
    assert opened.complaints == []


async def write(page: Page, text: str = TEXT) -> None:
    """A new broadcast that goes out at any hour, up to its page with the request for approval."""
    await page.goto("/desk/broadcasts")
    await page.get_by_role("link", name="Nuevo aviso").click()
    await page.get_by_label("Español", exact=True).first.fill(text)
    await page.get_by_label("Es urgente").check()


@pytest.mark.parametrize(
    ("size", "scheme"),
    [
        ("phone", "light"),
        pytest.param("computer", "dark", marks=pytest.mark.soak),
        pytest.param("phone", "dark", marks=pytest.mark.soak),
        pytest.param("computer", "light", marks=pytest.mark.soak),
    ],
)
async def test_a_broadcast_from_its_writing_to_its_end(desk: Desk, size: str, scheme: str) -> None:
    """Written with its preview beside it, looked at in the chat, approved by somebody else, and followed to the end by
    pages that nobody loads again."""
    wanda, ada = await desk.member(StaffRole.WRITER, "Wanda"), await desk.member(StaffRole.APPROVER, "Ada")
    await desk.member(StaffRole.APPROVER, "Beto")
    author = await desk.signed_in(wanda, size, scheme)
    await write(author)
    await expect(author.locator("#preview b")).to_have_text("Mañana")
    await author.get_by_label("Quienes tienen buzón vinculado").check()
    await expect(author.locator("#reach")).to_contain_text("A nadie")
    await author.get_by_label("Con o sin buzón").check()
    await expect(author.locator("#reach")).to_contain_text("A 3 personas")
    await author.get_by_role("button", name="Guardar y enviarme una prueba").click()
    await expect(author.get_by_role("status")).to_contain_text("Te envié la prueba")
    await wanda.sees("Prueba: solo te llega a ti")
    await author.get_by_role("button", name="Guardar y pedir aprobación").click()
    await expect(author.get_by_role("heading", level=1)).to_contain_text("espera aprobación")

    approver = await desk.signed_in(ada, size, scheme)
    await approver.goto(author.url.partition("?")[0])
    await approver.get_by_role("button", name="Aprobar y enviar ya a 3 personas").click()
    await expect(approver.get_by_role("heading", level=1)).to_contain_text("terminado")
    await expect(approver.get_by_role("progressbar")).to_have_attribute("value", "100")
    await expect(approver.get_by_text("Enviados: 3 de 3")).to_be_visible()
    await ada.sees("la oficina de Breña")
    async with approver.expect_download() as downloading:
        await approver.get_by_role("link", name="Lista de envíos").click()
    rows = Path(await (await downloading.value).path()).read_text(encoding="utf-8").splitlines()
    assert len(rows) == 4
    assert all(",sent," in row for row in rows[1:])


@pytest.mark.soak
@pytest.mark.parametrize("size", ["phone", "computer"])
async def test_a_picture_goes_with_a_broadcast(desk: Desk, size: str) -> None:
    """Chosen on the page, seen by its author in the chat, sent to everybody; what is no picture is refused with the
    text kept, and what is taken out is gone."""
    wanda, ada = await desk.member(StaffRole.WRITER, "Wanda"), await desk.member(StaffRole.APPROVER, "Ada")
    await desk.member(StaffRole.APPROVER, "Beto")
    page = await desk.signed_in(wanda, size)
    await write(page)
    file, save = page.get_by_label("Foto o documento"), page.get_by_role("button", name="Guardar borrador")
    await file.set_input_files({"name": "horario.jpg", "mimeType": "image/jpeg", "buffer": b"MZ a program"})
    await save.click()
    await expect(page.get_by_role("alert")).to_contain_text("no es una foto JPG o PNG ni un PDF")
    await expect(page.get_by_label("Español", exact=True).first).to_have_value(TEXT)
    await file.set_input_files({"name": "horario.exe", "mimeType": "application/x-msdownload", "buffer": PICTURE})
    await save.click()
    await expect(page.get_by_role("status")).to_have_text("Guardado.")
    await wanda.sees("Esta foto va en un aviso")
    await expect(page.get_by_text("Lleva una foto o un documento")).to_be_visible()
    await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert await page.evaluate(CHECK) == []
    await page.get_by_role("button", name="Guardar y pedir aprobación").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("espera aprobación")
    approver = await desk.signed_in(ada, size)
    await approver.goto(page.url.partition("?")[0])
    await approver.get_by_role("button", name="Aprobar y enviar ya a 3 personas").click()
    await expect(approver.get_by_text("Enviados: 3 de 3")).to_be_visible()
    assert (await ada.sees("la oficina de Breña"))["photo"]
    await write(page)
    await file.set_input_files({"name": "x.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 a page"})
    await save.click()
    await page.get_by_label("Quitar la foto o el documento").check()
    await save.click()
    await expect(page.get_by_label("Quitar la foto o el documento")).to_have_count(0)
    assert all("422" in line for line in desk.complaints)
    desk.complaints.clear()


async def test_by_the_keyboard_alone(desk: Desk) -> None:
    """In, past the menu, to a new broadcast, its text, its audience, its button: each stop is seen, none is a trap."""
    wanda = await desk.member(StaffRole.ADMIN, "Wanda")
    page = await desk.page()
    await page.goto("/desk")
    await reach(page, "button", "Entrar con mi Telegram")
    await page.keyboard.press("Enter")
    await desk.confirm(page, wanda)
    await expect(page.get_by_role("heading", name="Cómo va el servicio")).to_be_visible()
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Ir al contenido")).to_be_focused()
    await expect(page.get_by_role("link", name="Ir al contenido")).to_be_in_viewport()
    await reach(page, "link", "Avisos")
    await page.keyboard.press("Enter")
    await reach(page, "link", "Nuevo aviso")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Nuevo aviso")
    await reach(page, "textbox", "Español")
    await page.keyboard.type(TEXT)
    await reach(page, "radio", "Con o sin buzón")
    await page.keyboard.press("ArrowDown")
    await expect(page.locator("#reach")).to_contain_text("A nadie")
    await page.keyboard.press("ArrowUp")
    await reach(page, "button", "Guardar borrador")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status")).to_be_focused()
    await expect(page.get_by_role("status")).to_have_text("Guardado.")
    await reach(page, "button", "Salir", back=True)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Entrar con mi Telegram")).to_be_visible()


async def reach(page: Page, role: str, name: str, *, back: bool = False) -> None:
    """Tab until it has the focus; every stop on the way shows that it has it."""
    wanted = page.get_by_role(role, name=name, exact=True).first  # type: ignore[arg-type]
    await expect(wanted).to_be_visible()
    for _ in range(60):
        if await wanted.evaluate("one => one === document.activeElement"):
            return
        await page.keyboard.press("Shift+Tab" if back else "Tab")
        shown = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert shown != "none" or await page.evaluate("document.activeElement === document.body")
    raise AssertionError(f"{role} «{name}» is not reached by Tab")


async def test_every_page_fits_and_is_told(desk: Desk) -> None:
    """No page is wider than the screen; each has its language, one first heading, names for all that can be pressed or
    filled in, captions, and enough contrast; all that is folded is opened for it. axe finds nothing serious either."""
    wanda = await desk.member(StaffRole.ADMIN, "Wanda de los Ángeles Quispe Huamán")
    await desk.member(StaffRole.APPROVER, "Ada")

    async def check(page: Page) -> None:
        await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        for width, height in SIZES.values():
            await page.set_viewport_size({"width": width, "height": height})
            for scheme in ("light", "dark"):
                await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                assert await page.evaluate(CHECK) == [], (page.url, width, scheme)
                if width < 1_000:  # a wider screen has the same elements
                    await page.evaluate(AXE)
                    assert await page.evaluate(SERIOUS) == [], (page.url, width, scheme)

    page = await desk.page()
    await page.goto("/desk")
    await check(page)
    await page.get_by_role("button", name="Entrar con mi Telegram").click()
    await expect(page.locator(".code")).to_be_visible()
    await check(page)
    await desk.confirm(page, wanda)
    await expect(page.get_by_role("heading", name="Cómo va el servicio")).to_be_visible()
    await check(page)
    await write(page, "Una palabra-muy-larga-" * 12 + "\n_y_ un *suelto https://www.gob.pe/migraciones/" + "x" * 90)
    await expect(page.locator("#preview .warning")).to_be_visible()
    await check(page)
    await page.get_by_role("button", name="Guardar borrador").click()
    await check(page)
    await page.get_by_role("button", name="Guardar y pedir aprobación").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("espera aprobación")
    await check(page)
    for path in ("/desk/broadcasts", "/desk/audit", "/desk/audit?group=broadcast&about=x", "/desk/team"):
        await page.goto(path)
        await check(page)
    await page.get_by_label("Nombre").fill("Milagros")
    await page.get_by_role("button", name="Crear invitación").click()
    await expect(page.get_by_label("Envíale este enlace")).to_have_value(
        re.compile(r"https://t\.me/\w+\?start=equipo-")
    )
    await check(page)


async def test_without_javascript(desk: Desk) -> None:
    """Signed in by the link under the code, a broadcast written and submitted: nothing but what moves is missing."""
    wanda = await desk.member(StaffRole.WRITER, "Wanda")
    page = await desk.page(script=False)
    await page.goto("/desk")
    await page.get_by_role("button", name="Entrar con mi Telegram").click()
    await desk.confirm(page, wanda)
    await page.get_by_role("link", name="Ya confirmé").click()
    await expect(page.get_by_role("heading", name="Cómo va el servicio")).to_be_visible()
    await write(page)
    await page.get_by_role("button", name="Guardar y pedir aprobación").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("espera aprobación")
    await expect(page.locator(".bubble b")).to_have_text("Mañana")


async def test_a_no_in_the_chat_reaches_the_page(desk: Desk) -> None:
    """The page says so by itself, and offers to begin anew."""
    wanda = await desk.member(StaffRole.WRITER, "Wanda")
    page = await desk.page()
    await page.goto("/desk")
    await page.get_by_role("button", name="Entrar con mi Telegram").click()
    link = await page.get_by_role("link", name="Abrir Telegram").get_attribute("href")
    await wanda.write(f"/start {str(link).partition('?start=')[2]}")
    await wanda.tap(await wanda.sees("¿Eres tú quien quiere entrar"), "No")
    await expect(page.get_by_role("alert")).to_contain_text("En el chat dijeron que no")
    await expect(page.get_by_role("button", name="Entrar con mi Telegram")).to_be_visible()


async def test_an_open_page_ends_with_the_membership(desk: Desk) -> None:
    """Removed on another screen: the page that was left open leads to the way in by itself."""
    rosa, lina = await desk.member(StaffRole.ADMIN, "Rosa"), await desk.member(StaffRole.READER, "Lina")
    admin, reader = await desk.signed_in(rosa), await desk.signed_in(lina)
    await admin.goto("/desk/team")
    row = admin.get_by_role("row").filter(has_text="Lina")
    await row.get_by_label("Quitar a Lina").click()
    await row.get_by_role("button", name="Sí, quitar").click()
    await expect(admin.get_by_role("status")).to_contain_text("Ya no es parte del equipo")
    await lina.sees("Ya no eres parte del equipo")
    await expect(reader.get_by_role("button", name="Entrar con mi Telegram")).to_be_visible(timeout=30_000)
    assert all("401" in line for line in desk.complaints)
    desk.complaints.clear()
