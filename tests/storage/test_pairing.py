"""Two chats of one person: joined once, parted cleanly, told where they want to be told; on both databases."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from storage import (
    announcements,
    audit,
    chats,
    codes,
    dedupe,
    mailboxes,
    outbox,
    pairing,
    telling,
)
from storage.audience import Audience, reach
from storage.chats import Chat
from storage.database import Database
from storage.mailboxes import Mailbox
from storage.pairing import Joined, NotJoined
from storage.tables import ChatState, OutboxState
from storage.tables import chats as chat_rows
from storage.tables import outbox as rows
from storage.telling import Rooms
from storage.vault import Vault, new_master_key, parse_keys
from tests.storage.moment import MINUTE, NOW, PATIENCE

MOST = 20


async def met(db: Database, channel: str, address: str, *, agreed: bool = True) -> Chat:
    async with db.begin() as connection:
        chat = await chats.ensure(connection, channel, address, now=NOW)
        if agreed:
            await chats.give_consent(connection, chat.id, version="v1", language="es", now=NOW)
    return await again(db, chat)


async def again(db: Database, chat: Chat) -> Chat:
    async with db.read() as connection:
        found = await chats.get(connection, chat.id)
    assert found is not None
    return found


async def linked(db: Database, chat: Chat, user: bytes, name: str = "Mamá") -> Mailbox:
    async with db.begin() as connection:
        added = await mailboxes.add(
            connection,
            chat_id=chat.id,
            name=name,
            fingerprints=[user * 32],
            seal=lambda _: b"sealed",
            now=NOW,
            next_check_at=NOW,
        )
    assert isinstance(added, Mailbox)
    return added


async def offered(db: Database, vault: Vault, chat: Chat) -> str:
    async with db.begin() as connection:
        return await pairing.offer(connection, vault, chat.id, now=NOW)


async def join(db: Database, vault: Vault, code: str, chat: Chat, *, most: int = MOST) -> Joined | NotJoined:
    async with db.begin() as connection:
        return await pairing.join(connection, vault, code, chat.id, language="es", most=most, now=NOW)


async def tell(db: Database, mailbox: Mailbox, key: str = "k", *, both: bool = False, text_key: str = "alert") -> None:
    async with db.begin() as connection:
        rooms = await telling.rooms_of(connection, mailbox.id)
        assert rooms is not None
        await telling.tell(
            connection,
            rooms,
            dedupe_key=key,
            text_key=text_key,
            params={},
            priority=20,
            due_at=NOW,
            now=NOW,
            mailbox_id=mailbox.id,
            both=both,
        )


async def waiting(db: Database) -> list[tuple[str, int]]:
    """Key and chat of what is still to be said."""
    async with db.read() as connection:
        found = select(rows.c.dedupe_key, rows.c.chat_id).where(rows.c.state == OutboxState.PENDING)
        return [(key, chat_id) for key, chat_id in await connection.execute(found.order_by(rows.c.dedupe_key))]


@pytest.fixture
async def holder(db: Database) -> Chat:
    return await met(db, "telegram", "1")


@pytest.fixture
async def second(db: Database) -> Chat:
    return await met(db, "whatsapp", "CO.1", agreed=False)


@pytest.fixture
async def mailbox(db: Database, holder: Chat) -> Mailbox:
    return await linked(db, holder, b"m")


@pytest.fixture
async def pair(db: Database, vault: Vault, holder: Chat, second: Chat, mailbox: Mailbox) -> tuple[Chat, Chat]:
    """The two, joined."""
    assert isinstance(await join(db, vault, await offered(db, vault, holder), second), Joined)
    return await again(db, holder), await again(db, second)


def test_a_code_is_read_as_it_is_shown_and_as_people_write_it() -> None:
    """With a dash or without, in small letters; never a word, never a number, nothing longer or shorter."""
    for text in ("K7RM-2QXZ", "k7rm2qxz", " K7RM2QXZ\n", "K7RM–2QXZ"):
        assert codes.read(text) == "K7RM2QXZ"
    for text in ("", "K7RM-2QX", "K7RM2QXZ9", "BUENAVEZ", "23456789", "K7RM 2QXZ", "K7RM-2QX0", "K7RM-2QXÑ", "hola"):
        assert codes.read(text) is None


async def test_a_code_is_found_by_no_hash_of_its_own(db: Database, vault: Vault, holder: Chat, second: Chat) -> None:
    """What is kept is made with a key of the vault's: with another key the very code is nothing."""
    code = await offered(db, vault, holder)
    assert codes.read(code) == code
    stranger = Vault(parse_keys(new_master_key()))
    assert await join(db, stranger, code, second) is NotJoined.CODE


