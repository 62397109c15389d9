"""When a mailbox is looked into again: sooner where news is likely or days count, later where neither is."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzon import schedule
from buzon.schedule import JITTER, LATEST, LONGEST, LONGEST_IN_TERM, SOONEST, next_look
from buzon.workdays import LIMA

BASE = timedelta(minutes=5)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 24, tzinfo=LIMA)
SATURDAY = datetime(2026, 11, 28, tzinfo=LIMA)
CHRISTMAS = datetime(2026, 12, 25, tzinfo=LIMA)

instants = st.timedeltas(timedelta(0), timedelta(days=2_000)).map(
    lambda later: datetime(2024, 1, 1, tzinfo=UTC) + later
)
bases = st.timedeltas(timedelta(milliseconds=100), timedelta(days=2))
spans = st.timedeltas(timedelta(days=-400), timedelta(days=400))
jitters = st.floats(-1, 1)
failures = st.integers(0, 2_000)


def pause(now: datetime, **given_: object) -> timedelta:
    """The pause without chance, of a mailbox that is neither new nor silent unless told otherwise."""
    facts = {
        "base": BASE,
        "changed_at": now - timedelta(days=10),
        "term_until": None,
        "linked_at": LONG_AGO,
        "failures": 0,
        "jitter": 0.0,
    }
    return next_look(now, **(facts | given_)) - now  # type: ignore[arg-type]


@given(instants, bases, st.none() | spans, st.none() | spans, spans, failures, jitters)
def test_it_is_never_too_soon_and_never_later_than_a_day(
    now: datetime,
    base: timedelta,
    changed: timedelta | None,
    term: timedelta | None,
    linked: timedelta,
    failed: int,
    chance: float,
) -> None:
    """Whatever the facts, clocks that were set back included; a base above a day counts as a day."""
    found = pause(
        now,
        base=base,
        changed_at=None if changed is None else now + changed,
        term_until=None if term is None else now + term,
        linked_at=now + linked,
        failures=failed,
        jitter=chance,
    )
    assert min(base, LONGEST) * SOONEST <= found <= LONGEST


@given(instants, bases, st.none() | spans, spans, failures, jitters)
def test_a_failure_more_never_makes_it_sooner(
    now: datetime, base: timedelta, term: timedelta | None, changed: timedelta, failed: int, chance: float
) -> None:
    """The pause grows with the failures in a row, or stands at its bound."""
    facts = {
        "base": base,
        "changed_at": now + changed,
        "term_until": None if term is None else now + term,
        "jitter": chance,
    }
    first, more = pause(now, failures=failed, **facts), pause(now, failures=failed + 1, **facts)
    in_term = term is not None and term > timedelta(0)
    assert first <= more or (in_term and failed == 0 and base > LONGEST_IN_TERM)


@given(instants, bases, spans, st.timedeltas(timedelta(seconds=1), timedelta(days=60)), failures, jitters)
def test_an_open_term_never_makes_it_later(
    now: datetime, base: timedelta, changed: timedelta, term: timedelta, failed: int, chance: float
) -> None:
    """Whose days count never waits longer than who has no term."""
    facts = {"base": base, "changed_at": now + changed, "failures": failed, "jitter": chance}
    assert pause(now, term_until=now + term, **facts) <= pause(now, **facts)


@given(instants, bases, spans, failures, jitters)
def test_chance_moves_it_by_a_tenth_at_most(
    now: datetime, base: timedelta, changed: timedelta, failed: int, chance: float
) -> None:
    """Within ten per cent to either side of the pause without chance."""
    plain = pause(now, base=base, changed_at=now + changed, failures=failed)
    found = pause(now, base=base, changed_at=now + changed, failures=failed, jitter=chance)
    assert abs(found - plain) <= plain * JITTER + timedelta(microseconds=2)


@given(instants, st.timedeltas(timedelta(milliseconds=100), timedelta(hours=1)), spans, jitters)
def test_without_a_failure_it_comes_within_six_times_the_base(
    now: datetime, base: timedelta, changed: timedelta, chance: float
) -> None:
    """Night, holiday and silence together have a bound."""
    assert pause(now, base=base, changed_at=now + changed, jitter=chance) <= base * LATEST * (1 + JITTER)


@given(instants, st.timedeltas(timedelta(milliseconds=100), timedelta(hours=1)), spans, jitters)
def test_with_an_open_term_it_comes_within_the_base_in_office_hours(
    now: datetime, base: timedelta, changed: timedelta, chance: float
) -> None:
    """And within twice the base while the office is closed, however silent the mailbox was."""
    found = pause(now, base=base, changed_at=now + changed, term_until=now + timedelta(days=5), jitter=chance)
    assert found <= base * schedule.LATEST_IN_TERM_CLOSED * (1 + JITTER)
    local = now.astimezone(LIMA)
    if schedule.is_workday(local.date()) and 8 <= local.hour < 18:
        assert found <= base * schedule.LATEST_IN_TERM_OPEN * (1 + JITTER)


@pytest.mark.parametrize(
    ("now", "factor"),
    [
        (TUESDAY.replace(hour=8), schedule.OFFICE),
        (TUESDAY.replace(hour=17, minute=59), schedule.OFFICE),
        (TUESDAY.replace(hour=18), schedule.EVENING),
        (TUESDAY.replace(hour=7, minute=59), schedule.EVENING),
        (TUESDAY.replace(hour=22), schedule.NIGHT),
        (TUESDAY.replace(hour=5, minute=59), schedule.NIGHT),
        (SATURDAY.replace(hour=11), schedule.DAY_OFF),
        (SATURDAY.replace(hour=3), schedule.NIGHT),
        (CHRISTMAS.replace(hour=11), schedule.DAY_OFF),
    ],
)
def test_the_hour_is_that_of_lima(now: datetime, factor: float) -> None:
    """Office hours, evening, night, weekends and holidays; a night on a weekend counts once."""
    assert pause(now) == BASE * factor
    assert pause(now.astimezone(UTC)) == BASE * factor


@pytest.mark.parametrize(
    ("since", "factor"),
    [(0, 0.75), (2.9, 0.75), (3, 1), (29.9, 1), (30, 2), (89.9, 2), (90, 3), (4_000, 3)],
)
def test_who_was_silent_long_is_looked_at_less(since: float, factor: float) -> None:
    """Sooner for three days after a change, twice as late after a month, three times after a quarter."""
    now = TUESDAY.replace(hour=10)
    assert pause(now, changed_at=now - timedelta(days=since)) == BASE * schedule.OFFICE * factor


def test_a_mailbox_just_linked_counts_as_changed() -> None:
    """Who has just linked expects to see that it works, whatever was last found before."""
    now = TUESDAY.replace(hour=10)
    for changed_at in (None, LONG_AGO):
        assert pause(now, changed_at=changed_at, linked_at=now) == BASE * schedule.OFFICE * schedule.CHANGED


@pytest.mark.parametrize("base", [timedelta(seconds=3), BASE])
def test_each_failure_doubles_the_pause(base: timedelta) -> None:
    """So a demo is back within seconds of its portal, and a service does not knock all night."""
    now = TUESDAY.replace(hour=10)
    assert [pause(now, base=base, failures=count) / base for count in range(4)] == pytest.approx([0.8, 1.6, 3.2, 6.4])
    assert pause(now, failures=60) == LONGEST
    assert pause(now, failures=60, term_until=now + timedelta(days=1)) == LONGEST_IN_TERM
