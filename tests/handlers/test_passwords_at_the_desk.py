"""Answers that look like passwords stay where they were asked for; passwords that were told leave the chat."""

from pathlib import Path

import pytest

from sandbox.portal.notices import Ending
from tests.handlers.parlour import Parlour
from tests.handlers.people import TYPED, proves, traces
from tests.handlers.person import Person

# Up to a question (the lines of the person), and an answer to it that is one word of letters and figures.
LIKE_PASSWORDS = {
    "document_number": (["/recuperar", "sí", "no", "VE", "PAS"], ["RD4471902", "G12345678", "ab1234567x", "AT-123456"]),
    "paternal_surname": (
        ["/recuperar", "sí", "no", "HT", "PAS", "RD4471902"],
        ["Jean-Baptiste", "D'Angelo", "O'Higgins"],
    ),
    "given_names": (
        ["/recuperar", "sí", "no", "HT", "PAS", "RD4471902", "Jean", "no tengo"],
        ["Ana-María", "Jean-Luc"],
    ),
    "birth_date": (
        ["/recuperar", "sí", "no", "VE", "CPP", "004417826", "González", "Rojas", "María"],
        ["5mar1990", "05MAR1990", "5-marzo-1990", "1990marzo5"],
    ),
}


@pytest.mark.parametrize(
    ("lines", "answer"), [(lines, answer) for lines, answers in LIKE_PASSWORDS.values() for answer in answers]
)
async def test_an_answer_is_not_taken_for_a_password_where_it_was_asked_for(
    person: Person, lines: list[str], answer: str
) -> None:
    """A passport's number, a surname with a hyphen, a date in one piece: understood, and left in the chat.

    "Jean-Baptiste" was erased as a password, and Wideline lost her place.
    """
    for line in lines:
        asked = await person.write(line)
    heard = await person.write(answer)
    assert heard.erased == []
    number = int(asked.text[0])
    assert (f"{number + 1} de 7" if number < 7 else "Revisa que esté igual") in heard.text


async def test_a_captcha_and_a_file_number_are_no_passwords(parlour: Parlour, person: Person) -> None:
    """Letters and figures in one word, both, and wanted."""
    parlour.portal.set_faults(recovery_ending=Ending.SENT)
    await proves(person, "yusmary")
    await person.tap("No me llegó nada")
    assert (await person.write("19ene2026")).erased == []
    answer = await person.write("A7K9X2b")
    assert (answer.erased, answer.texts[0][:12]) == ([], "No eran esas")
    [visit] = parlour.branch.visits.values()
    assert "expediente" in (await person.write(visit.captcha)).text
    answer = await person.write("exp.LM-260051209")
    assert answer.erased == []
    assert "Entraste" in answer.text


async def test_a_password_that_is_told_leaves_the_chat_whatever_was_asked(parlour: Parlour, tmp_path: Path) -> None:
    """ "Mi clave es Sol2024!": at every question of the way, and it is said nowhere and stands nowhere."""
    way = ["/recuperar", "sí", "no", *TYPED["maria"], "sí", "/correo", "1", "sí"]
    for number in range(1, len(way)):
        other = Person(parlour.desk, f"7{number:03}")
        for line in way[:number]:
            await other.write(line)
        answer = await other.write("mi clave es Sol2024!")
        assert answer.erased == [other.last.message], way[:number]
        assert "Sol2024" not in answer.text
    assert traces(parlour, tmp_path / "buzon.db", ("Sol2024",)) == []


async def test_a_password_among_the_seven_answers_does_not_lose_them(parlour: Parlour, person: Person) -> None:
    """It is erased and the question that waits is asked again; it used to begin linking, and six answers were gone."""
    for line in ["/recuperar", "sí", "no", *TYPED["maria"][:5]]:
        await person.write(line)
    answer = await person.write("mi clave es Sol2024!")
    assert answer.erased == [person.last.message]
    assert "6 de 7" in answer.text
    assert "7 de 7" in (await person.write("María Fernanda")).text
