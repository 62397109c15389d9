"""The puppeteer's API of the make-believe portal."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import pytest
from aiohttp import ClientResponse

from sandbox.portal import Kind, Portal
from tests.sandbox.portal.conftest import Visitor


async def test_people_are_shown_with_what_lies_in_their_mailboxes(puppeteer: Visitor) -> None:
    """Seven invented people: João's mailbox is empty, Carlos has 23 notices."""
    _, people = await puppeteer.get("/people")
    shown = {"id", "name", "user", "password", "nationality", "notices", "unopened", "locked", "files", "identity"}
    assert set(people[0]) == shown
    notices = {person["id"]: person["notices"] for person in people}
    assert (len(people), notices["joao"], notices["carlos"]) == (7, 0, 23)


async def test_every_kind_can_be_published(puppeteer: Visitor, portal: Portal) -> None:
    """Each kind has a label and a subject, and lands in the mailbox as the newest notice."""
    _, kinds = await puppeteer.get("/kinds")
    assert [entry["kind"] for entry in kinds] == list(Kind)
    for entry in kinds:
        status, made = await puppeteer.call("POST", "/people/joao/notices", {"kind": entry["kind"]})
        assert status == 201
        assert entry["label"]
        assert portal.mailboxes["joao"].newest_first()[0].id == made["id"]


async def test_a_notice_may_be_dictated(puppeteer: Visitor, portal: Portal) -> None:
    """Subject, text, time and absence of a PDF are taken as given; the text still says that it is invented."""
    wish: dict[str, Any] = {
        "kind": "unknown",
        "pdf": False,
        "deposited_at": "2026-11-30T09:00:00-05:00",
        "subject": "<b>AVISO</b>",
        "body": "Hola.",
    }
    await puppeteer.call("POST", "/people/joao/notices", wish)
    notice = portal.mailboxes["joao"].notices[0]
    assert (notice.subject, notice.attachments) == ("<b>AVISO</b>", ())
    assert notice.body == "Hola.\n\nSIMULACIÓN — texto inventado"
    assert notice.deposited_at == datetime.fromisoformat(wish["deposited_at"])


async def test_any_text_can_be_chosen_and_dated(puppeteer: Visitor, portal: Portal) -> None:
    """The list offers every sample by id and title; the chosen one is deposited when it is told, past or future."""
    _, kinds = await puppeteer.get("/kinds")
    offered = [one for entry in kinds for one in entry["samples"]]
    assert len(offered) >= 40
    assert all(set(one) == {"id", "title", "scanned", "attachments"} for one in offered)
    for body in (
        {"kind": "denial", "sample": "denial-3", "deposited_at": "2026-11-02T09:00:00-05:00"},
        {"sample": "summons-3", "deposited_at": "2027-02-01T08:30:00-05:00"},
    ):
        status, made = await puppeteer.call("POST", "/people/joao/notices", body)
        assert (status, made["kind"]) == (201, body["sample"].split("-")[0])
        assert datetime.fromisoformat(made["deposited_at"]) == datetime.fromisoformat(body["deposited_at"])
    denied, summoned = portal.mailboxes["joao"].notices
    assert "SE RESUELVE:" in denied.body
    assert "Lima, 02/11/2026" in denied.body
    assert "Día: lunes 8 de febrero de 2027" in summoned.body


async def test_a_draft_shows_what_would_be_published(puppeteer: Visitor, portal: Portal) -> None:
    """Subject and text for this person and this day, as the notice then says; nothing is published by looking."""
    _, draft = await puppeteer.get("/people/joao/draft?sample=remedy-4&deposited_at=2026-12-03T10:00:00-05:00")
    assert portal.mailboxes["joao"].notices == []
    wish = {"sample": "remedy-4", "deposited_at": "2026-12-03T10:00:00-05:00"}
    await puppeteer.call("POST", "/people/joao/notices", wish)
    (notice,) = portal.mailboxes["joao"].notices
    assert draft == {"subject": notice.subject, "body": notice.body, "scanned": False}
    _, draft = await puppeteer.get("/people/joao/draft?sample=unknown-3")
    assert draft["scanned"]
    assert "PROVEÍDO" in draft["body"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/people/nobody/notices", {"kind": "remedy"}, 404),
        ("POST", "/people/nobody/unlock", None, 404),
        ("POST", "/people/joao/notices", {"kind": "never"}, 422),
        ("POST", "/people/joao/notices", {"kind": "remedy", "deposited_at": "2026-12-03T10:00:00"}, 422),
        ("POST", "/people/joao/notices", {"sample": "remedy-999"}, 422),
        ("POST", "/people/joao/notices", {"kind": "remedy", "sample": "denial-1"}, 422),
        ("POST", "/people/joao/notices", {"pdf": False}, 422),
        ("POST", "/people/joao/notices", {"kind": "remedy", "deposited_at": "9999-12-31T23:00:00Z"}, 422),
        ("GET", "/people/joao/draft", None, 422),
        ("GET", "/people/joao/draft?sample=remedy-999", None, 422),
        ("GET", "/people/nobody/draft?sample=remedy-1", None, 404),
        ("PATCH", "/faults", {"never": True}, 422),
        ("PATCH", "/faults", {"slow_seconds": -1}, 422),
        ("PATCH", "/faults", [], 422),
    ],
)
async def test_bad_input_changes_nothing(
    puppeteer: Visitor, portal: Portal, method: str, path: str, body: Any, status: int
) -> None:
    """Unknown people, kinds and faults, and times without a zone, are refused with a reason."""
    before = portal.faults
    assert (await puppeteer.call(method, path, body))[0] == status
    assert portal.faults == before
    assert portal.mailboxes["joao"].notices == []


