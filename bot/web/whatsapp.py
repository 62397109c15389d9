"""WhatsApp's webhook: prove the sender, keep the body, answer 200. What is in it comes after (`bot/arrivals.py`)."""

import asyncio
import hmac

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.arrivals import Arrivals
from bot.channels.whatsapp import WhatsAppChannel
from bot.settings import Settings
from handlers.errors import OUTAGES
from storage.vault import Vault

PATH = "/whatsapp/webhook"
_HEADER = "x-hub-signature-256"
_LONGEST = 4_000_000
"""Bytes; Meta's are at most 3 MB (developers.facebook.com/docs/whatsapp/cloud-api/guides/set-up-webhooks)."""

_log = structlog.get_logger(__name__)


def routes(channel: WhatsAppChannel, arrivals: Arrivals, verify_token: str, stopping: asyncio.Event) -> list[Route]:
    """One route. GET is Meta's handshake: its challenge back to who knows the verify token, else 403. POST: 401 without
    Meta's signature over the very bytes, 503 (so that it comes again, for days) when they can't be kept, else 200."""

    async def webhook(request: Request) -> Response:
        if request.method == "GET":
            return _handshake(request, verify_token)
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > _LONGEST:
                return Response(status_code=413)
        if not channel.is_signed(body, request.headers.get(_HEADER, "")):
            await _log.awarning("a webhook without WhatsApp's signature", size=len(body))
            return Response(status_code=401)
        if stopping.is_set():
            return Response(status_code=503)
        try:
            await arrivals.keep(body)
        except OUTAGES:
            return Response(status_code=503)
        return Response(status_code=200)

    return [Route(PATH, webhook, methods=["GET", "POST"])]


def verify_token(settings: Settings, vault: Vault) -> str:
    """The word of the handshake: the given one, or one that every process makes alike from the first master key."""
    if settings.whatsapp_verify_token:
        return settings.whatsapp_verify_token.get_secret_value()
    return vault.fingerprints(PATH, purpose="webhook")[0].hex()[:32]


def _handshake(request: Request, verify_token: str) -> Response:
    """developers.facebook.com/docs/graph-api/webhooks/getting-started#verification-requests."""
    asked = request.query_params
    knows = hmac.compare_digest(asked.get("hub.verify_token", "").encode(), verify_token.encode())
    if asked.get("hub.mode") != "subscribe" or not knows:
        return Response(status_code=403)
    return PlainTextResponse(asked.get("hub.challenge", "")[:200])
