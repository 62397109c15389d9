"""The picture of the last days: right size, readable everywhere, whatever there is to show."""

import subprocess
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from handlers import charts
from handlers.charts import HEIGHT, WIDTH, chart
from handlers.words import LANGUAGES
from storage.figures import DAYS, Day, Figures
from tests.storage.moment import NOW

TODAY = date(2026, 12, 3)
BUSY = {"alerts": 1_234, "others": 9, "failures": 7, "chats": 45, "mailboxes": 61, "outage": timedelta(minutes=95)}


def figures(*days: dict[str, Any]) -> Figures:
    """Days with these numbers, the last of them today."""
    made = [Day(TODAY - timedelta(days=len(days) - 1 - at), **numbers) for at, numbers in enumerate(days)]
    return Figures(NOW, {}, 0, {}, timedelta(0), 0, None, {}, (), None, (), made)


KINDS = {
    "busy": figures(*[BUSY] * DAYS),
    "empty": figures(*[{}] * DAYS),
    "one day of many": figures(*[{}] * 20, BUSY, *[{}] * 9),
    "today alone": figures(BUSY),
    "nothing today": figures({}),
    "very much": figures(*[{name: number * 20_000 for name, number in BUSY.items() if name != "outage"}] * DAYS),
}


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content)).convert("RGB")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_for_a_phone(kind: str, language: str) -> None:
    """A small PNG of the size that Telegram leaves alone, every letter in the font, nothing drawn over its edge."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a letter that the font does not have is a warning, and a box in the picture
        content = chart(KINDS[kind], language)
    assert content.startswith(b"\x89PNG")
    assert len(content) <= 300_000
    picture = opened(content)
    assert picture.size == (WIDTH, HEIGHT)
    edges = [(0, 0, WIDTH, 8), (0, HEIGHT - 8, WIDTH, HEIGHT), (0, 0, 8, HEIGHT), (WIDTH - 8, 0, WIDTH, HEIGHT)]
    assert [picture.crop(edge).getextrema() for edge in edges] == [((255, 255),) * 3] * 4


@pytest.mark.parametrize("kind", KINDS)
def test_what_there_is_is_drawn_and_nothing_else(kind: str) -> None:
    """Bars in colours where there is something to count; where there is nothing, not a bar."""
    colours = {colour for _, colour in opened(chart(KINDS[kind], "es")).getcolors(2**20) or ()}
    bars = [charts._BLUE, charts._RED, charts._GREEN, charts._ORANGE]
    drawn = [tuple(bytes.fromhex(colour[1:])) in colours for colour in bars]
    # The two that have names keep theirs in the legend.
    assert drawn == ([False, False, True, True] if kind in {"empty", "nothing today"} else [True] * 4)


def test_two_at_once() -> None:
    """Threads that draw at the same time draw what each would have drawn alone."""
    alone = [chart(KINDS[kind], "es") for kind in ("busy", "empty")]
    with ThreadPoolExecutor(4) as threads:
        drawn = list(threads.map(lambda at: chart(KINDS[("busy", "empty")[at % 2]], "es"), range(4)))
    assert drawn == alone * 2


def test_who_never_looks_at_a_picture_never_pays_for_it() -> None:
    """The parlour comes up without the library that draws."""
    loaded = "import sys, handlers.desk; sys.exit('matplotlib' in sys.modules or 'numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loaded], check=False).returncode == 0


@pytest.mark.parametrize(
    ("most", "heights"),
    [
        (0, [0]),
        (1, [0, 1]),
        (2, [0, 1, 2]),
        (3, [0, 3]),
        (7, [0, 4, 8]),
        (11, [0, 6, 12]),
        (161, [0, 100, 200]),
        (1_440, [0, 800, 1_600]),
        (100_001, [0, 60_000, 120_000]),
    ],
)
def test_the_numbers_beside_a_chart_are_round(most: int, heights: list[int]) -> None:
    """And none is between two that can be counted."""
    assert charts._heights(most) == heights
