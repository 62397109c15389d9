"""What becomes of messages to people who block, vanish or share a wire with a slow bot."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from sandbox.listen import serving
from sandbox.whatsapp import WhatsApp, business_side, person_side
from sandbox.whatsapp.account import Callback
from sandbox.whatsapp.errors import GraphError
from sandbox.whatsapp.outgoing import Draft
from sandbox.whatsapp.people import Chat, Message, Status
from tests.contract.bot_api.desk import eventually

START = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.fixture
async def whatsapp() -> AsyncIterator[WhatsApp]:
    state = WhatsApp(clock=lambda: START, seed=3)
    yield state
    await state.close()


def write(whatsapp: WhatsApp, chat: Chat, text: str = "Hola") -> Message:
    return person_side.hear(whatsapp, chat, "text", {"body": text}, shown={"text": text})


def send(whatsapp: WhatsApp, chat: Chat, text: str = "Hola") -> Message:
    draft = Draft(type="text", body={"body": text}, shown={"text": text})
    return business_side.send(whatsapp, draft, chat, by_phone=True, context=None, opaque=None)


async def test_what_a_blocked_business_sent_never_arrives(whatsapp: WhatsApp) -> None:
    """A business that is blocked hears "sent" and no more, not even once it is unblocked; later messages arrive."""
    chat = whatsapp.people.add("Marisol")
    write(whatsapp, chat)
    chat.blocked = True
    blocked = send(whatsapp, chat)
    chat.blocked = False
    business_side.come_online(whatsapp, chat)
    assert chat.messages[blocked.id].status is Status.SENT
    assert send(whatsapp, chat).status is Status.DELIVERED


async def test_who_is_gone_is_undeliverable(whatsapp: WhatsApp) -> None:
    """Somebody without WhatsApp is refused with 131026, inside the window or not."""
    chat = whatsapp.people.add("Marisol")
    write(whatsapp, chat)
    chat.gone = True
    with pytest.raises(GraphError) as refused:
        send(whatsapp, chat)
    assert refused.value.code == 131026


async def test_the_window_closes_to_the_second(whatsapp: WhatsApp) -> None:
    """A message passes one second before 24 hours are over, and not at that moment."""
    chat = whatsapp.people.add("Marisol")
    write(whatsapp, chat)
    whatsapp.ahead = 24 * 3600 - 1
    send(whatsapp, chat)
    whatsapp.ahead += 1
    with pytest.raises(GraphError) as refused:
        send(whatsapp, chat)
    assert refused.value.code == 131047


async def test_a_webhook_is_given_up_after_seven_days(whatsapp: WhatsApp) -> None:
    """What nobody takes is tried until seven days of the sandbox's clock are over, then forgotten."""
    asked = asyncio.Event()

    async def refuse(_request: object) -> Response:
        asked.set()
        return PlainTextResponse("", 500)

    async with serving(Starlette(routes=[Route("/", refuse, methods=["POST"])])) as address:
        whatsapp.subscriptions.app = Callback(url=f"{address}/", verify_token="t")
        whatsapp.subscriptions.subscribed = True
        write(whatsapp, whatsapp.people.add("Marisol"))
        await asyncio.wait_for(asked.wait(), 5)
        whatsapp.ahead = timedelta(days=7, seconds=1).total_seconds()

        async def given_up() -> int:
            return whatsapp.courier.counts["given_up"]

        assert await eventually(given_up, "it was tried for ever") == 1
        assert len(whatsapp.courier) == 0
