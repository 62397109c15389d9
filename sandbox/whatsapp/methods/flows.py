"""Making, changing and publishing Flows: https://developers.facebook.com/docs/whatsapp/flows/reference/flowsapi."""

from starlette.requests import Request

from sandbox.whatsapp import flow_phone
from sandbox.whatsapp.errors import JsonObject, refused, unknown_object
from sandbox.whatsapp.flows import Flow, FlowStatus, faults
from sandbox.whatsapp.methods.calls import expect, read_body, read_file
from sandbox.whatsapp.whatsapp import WhatsApp

_DONE = {"success": True}


async def flows(whatsapp: WhatsApp, request: Request) -> JsonObject:
    """`GET` and `POST /{account}/flows`: all of them, and a new draft."""
    expect(request, whatsapp.waba_id)
    if request.method == "GET":
        return {"data": [flow.as_json() for flow in whatsapp.flows.all()]}
    body = await read_body(request)
    categories = body.get("categories")
    made = whatsapp.flows.add(
        name=str(body.get("name", "")),
        categories=tuple(map(str, categories)) if isinstance(categories, list) else (),
        endpoint=str(body.get("endpoint_uri", "")),
    )
    return {"id": made.id, **_DONE, "validation_errors": []}


async def change(whatsapp: WhatsApp, flow: Flow, request: Request) -> JsonObject:
    """`POST /{flow}`: another name or endpoint, or the app whose endpoint it is."""
    body = await read_body(request)
    fields = {"name": "name", "endpoint_uri": "endpoint", "application_id": "app_id"}
    whatsapp.flows.change(flow, **{ours: str(body[name]) for name, ours in fields.items() if name in body})
    return _DONE


async def upload(whatsapp: WhatsApp, request: Request) -> JsonObject:
    """`POST /{flow}/assets`: another JSON; what is wrong with it is told, and it is kept for all that. A published Flow
    is a draft again."""
    flow = _named(whatsapp, request)
    fields, _, content = await read_file(request)
    if fields.get("asset_type") != "FLOW_JSON" or fields.get("name") != "flow.json":
        raise refused(100, "asset_type must be FLOW_JSON, name flow.json.")
    layout = content.decode("utf-8", "replace")
    whatsapp.flows.change(flow, layout=layout, status=FlowStatus.DRAFT)
    return {**_DONE, "validation_errors": faults(layout)}


async def publish(whatsapp: WhatsApp, request: Request) -> JsonObject:
    """`POST /{flow}/publish`: from now on it can be sent; its endpoint must be well."""
    flow = _named(whatsapp, request)
    if flow.status is not FlowStatus.DRAFT:
        raise refused(139002, "Publishing failed: the Flow is not a draft.")
    if not flow.layout or faults(flow.layout):
        raise refused(139002, "Publishing failed: the Flow has validation errors.")
    if not flow.app_id:
        raise refused(139002, "Publishing failed: no Meta app is connected to the Flow.")
    if not flow.endpoint or not await flow_phone.healthy(whatsapp, flow.endpoint):
        raise refused(139002, "Publishing failed: the endpoint is not available.")
    whatsapp.flows.change(flow, status=FlowStatus.PUBLISHED)
    return _DONE


def _named(whatsapp: WhatsApp, request: Request) -> Flow:
    flow = whatsapp.flows.find(request.path_params["object"])
    if flow is None:
        raise unknown_object(request.path_params["object"], request.method)
    return flow
