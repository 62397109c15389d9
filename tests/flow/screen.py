"""The page of phones in a browser, as a person sees it: the chat, and the one-time page in its sheet."""

from dataclasses import dataclass, field

from playwright.async_api import Locator, Page, expect

from tests.flow.town import Resident

PATIENCE = 30_000
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
