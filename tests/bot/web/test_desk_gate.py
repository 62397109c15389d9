"""The gate of the desk: every place by every role and by nobody, forms of ours alone, and headers that keep it shut."""

import pytest

from bot.web.desk.forms import Fields, Unfit
from bot.web.desk.gate import PREFIX, Place
from storage import staff
from storage.tables import StaffRole
from tests.bot.web.counter import Counter

IDS = {"{id}": "999", "{reference}": "0123456789abcdef"}
OPEN = {("GET", ""), ("GET", "/sign-in"), ("GET", "/sign-in/state"), ("POST", "/sign-in")}
"""The way in, which is for everybody."""


def address(place: Place) -> str:
    path = f"{PREFIX}{place.path}"
    for name, value in IDS.items():
        path = path.replace(name, value)
    return path


async def test_the_table_is_all_there_is(counter: Counter) -> None:
    """Every route of the desk is in the table with its least role, or is the way in, or the desk's own style."""
    known = {(place.method, place.path) for place in counter.desk.places()} | OPEN
    for route in counter.desk.routes():
        path = str(route.path).removeprefix(PREFIX)  # type: ignore[attr-defined]
        methods = (getattr(route, "methods", None) or set()) - {"HEAD"}
        assert path == "/static" or {(method, path) for method in methods} <= known


async def test_nobody_comes_in_without_a_session(counter: Counter) -> None:
    """A page sends strangers to the way in, a form is refused; with no cookie, a made-up one, or one that waits."""
    waiting = await counter.browser()
    await counter.asks(waiting)
    for browser in (await counter.browser(), waiting):
        for place in counter.desk.places():
            if place.method == "POST":
                answer = await browser.post(address(place), csrf="0" * 64)
                assert answer.status == 403, place
            else:
                answer = await browser.get(address(place))
                assert (answer.status, answer.headers["Location"]) == (303, "/desk"), place
    assert await counter.acts("desk.") == [], "strangers fill no audit"


@pytest.mark.parametrize("role", StaffRole)
async def test_each_role_comes_as_far_as_the_table_says(counter: Counter, role: StaffRole) -> None:
    """Below the least role a place is refused, whatever the form holds, and that is kept; from it on it is not."""
    await counter.member(StaffRole.ADMIN, "Ana")
    rosa = await counter.member(role)
    browser = await counter.signed_in()
    csrf = (await browser.get("/desk/status")).csrf
    refused = []
    for place in counter.desk.places():
        if place.path.startswith("/sign-out"):
            continue
        path = address(place)
        answer = await (browser.get(path) if place.method == "GET" else browser.post(path, csrf=csrf, role="reader"))
        if role.may(place.least):
            assert answer.status != 403, place
            assert answer.status < 500, place
        else:
            assert answer.status == 403, place
            assert "Tu papel en el equipo no permite eso" in answer.words
            refused.append(place.name)
    kept = [act for act in await counter.acts("desk.refused") if act.subject in refused]
    assert [act.subject for act in reversed(kept)] == refused
    assert {(act.chat_id, act.origin) for act in kept} <= {(rosa.chat_id, "web")}


async def test_a_role_counts_from_the_moment_it_is_given(counter: Counter) -> None:
    """Both ways, in the session that is open."""
    rosa = await counter.member(StaffRole.READER)
    browser = await counter.signed_in()
    for role, status in ((StaffRole.APPROVER, 200), (StaffRole.READER, 403)):
        async with counter.parlour.world.database.begin() as connection:
            await staff.set_role(connection, rosa.id, role)
        assert (await browser.get("/desk/audit")).status == status


async def test_every_form_carries_the_mark_of_its_session(counter: Counter) -> None:
    """Without it, with a made-up one, with another session's, or from another site nothing is done."""
    await counter.member(StaffRole.ADMIN)
    ana = await counter.member(StaffRole.ADMIN, "Ana")
    browser, other = await counter.signed_in(), await counter.signed_in("Ana")
    right, foreign = (await browser.get("/desk/team")).csrf, (await other.get("/desk/team")).csrf
    assert right != foreign
    for place in counter.desk.places():
        if place.method != "POST":
            continue
        for fields in ({}, {"csrf": ""}, {"csrf": "0" * 64}, {"csrf": foreign}, {"csrf": "ñ"}):
            answer = await browser.post(address(place), **fields)
            assert (answer.status, "No pude comprobar" in answer.words) == (403, True), place
        for site in ("cross-site", "same-site"):
            assert (await browser.post(address(place), csrf=right, site=site)).status == 403, place
    assert (await browser.get("/desk/status")).status == 200, "not even signed out"
    done = await browser.post(f"/desk/team/{ana.id}/role", csrf=right, role="writer")
    assert done.headers["Location"] == "/desk/team?said=role-given"


