"""Who else watches a mailbox: let in once by a code, told up to a day, and gone without a trace; on both databases."""

import asyncio
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from storage import chats, codes, dedupe, mailboxes, outbox, pairing, telling, watchers
from storage.chats import Chat
from storage.database import Database
from storage.mailboxes import Mailbox
from storage.pairing import Joined
from storage.tables import links
from storage.tables import watchers as watcher_rows
from storage.turns import Turns
from storage.vault import Vault, new_master_key, parse_keys
from storage.watchers import Invitation, NotLetIn, Watcher
from tests.storage.moment import MINUTE, NOW, StandingClock
from tests.storage.test_pairing import again, join, linked, met, offered, waiting

TODAY = date(2026, 12, 3)  # in Lima, at NOW
DAY = timedelta(days=1)


async def invited(
    db: Database, vault: Vault, mailbox: Mailbox, *, until: date | None = None, chat: Chat | None = None
) -> str:
    async with db.begin() as connection:
        code = await watchers.invite(
            connection, vault, mailbox, chat_id=chat.id if chat else mailbox.chat_id, until=until, now=NOW
        )
    assert code is not None
    return code


async def accept(
    db: Database, vault: Vault, code: str, chat: Chat, name: str = "Ana", *, now: datetime = NOW
) -> Watcher | NotLetIn:
    async with db.begin() as connection:
        return await watchers.accept(connection, vault, code, chat.household, name=name, now=now)


async def watching(db: Database, vault: Vault, mailbox: Mailbox, chat: Chat, until: date | None = None) -> Watcher:
    done = await accept(db, vault, await invited(db, vault, mailbox, until=until), chat)
    assert isinstance(done, Watcher)
    return done


async def tell(
    db: Database, mailbox: Mailbox, key: str = "k", *, text_key: str = "alert", due_at: datetime = NOW, **options: Any
) -> None:
    async with db.begin() as connection:
        rooms = await telling.rooms_of(connection, mailbox.id)
        assert rooms is not None
        told = {"text_key": text_key, "params": {}, "priority": 20, "due_at": due_at, "now": NOW, **options}
        await telling.tell(connection, rooms, dedupe_key=key, mailbox_id=mailbox.id, **told)


async def names(db: Database, mailbox: Mailbox, now: datetime = NOW) -> list[str]:
    async with db.read() as connection:
        return [one.name for one in await watchers.of_mailbox(connection, mailbox.id, now=now)]


@pytest.fixture
async def owner(db: Database) -> Chat:
    return await met(db, "telegram", "1")


@pytest.fixture
async def ana(db: Database) -> Chat:
    return await met(db, "telegram", "2")


@pytest.fixture
async def mailbox(db: Database, owner: Chat) -> Mailbox:
    return await linked(db, owner, b"m", "Sofía")


@pytest.mark.parametrize("until", [None, TODAY, TODAY + 365 * DAY])
async def test_a_code_lets_one_person_in(
    db: Database, vault: Vault, owner: Chat, ana: Chat, mailbox: Mailbox, until: date | None
) -> None:
    """Up to the day that the owner chose; both sides see it."""
    code = await invited(db, vault, mailbox, until=until)
    async with db.read() as connection:
        assert await watchers.look(connection, vault, code, ana.id, now=NOW) == Invitation(mailbox, until)
        assert await watchers.invitations(connection, mailbox.id, now=NOW) == 1
    done = await accept(db, vault, code, ana)
    assert done == Watcher(1, mailbox.id, ana.id, "Ana", until, NOW)
    async with db.read() as connection:
        assert await watchers.of_mailbox(connection, mailbox.id, now=NOW) == [done]
        assert await watchers.of_chat(connection, ana.id, now=NOW) == [(done, "Sofía")]
        assert await watchers.of_chat(connection, owner.id, now=NOW) == []
        assert await watchers.invitations(connection, mailbox.id, now=NOW) == 0


async def test_a_code_is_good_once_and_for_a_week(db: Database, vault: Vault, ana: Chat, mailbox: Mailbox) -> None:
    """Used, too old, of another kind, under another key: each is simply wrong."""
    berta = await met(db, "telegram", "3")
    code = await invited(db, vault, mailbox)
    assert await accept(db, vault, code, berta, now=NOW + 7 * DAY) is NotLetIn.CODE
    assert await accept(db, Vault(parse_keys(new_master_key())), code, berta) is NotLetIn.CODE
    assert isinstance(await accept(db, vault, code, ana, now=NOW + 7 * DAY - MINUTE), Watcher)
    assert await accept(db, vault, code, berta) is NotLetIn.CODE
    pair = await offered(db, vault, berta)
    assert await accept(db, vault, pair, ana) is NotLetIn.CODE
    watch = await invited(db, vault, mailbox)
    assert await join(db, vault, watch, await met(db, "whatsapp", "CO.5")) is pairing.NotJoined.CODE


