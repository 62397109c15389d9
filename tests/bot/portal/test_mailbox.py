"""The door against the sandbox's portal: what it gives, what it tells apart, and what it never does."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bot.portal.api import ApiMailbox
from bot.portal.profile import Profile, Timeouts
from buzon.credentials import Credentials
from handlers.errors import (
    CaptchaWanted,
    LockedAccount,
    Misconfigured,
    NoticeGone,
    PortalChanged,
    PortalDown,
    RejectedCredentials,
)
from sandbox.portal import Kind, Portal

Of = Callable[..., Credentials]


async def test_a_list_of_several_pages_comes_whole_and_opens_nothing(
    mailbox: ApiMailbox, portal: Portal, credentials: Of
) -> None:
    """All 23 notices, newest first, in UTC; the portal has recorded no opening."""
    notices = await mailbox.notices("c", credentials("carlos"))
    kept = portal.mailboxes["carlos"].newest_first()
    assert [notice.id for notice in notices] == [notice.id for notice in kept]
    assert [notice.read for notice in notices] == [notice.opened_at is not None for notice in kept]
    assert {notice.deposited_at.tzinfo for notice in notices} == {UTC}
    assert notices[0].file_number in {"CM250098114", "TE-4417"}
    assert portal.counts.openings == 0
    assert portal.openings == []


async def test_an_empty_mailbox_is_an_empty_list(mailbox: ApiMailbox, credentials: Of) -> None:
    """Nothing there yet is no error."""
    assert await mailbox.notices("j", credentials("joao")) == []


async def test_opening_gives_the_text_and_the_files_and_is_recorded_under_our_name(
    mailbox: ApiMailbox, portal: Portal, credentials: Of
) -> None:
    """An opened notice has its words and PDFs, and the portal knows once that this bot opened it."""
    published = portal.publish("maria", Kind.REMEDY, deposited_at=datetime(2026, 12, 3, 15, 15, tzinfo=UTC))
    opened = await mailbox.open("m", credentials("maria"), published.id)
    assert opened.notice.deposited_at == published.deposited_at
    assert opened.notice.read
    assert opened.body == published.body
    pdf = await mailbox.attachment("m", credentials("maria"), published.id, opened.attachments[0].id)
    assert pdf.startswith(b"%PDF-")
    assert len(pdf) == opened.attachments[0].size
    assert [(opening.notice.id, opening.via) for opening in portal.openings] == [(published.id, "BuzonBot/0.1")]


@pytest.mark.parametrize("notice_id", ["none", "", ".", "..", "a/b", "../../salir", "\ud800"])
async def test_an_unknown_notice_is_gone(mailbox: ApiMailbox, portal: Portal, credentials: Of, notice_id: str) -> None:
    """An id that is not this mailbox's is refused, and leads nowhere else."""
    with pytest.raises(NoticeGone):
        await mailbox.open("m", credentials("maria"), notice_id)
    assert portal.counts.openings == 0


async def test_another_persons_notice_is_gone(mailbox: ApiMailbox, portal: Portal, credentials: Of) -> None:
    """Two mailboxes never share a session: each sees its own notices only."""
    hers, theirs = await asyncio.gather(
        mailbox.notices("m", credentials("maria")), mailbox.notices("w", credentials("wideline"))
    )
    assert {notice.id for notice in hers}.isdisjoint(notice.id for notice in theirs)
    with pytest.raises(NoticeGone):
        await mailbox.open("m", credentials("maria"), theirs[0].id)
    assert portal.counts.sign_ins == 2


async def test_a_key_that_comes_with_other_credentials_signs_in_anew(
    mailbox: ApiMailbox, portal: Portal, credentials: Of
) -> None:
    """A session is used only for whoever opened it, even if a key were ever given to somebody else."""
    await mailbox.notices("shared", credentials("carlos"))
    assert await mailbox.notices("shared", credentials("joao")) == []
    assert portal.counts.sign_ins == 2


