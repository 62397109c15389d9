"""Looks at once, dealt out among workers: never more than the bound, and all of it is somebody's before long."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.push.share import LEASE, SETTLE, SILENCE, Dealt, Table, deal, left_by, portion


@given(most=st.integers(0, 500), workers=st.integers(1, 50))
def test_portions_are_even_and_make_up_the_whole(most: int, workers: int) -> None:
    """To the last one; nobody has two more than another."""
    portions = [portion(most, rank, of=workers) for rank in range(workers)]
    assert sum(portions) == most
    assert max(portions) - min(portions) <= 1


class _Worker:
    """One that looks and speaks; it hears of nothing but what it is answered."""

    def __init__(self) -> None:
        self.dealt = self.used = 0
        self.until = 0.0
        self.alive = True

    def looks(self, now: float, *, away: bool) -> int:
        return self.dealt if away or now < self.until else 0


class Workers(RuleBasedStateMachine):
    """Workers come, look, speak, are not answered, stand still and die in any order; the server that keeps their table
    goes away for as long as it likes, and comes back with all of it or empty."""

    workers: list[_Worker]

    @initialize(most=st.integers(1, 12), count=st.integers(1, 5))
    def begin(self, most: int, count: int) -> None:
        self.most, self.now, self.run, self.away = most, 1_000.0, "first", False
        self.table = Table()
        self.workers = [_Worker() for _ in range(count)]
        for pause in (SETTLE, 0.0, 0.0):
            for worker in self.workers:
                self.speak(worker)
            self.now += pause

    @property
    def living(self) -> list[_Worker]:
        return [worker for worker in self.workers if worker.alive]

    def speak(self, worker: _Worker, *, heard: bool = True) -> Dealt:
        name = f"{self.workers.index(worker):02}"
        holds = worker.looks(self.now, away=self.away)
        self.table, dealt = deal(
            self.table, name, most=self.most, holds=holds, used=worker.used, now=self.now, run=self.run
        )
        if heard:
            worker.dealt, worker.until = dealt.looks, self.now + LEASE
        return dealt

    @precondition(lambda self: not self.away)
    @rule(which=st.integers(0, 20), heard=st.booleans())
    def say(self, which: int, heard: bool) -> None:
        """Where `heard` is false the answer was lost, and the worker goes on as before."""
        if self.living:
            self.speak(self.living[which % len(self.living)], heard=heard)

    @rule(which=st.integers(0, 20), looks=st.integers(1, 12))
    def look(self, which: int, looks: int) -> None:
        if self.living:
            worker = self.living[which % len(self.living)]
            worker.used = max(worker.used, min(worker.used + looks, worker.looks(self.now, away=self.away)))

    @rule(which=st.integers(0, 20), looks=st.integers(1, 12))
    def finish(self, which: int, looks: int) -> None:
        if self.living:
            worker = self.living[which % len(self.living)]
            worker.used = max(0, worker.used - looks)

    @rule(seconds=st.sampled_from([0.1, 0.5, SILENCE - 0.1, SILENCE + 0.1, LEASE - 0.12, LEASE + 0.1, 2 * LEASE]))
    def wait(self, seconds: float) -> None:
        """A look that outlasts its worker's lease is nobody's to count; one whose worker hears nothing, is."""
        self.now += seconds
        for worker in self.living:
            if not self.away and self.now >= worker.until:
                worker.used = 0

    @rule(which=st.integers(0, 20))
    def die(self, which: int) -> None:
        if self.living:
            self.living[which % len(self.living)].alive = False

    @precondition(lambda self: not self.away)
    @rule(which=st.integers(0, 20))
    def leave(self, which: int) -> None:
        if self.living:
            worker = self.living[which % len(self.living)]
            worker.alive = False
            self.table = left_by(self.table, f"{self.workers.index(worker):02}")

    @precondition(lambda self: not self.away and len(self.workers) < 12)
    @rule()
    def come(self) -> None:
        self.workers.append(_Worker())

    @precondition(lambda self: not self.away)
    @rule(data=st.data())
    def server_goes(self, data: st.DataObject) -> None:
        """All were heard within the second before."""
        for worker in data.draw(st.permutations(self.living)):
            self.speak(worker)
            self.now += 1 / 12
        self.away = True

    @precondition(lambda self: self.away)
    @rule(data=st.data(), empty=st.booleans())
    def server_comes(self, data: st.DataObject, empty: bool) -> None:
        """Each worker finds out for itself, in any order, before the table has settled."""
        if empty:
            self.table, self.run = Table(), self.run + "."
        for worker in data.draw(st.permutations(self.living)):
            self.speak(worker)
            self.never_more_than_the_bound()  # the others still go on by what they were dealt before
            self.now += SETTLE / 20
        self.away = False

    @invariant()
    def never_more_than_the_bound(self) -> None:
        """Of those who live: what is begun, and what may be begun without asking anybody."""
        if hasattr(self, "most"):
            assert sum(max(w.used, w.looks(self.now, away=self.away)) for w in self.living) <= self.most

    def teardown(self) -> None:
        """Left alone, those who live soon have all of it between them, evenly."""
        if not hasattr(self, "most") or not self.living:
            return
        if self.away:
            self.away, self.table, self.run = False, Table(), "last"
        for worker in self.living:
            worker.used = 0
        for _ in range(30):
            self.now += SILENCE / 4
            dealt = [self.speak(worker) for worker in self.living]
        assert sum(one.looks for one in dealt) == self.most
        assert all(one.looks == one.fair and one.settled and one.workers == len(dealt) for one in dealt)


TestWorkers = Workers.TestCase


def test_who_comes_second_gets_nothing_until_the_first_has_said_that_it_has_less() -> None:
    """The first hears of the other at its next word, and what it had is written down until the word after that."""
    table, now = Table(), 100.0
    table, _ = deal(table, "a", most=9, holds=0, used=0, now=now)
    now += SETTLE
    table, first = deal(table, "a", most=9, holds=0, used=0, now=now)
    assert first == Dealt(9, 9, 1, settled=True)
    table, second = deal(table, "b", most=9, holds=0, used=0, now=now)
    assert second == Dealt(0, 4, 2, settled=True)
    table, first = deal(table, "a", most=9, holds=9, used=9, now=now)
    assert first.looks == 5
    table, second = deal(table, "b", most=9, holds=0, used=0, now=now)
    assert second.looks == 0
    table, first = deal(table, "a", most=9, holds=5, used=7, now=now)
    table, second = deal(table, "b", most=9, holds=0, used=0, now=now)
    assert (first.looks, second.looks) == (5, 2), "two of the first's looks are still under way"


def test_what_a_dead_worker_held_is_free_when_its_lease_ends() -> None:
    """And not before."""
    table, now = Table(), 100.0
    for at in (now, now + SETTLE):
        table, _ = deal(table, "dead", most=6, holds=0, used=0, now=at)
    died = now + SETTLE
    for tenths in range(0, int(LEASE * 10) + 1, 5):
        table, dealt = deal(table, "left", most=6, holds=0, used=0, now=died + tenths / 10)
        assert dealt.looks == (6 if tenths / 10 >= LEASE else 0)


def test_a_worker_that_did_not_hear_the_answer_still_has_what_it_had() -> None:
    """It was told that it has less, and does not know: nobody else gets what it goes by."""
    table, now = Table(), 100.0
    for at in (now, now + SETTLE):
        table, _ = deal(table, "a", most=6, holds=0, used=0, now=at)
    for name, holds in (("b", 0), ("a", 6)):
        table, _ = deal(table, name, most=6, holds=holds, used=0, now=now + SETTLE)
    table, second = deal(table, "b", most=6, holds=0, used=0, now=now + SETTLE)
    assert second.looks == 0


@pytest.mark.parametrize("seconds", [0.0, SILENCE + 0.1, LEASE - 0.1, LEASE + 0.1])
def test_a_server_that_forgets_or_was_not_reached_gives_nothing_until_all_were_heard(seconds: float) -> None:
    """Each keeps what it goes by: the first who is back may not take what the others have."""
    table, now = Table(), 100.0
    for at in (now, now + SETTLE, now + SETTLE):
        for name in ("a", "b"):
            table, _ = deal(table, name, most=8, holds=0, used=0, now=at, run="one")
    table, _ = deal(table, "b", most=8, holds=4, used=0, now=now + SETTLE + 0.5, run="one")
    now += SETTLE + 0.5 + seconds  # at the third of these a's lease has run out, and b's has not
    run = "one" if seconds else "two"
    table, alone = deal(table, "a", most=8, holds=3, used=0, now=now, run=run)
    assert (alone.looks, alone.settled) == (3, False)
    table, other = deal(table, "b", most=8, holds=5, used=5, now=now + 1, run=run)
    assert (other.looks, other.settled) == (4, False)
    table, alone = deal(table, "a", most=8, holds=3, used=3, now=now + SETTLE, run=run)
    assert alone == Dealt(3, 4, 2, settled=True), "the other one's five are still written down"
    table, other = deal(table, "b", most=8, holds=4, used=4, now=now + SETTLE, run=run)
    table, alone = deal(table, "a", most=8, holds=3, used=3, now=now + SETTLE, run=run)
    assert (alone.looks, other.looks) == (4, 4)
