"""The watch: everybody's mailbox in time, each look once, nothing lost, and a portal in trouble left alone."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import pairwise
from time import monotonic
from typing import Any

import pytest
from sqlalchemy import event, select, update

from bot.push.breaker import Breaker, BreakerState, Ramp
from bot.push.gates import LocalGates
from bot.push.permits import PortalPermits
from buzon.workdays import LIMA, add_workdays, day_in_lima
from storage import mailboxes
from storage.tables import MailboxState, OutageKind
from storage.tables import mailboxes as rows
from tests.bot.push.lookout import BASE, QUICK, Lookout, until

DENIAL, EXPULSION = "RESOLUCIÓN DENEGATORIA", "ORDEN DE SALIDA OBLIGATORIA"


@contextmanager
def statements(tower: Lookout) -> Iterator[list[str]]:
    """What the database is asked while the block runs, beginnings and ends of transactions apart."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            asked.append(statement.split(" FROM ", maxsplit=1)[0] if statement.startswith("SELECT") else statement[:16])

    engine = tower.world.database._engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)


async def test_every_due_mailbox_is_looked_into_and_again_when_its_time_has_come(tower: Lookout) -> None:
    """Thirty mailboxes, round after round, at about the pause that was asked for."""
    await tower.linked(30)
    async with tower.watching():
        await until(lambda: min(Counter(tower.portal.users()).values(), default=0) >= 4, "four looks into each")
    seen = Counter(tower.portal.users())
    assert len(seen) == 30
    assert max(seen.values()) - min(seen.values()) <= 3, "nobody is forgotten and nobody hurried"
    for user in seen:
        at = [moment for moment, who in tower.portal.looks if who == user]
        assert min(later - sooner for sooner, later in pairwise(at)) >= BASE.total_seconds() / 2
    assert len(tower.portal.sign_ins) == 30, "sessions are kept"


async def test_a_list_that_is_as_it_was_costs_one_row_of_a_shared_commit(tower: Lookout) -> None:
    """Twenty looks, nothing new: one claim and one update for all; no list is read, no notice compared."""
    await tower.linked(20)
    watch = tower.watch()
    tower.portal.publish("u3", "n1")
    for _ in range(2):
        assert await watch.round(99) == 20
        await tower.due_now()
    tower.portal.slow = 0.2  # so that all of them are answered together
    with statements(tower) as asked:
        assert await watch.round(99) == 20
    assert [statement[:6] for statement in asked] == ["SELECT", "UPDATE", "UPDATE"]


async def test_a_list_with_the_time_of_day_in_it_is_read_and_not_compared(tower: Lookout) -> None:
    """The bytes differ at every answer, what they say does not: no notice is looked up."""
    await tower.linked(5)
    tower.portal.stamped, tower.portal.slow = True, 0.1
    watch = tower.watch()
    for _ in range(2):
        await watch.round(99)
        await tower.due_now()
    with statements(tower) as asked:
        await watch.round(99)
    assert not any("notices" in statement for statement in asked)


async def test_what_is_new_is_told_once_and_brings_the_next_look_nearer(tower: Lookout) -> None:
    """One alert, kept with the look that found it; what has a term is looked into sooner until it ends."""
    quiet, moved, grave = await tower.linked(3, since=timedelta(days=50))
    watch = tower.watch()
    await watch.round(9)
    tower.portal.publish("u1", "n1", DENIAL)
    tower.portal.publish("u2", "n2", EXPULSION)
    for _ in range(3):
        await tower.due_now()
        await watch.round(9)
    told = [(row.mailbox_id, row.text_key) for row in await tower.alerts()]
    assert sorted(told) == [(moved.id, "alert"), (grave.id, "alert")]
    assert tower.woken
    after = await tower.all()
    assert [mailbox.changed_at is not None for mailbox in after] == [False, True, True]
    assert [mailbox.term_until is not None for mailbox in after] == [False, True, True]
    pauses = [mailbox.next_check_at - mailbox.checked_at for mailbox in after if mailbox.checked_at]
    assert pauses[0] > pauses[1] * 2
    assert pauses[2] < pauses[1] * 1.3
    term = after[2].term_until
    assert term is not None
    assert term.astimezone(LIMA).date() == add_workdays(add_workdays(day_in_lima(tower.world.now()), 0), 3)
    assert quiet.changed_at is None


