"""`/ingest/v1` on a real server: who gets in, what becomes of a batch, what goes back."""

import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import func, select, update

from bot.metrics import Metrics
from bot.push.gates import LocalGates
from bot.push.untold import Untold
from bot.web.ingest import LocalReplays
from bot.web.ingest.replays import REMEMBERED, Replays
from bot.web.ingest.shared_replays import SharedReplays
from bot.web.ingest.signing import MOST_BYTES, signature
from storage import ingest_keys, mailboxes, outbox
from storage.errors import StorageDown
from storage.tables import ChatState, OutboxState, chats, notices, official_notices
from storage.tables import outbox as rows
from tests.bot.web.institution import Answer, Institution, admitted, serving
from tests.handlers.conftest import migrated, parlour
from tests.handlers.parlour import Parlour
from tests.handlers.person import Person
from tests.servers.redis import RedisServer

__all__ = ["migrated", "parlour"]


@pytest.fixture
async def http(parlour: Parlour) -> AsyncIterator[aiohttp.ClientSession]:
    async with serving(parlour.world) as session:
        yield session


@pytest.fixture
async def office(parlour: Parlour, http: aiohttp.ClientSession) -> Institution:
    return await admitted(parlour.world, http)


async def linked(office: Institution, parlour: Parlour, recipient: str = "R-1", address: str = "1001") -> str:
    """Somebody who has typed the code; what statuses call the link."""
    made = await office.code(recipient)
    assert made.status == 201
    person = Person(parlour.desk, address)
    await person.write(made.body["code"])
    await person.write("sí")
    assert "quedó vinculado" in (await person.write("sí")).text
    return str(made.body["link"])


async def told(parlour: Parlour) -> None:
    """What a worker does a moment later."""
    await Untold(parlour.world, Metrics()).sweep()


async def count(parlour: Parlour, table: Any) -> int:
    async with parlour.world.database.read() as connection:
        return (await connection.execute(select(func.count()).select_from(table))).scalar_one()


async def test_nothing_is_there_before_there_is_a_key(parlour: Parlour, http: aiohttp.ClientSession) -> None:
    """Not even the description."""
    for method, path in (
        ("GET", "openapi.json"),
        ("POST", "notices"),
        ("POST", "links"),
        ("GET", "statuses"),
        ("GET", "other"),
    ):
        async with http.request(method, f"/ingest/v1/{path}") as answer:
            assert answer.status == 404
            assert answer.content_type == "application/problem+json"


async def test_a_notice_becomes_rows_and_an_alert(parlour: Parlour, office: Institution) -> None:
    """From the code to the row of the outbox, with its safe date, once it is told; the text stands nowhere but
    sealed."""
    await linked(office, parlour)
    answer = await office.push(notice := office.notice("R-1"))
    assert answer.status == 200
    assert answer.body == {"results": [{"index": 0, "id": notice["id"], "status": "accepted", "delivery": "telegram"}]}
    assert await count(parlour, notices) == 0
    await told(parlour)
    async with parlour.world.database.read() as connection:
        kept = (await connection.execute(select(notices))).one()
        alert = (await connection.execute(select(rows).where(rows.c.text_key == "alert"))).one()
        sealed = (await connection.execute(select(official_notices.c.sealed))).scalar_one()
    assert kept.safe_day is not None
    assert alert.params["notice"] == kept.id
    assert b"subsane" not in sealed
    assert parlour.woken


@pytest.mark.parametrize(
    "spoil",
    [
        {"Buzon-Signature": "v1=" + "0" * 64},
        {"Buzon-Signature": "nothing"},
        {"Buzon-Signature": ""},
        {"Buzon-Key-Id": "bk_000000000000"},
        {"Buzon-Key-Id": ""},
        {"Buzon-Timestamp": "now"},
    ],
)
async def test_what_is_not_signed_is_refused_alike(office: Institution, spoil: dict[str, str]) -> None:
    """Unsigned, wrongly signed, unknown key: one answer, which does not say what was wrong."""
    body = json.dumps({"notices": [office.notice("R-1")]}).encode()
    headers = office.headers("POST", "/ingest/v1/notices", body) | spoil
    answer = await office.send("POST", "/ingest/v1/notices", body, headers=headers)
    bare = await office.send("POST", "/ingest/v1/notices", body, headers={})
    assert (answer.status, answer.problem) == (401, "signature")
    assert answer.body == bare.body


