"""Asking who somebody is: the seven data of *Verificación de Datos*, one by one, read back, each open to correction."""

from typing import Any

from buzon.identity import DocumentNumber, DocumentType, Identity, Name, read_document_number
from handlers.dialog import Question, Talk
from handlers.effects import Here, open_form
from handlers.questions.identity import CHECK_IDENTITY, FIELDS, day, document_words, long_date
from handlers.questions.identity_form import Filled, OrForm, datum
from handlers.questions.recovery import after_mismatch
from handlers.speech import Argument, Button, Fill, phrase

Answers = dict[str, Any]
"""By the names in FIELDS."""


async def ask_identity(talk: Talk, here: Here) -> Identity:
    """All seven, in the chat or on a form, until the person says that they are right. Raises WayOut."""
    if here.form:
        token = await talk.do(open_form)
        await talk.say("form-offered", rows=((Button(phrase("button-fill-form"), Fill(token)),),))
    answers: Answers = {}
    for field in FIELDS:
        answers, filled = await _answered(talk, here, answers, field)
        if filled:
            break
    return await _checked(talk, here, answers)


async def change_identity(talk: Talk, here: Here, identity: Identity, *, left: int) -> Identity:
    """After a mismatch: what else these data may be at the portal, or one of them corrected. Raises WayOut."""
    answers = {field: getattr(identity, field) for field in FIELDS}
    names = [name for name in answers.values() if isinstance(name, Name)]
    accents = any(name.unaccented != name.official for name in names)
    enye = any(name.plain != name.unaccented for name in names)
    match await talk.ask(after_mismatch(accents=accents, enye=enye), left=left):
        case "no-accents":
            return _identity(_renamed(answers, lambda name: name.unaccented))
        case "no-enye":
            return _identity(_renamed(answers, lambda name: name.plain))
    return await _checked(talk, here, answers)


async def _checked(talk: Talk, here: Here, answers: Answers) -> Identity:
    while (wrong := await talk.ask(CHECK_IDENTITY, **_shown(answers, here))) != "yes":
        answers, filled = await _answered(talk, here, answers, wrong)
        if wrong == "document_type" and not filled:
            # The number was held against the shape of the other kind.
            number = read_document_number(answers["document_number"].value, answers["document_type"])
            answers["document_number"] = number if isinstance(number, DocumentNumber) else answers["document_number"]
    return _identity(answers)


async def _answered(talk: Talk, here: Here, answers: Answers, field: str) -> tuple[Answers, bool]:
    """The answers with one more; or all anew, where the form came instead."""
    answer = await talk.ask(_question(field, answers, here))
    return (answer.answers, True) if isinstance(answer, Filled) else ({**answers, field: answer}, False)


def _question(field: str, answers: Answers, here: Here) -> Question[Any]:
    kind, today = answers.get("document_type", DocumentType.PAS), day(here.today)
    asked = datum(field, kind=kind, today=today, language=here.language)
    return OrForm(asked, today, here.language) if here.form else asked


def _shown(answers: Answers, here: Here) -> dict[str, Argument]:
    country, number, maternal = answers["nationality"], answers["document_number"], answers["maternal_surname"]
    return {
        "nationality": f"{country.flag} {country.name(here.language)}",
        "document": document_words(answers["document_type"]),
        "number": number.value,
        "doubtful": int(number.doubtful),
        "paternal": answers["paternal_surname"].value,
        "maternal": maternal.value if maternal else phrase("no-second-surname"),
        "given": answers["given_names"].value,
        "born": long_date(answers["birth_date"], here.language),
    }


def _renamed(answers: Answers, written: Any) -> Answers:
    return {field: Name(written(value)) if isinstance(value, Name) else value for field, value in answers.items()}


def _identity(answers: Answers) -> Identity:
    return Identity(**answers)
