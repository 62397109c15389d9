"""What an answer's status and code mean, by the rules of the profile. Pure.

The person is blamed only where an explicit rule says so: a portal whose field names have changed also answers 400 or
401.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import partial
from types import MappingProxyType

from bot.portal.document import parsed
from bot.portal.parts import Meaning, Refusals
from bot.portal.wire import Answer
from handlers.errors import (
    BuzonError,
    CaptchaMisread,
    CaptchaWanted,
    IdentityMismatch,
    LockedAccount,
    NoticeGone,
    PasswordRefused,
    PortalChanged,
    PortalDown,
    RejectedCredentials,
    TooManyTries,
    VerificationOver,
)


class Operation(StrEnum):
    """What is asked of the portal or the agency; also a metric label."""

    SIGN_IN = "sign_in"
    LIST = "list"
    DETAIL = "detail"
    ATTACHMENT = "attachment"
    SIGN_OUT = "sign_out"
    RECOVERY_VERIFY = "recovery_verify"
    RECOVERY_PASSWORD = "recovery_password"  # noqa: S105  (no password, a word about one)
    AGENCY_BEGIN = "agency_begin"
    AGENCY_ANSWER = "agency_answer"
    AGENCY_VERIFY = "agency_verify"


class SessionExpired(BuzonError):
    """The portal no longer knows the session. Never leaves the door: it signs in again."""


_MAILBOX = frozenset({Operation.SIGN_IN, Operation.LIST, Operation.DETAIL, Operation.ATTACHMENT, Operation.SIGN_OUT})
_NOTICE = frozenset({Operation.DETAIL, Operation.ATTACHMENT})
_DATA = frozenset({Operation.RECOVERY_VERIFY, Operation.AGENCY_BEGIN, Operation.AGENCY_ANSWER, Operation.AGENCY_VERIFY})
_HEARING = frozenset({Operation.RECOVERY_VERIFY, Operation.AGENCY_BEGIN})
_PROVEN = frozenset({Operation.RECOVERY_PASSWORD, Operation.AGENCY_ANSWER, Operation.AGENCY_VERIFY})
_NEW_PASSWORD = frozenset({Operation.RECOVERY_PASSWORD})
_PICTURE = frozenset({Operation.AGENCY_ANSWER})

# Where a refusal makes sense, and what it is then. Elsewhere it is an answer that nobody expects: the portal changed.
_REFUSALS: Mapping[Meaning, tuple[frozenset[Operation], Callable[[str], BuzonError], str]] = MappingProxyType(
    {
        Meaning.REJECTED: (frozenset({Operation.SIGN_IN}), RejectedCredentials, "user or password are wrong"),
        Meaning.LOCKED: (_MAILBOX, LockedAccount, "the account is locked"),
        Meaning.CAPTCHA: (_MAILBOX, CaptchaWanted, "the portal wants a captcha"),
        Meaning.SESSION_EXPIRED: (_MAILBOX - {Operation.SIGN_IN}, SessionExpired, "the session has expired"),
        Meaning.NOT_FOUND: (_NOTICE, NoticeGone, "the portal does not know this notice"),
        Meaning.MISMATCH: (_DATA, IdentityMismatch, "the data are nobody's"),
        Meaning.TOO_MANY_TRIES: (_HEARING, TooManyTries, "no more tries for a while"),
        Meaning.VERIFICATION_OVER: (_PROVEN, VerificationOver, "the verification is over"),
        Meaning.PASSWORD_REFUSED: (_NEW_PASSWORD, PasswordRefused, "the portal does not take this password"),
        Meaning.CAPTCHA_MISREAD: (_PICTURE, partial(CaptchaMisread, again=True), "the picture says something else"),
        Meaning.CAPTCHA_SPENT: (_PICTURE, partial(CaptchaMisread, again=False), "the picture is spent"),
    }
)
# Too slow and too often pass by themselves, like a server error.
_PASSING = frozenset({408, 429})


def accept(refusals: Refusals, operation: Operation, answer: Answer) -> None:
    """Return if the answer is a success by its status, else raise what it means.

    Raises:
        Refusal, SessionExpired: a rule of the profile fits, and makes sense for this operation.
        PortalDown: 5xx, 408 or 429.
        PortalChanged: any other status that no rule knows.
    """
    meaning = _meaning(refusals, answer)
    if meaning is not None:
        where, refusal, text = _REFUSALS[meaning]
        if operation in where:
            raise refusal(text)
    if answer.status >= 500 or answer.status in _PASSING:
        raise PortalDown(f"status {answer.status}")
    if not 200 <= answer.status < 300:
        raise PortalChanged(f"status {answer.status}, which no rule of the profile knows")


def _meaning(refusals: Refusals, answer: Answer) -> Meaning | None:
    rules = refusals.by_status.get(answer.status)
    if not rules:
        return None
    try:
        code = parsed(answer.body).at(refusals.code).value
    except PortalChanged:
        code = None
    return next((rule.means for rule in rules if rule.code is None or (code is not None and rule.code == code)), None)
