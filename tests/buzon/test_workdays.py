"""Peru's working days: the holidays, the counting, and the zone that a day belongs to."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzon.workdays import add_workdays, day_in_lima, is_workday, last_workday, workdays_left
from tests.buzon import slow_days

DAYS = st.dates(min_value=date(2022, 1, 1), max_value=date(2040, 12, 31))
COUNTS = st.integers(min_value=0, max_value=60)


@pytest.mark.parametrize(
    "day",
    [
        *(date(2026, 1, 1), date(2026, 4, 2), date(2026, 4, 3), date(2026, 5, 1), date(2026, 6, 29)),
        *(date(2026, 7, 23), date(2026, 7, 28), date(2026, 7, 29), date(2026, 8, 6), date(2026, 10, 8)),
        *(date(2026, 12, 8), date(2026, 12, 9), date(2026, 12, 25), date(2027, 6, 7), date(2027, 8, 30)),
    ],
)
def test_a_holiday_is_no_working_day(day: date) -> None:
    """Every national holiday that falls on a weekday, Easter's own included."""
    assert day.weekday() < 5
    assert not is_workday(day)


@pytest.mark.parametrize("day", [date(2026, 12, 5), date(2026, 12, 6), date(2026, 2, 28)])
def test_a_weekend_is_no_working_day(day: date) -> None:
    """Saturdays neither."""
    assert not is_workday(day)


@pytest.mark.parametrize("day", [date(2026, 12, 3), date(2026, 7, 24), date(2026, 7, 27), date(2026, 12, 24)])
def test_days_beside_holidays_are_worked(day: date) -> None:
    """Bridges that a decree may give the public sector do not count: they would only lengthen a term."""
    assert is_workday(day)


@pytest.mark.parametrize(
    ("day", "count", "reached"),
    [
        (date(2026, 12, 3), 5, date(2026, 12, 14)),  # model A
        (date(2026, 12, 3), 4, date(2026, 12, 11)),  # B1, opened that day: it is day 1 itself
        (date(2026, 12, 3), 6, date(2026, 12, 15)),  # B, unopened: the first working day after five
        (date(2026, 12, 15), 4, date(2026, 12, 21)),  # … from which B1
        (date(2026, 12, 15), 5, date(2026, 12, 22)),  # … and B2
        (date(2026, 12, 3), 15, date(2026, 12, 29)),
        (date(2026, 12, 3), 14, date(2026, 12, 28)),
        (date(2026, 12, 15), 14, date(2027, 1, 6)),
        (date(2026, 12, 7), 5, date(2026, 12, 16)),
        (date(2026, 7, 21), 5, date(2026, 7, 31)),
        (date(2026, 7, 21), 4, date(2026, 7, 30)),
        (date(2026, 12, 5), 1, date(2026, 12, 7)),
        (date(2026, 12, 5), 0, date(2026, 12, 7)),
        (date(2026, 12, 8), 0, date(2026, 12, 10)),
        (date(2026, 12, 7), 0, date(2026, 12, 7)),
    ],
)
def test_the_examples_of_the_rules(day: date, count: int, reached: date) -> None:
    """The dates that the three models of counting come to, worked out by hand."""
    assert add_workdays(day, count) == reached


@given(DAYS, COUNTS)
def test_it_lands_on_a_working_day_far_enough(day: date, count: int) -> None:
    """Always a working day, never earlier than as many calendar days, and with just that many working days between."""
    reached = add_workdays(day, count)
    assert is_workday(reached)
    assert reached >= day + timedelta(days=count)
    between = [day + timedelta(days=passed) for passed in range(1, (reached - day).days + 1)]
    if count:
        assert sum(map(is_workday, between)) == count


@given(DAYS, COUNTS, st.integers(min_value=0, max_value=30), st.integers(min_value=0, max_value=60))
def test_later_days_and_longer_terms_end_no_earlier(day: date, count: int, later: int, longer: int) -> None:
    """It grows with both, and strictly with the count."""
    assert add_workdays(day, count) <= add_workdays(day + timedelta(days=later), count)
    assert add_workdays(day, count) <= add_workdays(day, count + longer)
    assert add_workdays(day, count + 1) > add_workdays(day, count) or count == 0


@given(DAYS, st.integers(min_value=0, max_value=30), st.integers(min_value=1, max_value=30))
def test_a_term_can_be_counted_in_two_goes(day: date, first: int, second: int) -> None:
    """Five days and then three are eight; but for 0, which rolls a day off forward before it counts."""
    if first or is_workday(day):
        assert add_workdays(add_workdays(day, first), second) == add_workdays(day, first + second)


def test_counting_backward_is_refused() -> None:
    """A negative count is a mistake of the caller's, not a date."""
    with pytest.raises(ValueError, match="forward"):
        add_workdays(date(2026, 12, 3), -1)


def test_an_instant_is_no_day() -> None:
    """An instant would be taken for the day it is in its own zone: at night in Lima, a day late."""
    night = datetime(2026, 12, 5, 3, 30, tzinfo=UTC)
    assert day_in_lima(night) == date(2026, 12, 4)
    for refused in (lambda: is_workday(night), lambda: add_workdays(night, 1)):
        with pytest.raises(ValueError, match="day_in_lima"):
            refused()
    with pytest.raises(ValueError, match="zone"):
        day_in_lima(night.replace(tzinfo=None))


def test_the_calendar_is_that_written_by_hand() -> None:
    """Every day of 2026 and 2027: the library's holidays are the law's."""
    days = [date(2026, 1, 1) + timedelta(days=step) for step in range(730)]
    assert [day for day in days if is_workday(day)] == [day for day in days if slow_days.works(day)]


def test_days_off_are_left_out_where_asked_for() -> None:
    """A bridge by decree is worked, unless the caller says that it is not."""
    bridge = date(2026, 12, 7)
    assert is_workday(bridge)
    assert not is_workday(bridge, off={bridge})
    assert add_workdays(date(2026, 12, 4), 1) == bridge
    assert add_workdays(date(2026, 12, 4), 1, off={bridge}) == date(2026, 12, 10)
    assert add_workdays(bridge, 0, off={bridge}) == date(2026, 12, 10)


@given(DAYS, COUNTS, st.frozensets(DAYS, max_size=10))
def test_days_off_only_ever_make_it_later(day: date, count: int, off: frozenset[date]) -> None:
    """More days on which nobody works never bring a day forward."""
    assert add_workdays(day, count) <= add_workdays(day, count, off=off)


@given(DAYS)
def test_the_last_working_day_is_no_later_than_the_day(day: date) -> None:
    """It is the day itself or one before it, with no working day between."""
    last = last_workday(day)
    assert is_workday(last)
    assert last <= day
    assert workdays_left(last, day) == 0


@given(DAYS, st.integers(min_value=1, max_value=40))
def test_what_is_left_is_what_was_counted(day: date, count: int) -> None:
    """Counting on by so many working days leaves so many, and one fewer on each of them."""
    last = add_workdays(day, count)
    assert workdays_left(day, last) == count
    assert workdays_left(add_workdays(day, 1), last) == count - 1
    assert workdays_left(last, day) == 0
