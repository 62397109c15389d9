"""Two libraries nobody here wrote find in the sandbox the Telegram they expect: every scenario runs with both."""

import asyncio
import re
import struct
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from sandbox.telegram import Telegram
from tests.contract.bot_api.conftest import LIBRARIES
from tests.contract.bot_api.desk import Desk, eventually
from tests.contract.bot_api.witness import Button, Library, Refusal

# It announces a change of `retry_after` that its adapter is ready for.
pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")


@contextmanager
def refused(library: Library, refusal: Refusal, words: str = "") -> Iterator[pytest.ExceptionInfo[Exception]]:
    """The block must raise the library's class for this refusal, with these words of Telegram's in it."""
    with pytest.raises(library.refusals[refusal], match=f"(?i){re.escape(words)}") as caught:
        yield caught


PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 40, 30) + b"\x08\x02\x00\x00\x00"


async def test_get_me(library: Library) -> None:
    """getMe introduces the bot."""
    assert await library.username() == "BuzonSimulacionBot"


async def test_wrong_token(library: Library) -> None:
    """A wrong token is the library's error for unauthorized, and so no outage to retry."""
    stranger = library.twin(token="1:wrong")
    with refused(library, Refusal.UNAUTHORIZED):
        await stranger.username()
    await stranger.close()


