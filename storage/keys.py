"""Master keys as text and as a file: `id:base64url of 32 bytes`, one per line or separated by commas.

The errors name a key's position, never its content.
"""

import base64
import binascii
import os
import re
import secrets
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from storage.errors import BadKey

KEY_SIZE = 32
_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")


@dataclass(frozen=True, slots=True)
class MasterKey:
    """A key that seals keys: 32 random bytes and a name that is written, readable, into everything sealed with it."""

    id: str
    key: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise BadKey("a master key's id is 1 to 32 letters, digits, - or _")
        if len(self.key) != KEY_SIZE:
            raise BadKey(f"a master key is {KEY_SIZE} bytes")

    @property
    def text(self) -> str:
        """The form that `parse_keys` reads. Secret."""
        return f"{self.id}:{base64.urlsafe_b64encode(self.key).rstrip(b'=').decode()}"


def new_master_key() -> str:
    """A new key in text form, under an id that no other has (4 random bytes)."""
    return MasterKey(f"k{secrets.token_hex(4)}", secrets.token_bytes(KEY_SIZE)).text


def parse_keys(text: str) -> tuple[MasterKey, ...]:
    """The keys in a setting or a file, in order; `#` starts a comment that ends with the line. Raises BadKey."""
    bare = " ".join(line.partition("#")[0] for line in text.splitlines())
    found: list[MasterKey] = []
    for position, item in enumerate(bare.replace(",", " ").split(), start=1):
        key = _parse_key(item, position)
        if any(key.id == other.id for other in found):
            raise BadKey(f"master key {position} has the id of an earlier one")
        found.append(key)
    if not found:
        raise BadKey("no master key given: make one with `buzon keys new`")
    return tuple(found)


def read_key_file(path: Path) -> tuple[MasterKey, ...]:
    """The keys in a file that its owner alone can read. Raises BadKey, with the mend."""
    try:
        with path.open(encoding="utf-8") as file:
            if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                raise BadKey(f"others can read the key file: chmod 600 {path}")
            text = file.read()
    except FileNotFoundError:
        raise BadKey(f"there is no key file {path}: make one with `buzon keys new`") from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadKey(f"the key file {path} can't be read ({type(error).__name__})") from None
    return parse_keys(text)


def write_key_file(path: Path, keys: Sequence[MasterKey]) -> None:
    """Write the keys, mode 600 from the first byte on; the old file is whole until the new one is. Raises BadKey."""
    text = "# Master keys of Buzón Bot: the first one seals, all open. Lost keys are lost mailboxes.\n"
    text += "".join(f"{key.text}\n" for key in keys)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise BadKey(f"the key file {path} can't be written ({type(error).__name__})") from None


def _parse_key(item: str, position: int) -> MasterKey:
    key_id, colon, encoded = item.partition(":")
    if not colon:
        raise BadKey(f"master key {position} is not in the form id:key")
    try:
        key = base64.b64decode(encoded + "=" * (-len(encoded) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise BadKey(f"master key {position} is not base64url") from None
    try:
        return MasterKey(key_id, key)
    except BadKey as error:
        raise BadKey(f"master key {position}: {error}") from None
