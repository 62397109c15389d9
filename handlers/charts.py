"""The picture of the last days: four small charts below each other, for a phone held upright. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

from babel.dates import format_date
from babel.numbers import format_compact_decimal, format_decimal

from handlers.drawing import PEN
from handlers.speech import Phrase, phrase
from handlers.words import LIMA, words
from storage.figures import Day, Figures

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH, HEIGHT = 900, 1280
"""Pixels. Telegram makes whatever is longer than 1280 smaller, and letters with it."""

_DPI = 100
_HEAD, _SMALL = 19, 16  # points: 26 and 22 pixels, which a phone shows at a little under half
_INK, _GREY, _LINE = "#1b1b1b", "#5a5a5a", "#dddddd"
_BLUE, _ORANGE, _GREEN, _RED, _PURPLE = "#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7"
"""Of Okabe and Ito's palette, which nearly everybody can tell apart."""


@dataclass(frozen=True, slots=True)
class _Bars:
    """One number of each day, by its name where a chart has several."""

    counts: Sequence[int]
    colour: str
    name: str = ""


def chart(figures: Figures, language: str) -> bytes:
    """A PNG of `figures.days`, WIDTH by HEIGHT, in a language that people read it in. To be drawn in a thread."""
    from matplotlib.figure import Figure  # noqa: PLC0415 (seconds and 70 MB: only for who looks at a picture)

    with PEN:
        picture = Figure(figsize=(WIDTH / _DPI, HEIGHT / _DPI), dpi=_DPI, facecolor="white")
        title, period = _titles(figures, language)
        picture.text(0.05, 0.964, title, size=26, weight="bold", color=_INK, va="center")
        picture.text(0.05, 0.932, period, size=_SMALL, color=_GREY, va="center")
        charts = _charts(figures.days, language)
        panels = picture.subplots(len(charts), 1)
        picture.subplots_adjust(left=0.11, right=0.96, top=0.855, bottom=0.038, hspace=0.66)
        for panel, (counted, bars) in zip(panels, charts, strict=True):
            _draw(panel, counted, bars, figures.days, language)
        buffer = BytesIO()
        picture.savefig(buffer, format="png", dpi=_DPI, metadata={"Software": None})
        return buffer.getvalue()


def _titles(figures: Figures, language: str) -> tuple[str, str]:
    first, last = (_day(days.day, "d MMM", language) for days in (figures.days[0], figures.today))
    clock = f"{figures.at.astimezone(LIMA):%H:%M}"
    title = phrase("chart-title", count=len(figures.days))
    return words(language, title), words(language, phrase("chart-period", first=first, last=last, clock=clock))


def _charts(days: Sequence[Day], language: str) -> list[tuple[Phrase, list[_Bars]]]:
    met, tied = [day.chats for day in days], [day.mailboxes for day in days]
    names = (phrase("chart-chats", sum=_sum(met, language)), phrase("chart-mailboxes", sum=_sum(tied, language)))
    chats, mailboxes = (words(language, name) for name in names)
    return [
        (phrase("chart-alerts"), [_Bars([day.alerts for day in days], _BLUE)]),
        (phrase("chart-failures"), [_Bars([day.failures for day in days], _RED)]),
        (
            phrase("chart-new"),
            [_Bars(met, _GREEN, chats), _Bars(tied, _ORANGE, mailboxes)],
        ),
        (phrase("chart-outage"), [_Bars([round(day.outage.total_seconds() / 60) for day in days], _PURPLE)]),
    ]


def _draw(panel: "Axes", title: Phrase, bars: Sequence[_Bars], days: Sequence[Day], language: str) -> None:
    width = 0.8 / len(bars)
    for place, one in enumerate(bars):
        left = [number - 0.4 + width * (place + 0.5) for number in range(len(days))]
        panel.bar(left, one.counts, width * 0.96, color=one.colour, label=one.name, zorder=2)
    most = max(max(one.counts) for one in bars)
    _heads(panel, words(language, title), bars, language)
    _axes(panel, most, days, language)
    if most == 0:
        nothing = words(language, phrase("chart-nothing"))
        panel.text(0.5, 0.45, nothing, size=_SMALL, color=_GREY, ha="center", va="center", transform=panel.transAxes)


def _heads(panel: "Axes", title: str, bars: Sequence[_Bars], language: str) -> None:
    """What is counted, and to the right how much it was: today and in all, or the name of each colour."""
    across = panel.transAxes
    panel.text(-0.0706, 1.13, title, size=_HEAD, weight="bold", color=_INK, va="baseline", transform=across)
    if len(bars) > 1:
        legend = {"ncols": len(bars), "frameon": False, "fontsize": _SMALL, "labelcolor": _GREY, "borderpad": 0}
        spaces = {"handlelength": 0.8, "handleheight": 0.8, "handletextpad": 0.4, "columnspacing": 1.0}
        panel.legend(loc="lower right", bbox_to_anchor=(1.0, 1.105), borderaxespad=0, **legend, **spaces)
        return
    counts = bars[0].counts
    sums = words(language, phrase("chart-sums", today=_sum(counts[-1:], language), sum=_sum(counts, language)))
    panel.text(1.0, 1.13, sums, size=_SMALL, color=_GREY, ha="right", va="baseline", transform=across)


def _axes(panel: "Axes", most: int, days: Sequence[Day], language: str) -> None:
    step = max(1, (len(days) - 1) // 4)
    shown = range(len(days) - 1, -1, -step)
    today = words(language, phrase("chart-today"))
    panel.set_xticks(shown, [_day(days[at].day, "d MMM", language) if at < len(days) - 1 else today for at in shown])
    aside = max(7 - len(days), 0) / 2  # a few days stand in the middle, and no bar is as broad as a wall
    panel.set_xlim(-0.7 - aside, len(days) - 0.3 + aside)
    heights = _heights(most)
    panel.set_yticks(heights, [_height(height, heights[-1], language) for height in heights])
    panel.set_ylim(0, max(heights[-1], most, 1) * 1.02)
    panel.tick_params(length=0, labelsize=_SMALL, labelcolor=_GREY, pad=6)
    panel.grid(axis="y", color=_LINE, linewidth=1.5, zorder=0)
    panel.set_axisbelow(True)
    for side, spine in panel.spines.items():
        spine.set_visible(side == "bottom")
        spine.set(color=_GREY, linewidth=1.5)


def _sum(counts: Sequence[int], language: str) -> str:
    return format_decimal(sum(counts), locale=language)


def _heights(most: int) -> list[int]:
    """Nought, a round number at or above what is to be shown, and its half where that is a whole one."""
    if most == 0:
        return [0]
    power = 10 ** (len(str(most)) - 1)
    tops = (power * tenths // 10 for tenths in (10, 12, 16, 20, 30, 40, 50, 60, 80, 100) if power * tenths % 10 == 0)
    top = next(top for top in tops if top >= most)
    return [0, top // 2, top] if top % 2 == 0 else [0, top]


def _height(height: int, top: int, language: str) -> str:
    """As short as fits beside the chart: "1.200", and from ten thousand on "120 mil"."""
    if height and top >= 10_000:
        return format_compact_decimal(height, locale=language, fraction_digits=1)
    return format_decimal(height, locale=language)


def _day(day: date, pattern: str, language: str) -> str:
    return format_date(day, pattern, locale=language)