async def test_a_find_that_could_not_be_kept_is_found_again(tower: Lookout) -> None:
    """The database was busy when the list came: the list is not taken for known, and is told at the next look."""
    await tower.linked(1)
    watch = tower.watch()
    await watch.round(9)
    await tower.due_now()
    tower.portal.publish("u0", "n1")
    tower.portal.slow = 0.3
    looked = len(tower.portal.looks)
    round_ = asyncio.create_task(watch.round(9))
    await until(lambda: len(tower.portal.looks) > looked, "the look")
    async with tower.world.database.begin():
        await asyncio.sleep(2.5)  # longer than the database is waited for
    await round_
    assert await tower.alerts() == []
    assert tower.metrics.failures.labels("keep")._value.get() == 1
    assert await watch.round(9) == 1, "it was given back"
    assert len(await tower.alerts()) == 1


async def test_a_portal_that_never_answers_costs_its_own_look_only(tower: Lookout) -> None:
    """Three of thirty hang for ever: the others are looked into all the while, and the three fail after their limit."""
    linked = await tower.linked(30)
    tower.portal.hanging = {"u0", "u1", "u2"}
    async with tower.watching(looks_at_once=5, look_limit=timedelta(seconds=0.5)):
        await until(lambda: len(tower.account.of("failed")) >= 3, "the looks that hang to be given up")
        await until(lambda: min(Counter(tower.portal.users()).values()) >= 2, "two looks into each")
    failed = {told[1:] for told in tower.account.of("failed")}
    assert {number for number, *_ in failed} <= {mailbox.id for mailbox in linked[:3]}
    assert {(kind, seen) for _, kind, seen in failed} == {(OutageKind.DOWN, "no answer within 0.5 s")}
    assert tower.account.of("out") == []


async def test_a_mailbox_that_fails_by_itself_is_asked_less_and_less(tower: Lookout) -> None:
    """It is put on account at each failure, and taken off when it is read again; the others are not concerned."""
    linked = await tower.linked(6)
    tower.portal.odd = {"u0"}
    watch = tower.watch()
    pauses = []
    for _ in range(3):
        await watch.round(9)
        odd = (await tower.all())[0]
        assert odd.checked_at is not None
        pauses.append((odd.failures, odd.next_check_at - odd.checked_at))
        await tower.due_now()
    assert [failures for failures, _ in pauses] == [1, 2, 3]
    assert pauses[0][1] < pauses[1][1] < pauses[2][1]
    tower.portal.odd = set()
    await watch.round(9)
    what = ("failed", linked[0].id, OutageKind.CHANGED, "list: total is missing")
    assert tower.account.told == [what, what, what, ("worked", linked[0].id)]


async def test_a_wrong_password_is_tried_once(tower: Lookout) -> None:
    """And the person is told once; the portal's refusal is no outage, however many mailboxes it meets."""
    await tower.linked(8)
    tower.portal.passwords = {f"u{number}": "other" for number in range(8)}
    watch = tower.watch()
    for _ in range(3):
        await watch.round(99)
        await tower.due_now()
    assert sorted(tower.portal.sign_ins) == [f"u{number}" for number in range(8)]
    assert len(await tower.alerts()) == 8
    assert {mailbox.state for mailbox in await tower.all()} == {MailboxState.REJECTED}
    assert tower.account.told == []


async def test_a_password_that_was_refused_since_the_claim_is_not_tried_again(tower: Lookout) -> None:
    """The person's own look met the refusal while the mailbox stood in line: nothing is tried, the refusal stands."""
    linked = await tower.linked(2)
    tower.portal.slow = 0.3
    round_ = asyncio.create_task(tower.watch(looks_at_once=1).round(9))
    await until(lambda: tower.portal.looks, "the first look")
    async with tower.world.database.begin() as connection:
        now = tower.world.now()
        await mailboxes.checked(connection, linked[1].id, now=now, next_check_at=now, state=MailboxState.REJECTED)
    await round_
    assert tower.portal.sign_ins == ["u0"]
    assert (await tower.all())[1].state is MailboxState.REJECTED


async def test_stopping_finishes_what_is_under_way_and_gives_back_the_rest(tower: Lookout) -> None:
    """The looks that have begun are kept; whoever only stood in line is due at once for the next worker."""
    await tower.linked(40)
    tower.portal.slow = 0.3
    async with tower.watching(looks_at_once=5):
        await until(lambda: tower.portal.at_once == 5, "five looks")
        began = monotonic()
    assert monotonic() - began < 40 * 0.3 / 5  # what the whole line would take
    now, after = tower.world.now(), await tower.all()
    looked = [mailbox for mailbox in after if mailbox.checked_at and now - mailbox.checked_at < timedelta(minutes=1)]
    assert {mailbox.name for mailbox in looked} == set(tower.portal.users())
    assert all(mailbox.next_check_at <= now for mailbox in after if mailbox not in looked)


