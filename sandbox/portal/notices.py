"""The values the make-believe portal keeps: notices, their attachments, openings, faults and counts."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, Field

from sandbox.portal.faces import Face, Labels, Layout
from sandbox.portal.people import Person
from sandbox.portal.samples import Kind


@dataclass(frozen=True)
class Attachment:
    """A PDF of a notice; its bytes are made when first asked for."""

    id: str
    name: str


@dataclass
class Notice:
    """One message to one person. `opened_at` is the first opening, the one that counts; others only go on record.
    `scan` is the text of a scanned notice, which stands in no field of it but only in its PDFs, as a picture.
    """

    id: str
    person: Person
    kind: Kind
    subject: str
    body: str
    file: str
    deposited_at: datetime
    attachments: tuple[Attachment, ...]
    opened_at: datetime | None = None
    scan: str = ""


@dataclass(frozen=True)
class Opening:
    """Who opened what, when, and with which program (the user agent)."""

    notice: Notice
    opened_at: datetime
    via: str


@dataclass
class Mailbox:
    """What the portal keeps of one person: notices, wrong tries since the last right one, the lock, the password.

    `person.password` is the first one, as printed on the constancia; `password` is the one that opens.
    """

    person: Person
    notices: list[Notice] = field(default_factory=list)
    wrong_tries: int = 0
    locked: bool = False
    password: str = ""

    def __post_init__(self) -> None:
        self.password = self.password or self.person.password

    def renew(self, password: str) -> None:
        """Take a new password; whoever proved who they are is let in again."""
        self.password = password
        self.unlock()

    def unlock(self) -> None:
        """Let the person in again, wrong tries forgotten."""
        self.locked = False
        self.wrong_tries = 0

    def newest_first(self) -> list[Notice]:
        """By time of deposit; of two deposited at once, the later one first."""
        return sorted(self.notices, key=lambda notice: notice.deposited_at)[::-1]


@dataclass
class Session:
    """A signed-in person; dies when unused for the session's life."""

    mailbox: Mailbox
    expires_at: datetime


class Ending(StrEnum):
    """How *Verificación de Datos* ends: the person sets a password, or is sent one. Public sources tell of both."""

    SET = "set"
    SENT = "sent"


class Weather(BaseModel, frozen=True, extra="forbid"):
    """What may be wrong with any site; the default is a healthy one."""

    down: bool = False
    slow_seconds: float = Field(default=0, ge=0, le=120)
    server_error: bool = False


class Faults(Weather, frozen=True):
    """What is wrong with the portal at the moment, which face it shows and how that varies (`faces` says what varies
    where), and which of two endings its recovery takes.
    """

    changed_fields: bool = False
    captcha: bool = False
    recovery_ending: Ending = Ending.SET
    face: Face = Face.SINGLE
    labels: Labels = Labels.USUAL
    layout: Layout = Layout.USUAL
    no_password_field: bool = False
    foreign_redirect: str = Field(default="", pattern="^(https?://.*)?$")
    endless_download: bool = False
    slow_scripts: float = Field(default=0, ge=0, le=120)
    injected_names: bool = False


@dataclass
class Counts:
    """How often the site's API was used since the last reset; a request dropped by the `down` fault counts too."""

    sign_ins: int = 0
    refused_sign_ins: int = 0
    listings: int = 0
    openings: int = 0
    requests: int = 0
