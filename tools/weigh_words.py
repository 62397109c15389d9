"""Learns `buzon/data/weights.tsv` from the labelled notices that rules may be made on; the same file every time.

Ridge regression of each kind on word groups and cues. The rules were made on most of these notices and hardly err on
them, so cues that no other writer's text has are not told to the learner: else it would trust the rules blindly.

    .venv/bin/python tools/weigh_words.py           # writes the file
    .venv/bin/python tools/weigh_words.py --judge   # trains on all writers but one, judges on that one, for each
"""

import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from buzon.classify import Read, judge, read  # noqa: E402 - the checkout is not on the path before
from buzon.hearing import RULES, decide, hear, resolved  # noqa: E402
from buzon.notice import Kind  # noqa: E402
from buzon.rules import Found  # noqa: E402
from buzon.weighing import ALWAYS, Evidence, Weights, load, pieces, word_groups, written  # noqa: E402

CORPUS = ROOT / "tests" / "buzon" / "corpus"
WEIGHTS = ROOT / "buzon" / "data" / "weights.tsv"

RULES_MADE_ON = ("making", "making_2", "making_3")
WRITERS = (*RULES_MADE_ON, *(f"making_{number}" for number in range(4, 18)))

PENALTY = 0.3
"""Of the ridge. Between 0.1 and 1 hardly anything changes."""

MOST_GROUPS, MOST_RUNS = 15_000, 30_000
"""So many are kept, those that tell kinds apart best."""

OF_RUNS = 1.5
"""How much all runs of a text count beside all of its groups."""

KINDS = tuple(Kind)
HARMFUL = {Kind.DENIAL, Kind.DISMISSED, Kind.SANCTION, Kind.EXPULSION}
Matrix = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled notice, and what would be found in it by rules that were made without its writer.

    `groups`: of each group of the evidence, pieces too, in how many of its words it stands; `runs` likewise, once.
    """

    writer: str
    kind: Kind
    from_subject: Kind
    read: Read
    found: Sequence[Found]
    evidence: Evidence
    groups: Mapping[str, int]
    runs: Mapping[str, int]


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
        counted = Counter(piece for word in evidence.words for piece in pieces(word))
        groups = {**dict.fromkeys(evidence.groups, 1), **counted}
        made.append(
            Example(
                writer,
                Kind(row["kind"]),
                Kind(row["from_subject"]),
                text,
                kept,
                evidence,
                groups,
                dict.fromkeys(evidence.runs, 1),
            )
        )
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
    groups, group_rarity, by_groups = _table([example.groups for example in taught], right, MOST_GROUPS)
    runs, run_rarity, by_runs = _table([example.runs for example in taught], right, MOST_RUNS)
    alike = by_groups @ by_groups.T + OF_RUNS**2 * (by_runs @ by_runs.T)
    solved = np.linalg.solve(alike + PENALTY * np.eye(len(taught)), right - always)
    of_groups = group_rarity[:, None] * (by_groups.T @ solved)
    of_runs = OF_RUNS**2 * run_rarity[:, None] * (by_runs.T @ solved)
    rows: dict[str, tuple[float, list[float]]] = {ALWAYS: (0.0, always.tolist())}
    rows |= {name: (group_rarity[at], of_groups[at].tolist()) for at, name in enumerate(groups)}
    return written(KINDS, rows, {name: (run_rarity[at], of_runs[at].tolist()) for at, name in enumerate(runs)})


def _table(taught: Sequence[Mapping[str, int]], right: Matrix, most: int) -> tuple[list[str], Matrix, Matrix]:
    """What tells kinds apart best of what stands in two texts or more, how rare each is, and how much of each stands in
    each text, whose row has the length 1."""
    counts = Counter(name for example in taught for name in example)
    known = sorted(name for name, count in counts.items() if count > 1)
    places = {name: place for place, name in enumerate(known)}
    of_kind = np.zeros((len(known), len(KINDS)))
    for example, kind in zip(taught, right > 0, strict=True):
        of_kind[[places[name] for name in example if name in places]] += kind
    standing = of_kind.sum(axis=1)[:, None]
    share = (right > 0).mean(axis=0)
    telling = np.abs(of_kind - standing * share) / np.sqrt(standing * share * (1 - share) + 0.5)
    best = np.sort(np.argsort(-telling.max(axis=1), kind="stable")[:most])
    known = [known[place] for place in best]
    places = {name: place for place, name in enumerate(known)}
    rarity = np.array([np.log((1 + len(taught)) / (1 + counts[name])) + 1 for name in known])
    table = np.zeros((len(taught), len(known)), dtype=np.float32)
    for row, example in enumerate(taught):
        here = [places[name] for name in example if name in places]
        often = np.array([count for name, count in example.items() if name in places])
        table[row, here] = rarity[here] * often / (np.sqrt(rarity[here] ** 2 @ often) + 1e-9)
    return known, rarity, table


def print_shares() -> None:
    """Print how many are right of a writer that nothing was learnt from."""
    made = examples()
    for writer in WRITERS:
        weights = load(learn([example for example in made if example.writer != writer]))
        judged = [example for example in made if example.writer == writer]
        alone = [(_best(weights, each), each.kind) for each in judged]
        rules = [(judge(each.read, each.found, weights=None).kind, each.kind) for each in judged]
        both = [(judge(each.read, each.found, weights=weights).kind, each.kind) for each in judged]
        ways = {"weights": alone, "rules": rules, "together": both}
        shares = ", ".join(f"{way} {100 * _share(said):.1f} %" for way, said in ways.items())
        harmful = sum(said is Kind.APPROVAL and right in HARMFUL for said, right in both)
        print(f"{writer}, {len(judged)} notices: {shares}; refusals called approvals: {harmful}")


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
