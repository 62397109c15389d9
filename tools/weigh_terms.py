"""Learns `buzon/data/term_weights.tsv` from the labelled notices that rules may be made on; the same file every time.

Ridge regression of whether a number of days, or a day, is the one that governs, on the words around it. The rules say
nothing here: they were made on half of these notices and hardly err on them.

    .venv/bin/python tools/weigh_terms.py           # writes the file
    .venv/bin/python tools/weigh_terms.py --judge   # trains on three quarters of the writers, judges each of the others
"""

import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from weigh_words import ROOT, WRITERS, rows  # puts the checkout on the path

from buzon.terms import LastDay, Term, candidates_in, find_term
from buzon.terms.counted import numbers
from buzon.terms.days import named_days
from buzon.terms.folded import flattened
from buzon.terms.weighing import COUNTS, Groups, Weights, places_weighed

WEIGHTS = ROOT / "buzon" / "data" / "term_weights.tsv"
PENALTY = 0.3
MOST = 30_000
"""So many groups are kept, those whose weights change most."""

_PARTS = 4
_HEAD = """\
; By what words it is weighed whether a number of days, or a day, is the person's (buzon/terms/weighing.py). Learnt, not
; written: `tools/weigh_terms.py`. The part of the text, the words (cut to six letters; # is a number), the weight in
; thousandths: above 0 it is the person's."""


@dataclass(frozen=True, slots=True)
class Example:
    """A number of days, or a day, of a labelled notice, and whether it governs."""

    writer: str
    groups: Groups
    governs: bool


def examples() -> list[Example]:
    """Every number of days and every day of every writer."""
    made: list[Example] = []
    for writer in WRITERS:
        for row in rows(writer):
            flat = flattened(f"{row['subject']}\n{row['body']}")
            candidates = candidates_in(flat, numbers(flat), named_days(flat), None)
            groups = places_weighed(flat, [place for place, _ in candidates])
            right = labelled(row)
            made += [
                Example(writer, each, value(says) == right) for each, (_, says) in zip(groups, candidates, strict=True)
            ]
    return made


def labelled(row: Mapping[str, object]) -> object:
    """The right term or last day of a notice, as a plain value."""
    term = row.get("term")
    return (term["count"], term["unit"]) if isinstance(term, dict) else row.get("until")


def value(says: Term | LastDay | None) -> object:
    """What was found, as a plain value."""
    if isinstance(says, Term):
        return says.count, str(says.unit)
    return says.day if says else None


def learn(taught: Sequence[Example]) -> str:
    """The weights for these examples, as `term_weights.tsv` has them: solved over examples, fewer than groups."""
    standing: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, example in enumerate(taught):
        for part, words in example.groups.parts.items():
            for word in words:
                standing[part, word].append(index)
    lengths = np.array([example.groups.length for example in taught])
    right = np.array([1.0 if example.governs else -1.0 for example in taught])
    alike = np.diag(np.full(len(taught), PENALTY))
    columns = {}
    for (part, word), found in sorted(standing.items()):
        if len(found) > 1:
            held = np.array(found)
            columns[part, word] = held, COUNTS.get(part, 1.0) / lengths[held]
            alike[held[:, None], held] += columns[part, word][1][:, None] * columns[part, word][1]
    solved = np.linalg.solve(alike, right)
    weights = {key: float(values @ solved[held]) for key, (held, values) in columns.items()}
    order = sorted(weights, key=lambda key: -abs(weights[key]) * COUNTS.get(key[0], 1.0) * len(columns[key][0]) ** 0.5)
    kept = ((part, word, round(1000 * weights[part, word])) for part, word in sorted(order[:MOST]))
    return "\n".join([_HEAD, *(f"{part}\t{word}\t{weight}" for part, word, weight in kept if weight), ""])


def print_shares() -> None:
    """Print how many are right of writers that nothing was learnt from, beside the rules alone."""
    made = examples()
    for part in range(_PARTS):
        others = set(WRITERS[part::_PARTS])
        weights = Weights(learn([example for example in made if example.writer not in others]))
        for writer in WRITERS[part::_PARTS]:
            judged = [(labelled(row), f"{row['subject']}\n{row['body']}") for row in rows(writer)]
            ruled = sum(value(find_term(text, weights=None)) == right for right, text in judged)
            both = sum(value(find_term(text, weights=weights)) == right for right, text in judged)
            shares = (f"{way} {100 * held / len(judged):.1f} %" for way, held in (("rules", ruled), ("together", both)))
            print(f"{writer}, {len(judged)} notices: {', '.join(shares)}", flush=True)


if __name__ == "__main__":
    if "--judge" in sys.argv[1:]:
        print_shares()
    else:
        WEIGHTS.write_text(learn(examples()), encoding="utf-8")
