"""How hard the watch may work, by the door that it looks through. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.reminders import next_morning
from handlers.words import LIMA

BROWSER_INTERVAL = timedelta(minutes=30)
"""A look through a browser loads pages, scripts and pictures of a site that was made for people: never more often."""

BROWSER_RATE = 1.0
"""Looks per second through browsers, all processes together, where the operator has set no lower cap."""

ASKED_WITHIN = timedelta(days=1)
"""So often at most a mailbox's owner is asked to sign in again, because the portal shows a picture to be read."""

_NIGHT_BEGINS, _NIGHT_ENDS = 21, 8  # Lima
_LOOK_LIMIT = timedelta(seconds=30)
_BROWSER_LOOK_LIMIT = timedelta(seconds=150)  # of pages: above what a profile lets a whole walk take


@dataclass(frozen=True, slots=True)
class Economy:
    """The pause between two looks into a mailbox, looks at once, looks per second (None: no cap), and the time limit of
    one look."""

    interval: timedelta
    at_once: int
    rate: float | None
    look_limit: timedelta = _LOOK_LIMIT


def economy(*, browser: bool, interval: timedelta, at_once: int, rate: float | None, contexts: int) -> Economy:
    """What is kept of what the operator wishes: a browser door has bounds of its own, and `contexts` to look with."""
    if not browser:
        return Economy(interval, at_once, rate)
    return Economy(
        max(interval, BROWSER_INTERVAL),
        min(at_once, contexts),
        BROWSER_RATE if rate is None else min(rate, BROWSER_RATE),
        _BROWSER_LOOK_LIMIT,
    )


def ask_person_at(now: datetime, *, asked_lately: bool) -> datetime:
    """When the watch may ask somebody to sign in again: now, tomorrow where they were asked within ASKED_WITHIN, and
    never at night."""
    at = now + ASKED_WITHIN if asked_lately else now
    hour = at.astimezone(LIMA).hour
    return next_morning(at) if hour >= _NIGHT_BEGINS or hour < _NIGHT_ENDS else at
