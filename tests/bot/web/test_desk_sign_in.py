"""The way into the desk: a code on the screen, one tap in the chat, eight hours, and nobody else."""

import re
from datetime import timedelta

import pytest

from handlers.web_sign_in import SIGN_IN
from storage import staff
from storage.desk_sessions import SESSION_LIFE, SIGN_IN_LIFE
from storage.tables import StaffRole
from tests.bot.web.counter import Counter
from tests.handlers.person import Person

SECOND = timedelta(seconds=1)


async def test_one_tap_lets_the_browser_in(counter: Counter) -> None:
    """The chat shows the code of the screen and which browser it is; after the yes the page goes on by itself."""
    rosa = await counter.member(StaffRole.READER)
    browser, phone = await counter.browser(), counter.phones["Rosa"]
    assert "Entrar con mi Telegram" in (await browser.get("/desk")).words
    shown, argument = await counter.asks(browser)
    asked = await phone.write(f"/start {argument}")
    code = next(line for line in asked.text.splitlines() if line.startswith("Código")).split(": ")[1]
    assert code in shown.words
    assert "Firefox · Linux" in asked.text
    assert (await browser.get("/desk/sign-in/state")).status == 204
    assert "Entraste a la mesa web" in (await phone.tap("✅ Sí, soy yo")).text
    onward = await browser.get("/desk/sign-in/state")
    assert (onward.status, onward.headers["HX-Redirect"]) == (286, "/desk/status")
    assert "Rosa" in (await browser.get("/desk/status")).words
    assert (await browser.get("/desk")).headers["Location"] == "/desk/status"
    (act,) = await counter.acts("desk.")
    assert (act.action, act.chat_id, act.origin) == ("desk.signed-in", rosa.chat_id, "web")


async def test_without_a_script_the_same(counter: Counter) -> None:
    """The link under the code leads on once the chat has said yes, and shows the code again until then."""
    await counter.member(StaffRole.READER)
    browser = await counter.browser()
    _, argument = await counter.asks(browser)
    assert (await browser.get("/desk/sign-in")).status == 200
    assert (await browser.get("/desk")).headers["Location"] == "/desk/sign-in"
    await counter.phones["Rosa"].write(f"/start {argument}")
    await counter.phones["Rosa"].tap("✅ Sí, soy yo")
    assert (await browser.follow("/desk/sign-in")).path == "/desk/status"


async def test_a_no_keeps_it_out_and_is_kept(counter: Counter) -> None:
    """The page says so, the audit too, and the same link does nothing more."""
    await counter.member(StaffRole.ADMIN)
    browser, phone = await counter.browser(), counter.phones["Rosa"]
    _, argument = await counter.asks(browser)
    await phone.write(f"/start {argument}")
    assert "Nadie entró" in (await phone.tap("❌ No")).text
    assert "dijeron que no" in (await browser.follow("/desk/sign-in")).words
    assert "ya no espera" in (await phone.write(f"/start {argument}")).text
    assert [act.action for act in await counter.acts("desk.")] == ["desk.refused"]
    assert (await browser.get("/desk/status")).headers["Location"] == "/desk"


async def test_a_forwarded_link_lets_its_opener_in_nowhere(counter: Counter) -> None:
    """Who has the link and not the browser gets no page by it: it is of use in a member's chat alone."""
    await counter.member(StaffRole.ADMIN)
    browser, other = await counter.browser(), await counter.browser()
    _, argument = await counter.asks(browser)
    for stolen in (argument, argument.removeprefix(SIGN_IN)):
        other.keep(stolen)
        assert (await other.get("/desk/status")).headers["Location"] == "/desk"
        assert (await other.get("/desk/sign-in")).headers["Location"] == "/desk"
    await counter.phones["Rosa"].write(f"/start {argument}")
    await counter.phones["Rosa"].tap("✅ Sí, soy yo")
    for stolen in (argument, argument.removeprefix(SIGN_IN)):
        other.keep(stolen)
        assert (await other.get("/desk/status")).headers["Location"] == "/desk"
    assert (await browser.follow("/desk/sign-in")).path == "/desk/status"


async def test_a_planted_cookie_opens_nothing(counter: Counter) -> None:
    """Whoever put their own waiting cookie into the member's browser does not come in with the member."""
    await counter.member(StaffRole.ADMIN)
    browser, planter = await counter.browser(), await counter.browser()
    _, argument = await counter.asks(browser)
    planted = browser.cookie()
    await counter.phones["Rosa"].write(f"/start {argument}")
    await counter.phones["Rosa"].tap("✅ Sí, soy yo")
    assert (await browser.follow("/desk/sign-in")).path == "/desk/status"
    assert browser.cookie() != planted
    planter.keep(planted)
    assert (await planter.get("/desk/status")).headers["Location"] == "/desk"


async def test_a_stranger_is_not_asked(counter: Counter) -> None:
    """For who is not of the team the link is as any other start, and a forged tap does nothing."""
    await counter.member(StaffRole.ADMIN)
    browser, stranger = await counter.browser(), Person(counter.parlour.desk, "666")
    _, argument = await counter.asks(browser)
    answer = await stranger.write(f"/start {argument}")
    assert "mesa" not in answer.text.lower()
    named = argument.removeprefix(SIGN_IN)
    await stranger.press(f"w:yes:{named}")
    assert (await browser.get("/desk/sign-in/state")).status == 204


