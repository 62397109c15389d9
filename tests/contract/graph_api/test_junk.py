"""Whatever comes over the wire is answered as Meta answers: with a message's id or an error, never with a crash."""

import asyncio
import copy
from collections.abc import Iterator
from typing import Any

import httpx
from hypothesis import given
from hypothesis import strategies as st

from sandbox.whatsapp import WhatsApp, graph_api, person_side
from tests.contract.graph_api.test_limits import FITS
from tests.contract.graph_api.test_templates import WHOLE, said, sending

JUNK = st.sampled_from([None, True, 0, -1.5, "", " ", "x" * 5000, [], [[]], [{}], ["x"], {}, {"id": {}}, {"type": []}])
BODIES: list[tuple[str, Any]] = [
    *[("messages", {"to": "51900000001", **message}) for message in FITS],
    ("messages", {"to": "51900000001", **sending(said("Rosa", "2"))}),
    ("messages", {"to": "51900000001", "type": "reaction", "reaction": {"message_id": "wamid.x", "emoji": "👍"}}),
    ("messages", {"to": "51900000001", "type": "image", "image": {"id": "1", "caption": "x"}}),
    ("messages", {"status": "read", "message_id": "wamid.x", "typing_indicator": {"type": "text"}}),
    ("message_templates", WHOLE),
    ("subscribed_apps", {"override_callback_uri": "ftp://x", "verify_token": "t"}),
    ("whatsapp_business_encryption", {"business_public_key": "x"}),
]


def places(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path to every value in a body."""
    if path:
        yield path
    for key in node if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ():
        yield from places(node[key], (*path, key))


@st.composite
def spoilt(draw: st.DrawFn) -> tuple[str, Any]:
    """A body that fits, with one value replaced by junk."""
    edge, body = draw(st.sampled_from(BODIES))
    body = copy.deepcopy({"messaging_product": "whatsapp"} | body)
    *way, last = draw(st.sampled_from(list(places(body))))
    node = body
    for step in way:
        node = node[step]
    node[last] = draw(JUNK)
    return edge, body


@given(call=spoilt())
def test_junk_is_refused_in_metas_shape(call: tuple[str, Any]) -> None:
    """One wrong value anywhere in a call never breaks the server."""
    asyncio.run(answered(*call))


async def answered(edge: str, body: Any) -> None:
    whatsapp = WhatsApp(seed=1)
    whatsapp.templates.create(WHOLE, now=whatsapp.now)
    chat = whatsapp.people.add("Yuleisy")
    person_side.hear(whatsapp, chat, "text", {"body": "Hola"}, shown={"text": "Hola"})
    owner = whatsapp.waba_id if edge in {"message_templates", "subscribed_apps"} else whatsapp.phone_id
    headers = {"Authorization": f"Bearer {whatsapp.token}"}
    transport = httpx.ASGITransport(graph_api(whatsapp))
    async with httpx.AsyncClient(transport=transport, base_url="http://graph", headers=headers) as client:
        answer = await client.post(f"/v24.0/{owner}/{edge}", json=body)
    await whatsapp.close()
    assert answer.status_code < 500, body
    told = answer.json()
    assert "error" not in told or {"message", "type", "code", "fbtrace_id"} <= set(told["error"])
