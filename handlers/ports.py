"""What the parlour needs from the street, as Protocols. The adapters live in `bot/`; nothing here knows a driver."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from buzon.credentials import Credentials
from buzon.notice import Notice, OpenedNotice


class Clock(Protocol):
    """Time as an effect."""

    def now(self) -> datetime:
        """The current instant, aware, in UTC."""


class Mailbox(Protocol):
    """A door to one person's mailbox. Raises the `Outage`s and `Refusal`s of `handlers.errors` and nothing else.

    `key` names the mailbox for the adapter's own session cache (one cookie jar each); it is not shown to the portal.
    """

    async def sign_in(self, key: str, credentials: Credentials) -> None:
        """Open a session with these credentials, once, dropping any that is kept under `key`. No retry on a refusal."""

    async def notices(self, key: str, credentials: Credentials) -> Sequence[Notice]:
        """All notices, newest first, **without opening any**. Signs in when there is no live session."""

    async def open(self, key: str, credentials: Credentials, notice_id: str) -> OpenedNotice:
        """Open one notice: a legal act, so only after the person's yes. Raises NoticeGone."""

    async def attachment(self, key: str, credentials: Credentials, notice_id: str, attachment_id: str) -> bytes:
        """The bytes of one attachment of an opened notice; at most 50 MB (what Telegram takes). Raises NoticeGone."""

    async def forget(self, key: str) -> None:
        """Sign out and drop the session kept under `key`, if any. Never raises."""
