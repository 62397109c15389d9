"""The questions about who somebody is: every refusal in words, every choice and every offer understood when pressed."""

from datetime import date
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzon.identity import Country, DocumentNumber, DocumentType, Name, Reason
from buzon.identity.nationality import _codes
from handlers.dialog import Talk, WayOut
from handlers.dialog.talk import Misunderstood, Understood
from handlers.questions.identity import (
    FIELDS,
    FILE_NUMBER,
    GIVEN,
    MATERNAL,
    PATERNAL,
    Datum,
    birth_date,
    document_number,
    document_type,
    issue_date,
    nationality,
)
from handlers.speech import Button, Media, Phrase, Press, Text
from handlers.words import LANGUAGES, words
from tests.handlers.transcript import Conversation, plain

TODAY = date(2026, 12, 3)
LONG_AGO = date(1901, 12, 3)


def data_in(language: str) -> dict[str, Datum[Any]]:
    """Every datum that is asked, by its name."""
    asked: list[Datum[Any]] = [
        nationality(language),
        document_type(),
        document_number(DocumentType.CPP),
        PATERNAL,
        MATERNAL,
        GIVEN,
        birth_date(TODAY, language),
        issue_date(TODAY, language),
        FILE_NUMBER,
    ]
    return {datum.name: datum for datum in asked}


DATA = data_in("es")
NAMES = ("paternal_surname", "maternal_surname", "given_names")
DATES = ("birth_date", "issue_date")

_GIVEN = {
    ("nationality",): {
        "…": Reason.EMPTY,
        "no sé": Reason.NOT_KNOWN,
        "ninguna": Reason.UNKNOWN_COUNTRY,
        "venezuela colombia ecuador peru": Reason.SEVERAL_ANSWERS,
        "no soy venezolano": Reason.UNKNOWN_COUNTRY,
        "Wakanda": Reason.UNKNOWN_COUNTRY,
    },
    ("document_type",): {
        "": Reason.EMPTY,
        "no me acuerdo": Reason.NOT_KNOWN,
        "no tengo": Reason.NONE_HELD,
        "no tengo pasaporte": Reason.NONE_HELD,
        "dni, pasaporte, cédula o salvoconducto": Reason.SEVERAL_ANSWERS,
        "el verde": Reason.UNKNOWN_DOCUMENT,
    },
    ("document_number",): {
        "👍": Reason.EMPTY,
        "no lo sé": Reason.NOT_KNOWN,
        "no tengo": Reason.NONE_HELD,
        "004417826 y 004417827": Reason.SEVERAL_ANSWERS,
        "<004417826>": Reason.SIGNS,
        "123": Reason.TOO_SHORT,
        "1234567890123456789012": Reason.TOO_LONG,
        "el de siempre": Reason.NO_DIGITS,
        "0044*****": Reason.MASKED,
        "05/03/1990": Reason.LOOKS_LIKE_DATE,
        "+51 987654321": Reason.LOOKS_LIKE_PHONE,
    },
    NAMES: {
        "": Reason.EMPTY,
        "no sé": Reason.NOT_KNOWN,
        "González, Rojas": Reason.SEVERAL_ANSWERS,
        "González <b>": Reason.SIGNS,
        "G": Reason.TOO_SHORT,
        "Ana " * 20: Reason.TOO_LONG,
        "González 2": Reason.DIGITS,
        "Иванов": Reason.NOT_LATIN,
        "¿el de casada?": Reason.A_QUESTION,
        "hola buenas": Reason.NOT_A_NAME,
    },
    ("paternal_surname", "given_names"): {"no tengo": Reason.NONE_HELD, "-": Reason.NONE_HELD},
    DATES: {
        "": Reason.EMPTY,
        "no me acuerdo": Reason.NOT_KNOWN,
        "no tengo": Reason.NONE_HELD,
        "ayer": Reason.NOT_A_DATE,
        "5 de marzo": Reason.DATE_INCOMPLETE,
        "5 out 1990": Reason.UNCLEAR_DATE,
        "36 años": Reason.AN_AGE,
        "31/04/1990": Reason.NO_SUCH_DAY,
        "13/13/1990": Reason.NO_SUCH_MONTH,
        "05/03/2030": Reason.IN_THE_FUTURE,
        "05/03/1790": Reason.TOO_LONG_AGO,
        "05/03/1990 o 06/03/1990": Reason.SEVERAL_ANSWERS,
    },
    ("file_number",): {
        "": Reason.EMPTY,
        "no sé": Reason.NOT_KNOWN,
        "no tengo": Reason.NONE_HELD,
        "LM260012345 y LM260012346": Reason.SEVERAL_ANSWERS,
        "12": Reason.TOO_SHORT,
        "LM26001234567890123456": Reason.TOO_LONG,
        "expediente": Reason.NO_DIGITS,
        "05/03/1990": Reason.LOOKS_LIKE_DATE,
    },
}
REFUSED = [(name, text, reason) for names, given in _GIVEN.items() for name in names for text, reason in given.items()]

