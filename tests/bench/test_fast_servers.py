"""The fast servers that benches measure against: what the push's benches need of them, and that they tell the truth."""

import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import orjson
import pytest

from bot.bench.outside import NOTICE, FastPortal, FastTelegram
from bot.portal.api import ApiMailbox
from bot.portal.profile import Profile
from buzon.credentials import Credentials, Secret
from handlers.errors import Misconfigured, PortalDown
from sandbox.portal import fast as fast_portal
from sandbox.telegram import fast as fast_telegram
from sandbox.telegram.fast_record import most_within

BOT = "bot123456:" + "a" * 35


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def telegram(http: aiohttp.ClientSession) -> AsyncIterator[FastTelegram]:
    """The Bot API server on a free port, remembering."""
    listening, address = await fast_telegram.serve()
    server = FastTelegram(http, address)
    await server.remember()
    yield server
    listening.close()


@pytest.fixture
async def portal(http: aiohttp.ClientSession) -> AsyncIterator[FastPortal]:
    """The portal on a free port."""
    listening, address = await fast_portal.serve()
    yield FastPortal(http, address)
    listening.close()


async def _send(http: aiohttp.ClientSession, server: FastTelegram, chat_id: int, text: str = "bench-0000007") -> Any:
    """One send; its status and body."""
    body = {"chat_id": chat_id, "text": text}
    async with http.post(f"{server.address}/{BOT}/sendMessage", json=body) as answer:
        return answer.status, orjson.loads(await answer.read()) if answer.status != 502 else await answer.text()


async def test_without_a_word_nothing_is_limited(http: aiohttp.ClientSession, telegram: FastTelegram) -> None:
    """As `bench updates` needs it: any number at once is taken."""
    assert [(await _send(http, telegram, 5))[0] for _ in range(50)] == [200] * 50
    assert (await telegram.counts()).violations == 0


async def test_a_limit_is_enforced_and_counted(http: aiohttp.ClientSession, telegram: FastTelegram) -> None:
    """A chat's sixth message at once is a 429 with the seconds to wait; it is counted and not taken."""
    await telegram.limit(300)
    statuses = [await _send(http, telegram, 5) for _ in range(6)]
    assert [status for status, _ in statuses] == [200] * 5 + [429]
    assert statuses[-1][1]["parameters"] == {"retry_after": 1}
    counts = await telegram.counts()
    assert (counts.taken, counts.too_many, counts.violations) == (5, 1, 1)
    await telegram.limit(None)
    assert (await _send(http, telegram, 5))[0] == 200


async def test_what_was_taken_is_told_per_chat(http: aiohttp.ClientSession, telegram: FastTelegram) -> None:
    """Per chat and in order: when, which number, and whether the text says that it may be a repeat."""
    began = time.monotonic()
    await _send(http, telegram, 5, "bench-0000042")
    await _send(http, telegram, 5, "bench-0000042 (Puede que ya te haya llegado este aviso)")
    await _send(http, telegram, 6, "nada")
    sent = await telegram.sent()
    assert [(one.number, one.marked) for one in sent.chats[5]] == [(42, False), (42, True)]
    assert [(one.number, one.marked) for one in sent.chats[6]] == [(None, False)]
    assert began <= sent.chats[5][0].at <= sent.chats[5][1].at <= time.monotonic()
    assert (sent.max_in_1s, sent.max_in_1s_chat) == (3, 2)


async def test_a_number_is_found_in_a_button(http: aiohttp.ClientSession, telegram: FastTelegram) -> None:
    """The notice's own id is the data of an alert's button."""
    keyboard = {"inline_keyboard": [[{"text": "Abrir", "callback_data": "n:o:318"}]]}
    await http.post(f"{telegram.address}/{BOT}/sendMessage", json={"chat_id": 5, "text": "x", "reply_markup": keyboard})
    assert [one.number for one in (await telegram.sent(number=NOTICE)).chats[5]] == [318]


@pytest.mark.parametrize(
    ("fault", "taken"), [("bad_gateway_rate", 0), ("reset_before_rate", 0), ("reset_after_rate", 1)]
)
async def test_faults_of_the_wire(http: aiohttp.ClientSession, telegram: FastTelegram, fault: str, taken: int) -> None:
    """A 502 is HTML; a reset looks the same before a message was taken and after."""
    await telegram.weather(**{fault: 1.0})
    if fault == "bad_gateway_rate":
        status, said = await _send(http, telegram, 5)
        assert (status, said.startswith("<html>")) == (502, True)
    else:
        with pytest.raises(aiohttp.ClientError):
            await _send(http, telegram, 5)
    sent = await telegram.sent()
    assert (len(sent.times), sent.cut) == (taken, (5,) * taken)


async def test_who_is_gone_hears_nothing(http: aiohttp.ClientSession, telegram: FastTelegram) -> None:
    """A chat that has blocked the bot is a 403, and not taken."""
    await telegram.weather(gone=[5])
    status, said = await _send(http, telegram, 5)
    assert (status, said["error_code"]) == (403, 403)
    assert (await telegram.counts()).gone == 1
    assert (await _send(http, telegram, 6))[0] == 200


async def test_latency_is_the_answers_not_the_messages(http: aiohttp.ClientSession, telegram: FastTelegram) -> None:
    """With a latency the answer comes later; the message was there at once."""
    await telegram.weather(latency=0.1)
    began = time.monotonic()
    await _send(http, telegram, 5)
    assert time.monotonic() - began >= 0.1
    assert (await telegram.sent()).chats[5][0].at - began < 0.1


@pytest.mark.parametrize("weather", [{"latency": -1}, {"bad_gateway_rate": 2}, {"typo": 1}])
async def test_weather_that_makes_no_sense(telegram: FastTelegram, weather: dict[str, Any]) -> None:
    """Is refused, and so is told to whoever runs the bench."""
    with pytest.raises(Misconfigured, match="422"):
        await telegram.weather(**weather)


def test_most_within_a_second() -> None:
    """The window is half open: what is a whole second apart does not count together."""
    assert most_within(1.0, [0.0, 0.5, 1.0, 1.4, 1.6]) == 3
    assert most_within(1.0, []) == 0


def _credentials(user: str) -> Credentials:
    return Credentials(user=Secret(user), password=Secret("clave"))


async def test_the_fast_portal_speaks_the_sandbox_profile(portal: FastPortal) -> None:
    """The product's own door reads it: everybody's notices, and one that is published for one person alone."""
    async with ApiMailbox(Profile.load("sandbox"), base_url=portal.address) as mailbox:
        assert {one.id for one in await mailbox.notices("a", _credentials("u1"))} == set(fast_portal.STANDING)
        began = time.monotonic()
        [published] = await portal.publish(["u1"], subject="CARTA NUEVA")
        assert (published.user, began <= published.at <= time.monotonic()) == ("u1", True)
        seen = await mailbox.notices("a", _credentials("u1"))
        assert [one.subject for one in seen if one.id == published.id] == ["CARTA NUEVA"]
        assert len(await mailbox.notices("b", _credentials("u2"))) == len(fast_portal.STANDING)
    counts = await portal.counts()
    assert (counts.sign_ins, counts.listings, counts.users) == (2, 3, 2)


async def test_the_fast_portal_can_be_down(portal: FastPortal) -> None:
    """A portal that is down cuts connections; its controls still answer."""
    await portal.weather(down=True)
    async with ApiMailbox(Profile.load("sandbox"), base_url=portal.address) as mailbox:
        with pytest.raises(PortalDown):
            await mailbox.notices("a", _credentials("u1"))
        await portal.weather()
        await mailbox.notices("a", _credentials("u1"))
