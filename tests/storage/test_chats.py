"""Chats, their consent, and the acts that outlive them."""

import asyncio
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from storage import audit, chats
from storage.chats import Chat
from storage.database import Database
from storage.tables import ChatState, consents
from tests.storage.moment import MINUTE, NOW, ODD_TEXTS


async def test_fifty_first_messages_at_once_make_one_chat(db: Database, other: Database) -> None:
    """Two updates of a new person that come together lost one to a UNIQUE error elsewhere."""

    async def meet(number: int) -> int:
        async with (db, other)[number % 2].begin() as connection:
            return (await chats.ensure(connection, "telegram", "77", now=NOW)).id

    assert len(set(await asyncio.gather(*map(meet, range(50))))) == 1
    async with db.read() as connection:
        assert await chats.count(connection) == 1


async def test_a_chat_comes_back_as_it_was_made(db: Database, chat: Chat) -> None:
    """Meeting again changes nothing but when they were seen; the same address on another channel is somebody else."""
    async with db.begin() as connection:
        again = await chats.ensure(connection, "telegram", "1001", now=NOW + MINUTE)
        elsewhere = await chats.ensure(connection, "whatsapp", "1001", now=NOW)
    assert chat == Chat(chat.id, "telegram", "1001", None, ChatState.ACTIVE, NOW, NOW, None, None)
    assert again == replace(chat, seen_at=NOW + MINUTE)
    assert elsewhere.id != chat.id
    async with db.read() as connection:
        assert await chats.get(connection, chat.id) == again
        assert await chats.find(connection, "telegram", "1001") == again
        assert await chats.get(connection, 404) is None
        assert await chats.find(connection, "telegram", "404") is None


async def test_language_and_leaving_are_remembered(db: Database, chat: Chat) -> None:
    """Who left is counted apart and can come back."""
    async with db.begin() as connection:
        await chats.set_language(connection, chat.id, "en")
        await chats.mark_left(connection, chat.id)
        found = await chats.get(connection, chat.id)
        assert found == replace(chat, language="en", state=ChatState.LEFT)
        assert await chats.count(connection, state=ChatState.ACTIVE) == 0
        await chats.mark_active(connection, chat.id)
        assert await chats.count(connection, state=ChatState.ACTIVE) == 1


async def test_the_proof_of_consent_outlives_its_withdrawal_and_the_chat(db: Database, chat: Chat) -> None:
    """Every consent stays with its version, language and times, whatever happens later."""
    async with db.begin() as connection:
        await chats.give_consent(connection, chat.id, version="2026-11", language="es", now=NOW)
        found = await chats.get(connection, chat.id)
        assert found == replace(chat, consent_version="2026-11", consented_at=NOW)
        await chats.withdraw_consent(connection, chat.id, now=NOW + MINUTE)
        assert await chats.get(connection, chat.id) == chat
        await chats.give_consent(connection, chat.id, version="2026-12", language="en", now=NOW + 2 * MINUTE)
        assert await chats.forget(connection, chat.id)
        assert not await chats.forget(connection, chat.id)
        rows = (await connection.execute(select(consents).order_by(consents.c.id))).all()
    kept = [(row.version, row.language, row.given_at, row.withdrawn_at) for row in rows]
    assert kept == [("2026-11", "es", NOW, NOW + MINUTE), ("2026-12", "en", NOW + 2 * MINUTE, None)]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(details=st.dictionaries(st.sampled_from("abc"), st.none() | st.integers(0, 9) | st.sampled_from(ODD_TEXTS)))
async def test_an_act_is_kept_as_it_was_written(db: Database, chat: Chat, details: dict[str, object]) -> None:
    """Who, what, when and the details come back, also when the chat is gone."""
    async with db.begin() as connection:
        await audit.record(connection, at=NOW, chat_id=chat.id, action="opened", subject="notice:7", details=details)
        await audit.record(connection, at=NOW, chat_id=None, action="started", subject="house")
        await chats.forget(connection, chat.id)
        entries = await audit.of_chat(connection, chat.id)
    last = entries[-1]
    assert (last.at, last.chat_id, last.action, last.subject) == (NOW, chat.id, "opened", "notice:7")
    assert last.details == details
