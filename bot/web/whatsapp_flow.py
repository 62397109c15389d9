"""The endpoint of the Flow for the seven data: WhatsApp asks for its screen, and brings what was filled in.

What is in the form comes here sealed and goes into the dialog in memory, as an answer does; no part of it is in the
webhook, in a log or in the address. The token in the form is good once, for ten minutes, and burns when all that was
typed is understood. Statuses: developers.facebook.com/docs/whatsapp/flows/reference/error-codes#endpoint_error_codes.
"""

import re
from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.channels.whatsapp import WhatsAppChannel
from bot.channels.whatsapp.flow_crypto import FlowKey, Undecipherable
from bot.channels.whatsapp.flow_screen import said, screen
from bot.channels.whatsapp.payloads import Json
from bot.reception import Reception
from buzon.credentials import Secret
from handlers.errors import OUTAGES
from handlers.questions.identity import FIELDS
from handlers.questions.identity_form import IDENTITY, Unfit, understood
from handlers.speech import Form, Heard, phrase
from handlers.words import SOURCE
from handlers.world import World
from storage import chats, links
from storage.chats import Chat
from storage.links import LinkTrouble

PATH = "/whatsapp/flow"
_LONGEST_BODY = 100_000
_LONGEST_FIELD = 500
_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,100}")
_NO_WORD = re.compile(r"[^A-Z_]")

UNSIGNED, UNREADABLE, NO_USE = 432, 421, 427
"""What WhatsApp understands: not its signature; no key of ours (it fetches the key again); the form is of no use."""

_log = structlog.get_logger(__name__)


class FlowEndpoint:
    """One route, for the Flow whose requests are sealed for `key`."""

    def __init__(self, channel: WhatsAppChannel, world: World, reception: Reception, key: FlowKey) -> None:
        self._channel = channel
        self._world = world
        self._reception = reception
        self._key = key

    def routes(self) -> list[Route]:
        """POST alone."""
        return [Route(PATH, self._post, methods=["POST"])]

    async def _post(self, request: Request) -> Response:
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > _LONGEST_BODY:
                return Response(status_code=413)
        if not self._channel.is_signed(body, request.headers.get("x-hub-signature-256", "")):
            await _log.awarning("a form without WhatsApp's signature", size=len(body))
            return Response(status_code=UNSIGNED)
        try:
            sealed = self._key.open(body)
        except Undecipherable:
            await _log.awarning("a form that is not sealed for our key: `buzon whatsapp flow key` uploads it")
            return Response(status_code=UNREADABLE)
        try:
            answer = await self._answer(sealed.said)
        except _NoUse as no_use:
            return JSONResponse({"error_msg": said(no_use.language, phrase("form-no-use"))}, NO_USE)
        except OUTAGES:
            return Response(status_code=503)  # the form stays open, and may be sent again
        return PlainTextResponse(sealed.answer(answer))

    async def _answer(self, asked: Json) -> Json:
        given = asked.get("data")
        data: Json = given if isinstance(given, dict) else {}
        if asked.get("action") == "ping":
            return {"data": {"status": "active"}}
        if "error" in data:  # of our own answer before: Meta's word for it, and nothing that may quote a person
            await _log.aerror(
                "WhatsApp could not show the form", what=_NO_WORD.sub("", str(data["error"]).upper())[:60]
            )
            return {"data": {"acknowledged": True}}
        token = asked.get("flow_token")
        chat = await self._chat(token)
        language = chat.language or SOURCE
        if asked.get("action") != "data_exchange":
            return screen(language)
        typed = {field: _typed(data.get(field)) for field in FIELDS}
        unfit = understood(typed, today=self._world.today(), language=language)
        if isinstance(unfit, Unfit):
            return screen(language, typed, unfit)
        return await self._take(str(token), chat, language, typed)

    async def _chat(self, token: Any) -> Chat:
        """Whose form it is. Raises _NoUse."""
        if not isinstance(token, str) or not _TOKEN.fullmatch(token):
            raise _NoUse
        async with self._world.database.read() as connection:
            link = await links.peek(connection, token, now=self._world.now())
            if isinstance(link, LinkTrouble) or link.purpose != IDENTITY:
                raise _NoUse
            chat = await chats.get(connection, link.chat_id)
        if chat is None or chat.channel != self._channel.name:
            raise _NoUse
        return chat

    async def _take(self, token: str, chat: Chat, language: str, typed: dict[str, str]) -> Json:
        async with self._world.database.begin() as connection:
            burnt = await links.burn(connection, token, now=self._world.now())
        if isinstance(burnt, LinkTrouble):
            raise _NoUse(language)
        form = Form(IDENTITY, {field: Secret(value) for field, value in typed.items()})
        await self._reception.converse(Heard(chat.channel, chat.address, form))
        # Nothing of it goes back: this comes into the chat as a message, by the webhook.
        return {"screen": "SUCCESS", "data": {"extension_message_response": {"params": {"flow_token": token}}}}


class _NoUse(Exception):
    def __init__(self, language: str = SOURCE) -> None:
        super().__init__()
        self.language = language


def _typed(value: Any) -> str:
    """A field as it was typed; nothing where it is no text, or longer than any answer."""
    return value if isinstance(value, str) and len(value) <= _LONGEST_FIELD else ""
