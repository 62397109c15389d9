"""The nationality that a person lets us keep, for general messages that are for one country alone."""

from buzon.identity import is_country
from handlers.world import Scene
from storage import audit, chats


async def has_nationality(scene: Scene) -> bool:
    """Whether one is kept: then there is nothing to offer."""
    async with scene.world.database.read() as connection:
        chat = await chats.get(connection, scene.household)
    return chat is not None and chat.nationality is not None


async def keep_nationality(scene: Scene, code: str) -> bool:
    """Keep it (ISO 3166-1 alpha-2): they have said yes to this very thing. False where there is no such country, or
    the consent to keep anything at all has ended."""
    if scene.chat.consent_version is None or not is_country(code):
        return False
    await _set(scene, code, "chat.nationality-kept")
    return True


async def forget_nationality(scene: Scene) -> None:
    """Keep none any more."""
    await _set(scene, None, "chat.nationality-forgotten")


async def _set(scene: Scene, code: str | None, action: str) -> None:
    """A repeat changes nothing. On record is that they agreed, not to which country."""
    world = scene.world
    async with world.database.begin() as connection:
        before = await chats.get(connection, scene.household)
        if before is None or before.nationality == code:
            return
        await chats.set_nationality(connection, scene.household, code)
        await audit.record(
            connection,
            at=world.now(),
            chat_id=scene.chat.id,
            action=action,
            subject=f"chat:{scene.chat.id}",
            origin=scene.heard.channel,
        )
