"""What a chat has done, on record: counted by chat, for nothing is kept that tells whose data they were."""

from datetime import timedelta

from handlers.world import Scene
from storage import audit


async def record_act(scene: Scene, action: str) -> None:
    """Write down that this chat did it."""
    world = scene.world
    async with world.database.begin() as connection:
        await audit.record(
            connection, at=world.now(), chat_id=scene.chat.id, action=action, subject=f"chat:{scene.chat.id}"
        )


async def count_acts(scene: Scene, action: str, *, within: timedelta) -> int:
    """How often this chat did it, in the time up to now."""
    since = scene.world.now() - within
    async with scene.world.database.read() as connection:
        return await audit.count_since(connection, action=action, subject=f"chat:{scene.chat.id}", since=since)
