"""The SMTP server of the mail sink: plain, on loopback, with a sign-in that takes any name and password."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from sandbox.mail.mails import Mails

_NAME = "correo.simulacion.example"
_LARGEST = 35 * 1024 * 1024  # bytes; what large mail providers take, base64 included


@asynccontextmanager
async def serving(mails: Mails, *, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """Take mail while the block runs; gives the address, e.g. `smtp://127.0.0.1:43122`. Leaving hangs up on everybody.

    Raises:
        OSError: the address cannot be bound.
    """
    loop = asyncio.get_running_loop()
    conversations: set[_Conversation] = set()
    server = await loop.create_server(lambda: _Conversation(mails, conversations), host, port)
    try:
        yield f"smtp://{_reachable(host)}:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for conversation in list(conversations):
            conversation.hang_up()
        await server.wait_closed()


class _Conversation(SMTP):
    """One client; registered while it is connected, so that the end of the server is its end too."""

    def __init__(self, mails: Mails, conversations: "set[_Conversation]") -> None:
        super().__init__(
            _Letterbox(mails),
            data_size_limit=_LARGEST,
            enable_SMTPUTF8=True,
            hostname=_NAME,
            ident="SIMULACION",
            auth_require_tls=False,
            authenticator=lambda *_: AuthResult(success=True),
            loop=asyncio.get_running_loop(),
        )
        self._conversations = conversations

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The client is there."""
        self._conversations.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """The client is gone."""
        self._conversations.discard(self)
        super().connection_lost(error)

    def hang_up(self) -> None:
        """Cut the connection."""
        if isinstance(self.transport, asyncio.Transport):
            self.transport.abort()


class _Letterbox:
    """aiosmtpd's handler: every recipient is welcome."""

    def __init__(self, mails: Mails) -> None:
        self._mails = mails

    async def handle_DATA(self, _server: Any, _session: Session, envelope: Envelope) -> str:  # noqa: N802  (the library's name)
        raw = envelope.original_content or b""
        self._mails.keep(raw, sender=envelope.mail_from or "", recipients=tuple(envelope.rcpt_tos))
        return "250 OK"


def _reachable(host: str) -> str:
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  (compared with, not bound to)
    return f"[{name}]" if ":" in name else name
