"""pywa as it is published: its client against the sandbox's address, its own parsing behind a webhook."""

import asyncio
from typing import Any

import httpx
from pywa_async import WhatsApp as Client
from pywa_async import filters, handlers, types, utils
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.whatsapp import WhatsApp

VERSION = 24.0
PATIENCE_SECONDS = 8.0
_HANDLERS = (
    handlers.MessageHandler,
    handlers.EditedMessageHandler,
    handlers.DeletedMessageHandler,
    handlers.CallbackButtonHandler,
    handlers.CallbackSelectionHandler,
    handlers.FlowCompletionHandler,
    handlers.MessageStatusHandler,
    handlers.PhoneNumberChangeHandler,
    handlers.TemplateStatusUpdateHandler,
    handlers.TemplateQualityUpdateHandler,
)


def connected(whatsapp: WhatsApp, *, session: httpx.AsyncClient, api: str, token: str | None = None) -> Client:
    """A client of this server. pywa sets Meta's address on the session it is given; the sandbox's is set after it."""
    client = Client(
        phone_id=whatsapp.phone_id,
        token=token or whatsapp.token,
        session=session,
        waba_id=whatsapp.waba_id,
        app_id=whatsapp.app_id,
        app_secret=whatsapp.app_secret,
        verify_token=whatsapp.verify_token,
        api_version=VERSION,
    )
    session.base_url = httpx.URL(f"{api}/v{VERSION}")
    return client


class Ear:
    """A webhook that hands what comes to pywa: `heard` are its typed updates, `bodies` the raw ones."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.heard: asyncio.Queue[Any] = asyncio.Queue()
        self.bodies: list[bytes] = []
        self.headers: list[dict[str, str]] = []
        self.answers: list[int] = []
        for handler in _HANDLERS:
            client.add_handlers(handler(self._take, filters.true))

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/webhooks/whatsapp", self._challenge, methods=["GET"]),
                Route("/webhooks/whatsapp", self._post, methods=["POST"]),
            ]
        )

    async def hear(self, kind: type[Any] = object) -> Any:
        """The next typed update, waited for; it must be of this kind."""
        update = await asyncio.wait_for(self.heard.get(), PATIENCE_SECONDS)
        assert isinstance(update, kind), update
        return update

    async def statuses(self, *wanted: types.MessageStatusType) -> list[types.MessageStatus]:
        """As many statuses as are wanted, in the order in which they are; other updates in between are passed over."""
        found: list[types.MessageStatus] = []
        while len(found) < len(wanted):
            update = await self.hear()
            if isinstance(update, types.MessageStatus):
                found.append(update)
        found.sort(key=lambda status: list(types.MessageStatusType).index(status.status))
        assert [status.status for status in found] == list(wanted)
        return found

    async def _take(self, _client: Client, update: Any) -> None:
        self.heard.put_nowait(update)

    async def _challenge(self, request: Request) -> Response:
        asked = request.query_params
        words, status = await self.client.webhook_challenge_handler(
            vt=asked.get(utils.HUB_VT), ch=asked.get(utils.HUB_CH)
        )
        return Response(words, status)

    async def _post(self, request: Request) -> Response:
        if self.answers:
            return Response("", self.answers.pop(0))
        body = await request.body()
        self.bodies.append(body)
        self.headers.append(dict(request.headers))
        wrong = await self.client.webhook_update_validator(body, request.headers.get(utils.HUB_SIG))
        words, status = wrong or await self.client.webhook_update_handler(body)
        return Response(words, status)
