"""`/estado`: whether all is well, in a screen of plain words; the report of outages; and one tap to every repair."""

import io
from dataclasses import replace
from datetime import timedelta

import pypdfium2
import pytest
from sqlalchemy import update

from bot.channels.messages import Document
from handlers.alerts import compose
from handlers.outage_report import MOST_ROWS, Report, outage_report, printable
from handlers.outages import Spell, names_words, span_words, spells, total
from handlers.speech import Press, Said, phrase
from handlers.words import words
from handlers.world import Operator
from storage import mailboxes, outages, outbox
from storage.outages import Outage
from storage.tables import MailboxState, OutageKind
from storage.tables import mailboxes as mailboxes_table
from tests.handlers.parlour import Parlour
from tests.handlers.person import Heeded, Person
from tests.handlers.phrases import NO_MAILBOX, STALE
from tests.storage.moment import MINUTE, NOW

DOWN, CHANGED = OutageKind
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


async def fails(parlour: Parlour, mailbox_id: int | None = None, *, kind: OutageKind = DOWN) -> None:
    """A look into the mailbox fails, or the portal as a whole."""
    now = parlour.clock.now()
    async with parlour.world.database.begin() as connection:
        if mailbox_id is not None:
            await mailboxes.checked(connection, mailbox_id, now=now, next_check_at=now + HOUR, failures=1)
        await outages.begin_or_extend(
            connection, portal="sine", mailbox_id=mailbox_id, kind=kind, seen="status 503", now=now
        )


async def back(parlour: Parlour) -> None:
    async with parlour.world.database.begin() as connection:
        await outages.end_of_portal(connection, now=parlour.clock.now())


async def becomes(parlour: Parlour, mailbox_id: int, **values: object) -> None:
    async with parlour.world.database.begin() as connection:
        theirs = update(mailboxes_table).where(mailboxes_table.c.id == mailbox_id)
        await connection.execute(theirs.values(values))


async def looked(parlour: Parlour, mailbox_id: int = 1) -> None:
    now = parlour.clock.now()
    async with parlour.world.database.begin() as connection:
        await mailboxes.checked(connection, mailbox_id, now=now, next_check_at=now + 30 * MINUTE)


# ---- /estado ----


async def test_all_is_well(parlour: Parlour) -> None:
    """When each was looked into, when it will be again and that the portal answered."""
    person = await parlour.linked("joao", "sofia")
    parlour.later(minutes=4)
    await looked(parlour, 2)
    answer = await person.write("/estado")
    assert answer.text == (
        "📋 Así está todo, a las 10:34 (hora de Lima)\n\n"
        "✅ joao: lo miré hace 4 minutos, a las 10:30. Lo miro otra vez a las 11:00.\n\n"
        "✅ sofia: lo miré hace menos de un minuto, a las 10:34. Lo miro otra vez a las 11:04.\n\n"
        "🌐 La página de Migraciones respondió hace menos de un minuto."
    )
    assert list(answer.buttons) == ["🔄 Actualizar", "📄 Informe de caídas (PDF)"]
    again = await person.tap("🔄 Actualizar")
    assert again.messages[0].edit == person.last.message  # type: ignore[union-attr]  # a text, not a picture


async def test_plain_words_and_english_reach_it(parlour: Parlour) -> None:
    """Who asks whether the page is down is told what is known."""
    person = await parlour.linked("joao")
    assert "Así está todo" in (await person.write("está caída la página de migraciones?")).text
    english = Person(parlour.desk, "1001", language="en")
    await english.press("l:en")
    answer = await english.write("/status")
    assert "✅ joao: I looked less than a minute ago, at 10:30. I look again at 11:00." in answer.text


async def test_nobody_has_no_status(person: Person) -> None:
    """There is nothing to tell but how to begin; the report neither."""
    assert NO_MAILBOX in (await person.write("/estado")).text
    assert NO_MAILBOX in (await person.press("s:i:")).text


