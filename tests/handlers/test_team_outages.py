"""The storage is down while the team works, or while somebody asks it: whoever it is keeps their place and goes on."""

from typing import Any

import pytest

from handlers import effects
from handlers.ask_human import ask_human
from handlers.broadcast_writing import choose_time, write_broadcast
from handlers.effects import (
    Asked,
    Saved,
    approve_at,
    as_set,
    ask_team,
    given,
    has_media,
    is_evening,
    look_at_desk,
    save_broadcast,
    who_runs_this,
)
from handlers.effects.asking import Desk
from handlers.effects.team import InvitationMade, invite_member
from handlers.invite import invite
from handlers.world import Operator
from storage.errors import StorageDown
from tests.handlers.outages import Effect, Way, keeps_the_place
from tests.handlers.test_recovery_outages import TEAMS

MADE = InvitationMade("https://t.me/BuzonBot?start=equipo-x", "2026-12-04T15:00:00+00:00", "Casa Amiga")
WAYS = {
    "new broadcast": Way(
        write_broadcast,
        "start\n person: Mañana no hay atención\n person: No service tomorrow",
        {given: "", as_set: ["Mañana no hay atención", "No service tomorrow"], save_broadcast: Saved(7)},
    ),
    "broadcast changed": Way(
        write_broadcast, "start\n tap: keep-it\n tap: keep-it", {given: "7", has_media: True, save_broadcast: Saved(7)}
    ),
    "broadcast time": Way(
        choose_time, "start\n person: mañana 9:00", {given: "7:123", is_evening: False, approve_at: Saved(7)}
    ),
    "invitation": Way(invite, "start\n tap: writer\n person: Rosa", {invite_member: MADE}),
    "question": Way(
        ask_human,
        "start\n tap: yes\n person: ¿A qué hora abren?",
        {given: "", look_at_desk: Desk(True, 0, 1), ask_team: Asked(1, "")},
    ),
    "nobody there": Way(
        ask_human, "start", {given: "", look_at_desk: Desk(False, 0, 0), who_runs_this: Operator("Casa Amiga")}
    ),
}


def _cases() -> list[Any]:
    """Every way × every effect on it: what all of them need is the storage."""
    return [
        pytest.param(way, effect, id=f"{name}-{effect.__name__}")
        for name, way in WAYS.items()
        for effect in way.comes_to
    ]


@pytest.mark.parametrize(("way", "effect"), _cases())
async def test_an_outage_at_any_step_keeps_the_place(way: Way, effect: Effect) -> None:
    """The conversation ends as if nothing had been down: the same lines, and no other step done a second time."""
    await keeps_the_place(way, effect, StorageDown())


def test_no_effect_is_left_out() -> None:
    """Every effect of the team's dialogs, and of asking it, is met by an outage above."""
    covered = {case.values[1] for case in _cases()}
    rooms = {f"handlers.effects.{room}" for room in TEAMS}
    everyone = {getattr(effects, name) for name in effects.__all__ if name.islower()} | {invite_member}
    assert {effect for effect in everyone if effect.__module__ in rooms} <= covered
