"""The Bot API's surface as a bare HTTP client sees it: encodings, codes, words."""

import asyncio
import json
from datetime import timedelta

import aiohttp
import pytest

from sandbox.telegram import Telegram
from tests.contract.bot_api.desk import Desk

_URL_REFUSED = "inline keyboard button URL 'mailto:a@b.pe' is invalid: Unsupported URL protocol"
_APP_REFUSED = "inline keyboard button Web App URL 'http://example.org' is invalid: Only HTTPS links are allowed"
BUTTONS = [
    ({"text": "x", "url": "mailto:a@b.pe"}, _URL_REFUSED),
    ({"text": "x", "web_app": {"url": "http://example.org"}}, _APP_REFUSED),
    ({"text": "x", "copy_text": {"text": "a" * 257}}, "BUTTON_COPY_TEXT_INVALID"),
    ({"text": "x", "callback_data": ""}, "BUTTON_DATA_INVALID"),
    ({"text": "x"}, "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
    ({"text": "x", "url": "https://example.org"}, None),
    ({"text": "x", "url": "tg://user?id=1"}, None),
    ({"text": "x", "web_app": {"url": "https://example.org/app"}}, None),
    ({"text": "x", "web_app": {"url": "http://127.0.0.1:8000/app"}}, None),
    ({"text": "x", "copy_text": {"text": "a" * 256}}, None),
]


async def test_codes(desk: Desk) -> None:
    """An unknown method is 404, a wrong token 401, and method names are taken in any case."""
    for path, status, words in (
        (f"/bot{desk.token}/sendTelepathy", 404, "Not Found"),
        ("/bot1:wrong/getMe", 401, "Unauthorized"),
        ("/elsewhere", 404, "Not Found"),
    ):
        async with desk.session.get(f"{desk.api}{path}") as answer:
            assert answer.status == status
            assert await answer.json() == {"ok": False, "error_code": status, "description": words}
    assert (await desk.call("GETME"))["ok"]


async def test_encodings(desk: Desk) -> None:
    """Query, urlencoded, multipart and JSON say the same thing."""
    person = str(await desk.person())
    url = f"{desk.api}/bot{desk.token}/sendMessage"
    markup = {"inline_keyboard": [[{"text": "Sí", "callback_data": "yes"}]]}
    plain = {"chat_id": person, "text": "hola", "reply_markup": json.dumps(markup)}
    multipart = aiohttp.FormData(default_to_multipart=True)
    for name, value in plain.items():
        multipart.add_field(name, value)
    async with (
        desk.session.get(url, params=plain) as by_query,
        desk.session.post(url, data=plain) as by_form,
        desk.session.post(url, data=multipart) as by_multipart,
        desk.session.post(url, json={"chat_id": int(person), "text": "hola", "reply_markup": markup}) as by_json,
    ):
        for answer in (by_query, by_form, by_multipart, by_json):
            result = (await answer.json())["result"]
            assert (result["text"], result["reply_markup"]) == ("hola", markup)


@pytest.mark.parametrize(("button", "words"), BUTTONS, ids=lambda value: str(value)[:40])
async def test_buttons(desk: Desk, button: dict[str, object], words: str | None) -> None:
    """Inline buttons are taken or refused as Telegram does; http Mini Apps only on loopback, its test environment."""
    markup = {"inline_keyboard": [[button]]}
    answer = await desk.call("sendMessage", chat_id=await desk.person(), text="hola", reply_markup=markup)
    assert answer.get("description") == (f"Bad Request: {words}" if words else None)


async def test_refusals_of_text(desk: Desk) -> None:
    """Empty text, a caption over 1,024, malformed parameters and lone surrogates have their own words."""
    person = await desk.person()
    assert await desk.refusal("sendMessage", chat_id=person, text=" \n") == "Bad Request: message text is empty"
    assert await desk.refusal("sendMessage", text="hola") == "Bad Request: chat_id is empty"
    assert await desk.refusal("sendMessage", chat_id="@nadie", text="hola") == "Bad Request: chat not found"
    assert "UTF-8" in await desk.refusal("sendMessage", chat_id=person, text="\ud800")
    sent = await desk.refusal("sendDocument", chat_id=person, caption="a" * 1025)
    assert sent == "Bad Request: message caption is too long"
    assert "unsupported parse_mode" in await desk.refusal(
        "sendMessage", chat_id=person, text="x", parse_mode="Markdown"
    )


@pytest.mark.parametrize(
    ("kind", "body"),
    [("application/json", b"{"), ("application/json", b"[]"), ("multipart/form-data; boundary=x", b"y")],
)
async def test_malformed_body(desk: Desk, kind: str, body: bytes) -> None:
    """A body that cannot be read is a bad request, never an internal error."""
    url = f"{desk.api}/bot{desk.token}/sendMessage"
    async with desk.session.post(url, data=body, headers={"content-type": kind}) as answer:
        assert (answer.status, (await answer.json())["error_code"]) == (400, 400)


async def test_reply(desk: Desk) -> None:
    """A reply carries what it answers; answering a message that is gone is refused."""
    person = await desk.person()
    asked = await desk.say(person, "hola")
    sent = await desk.call("sendMessage", chat_id=person, text="sí", reply_parameters={"message_id": asked})
    assert sent["result"]["reply_to_message"]["text"] == "hola"
    words = await desk.refusal("sendMessage", chat_id=person, text="no", reply_parameters={"message_id": 999})
    assert words == "Bad Request: message to be replied not found"


async def test_flood_body(desk: Desk) -> None:
    """A 429 carries the seconds in its body, as Telegram's does, and no header."""
    person = await desk.person()
    await desk.patch("/limits", chat_burst=1, chat_per_second=0.1)
    await desk.call("sendMessage", chat_id=person, text="uno")
    url = f"{desk.api}/bot{desk.token}/sendMessage"
    async with desk.session.post(url, json={"chat_id": person, "text": "dos"}) as answer:
        assert answer.status == 429
        assert "retry-after" not in answer.headers
        body = await answer.json()
    assert body["parameters"]["retry_after"] in {9, 10}
    assert body["description"].startswith("Too Many Requests: retry after ")


async def test_person_message_is_not_editable(desk: Desk) -> None:
    """The bot can delete what the person wrote, but not edit it."""
    person = await desk.person()
    message = await desk.say(person, "hola")
    words = await desk.refusal("editMessageText", chat_id=person, message_id=message, text="chau")
    assert words == "Bad Request: message can't be edited"


async def test_old_message_stays(desk: Desk, telegram: Telegram) -> None:
    """After 48 hours a message cannot be deleted any more; deleteMessages passes over it."""
    person = await desk.person()
    sent = (await desk.call("sendMessage", chat_id=person, text="hola"))["result"]
    later = telegram.clock() + timedelta(hours=49)
    telegram.clock = lambda: later
    words = await desk.refusal("deleteMessage", chat_id=person, message_id=sent["message_id"])
    assert words == "Bad Request: message can't be deleted"
    assert (await desk.call("deleteMessages", chat_id=person, message_ids=[sent["message_id"], 999]))["ok"]
    assert len(await desk.messages(person)) == 1


async def test_html_502(desk: Desk) -> None:
    """The 502 fault is a page of HTML, as a proxy in front of Telegram gives it; switched off, all is well again."""
    await desk.patch("/faults", html_502=True)
    async with desk.session.get(f"{desk.api}/bot{desk.token}/getMe") as answer:
        assert (answer.status, answer.content_type) == (502, "text/html")
    await desk.patch("/faults", html_502=False)
    assert (await desk.call("getMe"))["ok"]


async def test_slow(desk: Desk) -> None:
    """The slow fault delays answers without losing them."""
    await desk.patch("/faults", slow_seconds=0.2)
    started = asyncio.get_running_loop().time()
    assert (await desk.call("getMe"))["ok"]
    assert asyncio.get_running_loop().time() - started >= 0.2
