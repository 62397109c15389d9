"""What the Cloud API's refusals mean for a message: from the table `refusals.toml` to an outcome. Pure."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from bot.channels.messages import Closed, Failed, Gone, Later, Outcome, RetryAfter, TemplateRefused, Whom

_MOST_PAIR_SECONDS = 4.0**6


class Do(StrEnum):
    """What is done; each is explained in the table."""

    PACE = "pace"
    PAIR = "pair"
    LATER = "later"
    WINDOW = "window"
    GONE = "gone"
    TEMPLATE = "template"
    GIVE_UP = "give-up"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row of the table."""

    code: int
    why: str
    do: Do
    seconds: float = 0.0
    alarm: bool = False


UNKNOWN = Refusal(0, "a code that the table does not know", Do.GIVE_UP, alarm=True)


def refusal(code: int) -> Refusal:
    """The row of a code; all of 200 to 299 are one."""
    return _table().get(200 if 200 <= code < 300 else code, UNKNOWN)


def outcome(code: int, *, in_a_row: int = 1) -> Outcome:
    """What it means for the message. `in_a_row`: how often this person's messages were refused as too many."""
    row = refusal(code)
    match row.do:
        case Do.PACE:
            return RetryAfter(row.seconds, Whom.ALL)
        case (
            Do.PAIR
        ):  # "4^X seconds, X from 0": developers.facebook.com/docs/whatsapp/cloud-api/overview#pair-rate-limits
            return RetryAfter(min(4.0**in_a_row, _MOST_PAIR_SECONDS), Whom.CHAT)
        case Do.LATER:
            return Later(row.seconds, str(code))
        case Do.WINDOW:
            return Closed(str(code))
        case Do.GONE:
            return Gone()
        case Do.TEMPLATE:
            return TemplateRefused(str(code))
        case Do.GIVE_UP:
            return Failed(str(code))


@cache
def _table() -> dict[int, Refusal]:
    text = (files("bot.channels.whatsapp") / "refusals.toml").read_text(encoding="utf-8")
    return {
        int(code): Refusal(int(code), row["why"], Do(row["do"]), float(row.get("seconds", 0)), row.get("alarm", False))
        for code, row in tomllib.loads(text).items()
    }
