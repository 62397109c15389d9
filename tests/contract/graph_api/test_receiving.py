"""Everything the server tells is parsed by pywa into its own typed updates, and signed so that pywa believes it."""

import hashlib
import hmac
import json
from typing import Any

import pytest
from pywa_async import types

from sandbox.whatsapp import WhatsApp
from tests.contract.graph_api.desk import Desk
from tests.contract.graph_api.with_pywa import Ear

KINDS: list[tuple[dict[str, Any], str]] = [
    ({"type": "location", "latitude": -12.06, "longitude": -77.04, "name": "Breña"}, "location"),
    ({"type": "contacts", "name": "Rosa", "phone": "+51911111111"}, "contacts"),
    ({"type": "order", "text": "Dos, por favor"}, "order"),
    ({"type": "unsupported"}, "unsupported"),
]


async def test_a_text_arrives_with_both_identifiers(desk: Desk, ear: Ear) -> None:
    """A person's text carries the phone number, the business-scoped id, the name, and the raw body's signature."""
    person = await desk.person(wrote=False)
    said = await desk.say(person, "¿Tengo algo nuevo? \\o/ https://ejemplo.test/")
    message = await ear.hear(types.Message)
    assert (message.id, message.text) == (said, "¿Tengo algo nuevo? \\o/ https://ejemplo.test/")
    assert (message.from_user.wa_id, message.from_user.bsuid) == (person["phone"], person["user_id"])
    assert (message.from_user.name, message.metadata.phone_number_id) == ("Yuleisy", desk.whatsapp.phone_id)
    expected = hmac.new(desk.whatsapp.app_secret.encode(), ear.bodies[0], hashlib.sha256).hexdigest()
    assert ear.headers[0]["x-hub-signature-256"] == f"sha256={expected}"
    assert json.dumps(json.loads(ear.bodies[0])).encode() != ear.bodies[0], (
        "who signs what they re-serialised is caught"
    )


@pytest.mark.parametrize(("body", "kind"), KINDS, ids=[kind for _, kind in KINDS])
async def test_every_kind_without_a_file_is_understood(desk: Desk, ear: Ear, body: dict[str, Any], kind: str) -> None:
    """Locations, contacts, orders and what the API does not support become messages of their type."""
    person = await desk.person(wrote=False)
    await desk.post(f"/people/{person['id']}/messages", body)
    message = await ear.hear(types.Message)
    assert message.type == kind
    assert getattr(message, kind)
    assert (message.error is not None) == (kind == "unsupported")


async def test_a_reaction_names_its_message_and_can_be_taken_back(desk: Desk, ear: Ear) -> None:
    """An emoji under the business's message is told, and its removal too; both show on the phone."""
    person = await desk.person()
    await ear.hear(types.Message)
    sent = await ear.client.send_message(person["phone"], "Listo")
    await ear.statuses(types.MessageStatusType.SENT, types.MessageStatusType.DELIVERED)
    for emoji in ("👍", ""):
        body = {"type": "reaction", "message_id": sent.id, "emoji": emoji}
        await desk.post(f"/people/{person['id']}/messages", body)
        update = await ear.hear()
        while not isinstance(update, types.Message):
            update = await ear.hear()
        assert (update.reaction.message_id, update.reaction.emoji) == (sent.id, emoji or None)
        assert (await desk.messages(person))[-1].get("reaction") == (emoji or None)


async def test_a_text_can_be_edited_and_taken_back(desk: Desk, ear: Ear) -> None:
    """An edit brings the new words and a withdrawal the old id; the phone shows the one and forgets the other."""
    person = await desk.person(wrote=False)
    said = await desk.say(person, "Ola")
    await ear.hear(types.Message)
    path = f"/people/{person['id']}/messages"
    await desk.post(path, {"type": "edit", "message_id": said, "text": "Hola"})
    edited = await ear.hear(types.EditedMessage)
    assert (edited.original_message_id, edited.message.text) == (said, "Hola")
    assert [message["text"] for message in await desk.messages(person)] == ["Hola"]
    await desk.post(path, {"type": "revoke", "message_id": said})
    assert (await ear.hear(types.DeletedMessage)).original_message_id == said
    assert await desk.messages(person) == []
    await desk.post(path, {"type": "revoke", "message_id": said}, status=404)


