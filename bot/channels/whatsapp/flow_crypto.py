"""What a Flow on somebody's phone and our endpoint say to each other, sealed for the two alone.

The phone makes a fresh AES key for each request and wraps it with our RSA key (OAEP, SHA-256); request and answer go
under it by AES-GCM, the answer with every bit of the IV flipped. Source:
developers.facebook.com/docs/whatsapp/flows/guides/implementingyourflowendpoint#request-decryption-and-encryption.
pywa has the same, but takes most of a second to load, and the process that serves would load it for this alone.
"""

import base64
import os
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.channels.whatsapp.payloads import Json
from handlers.errors import Misconfigured

_BITS = 2048  # what Meta takes: …/docs/whatsapp/cloud-api/reference/whatsapp-business-encryption
_AES_BYTES = 16
_IV_BYTES = 16
_PARTS = ("encrypted_aes_key", "encrypted_flow_data", "initial_vector")
_MAKE = "make one with `buzon whatsapp flow key`"


class Undecipherable(Exception):
    """Not sealed for our key, or not as it was sealed. It does not say which: who forges learns nothing."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A request that was opened: what it says, and what its answer is sealed with."""

    said: Json = field(repr=False)
    _key: bytes = field(repr=False)
    _iv: bytes = field(repr=False)

    def answer(self, answer: Json) -> str:
        """The answer as it goes back: base64 of the ciphertext with its tag."""
        flipped = bytes(byte ^ 0xFF for byte in self._iv)
        return base64.b64encode(AESGCM(self._key).encrypt(flipped, orjson.dumps(answer), None)).decode()


class FlowKey:
    """Our private key."""

    def __init__(self, private: rsa.RSAPrivateKey) -> None:
        self._private = private
        self._padding = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)

    @classmethod
    def new(cls) -> "FlowKey":
        """A key that nobody else has."""
        return cls(rsa.generate_private_key(public_exponent=65537, key_size=_BITS))

    @classmethod
    def read(cls, path: Path) -> "FlowKey":
        """The key in a PEM file that its owner alone can read. Raises Misconfigured, with the mend."""
        try:
            with path.open("rb") as file:
                if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                    raise Misconfigured(f"others can read the key of the Flow: chmod 600 {path}")
                private = serialization.load_pem_private_key(file.read(), password=None)
        except FileNotFoundError:
            raise Misconfigured(f"there is no file {path} (BUZON_WHATSAPP_FLOW_KEY_FILE): {_MAKE}") from None
        except (OSError, ValueError, TypeError) as error:
            raise Misconfigured(f"{path} can't be read as a private key ({type(error).__name__}): {_MAKE}") from None
        if not isinstance(private, rsa.RSAPrivateKey) or private.key_size != _BITS:
            raise Misconfigured(f"{path} holds no RSA key of {_BITS} bits: {_MAKE}")
        return cls(private)

    def write(self, path: Path) -> None:
        """Into a new file, mode 600 from the first byte on. Raises Misconfigured, and leaves a file that is there."""
        pem = self._private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                    file.write(pem)
                    file.flush()
                    os.fsync(file.fileno())
                os.link(draft, path)
            finally:
                draft.unlink(missing_ok=True)
        except OSError as error:
            raise Misconfigured(f"{path} can't be written ({type(error).__name__})") from None

    @property
    def public(self) -> str:
        """The public half, as Meta takes it (PEM)."""
        return (
            self._private.public_key()
            .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
            .decode()
        )

    def open(self, body: bytes) -> Sealed:
        """What the phone sealed into the body of its request. Raises Undecipherable."""
        try:
            parsed = orjson.loads(body)
            wrapped, sealed, iv = (base64.b64decode(parsed[part], validate=True) for part in _PARTS)
            key = self._private.decrypt(wrapped, self._padding)
            if (len(key), len(iv)) != (_AES_BYTES, _IV_BYTES):
                raise Undecipherable
            said = orjson.loads(AESGCM(key).decrypt(iv, sealed, None))
        except (ValueError, TypeError, KeyError, IndexError, InvalidTag):
            raise Undecipherable from None
        if not isinstance(said, dict):
            raise Undecipherable
        return Sealed(said, key, iv)
