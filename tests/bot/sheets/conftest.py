"""Readers of sheets, sheets to read, and programs that stand in for a tesseract that misbehaves."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from bot.sheets.reader import Reader
from buzon.receipt import Receipt
from sandbox.portal import constancia
from sandbox.portal.constancia import Shot, Wanted
from sandbox.portal.people import PEOPLE, Person

MARIA = PEOPLE[0]


@pytest.fixture
async def reader(tesseract_path: str) -> AsyncIterator[Reader]:
    async with Reader(tesseract=tesseract_path) as opened:
        yield opened


@pytest.fixture
def script(tmp_path: Path) -> Callable[[str], str]:
    """Writes a shell script that is called as tesseract would be, and returns its path."""

    def written(body: str) -> str:
        path = tmp_path / "tesseract"
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)
        return str(path)

    return written


@cache
def sheet_pdf(person: Person = MARIA, **wanted: str) -> bytes:
    return constancia.pdf(person, Wanted.model_validate(wanted))


@cache
def photo(person: Person = MARIA, **shot: float | str) -> bytes:
    return constancia.photograph(person, Shot.model_validate(shot))


def picture_of(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def saved(picture: Image.Image, form: str, **options: object) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, form, **options)
    return buffer.getvalue()


def told(receipt: Receipt) -> tuple[str, str | None, str | None]:
    """Outcome, user and password in the open, to compare."""
    user, password = (value.reveal() if value else None for value in (receipt.user, receipt.password))
    return receipt.outcome.value, user, password


def processes(word: str) -> list[int]:
    """The processes below this one whose command line has this word in it, from /proc."""
    found = []
    for folder in Path("/proc").iterdir():
        with suppress(OSError, ValueError, IndexError):
            command = (folder / "cmdline").read_bytes().decode(errors="replace")
            state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
            if word in command and state != "Z" and _descends(int(folder.name)):
                found.append(int(folder.name))
    return found


def _descends(process: int) -> bool:
    """Whether this process, or one that was, started it."""
    while process > 1:
        if process == os.getpid():
            return True
        process = int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
    return False


async def until(met: Callable[[], bool], seconds: float = 20) -> None:
    """Return once it is met; fail when that takes too long."""
    end = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < end, "waited in vain"
        await asyncio.sleep(0.02)
