"""The puppeteer's API of the make-believe portal."""

import asyncio
from datetime import datetime

import pytest

from sandbox.portal import Kind


async def test_people_are_shown_with_what_lies_in_their_mailboxes(puppeteer):
    """Seven invented people: João's mailbox is empty, Carlos has 23 notices."""
    _, people = await puppeteer.get("/people")
    shown = {"id", "name", "user", "password", "nationality", "notices", "unopened", "locked", "files", "identity"}
    assert set(people[0]) == shown
    notices = {person["id"]: person["notices"] for person in people}
    assert (len(people), notices["joao"], notices["carlos"]) == (7, 0, 23)


async def test_every_kind_can_be_published(puppeteer, portal):
    """Each kind has a label and a subject, and lands in the mailbox as the newest notice."""
    _, kinds = await puppeteer.get("/kinds")
    assert [entry["kind"] for entry in kinds] == list(Kind)
    for entry in kinds:
        status, made = await puppeteer.call("POST", "/people/joao/notices", {"kind": entry["kind"]})
        assert status == 201
        assert entry["label"]
        assert portal.mailboxes["joao"].newest_first()[0].id == made["id"]


async def test_a_notice_may_be_dictated(puppeteer, portal):
    """Subject, text, time and absence of a PDF are taken as given; the text still says that it is invented."""
    wish = {
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


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/people/nobody/notices", {"kind": "remedy"}, 404),
        ("POST", "/people/nobody/unlock", None, 404),
        ("POST", "/people/joao/notices", {"kind": "never"}, 422),
        ("POST", "/people/joao/notices", {"kind": "remedy", "deposited_at": "2026-12-03T10:00:00"}, 422),
        ("PATCH", "/faults", {"never": True}, 422),
        ("PATCH", "/faults", {"slow_seconds": -1}, 422),
        ("PATCH", "/faults", [], 422),
    ],
)
async def test_bad_input_changes_nothing(puppeteer, portal, method, path, body, status):
    """Unknown people, kinds and faults, and times without a zone, are refused with a reason."""
    before = portal.faults
    assert (await puppeteer.call(method, path, body))[0] == status
    assert portal.faults == before
    assert portal.mailboxes["joao"].notices == []


async def test_faults_are_switched_one_by_one(puppeteer):
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
    }
    assert (await puppeteer.get("/faults"))[1] == faults


async def test_openings_and_counts_tell_who_did_what(puppeteer, visitor):
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


async def test_reset_brings_back_the_first_day(puppeteer, visitor, portal):
    """After a reset faults, sessions, openings and counts are gone and the mailboxes are as they were."""
    await visitor.sign_in("jsantos26", "Samba-7742")
    portal.publish("joao", Kind.REMEDY)
    portal.set_faults(captcha=True)
    await puppeteer.call("POST", "/reset")
    assert (await puppeteer.get("/counts"))[1]["sign_ins"] == 0
    assert portal.mailboxes["joao"].notices == []
    assert portal.faults.captcha is False
    assert (await visitor.get("/sine-api/casilla/notificaciones"))[0] == 401


async def test_changes_are_told_to_everybody_who_listens(puppeteer, portal):
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
        async with asyncio.timeout(5):
            lines = [line async for line in _lines(stream, 8)]
        assert lines == [
            line
            for what in ("notice", "opening", "faults", "lock")
            for line in ("event: change", f'data: {{"what": "{what}"}}')
        ]
        stream.close()


async def _lines(stream, number):
    while number:
        line = (await stream.content.readline()).decode().strip()
        if line:
            number -= 1
            yield line
