"""Something is down on the way back in: whatever it is and wherever, the person keeps their place and goes on."""

from base64 import b64encode
from dataclasses import replace
from typing import Any

import pytest

from handlers import effects
from handlers.captcha import read_captcha
from handlers.effects import (
    CaptchaDone,
    CaptchaShown,
    Linked,
    answer_link_captcha,
    answer_mailbox_captcha,
    given,
    has_consented,
    has_nationality,
    here_and_now,
    keep_nationality,
    link_mailbox,
    open_form,
    renew_password,
    show_captcha,
)
from handlers.errors import ChannelDown, MailDown, Outage, PortalChanged, PortalDown
from handlers.nationality import choose_nationality
from handlers.welcome import recover, write_letter
from storage.errors import StorageDown
from tests.handlers.outages import Effect, Way, keeps_the_place
from tests.handlers.transcript import FORM, USUAL, Effects
from tests.handlers.ways_back import (
    ASKED,
    BACK,
    BY_HAND,
    OTHERS_FAIL,
    SEVEN,
    TO_AGENCY,
    brought,
)

PICTURE = b64encode(b"\x89PNG").decode()
AGREED = "\n start \n tap: yes"
IN_AND_DONE = "\n person: LM260012345\n tap: yes\n tap: no"
ALL: Effects = {**USUAL, **BACK, has_consented: False, has_nationality: False}
WAYS = {
    "sheet": Way(recover, f"{AGREED}\n tap: yes\n {FORM}", ALL),
    "password": Way(
        recover,
        f"{AGREED}{ASKED.replace('start', '')}\n tap: yes\n page: password=Chicha-2026 name=Mamá\n {FORM}",
        ALL,
    ),
    "agency": Way(
        recover,
        f"{AGREED}{TO_AGENCY.replace('start', '')}\n person: 14/2/2025\n person: A7K9X{IN_AND_DONE}",
        {**ALL, **OTHERS_FAIL},
    ),
    "by hand": Way(write_letter, f"{AGREED}{SEVEN}\n tap: yes\n tap: yes", {**ALL, here_and_now: BY_HAND}),
    "on a form": Way(
        write_letter,
        f"{AGREED}{SEVEN}\n tap: yes\n tap: yes",
        {**ALL, here_and_now: replace(BY_HAND, form=True), open_form: "token"},
    ),
    "sent": Way(
        write_letter,
        f"{AGREED}{SEVEN}\n tap: yes\n tap: for-me\n person: maria@correo.example\n person: 123456\n tap: no",
        ALL,
    ),
    "refused": Way(recover, "start\n tap: no", ALL),
    "captcha": Way(
        read_captcha,
        "start\n person: A7K9X\n tap: !other-way\n person: B8M2P",
        {
            given: "7",
            show_captcha: CaptchaShown(PICTURE),
            answer_mailbox_captcha: [CaptchaShown(PICTURE, "wrong"), *[CaptchaDone("in", "Mamá")] * 9],
        },
    ),
    "captcha of a link": Way(
        recover,
        f"{AGREED}\n tap: yes\n {FORM}\n person: A7K9X",
        {**ALL, link_mailbox: CaptchaShown(PICTURE, name="Mamá"), answer_link_captcha: Linked("Mamá", 3, 1)},
    ),
    "nationality": Way(choose_nationality, "start\n person: Haití", {**ALL, keep_nationality: True}),
}

SITE = (PortalDown(), PortalChanged("a landmark"), StorageDown())
LETTER = (MailDown(), StorageDown())
FITTING: dict[str, tuple[Outage | StorageDown, ...]] = {
    **dict.fromkeys(("link_mailbox", "verify_identity", "renew_password"), SITE),
    **dict.fromkeys(("begin_agency", "answer_captcha", "open_by_agency"), SITE),
    **dict.fromkeys(("show_captcha", "answer_mailbox_captcha", "answer_link_captcha"), SITE),
    "send_code": LETTER,
    "send_letter": (*LETTER, ChannelDown()),
}
"""What may be down for each effect; for all others it is only the storage."""


def _cases() -> list[Any]:
    """Every way × every effect on it × whatever may be down for it."""
    on_the_way = {
        "sheet": "has_consented record_consent here_and_now link_mailbox",
        "password": "verify_identity renew_password link_mailbox has_nationality",
        "agency": "verify_identity begin_agency answer_captcha open_by_agency",
        "by hand": "here_and_now handover_page remind_of_answer",
        "on a form": "open_form",
        "sent": "send_code check_code send_letter remind_of_answer",
        "refused": "withdraw_consent",
        "captcha": "given show_captcha answer_mailbox_captcha",
        "captcha of a link": "link_mailbox answer_link_captcha",
        "nationality": "here_and_now keep_nationality",
    }
    return [
        pytest.param(way, getattr(effects, effect), outage, id=f"{way}-{effect}-{type(outage).__name__}")
        for way, listed in on_the_way.items()
        for effect in listed.split()
        for outage in FITTING.get(effect, (StorageDown(),))
    ]


@pytest.mark.parametrize(("way", "effect", "outage"), _cases())
async def test_an_outage_at_any_step_keeps_the_place(way: str, effect: Effect, outage: Outage) -> None:
    """The conversation ends as if nothing had been down: the same lines, and no other step done a second time."""
    await keeps_the_place(WAYS[way], effect, outage)


TEAMS = ("asking", "broadcasts", "team")
"""Rooms of effects that the team's dialogs run: see test_team_outages.py."""


def test_no_effect_is_left_out() -> None:
    """Every effect that a way back in may run is met by an outage above. Opening a page is none: the engine does it."""
    covered = {case.values[1].__name__ for case in _cases()}
    others = {f"handlers.effects.{room}" for room in TEAMS}
    everyone = {name for name in effects.__all__ if name.islower() and getattr(effects, name).__module__ not in others}
    assert everyone - covered == {"open_page", "who_runs_this"}


@pytest.mark.parametrize("outage", [PortalDown(), StorageDown()])
async def test_a_page_is_offered_anew_after_an_outage(outage: Outage) -> None:
    """What was typed on the used one is kept nowhere: the question comes again with a fresh page."""
    conversation = await brought(recover, f"{ASKED}\n tap: yes", {renew_password: outage})
    down, again = await conversation.play("page: password=Chicha-2026 name=Mamá")
    assert down == f"({type(outage).__name__})"
    assert "Ahora pon una contraseña nueva." in again
    assert conversation.buttons == {"page", "cancel"}


async def test_several_outages_in_a_row_lose_nothing() -> None:
    """However long it lasts: nothing is asked again, and the next try goes through."""
    down = [PortalDown()] * 5
    conversation = await brought(recover, "start\n tap: yes", {link_mailbox: [*down, USUAL[link_mailbox]]})
    for _ in range(5):
        assert (await conversation.play(FORM))[0] == "(PortalDown)"
    assert "quedó vinculado" in (await conversation.play(FORM))[0]
    assert conversation.done.count("has_consented") == 1
