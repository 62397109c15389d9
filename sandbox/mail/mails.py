"""The messages that came in, newest first, in memory."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from enum import StrEnum
from itertools import count

from sandbox.changes import Changes
from sandbox.clock import utc_now

_KEPT = 200
_PARSER = BytesParser(policy=policy.default)


class What(StrEnum):
    """What may change in the inbox."""

    MAIL = "mail"


@dataclass(frozen=True)
class Mail:
    """One message: `sender` and `recipients` are those of the envelope; `raw` the message as it came."""

    id: int
    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    received_at: datetime

    @property
    def message(self) -> EmailMessage:
        """The message taken apart anew."""
        return _PARSER.parsebytes(self.raw)


class Mails:
    """The newest 200 messages. `clock` gives aware times; arrivals are told to `changes`, which may be shared."""

    def __init__(self, clock: Callable[[], datetime] = utc_now, changes: Changes | None = None) -> None:
        self.changes = changes or Changes()
        self._clock = clock
        self._numbers = count(1)
        self._kept: deque[Mail] = deque(maxlen=_KEPT)

    def keep(self, raw: bytes, *, sender: str, recipients: tuple[str, ...]) -> Mail:
        """Take a message in."""
        mail = Mail(next(self._numbers), sender, recipients, raw, self._clock())
        self._kept.appendleft(mail)
        self.changes.tell(What.MAIL)
        return mail

    def deliver(self, message: EmailMessage) -> None:
        """Take in a message of the sandbox's own portal, which needs no wire for it."""
        self.keep(bytes(message), sender=str(message["From"]), recipients=(str(message["To"]),))

    def newest_first(self) -> list[Mail]:
        """All that is kept."""
        return list(self._kept)

    def find(self, number: int) -> Mail | None:
        """The message of that id, if it is kept still."""
        return next((mail for mail in self._kept if mail.id == number), None)

    def clear(self) -> None:
        """Forget everything; ids go on."""
        self._kept.clear()
        self.changes.tell(What.MAIL)
