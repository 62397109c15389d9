"""Calls tesseract: pictures in by its stdin, words out by its stdout, nothing on a disk."""

import io
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from PIL import Image

_COLUMNS = 12
_WORD_LEVEL = "5"


class NoTesseract(Exception):
    """There is no such executable, or it can't do what it must."""


class TooLong(Exception):
    """The document's time is over."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word in a picture: its box in pixels, tesseract's confidence in it (0 to 100), and its letters."""

    left: int
    top: int
    right: int
    bottom: int
    confidence: float
    text: str


Line = Sequence[Word]


@dataclass(frozen=True, slots=True)
class Tesseract:
    """One executable for one document, which must be read by `deadline` (of `time.monotonic`)."""

    executable: str
    deadline: float
    environment: Mapping[str, str]

    def read(self, pictures: Sequence[Image.Image]) -> list[list[Line]]:
        """The lines of each grey picture, top down. Raises NoTesseract, TooLong.

        All of them in one call: starting tesseract costs as much as reading a few lines.
        """
        # Language `eng`: credentials are no Spanish, and its model knows more signs than the Spanish one. Mode 6, one
        # block of text: the other modes lost labels or lines on more photographs.
        command = [self.executable, "stdin", "stdout", "-l", "eng", "--psm", "6", "tsv"]
        # One thread: on small pictures tesseract's own threads cost six times what they save.
        environment = dict(self.environment) | {"OMP_THREAD_LIMIT": "1"}
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TooLong
        try:
            done = subprocess.run(  # noqa: S603  (no shell, and the operator names the executable)
                command, input=_tiff(pictures), capture_output=True, env=environment, timeout=left, check=False
            )
        except OSError as error:
            raise NoTesseract from error
        except subprocess.TimeoutExpired as error:
            raise TooLong from error
        if done.returncode:
            raise NoTesseract
        return _pages(done.stdout.decode("utf-8", "replace"), len(pictures))


def _tiff(pictures: Sequence[Image.Image]) -> bytes:
    """Several pictures as the one form that tesseract takes them in."""
    buffer = io.BytesIO()
    first, *others = pictures
    first.save(buffer, "TIFF", save_all=True, append_images=others)
    return buffer.getvalue()


def _pages(table: str, count: int) -> list[list[Line]]:
    lines: dict[tuple[str, ...], list[Word]] = {}
    for page, word in _words(table):
        lines.setdefault(page, []).append(word)
    pages: list[list[Line]] = [[] for _ in range(count)]
    for place, words in lines.items():
        if int(place[0]) <= count:
            pages[int(place[0]) - 1].append(words)
    return pages


def _words(table: str) -> Iterator[tuple[tuple[str, ...], Word]]:
    """Each word of tesseract's TSV with the numbers of its page, block, paragraph and line."""
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) == _COLUMNS and cells[0] == _WORD_LEVEL and cells[11].strip():
            left, top, width, height = map(int, cells[6:10])
            yield tuple(cells[1:5]), Word(left, top, left + width, top + height, float(cells[10]), cells[11])
