"""What the parlour needs from the street, as Protocols. The adapters live in `bot/`; nothing here knows a driver."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from email.message import EmailMessage
from typing import Protocol

from buzon.credentials import Credentials, Secret
from buzon.identity import Identity
from buzon.notice import Notice, OpenedNotice
from buzon.receipt import Receipt


class Clock(Protocol):
    """Time as an effect."""

    def now(self) -> datetime:
        """The current instant, aware, in UTC."""


@dataclass(frozen=True, slots=True)
class SealedCredentials:
    """Credentials that are opened only where the portal wants them. `mark` tells two apart without opening either.

    `open` may raise whatever says that they are not to be used any more; the door lets it pass.
    """

    mark: int
    open: Callable[[], Awaitable[Credentials]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class News:
    """What a look brought: all notices, newest first, or None where they are those of the look that gave `known`.

    `digest` is what to give as `known` next time, once this was taken in and committed. Opaque, some 50 bytes.
    """

    notices: Sequence[Notice] | None
    digest: bytes


class Mailbox(Protocol):
    """A door to one person's mailbox. Raises the `Outage`s and `Refusal`s of `handlers.errors` and nothing else.

    `key` names the mailbox for the adapter's own session cache (one cookie jar each); it is not shown to the portal.
    """

    async def sign_in(self, key: str, credentials: Credentials) -> None:
        """Open a session with these credentials, once, dropping any that is kept under `key`. No retry on a refusal."""

    async def notices(self, key: str, credentials: Credentials) -> Sequence[Notice]:
        """All notices, newest first, **without opening any**. Signs in when there is no live session."""

    async def news(self, key: str, credentials: SealedCredentials, known: bytes | None = None) -> News:
        """As `notices`, for who looks often: credentials are opened only to sign in, and what has not changed since
        `known` is not even read."""

    async def open(self, key: str, credentials: Credentials, notice_id: str) -> OpenedNotice:
        """Open one notice: a legal act, so only after the person's yes. Raises NoticeGone."""

    async def attachment(self, key: str, credentials: Credentials, notice_id: str, attachment_id: str) -> bytes:
        """The bytes of one attachment of an opened notice; at most 50 MB (what Telegram takes). Raises NoticeGone."""

    async def forget(self, key: str) -> None:
        """Sign out and drop the session kept under `key`, if any. Never raises."""


class CaptchaRelay(Protocol):
    """The door's pictures of letters, which a person reads. A page waits with each, in this process, for two
    minutes."""

    async def captcha(self, key: str) -> bytes | None:
        """The picture that waits under `key` since `CaptchaWanted` was raised, PNG; None where none waits here."""

    async def answer(self, key: str, text: str) -> None:
        """Sign in with what the picture says, once.

        Raises CaptchaMisread (`again` where another picture waits now; else none waits here), RejectedCredentials,
        LockedAccount, and `Outage`s.
        """

    def waiting(self, key: str) -> Credentials | None:
        """The credentials that wait with the picture under `key`."""

    async def move(self, key: str, to: str, credentials: Credentials) -> None:
        """The session under `key`, if there is one, is that of `to` from now on: a picture read is not read again."""


@dataclass(frozen=True, slots=True)
class Verified:
    """The portal knows the person. With a `ticket` a new password can be set; without one the portal has sent a
    password, to the address that `sent_to` hints at ("y***@correo.example"; empty where the portal does not say)."""

    ticket: Secret | None = None
    sent_to: str = field(default="", repr=False)


class Recovery(Protocol):
    """*¿Olvidaste la contraseña?* at the portal. Raises `Outage`s and the `Refusal`s named, and nothing else."""

    async def verify(self, identity: Identity) -> Verified:
        """*Verificación de Datos*, once, no retry. Raises IdentityMismatch, TooManyTries."""

    async def set_password(self, ticket: Secret, password: Secret) -> Secret | None:
        """Set the new password; the user name where the portal tells it. Raises VerificationOver, PasswordRefused."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody on their way through the agency: its id there, which is all one needs to go on, and the captcha as a PNG
    or JPEG."""

    id: str = field(repr=False)
    captcha: bytes = field(repr=False)


class Agency(Protocol):
    """The Agencia Digital, option *Extranjero*. Raises `Outage`s and the `Refusal`s named, and nothing else."""

    async def begin(self, identity: Identity, issued_on: date) -> Visit:
        """Hand in the personal data and the document's day of issue. Raises IdentityMismatch, TooManyTries."""

    async def answer(self, visit_id: str, text: str) -> None:
        """What the captcha says. Raises CaptchaMisread, IdentityMismatch, VerificationOver."""

    async def verify(self, visit_id: str, file_number: str) -> str:
        """*Regularización CPP / Calidad Humanitaria* → *Verificar*: the address that opens the mailbox, once and soon.

        Only ever an address of the portal's or the agency's own host. Raises IdentityMismatch, VerificationOver.
        """


class Sheets(Protocol):
    """Reads a constancia. In memory only; whatever comes in, bad files included, has an outcome."""

    async def warm(self) -> None:
        """Get ready: somebody may be about to send one. Never raises."""

    async def read(self, content: bytes) -> Receipt:
        """What a PDF or a photo of a constancia says. Never raises for what the file is."""


class Files(Protocol):
    """What people send into a chat."""

    async def fetch(self, channel: str, file: str) -> bytes:
        """The bytes of a file by the channel's own handle. Raises ChannelDown, FileTooLarge."""


class Mailer(Protocol):
    """The operator's mail server."""

    async def send(self, message: EmailMessage) -> None:
        """Send to the recipients in its headers. Raises MailDown, AddressRefused."""
