"""Concrete messages, ready for a channel, and what can come of sending one."""

from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from handlers.speech import Copy, Link, Page, Press


@dataclass(frozen=True, slots=True)
class Key:
    """A button with its words."""

    label: str
    does: Press | Page | Link | Copy


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
class Document:
    """A file with its name."""

    name: str = field(repr=False)
    content: bytes = field(repr=False)


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


Outgoing: TypeAlias = Message | Document | Photo | Attached | Answer | Delete | Unbutton | React | Menu | Typing | Leave


@dataclass(frozen=True, slots=True)
class Sent:
    """Taken by the platform; `message` is its id there, where there is one."""

    message: int | None = None


@dataclass(frozen=True, slots=True)
class RetryAfter:
    """The platform says: not before so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Unreachable:
    """No answer, or a broken one: it may or may not have arrived."""


@dataclass(frozen=True, slots=True)
class Gone:
    """The person has blocked us or is no more: stop sending to this chat."""


@dataclass(frozen=True, slots=True)
class Failed:
    """Refused for good; `code` is the platform's, without any content."""

    code: str


MOVED = "moved"
"""The code of a failure that is none for good: the group has another address, of which an update tells."""

Outcome: TypeAlias = Sent | RetryAfter | Unreachable | Gone | Failed


class Channel(Protocol):
    """A way to people. `send` never raises for what the platform says: that is an outcome."""

    @property
    def name(self) -> str:
        """The channel's name in the database and in metrics."""

    async def send(self, address: str, outgoing: Outgoing) -> Outcome:
        """Send one thing to one chat, once."""

    async def fetch(self, file: str) -> bytes:
        """The bytes of what somebody sent. Raises ChannelDown."""
