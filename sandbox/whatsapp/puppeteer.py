"""The control API: makes people write, tap, change numbers and vanish, moves templates and time, and makes Meta fail.

Mounted by the phones page under `/control/whatsapp`; every answer is JSON but the event stream and the files.
Errors: 404 for an unknown person, message or template, 422 `{"error"}` for a body that does not make sense.
"""

from dataclasses import asdict, replace
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.whatsapp.account import Callback
from sandbox.whatsapp.courier import verify
from sandbox.whatsapp.errors import GraphError, JsonObject
from sandbox.whatsapp.puppeteer_people import people_routes
from sandbox.whatsapp.puppeteer_reading import read_json, word
from sandbox.whatsapp.templates import Quality, Template, TemplateStatus
from sandbox.whatsapp.whatsapp import WhatsApp


def control(whatsapp: WhatsApp) -> Starlette:
    """The puppeteer's strings, as a Starlette app that works under any mount point."""
    desk = _Desk(whatsapp)
    routes = [
        *people_routes(whatsapp),
        Route("/templates", desk.templates),
        Route("/templates/{template}", desk.judge, methods=["PATCH"]),
        Route("/webhook", desk.webhook, methods=["GET", "POST", "DELETE"]),
        Route("/account", desk.account, methods=["GET", "PATCH"]),
        Route("/limits", desk.limits, methods=["GET", "PATCH"]),
        Route("/faults", desk.faults, methods=["GET", "PATCH"]),
        Route("/clock", desk.time, methods=["GET", "POST"]),
        Route("/counts", desk.counts),
        Route("/events", desk.events),
        Route("/reset", desk.reset, methods=["POST"]),
    ]
    return Starlette(routes=routes, exception_handlers={GraphError: _refused, HTTPException: _unfit})


class _Desk:
    def __init__(self, whatsapp: WhatsApp) -> None:
        self._whatsapp = whatsapp

    async def templates(self, _request: Request) -> Response:
        return JSONResponse([template.as_json() for template in self._whatsapp.templates.all()])

    async def judge(self, request: Request) -> Response:
        template = self._template(request.path_params["template"])
        body = await read_json(request)
        try:
            status = TemplateStatus(body.get("status", template.status))
            quality = Quality(body.get("quality", template.quality))
        except ValueError as error:
            raise HTTPException(422, str(error)) from error
        reason = str(body.get("reason", "NONE"))
        return JSONResponse(self._whatsapp.judge(template, status=status, quality=quality, reason=reason).as_json())

    async def webhook(self, request: Request) -> Response:
        subscriptions = self._whatsapp.subscriptions
        if request.method == "DELETE":
            subscriptions.app = subscriptions.account = subscriptions.phone = None
        if request.method == "POST":
            body = await read_json(request)
            token = str(body.get("verify_token", self._whatsapp.verify_token))
            callback = Callback(url=word(body, "url"), verify_token=token)
            await verify(callback)
            subscriptions.app, subscriptions.subscribed = callback, True
            self._whatsapp.courier.look_again()
        now = subscriptions.callback
        told = {"url": now.url if now else None, "subscribed": subscriptions.subscribed}
        return JSONResponse(told | {"waiting": len(self._whatsapp.courier)})

    async def account(self, request: Request) -> Response:
        if request.method == "PATCH":
            self._whatsapp.account = _patched(self._whatsapp.account, await read_json(request))
        return JSONResponse(asdict(self._whatsapp.account))

    async def limits(self, request: Request) -> Response:
        gate = self._whatsapp.gate
        if request.method == "PATCH":
            gate.limits = _patched(gate.limits, await read_json(request))
        return JSONResponse(asdict(gate.limits))

    async def faults(self, request: Request) -> Response:
        if request.method == "PATCH":
            self._whatsapp.faults = _patched(self._whatsapp.faults, await read_json(request))
            self._whatsapp.courier.look_again()  # what was held back may go
            self._whatsapp.changed()
        return JSONResponse(asdict(self._whatsapp.faults))

    async def time(self, request: Request) -> Response:
        if request.method == "POST":
            seconds = (await read_json(request)).get("forward_seconds")
            if not isinstance(seconds, int | float) or isinstance(seconds, bool) or seconds < 0:
                raise HTTPException(422, "forward_seconds must be a number of at least 0")
            try:
                self._whatsapp.ahead += seconds
            except ValueError as error:
                raise HTTPException(422, str(error)) from error
            self._whatsapp.changed()
        return JSONResponse({"now": self._whatsapp.now, "ahead_seconds": self._whatsapp.ahead})

    async def counts(self, _request: Request) -> Response:
        whatsapp = self._whatsapp
        return JSONResponse(
            {
                "calls": dict(whatsapp.calls),
                "refusals": {str(code): times for code, times in whatsapp.refusals.items()},
                "violations": whatsapp.gate.violations,
                "webhooks": dict(whatsapp.courier.counts),
                "waiting": len(whatsapp.courier),
            }
        )

    async def events(self, _request: Request) -> Response:
        return self._whatsapp.changes.answer()

    async def reset(self, _request: Request) -> Response:
        self._whatsapp.reset()
        return JSONResponse({})

    def _template(self, name: str) -> Template:
        """The template of this id, or the oldest of this name."""
        shelf = self._whatsapp.templates
        found = shelf.find(name) or next((one for one in shelf.all() if one.name == name), None)
        if found is None:
            raise HTTPException(404, "no such template")
        return found


def _patched(settings: Any, changes: JsonObject) -> Any:
    for name, value in changes.items():
        known = getattr(settings, name, None)
        if not isinstance(value, str | int | float | None) or isinstance(value, str) != isinstance(known, str):
            raise HTTPException(422, f"{name} takes no {type(value).__name__}")
    try:
        return replace(settings, **changes)
    except TypeError as error:
        raise HTTPException(422, "unknown switch, or a value of the wrong kind") from error
    except ValueError as error:
        raise HTTPException(422, str(error)) from error


def _refused(_request: Request, error: Exception) -> Response:
    details = error.more.get("error_data", {}).get("details", "") if isinstance(error, GraphError) else ""
    return JSONResponse({"error": f"{error} {details}".strip()}, 422)


def _unfit(_request: Request, error: Exception) -> Response:
    status, words = (error.status_code, error.detail) if isinstance(error, HTTPException) else (500, "")
    return JSONResponse({"error": words}, status)
