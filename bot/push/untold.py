"""What institutions have brought and nobody was told of yet: told mailbox by mailbox, in the order of arrival.

Any number of processes may do it: of several each mailbox is told by one, in a commit that says so.
"""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager, suppress
from time import monotonic

import structlog

from bot.metrics import Metrics
from handlers.errors import OUTAGES
from handlers.official_intake import tell
from handlers.world import World
from storage import ingest_notices
from storage.errors import VaultError

_TICK_SECONDS = 0.5
_PAGE = 200
_PUT_OFF_SECONDS = 60.0
_GIVE_WAY_SECONDS = 0.25
"""So long one mailbox waits for batches that are being accepted here: an institution waits for its answer, and thirty
messages a second are all that can be sent."""

_log = structlog.get_logger(__name__)


class Untold:
    """Tells of what was accepted: at once where this process has accepted it, else half a second later at most."""

    def __init__(self, world: World, metrics: Metrics) -> None:
        self._world = world
        self._metrics = metrics
        self._bell = asyncio.Event()
        self._stopping = asyncio.Event()
        self._put_off: dict[int, float] = {}
        self._accepting = 0
        self._quiet = asyncio.Event()
        self._quiet.set()

    @contextmanager
    def accepting(self) -> Generator[None]:
        """For the block something is being accepted: telling gives way to it a little, and goes on at once after it."""
        self._accepting += 1
        self._quiet.clear()
        try:
            yield
        finally:
            self._accepting -= 1
            if not self._accepting:
                self._quiet.set()
            self._bell.set()

    def stop(self) -> None:
        """What is being told is finished, and nothing more is begun."""
        self._stopping.set()
        self._bell.set()

    async def run(self) -> None:
        """Tell until `stop`."""
        while not self._stopping.is_set():
            self._bell.clear()
            try:
                again = await self.sweep() > 0
            except OUTAGES as outage:
                again = False
                self._metrics.failures.labels("untold").inc()
                await _log.awarning("what was brought can't be told yet", outage=type(outage).__name__)
            if not again and not self._stopping.is_set():
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._bell.wait(), _TICK_SECONDS)

    async def sweep(self) -> int:
        """Tell of all that waits; how many notices that were. Raises StorageDown."""
        told, after, page = 0, 0, _PAGE
        while page == _PAGE and not self._stopping.is_set():
            async with self._world.database.read() as connection:
                waiting = await ingest_notices.untold(connection, after=after, limit=_PAGE)
            for mailbox_id in dict.fromkeys(mailbox_id for _, mailbox_id in waiting):
                if self._stopping.is_set():
                    break
                told += await self._tell(mailbox_id)
            page = len(waiting)
            after = waiting[-1][0] if waiting else after
        return told

    async def _tell(self, mailbox_id: int) -> int:
        """Tell of one mailbox. Where that fails, nobody else waits for it."""
        if self._put_off.get(mailbox_id, 0.0) > monotonic():
            return 0
        self._put_off.pop(mailbox_id, None)
        await self._give_way()
        try:
            return await tell(self._world, mailbox_id)
        except OUTAGES:
            raise
        except VaultError as error:  # sealed with a key that was taken away
            await _log.awarning("what was brought can't be opened", mailbox=mailbox_id, error=type(error).__name__)
        except Exception:  # the worker's loop: one bad row must not end the others' service
            await _log.aexception("what was brought can't be told", mailbox=mailbox_id)
        self._metrics.failures.labels("untold").inc()
        self._put_off[mailbox_id] = monotonic() + _PUT_OFF_SECONDS
        return 0

    async def _give_way(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._quiet.wait(), _GIVE_WAY_SECONDS)
