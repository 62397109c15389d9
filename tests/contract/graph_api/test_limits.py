"""What does not fit is refused with Meta's code, at the very border that the documentation names."""

from typing import Any

import httpx
import pytest
from pywa_async import errors

from sandbox.whatsapp import WhatsApp
from tests.contract.graph_api.desk import Desk
from tests.contract.graph_api.with_pywa import connected


def buttons(*titles: str, ids: list[str] | None = None) -> dict[str, Any]:
    pairs = zip(titles, ids or [f"id {title}" for title in titles], strict=True)
    replies = [{"type": "reply", "reply": {"id": one, "title": title}} for title, one in pairs]
    return {"type": "button", "body": {"text": "¿Sí?"}, "action": {"buttons": replies}}


def rows(*titles: str, sections: int = 1, **row: Any) -> dict[str, Any]:
    listed = [{"id": f"{place}", "title": title} | row for place, title in enumerate(titles)]
    parts = [{"title": f"Parte {place}", "rows": listed[place::sections]} for place in range(sections)]
    return {"type": "list", "body": {"text": "Elige"}, "action": {"button": "Ver", "sections": parts}}


def page(**parameters: str) -> dict[str, Any]:
    known = {"display_text": "Abrir", "url": "https://x.test/"} | parameters
    return {"type": "cta_url", "body": {"text": "Entra"}, "action": {"name": "cta_url", "parameters": known}}


FITS: list[dict[str, Any]] = [
    {"text": {"body": "x" * 4096}},
    {"type": "interactive", "interactive": buttons("a" * 20, "b", "c") | {"footer": {"text": "x" * 60}}},
    {"type": "interactive", "interactive": buttons("a", ids=["x" * 256]) | {"body": {"text": "x" * 1024}}},
    {"type": "interactive", "interactive": buttons("a") | {"header": {"type": "text", "text": "x" * 60}}},
    {"type": "interactive", "interactive": rows(*"abcdefghij", sections=2, description="x" * 72)},
    {"type": "interactive", "interactive": rows("x" * 24)},
    {"type": "interactive", "interactive": page(display_text="x" * 20)},
    {"text": {"body": "x"}, "biz_opaque_callback_data": "x" * 512},
]
REFUSED: list[tuple[int, dict[str, Any]]] = [
    (100, {"text": {"body": "x" * 4097}}),
    (100, {"text": {"body": ""}}),
    (100, {"text": {"body": "   "}}),
    (100, {"type": "text"}),
    (100, {"type": "poll", "poll": {}}),
    (100, {"text": {"body": "x"}, "recipient_type": "group"}),
    (131009, {"text": {"body": "x"}, "biz_opaque_callback_data": "x" * 513}),
    (131009, {"text": {"body": "x"}, "context": {"message_id": "wamid.unknown"}}),
    (131009, {"type": "interactive", "interactive": buttons("a" * 21)}),
    (131009, {"type": "interactive", "interactive": buttons("a", "b", "c", "d")}),
    (131009, {"type": "interactive", "interactive": buttons("a", "a", ids=["1", "2"])}),
    (131009, {"type": "interactive", "interactive": buttons("a", "b", ids=["1", "1"])}),
    (131009, {"type": "interactive", "interactive": buttons("a", ids=["x" * 257])}),
    (131009, {"type": "interactive", "interactive": buttons()}),
    (131008, {"type": "interactive", "interactive": buttons("")}),
    (131009, {"type": "interactive", "interactive": buttons("a") | {"body": {"text": "x" * 1025}}}),
    (131008, {"type": "interactive", "interactive": buttons("a") | {"body": None}}),
    (131009, {"type": "interactive", "interactive": buttons("a") | {"footer": {"text": "x" * 61}}}),
    (131009, {"type": "interactive", "interactive": buttons("a") | {"header": {"type": "text", "text": "x" * 61}}}),
    (131009, {"type": "interactive", "interactive": rows(*"abcdefghijk")}),
    (131009, {"type": "interactive", "interactive": rows("x" * 25)}),
    (131009, {"type": "interactive", "interactive": rows("a", description="x" * 73)}),
    (131009, {"type": "interactive", "interactive": rows("a", "b", id="1")}),
    (131009, {"type": "interactive", "interactive": rows("a", id="x" * 201)}),
    (131009, {"type": "interactive", "interactive": page(display_text="x" * 21)}),
    (131009, {"type": "interactive", "interactive": page(url="buzon")}),
    (100, {"type": "interactive", "interactive": {"type": "carousel", "body": {"text": "x"}}}),
    (131009, {"type": "image", "image": {"id": "404"}}),
    (131008, {"type": "document", "document": {}}),
    (131053, {"type": "image", "image": {"link": "https://x.test/foto.png"}}),
    (132001, {"type": "template", "template": {"name": "ninguna", "language": {"code": "es"}}}),
]