async def test_what_is_no_form_of_ours(counter: Counter) -> None:
    """Another kind of body, too long a one, too many fields: an answer in plain words, and nothing done."""
    await counter.member(StaffRole.ADMIN)
    browser = await counter.signed_in()
    csrf = (await browser.get("/desk/team")).csrf
    form = "application/x-www-form-urlencoded"
    for body, kind in (
        (b"{}", "application/json"),
        (b"csrf=" + csrf.encode() + b"&name=" + b"x" * 200_000, form),
        (b"&".join(b"x=1" for _ in range(100)), form),
        (b"csrf=%ff%fe", form),
        (b"\xff\xfe", form),
    ):
        answer = await browser.raw("/desk/team/invitations", body, kind)
        assert (answer.status, "No pude comprobar" in answer.words) == (400, True)
    assert await counter.acts("staff.invited") == []


@pytest.mark.parametrize("path", ["/desk", "/desk/status", "/desk/team", "/desk/audit.csv", "/desk/sign-in"])
async def test_nothing_is_kept_framed_or_told_to_others(counter: Counter, path: str) -> None:
    """Pages and lists alike: not stored, not framed, nothing foreign, no address passed on."""
    await counter.member(StaffRole.ADMIN)
    answer = await (await counter.signed_in()).get(path)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["X-Frame-Options"] == "DENY"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("number", ["0", "999", "-1", "1e3", "９", "9" * 40, "1%00", "x"])
async def test_guessed_numbers_lead_nowhere(counter: Counter, number: str) -> None:
    """Of broadcasts and of members that are not there: plain words, no error of ours."""
    await counter.member(StaffRole.ADMIN)
    browser = await counter.signed_in()
    csrf = (await browser.get("/desk/team")).csrf
    assert (await browser.get(f"/desk/broadcasts/{number}")).status == 404
    assert (await browser.get(f"/desk/broadcasts/{number}/outcomes.csv")).status == 404
    assert (await browser.post(f"/desk/broadcasts/{number}/cancel", csrf=csrf)).status == 404
    removed = await browser.post(f"/desk/team/{number}/remove", csrf=csrf)
    assert removed.status == 404 or removed.headers["Location"] == "/desk/team?said=team-unknown"


async def test_an_address_puts_no_words_onto_a_page(counter: Counter) -> None:
    """What a page says at its top is chosen from a table: a link that somebody sends says nothing of its own."""
    await counter.member(StaffRole.READER)
    browser = await counter.signed_in()
    page = await browser.get("/desk/team?said=<b>Llama+al+999</b>")
    assert "Llama" not in page.text
    assert "Listo, ya cambió" in (await browser.get("/desk/team?said=role-given")).words


async def test_an_outage_is_said(counter: Counter) -> None:
    """The database is gone: the page says that it is our fault, and when to try again."""
    await counter.member(StaffRole.READER)
    browser = await counter.signed_in()
    file = counter.parlour.world.database._file
    assert file is not None
    file.rename(file.with_suffix(".away"))
    answer = await browser.get("/desk/status")
    assert (answer.status, "Algo falló de nuestro lado" in answer.words) == (503, True)


def test_fields() -> None:
    """Every value of a name, lines as everywhere, and no character that a database refuses."""
    fields = Fields.parse("a=1&a=2&t=%20uno%0D%0Ados%00%20&e=")
    assert (fields.all("a"), fields.one("a"), fields.text("t"), fields.one("e")) == (["1", "2"], "2", "uno\ndos", "")
    with pytest.raises(Unfit):
        Fields.parse("&".join("x=1" for _ in range(1_000)))