AMBIGUOUS = [
    *(("nationality", text) for text in ("dominica", "Corea", "soy guineano", "congo", "guayana", "islas vírgenes")),
    *(("nationality", text) for text in ("samoana", "koreana", "Korea", "dominika")),
    *(("document_type", text) for text in ("carnet", "mi carné", "carnet de migraciones", "permiso temporal")),
    ("document_type", "pasaporte o carné de extranjería"),
]


def _refusal(datum: Datum[Any], text: str) -> dict[str, Any]:
    answer = datum.understand(Text(text))
    assert isinstance(answer, Misunderstood)
    assert answer.reason.key == "not-taken"
    return dict(answer.reason.arguments)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "text", "reason"), REFUSED)
def test_every_refusal_says_why_and_gives_an_example(name: str, text: str, reason: Reason, language: str) -> None:
    """In the person's language: what was wrong with it, with its number where there is one, and how it should look."""
    datum = data_in(language)[name]
    said = _refusal(datum, text)
    assert said["why"].key == f"refused-{reason.value.replace('_', '-')}"
    answer = datum.understand(Text(text))
    assert isinstance(answer, Misunderstood)
    shown = words(language, answer.reason)
    assert words(language, said["why"]) in shown
    assert words(language, said["example"]) in shown
    assert not answer.erase


def test_the_rows_above_are_every_reason_there_is() -> None:
    """A reason that no row stands for has words that nobody has read."""
    assert {reason for _, _, reason in REFUSED} == set(Reason)


@pytest.mark.parametrize("text", ["05/03/1990", "no sé", "12", "no tengo"])
def test_the_number_of_an_expediente_is_not_looked_for_on_the_document(text: str) -> None:
    """It stands on the constancia: the words that refuse an answer must not send people to the wrong paper."""
    why = words("es", _refusal(FILE_NUMBER, text)["why"])
    assert "del documento" not in why
    assert "documento" not in why or "constancia" in why


@given(st.sampled_from(sorted(DATA)), st.text(max_size=60))
def test_any_text_has_an_answer_in_both_languages(name: str, text: str) -> None:
    """Whatever is written is taken, or refused or offered in words that there are."""
    answer = DATA[name].understand(Text(text))
    if isinstance(answer, Misunderstood):
        for language in LANGUAGES:
            assert words(language, answer.reason)
            assert all(words(language, label) for _, label in answer.choices)


@pytest.mark.parametrize("name", sorted(DATA))
def test_a_picture_is_no_datum(name: str) -> None:
    """A photo or a voice message where a datum is asked for gets a word, and nothing is erased for it."""
    answer = DATA[name].understand(Media("voice"))
    assert answer == Misunderstood(Phrase("please-write"))


@pytest.mark.parametrize(("name", "text"), AMBIGUOUS)
def test_what_may_mean_several_is_offered_and_each_is_understood(name: str, text: str) -> None:
    """Two or three buttons, no more, with labels that differ; whichever is pressed is an answer, and another one.

    "Dominica" offered the República Dominicana, and did not understand it when it was pressed: "do" is a small word.
    """
    datum = DATA[name]
    answer = datum.understand(Text(text))
    assert isinstance(answer, Misunderstood)
    assert 2 <= len(answer.choices) <= 3
    assert len({words("es", label) for _, label in answer.choices}) == len(answer.choices)
    meant = [datum.understand(Text(value)) for value, _ in answer.choices]
    assert all(isinstance(one, Understood) for one in meant)
    assert len({one.value for one in meant if isinstance(one, Understood)}) == len(meant)


def test_whatever_country_is_offered_is_understood_when_pressed() -> None:
    """What the button of a country carries is that country, whatever small word its code looks like ("DO", "ES")."""
    datum = DATA["nationality"]
    assert datum.labelled
    buttons = {code: datum.labelled(Country(code))[0] for code in sorted(_codes())}
    lost = {code for code, value in buttons.items() if datum.understand(Text(value)) != Understood(code)}
    assert lost <= {"NO", "SI"}  # an answer to something else, in any case, and no choice is between these


