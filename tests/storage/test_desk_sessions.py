"""Browsers at the web desk: let in by one tap, once, for eight hours, and not a moment longer than their member."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from storage import desk_sessions, staff
from storage.chats import Chat
from storage.database import Database
from storage.desk_sessions import SESSION_LIFE, SIGN_IN_LIFE, SignIn, SignInState
from storage.staff import Member
from storage.tables import StaffRole
from storage.tables import desk_sessions as rows
from tests.storage.moment import MINUTE, NOW

SECOND = timedelta(seconds=1)


@pytest.fixture
async def rosa(db: Database, chat: Chat) -> Member:
    """Of the team, and not its last admin."""
    async with db.begin() as connection:
        boss = await staff.invite(connection, name="Rosa", role=StaffRole.WRITER, invited_by=None, now=NOW)
        joined = await staff.join(connection, boss, chat.id, now=NOW)
    assert isinstance(joined, Member)
    return joined


async def begun(db: Database) -> str:
    async with db.begin() as connection:
        return await desk_sessions.begin(connection, browser="Firefox · Linux", now=NOW)


async def confirmed(db: Database, member: Member) -> str:
    """The secret of a browser that was let in and has not come yet."""
    token = await begun(db)
    async with db.begin() as connection:
        named = desk_sessions.reference(token)
        assert await desk_sessions.confirm(connection, named, staff_id=member.id, now=NOW)
    return token


async def session(db: Database, member: Member) -> str:
    token = await confirmed(db, member)
    async with db.begin() as connection:
        taken = await desk_sessions.take_up(connection, token, now=NOW)
    assert taken is not None
    return taken


async def state(db: Database, token: str, at: timedelta = timedelta(0)) -> SignInState | None:
    async with db.read() as connection:
        found = await desk_sessions.asked(connection, token, now=NOW + at)
    return found.state if found else None


async def works(db: Database, token: str, at: timedelta = timedelta(0)) -> Member | None:
    async with db.read() as connection:
        return await desk_sessions.member(connection, token, now=NOW + at)


async def test_browser_and_chat_see_the_same_code(db: Database) -> None:
    """Two digits and two letters, under the browser's secret and under what names it in the chat."""
    token = await begun(db)
    async with db.read() as connection:
        seen = await desk_sessions.asked(connection, token, now=NOW)
        named = await desk_sessions.named(connection, desk_sessions.reference(token), now=NOW)
    assert seen == named
    assert isinstance(seen, SignIn)
    assert seen.state is SignInState.WAITING
    digits, letters = seen.code.split()
    assert digits.isdigit()
    assert letters.isalpha()
    assert len(digits) == len(letters) == 2


async def test_nothing_opens_before_the_yes_and_no_secret_is_kept(db: Database, rosa: Member) -> None:
    """A browser that waits is no session, is not taken up, and its secret is nowhere in the row."""
    token = await begun(db)
    async with db.begin() as connection:
        assert await desk_sessions.take_up(connection, token, now=NOW) is None
        kept = (await connection.execute(select(rows))).one()
    assert await works(db, token) is None
    assert token not in repr(kept)


async def test_a_browser_that_was_let_in_comes_under_a_new_secret(db: Database, rosa: Member) -> None:
    """The one that waited opens nothing, before or after: whoever planted it in the browser has nothing of it."""
    token = await confirmed(db, rosa)
    assert await state(db, token) is SignInState.CONFIRMED
    assert await works(db, token) is None
    async with db.begin() as connection:
        taken = await desk_sessions.take_up(connection, token, now=NOW)
    assert taken is not None
    assert await works(db, taken) == rosa
    assert await works(db, token) is None
    assert await state(db, token) is None
    assert await works(db, desk_sessions.reference(token)) is None


async def test_of_twenty_that_take_it_up_at_once_one_gets_in(db: Database, other: Database, rosa: Member) -> None:
    """A page that asks twice, or a stolen secret raced against its owner, gives one session."""
    token = await confirmed(db, rosa)

    async def take(number: int) -> str | None:
        async with (db, other)[number % 2].begin() as connection:
            return await desk_sessions.take_up(connection, token, now=NOW)

    assert len([one for one in await asyncio.gather(*map(take, range(20))) if one]) == 1