async def test_polling_round_trip(desk: Desk, library: Library) -> None:
    """By long polling: a command and a text are heard in order and answered on the phone."""
    person = await desk.person()
    async with library.polling():
        await desk.say(person, "/start")
        greeting = await desk.bot_says(person, "hola")
        await desk.say(person, "¿qué tal? 😀")
        await desk.bot_says(person, "eco: ¿qué tal? 😀")
    assert greeting["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "yes"


async def test_tap_and_answer(desk: Desk, library: Library) -> None:
    """A tap on an inline button reaches the bot, and its answer reaches the person as a toast."""
    person = await desk.person()
    async with library.polling():
        await desk.say(person, "/start")
        greeting = await desk.bot_says(person, "hola")
        tap = {"message_id": greeting["message_id"], "data": "yes"}
        assert await desk.post(f"/people/{person}/taps", tap, status=200) == {
            "answered": True,
            "text": "tocaste yes",
            "show_alert": False,
        }


async def test_webhook_round_trip(desk: Desk, telegram: Telegram, library: Library) -> None:
    """By webhook with a secret: the update is delivered, answered and no longer pending."""
    person = await desk.person()
    async with library.webhook(secret="un-secreto_1") as address:
        await desk.say(person, "hola")
        await desk.bot_says(person, "eco: hola")
        assert (await desk.call("getWebhookInfo"))["result"]["url"] == address

        async def settled() -> bool:
            return not len(telegram.queue)

        await eventually(settled, "the delivered update stayed pending")
    assert (await desk.call("getWebhookInfo"))["result"]["url"] == ""


async def test_repeated_update(desk: Desk, library: Library) -> None:
    """An update delivered a second time has its old id, and polling goes on behind it."""
    person = await desk.person()
    async with library.polling():
        await desk.say(person, "una vez")
        await desk.bot_says(person, "eco: una vez")
        await desk.post("/repeat-last", {"person": person}, status=200)
        await desk.say(person, "después")
        await desk.bot_says(person, "eco: después")
    said = [one["text"] for one in await desk.messages(person) if one["from"] == "bot"]
    assert said.count("eco: una vez") == 2


async def test_html(desk: Desk, library: Library) -> None:
    """HTML becomes entities whose offsets count UTF-16 units, and safe HTML on the phone."""
    person = await desk.person()
    await library.send(person, "😀 <b>1 &lt; 2</b> <code>x</code>", html=True)
    (seen,) = await desk.messages(person)
    assert seen["text"] == "😀 1 < 2 x"
    assert [(one["type"], one["offset"], one["length"]) for one in seen["entities"]] == [("bold", 3, 5), ("code", 9, 1)]
    assert seen["html"] == "😀 <b>1 &lt; 2</b> <code>x</code>"


async def test_malformed_html(desk: Desk, library: Library) -> None:
    """Malformed HTML is the library's bad-request error in Telegram's words, and nothing is sent."""
    person = await desk.person()
    with refused(library, Refusal.BAD_REQUEST, 'start tag "b"'):
        await library.send(person, "<b>sin cerrar", html=True)
    assert await desk.messages(person) == []


async def test_too_long(desk: Desk, library: Library) -> None:
    """4,096 UTF-16 units pass, one more does not."""
    person = await desk.person()
    await library.send(person, "😀" * 2048)
    with refused(library, Refusal.BAD_REQUEST, "message is too long"):
        await library.send(person, "😀" * 2048 + "a")


async def test_button_data_limit(desk: Desk, library: Library) -> None:
    """Callback data is limited in bytes, not characters: 64 pass, 33 times ñ do not."""
    person = await desk.person()
    await library.send(person, "elige", buttons=[Button("A", "a" * 64)])
    with refused(library, Refusal.BAD_REQUEST, "button_data_invalid"):
        await library.send(person, "elige", buttons=[Button("A", "ñ" * 33)])


async def test_edit(desk: Desk, library: Library) -> None:
    """An edit replaces text and buttons in place; the same again is refused as not modified."""
    person = await desk.person()
    message = await library.send(person, "página 1", buttons=[Button("Siguiente", "2")])
    await library.edit(person, message, "página 2", buttons=[Button("Anterior", "1")])
    with refused(library, Refusal.BAD_REQUEST, "message is not modified"):
        await library.edit(person, message, "página 2", buttons=[Button("Anterior", "1")])
    (seen,) = await desk.messages(person)
    assert (seen["text"], seen["edited"]) == ("página 2", True)


async def test_delete(desk: Desk, library: Library) -> None:
    """The bot deletes its own message and the person's; a second time there is nothing to delete or edit."""
    person = await desk.person()
    secret = await desk.say(person, "mi clave es 1234")
    own = await library.send(person, "la borro")
    await library.delete(person, secret)
    await library.delete(person, own)
    assert await desk.messages(person) == []
    with refused(library, Refusal.BAD_REQUEST, "message to delete not found"):
        await library.delete(person, own)
    with refused(library, Refusal.BAD_REQUEST, "message to edit not found"):
        await library.edit(person, own, "tarde")


async def test_document(desk: Desk, library: Library) -> None:
    """A document arrives byte for byte, at the phone and at the bot, and goes out again by its file_id."""
    person, content = await desk.person(), bytes(range(256)) * 500
    file_id = await library.send_document(person, "resolución 1.pdf", content, caption="Léela")
    assert await library.download(file_id) == content
    assert await library.resend_document(person, file_id) == file_id
    first, _ = await desk.messages(person)
    assert first["caption"] == "Léela"
    assert first["document"]["file_name"] == "resolución 1.pdf"
    assert first["document"]["mime_type"] == "application/pdf"
    page = desk.control.removesuffix("/control/telegram")
    async with desk.session.get(f"{page}{first['document']['url']}") as answer:
        assert await answer.read() == content


async def test_photo(desk: Desk, library: Library) -> None:
    """A picture is measured and downloadable; what is no picture is refused."""
    person = await desk.person()
    file_id = await library.send_photo(person, PNG)
    assert await library.download(file_id) == PNG
    (seen,) = await desk.messages(person)
    assert (seen["photo"]["width"], seen["photo"]["height"]) == (40, 30)
    with refused(library, Refusal.BAD_REQUEST, "image_process_failed"):
        await library.send_photo(person, b"no es una foto")


async def test_flood(desk: Desk, library: Library) -> None:
    """Past the chat's burst comes the library's flood error, with whole seconds to wait, and a count of it."""
    person = await desk.person()
    await desk.patch("/limits", chat_burst=2)
    await library.send(person, "uno")
    await library.send(person, "dos")
    with refused(library, Refusal.TOO_MANY) as caught:
        await library.send(person, "tres")
    assert library.retry_after(caught.value) == 1
    counts = await desk.get("/counts")
    assert (counts["too_many_requests"], counts["violations"]) == (1, 1)


async def test_blocked(desk: Desk, library: Library) -> None:
    """A person who blocked the bot is the library's forbidden error; unblocked, messages arrive again."""
    person = await desk.person()
    await desk.post(f"/people/{person}/block", status=200)
    with refused(library, Refusal.FORBIDDEN, "bot was blocked by the user"):
        await library.send(person, "hola")
    await desk.post(f"/people/{person}/unblock", status=200)
    await library.send(person, "hola")
    assert len(await library.take_updates()) == 2


async def test_unknown_chat(library: Library) -> None:
    """A chat nobody knows is a bad request."""
    with refused(library, Refusal.BAD_REQUEST, "chat not found"):
        await library.send(1, "hola")


async def test_stale_tap(library: Library) -> None:
    """Answering a tap that is unknown or over is a bad request in Telegram's words."""
    with refused(library, Refusal.BAD_REQUEST, "query is too old"):
        await library.answer("12345", "tarde")


async def test_commands_per_language(desk: Desk, library: Library) -> None:
    """Commands are kept per language, and a phone shows those of its own language, else the general ones."""
    await library.set_commands({"ayuda": "Ayuda"})
    await library.set_commands({"ayuda": "Help"}, language="en")
    assert await library.commands() == {"ayuda": "Ayuda"}
    assert await library.commands(language="en") == {"ayuda": "Help"}
    for language, words in (("en", "Help"), ("es", "Ayuda")):
        chat = await desk.get(f"/people/{await desk.person(language_code=language)}/chat")
        assert chat["commands"] == [{"command": "ayuda", "description": words}]


async def test_commands_of_one_chat(desk: Desk, library: Library) -> None:
    """A chat's own commands come before everybody's, in its language before the rest, until they are deleted."""
    own, other = await desk.person(language_code="en"), await desk.person(language_code="en")

    async def shown(person: int) -> list[str]:
        return [one["description"] for one in (await desk.get(f"/people/{person}/chat"))["commands"]]

    await library.set_commands({"ayuda": "Help"}, language="en")
    await library.set_commands({"equipo": "El equipo"}, chat=own)
    assert (await shown(own), await shown(other)) == (["El equipo"], ["Help"])
    await library.set_commands({"equipo": "The team"}, language="en", chat=own)
    assert (await shown(own), await shown(other)) == (["The team"], ["Help"])
    await library.delete_commands(language="en", chat=own)
    assert await shown(own) == ["El equipo"]
    await library.delete_commands(chat=own)
    assert await shown(own) == ["Help"]


async def test_menu_button(desk: Desk, library: Library) -> None:
    """A chat's menu button may open a Mini App; another chat keeps its commands button."""
    person, other = await desk.person(), await desk.person()
    await library.set_menu_button(person, "Abrir", "https://example.org/app")
    assert await library.menu_button_text(person) == "Abrir"
    assert (await desk.get(f"/people/{person}/chat"))["menu_button"]["web_app"] == {"url": "https://example.org/app"}
    assert (await desk.get(f"/people/{other}/chat"))["menu_button"] == {"type": "commands"}


async def test_get_chat(desk: Desk, library: Library) -> None:
    """getChat tells the library all it insists on."""
    assert await library.chat_name(await desk.person("María José")) == "María José"


async def test_second_poll_ends_the_first(desk: Desk, library: Library) -> None:
    """Of two getUpdates at once the earlier one gets the conflict, and the later one the update."""
    earlier = asyncio.create_task(library.take_updates(timeout=5))

    async def open_poll() -> bool:
        return "getUpdates" in (await desk.get("/counts"))["calls"]

    await eventually(open_poll, "the first poll never came")
    rival = library.twin()
    later = asyncio.create_task(rival.take_updates(timeout=5))
    with refused(library, Refusal.CONFLICT, "only one bot instance is running"):
        await earlier
    await desk.say(await desk.person(), "hola")
    assert len(await later) == 1
    await rival.close()


async def test_poll_against_webhook(library: Library) -> None:
    """With a webhook set, getUpdates is a conflict."""
    await library.set_webhook("http://127.0.0.1:9/aviso")
    with refused(library, Refusal.CONFLICT, "webhook is active"):
        await library.take_updates()


@pytest.mark.parametrize(
    ("fault", "refusal"),
    [
        ({"server_error_rate": 1.0}, Refusal.SERVER),
        ({"reset_before_rate": 1.0}, Refusal.NETWORK),
        ({"reset_after_rate": 1.0}, Refusal.NETWORK),
        ({"retry_after": 7}, Refusal.TOO_MANY),
    ],
    ids=["server error", "cut before", "cut after", "told to wait"],
)
async def test_faults(desk: Desk, library: Library, fault: dict[str, float], refusal: Refusal) -> None:
    """Each fault is the error class a library has for it; a cut after the call means that it was carried out."""
    person = await desk.person()
    await desk.patch("/faults", **fault)
    with refused(library, refusal) as caught:
        await library.send(person, "hola")
    if refusal is Refusal.TOO_MANY:
        assert library.retry_after(caught.value) == 7
    assert len(await desk.messages(person)) == int("reset_after_rate" in fault)


def test_both_libraries_take_part() -> None:
    """The contract has two independent witnesses."""
    assert set(LIBRARIES) == {"aiogram", "python-telegram-bot"}
