"""One message into a member's own chat, at once: the broadcast that they want to look at as people will get it."""

from collections.abc import Mapping

from bot.channels.limits import Limits
from bot.channels.messages import Channel, Sent
from bot.channels.rendering import render
from bot.push.pace import Pace
from handlers.speech import Said
from handlers.words import best_language
from storage.staff import Member


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
