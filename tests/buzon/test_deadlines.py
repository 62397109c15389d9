"""From a term and a deposit to the fecha segura: rules of counting, their examples, and what holds whatever comes."""

import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from importlib import resources
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzon.deadlines import (
    Deadline,
    LastDay,
    Model,
    Term,
    Unit,
    basis,
    deadline,
    last_days,
    usual,
    usual_term,
    workdays_left,
)
from buzon.notice import Kind
from buzon.workdays import LIMA, decreed_days_off, is_workday
from tests.buzon import slow_days

A, B1, B2, NAMED = Model.DEPOSIT, Model.RECEIPT_SAME_DAY, Model.RECEIPT_NEXT_DAY, Model.NAMED


def days(count: int, unit: Unit = Unit.WORKDAYS) -> Term:
    """A term of so many working days, unless told otherwise."""
    return Term(count, unit, "como dice el texto")


def at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """An hour of a day in Lima."""
    return datetime.combine(day, time(hour, minute), tzinfo=LIMA)


def counted(day: date, count: int, *, opened: date | None = None) -> dict[Model, date]:
    """The last day under each model, of a term of working days that was deposited on a morning."""
    return dict(last_days(days(count), deposited_at=at(day), opened_on=opened))


THURSDAY, SATURDAY, BEFORE_HOLIDAYS = date(2026, 12, 3), date(2026, 12, 5), date(2026, 7, 21)


# --- the examples of the rules ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("deposited", "count", "opened", "model", "last"),
    [
        (THURSDAY, 5, None, A, date(2026, 12, 14)),
        (THURSDAY, 5, THURSDAY, B1, date(2026, 12, 11)),
        (THURSDAY, 5, None, B1, date(2026, 12, 21)),
        (THURSDAY, 5, None, B2, date(2026, 12, 22)),
        (THURSDAY, 15, None, A, date(2026, 12, 29)),
        (THURSDAY, 15, THURSDAY, B1, date(2026, 12, 28)),
        (THURSDAY, 15, None, B1, date(2027, 1, 6)),
        (SATURDAY, 5, None, A, date(2026, 12, 16)),
        (BEFORE_HOLIDAYS, 5, None, A, date(2026, 7, 31)),
        (BEFORE_HOLIDAYS, 5, BEFORE_HOLIDAYS, B1, date(2026, 7, 30)),
    ],
)
def test_the_examples_of_the_rules(deposited: date, count: int, opened: date | None, model: Model, last: date) -> None:
    """Each date of the table that the product was ordered with."""
    assert counted(deposited, count, opened=opened)[model] == last


def test_unopened_the_safe_date_is_the_deposits() -> None:
    """Nobody opened it: the law's own count comes first, and the models of receipt are later and only possible."""
    found = deadline(days(5), deposited_at=at(THURSDAY), opened_on=None)
    assert found == Deadline(
        safe=date(2026, 12, 14),
        model=A,
        term=days(5),
        possible=((B1, date(2026, 12, 21)), (B2, date(2026, 12, 22))),
    )


def test_opening_brings_it_forward_by_a_day() -> None:
    """Opened on the day it came, the receipt's own day counts: one working day less."""
    found = deadline(days(5), deposited_at=at(THURSDAY), opened_on=THURSDAY)
    assert (found.safe, found.model) == (date(2026, 12, 11), B1)
    assert found.possible == ((A, date(2026, 12, 14)), (B2, date(2026, 12, 14)))


@pytest.mark.parametrize("later", [1, 2, 5, 9, 40, 400])
def test_opening_later_puts_nothing_off(later: int) -> None:
    """However late it is opened, the deposit's count stands, and no model ends later than unopened."""
    unopened = counted(THURSDAY, 5)
    opened = counted(THURSDAY, 5, opened=THURSDAY + timedelta(days=later))
    assert all(opened[model] <= unopened[model] for model in unopened)
    assert deadline(days(5), deposited_at=at(THURSDAY), opened_on=THURSDAY + timedelta(days=later)).safe <= date(
        2026, 12, 14
    )


def test_of_two_models_with_one_day_the_law_of_the_deposit_gives_the_reason() -> None:
    """Opened the working day after, both come to the same day: the reason named is the better founded."""
    found = deadline(days(5), deposited_at=at(THURSDAY), opened_on=date(2026, 12, 4))
    assert (found.safe, found.model) == (date(2026, 12, 14), A)