async def test_one_decision_counts(db: Database, rosa: Member) -> None:
    """After a no no yes helps, after a yes no second one, and after five minutes neither."""
    refused, let_in, late = [await begun(db) for _ in range(3)]
    async with db.begin() as connection:
        named = desk_sessions.reference(refused)
        assert await desk_sessions.refuse(connection, named, now=NOW)
        assert await desk_sessions.confirm(connection, named, staff_id=rosa.id, now=NOW) is None
        named = desk_sessions.reference(let_in)
        assert await desk_sessions.confirm(connection, named, staff_id=rosa.id, now=NOW)
        assert await desk_sessions.confirm(connection, named, staff_id=rosa.id, now=NOW) is None
        assert await desk_sessions.refuse(connection, named, now=NOW) is None
        named = desk_sessions.reference(late)
        assert await desk_sessions.confirm(connection, named, staff_id=rosa.id, now=NOW + SIGN_IN_LIFE) is None
    assert await state(db, refused) is SignInState.REFUSED
    assert await state(db, late, SIGN_IN_LIFE - SECOND) is SignInState.WAITING
    assert await state(db, late, SIGN_IN_LIFE) is SignInState.EXPIRED


async def test_a_yes_that_is_not_taken_up_lapses_too(db: Database, rosa: Member) -> None:
    """The browser was closed meanwhile: its place is not kept for eight hours."""
    token = await confirmed(db, rosa)
    async with db.begin() as connection:
        assert await desk_sessions.take_up(connection, token, now=NOW + SIGN_IN_LIFE) is None


async def test_a_session_ends_eight_hours_after_the_yes(db: Database, rosa: Member) -> None:
    """To the second, however much it is used."""
    token = await session(db, rosa)
    assert await works(db, token, SESSION_LIFE - SECOND) == rosa
    assert await works(db, token, SESSION_LIFE) is None


async def test_whoever_is_removed_is_signed_out_at_once(db: Database, rosa: Member) -> None:
    """By the membership itself, and coming back does not open the old browser again; a new role counts at once."""
    token = await session(db, rosa)
    async with db.begin() as connection:
        assert await staff.set_role(connection, rosa.id, StaffRole.READER) is None
    now_reader = await works(db, token)
    assert now_reader is not None
    assert now_reader.role is StaffRole.READER
    async with db.begin() as connection:
        assert await staff.end(connection, rosa.id, now=NOW) is None
    assert await works(db, token) is None
    async with db.begin() as connection:
        again = await staff.invite(connection, name="Rosa", role=StaffRole.ADMIN, invited_by=None, now=NOW)
        assert isinstance(await staff.join(connection, again, rosa.chat_id, now=NOW), Member)
    assert await works(db, token) is None


async def test_signing_out(db: Database, rosa: Member) -> None:
    """One browser, once; or all of a member's, with those that were let in and have not come."""
    first, second = [await session(db, rosa) for _ in range(2)]
    coming = await confirmed(db, rosa)
    async with db.begin() as connection:
        assert await desk_sessions.count_open(connection, now=NOW) == {rosa.id: 3}
        assert await desk_sessions.end(connection, first, now=NOW)
        assert not await desk_sessions.end(connection, first, now=NOW)
    assert await works(db, first) is None
    assert await works(db, second) == rosa
    async with db.begin() as connection:
        assert await desk_sessions.end_all(connection, rosa.id, now=NOW) == 2
        assert await desk_sessions.take_up(connection, coming, now=NOW) is None
        assert await desk_sessions.count_open(connection, now=NOW) == {}
    assert await works(db, second) is None


@pytest.mark.parametrize("forged", ["", "x", "ñ" * 43, "A" * 43, "A" * 42 + "!", "=" * 43, "\ud800" * 43, "A" * 5_000])
async def test_what_names_no_browser_is_nobody(db: Database, rosa: Member, forged: str) -> None:
    """Links and buttons can be forged: no error, no session."""
    async with db.begin() as connection:
        assert await desk_sessions.named(connection, forged, now=NOW) is None
        assert await desk_sessions.confirm(connection, forged, staff_id=rosa.id, now=NOW) is None
        assert await desk_sessions.refuse(connection, forged, now=NOW) is None
        assert await desk_sessions.asked(connection, forged, now=NOW) is None
        assert await desk_sessions.take_up(connection, forged, now=NOW) is None
        assert await desk_sessions.member(connection, forged, now=NOW) is None


async def test_what_is_long_over_is_cleared_away(db: Database, rosa: Member) -> None:
    """A day after its end, at the next sign-in; what lasts is left alone."""
    await begun(db)
    token = await session(db, rosa)
    async with db.begin() as connection:
        await desk_sessions.begin(connection, browser="", now=NOW + timedelta(days=1) + SIGN_IN_LIFE + MINUTE)
        assert len((await connection.execute(select(rows.c.code))).all()) == 2
    assert await works(db, token) == rosa
