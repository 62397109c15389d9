"""The Bot API on the wire: `/bot<token>/<method>` and `/file/bot<token>/<path>`, with the faults in between."""

import asyncio
import json
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.listen import drop
from sandbox.telegram.calls import Call, read_call
from sandbox.telegram.errors import BotApiError
from sandbox.telegram.methods import METHODS
from sandbox.telegram.methods.receiving import Described
from sandbox.telegram.telegram import Telegram

_UNAUTHORIZED = BotApiError(401, "Unauthorized")
_NOT_FOUND = BotApiError(404, "Not Found")
_INTERNAL = BotApiError(500, "Internal Server Error")
_BAD_GATEWAY = """<html>
<head><title>502 Bad Gateway</title></head>
<body>
<center><h1>502 Bad Gateway</h1></center>
<hr><center>nginx/1.18.0</center>
</body>
</html>
"""


def bot_api(telegram: Telegram) -> ASGIApp:
    """The Bot API server as an ASGI app; `sandbox.listen.serving` puts it on a port."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        faults, dice = telegram.faults, telegram.dice
        if dice.random() < faults.reset_before_rate:
            await drop(scope, receive)
            return
        response = await _faulty(telegram, Request(scope, receive))
        if dice.random() < faults.reset_after_rate:
            await drop(scope, receive)
            return
        await response(scope, receive, send)

    return app


async def _faulty(telegram: Telegram, request: Request) -> Response:
    faults = telegram.faults
    if faults.slow_seconds:
        await asyncio.sleep(faults.slow_seconds)
    if faults.html_502:
        return HTMLResponse(_BAD_GATEWAY, 502)
    if telegram.dice.random() < faults.server_error_rate:
        return _refusal(_INTERNAL)
    return await _answered(telegram, request)


async def _answered(telegram: Telegram, request: Request) -> Response:
    parts = request.url.path.split("/", 3)[1:]
    if parts[0] == "file" and len(parts) == 3:
        return _download(telegram, bot=parts[1], path=parts[2])
    if not parts[0].startswith("bot") or len(parts) != 2:
        return _refusal(_NOT_FOUND)
    if parts[0] != f"bot{telegram.token}":
        return _refusal(_UNAUTHORIZED)
    method = METHODS.get(parts[1].lower())
    if method is None:
        return _refusal(_NOT_FOUND)
    telegram.calls[parts[1]] += 1
    try:
        call = await read_call(request)
        result = await _while_there(request, method(telegram, call)) if _waits(call) else await method(telegram, call)
    except BotApiError as refusal:
        return _refusal(refusal)
    if isinstance(result, Described):
        return JSONResponse({"ok": True, "result": result.result, "description": result.description})
    return JSONResponse({"ok": True, "result": result})


def _waits(call: Call) -> bool:
    return bool(call.values.get("timeout"))


async def _while_there(request: Request, working: Any) -> Any:
    """Wait for a long poll, but give it up when the client hangs up or the server stops."""
    poll = asyncio.ensure_future(working)
    gone = asyncio.ensure_future(request.receive())
    try:
        await asyncio.wait({poll, gone}, return_when=asyncio.FIRST_COMPLETED)
        return poll.result() if poll.done() else []
    finally:
        poll.cancel()
        gone.cancel()


def _download(telegram: Telegram, *, bot: str, path: str) -> Response:
    if bot != f"bot{telegram.token}":
        return _refusal(_UNAUTHORIZED)
    stored = telegram.files.by_path(path)
    if stored is None:
        return _refusal(_NOT_FOUND)
    name = quote(stored.upload.name)
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(stored.upload.data, media_type="application/octet-stream", headers=headers)


def _refusal(error: BotApiError) -> Response:
    return Response(json.dumps(error.as_json()), error.code, media_type="application/json")
