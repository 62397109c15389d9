"""One message into a member's own chat, at once: the broadcast that they want to look at as people will get it, or a
file that is to go with it."""

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from bot.channels.limits import Limits
from bot.channels.messages import Channel, Document, Photo, Sent
from bot.channels.rendering import render
from bot.push.pace import Pace
from handlers.speech import Said
from handlers.words import best_language
from storage.staff import Member


@runtime_checkable
class Keeper(Protocol):
    """A channel that takes a file once, and then knows it by a handle: so it goes to thousands without its bytes, and
    is kept nowhere here."""

    async def keep(self, address: str, outgoing: Photo | Document) -> str | None:
        """Send it to this chat; the handle by which it can be sent to any other, None where it was not taken."""


class Teller:
    """Says things to the team outside the outbox, which is for what must arrive."""

    def __init__(self, channels: Mapping[str, tuple[Channel, Limits]], pace: Pace) -> None:
        self._channels = channels
        self._pace = pace

    async def tell(self, member: Member, said: Said) -> bool:
        """Whether the channel took it."""
        if member.channel not in self._channels:
            return False
        channel, limits = self._channels[member.channel]
        for message in render(said, language=best_language(member.language), limits=limits):
            await self._pace.turn(member.channel, member.address)
            if not isinstance(await channel.send(member.address, message), Sent):
                return False
        return True

    def keeps(self, member: Member) -> bool:
        """Whether this member's channel can be given files."""
        return self._keeper(member) is not None

    async def keep(self, member: Member, outgoing: Photo | Document) -> str | None:
        """Its handle in the member's own channel: they see what they have put to their broadcast, and a platform tells
        the handle of a file to nobody but whom it was sent by. None where the channel did not take it."""
        keeper = self._keeper(member)
        if keeper is None:
            return None
        await self._pace.turn(member.channel, member.address)
        return await keeper.keep(member.address, outgoing)

    def _keeper(self, member: Member) -> Keeper | None:
        channel, _ = self._channels.get(member.channel, (None, None))
        return channel if isinstance(channel, Keeper) else None