def test_opened_before_it_came_counts_as_opened_then() -> None:
    """Two clocks that differ must not make a term end too soon by days."""
    early = deadline(days(5), deposited_at=at(THURSDAY), opened_on=date(2026, 11, 27))
    assert early == deadline(days(5), deposited_at=at(THURSDAY), opened_on=THURSDAY)


def test_a_day_belongs_to_lima() -> None:
    """A server in UTC: a deposit at 23:30 in Lima is of that day, although it is tomorrow in UTC."""
    night = datetime(2026, 12, 4, 4, 30, tzinfo=UTC)
    assert deadline(days(5), deposited_at=night, opened_on=None) == deadline(
        days(5), deposited_at=at(THURSDAY, 23, 30), opened_on=None
    )
    assert deadline(days(5), deposited_at=night, opened_on=None).safe == date(2026, 12, 14)
    assert deadline(days(5), deposited_at=at(date(2026, 12, 4), 0, 1), opened_on=None).safe == date(2026, 12, 15)


@pytest.mark.parametrize("term", [days(5), days(5, Unit.DAYS), days(48, Unit.HOURS), LastDay(date(2026, 12, 15), "")])
def test_a_naive_instant_is_refused(term: Term | LastDay) -> None:
    """An instant without a zone falls on no day, whatever the term."""
    with pytest.raises(ValueError, match="zone"):
        deadline(term, deposited_at=datetime(2026, 12, 3, 10), opened_on=None)  # noqa: DTZ001


@pytest.mark.parametrize("unit", list(Unit))
def test_a_term_of_nothing_is_refused(unit: Unit) -> None:
    """No days, or fewer, are no term: the reader of terms never finds one, and nobody else may invent it."""
    for count in (0, -1):
        with pytest.raises(ValueError, match="one day"):
            deadline(days(count, unit), deposited_at=at(THURSDAY), opened_on=None)


def test_the_past_is_counted_all_the_same() -> None:
    """A term that is long over has its date: whoever asks must be able to say so."""
    found = deadline(days(5), deposited_at=at(date(2019, 3, 4)), opened_on=None)
    assert found.safe == date(2019, 3, 11)


# --- calendar days, hours, named days ---------------------------------------------------------------------------------


def test_calendar_days_run_through_and_roll_forward() -> None:
    """Thirty days from 3 December end on Saturday 2 January, and by law on the Monday."""
    found = deadline(days(30, Unit.DAYS), deposited_at=at(THURSDAY), opened_on=None)
    assert (found.safe, found.model) == (date(2027, 1, 4), A)
    assert found.possible == ((B1, date(2027, 1, 13)), (B2, date(2027, 1, 14)))


def test_calendar_days_of_a_saturday_begin_on_it() -> None:
    """Ten days from Saturday 5 December are the 15th: counted from the deposit itself, which is the earlier."""
    assert deadline(days(10, Unit.DAYS), deposited_at=at(SATURDAY), opened_on=None).safe == date(2026, 12, 15)


def test_calendar_days_opened_at_once_may_end_a_day_sooner() -> None:
    """Where the day of receipt counts, it counts here too; the roll over a weekend may level it."""
    assert deadline(days(14, Unit.DAYS), deposited_at=at(THURSDAY), opened_on=THURSDAY).safe == date(2026, 12, 16)
    assert deadline(days(30, Unit.DAYS), deposited_at=at(THURSDAY), opened_on=THURSDAY).safe == date(2027, 1, 4)


@pytest.mark.parametrize(
    ("deposited_at", "count", "safe"),
    [
        (at(THURSDAY), 48, date(2026, 12, 4)),  # over on Saturday at 10: Friday is the last that is worked
        (at(date(2026, 11, 30)), 48, date(2026, 12, 1)),  # over on Wednesday at 10: all of Tuesday is in time
        (at(date(2026, 11, 30), 19), 48, date(2026, 12, 2)),  # over on Wednesday at 19, when the office has closed
        (at(THURSDAY), 24, THURSDAY),  # over on Friday at 10: on the day it came, which is the day of effect
        (at(date(2026, 12, 4), 16), 24, date(2026, 12, 4)),
        (at(SATURDAY), 24, date(2026, 12, 7)),  # from Monday's beginning to Tuesday's, a holiday
        (at(SATURDAY), 72, date(2026, 12, 7)),  # to Thursday 10 at midnight: 8 and 9 are holidays
        (at(THURSDAY), 1, THURSDAY),
    ],
)
def test_hours_run_from_the_instant_and_are_never_late(deposited_at: datetime, count: int, safe: date) -> None:
    """The safe day is over for the office before the hours are; but never before the day on which it takes effect."""
    found = deadline(days(count, Unit.HOURS), deposited_at=deposited_at, opened_on=None)
    assert (found.safe, found.model) == (safe, A)


