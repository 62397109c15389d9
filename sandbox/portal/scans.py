"""PDFs without a text layer: the sheets of a notice drawn as pictures, a little askew, as a scanner gives them."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import reportlab
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

_FONTS = Path(reportlab.__file__).parent / "fonts"  # the only fonts that are there on every machine
_WIDTH, _HEIGHT = 1240, 1754  # dots of A4 at 150 dpi
_DOTS_A_POINT = 150 / 72
_MARGIN, _FOOT = 150, 150
_PAPER, _INK, _WATERMARK = 246, 38, 226  # greys
_ASKEW = 0.5  # degrees


@dataclass(frozen=True)
class _Line:
    """A line of the sheet; size in points, `after` the dots from its foot to the next line's."""

    text: str
    size: float
    bold: bool = False
    after: int = 32


def pdf(subject: str, about: str, text: str, *, title: str) -> bytes:
    """A4 pages that hold nothing but pictures; the same words always give the same bytes. `title` is the document's."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.setTitle(title)
    for sheet in _sheets(subject, about, text):
        picture = BytesIO()
        sheet.save(picture, "JPEG", quality=70)
        picture.seek(0)
        canvas.drawImage(ImageReader(picture), 0, 0, *A4)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _sheets(subject: str, about: str, text: str) -> Iterator[Image.Image]:
    waiting = [*_lines(subject, about, text)]
    while waiting:
        sheet = _paper()
        pen = ImageDraw.Draw(sheet)
        foot = 230
        while waiting and foot < _HEIGHT - _FOOT:
            line = waiting.pop(0)
            pen.text((_MARGIN, foot), line.text, font=_font(line.size, bold=line.bold), fill=_INK, anchor="ls")
            foot += line.after
        turned = sheet.rotate(_ASKEW, resample=Image.Resampling.BICUBIC, fillcolor=_PAPER)
        yield turned.filter(ImageFilter.GaussianBlur(0.6))


def _paper() -> Image.Image:
    """An empty sheet: its heading, and SIMULACIÓN across it."""
    across = Image.new("L", (_WIDTH, _WIDTH), _PAPER)
    font = _font(74, bold=True)
    ImageDraw.Draw(across).text((_WIDTH // 2, _WIDTH // 2), "SIMULACIÓN", font=font, fill=_WATERMARK, anchor="mm")
    sheet = Image.new("L", (_WIDTH, _HEIGHT), _PAPER)
    sheet.paste(across.rotate(52, resample=Image.Resampling.BICUBIC, fillcolor=_PAPER), (0, (_HEIGHT - _WIDTH) // 2))
    pen = ImageDraw.Draw(sheet)
    heading = "MIGRACIONES — SIMULACIÓN, sin valor legal"
    pen.text((_MARGIN, 110), heading, font=_font(9, bold=True), fill=_INK, anchor="ls")
    pen.line([(_MARGIN, 128), (_WIDTH - _MARGIN, 128)], fill=_INK, width=2)
    return sheet


def _lines(subject: str, about: str, text: str) -> Iterator[_Line]:
    for words in _wrapped(subject, 12.5, bold=True):
        yield _Line(words, 12.5, bold=True, after=36)
    yield _Line(about, 8.5, after=60)
    for paragraph in text.split("\n\n"):
        wrapped = [words for row in paragraph.split("\n") for words in _wrapped(row, 10.5)]
        for number, words in enumerate(wrapped, start=1):
            yield _Line(words, 10.5, after=56 if number == len(wrapped) else 32)


def _wrapped(text: str, size: float, *, bold: bool = False) -> list[str]:
    """The text in lines that fit between the margins; a word that does not fit at all runs over."""
    font, lines = _font(size, bold=bold), [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".lstrip()
        if lines[-1] and font.getlength(longer) > _WIDTH - 2 * _MARGIN:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _font(size: float, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_FONTS / ("VeraBd.ttf" if bold else "Vera.ttf"), size * _DOTS_A_POINT)
