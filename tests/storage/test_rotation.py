"""A new master key takes over while everything runs, and the old one can then be thrown away."""

from base64 import b64decode, b64encode
from dataclasses import replace

import pytest

from buzon.credentials import Credentials, Secret
from storage import credentials, mailboxes, outbox, portal_sessions, tickets
from storage.chats import Chat
from storage.database import Database
from storage.errors import UnknownKey
from storage.mailboxes import AlreadyLinked, Mailbox
from storage.rotation import rewrap_all
from storage.turns import Turns
from storage.vault import MasterKey, Vault
from tests.storage.moment import MINUTE, NOW, StandingClock

OLD = MasterKey("old", b"o" * 32)
NEW = MasterKey("new", b"n" * 32)
ON_ITS_WAY = "question:1:100"
USER = Credentials(user=Secret("V-12.345"), password=Secret("contraseña"))


async def _link(db: Database, vault: Vault, chat: Chat, opened: Credentials = USER) -> Mailbox | AlreadyLinked:
    async with db.begin() as connection:
        return await mailboxes.add(
            connection,
            chat_id=chat.id,
            name="Mamá",
            fingerprints=credentials.fingerprints(vault, opened),
            seal=lambda mailbox_id: credentials.seal(vault, mailbox_id, opened),
            now=NOW,
            next_check_at=NOW,
        )


async def _fill(db: Database, vault: Vault, chat: Chat) -> None:
    turns = Turns(db, vault, clock=StandingClock())
    await turns.save(chat.id, journal=b"journal", expires_at=NOW + MINUTE)
    await turns.receive("telegram", [(number, b"%d" % number) for number in range(450)])
    await turns.done("telegram", 0)
    for user in ("a", "b"):
        await _link(db, vault, chat, replace(USER, user=Secret(user)))
    linked = await _link(db, vault, chat)
    assert isinstance(linked, Mailbox)
    session = vault.seal(b"session", record=portal_sessions.record(linked.id))
    sealed = b64encode(vault.seal(b"words", record=outbox.sealed_record(ON_ITS_WAY))).decode()
    async with db.begin() as connection:
        await outbox.add(
            connection,
            chat_id=chat.id,
            dedupe_key=ON_ITS_WAY,
            text_key=tickets.QUESTION,
            params={"ticket": 1, outbox.SEALED: sealed},
            priority=20,
            due_at=NOW,
            now=NOW,
        )
        await portal_sessions.keep(connection, linked.id, sealed=session, now=NOW)
    await turns.close()


async def test_after_a_rotation_the_new_key_alone_opens_everything(db: Database, chat: Chat) -> None:
    """Whatever is sealed keeps its contents; a mailbox is still known as linked; again does nothing."""
    await _fill(db, Vault([OLD]), chat)
    both, alone = Vault([NEW, OLD]), Vault([NEW])
    done = {"mailboxes": 3, "portal_sessions": 1, "journals": 1, "inbox": 449, "outbox": 1, "unreadable": 0}
    assert await rewrap_all(db, both) == done
    assert await rewrap_all(db, both) == dict.fromkeys(done, 0)
    async with db.begin() as connection:
        linked = await mailboxes.of_chat(connection, chat.id)
        waiting = await outbox.lease_next(connection, chat.id, now=NOW, lease=MINUTE)
        session = await portal_sessions.kept(connection, linked[-1].id, now=NOW)
    assert waiting
    assert alone.open(session or b"", record=portal_sessions.record(linked[-1].id)) == b"session"
    assert alone.open(b64decode(waiting.params[outbox.SEALED]), record=outbox.sealed_record(ON_ITS_WAY)) == b"words"
    assert [credentials.of_mailbox(alone, mailbox).user.reveal() for mailbox in linked] == ["a", "b", "V-12.345"]
    assert isinstance(await _link(db, alone, chat), AlreadyLinked)
    turns = Turns(db, alone, clock=StandingClock())
    assert (await turns.load("telegram", "1001")).journal == b"journal"
    assert await turns.unanswered("telegram") == [(number, b"%d" % number) for number in range(1, 450)]


async def test_what_no_key_opens_is_counted_and_left_alone(db: Database, chat: Chat) -> None:
    """A lost key stops nobody else's rows, is not overwritten, and is reported."""
    await _link(db, Vault([MasterKey("lost", b"l" * 32)]), chat, replace(USER, user=Secret("a")))
    await _link(db, Vault([OLD]), chat)
    counts = await rewrap_all(db, Vault([NEW, OLD]))
    assert (counts["mailboxes"], counts["unreadable"]) == (1, 1)
    async with db.read() as connection:
        lost, _ = await mailboxes.of_chat(connection, chat.id)
    with pytest.raises(UnknownKey, match="lost"):
        credentials.of_mailbox(Vault([NEW, OLD]), lost)


async def test_an_interrupted_rotation_is_run_again(db: Database, chat: Chat) -> None:
    """Rows that are under the new key already are passed over, wherever the first run stopped."""
    await _fill(db, Vault([OLD]), chat)
    both = Vault([NEW, OLD])
    async with db.begin() as connection:
        first, *_ = await mailboxes.of_chat(connection, chat.id)
        sealed = both.rewrap(first.sealed, record=credentials.record(first.id))
        await mailboxes.reseal(connection, first.id, sealed=sealed)
    assert (await rewrap_all(db, both))["mailboxes"] == 2
