"""The load that `sandbox.telegram.fast` puts on a bot, with its bookkeeping: pure, time comes in as seconds."""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import InitVar, dataclass, field
from itertools import count

import orjson

from sandbox.telegram.errors import JsonObject

FIRST_CHAT = 900_000_001
_BATCH = 100  # the most that getUpdates gives: https://core.telegram.org/bots/api#getupdates
_numbers = count(1)  # of updates and messages alike, ascending over all loads of the process


def next_number() -> int:
    """A fresh message_id or update_id."""
    return next(_numbers)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What to send: see `sandbox.telegram.fast` for the meaning and the units of each field.

    Raises:
        ValueError: a number out of range, or no text to send.
    """

    updates: int
    chats: int = 200
    rate: float | None = None
    window: int = 400
    patience: float = 30.0
    first_chat: int = FIRST_CHAT
    script: Sequence[str] = ("/ayuda",)
    scripts: Sequence[Sequence[str]] = ()
    opening: Sequence[str] = ()
    replies: Mapping[str, int] = field(default_factory=dict)
    resume: bool = False

    def __post_init__(self) -> None:
        if min(self.updates, self.chats, self.window) < 1 or (self.rate is not None and self.rate <= 0):
            raise ValueError("updates, chats, window and rate must be positive")
        if not all(self.scripts or (self.script,)):
            raise ValueError("a script needs at least one text")
        if any(count < 1 for count in self.replies.values()):
            raise ValueError("a text is answered by one send at least")

    def text(self, chat: int, line: int) -> str:
        """What the chat of this index says as its line of this number, both counted from 0."""
        if line < len(self.opening):
            return self.opening[line]
        script = self.scripts[chat % len(self.scripts)] if self.scripts else self.script
        return script[(line - len(self.opening)) % len(script)]


@dataclass
class _Handed:
    due: float
    at: float
    replies: int
    answered: bool = False


@dataclass
class Load:
    """One run of a plan, begun at `started`; a chat never has more than one update that awaits its answer.

    `write` makes an update of a chat's id, a text and the Unix seconds; Telegram's when left out.

    Raises:
        ValueError: a plan that resumes, without an earlier load of as many chats.
    """

    plan: Plan
    started: float
    earlier: InitVar["Load | None"] = None
    write: Callable[[int, str, int], bytes] | None = None
    sent: int = 0
    given_up: int = 0
    latencies: list[float] = field(default_factory=list)
    _first: float | None = None
    _last_answer: float | None = None
    _free: deque[int] = field(init=False)
    _lines: list[int] = field(init=False)
    _open: dict[int, _Handed] = field(default_factory=dict)

    def __post_init__(self, earlier: "Load | None") -> None:
        self._free = deque(range(self.plan.chats))
        self._lines = [0] * self.plan.chats
        if self.plan.resume:
            if earlier is None or earlier.plan.chats != self.plan.chats:
                raise ValueError("there is no earlier load of these chats to resume")
            self._lines = list(earlier._lines)

    @property
    def full_batch(self) -> int:
        """How many updates make a poll worth answering: as many as can be free, at most 100; one when paced."""
        if self.plan.rate is not None:
            return 1
        return max(1, min(_BATCH, self.plan.updates - self.sent, self.plan.window, self.plan.chats))

    def available(self, now: float) -> int:
        """How many updates may be handed out now."""
        released = self.plan.updates
        if self.plan.rate is not None:
            released = min(released, 1 + int((now - self.started) * self.plan.rate))
        return max(0, min(len(self._free), released - self.sent, self.plan.window - len(self._open)))

    def next_due(self) -> float | None:
        """When the next update falls due, in the clock's seconds; `None` without a rate or when all are out."""
        if self.plan.rate is None or self.sent >= self.plan.updates:
            return None
        return self.started + self.sent / self.plan.rate

    def hand_out(self, limit: int, now: float) -> list[bytes]:
        """Up to `limit` updates as JSON; they count as sent, and their chats as busy."""
        handed = []
        for _ in range(min(limit, self.available(now))):
            chat = self._free.popleft()
            due = now if self.plan.rate is None else self.started + self.sent / self.plan.rate
            text = self.plan.text(chat, self._lines[chat])
            handed.append((self.write or _update)(self.plan.first_chat + chat, text, int(now)))
            self._lines[chat] += 1
            self._open[chat] = _Handed(due, now, self.plan.replies.get(text, 1))
            self.sent += 1
        if handed and self._first is None:
            self._first = now if self.plan.rate is None else self.started
        return handed

    def answer(self, chat_id: int, now: float) -> bool:
        """Note a send to a chat; true when it is the last that its update waits for, so that the chat is free again.

        The first send is the answer whose time counts.
        """
        chat = chat_id - self.plan.first_chat
        handed = self._open.get(chat)
        if handed is None:
            return False
        if not handed.answered:
            handed.answered = True
            self.latencies.append(now - handed.due)
            self._last_answer = now
        handed.replies -= 1
        if handed.replies:
            return False
        del self._open[chat]
        self._free.append(chat)
        return True

    def heard(self, chat_id: int) -> str | None:
        """The last text that was handed out for a chat, if any."""
        chat = chat_id - self.plan.first_chat
        if not 0 <= chat < self.plan.chats or not self._lines[chat]:
            return None
        return self.plan.text(chat, self._lines[chat] - 1)

    def expire(self, now: float) -> None:
        """Give up on updates older than the plan's patience: they stay unanswered, their chats are free again."""
        while self._open:
            chat, oldest = next(iter(self._open.items()))  # insertion order is the order of handing out
            if now - oldest.at <= self.plan.patience:
                return
            del self._open[chat]
            self._free.append(chat)
            self.given_up += 1

    @property
    def done(self) -> bool:
        """Whether every update was sent and none is waited for any more."""
        return self.sent >= self.plan.updates and not self._open

    def report(self, now: float) -> JsonObject:
        """`{"done", "sent", "answered", "unanswered", "elapsed", "per_second", "p50_ms", "p99_ms"}`.

        `elapsed` runs from the first hand-out (with a rate: from the start) to the last answer, or to now.
        """
        self.expire(now)
        end = self._last_answer if self.done and self._last_answer is not None else now
        elapsed = max(0.0, end - self._first) if self._first is not None else 0.0
        answered = len(self.latencies)
        ordered = sorted(self.latencies)
        return {
            "done": self.done,
            "sent": self.sent,
            "answered": answered,
            "unanswered": self.sent - answered,
            "elapsed": elapsed,
            "per_second": answered / elapsed if elapsed else 0.0,
            "p50_ms": _percentile(ordered, 0.50),
            "p99_ms": _percentile(ordered, 0.99),
        }


def _percentile(ordered: Sequence[float], share: float) -> float | None:
    """The nearest-rank percentile in milliseconds."""
    if not ordered:
        return None
    return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _update(chat_id: int, text: str, date: int) -> bytes:
    person = {"id": chat_id, "first_name": f"Persona {chat_id}"}
    message = {
        "message_id": next_number(),
        "date": date,
        "chat": person | {"type": "private"},
        "from": person | {"is_bot": False, "language_code": "es"},
        "text": text,
    }
    if text.startswith("/"):
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
    return orjson.dumps({"update_id": next_number(), "message": message})
