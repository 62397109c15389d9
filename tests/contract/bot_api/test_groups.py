"""Groups: who says what as a reply to what, taps in a group, being put out of it, and a group that becomes another."""

from typing import Any

import aiohttp
from aiogram.types import Update

from tests.contract.bot_api.desk import Desk

BUTTON = {"inline_keyboard": [[{"text": "✅ Cerrar", "callback_data": "q:close:1"}]]}


async def updates(desk: Desk) -> list[dict[str, Any]]:
    """What is new, acknowledged; each is one that aiogram can read."""
    found: list[dict[str, Any]] = (await desk.call("getUpdates"))["result"]
    if found:
        await desk.call("getUpdates", offset=found[-1]["update_id"] + 1)
    for one in found:
        Update.model_validate(one)
    return found


async def group_of(desk: Desk, *names: str) -> tuple[int, list[int]]:
    """A group of people with these names, which the first has just put the bot into; its id and theirs."""
    members = [await desk.person(name) for name in names]
    group = (await desk.post("/groups", {"title": "Equipo", "members": members}))["id"]
    (joined,) = await updates(desk)
    assert joined["my_chat_member"]["new_chat_member"]["status"] == "member"
    return group, members


async def say(desk: Desk, group: int, member: int, text: str, **more: Any) -> dict[str, Any]:
    """Somebody says something in the group; the update that tells of it."""
    await desk.post(f"/groups/{-group}/messages", {"from": member, "text": text, **more})
    (said,) = await updates(desk)
    message: dict[str, Any] = said["message"]
    return message


async def test_a_reply_carries_what_it_replies_to(desk: Desk) -> None:
    """Both ways: the bot learns which of its messages is meant, and the group sees which one the bot means."""
    group, (ana, luz) = await group_of(desk, "Ana", "Luz")
    posted = (await desk.call("sendMessage", chat_id=group, text="Pregunta nº 1"))["result"]
    heard = await say(desk, group, luz, "Así se hace", reply_to=posted["message_id"])
    assert heard["from"]["id"] == luz
    assert heard["reply_to_message"]["message_id"] == posted["message_id"]
    assert heard["reply_to_message"]["from"]["is_bot"] is True
    answered = await desk.call(
        "sendMessage", chat_id=group, text="Sigue", reply_parameters={"message_id": posted["message_id"]}
    )
    assert answered["result"]["reply_to_message"]["text"] == "Pregunta nº 1"
    shown = (await desk.get(f"/groups/{-group}/chat"))["messages"]
    assert [one.get("reply_to") for one in shown] == [None, posted["message_id"], posted["message_id"]]
    assert (await desk.post(f"/groups/{-group}/messages", {"from": ana, "text": "x", "reply_to": 999}, status=404))[
        "error"
    ] == "no such message"


async def test_a_file_in_a_group_may_be_a_reply(desk: Desk) -> None:
    """A photo with its caption, in answer to a message of the bot."""
    group, (ana,) = await group_of(desk, "Ana")
    posted = (await desk.call("sendMessage", chat_id=group, text="Pregunta nº 1"))["result"]
    form = aiohttp.FormData({"from": str(ana), "reply_to": str(posted["message_id"]), "caption": "Mira"})
    form.add_field("document", b"%PDF-1.4", filename="guia.pdf")
    async with desk.session.post(f"{desk.control}/groups/{-group}/messages", data=form) as answer:
        assert answer.status == 201, await answer.text()
    (said,) = await updates(desk)
    message = said["message"]
    assert (message["caption"], message["document"]["file_name"]) == ("Mira", "guia.pdf")
    assert message["reply_to_message"]["message_id"] == posted["message_id"]


async def test_a_tap_in_a_group_says_who_tapped(desk: Desk) -> None:
    """The button belongs to all; the update names the one whose finger it was."""
    group, (_, luz) = await group_of(desk, "Ana", "Luz")
    posted = (await desk.call("sendMessage", chat_id=group, text="x", reply_markup=BUTTON))["result"]
    tap = {"from": luz, "message_id": posted["message_id"], "data": "q:close:1"}
    await desk.post(f"/groups/{-group}/taps?wait=0", tap, status=200)
    (tapped,) = await updates(desk)
    query = tapped["callback_query"]
    assert (query["from"]["id"], query["message"]["chat"]["id"], query["data"]) == (luz, group, "q:close:1")


async def test_a_reaction_is_one_of_the_usual_signs(desk: Desk) -> None:
    """It shows under the message, another takes its place, and what Telegram does not know it refuses."""
    group, (ana,) = await group_of(desk, "Ana")
    message = (await say(desk, group, ana, "hola"))["message_id"]

    async def react(*emoji: str) -> dict[str, Any]:
        reaction = [{"type": "emoji", "emoji": one} for one in emoji]
        return await desk.call("setMessageReaction", chat_id=group, message_id=message, reaction=reaction)

    async def shown() -> Any:
        return (await desk.get(f"/groups/{-group}/chat"))["messages"][-1].get("reaction")

    assert (await react("👍"))["result"] is True
    assert await shown() == "👍"
    assert (await react())["ok"]
    assert await shown() is None
    assert "REACTION_INVALID" in (await react("🧉"))["description"]
    assert "REACTION_INVALID" in (await react("👍", "👎"))["description"]


async def test_the_bot_is_put_out_and_in_again(desk: Desk) -> None:
    """Whoever does it is named; out of the group it can't write there."""
    group, (_, luz) = await group_of(desk, "Ana", "Luz")
    await desk.post(f"/groups/{-group}/remove-bot", {"from": luz}, status=200)
    (removed,) = await updates(desk)
    change = removed["my_chat_member"]
    assert (change["from"]["id"], change["new_chat_member"]["status"]) == (luz, "kicked")
    assert "bot was kicked" in await desk.refusal("sendMessage", chat_id=group, text="x")
    await desk.post(f"/groups/{-group}/add-bot", {"from": luz}, status=200)
    (added,) = await updates(desk)
    assert added["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert (await desk.call("sendMessage", chat_id=group, text="x"))["ok"]


async def test_a_group_becomes_a_supergroup(desk: Desk) -> None:
    """Both say so; the old one takes nothing more and names the new one, whose messages are numbered from the first."""
    group, (ana,) = await group_of(desk, "Ana")
    new = (await desk.post(f"/groups/{-group}/upgrade"))["id"]
    left, begun = await updates(desk)
    assert (left["message"]["chat"]["id"], left["message"]["migrate_to_chat_id"]) == (group, new)
    assert (begun["message"]["chat"]["type"], begun["message"]["migrate_from_chat_id"]) == ("supergroup", group)
    refused = await desk.call("sendMessage", chat_id=group, text="x")
    assert refused["parameters"] == {"migrate_to_chat_id": new}
    assert (await desk.call("sendMessage", chat_id=new, text="x"))["result"]["message_id"] == 2
    assert (await say(desk, new, ana, "hola"))["message_id"] == 3
