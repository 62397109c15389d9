"""The breaker opens on a real outage, asks carefully, and lets the backlog out slowly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.push.breaker import Breaker, BreakerState, Limits, Ramp

CLOSED, OPEN, HALF_OPEN = BreakerState.CLOSED, BreakerState.OPEN, BreakerState.HALF_OPEN


def fail(breaker: Breaker, times: int, *, now: float = 0.0) -> list[bool]:
    return [breaker.failed(now, begun_in=breaker.round) for _ in range(times)]


def work(breaker: Breaker, times: int = 1, *, now: float = 0.0) -> list[bool]:
    return [breaker.worked(now, begun_in=breaker.round) for _ in range(times)]


def test_five_outages_in_a_row_open_it() -> None:
    """Not four; and each opening is told once."""
    breaker = Breaker()
    assert fail(breaker, 5) == [False] * 4 + [True]
    assert breaker.state(0) is OPEN


def test_one_answer_between_begins_the_count_anew() -> None:
    """Four outages, an answer, four outages: the portal works, if badly."""
    breaker = Breaker()
    assert not any(fail(breaker, 4) + work(breaker) + fail(breaker, 4))
    assert breaker.state(0) is CLOSED


def test_a_bad_moment_among_many_answers_is_no_outage() -> None:
    """After twenty answers it takes ten in a row, until half of the last twenty are outages."""
    breaker = Breaker()
    work(breaker, 20)
    assert fail(breaker, 10) == [False] * 9 + [True]


def test_after_a_pause_one_look_finds_out_and_an_answer_closes_it() -> None:
    """Fifteen seconds, then a probe."""
    breaker = Breaker()
    fail(breaker, 5, now=100)
    assert (breaker.state(114.9), breaker.state(115)) == (OPEN, HALF_OPEN)
    assert work(breaker, now=116) == [True]
    assert breaker.state(116) is CLOSED
    assert fail(breaker, 5, now=200) == [False] * 4 + [True], "the count began anew"
    assert breaker.state(214.9) is OPEN
    assert breaker.state(215) is HALF_OPEN, "and so did the pause"


def test_each_probe_that_fails_doubles_the_pause_up_to_five_minutes() -> None:
    """15, 30, 60, 120, 240, 300, 300 seconds; and each failed probe is told."""
    breaker = Breaker()
    fail(breaker, 5, now=0)
    now, pauses = 0.0, []
    for _ in range(7):
        began = now
        while breaker.state(now) is OPEN:
            now += 1
        pauses.append(now - began)
        assert fail(breaker, 1, now=now) == [True]
    assert pauses == [15, 30, 60, 120, 240, 300, 300]


def test_looks_that_began_before_it_opened_decide_nothing_afterwards() -> None:
    """A look that hung for a minute neither fails the probe nor closes the breaker."""
    breaker = Breaker()
    old = breaker.round
    fail(breaker, 5, now=0)
    assert not breaker.failed(16, begun_in=old)
    assert not breaker.worked(16, begun_in=old)
    assert breaker.state(16) is HALF_OPEN
    assert work(breaker, now=17) == [True]


events = st.lists(st.tuples(st.booleans(), st.floats(0, 400)), max_size=200)


@given(events)
def test_it_is_open_only_after_outages_and_closed_after_any_answer(told: list[tuple[bool, float]]) -> None:
    """Whatever happens when: an answer always leaves it closed, and the pause is between 15 s and 5 min."""
    breaker, limits, now, row = Breaker(), Limits(), 0.0, 0
    for ok, later in told:
        now += later
        before = breaker.state(now)
        if ok:
            assert breaker.worked(now, begun_in=breaker.round) is (before is not CLOSED)
            assert breaker.state(now) is CLOSED
            row = 0
            continue
        row += 1
        if breaker.failed(now, begun_in=breaker.round):
            assert row >= limits.in_a_row or before is not CLOSED
            assert breaker.state(now + limits.first_pause * 0.99) is OPEN
            assert breaker.state(now + limits.longest_pause) is HALF_OPEN


@given(st.floats(0, 60), st.floats(0, 60), st.integers(1, 500))
def test_the_ramp_only_rises_and_never_beyond_the_bound(first: float, second: float, most: int) -> None:
    """From one at once to the usual bound; from ten a second to as many as the permits allow."""
    ramp = Ramp()
    early, late = sorted((first, second))
    assert 1 <= ramp.at_once_after(early, most=most) <= ramp.at_once_after(late, most=most) <= most
    assert 0.1 >= ramp.interval_after(early) >= ramp.interval_after(late) >= 0.0


@pytest.mark.parametrize(("elapsed", "at_once"), [(0, 1), (0.9, 1), (1, 2), (2, 4), (3, 8), (4, 16), (5, 20), (60, 20)])
def test_the_ramp_doubles_each_second(elapsed: float, at_once: int) -> None:
    """1, 2, 4, 8, 16, and then the bound."""
    assert Ramp().at_once_after(elapsed, most=20) == at_once
