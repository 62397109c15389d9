"""Days and hours as staff write them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzon.moment import read_moment

LIMA = ZoneInfo("America/Lima")
THURSDAY = datetime(2026, 12, 3, 15, 30, tzinfo=UTC)
"""Half past ten in the morning in Lima."""


def read(text: str, now: datetime = THURSDAY) -> str | None:
    found = read_moment(text, now=now, zone=LIMA)
    return None if found is None else f"{found.astimezone(LIMA):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("mañana 9:00", "2026-12-04 09:00"),
        ("Mañana a las 9", "2026-12-04 09:00"),
        ("mañana a las 9 de la mañana", "2026-12-04 09:00"),
        ("pasado mañana 10.15", "2026-12-05 10:15"),
        ("hoy 18:00", "2026-12-03 18:00"),
        ("hoy a las 6 pm", "2026-12-03 18:00"),
        ("hoy 6 p. m.", "2026-12-03 18:00"),
        ("ayer 9:00", "2026-12-02 09:00"),
        ("hoy 8:30", "2026-12-03 08:30"),
        ("28/12 15:30", "2026-12-28 15:30"),
        ("28-12-2026 15:30", "2026-12-28 15:30"),
        ("28/12/26 a las 3 de la tarde", "2026-12-28 15:00"),
        ("28 de diciembre 15:30", "2026-12-28 15:30"),
        ("5 dic 2026, 18h", "2026-12-05 18:00"),
        ("15/1 9:00", "2027-01-15 09:00"),
        ("1/12 9:00", "2026-12-01 09:00"),
        ("2026-12-28 15:30", "2026-12-28 15:30"),
        ("2026-12-28T15:30", "2026-12-28 15:30"),
        ("viernes 9am", "2026-12-04 09:00"),
        ("el jueves a las 9", "2026-12-10 09:00"),
        ("jueves 18:00", "2026-12-03 18:00"),
        ("18:00", "2026-12-03 18:00"),
        ("9:00", "2026-12-04 09:00"),
        ("mañana a mediodía", "2026-12-04 12:00"),
        ("tomorrow 9 am", "2026-12-04 09:00"),
        ("monday at 8", "2026-12-07 08:00"),
        ("12 am", "2026-12-04 00:00"),
    ],
)
def test_what_people_write(text: str, meant: str) -> None:
    """The day first, by Lima's clocks; without a day the next time that hour comes."""
    assert read(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "mañana",
        "pronto",
        "28/12",
        "31/02 9:00",
        "29/02/2027 9:00",
        "25:00",
        "9:75",
        "mañana 9:00 o 10:00",
        "algún día 9:00",
    ],
)
def test_what_nobody_can_know_is_not_guessed(text: str) -> None:
    """No hour, no such day, no such hour, two hours."""
    assert read(text) is None


def test_the_day_is_limas() -> None:
    """At three in the morning in UTC it is still the day before in Lima."""
    assert read("mañana 9:00", datetime(2026, 12, 4, 3, 0, tzinfo=UTC)) == "2026-12-04 09:00"


@given(st.text(max_size=40))
def test_nothing_breaks_it(text: str) -> None:
    """Whatever is written: an instant with a zone, or None."""
    found = read_moment(text, now=THURSDAY, zone=LIMA)
    assert found is None or found.tzinfo is not None


@given(st.integers(0, 59 * 24), st.integers(0, 23), st.integers(0, 59))
def test_a_date_that_is_written_out_is_read_back(hours: int, hour: int, minute: int) -> None:
    """Any day of the next two months, with its year."""
    day = (THURSDAY.astimezone(LIMA) + timedelta(hours=hours)).date()
    text = f"{day:%d/%m/%Y} {hour}:{minute:02}"
    assert read(text) == f"{day:%Y-%m-%d} {hour:02}:{minute:02}"
