"""What is to be sent is sent at least once, in order, by one sender at a time, and settled once."""

import asyncio
from datetime import datetime, timedelta

import pytest

from storage import chats, dedupe, mailboxes, outbox
from storage.chats import Chat
from storage.database import Database
from storage.mailboxes import Mailbox
from storage.outbox import Delivery
from storage.tables import MailboxState, OutboxState
from tests.storage.moment import MINUTE, NOW, ODD_TEXTS

LEASE = timedelta(seconds=30)


async def _add(
    db: Database, chat_id: int, key: str, *, priority: int = 5, due_at: datetime = NOW, mailbox_id: int | None = None
) -> bool:
    async with db.begin() as connection:
        return await outbox.add(
            connection,
            chat_id=chat_id,
            dedupe_key=key,
            text_key="alert.new",
            params={"name": "Mamá"},
            priority=priority,
            due_at=due_at,
            now=NOW,
            mailbox_id=mailbox_id,
        )


async def _lease(db: Database, chat_id: int, now: datetime = NOW) -> Delivery | None:
    async with db.begin() as connection:
        return await outbox.lease_next(connection, chat_id, now=now, lease=LEASE)


async def _leased(db: Database, chat_id: int, now: datetime = NOW) -> Delivery:
    delivery = await _lease(db, chat_id, now)
    assert delivery is not None
    return delivery


async def _due(db: Database, now: datetime = NOW, limit: int = 99) -> list[int]:
    async with db.read() as connection:
        return list(await outbox.due_chats(connection, now=now, limit=limit))


async def _people(db: Database, number: int) -> list[int]:
    async with db.begin() as connection:
        return [(await chats.ensure(connection, "telegram", f"p{n}", now=NOW)).id for n in range(number)]


async def _mailbox(db: Database, chat: Chat) -> Mailbox:
    async with db.begin() as connection:
        linked = await mailboxes.add(
            connection,
            chat_id=chat.id,
            name="Mamá",
            fingerprints=[b"f" * 32],
            seal=lambda _id: b"s",
            now=NOW,
            next_check_at=NOW,
        )
    assert isinstance(linked, Mailbox)
    return linked


async def test_a_message_carries_all_a_sender_needs(db: Database, chat: Chat) -> None:
    """Where to, in which language, what: no second query between lease and send."""
    async with db.begin() as connection:
        await chats.set_language(connection, chat.id, "en")
    assert await _add(db, chat.id, "a")
    delivery = await _leased(db, chat.id)
    assert delivery == Delivery(
        id=delivery.id,
        chat_id=chat.id,
        channel="telegram",
        address="1001",
        language="en",
        mailbox_id=None,
        priority=5,
        text_key="alert.new",
        params={"name": "Mamá"},
        attempts=1,
        due_at=NOW,
        created_at=NOW,
        leased_until=NOW + LEASE,
    )


async def test_a_sender_is_told_whether_another_one_waits(db: Database, chat: Chat) -> None:
    """Due now and of these priorities: so that whoever has sent one need not ask for a next one that is not there."""
    [stranger] = await _people(db, 1)
    assert await _add(db, chat.id, "first")
    assert await _add(db, stranger, "somebody else's")
    alone = await _leased(db, chat.id)
    assert not alone.more
    async with db.begin() as connection:
        await outbox.sent(connection, alone.id, now=NOW)
    assert await _add(db, chat.id, "second")
    assert await _add(db, chat.id, "third")
    assert (await _leased(db, chat.id)).more


async def test_a_known_key_is_not_put_in_line_again(db: Database, other: Database, chat: Chat) -> None:
    """Of twenty that add the same message at once one does; and after it was sent it stays known."""
    added = await asyncio.gather(*(_add((db, other)[number % 2], chat.id, "same") for number in range(20)))
    assert sum(added) == 1
    delivery = await _leased(db, chat.id)
    async with db.begin() as connection:
        assert await outbox.sent(connection, delivery.id, now=NOW)
    assert not await _add(db, chat.id, "same")


