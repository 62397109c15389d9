"""`/idioma`: the language the bot speaks in this chat, from the next word on."""

from dataclasses import replace

from handlers.speech import Said, Speech, Toast, phrase, press
from handlers.words import LANGUAGES
from handlers.world import Scene
from storage import chats


async def choose_language(scene: Scene, argument: str = "") -> list[Speech]:
    """The languages, each under its own name."""
    rows = tuple((press(f"language-{code}", f"l:{code}"),) for code in LANGUAGES)
    return [Said((phrase("choose-language"),), rows)]


async def set_language(scene: Scene, argument: str) -> list[Speech]:
    """Switch at once; the answer is already in the new language."""
    if argument not in LANGUAGES:
        return [Toast(phrase("stale-button"), alert=True)]
    async with scene.world.database.begin() as connection:
        await chats.set_language(connection, scene.chat.id, argument)
    return [Said((phrase("language-set"),), (), scene.heard.message)]


def in_language(scene: Scene, argument: str) -> Scene:
    """The scene after the switch, for whoever renders the answer."""
    return replace(scene, language=argument) if argument in LANGUAGES else scene
