"""What the foot of a constancia says: user and password, or why they can't be read. Pure: text in, outcome out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from buzon.credentials import Secret
from buzon.receipt_labels import Field, Sighting, State, sightings

MOST_BYTES = 15_000_000
"""Of a file that is looked at; a phone's photo has four or five million."""


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
    TOO_MANY = "too-many"
    """Not looked at: this chat has sent many in a short while."""
    NOT_A_SHEET = "not-a-sheet"
    """Neither PDF nor picture."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A sheet that was read. `user` may be there without a password (MASKED); both are there where FOUND."""

    outcome: Outcome
    user: Secret | None = None
    password: Secret | None = None


def read_text(text: str) -> Receipt:
    """What a sheet's text says: FOUND, MASKED, UNREADABLE (the labels stand there, but not what should follow) or NONE.

    Of several pairs the last one counts, since the credentials stand at the end of the sheet. Values are told letter by
    letter as they stand in the text.
    """
    best = _best(text.splitlines())
    if best is None:
        return Receipt(Outcome.NONE)
    if best.outcome is Outcome.UNREADABLE:
        return Receipt(Outcome.UNREADABLE)
    user = Secret(best.user.value) if best.user and best.user.state is State.VALUE else None
    return Receipt(best.outcome, user, Secret(best.password.value) if best.outcome is Outcome.FOUND else None)


def label_lines(lines: Sequence[str]) -> tuple[int, ...]:
    """The numbers of the lines where the labels of `read_text`'s pair stand, in order; one or none where it sees less.

    For whoever holds the picture and wants to look there more closely.
    """
    best = _best(lines)
    seen = (best.user, best.password) if best else ()
    return tuple(sorted({sighting.line for sighting in seen if sighting}))


@dataclass(frozen=True, slots=True)
class _Pair:
    outcome: Outcome
    user: Sighting | None
    password: Sighting


_NEAR = 6  # lines, empty ones included


def _best(lines: Sequence[str]) -> _Pair | None:
    seen = sightings(lines)
    pairs = [_pair(password, seen) for password in seen if password.field is Field.PASSWORD]
    for wanted in (Outcome.FOUND, Outcome.MASKED, Outcome.UNREADABLE):
        for pair in reversed(pairs):
            if pair.outcome is wanted:
                return pair
    return None


def _pair(password: Sighting, seen: Sequence[Sighting]) -> _Pair:
    users = [sighting for sighting in seen if sighting.field is Field.USER]
    near = [user for user in users if abs(user.line - password.line) <= _NEAR]
    user = min(
        near,
        key=lambda user: (user.state is not State.VALUE, abs(user.line - password.line), -user.line),
        default=None,
    )
    return _Pair(_outcome(user, password), user, password)


def _outcome(user: Sighting | None, password: Sighting) -> Outcome:
    meant = password.colon or (user is not None and user.colon)
    if password.state is State.MASKED:
        return Outcome.MASKED
    if user and user.state is password.state is State.VALUE:
        if user.beneath is not password.beneath:  # the next line's first word, where the password itself was not seen
            return Outcome.UNREADABLE if meant else Outcome.NONE
        # Without a colon it may be prose, or a web page's fields with buttons beneath them: a digit tells.
        return Outcome.FOUND if meant or re.search(r"\d", user.value + password.value) else Outcome.NONE
    if password.state is State.EMPTY and (user is None or user.state is State.EMPTY):
        return Outcome.UNREADABLE if user and user.colon and password.colon else Outcome.NONE
    return Outcome.UNREADABLE if meant else Outcome.NONE
