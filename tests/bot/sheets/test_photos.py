"""Photographs of made constancias: how many are read exactly, how long it takes, and that none is read wrongly."""

import asyncio
import time
from dataclasses import dataclass
from statistics import median

import pytest

from bot.sheets.reader import Reader
from buzon.receipt import Outcome, Receipt
from sandbox.portal.people import PEOPLE, Person
from tests.bot.sheets.conftest import photo, sheet_pdf, told


@dataclass(frozen=True)
class Photo:
    """One shot, and whether a person could read it."""

    person: Person
    shot: tuple[tuple[str, float], ...]
    readable: bool = True


def shots(number_of_them: int) -> list[Photo]:
    """Upright and askew, on their side and on their head, blurred, dark and small, and some that nobody can read.

    Among the first twelve is each angle, each blur, each light and each width.
    """
    angles = (0, 1.5, -12, 90, 7.5, 180, -4, -90, 12, 96, -171, 3)
    made = []
    for number in range(number_of_them):
        shot = {
            "rotation": float(angles[number % len(angles)]),
            "blur": round(0.3 * (number % 5), 1),
            "light": (0.92, 0.35, 0.6, 1.25)[number % 4],
            "width": float((1600, 1050, 2200, 1300, 1800)[number % 5]),
        }
        made.append(Photo(PEOPLE[number % len(PEOPLE)], tuple(shot.items())))
    hopeless = ({"width": 260.0}, {"blur": 8.0}, {"width": 500.0, "blur": 3.0}, {"light": 0.05, "blur": 5.0})
    return made + [
        Photo(person, tuple(shot.items()), readable=False)
        for person, shot in zip(PEOPLE, hopeless[: number_of_them // 6], strict=False)
    ]


@pytest.mark.parametrize(
    ("number_of_them", "limit"),
    [(4, 8), pytest.param(26, 4, marks=pytest.mark.soak)],  # the soak runs one test at a time
)
async def test_photos(reader: Reader, number_of_them: int, limit: float) -> None:
    """Three of four readable photographs give the exact password, the others say so; none of all gives a wrong one."""
    await reader.warm()
    turns = asyncio.Semaphore(2)  # photographs take as long to be made as to be read

    async def read(taken: Photo) -> tuple[Photo, Receipt, float]:
        async with turns:
            content = await asyncio.to_thread(photo, taken.person, **dict(taken.shot))
            began = time.perf_counter()
            return taken, await reader.read(content), time.perf_counter() - began

    results = await asyncio.gather(*map(read, shots(number_of_them)))
    for taken, receipt, _ in results:
        assert receipt.outcome in {Outcome.FOUND, Outcome.UNREADABLE, Outcome.NONE}, taken
        if receipt.outcome is Outcome.FOUND:
            assert told(receipt) == ("found", taken.person.user, taken.person.password), taken
    readable = [receipt.outcome is Outcome.FOUND for taken, receipt, _ in results if taken.readable]
    seconds = median(took for _, _, took in results)
    print(f"exact: {sum(readable)} of {len(readable)} readable; median {seconds:.2f} s, two at a time")
    assert sum(readable) >= 0.75 * len(readable)
    assert seconds < limit  # the goal is 2 s, alone on a quiet machine


async def test_masked_photos(reader: Reader) -> None:
    """Asterisks are never taken for a password, however they were photographed."""
    for rotation, blur, width in ((-8, 0.4, 2000), (90, 0, 1164)):
        receipt = await reader.read(photo(variant="extension", rotation=rotation, blur=blur, width=width))
        assert (receipt.outcome, receipt.password) == (Outcome.MASKED, None)


async def test_pdfs(reader: Reader) -> None:
    """Every person's PDF is read exactly."""
    for person in PEOPLE:
        receipt: Receipt = await reader.read(sheet_pdf(person))
        assert told(receipt) == ("found", person.user, person.password)