@pytest.mark.parametrize(
    ("kind", "name", "data"),
    [
        ("image", "yo.png", b"\x89PNG\r\n\x1a\n simulado"),
        ("document", "constancia.pdf", b"%PDF-1.4 simulado"),
        ("audio", "nota.ogg", b"OggS simulado"),
        ("sticker", "gato.webp", b"RIFF simulado"),
        ("video", "clip.mp4", b"ftyp simulado"),
    ],
)
async def test_a_persons_file_can_be_downloaded(desk: Desk, ear: Ear, kind: str, name: str, data: bytes) -> None:
    """Files of every kind arrive with id, type and hash, and pywa downloads them whole through the URL."""
    person = await desk.person(wrote=False)
    await desk.send_file(person, kind, name=name, data=data, caption="Mira")
    message = await ear.hear(types.Message)
    media = getattr(message, kind)
    assert await media.get_bytes() == data
    described = await ear.client.get_media_url(media.id)
    assert described.file_size == len(data)
    assert described.sha256 == hashlib.sha256(data).hexdigest()
    if kind in {"image", "document", "video"}:
        assert message.caption == "Mira"
    if kind == "document":
        assert media.filename == name


async def test_a_change_of_number_or_user_id_is_told(desk: Desk, ear: Ear) -> None:
    """A new number brings a new business-scoped id; the latter may change alone. Neither carries contacts."""
    person = await desk.person(wrote=False)
    moved = await desk.post(f"/people/{person['id']}/number", {"phone": "51999888777"}, status=200)
    change = await ear.hear(types.PhoneNumberChange)
    assert (change.old_wa_id, change.new_wa_id) == (person["phone"], "51999888777")
    assert change.new_user_id == moved["user_id"] != person["user_id"]
    again = await desk.post(f"/people/{person['id']}/user-id", status=200)
    change = await ear.hear(types.PhoneNumberChange)
    assert (change.sys_type, change.new_user_id) == ("user_changed_user_id", again["user_id"])
    assert b'"contacts"' not in ear.bodies[0] + ear.bodies[1]


async def test_who_hides_the_phone_is_known_by_the_user_id_alone(desk: Desk, ear: Ear) -> None:
    """Of somebody with a username who hides the number only the business-scoped id comes; an answer reaches it."""
    person = await desk.person(wrote=False, username="yuli", phone_hidden=True)
    await desk.say(person, "Hola")
    message = await ear.hear(types.Message)
    assert (message.from_user.wa_id, message.from_user.username) == (None, "yuli")
    sent = await message.reply("Hola, Yuleisy")
    assert sent.to == person["user_id"]
    (status,) = await ear.statuses(types.MessageStatusType.SENT)
    assert (status.from_user.bsuid, status.from_user.wa_id) == (person["user_id"], None)
    assert (await desk.messages(person))[-1]["text"] == "Hola, Yuleisy"


async def test_templates_tell_of_their_fate(desk: Desk, ear: Ear, whatsapp: WhatsApp) -> None:
    """Approval, pause and quality of a template arrive as pywa's own updates."""
    components = [{"type": "BODY", "text": "Tienes una notificación nueva."}]
    template = whatsapp.templates.create(
        {"name": "aviso", "language": "es", "category": "UTILITY", "components": components}, now=whatsapp.now
    )
    await desk.patch("/templates/aviso", status="APPROVED", quality="GREEN")
    status = await ear.hear(types.TemplateStatusUpdate)
    assert (status.template_id, status.new_status) == (template.id, "APPROVED")
    quality = await ear.hear(types.TemplateQualityUpdate)
    assert (quality.previous_quality_score, quality.new_quality_score) == ("UNKNOWN", "GREEN")
    for fate in ("PAUSED", "DISABLED"):
        await desk.patch(f"/templates/{template.id}", status=fate)
        assert (await ear.hear(types.TemplateStatusUpdate)).new_status == fate
