"""What the foot of a constancia says: user and password, or why they can't be read. Pure: text in, outcome out."""

from dataclasses import dataclass
from enum import StrEnum

from buzon.credentials import Secret


class Outcome(StrEnum):
    """What came of reading a sheet. Each has its words in `locales/` (`sheet-<outcome>`)."""

    FOUND = "found"
    """Both were read: for the person to check against the sheet, never to be submitted by itself."""
    MASKED = "masked"
    """The password is asterisks: the first constancia has it, or it is reset."""
    NONE = "none"
    """The text was read, and holds no credentials."""
    UNREADABLE = "unreadable"
    """A picture that shows too little: a better photo may help."""
    TOO_LARGE = "too-large"
    LOCKED = "locked"
    """A PDF under a password."""
    BROKEN = "broken"
    """Not a whole PDF or picture, whatever its name says; or one that takes too long to read."""
    NOT_A_SHEET = "not-a-sheet"
    """Neither PDF nor picture."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A sheet that was read. `user` may be there without a password (MASKED); both are there where FOUND."""

    outcome: Outcome
    user: Secret | None = None
    password: Secret | None = None