async def test_whoever_was_removed_while_asked_stays_out(counter: Counter) -> None:
    """The tap counts by the membership of its own moment."""
    rosa = await counter.member(StaffRole.WRITER)
    browser, phone = await counter.browser(), counter.phones["Rosa"]
    _, argument = await counter.asks(browser)
    await phone.write(f"/start {argument}")
    async with counter.parlour.world.database.begin() as connection:
        assert await staff.end(connection, rosa.id, now=counter.parlour.clock.instant) is None
    await phone.tap("✅ Sí, soy yo")
    assert (await browser.get("/desk/sign-in/state")).status == 204


async def test_five_minutes_and_eight_hours(counter: Counter) -> None:
    """An unanswered code lapses after five minutes, a session eight hours after the yes, however much it is used."""
    await counter.member(StaffRole.READER)
    late = await counter.browser()
    _, argument = await counter.asks(late)
    counter.parlour.clock.instant += SIGN_IN_LIFE
    assert "ya no espera" in (await counter.phones["Rosa"].write(f"/start {argument}")).text
    assert (await late.get("/desk/sign-in/state")).headers["HX-Redirect"] == "/desk/sign-in"
    assert "Pasaron 5 minutos" in (await late.get("/desk/sign-in")).words
    browser = await counter.signed_in()
    for _ in range(8):
        counter.parlour.clock.instant += SESSION_LIFE / 8 - SECOND
        assert (await browser.get("/desk/status")).status == 200
    counter.parlour.clock.instant += 8 * SECOND
    assert (await browser.get("/desk/status")).headers["Location"] == "/desk"


async def test_the_removed_are_out_at_once(counter: Counter) -> None:
    """At the next request: a page, a part of one, and a form that was open."""
    await counter.member(StaffRole.ADMIN, "Ana")
    rosa = await counter.member(StaffRole.ADMIN)
    browser = await counter.signed_in()
    csrf = (await browser.get("/desk/team")).csrf
    async with counter.parlour.world.database.begin() as connection:
        assert await staff.end(connection, rosa.id, now=counter.parlour.clock.instant) is None
    assert (await browser.get("/desk/status")).headers["Location"] == "/desk"
    part = await browser.get("/desk/status/live", **{"HX-Request": "true"})
    assert (part.status, part.headers["HX-Redirect"]) == (401, "/desk")
    posted = await browser.post(f"/desk/team/{rosa.id}/role", csrf=csrf, role="admin")
    assert posted.status == 403
    assert "sesión terminó" in posted.words


async def test_signing_out_here_everywhere_and_from_the_chat(counter: Counter) -> None:
    """One browser, all of them, or all of them by the button in the chat; each is written down."""
    rosa = await counter.member(StaffRole.READER)
    first, second = await counter.signed_in(), await counter.signed_in()
    assert (await first.submit("/desk/sign-out")).headers["Location"] == "/desk"
    assert (await first.get("/desk/status")).headers["Location"] == "/desk"
    assert (await second.get("/desk/status")).status == 200
    third = await counter.signed_in()
    await second.submit("/desk/sign-out/everywhere")
    assert (await third.get("/desk/status")).headers["Location"] == "/desk"
    fourth = await counter.signed_in()
    assert "Cerré la mesa web" in (await counter.phones["Rosa"].tap("🚪 Cerrar la mesa web")).text
    assert (await fourth.get("/desk/status")).headers["Location"] == "/desk"
    acts = await counter.acts("desk.signed-out")
    assert [(act.chat_id, act.origin, act.subject) for act in acts] == [(rosa.chat_id, "web", f"staff:{rosa.id}")] * 3


async def test_the_cookie_is_for_this_alone(counter: Counter) -> None:
    """No script reads it, no other site sends it, no other page gets it, and its life is told."""
    await counter.member(StaffRole.READER)
    browser = await counter.browser()
    begun = await browser.post("/desk/sign-in")
    assert {"HttpOnly", "SameSite=lax", "Path=/desk", "Max-Age=300"} <= set(begun.headers["Set-Cookie"].split("; "))


@pytest.mark.parametrize("site", ["cross-site", "same-site", None])
async def test_no_other_page_begins_a_sign_in(counter: Counter, site: str | None) -> None:
    """By what the browser says of where the form was; one that says nothing has posted no form of ours."""
    browser = await counter.browser()
    assert (await browser.post("/desk/sign-in", site=site)).status == 403
    assert browser.cookie() == ""


async def test_sign_ins_are_not_begun_without_end(counter: Counter) -> None:
    """Twenty a minute; a minute later there is room again."""
    browser = await counter.browser()
    answers = [(await browser.post("/desk/sign-in")).status for _ in range(22)]
    assert answers == [303] * 20 + [429] * 2
    counter.parlour.clock.instant += timedelta(minutes=1)
    assert (await browser.post("/desk/sign-in")).status == 303


async def test_the_link_fits(counter: Counter) -> None:
    """A deep link's argument has at most 64 characters of a few kinds (Bot API, deep linking)."""
    _, argument = await counter.asks(await counter.browser())
    assert re.fullmatch(r"[\w-]{1,64}", argument, re.ASCII)
