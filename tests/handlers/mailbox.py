"""The twin of the portal's door: the port `Mailbox` straight on the make-believe portal's state, without a wire.

`tests/contract/test_mailbox_port.py` holds it to what `bot/portal/api.py` does.
"""

from collections.abc import Sequence
from types import TracebackType
from typing import Self

from buzon.credentials import Credentials
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
from handlers.ports import News, SealedCredentials
from sandbox.portal import Portal
from sandbox.portal.notices import Notice as Published
from sandbox.portal.notices import Session
from sandbox.portal.refusals import Refusal, Refused

_ERRORS: dict[Refusal, type[BuzonError]] = {
    Refusal.WRONG_CREDENTIALS: RejectedCredentials,
    Refusal.LOCKED: LockedAccount,
    Refusal.CAPTCHA_WANTED: CaptchaWanted,
    Refusal.NOT_FOUND: NoticeGone,
}


class DirectMailbox:
    """One portal. `down_for` are users, and `no_files` says that files, which the portal does not answer for."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._tokens: dict[str, str] = {}
        self._owners: dict[str, int] = {}
        self._opened: dict[str, tuple[int, Credentials]] = {}
        self.down_for: set[str] = set()
        self.no_files = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._tokens.clear()

    async def sign_in(self, key: str, credentials: Credentials) -> None:
        await self.forget(key)
        self._stand(credentials)
        try:
            self._tokens[key], _ = self._portal.sign_in(credentials.user.reveal(), credentials.password.reveal())
            self._owners[key] = hash(credentials)
        except Refused as refused:
            raise _ERRORS[refused.reason] from refused

    async def notices(self, key: str, credentials: Credentials) -> Sequence[Notice]:
        session = await self._session(key, credentials)
        return [_row(notice) for notice in self._portal.listing(session)]

    async def news(self, key: str, credentials: SealedCredentials, known: bytes | None = None) -> News:
        mark, opened = self._opened.get(key, (None, None))
        if opened is None or mark != credentials.mark or not self._is_live(key):
            opened = await credentials.open()
        session = await self._session(key, opened)
        self._opened[key] = credentials.mark, opened
        seen = [_row(notice) for notice in self._portal.listing(session)]
        digest = repr(seen).encode()
        return News(None if digest == known else seen, digest)

    async def open(self, key: str, credentials: Credentials, notice_id: str) -> OpenedNotice:
        session = await self._session(key, credentials)
        try:
            opened = self._portal.open(session, notice_id, via="the twin")
        except Refused as refused:
            raise _ERRORS[refused.reason] from refused
        files = tuple(Attachment(file.id, file.name) for file in opened.attachments)
        return OpenedNotice(_row(opened), opened.body, files)

    async def attachment(self, key: str, credentials: Credentials, notice_id: str, attachment_id: str) -> bytes:
        session = await self._session(key, credentials)
        if self.no_files:
            raise PortalDown
        try:
            return self._portal.attachment(session, notice_id, attachment_id)[1]
        except Refused as refused:
            raise _ERRORS[refused.reason] from refused

    async def forget(self, key: str) -> None:
        self._portal.sign_out(self._tokens.pop(key, None))

    async def _session(self, key: str, credentials: Credentials) -> Session:
        self._stand(credentials)
        if not self._is_live(key) or self._owners[key] != hash(credentials):
            await self.sign_in(key, credentials)
        return self._portal.session(self._tokens[key])

    def _is_live(self, key: str) -> bool:
        try:
            self._portal.session(self._tokens.get(key))
        except Refused:
            return False
        return True

    def _stand(self, credentials: Credentials) -> None:
        faults = self._portal.faults
        if faults.down or faults.server_error or credentials.user.reveal() in self.down_for:
            raise PortalDown
        if faults.changed_fields:
            raise PortalChanged


def _row(notice: Published) -> Notice:
    read = notice.opened_at is not None
    return Notice(notice.id, notice.subject, notice.deposited_at, read, len(notice.attachments), notice.file)
