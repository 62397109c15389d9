"""The browser's door against a site that changes, fails, cheats and dies. One Chromium, one profile, three faces."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.portal.browser import BrowserMailbox, BrowserProfile, BrowserRecovery, Chromium, State
from bot.portal.browser.profile import Waits
from buzon.credentials import Credentials, Secret
from handlers.errors import CaptchaMisread, CaptchaWanted, PortalChanged, PortalDown, RejectedCredentials
from sandbox.listen import serving
from sandbox.portal import Portal, site
from sandbox.portal.faces import Face
from tests.contract.test_recovery_port import NEW, identity_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

# Generic, but for its patience: what is missing here need not be waited for as long as on a slow line.
PROFILE = BrowserProfile.load("generic").model_copy(update={"waits": Waits(step=8, quiet=0.8, call=30, attachment=2)})


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium(chromium_path: Path) -> AsyncIterator[Chromium]:
    async with Chromium(hosts=["127.0.0.1"], executable=chromium_path) as chromium:
        yield chromium


class Place:
    """A portal with one face and a door to it; Maria's mailbox has three notices."""

    def __init__(self, portal: Portal, url: str, door: BrowserMailbox, counted: list[tuple[str, str]]) -> None:
        self.portal, self.url, self.door, self.counted = portal, url, door, counted
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
        yield Place(portal, url, door, counted)


async def test_each_step_is_counted_with_what_came_of_it(place: Place) -> None:
    """The operator's numbers are those of the other door: a look is a sign-in and a list, each once."""
    await place.door.notices("key", place.maria)
    assert place.counted == [("sign_in", "ok"), ("list", "ok")]
    with pytest.raises(RejectedCredentials):
        await place.door.sign_in("key", Credentials(place.maria.user, Secret("wrong")))
    assert place.counted[2:] == [("sign_in", "rejected")]


@on(*Face)
async def test_a_mailbox_is_read_as_it_is(place: Place) -> None:
    """Every value of every notice is the portal's own, accents included, and nothing was opened."""
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
    """The landmark is named, nothing is typed, and the snapshot of the page has no letter of anybody's."""
    place.portal.set_faults(no_password_field=True)
    with pytest.raises(PortalChanged, match="sign_in: password field is missing"):
        await place.door.sign_in("key", place.maria)
    assert place.portal.counts.refused_sign_ins == 0
    snapshot = await place.door.snapshot("key")
    assert "Usuario" in snapshot
    assert "SIMULACIÓN" not in snapshot


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


@pytest.mark.parametrize("place", at(Face.TABLES)[:2], indirect=True)
async def test_names_are_text(place: Place) -> None:
    """Markup in a name and in subjects is read as the site shows it, letter by letter."""
    place.portal.set_faults(injected_names=True)
    notices = await place.door.notices("key", place.maria)
    assert len(notices) == 3
    assert all("<script>document.title" in one.subject for one in notices)
    assert place.portal.openings == []


@on(Face.CARDS)
async def test_a_script_that_was_let_in_opens_nothing(place: Place) -> None:
    """A careless site lets it rename every button: what cannot be found is an outage, and nothing is pressed."""
    place.portal.set_faults(injected_names=True)
    with pytest.raises(PortalChanged):
        await place.door.notices("key", place.maria)
    assert place.portal.openings == []


@on(Face.CARDS)
async def test_scripts_that_come_late_are_waited_for(place: Place) -> None:
    """A page that says nothing for a second is not one that has changed."""
    place.portal.set_faults(slow_scripts=1.2)
    assert len(await place.door.notices("key", place.maria)) == 3


@pytest.mark.parametrize("place", at(Face.SINGLE)[:2], indirect=True)
async def test_a_file_without_an_end_is_left(place: Place) -> None:
    """Whether a script or the browser fetches it; and the door goes on."""
    published = place.portal.mailboxes["maria"].newest_first()[0]
    opened = await place.door.open("key", place.maria, published.id)
    place.portal.set_faults(endless_download=True)
    with pytest.raises(PortalDown, match="too late"):
        await place.door.attachment("key", place.maria, published.id, opened.attachments[0].id)
    place.portal.set_faults(endless_download=False)
    assert await place.door.attachment("key", place.maria, published.id, opened.attachments[0].id)


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


@on(Face.TABLES)
async def test_few_contexts_serve_many_mailboxes(place: Place, chromium: Chromium) -> None:
    """Whose context was closed goes on where it was, without signing in again; and so does another process."""
    people = {name: place.portal.mailboxes[name].person for name in ("maria", "sofia")}
    credentials = {name: Credentials(Secret(one.user), Secret(one.password)) for name, one in people.items()}
    async with BrowserMailbox(PROFILE, chromium, base_url=place.url, contexts=1) as door:
        for _ in range(2):
            for name, one in credentials.items():
                assert len(await door.notices(name, one)) == len(place.portal.mailboxes[name].notices)
        kept = await door.kept("maria")
    assert kept
    async with BrowserMailbox(PROFILE, chromium, base_url=place.url) as door:
        await door.resume("maria", credentials["maria"], kept)
        await door.resume("sofia", credentials["sofia"], b"{}")
        assert len(await door.notices("maria", credentials["maria"])) == 3
    assert place.portal.counts.sign_ins == 2


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
    assert not Path(f"/proc/{process}").exists()


async def test_a_browser_that_is_killed_is_started_again(chromium_path: Path) -> None:
    """The look in flight is an outage; the next one goes on with the session that was kept."""
    portal = Portal()
    person = portal.mailboxes["maria"].person
    maria = Credentials(Secret(person.user), Secret(person.password))
    async with (
        serving(site(portal, face=Face.SINGLE)) as url,
        Chromium(hosts=["127.0.0.1"], executable=chromium_path) as chromium,
        BrowserMailbox(PROFILE, chromium, base_url=url) as door,
    ):
        await door.notices("key", maria)
        portal.set_faults(slow_seconds=10)
        look = asyncio.create_task(door.notices("key", maria))
        await asyncio.sleep(0.3)
        os.kill(await browser_process(chromium), signal.SIGKILL)
        with pytest.raises(PortalDown):
            await look
        portal.set_faults(slow_seconds=0)
        assert len(await door.notices("key", maria)) == 3
        assert portal.counts.sign_ins == 1
