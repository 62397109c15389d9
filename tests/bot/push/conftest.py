"""A lookout over SQLite, and one over PostgreSQL where it takes several workers."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage import migrations
from tests.bot.push.lookout import Lookout, lookout


@pytest.fixture(scope="session")
def migrated_lookout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to be copied."""
    path = tmp_path_factory.mktemp("lookout") / "buzon.db"
    migrations.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
async def tower(tmp_path: Path, migrated_lookout: Path) -> AsyncIterator[Lookout]:
    path = shutil.copy(migrated_lookout, tmp_path / "buzon.db")
    async with lookout(f"sqlite+aiosqlite:///{path}") as opened:
        yield opened


@pytest.fixture
async def shared_tower(postgres_database: str) -> AsyncIterator[Lookout]:
    migrations.upgrade(postgres_database)
    async with lookout(postgres_database) as opened:
        yield opened
