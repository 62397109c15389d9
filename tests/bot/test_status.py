"""`buzon status`: the house in numbers, for a person and for a machine."""

import json
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from bot import cli, settings, status
from storage import migrations
from storage.census import Census
from storage.database import Database
from storage.outages import Outage
from storage.tables import ChatState, MailboxState, OutageKind, OutboxState
from tests.storage.conftest import db, migrated_file, migrated_postgres, sqlite_url, url
from tests.storage.moment import MINUTE, NOW

__all__ = ["db", "migrated_file", "migrated_postgres", "sqlite_url", "url"]

DAY = timedelta(days=1)
LASTING = Outage(2, "sine", None, OutageKind.CHANGED, "list: total is missing", NOW - 85 * MINUTE, NOW, None, 17)
OVER = Outage(1, "sine", None, OutageKind.DOWN, "status 503", NOW - 2 * DAY, NOW - DAY, NOW - 2 * DAY + 12 * MINUTE, 5)
TROUBLED = Census(
    at=NOW,
    chats={ChatState.ACTIVE: 1200, ChatState.LEFT: 3},
    mailboxes={MailboxState.WATCHING: 1500, MailboxState.REJECTED: 7},
    lag=timedelta(seconds=40),
    outbox={OutboxState.PENDING: 4, OutboxState.FAILED: 2},
    oldest_unsent=timedelta(0),
    failures={"403": 2},
    open_outages=[LASTING],
    recent_outages=[OVER],
    mailboxes_out=9,
)


def test_a_person_reads_it_at_a_glance() -> None:
    """A line for each number; instants in Lima's time."""
    assert status.as_text(TROUBLED).splitlines() == [
        "chats           active 1200 · left 3",
        "mailboxes       watching 1500 · rejected 7",
        "watch           40 s behind",
        "outbox          pending 4 · failed 2",
        "oldest unsent   0 s",
        "failures, 24 h  403 2",
        "mailboxes out   9",
        "portal          changed since 2026-12-03 09:05 (1 h 25 min): list: total is missing",
        "",
        "outages that ended within 7 days (Lima time)",
        "  2026-12-01 10:30 to 2026-12-01 10:42  12 min   down: status 503",
    ]


def test_a_machine_reads_the_same() -> None:
    """Spans in seconds, instants in UTC, states by their names."""
    told = json.loads(status.as_json(TROUBLED))
    assert told["chats"] == {"active": 1200, "left": 3}
    assert (told["lag_seconds"], told["oldest_unsent_seconds"], told["failures_24h"]) == (40, 0, {"403": 2})
    [lasting] = told["open_outages"]
    assert (lasting["kind"], lasting["began_at"], lasting["ended_at"]) == (
        "changed",
        "2026-12-03T14:05:00.123456+00:00",
        None,
    )
    assert len(told["recent_outages"]) == 1


async def test_it_is_taken_from_either_database(db: Database, url: str) -> None:
    """Without keys, token or portal: only the database is asked."""
    taken = await status.take(settings.load(database_url=url))
    assert (taken.lag, taken.oldest_unsent, taken.mailboxes_out) == (timedelta(0), None, 0)
    assert "on time" in status.as_text(taken)
    assert json.loads(status.as_json(taken))["outbox"] == dict.fromkeys(OutboxState, 0)


def test_the_command_says_it_and_names_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line with its mend where there is no database; it makes none."""
    path = tmp_path / "buzon.db"
    monkeypatch.setenv("BUZON_DATABASE_URL", f"sqlite+aiosqlite:///{path}")
    monkeypatch.setattr(sys, "argv", ["buzon", "status", "--json"])
    with pytest.raises(SystemExit):
        cli.main()
    assert "buzon migrate" in capsys.readouterr().err
    assert not path.exists()
    migrations.upgrade(f"sqlite:///{path}")
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert not ended.value.code
    assert json.loads(capsys.readouterr().out)["mailboxes"]["watching"] == 0
