"""The wire itself: tokens, objects, files, callbacks, and what is made to go wrong with calls."""

import aiohttp
import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pywa_async import errors

from sandbox.whatsapp import WhatsApp
from tests.contract.graph_api.desk import Desk
from tests.contract.graph_api.with_pywa import Ear, connected


async def test_a_token_that_is_wrong_or_expired_gets_401(desk: Desk) -> None:
    """Every object asks for the token: a wrong one, and the right one once it has expired, are answered 190."""
    path = f"/{desk.whatsapp.phone_id}"
    status, body = await desk.call("GET", path, token="EAAwrong")
    assert (status, body["error"]["code"]) == (401, 190)
    assert (await desk.call("GET", path))[0] == 200
    await desk.patch("/faults", token_expired=True)
    status, body = await desk.call("GET", path)
    assert (status, body["error"]["code"], body["error"]["error_subcode"]) == (401, 190, 463)


async def test_the_number_tells_of_itself(desk: Desk, ear: Ear) -> None:
    """Name, quality, tier and throughput of the number, as pywa reads them and as a doctor does."""
    number = await ear.client.get_business_phone_number()
    assert (number.verified_name, number.quality_rating) == ("Buzón Bot (simulación)", "GREEN")
    assert (number.display_phone_number, number.throughput) == ("+51 1 555 0100", {"level": "STANDARD"})
    _, body = await desk.call("GET", f"/{desk.whatsapp.phone_id}?fields=messaging_limit_tier")
    assert body == {"messaging_limit_tier": "TIER_2K", "id": desk.whatsapp.phone_id}
    (listed,) = (await desk.call("GET", f"/{desk.whatsapp.waba_id}/phone_numbers"))[1]["data"]
    assert listed["id"] == desk.whatsapp.phone_id


async def test_a_token_can_be_looked_into(desk: Desk) -> None:
    """What a token is good for, and that another one is good for nothing."""
    _, body = await desk.call("GET", f"/debug_token?input_token={desk.whatsapp.token}")
    assert body["data"]["is_valid"]
    assert body["data"]["scopes"] == ["whatsapp_business_management", "whatsapp_business_messaging"]
    _, body = await desk.call("GET", "/debug_token?input_token=EAAwrong")
    assert not body["data"]["is_valid"]


async def test_unknown_objects_and_paths_are_named(desk: Desk) -> None:
    """An id of nothing is 100 with subcode 33; a path of nothing is 2500."""
    for method, path in (
        ("GET", "/404"),
        ("DELETE", "/404"),
        ("POST", "/404/messages"),
        ("GET", "/404/message_templates"),
    ):
        status, body = await desk.call(method, path, {"messaging_product": "whatsapp"} if method == "POST" else None)
        assert (status, body["error"]["code"], body["error"]["error_subcode"]) == (400, 100, 33)
    assert (await desk.call("GET", f"/{desk.whatsapp.phone_id}/nothing"))[1]["error"]["code"] == 2500


async def test_a_file_is_uploaded_described_downloaded_and_deleted(desk: Desk, ear: Ear) -> None:
    """The URL of a file wants the token and is good for five minutes; a deleted file is gone."""
    media = await ear.client.upload_media(b"%PDF-1.4", mime_type="application/pdf", filename="a.pdf")
    described = await ear.client.get_media_url(media.id)
    assert await ear.client.get_media_bytes(described.url) == b"%PDF-1.4"
    async with desk.session.get(described.url) as answer:
        assert answer.status == 401
    await desk.post("/clock", {"forward_seconds": 301}, status=200)
    with pytest.raises(httpx.HTTPStatusError):
        await ear.client.get_media_bytes(described.url)
    assert await ear.client.delete_media(media.id)
    with pytest.raises(errors.WhatsAppError):
        await ear.client.get_media_url(media.id)


@pytest.mark.parametrize(
    ("name", "kind", "size", "code"),
    [
        ("a.exe", "application/x-msdownload", 1, 100),
        ("a.png", "image/png", 0, 100),
        ("a.png", "image/png", 5 * 1024 * 1024 + 1, 131053),
        ("a.webp", "image/webp", 500 * 1024 + 1, 131053),
    ],
)
async def test_files_of_the_wrong_kind_or_size_are_refused(
    desk: Desk, ear: Ear, name: str, kind: str, size: int, code: int
) -> None:
    """Types and sizes are those that a message may carry."""
    with pytest.raises(errors.WhatsAppError) as refused:
        await ear.client.upload_media(b"x" * size, mime_type=kind, filename=name)
    assert refused.value.code == code


async def test_a_file_must_fit_its_message(desk: Desk, ear: Ear) -> None:
    """A PDF is no picture, even when it is there."""
    media = await ear.client.upload_media(b"%PDF-1.4", mime_type="application/pdf", filename="a.pdf")
    assert await desk.refusal(await desk.person(), type="image", image={"id": media.id}) == 131053


