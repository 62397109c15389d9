"""Linking by a code that an institution shows: no credentials, whose mailbox it is in masked form, and one yes.
What the institution brings then is told as a look's news are."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from buzon.notice import Notice
from handlers.official_intake import Delivery, Outcome, Pushed, Taken, accept, tell
from storage import (
    chats,
    codes,
    ingest_keys,
    ingest_links,
    ingest_notices,
    ingest_statuses,
    mailboxes,
    preferences,
    watchers,
)
from storage.ingest_notices import Brought
from storage.preferences import Preferences
from storage.tables import MailboxState, notices
from storage.tables import outbox as rows
from tests.handlers.parlour import Parlour
from tests.handlers.person import Person
from tests.storage.moment import NOW

SOURCE = "Oficina de Migraciones"
HAVE_CODE = "🔑 Tengo un código"


async def code_for(parlour: Parlour, recipient: str, *, holder: str = "M••• Q•••") -> str:
    """A code as an institution shows it, of an institution that has a key."""
    world = parlour.world
    async with world.database.begin() as connection:
        if not await ingest_keys.any_there(connection):
            await ingest_keys.add(connection, world.vault, source=SOURCE, now=world.now())
        made = await ingest_links.make_code(
            connection,
            world.vault,
            source=SOURCE,
            recipient=recipient,
            holder=holder,
            life=timedelta(days=1),
            now=world.now(),
        )
    return codes.shown(made.code)


async def test_vincular_asks_for_credentials_where_no_institution_has_a_key(parlour: Parlour, person: Person) -> None:
    """Nobody hears of codes that nobody can have, and the consent is asked for once."""
    await person.write("/vincular")
    answer = await person.write("sí")
    assert "código" not in answer.text
    assert answer.page


async def test_who_has_no_code_links_by_credentials(parlour: Parlour, person: Person) -> None:
    """Where an institution has a key too; the consent is asked for once."""
    await code_for(parlour, "R-1")
    await person.write("/vincular")
    await person.write("sí")
    assert (await person.tap("👤 Usuario y contraseña")).page


async def test_a_code_links_after_a_yes(parlour: Parlour, person: Person) -> None:
    """/vincular, the code, the masked name, yes: the mailbox is there, and nobody will look into it."""
    code = await code_for(parlour, "R-1")
    await person.write("/vincular")
    asked = await person.write("sí")
    assert SOURCE in asked.text
    await person.tap(HAVE_CODE)
    shown = await person.write(code.replace("-", "").lower())
    assert "M••• Q•••" in shown.text
    assert SOURCE in shown.text
    assert "quedó vinculado" in (await person.write("sí")).text
    async with parlour.world.database.read() as connection:
        [mailbox] = await mailboxes.of_chat(connection, 1)
        due = await mailboxes.due(connection, now=parlour.world.now() + timedelta(days=400), limit=10)
    assert mailbox.state is MailboxState.OFFICIAL
    assert due == []
    assert "la institución trae aquí" in (await person.write("/cuentas")).text
    assert "la institución trae aquí" in (await person.write("/estado")).text


async def test_a_code_typed_by_itself_links_too(parlour: Parlour, person: Person) -> None:
    """Whoever has never been here hears who runs this, agrees, confirms: without /vincular."""
    code = await code_for(parlour, "R-1")
    await person.write(code)
    shown = await person.write("sí")
    assert "M••• Q•••" in shown.text
    assert "quedó vinculado" in (await person.tap("✅ Sí, es mi buzón")).text


async def test_no_means_that_nothing_is_linked_and_the_code_still_good(parlour: Parlour, person: Person) -> None:
    """A no uses nothing up."""
    code = await code_for(parlour, "R-1")
    await person.write(code)
    await person.write("sí")
    assert "no vinculé nada" in (await person.write("no")).text
    await person.write(code)
    assert "quedó vinculado" in (await person.write("sí")).text


async def test_a_code_is_good_once_and_for_its_time(parlour: Parlour, person: Person) -> None:
    """Used, too old, or replaced by a later one: the same words for each."""
    used = await code_for(parlour, "R-1")
    await person.write(used)
    await person.write("sí")
    await person.write("sí")
    other = Person(parlour.desk, "1002")
    await other.write("/vincular")
    await other.write("sí")
    replaced = await code_for(parlour, "R-2")
    old = await code_for(parlour, "R-2")
    parlour.later(days=1, seconds=1)
    for code in (used, replaced, old):
        await other.write("/vincular")
        await other.tap(HAVE_CODE)
        await other.write(code)
        async with parlour.world.database.read() as connection:
            assert await mailboxes.of_chat(connection, 2) == []


async def test_guessing_codes_ends(parlour: Parlour, person: Person) -> None:
    """After five wrong ones in an hour not even the right one is looked at."""
    code = await code_for(parlour, "R-1")
    await person.write("/vincular")
    await person.write("sí")
    for number in range(5):
        await person.write("/vincular")
        await person.tap(HAVE_CODE)
        assert "no sirve" in (await person.write(f"K7RM-2QX{number + 2}")).text
    await person.write("/vincular")
    await person.tap(HAVE_CODE)
    assert "no sirve" in (await person.write(code)).text
    parlour.later(hours=1, seconds=1)
    assert "M••• Q•••" in (await person.write(code)).text


async def test_the_same_mailbox_is_not_linked_twice(parlour: Parlour, person: Person) -> None:
    """A second code for the same person in the same chat changes nothing."""
    await linked(parlour, person)
    await person.write(await code_for(parlour, "R-1"))
    assert "ya estaba vinculado" in (await person.write("sí")).text
    async with parlour.world.database.read() as connection:
        assert len(await mailboxes.of_chat(connection, 1)) == 1


async def linked(parlour: Parlour, person: Person, recipient: str = "R-1") -> None:
    await person.write(await code_for(parlour, recipient))
    await person.write("sí")
    answer = await person.write("sí")
    assert "quedó vinculado" in answer.text or "quedó vinculado" in (await person.write("sí")).text


def brought(parlour: Parlour, number: int, subject: str) -> Brought:
    return Brought(Notice(f"N-{number}", subject, parlour.world.now() - timedelta(hours=1), read=False), "El texto.")


async def told(parlour: Parlour) -> None:
    """What a worker does a moment later."""
    async with parlour.world.database.read() as connection:
        waiting = await ingest_notices.untold(connection, after=0, limit=100)
    for _, mailbox_id in waiting:
        await tell(parlour.world, mailbox_id)


async def in_line(parlour: Parlour) -> list[str]:
    """What waits in the outbox, by text."""
    async with parlour.world.database.read() as connection:
        return sorted(await connection.scalars(select(rows.c.text_key)))


SUBJECTS = (
    "NOTIFICACIÓN DE OBSERVACIONES - EXP. LM260012345",
    "RESOLUCIÓN QUE DECLARA IMPROCEDENTE SU SOLICITUD",
    "CARNÉ DE EXTRANJERÍA PENDIENTE DE RECOJO",
)


@pytest.mark.parametrize(("wanted", "first"), [(Preferences(), "alert"), (Preferences(digest_hour=19), "digest")])
async def test_what_is_brought_is_told_as_what_is_seen(
    parlour: Parlour, person: Person, wanted: Preferences, first: str
) -> None:
    """Accepting tells nobody; telling puts into line what a look would, in the order of arrival, as the person wants to
    be told, and once; and the institution hears when that arrives."""
    world = parlour.world
    await linked(parlour, person)
    async with world.database.begin() as connection:
        await preferences.keep(connection, 1, wanted)
    taken = await accept(world, SOURCE, [Pushed("R-1", brought(parlour, one, SUBJECTS[one])) for one in (2, 1)])
    assert taken == [Taken(Outcome.ACCEPTED, Delivery.TELEGRAM)] * 2
    assert await in_line(parlour) == []
    for _ in range(2):
        await told(parlour)
        line = await in_line(parlour)
        assert {one: line.count(one) for one in (first, "unread", "silence")} == {first: 2, "unread": 1, "silence": 1}
        assert "deadline" in line
    async with world.database.begin() as connection:
        safe_days = await connection.scalars(select(notices.c.safe_day).where(notices.c.portal_id == "N-1"))
        assert safe_days.one() is not None
        await connection.execute(update(rows).where(rows.c.text_key == first).values(state="sent", settled_at=NOW))
        found, _ = await ingest_statuses.after(connection, SOURCE, 1, limit=9, now=world.now())
    assert [(one.status.value, one.notice) for one in found] == [("delivered", "N-2"), ("delivered", "N-1")]


async def test_what_nobody_was_told_of_yet_is_known_all_the_same(parlour: Parlour, person: Person) -> None:
    """A repeat before it is told is a duplicate, and with other words a conflict; neither is told."""
    await linked(parlour, person)
    first = brought(parlour, 1, SUBJECTS[0])
    other = [
        Brought(first.notice, "Otro texto."),
        Brought(replace(first.notice, subject="Otro"), first.body),
        Brought(replace(first.notice, deposited_at=NOW), first.body),
    ]
    assert await outcomes(parlour, first, first) == [Outcome.ACCEPTED, Outcome.DUPLICATE]
    assert await outcomes(parlour, first, *other) == [Outcome.DUPLICATE, *[Outcome.CONFLICT] * 3]
    await told(parlour)
    assert await outcomes(parlour, first, *other) == [Outcome.DUPLICATE, *[Outcome.CONFLICT] * 3]
    assert (await in_line(parlour)).count("alert") == 1


async def outcomes(parlour: Parlour, *given: Brought) -> list[Outcome]:
    return [one.outcome for one in await accept(parlour.world, SOURCE, [Pushed("R-1", one) for one in given])]


async def test_who_lets_go_before_they_are_told_is_not_told(parlour: Parlour, person: Person) -> None:
    """What was accepted goes with the mailbox, and the institution hears that the link has ended."""
    world = parlour.world
    await linked(parlour, person)
    assert await outcomes(parlour, brought(parlour, 1, SUBJECTS[0])) == [Outcome.ACCEPTED]
    async with world.database.begin() as connection:
        [mailbox] = await mailboxes.of_chat(connection, 1)
        await mailboxes.unlink(connection, mailbox.id, 1)
        assert await ingest_notices.untold(connection, after=0, limit=9) == []
        found, _ = await ingest_statuses.after(connection, SOURCE, 1, limit=9, now=world.now())
    assert [one.status.value for one in found] == ["unlinked"]
    assert await tell(world, mailbox.id) == 0
    assert await in_line(parlour) == []


async def test_who_watches_is_told_too(parlour: Parlour, person: Person) -> None:
    """A mailbox with a watcher goes through the same door as a look's: the watcher has the alert as well."""
    world = parlour.world
    await linked(parlour, person)
    async with world.database.begin() as connection:
        [mailbox] = await mailboxes.of_chat(connection, 1)
        other = await chats.ensure(connection, "telegram", "2002", now=world.now())
        code = await watchers.invite(connection, world.vault, mailbox, chat_id=1, until=None, now=world.now())
        assert code is not None
        await watchers.accept(connection, world.vault, code, other.id, name="Ana", now=world.now())
    await accept(world, SOURCE, [Pushed("R-1", brought(parlour, 1, SUBJECTS[0]))])
    await told(parlour)
    async with world.database.read() as connection:
        alerts = await connection.execute(select(rows.c.chat_id).where(rows.c.text_key == "alert"))
        assert sorted(row.chat_id for row in alerts) == [1, other.id]


