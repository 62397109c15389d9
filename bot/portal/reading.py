"""From the portal's answers to our values, strictly by the profile. Pure.

An answer that does not fit is `PortalChanged`, naming the landmark and never its value.
"""

from dataclasses import dataclass

from bot.portal import digests
from bot.portal.document import Place, parsed
from bot.portal.profile import Bearer, Cookie, Profile
from bot.portal.sessions import Session
from bot.portal.wire import Answer
from buzon.notice import Attachment, Notice, OpenedNotice
from handlers.errors import PortalChanged


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list; `total` counts all notices where the portal says it, `digest` is that of its bytes."""

    notices: tuple[Notice, ...]
    total: int | None
    digest: bytes


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
    notices = tuple(_notice(profile, row) for row in document.at(listing.rows).rows())
    return Page(notices, total, digests.of(answer.body))


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
