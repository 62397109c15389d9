"""What people write, row by row: the rows were written down before the rules, and all of them must be understood."""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from buzon.identity import (
    Ambiguous,
    Country,
    DocumentNumber,
    DocumentType,
    Name,
    Refusal,
    read_birth_date,
    read_document_number,
    read_document_type,
    read_name,
    read_nationality,
    read_optional_name,
    read_yes_no,
)

FOLDER = Path(__file__).parent / "corpora"
TODAY = date(2026, 11, 23)
FEWEST = 60
YES_NO = {True: "yes", False: "no", None: "none"}

Row = dict[str, str]


def meaning(understood: object) -> str:
    """An understood answer in the corpora's notation: `!reason`, a trailing `?` for doubtful, choices with spaces."""
    match understood:
        case Refusal(reason=reason):
            return f"!{reason}"
        case Ambiguous(choices=choices):
            return " ".join(meaning(choice) for choice in choices)
        case Country(code=code):
            return code
        case DocumentNumber(value=value, doubtful=doubtful):
            return value + "?" * doubtful
        case Name(value=value):
            return value
        case None:
            return "none"
    return str(understood)


def read_asked_name(row: Row) -> object:
    read = read_optional_name if row["asked"] == "optional" else read_name
    return read(row["written"])


CORPORA: dict[str, Callable[[Row], object]] = {
    "birth_dates": lambda row: read_birth_date(row["written"], today=TODAY),
    "nationalities": lambda row: read_nationality(row["written"]),
    "document_types": lambda row: read_document_type(row["written"]),
    "document_numbers": lambda row: read_document_number(row["written"], DocumentType(row["kind"])),
    "names": read_asked_name,
    "yes_no": lambda row: YES_NO[read_yes_no(row["written"], row["language"])],
}


@pytest.mark.parametrize("name", CORPORA)
def test_every_row_is_understood(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Every row of the corpus is understood as it is labelled; the accuracy is printed."""
    with (FOLDER / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    wrong = [f"{row} was understood as {got}" for row in rows if (got := meaning(CORPORA[name](row))) != row["meaning"]]
    with capsys.disabled():
        print(f"\n{name}: {len(rows) - len(wrong)} of {len(rows)} ({1 - len(wrong) / len(rows):.1%})")
    assert len(rows) >= FEWEST
    assert not wrong, "\n".join(wrong)
