"""The deadlines once more, slowly: day by day, on a calendar written by hand, with none of the product's code.

It knows 2026 and 2027. Where it and the product differ, one of the two is wrong.
"""

from datetime import date, datetime, timedelta, timezone

LIMA = timezone(timedelta(hours=-5))
"""Peru keeps one time all year."""

HOLIDAYS = frozenset(
    date(year, month, day)
    for year, easter in ((2026, ((4, 2), (4, 3))), (2027, ((3, 25), (3, 26))))
    for month, day in (
        (1, 1),  # Año Nuevo
        *easter,  # Jueves y Viernes Santo
        (5, 1),  # Día del Trabajo
        (6, 7),  # Batalla de Arica y Día de la Bandera
        (6, 29),  # San Pedro y San Pablo
        (7, 23),  # Día de la Fuerza Aérea
        (7, 28),  # Fiestas Patrias
        (7, 29),
        (8, 6),  # Batalla de Junín
        (8, 30),  # Santa Rosa de Lima
        (10, 8),  # Combate de Angamos
        (11, 1),  # Todos los Santos
        (12, 8),  # Inmaculada Concepción
        (12, 9),  # Batalla de Ayacucho
        (12, 25),  # Navidad
    )
)

OFFICE_CLOSES = 18
"""Hour in Lima after which a day's work can no longer be done that day."""


def works(day: date, off: frozenset[date] = frozenset()) -> bool:
    """Whether a day is a working day."""
    return day.strftime("%a") not in {"Sat", "Sun"} and day not in HOLIDAYS and day not in off


def tomorrow(day: date) -> date:
    """The next day."""
    return date.fromordinal(day.toordinal() + 1)


def yesterday(day: date) -> date:
    """The day before."""
    return date.fromordinal(day.toordinal() - 1)


def next_working(day: date, off: frozenset[date] = frozenset()) -> date:
    """The day itself, or the first working day after it."""
    return day if works(day, off) else next_working(tomorrow(day), off)


def nth_working_from(first: date, count: int, off: frozenset[date] = frozenset()) -> date:
    """The last of `count` working days of which the first is `first`, or the next that is worked."""
    day, counted = first, 0
    while True:
        if works(day, off):
            counted += 1
            if counted == count:
                return day
        day = tomorrow(day)


def received(deposited: date, opened: date | None, off: frozenset[date] = frozenset()) -> date:
    """When a notice is received under the B models."""
    day, passed = deposited, 0
    while passed < 5:
        day = tomorrow(day)
        passed += works(day, off)
    presumed = next_working(tomorrow(day), off)
    if opened is None:
        return presumed
    if opened < deposited:
        opened = deposited
    return min(next_working(opened, off), presumed)


def workdays(deposited: date, count: int, opened: date | None, off: frozenset[date] = frozenset()) -> dict[str, date]:
    """The last day of a term of working days, under each model."""
    effect = next_working(deposited, off)
    receipt = received(deposited, opened, off)
    return {
        "A": nth_working_from(tomorrow(effect), count, off),
        "B1": nth_working_from(receipt, count, off),
        "B2": nth_working_from(tomorrow(receipt), count, off),
    }


def calendar_days(
    deposited: date, count: int, opened: date | None, off: frozenset[date] = frozenset()
) -> dict[str, date]:
    """The last day of a term of calendar days, under each model."""
    receipt = received(deposited, None, off)
    if opened is not None:
        receipt = min(receipt, max(opened, deposited))
    ends = {"A": deposited, "B1": yesterday(receipt), "B2": receipt}
    for _ in range(count):
        ends = {name: tomorrow(day) for name, day in ends.items()}
    return {name: next_working(day, off) for name, day in ends.items()}


def hours(
    deposited_at: datetime, count: int, opened: date | None, off: frozenset[date] = frozenset()
) -> dict[str, date]:
    """The day on which a term of hours is over, rolled forward, under each model."""
    instant = deposited_at.astimezone(LIMA)
    deposited = instant.date()
    start = instant if works(deposited, off) else midnight(next_working(deposited, off))
    receipt = received(deposited, opened, off)
    starts = {
        "A": start,
        "B1": max(start, midnight(receipt)),
        "B2": midnight(next_working(tomorrow(receipt), off)),
    }
    return {name: next_working(after_hours(begun, count).date(), off) for name, begun in starts.items()}


def safe_hours(deposited_at: datetime, count: int) -> date:
    """The safe day of a term of hours: the last working day that is over for the office by the instant reached."""
    instant = deposited_at.astimezone(LIMA)
    first = next_working(instant.date())
    reached = after_hours(instant if works(instant.date()) else midnight(first), count)
    best = day = first
    while day <= reached.date():
        if works(day) and midnight(day) + timedelta(hours=OFFICE_CLOSES) <= reached:
            best = day
        day = tomorrow(day)
    return best


def named(day: date) -> date:
    """The safe day of a named last day: itself, or the working day before."""
    return day if works(day) else named(yesterday(day))


def midnight(day: date) -> datetime:
    """When a day begins in Lima."""
    return datetime(day.year, day.month, day.day, tzinfo=LIMA)


def after_hours(instant: datetime, count: int) -> datetime:
    """So many hours later."""
    for _ in range(count):
        instant += timedelta(hours=1)
    return instant
