"""The worker's process, seen from the reader: started without a secret, asked once, killed."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from typing import Self

_ANSWER_BYTES = 1 << 14


class Worker:
    """One `bot.sheets.worker`: for one document."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._is_ready = False
        self._reading = asyncio.Lock()

    @classmethod
    async def start(cls, tesseract: str) -> Self:
        """Start one. Returns before it is ready, which takes a third of a second. Raises OSError."""
        # Isolated, writing no bytecode, and with the way to tesseract for its whole environment: no key and no token.
        command = [sys.executable, "-I", "-B", "-m", "bot.sheets.worker", tesseract]
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,  # a traceback may quote what was read
            env=environment(),
            cwd="/",
            limit=_ANSWER_BYTES,
            start_new_session=True,  # so that its tesseract ends with it
        )
        return cls(process)

    @property
    def status(self) -> int | None:
        """Its exit status; None while it runs."""
        return self._process.returncode

    async def ready(self) -> None:
        """Return once it waits for its document, or has ended."""
        async with self._reading:
            if not self._is_ready:
                await self._line()
                self._is_ready = True

    async def ask(self, content: bytes) -> bytes:
        """The line that it answers; empty where it ended before that, or said too much."""
        assert self._process.stdin is not None  # noqa: S101  (it was asked for)
        with suppress(OSError):
            self._process.stdin.write(content)
            await self._process.stdin.drain()
        self._process.stdin.close()
        await self.ready()
        return await self._line()

    async def end(self) -> None:
        """Kill it and whatever it started."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        if self._process.stdin is not None:
            self._process.stdin.close()
        await self._process.communicate()

    async def _line(self) -> bytes:
        assert self._process.stdout is not None  # noqa: S101  (it was asked for)
        with suppress(ValueError):  # longer than the limit
            return await self._process.stdout.readline()
        return b""


def environment() -> dict[str, str]:
    """All that a worker and its tesseract are told of the world."""
    return {"PATH": os.environ.get("PATH", os.defpath)}
