"""Media: uploaded, described, downloaded with the token, deleted.

Source: https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media.
"""

from starlette.requests import Request
from starlette.responses import Response

from sandbox.whatsapp.errors import JsonObject, refused, unknown_object
from sandbox.whatsapp.media import StoredMedia
from sandbox.whatsapp.methods.calls import expect, read_file
from sandbox.whatsapp.whatsapp import WhatsApp

_URL_SECONDS = 300  # "media URLs expire after 5 minutes"


async def upload(whatsapp: WhatsApp, request: Request) -> JsonObject:
    """`POST /{phone}/media`; gives the id."""
    expect(request, whatsapp.phone_id)
    fields, file, data = await read_file(request)
    if fields.get("messaging_product") != "whatsapp":
        raise refused(100, "The parameter messaging_product is required.")
    if file is None:
        raise refused(100, "The parameter file is required.")
    kind = str(file.content_type or fields.get("type") or "application/octet-stream")
    media = whatsapp.media.accept(name=file.filename or "file", mime_type=kind, data=data)
    return {"id": media.id}


def describe(whatsapp: WhatsApp, media: StoredMedia, request: Request) -> JsonObject:
    """`GET /{media}`: a URL for five minutes, and what is behind it."""
    return media.described(address_of(whatsapp, media, base=str(request.base_url).rstrip("/")))


def address_of(whatsapp: WhatsApp, media: StoredMedia, *, base: str) -> str:
    """The URL of a file, good for five minutes."""
    return f"{base}/media/{media.key}?ext={int(whatsapp.now) + _URL_SECONDS}"


async def download(whatsapp: WhatsApp, request: Request) -> Response:
    """`GET` of a file's URL."""
    key = request.path_params["key"]
    media = whatsapp.media.by_key(key)
    until = request.query_params.get("ext", "")
    if media is None or not until.isdecimal() or int(until) < whatsapp.now:
        raise unknown_object(key, "GET")
    headers = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
    return Response(media.data, media_type=media.mime_type, headers=headers)
