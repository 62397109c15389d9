"""What institutions sign with, link by and bring, on both databases."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from buzon.credentials import Secret
from buzon.notice import Kind, Notice
from storage import chats, ingest_keys, ingest_links, ingest_notices, ingest_rotation, ingest_statuses, migrations
from storage import notices as notice_store
from storage import outbox as outbox_store
from storage.chats import Chat
from storage.database import Database
from storage.errors import UnknownKey
from storage.ingest_links import Home
from storage.ingest_notices import Brought, New
from storage.mailboxes import Mailbox
from storage.notices import SeenNotice
from storage.rotation import rewrap_all
from storage.tables import ingest_keys as key_rows
from storage.tables import mailboxes as mailbox_rows
from storage.tables import notices, official_codes, official_notices, outbox
from storage.vault import Vault, new_master_key, parse_keys
from tests.storage.moment import NOW

SOURCE = "Oficina"


async def linked(db: Database, vault: Vault, chat: Chat, recipient: str = "R-1", *, link: str = "ln_1") -> Mailbox:
    async with db.begin() as connection:
        offer = ingest_links.Offer(link, SOURCE, "", Secret(recipient))
        added = await ingest_links.link(connection, vault, offer, chat_id=chat.id, name=recipient, now=NOW)
    assert isinstance(added, Mailbox)
    return added


async def keyed(db: Database, vault: Vault) -> str:
    async with db.begin() as connection:
        key, _ = await ingest_keys.add(connection, vault, source=SOURCE, now=NOW)
    return key.id


async def accept(db: Database, vault: Vault, mailbox: Mailbox, ids: Sequence[str]) -> None:
    async with db.begin() as connection:
        brought = [Brought(Notice(one, f"Asunto {one}", NOW, read=False), "Texto") for one in ids]
        await ingest_notices.accept(connection, vault, SOURCE, [New(mailbox.id, one) for one in brought])


async def bring(db: Database, vault: Vault, mailbox: Mailbox, ids: Sequence[str]) -> None:
    """Accepted, and told with an alert each, as `handlers.official_intake` does."""
    await accept(db, vault, mailbox, ids)
    async with db.begin() as connection:
        assert await ingest_notices.claim(connection, mailbox.id, wait=True)
        untold = await ingest_notices.untold_of(connection, vault, mailbox.id, limit=100)
        seen = [SeenNotice(one.id, Kind.INFORMATION, bytes(32), NOW, read=False) for one in untold.values()]
        numbers = await notice_store.remember(connection, mailbox.id, seen, now=NOW, baseline=False)
        for one in ids:
            await outbox_store.add(
                connection, chat_id=mailbox.chat_id, mailbox_id=mailbox.id, dedupe_key=f"alert:{mailbox.id}:{one}",
                text_key="alert", params={}, priority=20, due_at=NOW, now=NOW,
            )  # fmt: skip
        became = {number: (one.id, numbers[one.id]) for number, one in untold.items()}
        await ingest_notices.told(connection, mailbox.id, became)


async def test_a_secret_is_sealed_and_opens_for_its_key(db: Database, vault: Vault) -> None:
    """What is kept is not the secret; a retired key gives none, and stays on the list."""
    async with db.begin() as connection:
        key, secret = await ingest_keys.add(connection, vault, source=SOURCE, now=NOW)
        sealed = (await connection.execute(select(key_rows.c.sealed))).scalar_one()
        assert secret.reveal().encode() not in sealed
        assert await ingest_keys.in_use(connection, vault, key.id) == (key, secret)
        assert await ingest_keys.sources(connection) == [SOURCE]
        assert await ingest_keys.retire(connection, key.id, now=NOW)
        assert not await ingest_keys.retire(connection, key.id, now=NOW)
        assert await ingest_keys.in_use(connection, vault, key.id) is None
        assert [one.retired_at for one in await ingest_keys.held(connection)] == [NOW]
        assert await ingest_keys.sources(connection) == []
        assert await ingest_keys.any_there(connection)


async def test_people_are_found_by_their_reference(db: Database, vault: Vault, chat: Chat) -> None:
    """In every chat that has linked them, and for their own institution alone."""
    async with db.begin() as connection:
        other = await chats.ensure(connection, "telegram", "2002", now=NOW)
    one, two = await linked(db, vault, chat), await linked(db, vault, other, link="ln_2")
    async with db.begin() as connection:
        assert await ingest_links.homes(connection, vault, SOURCE, ["R-1", "R-2", "R-1"]) == {
            "R-1": [Home(one.id, "telegram"), Home(two.id, "telegram")]
        }
        assert await ingest_links.homes(connection, vault, "Otra", ["R-1"]) == {}


async def test_a_code_goes_with_whose_it_was(db: Database, vault: Vault) -> None:
    """Used once; then nothing of the person is left in its row. A later code of the same person ends an earlier one."""
    async with db.begin() as connection:
        made = [
            await ingest_links.make_code(
                connection,
                vault,
                source=SOURCE,
                recipient="R-1",
                holder="M•••",
                life=timedelta(hours=1),
                now=NOW,
            )
            for _ in range(2)
        ]
        assert await ingest_links.find(connection, vault, made[0].code, now=NOW) is None
        assert await ingest_links.find(connection, vault, made[1].code, now=NOW + timedelta(hours=1)) is None
        offer = await ingest_links.find(connection, vault, made[1].code, now=NOW)
        assert offer is not None
        assert (offer.holder, offer.recipient.reveal(), offer.link) == ("M•••", "R-1", made[1].link)
        assert await ingest_links.burn(connection, offer.link, now=NOW)
        assert not await ingest_links.burn(connection, offer.link, now=NOW)
        assert await ingest_links.find(connection, vault, made[1].code, now=NOW) is None
        row = (await connection.execute(select(official_codes))).one()
        assert (row.sealed, row.recipient) == (b"", bytes(32))


async def test_what_was_brought_goes_with_the_mailbox(db: Database, vault: Vault, chat: Chat) -> None:
    """Texts, notices and messages, and what nobody was told of yet; the institution's feed says that it ended, once."""
    await keyed(db, vault)
    mailbox = await linked(db, vault, chat)
    await bring(db, vault, mailbox, ["N-1"])
    await accept(db, vault, mailbox, ["N-2"])
    async with db.begin() as connection:
        await chats.forget(connection, chat.id)
        for table in (official_notices, notices, outbox):
            assert (await connection.execute(select(table))).all() == []
        for number, expected in ((0, ["unlinked"]), (1, [])):
            found, _ = await ingest_statuses.after(connection, SOURCE, number, limit=10, now=NOW)
            assert [one.status.value for one in found] == expected


