"""What several readings of one sheet come to: a password is told only where all of them saw the same. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from buzon.credentials import Secret
from buzon.receipt import Outcome, Receipt

_SURE = 70  # of 100: where no reading is so sure, agreement meant nothing on made photographs
_NO_GUESS = 40  # where every reading is at least so sure, none of 132 random mixtures was told wrongly

# What a reader, man or machine, can tell apart by their company only: by "Arepa" and "2019", not by "l1I0O".
_LOOK_ALIKES = frozenset("0O1lI|")
_RUNS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+")
_COMPANY = re.compile(r"[A-Z]?[a-z]{2,}|\d{2,}")


@dataclass(frozen=True, slots=True)
class Reading:
    """One pass over the picture; how sure it was of the password it found, 0 to 100."""

    receipt: Receipt
    confidence: float


def agree(readings: Sequence[Reading]) -> Receipt:
    """FOUND where every reading found the same, and nothing in it may be something else; MASKED where one of them saw
    asterisks and no two the same password, with the user if all who saw one saw the same; else UNREADABLE."""
    receipts = [reading.receipt for reading in readings]
    passwords = [receipt.password for receipt in receipts if receipt.password]
    if any(receipt.outcome is Outcome.MASKED for receipt in receipts) and len(set(passwords)) == len(passwords):
        return Receipt(Outcome.MASKED, _same([receipt.user for receipt in receipts if receipt.user]))
    user = _same([receipt.user for receipt in receipts])
    password = _same([receipt.password for receipt in receipts])
    if user and password and _believable(password.reveal(), [reading.confidence for reading in readings]):
        return Receipt(Outcome.FOUND, user, password)
    return Receipt(Outcome.UNREADABLE)


def _same(values: Sequence[Secret | None]) -> Secret | None:
    return values[0] if values and len(set(values)) == 1 else None


def _believable(password: str, confidences: Sequence[float]) -> bool:
    """Whether readings that agree are right. A word and a number may be; a mixture must be read without a guess, and a
    look-alike in it must stand in a word or a number of its own. The model knows ASCII only."""
    if not password.isascii() or max(confidences) < _SURE:
        return False
    runs = _RUNS.findall(password)
    if len(runs) <= 2:
        return True
    alone = any(_LOOK_ALIKES & set(run) and not _COMPANY.fullmatch(run) for run in runs) or "|" in password
    many = len(runs) > 3 and bool(_LOOK_ALIKES & set(password))
    return min(confidences) >= _NO_GUESS and not alone and not many
