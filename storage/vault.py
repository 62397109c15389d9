"""Envelope encryption: a fresh AES-256-GCM key for every record, itself sealed by a master key.

    version 1 | length of id | id of the master key | nonce 12 | data key, sealed 48 | nonce 12 | plaintext, sealed

Both layers are bound to the record ("mailbox:42"), so bytes moved to another row don't open. The outer layer is bound
to the master key's id as well; the inner one is not, or `rewrap` could not leave it as it is: it hangs on the data key.
"""

import hashlib
import hmac
import os
from collections.abc import Sequence
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.errors import BadKey, UnknownKey, Unsealable
from storage.keys import KEY_SIZE, MasterKey, new_master_key, parse_keys, read_key_file, write_key_file

__all__ = ["MasterKey", "Vault", "new_master_key", "parse_keys", "read_key_file", "write_key_file"]

_VERSION = 1
_NONCE = 12
_WRAPPED = KEY_SIZE + 16


class Vault:
    """Seals with the first master key, opens with any. Shows no key by `repr`."""

    def __init__(self, keys: Sequence[MasterKey]) -> None:
        if not keys:
            raise BadKey("no master key: make one with `buzon keys new`")
        self._keys = tuple(keys)
        self._ciphers = {key.id: AESGCM(key.key) for key in keys}
        self._heads = {key.id: _head(key.id) for key in keys}
        self._derived = lru_cache(maxsize=32)(self._derive)

    @property
    def current(self) -> str:
        """The id of the master key that seals."""
        return self._keys[0].id

    def seal(self, plaintext: bytes, *, record: str) -> bytes:
        """Encrypt for one record, named by kind and id."""
        noise = os.urandom(KEY_SIZE + _NONCE)
        data_key, nonce = noise[:KEY_SIZE], noise[KEY_SIZE:]
        body = AESGCM(data_key).encrypt(nonce, plaintext, _inner(record))
        return self._wrap(data_key, record) + nonce + body

    def open(self, sealed: bytes, *, record: str) -> bytes:
        """Decrypt. Raises UnknownKey, or Unsealable where the bytes were changed or belong to another record."""
        data_key, rest = self._unwrap(sealed, record)
        try:
            return AESGCM(data_key).decrypt(rest[:_NONCE], rest[_NONCE:], _inner(record))
        except (InvalidTag, ValueError):
            raise Unsealable("the sealed bytes were changed") from None

    def rewrap(self, sealed: bytes, *, record: str) -> bytes:
        """The same plaintext under the current master key: only the data key is sealed anew. Raises as `open`."""
        data_key, rest = self._unwrap(sealed, record)
        return self._wrap(data_key, record) + rest

    def key_of(self, sealed: bytes) -> str:
        """The id of the master key this was sealed with, whether we have it or not. Raises Unsealable."""
        return _parse(sealed)[0]

    def fingerprints(self, text: str, *, purpose: str) -> tuple[bytes, ...]:
        """32 bytes per master key, the current one first, by which equal texts are found without opening any.

        HMAC-SHA256 under a key derived (HKDF) for the purpose, so those of two purposes can't be compared.
        """
        return tuple(hmac.digest(key, text.encode(), hashlib.sha256) for key in self._derived(purpose))

    def __repr__(self) -> str:
        return f"Vault(current={self.current!r})"

    def _derive(self, purpose: str) -> tuple[bytes, ...]:
        info = b"buzon fingerprint 1 " + purpose.encode()
        return tuple(
            HKDF(algorithm=SHA256(), length=KEY_SIZE, salt=None, info=info).derive(key.key) for key in self._keys
        )

    def _wrap(self, data_key: bytes, record: str) -> bytes:
        head, nonce = self._heads[self.current], os.urandom(_NONCE)
        return head + nonce + self._ciphers[self.current].encrypt(nonce, data_key, _outer(head, record))

    def _unwrap(self, sealed: bytes, record: str) -> tuple[bytes, bytes]:
        key_id, start = _parse(sealed)
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise UnknownKey(f"sealed with master key {key_id!r}, which was not given")
        body = start + _NONCE
        end = body + _WRAPPED
        try:
            return cipher.decrypt(sealed[start:body], sealed[body:end], _outer(sealed[:start], record)), sealed[end:]
        except (InvalidTag, ValueError):
            raise Unsealable("the sealed bytes were changed, or belong to another record") from None


def _head(key_id: str) -> bytes:
    name = key_id.encode()
    return bytes((_VERSION, len(name))) + name


def _parse(sealed: bytes) -> tuple[str, int]:
    """The master key's id, and where the head ends."""
    if len(sealed) < 2 or sealed[0] != _VERSION:
        raise Unsealable("these are not sealed bytes of a version we know")
    start = 2 + sealed[1]
    try:
        key_id = sealed[2:start].decode("ascii")
    except UnicodeDecodeError:
        raise Unsealable("the sealed bytes were changed") from None
    if not key_id or len(sealed) < start + _NONCE + _WRAPPED + _NONCE + 16:
        raise Unsealable("the sealed bytes were cut")
    return key_id, start


def _inner(record: str) -> bytes:
    return b"buzon record %d " % _VERSION + record.encode()


def _outer(head: bytes, record: str) -> bytes:
    return b"buzon key " + head + record.encode()
