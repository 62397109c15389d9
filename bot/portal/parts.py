"""What the sections of a profile are made of: paths, pointers, forms that are sent, and how a site says no."""

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cached_property, partial
from typing import Annotated, Literal, Self
from urllib.parse import quote

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

ISO = "iso"
_PLACEHOLDER = re.compile(r"\{(\w*)\}")


def _path(value: str, *, needed: frozenset[str], allowed: frozenset[str]) -> str:
    if not value.startswith("/"):
        raise ValueError("a path begins with /")
    found = set(_PLACEHOLDER.findall(value))
    if strange := found - allowed:
        raise ValueError(f"{{{min(strange)}}} has no meaning in this path")
    if missing := needed - found:
        raise ValueError(f"the path must hold {{{min(missing)}}}")
    return value


def _paths(needed: set[str], allowed: set[str]) -> AfterValidator:
    return AfterValidator(partial(_path, needed=frozenset(needed), allowed=frozenset(allowed)))


PlainPath = Annotated[str, _paths(set(), set())]
NoticePath = Annotated[str, _paths({"notice"}, {"notice"})]
AttachmentPath = Annotated[str, _paths({"attachment"}, {"notice", "attachment"})]
Pointer = str
"""Where a value stands in an answer: field names joined by dots, `datos.filas`; the empty one is the whole answer."""

FieldName = Annotated[str, Field(min_length=1)]
"""What a datum is called in a form that is sent."""

Value = str | int | bool


class Part(BaseModel):
    """One section: frozen, nothing in it that has no meaning, and never a value in an error's text."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Posting(Part):
    """A call with a form in its body: where to, how it is written, and the fields that are always the same."""

    path: PlainPath
    encoding: Literal["json", "form"] = "json"
    fixed: dict[str, Value] = Field(default_factory=dict)


class Meaning(StrEnum):
    """What a refusal of the portal, or of the agency, means to us."""

    REJECTED = "rejected"
    LOCKED = "locked"
    CAPTCHA = "captcha"
    SESSION_EXPIRED = "session_expired"
    NOT_FOUND = "not_found"
    MISMATCH = "mismatch"
    TOO_MANY_TRIES = "too_many_tries"
    VERIFICATION_OVER = "verification_over"
    PASSWORD_REFUSED = "password_refused"  # noqa: S105  (no password, a word about one)
    CAPTCHA_MISREAD = "captcha_misread"
    CAPTCHA_SPENT = "captcha_spent"


_TOLD_BY_STATUS = frozenset({Meaning.SESSION_EXPIRED, Meaning.NOT_FOUND})
"""The rest tells a person that they did something wrong, or must do something again."""


class Rule(Part):
    """`status`, and `code` where the body gives one, mean `means`."""

    status: Annotated[int, Field(ge=200, le=599)]
    code: str | int | None = None
    means: Meaning

    @model_validator(mode="after")
    def _a_status_alone_blames_nobody(self) -> Self:
        if self.code is None and self.means not in _TOLD_BY_STATUS:
            raise ValueError(f"{self.means} needs a code: a status alone may mean that the portal has changed")
        return self


class Refusals(Part):
    """How the site says no: where the code stands in the body, and the rules; the first that fits counts."""

    code: Pointer
    rules: tuple[Rule, ...]

    @cached_property
    def by_status(self) -> Mapping[int, Sequence[Rule]]:
        """The rules of each status that has any, in their order."""
        statuses = {rule.status for rule in self.rules}
        return {status: [rule for rule in self.rules if rule.status == status] for status in statuses}


def apart(names: Iterable[str | None]) -> None:
    """Return if no two data would stand in one field of a form, where the second would replace the first.

    Raises:
        ValueError: they would.
    """
    given = [name for name in names if name is not None]
    if twice := next((name for name in given if given.count(name) > 1), None):
        raise ValueError(f"two data in one field, {twice}")


def filled(path: str, **values: str) -> str:
    """`path` with its placeholders replaced, each value escaped so that it stays one segment."""
    return _PLACEHOLDER.sub(lambda match: quote(values[match.group(1)], safe="", errors="replace"), path)
