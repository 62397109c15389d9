"""The addresses of the official ingest: notices and codes in, statuses out."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from time import monotonic
from typing import Any, TypeVar

import orjson
from pydantic import BaseModel, ValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from bot.push.gates import Gate, Gates
from bot.web.ingest import models
from bot.web.ingest.description import PREFIX, description
from bot.web.ingest.problems import Kind, Problem, later
from bot.web.ingest.replays import Replays
from bot.web.ingest.signing import Gatekeeper, Signed
from buzon.masking import masked
from buzon.notice import Notice
from handlers import official_intake
from handlers.errors import OUTAGES
from handlers.official_intake import Pushed
from handlers.world import World
from storage import codes, ingest_keys, ingest_links, ingest_notices, ingest_statuses
from storage.errors import StorageConflict, VaultError
from storage.ingest_notices import Brought

_BUSY_SECONDS = 30
_COUNTED_FOR = 1.0
_SEE = "See the description at /ingest/v1/openapi.json."

Given = TypeVar("Given", bound=BaseModel)
Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass
class Ingest:
    """The ingest of one world. `rate` is requests per second of each key; with `backlog` notices untold and messages
    due and unsent nothing more is taken. `accepting` is entered while something is accepted, to be told afterwards."""

    world: World
    gates: Gates
    replays: Replays
    rate: float
    backlog: int
    accepting: Callable[[], AbstractContextManager[None]]
    _counted_at: float = field(default=float("-inf"), init=False)
    _full: bool = field(default=False, init=False)

    def routes(self) -> list[BaseRoute]:
        """All of it under one prefix, where a problem is always answered as a problem."""
        app = Starlette(
            routes=[
                Route("/notices", self._guarded(self._notices), methods=["POST"]),
                Route("/links", self._guarded(self._links), methods=["POST"]),
                Route("/statuses", self._guarded(self._statuses), methods=["GET"]),
                Route("/openapi.json", self._guarded(self._describe), methods=["GET"]),
            ],
            exception_handlers={HTTPException: _not_routed},
        )
        return [Mount(PREFIX, app=app)]

    def _guarded(self, endpoint: Endpoint) -> Endpoint:
        """Nothing is there before there is a key; what goes wrong is a problem."""

        async def guarded(request: Request) -> Response:
            try:
                return await (endpoint if await self._is_there() else _absent)(request)
            except Problem as problem:
                return problem.response()
            except (*OUTAGES, StorageConflict, VaultError):
                return later(Kind.UNAVAILABLE, "Sign it anew and send it again: a repeat is harmless.", 10).response()

        return guarded

    async def _is_there(self) -> bool:
        async with self.world.database.read() as connection:
            return await ingest_keys.any_there(connection)

    async def _describe(self, request: Request) -> Response:
        return _answer(description())

    async def _notices(self, request: Request) -> Response:
        signed = await self._admit(request)
        if await self._is_full():
            raise later(Kind.BUSY, "Too much waits to be told.", _BUSY_SECONDS)
        items = _items(signed.body)
        results, pushed = _sorted(items, self.world.now())
        if pushed:
            with self.accepting():
                taken = await official_intake.accept(self.world, signed.key.source, list(pushed.values()))
            for place, one in zip(pushed, taken, strict=True):
                results[place] |= {"status": one.outcome.value}
                if one.delivery is not None:
                    results[place] |= {"delivery": one.delivery.value}
        return _answer({"results": results})

    async def _links(self, request: Request) -> Response:
        signed = await self._admit(request)
        asked = _read(models.LinkIn, _parsed(signed.body))
        life, now = timedelta(seconds=asked.expires_in), self.world.now()
        async with self.world.database.begin() as connection:
            made = await ingest_links.make_code(
                connection,
                self.world.vault,
                source=signed.key.source,
                recipient=asked.recipient,
                holder=masked(asked.holder),
                life=life,
                now=now,
            )
        return _answer({"code": codes.shown(made.code), "link": made.link, "expires_at": now + life}, status=201)

    async def _statuses(self, request: Request) -> Response:
        after = _number(request, "after", 0, least=0, most=2**53)
        limit = _number(request, "limit", 200, least=1, most=1_000)
        signed = await self._admit(request)
        async with self.world.database.begin() as connection:
            found, more = await ingest_statuses.after(
                connection, signed.key.source, after, limit=limit, now=self.world.now()
            )
        statuses = [
            {"cursor": one.number, "at": one.at, "status": one.status.value, "link": one.link, "notice": one.notice}
            for one in found
        ]
        return _answer({"statuses": statuses, "next": found[-1].number if found else after, "more": more})

    async def _admit(self, request: Request) -> Signed:
        if request.method == "POST" and request.headers.get("content-type", "").partition(";")[0] != "application/json":
            raise Problem(Kind.MEDIA, "Send the header Content-Type: application/json.")
        signed = await Gatekeeper(self.world, self.replays).admit(request)
        burst = max(1.0, self.rate)
        gate = Gate(f"ingest:{signed.key.id}", 1 / self.rate, (burst - 1) / self.rate)
        entry = await self.gates.enter([gate])
        if not entry.taken:
            raise later(Kind.BUSY, "This key has used up its requests.", ceil(entry.wait))
        return signed

    async def _is_full(self) -> bool:
        """Whether too much waits, as it was a moment ago: to count costs more than to be a second late."""
        if monotonic() >= self._counted_at + _COUNTED_FOR:
            self._counted_at = monotonic()
            async with self.world.database.read() as connection:
                waiting = await ingest_notices.waiting(connection, now=self.world.now(), most=self.backlog)
            self._full = waiting >= self.backlog
        return self._full


def _items(body: bytes) -> list[Any]:
    """The notices of a batch, each still to be read. Raises Problem."""
    given = _parsed(body)
    if not isinstance(given, dict) or given.keys() != {"notices"} or not isinstance(given["notices"], list):
        raise Problem(Kind.INVALID, 'The body must be an object with a list: {"notices": […]}.')
    items: list[Any] = given["notices"]
    if not 1 <= len(items) <= models.MOST_NOTICES:
        raise Problem(Kind.INVALID, f"A batch has 1 to {models.MOST_NOTICES} notices.")
    return items


def _sorted(items: list[Any], now: datetime) -> tuple[list[dict[str, Any]], dict[int, Pushed]]:
    """A result for each, still without what becomes of it where it can be read; those that can be, by their place."""
    results: list[dict[str, Any]] = []
    pushed: dict[int, Pushed] = {}
    for place, item in enumerate(items):
        try:
            one = models.NoticeIn.model_validate(item)
        except ValidationError as error:
            results.append({"index": place, "id": _id_of(item), "status": "invalid", **_first(error)})
            continue
        if one.misdated(now):
            wrong = {"field": "deposited_at", "detail": "must be from 2000 on, and not in the future"}
            results.append({"index": place, "id": one.id, "status": "invalid", **wrong})
            continue
        results.append({"index": place, "id": one.id})
        notice = Notice(one.id, one.subject, one.deposited_at, read=False)
        pushed[place] = Pushed(one.recipient, Brought(notice, one.body))
    return results, pushed


def _id_of(item: Any) -> str | None:
    given = item.get("id") if isinstance(item, dict) else None
    return given[:128] if isinstance(given, str) else None


def _first(error: ValidationError) -> dict[str, str]:
    """Where it does not fit, and what it must be: never what it was."""
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    return {"field": str(first["loc"][0]) if first["loc"] else "", "detail": first["msg"].removeprefix("Value error, ")}


def _parsed(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Problem(Kind.MALFORMED, "The body is no JSON in UTF-8.") from None


def _read(model: type[Given], given: Any) -> Given:
    try:
        return model.model_validate(given)
    except ValidationError as error:
        wrong = _first(error)
        raise Problem(Kind.INVALID, f"{wrong['field'] or 'body'}: {wrong['detail']}") from None


def _number(request: Request, name: str, default: int, *, least: int, most: int) -> int:
    given = request.query_params.getlist(name)
    if not given:
        return default
    text = given[0]
    number = int(text) if len(given) == 1 and text.isascii() and text.isdigit() and len(text) < 20 else -1
    if not least <= number <= most:
        raise Problem(Kind.INVALID, f"{name} must be a whole number from {least} to {most}.")
    return number


def _answer(said: Any, *, status: int = 200) -> Response:
    return Response(orjson.dumps(said, option=orjson.OPT_UTC_Z), status, media_type="application/json")


async def _absent(request: Request) -> Response:
    return Problem(Kind.NOT_FOUND, _SEE).response()


async def _not_routed(request: Request, error: Exception) -> Response:
    """No such address, or no such method."""
    if isinstance(error, HTTPException) and error.status_code == Kind.METHOD.status:
        return Problem(Kind.METHOD, _SEE, error.headers or {}).response()
    return await _absent(request)
