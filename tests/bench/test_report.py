"""The form that every bench's report has, for people and for programs."""

import json

from bot.bench.machine import Machine, describe, peak_memory_mib
from bot.bench.report import Goal, Report, Value, at_least, at_most

MACHINE = Machine(cores=2, cpu="Some CPU", memory_gib=4.0, python="3.11.7", system="Linux 6 x86_64", load=0.5)
FIGURES: dict[str, dict[str, Value]] = {
    "buzon": {"updates_per_second": 1234.5, "unanswered": 0},
    "echo": {"updates_per_second": 2000.0, "unanswered": None},
}


def _report(*goals: Goal) -> Report:
    return Report("updates", MACHINE, FIGURES, goals)


def test_json_has_the_common_keys() -> None:
    """The JSON form is one line, one object, with the five keys that all benches share."""
    line = _report(at_least("ratio", 0.6, 0.5)).as_json()
    assert "\n" not in line
    told = json.loads(line)
    assert list(told) == ["bench", "machine", "figures", "goals", "met"]
    assert (told["bench"], told["met"], told["figures"]) == ("updates", True, FIGURES)
    assert told["goals"] == [{"name": "ratio", "value": 0.6, "target": 0.5, "met": True, "binding": True}]


def test_a_missed_goal_is_exit_status_1() -> None:
    """The exit status is 0 while every binding goal is met, and 1 as soon as one is not."""
    kept, missed = at_least("ratio", 0.5, 0.5), at_most("unanswered", 1, 0)
    assert (_report(kept).exit_status, _report(kept, missed).exit_status) == (0, 1)


def test_where_to_go_next_fails_nobody() -> None:
    """A goal that does not bind is shown as not reached yet, and changes neither `met` nor the exit status."""
    report = _report(at_least("next", 0.6, 1.0, binding=False))
    assert (report.met, report.exit_status) == (True, 0)
    assert "next: 0.6 (goal 1): not yet" in report.as_table()


def test_table_shows_every_figure() -> None:
    """The table for people has a line per thing measured, in columns of one width, and the machine it ran on."""
    lines = _report(at_most("unanswered", 1, 0)).as_table().splitlines()
    assert lines[1] == "Some CPU, 2 cores, 4.0 GiB; Python 3.11.7; Linux 6 x86_64; load 0.5"
    assert lines[3:6] == [
        "       updates_per_second  unanswered",
        "buzon             1,234.5           0",
        "echo              2,000.0           -",
    ]
    assert lines[-1] == "unanswered: 1 (goal 0): NOT MET"


def test_the_machine_is_described() -> None:
    """A description names the CPU, at least one core, and some memory."""
    machine = describe()
    assert machine.cores >= 1
    assert machine.cpu
    assert machine.memory_gib > 0


def test_memory_of_nobody() -> None:
    """Where there is no such process its memory is unknown, not zero."""
    assert peak_memory_mib(0) is None
