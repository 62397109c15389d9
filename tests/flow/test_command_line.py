"""The command `buzon` as an operator meets it: whatever is wrong is one line with its mend, and never a traceback."""

import asyncio
import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from storage import migrations
from storage.keys import new_master_key, read_key_file
from tests.flow.process import BUZON, environment
from tests.flow.shell import Shell
from tests.flow.town import ALERT, opened

WRONG_TOKEN = "8000000001:NOT-the-token-of-the-sandbox-at-all-0"  # of the right shape


@dataclass(kw_only=True)
class Desk(Shell):
    """An operator's shell: `buzon` with these variables, in a folder of its own. Everything is right at first."""

    folder: Path


@pytest.fixture(scope="module")
def sandbox() -> Iterator[dict[str, str]]:
    """The outside world, in a process of its own: the command has a loop of its own."""
    command = [sys.executable, "-m", "sandbox"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment(), start_new_session=True) as process:
        assert process.stdout is not None
        told: dict[str, str] = json.loads(process.stdout.readline())
        yield told
        process.terminate()


@pytest.fixture
def desk(
    tmp_path: Path,
    sandbox: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    root_logging: None,
) -> Desk:
    """A shell in which all is well."""
    monkeypatch.chdir(tmp_path)
    desk = Desk(folder=tmp_path, monkeypatch=monkeypatch, capsys=capsys)
    desk.variables = {
        "DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'buzon.db'}",
        "MASTER_KEYS_FILE": str(tmp_path / "keys.txt"),
        "TELEGRAM_TOKEN": sandbox["bot_token"],
        "TELEGRAM_API_URL": sandbox["telegram"],
        "PORTAL_URL": sandbox["portal"],
        "PORTAL_PROFILE": "sandbox",
        "PUBLIC_URL": "https://bot.example.org",
        "TELEGRAM_UPDATES": "polling",
        "LISTEN": "127.0.0.1:0",
    }
    assert desk.buzon("keys", "new", "--file", "keys.txt")[0] == 0
    migrations.upgrade(desk.variables["DATABASE_URL"])
    return desk


