"""When to speak: reminders before a safe date, and what quiet hours and a daily digest make of an instant. Pure."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from buzon.workdays import LIMA, is_workday

MORNING = time(8, 0)
"""The hour in Lima of what is said on a day rather than at an instant."""

_ONE_DAY = timedelta(days=1)


def morning_of(day: date) -> datetime:
    """08:00 of a day in Lima, in UTC."""
    return datetime.combine(day, MORNING, LIMA).astimezone(UTC)


def workdays_before(day: date, count: int) -> date:
    """The working day that lies `count` working days before `day`; with 0 `day` itself. Raises ValueError below 0."""
    if count < 0:
        raise ValueError("working days before are counted back")
    reached = day
    for _ in range(count):
        reached -= _ONE_DAY
        while not is_workday(reached):
            reached -= _ONE_DAY
    return reached


def reminders(safe: date, before: Iterable[int], *, after: datetime) -> list[tuple[int, datetime]]:
    """When to remind of a safe date: how many working days are left then, and the instant in UTC; soonest first.

    Nothing at or before `after`: what is over is not said late as if it were news.
    """
    instants = {morning_of(workdays_before(safe, count)): count for count in sorted(set(before), reverse=True)}
    return [(count, at) for at, count in sorted(instants.items()) if at > after]


def after_quiet(at: datetime, quiet_from: int | None, quiet_until: int | None) -> datetime:
    """`at`, or the end of the quiet hours that it falls into. Hours of Lima, 0 to 23; alike or None means none."""
    if quiet_from is None or quiet_until is None or quiet_from == quiet_until:
        return at
    local = at.astimezone(LIMA)
    over_midnight = quiet_from > quiet_until
    inside = (
        local.hour >= quiet_from or local.hour < quiet_until
        if over_midnight
        else quiet_from <= local.hour < quiet_until
    )
    if not inside:
        return at
    day = local.date() + _ONE_DAY if over_midnight and local.hour >= quiet_from else local.date()
    return datetime.combine(day, time(quiet_until), LIMA).astimezone(UTC)


def next_hour(after: datetime, hour: int) -> datetime:
    """The first instant after `after` at which it is this hour in Lima, in UTC."""
    local = after.astimezone(LIMA)
    at = datetime.combine(local.date(), time(hour), LIMA)
    return (at if at > local else datetime.combine(local.date() + _ONE_DAY, time(hour), LIMA)).astimezone(UTC)
