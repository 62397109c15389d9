"""How updates reach a bot: offsets, kinds, and a webhook that fails. Seen from a bare client."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.listen import serving
from sandbox.telegram import Telegram
from tests.contract.bot_api.desk import Desk, eventually

Handler = Callable[[dict[str, Any], Request], Awaitable[int]]


async def updates(desk: Desk, **parameters: Any) -> list[dict[str, Any]]:
    answer = await desk.call("getUpdates", **parameters)
    assert answer["ok"], answer
    return list(answer["result"])


@asynccontextmanager
async def receiver(handle: Handler) -> AsyncIterator[str]:
    """A webhook that answers with the status its handler chooses."""

    async def taken(request: Request) -> Response:
        return Response(status_code=await handle(await request.json(), request))

    async with serving(Starlette(routes=[Route("/aviso", taken, methods=["POST"])])) as base:
        yield f"{base}/aviso"


async def test_offset_acknowledges(desk: Desk) -> None:
    """Updates come again until a higher offset acknowledges them; a negative one keeps only the newest."""
    person = await desk.person()
    for text in ("uno", "dos", "tres"):
        await desk.say(person, text)
    first, second, third = await updates(desk)
    assert await updates(desk) == [first, second, third]
    assert await updates(desk, offset=second["update_id"]) == [second, third]
    assert await updates(desk, offset=-1) == [third]
    assert await updates(desk, offset=third["update_id"] + 1) == []


async def test_hundred_per_call(desk: Desk, telegram: Telegram) -> None:
    """A call gives at most 100 updates, fewer with a limit."""
    for _ in range(120):
        telegram.queue.put_raw({"poll": {}}, owner=1)
    assert len(await updates(desk, limit=500)) == 100
    assert len(await updates(desk, limit=3)) == 3


async def test_long_poll_ends_when_something_comes(desk: Desk) -> None:
    """A waiting poll is answered by what arrives, long before its timeout."""
    person = await desk.person()
    waiting = asyncio.create_task(updates(desk, timeout=30))

    async def open_poll() -> bool:
        return "getUpdates" in (await desk.get("/counts"))["calls"]

    await eventually(open_poll, "the poll never came")
    await desk.say(person, "hola")
    (update,) = await asyncio.wait_for(waiting, 5)
    assert update["message"]["text"] == "hola"


async def test_long_poll_by_query(desk: Desk) -> None:
    """A long poll by GET, without a body, waits just as long and comes back empty."""
    url = f"{desk.api}/bot{desk.token}/getUpdates?timeout=1"
    started = asyncio.get_running_loop().time()
    async with desk.session.get(url) as answer:
        assert await answer.json() == {"ok": True, "result": []}
    assert asyncio.get_running_loop().time() - started >= 1


async def test_allowed_updates(desk: Desk) -> None:
    """Kinds that were not asked for are not queued; an injected update of an unknown kind always is."""
    person = await desk.person()
    await updates(desk, allowed_updates=["callback_query"])
    await desk.say(person, "hola")
    await desk.post(f"/people/{person}/messages", {"raw": {"from_the_future": {"a": 1}}})
    (update,) = await updates(desk)
    assert update["from_the_future"] == {"a": 1}


async def test_webhook_retries_in_order(desk: Desk) -> None:
    """A failing webhook gets the same update again until it answers 2xx, and only then the person's next one."""
    seen: list[tuple[str, str | None]] = []

    async def third_time_lucky(update: dict[str, Any], request: Request) -> int:
        seen.append((update["message"]["text"], request.headers.get("x-telegram-bot-api-secret-token")))
        return 500 if len(seen) < 3 else 200

    person = await desk.person()
    await desk.say(person, "uno")
    await desk.say(person, "dos")
    async with receiver(third_time_lucky) as url:
        assert (await desk.call("setWebhook", url=url, secret_token="s-1"))["description"] == "Webhook was set"

        async def failed() -> Any:
            return (await desk.call("getWebhookInfo"))["result"].get("last_error_message")

        assert "500" in await eventually(failed, "no error was noted")

        async def all_taken() -> bool:
            return not (await desk.call("getWebhookInfo"))["result"]["pending_update_count"]

        await eventually(all_taken, "the webhook did not get everything")
        await desk.call("deleteWebhook")
    assert seen == [("uno", "s-1")] * 3 + [("dos", "s-1")]


async def test_webhook_serves_others_meanwhile(desk: Desk) -> None:
    """One person's update that hangs does not hold up another person's."""
    held, passed = asyncio.Event(), asyncio.Event()

    async def slow_for_ana(update: dict[str, Any], _request: Request) -> int:
        if update["message"]["from"]["first_name"] == "Ana":
            await held.wait()
        else:
            passed.set()
        return 200

    ana, luz = await desk.person("Ana"), await desk.person("Luz")
    async with receiver(slow_for_ana) as url:
        await desk.call("setWebhook", url=url)
        await desk.say(ana, "hola")
        await desk.say(luz, "hola")
        await asyncio.wait_for(passed.wait(), 5)
        held.set()
        await desk.call("deleteWebhook")


async def test_webhook_down_keeps_updates(desk: Desk) -> None:
    """What no webhook took is still there for polling afterwards."""
    person = await desk.person()
    await desk.call("setWebhook", url="http://127.0.0.1:9/nadie")
    await desk.say(person, "hola")

    async def failed() -> Any:
        return (await desk.call("getWebhookInfo"))["result"].get("last_error_message")

    assert await eventually(failed, "no error was noted") == "Connection refused"
    await desk.call("deleteWebhook")
    assert len(await updates(desk)) == 1


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"url": "http://example.org/x"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        ({"url": "https://example.org:8080/x"}, "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"),
        ({"url": "https://example.org/x", "secret_token": "ñ"}, "secret token contains unallowed characters"),
    ],
)
async def test_webhook_that_telegram_would_not_take(desk: Desk, parameters: dict[str, str], words: str) -> None:
    """An address without https, on another port, or a secret with odd characters is refused."""
    assert await desk.refusal("setWebhook", **parameters) == f"Bad Request: {words}"


async def test_set_webhook_ends_a_poll(desk: Desk) -> None:
    """A poll under way when a webhook is set ends with a conflict."""
    waiting = asyncio.create_task(desk.call("getUpdates", timeout=30))

    async def open_poll() -> bool:
        return "getUpdates" in (await desk.get("/counts"))["calls"]

    await eventually(open_poll, "the poll never came")
    await desk.call("setWebhook", url="http://127.0.0.1:9/nadie")
    answer = await asyncio.wait_for(waiting, 5)
    assert (answer["error_code"], "setWebhook" in answer["description"]) == (409, True)
