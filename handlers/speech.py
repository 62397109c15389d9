"""What is heard and what is said, free of any channel: values that pass between the parlour and the street."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias

from buzon.credentials import Secret
from buzon.receipt import Outcome

# ---- said ------------------------------------------------------------------------------------------------------------

Argument: TypeAlias = "str | int | datetime | date | Phrase"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text by its key in `locales/`, with the arguments it wants. Text arguments are escaped by the renderer."""

    key: str
    arguments: tuple[tuple[str, Argument], ...] = ()


def phrase(key: str, /, **arguments: Argument) -> Phrase:
    """`phrase("linked", name="Mamá")`: a Phrase, hashable so that its words can be kept."""
    return Phrase(key, tuple(arguments.items()))


@dataclass(frozen=True, slots=True)
class Press:
    """A button that comes back as `Tap(data)`; at most 64 bytes (Bot API, InlineKeyboardButton)."""

    data: str


@dataclass(frozen=True, slots=True)
class Page:
    """A button that opens one of our own pages inside the chat app where that is possible."""

    url: str


@dataclass(frozen=True, slots=True)
class Link:
    """A button that opens an outside page in the browser."""

    url: str


@dataclass(frozen=True, slots=True)
class Copy:
    """A button that puts a text on the phone's clipboard; 1–256 characters (Bot API, CopyTextButton)."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Fill:
    """A button that opens the form of the seven data inside the chat app; only for channels that have one. `token` is
    its one-time link's."""

    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Button:
    """One button: what it shows (plain text, no markup) and what it does."""

    label: Phrase
    does: Press | Page | Link | Copy | Fill


Rows: TypeAlias = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture of ours, by its name: it has a file of its own for each language (`locales/<language>/pictures/`)."""

    name: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture from outside, a PNG or JPEG: a captcha, for its owner to read."""

    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Kept:
    """A picture or document that somebody sent into a chat and that goes on from there, never through us: its handle by
    channel. `kind` is "photo" or "document"."""

    kind: str
    handles: tuple[tuple[str, str], ...] = field(repr=False)


Picture: TypeAlias = Drawn | Shown | Kept


@dataclass(frozen=True, slots=True)
class Rich:
    """A paragraph that staff wrote, in the simple formatting of `buzon.markup`."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Quoted:
    """A paragraph that somebody wrote to somebody else, word for word: escaped, cut over several messages if it must
    be."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Menu:
    """The commands that a chat's own menu shows, each with its words; without any it shows what everybody's does."""

    commands: tuple[tuple[str, Phrase], ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """One message: a picture or none, paragraphs, then rows of buttons. `edit` is the message to change in place
    instead of a new one; a picture is never edited in. `menu`: the chat's own menu becomes this one with it.
    `reply_to`: the message of the chat that it is a reply to, where that is still there."""

    lines: tuple[Phrase | Rich | Quoted, ...]
    rows: Rows = ()
    edit: int | None = None
    picture: Picture | None = None
    menu: Menu | None = None
    reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class Unsaid:
    """Nothing is to be said after all; `code` says why, in one word for staff."""

    code: str


@dataclass(frozen=True, slots=True)
class ToCopy:
    """A text that the person is to copy whole: under `head`, in a block of its own, word for word."""

    text: str = field(repr=False)
    head: Phrase
    rows: Rows = ()


@dataclass(frozen=True, slots=True)
class File:
    """A document of ours, sent as it is and never stored."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Verbatim:
    """A text that is not ours and goes out word for word (a notice's own): escaped, cut over several messages where it
    must be, `head` before its first part, `foot` and buttons after its last."""

    text: str = field(repr=False)
    head: Phrase
    foot: Phrase
    rows: Rows = ()


@dataclass(frozen=True, slots=True)
class Toast:
    """The short answer to a tap, shown over the chat; at most 200 characters (Bot API, answerCallbackQuery)."""

    words: Phrase
    alert: bool = False


@dataclass(frozen=True, slots=True)
class Erase:
    """Delete this message of the chat, whoever wrote it."""

    message: int


@dataclass(frozen=True, slots=True)
class Unbutton:
    """Take the buttons off this message: they were used. `rows` are what takes their place."""

    message: int
    rows: Rows = ()


@dataclass(frozen=True, slots=True)
class React:
    """Put a sign under somebody's message, where a word would be one too many."""

    message: int
    emoji: str


@dataclass(frozen=True, slots=True)
class Forget:
    """Nothing is said: once all before it was, the journal goes. What a person typed is not kept beyond its dialog."""


@dataclass(frozen=True, slots=True)
class Leave:
    """Leave this group."""


@dataclass(frozen=True, slots=True)
class Then:
    """Nothing is said by this: the answer goes on as if a button with this data had been tapped. So a dialog leads to
    what no dialog shows, and a command to a dialog."""

    data: str


Speech: TypeAlias = Said | ToCopy | File | Verbatim | Toast | Erase | Unbutton | React | Forget | Leave | Then


def say(
    key: str, /, *, rows: Rows = (), edit: int | None = None, picture: Picture | None = None, **arguments: Argument
) -> Said:
    """A message of one paragraph."""
    return Said((phrase(key, **arguments),), rows, edit, picture)


def press(key: str, data: str, /, **arguments: Argument) -> Button:
    """A button that comes back as a tap."""
    return Button(phrase(key, **arguments), Press(data))


# ---- heard -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """Something written. It may hold what should never have been written into a chat, so it does not show itself."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Tap:
    """A button pressed: its data, and the channel's handle for the short answer."""

    data: str
    query: str = ""


@dataclass(frozen=True, slots=True)
class Media:
    """Something that is no text: photo, sticker, voice, document, location, … `file` is the channel's handle of a photo
    or document (None for the rest), `size` its bytes where the channel tells them, `caption` the text that came with
    it: looked at only where it is meant for other people, as a broadcast or a question to the team."""

    kind: str
    file: str | None = None
    size: int | None = None
    caption: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A photo or document that was sent into the chat, once it was read as a constancia. What it said is not in here:
    it waits in memory for the one-time page."""

    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a one-time page, as posted. Lives in memory only."""

    purpose: str
    fields: Mapping[str, Secret] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Departure:
    """The person blocked the bot or deleted the chat."""


@dataclass(frozen=True, slots=True)
class Return:
    """The person came back after having blocked the bot."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A group has another address from now on: it went from `old` to `new`."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Oddity:
    """An update of a kind that nobody here knows: noted, never answered."""


What: TypeAlias = Text | Tap | Media | Sheet | Form | Departure | Return | Moved | Oddity


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing that came in. `update` is the channel's own number of it (None for a page), `message` the message it is
    or hangs on, `language` the IETF tag that the person's app is set to, where it says so. Of a group (not `private`)
    also: `sender`, by the address of their own chat, and `reply_to`, the bot's message that it is a reply to, with what
    its first button carries (`reply_data`)."""

    channel: str
    address: str
    what: What
    update: int | None = None
    message: int | None = None
    language: str | None = None
    private: bool = True
    sender: str | None = None
    reply_to: int | None = None
    reply_data: str = ""
