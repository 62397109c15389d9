"""The picture of a procedure: right size, readable everywhere, whatever there is to show; and where it is drawn."""

import asyncio
import warnings
from datetime import date, timedelta
from io import BytesIO
from threading import Event

import pytest
from PIL import Image

from buzon.notice import Kind
from handlers import timeline as drawing_of
from handlers.drawing import MOST_AT_ONCE, drawn
from handlers.errors import DrawingDown
from handlers.timeline import MOST, WIDTH, timeline
from handlers.words import LANGUAGES
from storage.notices import KnownNotice
from tests.storage.moment import NOW

TODAY = date(2026, 12, 3)


def notice(
    kind: Kind, days_ago: int = 1, *, until: int | None = None, meets: int | None = None, handled: bool = False
) -> KnownNotice:
    """One that came some days ago, with a safe date or an appointment so many days from today."""
    return KnownNotice(
        id=1,
        mailbox_id=1,
        portal_id="a",
        kind=kind,
        subject_hash=b"",
        deposited_at=NOW - timedelta(days=days_ago),
        read=days_ago > 2,
        attachments=0,
        first_seen_at=NOW,
        baseline=False,
        opened_at=None,
        safe_day=None if until is None else TODAY + timedelta(days=until),
        appointment_day=None if meets is None else TODAY + timedelta(days=meets),
        appointment_time="10:30" if meets else None,
        handled_at=NOW if handled else None,
    )


PICTURES = {
    "one": [notice(Kind.REMEDY, until=11)],
    "three": [notice(Kind.REMEDY, until=0), notice(Kind.SUMMONS, 21, meets=12), notice(Kind.APPROVAL, 400)],
    "today": [notice(Kind.EXPULSION, 0, until=4)],
    "future": [notice(Kind.EXPULSION, -1, until=0)],
    "done and over": [notice(Kind.DENIAL, 9, until=2, handled=True), notice(Kind.DENIAL, 30, until=-9)],
    "every kind": [notice(kind, 1 + at * 9) for at, kind in enumerate(Kind)],
    "twenty": [notice(list(Kind)[at % 12], 1 + at * 9, until=7 if at < 3 else None) for at in range(20)],
    "many terms": [notice(Kind.EXPULSION, 1 + at, until=700 + at) for at in range(30)],
}


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content)).convert("RGB")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("which", PICTURES)
def test_a_picture_for_a_phone(which: str, language: str) -> None:
    """A PNG as wide as a phone, every letter in the font, nothing drawn over its edge, not too long to be read."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a letter that the font does not have is a warning, and a box in the picture
        content = timeline(PICTURES[which], today=TODAY, language=language)
    assert content.startswith(b"\x89PNG")
    assert len(content) <= 700_000
    assert set(Image.open(BytesIO(content)).info) <= {"dpi"}, "nothing is said of who or what made it"
    picture = opened(content)
    width, height = picture.size
    assert width == WIDTH
    assert 500 <= height <= 3700
    edges = [(0, 0, width, 16), (0, height - 12, width, height), (0, 0, 20, height), (width - 30, 0, width, height)]
    assert [picture.crop(edge).getextrema() for edge in edges] == [((255, 255),) * 3] * 4


def test_as_high_as_there_are_notices() -> None:
    """Each adds to it, up to twenty; beyond, only the line that tells how many are older."""
    heights = [
        opened(timeline([notice(Kind.APPROVAL)] * number, today=TODAY, language="es")).height for number in (1, 3, 20)
    ]
    assert heights[0] < heights[1] < heights[2]
    more = opened(timeline([notice(Kind.APPROVAL)] * (MOST + 40), today=TODAY, language="es")).height
    assert heights[2] < more < heights[2] + 100


def test_a_term_is_a_bar_only_while_it_is_open() -> None:
    """Nothing is filled where it is done or over; the last working day has another colour."""

    def colours(*notices: KnownNotice) -> set[str]:
        counted = opened(timeline(notices, today=TODAY, language="es")).getcolors(2**20) or ()
        return {"#" + bytes(colour).hex() for count, colour in counted if count > 2_000}

    bar, pressing = drawing_of._ORANGE, drawing_of._RED
    assert bar in colours(notice(Kind.INFORMATION, 9, until=11))
    assert pressing in colours(notice(Kind.INFORMATION, 9, until=1))
    assert not {bar, pressing} & colours(notice(Kind.INFORMATION, 9, until=11, handled=True))
    assert not {bar, pressing} & colours(notice(Kind.INFORMATION, 9, until=-1))


def test_kinds_are_told_apart_without_their_colour() -> None:
    """No two have both shape and icon in common."""
    signs = [(sign.shape, sign.icon) for sign in drawing_of._SIGNS.values()]
    assert len(set(signs)) == len(signs) == len(Kind)


@pytest.mark.parametrize("sign", drawing_of._SIGNS.values(), ids=[kind.value for kind in drawing_of._SIGNS])
def test_what_is_written_on_a_colour_can_be_read(sign: drawing_of._Sign) -> None:
    """A contrast of 4.5 for every icon (WCAG 2.2, 1.4.3), and of 3 for every shape but the orange on white (1.4.11),
    which has its icon in ink."""
    ink = "#ffffff" if sign.ink == "white" else sign.ink
    assert contrast(ink, sign.colour) >= 4.5
    assert contrast(sign.colour, "#ffffff") >= 3 or sign.ink != "white"


def test_grey_words_can_be_read() -> None:
    assert contrast(drawing_of._GREY, "#ffffff") >= 7


def test_of_nothing_there_is_no_picture() -> None:
    with pytest.raises(ValueError, match="one notice"):
        timeline([], today=TODAY, language="es")


# ---- where it is drawn ----


async def test_whoever_comes_when_too_many_wait_is_told() -> None:
    """One after the other, ten at the most; when they are through there is room again."""
    held = Event()
    order: list[int] = []

    def slow(number: int) -> bytes:
        held.wait(20)
        order.append(number)
        return b"%d" % number

    waiting = [asyncio.ensure_future(drawn(lambda number=number: slow(number))) for number in range(MOST_AT_ONCE)]
    await asyncio.sleep(0)
    with pytest.raises(DrawingDown, match="too many"):
        await drawn(lambda: b"")
    held.set()
    assert await asyncio.gather(*waiting) == [b"%d" % number for number in range(MOST_AT_ONCE)]
    assert order == list(range(MOST_AT_ONCE))
    assert await drawn(lambda: b"again") == b"again"


async def test_what_goes_wrong_while_drawing_is_an_outage() -> None:
    """A font that can't be read, no memory: the cause is kept, and nothing of it in the text."""

    def broken() -> bytes:
        raise OSError("/a/path/of/somebody.ttf")

    for _ in range(MOST_AT_ONCE + 1):  # and a place is never lost by it
        with pytest.raises(DrawingDown, match=r"^OSError while drawing$") as caught:
            await drawn(broken)
        assert isinstance(caught.value.__cause__, OSError)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (WCAG 2.2), 1 to 21."""

    def luminance(colour: str) -> float:
        parts = [value / 255 for value in bytes.fromhex(colour[1:])]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
