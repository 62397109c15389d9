"""What a site says, as data: the words by which a person finds their way, the ways they say no, waits and hosts.

Every list of words begins with the usual one; the others are accepted, and `landmarks` tells that they were. A new site
is a new profile. Packaged ones lie in `profiles/` beside this room and are loaded by name, others by path.
"""

import re
import tomllib
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, ValidationError
from yarl import URL

from bot.portal.browser.words import plain
from bot.portal.parts import Meaning, Part
from bot.portal.profile import Dates, Seconds
from bot.portal.wire import ATTACHMENT_LIMIT
from handlers.errors import Misconfigured

Words = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Field(min_length=1)]
_SOUGHT = re.compile(r"\{(number|user)\}")
_VALUES = {"number": r"(\d{1,6})", "user": r"(\S{0,99}\w)"}


def _pattern(value: str) -> str:
    if len(_SOUGHT.findall(value)) != 1 or _SOUGHT.sub("", value).replace("{any}", "").count("{"):
        raise ValueError("a pattern holds {number} or {user} once, and {any} for numbers that do not matter")
    return value


Pattern = Annotated[str, AfterValidator(_pattern)]


class SignInPage(Part):
    """The first page. `inside` are words that only somebody who is signed in sees."""

    path: Annotated[str, Field(pattern="^/")] = "/"
    user: Words
    password: Words
    submit: Words
    forgotten: Words
    inside: Words
    sign_out: Words
    captcha: Words
    accept: Words
    """What dismisses a notice about cookies."""


class ListPage(Part):
    """The list of notices. `way` are the entries of the menu that lead there, one after the other; `menu` are names of
    a button that hides that menu. `total` and `pages` are patterns such as "{number} notificaciones", `counted`
    those of a row's files.
    """

    way: Annotated[tuple[Words, ...], Field(min_length=1)]
    menu: Words
    subject: Words
    deposited_at: Words
    file_number: Words
    state: Words
    attachments: Words
    number: Words
    """A number or code of the notice's own: never its place in the list."""
    address_parameters: Words
    """In which parameter of an address a notice's id may stand."""
    read: Words
    unread: Words
    empty: Words
    loading: Words
    counted: tuple[Pattern, ...]
    total: tuple[Pattern, ...]
    pages: tuple[Pattern, ...]
    following: Words
    more: Words
    open: Words


class DetailPage(Part):
    """One notice. `facts` are what stands above its text besides what the list has too; `leave` closes it."""

    facts: Words
    files: Words
    no_files: Words
    download: Words
    leave: Words
    types: tuple[Literal["application/pdf", "image/png", "image/jpeg"], ...] = ("application/pdf",)
    most_bytes: Annotated[int, Field(gt=0, le=ATTACHMENT_LIMIT)] = ATTACHMENT_LIMIT
    """Of one file."""


class RecoveryPages(Part):
    """*¿Olvidaste la contraseña?*: the seven data in their order of `Identity`, then either ending."""

    title: Words
    nationality: Words
    document_type: Words
    document_number: Words
    paternal_surname: Words
    maternal_surname: Words
    given_names: Words
    birth_date: Words
    following: Words
    new_password: Words
    repetition: Words
    save: Words
    sent: Words
    done: Words
    user: tuple[Pattern, ...]
    documents: dict[str, Words]
    """How the form calls each kind of document, by our code."""
    day: Words
    month: Words
    year: Words
    """What three lists for a date are called, where it is chosen from such."""
    day_form: str = "%d/%m/%Y"
    names: Literal["official", "unaccented", "plain"] = "official"


class AgencyPages(Part):
    """The Agencia Digital, option *Extranjero*, a site of its own: its form asks the seven data by the words of
    `recovery`, and the day on which the document was issued. `doors` as in `bot.portal.profile_recovery.AgencyCalls`.
    """

    base_url: str | None = None
    path: Annotated[str, Field(pattern="^/")] = "/"
    doors: tuple[Annotated[str, Field(pattern=r"^https?://[^/\s]+$")], ...] = ()
    foreigner: Words
    issued_on: Words
    answer: Words
    """What hands in what the picture says; the picture is found by the words of `sign_in.captcha`."""
    section: Words
    file_number: Words
    verify: Words
    mailbox: Words
    """The link into the mailbox."""


