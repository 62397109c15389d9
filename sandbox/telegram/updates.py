"""What waits to be fetched by the bot: the queue behind getUpdates and the webhook, and the long poll itself.

An update stays until it is acknowledged: by a higher `offset`, or by the webhook's 2xx.
"""

import asyncio
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from sandbox.telegram.errors import JsonObject, conflict

# Only sent when asked for by name: https://core.telegram.org/bots/api#getupdates
_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_LONGEST_POLL_SECONDS = 50
_OTHER_POLL = "terminated by other getUpdates request; make sure that only one bot instance is running"


@dataclass(eq=False)
class Waiting:
    """An update in the queue; a repeat survives acknowledgements until it was handed out once more."""

    update: JsonObject
    owner: int
    repeated: bool = False

    @property
    def id(self) -> int:
        """Its update_id."""
        number: int = self.update["update_id"]
        return number


@dataclass
class _Poll:
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    ended_by: str | None = None


class UpdateQueue:
    """The updates of one bot, oldest first. `owner` is the person or chat an update came from."""

    def __init__(self, *, first_id: int) -> None:
        self.arrived = asyncio.Event()
        self._next_id = first_id
        self._waiting: deque[Waiting] = deque()
        self._last: dict[int, JsonObject] = {}
        self._poll: _Poll | None = None
        self._allowed: frozenset[str] = frozenset()

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, kind: str, body: JsonObject, *, owner: int) -> int | None:
        """Queue an update of this kind; gives its id, or `None` when the bot did not ask for the kind."""
        wanted = kind in self._allowed if self._allowed else kind not in _ON_REQUEST
        return self.put_raw({kind: body}, owner=owner) if wanted else None

    def put_raw(self, update: JsonObject, *, owner: int) -> int:
        """Queue an update whatever its kind, under the next id."""
        numbered = {"update_id": self._next_id, **update}
        self._next_id = numbered["update_id"] + 1
        self._last[owner] = numbered
        self._waiting.append(Waiting(numbered, owner))
        self._wake()
        return int(numbered["update_id"])

    def repeat_last(self, owner: int) -> int | None:
        """Hand out the owner's last update once more under its old id; `None` when there was none."""
        update = self._last.get(owner)
        if update is None:
            return None
        # In front, so that ids still ascend: clients take the last id of a batch as their new offset.
        self._waiting.appendleft(Waiting(update, owner, repeated=True))
        self._wake()
        return int(update["update_id"])

    def allow(self, kinds: Iterable[str] | None) -> None:
        """Set which kinds the bot wants; `None` keeps the present choice, an empty list means the usual kinds."""
        if kinds is not None:
            self._allowed = frozenset(kinds)

    @property
    def allowed(self) -> list[str]:
        """The kinds asked for, empty for the usual ones."""
        return sorted(self._allowed)

    async def take(self, *, offset: int, limit: int, timeout: float) -> list[JsonObject]:  # noqa: ASYNC109  (the API's own)
        """One getUpdates call: acknowledge below `offset`, then up to `limit` updates, waiting `timeout` seconds.

        Raises:
            BotApiError: 409 when another getUpdates or a setWebhook ended this one.
        """
        self.end_poll(_OTHER_POLL)
        poll = self._poll = _Poll()
        self._acknowledge(offset)
        deadline = asyncio.get_running_loop().time() + min(max(timeout, 0), _LONGEST_POLL_SECONDS)
        try:
            async with asyncio.timeout_at(deadline):
                while not self._waiting and poll.ended_by is None:
                    poll.wake.clear()
                    await poll.wake.wait()
        except TimeoutError:
            pass
        finally:
            if self._poll is poll:
                self._poll = None
        if poll.ended_by is not None:
            raise conflict(poll.ended_by)
        return self._batch(limit)

    def end_poll(self, reason: str) -> None:
        """End the poll that is open, if any, with a 409 that names what ended it."""
        if self._poll is not None:
            self._poll.ended_by = reason
            self._poll.wake.set()

    def waiting(self) -> list[Waiting]:
        """What is queued, oldest first, for the webhook to deliver."""
        return list(self._waiting)

    def holds(self, waiting: Waiting) -> bool:
        """Whether this update is still to be delivered."""
        return waiting in self._waiting

    def settle(self, delivered: Waiting) -> None:
        """Forget one update that the webhook took."""
        if self.holds(delivered):
            self._waiting.remove(delivered)

    def clear(self) -> None:
        """Drop what is queued; ids go on counting, or a bot's offset would swallow the next updates."""
        self._waiting.clear()
        self._last.clear()

    def _batch(self, limit: int) -> list[JsonObject]:
        batch = list(self._waiting)[: min(max(limit, 1), 100)]
        for waiting in batch:
            waiting.repeated = False
        return [waiting.update for waiting in batch]

    def _acknowledge(self, offset: int) -> None:
        if offset < 0:  # keep the newest -offset, forget the rest
            while len(self._waiting) > -offset:
                self._waiting.popleft()
        elif offset > 0:
            self._waiting = deque(one for one in self._waiting if one.repeated or one.id >= offset)

    def _wake(self) -> None:
        self.arrived.set()
        if self._poll is not None:
            self._poll.wake.set()
