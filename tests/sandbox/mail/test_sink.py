"""The mail sink over its two wires: SMTP in, JSON out."""

import asyncio
import smtplib
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiohttp import ClientSession

from sandbox import mail
from sandbox.listen import serving
from sandbox.portal import Portal

NOW = datetime(2026, 12, 3, 15, 15, tzinfo=UTC)
SUBJECT = "Solicitud de credenciales para acceder a mi buzón electrónico"


@pytest.fixture
def mails() -> mail.Mails:
    return mail.Mails(clock=lambda: NOW)


@pytest.fixture
async def sink(mails: mail.Mails) -> AsyncIterator[str]:
    async with mail.serving(mails) as address:
        yield address


@pytest.fixture
async def inbox(mails: mail.Mails) -> AsyncIterator[ClientSession]:
    async with serving(mail.control(mails)) as base, ClientSession(base) as session:
        yield session


def letter() -> EmailMessage:
    made = EmailMessage()
    made["From"] = "Buzón Bot <bot@buzon.example>"
    made["Reply-To"] = "yusmary@correo.example"
    made["To"] = "informes@migraciones.example"
    made["Subject"] = SUBJECT
    made.set_content("Buenos días.\nÑÁÑEZ PEÑA\n.\nfin\n")
    made.add_attachment(b"\xff\xd8 a picture", maintype="image", subtype="jpeg", filename="carné.jpg")
    return made


async def send(address: str, message: EmailMessage, *, user: str | None = None) -> None:
    """As a mail program does, from a thread."""

    def conversation() -> None:
        host, _, port = address.removeprefix("smtp://").rpartition(":")
        with smtplib.SMTP(host, int(port), timeout=10) as client:
            if user:
                client.login(user, "cualquiera")
            client.send_message(message)

    await asyncio.to_thread(conversation)


async def read(inbox: ClientSession, path: str) -> tuple[int, Any]:
    async with inbox.get(path) as answer:
        return answer.status, await (answer.json() if answer.status == 200 else answer.read())


@pytest.mark.parametrize("user", [None, "operador"])
async def test_a_message_is_kept_whole(sink: str, inbox: ClientSession, user: str | None) -> None:
    """Subject, text, reply address and attachment arrive as they were, with or without a sign-in."""
    await send(sink, letter(), user=user)
    _, (row,) = await read(inbox, "/mails")
    assert row == {
        "id": 1,
        "from": "Buzón Bot <bot@buzon.example>",
        "to": ["informes@migraciones.example"],
        "subject": SUBJECT,
        "received_at": "2026-12-03T15:15:00+00:00",
        "attachments": [{"name": "carné.jpg", "type": "image/jpeg", "size": 12}],
    }
    _, whole = await read(inbox, "/mails/1")
    assert (whole["reply_to"], whole["sender"]) == ("yusmary@correo.example", "bot@buzon.example")
    assert whole["text"] == "Buenos días.\nÑÁÑEZ PEÑA\n.\nfin\n"
    assert {"name": "Subject", "value": SUBJECT} in whole["headers"]


async def test_the_raw_message_can_be_taken_away(sink: str, inbox: ClientSession) -> None:
    """`raw` is a file of the message itself, which any mail program opens."""
    await send(sink, letter())
    async with inbox.get("/mails/1/raw") as answer:
        assert answer.headers["Content-Disposition"] == 'attachment; filename="correo-1.eml"'
        parsed = message_from_bytes(await answer.read(), policy=policy.default)
    assert parsed["Subject"] == SUBJECT


async def test_newest_first_and_forgotten_when_told(sink: str, inbox: ClientSession) -> None:
    """The list begins with the newest; a reset empties it; a number that is not there is 404."""
    await send(sink, letter())
    await send(sink, letter())
    assert [row["id"] for row in (await read(inbox, "/mails"))[1]] == [2, 1]
    await inbox.post("/reset")
    assert (await read(inbox, "/mails"))[1] == []
    assert (await read(inbox, "/mails/1"))[0] == 404


async def test_an_arrival_is_told(sink: str, inbox: ClientSession) -> None:
    """Whoever listens hears of a message at once."""
    async with inbox.get("/events") as stream, asyncio.timeout(10):
        assert await stream.content.readline() == b": listening\n"
        await send(sink, letter())
        assert await stream.content.readuntil(b'data: {"what": "mail"}\n\n')


async def test_what_is_no_mail_is_kept_and_shown_too(mails: mail.Mails, inbox: ClientSession) -> None:
    """A message without headers, or with a broken body, breaks neither the list nor its own page."""
    mails.keep(b"", sender="", recipients=())
    mails.keep(
        b"Subject: =?utf-8?q?roto\r\nContent-Type: text/plain; charset=nada\r\n\r\n\xff", sender="a", recipients=()
    )
    assert (await read(inbox, "/mails"))[0] == 200
    assert [(await read(inbox, f"/mails/{number}"))[0] for number in (1, 2)] == [200, 200]


async def test_the_portals_letters_arrive(mails: mail.Mails) -> None:
    """What the make-believe portal sends its people lies in the sink."""
    portal = Portal(deliver=mails.deliver)
    portal.set_faults(recovery_ending="sent")
    person = portal.mailboxes["wideline"].person
    portal.verify(person.claim())
    (kept,) = mails.newest_first()
    assert kept.recipients == ("wideline@correo.example",)
    assert portal.mailboxes["wideline"].password in kept.message.get_content()


async def test_stopping_hangs_up(mails: mail.Mails) -> None:
    """A client in the middle of a conversation does not keep the server from stopping."""
    async with mail.serving(mails) as address, asyncio.timeout(10):
        reader, writer = await asyncio.open_connection(*address.removeprefix("smtp://").split(":"))
        assert (await reader.readline()).startswith(b"220 ")
    with suppress(ConnectionResetError):
        assert await reader.read() == b""
    writer.close()
