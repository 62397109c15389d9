"""The files on Meta's side: kept in memory under a media id, downloadable with the token from a URL of their own.

Kinds and sizes: https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media#supported-media-types.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from itertools import count

from sandbox.whatsapp.errors import JsonObject, invalid, refused

_MEGABYTE = 1024 * 1024
_OFFICE = "application/vnd.openxmlformats-officedocument"
_LARGEST = 100 * _MEGABYTE

# kind: (largest size in bytes, the MIME types it may have)
ALLOWED: dict[str, tuple[int, frozenset[str]]] = {
    "audio": (
        16 * _MEGABYTE,
        frozenset({"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg", "audio/opus"}),
    ),
    "document": (
        _LARGEST,
        frozenset(
            {
                "text/plain",
                "application/pdf",
                "application/msword",
                "application/vnd.ms-excel",
                "application/vnd.ms-powerpoint",
                f"{_OFFICE}.wordprocessingml.document",
                f"{_OFFICE}.spreadsheetml.sheet",
                f"{_OFFICE}.presentationml.presentation",
            }
        ),
    ),
    "image": (5 * _MEGABYTE, frozenset({"image/jpeg", "image/png"})),
    "sticker": (500 * 1024, frozenset({"image/webp"})),
    "video": (16 * _MEGABYTE, frozenset({"video/mp4", "video/3gpp", "video/3gp"})),
}


@dataclass(frozen=True, kw_only=True)
class StoredMedia:
    """A file Meta holds; `key` is the last part of its URL, `voice` a recorded note rather than a sound file."""

    id: str
    key: str
    name: str
    mime_type: str
    data: bytes
    voice: bool = False

    @property
    def base_type(self) -> str:
        """The MIME type without its parameters, e.g. without `; codecs=opus`."""
        return self.mime_type.partition(";")[0].strip().lower()

    def described(self, url: str) -> JsonObject:
        """What `GET /{media_id}` answers; here the hash is in hexadecimal."""
        return {
            "messaging_product": "whatsapp",
            "url": url,
            "mime_type": self.mime_type,
            "sha256": hashlib.sha256(self.data).hexdigest(),
            "file_size": len(self.data),
            "id": self.id,
        }

    def told(self, kind: str, *, url: str, caption: str | None) -> JsonObject:
        """What a webhook says of a person's file; here the hash is in base64."""
        digest = base64.b64encode(hashlib.sha256(self.data).digest()).decode()
        body: JsonObject = {"mime_type": self.mime_type, "sha256": digest, "id": self.id, "url": url}
        if caption:
            body["caption"] = caption
        if kind == "document":
            body["filename"] = self.name
        if kind == "audio":
            body["voice"] = self.voice
        if kind == "sticker":
            body["animated"] = False
        return body


class MediaShelf:
    """Everything uploaded so far, by id and by the key of its URL."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredMedia] = {}
        self._ids = count(700_000_000_000_001)

    def keep(self, *, name: str, mime_type: str, data: bytes, voice: bool = False) -> StoredMedia:
        """Store a file of a person, who may send anything as a document.

        Raises:
            GraphError: 100 for an empty file, 131053 for one too big for any message.
        """
        if not data:
            raise refused(100, "Param file must be a non-empty file.")
        if len(data) > _LARGEST:
            raise refused(131053, f"File size {len(data)} bytes exceeds the limit of {_LARGEST} bytes.")
        key = secrets.token_urlsafe(24)
        media = StoredMedia(id=str(next(self._ids)), key=key, name=name, mime_type=mime_type, data=data, voice=voice)
        self._by_id[media.id] = media
        return media

    def accept(self, *, name: str, mime_type: str, data: bytes) -> StoredMedia:
        """Store a file of the business, if some message may carry it.

        Raises:
            GraphError: as `keep`; 100 too for a MIME type that no message carries, 131053 for one too big for its kind.
        """
        base = mime_type.partition(";")[0].strip().lower()
        allowed = [limit for limit, kinds in ALLOWED.values() if base in kinds]
        if not allowed:
            raise refused(100, f"Param file must be a file with one of the following types; it is {mime_type}.")
        if len(data) > max(allowed):
            raise refused(131053, f"File size {len(data)} bytes exceeds the limit of {max(allowed)} bytes.")
        return self.keep(name=name, mime_type=mime_type, data=data)

    def find(self, media_id: str) -> StoredMedia | None:
        """The file of this id."""
        return self._by_id.get(media_id)

    def by_key(self, key: str) -> StoredMedia | None:
        """The file under this URL."""
        return next((media for media in self._by_id.values() if media.key == key), None)

    def forget(self, media_id: str) -> bool:
        """Delete a file; false when there was none."""
        return self._by_id.pop(media_id, None) is not None

    def for_message(self, kind: str, media_id: str) -> StoredMedia:
        """The file of this id, if a message of this kind may carry it.

        Raises:
            GraphError: 131009 for an unknown id, 131053 for a kind or a size that does not fit.
        """
        media = self._by_id.get(media_id)
        if media is None:
            raise invalid(f"{kind}.id: the media with ID {media_id} does not exist.")
        size, kinds = ALLOWED[kind]
        if media.base_type not in kinds:
            raise refused(131053, f"{media.mime_type} is not supported for {kind} messages.")
        if len(media.data) > size:
            raise refused(131053, f"{kind} files must not be larger than {size} bytes.")
        return media
