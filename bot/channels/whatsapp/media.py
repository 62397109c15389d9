"""Files for the Cloud API: typed by what they hold, uploaded once where they go to many."""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable

_SIGNS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
)
_LIFE = 20 * 86_400.0
"""Seconds. The platform keeps what was uploaded for thirty days."""

_MOST = 500


def kind_of(content: bytes) -> str:
    """The media type of a file of ours, by its first bytes; a calendar or a table is text."""
    return next((kind for sign, kind in _SIGNS if content.startswith(sign)), "text/plain")


class Uploads:
    """The platform's ids of what was uploaded. Our own pictures go to thousands and are uploaded once."""

    def __init__(self, upload: Callable[[bytes, str], Awaitable[str]]) -> None:
        self._upload = upload
        self._known: OrderedDict[bytes, tuple[str, float]] = OrderedDict()

    async def of(self, content: bytes, name: str, *, kept: bool) -> str:
        """The id of this file; `kept` where it may go to others too."""
        if not kept:
            return await self._upload(content, name)
        key = hashlib.sha256(content).digest()
        found = self._known.get(key)
        if found is None or found[1] < time.monotonic():
            found = (await self._upload(content, name), time.monotonic() + _LIFE)
            self._known[key] = found
            while len(self._known) > _MOST:
                self._known.popitem(last=False)
        return found[0]
