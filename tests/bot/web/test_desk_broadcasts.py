"""Broadcasts at the desk: written, looked at, approved by somebody else, held and called off, as in the chat."""

import csv
import io
import re
from datetime import timedelta

import pytest

from storage import broadcast_sending, broadcasts, chats
from storage.broadcasts import Broadcast
from storage.tables import BroadcastState, StaffRole
from tests.bot.web.counter import Browser, Counter, Page

HOSTILE = "<img src=x onerror=alert(1)> *fuerte* {{7*7}} & _leve_"
NEW = "/desk/broadcasts/new"


@pytest.fixture
async def team(counter: Counter) -> Counter:
    """A writer, two who approve, and two people to write to."""
    await counter.member(StaffRole.WRITER, "Wanda")
    await counter.member(StaffRole.APPROVER, "Ada")
    await counter.member(StaffRole.APPROVER, "Beto")
    return counter


async def write(browser: Browser, text: str = "Hola a todas", *, then: str = "save", **fields: str) -> Page:
    return await browser.submit("/desk/broadcasts", on=NEW, text_es=text, then=then, **fields)


async def kept(counter: Counter, number: int = 1) -> Broadcast:
    async with counter.parlour.world.database.read() as connection:
        found = await broadcasts.get(connection, number)
    assert found is not None
    return found


async def submitted(counter: Counter, browser: Browser, text: str = "Hola a todas") -> None:
    assert (await write(browser, text, then="submit")).headers["Location"] == "/desk/broadcasts/1?said=submitted"


async def approve(browser: Browser, *, on: str = "/desk/broadcasts/1", **fields: str) -> Page:
    shown = await browser.get(on)
    seen = re.search(r'name="submitted" value="([^"]+)"', shown.text)
    assert seen, shown.words
    return await browser.post(
        "/desk/broadcasts/1/approve", csrf=shown.csrf, **({"submitted": seen[1], "when": "now"} | fields)
    )


async def test_what_is_written_is_kept(team: Counter) -> None:
    """Every field of the form, and the form shows it again; the act is on record as of the web."""
    browser = await team.signed_in("Wanda")
    made = await write(
        browser, "Hola\r\n*Mamá*", text_en="Hello", linked="yes", language="es", kind="demand", seen_days="30",
        urgent="yes",
    )  # fmt: skip
    assert made.headers["Location"] == "/desk/broadcasts/1?said=saved"
    found = await kept(team)
    assert dict(found.content.texts) == {"es": "Hola\n*Mamá*", "en": "Hello"}
    assert found.audience.dump() == {"languages": ["es"], "kinds": ["demand"], "linked": True, "seen_days": 30}
    assert (found.urgent, found.state) == (True, BroadcastState.DRAFT)
    form = await browser.get("/desk/broadcasts/1")
    assert "Hola\n*Mamá*</textarea>" in form.text
    assert len(re.findall(r" checked", form.text)) == 5
    (act,) = await team.acts("broadcast.")
    assert (act.action, act.subject, act.origin) == ("broadcast.created", "broadcast:1", "web")


async def test_nothing_is_written_twice_without_need(team: Counter) -> None:
    """Saving what is unchanged leaves no record; saving what changed leaves one."""
    browser = await team.signed_in("Wanda")
    await write(browser)
    for text, count in (("Hola a todas", 1), ("Hola a todos", 2)):
        await browser.submit("/desk/broadcasts/1", on="/desk/broadcasts/1", text_es=text, then="save")
        assert len(await team.acts("broadcast.")) == count


async def test_what_can_not_be_kept_stays_in_the_form(team: Counter) -> None:
    """Without a text, or with too long a one: the reason above the form, everything as it was, no draft."""
    browser = await team.signed_in("Wanda")
    empty = await write(browser, "   ", text_en="Hello", seen_days="7")
    assert (empty.status, "Falta el texto en español" in empty.words) == (422, True)
    assert "Hello</textarea>" in empty.text
    long = await write(browser, "x" * 3_500)
    assert (long.status, "demasiado largo" in long.words) == (422, True)
    assert "x" * 3_500 in long.text
    assert await team.acts("broadcast.") == []


