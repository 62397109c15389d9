"""The hot path: nothing lost, nothing twice, in order, and few trips to the database."""

import asyncio
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, func, select

from storage import chats, links, migrations, outbox
from storage.chats import Chat
from storage.database import Database
from storage.errors import StorageConflict, StorageDown
from storage.tables import inbox, journals
from storage.tables import outbox as outbox_rows
from storage.turns import Purged, Turns
from storage.vault import MasterKey, Vault
from tests.storage.moment import MINUTE, NOW, StandingClock

DAY = timedelta(days=1)


@contextmanager
def counted_commits() -> Iterator[list[None]]:
    """How many transactions ended well, on any engine."""
    commits: list[None] = []

    def note(_connection: object) -> None:
        commits.append(None)

    event.listen(Engine, "commit", note)
    try:
        yield commits
    finally:
        event.remove(Engine, "commit", note)


async def test_a_turn_is_there_for_the_next(turns: Turns) -> None:
    """The first load makes the chat; what was saved is loaded; None deletes; what is not given stays."""
    first = await turns.load("telegram", "1")
    assert first.journal is None
    assert first.chat.created_at == NOW
    await turns.save(first.chat.id, journal=b"line 1", expires_at=NOW + DAY, language="en")
    assert await turns.load("telegram", "1") == replace(
        first, journal=b"line 1", chat=replace(first.chat, language="en")
    )
    await turns.save(first.chat.id, language=None)
    assert await turns.load("telegram", "1") == replace(first, journal=b"line 1")
    await turns.save(first.chat.id, journal=None)
    assert await turns.load("telegram", "1") == first


@pytest.mark.parametrize("journal", [b"", b"\0\xff" * 100_000, "ñ🙂<b>".encode()])
async def test_a_journal_is_any_bytes(turns: Turns, chat: Chat, journal: bytes) -> None:
    """Empty, large and binary journals come back."""
    await turns.save(chat.id, journal=journal, expires_at=NOW + DAY)
    assert (await turns.load("telegram", "1001")).journal == journal


async def test_a_journal_without_an_end_of_life_is_refused(turns: Turns, chat: Chat) -> None:
    """No dialog is kept for ever by mistake."""
    with pytest.raises(ValueError, match="end of life"):
        await turns.save(chat.id, journal=b"x")


async def test_what_can_not_be_opened_is_as_if_it_were_not_there(
    turns: Turns, db: Database, chat: Chat, clock: StandingClock, caplog: pytest.LogCaptureFixture
) -> None:
    """An expired journal, or one under a lost key, starts the conversation anew instead of stopping the chat."""
    await turns.save(chat.id, journal=b"secret words", expires_at=NOW + DAY)
    strangers = Turns(db, Vault([MasterKey("other", b"o" * 32)]), clock=clock)
    assert (await strangers.load("telegram", "1001")).journal is None
    assert "can't open journal" in caplog.text
    assert "secret" not in caplog.text
    clock.instant = NOW + DAY
    assert (await turns.load("telegram", "1001")).journal is None


async def test_two_hundred_at_once_are_a_handful_of_transactions(turns: Turns) -> None:
    """Loads of new people, saves and dones that come together share their transactions."""
    people = [str(number) for number in range(200)]
    with counted_commits() as commits:
        loaded = await asyncio.gather(*(turns.load("telegram", address) for address in people for _ in range(2)))
        assert len({turn.chat.id for turn in loaded}) == 200
        assert [turn.chat.address for turn in loaded] == [address for address in people for _ in range(2)]
        assert len(commits) <= 3
        await asyncio.gather(*(turns.save(turn.chat.id, journal=b"j", expires_at=NOW + DAY) for turn in loaded))
        assert len(commits) <= 6
    again = await asyncio.gather(*(turns.load("telegram", address) for address in people))
    assert {turn.journal for turn in again} == {b"j"}


async def test_an_update_is_new_once(turns: Turns, db: Database) -> None:
    """A repeat, in the same batch, at the same time or after the answer, is dropped; another channel's is another."""
    received = await asyncio.gather(
        turns.receive("telegram", [(3, b"c"), (1, b"a"), (1, b"a")]),
        turns.receive("telegram", [(1, b"a"), (2, b"b")]),
        turns.receive("whatsapp", [(1, b"w")]),
    )
    assert [*received] == [[3, 1], [2], [1]]
    await turns.done("telegram", 2)
    assert await turns.receive("telegram", [(2, b"b"), (3, b"c"), (4, b"d")]) == [4]
    assert await turns.receive("telegram", []) == []
    assert await turns.unanswered("telegram") == [(1, b"a"), (3, b"c"), (4, b"d")]
    assert await turns.unanswered("telegram", limit=1) == [(1, b"a")]
    async with db.read() as connection:
        kept = (await connection.execute(select(inbox.c.sealed).where(inbox.c.update_id == 2))).scalar_one()
    assert kept is None


