"""How many looks one worker may have under way at once, of the bound that holds for all of them together. Pure.

Workers share one table, each writes down in it what it holds, and changes it one at a time. A worker gets its fair part
of the bound, but no more than the others have left over, and what it had before stays written down until it has said
once that it goes by less. So what is written down never passes the bound, and what is under way never passes what is
written down, however workers come, die, and hear of one another late.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Protocol

LEASE = 5.0
"""Seconds that a worker holds what it was dealt without saying so again."""

SILENCE = 2.0
"""Seconds without a word from anybody, after which all may have been cut off from the table; one speaks every second.
Less than a lease, so that nobody's has run out by then who lives and could not speak."""

SETTLE = 2.0
"""Seconds after such a silence until all who live have said what they hold; meanwhile nobody gets more."""


class Share(Protocol):
    """How many looks may be under way in this process."""

    @property
    def looks(self) -> int:
        """So many, at this instant."""

    async def hold(self, used: Callable[[], int], changed: Callable[[], None]) -> None:
        """Be counted among those who share, until cancelled. `used` tells how many looks are under way, `changed` is
        called when `looks` is another number."""

    async def leave(self) -> None:
        """Give back what is held: nothing is under way any more."""


class Whole:
    """All of it: where there is nobody to share with."""

    def __init__(self, looks: int) -> None:
        self.looks = looks

    async def hold(self, used: Callable[[], int], changed: Callable[[], None]) -> None:
        """Nobody needs to know."""

    async def leave(self) -> None:
        """Nobody waits for it."""


@dataclass(frozen=True, slots=True)
class Hand:
    """What one worker holds, until an instant of the table's clock, in seconds."""

    held: int
    until: float


@dataclass(frozen=True, slots=True)
class Table:
    """What all hold, by name. `run` is that of the server that keeps the table, `heard` when anybody last spoke, and
    from `settled` on what others have not said they hold is free."""

    run: str = ""
    heard: float = -inf
    settled: float = inf
    hands: Mapping[str, Hand] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Dealt:
    """How many looks at once are a worker's from now on, and how many would be its fair part among so many workers;
    `settled` where all who live have said what they hold."""

    looks: int
    fair: int
    workers: int
    settled: bool


def deal(
    table: Table, name: str, *, most: int, holds: int, used: int, now: float, run: str = ""
) -> tuple[Table, Dealt]:
    """The table once this worker has spoken, and what it may go by: `most` is the bound of all together, `holds` what
    it goes by until it hears the answer, `used` how many looks are under way.
    """
    # Another run of the server may have forgotten, or kept on its disk what is old.
    strange = table.run != run or now - table.heard > SILENCE
    settled = now + SETTLE if strange else table.settled
    hands = {other: hand for other, hand in table.hands.items() if hand.until > now and other != name}
    workers = sorted([*hands, name])
    fair = portion(most, workers.index(name), of=len(workers))
    left = max(most - sum(hand.held for hand in hands.values()), 0)
    looks = min(fair, holds if now < settled else left)
    hands[name] = Hand(max(looks, holds, used), now + LEASE)
    return Table(run, now, settled, hands), Dealt(looks, fair, len(workers), settled=now >= settled)


def left_by(table: Table, name: str) -> Table:
    """The table once this worker has gone."""
    return Table(table.run, table.heard, table.settled, {who: at for who, at in table.hands.items() if who != name})


def portion(most: int, rank: int, *, of: int) -> int:
    """The part of the one with this rank, from 0 on, in `most` dealt out evenly among `of`: together exactly `most`."""
    return most // of + (rank < most % of)
