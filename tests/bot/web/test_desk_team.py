"""The team and the audit at the desk."""

import csv
import io
import re
from datetime import timedelta

from storage import audit
from storage.tables import StaffRole
from tests.bot.web.counter import Counter

HOSTILE = "<img src=x onerror=alert(1)>"


async def test_everybody_sees_the_team_and_only_admins_its_buttons(counter: Counter) -> None:
    """Names, roles and since when; a reader's page has no form but the ones that sign out."""
    await counter.member(StaffRole.ADMIN, "Ana")
    await counter.member(StaffRole.READER)
    page = await (await counter.signed_in()).get("/desk/team")
    assert "Ana administra" in page.words
    assert set(re.findall(r'action="([^"]+)"', page.text)) == {"/desk/sign-out", "/desk/sign-out/everywhere"}
    assert "/remove" in (await (await counter.signed_in("Ana")).get("/desk/team")).text


async def test_an_invitation_is_shown_once_and_works_once(counter: Counter) -> None:
    """The link stands in the answer and in no page after it; who opens it is in the team."""
    await counter.member(StaffRole.ADMIN)
    browser = await counter.signed_in()
    made = await browser.submit("/desk/team/invitations", on="/desk/team", name="Luz", role="writer")
    link = re.search(r'value="([\w-]{30,})"', made.text.replace(made.csrf, ""))
    assert link, made.words
    assert "Se muestra solo esta vez" in made.words
    listed = await browser.get("/desk/team")
    assert "Luz escribe" in listed.words
    assert link[1] not in listed.text
    phone = (await counter.member(StaffRole.READER, "Luz"), counter.phones.pop("Luz"))[1]
    assert "Ya eres parte del equipo" in (await phone.write(f"/start equipo-{link[1]}")).text


async def test_an_invitation_wants_a_name_and_a_role(counter: Counter) -> None:
    """What was typed stays in the field; markup in a name is only letters."""
    await counter.member(StaffRole.ADMIN)
    browser = await counter.signed_in()
    for fields in ({"name": "  ", "role": "writer"}, {"name": "Luz", "role": "boss"}, {"role": "admin"}):
        answer = await browser.submit("/desk/team/invitations", on="/desk/team", **fields)
        assert (answer.status, "Falta el nombre" in answer.words) == (422, True)
    made = await browser.submit("/desk/team/invitations", on="/desk/team", name=HOSTILE, role="reader")
    assert HOSTILE not in made.text
    assert "<img" not in made.text


async def test_changing_the_team(counter: Counter) -> None:
    """A role, a removal, an invitation taken back, somebody's browsers: done, told, and written down as of the web."""
    rosa = await counter.member(StaffRole.ADMIN)
    ana = await counter.member(StaffRole.READER, "Ana")
    browser, hers = await counter.signed_in(), await counter.signed_in("Ana")
    assert (await hers.get("/desk/broadcasts")).status == 403
    await browser.submit(f"/desk/team/{ana.id}/role", role="writer")
    assert (await hers.get("/desk/broadcasts")).status == 200
    await browser.submit(f"/desk/team/{ana.id}/sign-out")
    assert (await hers.get("/desk/status")).headers["Location"] == "/desk"
    again = await counter.signed_in("Ana")
    await browser.submit("/desk/team/invitations", name="Luz", role="reader")
    withdraw = re.search(r'action="(/desk/team/invitations/\w+/withdraw)"', (await browser.get("/desk/team")).text)
    assert withdraw
    assert (await browser.submit(withdraw[1])).headers["Location"] == "/desk/team?said=withdrawn"
    assert "Luz" not in (await browser.get("/desk/team")).words
    await browser.submit(f"/desk/team/{ana.id}/remove")
    assert (await again.get("/desk/status")).headers["Location"] == "/desk"
    async with counter.parlour.world.database.read() as connection:
        acts = [act for act in await audit.of_chat(connection, rosa.chat_id) if act.origin == "web"]
    assert [act.action for act in acts if not act.action.startswith("desk.signed-in")] == [
        "staff.role", "desk.signed-out", "staff.invited", "staff.withdrawn", "staff.removed",
    ]  # fmt: skip
    assert counter.parlour.woken, "whoever it is about hears of it"