async def test_a_code_outlives_a_change_of_the_master_key(
    db: Database, vault: Vault, holder: Chat, second: Chat, mailbox: Mailbox
) -> None:
    old, new = new_master_key(), new_master_key()
    code = await offered(db, Vault(parse_keys(old)), holder)
    assert isinstance(await join(db, Vault(parse_keys(f"{new}\n{old}")), code, second), Joined)


async def test_of_many_who_use_a_code_at_once_one_joins(
    db: Database, other: Database, vault: Vault, holder: Chat, mailbox: Mailbox
) -> None:
    """From two processes, eight chats of WhatsApp."""
    guests = [await met(db, "whatsapp", f"CO.{number}", agreed=False) for number in range(8)]
    code = await offered(db, vault, holder)
    done = await asyncio.gather(
        *(join(db if number % 2 else other, vault, code, guest) for number, guest in enumerate(guests))
    )
    assert sum(isinstance(one, Joined) for one in done) == 1
    async with db.read() as connection:
        seconds = select(func.count()).where(chat_rows.c.holder_id == holder.id)
        assert (await connection.execute(seconds)).scalar_one() == 1


async def test_codes_used_crosswise_make_one_pair(
    db: Database, other: Database, vault: Vault, holder: Chat, mailbox: Mailbox
) -> None:
    """Never two that hold each other's mailboxes, which would be out of everybody's reach."""
    there = await met(db, "whatsapp", "CO.9")
    theirs = await linked(db, there, b"s")
    mine, code = await offered(db, vault, holder), await offered(db, vault, there)
    async with db.begin() as connection:
        first = await pairing.join(connection, vault, mine, there.id, language="es", most=MOST, now=NOW)
        crosswise = asyncio.create_task(join(other, vault, code, holder))
        done, _ = await asyncio.wait({crosswise}, timeout=PATIENCE.total_seconds())
        assert not done  # it waits for the first to be written
    assert isinstance(first, Joined)
    assert await crosswise is NotJoined.PAIRED
    both = [await again(db, chat) for chat in (holder, there)]
    assert [chat.holder_id for chat in both].count(None) == 1
    async with db.read() as connection:
        held = await mailboxes.of_chat(connection, both[0].household)
    assert {one.id for one in held} == {mailbox.id, theirs.id}


async def test_together_they_are_no_more_than_one_person_may_have(
    db: Database, vault: Vault, holder: Chat, second: Chat, mailbox: Mailbox
) -> None:
    """What both have counts once."""
    await linked(db, second, b"m")
    await linked(db, second, b"s")
    code = await offered(db, vault, holder)
    assert await join(db, vault, code, second, most=1) is NotJoined.FULL
    assert isinstance(await join(db, vault, code, second, most=2), Joined)


async def test_whoever_has_withdrawn_the_permission_shares_nothing(
    db: Database, vault: Vault, holder: Chat, second: Chat
) -> None:
    code = await offered(db, vault, holder)
    async with db.begin() as connection:
        await chats.withdraw_consent(connection, holder.id, now=NOW)
    assert await join(db, vault, code, second) is NotJoined.CODE


async def test_what_is_told_goes_to_the_preferred_chat_and_if_need_be_to_both(
    db: Database, pair: tuple[Chat, Chat], mailbox: Mailbox
) -> None:
    holder, second = pair
    await tell(db, mailbox, "a")
    async with db.begin() as connection:
        assert await pairing.prefer(connection, second.id, "whatsapp") is not None
        assert await pairing.prefer(connection, second.id, "pigeon") is None
    await tell(db, mailbox, "b")
    await tell(db, mailbox, "c", both=True)
    await tell(db, mailbox, "c", both=True)
    assert await waiting(db) == [("a", holder.id), ("b", second.id), ("c", second.id), ("elsewhere:c", holder.id)]


async def test_who_has_one_chat_is_told_there(db: Database, holder: Chat, mailbox: Mailbox) -> None:
    await tell(db, mailbox, both=True)
    assert await waiting(db) == [("k", holder.id)]
    async with db.read() as connection:
        assert await telling.rooms_of(connection, mailbox.id) == Rooms(holder.id)
        assert await telling.rooms_of(connection, mailbox.id + 1) is None
        assert await pairing.prefer(connection, holder.id, "telegram") is None


