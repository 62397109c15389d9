"""What the product stands on in a bench. Alone in its room: `buzon --help` must not load what the others import."""

from enum import StrEnum


class On(StrEnum):
    """One process and a file, or workers that share servers."""

    SQLITE = "sqlite"
    POSTGRES = "postgres"


class Channel(StrEnum):
    """By what people write to it, or are written to."""

    TELEGRAM = "telegram"
    WHATSAPP = "whatsapp"
