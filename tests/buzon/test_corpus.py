"""The rules against the corpus of invented notices: what they were made on, and one half that only judges them.

What the labels mean stands in `corpus/README.md`. The judging half is never shown: its tests print figures alone.
"""

import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from buzon.classify import classify
from buzon.notice import Kind

CORPUS = Path(__file__).parent / "corpus"

MAKING = ("making", "making_2", "making_3")
"""What rules are made on, each by another writer."""

LEARNT = (*MAKING, *(f"making_{number}" for number in range(4, 79)))
"""What the weights are learnt from; of all but the first three the rules of kinds know little."""

JUDGED = [
    *MAKING,
    *(half if place % 6 == 0 else pytest.param(half, marks=pytest.mark.soak) for place, half in enumerate(LEARNT[3:])),
]
"""On every run one in six of what only weights were learnt from, all in `make soak`: they take a minute."""

HARD = {f"making_{number}" for number in (58, 59, 60, 61, 62, 63, 64, 66, 73, 74, 75, 76, 78)}
"""Of the terms of these the rules know least: most were written to word them in every way."""

HARDEST = {f"making_{number}" for number in (58, 59, 60, 63, 71, 73, 74, 75)}
"""Of the terms of these the weights have not learnt all either."""

DATED = LEARNT[:21]
"""What the rules of terms are made on; nobody looked at the terms of the others, which judge the rules too."""

FAMILY = "making_55"
"""The same notices decided in many ways, alike but for a word or two: a count of words can't tell all of these."""

ADVERSE = {Kind.DENIAL, Kind.DISMISSED, Kind.SANCTION, Kind.EXPULSION}
"""Whoever is told that one of these is an approval loses the time to answer it."""


@cache
def notices(half: str) -> Sequence[dict[str, Any]]:
    """The labelled notices of a file, one of `MAKING` or `unseen`."""
    listed: list[dict[str, Any]] = tomllib.loads((CORPUS / f"{half}.toml").read_text(encoding="utf-8"))["notices"]
    return listed


def whole(notice: dict[str, Any]) -> str:
    """Subject and body, as the product joins them."""
    return f"{notice['subject']}\n{notice['body']}"


@cache
def kinds(half: str) -> list[tuple[Kind, Kind, str]]:
    """The right kind, the kind found, and the id, of each notice of a half."""
    return [(Kind(notice["kind"]), classify(whole(notice)).kind, notice["id"]) for notice in notices(half)]


@cache
def subject_kinds(half: str) -> list[tuple[Kind, Kind, str]]:
    """The same from the subject alone."""
    return [(Kind(each["from_subject"]), classify(each["subject"]).kind, each["id"]) for each in notices(half)]


def terms(half: str, *, by_rules: bool = False) -> list[tuple[object, object, str]]:
    """The right term or last day and the one found, as plain values, and the id, of each notice of a half; by the rules
    alone, or as people are told."""
    from buzon.terms import WEIGHTS, LastDay, Term, find_term

    found: list[tuple[object, object, str]] = []
    for notice in notices(half):
        term = notice.get("term")
        right: object = (term["count"], term["unit"]) if term else notice.get("until")
        said: object = find_term(whole(notice), weights=None if by_rules else WEIGHTS)
        if isinstance(said, Term):
            said = (said.count, str(said.unit))
        elif isinstance(said, LastDay):
            said = said.day
        found.append((right, said, notice["id"]))
    return found


def share(judged: Iterable[tuple[object, object, str]]) -> float:
    """How many of a hundred are right."""
    results = [right == found for right, found, _ in judged]
    return 100 * sum(results) / len(results)


def wrong(judged: Iterable[tuple[object, object, str]]) -> str:
    """The ids that are wrong, and how; for the making half only."""
    return ", ".join(f"{name}: {found} for {right}" for right, found, name in judged if right != found)


def confusions(judged: Iterable[tuple[Kind, Kind, str]]) -> str:
    """How often which kind was taken for which, without a text or an id."""
    counts = Counter((right.value, found.value) for right, found, _ in judged if right is not found)
    return ", ".join(f"{right} as {found} {count}" for (right, found), count in sorted(counts.items())) or "none"


