"""What the weights of words make of a term beside the rules, with weights of our own making."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzon.terms import LastDay, Term, Unit, find_term
from buzon.terms.weighing import Weights

PADDING = " ".join(["La oficina atiende de lunes a viernes en el horario que figura en su puerta."] * 3)
TWO = f"Usted tiene cinco (05) días hábiles para subsanar. {PADDING} El área tiene treinta (30) días hábiles."
FIVE, THIRTY = (5, Unit.WORKDAYS), (30, Unit.WORKDAYS)


def weighing(*rows: tuple[str, str, int]) -> Weights:
    """Weights of these parts, groups and thousandths."""
    return Weights("\n".join(f"{part}\t{group}\t{weight}" for part, group, weight in rows))


def value(text: str, weights: Weights | None) -> object:
    """What governs, as a plain value."""
    found = find_term(text, weights=weights)
    return (found.count, found.unit) if isinstance(found, Term) else found.day if found else None


@pytest.mark.parametrize("weights", [None, weighing()])
def test_where_nothing_weighs_the_rules_decide(weights: Weights | None) -> None:
    """Without weights, and with none for any word of the text, what the rules find governs."""
    assert value(TWO, weights) == FIVE


def test_what_weighs_much_governs_whatever_the_rules_find() -> None:
    """Words that weigh more than the rules do make another number the term."""
    weights = weighing(("itself", "30 workdays", 9_000), ("itself", "5 workdays", -9_000))
    assert value(TWO, weights) == THIRTY


def test_what_weighs_little_leaves_it_to_the_rules() -> None:
    """A little for one and against the other is less than what the rules find."""
    weights = weighing(("itself", "30 workdays", 500), ("itself", "5 workdays", -500))
    assert value(TWO, weights) == FIVE


def test_where_everything_weighs_against_it_there_is_no_term() -> None:
    """Two numbers, both of which are plainly not the person's."""
    assert value(TWO, weighing(("itself", "5 workdays", -9_000), ("itself", "30 workdays", -9_000))) is None


def test_a_day_is_weighed_too_and_ends_the_day_before_where_the_text_says_before() -> None:
    """ "Antes del 11" lasts to the 10th, by whatever it was found."""
    text = f"{PADDING} Traiga el original antes del 11 de diciembre de 2026, en la sede."
    found = find_term(text, weights=weighing(("itself", "last day", 9_000)))
    assert isinstance(found, LastDay)
    assert found.day == date(2026, 12, 10)


def test_a_short_text_is_left_to_the_rules() -> None:
    """The weights were learnt from whole notices, and say nothing of a line."""
    assert value("Tiene cinco (05) días hábiles para subsanar.", weighing(("itself", "5 workdays", -9_000))) == FIVE


def test_weights_that_cannot_be_read_are_refused() -> None:
    """A line without a number is an error where they are read, and not a weight of nothing."""
    with pytest.raises(ValueError, match="invalid literal"):
        find_term(TWO, weights=Weights("itself\t5 workdays\tmuch"))


@given(st.integers(-9_000, 9_000), st.integers(-9_000, 9_000))
def test_what_governs_stands_in_the_text(five: int, thirty: int) -> None:
    """Whatever the weights: one of the numbers that the text names, quoted as it stands, or none."""
    found = find_term(TWO, weights=weighing(("itself", "5 workdays", five), ("itself", "30 workdays", thirty)))
    assert found is None or found.words in TWO
