"""A page that is on the move: half loaded, going somewhere by itself, or wanted by several at once; and its browser."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.portal.browser import BrowserMailbox, BrowserProfile, Chromium
from bot.portal.browser.pool import Pool
from bot.portal.browser.profile import Waits
from bot.portal.browser.screen import Screen
from bot.portal.sessions import Session
from buzon.credentials import Credentials, Secret
from handlers.errors import Misconfigured, PortalChanged
from sandbox.listen import serving
from sandbox.portal import Portal, site
from sandbox.portal.faces import Face

pytestmark = pytest.mark.asyncio(loop_scope="module")

PROFILE = BrowserProfile.load("generic").model_copy(update={"waits": Waits(step=8, quiet=0.8, call=30, attachment=2)})


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium(chromium_path: Path) -> AsyncIterator[Chromium]:
    async with Chromium(hosts=["127.0.0.1", "localhost"], executable=chromium_path) as chromium:
        yield chromium


def halting(app: ASGIApp) -> ASGIApp:
    """The same site on a line that stops for longer than a page's rest, in the midst of each table."""

    async def halted(scope: Scope, receive: Receive, send: Send) -> None:
        async def slowly(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [(name, value) for name, value in message["headers"] if name != b"content-length"]
                message = message | {"headers": kept}
            body: bytes = message.get("body", b"")
            if body.count(b"<tr") > 2:
                half = body.rindex(b"<tr")
                await send({"type": "http.response.body", "body": body[:half], "more_body": True})
                await asyncio.sleep(1.2)
                message = message | {"body": body[half:]}
            await send(message)

        await app(scope, receive, slowly if scope["type"] == "http" else send)

    return halted


async def test_a_list_that_is_still_coming_in_is_not_read_yet(chromium: Chromium) -> None:
    """The line stops between two rows: all of them are there in the end, and the portal is not said to have changed."""
    portal = Portal()
    person = portal.mailboxes["maria"].person
    async with (
        serving(halting(site(portal, face=Face.TABLES))) as url,
        BrowserMailbox(PROFILE, chromium, base_url=url) as door,
    ):
        notices = await door.notices("key", Credentials(Secret(person.user), Secret(person.password)))
    assert [one.id for one in notices] == [one.id for one in portal.mailboxes["maria"].newest_first()]


async def test_a_page_that_goes_somewhere_by_itself_is_sent_again(chromium: Chromium) -> None:
    """As after a sign-in: it comes to where it was sent, and nobody calls that an outage."""

    async def page(request: Request) -> HTMLResponse:
        await asyncio.sleep(0.4 if request.url.path == "/there" else 0)
        return HTMLResponse(f"<h1>{request.url.path}</h1>")

    async with serving(Starlette(routes=[Route("/{any}", page)])) as url:
        context = await chromium.context(zone=PROFILE.dates.zone)
        screen = await Screen.open(context, PROFILE, PROFILE.near(url))
        await screen.goto(f"{url}/here")
        await screen.page.evaluate("setTimeout(() => location.assign('/elsewhere'), 100)")
        await screen.goto(f"{url}/there")
        outline = await screen.until(lambda outline: outline if outline.ready else None, "the page is missing")
        assert "/there" in [node.text or node.name for node in outline.nodes]
        await screen.close()


async def test_a_press_that_meets_a_page_going_away_is_made_once(chromium: Chromium) -> None:
    """What is pressed is busy when its page is replaced: that is no change of the portal's, and no second press."""
    pressed = 0

    async def page(request: Request) -> HTMLResponse:
        nonlocal pressed
        pressed += request.url.path == "/pressed"
        busy = "fetch('/pressed', {keepalive: true}); for (const end = Date.now() + 1500; Date.now() < end;);"
        return HTMLResponse(f'<h1>{request.url.path}</h1><button onclick="{busy}">Siguiente</button>')

    async with serving(Starlette(routes=[Route("/{any}", page)])) as url:
        context = await chromium.context(zone=PROFILE.dates.zone)
        screen = await Screen.open(context, PROFILE, PROFILE.near(url) | {"localhost"})
        await screen.goto(f"{url}/here")
        button = await screen.until(lambda outline: next(iter(outline.of("button")), None), "the button is missing")
        press = asyncio.create_task(screen.press(button))
        await asyncio.sleep(0.3)
        await screen.goto(f"{url.replace('127.0.0.1', 'localhost')}/there")
        await press
        outline = await screen.until(lambda outline: outline if outline.ready else None, "the page is missing")
        assert "/there" in [node.text or node.name for node in outline.nodes]
        await screen.close()
    assert pressed == 1


async def test_a_list_that_never_adds_up_has_changed(chromium: Chromium) -> None:
    """It is read twice, and then said to have changed: by name, and as what the metrics call it."""

    def overstating(app: ASGIApp) -> ASGIApp:
        async def overstated(scope: Scope, receive: Receive, send: Send) -> None:
            async def more(message: Message) -> None:
                body: bytes = message.get("body", b"")
                kept = [pair for pair in message.get("headers", []) if pair[0] != b"content-length"]
                body = re.sub(rb"<p>\d+ notificaci", b"<p>99 notificaci", message.get("body", b""))
                await send(message | ({"body": body} if "body" in message else {"headers": kept}))

            await app(scope, receive, more if scope["type"] == "http" else send)

        return overstated

    portal, outcomes = Portal(), []
    person = portal.mailboxes["maria"].person
    async with (
        serving(overstating(site(portal, face=Face.TABLES))) as url,
        BrowserMailbox(
            PROFILE, chromium, base_url=url, observe=lambda step, outcome, _: outcomes.append((step, outcome))
        ) as door,
    ):
        with pytest.raises(PortalChanged, match="the total is not reached"):
            await door.notices("key", Credentials(Secret(person.user), Secret(person.password)))
    assert outcomes[-1] == ("list", "changed")


async def test_of_many_who_want_one_page_each_has_it_alone(chromium: Chromium) -> None:
    """Also who comes while it is handed from one to the next."""
    pool = Pool(chromium, PROFILE, frozenset({"127.0.0.1"}), contexts=5)
    session, inside, most = Session(), 0, 0

    async def use(steps: int) -> None:
        nonlocal inside, most
        for _ in range(steps):
            async with pool.screen(session):
                inside += 1
                most = max(most, inside)
                await asyncio.sleep(0)
                inside -= 1

    await asyncio.gather(*map(use, (3, 5, 7, 9)))
    assert most == 1
    await pool.close()


async def test_a_browser_without_windows_is_taken_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where both are there; who wants a window, or names one, gets that; and what is missing is said by its name."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Misconfigured, match="package chromium-headless-shell"):
        Chromium(hosts=[])
    with pytest.raises(Misconfigured, match="package chromium,"):
        Chromium(hosts=[], headed=True)
    shell, whole = tmp_path / "chromium-headless-shell", tmp_path / "chromium"
    for program in (shell, whole):
        program.touch(mode=0o755)
    assert Chromium(hosts=[]).executable == shell
    assert Chromium(hosts=[], headed=True).executable == whole
    assert Chromium(hosts=[], executable=whole).executable == whole
