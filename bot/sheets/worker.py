"""`python -m bot.sheets.worker TESSERACT`: says "ready", takes one document from stdin, answers one line of JSON, ends.

Files from strangers are decoded here only: in a process with little memory, no disk and no secret.
"""

import io
import json
import os
import resource
import sys
import time

from PIL import Image

from bot.sheets.kinds import Kind, kind_of
from bot.sheets.pdf import Broken, Locked, read_pdf
from bot.sheets.pictures import TooManyPixels, open_picture, read_picture
from bot.sheets.tesseract import NoTesseract, Tesseract, TooLong
from buzon.receipt import Outcome, Receipt

_SECONDS = 15.0  # of wall clock for one document, counted from when it is here
_LIMITS = {
    resource.RLIMIT_AS: 1 << 30,
    resource.RLIMIT_CPU: 15,  # seconds
    resource.RLIMIT_FSIZE: 0,  # nothing is written, not even by tesseract
    resource.RLIMIT_CORE: 0,  # a memory dump would hold what is on the sheet
    resource.RLIMIT_NOFILE: 32,
}


def main(executable: str) -> None:
    """Wait for a document, read it, answer, end. What can't be decoded ends the process early: the reader's BROKEN."""
    _limit()
    _warm()
    print("ready", flush=True)
    content = sys.stdin.buffer.read()
    deadline = time.monotonic() + _SECONDS
    receipt = read(content, Tesseract(executable, deadline, {"PATH": os.environ.get("PATH", os.defpath)}))
    user = receipt.user.reveal() if receipt.user else None
    password = receipt.password.reveal() if receipt.password else None
    print(json.dumps({"outcome": receipt.outcome, "user": user, "password": password}), flush=True)


def read(content: bytes, tesseract: Tesseract) -> Receipt:
    """What the document says. Raises whatever a decoder raises for a picture that is not whole."""
    try:
        match kind_of(content):
            case Kind.PDF:
                return read_pdf(content, tesseract)
            case Kind.PICTURE:
                return _read_photo(content, tesseract)
            case _:
                return Receipt(Outcome.NOT_A_SHEET)
    except Locked:
        return Receipt(Outcome.LOCKED)
    except (Broken, TooLong):
        return Receipt(Outcome.BROKEN)
    except TooManyPixels:
        return Receipt(Outcome.TOO_LARGE)
    except NoTesseract:
        return Receipt(Outcome.UNREADABLE)


def _read_photo(content: bytes, tesseract: Tesseract) -> Receipt:
    try:
        return read_picture(open_picture(content), tesseract)
    except TooLong:  # specks, fur, leaves: what keeps tesseract busy is no sheet that a person could read
        return Receipt(Outcome.UNREADABLE)


def _limit() -> None:
    for what, most in _LIMITS.items():
        _, hard = resource.getrlimit(what)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (allowed, allowed))


def _warm() -> None:
    """Load what Pillow loads at first use, while there is time."""
    for form in ("JPEG", "PNG", "WEBP", "TIFF"):
        Image.new("L", (8, 8)).save(io.BytesIO(), form)


if __name__ == "__main__":
    main(sys.argv[1])
