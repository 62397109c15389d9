"""Updates by webhook: the same journeys, and a door that opens to Telegram alone."""

import json
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from sqlalchemy import func, select

from bot.web import webhook
from storage.tables import inbox
from tests.flow.town import ALERT, TOKEN, Town, opened, until

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.telegram_only("Telegram's webhook")]

SECRET = "only-Telegram-and-we-know-it_0000000000"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
_numbers = iter(range(5_000_001, 6_000_000))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """A house that Telegram calls, under an address that must be known before it opens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        place = f"127.0.0.1:{taken.getsockname()[1]}"
    hooked = {"telegram_updates": "webhook", "telegram_webhook_secret": SECRET}
    async with opened(
        tmp_path_factory.mktemp("house"), listen=place, public_url=f"http://{place}", **hooked
    ) as town:  # fmt: skip

        async def announced() -> bool:
            return bool((await webhook_info(town))["url"])

        await until(announced, "the webhook to be set")
        yield town


async def webhook_info(town: Town) -> dict[str, Any]:
    """What Telegram knows of the webhook."""
    async with town.http.get(f"{town.world.telegram}/bot{TOKEN}/getWebhookInfo") as answer:
        found: dict[str, Any] = (await answer.json())["result"]
        return found


async def deliver(town: Town, body: bytes, *, secret: str | None = SECRET) -> int:
    """Knock as Telegram does; gives the status."""
    headers = {"Content-Type": "application/json"} | ({} if secret is None else {HEADER: secret})
    url = f"{town.house.address}{webhook.PATH}"
    async with aiohttp.ClientSession() as http, http.post(url, data=body, headers=headers) as answer:
        return answer.status


def message_of(number: int, text: str) -> bytes:
    """An update with a message of this person."""
    person = {"id": number, "is_bot": False, "first_name": "Yuleisy", "language_code": "es"}
    message = {"message_id": 1, "date": 1, "chat": {"id": number, "type": "private"}, "from": person, "text": text}
    return json.dumps({"update_id": next(_numbers), "message": message}).encode()


async def test_the_journey_works_by_webhook(town: Town) -> None:
    """Agree, link, be alerted, open: over pushed updates, in the chat's order."""
    phone = await town.linked("maria")
    await town.publish("maria", "demand", pdf=True)
    await phone.tap(await phone.sees(ALERT), "Abrir")
    await phone.tap(await phone.sees("Antes de abrir"), "Sí, abrir")
    await phone.sees(".pdf")
    info = await webhook_info(town)
    assert info["url"] == f"{town.house.address}{webhook.PATH}"
    assert info["pending_update_count"] == 0
    assert "last_error_message" not in info


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET[:-1], SECRET + "0", SECRET.lower(), "ñ"])
async def test_nobody_enters_without_the_secret(town: Town, secret: str | None) -> None:
    """Anyone can find the address; without the header nothing is even read."""
    phone = await town.phone()
    assert await deliver(town, message_of(phone.number, "/ayuda"), secret=secret) == 401
    await phone.answered()
    assert await phone.messages() == []


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"{", b"\xff\xfe", b'{"message": 1}', b"{}"])
async def test_garbage_is_refused(town: Town, body: bytes) -> None:
    """What is no update is answered 400 and kept nowhere, even from one who knows the secret."""
    kept = select(func.count().label("rows")).select_from(inbox)
    (before,) = await town.rows(kept)
    assert await deliver(town, body) == 400
    (after,) = await town.rows(kept)
    assert after.rows == before.rows


async def test_a_flood_is_cut_off(town: Town) -> None:
    """Two megabytes are no update of Telegram's: the door closes before they are read."""
    assert await deliver(town, b" " * 2_000_000) == 413


async def test_only_post_is_answered(town: Town) -> None:
    """A browser that finds the address finds nothing."""
    async with aiohttp.ClientSession() as http, http.get(f"{town.house.address}{webhook.PATH}") as answer:
        assert answer.status == 405


async def test_the_same_update_twice_is_answered_once(town: Town) -> None:
    """Telegram repeats what was not confirmed in time; both are confirmed, one is answered."""
    phone = await town.phone()
    update = message_of(phone.number, "/ayuda")
    assert [await deliver(town, update) for _ in range(3)] == [200, 200, 200]
    await phone.sees("Te aviso cuando llega algo")
    await phone.answered()
    assert len(await phone.messages()) == 1


@pytest.mark.parametrize("body", [{"something_new": {}}, {"poll": {"in": "a shape that the library does not know"}}])
async def test_an_update_that_nobody_here_knows_is_confirmed(town: Town, body: dict[str, Any]) -> None:
    """Else Telegram would repeat it for a day, and hold back what comes after it."""
    assert await deliver(town, json.dumps({"update_id": next(_numbers)} | body).encode()) == 200


async def test_what_cannot_be_kept_is_not_confirmed(town: Town) -> None:
    """The database is away: 503, so Telegram repeats the update, and it is answered once the database is back."""
    phone = await town.phone()
    database = Path(town.settings.database_url.partition("///")[2])
    away = database.rename(database.with_name("away.db"))
    assert await deliver(town, message_of(phone.number, "/ayuda")) == 503
    await phone.write("/ayuda")

    async def refused() -> bool:
        return "503" in (await webhook_info(town)).get("last_error_message", "")

    await until(refused, "a delivery that failed")
    away.rename(database)
    await phone.sees("Te aviso cuando llega algo")
