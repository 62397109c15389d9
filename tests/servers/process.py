"""One server process of this test run: started, killed, started again, and gone afterwards whatever happens."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Self, TypedDict

START_SECONDS = 30.0
STOP_SECONDS = 10.0

# Waits until the test run closes the pipe, be it by ending, by Ctrl-C or by `kill -9`; then ends what still runs.
_WARDEN = 'cat >/dev/null; read -r pid <"$1/pid" && kill -9 "$pid" && sleep 1; rm -rf "$1"'


class ServerFailed(Exception):
    """A server did not start or stop in time; the text ends with its own last words."""


class Identity(TypedDict):
    """The part of Popen's arguments that says who runs the program."""

    user: int | None
    group: int | None
    extra_groups: list[int] | None


class ServerProcess(ABC):
    """A server on a loopback port of its own, in a folder of its own. Use as a context manager.

    `kill()` and `start()` are for fault tests: port, password and folder stay the same, so a URL stays valid.
    """

    name: str
    stop_signal = signal.SIGTERM

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=f"buzon-{self.name}-"))
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._warden = subprocess.Popen(  # closing its stdin is what calls it
            ["/bin/sh", "-c", _WARDEN, "warden", str(self.folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    @abstractmethod
    def command(self) -> list[str]:
        """The command line of the server, in the foreground."""

    @abstractmethod
    def answers(self) -> bool:
        """Whether the server serves a real request now."""

    @property
    def account(self) -> str | None:
        """The system account to run as; None is our own."""
        return None

    def identity(self) -> Identity:
        """What Popen needs to run as `account`, and in no group but that account's own."""
        if self.account is None:
            return {"user": None, "group": None, "extra_groups": None}
        entry = pwd.getpwnam(self.account)
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}

    @property
    def running(self) -> bool:
        """Whether the process is alive."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it and return when it answers; nothing if it runs already. Raises ServerFailed after 30 s."""
        deadline = time.monotonic() + START_SECONDS
        while not self.running or not self.answers():
            if time.monotonic() > deadline:
                self.kill()
                raise ServerFailed(f"{self.name} did not answer within {START_SECONDS:.0f} s:\n{self.last_words()}")
            if not self.running:
                # After `kill()` PostgreSQL refuses until its orphans have left: so try again, up to the deadline.
                self._launch()
            time.sleep(0.05)

    def kill(self) -> None:
        """End it as `kill -9` does, and return when it is dead."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end, and return when it is dead; killed if that takes longer than 10 s."""
        self._end(self.stop_signal)

    def last_words(self) -> str:
        """The last lines of the server's log."""
        log = self.folder / "log"
        return "\n".join(log.read_text(errors="replace").splitlines()[-20:]) if log.exists() else "(no log)"

    def __enter__(self) -> Self:
        """Start it; a server that does not start leaves nothing behind."""
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """End it and remove its folder."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
        self._warden.communicate()

    def _launch(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                self.command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env=environment(),
                **self.identity(),
                start_new_session=True,  # a Ctrl-C in the terminal is for the tests, which then stop us in order
            )
        (self.folder / "pid").write_text(f"{self._process.pid}\n")

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(how)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(STOP_SECONDS)
        (self.folder / "pid").unlink(missing_ok=True)


def environment() -> dict[str, str]:
    """What a server inherits: where programs are, and nothing that could change how it behaves."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
