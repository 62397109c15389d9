"""The record of acts: read to its end in the order in which they were done, and never changed."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, update

from storage import audit
from storage.database import Database
from storage.errors import StorageError
from storage.tables import audit as acts
from tests.storage.moment import MINUTE, NOW


async def _record(db: Database, *actions: str) -> None:
    """These acts, a minute apart."""
    async with db.begin() as connection:
        for number, action in enumerate(actions):
            await audit.record(
                connection,
                at=NOW + number * MINUTE,
                chat_id=number or None,
                action=action,
                subject=f"thing:{number}",
                details={"number": number},
                origin="cli",
            )


async def test_all_acts_are_read_page_by_page_in_their_order(db: Database) -> None:
    """None is left out and none comes twice, whatever the size of a page."""
    await _record(db, *(f"kind.{number}" for number in range(7)))
    read: list[audit.Entry] = []
    async with db.read() as connection:
        while page := await audit.following(connection, after_id=read[-1].id if read else 0, limit=3):
            read += page
    assert [entry.action for entry in read] == [f"kind.{number}" for number in range(7)]
    assert (read[0].chat_id, read[3].chat_id, read[3].details, read[3].origin) == (None, 3, {"number": 3}, "cli")


async def test_a_part_is_read_by_kind_and_by_time(db: Database) -> None:
    """An action by its name, a family by its stem and a dot; from an instant on, up to another but without it."""
    await _record(db, "staff.role", "staff.removed", "mailbox.linked", "staffing")

    async def found(*wanted: str, since: int | None = None, until: int | None = None) -> list[str]:
        async with db.read() as connection:
            entries = await audit.following(
                connection,
                actions=wanted,
                since=None if since is None else NOW + timedelta(minutes=since),
                until=None if until is None else NOW + timedelta(minutes=until),
            )
        return [entry.action for entry in entries]

    assert await found("staff.") == ["staff.role", "staff.removed"]
    assert await found("staff.role", "mailbox.") == ["staff.role", "mailbox.linked"]
    assert await found(since=1, until=3) == ["staff.removed", "mailbox.linked"]
    assert await found("staff.", since=1) == ["staff.removed"]


@pytest.mark.parametrize("how", [delete(acts), update(acts).values(action="nothing")])
async def test_what_is_on_record_stays_as_it_is(db: Database, how: object) -> None:
    """The database itself refuses to change or delete an act, whoever asks."""
    await _record(db, "staff.role")
    with pytest.raises(StorageError):
        async with db.begin() as connection:
            await connection.execute(how)  # type: ignore[call-overload]  # either statement
    async with db.read() as connection:
        assert [entry.action for entry in await audit.following(connection)] == ["staff.role"]