async def test_a_wrong_password_is_tried_once(mailbox: ApiMailbox, portal: Portal, credentials: Of) -> None:
    """Ten calls at once with a wrong password are one wrong try, and all ten are told."""
    wrong = credentials("maria", password="wrong")
    results = await asyncio.gather(*(mailbox.notices("m", wrong) for _ in range(10)), return_exceptions=True)
    assert {type(result) for result in results} == {RejectedCredentials}
    assert portal.counts.refused_sign_ins == 1
    assert portal.counts.requests == 1


async def test_a_rejection_does_not_stick(mailbox: ApiMailbox, portal: Portal, credentials: Of) -> None:
    """The right password works right after the wrong one."""
    with pytest.raises(RejectedCredentials):
        await mailbox.sign_in("m", credentials("maria", password="wrong"))
    await mailbox.sign_in("m", credentials("maria"))
    assert portal.counts.sign_ins == 1


async def test_a_locked_account_is_not_a_wrong_password(mailbox: ApiMailbox, portal: Portal, credentials: Of) -> None:
    """After five wrong tries the portal locks; that is another refusal, and it is not retried."""
    for _ in range(5):
        with pytest.raises(RejectedCredentials):
            await mailbox.sign_in("m", credentials("maria", password="wrong"))
    with pytest.raises(LockedAccount):
        await mailbox.sign_in("m", credentials("maria"))
    assert portal.counts.requests == 6


async def test_a_captcha_is_told_apart(mailbox: ApiMailbox, portal: Portal, credentials: Of) -> None:
    """A portal that wants a human says nothing about the password."""
    portal.set_faults(captcha=True)
    with pytest.raises(CaptchaWanted):
        await mailbox.notices("m", credentials("maria"))
    assert portal.counts.requests == 1


@pytest.mark.parametrize("fault", ["down", "server_error"])
async def test_a_portal_that_is_down_is_down(mailbox: ApiMailbox, portal: Portal, credentials: Of, fault: str) -> None:
    """A dropped connection and a 503 are an outage, before the sign-in and after it; when it is over, all goes on."""
    portal.set_faults(**{fault: True})
    with pytest.raises(PortalDown):
        await mailbox.sign_in("m", credentials("maria"))
    portal.set_faults(**{fault: False})
    await mailbox.sign_in("m", credentials("maria"))
    portal.set_faults(**{fault: True})
    with pytest.raises(PortalDown):
        await mailbox.notices("m", credentials("maria"))
    portal.set_faults(**{fault: False})
    assert await mailbox.notices("m", credentials("maria"))
    assert portal.counts.sign_ins == 1


async def test_a_slow_portal_is_down(portal: Portal, site_url: str, credentials: Of) -> None:
    """No answer within the profile's time is no answer."""
    profile = Profile.load("sandbox").model_copy(update={"timeouts": Timeouts(call=0.1)})
    portal.set_faults(slow_seconds=1)
    async with ApiMailbox(profile, base_url=site_url) as mailbox:
        with pytest.raises(PortalDown, match="sign_in: TimeoutError"):
            await mailbox.sign_in("m", credentials("maria"))


async def test_renamed_fields_are_a_change_and_nobodys_fault(
    mailbox: ApiMailbox, portal: Portal, credentials: Of
) -> None:
    """The portal no longer understands our sign-in and refuses it: that blames the portal, not the password."""
    portal.set_faults(changed_fields=True)
    with pytest.raises(PortalChanged, match="sign_in: status 400"):
        await mailbox.sign_in("m", credentials("maria"))


async def test_fields_renamed_in_mid_session_are_a_change(mailbox: ApiMailbox, portal: Portal, credentials: Of) -> None:
    """A 401 in other words than the profile's is no expired session, so nothing is signed in again."""
    await mailbox.sign_in("m", credentials("maria"))
    portal.set_faults(changed_fields=True)
    with pytest.raises(PortalChanged, match="list: status 401"):
        await mailbox.notices("m", credentials("maria"))
    assert (portal.counts.sign_ins, portal.counts.refused_sign_ins) == (1, 0)


