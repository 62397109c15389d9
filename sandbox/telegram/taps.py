"""Taps on inline buttons that wait for the bot's answer (callback queries)."""

import asyncio
import secrets
from dataclasses import dataclass, field

from sandbox.telegram.errors import bad_request

# Telegram publishes no figure; bots see "query is too old" after a good many seconds. Strict is safe for a bot.
_LIFE_SECONDS = 60.0


@dataclass(frozen=True)
class Answer:
    """What the bot showed for a tap: a toast, an alert, or nothing (empty text)."""

    text: str = ""
    show_alert: bool = False


@dataclass(frozen=True, eq=False)
class Tap:
    """One tap; `answered` is set when `answer` may be read."""

    id: str
    chat_id: int
    at: float
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    answers: list[Answer] = field(default_factory=list)


class Taps:
    """The taps nobody has answered yet."""

    def __init__(self) -> None:
        self._open: dict[str, Tap] = {}

    def open(self, chat_id: int, *, now: float) -> Tap:
        """Note a tap made now (Unix seconds)."""
        tap = Tap(str(secrets.randbits(63)), chat_id, now)
        self._open[tap.id] = tap
        return tap

    def answer(self, tap_id: str, answer: Answer, *, now: float) -> Tap:
        """Settle a tap.

        Raises:
            BotApiError: 400 when it is unknown, answered already, or too old.
        """
        tap = self._open.pop(tap_id, None)
        if tap is None or now - tap.at > _LIFE_SECONDS:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        tap.answers.append(answer)
        tap.answered.set()
        return tap
