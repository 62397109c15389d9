"""The team: joined once by an invitation, looked up at every act, and never without somebody who administers."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from storage import chats, staff
from storage.database import Database
from storage.staff import INVITATION_LIFE, Invitation, Member, NotInvited, Refused
from storage.tables import StaffRole
from storage.tables import desk_sessions as browsers
from tests.storage.moment import MINUTE, NOW, ODD_TEXTS


async def _chat(db: Database, address: str) -> int:
    async with db.begin() as connection:
        return (await chats.ensure(connection, "telegram", address, now=NOW)).id


async def _token(
    db: Database, role: StaffRole = StaffRole.ADMIN, *, name: str = "Rosa", invited_by: int | None = None
) -> str:
    async with db.begin() as connection:
        return await staff.invite(connection, name=name, role=role, invited_by=invited_by, now=NOW)


async def _member(db: Database, address: str, role: StaffRole = StaffRole.ADMIN) -> Member:
    token, chat_id = await _token(db, role, name=f"member {address}"), await _chat(db, address)
    async with db.begin() as connection:
        joined = await staff.join(connection, token, chat_id, now=NOW)
    assert isinstance(joined, Member)
    return joined


async def _roles(db: Database) -> dict[int, StaffRole]:
    async with db.read() as connection:
        return {one.id: one.role for one in await staff.present(connection)}


# ---- invitations -----------------------------------------------------------------------------------------------------


async def test_an_invitation_makes_one_member(db: Database) -> None:
    """With its name and role, in the chat that opened it; then it is used up."""
    token, chat_id, other_chat = await _token(db, StaffRole.WRITER), await _chat(db, "1"), await _chat(db, "2")
    async with db.begin() as connection:
        seen = await staff.peek(connection, token, now=NOW)
        assert isinstance(seen, Invitation)
        assert (seen.name, seen.role, seen.expires_at) == ("Rosa", StaffRole.WRITER, NOW + INVITATION_LIFE)
        assert seen.reference == staff.reference(token)
        joined = await staff.join(connection, token, chat_id, now=NOW)
        assert isinstance(joined, Member)
        assert (joined.name, joined.role, joined.chat_id) == ("Rosa", StaffRole.WRITER, chat_id)
        assert (joined.channel, joined.address) == ("telegram", "1")
        assert await staff.join(connection, token, other_chat, now=NOW) is NotInvited.USED
        assert await staff.peek(connection, token, now=NOW) is NotInvited.USED
        assert await staff.of_chat(connection, other_chat) is None


async def test_of_twenty_who_open_an_invitation_at_once_one_joins(db: Database, other: Database) -> None:
    """A link that went round a group makes one member, and the rest are told that it was used."""
    token = await _token(db)
    ids = [await _chat(db, str(number)) for number in range(20)]

    async def open_it(place: int, chat_id: int) -> Member | NotInvited:
        async with (db, other)[place % 2].begin() as connection:
            return await staff.join(connection, token, chat_id, now=NOW)

    results = await asyncio.gather(*(open_it(place, chat_id) for place, chat_id in enumerate(ids)))
    assert sum(isinstance(result, Member) for result in results) == 1
    assert [result for result in results if isinstance(result, NotInvited)] == [NotInvited.USED] * 19
    assert len(await _roles(db)) == 1


async def test_two_invitations_opened_in_one_chat_at_once_are_one_membership(db: Database, other: Database) -> None:
    """Nobody has two roles; the second invitation stays good. In ten chats, since it is a race."""

    async def open_it(place: int, token: str, chat_id: int) -> Member | NotInvited:
        async with (db, other)[place].begin() as connection:
            return await staff.join(connection, token, chat_id, now=NOW)

    for number in range(1, 11):
        tokens, chat_id = [await _token(db, StaffRole.READER), await _token(db)], await _chat(db, str(number))
        results = await asyncio.gather(*(open_it(place, token, chat_id) for place, token in enumerate(tokens)))
        assert sum(isinstance(result, Member) for result in results) == 1
        assert NotInvited.MEMBER in results
        async with db.read() as connection:
            assert len(await staff.open_invitations(connection, now=NOW)) == number


async def test_an_invitation_is_good_for_a_day(db: Database) -> None:
    """To the last minute, and not after it; what never was one is unknown."""
    token, chat_id = await _token(db), await _chat(db, "1")
    async with db.begin() as connection:
        assert isinstance(await staff.peek(connection, token, now=NOW + INVITATION_LIFE - MINUTE), Invitation)
        assert await staff.join(connection, token, chat_id, now=NOW + timedelta(hours=24)) is NotInvited.EXPIRED
        for odd in (token[:-1], "", "ñ\ud800\0" * 5_000):
            assert await staff.join(connection, odd, chat_id, now=NOW) is NotInvited.UNKNOWN
    assert await _roles(db) == {}


async def test_a_token_is_never_kept(db: Database) -> None:
    """Whoever reads the database can't join with what is in it."""
    token = await _token(db)
    async with db.read() as connection:
        [invitation] = await staff.open_invitations(connection, now=NOW)
    assert token.encode() not in invitation.token_hash
    assert len(f"equipo-{token}") <= 64


