"""Draws the pictures that stand beside the steps of a walk, one set a language, from the templates in `tools/pictures`.

The words that explain are in `locales/<language>/pictures.ftl`; the labels of the official pages stay Spanish and stand
in the templates. Chromium lays a page out, Pillow reduces it to a small palette: whoever looks pays for every kilobyte.
"""

import base64
import hashlib
import os
import sys
from collections.abc import Iterable
from io import BytesIO
from itertools import product
from pathlib import Path

import reportlab
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from playwright.sync_api import Page, sync_playwright

from handlers.speech import phrase
from handlers.words import LANGUAGES, words
from tests.servers.locate import Missing, Need, locate

ROOT = Path(__file__).resolve().parent.parent

PICTURES = (
    "sheet-foot",
    "photo-tips",
    "sine-1",
    "sine-2",
    "sine-3",
    "agency-1",
    "agency-2",
    "agency-3",
    "agency-4",
    "agency-5",
    "agency-6",
)
"""The name of every picture: its template's, its file's, and the middle of its words' keys."""

WIDTH = 800
HIGHEST = 1_000
HEAVIEST = 40_000
"""Pixels, pixels and bytes."""

TEMPLATES = ROOT / "tools" / "pictures"
DRAWN_FROM = "drawn-from"
"""The text inside each PNG that holds its `fingerprint`."""

_FONTS = Path(reportlab.__file__).parent / "fonts"  # the only fonts that are the same on every machine
_COLOURS = 48


def main(stems: Iterable[str]) -> int:
    """Draw these pictures, or all, in every language; 0 if each came out within its limits."""
    found = locate(Need.CHROMIUM)
    if isinstance(found, Missing):
        print(f"No Chromium. To mend it: {found.mend}", file=sys.stderr)
        return 1
    chosen = tuple(stems) or PICTURES
    # Chromium refuses its own sandbox to root. Hinting and coloured edges would differ from one machine to the next.
    unboxed = ["--no-sandbox"] if os.geteuid() == 0 else []
    flags = [*unboxed, "--disable-lcd-text", "--font-render-hinting=none", "--force-color-profile=srgb"]
    trouble = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found.binary, args=flags)
        page = browser.new_page(viewport={"width": WIDTH, "height": HIGHEST})
        regular, bold = _font("Vera.ttf"), _font("VeraBd.ttf")
        for language, stem in product(LANGUAGES, chosen):
            screenshot = _screenshot(page, html(language, stem, regular=regular, bold=bold))
            drawn = _small(screenshot, fingerprint(language, stem))
            place(language, stem).parent.mkdir(exist_ok=True)
            place(language, stem).write_bytes(drawn)
            trouble += [f"{language}/{stem}: {what}" for what in _amiss(drawn)]
        browser.close()
    print("\n".join(trouble), end="\n" if trouble else "", file=sys.stderr)
    return 1 if trouble else 0


def place(language: str, stem: str) -> Path:
    """Where a picture is kept."""
    return ROOT / "locales" / language / "pictures" / f"{stem}.png"


def fingerprint(language: str, stem: str) -> str:
    """What a picture is drawn from, as a hash. Where a file holds another, words or template have changed since."""
    return hashlib.sha256(html(language, stem).encode()).hexdigest()


def html(language: str, stem: str, *, regular: str = "", bold: str = "") -> str:
    """The page that becomes the picture. The fonts are addresses; without them only its looks suffer."""
    templates = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    number = stem.rpartition("-")[2]
    return templates.get_template(f"{stem}.html").render(
        language=language,
        step=number if number.isdigit() else "",
        say=lambda key: words(language, phrase(key)),
        regular=regular,
        bold=bold,
        css=(TEMPLATES / "base.css").read_text(encoding="utf-8"),
        js=(TEMPLATES / "overlay.js").read_text(encoding="utf-8"),
    )


def _font(name: str) -> str:
    return f"data:font/ttf;base64,{base64.b64encode((_FONTS / name).read_bytes()).decode()}"


def _screenshot(page: Page, content: str) -> bytes:
    page.set_content(content)
    page.locator("#overlay[data-drawn]").wait_for(state="attached")
    return page.locator("#picture").screenshot()


def _small(screenshot: bytes, drawn_from: str) -> bytes:
    picture = Image.open(BytesIO(screenshot)).convert("RGB")
    small = picture.quantize(_COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    information = PngInfo()
    information.add_text(DRAWN_FROM, drawn_from)
    buffer = BytesIO()
    small.save(buffer, "PNG", optimize=True, pnginfo=information)
    return buffer.getvalue()


def _amiss(png: bytes) -> list[str]:
    width, height = Image.open(BytesIO(png)).size
    found = [
        (width != WIDTH, f"{width} pixels wide"),
        (height > HIGHEST, f"{height} pixels high"),
        (len(png) > HEAVIEST, f"{len(png)} bytes"),
    ]
    return [what for wrong, what in found if wrong]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