async def test_the_preview_is_what_people_get(team: Counter) -> None:
    """Bold and italics as the chat shows them, other markup as letters, and marks without a partner told."""
    browser = await team.signed_in("Wanda")
    shown = await browser.submit("/desk/broadcasts/preview", on=NEW, text_es=HOSTILE, text_en="*lonely")
    assert "<b>fuerte</b>" in shown.text
    assert "<i>leve</i>" in shown.text
    assert "<img" not in shown.text
    assert "{{7*7}}" in shown.text
    assert "Línea 1: un * quedó sin pareja" in shown.words
    assert "Aviso general" in shown.words


async def test_a_hostile_text_is_letters_everywhere(team: Counter) -> None:
    """In the form, in the list, on its page before and after approval."""
    browser, other = await team.signed_in("Wanda"), await team.signed_in("Ada")
    await write(browser, HOSTILE)
    await browser.submit("/desk/broadcasts/1", on="/desk/broadcasts/1", text_es=HOSTILE, then="submit")
    for page in (
        await browser.get("/desk/broadcasts"),
        await browser.get("/desk/broadcasts/1"),
        await other.get("/desk/broadcasts/1"),
    ):
        assert "&lt;img src=x" in page.text
        assert "<img" not in page.text


async def test_the_audience_is_counted_as_it_is_chosen(team: Counter) -> None:
    """By what is ticked now; what is no choice of ours counts as not chosen."""
    async with team.parlour.world.database.begin() as connection:
        for number in range(3):
            chat = await chats.ensure(connection, "telegram", f"9{number}", now=team.parlour.clock.instant)
            await chats.set_language(connection, chat.id, "en" if number else None)
    browser = await team.signed_in("Wanda")
    odd = {"language": "xx", "kind": "nonsense", "seen_days": "-5", "linked": "maybe", "channel": "fax"}
    for chosen, people in (
        ({"linked": ""}, "A 6 personas"),
        ({"language": "en"}, "A 2 personas"),
        ({"linked": "yes", "language": "en"}, "A nadie"),
        (odd, "A 6 personas"),
    ):
        assert people in (await browser.submit("/desk/broadcasts/audience", on=NEW, **chosen)).words


async def test_a_nationality_is_a_box_where_enough_people_gave_it(team: Counter) -> None:
    """Five of Venezuela, four of Haiti: one box. What is no country counts as not chosen."""
    async with team.parlour.world.database.begin() as connection:
        for number in range(9):
            chat = await chats.ensure(connection, "telegram", f"9{number}", now=team.parlour.clock.instant)
            await chats.set_nationality(connection, chat.id, "VE" if number < 5 else "HT")
    browser = await team.signed_in("Wanda")
    form = await browser.get(NEW)
    assert re.findall(r'name="nationality" value="(\w+)"', form.text) == ["VE"]
    assert "🇻🇪 Venezuela (5)" in form.words
    counted = await browser.submit("/desk/broadcasts/audience", on=NEW, nationality="VE")
    assert "A 5 personas" in counted.words
    await write(browser, nationality="VE")
    assert (await kept(team)).audience.dump() == {"nationalities": ["VE"]}
    assert "dijeron ser de: 🇻🇪 Venezuela" in (await (await team.signed_in("Ada")).get("/desk/broadcasts/1")).words
    await browser.submit("/desk/broadcasts/1", on="/desk/broadcasts/1", text_es="Hola", nationality="ZZ", then="save")
    assert (await kept(team)).audience.dump() == {}


async def test_only_who_wrote_it_changes_it(team: Counter) -> None:
    """Another's page has no form, and a forged one changes nothing."""
    await write(await team.signed_in("Wanda"))
    other = await team.signed_in("Ada")
    assert "<textarea" not in (await other.get("/desk/broadcasts/1")).text
    forged = await other.submit("/desk/broadcasts/1", on="/desk/team", text_es="Otra cosa")
    assert forged.headers["Location"] == "/desk/broadcasts/1?said=not-yours"
    assert (await kept(team)).content.texts["es"] == "Hola a todas"


