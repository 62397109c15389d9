"""What several readings of one sheet come to: a password is told only where all of them saw the same. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from buzon.credentials import Secret
from buzon.receipt import Outcome, Receipt

_SURE = 70
"""Below this confidence (0 to 100) of the surest reading, agreement meant nothing on made photographs."""

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
    sure = max((reading.confidence for reading in readings), default=0) >= _SURE
    if user and password and sure and _distinct(password.reveal()) and user.reveal().isascii():
        return Receipt(Outcome.FOUND, user, password)
    return Receipt(Outcome.UNREADABLE)


def _same(values: Sequence[Secret | None]) -> Secret | None:
    return values[0] if values and len(set(values)) == 1 else None


def _distinct(password: str) -> bool:
    """Whether nothing in it may be something else: it is ASCII, which is all that the model knows, and a look-alike
    stands in a word or a number, of which there are not many."""
    runs = _RUNS.findall(password)
    doubtful = any(_LOOK_ALIKES & set(run) and not _COMPANY.fullmatch(run) for run in runs) or "|" in password
    mixed = len(runs) > 2 and (doubtful or (len(runs) > 3 and bool(_LOOK_ALIKES & set(password))))
    return password.isascii() and not mixed
