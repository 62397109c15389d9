"""The letter to Migraciones at the desk: codes to confirm an address, one letter a day, and only ever to one place."""

import re
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from buzon.request_email import MOST_ATTACHED, RECIPIENT, SUBJECT
from handlers.desk import Desk
from handlers.effects.request_email import CODES_A_DAY
from tests.handlers.parlour import Parlour
from tests.handlers.people import PERSONAL, asked_for_address, forgotten, traces
from tests.handlers.person import Heeded, Person

ADDRESS = "maria@correo.example"
PHOTO = b"\xff\xd8\xff\xe0 a photo of a passport"


def newest_code(parlour: Parlour) -> str:
    """The six figures in the last letter that left."""
    body = parlour.letterbox.letters[-1].get_body()
    assert body
    [code] = re.findall(r"\b\d{6}\b", body.get_content())
    return str(code)


async def address_confirmed(parlour: Parlour, person: Person) -> Heeded:
    """From /correo to the question for a photo."""
    await asked_for_address(person)
    await person.write(ADDRESS)
    return await person.write(newest_code(parlour))


async def address_asked_again(person: Person) -> Heeded:
    """The same once more, by somebody who has consented."""
    for line in ("/correo", "VE", "CPP", "004417826", "González", "Rojas", "María", "5/3/1990", "sí"):
        await person.write(line)
    return await person.tap("Envíalo tú por mí")


# ---- the letter ------------------------------------------------------------------------------------------------------


async def test_the_letter_goes_to_migraciones_and_the_answer_to_the_person(
    parlour: Parlour, person: Person, tmp_path: Path
) -> None:
    """One letter with the code to the person, one with the data to Migraciones: no copy of either to anybody."""
    answer = await address_confirmed(parlour, person)
    assert "foto de tu documento" in answer.text
    answer = await person.tap("Sin foto")
    assert f"Enviado a {RECIPIENT}. La respuesta llegará a {ADDRESS}." in answer.text
    code, letter = parlour.letterbox.letters
    assert (code["To"], letter["To"]) == (ADDRESS, RECIPIENT)
    assert (letter["Reply-To"], letter["Subject"]) == (ADDRESS, SUBJECT)
    assert [name for one in (code, letter) for name in ("Cc", "Bcc", "Resent-To") if one[name]] == []
    assert code["Reply-To"] is None
    body, notice = letter.get_content(), code.get_content()
    assert all(datum in body for datum in ("María Fernanda", "004417826", "05/03/1990", ADDRESS))
    assert not any(datum in notice for datum in ("María", "004417826", "1990"))
    await forgotten(parlour, answer)
    assert traces(parlour, tmp_path / "buzon.db", (*PERSONAL["maria"], ADDRESS, "Caracas")) == []


async def test_a_photo_goes_along_and_leaves_the_chat(parlour: Parlour, person: Person, tmp_path: Path) -> None:
    """It is in the letter as it was sent, and nowhere else."""
    parlour.files.held["passport"] = PHOTO
    await address_confirmed(parlour, person)
    answer = await person.send("photo", "passport", len(PHOTO))
    assert answer.erased == [person.last.message]
    [attached] = parlour.letterbox.letters[-1].iter_attachments()
    assert (attached.get_content_type(), attached.get_content()) == ("image/jpeg", PHOTO)
    await forgotten(parlour, answer)
    assert PHOTO not in (tmp_path / "buzon.db").read_bytes()


