"""What machines ask: is it alive, is it ready, what are its numbers."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.metrics import Metrics
from handlers.errors import OUTAGES
from storage import outbox
from storage.database import Database
from storage.errors import StorageError

Check = Callable[[], Awaitable[bool]]


def routes(
    database: Database,
    metrics: Metrics,
    checks: Mapping[str, Check],
    *,
    queue_numbers: Callable[[], Awaitable[str]],
    now: Callable[[], datetime],
) -> list[Route]:
    """`/healthz` (the process answers), `/readyz` (what it needs answers too; 503 where not), `/metrics` (ours, and
    those of the queue engine)."""

    async def healthz(_: Request) -> Response:
        return JSONResponse({"alive": True})

    async def readyz(_: Request) -> Response:
        found = {name: await check() for name, check in checks.items()}
        return JSONResponse({"ready": all(found.values()), **found}, 200 if all(found.values()) else 503)

    async def exposition(_: Request) -> Response:
        queue = ""
        try:
            async with database.read() as connection:
                stats = await outbox.stats(connection, now=now())
            queue = await queue_numbers()
        except OUTAGES:
            pass  # the other numbers are worth most just then
        else:
            for state, count in stats.by_state.items():
                metrics.outbox.labels(state.value).set(count)
            metrics.oldest_unsent.set(stats.oldest_unsent.total_seconds() if stats.oldest_unsent else 0)
        return Response(metrics.exposition() + queue.encode() + b"\n", media_type="text/plain; version=0.0.4")

    return [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", exposition)]


def database_check(database: Database) -> Check:
    """Whether the database answers and is of this code's schema."""

    async def check() -> bool:
        try:
            await database.check_schema()
        except StorageError:
            return False
        return True

    return check
