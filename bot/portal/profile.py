"""How one portal speaks, as data: a TOML file instead of code.

Nobody outside Migraciones knows the mailbox's own JSON, so nothing about it is written into the client: another
deployment is another profile. Packaged ones lie in `profiles/` and are loaded by name, others by path.
"""

import re
import tomllib
from enum import StrEnum
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import quote
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from handlers.errors import Misconfigured

ISO = "iso"
_PLACEHOLDER = re.compile(r"\{(\w*)\}")


class Meaning(StrEnum):
    """What a refusal of the portal means to us."""

    REJECTED = "rejected"
    LOCKED = "locked"
    CAPTCHA = "captcha"
    SESSION_EXPIRED = "session_expired"
    NOT_FOUND = "not_found"


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


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError("not a known time zone, such as America/Lima") from error
    return value


PlainPath = Annotated[str, _paths(set(), set())]
NoticePath = Annotated[str, _paths({"notice"}, {"notice"})]
AttachmentPath = Annotated[str, _paths({"attachment"}, {"notice", "attachment"})]
Method = Literal["GET", "POST", "PUT", "DELETE"]
Seconds = Annotated[float, Field(gt=0, le=600)]
HeaderText = Annotated[str, Field(pattern=r"^[\x20-\x7e]*$")]
Pointer = str
"""Where a value stands in an answer: field names joined by dots, `datos.filas`; the empty one is the whole answer."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class SignIn(_Part):
    """The call that opens a session. `landmark` must stand in its answer, or it was no answer to a sign-in."""

    method: Literal["POST", "PUT"] = "POST"
    path: PlainPath
    encoding: Literal["json", "form"] = "json"
    user: str
    password: str
    fixed: dict[str, str | int | bool] = {}
    landmark: Pointer


class SignOut(_Part):
    """The call that ends a session; its answer does not matter."""

    method: Method = "POST"
    path: PlainPath


class Paging(_Part):
    """Query parameters of a list that comes in pages. `size` is asked for; the portal may give fewer per page."""

    page_parameter: str
    size_parameter: str | None = None
    size: Annotated[int, Field(ge=1, le=1000)] = 20
    first: Literal[0, 1] = 1


class Row(_Part):
    """Where a notice's own facts stand. `attachments` points at a number or at the list of files."""

    id: Pointer
    subject: Pointer
    deposited_at: Pointer
    read: Pointer
    attachments: Pointer | None = None
    file_number: Pointer | None = None


class Listing(_Part):
    """The call that lists notices and opens none. Without `total`, pages are followed until one brings nothing new."""

    method: Method = "GET"
    path: PlainPath
    paging: Paging | None = None
    rows: Pointer
    total: Pointer | None = None
    row: Row


class File(_Part):
    """Where an attachment's facts stand within its entry."""

    id: Pointer
    name: Pointer
    size: Pointer | None = None


class Detail(_Part):
    """The call that opens a notice: a legal act."""

    method: Method = "GET"
    path: NoticePath
    id: Pointer
    subject: Pointer
    deposited_at: Pointer
    body: Pointer
    file_number: Pointer | None = None
    attachments: Pointer
    file: File


class Download(_Part):
    """The call that gives an attachment's bytes; an answer of a type not in `types` is not one."""

    method: Method = "GET"
    path: AttachmentPath
    types: tuple[str, ...] = ("application/pdf",)


class Cookie(_Part):
    """The session is the cookie of this name."""

    carrier: Literal["cookie"]
    name: str


class Bearer(_Part):
    """The session is the token at `token` in the answer to the sign-in, sent back in the header `Authorization`."""

    carrier: Literal["bearer"]
    token: Pointer


class Rule(_Part):
    """`status`, and `code` where the body gives one, mean `means`."""

    status: Annotated[int, Field(ge=200, le=599)]
    code: str | int | None = None
    means: Meaning

    @model_validator(mode="after")
    def _a_status_alone_blames_nobody(self) -> Self:
        if self.code is None and self.means in {Meaning.REJECTED, Meaning.LOCKED, Meaning.CAPTCHA}:
            raise ValueError(f"{self.means} needs a code: a status alone may mean that the portal has changed")
        return self


class Refusals(_Part):
    """How the portal says no: where the code stands in the body, and the rules; the first that fits counts."""

    code: Pointer
    rules: tuple[Rule, ...]


class Dates(_Part):
    """How dates are written (`iso` or `strptime` patterns, the first that fits counts); naive ones are in `zone`."""

    formats: Annotated[tuple[str, ...], Field(min_length=1)] = (ISO,)
    zone: Annotated[str, AfterValidator(_zone)] = "America/Lima"


class Timeouts(_Part):
    """Seconds: to connect, for a whole call, for the whole download of an attachment."""

    connect: Seconds = 5
    call: Seconds = 20
    attachment: Seconds = 120


class Profile(_Part):
    """How one portal speaks. `verified` is false where nobody has held it against the portal itself."""

    name: str
    verified: bool
    base_url: str | None = None
    user_agent: HeaderText = "BuzonBot/0.1"
    headers: dict[HeaderText, HeaderText] = {}
    timeouts: Timeouts = Timeouts()
    dates: Dates = Dates()
    session: Annotated[Cookie | Bearer, Field(discriminator="carrier")]
    refusals: Refusals
    sign_in: SignIn
    list: Listing
    detail: Detail
    attachment: Download
    sign_out: SignOut | None = None

    @classmethod
    def load(cls, name_or_path: str) -> Self:
        """The packaged profile of this name, or the one in this file (anything with a slash or ending in `.toml`).

        Raises:
            Misconfigured: no such profile, no TOML, or a field that does not fit; one line that names it.
        """
        source = _source(name_or_path)
        try:
            return cls.model_validate(tomllib.loads(source))
        except tomllib.TOMLDecodeError as error:
            raise Misconfigured(f"portal profile {name_or_path}: not TOML: {error}") from error
        except ValidationError as error:
            raise Misconfigured(f"portal profile {name_or_path}: {_first(error)}") from error


def packaged() -> tuple[str, ...]:
    """The names of the profiles that come with the product."""
    files = resources.files("bot.portal").joinpath("profiles").iterdir()
    return tuple(sorted(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml")))


def filled(path: str, **values: str) -> str:
    """`path` with its placeholders replaced, each value escaped so that it stays one segment."""
    return _PLACEHOLDER.sub(lambda match: quote(values[match.group(1)], safe="", errors="replace"), path)


def _source(name_or_path: str) -> str:
    by_name = not ("/" in name_or_path or name_or_path.endswith(".toml"))
    if by_name and name_or_path not in packaged():
        raise Misconfigured(
            f"portal profile {name_or_path}: unknown; give a path to a .toml file or one of {', '.join(packaged())}"
        )
    file = resources.files("bot.portal").joinpath("profiles", f"{name_or_path}.toml") if by_name else Path(name_or_path)
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise Misconfigured(f"portal profile {name_or_path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise Misconfigured(f"portal profile {name_or_path}: not TOML: not UTF-8 text") from error


def _first(error: ValidationError) -> str:
    """The first thing that is wrong, as `field: why`, and how many more there are."""
    problem, *others = error.errors(include_url=False, include_input=False)
    field = ".".join(str(step) for step in problem["loc"]) or "the whole"
    why = problem["msg"].removeprefix("Value error, ")
    return f"{field}: {why}" + (f" (and {len(others)} more)" if others else "")
