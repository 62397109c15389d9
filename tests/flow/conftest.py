"""One running house per test file, fair weather before each test, and an empty town after it."""

import logging
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from tests.flow.town import Town, opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    async with opened(tmp_path_factory.mktemp("house")) as town:
        yield town


@pytest_asyncio.fixture(loop_scope="module")
async def town(shared_town: Town) -> AsyncIterator[Town]:
    """The file's running house; whatever a test broke is mended after it, and whom it brought is forgotten."""
    yield shared_town
    await shared_town.fair_weather()
    await shared_town.empty()


@pytest.fixture
def root_logging() -> Iterator[None]:
    """Give the process's log handlers back: whatever calls `logs.configure` replaces them."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
