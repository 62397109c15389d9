"""Reads a PDF: by its text layer, and by its looks where it has none."""

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
from pypdfium2 import raw

from bot.sheets.pictures import read_picture
from bot.sheets.tesseract import NoTesseract, Tesseract
from buzon.receipt import Outcome, Receipt, read_text

# pdfium rather than pypdf: here it is imported in 0.07 s (pypdf 0.4 s) and reads a constancia in 1 ms (3 ms), it draws
# scanned pages as well, and it is the engine that meets most of the world's broken PDFs.

_PAGES = 5  # a constancia has one or two; what follows is not looked at, however long the document
_LETTERS = 100_000  # of a page's text
_SCAN_LETTERS = 200  # with less text than that, a page is taken for a scan with a stamp or a watermark
_DOTS = 200 / 72  # dots a point: 200 dpi
_SIDE = 2_600  # pixels at most, however large the page says it is


_READ = frozenset({Outcome.FOUND, Outcome.MASKED})
_WORTH = (Outcome.FOUND, Outcome.MASKED, Outcome.UNREADABLE, Outcome.NONE)
_END, _TAIL = b"%%EOF", 2_048  # a whole PDF ends so, and whatever mailers and scanners append is short


class Locked(Exception):
    """The PDF opens with a password only."""


class Broken(Exception):
    """pdfium can't open it, or finds no page in it."""


def read_pdf(content: bytes, tesseract: Tesseract) -> Receipt:
    """What the first five pages of a PDF say. Raises Locked, Broken, TooLong."""
    try:
        document = pypdfium2.PdfDocument(content)
        pages = [document[number] for number in range(min(len(document), _PAGES))]
        texts = [page.get_textpage().get_text_bounded()[:_LETTERS] for page in pages]
    except pypdfium2.PdfiumError as error:
        raise Locked if error.err_code == raw.FPDF_ERR_PASSWORD else Broken from error
    receipts = [read_text("\n".join(texts))]
    # From the end, since that is where the credentials stand.
    for page, text in zip(reversed(pages), reversed(texts), strict=True):
        if receipts[-1].outcome in _READ:
            return receipts[-1]
        if _is_scan(page, text):
            receipts.append(_seen(page, tesseract))
    best = min(receipts, key=lambda receipt: _WORTH.index(receipt.outcome))
    if best.outcome not in _READ and _END not in content[-_TAIL:]:
        raise Broken  # pdfium mends what was cut off, as far as it can: what is missing may be what we look for
    return best


def _is_scan(page: pypdfium2.PdfPage, text: str) -> bool:
    """Whether the page is to be looked at: little text, or a picture over most of it."""
    if len(text.strip()) < _SCAN_LETTERS:
        return True
    boxes = [image.get_bounds() for image in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=2)]
    areas = ((right - left) * (top - bottom) for left, bottom, right, top in boxes)
    return bool(max(areas, default=0) * 2 > page.get_width() * page.get_height())


def _seen(page: pypdfium2.PdfPage, tesseract: Tesseract) -> Receipt:
    scale = min(_DOTS, _SIDE / max(page.get_width(), page.get_height(), 1))
    picture = page.render(scale=scale, grayscale=True).to_pil().convert("L")
    try:
        return read_picture(picture, tesseract)
    except NoTesseract:
        return Receipt(Outcome.UNREADABLE)