async def test_a_body_method_or_address_that_was_changed_is_refused(office: Institution) -> None:
    """The signature is over all of them."""
    body = json.dumps({"recipient": "R-1", "holder": "María"}).encode()
    signed = office.headers("POST", "/ingest/v1/links", body)
    assert (await office.send("POST", "/ingest/v1/links", body + b" ", headers=signed)).problem == "signature"
    assert (await office.send("POST", "/ingest/v1/notices", body, headers=signed)).problem == "signature"
    assert (await office.send("POST", "/ingest/v1/links?a=1", body, headers=signed)).problem == "signature"
    feed = office.headers("GET", "/ingest/v1/statuses?after=0")
    assert (await office.send("GET", "/ingest/v1/statuses?after=1", headers=feed)).problem == "signature"
    assert (await office.send("POST", "/ingest/v1/links", body, headers=signed)).status == 201


@pytest.mark.parametrize("off", [timedelta(minutes=5, seconds=1), timedelta(minutes=-5, seconds=-1)])
async def test_a_clock_that_is_off_is_told_ours(parlour: Parlour, office: Institution, off: timedelta) -> None:
    """More than five minutes either way; an honest integrator learns what time it is."""
    target = "/ingest/v1/statuses"
    headers = office.headers("GET", target, at=parlour.world.now() + off)
    answer = await office.send("GET", target, headers=headers)
    assert (answer.status, answer.problem) == (401, "timestamp")
    assert int(answer.body["now"]) == round(parlour.world.now().timestamp() * 1_000)


async def test_what_was_overheard_is_of_no_use(parlour: Parlour, office: Institution) -> None:
    """The same request once more is refused, and nothing is kept twice."""
    await linked(office, parlour)
    body = json.dumps({"notices": [office.notice("R-1")]}).encode()
    headers = office.headers("POST", "/ingest/v1/notices", body)
    first = await office.send("POST", "/ingest/v1/notices", body, headers=headers)
    again = await office.send("POST", "/ingest/v1/notices", body, headers=headers)
    assert first.statuses == ["accepted"]
    assert (again.status, again.problem) == (409, "repeated")
    assert await count(parlour, official_notices) == 1


async def test_a_retired_key_signs_nothing_and_the_new_one_everything(parlour: Parlour, office: Institution) -> None:
    """Two keys at once, then one: people, notices and statuses are the institution's, not the key's."""
    await linked(office, parlour)
    other = await admitted(parlour.world, office.http)
    notice = office.notice("R-1")
    assert (await office.push(notice)).statuses == ["accepted"]
    assert (await other.push(notice)).statuses == ["duplicate"]
    async with parlour.world.database.begin() as connection:
        assert await ingest_keys.retire(connection, office.key_id, now=parlour.world.now())
    refused = await office.push(notice)
    assert (refused.status, refused.problem) == (401, "signature")
    assert (await other.push(notice)).statuses == ["duplicate"]
    assert [one["status"] for one in (await other.statuses()).body["statuses"]] == ["linked"]


async def test_the_same_is_a_duplicate_and_another_a_conflict(parlour: Parlour, office: Institution) -> None:
    """By the notice's id: subject, text, day and person are its content, whatever else was opened or read since."""
    await linked(office, parlour)
    await linked(office, parlour, "R-2", "1002")
    first = office.notice("R-1")
    assert (await office.push(first)).statuses == ["accepted"]
    await told(parlour)
    async with parlour.world.database.begin() as connection:
        await connection.execute(update(notices).values(read=True, opened_at=parlour.world.now()))
    changed = [
        {"subject": "Otro asunto"},
        {"body": "Otro texto."},
        {"recipient": "R-2"},
        {"deposited_at": "2026-12-01T10:00:00-05:00"},
    ]
    answer = await office.push(first, *(first | change for change in changed))
    assert answer.statuses == ["duplicate", *["conflict"] * len(changed)]
    assert await count(parlour, official_notices) == 1


