"""The first page of the desk: how the service stands, and the same numbers as charts and as a table."""

from datetime import timedelta

from bot.web.desk import bars
from storage import chats, figures, outages
from storage.tables import OutageKind, StaffRole
from tests.bot.web.counter import Counter


async def test_it_says_how_the_portal_is(counter: Counter) -> None:
    """Unknown while nobody looks, out while it is, and the ledger of what was."""
    await counter.member(StaffRole.READER)
    browser, now = await counter.signed_in(), counter.parlour.clock.instant
    assert "Todavía no se sabe si la página de Migraciones responde" in (await browser.get("/desk/status")).words
    async with counter.parlour.world.database.begin() as connection:
        await outages.begin_or_extend(
            connection, portal="sandbox", mailbox_id=None, kind=OutageKind.DOWN, seen="x", now=now - timedelta(hours=2)
        )
    page = await browser.get("/desk/status")
    assert "no responde desde las 8:30" in page.words.replace("08:30", "8:30")
    assert "2 horas No respondía" in page.words
    async with counter.parlour.world.database.begin() as connection:
        await outages.end_of_portal(connection, now=now)
    assert "3 dic 2026, 08:30 3 dic 2026, 10:30 2 horas No respondía" in (await browser.get("/desk/status")).words


async def test_charts_and_table_say_the_same(counter: Counter) -> None:
    """A chart of each number, whose bars are the table's rows; a part of the page is a part only."""
    await counter.member(StaffRole.READER)
    browser, now = await counter.signed_in(), counter.parlour.clock.instant
    async with counter.parlour.world.database.begin() as connection:
        for number in range(7):
            await chats.ensure(connection, "telegram", f"7{number}", now=now - timedelta(days=number % 2))
    page = await browser.get("/desk/status")
    assert "Personas nuevas hoy 5 · en total 8" in page.words
    assert page.text.count("<figure") == 5
    part = await browser.get("/desk/status/live")
    assert "<html" not in part.text
    assert "Personas a las que llegan mensajes 8" in part.words


async def test_bars_are_as_high_as_their_numbers(counter: Counter) -> None:
    """The highest fills the drawing, nothing is nothing, and little can still be seen."""
    async with counter.parlour.world.database.read() as connection:
        found = await figures.take(connection, now=counter.parlour.clock.instant, days=3)
    days = [figures.Day(day.day, alerts=alerts) for day, alerts in zip(found.days, (0, 1, 1_000), strict=True)]
    alerts = bars.charts(days)[0]
    assert [bar.height for bar in alerts.bars] == [0, 1.5, bars.HEIGHT]
    assert all(bar.y + bar.height == bars.HEIGHT for bar in alerts.bars)
    assert (alerts.today, alerts.total, alerts.most) == (1_000, 1_001, 1_000)
    assert [counts[0] for _, counts in bars.table(days)[1]] == [1_000, 1, 0]


async def test_a_reader_follows_no_link_that_is_not_theirs(counter: Counter) -> None:
    """The menu has what the role may see and nothing else."""
    await counter.member(StaffRole.READER)
    await counter.member(StaffRole.APPROVER, "Ada")
    page = await (await counter.signed_in()).get("/desk/status")
    assert "/desk/broadcasts" not in page.text
    assert "/desk/audit" not in page.text
    page = await (await counter.signed_in("Ada")).get("/desk/status")
    assert "/desk/broadcasts" in page.text
    assert "/desk/audit" in page.text
