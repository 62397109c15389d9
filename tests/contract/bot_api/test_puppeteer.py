"""The control moves people as Telegram shows people moving: taps, groups, blocks, files, Mini Apps, events."""

import asyncio
import hashlib
import hmac
import json
import time
from urllib.parse import parse_qs, parse_qsl, urlsplit

import aiohttp

from tests.contract.bot_api.desk import Desk


async def test_init_data_signature(desk: Desk) -> None:
    """A Mini App's data verifies by the algorithm of Telegram's documentation, written out here once more."""
    person = await desk.person("María", last_name="Pérez & Co", language_code="es")
    opened = await desk.post(
        f"/people/{person}/web_app", {"message_id": 1, "url": "http://127.0.0.1:9/enlace/abc"}, status=200
    )
    address, _, fragment = opened["url"].partition("#")
    launch = parse_qs(fragment, strict_parsing=True)
    fields = dict(parse_qsl(launch["tgWebAppData"][0], strict_parsing=True))
    received = fields.pop("hash")
    lines = "\n".join(f"{name}={value}" for name, value in sorted(fields.items()))
    secret = hmac.new(b"WebAppData", desk.token.encode(), hashlib.sha256).digest()
    assert hmac.new(secret, lines.encode(), hashlib.sha256).hexdigest() == received
    assert address == "http://127.0.0.1:9/enlace/abc"
    assert (launch["tgWebAppVersion"], launch["tgWebAppPlatform"]) == (["8.0"], ["web"])
    user = json.loads(fields["user"])
    assert (user["id"], user["first_name"], user["last_name"]) == (person, "María", "Pérez & Co")
    assert abs(int(fields["auth_date"]) - time.time()) < 60
    assert {"query_id", "signature"} <= set(fields)


