"""A JSON answer that is asked questions; what it cannot answer is `PortalChanged`, naming the landmark. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import orjson

from bot.portal.parts import ISO, Pointer, Value
from bot.portal.profile import Dates
from handlers.errors import PortalChanged


@dataclass(frozen=True, slots=True, repr=False)
class Place:
    """A value in an answer, and the path to it from the top, `datos.0.asunto`."""

    value: object
    name: str

    def at(self, pointer: Pointer) -> "Place":
        """The value at `pointer` beneath this one."""
        value, name = self.value, self.name
        for step in filter(None, pointer.split(".")):
            name = f"{name}.{step}" if name else step
            if not isinstance(value, dict) or step not in value:
                raise PortalChanged(f"{name} is missing")
            value = value[step]
        return Place(value, name)

    def optional(self, pointer: Pointer | None) -> "Place":
        """As `at`; no value where the profile does not know of any."""
        return Place(None, self.name) if pointer is None else self.at(pointer)

    def identifier(self) -> str:
        """A string that is not empty; a number as its digits, since some portals count their ids."""
        if isinstance(self.value, int) and not isinstance(self.value, bool):
            return str(self.value)
        if not isinstance(self.value, str) or not self.value:
            raise PortalChanged(f"{self.name} is not an id")
        return self.value

    def text(self) -> str:
        """A string, which may be empty: a notice may be nothing but its PDF."""
        if not isinstance(self.value, str):
            raise PortalChanged(f"{self.name} is not a text")
        return self.value

    def line(self, most: int) -> str:
        """A string of one line: not empty, at most `most` characters, all of them printable."""
        text = self.text()
        if not 0 < len(text) <= most or not text.isprintable():
            raise PortalChanged(f"{self.name} is not a line of at most {most} characters")
        return text

    def says(self, value: Value | None) -> bool:
        """Whether this is `value`, by its type too: 1 is not true. None is never said."""
        return value is not None and type(self.value) is type(value) and self.value == value

    def text_or_none(self) -> str | None:
        """A string; none where it is null or empty."""
        return None if self.value is None else self.text() or None

    def number(self) -> int:
        """A whole number from 0 on."""
        if not isinstance(self.value, int) or isinstance(self.value, bool) or self.value < 0:
            raise PortalChanged(f"{self.name} is not a count")
        return self.value

    def number_or_none(self) -> int | None:
        """A whole number from 0 on; none where it is null."""
        return None if self.value is None else self.number()

    def count(self) -> int:
        """How many: a number, a list's length, or 0 where it is null."""
        return len(self.value) if isinstance(self.value, list) else self.number_or_none() or 0

    def flag(self) -> bool:
        """True or false, and nothing that only looks like it."""
        if not isinstance(self.value, bool):
            raise PortalChanged(f"{self.name} is not true or false")
        return self.value

    def rows(self) -> "list[Place]":
        """The members of a list."""
        if not isinstance(self.value, list):
            raise PortalChanged(f"{self.name} is not a list")
        return [Place(row, f"{self.name}.{index}") for index, row in enumerate(self.value)]

    def date(self, dates: Dates) -> datetime:
        """An aware instant in UTC."""
        text = self.text()
        for form in dates.formats:
            if (moment := _date(text, form, dates.zone)) is not None:
                return moment
        raise PortalChanged(f"{self.name} is not a date as the profile writes it")


def parsed(body: bytes) -> Place:
    """The whole of an answer. Raises PortalChanged if it is no JSON."""
    try:
        return Place(orjson.loads(body), "")
    except ValueError:
        pass  # it holds the whole body, so it must not become the context of what is raised
    raise PortalChanged("HTML, not JSON" if body.lstrip().startswith(b"<") else "not JSON")


def _date(text: str, form: str, zone: str) -> datetime | None:
    try:
        # A naive moment is given the profile's zone in the next line.
        moment = datetime.fromisoformat(text) if form == ISO else datetime.strptime(text, form)  # noqa: DTZ007
        return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
    except (ValueError, OverflowError):  # holds the value
        return None
