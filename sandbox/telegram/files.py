"""The files on Telegram's side: kept in memory under a file_id, and downloadable under a path.

Limits are Telegram's own: 50 MB to send, 10 MB for a photo, 20 MB to download (https://core.telegram.org/bots/api#sending-files).
"""

import secrets
import struct
from dataclasses import dataclass

from sandbox.telegram.errors import BotApiError, JsonObject, bad_request

MEGABYTE = 1_000_000
_FOLDERS = {"document": "documents", "photo": "photos", "sticker": "stickers"}
_FRAME_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file as it came in, from a bot or a person."""

    name: str
    mime_type: str
    data: bytes


@dataclass(frozen=True, kw_only=True)
class StoredFile:
    """A file Telegram holds. `kind` is document, photo or sticker; `size` is (width, height) in pixels of a picture."""

    file_id: str
    kind: str
    path: str
    upload: Upload
    size: tuple[int, int] | None = None

    def as_json(self) -> JsonObject | list[JsonObject]:
        """What a message carries: a Document, a Sticker, or the list of PhotoSizes."""
        body: JsonObject = {
            "file_id": self.file_id,
            "file_unique_id": self.file_id[-16:],
            "file_size": len(self.upload.data),
        }
        if self.kind == "document":
            return body | {"file_name": self.upload.name, "mime_type": self.upload.mime_type}
        width, height = self.size or (512, 512)
        body |= {"width": width, "height": height}
        if self.kind == "sticker":
            return body | {"type": "regular", "is_animated": False, "is_video": False}
        return [body]


class FileStore:
    """Everything sent so far, by file_id and by path."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}

    def keep(self, kind: str, upload: Upload) -> StoredFile:
        """Store an upload.

        Raises:
            BotApiError: empty, too big, or no picture where one is due.
        """
        if not upload.data:
            raise bad_request("file must be non-empty")
        if len(upload.data) > 50 * MEGABYTE:
            raise BotApiError(413, "Request Entity Too Large")
        size = None
        if kind == "photo":
            if len(upload.data) > 10 * MEGABYTE:
                raise bad_request(f"file of size {len(upload.data)} bytes is too big for a photo; the maximum is 10 MB")
            size = picture_size(upload.data)
            if size is None:
                raise bad_request("IMAGE_PROCESS_FAILED")
        name = f"file_{len(self._by_id) + 1}"
        extension = upload.name.rpartition(".")[2] if "." in upload.name else "bin"
        path = f"{_FOLDERS[kind]}/{name}.{'jpg' if kind == 'photo' else extension}"
        stored = StoredFile(file_id=f"BQAC{secrets.token_urlsafe(36)}", kind=kind, path=path, upload=upload, size=size)
        self._by_id[stored.file_id] = stored
        return stored

    def by_id(self, file_id: str) -> StoredFile:
        """The file of this id.

        Raises:
            BotApiError: 400 for an id Telegram does not know, or an address: the sandbox stays offline.
        """
        stored = self._by_id.get(file_id)
        if stored is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return stored

    def by_path(self, path: str) -> StoredFile | None:
        """The file under this download path."""
        return next((stored for stored in self._by_id.values() if stored.path == path), None)


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG or JPEG in pixels, or `None` when it is neither."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    if data[:2] != b"\xff\xd8":
        return None
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        if data[at + 1] in _FRAME_MARKERS:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + int.from_bytes(data[at + 2 : at + 4])
    return None