async def test_faults_are_switched_one_by_one(puppeteer: Visitor) -> None:
    """A patch changes what it names and leaves the rest."""
    await puppeteer.call("PATCH", "/faults", {"slow_seconds": 1.5})
    _, faults = await puppeteer.call("PATCH", "/faults", {"captcha": True})
    assert faults == {
        "down": False,
        "slow_seconds": 1.5,
        "server_error": False,
        "changed_fields": False,
        "captcha": True,
        "recovery_ending": "set",
        "face": "single",
        "labels": "usual",
        "layout": "usual",
        "no_password_field": False,
        "foreign_redirect": "",
        "endless_download": False,
        "slow_scripts": 0,
        "injected_names": False,
    }
    assert (await puppeteer.get("/faults"))[1] == faults


async def test_openings_and_counts_tell_who_did_what(puppeteer: Visitor, visitor: Visitor) -> None:
    """An opening names person and notice; the counts tell sign-ins, refusals, listings, openings and requests."""
    await visitor.sign_in("sperez26", "no")
    await visitor.sign_in("sperez26", "Cometa-4471")
    _, listing = await visitor.get("/sine-api/casilla/notificaciones")
    notice = listing["datos"][0]
    await visitor.get(f"/sine-api/casilla/notificaciones/{notice['id']}")
    _, openings = await puppeteer.get("/openings")
    assert [(entry["person_id"], entry["notice"], entry["subject"]) for entry in openings] == [
        ("sofia", notice["id"], notice["asunto"])
    ]
    assert openings[0]["opened_at"] == "2026-12-03T15:15:00+00:00"
    _, counts = await puppeteer.get("/counts")
    assert counts == {"sign_ins": 1, "refused_sign_ins": 1, "listings": 1, "openings": 1, "requests": 4}


async def test_reset_brings_back_the_first_day(puppeteer: Visitor, visitor: Visitor, portal: Portal) -> None:
    """After a reset faults, sessions, openings and counts are gone and the mailboxes are as they were."""
    await visitor.sign_in("jsantos26", "Samba-7742")
    portal.publish("joao", Kind.REMEDY)
    portal.set_faults(captcha=True)
    await puppeteer.call("POST", "/reset")
    assert (await puppeteer.get("/counts"))[1]["sign_ins"] == 0
    assert portal.mailboxes["joao"].notices == []
    assert portal.faults.captcha is False
    assert (await visitor.get("/sine-api/casilla/notificaciones"))[0] == 401


async def test_changes_are_told_to_everybody_who_listens(puppeteer: Visitor, portal: Portal) -> None:
    """Two listeners both hear of a notice, an opening, a fault and a lock, in order, and leave no trace after."""
    streams = [await puppeteer.session.get(f"{puppeteer.base}/events") for _ in range(2)]
    for stream in streams:
        assert await stream.content.readline() == b": listening\n"
    notice = portal.publish("joao", Kind.REMEDY)
    _, session = portal.sign_in("jsantos26", "Samba-7742")
    portal.open(session, notice.id, via="test")
    portal.set_faults(slow_seconds=0.1)
    portal.unlock("joao")
    for stream in streams:
        async with asyncio.timeout(20):
            lines = [line async for line in _lines(stream, 8)]
        assert lines == [
            line
            for what in ("notice", "opening", "faults", "lock")
            for line in ("event: change", f'data: {{"what": "{what}"}}')
        ]
        stream.close()


async def _lines(stream: ClientResponse, number: int) -> AsyncIterator[str]:
    while number:
        line = (await stream.content.readline()).decode().strip()
        if line:
            number -= 1
            yield line
