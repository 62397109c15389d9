"""The mailer against real servers on loopback: what arrives, what is never said in the clear, and every refusal."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from structlog.testing import capture_logs

from bot.mail import SmtpMailer
from buzon.identity import Country, DocumentNumber, DocumentType, Identity, Name
from buzon.request_email import RECIPIENT, SUBJECT, Attachment, RequestEmail, compose, confirmation
from handlers.errors import AddressRefused, MailDown, Misconfigured
from sandbox import mail

USER, PASSWORD = "bot@casa.example", "c:l/a@v#e%ñ"
ENCODED = "bot%40casa.example:c%3Al%2Fa%40v%23e%25%C3%B1"
SENDER, PERSON = "bot@casa.example", "yusmary@correo.example"
JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40


def request() -> RequestEmail:
    return compose(
        Identity(
            nationality=Country("VE"),
            document_type=DocumentType.CE,
            document_number=DocumentNumber("001234567"),
            paternal_surname=Name("Peña"),
            maternal_surname=Name("Ñáñez"),
            given_names=Name("Yusmary"),
            birth_date=date(1990, 5, 3),
        ),
        contact=PERSON,
    )


def letter() -> EmailMessage:
    return confirmation(PERSON, "042137", "es", subject="Tu código", body="Tu código: 042137\n", sender=SENDER)


class Letterbox:
    """aiosmtpd's handler: keeps what comes; each verb may be answered otherwise."""

    def __init__(self, **answers: str) -> None:
        self.answers = answers
        self.kept: list[bytes] = []
        self.encrypted: list[bool] = []

    async def handle_MAIL(  # noqa: N802
        self, _server: Any, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        envelope.mail_from = address
        return self.answers.get("mail", "250 OK")

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.answers.get(address, self.answers.get("rcpt", "250 OK"))

    async def handle_DATA(self, _server: Any, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.kept.append(envelope.original_content or b"")
        self.encrypted.append(session.ssl is not None)
        return self.answers.get("data", "250 OK")


@asynccontextmanager
async def listening(protocol: Callable[[], asyncio.Protocol], tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    """Something that listens while the block runs; gives `127.0.0.1:port`."""
    transports: list[asyncio.BaseTransport] = []

    def one() -> asyncio.Protocol:
        made = protocol()
        connected = made.connection_made

        def connection_made(transport: asyncio.BaseTransport) -> None:
            transports.append(transport)
            connected(transport)

        made.connection_made = connection_made  # type: ignore[method-assign]
        return made

    server = await asyncio.get_running_loop().create_server(one, "127.0.0.1", 0, ssl=tls)
    try:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for transport in transports:
            if isinstance(transport, asyncio.Transport):
                transport.abort()
        await server.wait_closed()


def smtp(letterbox: Letterbox, **options: Any) -> Callable[[], SMTP]:
    """aiosmtpd with these options; a sign-in must be USER's."""

    def authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
        assert isinstance(given, LoginPassword)
        right = (given.login.decode(), given.password.decode()) == (USER, PASSWORD)
        return AuthResult(success=right, handled=False, message=None if right else "535 5.7.8 no, bot@casa.example")

    return lambda: SMTP(
        letterbox, hostname="localhost", authenticator=authenticate, loop=asyncio.get_running_loop(), **options
    )


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate with its key in one file, signed by itself, for localhost."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "localhost.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    """The server's side of it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine trusts the certificate, as OpenSSL is told to."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


def abroad(url: str, **options: Any) -> SmtpMailer:
    """A mailer that treats loopback as any other host."""
    return SmtpMailer(url, loopback_is_private=False, **options)


# ---- what arrives ----


async def test_a_request_arrives_whole() -> None:
    """Subject, text, addresses and attachment are at the other end as they were composed."""
    mails = mail.Mails()
    async with mail.serving(mails) as address:
        message = request().message(sender=SENDER, reply_to=PERSON, attachment=Attachment("carné.jpg", JPEG))
        await SmtpMailer(address).send(message)
    (kept,) = mails.newest_first()
    assert (kept.sender, kept.recipients) == (SENDER, (RECIPIENT,))
    assert kept.message["Subject"] == SUBJECT
    assert kept.message["Reply-To"] == PERSON
    assert kept.message["Message-ID"] == message["Message-ID"]
    assert (kept.message["Cc"], kept.message["Bcc"]) == (None, None)
    body = kept.message.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == request().body
    (part,) = kept.message.iter_attachments()
    assert isinstance(part, EmailMessage)
    assert (part.get_filename(), part.get_content_type()) == ("carné.jpg", "image/jpeg")
    assert part.get_content() == JPEG


@pytest.mark.parametrize("credentials", ["", "operador:clave@", f"{ENCODED}@"])
async def test_a_server_on_this_machine_needs_no_encryption(credentials: str) -> None:
    """The demo's mail sink, or a relay on loopback: plain, with or without a sign-in."""
    mails = mail.Mails()
    async with mail.serving(mails) as address:
        mailer = SmtpMailer(address.replace("://", f"://{credentials}"))
        await mailer.check()
        await mailer.send(letter())
    assert [kept.recipients for kept in mails.newest_first()] == [(PERSON,)]


async def test_a_sign_in_with_any_signs(tls: ssl.SSLContext, trusted: None) -> None:
    """User and password are percent-encoded in the address and arrive as they are, over STARTTLS."""
    letterbox = Letterbox()
    async with listening(smtp(letterbox, tls_context=tls, require_starttls=True, auth_required=True)) as host:
        mailer = abroad(f"smtp://{ENCODED}@{host}")
        await mailer.check()
        await mailer.send(letter())
    assert letterbox.encrypted == [True]


async def test_encrypted_from_the_first_byte(tls: ssl.SSLContext, trusted: None) -> None:
    """`smtps`, with a sign-in."""
    letterbox = Letterbox()
    async with listening(smtp(letterbox, auth_require_tls=False), tls) as host:
        mailer = abroad(f"smtps://{ENCODED}@{host}/")
        await mailer.check()
        await mailer.send(letter())
    assert len(letterbox.kept) == 1


async def test_starttls_is_taken_where_it_is_offered(tls: ssl.SSLContext) -> None:
    """On loopback, or without a sign-in, with whatever certificate: it could have been plain text."""
    letterbox = Letterbox()
    async with listening(smtp(letterbox, tls_context=tls)) as host:
        for mailer in (SmtpMailer(f"smtp://{host}"), SmtpMailer(f"smtp://{ENCODED}@{host}"), abroad(f"smtp://{host}")):
            await mailer.send(letter())
    assert letterbox.encrypted == [True] * 3


async def test_a_relay_without_sign_in_may_be_plain() -> None:
    """As between mail servers; no password is involved."""
    letterbox = Letterbox()
    async with listening(smtp(letterbox)) as host:
        await abroad(f"smtp://{host}").send(letter())
    assert letterbox.encrypted == [False]


# ---- what is never said in the clear ----


class Overheard(asyncio.Protocol):
    """A server that greets, offers a sign-in and no STARTTLS, and writes down every byte it is told."""

    def __init__(self, heard: bytearray) -> None:
        self.heard = heard

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(b"220 localhost\r\n")

    def data_received(self, data: bytes) -> None:
        self.heard += data
        answer = b"250-localhost\r\n250 AUTH PLAIN LOGIN\r\n" if data.startswith(b"EHLO") else b"250 OK\r\n"
        self.transport.write(answer)


async def test_no_password_and_no_letter_in_the_clear() -> None:
    """Where the STARTTLS line was taken out on the way, nothing but our greeting is ever sent."""
    heard = bytearray()
    async with listening(lambda: Overheard(heard)) as host:
        mailer = abroad(f"smtp://{ENCODED}@{host}")
        with capture_logs() as logs, pytest.raises(MailDown):
            await mailer.send(letter())
        with pytest.raises(Misconfigured, match=r"offers no STARTTLS.*BUZON_SMTP_URL"):
            await mailer.check()
    said = {line.split()[0] for line in bytes(heard).split(b"\r\n") if line}
    assert said <= {b"EHLO", b"QUIT"}
    assert logs[0]["log_level"] == "error"
    assert "STARTTLS" in logs[0]["mend"]


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
async def test_a_certificate_that_nobody_vouches_for_stops_it(scheme: str, tls: ssl.SSLContext) -> None:
    """Somebody in between could show one of their own: no sign-in, no letter."""
    letterbox = Letterbox()
    options = {"auth_require_tls": False} if scheme == "smtps" else {"tls_context": tls}
    async with listening(smtp(letterbox, **options), tls if scheme == "smtps" else None) as host:
        mailer = abroad(f"{scheme}://{ENCODED}@{host}")
        with pytest.raises(MailDown):
            await mailer.send(letter())
        with pytest.raises(Misconfigured, match="certificate is not valid"):
            await mailer.check()
    assert letterbox.kept == []


# ---- refusals and trouble ----


@pytest.mark.parametrize("answer", ["550 5.1.1 no such yusmary@correo.example", "553 no", "552 5.2.2 full", "501 no"])
async def test_an_address_refused_for_good(answer: str) -> None:
    """5xx to the recipient is about the person's address; they are asked for another one."""
    letterbox = Letterbox(rcpt=answer)
    async with listening(smtp(letterbox)) as host:
        with capture_logs() as logs, pytest.raises(AddressRefused) as refused:
            await SmtpMailer(f"smtp://{host}").send(letter())
    assert PERSON not in str(refused.value)
    assert refused.value.__cause__ is None
    assert logs == []


@pytest.mark.parametrize(
    ("answers", "level"),
    [
        ({"rcpt": "450 4.2.1 try later"}, "warning"),
        ({"rcpt": "554 5.7.1 relay access denied to yusmary@correo.example"}, "error"),
        ({"rcpt": "530 authentication required"}, "error"),
        ({"mail": "451 4.3.0 try later"}, "warning"),
        ({"mail": "553 5.7.1 bot@casa.example is not yours"}, "error"),
        ({"data": "452 4.3.1 no room"}, "warning"),
        ({"data": "554 5.6.0 content refused"}, "error"),
        ({"data": "421 4.3.2 closing"}, "warning"),
    ],
)
async def test_what_is_no_fault_of_the_address(answers: dict[str, str], level: str) -> None:
    """For now, or because of the operator's own settings: the person is not told that their address is wrong."""
    async with listening(smtp(Letterbox(**answers))) as host:
        with capture_logs() as logs, pytest.raises(MailDown) as down:
            await SmtpMailer(f"smtp://{host}").send(letter())
    assert [line["log_level"] for line in logs] == [level]
    assert "@" not in f"{down.value}{logs}"


async def test_some_addresses_of_several_refused() -> None:
    """Whoever sends to two hears of the one that was refused, though the other was taken."""
    letterbox = Letterbox(**{"b@correo.example": "550 no"})
    message = letter()
    del message["To"]
    message["To"] = f"{PERSON}, b@correo.example"
    async with listening(smtp(letterbox)) as host:
        with pytest.raises(AddressRefused):
            await SmtpMailer(f"smtp://{host}").send(message)
    assert len(letterbox.kept) == 1


async def test_a_refused_sign_in_is_the_operators(tls: ssl.SSLContext, trusted: None) -> None:
    """An outage for the person, an error in the log for the operator, and never the user or the password."""
    letterbox = Letterbox()
    async with listening(smtp(letterbox, tls_context=tls)) as host:
        mailer = abroad(f"smtp://bot%40casa.example:WrongSecret@{host}")
        with capture_logs() as logs, pytest.raises(MailDown) as down:
            await mailer.send(letter())
        with pytest.raises(Misconfigured, match=r"refuses the sign-in \(535\).*BUZON_SMTP_URL") as wrong:
            await mailer.check()
    assert logs[0]["log_level"] == "error"
    assert "BUZON_SMTP_URL" in logs[0]["mend"]
    shown = f"{down.value}{wrong.value}{logs}{mailer!r}{mailer._server!r}"
    assert not any(secret in shown for secret in ("WrongSecret", "bot@", "casa.example"))
    assert letterbox.kept == []


async def test_a_server_that_takes_no_sign_in() -> None:
    """A user and a password for a server that wants none: said, with the mend."""
    async with listening(smtp(Letterbox(), auth_exclude_mechanism=["LOGIN", "PLAIN"])) as host:
        with pytest.raises(Misconfigured, match="takes no sign-in"):
            await SmtpMailer(f"smtp://{ENCODED}@{host}").check()


class Silence(asyncio.Protocol):
    """Takes the connection and never says a word."""


class HangsUp(asyncio.Protocol):
    """Cuts every connection at once."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.close()


class Babble(asyncio.Protocol):
    """Speaks something else."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")


class Busy(asyncio.Protocol):
    """Has no room now."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.write(b"421 4.3.2 too many connections\r\n")


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
@pytest.mark.parametrize("protocol", [Silence, HangsUp, Babble, Busy])
async def test_a_server_that_is_not_there(scheme: str, protocol: type[asyncio.Protocol]) -> None:
    """Silent, gone, something else, or full: an outage for the person, a line with the mend for the operator."""
    async with listening(protocol) as host, asyncio.timeout(20):
        mailer = SmtpMailer(f"{scheme}://{host}", timeout=0.3)
        with capture_logs() as logs, pytest.raises(MailDown):
            await mailer.send(letter())
        with pytest.raises(Misconfigured, match=r"does not answer.*BUZON_SMTP_URL"):
            await mailer.check()
    assert [line["log_level"] for line in logs] == ["warning"]


async def test_nobody_listens() -> None:
    """A closed port is an outage too."""
    async with listening(Silence) as host:
        pass
    with pytest.raises(MailDown):
        await SmtpMailer(f"smtp://{host}").send(letter())
    with pytest.raises(Misconfigured, match="does not answer"):
        await SmtpMailer(f"smtp://{host}").check()


class NoGoodbye(SMTP):
    """Takes the letter, and cuts the line where it should say goodbye."""

    async def smtp_QUIT(self, _argument: str) -> None:  # noqa: N802
        assert self.transport is not None
        self.transport.close()


async def test_a_letter_that_was_taken_is_sent() -> None:
    """Trouble after the server's OK is no trouble: to fail would send it twice."""
    letterbox = Letterbox()
    async with listening(lambda: NoGoodbye(letterbox, loop=asyncio.get_running_loop())) as host:
        await SmtpMailer(f"smtp://{host}").send(letter())
        await SmtpMailer(f"smtp://{host}").check()
    assert len(letterbox.kept) == 1


# ---- the address of the server ----


@pytest.mark.parametrize(
    "url",
    [
        "",
        "smtp://",
        "smtp",
        "correo.example",
        "correo.example:587",
        "http://correo.example",
        "imap://correo.example",
        "smtp://:587",
        "smtp://user:topsecret@correo.example:port",
        "smtp://user:topsecret@correo.example:99999",
        "smtp://user:topsecret@correo.example:0",
        "smtp://user:top#secret@correo.example",
        "smtp://user:top/secret@correo.example",
        "smtp://user:top?secret@correo.example",
        "smtp://user:topsecret@correo.example/inbox",
        "smtp://user:topsecret@correo.example?tls=no",
        "smtp://user@correo.example",
        "smtp://user:@correo.example",
        "smtp://:topsecret@correo.example",
        "smtp://user:topsecret@[correo.example",
        "smtp://user:topsecret@a..b",
        f"smtp://user:topsecret@{'a' * 70}.example",
    ],
)
def test_an_address_that_is_none(url: str) -> None:
    """One line that names the setting and the mend, never a piece of the value."""
    with pytest.raises(Misconfigured, match="BUZON_SMTP_URL") as wrong:
        SmtpMailer(url)
    assert "\n" not in str(wrong.value)
    assert not any(piece in str(wrong.value) for piece in ("secret", "correo", "top", "user:t"))
    assert wrong.value.__suppress_context__ or wrong.value.__context__ is None


@pytest.mark.parametrize(
    ("url", "port", "encrypted", "must"),
    [
        ("smtp://u:p@mail.example", 587, False, True),
        ("smtp://u:p@mail.example:25", 25, False, True),
        ("smtps://u:p@mail.example", 465, True, True),
        ("smtps://mail.example", 465, True, True),
        ("SMTPS://u:p@MAIL.example:4650/", 4650, True, True),
        ("smtp://mail.example", 587, False, False),
        ("smtp://u:p@localhost:1025", 1025, False, False),
        ("smtp://u:p@127.0.0.2", 587, False, False),
        ("smtp://u:p@[::1]:25", 25, False, False),
        ("smtps://u:p@localhost", 465, True, False),
        ("smtp://u:p@localhost.example", 587, False, True),
        ("smtp://u:p@127.0.0.1.example", 587, False, True),
        ("smtp://u:p@10.0.0.1", 587, False, True),
        ("smtp://u:p@correo.buzón.example", 587, False, True),
        ("  smtp://mail.example\n", 587, False, False),
    ],
)
def test_when_encryption_is_a_must(url: str, port: int, encrypted: bool, must: bool) -> None:
    """With a sign-in always, but for this very machine; only its own names are its own."""
    server = SmtpMailer(url)._server
    assert (server.port, server.from_the_start, server.must_encrypt) == (port, encrypted, must)
