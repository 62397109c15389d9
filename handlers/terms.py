"""By when: from the words of a notice to the dates that are kept of it, and from those to a deadline again. Pure.

What is kept is the term, never its words; the text has them whenever it is opened.
"""

from dataclasses import replace
from datetime import date, datetime, time

from buzon.deadlines import (
    Appointment,
    Deadline,
    LastDay,
    Term,
    Unit,
    deadline,
    extendable,
    find_appointment,
    find_term,
    usual_term,
    workdays_left,
)
from buzon.notice import Kind
from buzon.workdays import LIMA
from storage.notices import Dates, KnownNotice


def read_dates(text: str, kind: Kind, *, deposited_at: datetime, read_day: date | None) -> Dates:
    """What a subject, or a subject and a text, says of when; the kind's usual term where it names none."""
    term = find_term(text, deposited_at.astimezone(LIMA).date()) or usual_term(kind)
    found = _dates(term, find_appointment(text), deposited_at, read_day)
    return replace(found, extendable=True) if found.safe_day and extendable(text) else found


def with_read_day(notice: KnownNotice, read_day: date) -> Dates:
    """The same term, of a notice that may have been opened on this day: the safe date may be nearer."""
    found = _dates(_term(notice), _appointment(notice), notice.deposited_at, read_day)
    return replace(found, extendable=notice.extendable)


def deadline_of(notice: KnownNotice) -> Deadline | None:
    """The deadline of a notice as far as it is known; None where it has no term."""
    term = _term(notice)
    return deadline(term, deposited_at=notice.deposited_at, opened_on=notice.read_day) if term else None


def days_left(notice: KnownNotice, today: date) -> int:
    """Working days after today until the safe date; 0 on the day itself and afterwards."""
    return workdays_left(today, notice.safe_day) if notice.safe_day else 0


def is_open(notice: KnownNotice, today: date) -> bool:
    """Whether it has a day that is not over, and is not done yet: as `storage.notices.open_terms` counts."""
    day = notice.safe_day or notice.appointment_day
    return notice.handled_at is None and day is not None and day >= today


def appointment_at(notice: KnownNotice) -> time | None:
    """The hour of its appointment, in Lima, where the text says one."""
    return time.fromisoformat(notice.appointment_time) if notice.appointment_time else None


def _term(notice: KnownNotice) -> Term | LastDay | None:
    if notice.term_day is not None:
        return LastDay(notice.term_day, "")
    if notice.term_count is None or notice.term_unit is None:
        return None
    return Term(notice.term_count, Unit(notice.term_unit), "", assumed=bool(notice.term_assumed))


def _appointment(notice: KnownNotice) -> Appointment | None:
    return Appointment(notice.appointment_day, appointment_at(notice), "") if notice.appointment_day else None


def _dates(
    term: Term | LastDay | None, appointment: Appointment | None, deposited_at: datetime, read_day: date | None
) -> Dates:
    safe = deadline(term, deposited_at=deposited_at, opened_on=read_day).safe if term else None
    day = appointment.day if appointment else None
    hour = f"{appointment.at:%H:%M}" if appointment and appointment.at else None
    match term:
        case Term(count=count, unit=unit, assumed=assumed):
            return Dates(count, unit.value, None, assumed, None, safe, day, hour)
        case LastDay(day=last):
            return Dates(None, None, last, False, None, safe, day, hour)
    return Dates(appointment_day=day, appointment_time=hour)
