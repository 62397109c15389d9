"""One worker's share of the looks at once, by a table on Redis: said once a second, asked for by no look.

While Redis is away nobody can get more, and all go on by what they were dealt last; a worker that it never dealt
anything begins with a small part. A worker that stood still for longer than its lease begins nothing until it has heard
what is left for it.
"""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Any
from uuid import uuid4

import structlog
from redis.asyncio import Redis
from redis.asyncio.client import Pipeline
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError, ResponseError, WatchError

from bot.push.share import LEASE, Dealt, Hand, Table, deal, left_by

_PREFIX = "buzon:looks:"
_KEPT_MS = 3_600_000  # of a portal that nobody looks into any more
_PATIENCE = 0.25
"""Seconds for one call, as in `shared_gates`."""

_BEAT = 1.0
_SOON = 0.2
"""Seconds to the next word where a share is still to grow or to shrink: whoever came last waits for it."""

_TRIES = 5
_UNTOLD = 4
"""By how many to divide where Redis never said what is ours."""

_GONE = (RedisError, OSError, TimeoutError)

_log = structlog.get_logger(__name__)


class DealtShare:
    """Fulfils `bot.push.share.Share` over the Redis at `url`: of `most` looks at once into this portal, by all workers.

    Built inside the running loop; `close()` at the end. Never raises for Redis.
    """

    def __init__(self, url: str, portal: str, *, most: int, clock: Callable[[], float] = monotonic) -> None:
        self._redis: Redis = Redis.from_url(
            url,
            socket_timeout=_PATIENCE,
            socket_connect_timeout=_PATIENCE,
            decode_responses=True,
            retry=Retry(NoBackoff(), 0),
        )
        self._key = _PREFIX + portal
        self._most = most
        self._clock = clock
        self._name = uuid4().hex
        self._dealt, self._until = 0, 0.0
        self._alone = max(1, most // _UNTOLD)
        self._away = False

    @property
    def looks(self) -> int:
        """What was dealt last, while its lease lives or Redis is known to be away."""
        if self._away:
            return self._alone
        return self._dealt if self._clock() < self._until else 0

    async def hold(self, used: Callable[[], int], changed: Callable[[], None]) -> None:
        """As `Share.hold`."""
        while True:
            before = self.looks
            moving = True
            try:
                moving = await self._beat(used())
            except WatchError:  # all speak at once; the lease is longer than many beats
                pass
            except _GONE as error:
                await self._lost(type(error).__name__)
            if (task := asyncio.current_task()) is not None and task.cancelling():
                # The client sends under `asyncio.wait_for`, which gives what is done and forgets that it was cancelled
                # (python/cpython#86296, until 3.12): a worker would never come to its end.
                raise asyncio.CancelledError
            if self.looks != before:
                changed()
            await asyncio.sleep(_SOON if moving else _BEAT)

    async def leave(self) -> None:
        """As `Share.leave`."""
        self._dealt, self._until, self._away = 0, 0.0, False
        with suppress(*_GONE):  # then the lease runs out
            await self._changed(lambda table, _now, _run: (left_by(table, self._name), None))

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()

    async def _beat(self, used: int) -> bool:
        """Say what is held and hear what is ours; True where that is not yet what it should become."""
        began, holds = self._clock(), self.looks
        dealt: Dealt = await self._changed(
            lambda table, now, run: deal(table, self._name, most=self._most, holds=holds, used=used, now=now, run=run)
        )
        if self._away or self._dealt != dealt.looks:
            await _log.ainfo("looks at once are shared through redis", looks=dealt.looks, workers=dealt.workers)
        # From before it was asked: by Redis' clock the lease ends later.
        self._dealt, self._until, self._away = dealt.looks, began + LEASE, False
        if dealt.looks or dealt.settled:
            self._alone = dealt.looks
        return dealt.looks != dealt.fair or max(holds, used) > dealt.looks

    async def _changed(self, change: Callable[[Table, float, str], tuple[Table, Any]]) -> Any:
        """Change the table, alone. Raises WatchError where others were always quicker."""
        async with self._redis.pipeline() as pipe:
            for tries_left in reversed(range(_TRIES)):
                await pipe.watch(self._key)
                table = _parsed(await pipe.get(self._key))
                seconds, microseconds = await pipe.time()
                after, told = change(table, seconds + microseconds / 1e6, await _run(pipe))
                pipe.multi()  # type: ignore[no-untyped-call]  # the library's
                pipe.set(self._key, _text(after), px=_KEPT_MS)
                try:
                    await pipe.execute()
                except WatchError:
                    if not tries_left:
                        raise
                else:
                    return told
        return None

    async def _lost(self, error: str) -> None:
        if self._away:
            return
        self._away = True
        await _log.awarning("redis is away: looks at once stay as they were dealt last", error=error, looks=self.looks)


async def _run(pipe: Pipeline) -> str:
    """Which run of the server answers. Who may not ask is left with what an empty Redis shows."""
    try:
        told = await pipe.info("server")
    except ResponseError:
        return "one"
    return str(told.get("run_id", "one"))


def _text(table: Table) -> str:
    hands = {name: [hand.held, hand.until] for name, hand in table.hands.items()}
    return json.dumps([table.run, table.heard, table.settled, hands])


def _parsed(text: str | bytes | None) -> Table:
    if text is None:
        return Table()
    run, heard, settled, hands = json.loads(text)
    return Table(run, heard, settled, {name: Hand(*hand) for name, hand in hands.items()})
