"""Makes the PDFs of the make-believe portal: one A4 sheet or more, with SIMULACIÓN across every page.

A scanned notice is pictures of such sheets: a reader without eyes finds no text in it.
"""

from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer

from sandbox.portal import scans
from sandbox.portal.notices import Notice
from sandbox.portal.samples import LIMA

_TEXT = ParagraphStyle("text", fontName="Helvetica", fontSize=10.5, leading=15, spaceAfter=3 * mm)
_SMALL = ParagraphStyle("small", parent=_TEXT, fontSize=8.5, leading=12, textColor=HexColor("#555555"))
_TITLE = ParagraphStyle("title", parent=_TEXT, fontName="Helvetica-Bold", fontSize=12.5, leading=16, spaceAfter=5 * mm)


def document(notice: Notice, *, title: str) -> bytes:
    """The notice as a PDF; the same notice always gives the same bytes."""
    deposited = notice.deposited_at.astimezone(LIMA).strftime("%d/%m/%Y %H:%M")
    about = f"Expediente: {notice.file} · Fecha de depósito: {deposited}"
    if notice.scan:
        return scans.pdf(notice.subject, about, notice.scan, title=f"{title} (SIMULACIÓN)")
    buffer = BytesIO()
    sheet = SimpleDocTemplate(
        buffer,
        pagesize=A4,
        leftMargin=25 * mm,
        rightMargin=25 * mm,
        topMargin=30 * mm,
        bottomMargin=25 * mm,
        title=f"{title} (SIMULACIÓN)",
        author="SIMULACIÓN",
        invariant=1,
    )
    story: list[Flowable] = [
        Paragraph(escape(notice.subject), _TITLE),
        Paragraph(escape(about), _SMALL),
        Spacer(1, 4 * mm),
    ]
    story += [Paragraph(escape(text).replace("\n", "<br/>"), _TEXT) for text in notice.body.split("\n\n")]
    sheet.build(story, onFirstPage=_watermark, onLaterPages=_watermark)
    return buffer.getvalue()


def _watermark(canvas: Any, _sheet: Any) -> None:
    width, height = A4
    canvas.saveState()
    canvas.setFont("Helvetica-Bold", 9)
    canvas.setFillColor(HexColor("#8a1538"))
    canvas.drawString(25 * mm, height - 18 * mm, "MIGRACIONES — SIMULACIÓN, sin valor legal")
    canvas.line(25 * mm, height - 21 * mm, width - 25 * mm, height - 21 * mm)
    canvas.setFont("Helvetica-Bold", 74)
    canvas.setFillColor(Color(0.54, 0.08, 0.22, alpha=0.12))
    canvas.translate(width / 2, height / 2)
    canvas.rotate(52)
    canvas.drawCentredString(0, 0, "SIMULACIÓN")
    canvas.restoreState()
