"""The export of outages: a PDF of our own record of one mailbox, that says on every page whose record it is. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any
from unicodedata import normalize
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from handlers.outages import Spell, span_words, total
from handlers.speech import Phrase, phrase
from handlers.words import words
from handlers.world import Operator

MOST_ROWS = 400
"""Spells that are listed one by one, the latest ones: some ten sheets."""

_INK, _GREY, _LINE = HexColor("#1b1b1b"), HexColor("#5a5a5a"), HexColor("#b9b9b9")
_TEXT = ParagraphStyle("text", fontName="Helvetica", fontSize=10, leading=14, textColor=_INK, spaceAfter=1.5 * mm)
_CELL = ParagraphStyle("cell", parent=_TEXT, fontSize=9, leading=12, spaceAfter=0)
_HEAD = ParagraphStyle("head", parent=_CELL, fontName="Helvetica-Bold")
_SMALL = ParagraphStyle("small", parent=_CELL, fontSize=7, leading=9, textColor=_GREY)
_TITLE = ParagraphStyle("title", parent=_TEXT, fontName="Helvetica-Bold", fontSize=17, leading=22, spaceAfter=3 * mm)
_TOTAL = ParagraphStyle("total", parent=_TEXT, fontName="Helvetica-Bold", fontSize=11, leading=15)
_NOTE = ParagraphStyle("note", parent=_TEXT, fontSize=8.5, leading=12, textColor=_GREY)
_MARGIN = 20 * mm
_WIDTHS = (34 * mm, 34 * mm, 30 * mm, 72 * mm)


@dataclass(frozen=True, slots=True)
class Report:
    """What the record says of one mailbox: `name` is the person's own word for it; from `since` to `now`."""

    name: str
    operator: Operator
    since: datetime
    now: datetime
    spells: Sequence[Spell]


def outage_report(report: Report, language: str) -> bytes:
    """The PDF, A4, in a language that people read it in; the same report always gives the same bytes."""

    def said(what: Phrase) -> str:
        return printable(words(language, what))

    def paragraph(what: Phrase, style: ParagraphStyle) -> Paragraph:
        return Paragraph(escape(said(what)), style)

    whose = said(phrase("report-official" if report.operator.official else "report-unofficial"))
    period = phrase("report-period", since=_at(report.since), until=_at(report.now))
    story: list[Flowable] = [
        paragraph(phrase("report-title"), _TITLE),
        paragraph(phrase("report-mailbox", name=printable(report.name) or "?"), _TOTAL),
        paragraph(period, _TEXT),
        paragraph(phrase("report-made", at=report.now, operator=report.operator.name), _TEXT),
        Spacer(1, 4 * mm),
    ]
    shown = report.spells[-MOST_ROWS:]
    if shown:
        lasted = span_words(total(report.spells, report.now))
        story += [
            _table(shown, report.now, paragraph),
            Spacer(1, 4 * mm),
            paragraph(phrase("report-total", count=len(report.spells), span=lasted), _TOTAL),
        ]
    else:
        story.append(paragraph(phrase("report-none"), _TOTAL))
    if left_out := len(report.spells) - len(shown):
        story.append(paragraph(phrase("report-more", count=left_out), _TEXT))
    story += [Spacer(1, 3 * mm), paragraph(phrase("report-note"), _NOTE)]

    def frame(canvas: Any, sheet: Any) -> None:
        width, height = A4
        canvas.saveState()
        canvas.setFillColor(_INK)
        canvas.setStrokeColor(_LINE)
        canvas.setFont("Helvetica-Bold", 9)
        canvas.drawString(_MARGIN, height - 14 * mm, whose)
        canvas.line(_MARGIN, height - 17 * mm, width - _MARGIN, height - 17 * mm)
        canvas.line(_MARGIN, 16 * mm, width - _MARGIN, 16 * mm)
        canvas.setFont("Helvetica", 8)
        canvas.drawString(_MARGIN, 11 * mm, whose)
        canvas.drawRightString(width - _MARGIN, 11 * mm, said(phrase("report-page", page=sheet.page)))
        canvas.restoreState()

    buffer = BytesIO()
    sheet = SimpleDocTemplate(
        buffer,
        pagesize=A4,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=26 * mm,
        bottomMargin=22 * mm,
        title=said(phrase("report-title")),
        author="Buzón Bot",
        lang=language,
        invariant=1,
    )
    sheet.build(story, onFirstPage=frame, onLaterPages=frame)
    return buffer.getvalue()


def printable(text: str) -> str:
    """What the fonts that every reader has can show: Western European letters. Others lose their marks, or are left out
    (an emoji in a mailbox's name)."""
    seen = "".join(char for char in normalize("NFC", text) if char.isprintable())
    shown = "".join(char if _fits(char) else normalize("NFKD", char) for char in seen)
    return " ".join(shown.encode("cp1252", "ignore").decode("cp1252").split())


def _fits(char: str) -> bool:
    return char.encode("cp1252", "ignore") != b""


def _at(at: datetime) -> Phrase:
    return phrase("report-at", at=at)


def _table(shown: Sequence[Spell], now: datetime, paragraph: Callable[[Phrase, ParagraphStyle], Paragraph]) -> Table:
    columns = (phrase("report-from"), phrase("report-until"), phrase("report-span"), phrase("report-seen"))
    rows: list[list[Any]] = [[paragraph(column, _HEAD) for column in columns]]
    for spell in shown:
        until = _at(spell.ended_at) if spell.ended_at else phrase("report-lasting")
        seen = [
            paragraph(phrase(f"report-seen-{spell.kind}"), _CELL),
            paragraph(phrase("report-whole" if spell.whole else "report-one"), _CELL),
            Paragraph(escape(printable(spell.seen)), _SMALL),
        ]
        lasted = span_words(spell.lasted(now))
        rows.append([*(paragraph(cell, _CELL) for cell in (_at(spell.began_at), until, lasted)), seen])
    table = Table(rows, colWidths=_WIDTHS, repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, _LINE),
                ("LINEABOVE", (0, 0), (-1, 0), 0.8, _INK),
                ("LINEBELOW", (0, 0), (-1, 0), 0.8, _INK),
                ("LEFTPADDING", (0, 0), (-1, -1), 2),
                ("RIGHTPADDING", (0, 0), (-1, -1), 4),
            ]
        )
    )
    return table