async def test_a_batch_is_judged_one_by_one(parlour: Parlour, office: Institution) -> None:
    """What is wrong is named by its field, never by its value; the rest is kept."""
    await linked(office, parlour)
    good, twin = office.notice("R-1"), office.notice("R-1")
    late = (parlour.world.now() + timedelta(minutes=6)).isoformat()
    wrong: list[tuple[Any, str]] = [
        (office.notice("R-1", deposited_at="mañana"), "deposited_at"),
        (office.notice("R-1", deposited_at="2026-12-03T10:00:00"), "deposited_at"),
        (office.notice("R-1", deposited_at=late), "deposited_at"),
        (office.notice("R-1", deposited_at=1_764_000_000), "deposited_at"),
        (office.notice("R-1", subject=""), "subject"),
        (office.notice("R-1", body="x" * 20_001), "body"),
        (office.notice("R-1", id="con espacio"), "id"),
        (office.notice("R-1", secreto="SECRETO"), "secreto"),
        ({"id": "N"}, "recipient"),
        ("SECRETO", ""),
        (None, ""),
    ]
    answer = await office.push(good, *(one for one, _ in wrong), twin, twin, office.notice("nobody"))
    assert answer.statuses == ["accepted", *["invalid"] * len(wrong), "accepted", "duplicate", "unknown_recipient"]
    told = answer.body["results"][1 : 1 + len(wrong)]
    assert [one["field"] for one in told] == [field for _, field in wrong]
    assert "SECRETO" not in str(told)
    assert answer.body["results"][-1]["delivery"] == "none"
    assert await count(parlour, official_notices) == 2


async def test_bodies_that_are_no_batch(office: Institution) -> None:
    """501 notices, none, no list, no JSON, another type: each a problem that says so, and nothing is kept."""
    for body, expected in (
        (json.dumps({"notices": [office.notice("R-1")] * 501}).encode(), (422, "invalid")),
        (b'{"notices": []}', (422, "invalid")),
        (b'{"notices": {}}', (422, "invalid")),
        (b"[]", (422, "invalid")),
        (b'{"notices": [', (400, "malformed")),
        (b'{"notices": ["\\ud800"]}', (400, "malformed")),
        (b"\xff", (400, "malformed")),
    ):
        answer = await office.send("POST", "/ingest/v1/notices", body)
        assert (answer.status, answer.problem) == expected, body[:40]
    plain = await office.send("POST", "/ingest/v1/notices", b"{}", **{"Content-Type": "text/plain"})
    assert (plain.status, plain.problem) == (415, "media-type")
    wrong = await office.send("DELETE", "/ingest/v1/notices")
    assert (wrong.status, wrong.problem) == (405, "method")
    assert "POST" in wrong.headers["allow"]


async def test_a_body_is_not_read_beyond_its_bound(office: Institution) -> None:
    """Declared too long it is not read at all; undeclared, up to the bound; of who has no key, nothing."""
    target, long = "/ingest/v1/notices", b" " * (MOST_BYTES + 1)
    declared = await office.send("POST", target, long)
    assert (declared.status, declared.problem) == (413, "too-large")

    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(long), 1_000_000):
            yield long[start : start + 1_000_000]

    headers = office.headers("POST", target, long) | {"Content-Type": "application/json"}
    async with office.http.post(target, data=chunks(), headers=headers) as answer:
        assert answer.status == 413


async def test_too_many_requests_of_a_key_wait(parlour: Parlour) -> None:
    """Its rate used up: 429 with the seconds; another institution's is its own."""
    async with serving(parlour.world, rate=2) as http:
        office = await admitted(parlour.world, http)
        answers = [await office.statuses() for _ in range(3)]
        assert [answer.status for answer in answers] == [200, 200, 429]
        assert answers[-1].problem == "busy"
        assert int(answers[-1].headers["retry-after"]) >= 1
        assert (await (await admitted(parlour.world, http, "Otra oficina")).statuses()).status == 200


async def test_too_much_that_waits_asks_to_wait(parlour: Parlour) -> None:
    """So many notices untold, or messages due and unsent, and no more is taken; what is for people who have left does
    not count."""

    async def push() -> Answer:
        async with serving(parlour.world, backlog=2) as http:  # a new one has not counted yet
            return await replace(office, http=http).push(office.notice("R-1"))

    async with serving(parlour.world) as http:
        office = await admitted(parlour.world, http)
        await linked(office, parlour)
        assert (await office.push(office.notice("R-1"), office.notice("R-1"))).status == 200
    for _ in range(2):
        waits = await push()
        assert (waits.status, waits.problem) == (429, "busy")
        assert int(waits.headers["retry-after"]) > 1
        await told(parlour)
    async with parlour.world.database.begin() as connection:
        await connection.execute(update(chats).values(state=ChatState.LEFT))
    assert (await push()).status == 200