async def test_what_waits_in_a_chat_that_is_let_go_is_still_told(
    db: Database, pair: tuple[Chat, Chat], mailbox: Mailbox
) -> None:
    """In the other one, and once: its twin is there already. What is being sent at this moment is left alone."""
    holder, second = pair
    async with db.begin() as connection:
        await pairing.prefer(connection, holder.id, "whatsapp")
    await tell(db, mailbox, "a")
    await tell(db, mailbox, "b", both=True)
    async with db.begin() as connection:
        parted = await pairing.part(connection, second.id, now=NOW)
        assert parted is not None
        assert await pairing.part(connection, second.id, now=NOW) is None
        assert await pairing.part(connection, holder.id, now=NOW) is None
    assert await waiting(db) == [("a", holder.id), ("elsewhere:b", holder.id)]
    alone = await again(db, holder)
    assert (alone.alerts_to, (await again(db, second)).holder_id) == (None, None)


async def test_who_is_put_out_takes_along_what_they_brought(
    db: Database, vault: Vault, holder: Chat, second: Chat, mailbox: Mailbox
) -> None:
    """With what still waits to be said of it; the other's own stay, as do those linked since."""
    brought = await linked(db, second, b"s")
    done = await join(db, vault, await offered(db, vault, holder), second)
    assert isinstance(done, Joined)
    assert done.moved == (brought.id,)
    async with db.begin() as connection:
        await audit.record(connection, at=NOW, chat_id=second.id, action=pairing.MOVED, subject=f"mailbox:{brought.id}")
    since = await linked(db, holder, b"n")
    await tell(db, brought, "s")
    await tell(db, mailbox, "m")
    async with db.begin() as connection:
        await pairing.part(connection, second.id, give_back=True, now=NOW)
    async with db.read() as connection:
        assert [one.id for one in await mailboxes.of_chat(connection, second.id)] == [brought.id]
        assert [one.id for one in await mailboxes.of_chat(connection, holder.id)] == [mailbox.id, since.id]
    assert await waiting(db) == [("m", holder.id), ("s", second.id)]


@pytest.mark.parametrize("code", ["window", "template", "tier"])
async def test_what_has_waited_a_quarter_of_an_hour_goes_to_the_other_chat(
    db: Database, pair: tuple[Chat, Chat], mailbox: Mailbox, code: str
) -> None:
    """Not before, and once: there it is due at once."""
    holder, second = pair
    async with db.begin() as connection:
        await pairing.prefer(connection, holder.id, "whatsapp")
    await tell(db, mailbox)
    await tell(db, mailbox, "follow", text_key="follow-up")
    async with db.begin() as connection:
        later = update(rows).values(code=code, due_at=NOW + timedelta(days=30))
        await connection.execute(later)
    async with db.begin() as connection:
        assert await telling.move_waiting(connection, now=NOW + 14 * MINUTE) == 0
    async with db.begin() as connection:
        assert await telling.move_waiting(connection, now=NOW + 15 * MINUTE) == 1
        assert await telling.move_waiting(connection, now=NOW + 15 * MINUTE) == 0
    assert await waiting(db) == [("follow", second.id), ("k", holder.id)]
    async with db.begin() as connection:
        delivery = await outbox.lease_next(connection, holder.id, now=NOW + 15 * MINUTE, lease=MINUTE)
    assert delivery is not None
    assert delivery.household == holder.id


async def test_what_waits_for_who_has_left_goes_to_the_other_chat_at_once(
    db: Database, pair: tuple[Chat, Chat], mailbox: Mailbox
) -> None:
    """In either direction; not where they have left both, and not what is in both already."""
    holder, second = pair
    await tell(db, mailbox, "a")
    await tell(db, mailbox, "b", both=True)
    async with db.begin() as connection:
        await chats.mark_left(connection, second.id)
        await chats.mark_left(connection, holder.id)
        assert await telling.move_waiting(connection, now=NOW) == 0
        await chats.mark_active(connection, second.id)
        assert await telling.move_waiting(connection, now=NOW) == 1
    assert await waiting(db) == [("a", second.id), ("b", holder.id), ("elsewhere:b", second.id)]
    assert (await again(db, holder)).alerts_to == second.id
    await tell(db, mailbox, "c")
    async with db.begin() as connection:
        await chats.mark_active(connection, holder.id)
        await chats.mark_left(connection, second.id)
        assert await telling.move_waiting(connection, now=NOW) == 2
    assert (await again(db, holder)).alerts_to is None
    assert {("a", holder.id), ("c", holder.id)} <= set(await waiting(db))


async def test_two_processes_move_a_row_once(
    db: Database, other: Database, pair: tuple[Chat, Chat], mailbox: Mailbox
) -> None:
    for number in range(20):
        await tell(db, mailbox, f"k{number:02}")
    async with db.begin() as connection:
        await connection.execute(update(chat_rows).where(chat_rows.c.id == pair[0].id).values(state=ChatState.LEFT))

    async def sweep(database: Database) -> int:
        async with database.begin() as connection:
            return await telling.move_waiting(connection, now=NOW)

    await asyncio.gather(sweep(db), sweep(other))
    assert {chat_id for _, chat_id in await waiting(db)} == {pair[1].id}


