"""`buzon bench sheets`: constancias of the sandbox's people, PDFs and many photographs, read as the bot reads them.

Beside plain tesseract on the very same photographs.
"""

import asyncio
import importlib.util
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice
from statistics import median, quantiles

import aiohttp
import orjson

from bot.bench.machine import describe
from bot.bench.report import Goal, Report, Value, at_least, at_most
from bot.demonstration import sandbox
from bot.sheets.reader import Reader
from buzon.receipt import Outcome, Receipt, read_text
from handlers.errors import Misconfigured

PDFS, PHOTOS, UNREADABLE, PLAIN = "PDFs", "photos", "photos nobody could read", "plain tesseract"
_SHOTS_OF_EACH = 10  # one in ten of them is hopeless

# Angles in degrees, blur in pixels, light as a share of daylight, width in pixels. The lists have lengths without a
# common divisor, so that every shot is another mixture.
_ROTATIONS = (0, 1.5, -12, 90, 6, 180, -3, -84, 12, 174, -7)
_BLURS = (0.3, 0, 0.9, 0.5, 1.3)
_LIGHTS = (0.92, 0.35, 0.7, 1.25)
_WIDTHS = (1600, 1000, 2300, 1280, 1900, 1150, 1450)
_HOPELESS: tuple[dict[str, float], ...] = (
    {"width": 260},
    {"blur": 9},
    {"light": 0.05, "blur": 5},
    {"width": 520, "blur": 3},
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was downloaded, and what is on it."""

    content: bytes
    user: str
    password: str


@dataclass(frozen=True, slots=True)
class Read:
    """What came of a sheet, and after how many seconds."""

    sheet: Sheet
    receipt: Receipt
    seconds: float

    def right(self, what: str) -> bool:
        """Whether `user` or `password` was read letter by letter."""
        told = getattr(self.receipt, what)
        return told is not None and told.reveal() == getattr(self.sheet, what)


def run(*, shots: int, as_json: bool, tesseract: str = "tesseract") -> int:
    """Measure and print; 0 when the goals are met, 1 when not. Raises Misconfigured where it can't be measured."""
    if shots < 1:
        raise Misconfigured("--shots must be at least 1")
    if importlib.util.find_spec("sandbox") is None or importlib.util.find_spec("reportlab") is None:
        raise Misconfigured("the sandbox that makes the sheets is missing here: `make install` brings it")
    report = asyncio.run(_measure(shots, tesseract))
    print(report.as_json() if as_json else report.as_table())
    return report.exit_status


async def _measure(shots: int, tesseract: str) -> Report:
    machine = describe()
    async with sandbox(page_port=0) as world, aiohttp.ClientSession(world.page, raise_for_status=True) as http:
        people = orjson.loads(await _get(http, "/control/portal/people"))
        pdfs = [await _sheet(http, person, "pdf", {}) for person in people]
        photos = await _photographs(http, people, _mixtures(shots))
        hopeless = await _photographs(http, people, list(islice(cycle(_HOPELESS), max(1, shots // _SHOTS_OF_EACH))))
    read: dict[str, list[Read]] = {}
    async with Reader(tesseract=tesseract) as reader:
        if not reader.ocr_available():
            raise Misconfigured("tesseract is missing: install the package tesseract-ocr")
        for name, sheets in ((PDFS, pdfs), (PHOTOS, photos), (UNREADABLE, hopeless)):
            # Sheets come one by one, and a process waits for the next: here, too, it has got ready before.
            read[name] = await _all(name, reader.read, sheets, before=reader.warm)
    read[PLAIN] = await _all(PLAIN, partial(_plain, tesseract), photos)
    return Report("sheets", machine, {name: _figures(taken) for name, taken in read.items()}, tuple(_goals(read)))


def _goals(read: Mapping[str, Sequence[Read]]) -> list[Goal]:
    exact = {name: _share(taken, "password") for name, taken in read.items()}
    wrong = sum(_wrong(taken) for name, taken in read.items() if name != PLAIN)
    return [
        at_least("exact passwords, share of PDFs", exact[PDFS], 1.0),
        at_least("exact passwords, share of readable photos", exact[PHOTOS], 0.75),
        at_least("the same, more than plain tesseract", exact[PHOTOS] - exact[PLAIN], 0.0),
        at_most("passwords read wrongly (offered, never sent)", wrong, 0, binding=False),
        at_most("seconds for a PDF, 95 of 100", _late(read[PDFS]), 0.2),
        at_most("seconds for a photo, 95 of 100", _late(read[PHOTOS]), 2.0),
    ]


def _figures(read: Sequence[Read]) -> dict[str, Value]:
    return {
        "sheets": len(read),
        "exact_user": sum(one.right("user") for one in read),
        "exact_password": sum(one.right("password") for one in read),
        "wrong_password": _wrong(read),
        "not_told": sum(one.receipt.outcome is not Outcome.FOUND for one in read),
        "p50_ms": round(median(one.seconds for one in read) * 1000, 1),
        "p95_ms": round(_late(read) * 1000, 1),
    }


def _share(read: Sequence[Read], what: str) -> float:
    return sum(one.right(what) for one in read) / len(read)


def _wrong(read: Sequence[Read]) -> int:
    return sum(one.receipt.outcome is Outcome.FOUND and not one.right("password") for one in read)


def _late(read: Sequence[Read]) -> float:
    """The time that 95 of 100 keep to; of a few, the longest."""
    seconds = [one.seconds for one in read]
    return quantiles(seconds, n=20)[-1] if len(seconds) >= 20 else max(seconds)


async def _all(
    name: str,
    way: Callable[[bytes], Awaitable[Receipt]],
    sheets: Sequence[Sheet],
    *,
    before: Callable[[], Awaitable[None]] | None = None,
) -> list[Read]:
    print(f"reading {len(sheets)} {name if name != PLAIN else f'photos with {PLAIN}'}", file=sys.stderr, flush=True)
    read = []
    for sheet in sheets:
        if before:
            await before()
        began = time.perf_counter()
        receipt = await way(sheet.content)
        read.append(Read(sheet, receipt, time.perf_counter() - began))
    return read


async def _plain(tesseract: str, content: bytes) -> Receipt:
    """The photograph as it is through tesseract as it comes, and our parser on what it says."""
    process = await asyncio.create_subprocess_exec(
        *(tesseract, "stdin", "stdout", "-l", "eng"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    said, _ = await process.communicate(content)
    return read_text(said.decode(errors="replace"))


async def _photographs(
    http: aiohttp.ClientSession, people: Sequence[dict[str, str]], shots: Sequence[dict[str, float]]
) -> list[Sheet]:
    return [await _sheet(http, person, "jpg", shot) for person, shot in zip(cycle(people), shots, strict=False)]


def _mixtures(count: int) -> list[dict[str, float]]:
    mixed = zip(cycle(_ROTATIONS), cycle(_BLURS), cycle(_LIGHTS), cycle(_WIDTHS), strict=False)
    names = ("rotation", "blur", "light", "width")
    return [dict(zip(names, values, strict=True)) for values in islice(mixed, count)]


async def _sheet(http: aiohttp.ClientSession, person: dict[str, str], form: str, shot: dict[str, float]) -> Sheet:
    content = await _get(http, f"/control/portal/people/{person['id']}/constancia.{form}", shot)
    return Sheet(content, person["user"], person["password"])


async def _get(http: aiohttp.ClientSession, path: str, query: dict[str, float] | None = None) -> bytes:
    async with http.get(path, params=query) as answer:
        return await answer.read()