class Waits(Part):
    """Seconds: for a step until it must be there; of quiet until what is missing is missing; for a whole call; for a
    file; how long a captcha waits for its person.
    """

    step: Seconds = 20
    quiet: Seconds = 2
    call: Seconds = 120
    attachment: Seconds = 120
    captcha: Seconds = 120


class BrowserProfile(Part):
    """How one site is walked. `verified` is false where nobody has held it against the site itself; `hosts` may be
    visited besides that of the address, and no others. A file may say `extends = "generic"` and only what differs.
    """

    name: str
    verified: bool
    base_url: str | None = None
    hosts: tuple[Annotated[str, Field(pattern=r"^[a-z0-9.-]+$")], ...] = ()
    waits: Waits = Waits()
    dates: Dates = Dates()
    sign_in: SignInPage
    list: ListPage
    detail: DetailPage
    recovery: RecoveryPages | None = None
    agency: AgencyPages | None = None
    refusals: dict[Meaning, Words]
    outage: Words
    """What a site says when it is out of order."""

    @classmethod
    def load(cls, name_or_path: str) -> Self:
        """The packaged profile of this name, or the one in this file (anything with a slash or ending in `.toml`).

        Raises:
            Misconfigured: no such profile, no TOML, or a field that does not fit; one line that names it.
        """
        try:
            return cls.model_validate(_whole(name_or_path))
        except tomllib.TOMLDecodeError as error:
            raise Misconfigured(f"browser profile {name_or_path}: not TOML: {error}") from error
        except ValidationError as error:
            problem = error.errors(include_url=False, include_input=False)[0]
            field = ".".join(str(step) for step in problem["loc"]) or "the whole"
            raise Misconfigured(f"browser profile {name_or_path}: {field}: {problem['msg']}") from error

    def near(self, base_url: str) -> frozenset[str]:
        """The hosts that may be visited from this address."""
        return frozenset({*self.hosts, URL(base_url).raw_host or ""})

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every word of the profile's own, as `redacted` leaves it standing."""
        said = _texts(self.model_dump(exclude={"name", "base_url", "hosts", "waits", "dates"}))
        return frozenset(plain(word) for text in said for word in re.findall(r"\w+", text))


def packaged() -> tuple[str, ...]:
    """The names of the profiles that come with the product."""
    files = resources.files("bot.portal.browser").joinpath("profiles").iterdir()
    return tuple(sorted(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml")))


def found(patterns: tuple[str, ...], text: str) -> str | None:
    """What stands in `text` where a pattern has its placeholder: digits, or one word for {user}."""
    return next((hit[1] for pattern in patterns if (hit := _compiled(pattern).search(text))), None)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    before, kind, after = _SOUGHT.split(pattern)
    around = [re.escape(part).replace(r"\ ", r"\s+").replace(r"\{any\}", r"\d{1,6}") for part in (before, after)]
    return re.compile(rf"(?<!\w){around[0]}{_VALUES[kind]}{around[1]}(?!\w)", re.IGNORECASE)


def _whole(name_or_path: str) -> dict[str, Any]:
    """The file's values; where it `extends` a packaged profile, in the place of those of the same name there."""
    given = tomllib.loads(_source(name_or_path))
    beneath = given.pop("extends", None)
    return given if beneath is None else _over(tomllib.loads(_source(str(beneath))), given)


def _over(beneath: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    over = {
        name: _over(beneath[name], value) if isinstance(value, dict) and isinstance(beneath.get(name), dict) else value
        for name, value in given.items()
    }
    return beneath | over


def _source(name_or_path: str) -> str:
    by_name = not ("/" in name_or_path or name_or_path.endswith(".toml"))
    if by_name and name_or_path not in packaged():
        known = ", ".join(packaged())
        raise Misconfigured(f"browser profile {name_or_path}: unknown; give a path to a .toml file or one of {known}")
    folder = resources.files("bot.portal.browser").joinpath("profiles")
    try:
        return (folder.joinpath(f"{name_or_path}.toml") if by_name else Path(name_or_path)).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"browser profile {name_or_path}: cannot be read: {type(error).__name__}") from error


def _texts(value: object) -> "list[str]":
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for one in value.values() for text in _texts(one)]
    return [text for one in value for text in _texts(one)] if isinstance(value, list | tuple) else []