def test_the_day_on_which_hours_end_is_possible() -> None:
    """On Wednesday it is in time until ten: that is told, and is not what is safe."""
    found = deadline(days(48, Unit.HOURS), deposited_at=at(date(2026, 11, 30)), opened_on=None)
    assert found.possible[0] == (A, date(2026, 12, 2))


def test_a_named_day_is_that_day() -> None:
    """Nothing is counted where the office names the day."""
    term = LastDay(date(2026, 12, 15), "15 de diciembre de 2026")
    assert deadline(term, deposited_at=at(THURSDAY), opened_on=None) == Deadline(term.day, NAMED, term, ())
    assert deadline(term, deposited_at=at(THURSDAY), opened_on=THURSDAY) == Deadline(term.day, NAMED, term, ())


def test_a_named_day_off_is_safe_the_working_day_before() -> None:
    """A holiday was named: the law rolls it forward, but who comes the day before is right in any case."""
    term = LastDay(date(2026, 12, 8), "8 de diciembre de 2026")
    found = deadline(term, deposited_at=at(THURSDAY), opened_on=None)
    assert found == Deadline(date(2026, 12, 7), NAMED, term, ((NAMED, date(2026, 12, 10)),))


# --- days off by decree -----------------------------------------------------------------------------------------------

BRIDGE = frozenset({date(2026, 12, 7), date(2026, 12, 24)})


def test_days_off_make_only_the_possible_later() -> None:
    """A bridge by decree: the safe date stands, and the same model says what may be possible."""
    found = deadline(days(5), deposited_at=at(THURSDAY), opened_on=None, days_off=BRIDGE)
    assert (found.safe, found.model) == (date(2026, 12, 14), A)
    assert found.possible == ((A, date(2026, 12, 15)), (B1, date(2026, 12, 22)), (B2, date(2026, 12, 23)))


def test_a_named_day_off_by_decree_is_safe_all_the_same() -> None:
    """What a decree gives is possible, never needed."""
    term = LastDay(date(2026, 12, 24), "24 de diciembre de 2026")
    found = deadline(term, deposited_at=at(THURSDAY), opened_on=None, days_off=BRIDGE)
    assert found == Deadline(term.day, NAMED, term, ((NAMED, date(2026, 12, 28)),))


def test_the_list_of_days_off_names_its_decrees() -> None:
    """No day without its decree, no day twice, none that is a day off anyway."""
    rows = tomllib.loads((resources.files("buzon") / "data" / "days_off.toml").read_text(encoding="utf-8"))["days"]
    assert all(row["decree"].startswith("D. S. ") for row in rows)
    assert [row["day"] for row in rows] == sorted(decreed_days_off())
    assert all(map(is_workday, decreed_days_off()))


# --- against the slow computation -------------------------------------------------------------------------------------


def cases() -> Iterator[tuple[date, int, date | None]]:
    """Deposits all over two years and around holidays, terms of all lengths, opened or not."""
    mornings = [date(2026, 1, 2) + timedelta(days=step) for step in range(0, 620, 47)]
    beside = [day + timedelta(days=step) for day in sorted(slow_days.HOLIDAYS)[:24:2] for step in (-1, 0, 1)]
    for deposited, count in product(mornings + beside, (1, 2, 3, 5, 10, 15, 30)):
        for wait in (None, 0, 1, 4, 12):
            yield deposited, count, None if wait is None else deposited + timedelta(days=wait)


CASES = list(cases())


def test_there_are_cases_enough() -> None:
    """More than a thousand: two years, holidays from both sides."""
    assert len(CASES) >= 1_000


def by_name(found: tuple[tuple[Model, date], ...]) -> dict[str, date]:
    return {model.value: day for model, day in found}


@pytest.mark.parametrize("off", [frozenset(), BRIDGE], ids=["as by law", "with a bridge"])
def test_every_model_agrees_with_the_slow_count(off: frozenset[date]) -> None:
    """Working days and calendar days, under each model, day by day on a calendar that was written by hand."""
    for deposited, count, opened in CASES:
        told = {"deposited_at": at(deposited, 23, 30), "opened_on": opened, "days_off": off}
        assert by_name(last_days(days(count), **told)) == slow_days.workdays(deposited, count, opened, off)  # type: ignore[arg-type]
        assert by_name(last_days(days(count, Unit.DAYS), **told)) == slow_days.calendar_days(  # type: ignore[arg-type]
            deposited, count, opened, off
        )


