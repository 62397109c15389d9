"""From the portal's answers to our values, strictly by the profile. Pure.

An answer that does not fit is `PortalChanged`, naming the landmark and never its value. The person is blamed only where
an explicit rule of the profile says so: a portal whose field names have changed also answers 400 or 401.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from bot.portal.document import Place, parsed
from bot.portal.profile import Bearer, Cookie, Meaning, Profile
from bot.portal.sessions import Session
from bot.portal.wire import Answer
from buzon.notice import Attachment, Notice, OpenedNotice
from handlers.errors import (
    BuzonError,
    CaptchaWanted,
    LockedAccount,
    NoticeGone,
    PortalChanged,
    PortalDown,
    RejectedCredentials,
)


class Operation(StrEnum):
    """What is asked of the portal; also a metric label."""

    SIGN_IN = "sign_in"
    LIST = "list"
    DETAIL = "detail"
    ATTACHMENT = "attachment"
    SIGN_OUT = "sign_out"


class SessionExpired(BuzonError):
    """The portal no longer knows the session. Never leaves the door: it signs in again."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list; `total` counts all notices where the portal says it."""

    notices: tuple[Notice, ...]
    total: int | None


_EVERYWHERE = frozenset(Operation)
# Where a refusal makes sense, and what it is then. Elsewhere it is an answer that nobody expects: the portal changed.
_REFUSALS: Mapping[Meaning, tuple[frozenset[Operation], BuzonError]] = MappingProxyType(
    {
        Meaning.REJECTED: (frozenset({Operation.SIGN_IN}), RejectedCredentials("user or password are wrong")),
        Meaning.LOCKED: (_EVERYWHERE, LockedAccount("the account is locked")),
        Meaning.CAPTCHA: (_EVERYWHERE, CaptchaWanted("the portal wants a captcha")),
        Meaning.SESSION_EXPIRED: (_EVERYWHERE - {Operation.SIGN_IN}, SessionExpired("the session has expired")),
        Meaning.NOT_FOUND: (
            frozenset({Operation.DETAIL, Operation.ATTACHMENT}),
            NoticeGone("the portal does not know this notice"),
        ),
    }
)
# Too slow and too often pass by themselves, like a server error.
_PASSING = frozenset({408, 429})


def accept(profile: Profile, operation: Operation, answer: Answer) -> None:
    """Return if the answer is a success by its status, else raise what it means.

    Raises:
        RejectedCredentials, LockedAccount, CaptchaWanted, NoticeGone, SessionExpired: a rule of the profile fits.
        PortalDown: 5xx, 408 or 429.
        PortalChanged: any other status that no rule knows.
    """
    meaning = _meaning(profile, answer)
    if meaning is not None:
        where, refusal = _REFUSALS[meaning]
        if operation in where:
            raise type(refusal)(str(refusal))  # a new one each time: a raised error keeps its traceback
    if answer.status >= 500 or answer.status in _PASSING:
        raise PortalDown(f"status {answer.status}")
    if not 200 <= answer.status < 300:
        raise PortalChanged(f"status {answer.status}, which no rule of the profile knows")


def session_of(profile: Profile, answer: Answer, session: Session) -> Session:
    """`session`, completed by the answer to the sign-in. Raises PortalChanged if it is not one."""
    document = parsed(answer.body)
    document.at(profile.sign_in.landmark)
    match profile.session:
        case Cookie(name=name) if name not in session.cookies:
            raise PortalChanged(f"cookie {name} is missing")
        case Bearer(token=pointer):
            token = document.at(pointer).identifier()
            if not (token.isascii() and token.isprintable()):
                raise PortalChanged(f"{pointer} is not a token")
            session.token = token
    return session


def page_of(profile: Profile, answer: Answer) -> Page:
    """One page of the list. Raises PortalChanged."""
    listing, document = profile.list, parsed(answer.body)
    total = document.at(listing.total).number() if listing.total is not None else None
    return Page(tuple(_notice(profile, row) for row in document.at(listing.rows).rows()), total)


def opened_of(profile: Profile, answer: Answer, notice_id: str) -> OpenedNotice:
    """The notice that was opened. Raises PortalChanged, also if it is another one than `notice_id`."""
    detail, document = profile.detail, parsed(answer.body)
    if document.at(detail.id).identifier() != notice_id:
        raise PortalChanged(f"{detail.id} is another notice's")
    files = tuple(
        Attachment(
            id=entry.at(detail.file.id).identifier(),
            name=entry.at(detail.file.name).text(),
            size=entry.optional(detail.file.size).number_or_none(),
        )
        for entry in document.at(detail.attachments).rows()
    )
    notice = Notice(
        id=notice_id,
        subject=document.at(detail.subject).text(),
        deposited_at=document.at(detail.deposited_at).date(profile.dates),
        read=True,
        attachments=len(files),
        file_number=document.optional(detail.file_number).text_or_none(),
    )
    return OpenedNotice(notice, document.at(detail.body).text(), files)


def file_of(profile: Profile, answer: Answer) -> bytes:
    """The bytes of an attachment. Raises PortalChanged if it is empty or of a type that the profile does not name."""
    if answer.type not in profile.attachment.types:
        raise PortalChanged(f"the attachment is none of {', '.join(profile.attachment.types)}")
    if not answer.body:
        raise PortalChanged("the attachment is empty")
    return answer.body


def _notice(profile: Profile, row: Place) -> Notice:
    fields = profile.list.row
    return Notice(
        id=row.at(fields.id).identifier(),
        subject=row.at(fields.subject).text(),
        deposited_at=row.at(fields.deposited_at).date(profile.dates),
        read=row.at(fields.read).flag(),
        attachments=row.optional(fields.attachments).count(),
        file_number=row.optional(fields.file_number).text_or_none(),
    )


def _meaning(profile: Profile, answer: Answer) -> Meaning | None:
    rules = [rule for rule in profile.refusals.rules if rule.status == answer.status]
    if not rules:
        return None
    try:
        code = parsed(answer.body).at(profile.refusals.code).value
    except PortalChanged:
        code = None
    return next((rule.means for rule in rules if rule.code is None or (code is not None and rule.code == code)), None)
