"""Commands and plain words: what is written reaches what was meant."""

import pytest

from handlers.intents import ALIASES
from handlers.routes import COMMANDS, DIALOG_COMMANDS, STAFF_COMMANDS
from storage.tables import StaffRole
from tests.handlers.parlour import Parlour
from tests.handlers.person import Person
from tests.handlers.phrases import CONSENT, HELP, LANGUAGES, LOST, NO_MAILBOX, NO_TERM, PRIVACY, WELCOME


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("/start", WELCOME),
        ("/vincular", CONSENT),
        ("/notificaciones", NO_MAILBOX),
        ("/recuperar", CONSENT),
        ("/correo", CONSENT),
        ("/cuentas", NO_MAILBOX),
        ("/estado", NO_MAILBOX),
        ("/recordatorios", NO_TERM),
        ("/linea", NO_MAILBOX),
        ("/idioma", LANGUAGES),
        ("/privacidad", PRIVACY),
        ("/ayuda", HELP),
        ("/cancelar", "No hay nada que cancelar."),
        ("/AYUDA", HELP),
        ("/ayuda@buzon_bot", HELP),
        ("/Ayuda@Buzon_Bot por favor", HELP),
        ("/start ref-123", WELCOME),
        ("/help", HELP),
        ("/menu", HELP),
        ("/link", CONSENT),
        ("/notices", NO_MAILBOX),
        ("/notifications", NO_MAILBOX),
        ("/recover", CONSENT),
        ("/password", CONSENT),
        ("/email", CONSENT),
        ("/mail", CONSENT),
        ("/accounts", NO_MAILBOX),
        ("/status", NO_MAILBOX),
        ("/reminders", NO_TERM),
        ("/timeline", NO_MAILBOX),
        ("/language", LANGUAGES),
        ("/privacy", PRIVACY),
        ("/cancel", "No hay nada que cancelar."),
        ("/difundir", "Ese comando no lo conozco."),
        ("/", "Ese comando no lo conozco."),
        ("/ ayuda", HELP),
        ("/ \n", "Ese comando no lo conozco."),
        ("/" + "x" * 10_000, "Ese comando no lo conozco."),
    ],
)
async def test_a_command_is_known_however_it_is_written(person: Person, written: str, words: str) -> None:
    """With the bot's name, in capitals, in English, with something behind it; a bare slash once broke the desk."""
    assert words in (await person.write(written)).text


# Words that have no slash. Typing slips and missing accents are the rule, not the exception.
PLAIN_WORDS = [
    ("hola", WELCOME),
    ("Holaaa", WELCOME),
    ("Buenos días", WELCOME),
    ("buenas tardes señor", WELCOME),
    ("hello", WELCOME),
    ("hi!", WELCOME),
    ("quiero ver mis notificaciones", NO_MAILBOX),
    ("Ver mis notificasiones", NO_MAILBOX),
    ("notifcaciones", NO_MAILBOX),
    ("NOTIFICACION", NO_MAILBOX),
    ("¿tengo algo nuevo?", NO_MAILBOX),
    ("tengo algo nuevo", NO_MAILBOX),
    ("hay novedades?", NO_MAILBOX),
    ("revisar mi buzón", NO_MAILBOX),
    ("mi buzon", NO_MAILBOX),
    ("hola, tengo mensajes nuevos?", NO_MAILBOX),
    ("do I have new notices?", NO_MAILBOX),
    ("any messages", NO_MAILBOX),
    ("¿Qué plazos tengo?", NO_TERM),
    ("mis plasos", NO_TERM),
    ("¿hasta cuándo tengo plazo?", NO_TERM),
    ("mis recordatorios", NO_TERM),
    ("my deadlines", NO_TERM),
    ("línea de tiempo", NO_MAILBOX),
    ("Quiero ver la linea de tiempo", NO_MAILBOX),
    ("show me the timeline", NO_MAILBOX),
    ("historial médico", LOST),
    ("¿qué plazo hay para sacar la visa?", LOST),
    ("vincular", CONSENT),
    ("quiero vincular mi buzón", CONSENT),
    ("agregar otro buzon", CONSENT),
    ("añadir a mi hija", CONSENT),
    ("cómo me registro", CONSENT),
    ("quiero registrarme", CONSENT),
    ("link my mailbox", CONSENT),
    ("mis cuentas", NO_MAILBOX),
    ("quitar un buzón", NO_MAILBOX),
    ("desvincular", NO_MAILBOX),
    ("my accounts", NO_MAILBOX),
    ("cambiar idioma", LANGUAGES),
    ("in english please", LANGUAGES),
    ("español", LANGUAGES),
    ("borra mis datos", PRIVACY),
    ("borrar todo", PRIVACY),
    ("privacidad", PRIVACY),
    ("delete my data", PRIVACY),
    ("ayuda", HELP),
    ("AYÚDAME", HELP),
    ("no entiendo nada", HELP),
    ("olvidé mi clave", CONSENT),
    ("¿Cómo recupero mi contraseña perdida?", CONSENT),
    ("no tengo usuario", CONSENT),
    ("me sale contraseña incorrecta", CONSENT),
    ("escribir a migraciones", CONSENT),
    ("help", HELP),
    ("cancelar", "No hay nada que cancelar."),
    ("Cancela!", "No hay nada que cancelar."),
    ("¿cuánto cuesta el pasaporte?", LOST),
    ("gracias", LOST),
    ("asdf", LOST),
    ("👍", LOST),
    ("...", LOST),
    ("12345678", LOST),
]


@pytest.mark.parametrize(("written", "words"), PLAIN_WORDS)
async def test_plain_words_reach_the_same_places(person: Person, written: str, words: str) -> None:
    """Who knows no commands is understood; where guessing would be a bad guess, the bot says so and shows the ways."""
    answer = await person.write(written)
    assert words in answer.text
    assert answer.erased == []


@pytest.mark.parametrize("name", [*COMMANDS, *DIALOG_COMMANDS, *ALIASES])
async def test_the_word_alone_does_what_the_command_does(person: Person, name: str) -> None:
    """Where chats have no slash, the word is what our own texts tell people to write."""
    by_word = await person.write(name.upper())
    await person.write("/cancelar")
    assert (await person.write(f"/{name}")).text == by_word.text


async def test_the_teams_words_are_nothing_to_others(parlour: Parlour, person: Person) -> None:
    """To a member they are commands; to anybody else words that nobody understands, like any other."""
    member = await parlour.hired(StaffRole.ADMIN, "2002")
    for name in set(STAFF_COMMANDS) - set(COMMANDS):
        assert "no te entendí" not in (await member.write(name)).text
        assert (await person.write(name)).text == (await person.write("xyzzy")).text
