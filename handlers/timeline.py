"""The picture of a procedure: its notices down a line, the newest at the top, for a phone held upright. Pure.

It names nobody and quotes nothing, so that it can be shown to whoever is asked for help.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any

from babel.dates import format_date

from buzon.notice import Kind
from buzon.workdays import day_in_lima
from handlers.drawing import PEN
from handlers.notice_words import kind_words
from handlers.speech import Phrase, phrase
from handlers.terms import appointment_at, days_left
from handlers.words import words
from storage.notices import KnownNotice

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH = 1080
"""Pixels, as most phones have."""

MOST = 20
"""Notices in a picture."""

_HIGHEST = 3600
"""Pixels. The chat apps make a long picture narrower, and letters with it: where there is much to say of each notice,
there are fewer of them."""

_DPI = 100
_INK, _GREY, _LINE, _PALE = "#1b1b1b", "#555555", "#b5b5b5", "#ececec"
_BLUE, _ORANGE, _GREEN, _RED, _PURPLE = "#0072b2", "#e69f00", "#00795a", "#c44e00", "#8f3f71"
"""Of Okabe and Ito's palette, which nearly everybody can tell apart, some darker: white is written on them."""

_AXIS, _LEFT, _RIGHT = 96, 184, 1030
"""Where the line is, and between what the words stand."""

_SIGN, _BAR, _GAP = 68, 26, 34


@dataclass(frozen=True, slots=True)
class _Sign:
    """What a kind is known by, without its colour too: `shape` is matplotlib's marker, `icon` a letter of its font."""

    shape: str
    colour: str
    icon: str
    ink: str = "white"


_SIGNS: dict[Kind, _Sign] = {
    Kind.APPROVAL: _Sign("o", _GREEN, "✔"),
    Kind.PICKUP: _Sign("o", _GREEN, "⚑"),
    Kind.REMEDY: _Sign("D", _ORANGE, "✎", _INK),
    Kind.DEMAND: _Sign("D", _ORANGE, "✉", _INK),
    Kind.SUMMONS: _Sign("p", _PURPLE, "◷"),
    Kind.DENIAL: _Sign("s", _RED, "✘"),
    Kind.DISMISSED: _Sign("s", _RED, "⊘"),
    Kind.SANCTION: _Sign("s", _RED, "S/"),
    Kind.EXPULSION: _Sign("^", _RED, "!"),
    Kind.APPEAL_DECIDED: _Sign("h", _BLUE, "⚖"),
    Kind.INFORMATION: _Sign("h", _BLUE, "i"),
    Kind.UNKNOWN: _Sign("h", _GREY, "?"),
}


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of text: its size and the way to the next one in pixels."""

    text: str
    size: int
    colour: str = _INK
    bold: bool = False

    @property
    def height(self) -> int:
        return round(self.size * 1.36)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One notice; `elapsed` is how much of its open term is over, from 0 to 1, None where there is none."""

    sign: _Sign
    lines: tuple[_Line, ...]
    elapsed: float | None
    pressing: bool

    @property
    def height(self) -> int:
        bar = 0 if self.elapsed is None else _BAR + 54
        return max(sum(line.height for line in self.lines) + bar, _SIGN) + _GAP


