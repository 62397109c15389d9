"""How often somebody may be wrong about a code that another chat gave, of whatever kind it is."""

from datetime import timedelta

from handlers.effects.acts import count_acts, record_act
from handlers.world import Scene

TRIES = 5
TRIES_WITHIN = timedelta(hours=1)
"""Wrong codes, per chat: after so many no code is looked at, not even a right one."""

_REFUSED = "pairing.refused"


async def may_try(scene: Scene) -> bool:
    """Whether a code of this chat's is looked at."""
    return await count_acts(scene, _REFUSED, within=TRIES_WITHIN) < TRIES


async def wrong_code(scene: Scene) -> None:
    """This one was wrong."""
    await record_act(scene, _REFUSED)
