"""`buzon bench notices`: how many of the labelled notices are sorted rightly, how many of their terms are found, and
what one costs. The judge is the half of the corpus that no rule was made on; beside it, cue words alone.
"""

import gc
import re
import time
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from typing import Any

from bot.bench.machine import describe
from bot.bench.report import Report, Value, at_least, at_most
from buzon import terms
from buzon.classify import classify, fold
from buzon.deadlines import LastDay, Term, Unit, deadline, find_term, usual_term
from buzon.notice import Kind
from buzon.weighing import WEIGHTS
from handlers.errors import Misconfigured

CORPUS = Path(__file__).resolve().parents[2] / "tests" / "buzon" / "corpus"

FULL, CUES = "buzon", "cue words"

_LEAST_KINDS, _LEAST_TERMS, _MOST_MS = 0.95, 0.98, 1.0
_DEPOSITED = datetime(2026, 12, 3, 15, 30, tzinfo=UTC)
_HARMFUL = frozenset({Kind.DENIAL, Kind.DISMISSED, Kind.SANCTION, Kind.EXPULSION})

# The cue words that the design lists for each kind, the first that occurs wins: what anybody would write first.
_CUES: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    (Kind.EXPULSION, ("salida obligatoria", "impedimento de ingreso", "expulsion")),
    (Kind.DENIAL, ("improcedente", "infundado", "denegar")),
    (Kind.DISMISSED, ("por no presentada", "declarar el abandono")),
    (Kind.SANCTION, ("imponer multa", "imputacion de cargos", "descargos")),
    (Kind.REMEDY, ("no adjunto", "subsane", "dentro del plazo de", "bajo apercibimiento")),
    (Kind.DEMAND, ("se requiere presentar", "carta de requerimiento")),
    (Kind.SUMMONS, ("apersonarse", "entrevista", "biometria")),
    (Kind.PICKUP, ("pendiente de recojo", "carne impreso")),
    (Kind.APPEAL_DECIDED, ("fundado", "agotada la via administrativa")),
    (Kind.APPROVAL, ("se aprueba", "procedente", "otorgar la calidad")),
)
_DAYS = re.compile(r"\((\d{1,3})\) dias|(\d{1,3}) dias")


@dataclass(frozen=True, slots=True)
class Labelled:
    """One notice of the corpus: subject and text, its kind, and its term or last day where it has one."""

    text: str
    kind: Kind
    term: tuple[int, Unit] | date | None


@dataclass(frozen=True, slots=True)
class Judged:
    """What one way of reading made of the corpus; `seconds` of each notice, sorted and dated."""

    kinds: int
    terms: int
    harmful: int
    seconds: Sequence[float]


def run(*, as_json: bool) -> int:
    """Measure and print; 0 when the goals are met, 1 when not. Raises Misconfigured where there is no corpus."""
    if not CORPUS.is_dir():
        raise Misconfigured("the labelled notices are in tests/ of a checkout: run it from there")
    unseen = read("unseen")
    # A bot that has run for a while has read most of its words and weights.
    terms.warm()
    WEIGHTS.warm()
    for notice in read("making"):
        _ours(notice.text)
    gc.collect()
    gc.freeze()  # as `bot/start.py` does
    results = {FULL: _judge(unseen, _ours), CUES: _judge(unseen, _by_cues)}
    full = results[FULL]
    goals = (
        at_least("kinds right, of the unseen half", full.kinds / len(unseen), _LEAST_KINDS),
        at_least("terms right, of the unseen half", full.terms / len(unseen), _LEAST_TERMS),
        at_most("denials and the like called approvals", full.harmful, 0),
        at_most("ms of a notice, median", 1_000 * median(full.seconds), _MOST_MS),
    )
    report = Report("notices", describe(), {name: _figures(one, len(unseen)) for name, one in results.items()}, goals)
    print(report.as_json() if as_json else report.as_table())
    return report.exit_status


def read(half: str) -> list[Labelled]:
    """The `making` or the `unseen` half of the corpus."""
    rows = tomllib.loads((CORPUS / f"{half}.toml").read_text(encoding="utf-8"))["notices"]
    return [Labelled(f"{row['subject']}\n\n{row['body']}", Kind(row["kind"]), _term(row)) for row in rows]


def _term(row: dict[str, Any]) -> tuple[int, Unit] | date | None:
    if "until" in row:
        until: date = row["until"]
        return until
    return (row["term"]["count"], Unit(row["term"]["unit"])) if "term" in row else None


def _judge(notices: Sequence[Labelled], reads: Callable[[str], tuple[Kind, tuple[int, Unit] | date | None]]) -> Judged:
    kinds = terms = harmful = 0
    seconds = []
    for notice in notices:
        began = time.perf_counter()
        kind, term = reads(notice.text)
        seconds.append(time.perf_counter() - began)
        kinds += kind is notice.kind
        terms += term == notice.term
        harmful += kind is Kind.APPROVAL and notice.kind in _HARMFUL
    return Judged(kinds, terms, harmful, seconds)


def _ours(text: str) -> tuple[Kind, tuple[int, Unit] | date | None]:
    kind = classify(text).kind
    found = find_term(text)
    if (counted := found or usual_term(kind)) is not None:
        deadline(counted, deposited_at=_DEPOSITED, opened_on=None)
    match found:
        case Term(count=count, unit=unit):
            return kind, (count, unit)
        case LastDay(day=day):
            return kind, day
    return kind, None


def _by_cues(text: str) -> tuple[Kind, tuple[int, Unit] | date | None]:
    folded = fold(text)
    kind = next((kind for kind, cues in _CUES if any(cue in folded for cue in cues)), Kind.UNKNOWN)
    found = _DAYS.search(folded)
    return kind, (int(found[1] or found[2]), Unit.WORKDAYS) if found else None


def _figures(judged: Judged, of: int) -> dict[str, Value]:
    return {
        "notices": of,
        "kinds_right": round(judged.kinds / of, 3),
        "terms_right": round(judged.terms / of, 3),
        "harmful": judged.harmful,
        "median_us": round(1e6 * median(judged.seconds)),
        "slowest_us": round(1e6 * max(judged.seconds)),
    }
