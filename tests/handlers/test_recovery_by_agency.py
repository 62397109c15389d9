"""The Agencia Digital as transcripts, by the bot and by hand, and ¿Olvidaste la contraseña? by hand."""

import pytest

from handlers.effects import (
    NotLinked,
    Opened,
    Unproven,
    answer_captcha,
    begin_agency,
    here_and_now,
    link_mailbox,
    open_by_agency,
)
from handlers.speech import Link, Said, Shown
from handlers.walks import AGENCY, SINE
from handlers.welcome import recover
from tests.handlers.transcript import FORM
from tests.handlers.ways_back import BY_HAND, MARIA, OTHERS_FAIL, TO_AGENCY, WALKED, brought, recovered

TO_CAPTCHA = f"""{TO_AGENCY}
    person: 14 de febrero de 2025
    bot: ¿Qué letras y números ves en la imagen?
    """
IN_BY_THE_LINK = """
    bot: Entraste.
    bot: ¿Pudiste ver tu buzón?
    """
TO_WALK = """
    start
    bot: ¿La tienes?
    tap: no
    bot: Paso 1 de 3.
    """
"""With BY_HAND: to the first step of ¿Olvidaste la contraseña?"""

TO_AGENCY_BY_HAND = f"""{TO_WALK}
    tap: stuck
    bot: Fíjate que la dirección termine en migraciones.gob.pe
    bot: Paso 1 de 3.
    tap: stuck
    bot: Agencia Digital
    bot: Paso 1 de 6.
    """


# ---- by the bot ------------------------------------------------------------------------------------------------------


async def test_data_captcha_file_and_the_link_is_there() -> None:
    """The picture is shown to its owner, what they read goes on, and the file's number opens the mailbox."""
    conversation = await recovered(
        f"""
        {TO_CAPTCHA}
        person: A7 k9x
        bot: ¿Cuál es tu número de expediente?
        person: mi expediente es el LM260012345 gracias
        {IN_BY_THE_LINK}
        tap: yes
        bot: Pero para que yo te avise necesito tu usuario y tu contraseña
        tap: no
        bot: los plazos corren aunque no mires
        """,
        OTHERS_FAIL,
    )
    assert conversation.journal.ended
    done = dict(conversation.calls)
    assert done["begin_agency"][0] == MARIA
    assert done["begin_agency"][1].isoformat() == "2025-02-14"
    assert done["answer_captcha"] == ("visit", "A7k9x")
    assert done["open_by_agency"] == ("visit", "LM260012345")


async def test_the_link_is_a_button_and_the_captcha_a_picture() -> None:
    """What opens the mailbox once is one tap away; the picture stands above the question about it."""
    conversation = await brought(recover, TO_CAPTCHA, OTHERS_FAIL)
    assert conversation.last
    assert [said.picture for said in conversation.last.speeches if isinstance(said, Said)] == [
        Shown(b"\x89PNG letters")
    ]
    await conversation.play("person: A7K9X")
    await conversation.play("person: LM260012345")
    opened = conversation.last.speeches[0]
    assert isinstance(opened, Said)
    assert [button.does for row in opened.rows for button in row] == [Link("https://sine.example/sine-ui/entrada#once")]


async def test_who_is_in_may_ask_for_the_password_by_letter() -> None:
    """The agency opens the mailbox without its password, which the bot needs to watch it: the letter asks for it, with
    the data that are known already."""
    conversation = await recovered(
        f"""
        {TO_CAPTCHA}
        person: A7K9X
        bot: expediente
        person: LM260012345
        {IN_BY_THE_LINK}
        person: sí, ya entré
        bot: ¿Escribimos un correo a Migraciones
        tap: yes
        bot: ¿Lo envío yo, o lo envías tú
        """,
        OTHERS_FAIL,
    )
    assert conversation.journal.waiting == "how_to_send"


async def test_a_captcha_misread_once_is_tried_again() -> None:
    """The same picture, one more try."""
    conversation = await recovered(
        f"""
        {TO_CAPTCHA}
        person: A7K9Y
        bot: No eran esas.
        bot: ¿Qué letras y números ves
        person: A7K9X
        bot: expediente
        """,
        {**OTHERS_FAIL, answer_captcha: ["again", "passed"]},
    )
    assert conversation.done.count("begin_agency") == 1


async def test_a_captcha_misread_twice_leads_to_the_walk() -> None:
    """The portal gives no third try, and the bot asks for none."""
    await recovered(
        f"""
        {TO_CAPTCHA}
        person: A7K9Y
        bot: No eran esas.
        bot: ¿Qué letras y números ves
        person: A7K9Z
        bot: mejor lo haces tú en su página
        bot: Paso 1 de 6
        """,
        {**OTHERS_FAIL, answer_captcha: ["again", "spent"]},
    )


