"""Reads what the control API is sent, and answers 422 where it makes no sense."""

import json
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request

from sandbox.whatsapp.errors import JsonObject


async def read_json(request: Request) -> JsonObject:
    """The body's JSON object, empty for no body."""
    try:
        body: Any = json.loads(await request.body() or b"{}")
    except ValueError as error:
        raise HTTPException(422, "the body is no JSON") from error
    if not isinstance(body, dict):
        raise HTTPException(422, "the body is no JSON object")
    return body


def word(body: JsonObject, name: str) -> str:
    """A required text."""
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise HTTPException(422, f"{name} must be a non-empty text")
    return value