def test_every_safe_date_is_the_earliest_of_the_slow_count() -> None:
    """And it stays so with a bridge; what is possible is later, ascending, and as the slow count has it with one."""
    for deposited, count, opened in CASES:
        slow = slow_days.workdays(deposited, count, opened)
        bridged = slow_days.workdays(deposited, count, opened, BRIDGE)
        found = deadline(days(count), deposited_at=at(deposited), opened_on=opened, days_off=BRIDGE)
        assert found.safe == min(slow.values())
        assert slow[found.model.value] == found.safe
        assert by_name(found.possible) == {name: day for name, day in bridged.items() if day > found.safe}
        assert [day for _, day in found.possible] == sorted(day for _, day in found.possible)


def test_hours_agree_with_the_slow_count() -> None:
    """Every hour of the day, and every length from one hour to a week."""
    for index, (deposited, count, opened) in enumerate(CASES[::5]):
        deposited_at = at(deposited, index % 24, index % 60)
        term = days(count * 12, Unit.HOURS)
        found = deadline(term, deposited_at=deposited_at, opened_on=opened, days_off=frozenset())
        assert found.safe == slow_days.safe_hours(deposited_at, count * 12)
        assert by_name(last_days(term, deposited_at=deposited_at, opened_on=opened)) == slow_days.hours(
            deposited_at, count * 12, opened
        )


def test_named_days_agree_with_the_slow_count() -> None:
    """Every day of two years."""
    for step in range(715):
        day = date(2026, 1, 5) + timedelta(days=step)
        found = deadline(LastDay(day, ""), deposited_at=at(THURSDAY), opened_on=None, days_off=frozenset())
        assert found.safe == slow_days.named(day)


# --- what holds whatever comes ----------------------------------------------------------------------------------------

DAYS = st.dates(min_value=date(2022, 1, 3), max_value=date(2039, 12, 31))
HOURS = st.times(timezones=st.just(UTC))
INSTANTS = st.builds(datetime.combine, DAYS, HOURS)
OPENED = st.none() | st.integers(min_value=-3, max_value=60)
OFF = st.frozensets(st.integers(min_value=-5, max_value=90), max_size=8)
TERMS = st.builds(Term, st.integers(min_value=1, max_value=60), st.sampled_from(Unit), st.just(""))
COUNTED_TERMS = st.builds(Term, st.integers(1, 60), st.sampled_from([Unit.WORKDAYS, Unit.DAYS]), st.just(""))
ALL_TERMS = TERMS | st.builds(LastDay, DAYS, st.just(""))


def opening(deposited_at: datetime, wait: int | None) -> date | None:
    return None if wait is None else deposited_at.astimezone(LIMA).date() + timedelta(days=wait)


def off_around(deposited_at: datetime, steps: frozenset[int]) -> frozenset[date]:
    return frozenset(deposited_at.date() + timedelta(days=step) for step in steps)


@given(ALL_TERMS, INSTANTS, OPENED)
def test_the_safe_date_is_no_later_than_any_model(
    term: Term | LastDay, deposited_at: datetime, wait: int | None
) -> None:
    """That is what safe means; and it is a working day, as every date is."""
    opened = opening(deposited_at, wait)
    found = deadline(term, deposited_at=deposited_at, opened_on=opened, days_off=frozenset())
    last = dict(last_days(term, deposited_at=deposited_at, opened_on=opened))
    assert all(found.safe <= day for day in last.values())
    assert all(map(is_workday, (found.safe, *last.values())))
    assert found.possible == tuple(sorted(((m, d) for m, d in last.items() if d > found.safe), key=lambda row: row[1]))


@given(ALL_TERMS, INSTANTS, st.integers(min_value=-3, max_value=60))
def test_opening_never_puts_the_safe_date_off(term: Term | LastDay, deposited_at: datetime, wait: int) -> None:
    """Early or late: opened, it is no later than unopened."""
    opened = deadline(term, deposited_at=deposited_at, opened_on=opening(deposited_at, wait))
    assert opened.safe <= deadline(term, deposited_at=deposited_at, opened_on=None).safe


@given(ALL_TERMS, INSTANTS, OPENED, OFF)
def test_days_off_leave_the_safe_date(
    term: Term | LastDay, deposited_at: datetime, wait: int | None, steps: frozenset[int]
) -> None:
    """Whatever the decrees say, the safe date and its reason stay."""
    opened = opening(deposited_at, wait)
    plain = deadline(term, deposited_at=deposited_at, opened_on=opened, days_off=frozenset())
    decreed = deadline(term, deposited_at=deposited_at, opened_on=opened, days_off=off_around(deposited_at, steps))
    assert (decreed.safe, decreed.model) == (plain.safe, plain.model)


