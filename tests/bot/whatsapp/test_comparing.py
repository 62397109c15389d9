"""The repository's templates beside the account's: what is told to differ, and what is done about it."""

from dataclasses import replace

import pytest

from bot.channels.templates import Wording, templates
from bot.channels.whatsapp import comparing
from bot.channels.whatsapp.comparing import Do, Held, Ours, What

OURS = Ours("buzon_notificacion", "es", Wording("📬 Llegó algo de {{1}}: míralo.", "Ver", ("Mamá",)))
HELD = Held(
    id="900", name=OURS.name, language="es", state="APPROVED", category="UTILITY", body=OURS.wording.body, button="Ver"
)


def test_what_is_the_same_needs_nothing() -> None:
    """Approved, in our category, with our words: no difference and no step. What else the account holds is not ours."""
    others = [HELD, replace(HELD, name="promocion"), replace(HELD, language="en")]
    assert comparing.differences([OURS], others) == []
    assert comparing.steps([OURS], others) == []


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"body": "Otra cosa"}, What.BODY),
        ({"button": "Abrir"}, What.BUTTON),
        ({"parts": ("FOOTER",)}, What.PARTS),
        ({"category": "MARKETING"}, What.CATEGORY),
        ({"state": "PAUSED"}, What.STATE),
        ({"language": "en"}, What.MISSING),
    ],
)
def test_each_difference_has_its_name(change: dict[str, object], what: What) -> None:
    """One change, one difference, told with both sides."""
    (found,) = comparing.differences([OURS], [replace(HELD, **change)])
    assert (found.name, found.language, found.what) == (OURS.name, "es", what)
    assert found.here != found.there


@pytest.mark.parametrize(
    ("change", "do", "category"),
    [
        ({"body": "Otra cosa"}, Do.EDIT, False),
        ({"body": "Otra cosa", "state": "PAUSED"}, Do.EDIT, False),
        ({"body": "Otra cosa", "state": "REJECTED"}, Do.EDIT, False),
        ({"category": "MARKETING", "state": "REJECTED"}, Do.EDIT, True),
        ({"body": "Otra cosa", "category": "MARKETING"}, Do.EDIT, False),
        ({"body": "Otra cosa", "state": "PENDING"}, Do.WAIT, False),
        ({"state": "PENDING"}, Do.WAIT, False),
        ({"state": "IN_APPEAL"}, Do.WAIT, False),
        ({"category": "MARKETING"}, Do.HAND, False),
        ({"state": "PAUSED"}, Do.HAND, False),
        ({"body": "Otra cosa", "state": "DISABLED"}, Do.HAND, False),
        ({"language": "en"}, Do.CREATE, False),
    ],
)
def test_what_is_done_is_what_meta_allows(change: dict[str, object], do: Do, category: bool) -> None:
    """Only approved, rejected and paused templates are edited; the category of an approved one never; a template that
    says what it should but is paused is left alone: an edit would start a review."""
    (step,) = comparing.steps([OURS], [replace(HELD, **change)])
    assert (step.do, step.category) == (do, category)


@pytest.mark.parametrize(
    "odd", [{}, {"components": None}, {"components": ["x", {"type": "BODY"}]}, {"quality_score": 3}]
)
def test_an_odd_template_is_read_as_far_as_it_goes(odd: dict[str, object]) -> None:
    """One template that nobody foresaw hides no other."""
    assert comparing.held({"name": "rara", **odd}).name == "rara"


def test_our_templates_are_such_as_meta_takes() -> None:
    """A body of 1 to 1,024 characters that neither begins nor ends with a gap, an example for each gap, a button of at
    most 25 (developers.facebook.com/docs/whatsapp/business-management-api/message-templates/components)."""
    for one in comparing.wordings(templates()):
        body, gaps = one.wording.body, one.wording.body.count("{{")
        assert 1 <= len(body) <= 1024
        assert not body.strip(" .!?»”").endswith("}}")
        assert not body.startswith("{{")
        assert len(one.wording.examples) == gaps
        assert 1 <= len(one.wording.button) <= 25
        assert len(one.name) <= 64