async def test_every_status_has_a_number_and_none_is_missed(db: Database, other: Database, vault: Vault) -> None:
    """Numbers are given when they are read, under a lock: what two readers see is one order without gaps."""
    await keyed(db, vault)
    async with db.begin() as connection:
        chat = await chats.ensure(connection, "telegram", "1001", now=NOW)
    mailbox = await linked(db, vault, chat)
    ids = [f"N-{number}" for number in range(7)]
    await bring(db, vault, mailbox, ids)
    for count in (3, 7):
        async with db.begin() as connection:
            few = [f"alert:{mailbox.id}:{one}" for one in ids[:count]]
            sent = update(outbox).where(outbox.c.dedupe_key.in_(few))
            await connection.execute(sent.values(state="sent", settled_at=NOW + timedelta(seconds=count)))
        async with other.begin() as connection:
            found, more = await ingest_statuses.after(connection, SOURCE, 0, limit=100, now=NOW)
        assert [one.number for one in found] == list(range(1, count + 1))
        assert [one.notice for one in found] == ids[:count]
        assert not more


async def test_old_statuses_go_and_numbers_go_on(db: Database, vault: Vault, chat: Chat) -> None:
    """After ninety days they are forgotten; whoever comes back then reads on where the numbers stand."""
    await keyed(db, vault)
    await linked(db, vault, chat)
    second = await linked(db, vault, chat, "R-2", link="ln_2")
    async with db.begin() as connection:
        await ingest_statuses.linked(connection, second.id - 1, now=NOW)
        await ingest_statuses.linked(connection, second.id, now=NOW)
        await ingest_statuses.linked(connection, second.id, now=NOW)
        assert len((await ingest_statuses.after(connection, SOURCE, 0, limit=9, now=NOW))[0]) == 2
        late = NOW + ingest_statuses.KEPT_FOR + timedelta(seconds=1)
        await connection.execute(delete(mailbox_rows).where(mailbox_rows.c.id == second.id))
        found, _ = await ingest_statuses.after(connection, SOURCE, 0, limit=9, now=late)
        assert [(one.number, one.status.value) for one in found] == [(3, "unlinked")]


