"""The browser's door against a site that changes, fails, cheats and dies. One Chromium, one profile, three faces."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
import pytest_asyncio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.portal.browser import BrowserAgency, BrowserMailbox, BrowserProfile, BrowserRecovery, Chromium, State
from bot.portal.browser.profile import Waits
from buzon.credentials import Credentials, Secret
from buzon.identity import Identity
from handlers.errors import CaptchaMisread, CaptchaWanted, PortalChanged, PortalDown, RejectedCredentials
from sandbox.listen import serving
from sandbox.portal import Portal, site
from sandbox.portal.faces import Face
from tests.contract.test_recovery_port import NEW, identity_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

# Generic, but for its patience: what is missing here need not be waited for as long as on a slow line.
PROFILE = BrowserProfile.load("generic").model_copy(update={"waits": Waits(step=8, quiet=1.6, call=30, attachment=2)})


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium(chromium_path: Path) -> AsyncIterator[Chromium]:
    async with Chromium(hosts=["127.0.0.1"], executable=chromium_path) as chromium:
        yield chromium


class Place:
    """A portal with one face and a door to it; Maria's mailbox has three notices."""

    def __init__(
        self, portal: Portal, face: Face, url: str, door: BrowserMailbox, counted: list[tuple[str, str]]
    ) -> None:
        self.portal, self.face, self.url, self.door, self.counted = portal, face, url, door, counted
        person = portal.mailboxes["maria"].person
        self.maria = Credentials(Secret(person.user), Secret(person.password))


def at(*now: Face) -> list[object]:
    """All faces; those that are not named only in `make soak`."""
    return [face if face in now else pytest.param(face, marks=pytest.mark.soak) for face in Face]


def on(*faces: Face) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("place", faces, indirect=True)


@pytest_asyncio.fixture(params=at(Face.TABLES), loop_scope="module")
async def place(request: pytest.FixtureRequest, chromium: Chromium) -> AsyncIterator[Place]:
    portal = Portal()
    counted: list[tuple[str, str]] = []

    def observe(step: str, outcome: str, _seconds: float) -> None:
        counted.append((str(step), outcome))

    async with (
        serving(site(portal, face=request.param)) as url,
        BrowserMailbox(PROFILE, chromium, base_url=url, observe=observe) as door,
    ):
        yield Place(portal, request.param, url, door, counted)


@on(*Face)
async def test_a_mailbox_is_read_as_it_is(place: Place) -> None:
    """Every value of every notice is the portal's own, accents included, however late its scripts come; a look is
    counted as a sign-in and a list. Markup in names and subjects is text; where a careless site lets it rename every
    button, nothing is pressed. Nothing is opened by any of this.
    """
    face = place.face
    place.portal.set_faults(slow_scripts=1.2)
    notices = await place.door.notices("key", place.maria)
    published = place.portal.mailboxes["maria"].newest_first()
    assert [(one.id, one.subject, one.file_number) for one in notices] == [
        (one.id, one.subject, one.file) for one in published
    ]
    assert [(one.read, one.attachments) for one in notices] == [
        (one.opened_at is not None, len(one.attachments)) for one in published
    ]
    assert [one.deposited_at for one in notices] == [
        one.deposited_at.replace(second=0, microsecond=0) for one in published
    ]
    assert place.counted == [("sign_in", "ok"), ("list", "ok")]
    place.portal.set_faults(slow_scripts=0, injected_names=True)
    if face is Face.CARDS:
        with pytest.raises(PortalChanged):
            await place.door.notices("key", place.maria)
    else:
        named = await place.door.notices("key", place.maria)
        assert sum("<script>document.title" in one.subject for one in named) == 3
    assert place.portal.openings == []


async def test_renamed_and_moved_it_is_still_read(place: Place) -> None:
    """Other words on everything and everything elsewhere: the same notices, opened and fetched as before; and it is
    told which landmarks have moved.
    """
    place.portal.set_faults(labels="renamed", layout="moved")
    marks = await place.door.landmarks("key", place.maria)
    moved = {(mark.step, mark.name) for mark in marks if mark.state is State.MOVED}
    assert {("sign_in", "user"), ("sign_in", "password"), ("sign_in", "submit")} <= moved
    assert not [mark for mark in marks if mark.state is State.MISSING]
    assert place.portal.openings == []
    published = place.portal.mailboxes["maria"].newest_first()[0]
    opened = await place.door.open("key", place.maria, published.id)
    assert (opened.notice.subject, opened.body) == (published.subject, published.body)
    (file,) = opened.attachments
    assert (await place.door.attachment("key", place.maria, published.id, file.id)).startswith(b"%PDF-")
    assert len(place.portal.openings) == 1


async def test_a_password_field_that_is_gone_blames_nobody(place: Place) -> None:
    """The landmark is named, nothing is sent, and the snapshot of the page has no letter of anybody's."""
    place.portal.set_faults(no_password_field=True)
    marks = await place.door.landmarks("key", place.maria)
    assert [mark.name for mark in marks if mark.state is State.MISSING] == ["password"]
    snapshot = await place.door.snapshot("key")
    assert "Usuario" in snapshot
    assert "SIMULACIÓN" not in snapshot
    assert place.portal.counts.refused_sign_ins == 0


