"""What each channel can carry, as a table with its sources."""

from dataclasses import dataclass


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
