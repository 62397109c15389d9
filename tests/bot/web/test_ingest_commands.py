"""`buzon ingest key …` at the command line."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.ingest_commands import app
from handlers.errors import Misconfigured
from storage import migrations
from storage.keys import new_master_key


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """A command line with a database and a master key."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'buzon.db'}"
    migrations.upgrade(url)
    monkeypatch.setenv("BUZON_DATABASE_URL", url)
    monkeypatch.setenv("BUZON_MASTER_KEYS", new_master_key())
    return CliRunner()


def test_keys_are_made_listed_and_retired(desk: CliRunner) -> None:
    """The secret is shown once, when it is made; a retired key stays on the list, and can't be retired again."""
    assert "no keys" in desk.invoke(app, ["key", "list"]).stdout
    made = desk.invoke(app, ["key", "add", "Oficina de Migraciones"]).stdout.split()
    key_id, secret = made[1], made[3]
    assert secret.startswith("bs_")
    listed = desk.invoke(app, ["key", "list"]).stdout
    assert (key_id in listed, "in use" in listed, secret in listed) == (True, True, False)
    assert desk.invoke(app, ["key", "retire", key_id]).exit_code == 0
    assert "retired" in desk.invoke(app, ["key", "list"]).stdout
    assert isinstance(desk.invoke(app, ["key", "retire", key_id]).exception, Misconfigured)


def test_a_key_wants_a_name(desk: CliRunner) -> None:
    """The name is what people read before they say yes."""
    for name in (" ", "x" * 65):
        assert isinstance(desk.invoke(app, ["key", "add", name]).exception, Misconfigured)