async def test_who_was_let_in_and_asks_again_is_in(db: Database, vault: Vault, ana: Chat, mailbox: Mailbox) -> None:
    """The answer was lost in a crash: the very same watcher, not a refusal."""
    code = await invited(db, vault, mailbox)
    first = await accept(db, vault, code, ana)
    assert await accept(db, vault, code, ana, now=NOW + MINUTE) == first


async def test_another_invitation_changes_the_day(db: Database, vault: Vault, ana: Chat, mailbox: Mailbox) -> None:
    """Whoever watches already stays one watcher."""
    first = await watching(db, vault, mailbox, ana, TODAY + 30 * DAY)
    second = await watching(db, vault, mailbox, ana, TODAY + 90 * DAY)
    assert (second.id, second.until) == (first.id, TODAY + 90 * DAY)
    assert await names(db, mailbox) == ["Ana"]


async def test_of_many_who_use_a_code_at_once_one_is_let_in(
    db: Database, other: Database, vault: Vault, mailbox: Mailbox
) -> None:
    """From two processes, eight chats."""
    guests = [await met(db, "telegram", f"9{number}") for number in range(8)]
    code = await invited(db, vault, mailbox)
    done = await asyncio.gather(
        *(accept(db if number % 2 else other, vault, code, guest) for number, guest in enumerate(guests))
    )
    assert sum(isinstance(one, Watcher) for one in done) == 1
    assert len(await names(db, mailbox)) == 1


async def test_unused_codes_are_revoked(db: Database, vault: Vault, owner: Chat, ana: Chat, mailbox: Mailbox) -> None:
    """Those of this mailbox alone; who was let in before stays."""
    second = await linked(db, owner, b"s", "Mateo")
    used, unused, others = [await invited(db, vault, one) for one in (mailbox, mailbox, second)]
    assert isinstance(await accept(db, vault, used, ana), Watcher)
    async with db.begin() as connection:
        assert await watchers.revoke(connection, mailbox.id, now=NOW) == 1
        assert await watchers.revoke(connection, mailbox.id, now=NOW) == 0
    berta = await met(db, "telegram", "3")
    assert await accept(db, vault, unused, berta) is NotLetIn.CODE
    assert isinstance(await accept(db, vault, others, berta), Watcher)
    assert await names(db, mailbox) == ["Ana"]


async def test_a_mailbox_has_five_watchers_with_its_codes(db: Database, vault: Vault, mailbox: Mailbox) -> None:
    """An unused code counts, one that has lapsed does not; nor does a watcher whose day is over."""
    guests = [await met(db, "telegram", f"9{number}") for number in range(7)]
    for guest in guests[:4]:
        await watching(db, vault, mailbox, guest, TODAY)
    await invited(db, vault, mailbox)
    for now, room in ((NOW, False), (NOW + 8 * DAY, True)):
        async with db.begin() as connection:
            code = await watchers.invite(connection, vault, mailbox, chat_id=mailbox.chat_id, until=None, now=now)
            assert (code is not None) is room
    assert await names(db, mailbox, NOW + 8 * DAY) == []


async def test_the_sixth_is_refused_though_the_code_is_good(db: Database, vault: Vault, mailbox: Mailbox) -> None:
    """Codes that were made while there was room don't let in more than there may be."""
    guests = [await met(db, "telegram", f"9{number}") for number in range(6)]
    made = [await invited(db, vault, mailbox) for _ in range(5)]
    async with db.begin() as connection:  # as if the limit had been higher once
        sixth = await codes.make(
            connection,
            vault,
            mailbox.chat_id,
            kind=watchers.KIND,
            purpose=f"watch:{mailbox.id}:-",
            life=watchers.CODE_LIFE,
            now=NOW,
        )
    done = [await accept(db, vault, code, guest) for code, guest in zip([*made, sixth], guests, strict=True)]
    assert [isinstance(one, Watcher) for one in done] == [True] * 5 + [False]
    assert done[-1] is NotLetIn.FULL


