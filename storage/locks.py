"""Locks between processes: PostgreSQL's advisory locks, held by one session of each process.

The database lets go of them when the session ends, so a process that was killed holds nobody up, and there is no time
after which a lock that is still needed is taken away.
"""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress

import psycopg

from storage.batches import Batches
from storage.errors import StorageDown
from storage.session import connect

_AGAIN_SECONDS = (0.02, 0.05, 0.1)
"""Pauses between tries for a lock that another process has; the last one again and again. Two processes want one chat
only where a person writes faster than they are answered."""

_TAKE = "SELECT key, pg_try_advisory_lock(key) FROM unnest(%s::bigint[]) AS key"
_GIVE_BACK = "SELECT pg_advisory_unlock(key) FROM unnest(%s::bigint[]) AS key"


class SharedLocks:
    """Locks by name on the PostgreSQL at `url`, over a direct connection (a pooler would share the session).

    Not re-entrant on purpose of its own: PostgreSQL's are, so two callers of one process must not ask for one name.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: psycopg.AsyncConnection | None = None
        self._opening = asyncio.Lock()
        self._tries = Batches(self._try_all, limit=500)
        self._returns = Batches(self._give_back_all, limit=500)

    @asynccontextmanager
    async def hold(self, name: str, *, wait: bool = True) -> AsyncGenerator[bool]:
        """Hold the lock for the block, waiting for it where another process has it.

        Gives False at once, without the lock, where it is taken and `wait` is False. Raises StorageDown.
        """
        key = lane(name)
        tries = 0
        while not (held := await self._tries.ask(key)) and wait:
            await asyncio.sleep(_AGAIN_SECONDS[min(tries, len(_AGAIN_SECONDS) - 1)])
            tries += 1
        try:
            yield held
        finally:
            if held:
                # A session that is gone has given its locks back already.
                with suppress(StorageDown):
                    await self._returns.ask(key)

    async def close(self) -> None:
        """End the session, and with it every lock."""
        await self._tries.close()
        await self._returns.close()
        await self._drop()

    async def _try_all(self, keys: Sequence[int]) -> list[bool]:
        rows = await self._run(_TAKE, list(keys))
        taken = dict(rows)
        return [bool(taken[key]) for key in keys]

    async def _give_back_all(self, keys: Sequence[int]) -> list[None]:
        await self._run(_GIVE_BACK, list(keys))
        return [None] * len(keys)

    async def _run(self, query: str, keys: list[int]) -> list[tuple[int, bool]]:
        try:
            async with self._opening:
                if self._connection is None or self._connection.closed:
                    self._connection = await connect(self._url)
            cursor = await self._connection.execute(query, [keys])
            return await cursor.fetchall()
        except (psycopg.Error, OSError) as error:
            await self._drop()
            raise StorageDown(f"the locks do not answer ({type(error).__name__})") from error

    async def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(psycopg.Error, OSError):
                await connection.close()


def lane(name: str) -> int:
    """The number that stands for a name, 64 bits with a sign."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)
