"""Mailboxes and what was seen in them: linked once, sealed, shown to their own chat alone."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from buzon.credentials import Credentials, Secret
from buzon.notice import Kind
from storage import chats, credentials, mailboxes, notices
from storage.chats import Chat
from storage.database import Database
from storage.errors import StorageConflict, Unsealable
from storage.mailboxes import AlreadyLinked, Mailbox
from storage.notices import SeenNotice
from storage.tables import MailboxState
from storage.vault import MasterKey, Vault, new_master_key, parse_keys
from tests.storage.moment import MINUTE, NOW, ODD_TEXTS

MAMA = Credentials(user=Secret("V-12.345"), password=Secret("contraseña ñ 🙂 <b>"))


async def _link(db: Database, vault: Vault, chat: Chat, *, user: str = "V-12.345", name: str = "Mamá") -> Mailbox:
    found = await _add(db, vault, chat, replace(MAMA, user=Secret(user)), name)
    assert isinstance(found, Mailbox)
    return found


async def _add(
    db: Database, vault: Vault, chat: Chat, opened: Credentials, name: str = "Mamá"
) -> Mailbox | AlreadyLinked:
    async with db.begin() as connection:
        return await mailboxes.add(
            connection,
            chat_id=chat.id,
            name=name,
            fingerprints=credentials.fingerprints(vault, opened),
            seal=lambda mailbox_id: credentials.seal(vault, mailbox_id, opened),
            now=NOW,
            next_check_at=NOW,
        )


def _seen(portal_id: str, kind: Kind = Kind.REMEDY) -> SeenNotice:
    return SeenNotice(portal_id, kind, b"h" * 32, NOW - timedelta(days=1), read=False, attachments=2)


async def test_a_mailbox_is_linked_sealed_and_opens_for_itself_alone(db: Database, vault: Vault, chat: Chat) -> None:
    """The credentials come back whole; the sealed bytes of one mailbox say nothing as those of another."""
    mailbox = await _link(db, vault, chat)
    assert credentials.of_mailbox(vault, mailbox) == MAMA
    with pytest.raises(Unsealable):
        credentials.open_sealed(vault, mailbox.id + 1, mailbox.sealed)
    assert (mailbox.state, mailbox.failures, mailbox.baseline_at) == (MailboxState.WATCHING, 0, None)
    async with db.read() as connection:
        assert await mailboxes.of_chat(connection, chat.id) == [mailbox]
        assert await mailboxes.get(connection, mailbox.id) == mailbox
        assert await mailboxes.get(connection, mailbox.id, chat_id=chat.id + 1) is None


async def test_the_same_user_is_linked_once_however_often_and_under_whatever_key(db: Database, chat: Chat) -> None:
    """Ten tries at once, and one more under a new master key, give one mailbox; another chat may link it too."""
    keys = parse_keys(new_master_key())
    vault = Vault(keys)
    tries = await asyncio.gather(*(_add(db, vault, chat, MAMA) for _ in range(10)))
    (mailbox,) = (found for found in tries if isinstance(found, Mailbox))
    assert all(found == AlreadyLinked(mailbox) for found in tries if found is not mailbox)
    newer = Vault([MasterKey("new", b"n" * 32), *keys])
    assert await _add(db, newer, chat, MAMA) == AlreadyLinked(mailbox)
    async with db.begin() as connection:
        sister = await chats.ensure(connection, "telegram", "1002", now=NOW)
    assert isinstance(await _add(db, vault, sister, MAMA), Mailbox)


@pytest.mark.parametrize("text", ODD_TEXTS)
async def test_whatever_people_type_comes_back_unharmed(db: Database, vault: Vault, chat: Chat, text: str) -> None:
    """HTML, quotes, emoji, 10,000 characters: as a name and as credentials."""
    opened = Credentials(user=Secret(text), password=Secret(text))
    mailbox = await _add(db, vault, chat, opened, text)
    assert isinstance(mailbox, Mailbox)
    assert mailbox.name == text
    assert credentials.of_mailbox(vault, mailbox) == opened


async def test_what_no_database_can_keep_is_replaced_in_a_name(db: Database, vault: Vault, chat: Chat) -> None:
    """A NUL or half a surrogate pair becomes U+FFFD rather than an error."""
    mailbox = await _link(db, vault, chat)
    async with db.begin() as connection:
        assert await mailboxes.rename(connection, mailbox.id, chat.id, name="a\0b\ud800c🙂")
        found = await mailboxes.get(connection, mailbox.id)
    assert found is not None
    assert found.name == "a\ufffdb\ufffdc🙂"


async def test_only_its_own_chat_can_rename_or_unlink_a_mailbox(db: Database, vault: Vault, chat: Chat) -> None:
    """An id guessed by somebody else does nothing."""
    mailbox = await _link(db, vault, chat)
    async with db.begin() as connection:
        assert not await mailboxes.rename(connection, mailbox.id, chat.id + 1, name="mine")
        assert not await mailboxes.unlink(connection, mailbox.id, chat.id + 1)
        assert await mailboxes.rename(connection, mailbox.id, chat.id, name="Papá")
        assert await mailboxes.of_chat(connection, chat.id) == [replace(mailbox, name="Papá")]
        assert await mailboxes.unlink(connection, mailbox.id, chat.id)
        assert await mailboxes.of_chat(connection, chat.id) == []


async def test_an_id_is_never_given_twice(db: Database, vault: Vault, chat: Chat) -> None:
    """De-duplication keys and seals are made from ids: a reused one would silence the alerts of a new mailbox."""
    first = await _link(db, vault, chat)
    async with db.begin() as connection:
        await mailboxes.unlink(connection, first.id, chat.id)
    assert (await _link(db, vault, chat)).id > first.id


async def test_due_are_the_watched_ones_longest_overdue_first(db: Database, vault: Vault, chat: Chat) -> None:
    """A rejected mailbox is left alone; one looked at just now comes when its time comes."""
    first, second, rejected = [await _link(db, vault, chat, user=user) for user in "abc"]
    async with db.begin() as connection:
        assert await mailboxes.checked(connection, first.id, now=NOW, next_check_at=NOW + 2 * MINUTE, baseline_at=NOW)
        assert await mailboxes.checked(connection, second.id, now=NOW, next_check_at=NOW + MINUTE, failures=3)
        assert await mailboxes.checked(
            connection, rejected.id, now=NOW, next_check_at=NOW, state=MailboxState.REJECTED, failures=1
        )
        assert await mailboxes.due(connection, now=NOW, limit=9) == []
        due = await mailboxes.due(connection, now=NOW + 2 * MINUTE, limit=9)
        assert [mailbox.id for mailbox in due] == [second.id, first.id]
        assert (due[0].failures, due[1].baseline_at, due[1].checked_at) == (3, NOW, NOW)
        assert [mailbox.id for mailbox in await mailboxes.due(connection, now=NOW + 2 * MINUTE, limit=1)] == [second.id]


async def test_a_refused_old_password_does_not_stop_the_new_one(db: Database, vault: Vault, chat: Chat) -> None:
    """The look began with the old credentials and ends after new ones were given: its verdict is not written."""
    before = await _link(db, vault, chat)
    new = credentials.seal(vault, before.id, replace(MAMA, password=Secret("nueva")))
    async with db.begin() as connection:
        assert await mailboxes.relink(connection, before.id, sealed=new, next_check_at=NOW)
        late = partial(mailboxes.checked, connection, now=NOW, next_check_at=NOW, state=MailboxState.REJECTED)
        assert not await late(before.id, sealed=before.sealed)
        assert [mailbox.sealed for mailbox in await mailboxes.due(connection, now=NOW, limit=1)] == [new]
        assert not await late(before.id + 1)


async def test_a_notice_is_remembered_once(db: Database, vault: Vault, chat: Chat) -> None:
    """Only what is new is answered with an id; what is known stays as it was first seen."""
    mailbox = await _link(db, vault, chat)
    async with db.begin() as connection:
        assert await notices.remember(connection, mailbox.id, [], now=NOW, baseline=True) == {}
        first = await notices.remember(connection, mailbox.id, [_seen("n/1"), _seen("n/2")], now=NOW, baseline=True)
        again = [_seen("n/2", Kind.DENIAL), _seen("n/3")]
        second = await notices.remember(connection, mailbox.id, again, now=NOW + MINUTE, baseline=False)
        known = await notices.known(connection, mailbox.id)
    assert set(first) == {"n/1", "n/2"}
    assert set(second) == {"n/3"}
    assert {portal_id: notice.id for portal_id, notice in known.items()} == first | second
    assert (known["n/2"].kind, known["n/2"].first_seen_at, known["n/2"].baseline) == (Kind.REMEDY, NOW, True)
    assert (known["n/3"].attachments, known["n/3"].baseline, known["n/3"].deposited_at) == (
        2,
        False,
        NOW - timedelta(days=1),
    )


async def test_a_long_list_is_remembered_whole(db: Database, vault: Vault, chat: Chat) -> None:
    """A mailbox of 3,000 notices passes in one call, each id with its own portal id."""
    mailbox = await _link(db, vault, chat)
    rows = [_seen(f"n/{number}") for number in range(3_000)]
    async with db.begin() as connection:
        ids = await notices.remember(connection, mailbox.id, rows, now=NOW, baseline=True)
        known = await notices.known(connection, mailbox.id)
    assert {portal_id: notice.id for portal_id, notice in known.items()} == ids
    assert len(ids) == 3_000


async def test_a_notice_is_shown_to_its_own_chat_alone(db: Database, vault: Vault, chat: Chat) -> None:
    """An id guessed by somebody else finds nothing; opening is kept with the time of the first one."""
    mailbox = await _link(db, vault, chat)
    async with db.begin() as connection:
        ids = await notices.remember(connection, mailbox.id, [_seen("n/1"), _seen("n/2")], now=NOW, baseline=False)
        assert await notices.get(connection, ids["n/1"], chat_id=chat.id + 1) is None
        await notices.mark_opened(connection, ids["n/1"], now=NOW)
        await notices.mark_opened(connection, ids["n/1"], now=NOW + MINUTE)
        await notices.mark_read(connection, [ids["n/2"]])
        opened = await notices.get(connection, ids["n/1"], chat_id=chat.id)
        read = await notices.get(connection, ids["n/2"], chat_id=chat.id)
    assert opened is not None
    assert read is not None
    assert (opened.opened_at, opened.read, opened.mailbox_id) == (NOW, True, mailbox.id)
    assert (read.opened_at, read.read) == (None, True)


async def test_finds_of_a_mailbox_that_was_unlinked_are_a_conflict(db: Database, vault: Vault, chat: Chat) -> None:
    """The watch was looking while the person unlinked: nothing is kept, and the watch hears of it."""
    mailbox = await _link(db, vault, chat)
    async with db.begin() as connection:
        await notices.remember(connection, mailbox.id, [_seen("n/1")], now=NOW, baseline=True)
        await mailboxes.unlink(connection, mailbox.id, chat.id)
        assert await notices.known(connection, mailbox.id) == {}
    with pytest.raises(StorageConflict):
        async with db.begin() as connection:
            await notices.remember(connection, mailbox.id, [_seen("n/1")], now=NOW, baseline=False)
