"""The flood gate lets through what Telegram's published rates let through. Pure: time is a number."""

from hypothesis import given
from hypothesis import strategies as st

from sandbox.telegram.limits import FloodGate, Limits


def test_chat_burst_then_one_per_second() -> None:
    """A chat takes a burst of five, then one per second, and says how long to wait."""
    gate = FloodGate()
    assert [gate.admit(1, is_group=False, now=0) for _ in range(6)] == [None] * 5 + [1]
    assert gate.admit(1, is_group=False, now=1) is None
    assert gate.admit(1, is_group=False, now=1.5) == 1
    assert gate.violations == 2


def test_thirty_per_second_in_all() -> None:
    """Thirty chats pass at once, the next thirty a second later."""
    gate = FloodGate()
    admitted = [gate.admit(chat, is_group=False, now=0) for chat in range(40)]
    assert admitted.count(None) == 30
    assert [gate.admit(chat, is_group=False, now=1.0) for chat in range(100, 130)] == [None] * 30


def test_group_twenty_per_minute() -> None:
    """A group takes twenty, then one every three seconds."""
    gate = FloodGate()
    assert [gate.admit(-1, is_group=True, now=0) for _ in range(21)] == [None] * 20 + [3]
    assert gate.admit(-1, is_group=True, now=3) is None


def test_counted_when_not_enforced() -> None:
    """With enforcement off everything passes and is counted."""
    gate = FloodGate()
    gate.limits = Limits(enforce=False, chat_burst=1)
    assert [gate.admit(1, is_group=False, now=0) for _ in range(3)] == [None] * 3
    assert gate.violations == 2


@given(st.lists(st.tuples(st.integers(1, 3), st.floats(0, 0.5)), max_size=120))
def test_never_more_than_burst_and_rate(steps: list[tuple[int, float]]) -> None:
    """In any stretch of time a chat gets at most its burst plus one per second, and a refusal's wait is enough."""
    gate, now, admitted = FloodGate(), 0.0, []
    for chat, pause in steps:
        now += pause
        if gate.admit(chat, is_group=False, now=now) is None:
            admitted.append((chat, now))
    for chat in {chat for chat, _ in admitted}:
        times = [at for one, at in admitted if one == chat]
        for first in range(len(times)):
            for last in range(first, len(times)):
                assert last - first + 1 <= 5 + (times[last] - times[first]) + 1e-6


@given(st.lists(st.floats(0, 0.9), min_size=1, max_size=30))
def test_waiting_as_told_is_enough(pauses: list[float]) -> None:
    """Whoever waits the seconds of the 429 and tries again gets through."""
    gate, now = FloodGate(), 0.0
    for pause in pauses:
        now += pause
        wait = gate.admit(1, is_group=False, now=now)
        if wait is not None:
            now += wait
            assert gate.admit(1, is_group=False, now=now) is None