@pytest.mark.parametrize("text", ODD_TEXTS)
async def test_parameters_pass_unharmed(db: Database, chat: Chat, text: str) -> None:
    """HTML, emoji and 10,000 characters come back as they were."""
    async with db.begin() as connection:
        await outbox.add(
            connection,
            chat_id=chat.id,
            dedupe_key=text,
            text_key="k",
            params={text: [text, None, 1.5, True]},
            priority=0,
            due_at=NOW,
            now=NOW,
        )
    assert (await _leased(db, chat.id)).params == {text: [text, None, 1.5, True]}


async def test_urgent_goes_first_and_then_the_older(db: Database) -> None:
    """Chats come in the order of their most urgent due message; a chat is named once however much it waits for."""
    calm, urgent, late, future = await _people(db, 4)
    for number in range(5):
        await _add(db, calm, f"calm{number}", priority=5, due_at=NOW - MINUTE)
    await _add(db, urgent, "urgent", priority=1)
    await _add(db, late, "late", priority=5, due_at=NOW - 2 * MINUTE)
    await _add(db, future, "future", priority=0, due_at=NOW + MINUTE)
    assert await _due(db) == [urgent, late, calm]
    assert await _due(db, limit=2) == [urgent, late]
    assert await _due(db, now=NOW + MINUTE) == [future, urgent, late, calm]


async def test_one_chat_with_a_thousand_messages_does_not_hide_the_others(db: Database) -> None:
    """The limit counts chats, not rows."""
    crowded, *others = await _people(db, 4)
    for number in range(30):
        await _add(db, crowded, f"{number}", due_at=NOW - MINUTE)
    for chat_id in others:
        await _add(db, chat_id, f"to {chat_id}")
    assert await _due(db, limit=4) == [crowded, *others]


async def test_messages_of_a_chat_go_one_at_a_time_and_in_order(db: Database, chat: Chat) -> None:
    """While one is out the chat is not due; each next one is by priority, then by age."""
    await _add(db, chat.id, "second", priority=5)
    await _add(db, chat.id, "third", priority=5)
    await _add(db, chat.id, "first", priority=1)
    order = []
    while delivery := await _lease(db, chat.id):
        order.append(delivery.priority)
        assert await _lease(db, chat.id) is None
        assert await _due(db) == []
        async with db.begin() as connection:
            assert await outbox.sent(connection, delivery.id, now=NOW)
            assert not await outbox.sent(connection, delivery.id, now=NOW)
            assert not await outbox.later(connection, delivery.id, due_at=NOW)
    assert order == [1, 5, 5]


async def test_two_senders_never_get_the_same_message(db: Database, other: Database) -> None:
    """Forty leases at once from two processes over four chats: four are given, one per chat."""
    people = await _people(db, 4)
    for chat_id in people:
        for number in range(3):
            await _add(db, chat_id, f"{chat_id}:{number}")
    leases = await asyncio.gather(*(_lease((db, other)[n % 2], people[n % 4]) for n in range(40)))
    given = [delivery for delivery in leases if delivery is not None]
    assert sorted(delivery.chat_id for delivery in given) == sorted(people)
    assert {delivery.attempts for delivery in given} == {1}


async def test_a_lease_that_ran_out_is_sent_again(db: Database, chat: Chat) -> None:
    """The sender died between leasing and settling: the same message comes first, its second attempt counted."""
    await _add(db, chat.id, "a", priority=9)
    await _add(db, chat.id, "b", priority=9)
    first = await _leased(db, chat.id)
    assert await _due(db, now=NOW + LEASE - timedelta(seconds=1)) == []
    assert await _due(db, now=NOW + LEASE) == [chat.id]
    again = await _leased(db, chat.id, now=NOW + LEASE)
    assert (again.id, again.attempts) == (first.id, 2)


async def test_later_waits_and_failed_is_final(db: Database, chat: Chat) -> None:
    """A message put off comes back at its time; a failed one never, and its code is kept for staff."""
    await _add(db, chat.id, "a")
    delivery = await _leased(db, chat.id)
    async with db.begin() as connection:
        assert await outbox.later(connection, delivery.id, due_at=NOW + MINUTE)
    assert await _lease(db, chat.id) is None
    assert (await _leased(db, chat.id, now=NOW + MINUTE)).attempts == 2
    async with db.begin() as connection:
        assert await outbox.failed(connection, delivery.id, code="too_long", now=NOW)
        counts = (await outbox.stats(connection, now=NOW)).by_state
    assert counts[OutboxState.FAILED] == 1
    assert await _due(db, now=NOW + timedelta(days=9)) == []


