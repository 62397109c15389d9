"""The people that a bench writes into the database are such as the product itself would have written."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.bench import people
from storage import chats, credentials, mailboxes, migrations, notices
from storage.database import Database
from storage.keys import new_master_key, parse_keys
from storage.tables import outbox as outbox_rows
from storage.vault import Vault

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind, migrated."""
    address = (
        f"sqlite+aiosqlite:///{tmp_path / 'buzon.db'}"
        if request.param == "sqlite"
        else str(request.getfixturevalue("postgres_database"))
    )
    migrations.upgrade(address)
    return address


async def test_settled_and_alerted(url: str) -> None:
    """Each has a mailbox of their own number that opens with their own credentials, and an alert in line."""
    database, vault = Database.at(url), Vault(parse_keys(new_master_key()))
    residents = await people.settle(
        database, vault, range(7, 10), now=NOW, next_check_at=NOW + timedelta(days=1), known=["a1"]
    )
    await people.line_up(database, residents, portal_id="aviso", now=NOW)
    assert [resident.user for resident in residents] == ["u0000007", "u0000008", "u0000009"]
    async with database.begin() as connection:
        for resident in residents:
            mailbox = await mailboxes.get(connection, resident.mailbox_id, chat_id=resident.chat_id)
            assert mailbox is not None
            assert credentials.of_mailbox(vault, mailbox).user.reveal() == resident.user
            assert set(await notices.known(connection, mailbox.id)) == {"a1", "aviso"}
            chat = await chats.get(connection, resident.chat_id)
            assert chat is not None
            assert (chat.address, mailbox.name) == (str(resident.address), f"bench-{resident.number:07d}")
            lined_up = select(outbox_rows.c.params, outbox_rows.c.priority, outbox_rows.c.due_at)
            [row] = (await connection.execute(lined_up.where(outbox_rows.c.chat_id == chat.id))).all()
            notice = await notices.get(connection, row.params["notice"], chat_id=chat.id)
            assert notice is not None
            assert (notice.portal_id, row.priority, row.due_at) == ("aviso", people.BROADCAST, NOW)
    await people.make_due(database, residents[:1], now=NOW)
    async with database.read() as connection:
        due = [await mailboxes.get(connection, resident.mailbox_id) for resident in residents]
    assert [one is not None and one.next_check_at <= NOW for one in due] == [True, False, False]
    await database.close()