async def test_a_withdrawn_invitation_is_good_for_nothing(db: Database) -> None:
    """By its reference, once; a reference that is of none changes nothing."""
    token, kept, chat_id = await _token(db), await _token(db, name="Ana"), await _chat(db, "1")
    async with db.begin() as connection:
        assert await staff.withdraw(connection, "f" * 16, now=NOW) is Refused.UNKNOWN
        assert await staff.withdraw(connection, staff.reference(token), now=NOW) is None
        assert await staff.withdraw(connection, staff.reference(token), now=NOW) is Refused.UNKNOWN
        assert await staff.join(connection, token, chat_id, now=NOW) is NotInvited.EXPIRED
        assert [one.reference for one in await staff.open_invitations(connection, now=NOW)] == [staff.reference(kept)]


@pytest.mark.parametrize("name", ODD_TEXTS)
async def test_a_name_comes_back_as_it_was(db: Database, name: str) -> None:
    """Whatever somebody is called."""
    token, chat_id = await _token(db, name=name), await _chat(db, "1")
    async with db.begin() as connection:
        joined = await staff.join(connection, token, chat_id, now=NOW)
    assert isinstance(joined, Member)
    assert joined.name == name


# ---- roles and ends --------------------------------------------------------------------------------------------------


def test_each_role_may_what_those_before_it_may() -> None:
    """Reader, writer, approver, admin: a ladder."""
    ladder = [StaffRole.READER, StaffRole.WRITER, StaffRole.APPROVER, StaffRole.ADMIN]
    for height, role in enumerate(ladder):
        assert [role.may(what) for what in ladder] == [step <= height for step in range(4)]


async def test_a_role_is_changed_and_says_why_where_it_is_not(db: Database) -> None:
    """The same role, nobody of that number, somebody who left, an asker who does not administer."""
    admin, reader = await _member(db, "1"), await _member(db, "2", StaffRole.READER)
    async with db.begin() as connection:
        assert await staff.set_role(connection, reader.id, StaffRole.WRITER, by=admin.id) is None
        assert await staff.set_role(connection, reader.id, StaffRole.WRITER, by=admin.id) is Refused.SAME
        assert await staff.set_role(connection, 99, StaffRole.WRITER, by=admin.id) is Refused.UNKNOWN
        assert await staff.set_role(connection, reader.id, StaffRole.ADMIN, by=reader.id) is Refused.NOT_ADMIN
        assert await staff.end(connection, reader.id, now=NOW, by=admin.id) is None
        assert await staff.set_role(connection, reader.id, StaffRole.READER, by=admin.id) is Refused.UNKNOWN
        assert await staff.end(connection, reader.id, now=NOW, by=admin.id) is Refused.UNKNOWN
        left = await staff.get(connection, reader.id)
        assert left is not None
        assert (left.role, left.ended_at) == (StaffRole.WRITER, NOW)
        assert await staff.of_chat(connection, reader.chat_id) is None


