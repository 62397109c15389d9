"""What was read off constancias, until its owner has seen it on the one-time page: in this process's memory only.

Another process does not know of it: its page is then empty, and the person types. That is the price of never storing
it.
"""

from collections import defaultdict
from datetime import datetime, timedelta

from buzon.receipt import Receipt
from handlers.ports import Clock

LIFE = timedelta(minutes=10)
"""As long as the page that it fills in."""

READS = 8
"""Sheets per chat within LIFE: whoever sends more is not looking for a better photo."""

_MOST = 2_000


class Prefills:
    """By chat. Everything in it is gone after LIFE."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: dict[int, tuple[datetime, Receipt]] = {}
        self._reads: defaultdict[int, list[datetime]] = defaultdict(list)

    def put(self, chat_id: int, receipt: Receipt) -> None:
        """Keep what was read for this chat's page, instead of what was read before."""
        self._sweep()
        self._kept.pop(chat_id, None)
        while len(self._kept) >= _MOST:
            del self._kept[next(iter(self._kept))]
        self._kept[chat_id] = (self._clock.now(), receipt)

    def of(self, chat_id: int) -> Receipt | None:
        """What is known for this chat's page. Looking does not use it up: link previews look too."""
        self._sweep()
        at_and_receipt = self._kept.get(chat_id)
        return at_and_receipt[1] if at_and_receipt else None

    def drop(self, chat_id: int) -> None:
        """The page was posted, or given up."""
        self._kept.pop(chat_id, None)

    def may_read(self, chat_id: int) -> bool:
        """Whether this chat may have one more sheet read now; counts it."""
        self._sweep()
        if len(self._reads[chat_id]) >= READS:
            return False
        self._reads[chat_id].append(self._clock.now())
        return True

    def _sweep(self) -> None:
        since = self._clock.now() - LIFE
        for chat_id in [chat_id for chat_id, (at, _) in self._kept.items() if at <= since]:
            del self._kept[chat_id]
        for chat_id in list(self._reads):
            self._reads[chat_id] = [at for at in self._reads[chat_id] if at > since]
            if not self._reads[chat_id]:
                del self._reads[chat_id]