async def test_group(desk: Desk) -> None:
    """Added to a group, the bot is told, hears its members, answers, and may leave: then it is out."""
    ana, luz = await desk.person("Ana"), await desk.person("Luz")
    group = (await desk.post("/groups", {"title": "Familia", "members": [ana, luz]}))["id"]
    await desk.post(f"/groups/{-group}/messages", {"from": luz, "text": "/start"})
    added, said = (await desk.call("getUpdates"))["result"]
    assert added["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert (said["message"]["chat"]["type"], said["message"]["from"]["id"]) == ("group", luz)
    assert (await desk.call("sendMessage", chat_id=group, text="Escríbeme en privado"))["ok"]
    app = {"inline_keyboard": [[{"text": "x", "web_app": {"url": "https://example.org"}}]]}
    assert "BUTTON_TYPE_INVALID" in await desk.refusal("sendMessage", chat_id=group, text="x", reply_markup=app)
    assert (await desk.call("leaveChat", chat_id=group))["ok"]
    assert (await desk.refusal("sendMessage", chat_id=group, text="x")).startswith("Forbidden: bot ")
    assert len((await desk.get(f"/groups/{-group}/chat"))["messages"]) == 2


async def test_block_and_unblock(desk: Desk) -> None:
    """Blocking tells the bot once that it was kicked, unblocking that it is a member again."""
    person = await desk.person()
    for verb in ("block", "block", "unblock"):
        await desk.post(f"/people/{person}/{verb}", status=200)
    changes = [update["my_chat_member"] for update in (await desk.call("getUpdates"))["result"]]
    walked = [(one["old_chat_member"]["status"], one["new_chat_member"]["status"]) for one in changes]
    assert walked == [("member", "kicked"), ("kicked", "member")]


async def test_person_sends_files(desk: Desk) -> None:
    """A document and a sticker from a person reach the bot, which downloads them."""
    person = await desk.person()
    for kind in ("document", "sticker"):
        form = aiohttp.FormData()
        form.add_field(kind, b"contenido", filename="nota.txt", content_type="text/plain")
        async with desk.session.post(f"{desk.control}/people/{person}/messages", data=form) as answer:
            assert answer.status == 201
    document, sticker = (update["message"] for update in (await desk.call("getUpdates"))["result"])
    assert (document["document"]["file_name"], sticker["sticker"]["type"]) == ("nota.txt", "regular")
    found = (await desk.call("getFile", file_id=document["document"]["file_id"]))["result"]
    async with desk.session.get(f"{desk.api}/file/bot{desk.token}/{found['file_path']}") as answer:
        assert await answer.read() == b"contenido"


async def test_tap_is_answered_once(desk: Desk) -> None:
    """A tap waits for its answer only if asked to, and its query can be answered a single time."""
    person = await desk.person()
    message = (await desk.call("sendMessage", chat_id=person, text="hola"))["result"]["message_id"]
    tap = {"message_id": message, "data": "x"}
    assert not (await desk.post(f"/people/{person}/taps?wait=0", tap, status=200))["answered"]
    query = (await desk.call("getUpdates"))["result"][-1]["callback_query"]
    assert (query["data"], query["message"]["message_id"]) == ("x", message)
    assert (await desk.call("answerCallbackQuery", callback_query_id=query["id"]))["ok"]
    assert "query is too old" in await desk.refusal("answerCallbackQuery", callback_query_id=query["id"])


async def test_events(desk: Desk) -> None:
    """An open phone hears of every change in its chat, and of a tap's answer, as it happens."""
    person = await desk.person()
    async with desk.session.get(f"{desk.control}/people/{person}/events") as stream:
        assert await asyncio.wait_for(stream.content.readline(), 5) == b": listening\n"
        sent = (await desk.call("sendMessage", chat_id=person, text="hola"))["result"]["message_id"]
        await desk.call("editMessageText", chat_id=person, message_id=sent, text="chau")
        await desk.call("sendChatAction", chat_id=person, action="typing")
        assert (await desk.get(f"/people/{person}/chat"))["typing"]
        await desk.post(f"/people/{person}/taps?wait=0", {"message_id": sent, "data": "x"}, status=200)
        query = (await desk.call("getUpdates"))["result"][-1]["callback_query"]["id"]
        await desk.call("answerCallbackQuery", callback_query_id=query, text="listo", show_alert=True)
        await desk.call("deleteMessage", chat_id=person, message_id=sent)
        heard: list[tuple[str, dict[str, object]]] = []
        while len(heard) < 5:
            line = (await asyncio.wait_for(stream.content.readline(), 5)).decode().strip()
            if line.startswith("event: "):
                data = (await stream.content.readline()).decode().removeprefix("data: ")
                heard.append((line.removeprefix("event: "), json.loads(data)))
    assert [data.get("what", name) for name, data in heard] == ["message", "edit", "typing", "toast", "delete"]
    assert heard[3][1] == {"text": "listo", "show_alert": True}


async def test_reset_keeps_the_bot(desk: Desk) -> None:
    """A reset empties the world but not the bot's own settings, and ids go on, so that no offset swallows updates."""
    person = await desk.person()
    await desk.call("setMyCommands", commands=[{"command": "ayuda", "description": "Ayuda"}])
    await desk.say(person, "hola")
    last = (await desk.call("getUpdates"))["result"][-1]["update_id"]
    await desk.post("/reset", status=200)
    assert await desk.get("/people") == []
    fresh = await desk.person()
    await desk.say(fresh, "hola")
    (update,) = (await desk.call("getUpdates", offset=last + 1))["result"]
    assert (update["update_id"] > last, fresh > person) == (True, True)
    assert (await desk.get(f"/people/{fresh}/chat"))["commands"]


async def test_bad_orders(desk: Desk) -> None:
    """An unknown person is 404; a body that makes no sense is 422 with a word on why."""
    person = await desk.person()
    await desk.post("/people/1/messages", {"text": "x"}, status=404)
    await desk.post(f"/people/{person}/taps", {"message_id": 999, "data": "x"}, status=404)
    await desk.post("/people", {}, status=422)
    await desk.post("/repeat-last", {"person": person}, status=404)
    for path, changes in (
        ("faults", {"earthquake": True}),
        ("faults", {"html_502": "yes"}),
        ("limits", {"chat_burst": 0}),
    ):
        async with desk.session.patch(f"{desk.control}/{path}", json=changes) as answer:
            assert (answer.status, list(await answer.json())) == (422, ["error"])


async def test_files_cannot_run_in_the_page(desk: Desk) -> None:
    """A page of HTML sent as a document is served to the phone as plain bytes, never as a page of our origin."""
    person = await desk.person()
    form = aiohttp.FormData({"chat_id": str(person)})
    form.add_field("document", b"<script>alert(1)</script>", filename="x.html", content_type="text/html")
    async with desk.session.post(f"{desk.api}/bot{desk.token}/sendDocument", data=form) as answer:
        assert (await answer.json())["ok"]
    (seen,) = await desk.messages(person)
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(desk.control))
    async with desk.session.get(f"{origin}{seen['document']['url']}") as answer:
        assert answer.content_type == "application/octet-stream"
        assert answer.headers["x-content-type-options"] == "nosniff"