async def test_a_worker_that_dies_has_only_borrowed_its_mailboxes(tower: Lookout) -> None:
    """After the lease another one looks into all of them."""
    await tower.linked(10)
    tower.portal.slow = 60
    dying = asyncio.create_task(tower.watch().round(99))
    await until(lambda: tower.portal.at_once == 10, "ten looks")
    dying.cancel()
    await asyncio.wait([dying])
    tower.portal.slow = 0
    other = tower.watch()
    assert await other.round(99) == 0
    tower.wall.ahead += timedelta(seconds=120)
    assert await other.round(99) == 10


@pytest.mark.parametrize("hours", [-1, 1])
async def test_a_clock_that_is_set_neither_stalls_the_looks_nor_hurries_them(tower: Lookout, hours: int) -> None:
    """Set back an hour, the next looks come within an interval or two, not in an hour; set forward, once each."""
    await tower.linked(40)
    pause = BASE.total_seconds()
    async with tower.watching():
        await until(lambda: len(set(tower.portal.users())) == 40, "a look into each")
        await asyncio.sleep(pause)
        tower.wall.ahead = timedelta(hours=hours)
        since = monotonic()
        await until(lambda: len(set(tower.portal.users(since=since))) == 40, "each again", seconds=6 * pause)
        took = monotonic() - since
    looks = Counter(tower.portal.users(since=since))
    assert max(looks.values()) <= 2 + took / (pause / 2)
    for mailbox in await tower.all():
        assert mailbox.next_check_at - tower.world.now() < timedelta(minutes=1)


async def test_a_portal_that_is_out_is_left_alone_and_comes_back_without_a_stampede(tower: Lookout) -> None:
    """A few looks find it out; then one probe at a time. The backlog drains slowly, whose days count first."""
    await tower.linked(200)
    soon = [f"u{number}" for number in (150, 180, 199)]
    async with tower.world.database.begin() as connection:
        until_ = tower.world.now() + timedelta(days=9)
        await connection.execute(update(rows).where(rows.c.name.in_(soon)).values(term_until=until_))
    watch_options = {"ramp": Ramp(at_once=1, rate=20, seconds=4), "breaker": Breaker(QUICK)}
    tower.portal.down = True
    async with tower.watching(**watch_options):
        await until(lambda: len(tower.account.of("out")) >= 3, "the outage, and two probes that failed")
        asked, failures = len(tower.portal.sign_ins), [mailbox.failures for mailbox in await tower.all()]
        await asyncio.sleep(1.5)
        assert len(tower.portal.sign_ins) - asked <= 3, "one probe at a time, after growing pauses"
        assert [mailbox.failures for mailbox in await tower.all()] == failures, "an outage is nobody's own failure"
        assert sum(failures) <= 5
        assert len(set(tower.portal.sign_ins[-3:])) == 3, "each probe is another mailbox's"
        tower.portal.down, tower.portal.slow = False, 0.05
        tower.portal.most_at_once, up = 0, monotonic()
        await until(lambda: tower.account.of("back"), "the portal to be found back")
        since = monotonic()
        await asyncio.sleep(1.0)
        first_second = tower.portal.users(since=since)
        assert tower.portal.most_at_once <= 2
        assert len(first_second) <= 45
        await until(lambda: len(set(tower.portal.users())) == 200, "everybody", seconds=20)
    assert set(tower.portal.users(since=up)[:6]) >= set(soon), "one of them may have been the probe"
    assert tower.account.of("out")[0][1:] == (OutageKind.DOWN, "sign_in: status 503")
    assert len(tower.account.of("back")) == 1


async def test_while_the_portal_is_out_its_mailboxes_simply_stay_due(tower: Lookout) -> None:
    """So the lag shows it, and so does the state of the breaker."""
    await tower.linked(30)
    tower.portal.down = True
    async with tower.watching():
        await until(lambda: tower.account.of("out"), "the outage")
        await asyncio.sleep(0.3)
        overdue = [mailbox for mailbox in await tower.all() if mailbox.next_check_at <= tower.world.now()]
        assert len(overdue) >= 24
        assert tower.metrics.watch_lag._value.get() > 0.2
        states = {state: tower.metrics.watch_breaker.labels(state.value)._value.get() for state in BreakerState}
        assert states[BreakerState.CLOSED] == 0
        assert sum(states.values()) == 1


