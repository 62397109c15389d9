"""A photo in the chat is a constancia, most likely: out of the chat with it, read after a yes, kept nowhere."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from buzon.receipt import MOST_BYTES
from handlers.prefills import READS
from tests.handlers.parlour import Parlour
from tests.handlers.people import TYPED, asked_who_they_are, says_who
from tests.handlers.person import Heeded, Person
from tests.handlers.phrases import CONSENT

GOOD = "CONSTANCIA\nUsuario: mgonzalez26\nContraseña: Arepa-2619\n"
SHEETS = {
    "good": GOOD,
    "stars": "Usuario: mgonzalez26\nContraseña: ********\n",
    "letter": "Tu solicitud fue registrada. Lo que se resuelva te llegará a tu buzón electrónico.\n",
    "blurred": "",
}


@pytest.fixture(autouse=True)
def files(parlour: Parlour) -> None:
    """What the chat platform holds, by its own handles."""
    parlour.files.held |= {name: text.encode() for name, text in SHEETS.items()}


async def agreed(person: Person) -> None:
    """Somebody who has consented and is in no dialog."""
    for line in ("/vincular", "sí", "/cancelar"):
        await person.write(line)


def gone(answer: Heeded, person: Person) -> bool:
    """Whether the person's last message was taken out of the chat, once."""
    return answer.erased == [person.last.message]


async def test_before_the_consent_it_is_erased_unread(parlour: Parlour, person: Person) -> None:
    """The first thing that somebody sends may be their sheet: it goes, nothing in it is looked at, they are asked."""
    parlour.files.held.clear()  # whoever fetched it would say that it is not there
    answer = await person.send("photo", "good", 3_000_000)
    assert gone(answer, person)
    assert "sin leerla" in answer.texts[0]
    assert CONSENT in answer.text
    assert parlour.world.prefills.of(1) is None
    answer = await person.send("document", "good", 3_000_000)
    assert gone(answer, person)
    assert parlour.world.prefills.of(1) is None
    assert "Toca el botón" in (await person.write("sí")).text


async def test_after_a_no_it_is_erased_unread_too(parlour: Parlour, person: Person) -> None:
    """Who refused is asked again, and not read."""
    for line in ("/start", "no acepto"):
        await person.write(line)
    answer = await person.send("photo", "good", 3_000_000)
    assert gone(answer, person)
    assert CONSENT in answer.text
    assert parlour.world.prefills.of(1) is None


@pytest.mark.parametrize("kind", ["photo", "document"])
async def test_what_was_read_waits_in_memory_for_the_page(
    parlour: Parlour, person: Person, tmp_path: Path, kind: str
) -> None:
    """Outside of any dialog it begins one: the page is filled in from memory, the database knows nothing of it."""
    await agreed(person)
    answer = await person.send(kind, "good", 3_000_000)
    assert gone(answer, person)
    assert "Encontré tu usuario y tu contraseña" in answer.texts[0]
    assert answer.page
    kept = parlour.world.prefills.of(1)
    assert kept
    assert kept.user
    assert kept.password
    assert (kept.user.reveal(), kept.password.reveal()) == ("mgonzalez26", "Arepa-2619")
    path = tmp_path / "buzon.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"mgonzalez26" not in path.read_bytes()
    assert b"Arepa-2619" not in path.read_bytes()
    assert "Arepa" not in answer.text
    parlour.later(minutes=10)
    assert parlour.world.prefills.of(1) is None


async def test_giving_up_empties_the_page(parlour: Parlour, person: Person) -> None:
    """What was read goes with the dialog that it was for."""
    await agreed(person)
    await person.send("photo", "good")
    await person.write("cancelar")
    assert parlour.world.prefills.of(1) is None


@pytest.mark.parametrize(
    ("sheet", "words"),
    [("stars", "sale con asteriscos"), ("letter", "no encontré usuario"), ("blurred", "No pude leer la foto")],
)
async def test_a_sheet_that_helps_nobody_says_so_with_the_ways_on(
    parlour: Parlour, person: Person, sheet: str, words: str
) -> None:
    """It goes all the same; what to do next is a tap away."""
    await agreed(person)
    answer = await person.send("photo", sheet)
    assert gone(answer, person)
    assert words in answer.text
    assert set(answer.buttons) == {"🔑 Recuperar mi clave", "➕ Vincular buzón"}
    assert "¿La tienes?" in (await person.tap("🔑 Recuperar mi clave")).text