async def test_somebody_else_approves(team: Counter) -> None:
    """Its author can't, where there are two who may; the second of two approvers is told that it was done."""
    author, second, third = await team.signed_in("Ada"), await team.signed_in("Beto"), await team.signed_in("Wanda")
    await submitted(team, author)
    assert "tiene que aprobarlo otra persona" in (await author.get("/desk/broadcasts/1")).words
    assert "/approve" not in (await third.get("/desk/broadcasts/1")).text
    shown = await second.get("/desk/broadcasts/1")
    assert "Aprobar y enviar ya a 3 personas" in shown.words
    seen = re.search(r'name="submitted" value="([^"]+)"', shown.text)
    assert seen
    own = await author.submit("/desk/broadcasts/1/approve", submitted=seen[1], when="now")
    assert own.headers["Location"] == "/desk/broadcasts/1?said=second-person"
    assert (await approve(second)).headers["Location"] == "/desk/broadcasts/1?said=approved"
    late = await second.post("/desk/broadcasts/1/approve", csrf=shown.csrf, submitted=seen[1], when="now")
    assert late.headers["Location"] == "/desk/broadcasts/1?said=too-late"
    assert (await kept(team)).state is BroadcastState.SCHEDULED
    assert "Aprobado por Beto" in (await third.get("/desk/broadcasts/1")).words


async def test_what_is_approved_is_what_was_on_the_page(team: Counter) -> None:
    """It was taken back, changed and submitted anew meanwhile: the old page approves nothing."""
    author, second = await team.signed_in("Wanda"), await team.signed_in("Ada")
    await submitted(team, author)
    shown = await second.get("/desk/broadcasts/1")
    seen = re.search(r'name="submitted" value="([^"]+)"', shown.text)
    assert seen
    await author.submit("/desk/broadcasts/1/send-back")
    team.parlour.later(seconds=5)
    await author.submit("/desk/broadcasts/1", text_es="Otra cosa", then="submit")
    answer = await second.post("/desk/broadcasts/1/approve", csrf=shown.csrf, submitted=seen[1], when="now")
    assert answer.headers["Location"] == "/desk/broadcasts/1?said=changed"
    for forged in ("", "x", "2026-12-03T10:00:00"):
        answer = await second.post("/desk/broadcasts/1/approve", csrf=shown.csrf, submitted=forged, when="now")
        assert answer.headers["Location"] == "/desk/broadcasts/1?said=changed"
    assert (await kept(team)).state is BroadcastState.SUBMITTED


async def test_a_time_is_limas(team: Counter) -> None:
    """As the field gives it; a time that is missing, past or too far off approves nothing."""
    author, second = await team.signed_in("Wanda"), await team.signed_in("Ada")
    await submitted(team, author)
    for due, said in (
        ("", "no-time"),
        ("pronto", "no-time"),
        ("2026-12-03T10:00", "past"),
        ("2027-12-03T10:00", "far"),
    ):
        answer = await approve(second, when="later", due=due)
        assert answer.headers["Location"] == f"/desk/broadcasts/1?said={said}"
    await approve(second, when="later", due="2026-12-04T09:30")
    due_at = (await kept(team)).due_at
    assert due_at is not None
    assert due_at.isoformat() == "2026-12-04T14:30:00+00:00"
    assert "4 dic 2026, 09:30" in (await author.get("/desk/broadcasts/1")).words


async def test_a_time_that_was_filled_in_does_not_hold_up_now(team: Counter) -> None:
    """The button says now: the field for later is not asked."""
    author, second = await team.signed_in("Wanda"), await team.signed_in("Ada")
    await submitted(team, author)
    await approve(second, when="now", due="2026-12-24T09:30")
    assert (await kept(team)).due_at == team.parlour.clock.instant


async def test_held_let_go_called_off(team: Counter) -> None:
    """By who approves; a writer has no such button, and by hand it is refused. A repeat changes nothing."""
    author, second = await team.signed_in("Wanda"), await team.signed_in("Ada")
    await submitted(team, author)
    await approve(second)
    assert "/pause" not in (await author.get("/desk/broadcasts/1")).text
    assert (await author.submit("/desk/broadcasts/1/pause")).status == 403
    refused = await author.submit("/desk/broadcasts/1/cancel")
    assert refused.headers["Location"] == "/desk/broadcasts/1?said=not-allowed"
    for verb, done, state in (
        ("pause", "paused", BroadcastState.PAUSED),
        ("pause", "too-late", BroadcastState.PAUSED),
        ("resume", "resumed", BroadcastState.SCHEDULED),
        ("cancel", "cancelled", BroadcastState.CANCELLED),
        ("resume", "too-late", BroadcastState.CANCELLED),
    ):
        answer = await second.submit(f"/desk/broadcasts/1/{verb}")
        assert answer.headers["Location"] == f"/desk/broadcasts/1?said={done}"
        assert (await kept(team)).state is state


