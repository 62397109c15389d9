"""When the team is there: Monday to Friday from 8 to 18 in Lima, but for holidays. Pure."""

from datetime import date, datetime, time

from buzon.workdays import LIMA, add_workdays, is_workday

OPENS, CLOSES = time(8, 0), time(18, 0)


def opens_on(now: datetime) -> date | None:
    """The day on whose morning the team is back; None while it is there."""
    local = now.astimezone(LIMA)
    today = local.date()
    if not is_workday(today) or local.time() >= CLOSES:
        return add_workdays(today, 1)
    return None if local.time() >= OPENS else today
