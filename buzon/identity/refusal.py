"""Why an answer was not taken, and the answer that could mean more than one thing. Neither holds what was written."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

Meaning = TypeVar("Meaning")

MOST_CHOICES = 3
"""More buttons than this are a list, and a list is no help."""


class Reason(StrEnum):
    """What was wrong. Each has its words, and its example, in `locales`."""

    EMPTY = "empty"
    NOT_KNOWN = "not_known"
    NONE_HELD = "none_held"
    SEVERAL_ANSWERS = "several_answers"
    SIGNS = "signs"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"

    NOT_A_DATE = "not_a_date"
    DATE_INCOMPLETE = "date_incomplete"
    UNCLEAR_DATE = "unclear_date"
    AN_AGE = "an_age"
    NO_SUCH_DAY = "no_such_day"
    NO_SUCH_MONTH = "no_such_month"
    IN_THE_FUTURE = "in_the_future"
    TOO_LONG_AGO = "too_long_ago"

    UNKNOWN_COUNTRY = "unknown_country"
    UNKNOWN_DOCUMENT = "unknown_document"

    NO_DIGITS = "no_digits"
    MASKED = "masked"
    LOOKS_LIKE_DATE = "looks_like_date"
    LOOKS_LIKE_PHONE = "looks_like_phone"

    DIGITS = "digits"
    NOT_LATIN = "not_latin"
    A_QUESTION = "a_question"
    NOT_A_NAME = "not_a_name"


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that was not taken.

    `limit` is the number its words need, where there is one: the days of that month (`NO_SUCH_DAY`), the years that
    are believed (`TOO_LONG_AGO`), the least or most characters (`TOO_SHORT`, `TOO_LONG`).
    """

    reason: Reason
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Ambiguous(Generic[Meaning]):
    """Two or three things that the answer could mean, in a settled order: to be offered as buttons."""

    choices: tuple[Meaning, ...]

    def __post_init__(self) -> None:
        if not 2 <= len(self.choices) <= MOST_CHOICES:
            raise ValueError("a choice is between two or three")
