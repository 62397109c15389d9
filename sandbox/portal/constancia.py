"""Constancias of the make-believe portal, with the credentials near the foot: as a PDF, and as a photograph of one.

No real constancia is public; where things stand on the sheet is invented, but that they stand at its end is not.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from pathlib import Path

import reportlab
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont
from pydantic import BaseModel, Field
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from sandbox.portal.people import Person

_FONTS = Path(reportlab.__file__).parent / "fonts"  # the only fonts that are there on every machine
_WIDTH_MM, _HEIGHT_MM = 210, 297
_DOTS = 8  # a millimetre of the photographed sheet, about 200 dpi
_TABLE = "#6b5844"


class Variant(StrEnum):
    """The first constancia carries the password; the one of a renewal (*prórroga*) shows asterisks."""

    FIRST = "first"
    EXTENSION = "extension"


class Wanted(BaseModel, extra="forbid", frozen=True):
    """Which sheet."""

    variant: Variant = Variant.FIRST


class Shot(Wanted, frozen=True):
    """How it is photographed: degrees askew, blur in pixels, light as a share of daylight, width in pixels."""

    rotation: float = Field(default=1.5, ge=-180, le=180)
    blur: float = Field(default=0.5, ge=0, le=12)
    light: float = Field(default=0.92, ge=0.05, le=1.6)
    width: int = Field(default=1600, ge=150, le=3000)


@dataclass(frozen=True)
class _Line:
    """Text on the sheet: millimetres from the left and from the top to its foot, size in points."""

    text: str
    top: float
    size: float = 11
    bold: bool = False
    left: float = 25


def pdf(person: Person, wanted: Wanted) -> bytes:
    """The sheet as one A4 page with a text layer; the same person and variant always give the same bytes."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.setTitle("Constancia (SIMULACIÓN)")
    for line in _lines(person, wanted.variant):
        canvas.setFont("Helvetica-Bold" if line.bold else "Helvetica", line.size)
        canvas.drawString(line.left * mm, (_HEIGHT_MM - line.top) * mm, line.text)
    canvas.save()
    return buffer.getvalue()


def photograph(person: Person, shot: Shot) -> bytes:
    """The sheet lying on a table, as a JPEG; the same shot always gives the same picture."""
    sheet = Image.new("RGB", (_WIDTH_MM * _DOTS, _HEIGHT_MM * _DOTS), "#fbfaf6")
    pen = ImageDraw.Draw(sheet)
    for line in _lines(person, shot.variant):
        font = ImageFont.truetype(_FONTS / ("VeraBd.ttf" if line.bold else "Vera.ttf"), line.size * _DOTS * 25.4 / 72)
        pen.text((line.left * _DOTS, line.top * _DOTS), line.text, font=font, fill="#1c1c22", anchor="ls")
    table = Image.new("RGB", (sheet.width + 20 * _DOTS, sheet.height + 20 * _DOTS), _TABLE)
    table.paste(sheet, (10 * _DOTS, 10 * _DOTS))
    picture = table.rotate(shot.rotation, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=_TABLE)
    picture = picture.resize((shot.width, round(picture.height * shot.width / picture.width)))
    picture = ImageEnhance.Brightness(picture.filter(ImageFilter.GaussianBlur(shot.blur))).enhance(shot.light)
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


def _lines(person: Person, variant: Variant) -> Iterator[_Line]:
    first = variant is Variant.FIRST
    identity = person.identity
    yield _Line("MIGRACIONES — SIMULACIÓN, sin valor legal", 18, size=9, bold=True)
    yield _Line("CONSTANCIA DE INICIO DE TRÁMITE" if first else "CONSTANCIA DE PRÓRROGA", 40, size=16, bold=True)
    rows = (
        ("Titular", person.name),
        ("Nacionalidad", person.nationality),
        ("Documento", f"{identity.document_type} {identity.document_number}"),
        ("Expediente", person.files[0]),
    )
    for number, (label, value) in enumerate(rows):
        yield _Line(f"{label}:", 60 + number * 9, bold=True)
        yield _Line(value, 60 + number * 9, left=60)
    yield _Line("Tu solicitud fue registrada. Lo que se resuelva te llegará a tu buzón electrónico.", 110, size=10)
    yield _Line("Revísalo con frecuencia: los plazos corren desde que la notificación se deposita.", 117, size=10)
    yield _Line("Para ver tus notificaciones ingresa al Buzón Electrónico (SINE) con:", 244, size=10)
    yield _Line(f"Usuario: {person.user}", 254)
    yield _Line(f"Contraseña: {person.password if first else '*' * 8}", 262)
    yield _Line("SIMULACIÓN — texto inventado, personas inventadas", 282, size=8)
