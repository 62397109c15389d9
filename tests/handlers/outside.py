"""Twins of what stands around the portal: a reader of sheets, a channel's files, a mail server. No wire, no process."""

from email.message import EmailMessage

from buzon.receipt import Outcome, Receipt, read_text
from handlers.errors import AddressRefused, ChannelDown, MailDown


class TextSheets:
    """Reads sheets that are plain text: what a PDF's text layer or a reader of pictures would have given."""

    async def warm(self) -> None:
        """Always ready."""

    async def read(self, content: bytes) -> Receipt:
        text = content.decode("utf-8", "replace")
        return read_text(text) if text.strip() else Receipt(Outcome.UNREADABLE)


class HeldFiles:
    """Files by their handle; one that is not there can't be fetched."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}

    async def fetch(self, channel: str, file: str) -> bytes:
        if file not in self.held:
            raise ChannelDown("not there")
        return self.held[file]


class Letterbox:
    """Takes every letter, but not while it is `down`, nor to an address in `refused`."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.refused: set[str] = set()
        self.down = False

    async def send(self, message: EmailMessage) -> None:
        if self.down:
            raise MailDown("down")
        if str(message["To"]) in self.refused:
            raise AddressRefused("refused")
        self.letters.append(message)