async def test_a_portal_that_is_out_is_said_with_since_when(parlour: Parlour) -> None:
    """And no word about being late then: it is not us."""
    person = await parlour.linked("maria")
    await fails(parlour)
    parlour.later(hours=3)
    text = (await person.write("/estado")).text
    assert "🌐 La página de Migraciones no responde desde las 10:30. No es tu culpa. Sigo intentando." in text
    assert "Ahora le toca otra vez." in text
    assert "atraso" not in text
    await fails(parlour, kind=CHANGED)
    answer = await person.write("/estado")
    assert "cambió y no la puedo leer desde las 13:30" in answer.text
    await back(parlour)
    assert "respondió hace 3 horas" in (await person.write("/estado")).text


async def test_being_late_is_said_only_where_it_matters(parlour: Parlour) -> None:
    """From ten minutes on, by the mailbox that waits longest, whosever it is."""
    person = await parlour.linked("joao")
    await parlour.linked("joao", address="2002")
    parlour.later(minutes=39)
    assert "atraso" not in (await person.write("/estado")).text
    await looked(parlour, 1)
    parlour.later(minutes=12)
    assert "🐢 Voy con 21 minutos de atraso." in (await person.write("/estado")).text


async def test_a_mailbox_that_fails_says_so(parlour: Parlour) -> None:
    """With since when where the ledger knows, and that there is nothing to do."""
    person = await parlour.linked("maria", "sofia")
    parlour.later(days=1)
    await fails(parlour, 1)
    await becomes(parlour, 2, failures=2, checked_at=None)
    text = (await person.write("/estado")).text
    assert "⏳ maria: no puedo entrar desde las 10:30. No tienes que hacer nada. Lo miro otra vez a las 11:30." in text
    assert "⏳ sofia: la última vez no pude entrar." in text
    assert "respondió" not in text
    await becomes(parlour, 2, failures=0)
    assert "🕐 sofia: todavía no lo miré." in (await person.write("/estado")).text


@pytest.mark.parametrize(
    ("state", "labels"),
    [
        ("rejected", ["🔒 Poner mi contraseña", "🔑 Recuperar mi clave"]),
        ("locked", ["🔑 Recuperar mi clave", "🔒 Poner mi contraseña"]),
        ("captcha", ["🔒 Poner mi contraseña"]),
    ],
)
async def test_one_tap_from_a_stopped_watch_to_its_repair(parlour: Parlour, state: str, labels: list[str]) -> None:
    """From the message that tells of it and from /estado: the page for the password opens, and the mailbox is watched
    again under its name; or the ways back in begin."""
    person = await parlour.linked("maria", "sofia")
    await becomes(parlour, 1, state=MailboxState(state))
    async with parlour.world.database.begin() as connection:
        await outbox.add(
            connection,
            chat_id=1,
            mailbox_id=1,
            dedupe_key="k",
            text_key="trouble",
            params={"state": state},
            priority=20,
            due_at=NOW,
            now=NOW,
        )
        delivery = await outbox.lease_next(connection, 1, now=NOW, lease=MINUTE)
        assert delivery is not None
        said = await compose(connection, delivery, now=NOW)
    assert isinstance(said, Said)
    pushed = {words("es", button.label): button.does for row in said.rows for button in row}
    assert list(pushed) == labels
    shown = await person.write("/estado")
    assert "dejé de mirarlo" in shown.text
    assert list(shown.buttons)[: len(labels)] == labels
    repair = pushed["🔒 Poner mi contraseña"]
    assert isinstance(repair, Press)
    opened = await person.press(repair.data)
    assert opened.page
    answer = await parlour.link(person, "maria", "otro nombre")
    assert "con el nombre maria. Actualicé su contraseña y lo sigo mirando." in answer.text
    assert "✅ maria" in (await person.write("/estado")).text
    if "🔑 Recuperar mi clave" in labels:
        assert "constancia" in (await person.press("c:recuperar")).text


