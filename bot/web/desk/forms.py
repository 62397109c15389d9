"""What a form of the desk brings: its fields, read in memory, no longer than a form of ours can be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from starlette.requests import ClientDisconnect, Request

from bot.web import uploads
from bot.web.desk.attachments import LARGEST

_LONGEST_BODY = 100_000
"""Bytes: two long texts in the wordiest of encodings, and then some."""

_LONGEST_WITH_FILE = 4 * LARGEST
"""A file that is too large is still read past, so that the form can be shown again with all that was written."""

_MOST_FIELDS = 60


class Unfit(Exception):
    """The body is no form of ours."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a form, by the name that its sender gave it. No content: it is too large."""

    name: str = field(repr=False)
    content: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of a form or of an address, each with its values in order; `file` came with them, where one did."""

    values: Mapping[str, Sequence[str]] = field(default_factory=dict, repr=False)
    file: Upload | None = None

    @classmethod
    def parse(cls, text: str) -> "Fields":
        """From `a=1&b=2`. Raises Unfit."""
        try:
            return cls(parse_qs(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict"))
        except ValueError:
            raise Unfit from None

    def one(self, name: str) -> str:
        """The value, without the space around it; "" where there is none."""
        return self.all(name)[-1].strip() if self.all(name) else ""

    def text(self, name: str) -> str:
        """What was written into a large field, its lines as everywhere else."""
        return self.one(name).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")

    def all(self, name: str) -> Sequence[str]:
        """Every value, as of boxes that were ticked."""
        return self.values.get(name, ())


async def posted(request: Request, *, takes_file: bool = False, keeps_file: bool = True) -> Fields:
    """The fields of a POST, with a file where the place takes one; without `keeps_file` nothing of it is held. Raises
    Unfit."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if takes_file and kind == "multipart/form-data":
        return await _with_file(request, keep=LARGEST if keeps_file else 0)
    if kind != "application/x-www-form-urlencoded":
        raise Unfit
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > _LONGEST_BODY:
                raise Unfit
        return Fields.parse(body.decode("ascii"))
    except (ClientDisconnect, UnicodeDecodeError):
        raise Unfit from None


async def _with_file(request: Request, *, keep: int) -> Fields:
    try:
        sent = await uploads.posted(
            request, most=_LONGEST_WITH_FILE, files=1, fields=_MOST_FIELDS, longest=_LONGEST_BODY, keep=keep
        )
    except (uploads.TooLarge, uploads.Unfit):
        raise Unfit from None
    file = Upload(sent.name, sent.file) if sent.file or sent.cut else None
    return Fields(sent.values, file)
