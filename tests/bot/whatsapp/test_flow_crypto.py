"""The seal of a Flow: what the phone seals only our key opens, and nothing that was touched on the way. pywa, which has
Meta's own example, is the witness."""

import base64
import json
import stat
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pywa.utils import default_flow_request_decryptor, default_flow_response_encryptor

from bot.channels.whatsapp.flow_crypto import FlowKey, Undecipherable
from handlers.errors import Misconfigured
from sandbox.whatsapp.flow_phone import Sealed, sealed

SAID = {"version": "3.0", "action": "data_exchange", "data": {"given_names": "María Ñandú"}, "flow_token": "t"}
PARTS = ("encrypted_flow_data", "encrypted_aes_key", "initial_vector")


@pytest.fixture(scope="module")
def key() -> FlowKey:
    return FlowKey.new()


def parts(asked: Sealed) -> dict[str, bytes]:
    return {name: base64.b64decode(part) for name, part in json.loads(asked.body).items()}


def body(of: dict[str, bytes]) -> bytes:
    return json.dumps({name: base64.b64encode(part).decode() for name, part in of.items()}).encode()


def test_what_the_phone_seals_is_opened_and_answered(key: FlowKey) -> None:
    """There and back, under the key of the request and its IV with every bit flipped."""
    asked = sealed(key.public, SAID)
    opened = key.open(asked.body)
    assert opened.said == SAID
    assert asked.opened(opened.answer({"screen": "IDENTITY", "data": {"send": "Ñ"}}))["data"] == {"send": "Ñ"}


def test_pywa_reads_the_same_request_and_seals_the_same_answer(key: FlowKey, tmp_path: Path) -> None:
    """Meta's example, by pywa: the same words out of the same body, the same bytes for the same answer."""
    key.write(tmp_path / "flow.pem")
    asked = sealed(key.public, SAID)
    given = json.loads(asked.body)
    said, aes, iv = default_flow_request_decryptor(
        given["encrypted_flow_data"],
        given["encrypted_aes_key"],
        given["initial_vector"],
        (tmp_path / "flow.pem").read_text(),
    )
    assert said == SAID
    theirs = default_flow_response_encryptor({"data": {"status": "active"}}, aes, iv)
    assert asked.opened(theirs) == asked.opened(key.open(asked.body).answer({"data": {"status": "active"}}))


@pytest.mark.parametrize("part", PARTS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_a_byte_that_was_changed_anywhere_is_refused(key: FlowKey, part: str, data: st.DataObject) -> None:
    """In the words, their tag, the wrapped key or the IV: wherever a bit is other, nothing is opened."""
    found = parts(sealed(key.public, SAID))
    changed = bytearray(found[part])
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Undecipherable):
        key.open(body(found | {part: bytes(changed)}))


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_is_shorter_longer_or_missing_is_refused(key: FlowKey, part: str) -> None:
    found = parts(sealed(key.public, SAID))
    for other in (b"", found[part][:-1], found[part] + b"\0", found[part][:8]):
        with pytest.raises(Undecipherable):
            key.open(body(found | {part: other}))
    del found[part]
    with pytest.raises(Undecipherable):
        key.open(body(found))


def test_parts_of_two_requests_do_not_mix(key: FlowKey) -> None:
    """The words of one request under the key of another are nobody's."""
    one, other = parts(sealed(key.public, SAID)), parts(sealed(key.public, SAID))
    for part in PARTS:
        with pytest.raises(Undecipherable):
            key.open(body(one | {part: other[part]}))


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(junk=st.one_of(st.binary(max_size=300), st.text(max_size=100).map(str.encode)))
def test_junk_is_refused_and_breaks_nothing(key: FlowKey, junk: bytes) -> None:
    with pytest.raises(Undecipherable):
        key.open(junk)


@pytest.mark.parametrize("said", [[1], "words", None, 7])
def test_json_of_another_kind_is_refused(key: FlowKey, said: Any) -> None:
    """Well sealed, but no object: nothing that an endpoint could answer."""
    with pytest.raises(Undecipherable):
        key.open(sealed(key.public, said).body)


@pytest.mark.parametrize("body", [b"[]", b"{}", b"null", json.dumps(dict.fromkeys(PARTS, 7)).encode()])
def test_a_body_of_another_shape_is_refused(key: FlowKey, body: bytes) -> None:
    with pytest.raises(Undecipherable):
        key.open(body)


def test_another_key_opens_nothing(key: FlowKey) -> None:
    """The number still has an older key: said as such, and Meta fetches the new one."""
    with pytest.raises(Undecipherable):
        FlowKey.new().open(sealed(key.public, SAID).body)


def test_nothing_shows_itself(key: FlowKey) -> None:
    """Neither the words nor the keys are in what a log would print."""
    opened = key.open(sealed(key.public, SAID).body)
    assert "María" not in repr(opened)
    assert "BEGIN" not in repr(key)
    with pytest.raises(Undecipherable) as refused:
        key.open(b'{"encrypted_flow_data": "Mar\xc3\xada"}')
    assert "Mar" not in f"{refused.value!r}{refused.value.__cause__!r}"


def test_a_key_is_kept_for_its_owner_alone_and_never_written_over(key: FlowKey, tmp_path: Path) -> None:
    """Mode 600; a second key in its place would shut out every phone that has the first."""
    path = tmp_path / "new" / "flow.pem"
    key.write(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert FlowKey.read(path).public == key.public
    with pytest.raises(Misconfigured, match="can't be written"):
        FlowKey.new().write(path)
    assert FlowKey.read(path).public == key.public
    assert [one.name for one in path.parent.iterdir()] == ["flow.pem"]


def test_a_key_file_that_is_of_no_use_is_told_with_the_mend(key: FlowKey, tmp_path: Path) -> None:
    """Missing, open to others, no key, another kind of key, too short."""
    path = tmp_path / "flow.pem"
    with pytest.raises(Misconfigured, match="buzon whatsapp flow key"):
        FlowKey.read(path)
    key.write(path)
    path.chmod(0o644)
    with pytest.raises(Misconfigured, match="chmod 600"):
        FlowKey.read(path)
    path.chmod(0o600)
    for other in (ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 1024)):
        pem = other.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path.write_bytes(pem)
        with pytest.raises(Misconfigured, match="RSA key of 2048 bits"):
            FlowKey.read(path)
    path.write_bytes(b"nothing of the kind")
    with pytest.raises(Misconfigured, match="can't be read"):
        FlowKey.read(path)
