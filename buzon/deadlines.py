"""From a term and a deposit to dates: the last day under every model of counting, and the fecha segura, their earliest.

Which rule of counting the mailbox follows is not settled, so all are computed (`[models]` of `buzon/data/terms.toml`,
with source and article). Pure; days are days in Lima. The product informs: this is no legal advice.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from buzon.notice import Kind
from buzon.schedule import CLOSES
from buzon.terms import RULES, Appointment, LastDay, Term, Unit, extendable, find_appointment, find_term
from buzon.workdays import (
    LIMA,
    add_workdays,
    day_in_lima,
    decreed_days_off,
    is_workday,
    last_workday,
    workdays_left,
)

__all__ = [
    "Appointment",
    "Basis",
    "Deadline",
    "LastDay",
    "Model",
    "Term",
    "Unit",
    "Usual",
    "basis",
    "deadline",
    "extendable",
    "find_appointment",
    "find_term",
    "last_days",
    "usual",
    "usual_term",
    "workdays_left",
]

PRESUMED_AFTER = 5
"""Under a model of receipt, so many working days pass before a notice that nobody opened counts as received."""


class Model(StrEnum):
    """A way of counting: from the deposit, from the receipt (that day counting, or not), or a day that the text names.

    The members stand in the order in which they give the reason where several come to the same day.
    """

    DEPOSIT = "A"
    RECEIPT_SAME_DAY = "B1"
    RECEIPT_NEXT_DAY = "B2"
    NAMED = "named"


@dataclass(frozen=True, slots=True)
class Basis:
    """What a model rests on, in Spanish, to be shown: its name, its source, the articles, and why in one sentence.

    `articles` are those of the TUO in force where they are known, else those of the law; empty where there is none.
    """

    model: Model
    name: str
    source: str
    articles: str
    why: str


@dataclass(frozen=True, slots=True)
class Usual:
    """The term that is usual for a kind of notice, with the article and the reason.

    `often` are other counts of working days that Migraciones gives in fact: the person is told of them.
    """

    term: Term
    article: str
    reason: str
    often: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Deadline:
    """The fecha segura, the model it comes from, and the term; `possible` are the later days of the models, ascending.

    What is done by the end of office hours on `safe` is in time under every model. The safe one's model may stand in
    `possible` too: a day off by decree, or an hour that is reached in the middle of a day, may give it more.
    """

    safe: date
    model: Model
    term: Term | LastDay
    possible: tuple[tuple[Model, date], ...]


def basis(model: Model) -> Basis:
    """What a model rests on, from `[models]` of `buzon/data/terms.toml`."""
    row = RULES["models"][model.value]
    return Basis(model, row["name"], row["source"], row["tuo"] or row["articles"], row["why"])


def usual(kind: Kind) -> Usual | None:
    """The usual term of a kind, with its article and reason, from `[usual]` of the data; None where there is none."""
    row = RULES["usual"].get(kind.value)
    if row is None:
        return None
    term = Term(row["workdays"], Unit.WORKDAYS, words="", assumed=True)
    return Usual(term, row["article"], row["reason"], tuple(row.get("often", ())))


def usual_term(kind: Kind) -> Term | None:
    """The term to go by while the text's own is not known: marked as assumed, since the text has the exact one."""
    found = usual(kind)
    return found.term if found else None


def deadline(
    term: Term | LastDay,
    *,
    deposited_at: datetime,
    opened_on: date | None,
    days_off: Collection[date] | None = None,
) -> Deadline:
    """The fecha segura of a term, and what is possible beside it. `opened_on` is a day in Lima, None while unopened.

    Opening may bring the safe date forward and never puts it off. `days_off` are días no laborables by decree (those
    of `buzon/data/days_off.toml` unless given): they make possible days later, and leave the safe one where it is.
    Raises ValueError for a naive instant, and for a term of no days.
    """
    off = decreed_days_off() if days_off is None else days_off
    strict = _certain(term, deposited_at=deposited_at, opened_on=opened_on)
    safe, model = min((day, order) for order, (_, day) in enumerate(strict))
    later = last_days(term, deposited_at=deposited_at, opened_on=opened_on, days_off=off)
    possible = sorted(((day, named) for named, day in later if day > safe), key=lambda row: row[0])
    return Deadline(safe, strict[model][0], term, tuple((named, day) for day, named in possible))