def false_comforts(judged: Iterable[tuple[Kind, Kind, str]]) -> int:
    """How many decisions against the person were called an approval."""
    return sum(right in ADVERSE and found is Kind.APPROVAL for right, found, _ in judged)


@pytest.mark.parametrize("half", JUDGED)
def test_the_kinds_of_the_making_half(half: str) -> None:
    """From subject and body, 97 of 100 at least; 90 of what only the weights were learnt from, 86 of one family."""
    judged = kinds(half)
    assert share(judged) >= (97 if half in MAKING else 86 if half == FAMILY else 90), wrong(judged)


@pytest.mark.parametrize("half", MAKING)
def test_the_subjects_of_the_making_half(half: str) -> None:
    """From the subject alone, 95 of 100 at least, and hardly one that is wrong where it could have been silent."""
    judged = subject_kinds(half)
    assert share(judged) >= 95, wrong(judged)
    guessed = [(right, found, name) for right, found, name in judged if found not in {right, Kind.UNKNOWN}]
    assert len(guessed) <= 1, wrong(guessed)


@pytest.mark.parametrize("half", JUDGED)
def test_the_terms_of_the_making_half(half: str) -> None:
    """The term or the last day that governs, or rightly none, in 96 of 100 at least; 92 of the hardest."""
    judged = terms(half)
    assert share(judged) >= (92 if half in HARDEST else 96), wrong(judged)


@pytest.mark.parametrize("half", DATED)
def test_the_rules_of_terms(half: str) -> None:
    """The rules alone tell 97 of 100 at least; 92 of whoever was told to make it hard."""
    judged = terms(half, by_rules=True)
    assert share(judged) >= (97 if half in LEARNT[:9] else 92), wrong(judged)


@pytest.mark.parametrize("half", LEARNT[len(DATED) :])
def test_the_rules_of_terms_hold_for_strangers(half: str) -> None:
    """Of writers whose terms no rule was made on they tell 85 of 100 at least, 74 of those who made it hardest."""
    assert share(terms(half, by_rules=True)) >= (74 if half in HARD else 85)


@pytest.mark.parametrize("half", JUDGED)
@pytest.mark.parametrize("judge", [kinds, subject_kinds])
def test_no_refusal_of_the_making_half_is_called_an_approval(judge: Any, half: str) -> None:
    """The worst mistake that this product could make."""
    judged = judge(half)
    assert not false_comforts(judged), wrong(judged)


def test_the_kinds_of_the_unseen_half_get_no_worse(capsys: pytest.CaptureFixture[str]) -> None:
    """The goal is 95 of 100 and no refusal called an approval; reached are 92 and none (`buzon bench notices`). From a
    subject alone, which is all that an alert goes by, it is 95 and none."""
    judged, subjects = kinds("unseen"), subject_kinds("unseen")
    with capsys.disabled():
        print(f"\nunseen: kinds {share(judged):.1f} %, wrong: {confusions(judged)}")
        print(f"unseen: from the subject {share(subjects):.1f} %, wrong: {confusions(subjects)}")
    no_worse = (share(judged) >= 91.5, share(subjects) >= 94.9, false_comforts(judged))
    assert no_worse == (True, True, 0)
    assert not false_comforts(subjects), "an alert has called a refusal an approval"


def test_the_terms_of_the_unseen_half_get_no_worse(capsys: pytest.CaptureFixture[str]) -> None:
    """The goal is 98 of 100: the term or the last day that governs, or rightly none; reached are 96."""
    judged = terms("unseen")
    missed = sum(right is not None and found is None for right, found, _ in judged)
    invented = sum(right is None and found is not None for right, found, _ in judged)
    others = sum(None not in (right, found) and right != found for right, found, _ in judged)
    with capsys.disabled():
        print(f"\nunseen: terms {share(judged):.1f} %, missed {missed}, invented {invented}, another {others}")
    no_worse = share(judged) >= 95.5
    assert no_worse
