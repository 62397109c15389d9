"""The puppeteer's side of the make-believe Agencia Digital: its troubles, and what its captchas say."""

import json
from typing import Any

from pydantic import TypeAdapter, ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.agency.state import Agency

_CHANGED: TypeAdapter[dict[str, Any]] = TypeAdapter(dict[str, Any])


def control(agency: Agency) -> Starlette:
    """`GET /captchas` (id of the visit → the text of its picture, for programs that cannot read it), `GET` and `PATCH
    /faults` (down, slow_seconds, server_error). Bad input is answered 422.
    """

    async def captchas(_request: Request) -> Response:
        return JSONResponse({visit_id: visit.captcha for visit_id, visit in agency.visits.items()})

    async def faults(request: Request) -> Response:
        if request.method == "PATCH":
            agency.set_weather(**_CHANGED.validate_json(await request.body()))
        return JSONResponse(agency.weather.model_dump())

    return Starlette(
        routes=[Route("/captchas", captchas), Route("/faults", faults, methods=["GET", "PATCH"])],
        exception_handlers={ValidationError: _bad_input},
    )


async def _bad_input(_request: Request, error: Exception) -> Response:
    detail = json.loads(error.json(include_url=False)) if isinstance(error, ValidationError) else []
    return JSONResponse({"detail": detail}, status_code=422)
