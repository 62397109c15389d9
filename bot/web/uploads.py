"""What a form brings, read in memory: a password, or a photo of one, must not pass by a disk, not even as a temporary
file."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field

from starlette.datastructures import UploadFile
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

_MOST_FIELDS = 10


class TooLarge(Exception):
    """The body is larger than it may be."""


class Unfit(Exception):
    """The body is no form, or not one of ours."""


@dataclass(frozen=True, slots=True)
class Posted:
    """The fields, and the first file if there is one (None where it is empty)."""

    fields: Mapping[str, str] = field(repr=False)
    file: bytes | None = field(default=None, repr=False)


async def posted(request: Request, *, most: int, files: int) -> Posted:
    """Read a form of at most `most` bytes with at most so many files. Raises TooLarge, Unfit."""
    if int(request.headers.get("content-length") or 0) > most:
        raise TooLarge
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = _bounded(request, most)
    try:
        if kind == "multipart/form-data":
            parser = MultiPartParser(
                request.headers, body, max_files=files, max_fields=_MOST_FIELDS, max_part_size=min(most, 20_000)
            )
            parser.spool_max_size = most + 1  # beyond this it would go to a temporary file
            form = await parser.parse()
        else:
            form = await FormParser(request.headers, body).parse()
    except (MultiPartException, ValueError, ClientDisconnect, KeyError):
        raise Unfit from None
    try:
        fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
        sent = next((value for _, value in form.multi_items() if isinstance(value, UploadFile)), None)
        content = await sent.read() if sent else b""
    finally:
        await form.close()
    return Posted(fields, content or None)


async def _bounded(request: Request, most: int) -> AsyncGenerator[bytes]:
    """The body, whatever its header said of its length."""
    received = 0
    async for chunk in request.stream():
        received += len(chunk)
        if received > most:
            raise TooLarge
        yield chunk
