"""Whether a list is the one that was seen before, told by a digest of each page, without parsing it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Self

from buzon.notice import Notice

_SIZE = 16
"""Bytes. Nobody gains by a collision but a portal that wants its own notice unseen: it need only not show it."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is kept of a list: a digest of what it said, and one of each page as it came.

    The first tells a list whose bytes change at every answer, by a time stamp say, from one that says something else.
    """

    said: bytes
    pages: tuple[bytes, ...]

    @classmethod
    def parse(cls, joined: bytes | None) -> Self:
        """The inverse of `joined`; of None, a list that was never seen."""
        if joined is None:
            return cls(b"", ())
        return cls(joined[:_SIZE], tuple([joined[at : at + _SIZE] for at in range(_SIZE, len(joined), _SIZE)]))

    @classmethod
    def of(cls, notices: Sequence[Notice], pages: Sequence[bytes]) -> Self:
        """Of a list that was parsed, and the digests of its pages."""
        return cls(of(repr(notices).encode(errors="backslashreplace")), tuple(pages))

    def joined(self) -> bytes:
        """All of it in a row."""
        return self.said + b"".join(self.pages)


def of(body: bytes) -> bytes:
    """The digest of these bytes, BLAKE2b."""
    return blake2b(body, digest_size=_SIZE).digest()