@pytest.mark.parametrize("place", at(Face.TABLES)[1:], indirect=True)
async def test_a_foreign_host_is_never_visited(place: Place) -> None:
    """Another server on another name hears nothing, and the portal has changed."""
    heard: list[str] = []

    async def foreign(scope, receive, send) -> None:
        heard.append(scope["type"])

    async with serving(foreign, host="127.0.0.2") as elsewhere:
        await place.door.notices("key", place.maria)
        place.portal.set_faults(foreign_redirect=f"{elsewhere}/")
        with pytest.raises(PortalChanged, match="foreign host"):
            await place.door.notices("key", place.maria)
    assert "http" not in heard


def at_most(size: int) -> BrowserProfile:
    """The profile, with this bound on files, and little time for them."""
    detail = PROFILE.detail.model_copy(update={"most_bytes": size})
    return PROFILE.model_copy(update={"detail": detail, "waits": PROFILE.waits.model_copy(update={"attachment": 4})})


@on(Face.TABLES, Face.SINGLE)
async def test_a_file_without_an_end_is_left(
    place: Place, chromium: Chromium, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that the browser fetches is refused where it grows beyond the bound, one that a script fetches is given up in
    time, nothing of either is left on the disk, and the door goes on.
    """
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    most = 200_000
    bounded = at_most(most)
    published = place.portal.mailboxes["maria"].newest_first()[0]
    async with BrowserMailbox(bounded, chromium, base_url=place.url) as door:
        opened = await door.open("key", place.maria, published.id)
        wanted = ("key", place.maria, published.id, opened.attachments[0].id)
        place.portal.set_faults(endless_download=True)
        fetching = asyncio.create_task(door.attachment(*wanted))
        held = 0
        while not fetching.done():
            held = max(held, sum(file.stat().st_size for file in tmp_path.rglob("*") if file.is_file()))
            await asyncio.sleep(0.02)
        with pytest.raises(
            (PortalChanged, PortalDown), match="larger than" if place.face is Face.TABLES else "too late"
        ):
            await fetching
        assert held < 4 * most
        place.portal.set_faults(endless_download=False)
        assert await door.attachment(*wanted)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.soak
@on(*Face)
async def test_a_file_that_comes_too_large_at_once_is_not_read(place: Place, chromium: Chromium) -> None:
    """It is on the disk before anybody could have stopped it: its size is known, and it goes unread."""
    published = place.portal.mailboxes["maria"].newest_first()[0]
    size = len(place.portal.document(published, published.attachments[0]))
    async with BrowserMailbox(at_most(size - 1), chromium, base_url=place.url) as door:
        opened = await door.open("key", place.maria, published.id)
        with pytest.raises(PortalChanged, match="larger than"):
            await door.attachment("key", place.maria, published.id, opened.attachments[0].id)


@pytest.mark.parametrize("place", at(Face.SINGLE), indirect=True)
async def test_a_person_reads_the_captcha(place: Place) -> None:
    """Its picture waits; what it says opens the session, a misreading brings the next one, a wrong password is told."""
    place.portal.set_faults(captcha=True)
    with pytest.raises(CaptchaWanted):
        await place.door.sign_in("key", place.maria)
    tried = place.portal.counts.refused_sign_ins
    with pytest.raises(CaptchaWanted):
        await place.door.notices("key", place.maria)
    assert place.portal.counts.refused_sign_ins == tried, "while it waits nothing is tried"
    assert (await place.door.captcha("key") or b"").startswith(b"\x89PNG")
    with pytest.raises(CaptchaMisread) as misread:
        await place.door.answer("key", "00000")
    assert misread.value.again
    assert await place.door.captcha("key")
    await place.door.answer("key", list(place.portal.captchas.texts.values())[-1])
    assert await place.door.captcha("key") is None
    place.portal.set_faults(captcha=False)
    assert len(await place.door.notices("key", place.maria)) == 3
    assert place.portal.counts.sign_ins == 1


@on(Face.TABLES)
async def test_a_wrong_password_behind_a_captcha_is_told(place: Place) -> None:
    """Only the person's own fault is theirs."""
    place.portal.set_faults(captcha=True)
    wrong = Credentials(place.maria.user, Secret("wrong"))
    with pytest.raises(CaptchaWanted):
        await place.door.sign_in("key", wrong)
    with pytest.raises(RejectedCredentials):
        await place.door.answer("key", list(place.portal.captchas.texts.values())[-1])
    with pytest.raises(CaptchaMisread):
        await place.door.answer("key", "late")


@on(Face.SINGLE)
async def test_a_captcha_waits_so_long_and_no_longer(chromium: Chromium, place: Place) -> None:
    """Then the page is closed, and with it what was typed."""
    place.portal.set_faults(captcha=True)
    hasty = PROFILE.model_copy(update={"waits": PROFILE.waits.model_copy(update={"captcha": 0.1})})
    async with BrowserMailbox(hasty, chromium, base_url=place.url) as door:
        with pytest.raises(CaptchaWanted):
            await door.sign_in("key", place.maria)
        async with asyncio.timeout(5):
            while await door.captcha("key") is not None:
                await asyncio.sleep(0.05)


@pytest.mark.parametrize("place", at(Face.CARDS), indirect=True)
async def test_the_password_is_set_anew(place: Place, chromium: Chromium) -> None:
    """*Verificación de Datos* with all its fields, in one step or four, and the new password behind it."""
    person = place.portal.mailboxes["yusmary"].person
    async with BrowserRecovery(PROFILE, chromium, base_url=place.url) as recovery:
        verified = await recovery.verify(identity_of(person))
        assert verified.ticket
        assert await recovery.set_password(verified.ticket, NEW) == Secret(person.user)
    assert place.portal.mailboxes["yusmary"].password == NEW.reveal()


_ONE_FORM = """<!doctype html><meta charset="utf-8"><h1>Extranjero</h1><form method="post">
<p>Nacionalidad <select name="n"><option value="">Elige</option><option>VENEZUELA</option></select>
<p>Tipo de documento <select name="t"><option value="">Elige</option><option>CPP</option></select>
<p>Número de documento <input name="d"><p>Fecha de emisión <input name="e" type="date">
<p>Apellido Paterno <input name="p"><p>Apellido Materno <input name="m"><p>Nombres <input name="g">
<p>Fecha de nacimiento <input name="b"><p><img width="90" height="30"
src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7">
<p>Código de la imagen <input name="c"><p><button>Siguiente</button></form>"""


async def test_a_picture_that_stands_among_the_data_is_read_last(chromium: Chromium, yusmary: Identity) -> None:
    """Where the agency asks all on one page, it is filled in, and sent once: with what the person has read."""
    sent: list[dict[str, str]] = []

    async def page(request: Request) -> Response:
        if request.method == "POST":
            sent.append({name: str(value) for name, value in (await request.form()).items()})
            return HTMLResponse("<!doctype html><h1>Elige</h1><a href='/x'>Regularización CPP</a>")
        return HTMLResponse(_ONE_FORM)

    async with (
        serving(Starlette(routes=[Route("/", page, methods=["GET", "POST"])])) as url,
        BrowserAgency(PROFILE, chromium, portal_url=url, base_url=url) as agency,
    ):
        visit = await agency.begin(yusmary, date(2024, 5, 6))
        assert visit.captcha.startswith(b"\x89PNG")
        assert sent == []
        await agency.answer(visit.id, "A1B2C")
    names = {"p": yusmary.paternal_surname.official, "m": "PEÑA", "g": "YUSMARY"}
    document = {"n": "VENEZUELA", "t": "CPP", "d": "005120931"}
    assert sent == [{**document, **names, "e": "2024-05-06", "b": "28/02/1985", "c": "A1B2C"}]


async def browser_process(chromium: Chromium) -> int:
    """The process id of a running browser."""
    cdp = await (await chromium.browser()).new_browser_cdp_session()
    processes = (await cdp.send("SystemInfo.getProcessInfo"))["processInfo"]
    found: int = next(one["id"] for one in processes if one["type"] == "browser")
    return found


@pytest.mark.soak
async def test_a_browser_that_hangs_is_replaced(chromium_path: Path) -> None:
    """Looks are outages until one cannot even open a page; then it is ended, and the next one goes on."""
    portal = Portal()
    person = portal.mailboxes["maria"].person
    maria = Credentials(Secret(person.user), Secret(person.password))
    hasty = PROFILE.model_copy(update={"waits": Waits(step=6, quiet=0.8, call=8)})
    async with (
        serving(site(portal, face=Face.TABLES)) as url,
        Chromium(hosts=["127.0.0.1"], executable=chromium_path) as chromium,
        BrowserMailbox(hasty, chromium, base_url=url) as door,
    ):
        await door.notices("key", maria)
        process = await browser_process(chromium)
        os.kill(process, signal.SIGSTOP)
        for _ in range(2):
            with pytest.raises(PortalDown):
                await door.notices("key", maria)
        assert len(await door.notices("key", maria)) == 3
        assert await browser_process(chromium) != process
    assert not is_running(process)


def is_running(process: int) -> bool:
    """Whether a process is more than an entry that nobody has taken note of: its parent died with it."""
    try:
        told = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
    return told.rpartition(")")[2].split()[0] != "Z"


@on(Face.SINGLE)
async def test_a_browser_that_is_killed_is_started_again(place: Place, chromium: Chromium) -> None:
    """The look in flight is an outage; the next one goes on with the session that was kept."""
    await place.door.notices("key", place.maria)
    place.portal.set_faults(slow_seconds=10)
    look = asyncio.create_task(place.door.notices("key", place.maria))
    await asyncio.sleep(0.3)
    os.kill(await browser_process(chromium), signal.SIGKILL)
    with pytest.raises(PortalDown):
        await look
    place.portal.set_faults(slow_seconds=0)
    assert len(await place.door.notices("key", place.maria)) == 3
    assert place.portal.counts.sign_ins == 1
