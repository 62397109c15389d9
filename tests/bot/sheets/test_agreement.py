"""When several readings of one photograph are believed."""

import pytest

from bot.sheets.agreement import Reading, agree
from buzon.credentials import Secret
from buzon.receipt import Outcome, Receipt
from tests.bot.sheets.conftest import told

MASKED = Reading(Receipt(Outcome.MASKED, Secret("mgonzalez26")), 0)
NOTHING = Reading(Receipt(Outcome.UNREADABLE), 0)


def found(password: str, *, user: str = "mgonzalez26", confidence: float = 90) -> Reading:
    return Reading(Receipt(Outcome.FOUND, Secret(user), Secret(password)), confidence)


def test_all_the_same() -> None:
    """What every reading saw, and one of them with confidence, is told."""
    readings = [found("Arepa-2619", confidence=35), found("Arepa-2619", confidence=71)]
    assert told(agree(readings)) == ("found", "mgonzalez26", "Arepa-2619")


@pytest.mark.parametrize(
    "readings",
    [
        [found("Arepa-2619"), found("Arepa-2619"), found("Arepa-26l9")],
        [found("Arepa-2619"), found("Arepa-2619"), NOTHING],
        [found("Arepa-2619"), found("Arepa-2619", user="mgonza1ez26")],
        [found("Arepa-2619"), found("Arepa-2619"), MASKED],
        [found("Arepa-2619", confidence=69), found("Arepa-2619", confidence=12)],
        [found("Arepé-2619"), found("Arepé-2619")],
        [NOTHING, NOTHING],
        [],
    ],
    ids=["password", "one saw nothing", "user", "one saw asterisks", "unsure", "beyond the model", "nothing", "none"],
)
def test_a_doubt(readings: list[Reading]) -> None:
    """One that saw something else is enough to tell nothing: a better photograph is asked for."""
    assert told(agree(readings)) == ("unreadable", None, None)


@pytest.mark.parametrize("password", ["Arepa-2019", "Llama2010", "ORINOCO-2019", "cometa1", "MiCasa2019", "kWb7-TxnP"])
def test_look_alikes_in_company(password: str) -> None:
    """Zero and one in a number, l in a word, are what they look like."""
    assert agree([found(password)] * 3).outcome is Outcome.FOUND


@pytest.mark.parametrize("password", ["l1I0O5Sx", "xK0mPq2L", "t1JMO-EQ", "aIb2Cd3e", "pHWtGO!Lvf", "ab|Cd9eF"])
def test_look_alikes_alone(password: str) -> None:
    """In a random mixture nothing tells O from zero: it isn't told even where all readings agree."""
    assert agree([found(password)] * 3).outcome is Outcome.UNREADABLE


def test_a_guess_in_a_mixture() -> None:
    """In a mixture one doubtful reading is too many; a word and a number bear it."""
    for password, outcome in (("kWb7-TxnP", Outcome.UNREADABLE), ("Arepa-2619", Outcome.FOUND)):
        assert agree([found(password), found(password, confidence=39)]).outcome is outcome


def test_asterisks() -> None:
    """Asterisks that one reading saw count, if what the others saw is a different oddity each time."""
    assert told(agree([MASKED, found("PRRR"), NOTHING, found("tHEE")])) == ("masked", "mgonzalez26", None)
    other = Reading(Receipt(Outcome.MASKED, Secret("mgonza1ez26")), 0)
    assert told(agree([MASKED, other])) == ("masked", None, None)
