"""The seven data on a form: understood as in the chat, kept in plain form, never taken half."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzon.credentials import Secret
from buzon.identity import DocumentType
from handlers.dialog.talk import Misunderstood, Understood
from handlers.questions.identity import FIELDS
from handlers.questions.identity_form import IDENTITY, Filled, OrForm, Unfit, datum, understood
from handlers.speech import Form, Text

TODAY = date(2026, 11, 27)
TYPED = {
    "nationality": "venezolana",
    "document_type": "CPP",
    "document_number": "004417826",
    "paternal_surname": "González",
    "maternal_surname": "",
    "given_names": "maría fernanda",
    "birth_date": "5 de marzo de 1990",
}


def asked(name: str = "nationality") -> OrForm[object]:
    return OrForm(datum(name, kind=DocumentType.CPP, today=TODAY, language="es"), TODAY, "es")


def test_each_field_is_understood_as_its_question_is() -> None:
    """The plain form is that of the seven answers in the chat; an empty second surname means that there is none."""
    plain = understood(TYPED, today=TODAY, language="es")
    assert isinstance(plain, dict)
    answers = {**TYPED, "maternal_surname": "no tengo"}
    for name in FIELDS:
        one = datum(name, kind=DocumentType.CPP, today=TODAY, language="es").understand(Text(answers[name]))
        assert one == Understood(plain[name]), name


@pytest.mark.parametrize("name", [name for name in FIELDS if name != "maternal_surname"])
def test_what_is_missing_is_named(name: str) -> None:
    """Alone of all, and by its own name; the rest is no worse for it."""
    wrong = understood(TYPED | {name: " "}, today=TODAY, language="es")
    assert isinstance(wrong, Unfit)
    assert list(wrong.why) == [name]


@given(fields=st.dictionaries(st.sampled_from([*FIELDS, "password"]), st.text(max_size=80)))
def test_anything_may_be_typed(fields: dict[str, str]) -> None:
    """Either all seven are understood or some field is named: never a part, never an error."""
    found = understood(fields, today=TODAY, language="es")
    assert (set(found.why) <= set(FIELDS) and found.why) if isinstance(found, Unfit) else set(found) == set(FIELDS)


@pytest.mark.parametrize("name", FIELDS)
def test_the_form_answers_any_of_the_seven_questions(name: str) -> None:
    """With all of them: what goes to the journal comes back as the same seven meanings."""
    form = Form(IDENTITY, {field: Secret(value) for field, value in TYPED.items()})
    heard = asked(name).understand(form)
    assert isinstance(heard, Understood)
    filled = asked(name).revive(heard.value)
    assert isinstance(filled, Filled)
    assert filled.answers["birth_date"] == date(1990, 3, 5)
    assert filled.answers["maternal_surname"] is None
    assert filled.answers["nationality"].code == "VE"


def test_other_forms_answer_nothing() -> None:
    """Neither a page's, nor one that is not understood to the end."""
    for form in (Form("link", {"user": Secret("a"), "password": Secret("b")}), Form(IDENTITY, {})):
        assert isinstance(asked().understand(form), Misunderstood)


def test_the_chat_is_understood_as_before() -> None:
    heard = asked().understand(Text("Venezuela"))
    assert heard == Understood("VE")
    assert getattr(asked().revive("VE"), "code", None) == "VE"


@pytest.mark.parametrize(
    "stored",
    [{IDENTITY: {}}, {IDENTITY: dict.fromkeys(FIELDS)}, {IDENTITY: dict.fromkeys(FIELDS, "XX")}, {"other": 1}],
)
def test_a_form_of_other_code_is_cut_at(stored: object) -> None:
    """The dialog asks anew instead of going on with what it can't read."""
    with pytest.raises(ValueError, match=r"of other code|is not a valid"):
        asked().revive(stored)
