"""What every test stands on: real servers, a closed network, a clean environment, and no quiet omission."""

import gc
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from hypothesis import settings

import bot.channels.telegram  # noqa: F401  (first: whoever else loads aiogram has all of its 400 types built at once)
from tests.servers.locate import Found, Need, locate
from tests.servers.loopback import LoopbackGuard
from tests.servers.notrun import NotRun
from tests.servers.postgres import PostgresServer
from tests.servers.redis import RedisServer

if TYPE_CHECKING:
    from playwright.async_api import Browser

_KEPT = ("BUZON_TEST_", "BUZON_NOTHING_LEFT_OUT")
for _variable in list(os.environ):
    # What a developer has exported must not decide what a test sees; nor may a proxy lead out of loopback.
    if (_variable.startswith("BUZON_") and not _variable.startswith(_KEPT)) or _variable.lower().endswith("_proxy"):
        del os.environ[_variable]

# Compiled once, here and in what is started from here: without it every process compiles two thousand modules anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# A third of the usual hundred examples, the same ones each time; `make soak` looks at two thousand others.
settings.register_profile("ci", max_examples=33, derandomize=True, deadline=None, database=None)
settings.register_profile("soak", max_examples=2_000, deadline=None, database=None, print_blob=True)
settings.load_profile(os.environ.get("BUZON_TEST_PROFILE", "ci"))

_guard = LoopbackGuard()


def pytest_configure(config: pytest.Config) -> None:
    """Close the network, and let SIGTERM end the run in order, as Ctrl-C does."""
    _guard.install()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    config.pluginmanager.register(NotRun(strict=os.environ.get("BUZON_NOTHING_LEFT_OUT", "") not in {"", "0"}))


def pytest_collection_finish() -> None:
    """Leave what was loaded out of the garbage collector's rounds, as the house does when it has started."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def loopback_only() -> Iterator[LoopbackGuard]:
    """Fail a test that tried to leave loopback, even where the code under test swallowed the refusal."""
    _guard.breaches.clear()
    yield _guard
    assert not _guard.breaches, f"this test tried to reach {', '.join(_guard.breaches)}"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The run's PostgreSQL. Fault tests may `kill()` and `start()` it: the URLs stay valid."""
    with PostgresServer(_binary(Need.POSTGRES)) as server:
        yield server


@pytest.fixture(scope="session")
def postgres_url(postgres_server: PostgresServer) -> str:
    """The `postgresql+psycopg://` URL of the maintenance database."""
    return postgres_server.url


@pytest.fixture
def postgres_database(postgres_server: PostgresServer) -> Iterator[str]:
    """The `postgresql+psycopg://` URL of a database that is empty, and this test's alone."""
    url = postgres_server.create_database()
    yield url
    postgres_server.drop_database(url)


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    """The run's Redis. Fault tests may `kill()` and `start()` it: the URL stays valid, its contents are gone."""
    with RedisServer(_binary(Need.REDIS)) as server:
        yield server


@pytest.fixture(scope="session")
def redis_url(redis_server: RedisServer) -> str:
    """The `redis://` URL of the run's Redis, with whatever is in it."""
    return redis_server.url


@pytest.fixture
def redis_database(redis_server: RedisServer) -> str:
    """The `redis://` URL of a Redis that is empty at the start of this test."""
    redis_server.flush()
    return redis_server.url


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """The Chromium executable to give Playwright as `executable_path`."""
    return _binary(Need.CHROMIUM)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium_path: Path) -> AsyncIterator["Browser"]:
    """The run's Chromium, for tests in the session's loop; each opens a context, or a page, of its own."""
    from playwright.async_api import async_playwright  # a third of a second that most files need not wait

    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox"])
        yield launched
        await launched.close()


@pytest.fixture(scope="session")
def tesseract_path() -> str:
    """The tesseract executable to give `bot.sheets.Reader`."""
    return str(_binary(Need.TESSERACT))


def _binary(need: Need) -> Path:
    found = locate(need)
    if isinstance(found, Found):
        return found.binary
    pytest.skip(f"NOT RUN: {need} missing: {found.mend}")