@pytest.mark.parametrize("language", LANGUAGES)
def test_offers_are_understood_by_their_own_reader(language: str) -> None:
    """Every button under a datum, and its label typed by hand, is an answer to it."""
    for datum in data_in(language).values():
        buttons = [button for row in datum.rows(lambda value: value, None) for button in row]
        for button in buttons:
            assert isinstance(button, Button)
            assert isinstance(button.does, Press)
            pressed = datum.understand(Text(button.does.data))
            assert isinstance(pressed, Understood), button.does.data
            assert datum.understand(Text(words(language, button.label))) == pressed
    assert [len(datum.offers) for datum in data_in(language).values()] == [4, 5, 0, 0, 1, 0, 0, 0, 0]


MEANINGS: dict[str, st.SearchStrategy[Any]] = {
    "nationality": st.sampled_from(sorted(_codes())).map(Country),
    "document_type": st.sampled_from(DocumentType),
    "document_number": st.builds(DocumentNumber, st.text(min_size=1), st.booleans()),
    **dict.fromkeys(NAMES, st.builds(Name, st.text(min_size=1))),
    "maternal_surname": st.none() | st.builds(Name, st.text(min_size=1)),
    **dict.fromkeys(DATES, st.dates(min_value=LONG_AGO, max_value=TODAY)),
    "file_number": st.text(min_size=1),
}


@given(st.sampled_from(sorted(DATA)), st.data())
def test_a_meaning_comes_back_from_the_journal_as_it_was(name: str, drawn: st.DataObject) -> None:
    """Its plain form is JSON, and gives the same meaning again."""
    datum = DATA[name]
    meaning = drawn.draw(MEANINGS[name])
    assert datum.revive(orjson.loads(orjson.dumps(datum.plain(meaning)))) == meaning


@pytest.mark.parametrize("name", ["birth_date", "document_number", "document_type", "issue_date"])
@pytest.mark.parametrize("stored", [None, 7, {"a": 1}, "zzz?"])
def test_a_datum_of_other_code_is_refused(name: str, stored: object) -> None:
    """What can't be its plain form is a ValueError, whatever its type: the journal is cut there."""
    if name == "document_number" and stored == "zzz?":
        return  # two characters of a text are a number and a doubt
    with pytest.raises(ValueError, match=r"."):
        DATA[name].revive(stored)


async def asks(talk: Talk, name: str) -> None:
    """A dialog of one datum; who takes another way hears of the Agencia Digital."""
    try:
        await talk.ask(DATA[name])
    except WayOut:
        await talk.say("way-agency")


NONSENSE = {
    "nationality": "Wakanda",
    "document_type": "el verde",
    "document_number": "el de siempre",
    "paternal_surname": "¿cuál?",
    "maternal_surname": "¿cuál?",
    "given_names": "¿cuál?",
    "birth_date": "ayer",
    "issue_date": "ayer",
    "file_number": "expediente",
}


@pytest.mark.parametrize("name", sorted(DATA))
async def test_the_third_time_another_way_is_offered(name: str) -> None:
    """The reason is given twice; then other words come, and a button leads on: nobody reads the same line thrice."""

    async def dialog(talk: Talk) -> None:
        await asks(talk, name)

    conversation = Conversation(dialog, {})
    await conversation.play("start")
    line = f"person: {NONSENSE[name]}"
    why = plain(words("es", _refusal(DATA[name], NONSENSE[name])["why"]))
    assert [why in said for said in await conversation.play(line)] == [True]
    assert [why in said for said in await conversation.play(line)] == [True]
    [stuck] = await conversation.play(line)
    assert why not in stuck
    assert "No es tu culpa" in stuck
    assert {"!other-way", "cancel"} <= conversation.buttons
    assert await conversation.play("tap: !other-way") != []
    assert conversation.journal.ended


async def test_another_reason_begins_the_count_anew() -> None:
    """Two slips of two kinds are no reason to give somebody up."""

    async def dialog(talk: Talk) -> None:
        await asks(talk, "birth_date")

    conversation = Conversation(dialog, {})
    await conversation.play("start")
    for text in ("ayer", "ayer", "36 años", "ayer", "ayer"):
        [said] = await conversation.play(f"person: {text}")
        assert "Por ejemplo: 5 de marzo de 1990" in said
    assert "No es tu culpa" in (await conversation.play("person: ayer"))[0]
    assert await conversation.play("person: 5 mar 90") == []


def test_the_seven_are_asked_in_the_order_of_the_portal() -> None:
    """*Verificación de Datos* asks them so: whoever compares finds them in their place."""
    assert tuple(DATA)[:7] == FIELDS
