"""How one portal speaks, as data: a TOML file instead of code.

Nobody outside Migraciones knows the mailbox's own JSON, so nothing about it is written into the client: another
deployment is another profile. Packaged ones lie in `profiles/` and are loaded by name, others by path.
"""

import tomllib
from importlib import resources
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, ValidationError

from bot.portal.parts import ISO, AttachmentPath, NoticePath, Part, PlainPath, Pointer, Posting, Refusals
from bot.portal.profile_recovery import AgencyCalls, RecoveryCalls
from handlers.errors import Misconfigured


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError("not a known time zone, such as America/Lima") from error
    return value


Method = Literal["GET", "POST", "PUT", "DELETE"]
Seconds = Annotated[float, Field(gt=0, le=600)]
HeaderText = Annotated[str, Field(pattern=r"^[\x20-\x7e]*$")]


class SignIn(Posting):
    """The call that opens a session. `landmark` must stand in its answer, or it was no answer to a sign-in."""

    method: Literal["POST", "PUT"] = "POST"
    user: str
    password: str
    landmark: Pointer


class SignOut(Part):
    """The call that ends a session; its answer does not matter."""

    method: Method = "POST"
    path: PlainPath


class Paging(Part):
    """Query parameters of a list that comes in pages. `size` is asked for; the portal may give fewer per page."""

    page_parameter: str
    size_parameter: str | None = None
    size: Annotated[int, Field(ge=1, le=1000)] = 20
    first: Literal[0, 1] = 1


class Row(Part):
    """Where a notice's own facts stand. `attachments` points at a number or at the list of files."""

    id: Pointer
    subject: Pointer
    deposited_at: Pointer
    read: Pointer
    attachments: Pointer | None = None
    file_number: Pointer | None = None


class Listing(Part):
    """The call that lists notices and opens none. Without `total`, pages are followed until one brings nothing new."""

    method: Method = "GET"
    path: PlainPath
    paging: Paging | None = None
    rows: Pointer
    total: Pointer | None = None
    row: Row


class File(Part):
    """Where an attachment's facts stand within its entry."""

    id: Pointer
    name: Pointer
    size: Pointer | None = None


class Detail(Part):
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


class Download(Part):
    """The call that gives an attachment's bytes; an answer of a type not in `types` is not one."""

    method: Method = "GET"
    path: AttachmentPath
    types: tuple[str, ...] = ("application/pdf",)


class Cookie(Part):
    """The session is the cookie of this name."""

    carrier: Literal["cookie"]
    name: str


class Bearer(Part):
    """The session is the token at `token` in the answer to the sign-in, sent back in the header `Authorization`."""

    carrier: Literal["bearer"]
    token: Pointer


class Dates(Part):
    """How dates are written (`iso` or `strptime` patterns, the first that fits counts); naive ones are in `zone`."""

    formats: Annotated[tuple[str, ...], Field(min_length=1)] = (ISO,)
    zone: Annotated[str, AfterValidator(_zone)] = "America/Lima"


class Timeouts(Part):
    """Seconds: to connect, for a whole call, for the whole download of an attachment."""

    connect: Seconds = 5
    call: Seconds = 20
    attachment: Seconds = 120


class Profile(Part):
    """How one portal speaks. `verified` is false where nobody has held it against the portal itself.

    Without `recovery` or `agency` these ways back in are not taken for people: they are told how to take them.
    """

    name: str
    verified: bool
    base_url: str | None = None
    user_agent: HeaderText = "BuzonBot/0.1"
    headers: dict[HeaderText, HeaderText] = Field(default_factory=dict)
    timeouts: Timeouts = Timeouts()
    dates: Dates = Dates()
    session: Annotated[Cookie | Bearer, Field(discriminator="carrier")]
    refusals: Refusals
    sign_in: SignIn
    list: Listing
    detail: Detail
    attachment: Download
    sign_out: SignOut | None = None
    recovery: RecoveryCalls | None = None
    agency: AgencyCalls | None = None

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
