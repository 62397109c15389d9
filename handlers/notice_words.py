"""What is said of one notice: whose it is, what it is, by when, and what to do next. From what is kept of it, when it
is said, so that the days left are those of that day.
"""

from datetime import date
from functools import reduce

from buzon.deadlines import Deadline, Model, basis
from buzon.notice import Kind
from handlers.speech import Phrase, Quoted, Rows, phrase, press
from handlers.terms import appointment_at, days_left, deadline_of
from storage.notices import KnownNotice

_STEPS = frozenset(Kind) - {Kind.UNKNOWN, Kind.INFORMATION}


def head(key: str, notice: KnownNotice, name: str) -> Phrase:
    """Whose it is, what it is, and when it came."""
    return phrase(key, name=name, kind=kind_words(notice.kind), at=notice.deposited_at)


def when(notice: KnownNotice, today: date) -> tuple[Phrase, ...]:
    """The safe date with what is left until it, and the appointment; nothing where neither is known."""
    said: list[Phrase] = []
    if notice.safe_day is not None:
        key = "date-over" if notice.safe_day < today else "date-safe"
        said.append(phrase(key, day=notice.safe_day, left=days_left(notice, today)))
        if notice.term_assumed:
            key = "date-assumed" if notice.opened_at is None else "date-assumed-opened"
            said.append(phrase(key, count=notice.term_count or 0))
    if notice.appointment_day is not None:
        said.append(appointment(notice.appointment_day, notice))
    return tuple(said)


def row_dates(notice: KnownNotice, today: date) -> Phrase | None:
    """The same in one line of a list; of what is done only that it is. None where no day is known."""
    if notice.handled_at is not None:
        return phrase("row-handled")
    said: list[Phrase] = []
    if notice.safe_day is not None:
        over = notice.safe_day < today
        left = days_left(notice, today)
        said.append(
            phrase("row-over", day=notice.safe_day) if over else phrase("row-term", day=notice.safe_day, left=left)
        )
    if notice.appointment_day is not None and notice.appointment_day >= today:
        said.append(appointment(notice.appointment_day, notice))
    return reduce(lambda above, below: phrase("two-lines", first=above, last=below), said) if said else None


def appointment(day: date, notice: KnownNotice) -> Phrase:
    """When to be there."""
    at = appointment_at(notice)
    return (
        phrase("date-appointment", day=day)
        if at is None
        else phrase("date-appointment-at", day=day, clock=f"{at:%H:%M}")
    )


def alert(
    key: str, notice: KnownNotice, name: str, *, today: date, quote: str | None, repeated: bool
) -> tuple[Phrase | Quoted, ...]:
    """A push about a notice, short enough to be read on a small screen: the rest is behind "Ver más"."""
    lines: list[Phrase | Quoted] = [head(key, notice, name)]
    if quote:
        lines.append(phrase("notice-says", subject=quote))
    lines += when(notice, today)
    if key == "deadline" and notice.extendable:
        lines.append(phrase("date-extendable"))
    if notice.opened_at is None:  # it ends by asking to open it
        lines.append(meaning_words(notice.kind))
    lines.append(phrase("no-advice"))
    if repeated:
        lines.append(phrase("alert-repeated"))
    return tuple(lines)


def more(notice: KnownNotice, name: str, today: date) -> tuple[Phrase, ...]:
    """What stands behind "Ver más": why this date, which later ones are possible, and what to do, step by step."""
    lines = [head("more", notice, name), *when(notice, today)]
    found = deadline_of(notice)
    if found is not None:
        lines.append(_reason(found))
        lines.append(_source(found.model))
        lines.append(phrase("date-what-safe"))
        if found.possible:
            lines.append(phrase("date-possible", day=found.possible[-1][1]))
    if notice.extendable:
        lines.append(phrase("date-extendable"))
    if notice.kind in _STEPS:
        lines.append(phrase(f"steps-{_dashed(notice.kind)}"))
    lines.append(phrase("no-advice"))
    return tuple(lines)


def buttons(notice: KnownNotice) -> Rows:
    """What can be done about it."""
    if notice.handled_at is not None:
        return ((press("button-open", f"n:o:{notice.id}"), press("button-not-done", f"n:u:{notice.id}")),)
    first = (press("button-open", f"n:o:{notice.id}"), press("button-remind", f"r:a:{notice.id}"))
    dated = notice.safe_day is not None or notice.appointment_day is not None
    calendar = (press("button-calendar", f"n:c:{notice.id}"),) if dated else ()
    return (
        first,
        (*calendar, press("button-handled", f"n:d:{notice.id}")),
        (press("button-more", f"n:m:{notice.id}"),),
    )


def kind_words(kind: Kind) -> Phrase:
    """A kind in plain words."""
    return phrase(f"kind-{_dashed(kind)}")


def meaning_words(kind: Kind) -> Phrase:
    """What a notice of this kind means for the person."""
    return phrase(f"meaning-{_dashed(kind)}")


def _reason(found: Deadline) -> Phrase:
    match found.model:
        case Model.NAMED:
            return phrase("reason-named")
        case Model.DEPOSIT:
            return phrase("reason-deposit")
        case _:
            return phrase("reason-opened")


def _source(model: Model) -> Phrase:
    """The law that the way of counting rests on: official names, which stay Spanish."""
    rests = basis(model)
    source = f"{rests.source}, {rests.articles}" if rests.articles else rests.source
    return phrase("date-source", source=source)


def _dashed(kind: Kind) -> str:
    return kind.replace("_", "-")