@pytest.fixture
def taken() -> Iterator[str]:
    """A port that somebody else listens on."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield f"127.0.0.1:{other.getsockname()[1]}"


Spoil = Callable[[Desk], None]


def without(name: str) -> Spoil:
    """A variable that was forgotten."""

    def spoil(desk: Desk) -> None:
        del desk.variables[name]

    return spoil


def with_(name: str, value: str) -> Spoil:
    """A variable that is wrong."""
    return lambda desk: desk.variables.update({name: value})


def _forget_the_database(desk: Desk) -> None:
    (desk.folder / "buzon.db").unlink()


def _age_the_database(desk: Desk) -> None:
    with sqlite3.connect(desk.folder / "buzon.db") as database:
        database.execute("DROP TABLE outbox")


def _open_the_key_file(desk: Desk) -> None:
    (desk.folder / "keys.txt").chmod(0o644)


def _lose_the_key_file(desk: Desk) -> None:
    (desk.folder / "keys.txt").unlink()


WRONGS: dict[str, tuple[Spoil, str]] = {
    "no token": (without("TELEGRAM_TOKEN"), "BUZON_TELEGRAM_TOKEN is missing"),
    "no token's shape": (with_("TELEGRAM_TOKEN", "abc"), "does not look like a token"),
    "a wrong token": (with_("TELEGRAM_TOKEN", WRONG_TOKEN), "check BUZON_TELEGRAM_TOKEN with @BotFather"),
    "no Bot API server there": (with_("TELEGRAM_API_URL", "http://127.0.0.1:9"), "check BUZON_TELEGRAM_API_URL"),
    "no master key": (without("MASTER_KEYS_FILE"), "make one with `buzon keys new --file keys.txt`"),
    "no key file": (_lose_the_key_file, "make one with `buzon keys new`"),
    "a key file for all to read": (_open_the_key_file, "chmod 600"),
    "a key that is none": (with_("MASTER_KEYS", "k1:c2hvcnQ"), "a master key is 32 bytes"),
    "no database": (_forget_the_database, "buzon migrate"),
    "an older database": (_age_the_database, "buzon migrate"),
    "another kind of database": (with_("DATABASE_URL", "mysql://root:h1dden-word@db/x"), "sqlite+aiosqlite:///path or"),
    "an unknown profile": (with_("PORTAL_PROFILE", "nowhere"), "nowhere"),
}


@pytest.mark.parametrize("wrong", WRONGS)
def test_run_says_in_one_line_what_is_wrong(desk: Desk, wrong: str) -> None:
    """Status 1, one line on stderr that names the mend, no traceback, and no secret."""
    spoil, mend = WRONGS[wrong]
    spoil(desk)
    _one_line(desk, mend)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LISTEN", "nowhere"),
        ("WATCH_INTERVAL", "soon"),
        ("PUBLIC_URL", "bot.example.org"),
        ("TELEGRAM_RATE", "0"),
        ("LOG_LEVEL", "LOUD"),
        ("TELEGRAM_UPDATES", "pigeon"),
    ],
)
def test_run_names_the_variable_it_cannot_read(desk: Desk, name: str, value: str) -> None:
    """A value that makes no sense is named by its variable."""
    desk.variables[name] = value
    _one_line(desk, f"BUZON_{name}")


def test_run_says_that_the_port_is_taken(desk: Desk, taken: str) -> None:
    """Two programs on one port: which, and which variable gives another."""
    desk.variables["LISTEN"] = taken
    _one_line(desk, "set BUZON_LISTEN to another port")


def test_run_by_webhook_wants_an_address(desk: Desk) -> None:
    """Telegram cannot call what has no address."""
    desk.variables |= {"TELEGRAM_UPDATES": "webhook"}
    del desk.variables["PUBLIC_URL"]
    _one_line(desk, "needs BUZON_PUBLIC_URL")


def _one_line(desk: Desk, mend: str) -> None:
    status, out, err = desk.buzon("run")
    assert (status, out) == (1, "")
    assert re.fullmatch(r"buzon: .+\n", err), err
    assert mend in err
    assert not any(secret in err for secret in ("c2hvcnQ", WRONG_TOKEN, "h1dden-word"))


def test_the_installed_command_speaks_the_same_way(tmp_path: Path) -> None:
    """What holds for the entry point holds for the program on the path, in a process of its own."""
    ended = subprocess.run([BUZON, "run"], cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert re.fullmatch(r"buzon: BUZON_TELEGRAM_TOKEN is missing.+\n", ended.stderr)


def _by_its_pages(profile: str) -> Spoil:
    def spoil(desk: Desk) -> None:
        desk.variables |= {"PORTAL": "browser", "PORTAL_PROFILE": profile}

    return spoil


def test_doctor_says_which_door_is_in_use(desk: Desk) -> None:
    """The portal's JSON unless told otherwise, or its pages."""
    assert "door api" in desk.buzon("doctor")[1]
    _by_its_pages("generic")(desk)
    status, out, _ = desk.buzon("doctor")
    assert (status, "door browser" in out) == (0, True), out


def test_doctor_finds_nothing_where_all_is_well(desk: Desk) -> None:
    """One ✓ a check, status 0."""
    status, out, err = desk.buzon("doctor")
    assert [line[0] for line in out.splitlines()] == ["✓"] * 10, out
    assert (status, err) == (0, "")


