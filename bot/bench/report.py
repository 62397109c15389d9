"""The common form of every bench: one report, a table of it for people, one JSON object of it for programs."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from bot.bench.machine import Machine

Value = float | int | None


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure that is to reach `target`; `binding` false is where to go next, which no run fails for."""

    name: str
    value: float
    target: float
    met: bool
    binding: bool = True


def at_least(name: str, value: float, target: float, *, binding: bool = True) -> Goal:
    """A goal that is met from `target` upward."""
    return Goal(name, round(value, 3), target, value >= target, binding)


def at_most(name: str, value: float, target: float, *, binding: bool = True) -> Goal:
    """A goal that is met up to `target`."""
    return Goal(name, round(value, 3), target, value <= target, binding)


@dataclass(frozen=True, slots=True)
class Report:
    """What a bench found. `figures` has one row per thing measured; every row has the same columns, which carry their
    unit in their name."""

    bench: str
    machine: Machine
    figures: Mapping[str, Mapping[str, Value]]
    goals: Sequence[Goal]

    @property
    def met(self) -> bool:
        """Whether every binding goal is met."""
        return all(goal.met for goal in self.goals if goal.binding)

    @property
    def exit_status(self) -> int:
        """0 when the goals are met, else 1."""
        return 0 if self.met else 1

    def as_json(self) -> str:
        """`{"bench", "machine", "figures", "goals", "met"}` on one line."""
        return json.dumps(asdict(self) | {"met": self.met}, ensure_ascii=False)

    def as_table(self) -> str:
        """The same for people."""
        machine = self.machine
        place = f"{machine.cpu}, {machine.cores} cores, {machine.memory_gib} GiB; Python {machine.python}"
        head = [f"buzon bench {self.bench}", f"{place}; {machine.system}; load {machine.load}"]
        return "\n".join([*head, "", *_table(self.figures), "", *(_goal(goal) for goal in self.goals)])


def _table(figures: Mapping[str, Mapping[str, Value]]) -> list[str]:
    columns = list(next(iter(figures.values()), {}))
    rows = [["", *columns]]
    rows += [[name, *(_shown(figure[column]) for column in columns)] for name, figure in figures.items()]
    widths = [max(len(row[place]) for row in rows) for place in range(len(columns) + 1)]
    return [
        "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        )
        for row in rows
    ]


def _shown(value: Value) -> str:
    if value is None:
        return "-"
    return f"{value:,.1f}" if isinstance(value, float) else f"{value:,}"


def _goal(goal: Goal) -> str:
    state = "met" if goal.met else "NOT MET" if goal.binding else "not yet"
    return f"{goal.name}: {goal.value:g} (goal {goal.target:g}): {state}"
