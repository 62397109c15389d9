"""The operator's mail server. A password never leaves this machine in the clear, nor does a letter sent with one.

| Address                             | Encryption                                              | Certificate |
|-------------------------------------|---------------------------------------------------------|-------------|
| `smtps://…` (port 465)              | from the first byte                                     | verified    |
| `smtp://user:password@…` (port 587) | STARTTLS, or nothing is sent                            | verified    |
| `smtp://…` without a user           | STARTTLS where it is offered, as between mail servers   | any         |
| a loopback host, either way         | the same, but STARTTLS only where it is offered         | any         |
"""

import asyncio
import re
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from ipaddress import ip_address
from urllib.parse import SplitResult, unquote, urlsplit

import aiosmtplib
import structlog

from handlers.errors import AddressRefused, MailDown, Misconfigured

_SHAPE = "BUZON_SMTP_URL must be smtps://user:password@host:465 or smtp://user:password@host:587"
_ENCODED = "signs like @ : / # % in user and password percent-encoded"
_PORTS = {"smtp": 587, "smtps": 465}
_OPERATION_SECONDS = 20
_LETTER_SECONDS = 60
"""For one whole letter: twenty seconds for each of its dozen steps would keep a chat waiting for minutes."""

_OUR_NAME = "[127.0.0.1]"
"""What EHLO says, a literal as RFC 5321 (4.1.4) wants it of a client without a public name: a container's own name is
none, and looking for a better one can hang on a broken resolver."""

_log = structlog.get_logger(__name__)

_Trouble = (aiosmtplib.SMTPException, OSError, TimeoutError)


@dataclass(frozen=True, slots=True)
class _Server:
    """What a BUZON_SMTP_URL says. `must_encrypt` means: no letter and no sign-in without TLS and its certificate."""

    host: str
    port: int
    from_the_start: bool
    must_encrypt: bool
    user: str | None = field(repr=False)
    password: str | None = field(repr=False)

    @classmethod
    def at(cls, url: str, *, loopback_is_private: bool) -> "_Server":
        """Raises Misconfigured with the mend, without the address: it holds a password."""
        try:
            parts = urlsplit(url.strip())
            host, port = parts.hostname or "", parts.port
            host.encode("idna")
        except ValueError:
            raise Misconfigured(f"{_SHAPE}, with {_ENCODED}") from None
        if parts.scheme not in _PORTS or not host or port == 0:
            raise Misconfigured(_SHAPE)
        if parts.path not in {"", "/"} or parts.query or parts.fragment:
            raise Misconfigured(f"{_SHAPE}, nothing behind it, with {_ENCODED}")
        user, password = _credentials(parts)
        private = loopback_is_private and _is_loopback(host)
        encrypted = parts.scheme == "smtps"
        must_encrypt = not private and (encrypted or user is not None)
        return cls(host, port or _PORTS[parts.scheme], encrypted, must_encrypt, user, password)


