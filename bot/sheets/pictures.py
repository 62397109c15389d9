"""Reads a photographed sheet: level it, find the lines with the credentials, look at those several times over."""

import io
from collections.abc import Iterator, Sequence

from PIL import Image, ImageFilter, ImageOps, ImageStat

from bot.sheets.agreement import Reading, agree
from bot.sheets.straighten import askew, flatten, level, without_table
from bot.sheets.tesseract import Line, Tesseract, Word
from buzon.receipt import Outcome, Receipt, label_lines, read_text

_FORMATS = ("JPEG", "PNG", "WEBP")
_SIDE = 3_000  # pixels of the longer side that are kept: an A4 sheet at 250 dpi
_MOST_PIXELS = 48_000_000  # decoded: 48 MB as grey, four times that as it comes
_WIDTH = 1_600  # pixels to find the labels in: letters about 20 high, if the sheet fills the picture
_PART = 0.55  # of the sheet's height in each half, so that no line is cut in both

# Cap height in pixels and sharpening in percent of each closer look. Chosen on 150 made photographs; looks that differ
# in both err differently, so what they agree on is right.
_LOOKS = ((20, 100), (22, 400), (28, 100), (36, 250))
_WORD = 60  # of 100: with less confidence, what tesseract saw is rarely a word
_READ_WORDS = 12  # seen with confidence, so that the picture counts as read
# Neither lines nor paper: a cat. Tesseract would spend ten seconds on its fur.
_LEAST_CONTRAST, _LEAST_PAPER = 5.5, 225
_LEAST = 40  # pixels: two lines of the smallest letters that tesseract reads


class TooManyPixels(Exception):
    """A picture that would fill the memory."""


def open_picture(content: bytes) -> Image.Image:
    """The picture in grey, upright as its EXIF data say, at most 3,000 pixels long.

    Raises TooManyPixels before anything is decoded, and whatever Pillow raises for a broken file.
    """
    Image.MAX_IMAGE_PIXELS = None  # our own limit comes first, and after the draft
    with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
        opened.draft("L", (_SIDE, _SIDE))  # a JPEG is decoded at a fraction of its size
        if opened.width * opened.height > _MOST_PIXELS:
            raise TooManyPixels
        opened.load()
        picture = _on_white(opened)
        picture = ImageOps.exif_transpose(picture)
    picture.thumbnail((_SIDE, _SIDE), Image.Resampling.LANCZOS)
    return picture


def read_picture(picture: Image.Image, tesseract: Tesseract) -> Receipt:
    """What the grey picture of a sheet says. Raises NoTesseract, TooLong."""
    if min(picture.size) < _LEAST:
        return Receipt(Outcome.UNREADABLE)
    flat = flatten(picture)
    turn = askew(flat)
    if turn.contrast < _LEAST_CONTRAST and ImageStat.Stat(flat).mean[0] < _LEAST_PAPER:
        return Receipt(Outcome.UNREADABLE)
    sheet = without_table(level(flat, turn))
    words: list[Line] = []
    for part in _parts(sheet):
        (lines,) = map(_tidy, tesseract.read([_scaled(part, _WIDTH / part.width)]))
        marked = label_lines(_texts(lines))
        if marked:
            closer = tesseract.read(_looks(part, [lines[number] for number in marked], part.width / _WIDTH))
            return agree([_reading(page) for page in (lines, *map(_tidy, closer))])
        words += lines
    return Receipt(Outcome.NONE if _legible(words) else Outcome.UNREADABLE)


def _on_white(picture: Image.Image) -> Image.Image:
    """In grey; where it is transparent, paper shows."""
    if not picture.has_transparency_data:
        return picture.convert("L")
    layer = picture.convert("LA")
    grey = Image.new("L", layer.size, 255)
    grey.paste(layer.getchannel("L"), mask=layer.getchannel("A"))
    return grey


def _parts(sheet: Image.Image) -> Iterator[Image.Image]:
    """Where the credentials may be, the likeliest first: the foot of the sheet, the same upside down, then the head."""
    turned = sheet.transpose(Image.Transpose.ROTATE_180)
    if sheet.height < sheet.width:
        yield from (sheet, turned)
        return
    height = round(sheet.height * _PART)
    for top in (sheet.height - height, 0):
        for side in (sheet, turned):
            yield side.crop((0, top, side.width, top + height))


def _looks(part: Image.Image, lines: Sequence[Line], scale: float) -> list[Image.Image]:
    """The marked lines cut out, with a margin, in several sizes and sharpnesses."""
    words = [word for line in lines for word in line]
    # The label's word is as high as a capital letter; its line may hold brackets that are higher.
    height = max(4.0, min(line[0].bottom - line[0].top for line in lines) * scale)
    left = min(word.left for word in words) * scale - height
    right = max(word.right for word in words) * scale + 2 * height
    top = min(word.top for word in words) * scale - 0.8 * height
    bottom = max(word.bottom for word in words) * scale + 0.8 * height
    box = (max(0, int(left)), max(0, int(top)), min(part.width, int(right)), min(part.height, int(bottom)))
    cut = part.crop(box)
    return [
        _scaled(cut, capital / height).filter(ImageFilter.UnsharpMask(radius=capital / 8, percent=percent, threshold=0))
        for capital, percent in _LOOKS
    ]


def _tidy(page: Sequence[Line]) -> list[Line]:
    """The lines without what stands far behind their words and is none: the paper's edge, the grain of a shadow."""
    return [_tidied(line) for line in page]


def _tidied(line: Line) -> Line:
    """The first two words stay, since a value may be doubtful and stand far from its label."""
    gaps = [place for place in range(2, len(line)) if _far(line[place - 1], line[place])]
    for place in reversed(gaps):
        behind = line[place:]
        sure = sum(word.confidence for word in behind) / len(behind)
        if sure >= _WORD and (len(behind) > 1 or len(behind[0].text) > 1):
            break
        line = line[:place]
    return line


def _far(word: Word, following: Word) -> bool:
    return following.left - word.right > 1.5 * (word.bottom - word.top)


def _scaled(picture: Image.Image, factor: float) -> Image.Image:
    size = (max(1, round(picture.width * factor)), max(1, round(picture.height * factor)))
    return ImageOps.autocontrast(picture.resize(size, Image.Resampling.LANCZOS), cutoff=1)


def _reading(lines: Sequence[Line]) -> Reading:
    receipt = read_text("\n".join(_texts(lines)))
    password = receipt.password.reveal() if receipt.password else None
    sure = [word.confidence for line in lines for word in line if password and word.text.endswith(password)]
    return Reading(receipt, max(sure, default=0))


def _texts(lines: Sequence[Line]) -> list[str]:
    return [" ".join(word.text for word in line) for line in lines]


def _legible(lines: Sequence[Line]) -> bool:
    """Whether this is text that was read, and not the noise that tesseract sees in a blur or a cat."""
    words = [word for line in lines for word in line if sum(map(str.isalpha, word.text)) >= 3]
    sure = sum(word.confidence >= _WORD for word in words)
    return sure >= _READ_WORDS and sure * 2 >= len(words)
