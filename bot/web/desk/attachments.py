"""A picture or document that is put to a broadcast at the desk: what it is, by what is in it, not by its name. Pure."""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.channels.messages import Document, Photo

LARGEST_PICTURE = 10_000_000  # core.telegram.org/bots/api#sendphoto
LARGEST = 20_000_000
"""Bytes of a document: what every channel takes, and a phone with little data can still fetch."""

_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
"""How a JPEG and a PNG begin: both channels show them in the chat."""

_PDF = b"%PDF-"
_ODD = re.compile(r"[^\w .()-]+")
_LONGEST_NAME = 60


class Trouble(StrEnum):
    """Why a file does not go with a broadcast."""

    KIND = "file-kind"  # neither a picture nor a PDF, whatever it is called
    LARGE = "file-large"
    REFUSED = "file-refused"  # the channel did not take it


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that can go to many: its kind, as broadcasts name it, and how a channel is given it."""

    kind: str
    outgoing: Photo | Document


def attachment(content: bytes | None, name: str, *, caption: str) -> Attachment | Trouble:
    """What this file is; no content: it was too large to be held. `caption`, in our markup, goes below a picture.

    Pictures and PDFs alone: everybody can look at them on a phone, and neither is a program.
    """
    if content is None or len(content) > LARGEST:
        return Trouble.LARGE
    if content.startswith(_PICTURES):
        return Trouble.LARGE if len(content) > LARGEST_PICTURE else Attachment("photo", Photo(content, caption))
    if content.startswith(_PDF):
        return Attachment("document", Document(_named(name), content))
    return Trouble.KIND


def _named(name: str) -> str:
    """The name that people see: as its author called it, without what could mislead, ending in what it is."""
    last = re.split(r"[/\\]", name)[-1]
    stem = _ODD.sub(" ", re.sub(r"(?i)\.pdf$", "", last)).strip(" .")[:_LONGEST_NAME].strip(" .")
    return f"{stem or 'documento'}.pdf"
