"""What people answer instead of tapping: the words on the button, and those that come to mind first."""

from typing import Any

import pytest

from handlers.dialog import Talk, WayOut
from handlers.dialog.talk import Option, Question, Understood
from handlers.questions.choices import Choice
from handlers.questions.identity import CHECK_IDENTITY, FILE_NUMBER
from handlers.questions.pages import CREDENTIALS_SENT, FROM_FIRST_SHEET, FROM_SHEET
from handlers.questions.recovery import (
    GOT_IN,
    HAS_FIRST_RECEIPT,
    HAS_RECEIPT,
    TRY_RECOVERY,
    WANTS_LETTER,
    Captcha,
    after_mismatch,
    walk_step,
)
from handlers.questions.request_email import ADDRESS, ATTACHMENT, CODE, HOW_TO_SEND, SENT_IT
from handlers.speech import Text, phrase
from handlers.walks import AGENCY, SINE
from handlers.words import LANGUAGES, words
from tests.handlers.transcript import Conversation

CAPTCHA = Captcha.of(b"\x89PNG")
MISMATCH = after_mismatch(accents=True, enye=True)
CHOICES: tuple[Choice, ...] = (
    HAS_RECEIPT,
    HAS_FIRST_RECEIPT,
    TRY_RECOVERY,
    GOT_IN,
    WANTS_LETTER,
    MISMATCH,
    CHECK_IDENTITY,
    HOW_TO_SEND,
    SENT_IT,
    *(walk_step(step) for step in (*SINE, *AGENCY)),
)
WITH_WAYS: tuple[Question[Any], ...] = (FROM_SHEET, FROM_FIRST_SHEET, CREDENTIALS_SENT, CAPTCHA, ADDRESS, CODE)


async def meant(question: Question[Any], text: str) -> str:
    """The answer that a dialog gets, "!way" for a way out, "" where it is asked again."""
    got: list[str] = []

    async def dialog(talk: Talk) -> None:
        try:
            got.append(str(await talk.ask(question, left=2, address="m@x.example", **SHOWN)))
        except WayOut as out:
            got.append(f"!{out.way}")

    conversation = Conversation(dialog, {})
    await conversation.play("start")
    await conversation.play(f"person: {text}")
    return got[0] if got else ""


SHOWN: dict[str, Any] = {
    **dict.fromkeys(("nationality", "document", "number", "paternal", "maternal", "given", "born"), "x"),
    "doubtful": 0,
}


def label(option: Option, language: str) -> str:
    """What its button says."""
    return words(language, phrase(option.label))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("question", CHOICES, ids=lambda question: question.name)
def test_what_a_button_says_may_be_typed(question: Choice, language: str) -> None:
    """Whoever copies the words from the button means the button, with its emoji or without."""
    for option in question.options:
        shown = label(option, language)
        assert question.understand(Text(shown)) == Understood(option.value), shown
        assert question.understand(Text(shown.lstrip("✅✏️ "))) == Understood(option.value), shown


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("question", [*WITH_WAYS, MISMATCH, FILE_NUMBER], ids=lambda question: question.name)
async def test_what_the_button_of_a_way_says_may_be_typed(question: Question[Any], language: str) -> None:
    """ "No se lee", written under the captcha, was handed in as what the picture says, and cost a try."""
    for way in question.ways:
        assert await meant(question, label(way, language)) == f"!{way.value}"


SAID = [
    *((HAS_RECEIPT, text, "no") for text in ("se me perdió", "no la encuentro", "no me dieron")),
    *((HAS_RECEIPT, text, "yes") for text in ("sí la tengo", "creo que sí", "tengo el pdf", "tengo una foto")),
    *((HAS_FIRST_RECEIPT, text, "no") for text in ("ya no la tengo", "se me perdió", "solo tengo esta")),
    *((FROM_SHEET, text, "!masked") for text in ("********", "puros asteriscos", "sale con asteriscos")),
    *((FROM_SHEET, text, "!missing") for text in ("no encuentro nada", "no está", "no aparece")),
    *((MISMATCH, text, "no-accents") for text in ("sin tildes", "sin acentos")),
    *((MISMATCH, text, "change") for text in ("corregir", "cambiar un dato")),
    *((MISMATCH, text, "!other-way") for text in ("otra forma", "de otra forma")),
    *((CREDENTIALS_SENT, text, "!not-sent") for text in ("no me llegó", "no llegó nada", "no me llega")),
    *((CAPTCHA, text, "!other-way") for text in ("no se lee", "no veo", "no se ve", "no puedo leer", "no entiendo")),
    *((walk_step("agency-1"), text, "done") for text in ("ya está", "ya lo hice", "listo ya", "siguiente")),
    *((walk_step("agency-1"), text, "stuck") for text in ("no aparece", "no carga", "no encuentro", "no me deja")),
    *((GOT_IN, text, "yes") for text in ("ya lo vi", "sí pude", "ya estoy adentro")),
    *((GOT_IN, text, "no") for text in ("no pude", "no me deja", "no cargó")),
    *((HOW_TO_SEND, text, "for-me") for text in ("tú", "hazlo tú", "mándalo tú", "envíalo tú")),
    *((HOW_TO_SEND, text, "myself") for text in ("yo", "lo envío yo", "yo mismo", "yo misma")),
    *((SENT_IT, text, "yes") for text in ("ya", "sí", "ya lo mandé", "ya lo envié")),
    *((SENT_IT, text, "later") for text in ("todavía no", "no", "aún no", "mañana")),
    *((ATTACHMENT, text, "") for text in ("no", "sin foto", "no tengo foto", "no quiero")),
    *((CODE, text, "!address") for text in ("no me llegó", "otro correo")),
]


@pytest.mark.parametrize(
    ("question", "text", "answer"), [pytest.param(*row, id=f"{row[0].name}-{row[1]}") for row in SAID]
)
async def test_the_first_words_that_come_to_mind_are_understood(
    question: Question[Any], text: str, answer: str
) -> None:
    """Nobody has to find the button again on a small phone."""
    if question is ATTACHMENT:
        assert ATTACHMENT.understand(Text(text)) == Understood(answer)
    else:
        assert await meant(question, text) == answer
