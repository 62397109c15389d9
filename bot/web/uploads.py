"""What a form brings, read in memory: a password, or a photo of one, must not pass by a disk, not even as a temporary
file."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field

from starlette.datastructures import UploadFile
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

_MOST_FIELDS = 10
_LONGEST_FIELD = 20_000


class TooLarge(Exception):
    """The body is larger than it may be."""


class Unfit(Exception):
    """The body is no form, or not one of ours."""


@dataclass(frozen=True, slots=True)
class Posted:
    """The last value of each field, every value of each, and the first file if there is one (None where it is empty)
    with the name that its sender gave it. `cut`: the file was larger than it may be, and is not here."""

    fields: Mapping[str, str] = field(repr=False)
    file: bytes | None = field(default=None, repr=False)
    values: Mapping[str, Sequence[str]] = field(default_factory=dict, repr=False)
    name: str = field(default="", repr=False)
    cut: bool = False


async def posted(
    request: Request,
    *,
    most: int,
    files: int,
    fields: int = _MOST_FIELDS,
    longest: int = _LONGEST_FIELD,
    keep: int | None = None,
) -> Posted:
    """Read a form of at most `most` bytes with at most so many files and fields, none of these over `longest` bytes.
    Of a file only the first `keep` bytes are ever held (None: as many as fit). Raises TooLarge, Unfit."""
    if int(request.headers.get("content-length") or 0) > most:
        raise TooLarge
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = _bounded(request, most)
    cut = False
    try:
        if kind == "multipart/form-data":
            parser = _Parser(
                request.headers, body, max_files=files, max_fields=fields, max_part_size=min(most, longest)
            )
            parser.spool_max_size = most + 1  # beyond this it would go to a temporary file
            parser.keep = most if keep is None else keep
            form = await parser.parse()
            cut = parser.cut
        else:
            form = await FormParser(request.headers, body).parse()
    except (MultiPartException, ValueError, ClientDisconnect, KeyError):
        raise Unfit from None
    try:
        values: dict[str, list[str]] = {}
        for name, value in form.multi_items():
            if isinstance(value, str):
                values.setdefault(name, []).append(value)
        sent = next((value for _, value in form.multi_items() if isinstance(value, UploadFile)), None)
        content = await sent.read() if sent and not cut else b""
        named = (sent.filename or "") if sent else ""
    finally:
        await form.close()
    return Posted({name: each[-1] for name, each in values.items()}, content or None, values, named, cut)


class _Parser(MultiPartParser):
    """Lets go of what a file has beyond `keep` bytes, as it comes."""

    keep = 0
    cut = False
    _held = 0

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        """A piece of a field, or of a file."""
        if self._current_part.file is not None:
            self._held += end - start
            if self._held > self.keep:
                self.cut = True
                return
        super().on_part_data(data, start, end)


async def _bounded(request: Request, most: int) -> AsyncGenerator[bytes]:
    """The body, whatever its header said of its length."""
    received = 0
    async for chunk in request.stream():
        received += len(chunk)
        if received > most:
            raise TooLarge
        yield chunk
