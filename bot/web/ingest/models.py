"""What goes over the wire, each side of it: the description is made from these."""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

MOST_NOTICES = 500
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)")
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(minutes=5)

Id = Annotated[str, StringConstraints(min_length=1, max_length=128, pattern="^[!-~]+$")]
Life = Annotated[int, Field(ge=300, le=604_800)]


def _written(value: object) -> object:
    if not isinstance(value, str) or not _RFC3339.fullmatch(value):
        raise ValueError("must be a time with its offset, as 2026-12-03T10:30:00-05:00")
    return value.upper()


def _counted(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("must be a whole number")
    return value


Moment = Annotated[AwareDatetime, BeforeValidator(_written, json_schema_input_type=AwareDatetime)]


class _Given(BaseModel):
    """What an institution sends: nothing more than is described."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, frozen=True)


class NoticeIn(_Given):
    """One notice for one person."""

    id: Id = Field(description="Your own id of the notice: of one institution no two notices have the same.")
    recipient: Id = Field(description="Your own reference of the person, as given when the code was made.")
    subject: str = Field(min_length=1, max_length=500, description="What the alert shows, and what it is dated by.")
    body: str = Field(min_length=1, max_length=20_000, description="The text; shown only after the person's yes.")
    deposited_at: Moment = Field(description="When it was deposited: not before 2000, not in the future.")

    def misdated(self, now: datetime) -> bool:
        """Whether it was deposited too early or too late to be true."""
        return not _EARLIEST <= self.deposited_at <= now + _AHEAD


class NoticesIn(_Given):
    """A batch."""

    notices: list[NoticeIn] = Field(min_length=1, max_length=MOST_NOTICES)


class LinkIn(_Given):
    """Somebody who is to be shown a code."""

    recipient: Id = Field(description="Your own reference of the person.")
    holder: str = Field(
        min_length=1,
        max_length=120,
        pattern="[A-Za-zÀ-ÖØ-öø-ÿ]",
        description="The person's name. It is kept and shown only masked: the first letter of each word.",
    )
    expires_in: Annotated[Life, BeforeValidator(_counted, json_schema_input_type=Life)] = Field(
        86_400, description="Seconds that the code is good for."
    )


class Result(BaseModel):
    """What became of one notice, in the order of the batch."""

    index: int = Field(ge=0)
    id: str | None = Field(description="As it was sent; null where it could not be read.")
    status: Literal["accepted", "duplicate", "unknown_recipient", "conflict", "invalid"]
    delivery: Literal["telegram", "whatsapp", "both", "none"] | None = Field(
        None,
        description="Where the person is told first, if they can be reached now; an urgent notice goes to their other "
        "channel too. `both`: several people have linked this reference. Who they are there is not said.",
    )
    field: str | None = Field(None, description="Of `invalid`: which field.")
    detail: str | None = Field(None, description="Of `invalid`: what it must be.")


class Results(BaseModel):
    """One result for each notice."""

    results: list[Result]


class LinkOut(BaseModel):
    """A code to be shown to this person, and to nobody else."""

    code: str = Field(pattern="^[0-9A-Z]{4}-[0-9A-Z]{4}$")
    link: str = Field(description="What statuses call the link that may come of it.")
    expires_at: AwareDatetime


class StatusOut(BaseModel):
    """Something that happened, once."""

    cursor: int = Field(ge=1)
    at: AwareDatetime
    status: Literal["linked", "delivered", "opened-consent", "failed", "gone", "unlinked"]
    link: str
    notice: str | None = Field(description="Your own id of the notice; null of `linked` and `unlinked`.")


class Statuses(BaseModel):
    """A page of the feed: ask again after `next`."""

    statuses: list[StatusOut]
    next: int = Field(ge=0)
    more: bool


class ProblemOut(BaseModel):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    now: str | None = Field(None, description="Of `timestamp`: our time, in milliseconds since 1970.")
