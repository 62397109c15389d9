"""A picture or document that somebody sent into one channel, on its way into another: fetched there, sent here.

The last few are kept in memory, since a broadcast's goes to thousands.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace

from bot.channels.limits import Limits
from bot.channels.messages import Channel, Document, Outgoing
from bot.channels.rendering import render
from handlers.speech import Kept, Said, Shown

_MOST = 4
_NAMES = ((b"%PDF-", "documento.pdf"), (b"\x89PNG", "imagen.png"), (b"\xff\xd8\xff", "imagen.jpg"))


class Carrying:
    """Renders what is said, with files of other channels fetched."""

    def __init__(self, channels: Mapping[str, tuple[Channel, Limits]]) -> None:
        self._channels = channels
        self._held: OrderedDict[tuple[str, str], bytes] = OrderedDict()

    async def rendered(self, said: Said, *, language: str, limits: Limits) -> list[Outgoing]:
        """The messages in this channel. Raises ChannelDown, FileTooLarge where a file can't be had."""
        picture = said.picture
        if not isinstance(picture, Kept) or limits.channel in dict(picture.handles):
            return render(said, language=language, limits=limits)
        content = await self._content(picture)
        if content is None:
            return render(replace(said, picture=None), language=language, limits=limits)
        if picture.kind == "photo":
            return render(replace(said, picture=Shown(content)), language=language, limits=limits)
        name = next((name for sign, name in _NAMES if content.startswith(sign)), "documento")
        words = render(replace(said, picture=None), language=language, limits=limits) if said.lines else []
        return [Document(name, content, shared=True), *words]

    async def _content(self, picture: Kept) -> bytes | None:
        """The file from whichever channel has it and is open."""
        for name, handle in picture.handles:
            if name in self._channels:
                if (name, handle) not in self._held:
                    self._held[name, handle] = await self._channels[name][0].fetch(handle)
                    while len(self._held) > _MOST:
                        self._held.popitem(last=False)
                return self._held[name, handle]
        return None
