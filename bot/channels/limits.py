"""What each channel can carry, as a table with its sources."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Choices:
    """Of a channel without buttons in rows: under a text of at most `body` stands one thing, up to `buttons` buttons,
    one list, or one link. Lengths as in `Limits`."""

    body: int
    buttons: int
    button_title: int
    rows: int
    row_title: int
    row_description: int


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one channel, by its name. Lengths in UTF-16 code units, as the platforms count; data in bytes."""

    channel: str
    text: int
    caption: int
    button_data: int
    copy_text: int
    toast: int
    file_bytes: int
    argument: int
    """The longest that a text from outside (a subject, a name) may be inside one of our sentences: our own choice."""

    menus: bool = False
    """Whether each chat can have a menu of commands of its own."""

    changes: bool = True
    """Whether what was sent can be changed or taken away, and a tap be answered over the chat."""

    slashes: bool = True
    """Whether people know commands by their slash; where not, they are named as plain words."""

    choices: Choices | None = None
    """What stands under a text, where that is not rows of buttons of any kind."""

    window: timedelta | None = None
    """How long after the person last wrote anything may be sent; later only what the platform approved."""


TELEGRAM = Limits(
    channel="telegram",
    text=4096,  # core.telegram.org/bots/api#sendmessage
    caption=1024,  # …#sendphoto
    button_data=64,  # …#inlinekeyboardbutton
    copy_text=256,  # …#copytextbutton
    toast=200,  # …#answercallbackquery
    file_bytes=50_000_000,  # …#senddocument
    argument=300,
    menus=True,  # …#botcommandscopechat
)

WHATSAPP = Limits(
    channel="whatsapp",
    text=4096,  # developers.facebook.com/docs/whatsapp/cloud-api/messages/text-messages
    caption=1024,  # …/image-messages
    button_data=64,  # 256 in a button, 200 in a row: ours are made for the least of all channels
    copy_text=1024,
    toast=1024,  # there are none: a message says it
    file_bytes=50_000_000,  # a document may have 100 MB, …/reference/media; ours have what Telegram takes
    argument=300,
    changes=False,
    slashes=False,
    choices=Choices(
        body=1024,  # …/interactive-reply-buttons-messages
        buttons=3,
        button_title=20,
        rows=10,  # …/interactive-list-messages
        row_title=24,
        row_description=72,
    ),
    # …/docs/whatsapp/pricing#customer-service-windows; a little less, for what is on its way when it ends.
    window=timedelta(hours=23, minutes=55),
)

LIMITS = {limits.channel: limits for limits in (TELEGRAM, WHATSAPP)}
