"""Many callers, few trips: whatever is asked for while one batch runs makes up the next one."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Generic, TypeVar

from storage.errors import StorageDown, StorageError

Item = TypeVar("Item")
Answer = TypeVar("Answer")


class Batches(Generic[Item, Answer]):
    """Collects items and hands them to `run` together, in the order they came, one batch at a time.

    `run` returns one answer per item, in the same order. When the database is down every caller of that batch gets
    StorageDown; any other failure may be one item's fault, so the batch is tried again item by item.
    """

    def __init__(self, run: Callable[[Sequence[Item]], Coroutine[Any, Any, Sequence[Answer]]], *, limit: int) -> None:
        self._run = run
        self._limit = limit
        self._waiting: list[tuple[Item, asyncio.Future[Answer]]] = []
        self._runner: asyncio.Task[None] | None = None
        self._running: asyncio.Task[Sequence[Answer]] | None = None

    async def ask(self, item: Item) -> Answer:
        """The answer to this item, once its batch is through. A caller that is cancelled doesn't take it back."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, answer))
        if self._runner is None:
            self._runner = asyncio.create_task(self._drain())
        return await answer

    async def close(self) -> None:
        """Return when nothing is waiting any more."""
        while self._runner is not None:
            await asyncio.wait([self._runner])

    async def _drain(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[: self._limit], self._waiting[self._limit :]
                await self._serve(batch)
        finally:
            self._runner = None
            for _, answer in self._waiting:  # only where the drain itself was cancelled: leave nobody hanging
                answer.cancel()
            self._waiting = []

    async def _serve(self, batch: list[tuple[Item, asyncio.Future[Answer]]]) -> None:
        # A task of its own tells how it ended without an `except` that would have to be broad.
        running = self._running = asyncio.create_task(self._run([item for item, _ in batch]))
        await asyncio.wait([running])
        if running.cancelled():
            for _, answer in batch:
                answer.cancel()
            return
        error = running.exception()
        if error is None:
            for (_, answer), result in zip(batch, running.result(), strict=True):
                if not answer.done():
                    answer.set_result(result)
        elif len(batch) > 1 and not isinstance(error, StorageDown):
            for alone in batch:
                await self._serve([alone])
        else:
            for _, answer in batch:
                if not answer.done():
                    answer.set_exception(_copy(error))


def _copy(error: BaseException) -> BaseException:
    """One exception object raised in two hundred places would grow two hundred tracebacks."""
    if not isinstance(error, StorageError):
        return error
    copy = type(error)(*error.args)
    copy.__cause__ = error
    return copy