async def test_the_feed_tells_everything_once_in_order(parlour: Parlour, office: Institution) -> None:
    """Linked, delivered, failed, unlinked: by a cursor that grows, page by page, for this institution alone."""
    link = await linked(office, parlour)
    first, second, third = (office.notice("R-1") for _ in range(3))
    await office.push(first, second, third)
    await told(parlour)
    now = parlour.world.now() + timedelta(seconds=7)
    async with parlour.world.database.begin() as connection:
        alerts = (
            await connection.execute(select(rows.c.id).where(rows.c.text_key == "alert").order_by(rows.c.id))
        ).all()
        await outbox.lease_next(connection, 1, now=now, lease=timedelta(minutes=1))
        await outbox.sent(connection, alerts[0].id, now=now)
        await outbox.failed(connection, alerts[1].id, code="refused", now=now)
    fed = (await office.statuses()).body
    assert [(one["status"], one["notice"]) for one in fed["statuses"]] == [
        ("linked", None),
        ("delivered", first["id"]),
        ("failed", second["id"]),
    ]
    assert {one["link"] for one in fed["statuses"]} == {link}
    assert fed["statuses"][1]["at"] == now.isoformat().replace("+00:00", "Z")
    page = (await office.statuses(limit=2)).body
    assert (len(page["statuses"]), page["more"]) == (2, True)
    rest = (await office.statuses(page["next"])).body
    assert [one["status"] for one in rest["statuses"]] == ["failed"]
    assert not rest["more"]
    async with parlour.world.database.begin() as connection:
        [mailbox] = await mailboxes.of_chat(connection, 1)
        await mailboxes.unlink(connection, mailbox.id, 1)
    end = (await office.statuses(rest["next"])).body
    assert [(one["status"], one["link"]) for one in end["statuses"]] == [("unlinked", link)]
    assert (await office.statuses(end["next"])).body == {"statuses": [], "next": end["next"], "more": False}
    assert (await office.push(first)).statuses == ["unknown_recipient"]
    stranger = await admitted(parlour.world, office.http, "Otra oficina")
    assert (await stranger.statuses()).body["statuses"] == []


async def test_who_has_left_is_gone_and_may_come_back(parlour: Parlour, office: Institution) -> None:
    """Told as gone at once; as delivered when they have it after all."""
    await linked(office, parlour)
    person = Person(parlour.desk, "1001")
    await person.leave()
    await office.push(office.notice("R-1"))
    assert [one["status"] for one in (await office.statuses()).body["statuses"]] == ["linked"]
    await told(parlour)
    gone = (await office.statuses()).body
    assert [one["status"] for one in gone["statuses"]] == ["linked", "gone"]
    assert (await office.statuses(gone["next"])).body["statuses"] == []
    async with parlour.world.database.begin() as connection:
        sent = update(rows).where(rows.c.text_key == "alert")
        await connection.execute(sent.values(state=OutboxState.SENT, settled_at=parlour.world.now()))
    assert [one["status"] for one in (await office.statuses(gone["next"])).body["statuses"]] == ["delivered"]


async def test_one_institution_knows_nothing_of_anothers_people(parlour: Parlour, office: Institution) -> None:
    """The same reference and the same ids are other people and other notices."""
    await linked(office, parlour)
    stranger = await admitted(parlour.world, office.http, "Otra oficina")
    notice = office.notice("R-1")
    assert (await stranger.push(notice)).statuses == ["unknown_recipient"]
    assert (await office.push(notice)).statuses == ["accepted"]
    await linked(stranger, parlour, address="1002")
    assert (await stranger.push(notice)).statuses == ["accepted"]


async def test_what_cannot_be_kept_is_said_and_comes_again(parlour: Parlour, office: Institution) -> None:
    """A database or a Redis that is away: 503, to be signed anew and sent again, which is harmless."""
    await linked(office, parlour)
    notice = office.notice("R-1")

    class Away:
        async def is_first(self, signature: bytes) -> bool:
            raise StorageDown("Redis does not answer")

    async with serving(parlour.world, replays=Away()) as http:
        answer = await replace(office, http=http).push(notice)
    assert (answer.status, answer.problem) == (503, "unavailable")
    assert int(answer.headers["retry-after"]) >= 1
    assert (await office.push(notice)).statuses == ["accepted"]


