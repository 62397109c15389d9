"""The team: who belongs to it, who joins, and what becomes of a try without the right to it."""

from handlers.menu import own_menu
from handlers.speech import Said, Speech, Toast, phrase, say
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
    """Use an invitation up. A member is told that they are one, and gets the team's menu once more."""
    now = scene.world.now()
    invitation = staff.reference(token)
    async with scene.world.database.begin() as connection:
        joined = await staff.join(connection, token, scene.chat.id, now=now)
        if isinstance(joined, Member):
            await audit.record(
                connection,
                at=now,
                chat_id=scene.chat.id,
                action="staff.joined",
                subject=f"staff:{joined.id}",
                details={"role": joined.role.value, "by": joined.invited_by, "invitation": invitation},
                origin=scene.heard.channel,
            )
    if joined is NotInvited.MEMBER:
        known = await member(scene)
        return [Said((phrase("invitation-member"),), menu=own_menu(known.role if known else None))]
    if isinstance(joined, NotInvited):
        await _record_refusal(scene, f"invitation:{invitation}")
        return [say(f"invitation-{joined}")]
    return [Said((phrase(f"staff-welcome-{joined.role}", name=joined.name),), menu=own_menu(joined.role))]


async def refuse(scene: Scene, what: str, *, known: bool = True) -> list[Speech]:
    """A try without the right to it: kept, and answered. Who is not of the team does not learn that there is one."""
    await _record_refusal(scene, what)
    if not known:
        return [Toast(phrase("stale-button"), alert=True)]
    return [say("staff-not-allowed")]


async def _record_refusal(scene: Scene, what: str) -> None:
    async with scene.world.database.begin() as connection:
        await audit.record(
            connection,
            at=scene.world.now(),
            chat_id=scene.chat.id,
            action="staff.refused",
            subject=what[:64],
            origin=scene.heard.channel,
        )