def timeline(notices: Sequence[KnownNotice], *, today: date, language: str) -> bytes:
    """A PNG of the last of `notices`, which come newest first, WIDTH wide and as high as it must be. To be drawn in a
    thread. Raises ValueError where there is none."""
    from matplotlib.figure import Figure  # noqa: PLC0415 (seconds and 70 MB: only for who looks at a picture)

    if not notices:
        raise ValueError("a line of time begins with one notice")
    with PEN:
        head = 262
        entries = list(_fitting((_entry(one, today, language) for one in notices[:MOST]), _HIGHEST - head - 90))
        older = len(notices) - len(entries)
        height = head + sum(entry.height for entry in entries) + (56 if older else 0) + 78
        picture = Figure(figsize=(WIDTH / _DPI, height / _DPI), dpi=_DPI, facecolor="white")
        sheet = picture.add_axes((0, 0, 1, 1))
        sheet.set(xlim=(0, WIDTH), ylim=(height, 0))
        sheet.axis("off")
        _head(sheet, len(entries), len(notices), today, language)
        tops = [head + sum(entry.height for entry in entries[:at]) for at in range(len(entries))]
        sheet.plot((_AXIS, _AXIS), (196, tops[-1] + _SIGN / 2), color=_LINE, linewidth=_points(7), zorder=1)
        for top, entry in zip(tops, entries, strict=True):
            _draw(sheet, entry, top, words(language, phrase("timeline-now")))
        if older:
            end = tops[-1] + entries[-1].height
            below = (tops[-1] + _SIGN / 2, end + 34)
            sheet.plot((_AXIS, _AXIS), below, color=_LINE, linewidth=_points(7), linestyle=":", zorder=1)
            _write(sheet, _LEFT, end + 34, _Line(words(language, phrase("timeline-older", count=older)), 29, _GREY))
        _write(sheet, 50, height - 30, _Line(words(language, phrase("timeline-foot")), 25, _GREY))
        buffer = BytesIO()
        picture.savefig(buffer, format="png", dpi=_DPI, metadata={"Software": None})
        return buffer.getvalue()


def _fitting(entries: Iterator[_Entry], room: int) -> Iterator[_Entry]:
    """As many as there is room for, one at the least."""
    for at, entry in enumerate(entries):
        room -= entry.height
        if at and room < 0:
            return
        yield entry


def _entry(notice: KnownNotice, today: date, language: str) -> _Entry:
    arrived = day_in_lima(notice.deposited_at)
    came = phrase("timeline-came", day=_day(arrived, today, language))
    unread = not (notice.read or notice.opened_at)
    lines = [
        *(_Line(part, 37, bold=True) for part in _wrapped(words(language, kind_words(notice.kind)), 37)),
        _Line(words(language, phrase("timeline-unread", rest=came) if unread else came), 29, _GREY),
    ]
    elapsed = None
    pressing = False
    for said, colour in _dates(notice, today, language):
        if colour == _GREY:  # over, and nothing that is to be seen first
            lines.append(_Line(words(language, said), 29, _GREY))
        else:
            lines += [_Line(part, 33, colour, bold=True) for part in _wrapped(words(language, said), 33)]
    if notice.handled_at is None and notice.safe_day is not None and notice.safe_day >= today:
        whole = max((notice.safe_day - arrived).days, 1)
        elapsed = min(max((today - arrived).days / whole, 0), 1)
        pressing = days_left(notice, today) <= 1
    return _Entry(_SIGNS[notice.kind], tuple(lines), elapsed, pressing)


def _dates(notice: KnownNotice, today: date, language: str) -> Iterator[tuple[Phrase, str]]:
    """By when, with the colour it is said in."""
    if notice.handled_at is not None:
        yield phrase("timeline-handled"), _GREEN
        return
    if notice.safe_day is not None:
        day = _day(notice.safe_day, today, language)
        if notice.safe_day < today:
            yield phrase("timeline-over", day=day), _GREY
        else:
            yield phrase("timeline-until", day=day), _INK
            yield phrase("timeline-left", left=days_left(notice, today)), _INK
    if notice.appointment_day is not None and notice.appointment_day >= today:
        day = _day(notice.appointment_day, today, language)
        at = appointment_at(notice)
        plain = phrase("timeline-appointment", day=day)
        yield plain if at is None else phrase("timeline-appointment-at", day=day, clock=f"{at:%H:%M}"), _PURPLE


