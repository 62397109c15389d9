"""Linking by a code that an institution shows: no credentials, whose mailbox it is in masked form, and one yes.
What the institution brings then is told as a look's news are."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from buzon.notice import Notice
from handlers.intake import take_in
from handlers.official_intake import Delivery, Outcome, Pushed, Taken, take
from storage import chats, codes, ingest_keys, ingest_links, ingest_statuses, mailboxes, preferences, watchers
from storage.ingest_links import Offer
from storage.ingest_notices import Brought
from storage.preferences import Preferences
from storage.tables import MailboxState, notices
from storage.tables import outbox as rows
from tests.handlers.parlour import Parlour
from tests.handlers.person import Person

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


async def rows_of(parlour: Parlour, mailbox_id: int) -> set[tuple[Any, ...]]:
    """What waits about a mailbox, without the ids that differ and the seal."""
    async with parlour.world.database.read() as connection:
        numbers = {
            row.id: row.portal_id
            for row in await connection.execute(select(notices).where(notices.c.mailbox_id == mailbox_id))
        }
        found = await connection.execute(
            select(rows).where(rows.c.mailbox_id == mailbox_id, rows.c.text_key != "silence")
        )
        waiting = set()
        for row in found:
            notice = numbers[row.params["notice"]]
            what, _, *rest = row.dedupe_key.split(":")  # the second part is a notice's id, or the mailbox's
            key = (what, *rest)
            params = {name: value for name, value in row.params.items() if name not in {"notice", "key", "sealed"}}
            waiting.add((key, notice, row.text_key, str(params), row.priority, row.due_at, row.chat_id, row.state))
    return waiting


SUBJECTS = (
    "NOTIFICACIÓN DE OBSERVACIONES - EXP. LM260012345",
    "RESOLUCIÓN QUE DECLARA IMPROCEDENTE SU SOLICITUD",
    "ORDEN DE SALIDA OBLIGATORIA DEL PAÍS",
    "CARNÉ DE EXTRANJERÍA PENDIENTE DE RECOJO",
    "CITACIÓN A ENTREVISTA EL 14 DE DICIEMBRE DE 2026 A LAS 09:30",
    "SE OTORGA UN PLAZO DE DIEZ (10) DÍAS HÁBILES",
    "COMUNICADO",
)
WISHES = (
    Preferences(),
    Preferences(remind_before=()),
    Preferences(remind_before=(10, 3, 0)),
    Preferences(quiet_from=9, quiet_until=20),
    Preferences(digest_hour=19),
    Preferences(digest_hour=8, quiet_from=22, quiet_until=10),
    Preferences(paused_until=datetime(2026, 12, 9, 13, 0, tzinfo=UTC)),
    Preferences(digest_hour=19, paused_until=datetime(2026, 12, 20, 13, 0, tzinfo=UTC)),
)


@pytest.mark.parametrize("wanted", WISHES)
@pytest.mark.parametrize("hour", [3, 15])
async def test_what_is_brought_is_told_as_what_is_seen(
    parlour: Parlour, person: Person, wanted: Preferences, hour: int
) -> None:
    """The same notices, brought by an institution and found by a look, leave the same rows, whatever was wished."""
    world = parlour.world
    parlour.clock.instant = datetime.combine(parlour.clock.instant.date(), time(hour, 7), UTC)
    await linked(parlour, person, "R-1")
    async with world.database.begin() as connection:
        await preferences.keep(connection, 1, wanted)
        seen_in = await ingest_links.link(
            connection,
            world.vault,
            Offer("ln_other", SOURCE, "", ingest_links.reference("", "R-2").user),
            chat_id=1,
            name="Dos",
            now=world.now(),
        )
    assert isinstance(seen_in, mailboxes.Mailbox)
    given = [brought(parlour, number, subject) for number, subject in enumerate(SUBJECTS)]
    taken = await take(world, SOURCE, [Pushed("R-1", one) for one in given])
    assert {one.outcome for one in taken} == {Outcome.ACCEPTED}
    async with world.database.begin() as connection:
        newest_first = [one.notice for one in reversed(given)]
        await take_in(connection, seen_in, newest_first, vault=world.vault, now=world.now(), base=world.watch_interval)
        [pushed_to, _] = await mailboxes.of_chat(connection, 1)
    told = await rows_of(parlour, pushed_to.id)
    assert told == await rows_of(parlour, seen_in.id)
    assert len(told) >= len(SUBJECTS)


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
    await take(world, SOURCE, [Pushed("R-1", brought(parlour, 1, SUBJECTS[0]))])
    async with world.database.read() as connection:
        alerts = await connection.execute(select(rows.c.chat_id).where(rows.c.text_key == "alert"))
        assert sorted(row.chat_id for row in alerts) == [1, other.id]


async def test_two_chats_of_one_person_are_both(parlour: Parlour, person: Person) -> None:
    """A term runs: the alert goes to both chats, and the institution learns the channels, nothing else."""
    world = parlour.world
    await linked(parlour, person)
    async with world.database.begin() as connection:
        second = await chats.ensure(connection, "whatsapp", "PE.77", now=world.now())
        await connection.execute(chats.chats.update().where(chats.chats.c.id == second.id).values(holder_id=1))
    pushed = [Pushed("R-1", brought(parlour, 1, SUBJECTS[1])), Pushed("R-1", brought(parlour, 2, SUBJECTS[3]))]
    urgent, other = await take(world, SOURCE, pushed)
    assert urgent == Taken(Outcome.ACCEPTED, Delivery.BOTH)
    assert other == Taken(Outcome.ACCEPTED, Delivery.TELEGRAM)


async def test_who_has_left_is_told_nowhere(parlour: Parlour, person: Person) -> None:
    """The notice is kept for when they come back; the institution hears that nobody is reached now."""
    await linked(parlour, person)
    await person.leave()
    [taken] = await take(parlour.world, SOURCE, [Pushed("R-1", brought(parlour, 1, SUBJECTS[0]))])
    assert taken == Taken(Outcome.ACCEPTED, Delivery.NONE)


async def test_what_was_brought_is_listed_and_opened_after_a_yes(parlour: Parlour, person: Person) -> None:
    """The list has it without a look at the portal; a yes shows the text, and the institution is told of it, once."""
    world = parlour.world
    await linked(parlour, person)
    await take(world, SOURCE, [Pushed("R-1", brought(parlour, 1, SUBJECTS[0]))])
    listed = await person.write("/notificaciones")
    assert SUBJECTS[0] in listed.text
    assert "El texto." not in listed.text
    warned = await person.press("n:o:1")
    assert "El texto." not in warned.text
    assert "El texto." in (await person.press("n:y:1")).text
    parlour.later(minutes=1)
    assert "El texto." in (await person.press("n:o:1")).text
    async with world.database.begin() as connection:
        told, _ = await ingest_statuses.after(connection, SOURCE, 0, limit=9, now=world.now())
    assert [(one.status.value, one.notice) for one in told] == [("linked", None), ("opened-consent", "N-1")]
    assert parlour.portal.openings == []
