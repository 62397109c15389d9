"""How hard the watch works by its door, and when it may ask a person for what only they can read."""

from datetime import UTC, datetime, timedelta

from bot.push.economy import ask_person_at, economy
from handlers.words import LIMA

FAST = {"interval": timedelta(minutes=5), "at_once": 20, "contexts": 4}


def lima(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, 3, hour, minute, tzinfo=LIMA)


def test_the_json_door_works_as_the_operator_wishes() -> None:
    """Nothing of the settings is cut, and without a rate there is none."""
    kept = economy(browser=False, rate=None, **FAST)
    assert (kept.interval, kept.at_once, kept.rate) == (timedelta(minutes=5), 20, None)


def test_a_browser_door_keeps_a_slower_pace() -> None:
    """Half an hour at least, one look a second, as many at once as there are contexts; and time for whole pages."""
    kept = economy(browser=True, rate=None, **FAST)
    assert (kept.interval, kept.at_once, kept.rate) == (timedelta(minutes=30), 4, 1.0)
    assert kept.look_limit > timedelta(minutes=2)


def test_an_operator_may_be_gentler_still() -> None:
    """Longer pauses and a lower rate are taken as they are."""
    kept = economy(browser=True, rate=0.2, interval=timedelta(hours=2), at_once=1, contexts=4)
    assert (kept.interval, kept.at_once, kept.rate) == (timedelta(hours=2), 1, 0.2)


def test_nobody_is_asked_at_night_or_twice_a_day() -> None:
    """By day at once; from 21 to 8 in Lima at 8; asked within a day, a day later."""
    assert ask_person_at(lima(15), asked_lately=False) == lima(15)
    assert ask_person_at(lima(8), asked_lately=False) == lima(8)
    assert ask_person_at(lima(21), asked_lately=False) == lima(8) + timedelta(days=1)
    assert ask_person_at(lima(7, 59), asked_lately=False) == lima(8)
    assert ask_person_at(lima(15), asked_lately=True) == lima(15) + timedelta(days=1)
    assert ask_person_at(lima(15).astimezone(UTC), asked_lately=False) == lima(15)