@pytest.mark.parametrize(
    ("sheet", "words"),
    [("good", "Compáralos con tu hoja"), ("stars", "¿Tienes la primera?"), ("blurred", "buena luz")],
)
async def test_it_is_an_answer_where_the_sheet_is_asked_for(person: Person, sheet: str, words: str) -> None:
    """ "¿La tienes?": here it is."""
    for line in ("/recuperar", "sí"):
        await person.write(line)
    answer = await person.send("photo", sheet)
    assert gone(answer, person)
    assert words in answer.text


async def test_it_is_no_answer_to_another_question_and_goes_too(parlour: Parlour, person: Person) -> None:
    """At every one of the seven questions: erased, a word about it, and the question waits on."""
    await asked_who_they_are(person)
    for line in TYPED["yusmary"]:
        answer = await person.send("photo", "good")
        assert gone(answer, person)
        assert "ahora necesito que me escribas la respuesta" in answer.text
        await person.write(line)
    answer = await person.send("photo", "good")
    assert gone(answer, person)
    assert "ahora necesito" in answer.text
    assert "Ahora pon una contraseña nueva." in (await person.write("sí")).text


async def test_a_photo_that_belongs_to_the_letter_is_no_sheet(parlour: Parlour, person: Person) -> None:
    """Where a photo of the document is asked for it is not read."""
    for line in ("/correo", "sí"):
        await person.write(line)
    await says_who(person, TYPED["yusmary"])
    await person.write("sí")
    await person.tap("Envíalo tú por mí")
    await person.write("yusmary@correo.example")
    code = str(parlour.letterbox.letters[-1]["Subject"])[-6:]
    assert "foto de tu documento" in (await person.write(code)).text
    answer = await person.send("photo", "good")
    assert gone(answer, person)
    assert "Eso no lo puedo adjuntar" in answer.text
    assert parlour.world.prefills.of(1) is None


async def test_a_file_too_large_is_not_even_fetched(parlour: Parlour, person: Person) -> None:
    """It goes out of the chat, and the limit is said."""
    await agreed(person)
    parlour.files.held.clear()
    answer = await person.send("document", "good", MOST_BYTES + 1)
    assert gone(answer, person)
    assert "demasiado grande" in answer.text
    assert await person.send("document", "good", MOST_BYTES)


async def test_a_file_that_can_not_be_fetched_is_erased_and_asked_for_again(parlour: Parlour, person: Person) -> None:
    """The platform does not give it out: the question waits on, and the next one is read."""
    for line in ("/recuperar", "sí"):
        await person.write(line)
    answer = await person.send("photo", "elsewhere")
    assert gone(answer, person)
    assert "No pude bajar lo que mandaste." in answer.text
    assert "Compáralos con tu hoja" in (await person.send("photo", "good")).text


async def test_more_photos_than_anybody_needs_are_not_read(parlour: Parlour, person: Person) -> None:
    """So many within ten minutes, then no more, and they still go out of the chat; ten minutes later they are read."""
    await agreed(person)
    for _ in range(READS):
        assert "No pude leer la foto" in (await person.send("photo", "blurred")).text
    answer = await person.send("photo", "good")
    assert gone(answer, person)
    assert "Encontré" not in answer.text
    assert parlour.world.prefills.of(1) is None
    other = Person(parlour.desk, "2002")
    await agreed(other)
    assert "Encontré" in (await other.send("photo", "good")).text  # one chat does not use up another's
    parlour.later(minutes=10, seconds=1)
    assert "Encontré" in (await person.send("photo", "good")).text


@pytest.mark.parametrize("kind", ["voice", "sticker", "location", "video"])
async def test_what_is_no_file_stays_in_the_chat(parlour: Parlour, person: Person, kind: str) -> None:
    """A voice message holds no sheet: it is not read, not erased, and changes nothing, wherever it comes."""
    await agreed(person)
    answer = await person.send(kind)
    assert answer.erased == []
    assert "Eso no lo puedo leer." in answer.text
    await person.write("/recuperar")
    answer = await person.send(kind)
    assert answer.erased == []
    assert "Elige una de las opciones" in answer.text
    await person.write("no")
    answer = await person.send(kind)
    assert answer.erased == []
    assert "me lo escribas" in answer.text


async def test_a_photo_goes_even_when_the_database_is_down(parlour: Parlour, person: Person) -> None:
    """Deleted before anything is said about the trouble."""
    async with parlour.world.database.begin():  # whoever writes now waits until patience ends
        answer = await person.send("photo", "good")
    assert gone(answer, person)
    assert "Tengo un problema" in answer.text


async def test_what_was_read_is_not_shown_to_the_next_of_the_family(parlour: Parlour, person: Person) -> None:
    """A second photo that can't be read takes the first one's credentials with it."""
    await agreed(person)
    await person.send("photo", "good")
    assert parlour.world.prefills.of(1)
    await person.send("photo", "blurred")
    assert parlour.world.prefills.of(1) is None
