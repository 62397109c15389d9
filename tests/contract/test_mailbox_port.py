"""What every door to the mailbox must do, whatever it is made of: the test is the contract of `handlers.ports.Mailbox`.

Another door joins by adding itself to `DOORS`. The browser walks each face of the portal, by one and the same profile.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from bot.portal.api import ApiMailbox
from bot.portal.browser import BrowserMailbox, BrowserProfile, Chromium
from bot.portal.profile import Profile
from buzon.credentials import Credentials, Secret
from handlers.errors import CaptchaWanted, LockedAccount, NoticeGone, PortalDown, RejectedCredentials
from handlers.ports import Mailbox, SealedCredentials
from sandbox.listen import serving
from sandbox.portal import Kind, Portal, site
from sandbox.portal.faces import Face
from tests.handlers.mailbox import DirectMailbox

pytestmark = pytest.mark.asyncio(loop_scope="module")  # the one of the Chromium that all tests here share


@dataclass(frozen=True)
class Place:
    """Where a door leads to: the portal, its address, and for who needs one a browser."""

    portal: Portal
    url: str
    chromium: Chromium


Door = Callable[[Place], AbstractAsyncContextManager[Mailbox]]


def _api(place: Place) -> AbstractAsyncContextManager[Mailbox]:
    return ApiMailbox(Profile.load("sandbox"), base_url=place.url)


def _twin(place: Place) -> AbstractAsyncContextManager[Mailbox]:
    return DirectMailbox(place.portal)


def _browser(place: Place) -> AbstractAsyncContextManager[Mailbox]:
    return BrowserMailbox(BrowserProfile.load("generic"), place.chromium, base_url=place.url)


DOORS: dict[str, tuple[Door, Face]] = {
    "api": (_api, Face.SINGLE),
    "twin": (_twin, Face.SINGLE),
    **{f"browser-{face}": (_browser, face) for face in Face},
}


@pytest.fixture
def portal() -> Portal:
    return Portal()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium(chromium_path: Path) -> AsyncIterator[Chromium]:
    async with Chromium(hosts=["127.0.0.1"], executable=chromium_path) as chromium:
        yield chromium


# With a browser each promise takes seconds: `make test` walks the plainest face, `make soak` the other two as well.
_LONG = {f"browser-{face}" for face in Face if face is not Face.TABLES}
_BY_DOOR = [pytest.param(name, marks=pytest.mark.soak) if name in _LONG else name for name in DOORS]


@pytest_asyncio.fixture(params=_BY_DOOR, loop_scope="module")
async def mailbox(request: pytest.FixtureRequest, portal: Portal, chromium: Chromium) -> AsyncIterator[Mailbox]:
    door, face = DOORS[request.param]
    async with serving(site(portal, face=face)) as url, door(Place(portal, url, chromium)) as mailbox:
        yield mailbox


@pytest.fixture
def carlos(portal: Portal) -> Credentials:
    person = portal.mailboxes["carlos"].person
    return Credentials(user=Secret(person.user), password=Secret(person.password))


WRONG = Credentials(user=Secret("cmunoz25"), password=Secret("wrong"))


class Sealed:
    """Credentials as a row keeps them, and how often they were opened."""

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials
        self.opened = 0

    async def _open(self) -> Credentials:
        self.opened += 1
        return self._credentials

    def credentials(self) -> SealedCredentials:
        return SealedCredentials(hash(self._credentials), self._open)


class TestMailboxPort:
    """One sentence per promise of the port."""

    async def test_it_lists_all_and_opens_what_is_asked_for(
        self, mailbox: Mailbox, portal: Portal, carlos: Credentials
    ) -> None:
        """All of the mailbox is seen, newest first, and nothing of it counts as read, in one session for the person's
        looks and the watch's. Then one notice is opened, and only that one; its file can be had; an id that is not
        there is a refusal, for the text and for a file."""
        published = portal.publish("carlos", Kind.DEMAND)
        notices = await mailbox.notices("key", carlos)
        assert len(notices) == 24
        times = [notice.deposited_at for notice in notices]
        assert times == sorted(times, reverse=True)
        await mailbox.news("key", Sealed(carlos).credentials())
        assert portal.openings == []
        opened = await mailbox.open("key", carlos, published.id)
        assert (opened.notice.id, opened.body) == (published.id, published.body)
        pdf = await mailbox.attachment("key", carlos, published.id, opened.attachments[0].id)
        assert pdf.startswith(b"%PDF-")
        with pytest.raises(NoticeGone):
            await mailbox.open("key", carlos, "none")
        with pytest.raises(NoticeGone):
            await mailbox.attachment("key", carlos, "none", "none")
        assert {opening.notice.id for opening in portal.openings} == {published.id}
        assert portal.counts.sign_ins == 1

    async def test_wrong_locked_captcha_and_down_are_told_apart(
        self, mailbox: Mailbox, portal: Portal, carlos: Credentials
    ) -> None:
        """Only the first is the person's fault, and none is tried twice."""
        with pytest.raises(RejectedCredentials):
            await mailbox.sign_in("key", WRONG)
        assert portal.counts.refused_sign_ins == 1
        portal.set_faults(captcha=True)
        with pytest.raises(CaptchaWanted):
            await mailbox.sign_in("key", carlos)
        portal.set_faults(captcha=False)
        portal.mailboxes["carlos"].locked = True
        with pytest.raises(LockedAccount):
            await mailbox.sign_in("key", carlos)
        assert portal.counts.refused_sign_ins == 3
        portal.set_faults(down=True)
        with pytest.raises(PortalDown):
            await mailbox.sign_in("key", carlos)

    async def test_what_has_not_changed_is_told_by_its_digest(
        self, mailbox: Mailbox, portal: Portal, carlos: Credentials
    ) -> None:
        """The same list brings nothing for who knows it; one notice more, or one read, brings all of it."""
        sealed = Sealed(carlos)
        first = await mailbox.news("key", sealed.credentials())
        assert first.notices is not None
        assert list(first.notices) == list(await mailbox.notices("key", carlos))
        again = await mailbox.news("key", sealed.credentials(), first.digest)
        assert (again.notices, again.digest) == (None, first.digest)
        assert (await mailbox.news("key", sealed.credentials())).notices, "who knows nothing is told everything"
        published = portal.publish("carlos", Kind.DEMAND)
        oldest = portal.publish("carlos", Kind.DEMAND, deposited_at=datetime(2020, 1, 1, tzinfo=UTC))
        more = await mailbox.news("key", sealed.credentials(), first.digest)
        assert more.notices is not None
        assert (more.notices[0].id, more.notices[-1].id, len(more.notices)) == (published.id, oldest.id, 25)
        known, opened = more.digest, (oldest.id, published.id)
        for notice_id in opened:  # one on the last page, then one on the first
            await mailbox.open("key", carlos, notice_id)
            read = await mailbox.news("key", sealed.credentials(), known)
            assert read.notices is not None
            assert len(read.notices) == 25
            known = read.digest
        assert {opening.notice.id for opening in portal.openings} == set(opened), "looking opened nothing"

    async def test_credentials_are_opened_only_to_sign_in(
        self, mailbox: Mailbox, portal: Portal, carlos: Credentials
    ) -> None:
        """Once for the first session and once for the next, when the portal has forgotten it, of which the caller
        notices nothing. What was forgotten here is signed in anew; what was never known may be forgotten. Other
        credentials are other ones, and tried at once."""
        sealed = Sealed(carlos)
        for _ in range(3):
            await mailbox.news("key", sealed.credentials())
        assert (sealed.opened, portal.counts.sign_ins) == (1, 1)
        portal.expire_sessions()
        await mailbox.news("key", sealed.credentials())
        assert (sealed.opened, portal.counts.sign_ins) == (2, 2)
        await mailbox.forget("never seen")
        await mailbox.forget("key")
        assert await mailbox.notices("key", carlos)
        assert portal.counts.sign_ins == 3
        with pytest.raises(RejectedCredentials):
            await mailbox.news("key", Sealed(WRONG).credentials())
        assert portal.counts.refused_sign_ins == 1

    async def test_credentials_that_may_not_be_used_any_more_are_not(self, mailbox: Mailbox, portal: Portal) -> None:
        """What opening them raises is passed on, and nothing is tried."""

        async def withdrawn() -> Credentials:
            raise LookupError("stopped meanwhile")

        with pytest.raises(LookupError):
            await mailbox.news("key", SealedCredentials(1, withdrawn))
        assert portal.counts.sign_ins == 0
