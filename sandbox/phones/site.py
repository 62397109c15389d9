"""Serves the phones page: one document, its static files, and the control APIs of the whole make-believe world."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox import clock_control
from sandbox.clock import Clock

_STATIC = Path(__file__).parent / "static"
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "frame-src http: https: mailto:",  # the bot chooses which page a button opens in the phone's web view
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = [
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-cache"),  # a new version of the sandbox must not meet yesterday's script
]


def page(
    portal_control: ASGIApp,
    telegram_control: ASGIApp,
    mail_control: ASGIApp,
    agency_control: ASGIApp,
    whatsapp_control: ASGIApp,
    *,
    clock: Clock,
    portal_address: str = "",
    agency_address: str = "",
    telegram_address: str = "",
    whatsapp_address: str = "",
) -> Starlette:
    """Build the page's app: `/`, `/static/…`, `/config`, and `/control/…` for each of the five APIs and for the clock.

    Args:
        portal_control: the portal's puppeteer API.
        telegram_control: the puppeteer API of the Bot API server.
        mail_control: what the mail sink received.
        agency_control: the puppeteer API of Agencia Digital.
        whatsapp_control: the puppeteer API of the Graph API server.
        clock: the clock that all of them go by.
        portal_address: where the simulated portal answers, e.g. `http://127.0.0.1:43121`; the desk links to it.
        agency_address: where Agencia Digital answers; the desk links to it.
        telegram_address: where the Bot API answers; the desk shows it to those who bring a bot of their own.
        whatsapp_address: where the Graph API answers; likewise.
    """

    async def document(_request: Request) -> Response:
        return FileResponse(_STATIC / "index.html", media_type="text/html")

    async def config(_request: Request) -> Response:
        addresses = {"portal": portal_address, "agency": agency_address, "telegram": telegram_address}
        return JSONResponse(addresses | {"whatsapp": whatsapp_address})

    return Starlette(
        routes=[
            Route("/", document),
            Route("/config", config),
            Mount("/static", StaticFiles(directory=_STATIC)),
            Mount("/control/portal", portal_control),
            Mount("/control/telegram", telegram_control),
            Mount("/control/mail", mail_control),
            Mount("/control/agency", agency_control),
            Mount("/control/whatsapp", whatsapp_control),
            Route("/control/clock", clock_control.control(clock), methods=["GET", "POST", "DELETE"]),
        ],
        middleware=[Middleware(_Headers)],
    )


class _Headers:
    """Adds the page's own security headers; a plain ASGI layer, since a buffering one would hold up event streams."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        controlled = scope["type"] != "http" or scope["path"].startswith("/control/")

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start" and not controlled:
                message["headers"] = [*message.get("headers", []), *_HEADERS]
            await send(message)

        await self._app(scope, receive, send_with_headers)
