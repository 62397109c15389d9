"""How webhooks come: again until they are taken, several in one body, in any order, twice, and with pieces missing."""

import json
from typing import Any

from pywa_async import types

from sandbox.whatsapp import WhatsApp
from tests.contract.bot_api.desk import eventually
from tests.contract.graph_api.desk import Desk
from tests.contract.graph_api.with_pywa import Ear


def values(ear: Ear) -> list[dict[str, Any]]:
    """The values of all bodies that came, one after the other."""
    bodies = [json.loads(body) for body in ear.bodies]
    return [change["value"] for body in bodies for entry in body["entry"] for change in entry["changes"]]


def texts(ear: Ear) -> list[str]:
    return [message["text"]["body"] for value in values(ear) for message in value.get("messages", [])]


async def test_what_was_refused_comes_again_and_later_ones_pass_it(desk: Desk, ear: Ear) -> None:
    """A 500 and a 503 put a message off; it is not lost, and does not hold up the next."""
    person = await desk.person(wrote=False)
    ear.answers = [500, 503]
    await desk.say(person, "uno")
    assert (await ear.hear(types.Message)).text == "uno"
    counts = (await desk.get("/counts"))["webhooks"]
    assert (counts["posted"], counts["refused"], counts["taken"]) == (3, 2, 1)


async def test_what_waits_for_a_receiver_is_not_lost(desk: Desk, whatsapp: WhatsApp, ear: Ear) -> None:
    """While the account has no subscribed app nothing is delivered; afterwards everything is."""
    await desk.call("DELETE", f"/{whatsapp.waba_id}/subscribed_apps")
    person = await desk.person()
    assert (await desk.get("/webhook"))["waiting"] == 1
    await desk.call("POST", f"/{whatsapp.waba_id}/subscribed_apps")
    assert (await ear.hear(types.Message)).from_user.bsuid == person["user_id"]


async def test_several_things_share_a_body(desk: Desk, ear: Ear) -> None:
    """Messages share a value, statuses another; pywa 4.5 looks at the first only, which a bot must not rely on."""
    await desk.patch("/faults", webhook_hold=True)
    person = await desk.person()
    await desk.say(person, "dos")
    await desk.say(person, "tres")
    await desk.send(person, text={"body": "Hola"})
    assert ear.bodies == []
    await desk.patch("/faults", webhook_hold=False, webhook_batch=100)
    assert (await ear.hear(types.Message)).text == "Hola"
    assert len(ear.bodies) == 1
    heard, stated = values(ear)
    assert [message["text"]["body"] for message in heard["messages"]] == ["Hola", "dos", "tres"]
    assert len(heard["contacts"]) == 1
    assert [status["status"] for status in stated["statuses"]] == ["sent", "delivered"]
    assert ear.heard.empty()


async def test_one_persons_messages_keep_their_order_unless_told_otherwise(desk: Desk, ear: Ear) -> None:
    """Without faults one person's messages come in order; shuffled they all come, in another."""
    person = await desk.person(wrote=False)
    words = [str(number) for number in range(12)]
    for shuffled in (False, True):
        ear.bodies.clear()
        await desk.patch("/faults", webhook_hold=True, webhook_shuffle=shuffled)
        for word in words:
            await desk.say(person, word)
        await desk.patch("/faults", webhook_hold=False)

        async def all_there() -> bool:
            return len(texts(ear)) == len(words)

        await eventually(all_there, "some messages never came")
        assert (texts(ear) == words) is not shuffled
        assert sorted(texts(ear)) == sorted(words)


async def test_the_same_message_may_come_twice(desk: Desk, ear: Ear) -> None:
    """At least once: a webhook that was taken comes again byte for byte, and the desk can repeat a message."""
    await desk.patch("/faults", webhook_repeat_rate=1)
    person = await desk.person()

    async def twice() -> bool:
        return len(ear.bodies) == 2

    await eventually(twice, "it came only once")
    assert ear.bodies[0] == ear.bodies[1]
    await desk.patch("/faults", webhook_repeat_rate=0)
    again = await desk.post(f"/people/{person['id']}/repeat-last", status=200)

    async def thrice() -> bool:
        return len(ear.bodies) == 3

    await eventually(thrice, "the repeat never came")
    assert {message["id"] for value in values(ear) for message in value["messages"]} == {again["message_id"]}


async def test_identifiers_can_be_missing(desk: Desk, ear: Ear) -> None:
    """Contacts, the phone number and the user id can each be left out, of messages and of statuses."""
    for switch, missing in (
        ("without_contacts", "contacts"),
        ("without_wa_id", "wa_id"),
        ("without_user_id", "user_id"),
    ):
        ear.bodies.clear()
        await desk.patch("/faults", **{switch: True})
        person = await desk.person()
        await desk.send(person, text={"body": "Hola"})

        async def three(seen: Ear = ear) -> bool:
            return len(seen.bodies) == 3

        await eventually(three, "a message and two statuses are due")
        await desk.patch("/faults", **{switch: False})
        assert not any(f'"{missing}"'.encode() in body for body in ear.bodies)
        assert not (missing == "wa_id" and any(b'"recipient_id"' in body or b'"from":' in body for body in ear.bodies))
