"""Who sends a request, by its signature: HMAC-SHA256 over time stamp, method, address and the bytes of the body."""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.requests import Request

from bot.web.ingest.problems import Kind, Problem
from bot.web.ingest.replays import Replays
from handlers.world import World
from storage import ingest_keys
from storage.ingest_keys import IngestKey

KEY_ID, TIMESTAMP, SIGNATURE = "buzon-key-id", "buzon-timestamp", "buzon-signature"
WINDOW = timedelta(minutes=5)
MOST_BYTES = 8_000_000

_SIGNED = re.compile("v1=([0-9a-f]{64})")
_MILLISECONDS = re.compile("[0-9]{13}")
_UNSIGNED = (
    "Sign each request anew with a key in use: see Buzon-Key-Id, Buzon-Timestamp and Buzon-Signature in the "
    "description at /ingest/v1/openapi.json."
)


@dataclass(frozen=True, slots=True)
class Signed:
    """A request that is what its sender sent, once: by which key, and the bytes of its body."""

    key: IngestKey
    body: bytes


def signed_text(timestamp: str, method: str, target: str, body: bytes) -> bytes:
    """What is signed. `target` is path and query as they are sent, `timestamp` milliseconds since 1970. Pure."""
    return f"{timestamp}.{method} {target}\n".encode() + body


def signature(secret: str, timestamp: str, method: str, target: str, body: bytes) -> str:
    """The header Buzon-Signature. Pure."""
    return "v1=" + hmac.digest(secret.encode(), signed_text(timestamp, method, target, body), hashlib.sha256).hex()


@dataclass(frozen=True, slots=True)
class Gatekeeper:
    """Lets in what a key in use has signed, within five minutes, once. Reads no more than MOST_BYTES of anybody."""

    world: World
    replays: Replays

    async def admit(self, request: Request) -> Signed:
        """The request, if it is signed. Raises Problem, StorageDown, VaultError.

        A body is read only for a key in use and a time stamp of now; whichever of key and signature is wrong, the
        answer is the same.
        """
        key_id, timestamp = request.headers.get(KEY_ID, ""), request.headers.get(TIMESTAMP, "")
        given = _SIGNED.fullmatch(request.headers.get(SIGNATURE, ""))
        if given is None or not _MILLISECONDS.fullmatch(timestamp):
            raise Problem(Kind.SIGNATURE, _UNSIGNED)
        _check_time(int(timestamp), self.world.now())
        _check_length(request.headers.get("content-length"))
        async with self.world.database.read() as connection:
            found = await ingest_keys.in_use(connection, self.world.vault, key_id)
        if found is None:
            raise Problem(Kind.SIGNATURE, _UNSIGNED)
        key, secret = found
        body = await _body(request)
        expected = signature(secret.reveal(), timestamp, request.method, _target(request), body)
        if not hmac.compare_digest(expected, given[0]):
            raise Problem(Kind.SIGNATURE, _UNSIGNED)
        if not await self.replays.is_first(expected.encode()):
            raise Problem(Kind.REPEATED, "It was refused, so that nobody can send again what they overheard.")
        return Signed(key, body)


def _target(request: Request) -> str:
    path: bytes = request.scope["raw_path"]
    query: bytes = request.scope["query_string"]
    return (path + (b"?" + query if query else b"")).decode("latin-1")


def _check_time(milliseconds: int, now: datetime) -> None:
    ours = round(now.timestamp() * 1_000)
    if abs(milliseconds - ours) > WINDOW / timedelta(milliseconds=1):
        detail = "Set your clock (NTP): it is milliseconds since 1970, and may be five minutes off."
        raise Problem(Kind.TIMESTAMP, detail, more={"now": str(ours)})


def _check_length(declared: str | None) -> None:
    if declared is not None and (not declared.isdigit() or int(declared) > MOST_BYTES):
        raise Problem(Kind.TOO_LARGE, f"A body has at most {MOST_BYTES} bytes: send smaller batches.")


async def _body(request: Request) -> bytes:
    chunks, size = [], 0
    async for chunk in request.stream():
        chunks.append(chunk)
        size += len(chunk)
        if size > MOST_BYTES:
            raise Problem(Kind.TOO_LARGE, f"A body has at most {MOST_BYTES} bytes: send smaller batches.")
    return b"".join(chunks)
