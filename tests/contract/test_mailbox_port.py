"""What every door to the mailbox must do, whatever it is made of: the test is the contract of `handlers.ports.Mailbox`.

Another door joins by adding itself to `DOORS`.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

import pytest

from bot.portal.api import ApiMailbox
from bot.portal.profile import Profile
from buzon.credentials import Credentials, Secret
from handlers.errors import CaptchaWanted, LockedAccount, NoticeGone, PortalDown, RejectedCredentials
from handlers.ports import Mailbox
from sandbox.listen import serving
from sandbox.portal import Kind, Portal, site
from tests.handlers.mailbox import DirectMailbox

Door = Callable[[Portal, str], AbstractAsyncContextManager[Mailbox]]


def _api(_portal: Portal, url: str) -> AbstractAsyncContextManager[Mailbox]:
    return ApiMailbox(Profile.load("sandbox"), base_url=url)


def _twin(portal: Portal, _url: str) -> AbstractAsyncContextManager[Mailbox]:
    return DirectMailbox(portal)


DOORS: dict[str, Door] = {"api": _api, "twin": _twin}


@pytest.fixture
def portal() -> Portal:
    return Portal()


@pytest.fixture(params=DOORS)
async def mailbox(request: pytest.FixtureRequest, portal: Portal) -> AsyncIterator[Mailbox]:
    async with serving(site(portal)) as url, DOORS[request.param](portal, url) as mailbox:
        yield mailbox


@pytest.fixture
def carlos(portal: Portal) -> Credentials:
    person = portal.mailboxes["carlos"].person
    return Credentials(user=Secret(person.user), password=Secret(person.password))


WRONG = Credentials(user=Secret("cmunoz25"), password=Secret("wrong"))


class TestMailboxPort:
    """One sentence per promise of the port."""

    async def test_it_lists_everything_newest_first_and_opens_nothing(
        self, mailbox: Mailbox, portal: Portal, carlos: Credentials
    ) -> None:
        """All of the mailbox is seen, and nothing of it counts as read."""
        notices = await mailbox.notices("key", carlos)
        assert len(notices) == 23
        times = [notice.deposited_at for notice in notices]
        assert times == sorted(times, reverse=True)
        assert portal.openings == []

    async def test_it_opens_one_notice_with_its_files(
        self, mailbox: Mailbox, portal: Portal, carlos: Credentials
    ) -> None:
        """The notice that was asked for is opened, and only that one; its file can be had."""
        published = portal.publish("carlos", Kind.DEMAND)
        opened = await mailbox.open("key", carlos, published.id)
        assert (opened.notice.id, opened.body) == (published.id, published.body)
        pdf = await mailbox.attachment("key", carlos, published.id, opened.attachments[0].id)
        assert pdf.startswith(b"%PDF-")
        assert {opening.notice.id for opening in portal.openings} == {published.id}

    async def test_a_notice_that_is_not_there_is_gone(self, mailbox: Mailbox, carlos: Credentials) -> None:
        """An unknown id is a refusal, for the text and for a file."""
        with pytest.raises(NoticeGone):
            await mailbox.open("key", carlos, "none")
        with pytest.raises(NoticeGone):
            await mailbox.attachment("key", carlos, "none", "none")

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

    async def test_an_expired_session_is_renewed_unseen(
        self, mailbox: Mailbox, portal: Portal, carlos: Credentials
    ) -> None:
        """The caller does not notice that the portal had forgotten it."""
        await mailbox.sign_in("key", carlos)
        portal.expire_sessions()
        assert await mailbox.notices("key", carlos)
        assert portal.counts.sign_ins == 2

    async def test_forgetting_is_harmless_and_final(
        self, mailbox: Mailbox, portal: Portal, carlos: Credentials
    ) -> None:
        """What was forgotten is signed in anew; what was never known may be forgotten."""
        await mailbox.forget("never seen")
        await mailbox.notices("key", carlos)
        await mailbox.forget("key")
        await mailbox.notices("key", carlos)
        assert portal.counts.sign_ins == 2
