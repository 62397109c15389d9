"""The description of `/ingest/v1`, as it is served, holds on a real server: schemathesis asks whatever it allows, and
whatever it does not."""

import asyncio
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection

from bot.web.ingest.description import description
from bot.web.ingest.signing import signature
from storage.database import Database
from storage.vault import Vault, new_master_key, parse_keys
from tests.bot.web.institution import admitted, link, serving, world_on
from tests.handlers.conftest import migrated

__all__ = ["migrated"]

_EXAMPLES = settings.default.max_examples // 10
"""Five, and two hundred in the soak: each is a request to a server."""

OPERATIONS = [(path, method) for path, found in description()["paths"].items() for method in found]


@dataclass(frozen=True)
class Served:
    """Where it is served, and what signs. `R-1` is somebody who has linked."""

    address: str
    key_id: str
    secret: str


class Signing(requests.auth.AuthBase):
    """Signs whatever goes out, no two in the same millisecond."""

    def __init__(self, served: Served) -> None:
        self._served = served
        self._last = 0

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        self._last = max(self._last + 1, round(datetime.now(UTC).timestamp() * 1_000))
        body = request.body or b""
        sent = body.encode() if isinstance(body, str) else body
        method, target = request.method or "", request.path_url
        request.headers["Buzon-Key-Id"], request.headers["Buzon-Timestamp"] = self._served.key_id, str(self._last)
        request.headers["Buzon-Signature"] = signature(self._served.secret, str(self._last), method, target, sent)
        return request


@pytest.fixture(scope="module")
def served(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The server, in a thread of its own: schemathesis does not await."""
    path = shutil.copy(migrated, tmp_path_factory.mktemp("served") / "buzon.db")
    ready: Future[Served] = Future()
    loop, done = asyncio.new_event_loop(), asyncio.Event()

    async def run() -> None:
        world = world_on(Database.at(f"sqlite+aiosqlite:///{path}"), Vault(parse_keys(new_master_key())))
        async with serving(world, rate=1e6, backlog=10**9) as http:
            office = await admitted(world, http)
            await link(world, "R-1")
            ready.set_result(Served(str(http._base_url).rstrip("/"), office.key_id, office.secret))
            await done.wait()
        await world.database.close()

    thread = threading.Thread(target=loop.run_until_complete, args=(run(),))
    thread.start()
    yield ready.result(timeout=20)
    loop.call_soon_threadsafe(done.set)
    thread.join()
    loop.close()


@pytest.mark.hypothesis  # the plugin does not see it inside: so that the soak looks at more
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_the_description_holds(served: Served, path: str, method: str, mode: GenerationMode) -> None:
    """What it allows is taken, what it does not is refused, and every answer is one that it names, in its form."""
    schema = schemathesis.openapi.from_url(f"{served.address}/ingest/v1/openapi.json")
    strategy = schema[path][method.upper()].as_strategy(generation_mode=mode)
    signing = Signing(served)
    # A batch is judged notice by notice: one that is none is a result, and no refusal of the batch.
    excluded = [negative_data_rejection] if path.endswith("/notices") else []

    @settings(
        max_examples=_EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def ask(data: st.DataObject) -> None:
        case = data.draw(strategy)
        headers = case.meta.components.get(ParameterLocation.HEADER) if case.meta else None
        unsigned = headers is not None and headers.mode.is_negative
        case.call_and_validate(auth=None if unsigned else signing, excluded_checks=excluded, timeout=10)

    ask()