async def test_a_person_is_told_of_an_outage_once_and_of_its_end(
    db: Database, pair: tuple[Chat, Chat], mailbox: Mailbox
) -> None:
    """In the chat they prefer; and whoever has changed their mind in between hears of the end all the same."""
    holder, second = pair
    async with db.begin() as connection:
        await pairing.prefer(connection, holder.id, "whatsapp")
        audience = chat_rows.c.id.in_(select(mailboxes.mailboxes.c.chat_id))
        told = {"text_key": "portal-out", "params": {}, "priority": 20, "due_at": NOW, "now": NOW, "limit": 99}
        part = await announcements.write_part(connection, audience, prefix="portal-out:1:", after=0, **told)
        assert part.written == 1
        await pairing.prefer(connection, holder.id, "telegram")
        again_ = await announcements.write_part(connection, audience, prefix="portal-out:1:", after=0, **told)
        assert again_.written == 0
        await connection.execute(update(rows).values(state=OutboxState.SENT))
        assert await announcements.was_told(connection, [1], holder.id) == {1}
        key = select(rows.c.chat_id).where(rows.c.dedupe_key == f"{dedupe.portal_out(1)}{holder.id}")
        assert (await connection.execute(key)).scalar_one() == second.id


async def test_a_broadcast_reaches_a_person_once_in_the_chat_they_prefer(
    db: Database, pair: tuple[Chat, Chat], mailbox: Mailbox
) -> None:
    """Counted under that channel, by what is known of the person in either chat; an opt-out in one holds for both."""
    holder, second = pair
    async with db.begin() as connection:
        await pairing.prefer(connection, holder.id, "whatsapp")
        old = update(chat_rows).where(chat_rows.c.id == holder.id)
        await connection.execute(old.values(seen_at=NOW - timedelta(days=60)))
        counts = {
            name: (await reach(connection, audience, now=NOW, source="es")).by_channel
            for name, audience in {
                "all": Audience(),
                "linked": Audience(linked=True),
                "whatsapp": Audience(channels=("whatsapp",)),
                "telegram": Audience(channels=("telegram",)),
                "seen": Audience(seen_days=30),
            }.items()
        }
    once = {"whatsapp": 1}
    assert counts == {"all": once, "linked": once, "whatsapp": once, "telegram": {}, "seen": once}
    async with db.begin() as connection:
        await chats.want_broadcasts(connection, second.id, wanted=False, now=NOW)
        assert await chats.without_broadcasts(connection, [holder.id, second.id]) == {holder.id, second.id}
        assert (await reach(connection, Audience(), now=NOW, source="es")).total == 0


async def test_who_forgets_one_chat_leaves_the_other_whole(
    db: Database, pair: tuple[Chat, Chat], mailbox: Mailbox
) -> None:
    """Nothing points at a chat that is gone."""
    holder, second = pair
    async with db.begin() as connection:
        await pairing.prefer(connection, holder.id, "whatsapp")
        await chats.forget(connection, second.id)
    assert (await again(db, holder)).alerts_to is None
    third = await met(db, "whatsapp", "CO.3")
    async with db.begin() as connection:
        await connection.execute(update(chat_rows).where(chat_rows.c.id == third.id).values(holder_id=holder.id))
        await chats.forget(connection, holder.id)
    assert (await again(db, third)).household == third.id


async def test_an_alert_that_comes_while_two_part_is_told_to_who_holds_the_mailbox(
    db: Database, other: Database, pair: tuple[Chat, Chat], mailbox: Mailbox
) -> None:
    """The parting waits for a look that has found where to tell it: no row is left for the chat that was let go."""
    holder, second = pair
    async with db.begin() as connection:
        await pairing.prefer(connection, holder.id, "whatsapp")

    async def part() -> None:
        async with db.begin() as connection:
            await pairing.part(connection, second.id, now=NOW)

    async with other.begin() as connection:
        await mailboxes.checked(connection, mailbox.id, now=NOW, next_check_at=NOW)
        rooms = await telling.rooms_of(connection, mailbox.id)
        assert rooms == Rooms(second.id, holder.id)
        parting = asyncio.create_task(part())
        done, _ = await asyncio.wait({parting}, timeout=PATIENCE.total_seconds())
        assert not done
        told = {"text_key": "alert", "params": {}, "priority": 20, "due_at": NOW, "now": NOW}
        await telling.tell(connection, rooms, dedupe_key="k", mailbox_id=mailbox.id, **told)
    await parting
    assert await waiting(db) == [("k", holder.id)]
