"""What Migraciones puts into a mailbox: notices, their attachments, their kinds."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Urgency(StrEnum):
    """How soon a person must look. The order of the members is the order of urgency, least first."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Kind(StrEnum):
    """What a notice is about. The official Spanish terms are in `docs/glossary.md`."""

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

    @property
    def urgency(self) -> Urgency:
        """How urgent a notice of this kind is, whatever its text says."""
        return _URGENCY[self]


_URGENCY = {
    Kind.APPROVAL: Urgency.LOW,
    Kind.PICKUP: Urgency.MEDIUM,
    Kind.REMEDY: Urgency.HIGH,
    Kind.DEMAND: Urgency.HIGH,
    Kind.SUMMONS: Urgency.HIGH,
    Kind.DENIAL: Urgency.HIGH,
    Kind.DISMISSED: Urgency.HIGH,
    Kind.SANCTION: Urgency.HIGH,
    Kind.EXPULSION: Urgency.CRITICAL,
    Kind.APPEAL_DECIDED: Urgency.MEDIUM,
    Kind.INFORMATION: Urgency.MEDIUM,
    Kind.UNKNOWN: Urgency.MEDIUM,
}


@dataclass(frozen=True, slots=True)
class Notice:
    """One row of the list of notices: what can be known without opening.

    `id` is the portal's own, opaque and unique within the mailbox. `deposited_at` is aware. `attachments` counts files.
    """

    id: str
    subject: str
    deposited_at: datetime
    read: bool
    attachments: int = 0
    file_number: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that hangs on an opened notice; `size` in bytes where the portal says it."""

    id: str
    name: str
    size: int | None = None


@dataclass(frozen=True, slots=True)
class OpenedNotice:
    """What the portal shows once a notice was opened. Opening is a legal act (Ley 27444): never done without a yes."""

    notice: Notice
    body: str
    attachments: tuple[Attachment, ...] = ()
