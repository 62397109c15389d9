"""`buzon run`, or one half of it, as a process of its own, to be killed and started again; and any other command.

Loading its libraries is nearly all the work of a start. So a process is forked from one that has loaded them and done
nothing else: its code, its memory, its signals and its death are its own. With `installed` it is the program on the
path, as an operator starts it.
"""

import asyncio
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path

BUZON = Path(sys.executable).with_name("buzon")
_START_SECONDS = 60.0  # importing aiogram alone takes seconds on a busy machine

_nursery = multiprocessing.get_context("forkserver")
_nursery.set_forkserver_preload(
    ["bot.cli", "bot.start", "bot.team", "bot.web.dashboard", "aiosqlite", "tests.flow.warm"]
    + [f"bot.push.{module}" for module in ("shared_gates", "dealt_share")]
)


def environment(**chosen: object) -> dict[str, str]:
    """What a child inherits: where programs are, and these settings."""
    settings = {f"BUZON_{name.upper()}": str(value) for name, value in chosen.items()}
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"} | settings


def written_lines(log: Path) -> list[str]:
    """The log's lines, without one that is being written."""
    return log.read_text().rpartition("\n")[0].splitlines()


@dataclass(frozen=True)
class Called:
    """What came of one call of the command: its exit status, and what it wrote."""

    status: int
    out: str
    err: str


async def called(*words: str | Path, variables: Mapping[str, str]) -> Called:
    """`buzon` with these words, to its end, in a process of its own with these environment variables."""
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        process = _nursery.Process(target=_live, args=([str(word) for word in words], dict(variables), out, err))
        await asyncio.to_thread(process.start)
        await asyncio.to_thread(process.join)
        assert process.exitcode is not None
        return Called(process.exitcode, out.read_text(), err.read_text())


@dataclass
class BotProcess:
    """One `buzon run` (or `serve`, or `work`); `log` holds what it wrote, of every life."""

    settings: Mapping[str, object]
    log: Path
    command: str = "run"
    installed: bool = False
    _process: "subprocess.Popen[bytes] | ForkServerProcess | None" = field(default=None, init=False)

    async def start(self) -> None:
        """Start it, and return when it serves."""
        told = self.log.stat().st_size if self.log.exists() else 0
        self.log.touch()
        await asyncio.to_thread(self._launch)
        async with asyncio.timeout(_START_SECONDS):
            while b'"running"' not in self.log.read_bytes()[told:]:
                assert self._status() is None, f"it ended: {self.log.read_text()[-2000:]}"
                await asyncio.sleep(0.02)

    @property
    def pid(self) -> int:
        """Its number, of this life."""
        assert self._process is not None
        assert self._process.pid is not None
        return self._process.pid

    @property
    def address(self) -> str:
        """Where its last life listens."""
        lines = [json.loads(line) for line in written_lines(self.log) if '"running"' in line]
        return str(lines[-1]["pages"])

    async def kill(self) -> None:
        """`kill -9`, and return when it is dead."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """SIGTERM; gives the exit status."""
        return await self._end(signal.SIGTERM)

    async def close(self) -> None:
        """Leave nothing behind, whatever happened."""
        if self._process is not None and self._status() is None:
            await self.kill()

    def _launch(self) -> None:
        variables = environment(**self.settings)
        if self.installed:
            with self.log.open("ab") as log:
                self._process = subprocess.Popen(
                    [BUZON, self.command], env=variables, stdout=log, stderr=log, start_new_session=True
                )
            return
        self._process = _nursery.Process(target=_live, args=([self.command], variables, self.log, self.log))
        self._process.start()

    def _status(self) -> int | None:
        if isinstance(self._process, ForkServerProcess):
            return self._process.exitcode
        return None if self._process is None else self._process.poll()

    async def _end(self, how: signal.Signals) -> int:
        process = self._process
        assert process is not None
        os.kill(self.pid, how)
        await asyncio.to_thread(process.join if isinstance(process, ForkServerProcess) else process.wait)
        status = self._status()
        assert status is not None
        return status


def _live(words: list[str], variables: dict[str, str], out: Path, err: Path) -> None:
    """In the forked process: what the program on the path does, with this environment, and what it writes in files."""
    from bot import cli

    os.setsid()
    for stream, path in ((1, out), (2, err)):
        with path.open("ab") as written:
            os.dup2(written.fileno(), stream)
    os.environ.clear()
    os.environ.update(variables)
    sys.argv = ["buzon", *words]
    cli.main()
