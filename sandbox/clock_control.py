"""The puppeteer's hand on the clock: asks how late it is in the make-believe world, and moves it."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Self

from pydantic import BaseModel, Field, ValidationError, model_validator
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.clock import Clock

_Seconds = Annotated[float, Field(strict=True, allow_inf_nan=False)]


class Moved(BaseModel, extra="forbid"):
    """What may be asked of the clock: how far it is to be ahead, or how much farther than now. Seconds."""

    ahead_seconds: _Seconds | None = None
    forward_seconds: _Seconds | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.ahead_seconds is None) == (self.forward_seconds is None):
            raise ValueError("say either ahead_seconds or forward_seconds")
        return self


def control(clock: Clock) -> Callable[[Request], Awaitable[Response]]:
    """The puppeteer's endpoint: `GET` → {"now": ISO 8601 in UTC, "ahead_seconds"}; `POST` {"ahead_seconds"} or
    {"forward_seconds"} moves it, `DELETE` puts it back, and both answer as `GET`. 422 `{"error"}` for a body that does
    not make sense, or where the clock would be behind the real time or more than ten years ahead of it.
    """

    async def endpoint(request: Request) -> Response:
        if request.method == "DELETE":
            clock.ahead = 0.0
        if request.method == "POST":
            try:
                wanted = Moved.model_validate_json(await request.body())
                forward = wanted.forward_seconds
                clock.ahead = (wanted.ahead_seconds or 0.0) if forward is None else clock.ahead + forward
            except ValidationError as error:
                reasons = "; ".join(one["msg"] for one in error.errors(include_url=False, include_context=False))
                return JSONResponse({"error": reasons}, 422)
            except ValueError as error:
                return JSONResponse({"error": str(error)}, 422)
        now = clock().isoformat(timespec="milliseconds")
        return JSONResponse({"now": now, "ahead_seconds": clock.ahead}, headers={"Cache-Control": "no-store"})

    return endpoint