@pytest.mark.parametrize("used", [False, True])
async def test_rotation_covers_all_of_it(db: Database, vault: Vault, chat: Chat, used: bool) -> None:
    """After it the older master key may go: keys sign, people are found, texts open, and what is untold can be told."""
    async with db.begin() as connection:
        key, secret = await ingest_keys.add(connection, vault, source=SOURCE, now=NOW)
        made = await ingest_links.make_code(
            connection, vault, source=SOURCE, recipient="R-9", holder="M•••", life=timedelta(hours=1), now=NOW
        )
        if used:
            await ingest_links.burn(connection, made.link, now=NOW)
    mailbox = await linked(db, vault, chat)
    await bring(db, vault, mailbox, ["N-1"])
    await accept(db, vault, mailbox, ["N-2"])
    new = parse_keys(new_master_key())
    both = Vault((*new, *vault._keys))
    counts = await rewrap_all(db, both) | await ingest_rotation.rewrap(db, both)
    assert counts["unreadable"] == 0
    assert (counts["mailboxes"], counts["ingest_keys"], counts["official_notices"]) == (1, 1, 2)
    assert counts["official_codes"] == (0 if used else 1)
    assert not any((await ingest_rotation.rewrap(db, both)).values())
    after = Vault(new)
    async with db.begin() as connection:
        assert await ingest_keys.in_use(connection, after, key.id) == (key, secret)
        assert await ingest_links.homes(connection, after, SOURCE, ["R-1"]) == {"R-1": [Home(mailbox.id, "telegram")]}
        [listed] = await ingest_notices.of_mailbox(connection, after, mailbox.id)
        assert listed.subject == "Asunto N-1"
        told = official_notices.c.notice_id.is_not(None)
        number = (await connection.execute(select(official_notices.c.notice_id).where(told))).scalar_one()
        [untold] = (await ingest_notices.untold_of(connection, after, mailbox.id, limit=9)).values()
        assert untold.subject == "Asunto N-2"
        opened = await ingest_notices.opened(connection, after, number)
        assert opened is not None
        assert opened.body == "Texto"
        with pytest.raises(UnknownKey):
            await ingest_notices.opened(connection, vault, number)


async def test_what_was_told_survives_the_stairs(own_url: str, vault: Vault) -> None:
    """Down to the schema in which everything was told at once, and up again: what was told is as it was; what was only
    accepted had no place there."""
    database = Database.at(own_url)
    await keyed(database, vault)
    async with database.begin() as connection:
        chat = await chats.ensure(connection, "telegram", "1001", now=NOW)
    mailbox = await linked(database, vault, chat)
    await bring(database, vault, mailbox, ["N-1"])
    everything = select(*(column for column in official_notices.c if column.name != "id"))
    async with database.read() as connection:
        before = (await connection.execute(everything)).all()
    await accept(database, vault, mailbox, ["N-2"])
    await database.close()
    await asyncio.to_thread(migrations.downgrade, own_url, revision="0008")
    await asyncio.to_thread(migrations.upgrade, own_url)
    async with (database := Database.at(own_url)).read() as connection:
        assert (await connection.execute(everything)).all() == before
    await database.close()
