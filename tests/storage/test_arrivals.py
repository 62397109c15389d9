"""Numbers for what has none, and one chat for each person, whatever a platform calls them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, update

from storage import arrivals, chats
from storage.arrivals import Letter, Placed
from storage.database import Database
from storage.tables import OutboxState, inbox, outbox
from storage.tables import arrivals as numbers
from storage.tables import chats as rows
from storage.turns import inbox_record
from storage.vault import Vault
from tests.storage.moment import NOW

CHANNEL = "whatsapp"
_ids = iter(range(10_000_000))


def letter(platform_id: str, *, user: str | None = "PE.1", phone: str | None = None, at: datetime = NOW) -> Letter:
    return Letter(platform_id, user, phone, f"+{phone}" if phone else None, at)


async def place(db: Database, vault: Vault, *letters: Letter, now: datetime = NOW) -> list[Placed]:
    def seal(placed: Placed) -> tuple[bytes, int]:
        return vault.seal(placed.address.encode(), record=inbox_record(CHANNEL, placed.number)), 7

    async with db.begin() as connection:
        placed, _ = await arrivals.place(connection, vault, list(letters), channel=CHANNEL, seal=seal, now=now)
    return placed


async def people(db: Database) -> list[str]:
    async with db.read() as connection:
        return sorted(await connection.scalars(select(rows.c.address).where(rows.c.channel == CHANNEL)))


async def test_each_thing_is_placed_once_and_in_order(db: Database, vault: Vault) -> None:
    """In a heap, again in the next, and twice within one: numbers rise as they came, and none comes twice."""
    first = await place(db, vault, letter("a"), letter("b"), letter("a"))
    again = await place(db, vault, letter("b"), letter("c"))
    assert [one.letter.platform_id for one in first] == ["a", "b"]
    assert [one.letter.platform_id for one in again] == ["c"]
    assert first[0].number < first[1].number < again[0].number
    async with db.read() as connection:
        kept = (await connection.execute(select(inbox).order_by(inbox.c.update_id))).all()
    assert [row.update_id for row in kept] == [first[0].number, first[1].number, again[0].number]
    assert {vault.open(row.sealed, record=inbox_record(CHANNEL, row.update_id)) for row in kept} == {b"PE.1"}


async def test_a_person_is_met_once_with_when_they_last_wrote(db: Database, vault: Vault) -> None:
    """Late messages do not set the clock back, and one from the future does not set it ahead."""
    await place(db, vault, letter("a", at=NOW - timedelta(hours=2)))
    await place(db, vault, letter("b", at=NOW - timedelta(hours=5)))
    async with db.read() as connection:
        chat = await chats.find(connection, CHANNEL, "PE.1")
    assert chat is not None
    assert chat.heard_at == NOW - timedelta(hours=2)
    await place(db, vault, letter("c", at=NOW + timedelta(days=3)))
    async with db.read() as connection:
        chat = await chats.find(connection, CHANNEL, "PE.1")
    assert chat is not None
    assert chat.heard_at == NOW


async def test_what_waits_for_the_person_goes_at_once(db: Database, vault: Vault) -> None:
    """And only that: what was put off on purpose keeps its time."""
    await place(db, vault, letter("a"))
    async with db.begin() as connection:
        chat = await chats.find(connection, CHANNEL, "PE.1")
        assert chat is not None
        far = NOW + timedelta(days=30)
        common = {"chat_id": chat.id, "priority": 20, "text_key": "alert", "params": {}, "attempts": 0}
        for key, code in (("1", "window"), ("2", "429"), ("3", None)):
            row = {**common, "dedupe_key": key, "state": OutboxState.PENDING, "due_at": far, "code": code}
            await connection.execute(insert(outbox).values(row | {"created_at": NOW}))
    await place(db, vault, letter("b"))
    async with db.read() as connection:
        found = await connection.execute(select(outbox.c.dedupe_key, outbox.c.due_at))
        due = {row.dedupe_key: row.due_at for row in found}
    assert due == {"1": NOW, "2": far, "3": far}


async def test_who_was_known_by_a_number_goes_by_their_id(db: Database, vault: Vault) -> None:
    await place(db, vault, letter("a", user=None, phone="51900000001"))
    assert await people(db) == ["+51900000001"]
    await place(db, vault, letter("b", user="PE.1", phone="51900000001"))
    assert await people(db) == ["PE.1"]
    [placed] = await place(db, vault, letter("c", user=None, phone="51900000001"))
    assert placed.address == "PE.1", "found by the fingerprint of the number"


async def test_a_number_that_somebody_else_has_now_finds_nobody_elses_chat(db: Database, vault: Vault) -> None:
    """Numbers are given again: the new owner, named by the platform, gets a chat of their own, and the old one keeps
    theirs."""
    await place(db, vault, letter("a", user="PE.1", phone="51900000001"))
    await place(db, vault, letter("b", user="PE.2", phone="51900000001"))
    assert await people(db) == ["PE.1", "PE.2"]
    [placed] = await place(db, vault, letter("c", user=None, phone="51900000001"))
    assert placed.address == "PE.2"


@pytest.mark.parametrize(
    ("old", "new", "address"),
    [
        (("PE.1", "51900000001"), ("PE.9", "51900000009"), "PE.9"),
        ((None, "51900000001"), ("PE.9", "51900000009"), "PE.9"),
        (("PE.1", None), ("PE.9", None), "PE.9"),
        ((None, "51900000001"), (None, "51900000009"), "PE.1"),
    ],
)
async def test_a_chat_follows_its_person(
    db: Database,
    vault: Vault,
    old: tuple[str | None, str | None],
    new: tuple[str | None, str | None],
    address: str,
) -> None:
    """By the old id, or by the old number; where only the number changed, the id stays and the new number finds it."""
    await place(db, vault, letter("a", user="PE.1", phone="51900000001"))
    async with db.begin() as connection:
        followed = await arrivals.renumber(
            connection, vault, channel=CHANNEL, old=old, new=new, at_phone=lambda phone: f"+{phone}"
        )
    assert followed
    assert await people(db) == [address]
    if new[1]:
        [placed] = await place(db, vault, letter("b", user=None, phone=new[1]))
        assert placed.address == address


async def test_nobody_takes_over_somebody_elses_chat(db: Database, vault: Vault) -> None:
    """Where the new name has a consent of its own, both stay as they are."""
    await place(db, vault, letter("a", user="PE.1", phone="51900000001"), letter("b", user="PE.2"))
    async with db.begin() as connection:
        await connection.execute(update(rows).where(rows.c.address == "PE.2").values(consent_version="1"))
        assert not await arrivals.renumber(
            connection,
            vault,
            channel=CHANNEL,
            old=("PE.1", None),
            new=("PE.2", None),
            at_phone=lambda phone: f"+{phone}",
        )
    assert await people(db) == ["PE.1", "PE.2"]


async def test_numbers_are_forgotten_after_the_platform_repeats_no_more(db: Database, vault: Vault) -> None:
    await place(db, vault, letter("old"), now=NOW - timedelta(days=9))
    await place(db, vault, letter("new"))
    async with db.begin() as connection:
        assert await arrivals.forget(connection, before=NOW - timedelta(days=8)) == 1
        assert list(await connection.scalars(select(numbers.c.platform_id))) == ["new"]


@given(
    st.lists(
        st.tuples(st.sampled_from("abcdef"), st.sampled_from([1, 2, 3]), st.sampled_from(["both", "user", "phone"])),
        max_size=25,
    ),
    st.integers(1, 5),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
async def test_in_any_heaps_each_thing_is_placed_once_and_each_person_has_one_chat(
    db: Database, vault: Vault, posted: list[tuple[str, int, str]], size: int
) -> None:
    """However it is cut into bodies, and whatever is told of who wrote: once a person was told whole, there is one chat
    of theirs."""
    run = next(_ids)
    letters = [
        letter(
            f"{run}.{name}{who}",
            user=None if told == "phone" else f"PE.{run}.{who}",
            phone=None if told == "user" else f"9{run:08}{who}",
            at=datetime(2026, 12, 3, tzinfo=UTC),
        )
        for name, who, told in posted
    ]
    placed = [one for at in range(0, len(letters), size) for one in await place(db, vault, *letters[at : at + size])]
    ids = [one.letter.platform_id for one in placed]
    assert sorted(ids) == sorted({one.platform_id for one in letters})
    for who in {who for _, who, told in posted if told == "both"}:
        await place(db, vault, letter(f"{run}.last{who}", user=f"PE.{run}.{who}", phone=f"9{run:08}{who}"))
        [found] = await place(db, vault, letter(f"{run}.again{who}", user=None, phone=f"9{run:08}{who}"))
        assert found.address == f"PE.{run}.{who}"
        assert f"+9{run:08}{who}" not in await people(db)
