"""Learns `buzon/data/weights.tsv` from the labelled notices that rules may be made on; the same file every time.

Ridge regression of each kind on word groups and cues. The rules were made on most of these notices and hardly err on
them, so cues that no other writer's text has are not told to the learner: else it would trust the rules blindly.

    .venv/bin/python tools/weigh_words.py           # writes the file
    .venv/bin/python tools/weigh_words.py --judge   # trains on three quarters of the writers, judges each of the others
"""

import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from buzon.classify import Read, judge, read  # noqa: E402 - the checkout is not on the path before
from buzon.hearing import RULES, decide, hear, resolved  # noqa: E402
from buzon.notice import Kind  # noqa: E402
from buzon.rules import Found  # noqa: E402
from buzon.weighing import ALWAYS, Evidence, Weights, load, word_groups, written  # noqa: E402

CORPUS = ROOT / "tests" / "buzon" / "corpus"
WEIGHTS = ROOT / "buzon" / "data" / "weights.tsv"

RULES_MADE_ON = ("making", "making_2", "making_3")
WRITERS = (*RULES_MADE_ON, *(f"making_{number}" for number in range(4, 79)))

PENALTY = 1.0
"""Of the ridge. On writers left out a third of it is right half a point less often, four times as much one point."""

MOST = 80_000
"""So many groups and runs are kept, those whose weights change most in most texts: as good as all of them."""

OF_RUNS = 1.5
"""How much all runs of a text count beside all of its groups."""

KINDS = tuple(Kind)
HARMFUL = {Kind.DENIAL, Kind.DISMISSED, Kind.SANCTION, Kind.EXPULSION}
Matrix = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled notice, and what would be found in it by rules that were made without its writer."""

    writer: str
    kind: Kind
    from_subject: Kind
    read: Read
    found: Sequence[Found]
    evidence: Evidence


def examples() -> list[Example]:
    """Every notice of every writer."""
    listed = [(writer, row, read(f"{row['subject']}\n\n{row['body']}")) for writer in WRITERS for row in rows(writer)]
    found = [RULES.find(text.words) for _, _, text in listed]
    heard_by: dict[Hashable, set[str]] = defaultdict(set)
    for (writer, _, text), phrases in zip(listed, found, strict=True):
        for each in phrases:
            heard_by[_passage(each, text)].add(writer)
    made: list[Example] = []
    for (writer, row, text), phrases in zip(listed, found, strict=True):
        own = {writer} if writer in RULES_MADE_ON else set()
        kept = [each for each in phrases if not own or heard_by[_passage(each, text)] - own]
        cues = hear(kept, subject=text.subject)
        evidence = word_groups(text.words, cues, decide(cues), subject=text.subject, begins=resolved(kept))
        made.append(Example(writer, Kind(row["kind"]), Kind(row["from_subject"]), text, kept, evidence))
    return made


def rows(writer: str) -> list[dict[str, str]]:
    """The labelled notices of a file."""
    listed: list[dict[str, str]] = tomllib.loads((CORPUS / f"{writer}.toml").read_text(encoding="utf-8"))["notices"]
    return listed


def _passage(found: Found, text: Read) -> Hashable:
    """A phrase as one writer words it: the line of the rule, with the first and the last word that it found."""
    words = text.words.text[found.start : found.end].split() or [""]
    return found.phrase, words[0][:6], words[-1][:6]


def learn(taught: Sequence[Example]) -> str:
    """The weights for these examples, as `weights.tsv` has them: solved over examples, which are fewer than groups."""
    right = np.array([[1.0 if kind is example.kind else -1.0 for kind in KINDS] for example in taught])
    always = right.mean(axis=0)
    groups = _table([example.evidence.groups for example in taught])
    runs = _table([sorted(example.evidence.runs) for example in taught], counting=OF_RUNS)
    counts = Counter(example.kind for example in taught)
    rare = [len(taught) / len(KINDS) / counts[example.kind] for example in taught]  # every kind counts alike
    alike = np.diag(PENALTY / np.array(rare))
    for _, rows, values in (*groups.values(), *runs.values()):
        alike[rows[:, None], rows] += values[:, None] * values
    solved = np.linalg.solve(alike, right - always)
    weighed = {(name, False): _weights(column, solved, 1.0) for name, column in groups.items()}
    weighed |= {(name, True): _weights(column, solved, OF_RUNS) for name, column in runs.items()}
    standing = {(name, table is runs): len(column.rows) for table in (groups, runs) for name, column in table.items()}
    order = sorted(weighed, key=lambda key: -np.abs(weighed[key][1]).max() * np.sqrt(standing[key]))
    kept = sorted(order[:MOST])
    return written(
        KINDS,
        {ALWAYS: (0.0, always.tolist())} | {name: weighed[name, is_run] for name, is_run in kept if not is_run},
        {name: weighed[name, is_run] for name, is_run in kept if is_run},
    )


class Column(NamedTuple):
    """How rare a group is, in which texts it stands, and how much of each of them it is."""

    rarity: float
    rows: Matrix
    values: Matrix


def _weights(column: Column, solved: Matrix, counting: float) -> tuple[float, list[float]]:
    """How rare it is, and how much it speaks for each kind."""
    return column.rarity, (counting * column.rarity * (column.values @ solved[column.rows])).tolist()


def _table(taught: Sequence[Collection[str]], *, counting: float = 1.0) -> dict[str, Column]:
    """What stands in two texts or more. All that stands in one text has the length `counting`."""
    standing: dict[str, list[int]] = defaultdict(list)
    for row, example in enumerate(taught):
        for name in example:
            standing[name].append(row)
    rarity = {
        name: float(np.log((1 + len(taught)) / (1 + len(rows))) + 1) for name, rows in standing.items() if len(rows) > 1
    }
    squares = [sum(rarity[name] ** 2 for name in example if name in rarity) for example in taught]
    shares = counting / (np.sqrt(squares) + 1e-9)
    return {
        name: Column(rare, rows, rare * shares[rows])
        for name, rare in sorted(rarity.items())
        for rows in (np.array(standing[name]),)
    }


def print_shares() -> None:
    """Print how many are right of writers that nothing was learnt from."""
    made = examples()
    for part in range(_PARTS):
        others = set(WRITERS[part::_PARTS])
        weights = load(learn([example for example in made if example.writer not in others]))
        for writer in WRITERS[part::_PARTS]:
            _print_shares(writer, [example for example in made if example.writer == writer], weights)


_PARTS = 4


def _print_shares(writer: str, judged: Sequence[Example], weights: Weights) -> None:
    alone = [(_best(weights, each), each.kind) for each in judged]
    rules = [(judge(each.read, each.found, weights=None).kind, each.kind) for each in judged]
    both = [(judge(each.read, each.found, weights=weights).kind, each.kind) for each in judged]
    ways = {"weights": alone, "rules": rules, "together": both}
    shares = ", ".join(f"{way} {100 * _share(said):.1f} %" for way, said in ways.items())
    harmful = sum(said is Kind.APPROVAL and right in HARMFUL for said, right in both)
    print(f"{writer}, {len(judged)} notices: {shares}; refusals called approvals: {harmful}", flush=True)


def _share(judged: Sequence[tuple[Kind, Kind]]) -> float:
    return sum(said is right for said, right in judged) / len(judged)


def _best(weights: Weights, example: Example) -> Kind:
    _, scores = weights.weigh(example.evidence)
    return max(scores, key=scores.__getitem__)


if __name__ == "__main__":
    if "--judge" in sys.argv[1:]:
        print_shares()
    else:
        WEIGHTS.write_text(learn(examples()), encoding="utf-8")