def _head(sheet: "Axes", shown: int, total: int, today: date, language: str) -> None:
    count = (
        phrase("timeline-count", count=total) if shown == total else phrase("timeline-last", count=shown, total=total)
    )
    _write(sheet, 50, 84, _Line(words(language, phrase("timeline-title")), 52, bold=True))
    _write(sheet, 50, 132, _Line(words(language, count), 29, _GREY))
    sheet.plot((50, _RIGHT), (196, 196), color=_BLUE, linewidth=_points(5), linestyle=(0, (3, 1.5)), zorder=2)
    said = words(language, phrase("timeline-today", day=_day(today, None, language)))
    box = {"boxstyle": "round,pad=0.45", "facecolor": _BLUE, "edgecolor": "white", "linewidth": _points(6)}
    _write(sheet, _LEFT - 8, 196, _Line(said, 30, "white", bold=True), va="center_baseline", bbox=box, zorder=3)


def _draw(sheet: "Axes", entry: _Entry, top: float, now: str) -> None:
    middle = top + _SIGN / 2
    sign = entry.sign
    wide = {"D": 0.84, "s": 0.9, "^": 1.16, "p": 1.12, "h": 1.1}.get(sign.shape, 1.0)
    size = _points(_SIGN * wide) ** 2
    sheet.scatter(_AXIS, middle, s=size, marker=sign.shape, color=sign.colour, edgecolor="white", linewidth=3, zorder=4)
    icon = _Line(sign.icon, 28 if len(sign.icon) > 1 else 38, sign.ink, bold=True)
    lower = 8 if sign.shape == "^" else 0
    _write(sheet, _AXIS, middle + lower, icon, ha="center", va="center_baseline", zorder=5)
    y = top - 4
    for line in entry.lines:
        y += line.height
        _write(sheet, _LEFT, y - line.size * 0.22, line)
    if entry.elapsed is not None:
        _bar(sheet, entry, y + 20, now)


def _bar(sheet: "Axes", entry: _Entry, top: float, now: str) -> None:
    """From the day it came to the safe date, what is over filled, and today a line across it."""
    from matplotlib.patches import Rectangle  # noqa: PLC0415 (as above)

    elapsed = entry.elapsed or 0.0
    across = _RIGHT - _LEFT
    today = _LEFT + across * elapsed
    colour = _RED if entry.pressing else _ORANGE
    whole = Rectangle((_LEFT, top), across, _BAR, facecolor=_PALE, edgecolor=_GREY, linewidth=_points(2), zorder=2)
    sheet.add_patch(whole)
    sheet.add_patch(Rectangle((_LEFT, top), across * elapsed, _BAR, facecolor=colour, edgecolor="none", zorder=3))
    sheet.plot((today, today), (top - 9, top + _BAR + 9), color=_BLUE, linewidth=_points(7), zorder=5)
    side = "left" if elapsed < 0.06 else "right" if elapsed > 0.94 else "center"
    at = {"left": _LEFT, "right": _RIGHT}.get(side, today)
    _write(sheet, at, top + _BAR + 33, _Line(now, 25, _BLUE, bold=True), ha=side)


def _write(sheet: "Axes", x: float, y: float, line: _Line, **options: Any) -> None:
    weight = "bold" if line.bold else "normal"
    chosen = {"va": "baseline", "zorder": 6, "parse_math": False, **options}
    sheet.text(x, y, line.text, size=_points(line.size), color=line.colour, weight=weight, **chosen)


def _wrapped(text: str, size: int) -> list[str]:
    """A bold text in lines that fit beside the line of time."""
    lines: list[str] = []
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and _across(joined, size) <= _RIGHT - _LEFT:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines


def _across(text: str, size: int) -> float:
    """How wide a bold text is, in pixels."""
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415 (as above)
    from matplotlib.textpath import text_to_path  # noqa: PLC0415

    width, *_ = text_to_path.get_text_width_height_descent(text, FontProperties(weight="bold", size=size), ismath=False)
    return float(width)


def _points(pixels: float) -> float:
    return pixels * 72 / _DPI


def _day(day: date, today: date | None, language: str) -> str:
    """A day in words; its year where that is not this one."""
    same = today is not None and day.year == today.year
    key = "pattern-day" if same else "timeline-pattern-year"
    return format_date(day, words(language, phrase(key)), locale=language)
