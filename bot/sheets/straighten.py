"""Turns a photographed sheet so that its lines run level. Whether it then stands on its head is left open."""

import math
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from PIL import Image, ImageChops, ImageFilter, ImageOps

_COARSE, _FINE = 360, 800  # pixels of the longer side: enough to see the lines, and little to turn
_WEIGHTS = [math.pow(difference, 1.5) for difference in range(256)]
_DARK = 150  # mean of a column, of 255: the densest text stays well above
_WIDEST = 20  # degrees; a photograph that is further askew is taken for one on its side


def flatten(picture: Image.Image) -> Image.Image:
    """The grey picture with its paper evenly white: shadows, a dark room and the table are taken out."""
    small = picture.reduce(max(1, min(picture.size) // 60))
    # The brightest spot nearby is the paper; blurred, so that no letter keeps a halo.
    paper = small.filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.GaussianBlur(3))
    paper = paper.resize(picture.size, Image.Resampling.BILINEAR)
    flat = ImageOps.invert(ImageChops.subtract(paper, picture))
    # Half of it is paper at the least, and what is lighter than that half is its grain.
    black, white = _percentile(flat, 0.5), _percentile(flat, 50)
    return flat.point([max(0, min(255, round((grey - black) * 255 / max(1, white - black)))) for grey in range(256)])


def _percentile(picture: Image.Image, percent: float) -> int:
    """The grey that so many pixels do not exceed."""
    left = picture.width * picture.height * percent / 100
    for grey, count in enumerate(picture.histogram()):
        left -= count
        if left <= 0:
            return grey
    return 255


@dataclass(frozen=True, slots=True)
class Turn:
    """How to turn a picture so that its lines run level: first by a quarter, if need be, then by degrees.

    `contrast` is how much more the rows differ then than at other angles: 11 to 30 for a sheet on a table, 3 to 6 for
    a few lines cut out, and for mere noise.
    """

    quarter: bool
    degrees: float
    contrast: float


def askew(picture: Image.Image) -> Turn:
    """How the lines of the grey, flat picture lie."""
    coarse = _ink(picture, _COARSE)
    sides = {False: coarse, True: coarse.transpose(Image.Transpose.ROTATE_90)}
    turns = [(side, float(angle)) for side in sides for angle in range(-_WIDEST, _WIDEST + 1, 2)]
    levels = {turn: _levelness(sides[turn[0]], turn[1]) for turn in turns}
    quarter, degrees = max(levels, key=levels.__getitem__)
    contrast = levels[quarter, degrees] / max(1.0, median(levels.values()))
    fine = _ink(picture, _FINE)
    if quarter:
        fine = fine.transpose(Image.Transpose.ROTATE_90)
    for step in (0.7, 0.2):
        nearby = [degrees + step * turn for turn in (-2, -1, 0, 1, 2)]
        degrees = max(nearby, key=lambda angle: _levelness(fine, angle))
    return Turn(quarter, degrees, contrast)


def level(picture: Image.Image, turn: Turn) -> Image.Image:
    """The picture, turned; the margins that this opens are white."""
    if turn.quarter:
        picture = picture.transpose(Image.Transpose.ROTATE_90)
    if abs(turn.degrees) < 0.1:
        return picture
    return picture.rotate(turn.degrees, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def without_table(sheet: Image.Image) -> Image.Image:
    """The flat, level sheet between the dark columns that the table leaves beside it; the same where there are none."""
    columns = sheet.resize((sheet.width, 1), Image.Resampling.BOX).tobytes()
    middle = sheet.width // 2
    left = next((place for place in range(middle, -1, -1) if columns[place] < _DARK), -1)
    right = next((place for place in range(middle, sheet.width) if columns[place] < _DARK), sheet.width)
    if right - left < sheet.width // 4:
        return sheet
    return sheet.crop((left + 1, 0, right, sheet.height))


def _ink(picture: Image.Image, side: int) -> Image.Image:
    """A small picture of what is darker than its surroundings: white letters on black."""
    small = picture.copy()
    small.thumbnail((side, side), Image.Resampling.BOX)
    around = small.filter(ImageFilter.BoxBlur(side / 60))
    return ImageOps.autocontrast(ImageChops.subtract(around, small), cutoff=(0, 1))


def _levelness(ink: Image.Image, angle: float) -> float:
    """How much neighbouring rows differ in ink: most where every line of text falls into rows of its own."""
    turned = ink.rotate(angle, resample=Image.Resampling.BILINEAR)
    rows = turned.resize((1, turned.height), Image.Resampling.BOX).tobytes()
    # Sums, not means, or the ends of a long strip would count like its lines. To the power of 1.5: by their squares the
    # paper's long edges outweigh the text between them. Each of these went wrong for some of 300 made photographs.
    differences = sum(_WEIGHTS[abs(upper - lower)] for upper, lower in pairwise(rows))
    return differences * math.pow(turned.width, 1.5)
