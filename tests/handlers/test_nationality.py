"""The nationality: offered where it was just told, given, shown, changed and forgotten; never kept without a yes."""

import pytest

from handlers.effects import Linked, has_nationality, renew_password
from storage import chats
from tests.handlers.parlour import Parlour
from tests.handlers.person import Person
from tests.handlers.phrases import STALE
from tests.handlers.transcript import FORM, Effects
from tests.handlers.ways_back import ASKED, OTHERS_FAIL, TO_AGENCY, recovered

BY_PASSWORD = f"""{ASKED}
    tap: yes
    bot: Ahora pon una contraseña nueva
    page: password=Chicha-2026 name=Mamá
    bot: quedó vinculado
    """
BY_AGENCY = f"""{TO_AGENCY}
    person: 14/2/2025
    bot: ¿Qué letras y números ves en la imagen?
    person: A7K9X
    bot: número de expediente
    person: LM260012345
    bot: Entraste.
    bot: ¿Pudiste ver tu buzón?
    tap: yes
    bot: ¿Escribimos un correo
    tap: no
    bot: los plazos corren
    """
OFFERED = "bot: solo para tu país"
IN = {renew_password: Linked("Mamá", 3, 1)}


@pytest.fixture
async def maria(parlour: Parlour) -> Person:
    """Somebody who has consented; chat 1."""
    return await parlour.linked("maria")


async def kept(parlour: Parlour) -> str | None:
    async with parlour.world.database.read() as connection:
        chat = await chats.get(connection, 1)
    assert chat is not None
    return chat.nationality


@pytest.mark.parametrize(("way", "effects"), [(BY_PASSWORD, IN), (BY_AGENCY, OTHERS_FAIL)])
async def test_who_is_back_in_by_their_data_is_offered_to_have_one_kept(way: str, effects: Effects) -> None:
    """As the very last word, by one button which carries the country; nothing is asked, and nothing waits."""
    conversation = await recovered(f"{way} {OFFERED}", {**effects, has_nationality: False})
    assert conversation.journal.ended
    assert conversation.buttons == {"VE"}


async def test_who_has_one_kept_or_told_none_is_offered_nothing() -> None:
    """A yes given once is enough; and who was led in by the sheet did not say where they are from."""
    assert (await recovered(BY_PASSWORD, {**IN, has_nationality: True})).journal.ended
    by_sheet = await recovered(
        f"""
        start
        bot: constancia de trámite
        tap: yes
        bot: al final de la hoja
        {FORM}
        bot: quedó vinculado
        """
    )
    assert "has_nationality" not in by_sheet.done


async def test_a_yes_to_the_offer_keeps_it_and_says_how_to_undo_it(parlour: Parlour, maria: Person) -> None:
    """One tap, on record without the country; a repeat changes nothing."""
    answer = await maria.press("p:c:VE")
    assert "Guardé tu nacionalidad: 🇻🇪 Venezuela." in answer.text
    assert "Con /privacidad la ves, la cambias o la borras." in answer.text
    assert (await maria.again()).text == answer.text
    assert await kept(parlour) == "VE"
    assert (await parlour.acts()).count("chat.nationality-kept") == 1
    assert "Olvidé tu nacionalidad" in (await maria.tap("🗑 Olvidar mi nacionalidad")).text
    assert await kept(parlour) is None
    assert (await parlour.acts())[-1] == "chat.nationality-forgotten"


async def test_it_is_given_shown_and_changed_under_privacy(parlour: Parlour, maria: Person) -> None:
    """By a button or in one's own words; what it is for is said where it is asked."""
    shown = await maria.write("/privacidad")
    assert "nacionalidad" not in shown.text
    asked = await maria.tap("🌎 Dar mi nacionalidad")
    assert "solo para tu país" in asked.text
    assert "🇻🇪 Venezuela" in asked.buttons
    assert await kept(parlour) is None
    assert "🇭🇹 Haití" in (await maria.write("soy haitiana")).text
    assert "la nacionalidad que diste: 🇭🇹 Haití." in (await maria.write("/privacidad")).text
    await maria.tap("🌎 Cambiar mi nacionalidad")
    assert "Por ejemplo: Venezuela" in (await maria.write("marciana")).text
    assert "🇨🇴 Colombia" in (await maria.tap("🇨🇴 Colombia")).text
    assert await kept(parlour) == "CO"


async def test_a_question_that_was_called_off_keeps_nothing(parlour: Parlour, maria: Person) -> None:
    """Asked and not answered is not given."""
    await maria.press("p:n:")
    await maria.write("/cancelar")
    assert await kept(parlour) is None


async def test_everything_forgotten_takes_it_along(parlour: Parlour, maria: Person) -> None:
    """And a button that was left in the chat keeps nothing for somebody whose consent has ended."""
    await maria.press("p:c:VE")
    await maria.press("p:y:")
    async with parlour.world.database.read() as connection:
        assert await chats.get(connection, 1) is None
    assert STALE in (await maria.press("p:c:VE")).toast
    assert "🌎 Dar mi nacionalidad" not in (await maria.write("/privacidad")).buttons
    await maria.press("p:n:")
    assert "antes necesito tu permiso" in (await maria.write("Venezuela")).text
    async with parlour.world.database.read() as connection:
        again = await chats.find(connection, "telegram", "1001")
    assert again is not None
    assert again.nationality is None


@pytest.mark.parametrize("code", ["", "ve", "ZZ", "EU", "VEN", "<b>", "XX"])
async def test_a_forged_button_keeps_nothing(parlour: Parlour, maria: Person, code: str) -> None:
    """No country, no row."""
    assert STALE in (await maria.press(f"p:c:{code}")).toast
    assert await kept(parlour) is None


async def test_a_consent_that_is_taken_back_takes_it_along(parlour: Parlour) -> None:
    """It was given under that consent."""
    person = Person(parlour.desk)
    await person.write("/start")
    await person.write("sí")
    await person.press("p:c:VE")
    assert await kept(parlour) == "VE"
    await person.write("atrás")
    assert "No guardé nada" in (await person.write("no")).text
    assert await kept(parlour) is None