async def test_nothing_of_anybody_is_in_the_log(
    parlour: Parlour, office: Institution, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither names nor texts, references, codes nor secrets, whatever goes wrong."""
    caplog.set_level(logging.DEBUG)
    await linked(office, parlour, "REFERENCIA-77")
    await office.push(office.notice("REFERENCIA-77", subject="ASUNTO SECRETO", body="TEXTO SECRETO"))
    await office.push(office.notice("REFERENCIA-77", subject=""), {"recipient": "REFERENCIA-77"})
    await office.send("POST", "/ingest/v1/links", b'{"recipient": "REFERENCIA-77", "holder": "1"}')
    said = caplog.text + "".join(capsys.readouterr()) + repr(office)
    assert not [one for one in ("REFERENCIA", "SECRETO", "María", office.secret) if one in said]


@pytest.mark.parametrize("shared", [False, True])
async def test_a_signature_is_first_once(shared: bool, redis_server: RedisServer) -> None:
    """In one process, and over Redis for all of them; one that nobody brought is first."""
    redis_server.flush()
    clock = [0.0]
    one: Replays
    other: Replays
    if shared:
        one, other = SharedReplays(redis_server.url), SharedReplays(redis_server.url)
    else:
        one = other = LocalReplays(clock=lambda: clock[0])
    assert await one.is_first(b"a")
    assert not await other.is_first(b"a")
    assert await other.is_first(b"b")
    if isinstance(one, LocalReplays):
        clock[0] = REMEMBERED - 0.1
        assert not await one.is_first(b"a")
        clock[0] = REMEMBERED
        assert await one.is_first(b"a")
    for made in (one, other):
        if isinstance(made, SharedReplays):
            await made.close()


async def test_without_redis_nothing_is_taken_for_first() -> None:
    """Nobody could say whether it is a repeat."""
    nowhere = SharedReplays("redis://127.0.0.1:9/0")
    with pytest.raises(StorageDown):
        await nowhere.is_first(b"a")
    await nowhere.close()


async def test_the_rate_is_all_processes(parlour: Parlour) -> None:
    """Two servers behind one address count with the same gates."""
    gates = LocalGates()
    async with serving(parlour.world, gates=gates, rate=2) as one, serving(parlour.world, gates=gates, rate=2) as two:
        office = await admitted(parlour.world, one)
        other = replace(office, http=two)
        answers: list[Answer] = [await (office, other)[turn % 2].statuses() for turn in range(3)]
    assert [answer.status for answer in answers] == [200, 200, 429]


def test_the_signature_is_the_documented_one() -> None:
    """A known value: whoever changes the form breaks every institution."""
    signed = signature("bs_example", "1764774000000", "POST", "/ingest/v1/links", b'{"recipient":"R-1"}')
    assert signed == "v1=18b2b9e3a19cff4885f1827fc65a74431441ff14875ce3d5b1b370820acbce0b"


async def test_the_guide_is_true(parlour: Parlour, http: aiohttp.ClientSession, office: Institution) -> None:
    """What stands in docs/ingest.md as Python runs as it stands there, against this server."""
    guide = Path(__file__).parents[3].joinpath("docs", "ingest.md").read_text(encoding="utf-8")
    signing, codes, notices_, feed = re.findall(r"```python\n(.*?)```", guide, re.DOTALL)
    assert len([line for line in signing.splitlines() if line]) <= 16
    assert signature("bs_example", "1764774000000", "POST", "/ingest/v1/links", b'{"recipient":"R-1"}') in guide
    parlour.clock.instant = datetime.now(UTC)
    place: dict[str, Any] = {}
    exec(signing, place)
    place |= {"BASE": str(http._base_url).rstrip("/"), "KEY_ID": office.key_id, "SECRET": office.secret}
    await asyncio.to_thread(exec, codes, place)
    person = Person(parlour.desk)
    await person.write(place["made"]["code"])
    await person.write("sí")
    await person.write("sí")
    await asyncio.to_thread(exec, notices_, place)
    assert place["told"]["results"][0]["status"] == "accepted"
    await asyncio.to_thread(exec, feed, place)
    assert [one["status"] for one in place["page"]["statuses"]] == ["linked"]
