"""A path between the house and somebody it calls that may go dead: nothing arrives any more, and nobody is told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Self

from yarl import URL

_CHUNK = 64 * 1024


@dataclass(eq=False)
class _Line:
    """One connection: which way it still carries."""

    asks: bool = True
    answers: bool = True


class Tunnel:
    """Carries bytes from whoever connects to `address` to `target`, both `http://host:port`.

    `die()` swallows what goes through, in connections that are open and in those opened until `heal()`, and closes
    none of them. As with a router that forgot them, connections that died stay dead while new ones pass again.
    """

    def __init__(self, target: str) -> None:
        self._target = URL(target)
        self._fresh = _Line()
        self._lines: set[_Line] = set()
        self._ends: set[asyncio.StreamWriter] = set()
        self.address = ""

    @classmethod
    @asynccontextmanager
    async def to(cls, target: str) -> AsyncIterator[Self]:
        """A tunnel that is open while the block runs."""
        tunnel = cls(target)
        server = await asyncio.start_server(tunnel._carry, "127.0.0.1", 0)
        tunnel.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield tunnel
        finally:
            server.close()
            for end in tunnel._ends:
                end.transport.abort()
            await server.wait_closed()

    def die(self, *, answers_only: bool = False) -> None:
        """Swallow everything from now on; with `answers_only`, what is asked arrives and its answer does not."""
        self._fresh = _Line(asks=answers_only, answers=False)
        for line in self._lines:
            line.asks, line.answers = line.asks and answers_only, False

    def heal(self) -> None:
        """Carry what new connections bring."""
        self._fresh = _Line()

    @property
    def dead(self) -> int:
        """How many dead connections are still believed in by whoever opened them."""
        return sum(not line.answers for line in self._lines)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = _Line(self._fresh.asks, self._fresh.answers)
        there, back = await asyncio.open_connection(self._target.host, self._target.port)
        self._lines.add(line)
        self._ends |= {writer, back}
        answering = asyncio.create_task(_answers(line, there, writer))
        with suppress(ConnectionError):
            while chunk := await reader.read(_CHUNK):
                if line.asks:
                    back.write(chunk)
        self._lines.discard(line)
        if line.answers:  # else the far end is not told that the near one has left
            back.close()
        writer.close()
        await answering


async def _answers(line: _Line, there: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while chunk := await there.read(_CHUNK):
            if line.answers:
                writer.write(chunk)
    if line.answers:
        writer.close()