async def test_a_captcha_that_can_not_be_read_leads_to_the_walk() -> None:
    """Without a guess: on the page it can be changed for another one."""
    conversation = await recovered(
        f"""
        {TO_CAPTCHA}
        tap: !other-way
        bot: No importa
        bot: Paso 1 de 6
        """,
        OTHERS_FAIL,
    )
    assert "answer_captcha" not in conversation.done


async def test_what_is_no_captcha_is_not_handed_in() -> None:
    """A sentence or a sticker costs no try."""
    conversation = await recovered(
        f"""
        {TO_CAPTCHA}
        person: no veo muy bien las letras
        bot: Escribe solo las letras y los números de la imagen
        sends: sticker
        bot: Escribe solo las letras y los números de la imagen
        person: a7k9x
        bot: expediente
        """,
        OTHERS_FAIL,
    )
    assert conversation.done.count("answer_captcha") == 1


@pytest.mark.parametrize(
    ("reason", "words"), [("mismatch", "no encontró a nadie"), ("too-many", "no insisto por una hora")]
)
async def test_data_that_the_agency_refuses_lead_to_the_walk(reason: str, words: str) -> None:
    """It says why, and the person is walked through the same form."""
    await recovered(
        f"""
        {TO_AGENCY}
        person: 14/02/2025
        bot: {words}
        bot: Paso 1 de 6
        """,
        {**OTHERS_FAIL, begin_agency: Unproven(reason)},
    )


@pytest.mark.parametrize(("outcome", "words"), [("mismatch", "no encontró a nadie"), ("over", "Pasó demasiado tiempo")])
async def test_data_that_are_refused_after_the_captcha_lead_to_the_walk(outcome: str, words: str) -> None:
    """Some doors tell only then; or the person took too long."""
    await recovered(
        f"""
        {TO_CAPTCHA}
        person: A7K9X
        bot: {words}
        bot: Paso 1 de 6
        """,
        {**OTHERS_FAIL, answer_captcha: outcome},
    )


async def test_a_day_of_issue_that_is_not_known_leads_to_the_walk() -> None:
    """It is on the document; who can't find it gets the button after three misses."""
    await recovered(
        f"""
        {TO_AGENCY}
        person: no sé
        bot: No pasa nada si no lo sabes
        person: no lo sé
        bot: No pasa nada si no lo sabes
        person: no me acuerdo
        bot: No es tu culpa
        tap: !other-way
        bot: No importa
        bot: Paso 1 de 6
        """,
        OTHERS_FAIL,
    )


async def test_a_file_that_is_not_theirs_is_corrected_once() -> None:
    """A slip of a figure is common: one more number, on the same visit."""
    await recovered(
        f"""
        {TO_CAPTCHA}
        person: A7K9X
        bot: expediente
        person: LM260012354
        bot: ese expediente no es tuyo
        bot: ¿Cuál es tu número de expediente?
        person: LM260012345
        {IN_BY_THE_LINK}
        """,
        {**OTHERS_FAIL, open_by_agency: [Unproven("mismatch"), Opened("https://sine.example/x#y")]},
    )


async def test_a_second_file_that_is_not_theirs_leads_to_the_walk() -> None:
    """No third number is asked for, and none is promised.

    The second refusal said "Revisa el número, por favor" too, and then took none.
    """
    conversation = await brought(
        recover,
        f"{TO_CAPTCHA}\n person: A7K9X\n person: LM260012354",
        {**OTHERS_FAIL, open_by_agency: Unproven("mismatch")},
    )
    said = await conversation.play("person: LM260012355")
    assert conversation.done.count("open_by_agency") == 2
    assert "Paso 1 de 6" in said[-1]
    assert "Revisa el número" not in "\n".join(said)


@pytest.mark.parametrize("lost", ["person: 12", "tap: !other-way"])
async def test_without_the_number_of_the_file_there_is_another_way(lost: str) -> None:
    """The button is there from the start: not everybody has their constancia."""
    conversation = await brought(recover, f"{TO_CAPTCHA}\n person: A7K9X", OTHERS_FAIL)
    said = await conversation.play(lost)
    assert ("muy corto" if lost == "person: 12" else "Paso 1 de 6") in said[-1]
    assert lost != "person: 12" or "!other-way" in conversation.buttons


async def test_a_visit_that_is_over_leads_to_the_walk() -> None:
    """Between the captcha and the file's number somebody looked for their papers for too long."""
    await recovered(
        f"""
        {TO_CAPTCHA}
        person: A7K9X
        bot: expediente
        person: LM260012345
        bot: Pasó demasiado tiempo
        bot: Paso 1 de 6
        """,
        {**OTHERS_FAIL, open_by_agency: Unproven("over")},
    )


