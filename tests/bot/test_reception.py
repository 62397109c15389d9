"""How long the reception insists: an answer until it is taken, a file not for ever, a page waits for neither."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from bot.channels import limits
from bot.channels.messages import Document, Message, Outcome, Outgoing, Sent, Unreachable
from bot.metrics import Metrics
from bot.push.gates import LocalGates
from bot.push.pace import Pace, Rate
from bot.reception import Reception
from buzon.credentials import Secret
from handlers.speech import Form, Heard, Tap, Text
from sandbox.portal import Kind
from storage.database import Database
from tests.handlers.parlour import Parlour


@dataclass
class Weather:
    """A channel of the test's own: out until it is `clear`, for files for ever; what it took is in `taken`."""

    name: str = "telegram"
    clear: asyncio.Event = field(default_factory=asyncio.Event)
    files_pass: bool = True
    tries: int = 0
    taken: list[Outgoing] = field(default_factory=list)

    async def send(self, address: str, outgoing: Outgoing, *, delivery: int | None = None) -> Outcome:
        self.tries += 1
        if not self.clear.is_set() or (isinstance(outgoing, Document) and not self.files_pass):
            return Unreachable()
        self.taken.append(outgoing)
        return Sent(1)

    @property
    def said(self) -> str:
        return "\n".join(one.markup for one in self.taken if isinstance(one, Message))


@pytest.fixture
def weather() -> Weather:
    return Weather()


@pytest.fixture
async def reception(parlour: Parlour, weather: Weather) -> AsyncIterator[Reception]:
    database: Database = parlour.world.database
    made = Reception(
        parlour.desk,
        parlour.turns,
        database,
        channels={"telegram": (weather, limits.TELEGRAM)},
        pace=Pace(LocalGates(), {"telegram": Rate(10_000, 10_000)}, Metrics()),
        metrics=Metrics(),
        pauses=(0.001,) * 9,
    )
    yield made
    await made.drain(1)


async def test_an_answer_is_tried_until_it_is_taken(reception: Reception, weather: Weather, parlour: Parlour) -> None:
    """However long the channel is out: the update stays open, and its answer arrives when the channel is back."""
    await reception.take([Heard("telegram", "1", Text("/ayuda"), 1, 1)])
    while weather.tries < 100:
        await asyncio.sleep(0)
    assert [number for number, _ in await parlour.turns.unanswered("telegram")] == [1]
    weather.clear.set()
    await reception.drain(5)
    assert "Te aviso cuando llega algo" in weather.said
    assert await parlour.turns.unanswered("telegram") == []


async def test_a_file_that_does_not_go_through_is_given_up_and_said(
    reception: Reception, weather: Weather, parlour: Parlour
) -> None:
    """Its chat does not wait for ever: after the last pause the person is told how to get it."""
    person = await parlour.linked("maria")
    parlour.portal.publish("maria", Kind.REMEDY, pdf=True)
    await person.write("/notificaciones")
    weather.clear.set()
    weather.files_pass = False
    data = person.shown["Abrir 1"].replace("n:o:", "n:y:")
    await reception.take([Heard("telegram", person.last.address, Tap(data, "q"), 7_000, 1)])
    await reception.drain(5)
    assert "SIMULACIÓN" in weather.said
    assert "No pude enviarte el archivo" in weather.said
    assert await parlour.turns.unanswered("telegram") == []


async def test_a_page_does_not_wait_for_the_channel(reception: Reception, weather: Weather) -> None:
    """Who posted the one-time page learns the outcome at once; the chat hears it when the channel is back."""
    form = Form("link", {"user": Secret("x"), "password": Secret("y"), "name": Secret("")})
    reply = await asyncio.wait_for(reception.converse(Heard("telegram", "1", form)), 5)
    assert reply.speeches
    assert weather.taken == []
    weather.clear.set()
    await reception.drain(5)
    assert "Esta página ya no hace falta" in weather.said