async def test_a_draft_is_discarded_by_its_author(team: Counter) -> None:
    """And then it has no form any more."""
    browser = await team.signed_in("Wanda")
    await write(browser)
    answer = await browser.submit("/desk/broadcasts/1/cancel", on="/desk/broadcasts/1")
    assert answer.headers["Location"] == "/desk/broadcasts/1?said=cancelled"
    assert "<textarea" not in (await browser.get("/desk/broadcasts/1")).text


async def test_progress_asks_for_the_whole_page_when_it_stands_elsewhere(team: Counter) -> None:
    """The numbers while it runs; once it is held, done or called off the page is loaded anew, for its other buttons."""
    author, second = await team.signed_in("Wanda"), await team.signed_in("Ada")
    await submitted(team, author)
    await approve(second)
    world, now = team.parlour.world, team.parlour.clock.instant
    async with world.database.begin() as connection:
        await broadcast_sending.advance(connection, 1, ahead=10, priority=40, may_send=True, source="es", now=now)
    moved = await author.get("/desk/broadcasts/1/progress?state=scheduled")
    assert (moved.status, moved.headers["HX-Refresh"]) == (204, "true")
    part = await author.get("/desk/broadcasts/1/progress?state=running")
    assert "Enviados: 0 de 3" in part.words
    assert "<html" not in part.text
    team.parlour.later(minutes=1)
    assert "Avance del aviso 1" in (await author.get("/desk/status")).text
    await second.submit("/desk/broadcasts/1/cancel")
    assert (await author.get("/desk/broadcasts/1/progress?state=running")).headers["HX-Refresh"] == "true"


async def test_the_outcomes_are_a_list_without_names(team: Counter) -> None:
    """A line a message: its number, what became of it, the code, when."""
    author, second = await team.signed_in("Wanda"), await team.signed_in("Ada")
    await submitted(team, author)
    await approve(second)
    async with team.parlour.world.database.begin() as connection:
        now = team.parlour.clock.instant
        await broadcast_sending.advance(connection, 1, ahead=10, priority=40, may_send=True, source="es", now=now)
    answer = await author.get("/desk/broadcasts/1/outcomes.csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [list(row) for row in rows] == [["delivery", "outcome", "code", "settled_at"]] * 3
    assert {row["outcome"] for row in rows} == {"pending"}
    assert "aviso-1.csv" in answer.headers["Content-Disposition"]


async def test_at_night_it_says_when(team: Counter) -> None:
    """What is not urgent and approved after nine goes out at eight, and the page says so before."""
    author, second = await team.signed_in("Wanda"), await team.signed_in("Ada")
    await submitted(team, author)
    team.parlour.clock.instant += timedelta(hours=7)  # half past five in the afternoon: nothing to say
    assert "es de noche" not in (await second.get("/desk/broadcasts/1")).words
    author, second = await team.signed_in("Wanda"), await team.signed_in("Ada")
    team.parlour.clock.instant += timedelta(hours=6)
    assert "Ahora es de noche" in (await second.get("/desk/broadcasts/1")).words
    await approve(second)
    due_at = (await kept(team)).due_at
    assert due_at is not None
    assert due_at.isoformat() == "2026-12-04T13:00:00+00:00"


async def test_what_was_written_outlives_the_session(team: Counter) -> None:
    """It ended while somebody wrote: the form stays where it is, and the answer to its button holds the text."""
    browser = await team.signed_in("Wanda")
    csrf = (await browser.get(NEW)).csrf
    team.parlour.later(hours=9)
    part = await browser.post("/desk/broadcasts/preview", csrf=csrf, text_es=HOSTILE, partly=True)
    assert (part.status, part.headers.get("HX-Redirect"), part.text) == (401, None, "")
    answer = await browser.post("/desk/broadcasts", csrf=csrf, text_es=HOSTILE, text_en="Hello", then="save")
    assert (answer.status, answer.text.count("<textarea")) == (403, 2)
    assert "&lt;img src=x" in answer.text
    assert "<img" not in answer.text
    foreign = await browser.post("/desk/broadcasts", site="cross-site", text_es="put into somebody's mouth")
    assert "somebody" not in foreign.text
