"""A team at its help desk: a group of members and strangers, and the wire that carries what waits in the outbox."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count

from bot.channels import limits
from bot.channels.messages import Attached, Failed, Gone, Message, Outcome, Outgoing, React, Sent
from bot.channels.rendering import render
from bot.metrics import Metrics
from bot.push.deliver import Deliver
from bot.push.gates import LocalGates
from bot.push.pace import Pace, Rate
from handlers.speech import Heard, Media, Tap, Text, What
from storage import outbox
from tests.handlers.parlour import Parlour
from tests.handlers.person import Heeded
from tests.handlers.transcript import plain

GROUP = "-400"


@dataclass(frozen=True)
class Posted:
    """One message as its chat shows it."""

    number: int
    address: str
    outgoing: Outgoing

    @property
    def text(self) -> str:
        return plain(self.outgoing.markup) if isinstance(self.outgoing, Message | Attached) else ""

    @property
    def buttons(self) -> dict[str, str]:
        """Label → data."""
        rows = self.outgoing.keyboard if isinstance(self.outgoing, Message | Attached) else ()
        return {key.label: getattr(key.does, "data", "") for row in rows for key in row}


@dataclass
class Wire:
    """A channel of the test's own: whoever is in `gone` has blocked us, `refuses` says why a chat takes nothing."""

    name: str = "telegram"
    gone: set[str] = field(default_factory=set)
    refuses: dict[str, str] = field(default_factory=dict)
    posted: list[Posted] = field(default_factory=list)
    numbers: "count[int]" = field(default_factory=lambda: count(5_000))

    async def send(self, address: str, outgoing: Outgoing, *, delivery: int | None = None) -> Outcome:
        if address in self.gone:
            return Gone()
        if address in self.refuses:
            return Failed(self.refuses[address])
        self.posted.append(Posted(next(self.numbers), address, outgoing))
        return Sent(self.posted[-1].number)

    async def fetch(self, file: str) -> bytes:
        raise NotImplementedError


@dataclass
class Colleague:
    """Somebody in a group, by the address of their own chat."""

    office: "Office"
    address: str

    async def say(self, text: str, *, reply_to: Posted | int | None = None) -> Heeded:
        return await self.does(Text(text), reply_to=reply_to)

    async def show(self, kind: str, file: str | None, *, caption: str = "", reply_to: Posted | None = None) -> Heeded:
        return await self.does(Media(kind, file, 1, caption), reply_to=reply_to)

    async def tap(self, posted: Posted, label: str) -> Heeded:
        return await self.does(Tap(posted.buttons[label], "q"), message=posted.number)

    async def does(
        self,
        what: What,
        *,
        reply_to: Posted | int | None = None,
        reply_data: str = "",
        message: int | None = None,
        group: str = GROUP,
    ) -> Heeded:
        number = next(self.office.updates)
        self.office.last = Heard(
            "telegram",
            group,
            what,
            update=number,
            message=message or number,
            language="es",
            private=False,
            sender=self.address,
            reply_to=reply_to.number if isinstance(reply_to, Posted) else reply_to,
            reply_data=reply_data,
        )
        return await self.office.hear(self.office.last)


@dataclass
class Office:
    """The group and the post. `last` is what was heard last in the group."""

    parlour: Parlour
    wire: Wire
    deliver: Deliver
    updates: "count[int]" = field(default_factory=lambda: count(9_000))
    last: Heard | None = None

    def member(self, address: str) -> Colleague:
        return Colleague(self, address)

    async def again(self) -> Heeded:
        """The last thing of the group once more, as a platform repeats it."""
        assert self.last
        return await self.hear(self.last)

    async def hear(self, heard: Heard) -> Heeded:
        reply = await self.parlour.desk.hear(heard)
        assert reply.chat is None
        sent = [
            one
            for speech in reply.speeches
            for one in render(speech, language=reply.language, limits=limits.TELEGRAM, heard=heard.what)
        ]
        return Heeded(reply.speeches, tuple(sent), reply.language)

    async def carried(self) -> list[Posted]:
        """Send whatever is due, and what comes of that; gives what was posted, in order."""
        before = len(self.wire.posted)
        world = self.parlour.world
        while True:
            async with world.database.read() as connection:
                due = await outbox.due_chats(connection, now=world.now(), limit=100)
            if not due:
                return self.wire.posted[before:]
            for chat_id in due:
                await self.deliver.drain(chat_id)

    async def one(self) -> Posted:
        """The only message that is due."""
        (posted,) = await self.carried()
        return posted


@asynccontextmanager
async def opened(parlour: Parlour) -> AsyncGenerator[Office]:
    """The office of a parlour."""
    pace = Pace(LocalGates(), {"telegram": Rate(10_000, 10_000)}, Metrics())
    wire = Wire()
    deliver = Deliver(parlour.world, {"telegram": (wire, limits.TELEGRAM)}, pace, Metrics())
    yield Office(parlour, wire, deliver)
    deliver.stop()
    await deliver.close()
    await pace.close()


def reactions(heeded: Heeded) -> Sequence[str]:
    """The signs that were put under messages."""
    return [one.emoji for one in heeded.sent if isinstance(one, React)]