async def test_a_person_watches_ten(db: Database, vault: Vault, ana: Chat) -> None:
    """The eleventh is refused, until one is left."""
    held = [
        await linked(db, await met(db, "telegram", f"7{number}"), bytes([65 + number]), f"B{number}")
        for number in range(11)
    ]
    first = [await watching(db, vault, one, ana) for one in held[:10]]
    code = await invited(db, vault, held[10])
    assert await accept(db, vault, code, ana) is NotLetIn.MANY
    async with db.begin() as connection:
        assert await watchers.end(connection, [first[0].id]) == 1
    assert isinstance(await accept(db, vault, code, ana), Watcher)


async def test_nobody_watches_what_is_theirs(
    db: Database, vault: Vault, owner: Chat, ana: Chat, mailbox: Mailbox
) -> None:
    """Neither the owner, nor who has linked the same mailbox in a chat of their own, before or afterwards."""
    code = await invited(db, vault, mailbox)
    assert await accept(db, vault, code, owner) is NotLetIn.OWN
    berta = await met(db, "telegram", "3")
    await linked(db, berta, b"m", "la misma")
    assert await accept(db, vault, code, berta) is NotLetIn.OWN
    assert isinstance(await accept(db, vault, code, ana), Watcher)
    await tell(db, mailbox)
    await linked(db, ana, b"m", "mía")
    async with db.begin() as connection:
        assert await watchers.end_own(connection, ana.id) == [mailbox.id]
        assert await watchers.end_own(connection, ana.id) == []
    assert await waiting(db) == [("k", owner.id)]


async def test_an_invitation_of_who_holds_the_mailbox_no_more_lets_nobody_in(
    db: Database, vault: Vault, owner: Chat, ana: Chat, mailbox: Mailbox
) -> None:
    """The mailbox went to another person, or is unlinked."""
    code = await invited(db, vault, mailbox)
    berta = await met(db, "telegram", "3")
    async with db.begin() as connection:
        moved = update(mailboxes.mailboxes).where(mailboxes.mailboxes.c.id == mailbox.id)
        await connection.execute(moved.values(chat_id=berta.id))
    assert await accept(db, vault, code, ana) is NotLetIn.CODE
    async with db.begin() as connection:
        await connection.execute(moved.values(chat_id=owner.id))
        await mailboxes.unlink(connection, mailbox.id, owner.id)
    assert await accept(db, vault, code, ana) is NotLetIn.CODE


async def test_watchers_are_told_what_is_said_of_notices_once_each(
    db: Database, vault: Vault, owner: Chat, ana: Chat, mailbox: Mailbox
) -> None:
    """Under keys of their own, and a repeat writes nothing."""
    berta = await met(db, "telegram", "3")
    first, second = await watching(db, vault, mailbox, ana), await watching(db, vault, mailbox, berta)
    for _ in range(2):
        await tell(db, mailbox, "a", both=True)
    assert await waiting(db) == [
        ("a", owner.id),
        (f"watch:{first.id}:a", ana.id),
        (f"watch:{second.id}:a", berta.id),
    ]


@pytest.mark.parametrize(
    ("text_key", "told"),
    [
        ("alert", True),
        ("deadline", True),
        ("digest", True),
        ("unread", True),
        ("reminder", False),
        ("trouble", False),
        ("stuck", False),
        ("silence", False),
    ],
)
async def test_what_only_the_owner_can_use_only_the_owner_is_told(
    db: Database, vault: Vault, ana: Chat, mailbox: Mailbox, text_key: str, told: bool
) -> None:
    """What they asked to be reminded of, and what is wrong with the mailbox."""
    await watching(db, vault, mailbox, ana)
    await tell(db, mailbox, text_key=text_key)
    assert (ana.id in {chat_id for _, chat_id in await waiting(db)}) is told


@pytest.mark.parametrize(("due_in", "told"), [(0, True), (1, True), (2, False)])
async def test_nothing_is_written_that_would_come_after_the_last_day(
    db: Database, vault: Vault, ana: Chat, mailbox: Mailbox, due_in: int, told: bool
) -> None:
    """The last day counts whole, in Lima."""
    await watching(db, vault, mailbox, ana, TODAY + DAY)
    await tell(db, mailbox, due_at=NOW + due_in * DAY)
    assert (ana.id in {chat_id for _, chat_id in await waiting(db)}) is told


async def test_whoever_cannot_be_reached_is_not_written_to(
    db: Database, vault: Vault, owner: Chat, ana: Chat, mailbox: Mailbox
) -> None:
    """They blocked the bot; when they are back they are told again."""
    watcher = await watching(db, vault, mailbox, ana)
    async with db.begin() as connection:
        await chats.mark_left(connection, ana.id)
    await tell(db, mailbox, "a")
    async with db.begin() as connection:
        await chats.mark_active(connection, ana.id)
    await tell(db, mailbox, "b")
    assert await waiting(db) == [("a", owner.id), ("b", owner.id), (f"watch:{watcher.id}:b", ana.id)]


