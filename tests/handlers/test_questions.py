"""How an answer is understood, and what is taken for a password. Pure: a table is the whole story."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzon.credentials import Secret
from handlers.dialog.talk import Misunderstood, Understood
from handlers.intents import bare, intent
from handlers.questions import (
    CONSENT,
    CREDENTIALS,
    HAS_CREDENTIALS,
    NAME_LIMIT,
    Choice,
    LinkRequest,
    clean_name,
    looks_like_password,
)
from handlers.questions.recovery import HAS_RECEIPT
from handlers.speech import Form, Media, Text

PASSWORDS = [
    "Arepa-2619",
    "12ab34cd",
    "  Tinto-3057 ",
    "Sol2024!",
    "sol2024",
    "P@rque-Sol",
    "P@ssw0rd",  # an @ passes only where it makes an address
    "$oLyLuna",
    "contraseña123",
    "ñandú2020",
    "Aa1!Aa1!Aa1!",
    "x" * 30 + "7",
    "1234abcd.",
    "mi clave es Sol2024!",
    "Mi CLAVE es: Sol2024",
    "mi contraseña: Arepa-2619",
    "mi contrasena es Arepa-2619 gracias",
    "clave=12345678",
    "mi clave es 12345678",
    "clave: amorcito",
    "password is hunter22",
    "pwd: qwerty",
    "usuario mgonzalez y la clave que tengo es Arepa-2619",
    "la contraseña nueva creo que era Luna2020",
    # Careful on purpose: one word of letters and digits may be anything, and a deleted message costs little.
    "covid19",
    "Miraflores2024",
    "Ana-María",
    "G12345678",
]

HARMLESS = [
    "password doesn't work",
    "my password isn’t accepted",
    "",
    "   ",
    "No",
    "sí",
    "hola",
    "gracias!!",
    "¡¡GRACIAS!!",
    "hola 👋👋👋👋",
    "👨‍👩‍👧",
    "notificaciones",
    "¿Notificaciones?",
    "LM260012345",
    "cm250098114",
    "28/02/1990",
    "28-02-1990",
    "001234567",
    "+51 987 654 321",
    "+51987654321",
    "987654321",
    "quiero ver mis notificaciones",
    "@usuario2024",
    "juan@correo",
    "https://e-notificacion.migraciones.gob.pe/sine-ui/login",
    "www.migraciones.gob.pe",
    "maria.gonzalez26@correo.pe",
    "María Fernanda González",
    "Jean-Baptiste Wideline",
    "WhatsApp",
    "MIGRACIONES!!",
    "/vincular",
    "/start@buzon_bot2",
    "olvidé mi clave",
    "¿cuál es mi contraseña?",
    "¿Cómo recupero mi contraseña perdida?",
    "No tengo mi contraseña todavía.",
    "¿La contraseña está en la constancia?",
    "mi clave no funciona desde 2024",
    "¿Dónde está la contraseña del trámite LM260012345?",
    "mi clave es incorrecta",
    "olvidé mi contraseña, ayúdame por favor",
    "la contraseña no llega a maria26@correo.pe",
]


@pytest.mark.parametrize("text", PASSWORDS)
def test_what_seems_a_password_is_taken_for_one(text: str) -> None:
    """A password that stays in a chat is worse than a message deleted for nothing."""
    assert looks_like_password(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_ordinary_words_are_left_alone(text: str) -> None:
    """Greetings, names, dates, numbers, addresses, and talking about a password are no password."""
    assert not looks_like_password(text)


@given(st.text(max_size=300))
def test_no_text_is_too_odd(text: str) -> None:
    """Whatever is written is understood or not, and never breaks anything."""
    looks_like_password(text)
    intent(text)
    bare(text)
    for question in (CONSENT, HAS_CREDENTIALS, HAS_RECEIPT, CREDENTIALS):
        assert isinstance(question.understand(Text(text)), Understood | Misunderstood)
    name = clean_name(text)
    assert len(name) <= NAME_LIMIT
    assert name == name.strip()
    assert name.replace("\u200d", "").isprintable()


@pytest.mark.parametrize(
    ("question", "written", "meant"),
    [
        (CONSENT, "Sí", "yes"),
        (CONSENT, "  SI. ", "yes"),
        (CONSENT, "¡Claro que sí!", "yes"),
        (CONSENT, "de acuerdo", "yes"),
        (CONSENT, "Estoy de acuerdo", "yes"),
        (CONSENT, "acepto", "yes"),
        (CONSENT, "I agree", "yes"),
        (CONSENT, "ok", "yes"),
        (CONSENT, "no", "no"),
        (CONSENT, "No acepto.", "no"),
        (CONSENT, "NO", "no"),
        (HAS_CREDENTIALS, "los tengo", "yes"),
        (HAS_CREDENTIALS, "todavía no", "no"),
        (HAS_RECEIPT, "sí, la tengo aquí", "yes"),
        (HAS_RECEIPT, "la perdí", "no"),
    ],
)
def test_a_choice_is_understood_in_words(question: Choice, written: str, meant: str) -> None:
    """Capitals, accents and punctuation are nobody's business."""
    assert question.understand(Text(written)) == Understood(meant)


@pytest.mark.parametrize("written", ["sii quiero", "no sé", "si no", "tal vez", "👍", "", "s", "yes and no"])
def test_a_choice_does_not_guess(written: str) -> None:
    """What is not plainly yes or no is asked again: consent least of all is guessed."""
    assert isinstance(CONSENT.understand(Text(written)), Misunderstood)


def test_a_picture_is_no_choice() -> None:
    """Media where words are asked is asked again, and nothing is deleted."""
    answer = CONSENT.understand(Media("photo"))
    assert isinstance(answer, Misunderstood)
    assert not answer.erase


@pytest.mark.parametrize("stored", [None, "maybe", 1, True, [], {"a": 1}, ["yes"]])
def test_an_option_of_other_code_is_refused(stored: object) -> None:
    """A stored answer that is no option (any more) is a ValueError, whatever its type: the journal is cut there."""
    with pytest.raises(ValueError, match="other code"):
        CONSENT.revive(stored)


def test_credentials_come_from_the_page_only() -> None:
    """A posted form is the answer; anything written is erased unread; a picture gets the page again."""
    form = Form("link", {"user": Secret("u"), "password": Secret("p"), "name": Secret("  Mamá\n<b>👩‍👧</b> ")})
    answer = CREDENTIALS.understand(form)
    assert isinstance(answer, Understood)
    assert isinstance(answer.value, LinkRequest)
    assert answer.value.name == "Mamá <b>👩‍👧</b>"
    assert CREDENTIALS.revive(answer.value) is answer.value
    assert not CREDENTIALS.revive(None).credentials.password
    written = CREDENTIALS.understand(Text("hola"))
    assert isinstance(written, Misunderstood)
    assert written.erase
    shown = CREDENTIALS.understand(Media("photo"))
    assert isinstance(shown, Misunderstood)
    assert not shown.erase


@pytest.mark.parametrize("stored", ["", 0, {"user": "x"}, []])
def test_a_secret_answer_is_never_taken_from_a_journal(stored: object) -> None:
    """A journal that holds one is of other code."""
    with pytest.raises(ValueError, match="other code"):
        CREDENTIALS.revive(stored)
