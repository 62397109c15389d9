"""Values that stand beside their labels: `Fecha de depósito: 03/12/2026`, a term and its definition.
Dates as a profile writes them. Pure.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.portal.browser.outline import Node
from bot.portal.browser.words import match, plain
from bot.portal.parts import ISO
from bot.portal.profile import Dates

_LONGEST_LABEL = 60
_HALF_DAY = re.compile(r"\b([ap])\.?\s?m\b\.?", re.IGNORECASE)
MONTHS = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
    *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
)
_IN_WORDS = re.compile(rf"\b(\d{{1,2}}) de ({'|'.join(MONTHS)}|setiembre) del? (\d{{4}})\b", re.IGNORECASE)
_DATE = re.compile(
    r"\d{1,4}[-/]\d{1,2}[-/]\d{1,4}(?:[T,]?\s*\d{1,2}:\d{2}(?::\d{2})?(?:\s*[ap]\.?\s?m\b\.?)?)?", re.IGNORECASE
)


def moment(text: str, dates: Dates) -> datetime | None:
    """The aware instant, in UTC, that the whole of a text is."""
    said = _HALF_DAY.sub(lambda half: f"{half[1].upper()}M", _in_digits(text))
    for form in dates.formats:
        try:
            # A naive moment is given the profile's zone in the next line.
            read = datetime.fromisoformat(said) if form == ISO else datetime.strptime(said, form)  # noqa: DTZ007
            return (read if read.tzinfo else read.replace(tzinfo=ZoneInfo(dates.zone))).astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    return None


def moment_within(text: str, dates: Dates) -> datetime | None:
    """As `moment`, of a text that may say something before or after."""
    hit = _DATE.search(_in_digits(text))
    return moment(hit[0], dates) if hit else None


def _in_digits(text: str) -> str:
    """A date as words have it, "3 de diciembre de 2026", in digits: 3/12/2026."""

    def digits(said: re.Match[str]) -> str:
        month = said[2].lower().replace("setiembre", "septiembre")
        return f"{said[1]}/{MONTHS.index(month) + 1}/{said[3]}"

    return _IN_WORDS.sub(digits, " ".join(text.split()))


def lines(nodes: Sequence[Node]) -> Iterator[tuple[Node, str]]:
    """What is said, one line each, in reading order."""
    for node in nodes:
        for said in node.words.splitlines():
            if said.strip():
                yield node, said.strip()


def labelled(nodes: Sequence[Node], labels: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The values beside the labels: of each kind in `labels` the first."""
    found: dict[str, str] = {}
    waiting: str | None = None
    for _, said in lines(nodes):
        if (kind := kind_of(said, labels)) is not None:
            waiting = kind
        elif (fact := fact_of(said, labels)) is not None:
            found.setdefault(*fact)
            waiting = None
        elif waiting is not None:
            found.setdefault(waiting, said)
            waiting = None
    return found


def fact_of(said: str, labels: Mapping[str, Sequence[str]]) -> tuple[str, str] | None:
    """A label and its value in one line: "Expediente: LM260012345"; or without a colon where the value has digits, as
    no sentence that begins with the same word has in its place.
    """
    before, colon, after = said.partition(":")
    if colon and after.strip() and (kind := kind_of(before, labels)) is not None:
        return kind, after.strip()
    words = said.split()
    for count in range(min(6, len(words) - 1), 0, -1):
        kind = kind_of(" ".join(words[:count]), labels)
        if kind is not None and words[count][0].isdigit() | words[count][-1].isdigit():
            return kind, " ".join(words[count:])
    return None


def kind_of(said: str, labels: Mapping[str, Sequence[str]]) -> str | None:
    """Which kind's label this is, the whole of it."""
    if len(said) > _LONGEST_LABEL or not plain(said):
        return None
    fits = [(fit, kind) for kind, words in labels.items() if (fit := match(said, words, whole=True)) is not None]
    return min(fits)[1] if fits else None
