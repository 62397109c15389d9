"""Reads constancias, each in a worker process that has nothing to lose, a spare one of which waits."""

import asyncio
import subprocess
from contextlib import suppress
from types import TracebackType
from typing import Self

import orjson
import structlog

from bot.sheets.kinds import kind_of
from bot.sheets.process import Worker, environment
from buzon.credentials import Secret
from buzon.receipt import MOST_BYTES, Outcome, Receipt

_AT_ONCE = 2  # documents: each keeps a core busy for a second
_SECONDS = 20.0  # for one document, until its process is killed; the worker gives up by itself after fifteen
_LANGUAGE = "eng"

_log = structlog.get_logger(__name__)


class Reader:
    """Reads sheets; fulfils `handlers.ports.Sheets`. An async context manager, which ends its processes.

    `tesseract` names the executable that photos need; PDFs with text are read without it.
    """

    def __init__(self, *, tesseract: str = "tesseract", seconds: float = _SECONDS) -> None:
        self._tesseract = tesseract
        self._seconds = seconds
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._providing = asyncio.Lock()
        self._spare: Worker | None = None
        self._closed = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    async def warm(self) -> None:
        """Have a process ready for the next document, which saves it a third of a second. Never raises."""
        with suppress(OSError):  # the document itself will say so
            await self._provide()
            if spare := self._spare:
                await spare.ready()

    async def close(self) -> None:
        """End the spare process. Documents that are being read are read to their end."""
        self._closed = True
        async with self._providing:
            spare, self._spare = self._spare, None
        if spare:
            await spare.end()

    def ocr_available(self) -> bool:
        """Whether tesseract is there and has the model it needs; without, photos are UNREADABLE. Blocks shortly."""
        command = [self._tesseract, "--list-langs"]
        try:
            told = subprocess.run(command, env=environment(), capture_output=True, timeout=10, check=True)  # noqa: S603
        except (OSError, subprocess.SubprocessError):
            return False
        return _LANGUAGE.encode() in told.stdout.split()

    async def read(self, content: bytes) -> Receipt:
        """What a PDF or a photo of a constancia says, in memory only. Never raises for what the file is."""
        if len(content) > MOST_BYTES:
            return Receipt(Outcome.TOO_LARGE)
        if kind_of(content) is None:
            return Receipt(Outcome.NOT_A_SHEET)
        async with self._turns:
            worker = await self._take()
            try:
                async with asyncio.timeout(self._seconds):
                    answer = await worker.ask(content)
            except TimeoutError:
                answer = b""
            finally:
                await worker.end()
            receipt = receipt_of(answer)
            if receipt is None:
                await _log.awarning("a sheet was given up", status=worker.status)
            with suppress(OSError):  # the next document will say so; this one is read
                await self._provide()
        return receipt or Receipt(Outcome.BROKEN)

    async def _take(self) -> Worker:
        spare, self._spare = self._spare, None
        if spare and spare.status is None:
            return spare
        return await Worker.start(self._tesseract)

    async def _provide(self) -> None:
        async with self._providing:  # two readings that end together must not start one each
            if not self._closed and (self._spare is None or self._spare.status is not None):
                self._spare = await Worker.start(self._tesseract)


def receipt_of(answer: bytes) -> Receipt | None:
    """The answer, checked: it comes from a process that has met the file."""
    try:
        told = orjson.loads(answer)
        outcome, user, password = Outcome(told["outcome"]), told["user"], told["password"]
    except (ValueError, TypeError, KeyError):
        return None
    if not all(value is None or (isinstance(value, str) and value) for value in (user, password)):
        return None
    if (outcome is Outcome.FOUND) is not bool(user and password) or (user and outcome not in _TELLING):
        return None
    return Receipt(outcome, Secret(user) if user else None, Secret(password) if password else None)


_TELLING = frozenset({Outcome.FOUND, Outcome.MASKED})
