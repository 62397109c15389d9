"""One method call as the wire brought it: query, JSON, urlencoded or multipart, read into one shape."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from mimetypes import guess_type
from typing import Any

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request

from sandbox.telegram.errors import JsonObject, bad_request
from sandbox.telegram.files import Upload

_TRUE = frozenset({"true", "1", "yes", "y"})


@dataclass(frozen=True)
class Call:
    """The parameters of a call and the files that came with it; readers complain as Telegram does."""

    values: Mapping[str, Any] = field(default_factory=dict)
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A string parameter, empty when absent."""
        value = self.values.get(name)
        text = "" if value is None else value if isinstance(value, str) else json.dumps(value)
        try:
            text.encode()
        except UnicodeEncodeError as error:  # a lone surrogate
            raise bad_request("strings must be encoded in UTF-8") from error
        return text

    def integer(self, name: str) -> int | None:
        """A whole number, `None` when absent or empty."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        try:
            return int(value)
        except (TypeError, ValueError) as error:
            raise bad_request(f'field "{name}" must be a valid Number') from error

    def chat_id(self) -> int | None:
        """The chat a call is for; `None` for a public name, which no chat of the sandbox has."""
        if not self.text("chat_id"):
            raise bad_request("chat_id is empty")
        return None if self.text("chat_id").startswith("@") else self.integer("chat_id")

    def flag(self, name: str) -> bool:
        """A Boolean; anything but Telegram's words for true is false."""
        return str(self.values.get(name, "")).lower() in _TRUE

    def structure(self, name: str) -> Any:
        """A JSON-serialised parameter, which a JSON body may also hold as it is; `None` when absent."""
        value = self.values.get(name)
        if not isinstance(value, str) or not value:
            return value if value != "" else None
        try:
            return json.loads(value)
        except ValueError as error:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from error

    def upload(self, name: str) -> Upload | None:
        """The file of a parameter, whether sent under its own name or as `attach://<part>`."""
        value = self.values.get(name)
        if isinstance(value, str) and value.startswith("attach://"):
            return self.uploads.get(value.removeprefix("attach://"))
        return self.uploads.get(name)


async def read_call(request: Request) -> Call:
    """Read a request's parameters; those of the body win over those of the query.

    Raises:
        BotApiError: 400 for a JSON body that is no object, or a form that is none.
    """
    values: JsonObject = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        try:
            body = json.loads(await request.body() or b"{}")
        except ValueError as error:
            raise bad_request("can't parse JSON object") from error
        if not isinstance(body, dict):
            raise bad_request("object expected")
        return Call(values | body)
    uploads: dict[str, Upload] = {}
    if kind not in {"multipart/form-data", "application/x-www-form-urlencoded"}:
        await request.body()  # read to its end, so that a long poll can tell when the client leaves
        return Call(values)
    try:
        async with request.form(max_files=100, max_part_size=4 * 1024 * 1024) as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    uploads[name] = await read_upload(value)
                else:
                    values[name] = value
    except MultiPartException as error:
        raise bad_request("can't parse multipart form data") from error
    return Call(values, uploads)


async def read_upload(part: UploadFile) -> Upload:
    """One multipart file, whole; like Telegram, its kind goes by its name where the name tells."""
    name = part.filename or "file"
    mime_type = guess_type(name)[0] or part.content_type or "application/octet-stream"
    return Upload(name=name, mime_type=mime_type, data=await part.read())