async def test_the_last_admin_stays(counter: Counter) -> None:
    """Neither removed nor made less, and the page says why."""
    rosa = await counter.member(StaffRole.ADMIN)
    browser = await counter.signed_in()
    for path, fields in ((f"/desk/team/{rosa.id}/remove", {}), (f"/desk/team/{rosa.id}/role", {"role": "reader"})):
        answer = await browser.submit(path, **fields)
        assert answer.headers["Location"] == "/desk/team?said=team-last"
    assert "última persona que administra" in (await browser.get("/desk/team?said=team-last")).words


async def test_the_audit_is_narrowed_down(counter: Counter) -> None:
    """By who, what, about what, and the days of Lima, the last one included; what makes no sense is left out."""
    rosa = await counter.member(StaffRole.ADMIN)
    ana = await counter.member(StaffRole.WRITER, "Ana")
    clock = counter.parlour.clock
    async with counter.parlour.world.database.begin() as connection:
        for number, (chat, action) in enumerate(
            [(rosa.chat_id, "broadcast.approved"), (ana.chat_id, "broadcast.created"), (ana.chat_id, "staff.joined")]
        ):
            at = clock.instant - timedelta(days=number)
            subject = f"broadcast:{number}"
            await audit.record(connection, at=at, chat_id=chat, action=action, subject=subject, origin="telegram")
    browser = await counter.signed_in()
    day = "2026-12-02"  # of Lima: the clock stands at half past ten in the morning of the third

    async def acts(query: str) -> list[str]:
        return re.findall(r"<code>([a-z]+\.[a-z-]+)</code>", (await browser.get(f"/desk/audit?{query}")).text)

    assert set(await acts("group=broadcast")) == {"broadcast.approved", "broadcast.created"}
    assert set(await acts(f"who={ana.chat_id}")) == {"broadcast.created", "staff.joined"}
    assert await acts("about=broadcast:0") == ["broadcast.approved"]
    assert await acts(f"from={day}&to={day}") == ["broadcast.created"]
    assert await acts(f"who={ana.chat_id}&group=staff&to={day}") == ["staff.joined"]
    everything = await acts("")
    assert await acts("who=x&group=hack&from=2026-99-99&to=0001-01-01&before=-1") == everything
    assert await acts("who=9999999999") == []


async def test_the_audit_is_turned_page_by_page(counter: Counter) -> None:
    """Fifty at a time, each act once, with the filters kept on the way."""
    rosa = await counter.member(StaffRole.APPROVER)
    async with counter.parlour.world.database.begin() as connection:
        for number in range(120):
            await audit.record(
                connection, at=counter.parlour.clock.instant, chat_id=rosa.chat_id, action="notice.opened",
                subject=f"notice:{number}",
            )  # fmt: skip
    browser = await counter.signed_in()
    path, found, pages = "/desk/audit?group=notice", [], 0
    while path:
        page = await browser.get(path.replace("&amp;", "&"))
        found += re.findall(r"<code>notice:(\d+)</code>", page.text)
        older = re.search(r'href="([^"]+)" rel="next"', page.text)
        path, pages = (older[1] if older else ""), pages + 1
    assert found == [str(number) for number in reversed(range(120))]
    assert pages == 3


async def test_the_audit_as_a_list(counter: Counter) -> None:
    """All that the filters let through, no cell that a spreadsheet would carry out, and the taking itself on record."""
    await counter.member(StaffRole.ADMIN, '=HYPERLINK("http://x.example")')
    rosa = await counter.member(StaffRole.ADMIN)
    browser = await counter.signed_in()
    answer = await browser.get("/desk/audit.csv?group=desk")
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["action"] for row in rows] == ["desk.exported", "desk.signed-in"]
    assert [row["name"] for row in rows] == ["Rosa", "Rosa"]
    assert rows[0]["chat"] == str(rosa.chat_id)
    other = await counter.signed_in('=HYPERLINK("http://x.example")')
    rows = list(csv.DictReader(io.StringIO((await other.get("/desk/audit.csv?group=desk")).text)))
    assert rows[0]["name"].startswith("'=")


async def test_a_hostile_filter_is_letters(counter: Counter) -> None:
    """What stands in the address comes back as text in its field."""
    await counter.member(StaffRole.ADMIN)
    page = await (await counter.signed_in()).get('/desk/audit?about="><script>alert(1)</script>')
    assert "<script>alert" not in page.text
    assert "Nada con esos filtros" in page.words