@given(ALL_TERMS, INSTANTS, OPENED, OFF, OFF)
def test_a_holiday_more_makes_no_date_earlier(
    term: Term | LastDay, deposited_at: datetime, wait: int | None, few: frozenset[int], more: frozenset[int]
) -> None:
    """Of every model: with more days on which nobody works, its last day is the same or later."""
    told = {"deposited_at": deposited_at, "opened_on": opening(deposited_at, wait)}
    fewer = last_days(term, **told, days_off=off_around(deposited_at, few))  # type: ignore[arg-type]
    most = last_days(term, **told, days_off=off_around(deposited_at, few | more))  # type: ignore[arg-type]
    assert all(day <= later for (_, day), (_, later) in zip(fewer, most, strict=True))


@given(TERMS, INSTANTS, OPENED, st.integers(min_value=1, max_value=30))
def test_a_longer_term_ends_no_earlier(term: Term, deposited_at: datetime, wait: int | None, more: int) -> None:
    """More days or hours: the same day or a later one; of working days always a later one."""
    opened = opening(deposited_at, wait)
    longer = Term(term.count + more, term.unit, "")
    short = deadline(term, deposited_at=deposited_at, opened_on=opened).safe
    long = deadline(longer, deposited_at=deposited_at, opened_on=opened).safe
    assert long > short if term.unit is Unit.WORKDAYS else long >= short


@given(COUNTED_TERMS, INSTANTS, st.integers(min_value=0, max_value=40))
def test_a_later_deposit_ends_no_earlier(term: Term, deposited_at: datetime, later: int) -> None:
    """Unopened, what comes later is due no sooner."""
    first = deadline(term, deposited_at=deposited_at, opened_on=None).safe
    assert first <= deadline(term, deposited_at=deposited_at + timedelta(days=later), opened_on=None).safe


# --- how many days are left -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "last", "left"),
    [
        (date(2026, 12, 3), date(2026, 12, 14), 5),
        (date(2026, 12, 11), date(2026, 12, 14), 1),
        (date(2026, 12, 12), date(2026, 12, 14), 1),
        (date(2026, 12, 14), date(2026, 12, 14), 0),
        (date(2026, 12, 15), date(2026, 12, 14), 0),
        (date(2026, 12, 7), date(2026, 12, 10), 1),
    ],
)
def test_how_many_working_days_are_left(today: date, last: date, left: int) -> None:
    """After today, up to and with the last; none on the last day, and none when it is over."""
    assert workdays_left(today, last) == left


# --- what is usual, and what it all rests on --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "count"),
    [
        *((Kind.REMEDY, 2), (Kind.DEMAND, 10), (Kind.DENIAL, 15), (Kind.DISMISSED, 15), (Kind.SANCTION, 5)),
        (Kind.EXPULSION, 3),
    ],
)
def test_the_usual_term_of_a_kind_is_marked_as_assumed(kind: Kind, count: int) -> None:
    """The law's own, until the text is known; the person is told that the text has the exact one."""
    assert usual_term(kind) == Term(count, Unit.WORKDAYS, "", assumed=True)
    found = usual(kind)
    assert found is not None
    assert found.article
    assert found.reason


@pytest.mark.parametrize(
    "kind",
    [Kind.APPROVAL, Kind.PICKUP, Kind.SUMMONS, Kind.INFORMATION, Kind.APPEAL_DECIDED, Kind.UNKNOWN],
)
def test_other_kinds_have_no_usual_term(kind: Kind) -> None:
    """Where nothing is asked, or nothing is known, no term is invented."""
    assert usual_term(kind) is None
    assert usual(kind) is None


def test_what_is_given_in_fact_is_told_beside() -> None:
    """A formal defect has two days by law, and Migraciones usually gives five: the shorter is assumed."""
    found = usual(Kind.REMEDY)
    assert found is not None
    assert found.often == (5, 10)
    assert found.term.count < min(found.often)


@pytest.mark.parametrize("model", list(Model))
def test_every_model_says_what_it_rests_on(model: Model) -> None:
    """Name, source and reason are data; the articles may be unknown, and then nothing is said."""
    found = basis(model)
    assert found.model is model
    assert found.name
    assert found.source
    assert found.why.endswith(".")


def test_the_deposits_articles_are_those_of_the_law() -> None:
    """Until somebody has read the new TUO its numbers are empty, and the law's own are shown."""
    assert basis(A).articles == "art. 20.4, 25 y 133"