async def test_a_callback_must_repeat_the_challenge(desk: Desk, ear: Ear) -> None:
    """Only an address that knows the verify token becomes a callback, in each of the three scopes."""
    address = (await desk.get("/webhook"))["url"]
    whatsapp = desk.whatsapp
    wrong = {"override_callback_uri": address, "verify_token": "wrong"}
    status, body = await desk.call("POST", f"/{whatsapp.waba_id}/subscribed_apps", wrong)
    assert (status, body["error"]["code"]) == (400, 2200)
    assert await ear.client.override_waba_callback_url(address, verify_token=whatsapp.verify_token)
    assert await ear.client.override_phone_callback_url(address, verify_token=whatsapp.verify_token)
    app_token = await ear.client.get_app_access_token(int(whatsapp.app_id), whatsapp.app_secret)
    assert await ear.client.set_app_callback_url(
        int(whatsapp.app_id), app_token, address, verify_token=whatsapp.verify_token, fields=["messages"]
    )
    _, body = await desk.call("GET", f"/{whatsapp.phone_id}?fields=webhook_configuration")
    assert set(body["webhook_configuration"]) == {"application", "whatsapp_business_account", "phone_number"}
    assert await ear.client.delete_phone_callback_url()
    (app,) = (await desk.call("GET", f"/{whatsapp.waba_id}/subscribed_apps"))[1]["data"]
    assert (app["whatsapp_business_api_data"]["id"], app["override_callback_uri"]) == (whatsapp.app_id, address)


async def test_a_public_key_is_taken_if_it_is_one(desk: Desk, ear: Ear) -> None:
    """Flows need a 2048-bit RSA key; anything else is refused."""
    key = rsa.generate_private_key(65537, 2048).public_key()
    pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    with pytest.raises(errors.WhatsAppError):
        await ear.client.set_business_public_key("no key")
    assert await ear.client.set_business_public_key(pem)
    _, body = await desk.call("GET", f"/{desk.whatsapp.phone_id}/whatsapp_business_encryption")
    assert body["data"][0]["business_public_key"] == pem


async def test_calls_fail_in_every_way_that_they_do_at_meta(desk: Desk, whatsapp: WhatsApp) -> None:
    """HTML instead of JSON, server errors, codes on demand, connections cut before or after the message was taken."""
    person = await desk.person()
    async with httpx.AsyncClient() as session:
        client = connected(whatsapp, session=session, api=desk.api)
        await desk.patch("/faults", html_502=True)
        with pytest.raises(errors.WhatsAppError) as refused:
            await client.send_message(person["phone"], "uno")
        assert (refused.value.status_code, "<html>" in refused.value.message) == (502, True)
        await desk.patch("/faults", html_502=False, server_error_rate=1)
        with pytest.raises(errors.WhatsAppError) as refused:
            await client.send_message(person["phone"], "dos")
        assert refused.value.status_code == 500
        await desk.patch("/faults", server_error_rate=0, error_code=131016)
        with pytest.raises(errors.ServiceUnavailable):
            await client.send_message(person["phone"], "tres")
    await desk.patch("/faults", error_code=None, reset_before_rate=1)
    with pytest.raises(aiohttp.ClientError):
        await desk.send(person, text={"body": "cuatro"})
    await desk.patch("/faults", reset_before_rate=0, reset_after_rate=1)
    with pytest.raises(aiohttp.ClientError):
        await desk.send(person, text={"body": "cinco"})
    assert [message["text"] for message in await desk.messages(person)] == ["Hola", "cinco"]


async def test_refused_later_comes_as_a_failed_status(desk: Desk) -> None:
    """With the switch, what lies outside the window is accepted and reported as failed, as Meta often does."""
    person = await desk.person(wrote=False)
    await desk.patch("/faults", refuse_later=True)
    status, body = await desk.send(person, text={"body": "Hola"})
    assert (status, len(body["messages"])) == (200, 1)
    (message,) = await desk.messages(person)
    assert (message["status"], message["error"]) == ("failed", 131047)


async def test_the_control_refuses_what_makes_no_sense(desk: Desk) -> None:
    """Unknown people are 404; switches, states and taps that do not exist are 422."""
    person = await desk.person()
    said = (await desk.messages(person))[0]["id"]
    await desk.post("/people/1/messages", {"text": "x"}, status=404)
    for path, body in (
        ("/people", {}),
        (f"/people/{person['id']}/messages", {"type": "poll"}),
        (f"/people/{person['id']}/messages", {"type": "location"}),
        (f"/people/{person['id']}/taps", {"message_id": said, "id": "nothing"}),
        (f"/people/{person['id']}/fail", {"message_id": said}),
        (f"/people/{person['id']}/number", {"phone": person["phone"]}),
        ("/clock", {"forward_seconds": -1}),
        ("/webhook", {"url": "ftp://x.test"}),
    ):
        await desk.post(path, body, status=422)
    for path, changes in (
        ("/faults", {"rain": True}),
        ("/faults", {"webhook_batch": 0}),
        ("/faults", {"slow_seconds": "4"}),
        ("/limits", {"burst": 0}),
        ("/account", {"verified_name": 1}),
    ):
        async with desk.session.patch(f"{desk.control}{path}", json=changes) as answer:
            assert answer.status == 422
