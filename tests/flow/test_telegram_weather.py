"""Telegram in bad weather, and what odd things it brings: limits, faults, repeats, groups, updates of unknown kinds."""

from typing import Any

import pytest
from sqlalchemy import select

from storage.tables import chats, inbox
from tests.flow.town import ALERT, REPEATED, Phone, Town, until

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.telegram_only("Telegram's weather: WhatsApp's is in test_whatsapp.py"),
]


async def refusals(town: Town) -> int:
    """How many 429s the Bot API server has given."""
    count: int = (await town.control("GET", "/telegram/counts"))["too_many_requests"]
    return count


async def test_a_429_is_obeyed(town: Town) -> None:
    """Told to wait a second it waits that second, asks once more, and the answer arrives."""
    phone = await town.phone()
    before = await refusals(town)
    await town.telegram_faults(retry_after=1)
    await phone.write("/ayuda")

    async def refused() -> bool:
        return await refusals(town) > before

    await until(refused, "a 429")
    await town.telegram_faults(retry_after=None)
    await phone.sees("Te aviso cuando llega algo")
    assert await refusals(town) - before == 1


async def test_alerts_over_the_limit_arrive_all_and_once(town: Town) -> None:
    """A house that sends faster than Telegram takes is slowed down by it: six alerts at once are six alerts."""
    phone = await town.linked("sofia")
    before = await refusals(town)
    await town.control("PATCH", "/telegram/limits", {"enforce": True, "chat_per_second": 3, "chat_burst": 2})
    for _ in range(6):
        await town.publish("sofia", pdf=False)
    await phone.looked(times=2)

    async def all_there() -> bool:
        return len(await phone.alerts()) >= 6

    await until(all_there, "six alerts", seconds=20)
    await phone.looked()
    alerts = await phone.alerts()
    assert len(alerts) == 6
    assert not any(REPEATED in alert["text"] for alert in alerts), "a refused try is no repeat"
    assert await refusals(town) > before


@pytest.mark.parametrize(
    "faults",
    [{"html_502": True}, {"server_error_rate": 1.0}, {"reset_before_rate": 1.0}],
    ids=["a 502 with a page", "a 500", "a reset before"],
)
async def test_a_fault_delays_the_answer_and_no_more(town: Town, faults: dict[str, Any]) -> None:
    """The answer to what was heard is tried again until Telegram takes it: it arrives, once."""
    phone = await town.phone()
    await town.telegram_faults(**faults)
    await phone.write("/ayuda")
    tried = 'outcome="unreachable"'

    async def failed() -> bool:
        return tried in town.house.metrics.exposition().decode()

    await until(failed, "a send that failed")
    await town.fair_weather()
    await phone.sees("Te aviso cuando llega algo")
    await phone.answered()
    assert len([one for one in await phone.messages() if "Te aviso cuando" in one["text"]]) == 1


async def test_a_reset_after_the_message_was_taken_may_repeat_it_but_loses_nothing(town: Town) -> None:
    """Nobody can tell a reset before from a reset after: so at least once."""
    phone = await town.phone()
    await town.telegram_faults(reset_after_rate=0.3)
    for _ in range(3):
        await phone.write("/ayuda")
    await phone.sees("Te aviso cuando llega algo", after=0, seconds=40)  # polls that fail are put off, too
    await town.fair_weather()

    async def three() -> bool:
        return len([one for one in await phone.messages() if "Te aviso cuando" in one["text"]]) >= 3

    await until(three, "three answers", seconds=40)


async def test_a_repeated_update_changes_nothing(town: Town) -> None:
    """Telegram delivers again what it thinks was lost: the second time nothing is said and nothing is done."""
    phone = await town.phone()
    await phone.agree()
    await phone.write("sí")
    await phone.sees("Toca el botón")
    await phone.answered()
    said = await phone.messages()
    await town.control("POST", "/telegram/repeat-last", {"person": phone.number})
    await phone.answered()
    await phone.write("/ayuda")
    await phone.sees("Te aviso cuando llega algo")
    assert len(await phone.messages()) == len(said) + 1


@pytest.mark.parametrize(
    "raw",
    [
        {"poll": {"in": "a shape that the library does not know"}},
        {"message": {"text": "without anything that a message must have"}},
        {"something_new": {"of": ["next", "year"]}},
        {"edited_message": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "x"}},
        {},
    ],
)
async def test_an_update_of_an_unknown_kind_is_passed_over(town: Town, raw: dict[str, Any]) -> None:
    """What nobody here knows is confirmed and forgotten, once; what comes with it and after it is answered."""
    phone = await town.phone()
    await phone.ask("POST", "/messages", {"raw": raw})
    await phone.write("/ayuda")
    await phone.sees("Te aviso cuando llega algo")
    assert len(await phone.messages()) == 1


async def test_a_group_is_declined(town: Town) -> None:
    """Added to a group it says why it talks in private only, and leaves; nobody of the group is kept."""
    phone = await town.phone()
    group = (await town.control("POST", "/telegram/groups", {"title": "Familia", "members": [phone.number]}))["id"]

    async def left() -> list[dict[str, Any]]:
        calls = (await town.control("GET", "/telegram/counts"))["calls"]
        found: list[dict[str, Any]] = (await town.control("GET", f"/telegram/groups/{-group}/chat"))["messages"]
        return found if calls.get("leaveChat") else []

    said = await until(left, "leaving the group")
    assert any("solo hablo en privado" in one["text"] for one in said)
    assert await town.rows(select(chats.c.id).where(chats.c.address == str(group))) == []


async def test_ten_people_at_once_each_get_their_own(town: Town) -> None:
    """Answers of one chat come in its order, whatever the others do."""
    phones: list[Phone] = [await town.phone() for _ in range(10)]
    for words in ("/ayuda", "/privacidad", "xyzzy"):
        for phone in phones:
            await phone.write(words)
    for phone in phones:
        await phone.answered()
        heads = [one["text"][:10] for one in await phone.messages()]
        assert heads == ["Te aviso c", "🔐 Tus dato", "Perdona, n"]
    assert await town.rows(select(inbox.c.update_id).where(inbox.c.done_at.is_(None))) == []


async def test_alerts_and_answers_share_the_weather(town: Town) -> None:
    """An alert that meets a 502 is put off and arrives once the weather is fair."""
    phone = await town.linked("mateo")
    await town.telegram_faults(html_502=True)
    await town.publish("mateo", pdf=False)

    async def tried() -> bool:
        return 'buzon_sends_total{channel="telegram",outcome="unreachable"}' in town.house.metrics.exposition().decode()

    await until(tried, "an alert that failed")
    await phone.town.fair_weather()
    await phone.sees(ALERT)
