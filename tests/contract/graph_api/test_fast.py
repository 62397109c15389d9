"""The benchmark's server: a load of signed webhooks reaches pywa, its answers are counted, limits are kept."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import httpx
import orjson
import pytest
from pywa_async import WhatsApp as Client
from pywa_async import errors, filters, handlers, types
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.listen import serving
from sandbox.whatsapp.fast import serve
from tests.contract.bot_api.desk import eventually

SECRET = "secreto-de-la-simulacion"


@pytest.fixture
async def fast() -> AsyncIterator[str]:
    """The server on a free port; its address."""
    listening, address = await serve()
    yield address
    listening.close()


@pytest.fixture
async def desk(fast: str) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(fast) as session:
        yield session


@pytest.fixture
async def client(fast: str) -> AsyncIterator[Client]:
    async with httpx.AsyncClient() as session:
        made = Client(phone_id="106540000000001", token="EAAany", session=session, app_secret=SECRET, verify_token="t")
        session.base_url = httpx.URL(f"{fast}/v24.0")
        yield made


@pytest.fixture
async def webhook(client: Client) -> AsyncIterator[str]:
    """pywa answering every text with "eco: …"; its address."""
    client.skip_duplicate_updates = True
    refusing = [503]

    async def echo(_client: Client, message: types.Message) -> None:
        await message.reply(f"eco: {message.text}")

    async def receive(request: Request) -> Response:
        if refusing:
            return Response("", refusing.pop())
        body = await request.body()
        wrong = await client.webhook_update_validator(body, request.headers.get("X-Hub-Signature-256"))
        words, status = wrong or await client.webhook_update_handler(body)
        return Response(words, status)

    client.add_handlers(handlers.MessageHandler(echo, filters.text))
    async with serving(Starlette(routes=[Route("/", receive, methods=["POST"])])) as address:
        yield f"{address}/"


async def finished(desk: aiohttp.ClientSession) -> dict[str, Any]:
    async def done() -> dict[str, Any] | None:
        async with desk.get("/load") as answer:
            report: dict[str, Any] = await answer.json()
            return report if report["done"] else None

    return await eventually(done, "the load never ended") or {}


async def test_a_load_is_signed_posted_again_and_answered(desk: aiohttp.ClientSession, webhook: str) -> None:
    """Every update is answered once by pywa, also the one that was refused first; what was said last is told."""
    plan = {"webhook": webhook, "app_secret": SECRET, "updates": 30, "chats": 10, "script": ["uno", "dos"]}
    async with desk.post("/load", json=plan) as answer:
        assert answer.status == 201
    report = await finished(desk)
    assert (report["sent"], report["answered"], report["refused"]) == (30, 30, 1)
    assert report["posted"] == 31
    async with desk.get("/said") as answer:
        said = await answer.json()
    assert len(said) == 10
    assert all(one["said"] == f"eco: {one['heard']}" for one in said)


async def test_limits_faults_and_the_gone_refuse_sends(desk: aiohttp.ClientSession, client: Client) -> None:
    """Limits are those of the faithful server; who is gone is 131026; what was taken is remembered with its mark."""
    await desk.post("/sent")
    await desk.post("/limits", json={"pair_burst": 2})
    await desk.post("/weather", json={"gone": [51900000009]})
    for number in (1, 2):
        await client.send_message("51900000001", f"aviso {number}")
    with pytest.raises(errors.TooManyMessages):
        await client.send_message("51900000001", "aviso 3")
    with pytest.raises(errors.MessageUndeliverable):
        await client.send_message("PE.51900000009", "aviso 4")
    async with desk.get("/sent", params={"number": r"aviso (\d)", "mark": "aviso 2"}) as answer:
        rows = (await answer.json())["chats"]["51900000001"]
    assert [(number, marked) for _, number, marked in rows] == [(1, False), (2, True)]
    async with desk.get("/counts") as answer:
        assert (await answer.json())["counts"] == {"too_many": 1, "gone": 1}


@pytest.mark.parametrize("plan", [{"updates": 1}, {"webhook": "x", "app_secret": "s", "updates": 1}, {"rain": 1}])
async def test_a_plan_that_makes_no_sense_is_refused(desk: aiohttp.ClientSession, plan: dict[str, Any]) -> None:
    """A plan without its address, or with words nobody knows, is 422, and no load is there to ask for."""
    async with desk.post("/load", data=orjson.dumps(plan)) as answer:
        assert answer.status == 422
    async with desk.get("/load") as answer:
        assert answer.status == 404


async def test_several_messages_share_a_body_and_statuses_follow(desk: aiohttp.ClientSession, client: Client) -> None:
    """With a batch, bodies hold several messages; with statuses, each send is told as sent and delivered."""
    bodies: list[dict[str, Any]] = []

    async def receive(request: Request) -> Response:
        value = orjson.loads(await request.body())["entry"][0]["changes"][0]["value"]
        bodies.append(value)
        for message in value.get("messages", []):
            await client.send_message(message["from"], "eco")
        return Response("")

    async with serving(Starlette(routes=[Route("/", receive, methods=["POST"])])) as address:
        plan = {
            "webhook": f"{address}/",
            "app_secret": SECRET,
            "updates": 20,
            "chats": 20,
            "batch": 10,
            "statuses": True,
        }
        await desk.post("/load", json=plan)
        await finished(desk)

        async def told() -> bool:
            return sum(len(value.get("statuses", [])) for value in bodies) == 40

        await eventually(told, "some statuses were never told")
    assert [len(value["messages"]) for value in bodies if "messages" in value] == [10, 10]


async def test_a_closed_window_takes_templates_alone(desk: aiohttp.ClientSession, client: Client) -> None:
    """Of whom it is told that they have not written lately, a text is 131047; everybody else gets it."""
    async with desk.post("/windows", json={"closed": [51900000001]}) as answer:
        assert answer.status == 200
    with pytest.raises(errors.ReEngagementMessage):
        await client.send_message("51900000001", "aviso")
    await client.send_message("51900000002", "aviso")
    await client.send_template("51900000001", "aviso", types.templates.TemplateLanguage.SPANISH, [])
    for wrong in ({"open": []}, {"closed": [], "open": []}, []):
        async with desk.post("/windows", json=wrong) as answer:
            assert answer.status == 422
