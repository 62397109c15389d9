"""The Graph API on the wire: `/v24.0/<object>/<edge>` and the URLs of files, with the faults in between."""

import asyncio
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.listen import drop
from sandbox.whatsapp.errors import GraphError, JsonObject, expired_token, unknown_object
from sandbox.whatsapp.methods import business, files, flows, management, sending
from sandbox.whatsapp.whatsapp import WhatsApp

_Method = Callable[[WhatsApp, Request], Awaitable[JsonObject | Response]]
_BAD_GATEWAY = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n"


def graph_api(whatsapp: WhatsApp) -> ASGIApp:
    """The Graph API server as an ASGI app; `sandbox.listen.serving` puts it on a port."""
    inner = _routed(whatsapp)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        faults, dice = whatsapp.faults, whatsapp.dice
        if dice.random() < faults.reset_before_rate:
            await drop(scope, receive)
            return
        response = await _faulty(whatsapp, inner, Request(scope, receive))
        if dice.random() < faults.reset_after_rate:
            await drop(scope, receive)
            return
        await response(scope, receive, send)

    return app


async def _faulty(whatsapp: WhatsApp, inner: Callable[[Request], Awaitable[Response]], request: Request) -> Response:
    faults = whatsapp.faults
    if faults.slow_seconds:
        await asyncio.sleep(faults.slow_seconds)
    if faults.html_502:
        return HTMLResponse(_BAD_GATEWAY, 502)
    if whatsapp.dice.random() < faults.server_error_rate:
        return _refusal(GraphError(2, "An unexpected error has occurred. Please retry your request later.", status=500))
    return await inner(request)


def _routed(whatsapp: WhatsApp) -> Callable[[Request], Awaitable[Response]]:
    """Find the method of a call, check its token, and answer."""

    async def answered(request: Request) -> Response:
        method, request.scope["path_params"] = _found(request)
        try:
            if method is not business.app_token:  # which brings the app's id and secret instead
                _authorize(whatsapp, request)
            whatsapp.calls[f"{request.method} {method.__name__}"] += 1
            result = await method(whatsapp, request)
        except GraphError as refusal:
            return _refusal(refusal)
        return result if isinstance(result, Response) else JSONResponse(result)

    return answered


async def _read_object(whatsapp: WhatsApp, request: Request) -> JsonObject:
    """`GET /{id}`: a number, the account, a template, a Flow or a file."""
    object_id, fields = request.path_params["object"], request.query_params.get("fields")
    flow = whatsapp.flows.find(object_id)
    media, template = whatsapp.media.find(object_id), whatsapp.templates.find(object_id)
    if object_id == whatsapp.phone_id:
        return business.phone_number(whatsapp, fields)
    if object_id == whatsapp.waba_id:
        return business.account(whatsapp)
    if template is not None:
        return template.as_json()
    if flow is not None:
        return flow.as_json()
    if media is not None:
        return files.describe(whatsapp, media, request)
    raise unknown_object(object_id, "GET")


async def _change_object(whatsapp: WhatsApp, request: Request) -> JsonObject:
    """`POST /{id}`: a number, a template or a Flow."""
    object_id = request.path_params["object"]
    flow = whatsapp.flows.find(object_id)
    template = whatsapp.templates.find(object_id)
    if object_id == whatsapp.phone_id:
        return await business.change_phone_number(whatsapp, request)
    if template is not None:
        return await management.edit_template(whatsapp, template, request)
    if flow is not None:
        return await flows.change(whatsapp, flow, request)
    raise unknown_object(object_id, "POST")


async def _delete_object(whatsapp: WhatsApp, request: Request) -> JsonObject:
    """`DELETE /{id}`: a file."""
    if not whatsapp.media.forget(request.path_params["object"]):
        raise unknown_object(request.path_params["object"], "DELETE")
    return {"success": True}


async def _unknown_path(_whatsapp: WhatsApp, request: Request) -> JsonObject:
    raise GraphError(2500, f"Unknown path components: {request.url.path}", status=400)


_EDGES: dict[tuple[str, str], _Method] = {
    ("POST", "messages"): sending.post_message,
    ("POST", "media"): files.upload,
    ("GET", "message_templates"): management.list_templates,
    ("POST", "message_templates"): management.create_template,
    ("DELETE", "message_templates"): management.delete_template,
    ("GET", "flows"): flows.flows,
    ("POST", "flows"): flows.flows,
    ("POST", "assets"): flows.upload,
    ("POST", "publish"): flows.publish,
    ("GET", "phone_numbers"): business.phone_numbers,
    ("GET", "subscriptions"): business.app_subscriptions,
    ("POST", "subscriptions"): business.app_subscriptions,
    **{(method, "subscribed_apps"): business.subscribed_apps for method in ("GET", "POST", "DELETE")},
    **{(method, "whatsapp_business_encryption"): business.encryption for method in ("GET", "POST")},
    ("GET", ""): _read_object,
    ("POST", ""): _change_object,
    ("DELETE", ""): _delete_object,
}


def _found(request: Request) -> tuple[_Method, dict[str, str]]:
    """The method of a path, and its variable parts; the version is optional, as at Meta."""
    parts = request.url.path.strip("/").split("/")
    if parts[0] == "media" and len(parts) == 2:
        return files.download, {"key": parts[1]}
    if parts[0][:1] == "v" and parts[0][1:].replace(".", "", 1).isdecimal():
        parts = parts[1:]
    if parts == ["oauth", "access_token"]:
        return business.app_token, {}
    if parts == ["debug_token"]:
        return business.debug_token, {}
    named = dict(zip(("object", "edge"), [*parts, ""], strict=False))
    if len(parts) > 2 or not named["object"]:
        return _unknown_path, {}
    return _EDGES.get((request.method, named["edge"]), _unknown_path), named


def _authorize(whatsapp: WhatsApp, request: Request) -> None:
    """The business's token, or the app's own for what is the app's.

    Raises:
        GraphError: 190.
    """
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    token = bearer.strip() if scheme.lower() == "bearer" else request.query_params.get("access_token", "")
    if token == whatsapp.token:
        if whatsapp.faults.token_expired:
            raise expired_token("Session has expired.")
        return
    own = request.url.path.endswith(("/subscriptions", "/debug_token"))
    if not own or token != f"{whatsapp.app_id}|{whatsapp.app_secret}":
        raise expired_token("Invalid OAuth access token - Cannot parse access token")


def _refusal(error: GraphError) -> Response:
    headers = {"WWW-Authenticate": f'OAuth "Facebook Platform" "invalid_request" "{error.message}"'}
    return JSONResponse(error.as_json(), error.status, headers=headers)
