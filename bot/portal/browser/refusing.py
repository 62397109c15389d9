"""What a page says no with, by a profile's words. Pure."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType

from bot.portal.browser.facts import lines
from bot.portal.browser.outline import Outline
from bot.portal.browser.profile import BrowserProfile
from bot.portal.browser.words import says
from bot.portal.parts import Meaning
from bot.portal.verdict import Operation, SessionExpired
from handlers.errors import (
    BuzonError,
    CaptchaMisread,
    CaptchaWanted,
    IdentityMismatch,
    LockedAccount,
    NoticeGone,
    PasswordRefused,
    RejectedCredentials,
    TooManyTries,
    VerificationOver,
)

_ELSEWHERE = frozenset({"cell", "link"})
_OF: Mapping[Operation, tuple[Meaning, ...]] = MappingProxyType(
    {
        Operation.SIGN_IN: (Meaning.CAPTCHA_MISREAD, Meaning.LOCKED, Meaning.REJECTED, Meaning.CAPTCHA),
        Operation.LIST: (Meaning.SESSION_EXPIRED, Meaning.LOCKED, Meaning.CAPTCHA),
        Operation.DETAIL: (Meaning.SESSION_EXPIRED, Meaning.NOT_FOUND),
        Operation.ATTACHMENT: (Meaning.SESSION_EXPIRED, Meaning.NOT_FOUND),
        Operation.RECOVERY_VERIFY: (Meaning.TOO_MANY_TRIES, Meaning.MISMATCH),
        Operation.RECOVERY_PASSWORD: (Meaning.VERIFICATION_OVER, Meaning.PASSWORD_REFUSED),
        Operation.AGENCY_BEGIN: (Meaning.TOO_MANY_TRIES, Meaning.MISMATCH),
        Operation.AGENCY_ANSWER: (Meaning.CAPTCHA_MISREAD, Meaning.SESSION_EXPIRED, Meaning.MISMATCH),
        Operation.AGENCY_VERIFY: (Meaning.SESSION_EXPIRED, Meaning.MISMATCH),
    }
)
"""What makes sense where; elsewhere the same words are not meant."""

_ERRORS: Mapping[Meaning, Callable[[], BuzonError]] = MappingProxyType(
    {
        Meaning.REJECTED: partial(RejectedCredentials, "user or password are wrong"),
        Meaning.LOCKED: partial(LockedAccount, "the account is locked"),
        Meaning.CAPTCHA: partial(CaptchaWanted, "the portal wants a captcha"),
        Meaning.CAPTCHA_MISREAD: partial(CaptchaMisread, "the picture says something else", again=False),
        Meaning.SESSION_EXPIRED: partial(SessionExpired, "the session has expired"),
        Meaning.NOT_FOUND: partial(NoticeGone, "the portal does not know this notice"),
        Meaning.MISMATCH: partial(IdentityMismatch, "the data are nobody's"),
        Meaning.TOO_MANY_TRIES: partial(TooManyTries, "no more tries for a while"),
        Meaning.VERIFICATION_OVER: partial(VerificationOver, "the verification is over"),
        Meaning.PASSWORD_REFUSED: partial(PasswordRefused, "the portal does not take this password"),
    }
)


def meaning_of(profile: BrowserProfile, operation: Operation, outline: Outline) -> Meaning | None:
    """What the page refuses in words, of what can be refused in this operation. What stands in a row of a table
    or leads elsewhere is no answer.
    """
    said = [text for node, text in lines(outline.nodes) if node.role not in _ELSEWHERE]
    return next((one for one in _OF[operation] if one in profile.refusals and says(said, profile.refusals[one])), None)


def refused(profile: BrowserProfile, operation: Operation, outline: Outline, *, but: Sequence[Meaning] = ()) -> None:
    """Return unless the page refuses; `but` was said there before.

    Raises:
        Refusal, SessionExpired: it does.
    """
    meaning = meaning_of(profile, operation, outline)
    if meaning is not None and meaning not in but:
        raise _ERRORS[meaning]()