def last_days(
    term: Term | LastDay,
    *,
    deposited_at: datetime,
    opened_on: date | None,
    days_off: Collection[date] = (),
) -> tuple[tuple[Model, date], ...]:
    """The last day under each model, as its rule has it: rolled forward to a working day. Raises as `deadline` does."""
    deposited = day_in_lima(deposited_at)
    if isinstance(term, LastDay):
        return ((Model.NAMED, add_workdays(term.day, 0, off=days_off)),)
    if term.count < 1:
        raise ValueError("a term has at least one day")
    if term.unit is Unit.WORKDAYS:
        effect = add_workdays(deposited, 0, off=days_off)
        received = _received(deposited, opened_on, days_off)
        return (
            (Model.DEPOSIT, add_workdays(effect, term.count, off=days_off)),
            (Model.RECEIPT_SAME_DAY, add_workdays(received, term.count - 1, off=days_off)),
            (Model.RECEIPT_NEXT_DAY, add_workdays(received, term.count, off=days_off)),
        )
    if term.unit is Unit.DAYS:
        received = _received(deposited, opened_on, days_off, counted_on=opened_on)
        ends: tuple[tuple[Model, date], ...] = (
            (Model.DEPOSIT, deposited + timedelta(days=term.count)),
            (Model.RECEIPT_SAME_DAY, received + timedelta(days=term.count - 1)),
            (Model.RECEIPT_NEXT_DAY, received + timedelta(days=term.count)),
        )
    else:
        instants = _hours_reached(term, deposited_at, opened_on, days_off)
        ends = tuple((model, instant.date()) for model, instant in instants)
    return tuple((model, add_workdays(day, 0, off=days_off)) for model, day in ends)


def _certain(term: Term | LastDay, *, deposited_at: datetime, opened_on: date | None) -> tuple[tuple[Model, date], ...]:
    """The last day under each model on which nothing can be late: without days off, and never rolled over an end.

    A named day and an hour reached are ends that the office wrote; that they roll forward is possible, not certain.
    """
    if isinstance(term, LastDay):
        day_in_lima(deposited_at)  # refuses a naive instant, as everywhere
        return ((Model.NAMED, last_workday(term.day)),)
    if term.unit is not Unit.HOURS or term.count < 1:
        return last_days(term, deposited_at=deposited_at, opened_on=opened_on)
    first = add_workdays(day_in_lima(deposited_at), 0)
    return tuple(
        (model, max(first, _closed_by(instant))) for model, instant in _hours_reached(term, deposited_at, opened_on, ())
    )


def _received(
    deposited: date, opened_on: date | None, off: Collection[date], *, counted_on: date | None = None
) -> date:
    """When a notice counts as received: the day it is opened, or once five working days have passed without.

    A day on which nobody works gives way to the next working day, but for `counted_on`, which stands as it is.
    """
    presumed = add_workdays(deposited, PRESUMED_AFTER + 1, off=off)
    if opened_on is None:
        return presumed
    if counted_on is not None:
        return min(max(counted_on, deposited), presumed)
    return min(add_workdays(max(opened_on, deposited), 0, off=off), presumed)


def _hours_reached(
    term: Term, deposited_at: datetime, opened_on: date | None, off: Collection[date]
) -> tuple[tuple[Model, datetime], ...]:
    """When, in Lima, a term of hours is over. What came on a day off counts from the start of the next working day."""
    instant = deposited_at.astimezone(LIMA)
    deposited = instant.date()
    if not is_workday(deposited, off=off):
        instant = _begins(add_workdays(deposited, 0, off=off))
    received = _received(deposited, opened_on, off)
    span = timedelta(hours=term.count)
    return (
        (Model.DEPOSIT, instant + span),
        (Model.RECEIPT_SAME_DAY, max(instant, _begins(received)) + span),
        (Model.RECEIPT_NEXT_DAY, _begins(add_workdays(received, 1, off=off)) + span),
    )


def _begins(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=LIMA)


def _closed_by(instant: datetime) -> date:
    """The last working day whose office hours were over by an instant: all of that day is in time."""
    day = instant.date()
    if instant.time() < time(CLOSES):
        day -= timedelta(days=1)
    return last_workday(day)
