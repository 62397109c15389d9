"""`buzon broadcast`: broadcasts from a script, by the same rules, in JSON."""

import asyncio
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot import cli
from storage import audit, broadcasts, chats, staff
from storage.database import Database
from storage.tables import BroadcastState, StaffRole
from tests.storage.conftest import migrated_file
from tests.storage.moment import NOW

__all__ = ["migrated_file"]

Run = Callable[..., Any]


@pytest.fixture
def database_url(tmp_path: Path, migrated_file: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A house with twenty people."""
    path = tmp_path / "buzon.db"
    shutil.copy(migrated_file, path)
    url = f"sqlite+aiosqlite:///{path}"
    monkeypatch.setenv("BUZON_DATABASE_URL", url)

    async def fill(database: Database) -> None:
        async with database.begin() as connection:
            for number in range(20):
                chat = await chats.ensure(connection, "telegram", str(number), now=NOW)
                await chats.set_language(connection, chat.id, "en" if number < 5 else None)

    _in(url, fill)
    return url


@pytest.fixture
def run(database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command; what it printed as JSON, or the one line of its trouble."""

    def buzon(*arguments: str) -> Any:
        monkeypatch.setattr(sys, "argv", ["buzon", "broadcast", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        printed = capsys.readouterr()
        if not ended.value.code:
            assert printed.err == ""
            return json.loads(printed.out)
        assert (ended.value.code, printed.out) == (1, "")
        assert printed.err.count("\n") == 1
        return printed.err.removeprefix("buzon: ").rstrip()

    return buzon


def _in(url: str, work: Callable[[Database], Any]) -> Any:
    async def whole() -> Any:
        database = Database.at(url)
        try:
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(whole())


def approvers(url: str, *names: str) -> None:
    """So many of the team."""

    async def join(database: Database) -> None:
        async with database.begin() as connection:
            for number, name in enumerate(names):
                token = await staff.invite(connection, name=name, role=StaffRole.APPROVER, invited_by=None, now=NOW)
                await staff.join(connection, token, number + 1, now=NOW)

    _in(url, join)


def test_from_creating_to_the_end(run: Run, database_url: str) -> None:
    """Each step prints the broadcast as it stands; all of it is on record as from the command line."""
    made = run("create", "--text-es", "Mañana no hay atención.")
    assert (made["id"], made["state"], made["languages"], made["urgent"]) == (1, "submitted", ["es"], False)
    assert made["reach"] == {"total": 20, "by_channel": {"telegram": 20}}
    assert run("status", "1") == made
    assert run("approve", "1")["state"] == "scheduled"
    assert run("pause", "1")["state"] == "paused"
    assert run("resume", "1")["state"] == "scheduled"
    assert run("cancel", "1")["state"] == "cancelled"

    async def acts(database: Database) -> list[tuple[str, str | None, int | None]]:
        async with database.read() as connection:
            found = await audit.search(connection, subject="broadcast:1")
            return [(entry.action, entry.origin, entry.chat_id) for entry in reversed(found)]

    done = ["created", "submitted", "approved", "paused", "resumed", "cancelled"]
    assert _in(database_url, acts) == [(f"broadcast.{act}", "cli", None) for act in done]


def test_an_audience_by_options_or_from_a_file(run: Run, tmp_path: Path) -> None:
    """The same conditions, counted at once."""
    made = run(
        "create", "--text-es", "Hola", "--text-en", "Hello", "--language", "en", "--not-linked", "--seen-days", "3650",
        "--urgent",
    )  # fmt: skip
    assert made["audience"] == {"languages": ["en"], "linked": False, "seen_days": 3650}
    assert (made["reach"]["total"], made["languages"], made["urgent"]) == (5, ["en", "es"], True)
    file = tmp_path / "content.json"
    file.write_text(json.dumps({"texts": {"es": "Hola"}, "audience": {"channels": ["telegram"], "languages": ["en"]}}))
    assert run("create", "--file", str(file))["reach"]["total"] == 5


def test_only_those_of_a_nationality(run: Run, database_url: str) -> None:
    """Who gave it; a code of no country is refused, from a file too."""

    async def give(database: Database) -> None:
        async with database.begin() as connection:
            for number in (1, 2, 3):
                await chats.set_nationality(connection, number, "VE" if number < 3 else "HT")

    _in(database_url, give)
    made = run("create", "--text-es", "Hola", "--nationality", "VE")
    assert (made["audience"], made["reach"]["total"]) == ({"nationalities": ["VE"]}, 2)
    assert run("create", "--text-es", "Hola", "--nationality", "VE", "--nationality", "HT")["reach"]["total"] == 3
    assert "no code of a country: ZZ" in run("create", "--text-es", "Hola", "--nationality", "ZZ")
    assert "the audience can't be read" in run("create", "--text-es", "Hola", "--nationality", "Venezuela")


def test_a_day_and_a_time_are_limas(run: Run) -> None:
    """As a person writes them; nonsense and the past are refused."""
    run("create", "--text-es", "Hola")
    assert run("approve", "1", "--at", "pronto") == '--at is no day and time: "2026-11-28 15:30"'
    assert run("approve", "1", "--at", "2020-01-01 9:00") == "--at is in the past"
    assert run("approve", "1", "--at", "2999-01-01 9:00") == "--at is more than 60 days off"
    assert run("approve", "1", "--at", "mañana 9:00")["due_at"].endswith("T14:00:00+00:00")


@pytest.mark.parametrize(
    ("rule", "present", "approved"),
    [
        ("always", [], False),
        ("never", ["Ana", "Luis"], True),
        ("auto", ["Ana"], True),
        ("auto", ["Ana", "Luis"], False),
    ],
)
def test_the_rule_of_the_second_person_holds_here_too(
    run: Run, database_url: str, monkeypatch: pytest.MonkeyPatch, rule: str, present: list[str], approved: bool
) -> None:
    """The operator counts as one person: who wrote it here does not approve it here, where a second one is wanted."""
    monkeypatch.setenv("BUZON_BROADCAST_APPROVAL", rule)
    approvers(database_url, *present)
    run("create", "--text-es", "Hola")
    answer = run("approve", "1")
    if approved:
        assert answer["state"] == "scheduled"
    else:
        assert "an approver of the team must approve it in the chat" in answer
        assert run("status", "1")["state"] == "submitted"


def test_what_a_member_has_written_the_operator_may_approve(run: Run, database_url: str) -> None:
    """They are two persons."""
    approvers(database_url, "Ana", "Luis")

    async def write(database: Database) -> None:
        async with database.begin() as connection:
            number = await broadcasts.create(
                connection,
                content=broadcasts.Content({"es": "Hola"}),
                audience=broadcasts.Audience(),
                urgent=False,
                author=1,
                now=NOW,
            )
            await broadcasts.submit(connection, number, now=NOW)

    _in(database_url, write)
    assert run("approve", "1")["state"] == BroadcastState.SCHEDULED


@pytest.mark.parametrize(
    ("arguments", "trouble"),
    [
        (["create"], "the text in Spanish is missing: --text-es"),
        (["create", "--text-en", "Hello"], "the text in Spanish is missing: --text-es"),
        (["create", "--text-es", "x" * 3001], "a text is too long: 3000 characters at the most"),
        (["create", "--text-es", "Hola", "--language", "xx"], "no language of this bot: xx (there are es, en)"),
        (["create", "--text-es", "Hola", "--channel", "paloma"], "nobody would get it: change the audience"),
        (
            ["create", "--text-es", "Hola", "--kind", "nonsense"],
            "the audience can't be read: 'nonsense' is not a valid Kind",
        ),
        (["create", "--file", "/nowhere.json"], "/nowhere.json can't be read: No such file or directory"),
        (["create", "--file", "x", "--urgent"], "--file says all: leave the other options out"),
        (["status", "7"], "there is no broadcast 7"),
        (["pause", "7"], "there is no broadcast 7"),
    ],
)
def test_trouble_is_one_line_and_exit_status_one(run: Run, arguments: list[str], trouble: str) -> None:
    """With what to mend; nothing was made."""
    assert run(*arguments) == trouble
    assert run("status", "1") == "there is no broadcast 1"


@pytest.mark.parametrize("content", ["[]", "{}", '{"texts": {"es": 1}}', '{"texts": {"es": "a"}, "more": 1}', "no"])
def test_a_file_of_another_shape_is_refused(run: Run, tmp_path: Path, content: str) -> None:
    """Whatever is in it."""
    file = tmp_path / "content.json"
    file.write_text(content)
    assert str(file) in run("create", "--file", str(file))


def test_what_is_over_stays_over(run: Run) -> None:
    """A step out of its turn says where the broadcast stands."""
    run("create", "--text-es", "Hola")
    assert run("pause", "1") == "broadcast 1 is submitted: that can't be done to it now"
    run("cancel", "1")
    assert run("approve", "1") == "broadcast 1 is cancelled: that can't be done to it now"
