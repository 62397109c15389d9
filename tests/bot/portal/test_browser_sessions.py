"""What is kept of the browser door's sessions, in a context, in a process and beyond it."""

from collections.abc import AsyncIterator
from pathlib import Path

import orjson
import pytest
from sqlalchemy import Executable, select

from bot.portal.browser import BrowserMailbox, BrowserProfile, Chromium
from bot.portal.browser.pool import is_state, proof
from bot.portal.keeping import SealedSessions
from buzon.credentials import Credentials, Secret
from handlers.errors import RejectedCredentials
from handlers.world import session_key
from sandbox.listen import serving
from sandbox.portal import Portal, site
from sandbox.portal.faces import Face
from storage import chats, mailboxes, migrations
from storage import portal_sessions as kept_sessions
from storage.database import Database
from storage.tables import mailboxes as mailboxes_table
from storage.tables import portal_sessions
from storage.vault import Vault, new_master_key, parse_keys
from tests.storage.moment import NOW, StandingClock

PROFILE = BrowserProfile.load("generic")


class Cellar:
    """The sealed sessions of a house with two linked mailboxes, over a database of its own."""

    def __init__(self, database: Database, vault: Vault, clock: StandingClock, ids: list[int]) -> None:
        self.database, self.vault, self.clock, self.ids = database, vault, clock, ids
        self.sealed = SealedSessions(database, vault, clock)

    async def rows(self) -> dict[int, bytes]:
        async with self.database.read() as connection:
            found = await connection.execute(select(portal_sessions.c.mailbox_id, portal_sessions.c.sealed))
            return {row.mailbox_id: row.sealed for row in found}

    async def change(self, statement: Executable) -> None:
        async with self.database.begin() as connection:
            await connection.execute(statement)


@pytest.fixture
async def cellar(tmp_path: Path) -> AsyncIterator[Cellar]:
    url = f"sqlite+aiosqlite:///{tmp_path}/buzon.db"
    migrations.upgrade(url)
    database, vault = Database.at(url), Vault(parse_keys(new_master_key()))
    async with database.begin() as connection:
        chat = await chats.ensure(connection, "telegram", "1001", now=NOW)
        linked = [
            await mailboxes.add(
                connection,
                chat_id=chat.id,
                name=name,
                fingerprints=[name.encode()],
                seal=lambda _: b"sealed",
                now=NOW,
                next_check_at=NOW,
            )
            for name in ("maria", "sofia")
        ]
    ids = [one.id for one in linked if isinstance(one, mailboxes.Mailbox)]
    yield Cellar(database, vault, StandingClock(), ids)
    await database.close()


async def test_sessions_outlive_their_context_and_their_process(chromium_path: Path, cellar: Cellar) -> None:
    """One context serves two mailboxes, and another process with the same database goes on with theirs, without signing
    in again. A session that is over, or refused, is not kept.
    """
    portal = Portal()
    people = [portal.mailboxes[name].person for name in ("maria", "sofia")]
    credentials = [Credentials(Secret(one.user), Secret(one.password)) for one in people]
    maria, sofia = map(session_key, cellar.ids)
    async with (
        serving(site(portal, face=Face.TABLES)) as url,
        Chromium(hosts=["127.0.0.1"], executable=chromium_path) as chromium,
    ):
        async with BrowserMailbox(PROFILE, chromium, base_url=url, contexts=1, keep=cellar.sealed) as door:
            assert len(await door.notices(maria, credentials[0])) == 3
            assert len(await door.notices(sofia, credentials[1])) == len(portal.mailboxes["sofia"].notices)
            assert len(await door.notices(maria, credentials[0])) == 3
        assert portal.counts.sign_ins == 2
        assert set(await cellar.rows()) == set(cellar.ids)
        async with BrowserMailbox(PROFILE, chromium, base_url=url, keep=cellar.sealed) as door:
            assert len(await door.notices(maria, credentials[0])) == 3
            assert portal.counts.sign_ins == 2
            before = (await cellar.rows())[cellar.ids[0]]
            portal.expire_sessions()
            assert len(await door.notices(maria, credentials[0])) == 3
            assert portal.counts.sign_ins == 3
            assert (await cellar.rows())[cellar.ids[0]] != before
            with pytest.raises(RejectedCredentials):
                await door.sign_in(maria, Credentials(credentials[0].user, Secret("wrong")))
    assert set(await cellar.rows()) == {cellar.ids[1]}


async def test_what_is_kept_of_a_session_is_sealed_for_its_mailbox(cellar: Cellar) -> None:
    """Bytes that were changed or are another mailbox's are thrown away, those of other credentials, a day old or of no
    linked mailbox not used; with the mailbox they go.
    """
    (maria, sofia), table = cellar.ids, portal_sessions
    anybody = Credentials(Secret("anybody"), Secret("anything"))
    state = orjson.dumps({"of": proof(anybody), "storage": {}, "session": {}, "origin": "http://x", "list": ""})
    await cellar.sealed.keep(session_key(maria), state)
    await cellar.sealed.keep("link:1001", state)
    [(kept_for, good)] = (await cellar.rows()).items()
    assert kept_for == maria
    assert b"storage" not in good
    assert await cellar.sealed.kept(session_key(maria)) == state
    assert is_state(state, anybody)
    for other in (Credentials(anybody.user, Secret("other")), Credentials(Secret("other"), anybody.password)):
        assert not is_state(state, other)
    assert not any(is_state(what, anybody) for what in (b"", b"[]", b"{}", state.replace(b"{}", b"[]")))
    await cellar.change(table.insert().values(mailbox_id=sofia, sealed=good, kept_at=NOW))
    assert await cellar.sealed.kept(session_key(sofia)) is None
    assert set(await cellar.rows()) == {maria}
    await cellar.change(table.update().values(sealed=good[:-1] + bytes([good[-1] ^ 1])))
    assert await cellar.sealed.kept(session_key(maria)) is None
    assert await cellar.rows() == {}
    await cellar.sealed.keep(session_key(maria), state)
    cellar.clock.instant += kept_sessions.KEPT
    assert await cellar.sealed.kept(session_key(maria)) is None
    await SealedSessions(cellar.database, cellar.vault, cellar.clock).keep(session_key(sofia), state)
    assert set(await cellar.rows()) == {sofia}, "what is too old is purged"
    await cellar.change(mailboxes_table.delete())
    assert await cellar.rows() == {}
    await cellar.sealed.keep(session_key(maria), state)
    assert await cellar.rows() == {}, "unlinked meanwhile"
