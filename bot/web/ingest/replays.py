"""Signatures that were seen: a request that somebody listened to and sends again is refused."""

from collections import OrderedDict
from collections.abc import Callable
from time import monotonic
from typing import Protocol

REMEMBERED = 660.0
"""Seconds: a time stamp may be five minutes ahead when it comes and five behind when it comes again; one more for
clocks."""


class Replays(Protocol):
    """What was seen in the last REMEMBERED seconds. Fulfilled by LocalReplays and `shared_replays.SharedReplays`."""

    async def is_first(self, signature: bytes) -> bool:
        """Whether nobody has brought this signature before; from now on somebody has. Raises StorageDown."""


class LocalReplays:
    """For one process. A process that starts anew has seen nothing: what is repeated then is a duplicate."""

    def __init__(self, *, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._seen: OrderedDict[bytes, float] = OrderedDict()

    async def is_first(self, signature: bytes) -> bool:
        """As `Replays.is_first`."""
        now = self._clock()
        while self._seen and next(iter(self._seen.values())) <= now:
            self._seen.popitem(last=False)
        if signature in self._seen:
            return False
        self._seen[signature] = now + REMEMBERED
        return True
