"""Signatures that were seen by any process, on Redis."""

import hashlib

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.web.ingest.replays import REMEMBERED
from storage.errors import StorageDown

_PATIENCE = 1.0
_PREFIX = "buzon:ingest:seen:"


class SharedReplays:
    """For all processes, on the Redis at `url`. Built inside the running loop; `close()` at the end. Raises ValueError
    where the address is none."""

    def __init__(self, url: str) -> None:
        self._redis: Redis = Redis.from_url(url, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE)

    async def is_first(self, signature: bytes) -> bool:
        """As `Replays.is_first`. Without a Redis nothing is taken: nobody could say whether it is a repeat."""
        key = _PREFIX + hashlib.sha256(signature).hexdigest()
        try:
            return bool(await self._redis.set(key, b"", nx=True, px=round(REMEMBERED * 1_000)))
        except (RedisError, OSError, TimeoutError) as error:
            raise StorageDown("Redis does not answer") from error

    async def close(self) -> None:
        """Let the connections go."""
        await self._redis.aclose()
