"""The servers of this run are real, private and restartable, what is missing is said, and the network is closed."""

import socket
import subprocess
from pathlib import Path

import psycopg
import pytest
from redis import Redis

from tests.servers.locate import VARIABLES, Missing, Need, locate
from tests.servers.loopback import LoopbackGuard, OutsideLoopback
from tests.servers.postgres import PostgresServer
from tests.servers.redis import RedisServer


def test_a_killed_postgres_comes_back_with_what_was_committed(
    postgres_server: PostgresServer, postgres_database: str
) -> None:
    """After `kill -9` and a start, the same URL serves the committed rows."""
    address = postgres_database.replace("+psycopg", "")
    with psycopg.connect(address) as session:
        session.execute("CREATE TABLE kept (word text)")
        session.execute("INSERT INTO kept VALUES ('sí')")
    postgres_server.kill()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address)
    postgres_server.start()
    with psycopg.connect(address) as session:
        assert session.execute("SELECT word FROM kept").fetchall() == [("sí",)]


def test_every_database_starts_empty(postgres_server: PostgresServer, postgres_database: str) -> None:
    """Two databases of one run share nothing."""
    other = postgres_server.create_database()
    with psycopg.connect(postgres_database.replace("+psycopg", "")) as session:
        session.execute("CREATE TABLE mine ()")
    with psycopg.connect(other.replace("+psycopg", "")) as session:
        assert session.execute("SELECT to_regclass('mine')").fetchone() == (None,)
    postgres_server.drop_database(other)


def test_a_killed_redis_comes_back_empty(redis_server: RedisServer, redis_database: str) -> None:
    """After `kill -9` and a start, the same URL serves an empty Redis."""
    with Redis.from_url(redis_database) as client:
        assert client.dbsize() == 0
        client.set("word", "sí")
    redis_server.kill()
    redis_server.start()
    with Redis.from_url(redis_database) as client:
        assert client.get("word") is None


def test_a_named_program_that_is_not_there_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable that names no executable means "missing", not "some other one"."""
    for need in Need:
        monkeypatch.setenv(VARIABLES[need], "/nowhere/at/all")
        assert isinstance(locate(need), Missing)


def test_chromium_is_an_executable(chromium_path: Path) -> None:
    """The path given to Playwright is a file."""
    assert chromium_path.is_file()


def test_tesseract_knows_english(tesseract_path: str) -> None:
    """The program at the path given to the reader has the model that credentials are read with."""
    told = subprocess.run([tesseract_path, "--list-langs"], capture_output=True, text=True, timeout=30, check=True)
    assert "eng" in told.stdout.split()


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "portal.invalid"])
def test_the_guard_refuses_what_is_not_loopback(host: str) -> None:
    """Any other machine, by number or by name, is refused and remembered."""
    guard = LoopbackGuard()
    with pytest.raises(OutsideLoopback):
        guard.audit("socket.getaddrinfo", (host, 443, 0, 0, 0))
    with socket.socket() as connection, pytest.raises(OutsideLoopback):
        guard.audit("socket.connect", (connection, (host, 443)))
    assert guard.breaches == [host, host]


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", b"localhost", None])
def test_the_guard_lets_loopback_pass(host: object) -> None:
    """This machine, in any spelling, is allowed."""
    guard = LoopbackGuard()
    guard.audit("socket.getaddrinfo", (host, 80, 0, 0, 0))
    assert guard.breaches == []


def test_the_installed_guard_is_asked(loopback_only: LoopbackGuard) -> None:
    """In this very process a real connection attempt is refused before a packet leaves."""
    with socket.socket() as connection, pytest.raises(OutsideLoopback):
        connection.connect(("192.0.2.1", 443))
    assert loopback_only.breaches.pop() == "192.0.2.1"
