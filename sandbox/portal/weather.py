"""Lets a make-believe site be down, slow or broken, as the puppeteer says."""

import asyncio
from collections.abc import Callable

from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.listen import drop
from sandbox.portal.notices import Weather

_SERVER_ERROR = (
    "<!doctype html><title>503</title><h1>Servicio no disponible</h1>"
    '<p role="alert">El servicio no está disponible en este momento. Inténtalo más tarde.</p><p>SIMULACIÓN</p>'
)


class Faulty:
    """ASGI middleware; `weather` is asked at every request, and `arrived` hears its path first."""

    def __init__(
        self, app: ASGIApp, *, weather: Callable[[], Weather], arrived: Callable[[str], None] = lambda _: None
    ) -> None:
        self._app = app
        self._weather = weather
        self._arrived = arrived

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or do to it what the weather does."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        self._arrived(scope["path"])
        weather = self._weather()
        if weather.down:
            await drop(scope, receive)
            return
        if weather.slow_seconds:
            await asyncio.sleep(weather.slow_seconds)
        if weather.server_error:
            await HTMLResponse(_SERVER_ERROR, status_code=503)(scope, receive, send)
            return
        await self._app(scope, receive, send)
