"""An invitation into the team."""

from dataclasses import dataclass
from datetime import datetime

from handlers import membership
from handlers.dialog import storable
from handlers.membership import Actor, Invited
from handlers.world import Scene
from storage import staff
from storage.tables import StaffRole


@storable
@dataclass(frozen=True, slots=True)
class InvitationMade:
    """The link that opens the bot's chat with the invitation in it; `until_iso` is when it ends (ISO, UTC)."""

    link: str
    until_iso: str
    operator: str

    @property
    def until(self) -> datetime:
        """When it ends."""
        return datetime.fromisoformat(self.until_iso)


@storable
@dataclass(frozen=True, slots=True)
class NotAllowed:
    """Whoever asks does not administer the team (any more)."""


async def invite_member(scene: Scene, role: str, name: str) -> InvitationMade | NotAllowed:
    """Make an invitation. A repeat makes another, and the one that nobody was told ends by itself."""
    world = scene.world
    async with world.database.begin() as connection:
        member = await staff.of_chat(connection, scene.chat.id)
        if member is None:
            return NotAllowed()
        by = Actor(scene.heard.channel, scene.chat.id, member.id)
        made = await membership.invite(connection, name=name, role=StaffRole(role), by=by, now=world.now())
    if not isinstance(made, Invited):
        return NotAllowed()
    return InvitationMade(world.team.invitation_url(made.token), made.until.isoformat(), world.operator.name)
