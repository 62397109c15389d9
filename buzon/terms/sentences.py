"""Where a sentence begins and ends, and slow patterns looked for only where they may be."""

import re
from collections.abc import Iterator
from itertools import chain

_SHORT = ("art", "exp", "sra", "ing", "num", "res", "leg", "inc", "lit", "dra", "nro")
_ABBREVIATED = "".join(rf"(?<!\b{short}\.)" for short in _SHORT)
STOP = re.compile(
    rf"[\n;.](?:(?<=[\n;])|(?:(?<=[a-z0-9)%\"]{{3}}\.)|(?<=[0-9] %\.)|(?<=,[0-9]{{2}}\.)){_ABBREVIATED}(?: |(?=[a-z])))"
)
BEFORE, AFTER = 320, 160
"""So many letters are looked at before and after a number or a day."""

_REACH_BACK, _REACH_ON = 70, 45


def matches_near(anchor: re.Pattern[str], pattern: re.Pattern[str], folded: str) -> Iterator[re.Match[str]]:
    """The matches of a slow pattern, looked for only around a quick one's."""
    done = low = high = 0
    for mark in chain(anchor.finditer(folded), (None,)):
        if mark is not None and mark.start() - _REACH_BACK <= high:
            high = mark.end() + _REACH_ON
            continue
        for match in pattern.finditer(folded, max(low, done), min(high, len(folded))):
            done = match.end()
            yield match
        if mark is not None:
            low, high = mark.start() - _REACH_BACK, mark.end() + _REACH_ON


def sentence_before(folded: str, start: int, floor: int) -> tuple[str, bool]:
    """What stands before in the same sentence, and whether it reaches back to `floor`."""
    begin = max(floor, start - BEFORE)
    stops = [stop.end() for stop in STOP.finditer(folded, begin, start)]
    return folded[stops[-1] if stops else begin : start], not stops and begin == floor


def sentence_after(folded: str, end: int, ceiling: int) -> str:
    """What stands behind in the same sentence."""
    limit = min(ceiling, end + AFTER)
    stop = STOP.search(folded, end, limit)
    return folded[end : stop.start() if stop else limit]