async def test_a_link_that_did_not_open_it_leads_to_the_walk() -> None:
    """It works once and soon: who missed it is not left there."""
    await recovered(
        f"""
        {TO_CAPTCHA}
        person: A7K9X
        bot: expediente
        person: LM260012345
        {IN_BY_THE_LINK}
        person: no pude
        bot: Paso 1 de 6
        {WALKED}
        tap: no
        bot: Queda un camino seguro
        bot: ¿Lo envío yo, o lo envías tú
        """,
        OTHERS_FAIL,
    )


# ---- by hand ---------------------------------------------------------------------------------------------------------


async def test_three_steps_by_hand_and_the_new_password_links() -> None:
    """An instance that can't do it itself walks the person through, a step a message, and takes what they have set."""
    conversation = await recovered(
        f"""
        {TO_WALK}
        tap: done
        bot: Paso 2 de 3.
        person: ya
        bot: Paso 3 de 3.
        person: Listo.
        bot: Toca el botón y escribe tu usuario
        {FORM}
        bot: quedó vinculado
        """,
        {here_and_now: BY_HAND},
    )
    assert conversation.done == ["has_consented", "here_and_now", "link_mailbox"]


async def test_six_steps_by_hand_and_the_person_is_in() -> None:
    """The steps of the Agencia Digital are all taken on its own page: nothing that is typed there comes to the bot."""
    conversation = await recovered(
        f"""
        {TO_AGENCY_BY_HAND}
        {WALKED}
        tap: yes
        bot: ¿Escribimos un correo a Migraciones
        person: ahora no
        bot: los plazos corren aunque no mires
        """,
        {here_and_now: BY_HAND},
    )
    assert conversation.journal.ended
    assert conversation.done == ["has_consented", "here_and_now"]


@pytest.mark.parametrize("step", range(len(AGENCY)))
async def test_a_step_that_does_not_work_once_gets_a_hint(step: int) -> None:
    """Each step has a hint of its own, is shown again, and goes on where it then works."""
    before = "\n tap: done" * step
    conversation = await brought(recover, f"{TO_AGENCY_BY_HAND}{before}", {here_and_now: BY_HAND})
    hint, again = await conversation.play("person: no me sale")
    assert f"Paso {step + 1} de 6." in again
    assert "Paso" not in hint
    following = f"Paso {step + 2} de 6." if step < 5 else "¿Pudiste ver tu buzón?"
    assert following in (await conversation.play("tap: done"))[0]


@pytest.mark.parametrize("step", range(len(AGENCY)))
async def test_a_step_that_does_not_work_twice_leads_to_the_letter(step: int) -> None:
    """Nobody is sent round in circles: the last way needs no page of theirs."""
    before = "\n tap: done" * step
    conversation = await brought(recover, f"{TO_AGENCY_BY_HAND}{before}\n tap: stuck", {here_and_now: BY_HAND})
    said = await conversation.play("tap: stuck")
    assert "Queda un camino seguro" in said[0]
    assert "Necesito 7 datos cortos" in said[1]
    assert "1 de 7" in said[2]


@pytest.mark.parametrize("step", range(len(SINE)))
async def test_a_step_of_the_portal_that_does_not_work_twice_leads_to_the_agency(step: int) -> None:
    """The hint first, then the other door."""
    before = "\n tap: done" * step
    conversation = await brought(recover, f"{TO_WALK}{before}", {here_and_now: BY_HAND})
    hint, again = await conversation.play("tap: stuck")
    assert "Paso" not in hint
    assert f"Paso {step + 1} de 3." in again
    door, first = await conversation.play("tap: stuck")
    assert "Agencia Digital" in door
    assert "Paso 1 de 6." in first


async def test_a_password_set_by_hand_that_does_not_link_leads_to_the_agency() -> None:
    """Three times refused on the page: the next way, as ever."""
    wrong = "\n page: user=u1 password=wrong-1"
    conversation = await brought(
        recover,
        f"{TO_WALK}\n tap: done\n tap: done\n tap: done{wrong * 2}",
        {here_and_now: BY_HAND, link_mailbox: NotLinked("rejected")},
    )
    said = await conversation.play("page: user=u1 password=wrong-3")
    assert ["paro aquí" in said[0], "Agencia Digital" in said[1], "Paso 1 de 6." in said[2]] == [True] * 3


async def test_at_a_step_other_words_get_the_buttons_again() -> None:
    """And the third time, something else."""
    await recovered(
        f"""
        {TO_WALK}
        person: ¿qué hago?
        bot: Elige una de las opciones
        sheet: found
        bot: ahora necesito que me escribas la respuesta
        person: mmm
        bot: Elige una de las opciones
        person: mmm
        bot: Elige una de las opciones
        person: mmm
        bot: Toca uno de los botones
        tap: done
        bot: Paso 2 de 3.
        """,
        {here_and_now: BY_HAND},
    )