@pytest.mark.parametrize("message", FITS)
async def test_what_just_fits_is_taken(desk: Desk, message: dict[str, Any]) -> None:
    """At each border the message passes."""
    status, body = await desk.send(await desk.person(), **message)
    assert (status, body.get("error")) == (200, None)


@pytest.mark.parametrize(("code", "message"), REFUSED)
async def test_what_does_not_fit_is_refused(desk: Desk, code: int, message: dict[str, Any]) -> None:
    """One beyond each border the message is refused with Meta's code, and does not reach the phone."""
    person = await desk.person()
    assert await desk.refusal(person, **message) == code
    assert len(await desk.messages(person)) == 1


async def test_an_error_has_metas_shape(desk: Desk) -> None:
    """An error names type, code, details and a trace id, under the HTTP status that Meta uses for it."""
    status, body = await desk.send(await desk.person(wrote=False), text={"body": "Hola"})
    error = body["error"]
    assert (status, error["code"], error["type"]) == (400, 131047, "OAuthException")
    assert error["message"] == "(#131047) Re-engagement message"
    assert "24 hours" in error["error_data"]["details"]
    assert error["fbtrace_id"]


async def test_pywa_raises_its_own_errors(desk: Desk, whatsapp: WhatsApp) -> None:
    """Each refusal becomes pywa's typed exception."""
    person = await desk.person(wrote=False)
    async with httpx.AsyncClient() as session:
        client = connected(whatsapp, session=session, api=desk.api)
        with pytest.raises(errors.ReEngagementMessage):
            await client.send_message(person["phone"], "Hola")
        with pytest.raises(errors.MessageUndeliverable):
            await client.send_message("51123456789", "Hola")
        with pytest.raises(errors.MessageUndeliverable):
            await client.send_message("PE.404404", "Hola")
        await desk.patch("/account", restricted=True)
        with pytest.raises(errors.TemporarilyBlocked):
            await client.send_message(person["phone"], "Hola")
    async with httpx.AsyncClient() as session:
        stranger = connected(whatsapp, session=session, api=desk.api, token="EAAwrong")
        with pytest.raises(errors.ExpiredAccessToken) as refused:
            await stranger.send_message(person["phone"], "Hola")
        assert refused.value.status_code == 401


async def test_the_window_closes_after_24_hours_and_a_message_opens_it_again(desk: Desk) -> None:
    """The window runs on the sandbox's clock, which the desk can put ahead."""
    person = await desk.person()
    assert (await desk.chat(person))["window"]["open"]
    assert (await desk.send(person, text={"body": "Hola"}))[0] == 200
    await desk.post("/clock", {"forward_seconds": 24 * 3600}, status=200)
    assert not (await desk.chat(person))["window"]["open"]
    assert await desk.refusal(person, text={"body": "Hola"}) == 131047
    await desk.say(person, "Aquí estoy")
    assert (await desk.send(person, text={"body": "Hola"}))[0] == 200


async def test_one_person_gets_45_at_once_and_then_one_per_6_seconds(desk: Desk) -> None:
    """The burst is borrowed from the future: after it one message passes every six seconds."""
    person = await desk.person()
    for _ in range(45):
        assert (await desk.send(person, text={"body": "x"}))[0] == 200
    assert await desk.refusal(person, text={"body": "x"}) == 131056
    await desk.post("/clock", {"forward_seconds": 6}, status=200)
    assert (await desk.send(person, text={"body": "x"}))[0] == 200
    assert await desk.refusal(person, text={"body": "x"}) == 131056


async def test_80_per_second_pass_in_and_out(desk: Desk) -> None:
    """The throughput counts what people write too; past it a send is refused, and counted."""
    people = [await desk.person(f"Persona {number}") for number in range(3)]
    await desk.patch("/limits", per_second=0.001, burst=3)
    await desk.say(people[0], "Uno")
    for person in people[:2]:
        assert (await desk.send(person, text={"body": "x"}))[0] == 200
    assert await desk.refusal(people[2], text={"body": "x"}) == 130429
    counts = await desk.get("/counts")
    assert (counts["violations"], counts["refusals"]) == (1, {"130429": 1})


async def test_so_many_people_a_day_are_reached_outside_the_window(desk: Desk) -> None:
    """A template reaches no more new people per day than the number's tier; who was reached already still is."""
    components = [{"type": "BODY", "text": "Hola"}]
    await desk.patch("/account", approve_templates=True)
    path = f"/{desk.whatsapp.waba_id}/message_templates"
    await desk.call("POST", path, {"name": "hola", "language": "es", "category": "UTILITY", "components": components})
    await desk.patch("/limits", people_per_day=2)
    people = [await desk.person(f"Persona {number}", wrote=False) for number in range(3)]
    template = {"type": "template", "template": {"name": "hola", "language": {"code": "es"}}}
    assert [(await desk.send(person, **template))[0] for person in people] == [200, 200, 400]
    assert (await desk.send(people[0], **template))[0] == 200
    await desk.post("/clock", {"forward_seconds": 24 * 3600}, status=200)
    assert (await desk.send(people[2], **template))[0] == 200