async def test_a_watcher_with_two_chats_is_told_in_the_one_they_prefer(
    db: Database, vault: Vault, owner: Chat, ana: Chat, mailbox: Mailbox
) -> None:
    """And in their other one where they have left that."""
    second = await met(db, "whatsapp", "CO.2", agreed=False)
    watcher = await watching(db, vault, mailbox, ana)
    assert isinstance(await join(db, vault, await offered(db, vault, ana), second), Joined)
    async with db.begin() as connection:
        await pairing.prefer(connection, ana.id, "whatsapp")
    await tell(db, mailbox, "a", both=True)
    async with db.begin() as connection:
        await chats.mark_left(connection, second.id)
    await tell(db, mailbox, "b", both=True)
    own = f"watch:{watcher.id}:"
    assert await waiting(db) == [("a", owner.id), ("b", owner.id), (f"{own}a", second.id), (f"{own}b", ana.id)]


async def test_who_watches_no_more_is_told_nothing_that_waited(
    db: Database, vault: Vault, owner: Chat, ana: Chat, mailbox: Mailbox
) -> None:
    """Nor does anybody else lose anything: watcher 1 is not watcher 11."""
    berta = await met(db, "telegram", "3")
    first = await watching(db, vault, mailbox, ana)
    async with db.begin() as connection:
        values = {"id": first.id * 10 + 1, "mailbox_id": mailbox.id, "chat_id": berta.id, "name": "B", "since": NOW}
        await connection.execute(watcher_rows.insert().values(values))
    await tell(db, mailbox, "a")
    async with db.begin() as connection:
        assert await watchers.end(connection, [first.id]) == 1
        assert await watchers.end(connection, [first.id]) == 0
        assert await watchers.end(connection, []) == 0
    assert await waiting(db) == [("a", owner.id), (f"watch:{first.id}1:a", berta.id)]


async def test_what_the_owner_has_dealt_with_is_dropped_for_all(
    db: Database, vault: Vault, ana: Chat, mailbox: Mailbox
) -> None:
    """The rows of watchers are found by the notice's own keys."""
    await watching(db, vault, mailbox, ana)
    await tell(db, mailbox, dedupe.deadline(7, TODAY), text_key="deadline")
    await tell(db, mailbox, dedupe.unread(7), text_key="unread")
    async with db.begin() as connection:
        assert await outbox.drop(connection, mailbox.id, dedupe.deadlines_of(7)) == 2
        assert await outbox.drop(connection, mailbox.id, dedupe.unread(7)) == 2


async def test_unlinking_and_forgetting_leave_nothing_behind(
    db: Database, vault: Vault, owner: Chat, ana: Chat, mailbox: Mailbox
) -> None:
    """Either side: the watcher's row goes, and what waits to be told with it."""
    second = await linked(db, owner, b"s", "Mateo")
    for one in (mailbox, second):
        await watching(db, vault, one, ana)
        await tell(db, one, f"k{one.id}")
    async with db.begin() as connection:
        await mailboxes.unlink(connection, mailbox.id, owner.id)
    assert {key for key, _ in await waiting(db)} == {f"k{second.id}", f"watch:2:k{second.id}"}
    async with db.begin() as connection:
        await chats.forget(connection, ana.id)
    assert await waiting(db) == [(f"k{second.id}", owner.id)]
    async with db.read() as connection:
        left = select(func.count()).select_from(watcher_rows)
        assert (await connection.execute(left)).scalar_one() == 0


async def test_a_look_and_a_watcher_who_is_being_forgotten(
    db: Database, other: Database, vault: Vault, owner: Chat, ana: Chat, mailbox: Mailbox
) -> None:
    """The owner's alert is not lost because somebody else leaves at that moment."""
    await watching(db, vault, mailbox, ana)

    async def forget() -> None:
        async with other.begin() as connection:
            await chats.forget(connection, ana.id)

    await asyncio.gather(forget(), tell(db, mailbox))
    assert ("k", owner.id) in await waiting(db)
    async with db.read() as connection:
        assert await chats.get(connection, ana.id) is None


