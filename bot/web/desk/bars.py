"""The last days as small charts: bars that the page draws itself, sharp at any size and in the reader's own colours."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from handlers.speech import Phrase, phrase
from storage.figures import Day

HEIGHT = 48
_STEP, _WIDTH = 10, 8


@dataclass(frozen=True, slots=True)
class Bar:
    """One day: where its bar begins and how high it is, in units of the drawing."""

    x: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    """One number of each day; `bars` stand on the line at HEIGHT, `width` broad in all. `well`: nobody minds more."""

    title: Phrase
    today: int
    total: int
    most: int
    bars: Sequence[Bar]
    well: bool

    @property
    def width(self) -> int:
        """Of the drawing."""
        return max(len(self.bars), 1) * _STEP


_SHOWN: tuple[tuple[Phrase, bool, Callable[[Day], int]], ...] = (
    (phrase("chart-alerts"), True, lambda day: day.alerts),
    (phrase("chart-failures"), False, lambda day: day.failures),
    (phrase("web-chart-chats"), True, lambda day: day.chats),
    (phrase("web-chart-mailboxes"), True, lambda day: day.mailboxes),
    (phrase("chart-outage"), False, lambda day: round(day.outage.total_seconds() / 60)),
)


def charts(days: Sequence[Day]) -> list[Chart]:
    """All of them, each by its own measure. What is not nothing can be seen, however little it is."""
    return [_chart(title, [count(day) for day in days], well=well) for title, well, count in _SHOWN]


def table(days: Sequence[Day]) -> tuple[list[Phrase], list[tuple[Day, list[int]]]]:
    """The same as heads and rows, today first."""
    heads = [title for title, _, _ in _SHOWN]
    return heads, [(day, [count(day) for _, _, count in _SHOWN]) for day in reversed(days)]


def _chart(title: Phrase, counts: Sequence[int], *, well: bool) -> Chart:
    most = max(counts, default=0)
    bars = []
    for number, count in enumerate(counts):
        height = max(round(HEIGHT * count / most, 1), 1.5) if count else 0.0
        bars.append(Bar(number * _STEP + (_STEP - _WIDTH) // 2, HEIGHT - height, height))
    return Chart(title, counts[-1] if counts else 0, sum(counts), most, bars, well)
