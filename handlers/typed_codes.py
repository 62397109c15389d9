"""A code that somebody writes without a word: which kind it is, and so which dialog it begins."""

from handlers.effects.codes import may_try, wrong_code
from handlers.effects.pairing import NotShared, look_at_code
from handlers.questions.human import OWN_WORDS
from handlers.questions.passwords import DATA, FREE
from handlers.world import Scene
from storage import codes, watchers
from storage.pairing import NotJoined

_KEEP_OUT = DATA | FREE | OWN_WORDS
"""Questions to which a few letters and figures may be the answer."""


async def typed_code(scene: Scene, text: str, question: str | None) -> tuple[str, str] | None:
    """The dialog that a text begins, and the code that it is. Without its dash it may be a password as well: then only
    one that is good counts."""
    code = codes.read(text)
    if code is None or question in _KEEP_OUT:
        return None
    plain = text.strip().isalnum()
    if await _invites(scene, code, be_it_used=not plain):
        return "watch", code
    if len(scene.world.deep_links) < 2:  # on one channel there is no second chat that a code could be for
        if not plain:
            return "watch", code
        if await may_try(scene):
            await wrong_code(scene)
        return None
    if plain and await look_at_code(scene, code) == NotShared(NotJoined.CODE.value):
        return None
    return "pair", code


async def _invites(scene: Scene, code: str, *, be_it_used: bool) -> bool:
    """Whether the code was made to let somebody watch a mailbox. Who was wrong too often is told nothing of it."""
    world = scene.world
    if not be_it_used and not await may_try(scene):
        return False
    async with world.database.read() as connection:
        if be_it_used:
            return await codes.recall(connection, world.vault, code, kind=watchers.KIND) is not None
        return await codes.find(connection, world.vault, code, kind=watchers.KIND, now=world.now()) is not None
