"""One call as the wire brought it: its JSON, form or query read into one shape."""

import json

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request

from sandbox.whatsapp.errors import JsonObject, refused, unknown_object


async def read_body(request: Request) -> JsonObject:
    """A call's parameters; those of the body win over those of the query.

    Raises:
        GraphError: 100 for a JSON body that is no object.
    """
    values: JsonObject = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/x-www-form-urlencoded":
        async with request.form() as form:
            return values | {name: value for name, value in form.items() if isinstance(value, str)}
    try:
        body = json.loads(await request.body() or b"{}")
    except ValueError as error:
        raise refused(100, "The body is no JSON.") from error
    if not isinstance(body, dict):
        raise refused(100, "The body is no JSON object.")
    return values | body


async def read_file(request: Request) -> tuple[JsonObject, UploadFile | None, bytes]:
    """The fields of a multipart call, its `file`, and what is in it.

    Raises:
        GraphError: 100 for a body that is no form.
    """
    try:
        async with request.form(max_part_size=1024 * 1024) as form:
            fields: JsonObject = {name: value for name, value in form.items() if isinstance(value, str)}
            file = form.get("file")
            if not isinstance(file, UploadFile):
                return fields, None, b""
            return fields, file, await file.read()
    except MultiPartException as error:
        raise refused(100, "The body is no multipart form.") from error


def expect(request: Request, object_id: str) -> None:
    """Only this object has the edge that was called.

    Raises:
        GraphError: 100 with subcode 33 for another one.
    """
    if request.path_params["object"] != object_id:
        raise unknown_object(request.path_params["object"], request.method)