async def test_two_processes_take_an_update_once(turns: Turns, other: Database, vault: Vault) -> None:
    """A webhook delivered to two servers at once is new to one of them."""
    twin = Turns(other, vault, clock=StandingClock())
    batches = [[(number, b"x") for number in range(start, start + 40)] for start in range(0, 60, 20)]
    received = await asyncio.gather(*(one.receive("telegram", batch) for batch in batches for one in (turns, twin)))
    assert sorted(update_id for ids in received for update_id in ids) == list(range(80))
    await twin.close()


async def test_large_update_ids_fit(turns: Turns) -> None:
    """Platforms count beyond 32 bits."""
    assert await turns.receive("telegram", [(2**62, b"x")]) == [2**62]
    assert await turns.unanswered("telegram") == [(2**62, b"x")]


async def test_answer_and_journal_are_one_commit(turns: Turns, chat: Chat) -> None:
    """`done` given to `save` marks the update in the journal's own transaction, or neither happens."""
    await turns.receive("telegram", [(1, b"a"), (2, b"b")])
    with counted_commits() as commits:
        await turns.save(chat.id, journal=b"j", expires_at=NOW + DAY, done=("telegram", 1))
        assert len(commits) == 1
    assert await turns.unanswered("telegram") == [(2, b"b")]
    with pytest.raises(StorageConflict):
        await turns.save(404, journal=b"j", expires_at=NOW + DAY, done=("telegram", 2))
    assert await turns.unanswered("telegram") == [(2, b"b")]


async def test_saves_of_one_chat_take_effect_in_their_order(turns: Turns, chat: Chat) -> None:
    """Whatever batches a hundred saves fall into, the last one stands, and a language among them is not lost."""
    saves = []
    for number in range(100):
        save = turns.save(chat.id, journal=b"%d" % number, expires_at=NOW + DAY)
        saves.append(asyncio.create_task(save))
        if number == 50:
            saves.append(asyncio.create_task(turns.save(chat.id, language="en")))
        if number % 7 == 0:
            await asyncio.sleep(0)
    await asyncio.gather(*saves)
    turn = await turns.load("telegram", "1001")
    assert (turn.journal, turn.chat.language) == (b"99", "en")


async def test_a_chat_deleted_meanwhile_fails_alone(turns: Turns, db: Database) -> None:
    """One person's deletion must not lose the turns of the others in the batch."""
    loaded = await asyncio.gather(*(turns.load("telegram", str(number)) for number in range(20)))
    async with db.begin() as connection:
        await chats.forget(connection, loaded[7].chat.id)
    saves = (turns.save(turn.chat.id, journal=b"j", expires_at=NOW + DAY) for turn in loaded)
    results = await asyncio.gather(*saves, return_exceptions=True)
    assert isinstance(results.pop(7), StorageConflict)
    assert results == [None] * 19


async def test_an_outage_reaches_every_caller_and_ends(sqlite: Database, sqlite_url: str, vault: Vault) -> None:
    """All callers of a batch hear StorageDown, none hangs, and the next batch is served."""
    turns = Turns(sqlite, vault, clock=StandingClock())
    loaded = await asyncio.gather(*(turns.load("telegram", str(number)) for number in range(20)))
    other = Database.at(sqlite_url)
    async with other.begin():
        saves = [turns.save(turn.chat.id, journal=b"j", expires_at=NOW + DAY) for turn in loaded]
        results = await asyncio.gather(*saves, turns.done("telegram", 1), return_exceptions=True)
    assert {type(result) for result in results} == {StorageDown}
    assert len({id(result) for result in results}) == 21
    await other.close()
    await turns.save(loaded[0].chat.id, journal=b"j", expires_at=NOW + DAY)
    assert (await turns.load("telegram", "0")).journal == b"j"


async def test_a_caller_that_gives_up_does_not_take_the_others_along(turns: Turns, chat: Chat) -> None:
    """A cancelled save is still written with its batch, and the others return."""
    given_up = asyncio.create_task(turns.save(chat.id, language="en"))
    kept = asyncio.create_task(turns.save(chat.id, journal=b"j", expires_at=NOW + DAY))
    await asyncio.sleep(0)
    given_up.cancel()
    await kept
    turn = await turns.load("telegram", "1001")
    assert (turn.journal, turn.chat.language) == (b"j", "en")


async def test_closing_waits_for_what_is_under_way(turns: Turns, chat: Chat) -> None:
    """After close every save that was asked for has been answered."""
    saves = [asyncio.create_task(turns.save(chat.id, language=str(number))) for number in range(10)]
    await asyncio.sleep(0)
    await turns.close()
    assert all(save.done() for save in saves)


async def test_being_seen_is_kept_to_the_hour(turns: Turns, chat: Chat, clock: StandingClock) -> None:
    """Not every update writes `seen_at`, but nobody is long unseen who is here."""
    clock.instant = NOW + 59 * MINUTE
    assert (await turns.load("telegram", "1001")).chat.seen_at == NOW
    clock.instant = NOW + 61 * MINUTE
    await turns.load("telegram", "1001")
    assert (await turns.load("telegram", "1001")).chat.seen_at == clock.instant


