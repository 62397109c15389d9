"""What invented notices say: subjects and texts of every kind, read from samples.toml.

No real text of the portal is public, so every one of these is ours and ends by saying so.
"""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

LIMA = ZoneInfo("America/Lima")
CLOSING = "SIMULACIÓN — texto inventado"

_FILE = Path(__file__).with_name("samples.toml")


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
    """One invented notice; `subject` and `body` hold the places {name}, {file} and {date}."""

    subject: str
    body: str
    attachments: tuple[str, ...]

    def subject_for(self, *, file: str) -> str:
        """The line as it stands in the list, for one file number."""
        return self.subject.format(file=file)

    def body_for(self, *, name: str, file: str, deposited_at: datetime) -> str:
        """The text in paragraphs parted by an empty line, closed as `closed` does."""
        date = deposited_at.astimezone(LIMA).strftime("%d/%m/%Y")
        return closed(self.body.format(name=name, file=file, date=date))


def closed(text: str) -> str:
    """The text with the line that says it is invented; harmless where that line stands already."""
    text = text.strip()
    return text if text.endswith(CLOSING) else f"{text}\n\n{CLOSING}".lstrip()


def label(kind: Kind) -> str:
    """The kind's Spanish name, as the desk shows it."""
    return str(_read()[kind]["label"])


@cache
def samples(kind: Kind) -> tuple[Sample, ...]:
    """At least two samples, always in the same order."""
    return tuple(
        Sample(subject=entry["subject"], body=entry["body"].strip(), attachments=tuple(entry["attachments"]))
        for entry in _read()[kind]["samples"]
    )


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
