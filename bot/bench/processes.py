"""Programs that a bench runs beside itself: each is a process of its own, ended when it is no longer wanted."""

import asyncio
import os
import signal
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import BinaryIO

import orjson

from handlers.errors import Misconfigured

_START_SECONDS = 60.0  # importing aiogram alone takes seconds on a busy machine
_STOP_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Program:
    """A running program. What it writes to stderr is kept, to say why where it ends too soon."""

    name: str
    process: Process
    complaints: BinaryIO

    @property
    def id(self) -> int:
        """The process id."""
        return self.process.pid

    def check(self) -> None:
        """Return while it runs. Raises Misconfigured, with its last words, once it has ended."""
        if self.process.returncode is None:
            return
        self.complaints.seek(0)
        said = self.complaints.read().decode(errors="replace").strip().splitlines()
        raise Misconfigured(f"{self.name} ended by itself: {said[-1] if said else 'it said nothing'}")

    async def logged(self, words: bytes) -> None:
        """Return when these words stand in its log (stderr). Raises Misconfigured where it ends or takes too long."""
        log = self.complaints.fileno()
        try:
            async with asyncio.timeout(_START_SECONDS):
                # Read without moving the place in the file: the program writes at that very place.
                while words not in os.pread(log, os.fstat(log).st_size, 0):
                    self.check()
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise Misconfigured(f"{self.name} did not start within {_START_SECONDS:g} s") from None

    async def ended(self, seconds: float) -> bool:
        """Whether it ended by itself within so many seconds."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.process.wait(), seconds)
        return self.process.returncode is not None

    async def kill(self) -> None:
        """`kill -9`, and return when it is dead."""
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGKILL)
            await self.process.wait()

    async def first_line(self) -> bytes:
        """The first line of its stdout: how a server tells where it listens. Raises Misconfigured without one."""
        assert self.process.stdout is not None  # noqa: S101  (it was asked for)
        try:
            line = await asyncio.wait_for(self.process.stdout.readline(), _START_SECONDS)
        except TimeoutError:
            raise Misconfigured(f"{self.name} did not start within {_START_SECONDS:g} s") from None
        if not line:
            await self.process.wait()
            self.check()
        return line


@asynccontextmanager
async def running(
    name: str, command: Sequence[str], environment: Mapping[str, str], *, answering: bool = False
) -> AsyncGenerator[Program]:
    """Run a program with these variables and no other `BUZON_*`; `answering`: its stdout is read. Ended on the way out:
    asked first, killed after five seconds."""
    # Bytecode may be written: whatever is installed has been compiled, and a start that compiles it is none of ours.
    inherited = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith("BUZON_") and key != "PYTHONDONTWRITEBYTECODE"
    }
    with tempfile.TemporaryFile() as complaints:
        process = await asyncio.create_subprocess_exec(
            *command,
            env=inherited | dict(environment),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=PIPE if answering else asyncio.subprocess.DEVNULL,
            stderr=complaints,
            start_new_session=True,  # Ctrl-C is for the bench, which then ends its programs
        )
        try:
            yield Program(name, process, complaints)
        finally:
            if process.returncode is None:
                process.terminate()
                with suppress(TimeoutError):
                    await asyncio.wait_for(process.wait(), _STOP_SECONDS)
            if process.returncode is None:
                process.kill()
                await process.wait()


def announced(line: bytes, what: str) -> str:
    """The address that a server announced under the key `what` of a JSON object. Raises Misconfigured without one."""
    try:
        return str(orjson.loads(line)[what])
    except (ValueError, KeyError, TypeError):
        raise Misconfigured(f"the sandbox's fast server did not say where its {what} listens") from None