async def test_the_last_admin_stays(db: Database) -> None:
    """Neither by another role nor by an end, unless the operator insists; with a second admin both go through."""
    admin = await _member(db, "1")
    await _member(db, "2", StaffRole.APPROVER)
    async with db.begin() as connection:
        assert await staff.set_role(connection, admin.id, StaffRole.READER, by=admin.id) is Refused.LAST
        assert await staff.end(connection, admin.id, now=NOW, by=admin.id) is Refused.LAST
        assert await staff.end(connection, admin.id, now=NOW) is Refused.LAST
    second = await _member(db, "3")
    async with db.begin() as connection:
        assert await staff.set_role(connection, admin.id, StaffRole.READER, by=admin.id) is None
        assert await staff.end(connection, second.id, now=NOW, by=second.id) is Refused.LAST
        assert await staff.end(connection, second.id, now=NOW, even_last=True) is None
    assert StaffRole.ADMIN not in (await _roles(db)).values()


async def test_an_end_takes_browsers_and_invitations_along(db: Database) -> None:
    """A lost phone: the web desk it opened and the invitations it gave out end in the same moment, others' do not."""
    lost, admin = await _member(db, "1"), await _member(db, "2")
    given, others = await _token(db, invited_by=lost.id), await _token(db, invited_by=admin.id)
    async with db.begin() as connection:
        session = {"code": "1", "browser": "x", "created_at": NOW, "expires_at": NOW + INVITATION_LIFE}
        for number, member in enumerate((lost, admin)):
            await connection.execute(
                browsers.insert().values(token_hash=bytes([number]) * 32, staff_id=member.id, **session)
            )
        assert await staff.end(connection, lost.id, now=NOW, by=admin.id) is None
        assert await staff.peek(connection, given, now=NOW) is NotInvited.EXPIRED
        assert isinstance(await staff.peek(connection, others, now=NOW), Invitation)
        ended = dict((await connection.execute(select(browsers.c.staff_id, browsers.c.ended_at))).all())  # type: ignore[arg-type]  # rows of two are pairs
    assert ended == {lost.id: NOW, admin.id: None}


async def test_two_admins_who_remove_each_other_do_not_both(db: Database, other: Database) -> None:
    """Whoever is first stays: the other is no admin any more. Twenty times, since it is a race."""
    first, second = await _member(db, "1"), await _member(db, "2")
    for _ in range(20):
        one, two = await asyncio.gather(_end(db, second.id, by=first.id), _end(other, first.id, by=second.id))
        assert (one is None) != (two is None)
        assert Refused.NOT_ADMIN in (one, two)
        [left] = await _roles(db)
        gone = second if left == first.id else first
        again = await _member(db, gone.address)
        first, second = (again, second) if gone is first else (first, again)


async def test_three_admins_in_a_ring_leave_somebody(db: Database, other: Database) -> None:
    """Each removes the next at the same moment: whoever was removed removes nobody, so at least one is left."""
    ring = [await _member(db, str(number)) for number in range(3)]
    results = await asyncio.gather(
        *(_end((db, other)[place % 2], ring[(place + 1) % 3].id, by=member.id) for place, member in enumerate(ring))
    )
    assert len(await _roles(db)) == 3 - results.count(None)
    assert results.count(None) in {1, 2}


async def _end(db: Database, member_id: int, *, by: int) -> Refused | None:
    async with db.begin() as connection:
        return await staff.end(connection, member_id, now=NOW, by=by)


async def test_who_comes_back_has_a_second_membership(db: Database) -> None:
    """What the first one did stays under its own number."""
    await _member(db, "1")
    once = await _member(db, "2", StaffRole.READER)
    async with db.begin() as connection:
        assert await staff.end(connection, once.id, now=NOW) is None
    again = await _member(db, "2", StaffRole.WRITER)
    assert again.id > once.id
    async with db.read() as connection:
        present = await staff.present(connection, least=StaffRole.WRITER)
        assert [one.id for one in present] == [1, again.id]
        found = await staff.of_chat(connection, again.chat_id)
    assert found == again
