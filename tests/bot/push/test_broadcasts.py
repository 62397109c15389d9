"""The worker's part in a broadcast: it begins in its hour, is shown to its end, and told to author and approver."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from bot.channels import limits
from bot.channels.messages import Message, Outcome, Outgoing, Sent
from bot.metrics import Metrics
from bot.push.broadcasts import Broadcasts
from bot.push.deliver import Deliver
from bot.push.gates import LocalGates
from bot.push.pace import Pace, Rate
from handlers.words import LIMA
from storage import broadcast_sending, broadcasts, chats, staff
from storage.audience import Audience
from storage.broadcasts import Broadcast, Content
from storage.tables import BroadcastState, StaffRole
from tests.handlers.parlour import Parlour

SHOWN_AS = 77


@dataclass
class Phones:
    """A channel of the test's own: everything that was sent, with its address."""

    name: str = "telegram"
    sent: list[tuple[str, Outgoing]] = field(default_factory=list)

    async def send(self, address: str, outgoing: Outgoing, *, delivery: int | None = None) -> Outcome:
        self.sent.append((address, outgoing))
        return Sent(1)

    async def fetch(self, file: str) -> bytes:
        raise NotImplementedError

    def texts(self, address: str) -> list[str]:
        return [out.markup for to, out in self.sent if to == address and isinstance(out, Message)]


@dataclass
class Worker:
    """One worker over the parlour's world."""

    parlour: Parlour
    phones: Phones
    broadcasts: Broadcasts
    deliver: Deliver

    async def people(self, count: int) -> list[int]:
        async with self.parlour.world.database.begin() as connection:
            now = self.parlour.clock.now()
            return [(await chats.ensure(connection, "telegram", f"p{n}", now=now)).id for n in range(count)]

    async def approved(self, *, urgent: bool = False, by: int | None = None) -> int:
        now = self.parlour.clock.now()
        async with self.parlour.world.database.begin() as connection:
            number = await broadcasts.create(
                connection,
                content=Content({"es": "Cambia el *horario*"}),
                audience=Audience(),
                urgent=urgent,
                author=by,
                now=now,
            )
            await broadcasts.submit(connection, number, now=now)
            await broadcasts.approve(connection, number, approver=by, due_at=now, now=now)
        return number

    async def get(self, number: int) -> Broadcast:
        async with self.parlour.world.database.read() as connection:
            found = await broadcasts.get(connection, number)
        assert found is not None
        return found


@pytest.fixture
async def worker(parlour: Parlour) -> Worker:
    phones, pace = Phones(), Pace(LocalGates(), {"telegram": Rate(10_000, 10_000)}, Metrics())
    channels = {"telegram": (phones, limits.TELEGRAM)}
    return Worker(
        parlour,
        phones,
        Broadcasts(parlour.world, channels, pace, Metrics()),
        Deliver(parlour.world, channels, pace, Metrics()),
    )


async def test_progress_is_shown_until_the_end_and_the_end_is_reported(worker: Worker) -> None:
    """The approver's message is edited, the last time when all is through; the report comes as a message of its own."""
    people = await worker.people(3)
    world = worker.parlour.world
    async with world.database.begin() as connection:
        chief = await chats.ensure(connection, "telegram", "chief", now=world.now())
        token = await staff.invite(connection, name="Rosa", role=StaffRole.APPROVER, invited_by=None, now=world.now())
        member = await staff.join(connection, token, chief.id, now=world.now())
    assert isinstance(member, staff.Member)
    number = await worker.approved(by=member.id, urgent=True)
    async with world.database.begin() as connection:
        await broadcast_sending.show(connection, number, chat_id=chief.id, message=SHOWN_AS, now=world.now())
    for _ in range(4):
        await worker.broadcasts.tick()
        for chat_id in (*people, chief.id):
            await worker.deliver.drain(chat_id)
    assert (await worker.get(number)).report == {"sent": 4}
    shown = [
        out for to, out in worker.phones.sent if to == "chief" and isinstance(out, Message) and out.edit == SHOWN_AS
    ]
    assert "terminó" in shown[-1].markup
    assert "100 %" in shown[-1].markup
    assert "Enviados: <b>4</b> de 4" in worker.phones.texts("chief")[-1]
    assert all(len(worker.phones.texts(f"p{n}")) == 1 for n in range(3))
    assert "<b>horario</b>" in worker.phones.texts("p0")[0]


@pytest.mark.parametrize(("hour", "goes"), [(7, False), (8, True), (20, True), (21, False), (2, False)])
async def test_nobody_is_woken_for_what_is_not_urgent(worker: Worker, hour: int, goes: bool) -> None:
    """Between nine in the evening and eight in the morning, Lima, only what is marked urgent goes."""
    await worker.people(2)
    worker.parlour.clock.instant = datetime(2026, 12, 4, hour, 30, tzinfo=LIMA)
    plain = await worker.approved()
    await worker.broadcasts.tick()
    assert ((await worker.get(plain)).state is BroadcastState.RUNNING) is goes
    urgent = await worker.approved(urgent=True)
    await worker.broadcasts.tick()
    assert (await worker.get(urgent)).state is BroadcastState.RUNNING


async def test_who_opts_out_while_in_line_is_let_be(worker: Worker) -> None:
    """It is asked when the message is about to leave, and counted by its own name."""
    first, second = await worker.people(2)
    number = await worker.approved(urgent=True)
    await worker.broadcasts.tick()
    async with worker.parlour.world.database.begin() as connection:
        await chats.want_broadcasts(connection, second, wanted=False, now=worker.parlour.world.now())
    for chat_id in (first, second):
        await worker.deliver.drain(chat_id)
    worker.parlour.clock.instant += timedelta(seconds=1)
    for _ in range(2):
        await worker.broadcasts.tick()
    assert (await worker.get(number)).report == {"sent": 1, "opted-out": 1}
    assert worker.phones.texts("p1") == []
