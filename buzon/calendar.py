"""Dates as a calendar file that phones and the large calendars read (RFC 5545). Pure: events in, bytes out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Alarm, Calendar, Event

from buzon.reminding import MORNING, workdays_before
from buzon.workdays import LIMA

_PRODUCT = "-//Buzon Bot//ES"
_APPOINTMENT = timedelta(hours=1)
"""How long an appointment is shown: nobody says how long it takes."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """One day to keep. `uid` never changes for the same thing: a calendar that has it already moves it. With `at` it is
    an appointment at that hour in Lima, without it a whole day. `before`: working days before it on which the phone
    rings, at 08:00; 0 is the day itself."""

    uid: str
    title: str
    day: date
    text: str = ""
    at: time | None = None
    before: tuple[int, ...] = ()


def write(occasions: Iterable[Occasion], *, name: str, now: datetime) -> bytes:
    """The calendar in UTF-8; `name` is what the app calls it. Raises ValueError for a naive `now`."""
    if now.tzinfo is None:
        raise ValueError("a calendar is written at an aware instant")
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval;value=duration", "PT4H")
    calendar.add("x-published-ttl", "PT4H")
    for occasion in occasions:
        calendar.add_component(_event(occasion, now))
    return bytes(calendar.to_ical())


def _event(occasion: Occasion, now: datetime) -> Event:
    event = Event()
    event.add("uid", occasion.uid)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("summary", occasion.title)
    if occasion.text:
        event.add("description", occasion.text)
    if occasion.at is None:
        event.add("dtstart", occasion.day)
        event.add("dtend", occasion.day + timedelta(days=1))
        starts = datetime.combine(occasion.day, time(), LIMA)
    else:
        starts = datetime.combine(occasion.day, occasion.at, LIMA)
        event.add("dtstart", starts.astimezone(UTC))
        event.add("dtend", (starts + _APPOINTMENT).astimezone(UTC))
    event.add("transp", "TRANSPARENT")
    for count in sorted(set(occasion.before), reverse=True):
        rings = datetime.combine(workdays_before(occasion.day, count), MORNING, LIMA)
        event.add_component(_alarm(occasion.title, rings - starts))
    return event


def _alarm(title: str, trigger: timedelta) -> Alarm:
    # By the distance from the beginning: what rings at an instant is left out by several apps.
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", trigger)
    return alarm
