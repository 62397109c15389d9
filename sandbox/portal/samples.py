"""What invented notices say: subjects and texts of every kind, read from samples.toml.

No real text of the portal is public, so every one of these is ours and ends by saying so.
"""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

LIMA = ZoneInfo("America/Lima")
CLOSING = "SIMULACIÓN — texto inventado"

_FILE = Path(__file__).with_name("samples.toml")
_WEEKDAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
_MONTHS = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
    *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
)


class Kind(StrEnum):
    """The kinds of notice the portal sends, by the names the puppeteer's API uses."""

    APPROVAL = "approval"
    PICKUP = "pickup"
    REMEDY = "remedy"
    DEMAND = "demand"
    SUMMONS = "summons"
    DENIAL = "denial"
    DISMISSED = "dismissed"
    SANCTION = "sanction"
    EXPULSION = "expulsion"
    APPEAL_DECIDED = "appeal_decided"
    INFORMATION = "information"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Sample:
    """One invented notice. `id` never changes, `title` tells it from the others of its kind; `subject` and `body` hold
    the places that samples.toml explains. Of a `scanned` one the body stands only in the PDF, as a picture.
    """

    id: str
    kind: Kind
    title: str
    subject: str
    body: str
    attachments: tuple[str, ...]
    scanned: bool = False

    def subject_for(self, *, file: str) -> str:
        """The line as it stands in the list, for one file number."""
        return self.subject.format(file=file)

    def body_for(self, *, name: str, file: str, deposited_at: datetime) -> str:
        """The text in paragraphs parted by an empty line, closed as `closed` does.

        Raises:
            OverflowError: a day it names lies beyond the year 9999.
        """
        day = deposited_at.astimezone(LIMA).date()
        days = {"date": f"{day:%d/%m/%Y}", "in_days": _InDays(day), "day_in": _DayIn(day)}
        return closed(self.body.format(name=name, file=file, **days))


class _InDays:
    """A place `{in_days:12}`: the day that many days after the first one, as 15/12/2026."""

    def __init__(self, first: date) -> None:
        self._first = first

    def __format__(self, days: str) -> str:
        return self._written(self._opening_day(int(days)))

    def _opening_day(self, days: int) -> date:
        """A weekend moves to Monday: nobody is summoned to a closed office."""
        day = self._first + timedelta(days=days)
        return day + timedelta(days=7 - day.weekday() if day.weekday() > 4 else 0)

    def _written(self, day: date) -> str:
        return f"{day:%d/%m/%Y}"


class _DayIn(_InDays):
    """A place `{day_in:12}`: the same day as "martes 15 de diciembre de 2026"."""

    def _written(self, day: date) -> str:
        return f"{_WEEKDAYS[day.weekday()]} {day.day} de {_MONTHS[day.month - 1]} de {day.year}"


def closed(text: str) -> str:
    """The text with the line that says it is invented; harmless where that line stands already."""
    text = text.strip()
    return text if text.endswith(CLOSING) else f"{text}\n\n{CLOSING}".lstrip()


def label(kind: Kind) -> str:
    """The kind's Spanish name, as the desk shows it."""
    return str(_read()[kind]["label"])


@cache
def samples(kind: Kind) -> tuple[Sample, ...]:
    """At least three samples, always in the same order."""
    return tuple(
        Sample(
            id=entry["id"],
            kind=kind,
            title=entry["title"],
            subject=entry["subject"],
            body=entry["body"].strip(),
            attachments=tuple(entry["attachments"]),
            scanned=entry.get("scanned", False),
        )
        for entry in _read()[kind]["samples"]
    )


def sample(sample_id: str) -> Sample:
    """The sample of that id.

    Raises:
        KeyError: there is none.
    """
    return _by_id()[sample_id]


def in_turn(kind: Kind, turn: int) -> Sample:
    """The sample that comes at this turn (from 0) where only the kind is asked for: the first few, again and again."""
    return samples(kind)[turn % int(_read()[kind]["turns"])]


@cache
def _by_id() -> dict[str, Sample]:
    return {one.id: one for kind in Kind for one in samples(kind)}


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
