"""How a profiler's samples are dealt out to the stages of an update."""

import pytest

from bot.bench.stages import FETCH, REST, shares

SEND = "run (asyncio/runners.py:118);Reception._answer (bot/reception.py:161);TelegramChannel.send (x.py:9)"


def test_the_innermost_known_function_decides() -> None:
    """What a stage calls of libraries is its own, and a stage within another takes its part out of it."""
    told = shares([f"{SEND};partial (functools.py:1) 3", f"{SEND};TelegramChannel._method (x.py:1);f (y.py:2) 1"])
    assert told == {"send: the rest of aiogram's call": 0.75, "send: build the method": 0.25}


def test_a_poll_is_fetching_all_the_way_down() -> None:
    """A poll goes the same way as a message through aiogram, and none of it is counted as sending."""
    told = shares(["Bot.get_updates (bot.py:1);BaseSession.check_response (base.py:2) 2", "f (x.py:1) 2"])
    assert told == {FETCH: 0.5, REST: 0.5}


def test_a_file_of_something_else() -> None:
    """A line that is no stack is an error, not a silent zero."""
    with pytest.raises(ValueError, match="invalid literal"):
        shares(["<svg> </svg>"])
