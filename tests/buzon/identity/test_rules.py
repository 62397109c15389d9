"""What no row can say: limits of refusals, forms of a name, what languages dispute, what stays hidden."""

from datetime import date

import pytest

from buzon.identity import (
    Ambiguous,
    Country,
    DocumentNumber,
    DocumentType,
    Identity,
    Name,
    Reason,
    Refusal,
    read_birth_date,
    read_name,
    read_nationality,
    read_yes_no,
)
from buzon.identity.nationality import _codes

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("written", "refusal"),
    [
        ("31/04/1990", Refusal(Reason.NO_SUCH_DAY, limit=30)),
        ("29/02/1991", Refusal(Reason.NO_SUCH_DAY, limit=28)),
        ("40/01/1990", Refusal(Reason.NO_SUCH_DAY, limit=31)),
        ("05/03/1790", Refusal(Reason.TOO_LONG_AGO, limit=125)),
    ],
)
def test_a_refused_date_says_the_number_its_words_need(written: str, refusal: Refusal) -> None:
    """An impossible day comes with the days of that month, a far year with the years that are believed."""
    assert read_birth_date(written, today=TODAY) == refusal


def test_the_language_settles_a_month_that_two_share() -> None:
    """ "out" is October for a Brazilian and August for a Haitian; without the language it is asked again."""
    assert read_birth_date("5 out 1990", today=TODAY, language="pt") == date(1990, 10, 5)
    assert read_birth_date("5 out 1990", today=TODAY, language="ht") == date(1990, 8, 5)
    assert read_birth_date("5 out 1990", today=TODAY, language="es") == Refusal(Reason.UNCLEAR_DATE)


@pytest.mark.parametrize("language", ["es", "en", "pt", "fr", "ht"])
def test_every_country_is_understood_by_its_own_name(language: str) -> None:
    """What the bot calls a country is understood when it is typed; a name that several share gives a choice."""
    for code in _codes():
        country = Country(code)
        understood = read_nationality(country.name(language))
        choices = understood.choices if isinstance(understood, Ambiguous) else (understood,)
        assert country in choices, country.name(language)
        assert read_nationality(country.flag) == country


def test_slang_is_never_said_back() -> None:
    """Slang is understood, and the country is called by its name."""
    country = read_nationality("veneco")
    assert isinstance(country, Country)
    assert country.name() == "Venezuela"
    assert country.name("ht") == "Venezyela"


def test_a_name_has_the_forms_that_the_portal_may_want() -> None:
    """Accents and Ñ as written, then without accents, then without Ñ."""
    name = read_name("nuñez de león")
    assert isinstance(name, Name)
    assert name.value == "Nuñez de León"
    assert (name.official, name.unaccented, name.plain) == ("NUÑEZ DE LEÓN", "NUÑEZ DE LEON", "NUNEZ DE LEON")


def test_a_letter_means_yes_only_in_its_own_language() -> None:
    """ "y" is "yes" in English and "and" in Spanish."""
    assert read_yes_no("y", "en") is True
    assert read_yes_no("y", "es") is None


def test_nothing_of_a_person_shows() -> None:
    """Neither the seven data nor their parts show themselves by repr, str or format."""
    person = Identity(
        nationality=Country("VE"),
        document_type=DocumentType.PAS,
        document_number=DocumentNumber("123456789"),
        paternal_surname=Name("Muñoz"),
        maternal_surname=None,
        given_names=Name("Yuleisy"),
        birth_date=date(1990, 3, 5),
    )
    shown = f"{person} {person!r} {person.document_number} {person.paternal_surname!r} {[person.given_names]}"
    for personal in ("VE", "123456789", "Muñoz", "Yuleisy", "1990", "PAS"):
        assert personal not in shown