async def test_the_other_dialect_needs_only_another_profile(portal: Portal, site_url: str, credentials: Of) -> None:
    """The v2 profile reads, opens, downloads, tells wrong from right, renews and signs out on the v2 portal."""
    portal.set_faults(changed_fields=True)
    async with ApiMailbox(Profile.load("sandbox-v2"), base_url=site_url) as mailbox:
        with pytest.raises(RejectedCredentials):
            await mailbox.sign_in("m", credentials("maria", password="wrong"))
        newest = (await mailbox.notices("m", credentials("maria")))[0]
        portal.expire_sessions()
        opened = await mailbox.open("m", credentials("maria"), newest.id)
        assert opened.attachments
        assert await mailbox.attachment("m", credentials("maria"), newest.id, opened.attachments[0].id)
        await mailbox.forget("m")
    assert portal.counts.sign_ins == 2


async def test_parallel_calls_sign_in_once(mailbox: ApiMailbox, portal: Portal, credentials: Of) -> None:
    """Ten calls of one mailbox share one session, at the start and after it has expired."""
    for sign_ins in (1, 2):
        await asyncio.gather(*(mailbox.notices("m", credentials("maria")) for _ in range(10)))
        assert portal.counts.sign_ins == sign_ins
        portal.expire_sessions()


async def test_signing_in_replaces_the_session(mailbox: ApiMailbox, portal: Portal, credentials: Of) -> None:
    """An explicit sign-in always asks the portal, so that what it says about the credentials is fresh."""
    await mailbox.sign_in("m", credentials("maria"))
    await mailbox.sign_in("m", credentials("maria"))
    assert portal.counts.sign_ins == 2


async def test_forgetting_signs_out_and_never_raises(mailbox: ApiMailbox, portal: Portal, credentials: Of) -> None:
    """The next look signs in again; forgetting twice, or while the portal is down, is harmless."""
    await mailbox.notices("m", credentials("maria"))
    await mailbox.forget("m")
    await mailbox.forget("m")
    await mailbox.notices("m", credentials("maria"))
    assert portal.counts.sign_ins == 2
    portal.set_faults(down=True)
    await mailbox.forget("m")


async def test_the_least_recently_used_session_makes_room(portal: Portal, site_url: str, credentials: Of) -> None:
    """With room for two, the third mailbox pushes out the one that was looked at longest ago, and only that one."""
    async with ApiMailbox(Profile.load("sandbox"), base_url=site_url, sessions=2) as mailbox:
        for person in ("maria", "sofia", "maria", "mateo", "maria"):
            await mailbox.notices(person, credentials(person))
        assert portal.counts.sign_ins == 3
        await mailbox.notices("sofia", credentials("sofia"))
        assert portal.counts.sign_ins == 4


async def test_every_call_is_observed_by_operation_and_outcome(portal: Portal, site_url: str, credentials: Of) -> None:
    """Metrics are told about each call, with labels from a fixed set and the seconds it took."""
    seen: list[tuple[str, str]] = []

    def observe(operation: str, outcome: str, seconds: float) -> None:
        assert 0 < seconds < 60
        seen.append((operation, outcome))

    async with ApiMailbox(Profile.load("sandbox"), base_url=site_url, observe=observe) as mailbox:
        await mailbox.notices("m", credentials("maria"))
        portal.expire_sessions()
        with pytest.raises(NoticeGone):
            await mailbox.open("m", credentials("maria"), "none")
        portal.set_faults(down=True)
        with pytest.raises(PortalDown):
            await mailbox.notices("m", credentials("maria"))
    assert seen == [
        ("sign_in", "ok"),
        ("list", "ok"),
        ("detail", "session_expired"),
        ("sign_in", "ok"),
        ("detail", "not_found"),
        ("list", "down"),
    ]


@pytest.mark.parametrize("url", [None, "", "portal.example", "https://", "https://[portal", "ftp://portal.example"])
async def test_a_door_without_an_address_is_misconfigured(url: str | None) -> None:
    """The operator is told which setting to set."""
    with pytest.raises(Misconfigured, match="BUZON_PORTAL_URL"):
        ApiMailbox(Profile.load("sandbox"), base_url=url)