@pytest.mark.parametrize("content", [b"PK\x03\x04 a document of a word processor", b"", PHOTO * (MOST_ATTACHED // 20)])
async def test_an_attachment_that_does_not_fit_leaves_the_chat_too(
    parlour: Parlour, person: Person, content: bytes
) -> None:
    """What it must be is said, the letter has not left, and another photo goes."""
    parlour.files.held |= {"odd": content, "passport": PHOTO}
    await address_confirmed(parlour, person)
    answer = await person.send("document", "odd")
    assert answer.erased == [person.last.message]
    assert "Eso no lo puedo adjuntar" in answer.text
    assert len(parlour.letterbox.letters) == 1
    assert "Enviado" in (await person.send("photo", "passport")).text


async def test_an_attachment_that_is_too_large_to_be_fetched_is_declined(parlour: Parlour, person: Person) -> None:
    """The platform gives out no file of that size, now or later: to try again would lead nowhere.

    Its size was told beforehand and not looked at: the person was offered to try again, for ever.
    """
    await address_confirmed(parlour, person)
    answer = await person.send("document", "huge", 30_000_000)
    assert answer.erased == [person.last.message]
    assert "Eso no lo puedo adjuntar" in answer.text
    assert "Enviado" in (await person.tap("Sin foto")).text


async def test_a_photo_that_can_not_be_fetched_now_is_asked_for_again(parlour: Parlour, person: Person) -> None:
    """The letter has not left; the same photo a minute later goes along, and leaves the chat as well.

    It was read as a constancia then, for the dialog waited for a tap on "Reintentar".
    """
    await address_confirmed(parlour, person)
    answer = await person.send("photo", "passport")
    assert answer.erased == [person.last.message]
    assert "No pude bajar" in answer.text
    assert "letter.sending" not in await parlour.acts()
    parlour.files.held["passport"] = PHOTO
    answer = await person.send("photo", "passport")
    assert answer.erased == [person.last.message]
    assert "Enviado" in answer.text


async def test_a_photo_that_never_can_be_fetched_does_not_hold_up_the_letter(parlour: Parlour, person: Person) -> None:
    """The platform has forgotten it: the letter goes without one. "Sin foto" only fetched the lost one again."""
    await address_confirmed(parlour, person)
    await person.send("photo", "forgotten")
    assert "Enviado" in (await person.write("sin foto")).text


async def test_one_letter_a_day(parlour: Parlour, person: Person) -> None:
    """The second one is not sent: not even a code for it. What the person can do themselves lies ready; a day later
    the bot sends again."""
    await address_confirmed(parlour, person)
    await person.tap("Sin foto")
    await address_asked_again(person)
    answer = await person.write(ADDRESS)
    assert "Hoy ya salió un correo tuyo a Migraciones." in answer.text
    assert answer.files == ["solicitud.eml"]
    assert len(parlour.letterbox.letters) == 2
    parlour.later(hours=24, seconds=1)
    await address_asked_again(person)
    assert "6 números" in (await person.write(ADDRESS)).text
    await person.write(newest_code(parlour))
    assert "Enviado" in (await person.tap("Sin foto")).text
    assert [letter["To"] for letter in parlour.letterbox.letters].count(RECIPIENT) == 2


class Crash(Exception):
    """The process dies in the middle of sending."""


class Witness:
    """A mail server at which everything ends as soon as a letter to Migraciones arrives; `acts` is what was on record
    then."""

    def __init__(self, parlour: Parlour) -> None:
        self._parlour = parlour
        self.acts: list[str] = []

    async def send(self, message: EmailMessage) -> None:
        if message["To"] == RECIPIENT:
            self.acts = await self._parlour.acts()
            raise Crash
        await self._parlour.letterbox.send(message)


async def test_the_attempt_is_on_record_before_the_letter_leaves(parlour: Parlour) -> None:
    """A crash while it was being sent: it may have arrived, so no second one leaves that day."""
    witness = Witness(parlour)
    world = replace(parlour.world, ways=replace(parlour.world.ways, mailer=witness))
    person = Person(Desk(world, parlour.turns))
    await address_confirmed(parlour, person)
    with pytest.raises(Crash):
        await person.tap("Sin foto")
    assert witness.acts[-1] == "letter.sending"
    assert "letter.sent" not in await parlour.acts()
    assert "Hoy ya salió un correo tuyo" in (await person.tap("Sin foto")).text


async def test_a_letter_that_did_not_leave_may_leave_the_same_day(parlour: Parlour, person: Person) -> None:
    """The mail server was down: the letter is handed over, and it was none of today's."""
    await address_confirmed(parlour, person)
    parlour.letterbox.down = True
    answer = await person.tap("Sin foto")
    assert "el correo no responde ahora" in answer.text
    assert answer.files == ["solicitud.eml"]
    assert (await parlour.acts())[-2:] == ["letter.sending", "letter.failed"]
    parlour.letterbox.down = False
    await address_asked_again(person)
    await person.write(ADDRESS)
    await person.write(newest_code(parlour))
    assert "Enviado" in (await person.tap("Sin foto")).text


# ---- codes -----------------------------------------------------------------------------------------------------------


async def test_a_chat_gets_four_codes_a_day(parlour: Parlour, person: Person) -> None:
    """To whatever addresses: nobody sends letters to half a town through us. A day later they may ask again."""
    await asked_for_address(person)
    for number in range(CODES_A_DAY):
        assert "6 números" in (await person.write(f"somebody{number}@correo.example")).text
        await person.tap("Cambiar el correo")
    answer = await person.write(ADDRESS)
    assert "no mando más hasta mañana" in answer.text
    assert answer.files == ["solicitud.eml"]
    assert len(parlour.letterbox.letters) == CODES_A_DAY == 4
    parlour.later(hours=24, seconds=1)
    await address_asked_again(person)
    assert "6 números" in (await person.write(ADDRESS)).text


async def test_an_address_gets_four_codes_a_day_from_whatever_chats(parlour: Parlour) -> None:
    """However it is written: nobody's inbox is flooded by chats made for it."""
    for number in range(CODES_A_DAY):
        other = Person(parlour.desk, f"50{number}")
        await asked_for_address(other)
        assert "6 números" in (await other.write(ADDRESS if number else ADDRESS.upper())).text
    last = Person(parlour.desk, "600")
    await asked_for_address(last)
    assert "no mando más hasta mañana" in (await last.write(f"mi correo es {ADDRESS}")).text
    assert len(parlour.letterbox.letters) == CODES_A_DAY
    await address_asked_again(last)
    assert "6 números" in (await last.write("rojas@correo.example")).text


async def test_an_address_that_is_refused_counts_as_well(parlour: Parlour, person: Person) -> None:
    """Or the bot could be used to find out which addresses there are."""
    parlour.letterbox.refused.add("nobody@correo.example")
    await asked_for_address(person)
    for _ in range(CODES_A_DAY):
        assert "Ese correo no existe" in (await person.write("nobody@correo.example")).text
    assert "no mando más hasta mañana" in (await person.write("nobody@correo.example")).text


async def test_the_code_of_another_chat_is_wrong(parlour: Parlour, person: Person) -> None:
    """Both gave the same address: each has a code of their own."""
    other = Person(parlour.desk, "2002")
    await asked_for_address(other)
    await other.write(ADDRESS)
    theirs = newest_code(parlour)
    await asked_for_address(person)
    await person.write(ADDRESS)
    ours = newest_code(parlour)
    if theirs != ours:
        assert "Ese no es el código." in (await person.write(theirs)).text
    assert "foto de tu documento" in (await person.write(ours)).text


async def test_the_code_of_another_address_is_wrong(parlour: Parlour, person: Person) -> None:
    """Who confirmed one address has not confirmed the next."""
    await asked_for_address(person)
    await person.write("rojas@correo.example")
    earlier = newest_code(parlour)
    await person.tap("Cambiar el correo")
    await person.write(ADDRESS)
    if earlier != newest_code(parlour):
        assert "Ese no es el código." in (await person.write(earlier)).text
    assert "foto de tu documento" in (await person.write(newest_code(parlour))).text


async def test_a_code_lives_twenty_minutes(parlour: Parlour, person: Person) -> None:
    """Later it is over, not wrong, and another one may be sent."""
    await asked_for_address(person)
    await person.write(ADDRESS)
    code = newest_code(parlour)
    parlour.later(minutes=20)
    answer = await person.write(code)
    assert "Ese código ya no sirve." in answer.text
    assert "Ese no es el código." not in answer.text
    await person.write(ADDRESS)
    parlour.later(minutes=19, seconds=59)
    assert "foto de tu documento" in (await person.write(newest_code(parlour))).text


async def test_going_back_gives_no_more_guesses(parlour: Parlour, person: Person) -> None:
    """Three wrong codes are three, with "atrás" between them too; then that code opens nothing any more.

    Each "atrás" gave the three tries back, so that a code could be guessed at for twenty minutes.
    """
    await asked_for_address(person)
    await person.write(ADDRESS)
    code = newest_code(parlour)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    for _ in range(3):
        await person.write(wrong)
        await person.write("atrás")
    assert "foto de tu documento" not in (await person.write(code)).text