# ---- the report ----


def text_of(answer: Heeded) -> str:
    """The text of the one PDF that was sent."""
    [document] = [one for one in answer.sent if isinstance(one, Document)]
    return read(document.content)


def read(content: bytes) -> str:
    pdf = pypdfium2.PdfDocument(io.BytesIO(content))
    try:
        return "\n".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in pdf)
    finally:
        pdf.close()


async def test_the_report_tells_what_was_seen_and_whose_record_it_is(parlour: Parlour) -> None:
    """In Lima's time, with its length, in plain words and the machine's; on top and at the foot that it is ours."""
    person = await parlour.linked("maria")
    parlour.later(days=2)
    await fails(parlour)
    parlour.later(minutes=85)
    await back(parlour)
    parlour.later(days=1)
    await fails(parlour, 1, kind=CHANGED)
    parlour.later(hours=2)
    answer = await person.press("s:i:")
    assert answer.files == ["informe-de-caidas-2026-12-06.pdf"]
    assert "No es un documento de Migraciones y no cambia ningún plazo." in answer.text
    text = text_of(answer)
    assert text.count("Registro propio, no oficial. No es un documento de Migraciones.") == 2
    for wanted in (
        "Buzón: maria",
        "Período: del 3 dic 2026, 10:30 al 6 dic 2026, 13:55 (hora de Lima).",
        "Lo maneja Casa Amiga.",
        "5 dic 2026, 10:30 5 dic 2026, 11:55 1 hora y 25 minutos La página no respondió. Pasó con toda la página.",
        "status 503",
        "6 dic 2026, 11:55 sigue 2 horas La página respondió, pero el programa no la pudo leer. Pasó con este buzón.",
        "2 caídas. Tiempo total, sin contar dos veces lo que pasó a la vez: 3 horas y 25 minutos.",
    ):
        assert wanted in text


async def test_a_report_of_nothing_says_so(parlour: Parlour) -> None:
    """That is an answer too."""
    person = await parlour.linked("maria")
    assert "En este período el programa no vio ninguna caída." in text_of(await person.press("s:i:"))


async def test_of_several_mailboxes_one_is_chosen_and_only_ones_own(parlour: Parlour) -> None:
    """A neighbour's, a forged or an old button finds nothing."""
    person = await parlour.linked("maria", "sofia")
    neighbour = await parlour.linked("carlos", address="2002")
    await person.write("/estado")
    asked = await person.tap("📄 Informe de caídas (PDF)")
    assert asked.text == "¿De qué buzón quieres el informe?"
    assert "Buzón: sofia" in text_of(await person.tap("📄 sofia"))
    for data in ("s:p:3", "s:p:999", "s:p:", "s:p:x", "s:p:-1"):
        assert STALE in (await person.press(data)).toast
    assert "Buzón: carlos" in text_of(await neighbour.press("s:i:"))


async def test_where_migraciones_runs_it_the_report_does_not_deny_it(parlour: Parlour) -> None:
    """It says that no one made it official, and no more."""
    parlour.desk._world = replace(parlour.world, operator=Operator("Migraciones", official=True))
    person = await parlour.linked("maria")
    answer = await person.press("s:i:")
    assert "No es un documento oficial" in answer.text
    text = text_of(answer)
    assert "No es un documento de Migraciones" not in text
    assert text.count("Registro automático de un programa. No es un documento oficial.") == 2


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Mamá Ñáñez", "Mamá Ñáñez"),
        ("Ñ", "Ñ"),
        ("👩‍👧 Sofía 🙂", "Sofía"),
        ("Łukasz Ńowak", "ukasz Nowak"),
        ("妈妈", ""),
        ("<b>& «x» — “y” €", "<b>& «x» — “y” €"),
        ("a\x00b\x1b[31m", "ab[31m"),
    ],
)
def test_a_name_is_printed_as_far_as_paper_can(name: str, shown: str) -> None:
    """The fonts that every reader has know Western European letters."""
    assert printable(name) == shown


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_long_report_has_pages_and_an_end(language: str) -> None:
    """The latest are listed, the rest is counted; every page says whose record it is."""
    many = [
        Spell(DOWN, True, "x" * 160 if at % 4 == 0 else "no answer", NOW - (900 - at) * HOUR, NOW - (900 - at) * HOUR)
        for at in range(410)
    ]
    content = outage_report(Report("👩‍👧", Operator("Casa Amiga"), NOW - 900 * HOUR, NOW, many), language)
    pdf = pypdfium2.PdfDocument(io.BytesIO(content))
    pages = len(pdf)
    pdf.close()
    whose = words(language, phrase("report-unofficial"))
    assert read(content).count(whose) == 2 * pages > 20
    assert words(language, phrase("report-more", count=len(many) - MOST_ROWS)) in read(content)


