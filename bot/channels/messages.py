"""Concrete messages, ready for a channel, and what can come of sending one."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, TypeAlias

from handlers.speech import Copy, Fill, Link, Page, Press


@dataclass(frozen=True, slots=True)
class Key:
    """A button with its words."""

    label: str
    does: Press | Page | Link | Copy | Fill


Keyboard: TypeAlias = tuple[tuple[Key, ...], ...]


@dataclass(frozen=True, slots=True)
class Message:
    """A text in the channel's safe markup; `edit` is the message to change in place, `reply_to` the one it is a reply
    to."""

    markup: str = field(repr=False)
    keyboard: Keyboard = ()
    edit: int | None = None
    reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One row of a list: its title, a line below it or "", and what comes back when it is chosen."""

    title: str
    description: str
    data: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A text with a list that opens at a tap on `opener`; for channels that have no buttons in rows."""

    markup: str = field(repr=False)
    options: tuple[Option, ...]
    opener: str


@dataclass(frozen=True, slots=True)
class Template:
    """A message that the platform approved beforehand, by name and language, with the texts for its gaps; `data` is
    what comes back from its button."""

    name: str
    language: str
    values: tuple[str, ...] = field(repr=False)
    data: str


@dataclass(frozen=True, slots=True)
class Document:
    """A file with its name; `shared` where the same one goes to others too."""

    name: str = field(repr=False)
    content: bytes = field(repr=False)
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture, with its caption in the channel's safe markup."""

    content: bytes = field(repr=False)
    markup: str = field(repr=False, default="")
    keyboard: Keyboard = ()


@dataclass(frozen=True, slots=True)
class Attached:
    """A picture (`photo`) or document that the channel has already, by its handle, with its caption."""

    handle: str = field(repr=False)
    photo: bool
    markup: str = field(repr=False, default="")
    keyboard: Keyboard = ()
    reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The short answer to a tap; empty text just stops the phone's clock."""

    query: str
    text: str = ""
    alert: bool = False


@dataclass(frozen=True, slots=True)
class Delete:
    """Take a message away."""

    message: int


@dataclass(frozen=True, slots=True)
class Unbutton:
    """Take a message's buttons away, or put others in their place."""

    message: int
    keyboard: Keyboard = ()


@dataclass(frozen=True, slots=True)
class React:
    """Put a sign under a message; where the chat allows none, nothing is lost."""

    message: int
    emoji: str


@dataclass(frozen=True, slots=True)
class Menu:
    """This chat's own menu of commands, each with its words, for apps in one language (None: in every other); without
    any the menu is everybody's again."""

    commands: tuple[tuple[str, str], ...]
    language: str | None


@dataclass(frozen=True, slots=True)
class Typing:
    """Show that an answer is on its way."""


@dataclass(frozen=True, slots=True)
class Leave:
    """Leave the chat (a group)."""


Outgoing: TypeAlias = (
    Message
    | Listed
    | Template
    | Document
    | Photo
    | Attached
    | Answer
    | Delete
    | Unbutton
    | React
    | Menu
    | Typing
    | Leave
)


@dataclass(frozen=True, slots=True)
class Sent:
    """Taken by the platform; `message` is its id there, where there is one."""

    message: int | None = None


class Whom(StrEnum):
    """Whom a platform means that says to wait: it may not have said."""

    CHAT = "chat"
    ALL = "all"
    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True)
class RetryAfter:
    """The platform says: not before so many seconds."""

    seconds: float
    whom: Whom = Whom.UNSAID


@dataclass(frozen=True, slots=True)
class Unreachable:
    """No answer, or a broken one: it may or may not have arrived."""


@dataclass(frozen=True, slots=True)
class Gone:
    """The person has blocked us or is no more: stop sending to this chat."""


@dataclass(frozen=True, slots=True)
class Later:
    """Certainly not taken, and this one message may go again after so many seconds; `code` is the platform's."""

    seconds: float
    code: str


@dataclass(frozen=True, slots=True)
class Closed:
    """The person has not written for so long that only a template may go; `code` is the platform's."""

    code: str


@dataclass(frozen=True, slots=True)
class TemplateRefused:
    """The platform does not let this template go now; `code` is the platform's."""

    code: str


@dataclass(frozen=True, slots=True)
class Failed:
    """Refused for good; `code` is the platform's, without any content."""

    code: str


MOVED = "moved"
"""The code of a failure that is none for good: the group has another address, of which an update tells."""

Outcome: TypeAlias = Sent | RetryAfter | Later | Closed | TemplateRefused | Unreachable | Gone | Failed


class Channel(Protocol):
    """A way to people. `send` never raises for what the platform says: that is an outcome."""

    @property
    def name(self) -> str:
        """The channel's name in the database and in metrics."""

    async def send(self, address: str, outgoing: Outgoing, *, delivery: int | None = None) -> Outcome:
        """Send one thing to one chat, once. `delivery` is the row of the outbox that it is of, for channels that tell
        later what became of it."""

    async def fetch(self, file: str) -> bytes:
        """The bytes of what somebody sent. Raises ChannelDown, FileTooLarge."""