async def test_the_past_is_swept_away_and_the_present_stays(
    turns: Turns, db: Database, chat: Chat, clock: StandingClock
) -> None:
    """Expired journals, updates answered over 8 days ago, links a day past their use; nothing unanswered, ever."""
    await turns.receive("telegram", [(1, b"answered"), (2, b"not yet")])
    await turns.done("telegram", 1)
    await turns.save(chat.id, journal=b"j", expires_at=NOW + DAY)
    async with db.begin() as connection:
        await links.issue(connection, chat_id=chat.id, purpose="link", now=NOW, life=10 * MINUTE)
        for key in ("sent", "waiting"):
            await outbox.add(
                connection,
                chat_id=chat.id,
                dedupe_key=key,
                text_key="alert",
                params={},
                priority=1,
                due_at=NOW,
                now=NOW,
            )
        delivery = await outbox.lease_next(connection, chat.id, now=NOW, lease=MINUTE)
        assert delivery is not None
        await outbox.sent(connection, delivery.id, now=NOW)
    assert await turns.purge(NOW, priority=30) == Purged(0, 0, 0, 0)
    assert await turns.purge(NOW + DAY, priority=30) == Purged(1, 0, 0, 0)
    assert await turns.purge(NOW + 9 * DAY, priority=30) == Purged(0, 1, 1, 0)
    assert await turns.purge(NOW + 91 * DAY, priority=30) == Purged(0, 0, 0, 1)
    assert await turns.unanswered("telegram") == [(2, b"not yet")]
    async with db.read() as connection:
        assert (await connection.execute(select(func.count()).select_from(journals))).scalar_one() == 0


async def test_who_left_a_dialog_lying_is_told_when_it_lapses(turns: Turns, db: Database) -> None:
    """Once, by the command that begins it again, and only who has consented; a dialog without one lapses in silence."""
    wanted = {"1": ("recuperar", True), "2": ("recuperar", False), "3": (None, True)}
    ids = {}
    for address, (resume, consented) in wanted.items():
        ids[address] = (await turns.load("telegram", address)).chat.id
        await turns.save(ids[address], journal=b"j", expires_at=NOW + DAY, resume=resume)
        if consented:
            async with db.begin() as connection:
                await chats.give_consent(connection, ids[address], version="1", language="es", now=NOW)
    assert (await turns.purge(NOW + DAY - MINUTE, priority=30)).journals == 0
    assert (await turns.purge(NOW + DAY, priority=30)).journals == 3
    await turns.purge(NOW + 2 * DAY, priority=30)
    async with db.read() as connection:
        rows = (await connection.execute(select(outbox_rows).where(outbox_rows.c.text_key == "lapsed"))).all()
    assert [(row.chat_id, row.params, row.priority) for row in rows] == [(ids["1"], {"resume": "recuperar"}, 30)]


CHILD = """
    import asyncio, sys
    from datetime import timedelta
    from storage.database import Database
    from storage.turns import Turns
    from storage.vault import MasterKey, Vault
    from tests.storage.moment import NOW, StandingClock

    async def person(turns, number):
        update = number
        while True:
            await turns.receive("telegram", [(update, b"hola")])
            turn = await turns.load("telegram", str(number))
            await turns.save(turn.chat.id, journal=b"%d" % update, expires_at=NOW + timedelta(days=1))
            print(number, update, flush=True)
            update += 1000

    async def main():
        turns = Turns(Database.at(sys.argv[1]), Vault([MasterKey("k", b"k" * 32)]), clock=StandingClock())
        await asyncio.gather(*(person(turns, number) for number in range(20)))

    asyncio.run(main())
"""


async def test_what_was_answered_survives_kill_9(empty_url: str) -> None:
    """A process shot in the middle of its work has lost no journal and no update that it had been told was kept."""
    await asyncio.to_thread(migrations.upgrade, empty_url)
    answered = await asyncio.to_thread(_shoot_in_the_middle, empty_url)
    database = Database.at(empty_url)
    turns = Turns(database, Vault([MasterKey("k", b"k" * 32)]), clock=StandingClock())
    unanswered = {update_id for update_id, _ in await turns.unanswered("telegram")}
    for number, update in answered.items():
        journal = (await turns.load("telegram", str(number))).journal
        assert journal is not None
        assert int(journal) >= update
        assert set(range(number, update + 1, 1000)) <= unanswered
    await database.close()


def _shoot_in_the_middle(url: str) -> dict[int, int]:
    """Run the child until it has reported 400 turns, kill it, and return the last update reported by each person."""
    root = str(Path(__file__).parents[2])
    command = [sys.executable, "-c", textwrap.dedent(CHILD), url]
    answered: dict[int, int] = {}
    with subprocess.Popen(command, cwd=root, env={"PYTHONPATH": root}, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for count, line in enumerate(child.stdout):
            number, update = map(int, line.split())
            answered[number] = update
            if count == 400:
                child.send_signal(signal.SIGKILL)
                break
        for line in child.stdout.read().splitlines()[:-1]:  # said before the shot; the last line may be torn
            number, update = map(int, line.split())
            answered[number] = update
    assert child.returncode == -signal.SIGKILL
    return answered
