"""How the faces hand out a PDF: whole, or without an end."""

import asyncio
from collections.abc import AsyncIterator

from starlette.responses import Response, StreamingResponse

_PADDING = b"%" + b"0" * 65_534 + b"\n"  # a comment, as a PDF knows them


def download(name: str, content: bytes, *, endless: bool) -> Response:
    """A file to keep. An endless one names no length and brings 64 KiB ten times a second until the visitor leaves."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    if endless:
        return StreamingResponse(_without_end(content), media_type="application/pdf", headers=headers)
    return Response(content, media_type="application/pdf", headers=headers)


async def _without_end(content: bytes) -> AsyncIterator[bytes]:
    yield content
    while True:
        yield _PADDING
        await asyncio.sleep(0.1)
