"""Teaching a site by pointing at its pages: the clicks are Playwright's own, which the page takes for a person's."""

import asyncio
import queue
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot import learning
from bot.portal.browser import BrowserProfile, Chromium
from bot.portal.browser.screen import Screen
from handlers.errors import Misconfigured
from sandbox.listen import serving
from sandbox.portal import Portal, site
from sandbox.portal.faces import Face

pytestmark = pytest.mark.asyncio(loop_scope="module")

PROFILE = BrowserProfile.load("generic")
USER, PASSWORD, SUBMIT, _ = learning.SIGN_IN


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium(chromium_path: Path) -> AsyncIterator[Chromium]:
    async with Chromium(hosts=["127.0.0.1"], executable=chromium_path) as chromium:
        yield chromium


async def test_what_is_clicked_is_proposed_by_its_label(chromium: Chromium, capsys: pytest.CaptureFixture[str]) -> None:
    """A field is taken by a click on it or on its label, a button without being pressed; what is of another kind is no
    proposal; what is typed in the terminal still wins; and afterwards the page's clicks are its own again.
    """
    portal, enter = Portal(), queue.Queue[str]()

    async def chosen(step: learning.Step, *clicks: str, typed: str = "") -> str:
        choosing = asyncio.create_task(learning.choose(screen, outline, step, ("nothing",), ask=enter.get))
        for click in clicks:
            said = ""
            while "clicked: " not in said:  # the listener may not be there yet: what is clicked before is the page's
                await screen.page.locator(click).click(force=True)
                await asyncio.sleep(0.05)
                said = capsys.readouterr().out
        enter.put(typed)
        return learning.label_of(outline, await choosing)

    async with serving(site(portal, face=Face.SINGLE)) as url:
        context = await chromium.context(zone=PROFILE.dates.zone)
        screen = await Screen.open(context, PROFILE, PROFILE.near(url))
        async with screen.doing("learn"):
            await screen.goto(f"{url}/sine-ui/login")
            outline = await screen.settled()
            asked = portal.counts.refused_sign_ins
            assert await chosen(USER, "input[name=usuario]") == "Usuario"
            assert await chosen(PASSWORD, "input[name=usuario]", "label:has-text('Contraseña')") == "Contraseña"
            assert await chosen(SUBMIT, "button:has-text('Ingresar')") == "Ingresar"
            assert await chosen(USER, "input[name=usuario]", typed="usuario") == "Usuario"
            assert portal.counts.refused_sign_ins == asked
            await screen.page.locator("input[name=usuario]").fill("nadie")
            await screen.page.locator("input[type=password]").fill("nada")
            await screen.page.locator("button:has-text('Ingresar')").click()
            async with asyncio.timeout(5):
                while portal.counts.refused_sign_ins == asked:
                    await asyncio.sleep(0.02)
        await screen.close()


async def test_a_window_needs_a_display(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is none the operator is told to leave the option out."""
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    learning.check_display(headed=False)
    with pytest.raises(Misconfigured, match="--headed"):
        learning.check_display(headed=True)