async def test_two_chats_of_one_person_are_both(parlour: Parlour, person: Person) -> None:
    """The institution learns where the person is told first, and nothing else; where a term runs both chats are."""
    world = parlour.world
    await linked(parlour, person)
    async with world.database.begin() as connection:
        second = await chats.ensure(connection, "whatsapp", "PE.77", now=world.now())
        await connection.execute(chats.chats.update().where(chats.chats.c.id == second.id).values(holder_id=1))
    pushed = [Pushed("R-1", brought(parlour, one, SUBJECTS[one])) for one in (1, 2)]
    assert await accept(world, SOURCE, pushed) == [Taken(Outcome.ACCEPTED, Delivery.TELEGRAM)] * 2
    await told(parlour)
    async with world.database.read() as connection:
        alerts = await connection.execute(select(rows.c.chat_id).where(rows.c.text_key == "alert"))
        assert sorted(row.chat_id for row in alerts) == [1, 1, second.id]


async def test_who_has_left_is_told_nowhere(parlour: Parlour, person: Person) -> None:
    """The notice is kept for when they come back; the institution hears that nobody is reached now."""
    await linked(parlour, person)
    await person.leave()
    [taken] = await accept(parlour.world, SOURCE, [Pushed("R-1", brought(parlour, 1, SUBJECTS[0]))])
    assert taken == Taken(Outcome.ACCEPTED, Delivery.NONE)


async def test_what_was_brought_is_listed_and_opened_after_a_yes(parlour: Parlour, person: Person) -> None:
    """The list has it without a look at the portal, also where nobody was told yet: then that is done first, and
    nothing is opened by it. A yes shows the text, and the institution is told of it, once."""
    world = parlour.world
    await linked(parlour, person)
    await accept(world, SOURCE, [Pushed("R-1", brought(parlour, 1, SUBJECTS[0]))])
    listed = await person.write("/notificaciones")
    assert SUBJECTS[0] in listed.text
    assert "El texto." not in listed.text
    assert (await in_line(parlour)).count("alert") == 1
    assert "notice.opened" not in await parlour.acts()
    warned = await person.press("n:o:1")
    assert "El texto." not in warned.text
    assert "El texto." in (await person.press("n:y:1")).text
    parlour.later(minutes=1)
    assert "El texto." in (await person.press("n:o:1")).text
    async with world.database.begin() as connection:
        told, _ = await ingest_statuses.after(connection, SOURCE, 0, limit=9, now=world.now())
    assert [(one.status.value, one.notice) for one in told] == [("linked", None), ("opened-consent", "N-1")]
    assert parlour.portal.openings == []