def test_a_report_is_the_same_bytes_each_time() -> None:
    """Nothing of the moment at which it is made is in it."""
    many = [Spell(DOWN, True, "x" * 160, NOW - at * HOUR, NOW - at * HOUR + MINUTE) for at in range(40)]
    report = Report("👩‍👧", Operator("Casa Amiga"), NOW - 40 * HOUR, NOW, many)
    assert outage_report(report, "es") == outage_report(report, "es")


# ---- rows laid together ----


def row(
    start: int, end: int | None, *, kind: OutageKind = DOWN, mailbox_id: int | None = None, seen: str = "s"
) -> Outage:
    """An outage from one minute to another."""
    ended_at = None if end is None else NOW + end * MINUTE
    return Outage(1, "sine", mailbox_id, kind, seen, NOW + start * MINUTE, NOW, ended_at, 1)


def test_what_overlaps_and_is_alike_is_one_spell() -> None:
    """The mailbox that saw it first and the portal as a whole are one outage to a person."""
    found = [row(5, 20, seen="whole"), row(0, 25, mailbox_id=7, seen="own"), row(30, 31), row(10, None, kind=CHANGED)]
    one, two, three = spells(found, since=NOW - HOUR)
    assert one == Spell(DOWN, True, "whole", NOW, NOW + 25 * MINUTE)
    assert (two.kind, two.ended_at) == (CHANGED, None)
    assert three.whole
    assert total([one, two, three], NOW + HOUR) == HOUR
    assert total([], NOW) == timedelta(0)


def test_what_lasts_takes_in_all_that_comes_after() -> None:
    """And what began before the period begins with it."""
    [spell] = spells([row(0, None), row(5, 6), row(10, None)], since=NOW + MINUTE)
    assert (spell.began_at, spell.ended_at) == (NOW + MINUTE, None)
    assert spell.lasted(NOW + HOUR) == 59 * MINUTE


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(seconds=-5), "menos de un minuto"),
        (timedelta(seconds=59), "menos de un minuto"),
        (MINUTE, "1 minuto"),
        (59 * MINUTE + timedelta(seconds=59), "59 minutos"),
        (HOUR, "1 hora"),
        (85 * MINUTE, "1 hora y 25 minutos"),
        (DAY, "1 día"),
        (DAY + 3 * HOUR + 5 * MINUTE, "1 día y 3 horas"),
        (DAY + 5 * MINUTE, "1 día y 5 minutos"),
        (40 * DAY, "40 días"),
    ],
)
def test_a_span_is_said_as_people_say_it(span: timedelta, said: str) -> None:
    """Two units at most."""
    assert words("es", span_words(span)) == said


def test_names_are_listed_as_people_list_them() -> None:
    """One, two, many."""
    named = [phrase("status-portal-answers", ago=names_words(["A", "B", "C", "D"][:many])) for many in (1, 2, 4)]
    assert [words("es", one).split("hace ")[1] for one in named] == ["A.", "A y B.", "A, B, C y D."]
