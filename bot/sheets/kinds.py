"""What a file is by its first bytes: its name and its declared type are whatever the sender says."""

from enum import Enum, auto


class Kind(Enum):
    """What can be read."""

    PDF = auto()
    PICTURE = auto()


_PDF_WITHIN = 1024  # bytes; readers of PDFs forgive that much before the header
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


def kind_of(content: bytes) -> Kind | None:
    """PDF, or a JPEG, PNG or WebP picture; None for anything else, HEIC among it, which Pillow can't decode."""
    if content.startswith(_PICTURES) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP"):
        return Kind.PICTURE
    return Kind.PDF if b"%PDF-" in content[:_PDF_WITHIN] else None
