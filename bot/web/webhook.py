"""Telegram's webhook: prove the sender, keep the update, answer 200. Answering the person comes after."""

import asyncio
import hmac
from collections.abc import Sequence

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.telegram import TelegramChannel
from bot.reception import Reception
from handlers.errors import OUTAGES

PATH = "/telegram/webhook"
_HEADER = "x-telegram-bot-api-secret-token"
_LONGEST = 1_000_000

_log = structlog.get_logger(__name__)


def routes(
    channel: TelegramChannel, reception: Reception, secrets: Sequence[str], stopping: asyncio.Event
) -> list[Route]:
    """One route. 401 without a secret, 400 for what is no update, 503 (so that Telegram repeats it) when it can't be
    kept, 200 once it is. Any of the secrets is good: a process that knows another master key first announces another.
    Once `stopping` it answers 503: what came now would be begun and not finished.
    """

    async def webhook(request: Request) -> Response:
        given = request.headers.get(_HEADER, "")
        if not any(hmac.compare_digest(given.encode(), secret.encode()) for secret in secrets):
            return Response(status_code=401)
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > _LONGEST:
                return Response(status_code=413)
        try:
            heard = channel.parse(body)
        except ValueError:
            await _log.awarning("the webhook brought no update", size=len(body))
            return Response(status_code=400)
        if stopping.is_set():
            return Response(status_code=503)
        try:
            if heard is not None:
                await reception.take([heard])
        except OUTAGES:
            return Response(status_code=503)
        return Response(status_code=200)

    return [Route(PATH, webhook, methods=["POST"])]
