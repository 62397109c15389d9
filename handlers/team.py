"""The team: who belongs to it, who joins, and what becomes of a try without the right to it."""

from handlers.speech import Speech, Toast, phrase, say
from handlers.world import Scene
from storage import audit, staff
from storage.staff import Member, NotInvited

INVITATION = "equipo-"
"""What a deep link's argument begins with that carries an invitation; at most 64 characters in all (Bot API)."""


async def member(scene: Scene) -> Member | None:
    """Who of the team this is, or None. Asked at every act: whoever is removed can do nothing from that moment on."""
    async with scene.world.database.read() as connection:
        return await staff.of_chat(connection, scene.chat.id)


async def join(scene: Scene, token: str) -> list[Speech]:
    """Use an invitation up."""
    now = scene.world.now()
    async with scene.world.database.begin() as connection:
        joined = await staff.join(connection, token, scene.chat.id, now=now)
        if isinstance(joined, Member):
            await audit.record(
                connection,
                at=now,
                chat_id=scene.chat.id,
                action="staff.joined",
                subject=f"staff:{joined.id}",
                details={"role": joined.role.value, "invited_by": joined.invited_by},
                origin=scene.heard.channel,
            )
    if isinstance(joined, NotInvited):
        return [say(f"invitation-{joined}")]
    return [say(f"staff-welcome-{joined.role}", name=joined.name)]


async def refuse(scene: Scene, what: str, *, known: bool = True) -> list[Speech]:
    """A try without the right to it: kept, and answered. Who is not of the team does not learn that there is one."""
    async with scene.world.database.begin() as connection:
        await audit.record(
            connection,
            at=scene.world.now(),
            chat_id=scene.chat.id,
            action="staff.refused",
            subject=what[:64],
            origin=scene.heard.channel,
        )
    if not known:
        return [Toast(phrase("stale-button"), alert=True)]
    return [say("staff-not-allowed")]