async def test_a_refused_try_is_none(db: Database, chat: Chat) -> None:
    """Told to wait, the channel certainly took nothing: the next try counts as the first, so it is called no repeat."""
    await _add(db, chat.id, "a")
    delivery = await _leased(db, chat.id)
    async with db.begin() as connection:
        assert await outbox.later(connection, delivery.id, due_at=NOW + MINUTE, code="429", refused=True)
    assert (await _leased(db, chat.id, now=NOW + MINUTE)).attempts == 1


async def test_the_only_process_takes_up_at_once_what_its_forerunner_was_sending(db: Database, chat: Chat) -> None:
    """Nobody else can be sending it, so its lease ends now instead of running out; the attempt stays counted."""
    await _add(db, chat.id, "a")
    await _leased(db, chat.id)
    async with db.begin() as connection:
        assert await outbox.release(connection, now=NOW) == 1
        assert await outbox.release(connection, now=NOW) == 0
    assert (await _leased(db, chat.id)).attempts == 2


async def test_nobody_writes_to_a_chat_that_left(db: Database, chat: Chat) -> None:
    """Its messages wait unseen, can be cancelled, and those that were not are due again when the person is back."""
    await _add(db, chat.id, "a")
    async with db.begin() as connection:
        await chats.mark_left(connection, chat.id)
    assert await _due(db) == []
    assert await _lease(db, chat.id) is None
    async with db.begin() as connection:
        await chats.mark_active(connection, chat.id)
    assert await _due(db) == [chat.id]
    async with db.begin() as connection:
        assert await outbox.cancel_pending_for_chat(connection, chat.id, now=NOW) == 1
        assert (await outbox.stats(connection, now=NOW)).by_state[OutboxState.GONE] == 1
    assert await _due(db) == []


async def test_what_waits_about_a_mailbox_is_dropped_with_it(db: Database, chat: Chat) -> None:
    """Dropping leaves what is said about others; unlinking takes also what is being sent."""
    mailbox = await _mailbox(db, chat)
    await _add(db, chat.id, "a", mailbox_id=mailbox.id)
    await _add(db, chat.id, "b", mailbox_id=mailbox.id)
    await _add(db, chat.id, "c")
    delivery = await _leased(db, chat.id)
    async with db.begin() as connection:
        assert await outbox.drop_for_mailbox(connection, mailbox.id) == 1
        await mailboxes.unlink(connection, mailbox.id, chat.id)
        assert not await outbox.sent(connection, delivery.id, now=NOW)
        counts = (await outbox.stats(connection, now=NOW)).by_state
    assert counts == dict.fromkeys(OutboxState, 0) | {OutboxState.PENDING: 1}


async def test_the_numbers_say_how_long_the_oldest_has_waited(db: Database, chat: Chat) -> None:
    """What is put off on purpose does not count as waiting."""
    async with db.read() as connection:
        assert (await outbox.stats(connection, now=NOW)).oldest_unsent is None
    await _add(db, chat.id, "a", due_at=NOW - MINUTE)
    await _add(db, chat.id, "b", due_at=NOW + MINUTE)
    async with db.read() as connection:
        found = await outbox.stats(connection, now=NOW)
    assert found.oldest_unsent == MINUTE
    assert found.by_state[OutboxState.PENDING] == 2


def test_keys_are_made_of_ids_and_tell_everything_apart() -> None:
    """The same cause gives the same key, another cause another, also where one part runs into the next."""
    keys = [
        dedupe.alert(1, "23"),
        dedupe.alert(12, "3"),
        dedupe.reminder(1, NOW),
        dedupe.reminder(1, NOW + timedelta(milliseconds=1)),
        dedupe.trouble(1, MailboxState.LOCKED, NOW),
        dedupe.trouble(1, MailboxState.REJECTED, NOW),
    ]
    assert len(set(keys)) == len(keys)
    assert dedupe.alert(1, "23") == keys[0]
