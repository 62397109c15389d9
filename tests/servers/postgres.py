"""A private PostgreSQL: its own cluster, port and password, and fresh databases by the dozen."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql

from tests.servers.process import ServerFailed, ServerProcess, environment


class PostgresServer(ServerProcess):
    """PostgreSQL from `binary` (the path of `postgres`, with `initdb` beside it).

    `durable=False` leaves out fsync: a killed *server* still loses nothing, only a machine's power cut could.
    """

    name = "postgres"
    stop_signal = signal.SIGINT  # "fast": ends sessions, where SIGTERM would wait for them

    def __init__(self, binary: Path, *, durable: bool = False) -> None:
        super().__init__()
        self.durable = durable
        self._password = secrets.token_hex(16)
        self._numbers = count(1)
        self._binary = binary
        if self.account:
            shutil.chown(self.folder, self.account)
            self._binary = self._reachable(binary)

    @property
    def account(self) -> str | None:
        """PostgreSQL refuses to run as root: then `postgres`, or `nobody` where no such account exists."""
        if os.geteuid() != 0:
            return None
        accounts = {entry.pw_name for entry in pwd.getpwall()}
        return "postgres" if "postgres" in accounts else "nobody"

    @property
    def url(self) -> str:
        """The SQLAlchemy URL (psycopg 3) of the maintenance database."""
        return self._url("postgres")

    def command(self) -> list[str]:
        """`postgres` in the foreground, reachable over 127.0.0.1 only."""
        settings = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "shared_buffers": "32MB"}
        if not self.durable:
            settings |= {"fsync": "off", "full_page_writes": "off"}
        options = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        return [str(self._binary), "-D", str(self._cluster), "-p", str(self.port), *options]

    def start(self) -> None:
        """Make the cluster the first time, then start as any server does."""
        if not self._cluster.exists():
            self._create_cluster()
        super().start()

    def answers(self) -> bool:
        """Whether a session can be opened."""
        try:
            with self._maintenance():
                return True
        except psycopg.OperationalError:
            return False

    def create_database(self) -> str:
        """Make an empty database and return its URL; starts the server if a fault test left it dead."""
        self.start()
        name = f"test_{next(self._numbers)}"
        with self._maintenance() as session:
            session.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        return self._url(name)

    def drop_database(self, url: str) -> None:
        """Remove a database made here, ending the sessions it still has."""
        self.start()
        name = sql.Identifier(url.rpartition("/")[2])
        with self._maintenance() as session:
            session.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))

    @property
    def _cluster(self) -> Path:
        return self.folder / "cluster"

    def _url(self, database: str) -> str:
        return f"postgresql+psycopg://postgres:{self._password}@127.0.0.1:{self.port}/{database}"

    @contextmanager
    def _maintenance(self) -> Iterator[psycopg.Connection]:
        address = self.url.replace("+psycopg", "")
        with psycopg.connect(address, autocommit=True, connect_timeout=5) as session:
            yield session

    def _reachable(self, binary: Path) -> Path:
        # A wheel inside root's own folders cannot be read by the account that must run it: then it gets a copy.
        try:
            subprocess.run([binary, "--version"], check=True, capture_output=True, **self.identity())
        except (PermissionError, subprocess.CalledProcessError):
            installed = shutil.copytree(binary.parent.parent, self.folder / "installed")
            return installed / "bin" / binary.name
        return binary

    def _create_cluster(self) -> None:
        password = self.folder / "password"
        password.write_text(self._password)
        command: list[str | Path] = [self._binary.with_name("initdb"), "-D", self._cluster, "-U", "postgres"]
        # Plain passwords: SCRAM costs milliseconds per connection, and all of this stays on loopback.
        command += ["--auth=password", f"--pwfile={password}", "--encoding=UTF8", "--locale=C", "--no-sync"]
        made = subprocess.run(
            command, cwd=self.folder, env=environment(), **self.identity(), capture_output=True, text=True, check=False
        )
        password.unlink()
        if made.returncode:
            raise ServerFailed(f"initdb failed:\n{made.stdout}{made.stderr}")