async def test_a_watcher_who_turns_out_to_be_the_owner_is_one_no_more(
    db: Database, vault: Vault, owner: Chat, mailbox: Mailbox
) -> None:
    """The second chat of one person had been let in: after the two are joined everything is told once."""
    second = await met(db, "whatsapp", "CO.1")
    await watching(db, vault, mailbox, second)
    await tell(db, mailbox, "a")
    done = await join(db, vault, await offered(db, vault, owner), second)
    assert isinstance(done, Joined)
    assert done.watched == ()
    await tell(db, mailbox, "b")
    assert await waiting(db) == [("a", owner.id), ("b", owner.id)]


async def test_the_owners_mailbox_that_comes_with_the_second_chat(db: Database, vault: Vault, ana: Chat) -> None:
    """The other way round: the holder had watched what the second chat brings."""
    second = await met(db, "whatsapp", "CO.1")
    theirs = await linked(db, second, b"s", "Mateo")
    await watching(db, vault, theirs, ana)
    assert isinstance(await join(db, vault, await offered(db, vault, ana), second), Joined)
    await tell(db, theirs)
    assert await waiting(db) == [("k", ana.id)]


async def test_what_the_second_chat_watches_comes_and_goes_with_it(
    db: Database, vault: Vault, owner: Chat, ana: Chat, mailbox: Mailbox
) -> None:
    """Once where both watched it; and who is put out takes back what they brought, with what waits of it."""
    second = await met(db, "whatsapp", "CO.2")
    brought = await linked(db, owner, b"s", "Mateo")
    both = [await watching(db, vault, mailbox, one) for one in (ana, second)]
    came = await watching(db, vault, brought, second)
    done = await join(db, vault, await offered(db, vault, ana), second)
    assert isinstance(done, Joined)
    assert done.watched == (came.id,)
    await tell(db, mailbox, "m")
    await tell(db, brought, "s")
    assert (f"watch:{both[0].id}:m", ana.id) in await waiting(db)
    assert (f"watch:{came.id}:s", ana.id) in await waiting(db)
    async with db.begin() as connection:
        what = {"action": watchers.MOVED, "subject": f"watcher:{came.id}"}
        await pairing.audit.record(connection, at=NOW, chat_id=second.id, **what)
        await pairing.part(connection, second.id, give_back=True, now=NOW)
        assert [one.id for one, _ in await watchers.of_chat(connection, second.id, now=NOW)] == [came.id]
        assert [one.id for one, _ in await watchers.of_chat(connection, ana.id, now=NOW)] == [both[0].id]
    assert (f"watch:{came.id}:s", second.id) in await waiting(db)
    assert (await again(db, second)).holder_id is None


async def test_watchers_follow_the_row_of_a_mailbox_that_stays(
    db: Database, vault: Vault, owner: Chat, ana: Chat, mailbox: Mailbox
) -> None:
    """Both chats of a person had it linked, and each had let somebody in: nobody is lost, nobody doubled."""
    second, berta = await met(db, "whatsapp", "CO.1"), await met(db, "telegram", "3")
    twin = await linked(db, second, b"m", "la misma")
    for one, guest in ((mailbox, ana), (twin, ana), (twin, berta)):
        await watching(db, vault, one, guest)
    assert isinstance(await join(db, vault, await offered(db, vault, owner), second), Joined)
    async with db.read() as connection:
        left = await watchers.of_mailbox(connection, mailbox.id, now=NOW)
    assert sorted(one.chat_id for one in left) == [ana.id, berta.id]


async def test_who_watches_up_to_a_day_is_forgotten_after_it(
    db: Database, turns: Turns, clock: StandingClock, vault: Vault, ana: Chat, mailbox: Mailbox
) -> None:
    """The clean-up takes the name away; from the day after on it is as if nobody were there."""
    await watching(db, vault, mailbox, ana, TODAY)
    for now, left in ((NOW, ["Ana"]), (NOW + DAY, [])):
        assert await names(db, mailbox, now) == left
        await turns.purge(now, priority=30)
        async with db.read() as connection:
            kept = (await connection.scalars(select(watcher_rows.c.name))).all()
        assert kept == left


async def test_what_is_kept_of_a_code_is_no_hash_of_it(db: Database, vault: Vault, mailbox: Mailbox) -> None:
    """Its fingerprint is made with a key of the vault, and its purpose fits whatever the mailbox's number."""
    code = await invited(db, vault, mailbox, until=TODAY)
    async with db.read() as connection:
        row = (await connection.execute(select(links))).one()
    assert row.token_hash == vault.fingerprints(code, purpose="watch")[0]
    assert row.purpose == f"watch:{mailbox.id}:20261203"
    assert len(f"watch:{10**16}:20261203") <= 32