def _credentials(parts: SplitResult) -> tuple[str, str] | tuple[None, None]:
    if not parts.username and not parts.password:
        return None, None
    if not parts.username or not parts.password:
        raise Misconfigured(f"BUZON_SMTP_URL names a user or a password alone: it needs both, with {_ENCODED}")
    return unquote(parts.username), unquote(parts.password)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class SmtpMailer:
    """Sends through the server at `url` (see the module's table). Raises Misconfigured for an address that is none.

    `timeout` is the seconds that each step may take. `loopback_is_private` is for tests of the rules for other hosts.
    """

    def __init__(self, url: str, *, timeout: float = _OPERATION_SECONDS, loopback_is_private: bool = True) -> None:
        self._server = _Server.at(url, loopback_is_private=loopback_is_private)
        self._timeout = timeout
        self._tls = ssl.create_default_context()
        if not self._server.must_encrypt:
            # A certificate of its own is as good as none here, where plain text would do: it must not stop a letter.
            self._tls.check_hostname = False
            self._tls.verify_mode = ssl.CERT_NONE

    async def send(self, message: EmailMessage) -> None:
        """Send to the recipients in its headers. Raises MailDown, AddressRefused; neither says to whom."""
        client = self._client()
        try:
            async with asyncio.timeout(_LETTER_SECONDS):
                await client.connect()
                refused, _ = await client.send_message(message)
            # It is sent: trouble in saying goodbye must not send it again.
            with suppress(*_Trouble):
                await client.quit()
        except _Trouble as error:
            raise await self._translated(error) from None
        finally:
            client.close()
        if refused:
            raise AddressRefused("the mail server took the letter for some of its addresses only")

    async def check(self) -> None:
        """Connect, say EHLO, sign in, leave. Raises Misconfigured with the mend."""
        client = self._client()
        try:
            async with asyncio.timeout(_LETTER_SECONDS):
                await client.connect()
                await client.ehlo()
            with suppress(*_Trouble):
                await client.quit()
        except _Trouble as error:
            raise Misconfigured(_mend(error)) from None
        finally:
            client.close()

    def _client(self) -> aiosmtplib.SMTP:
        server = self._server
        return aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user,
            password=server.password,
            local_hostname=_OUR_NAME,
            timeout=self._timeout,
            use_tls=server.from_the_start,
            start_tls=False if server.from_the_start else (True if server.must_encrypt else None),
            tls_context=self._tls,
        )

    async def _translated(self, error: Exception) -> MailDown | AddressRefused:
        """Without the library's own error as its cause: that quotes the server, and servers quote addresses."""
        code = _code(error)
        if isinstance(error, aiosmtplib.SMTPRecipientsRefused) and code >= 500 and not _by_policy(error):
            return AddressRefused(f"the mail server refuses the address ({code})")
        if code >= 500 or type(error) is aiosmtplib.SMTPException:
            await _log.aerror("the mail server refuses us", error=type(error).__name__, code=code, mend=_mend(error))
        else:
            await _log.awarning("the mail server is down", error=type(error).__name__, code=code)
        return MailDown(f"the mail server: {type(error).__name__} {code or ''}".rstrip())


def _code(error: Exception) -> int:
    """The server's answer, the mildest of several; 0 where there was none."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return min((refused.code for refused in error.recipients), default=0)
    return error.code if isinstance(error, aiosmtplib.SMTPResponseException) else 0


def _by_policy(error: aiosmtplib.SMTPRecipientsRefused) -> bool:
    """Whether it is us that the server refuses ("relay denied", "sign in first"), not the address: RFC 3463, x.7.x."""
    return any(refused.code == 530 or refused.message.lstrip().startswith("5.7.") for refused in error.recipients)


def _mend(error: Exception) -> str:
    code = _code(error)
    match error:
        case aiosmtplib.SMTPAuthenticationError():
            return f"the mail server refuses the sign-in ({code}): check user and password in BUZON_SMTP_URL"
        case aiosmtplib.SMTPException() if re.search("AUTH extension|authentication method", str(error)):
            return "the mail server takes no sign-in: check the port in BUZON_SMTP_URL, or take user and password out"
        case aiosmtplib.SMTPException() if "STARTTLS" in str(error):
            return "the mail server offers no STARTTLS: use its smtps:// address (port 465) in BUZON_SMTP_URL"
        case _ if "certificate verify failed" in str(error).lower():
            return "the mail server's certificate is not valid for its name: check the host in BUZON_SMTP_URL"
        case aiosmtplib.SMTPSenderRefused() | aiosmtplib.SMTPRecipientsRefused() | aiosmtplib.SMTPDataError():
            return f"the mail server does not send for us ({code}): check BUZON_SMTP_URL and the sender's address"
        case _:
            return (
                f"the mail server does not answer ({type(error).__name__}): check host and port in BUZON_SMTP_URL; "
                "smtps:// is for port 465, smtp:// for 587"
            )
