"""One-time pages: looked at often, used once."""

import asyncio

from storage import links
from storage.chats import Chat
from storage.database import Database
from storage.links import Link, LinkTrouble
from tests.storage.moment import MINUTE, NOW


async def _issue(db: Database, chat: Chat, purpose: str = "link") -> str:
    async with db.begin() as connection:
        return await links.issue(connection, chat_id=chat.id, purpose=purpose, now=NOW, life=10 * MINUTE)


async def test_a_link_is_looked_at_often_and_used_once(db: Database, chat: Chat) -> None:
    """Previewers fetch it as often as they like; after the one use it is used."""
    token = await _issue(db, chat)
    good = Link(chat.id, "link", NOW, NOW + 10 * MINUTE)
    async with db.begin() as connection:
        for _ in range(3):
            assert await links.peek(connection, token, now=NOW) == good
        assert await links.burn(connection, token, now=NOW + 9 * MINUTE) == good
        assert await links.burn(connection, token, now=NOW) is LinkTrouble.USED
        assert await links.peek(connection, token, now=NOW) is LinkTrouble.USED


async def test_of_twenty_that_use_a_link_at_once_one_gets_it(db: Database, other: Database, chat: Chat) -> None:
    """A double tap, or a stolen link raced against its owner, gives one success."""
    token = await _issue(db, chat)

    async def use(number: int) -> Link | LinkTrouble:
        async with (db, other)[number % 2].begin() as connection:
            return await links.burn(connection, token, now=NOW)

    results = await asyncio.gather(*map(use, range(20)))
    assert sum(isinstance(result, Link) for result in results) == 1
    assert set(results[1:]) - {LinkTrouble.USED} <= {Link(chat.id, "link", NOW, NOW + 10 * MINUTE)}


async def test_links_that_are_no_good_say_why(db: Database, chat: Chat) -> None:
    """Expired, replaced by a newer one, or never ours; a newer one for another purpose burns nothing."""
    token = await _issue(db, chat)
    await _issue(db, chat, purpose="recovery")
    async with db.begin() as connection:
        for door in (links.peek, links.burn):
            assert await door(connection, token, now=NOW + 10 * MINUTE) is LinkTrouble.EXPIRED
            assert await door(connection, token[:-1], now=NOW) is LinkTrouble.UNKNOWN
            assert await door(connection, "ñ\ud800\0" * 5_000, now=NOW) is LinkTrouble.UNKNOWN
    await _issue(db, chat)
    async with db.read() as connection:
        assert await links.peek(connection, token, now=NOW) is LinkTrouble.USED