@pytest.mark.parametrize(
    ("check", "spoil", "mend"),
    [
        ("settings", with_("WATCH_INTERVAL", "soon"), "BUZON_WATCH_INTERVAL"),
        ("keys", without("MASTER_KEYS_FILE"), "buzon keys new"),
        ("database", _forget_the_database, "buzon migrate"),
        ("telegram", with_("TELEGRAM_TOKEN", WRONG_TOKEN), "@BotFather"),
        ("pages", with_("PUBLIC_URL", "http://bot.example.org"), "https"),
        ("pages", without("PUBLIC_URL"), "BUZON_PUBLIC_URL"),
        ("portal", with_("PORTAL_URL", "http://127.0.0.1:9"), "BUZON_PORTAL_URL"),
        ("portal", with_("PORTAL_PROFILE", "sine-unverified"), "is a guess"),
        ("portal", _by_its_pages("sine-browser-unverified"), "is a guess"),
        ("portal", _by_its_pages("sandbox"), "generic"),
    ],
)
def test_doctor_names_what_is_wrong(desk: Desk, check: str, spoil: Spoil, mend: str) -> None:
    """One ✗ with the mend, the others still looked at, status 1."""
    spoil(desk)
    status, out, _ = desk.buzon("doctor")
    (wrong,) = [line for line in out.splitlines() if not line.startswith("✓")]
    assert wrong.startswith(f"✗ {check}")
    assert mend in wrong
    assert status == 1


def test_migrate_makes_and_keeps_a_database(desk: Desk) -> None:
    """A missing database is made, one that is there already is left as it is."""
    _forget_the_database(desk)
    for _ in range(2):
        status, out, _ = desk.buzon("migrate")
        assert (status, migrations.head() in out) == (0, True)
    assert desk.buzon("doctor")[0] == 0


def test_new_keys_are_for_their_owner_alone(desk: Desk) -> None:
    """Mode 600 whatever the umask; the newest seals; `list` shows ids and never a key."""
    before = os.umask(0)
    try:
        status, out, _ = desk.buzon("keys", "new", "--file", "keys.txt")
    finally:
        os.umask(before)
    newest, oldest = read_key_file(desk.folder / "keys.txt")
    assert (status, out.startswith(f"keys.txt: {newest.id} seals")) == (0, True)
    assert (desk.folder / "keys.txt").stat().st_mode & 0o777 == 0o600
    _, listed, _ = desk.buzon("keys", "list")
    assert listed == f"{newest.id}  seals and opens\n{oldest.id}  opens\n"
    _, shown, _ = desk.buzon("keys", "new")
    assert re.fullmatch(r"k[0-9a-f]{8}:[\w-]{43}\n", shown)


def test_after_a_rotation_the_old_key_may_go(desk: Desk) -> None:
    """A mailbox linked under the old key is read under the new one alone; nobody has to link again."""
    asyncio.run(_link(desk.folder))
    assert desk.buzon("keys", "new", "--file", "keys.txt")[0] == 0
    status, out, _ = desk.buzon("keys", "rotate")
    assert (status, "mailboxes: 1 sealed anew" in out) == (0, True)
    newest, _ = read_key_file(desk.folder / "keys.txt")
    (desk.folder / "keys.txt").write_text(newest.text)
    asyncio.run(_watch(desk.folder))


def test_rotation_tells_what_no_key_opens(desk: Desk) -> None:
    """With the wrong key nothing is rotated, and how much that is is said: no key may be thrown away then."""
    asyncio.run(_link(desk.folder))
    (desk.folder / "keys.txt").write_text(new_master_key())
    status, out, err = desk.buzon("keys", "rotate")
    assert (status, "mailboxes: 0 sealed anew" in out) == (1, True)
    assert re.fullmatch(r"buzon: [1-9]\d* rows open with none of these keys: .+\n", err), err


async def _link(folder: Path) -> None:
    async with opened(folder) as town:
        await town.linked("maria")


async def _watch(folder: Path) -> None:
    """In the new world the first phone has the old number, and every notice of the same mailbox is a new one."""
    async with opened(folder) as town:
        await (await town.phone()).sees(ALERT, after=0)


def test_the_demo_plays_itself(tmp_path: Path) -> None:
    """`buzon demo --check`: the main job on both channels and six ways back, timed; status 0, and nothing left."""
    ended = subprocess.run(
        [BUZON, "demo", "--check"], cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    times = {line.split()[0]: float(line.split()[-1]) for line in ended.stdout.splitlines()[1:]}
    assert set(times) == {*map(str, range(1, 15)), "all"}
    assert times["all"] < 90
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