async def test_never_more_than_the_bound_at_once_and_never_above_the_rate(tower: Lookout) -> None:
    """Seven at once, fifty a second: whatever is due."""
    await tower.linked(100)
    tower.portal.slow = 0.02
    permits = PortalPermits(LocalGates(), "sandbox", rate=50)
    async with tower.watching(looks_at_once=7, permits=permits):
        await until(lambda: len(tower.portal.looks) >= 75, "seventy-five looks")
    assert tower.portal.most_at_once <= 7
    span = tower.portal.looks[74][0] - tower.portal.looks[0][0]
    assert span > 1.3  # 74 intervals of 20 ms are 1.48 s; a busy machine may squeeze the ends


async def test_a_stop_does_not_wait_for_permits(tower: Lookout) -> None:
    """One look in a hundred seconds: the lanes that wait for theirs let go."""
    await tower.linked(20)
    async with tower.watching(permits=PortalPermits(LocalGates(), "sandbox", rate=0.01)):
        await until(lambda: tower.portal.looks, "the one look")
        began = monotonic()
    assert monotonic() - began < 20
    now = tower.world.now()
    assert sum(mailbox.next_check_at <= now for mailbox in await tower.all()) >= 19


async def test_a_worker_begins_slowly(tower: Lookout) -> None:
    """After a long stop everything is due: ten looks in the first second, twice as many in the next."""
    await tower.linked(100)
    async with tower.watching(ramp=Ramp()):
        await until(lambda: tower.portal.looks, "the first look")
        began = tower.portal.looks[0][0]
        await asyncio.sleep(1)
        assert len(tower.portal.users()) <= 22
        await until(lambda: len(set(tower.portal.users())) == 100, "all")
    assert tower.portal.looks[99][0] - began > 2


async def test_two_workers_share_the_mailboxes(shared_tower: Lookout) -> None:
    """On PostgreSQL: between them each mailbox is looked into as often as by one worker alone."""
    tower = shared_tower
    await tower.linked(60)
    async with tower.watching(looks_at_once=4), tower.watching(looks_at_once=4):
        await until(lambda: min(Counter(tower.portal.users()).values(), default=0) >= 3, "three looks into each")
    for user in set(tower.portal.users()):
        at = [moment for moment, who in tower.portal.looks if who == user]
        assert min(later - sooner for sooner, later in pairwise(at)) >= BASE.total_seconds() / 2


async def test_a_list_that_was_as_before_and_could_not_be_written_down_is_given_back(tower: Lookout) -> None:
    """The database was busy: the mailboxes are due again as soon as it is not, and not only when the lease runs out."""
    await tower.linked(3)
    watch = tower.watch()
    await watch.round(9)
    await tower.due_now()
    tower.portal.slow, looked = 0.3, len(tower.portal.looks)
    round_ = asyncio.create_task(watch.round(9))
    await until(lambda: len(tower.portal.looks) == looked + 3, "the looks")
    async with tower.world.database.begin():
        await asyncio.sleep(2.6)  # longer than the database is waited for
    await round_
    assert await watch.round(9) == 3


async def test_a_database_that_is_away_for_a_while_stops_nothing_for_good(tower: Lookout) -> None:
    """Claims fail and are tried again: when it is back, so are the looks."""
    await tower.linked(60)
    tower.portal.slow = 0.05
    async with tower.watching(looks_at_once=2):
        await until(lambda: len(tower.portal.looks) >= 6, "the first looks")
        async with tower.world.database.begin():
            await until(lambda: tower.metrics.failures.labels("watch")._value.get() > 0, "a claim that failed")
        since = monotonic()
        await until(lambda: tower.portal.users(since=since), "a look after it")
    assert {row.state for row in await tower.query(select(rows.c.state))} == {MailboxState.WATCHING}


async def test_a_look_that_outlasts_its_lease_is_nobody_elses(tower: Lookout) -> None:
    """The claim is renewed while the portal takes its time: short leases, and no mailbox looked into twice at once."""
    await tower.linked(2)
    tower.portal.slow = 2.0
    async with tower.watching(looks_at_once=5, lease=timedelta(seconds=0.6)):
        await until(lambda: len(tower.portal.looks) >= 2, "the looks")
        await asyncio.sleep(1.5)
        assert max(Counter(tower.portal.users()).values()) == 1
