"""A family: several mailboxes in a chat, each with its name and badge; and a mailbox that somebody else watches too, by
the owner's code: told what comes, kept out of everything else."""

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from bot.channels.limits import TELEGRAM
from bot.channels.messages import Message
from bot.channels.rendering import render
from bot.web import calendar
from handlers.alerts import compose
from handlers.speech import Press, Said
from handlers.watch_words import CODE
from sandbox.portal import Kind
from storage import feeds, mailboxes, outbox, watchers
from storage.badges import BADGES
from storage.tables import chats, links
from storage.tables import outbox as rows
from storage.tables import watchers as watcher_rows
from tests.handlers.parlour import Parlour
from tests.handlers.person import Heeded, Person
from tests.handlers.phrases import CONSENT, STALE
from tests.handlers.test_pairing import CODE as PAIRING
from tests.handlers.test_pairing import OnWhatsApp, code_of, town
from tests.handlers.transcript import plain

__all__ = ["town"]

USELESS = "Ese código no sirve"
OWNER, ANA = 1, 2
"""The chats of the two, in the order in which they come."""


@dataclass(frozen=True)
class Pushed:
    """One push as a phone shows it: its text, and label → data of its buttons."""

    text: str
    buttons: dict[str, str]


async def pushed(parlour: Parlour, chat_id: int, *, language: str = "es") -> list[Pushed]:
    """What is due to be told in a chat; what has nothing to say any more is left out."""
    now, found = parlour.world.now(), []
    async with parlour.world.database.begin() as connection:
        while delivery := await outbox.lease_next(connection, chat_id, now=now, lease=timedelta(minutes=1)):
            said = await compose(connection, delivery, parlour.world.vault, now=now)
            await outbox.sent(connection, delivery.id, now=now)
            if isinstance(said, Said):
                [message] = render(said, language=language, limits=TELEGRAM)
                assert isinstance(message, Message)
                keys = [key for row in message.keyboard for key in row]
                buttons = {key.label: key.does.data for key in keys if isinstance(key.does, Press)}
                found.append(Pushed(plain(message.markup), buttons))
    return found


async def invitation(owner: Person, *, mailbox: int = 1, until: str = "90") -> str:
    """The code of a new invitation, with its dash."""
    made = await owner.press(f"m:k:{mailbox}:{until}")
    found = re.search(r"este código en el chat del bot: (\w{4}-\w{4})", made.text)
    assert found, made.text
    return found[1]


async def watched(parlour: Parlour, *, until: str = "90") -> tuple[Person, Person]:
    """The owner of María's mailbox (called Sofía), and Ana, who has a chat of her own, no mailbox, and watches it."""
    owner = await parlour.linked("maria")
    await rename(owner, "Sofía")
    ana = Person(parlour.desk, "2002")
    await ana.write(f"/start {CODE}{(await invitation(owner, until=until)).replace('-', '')}")
    await ana.write("sí")
    await ana.write("sí")
    assert "Listo, Ana. Miras el buzón Sofía" in (await ana.write("Ana")).text
    return owner, ana


async def rename(owner: Person, name: str) -> Heeded:
    await owner.press("m:n:1")
    return await owner.write(name)


async def counted(parlour: Parlour, *, table: object = watcher_rows) -> int:
    async with parlour.world.database.read() as connection:
        return (await connection.execute(select(func.count()).select_from(table))).scalar_one()  # type: ignore[arg-type]


# ---- the card ----


async def test_a_mailbox_has_a_card(parlour: Parlour) -> None:
    """Under /cuentas, one tap: its state, who watches, and what can be changed; one more tap, and back."""
    person = await parlour.linked("maria", "sofia")
    await person.write("/cuentas")
    card = await person.tap("⚙️ sofia")
    assert "sofia: lo estoy mirando" in card.text
    assert "Nadie más mira este buzón" in card.text
    assert list(card.buttons) == [
        "🎨 Color o emoji",
        "✏️ Cambiar nombre",
        "👀 Invitar a alguien",
        "Quitar sofia",
        "◀ Mis buzones",
    ]
    assert card.messages[0].edit == person.last.message
    assert "Tienes 2 buzones" in (await person.tap("◀ Mis buzones")).text


async def test_a_badge_stands_before_the_name_wherever_it_is_said(parlour: Parlour) -> None:
    """The list, the card, the state, an alert, an open term, the warning before opening, the report's question."""
    person = await parlour.linked("maria", "sofia")
    await person.press("m:b:1")
    card = await person.tap("👧")
    assert "👧 maria: lo estoy mirando" in card.text
    parlour.portal.publish("maria", Kind.REMEDY, deposited_at=parlour.clock.now())
    listed = await person.write("/notificaciones")
    [alert] = await pushed(parlour, OWNER)
    said = [
        await person.write("/cuentas"),
        listed,
        await person.write("/estado"),
        await person.write("/recordatorios"),
        await person.press(alert.buttons["🔎 Ver más"]),
        await person.press(alert.buttons["📄 Abrir"]),
        await person.press("a:u:1"),
    ]
    for text in (*(one.text for one in said), alert.text):
        assert "👧 maria" in text
        assert not re.search(r"(?<!👧 )maria\b", text)
    assert "📄 👧 maria" in (await person.press("s:i:")).buttons
    assert "mailbox.badged" in await parlour.acts()


async def test_a_badge_is_taken_off_again(parlour: Parlour) -> None:
    person = await parlour.linked("maria")
    await person.press("m:s:1:0")
    await person.press("m:b:1")
    assert (await person.tap("Sin color ni emoji")).text.startswith("✅ maria: lo estoy mirando")


@pytest.mark.parametrize("data", ["m:s:1:99", "m:s:1:", "m:s:1:👧", "m:s:1", "m:s:2:0", "m:s::0", "m:b:2", "m:c:x"])
async def test_a_badge_that_was_never_offered_is_none(parlour: Parlour, data: str) -> None:
    """Nor one for a mailbox that is not there."""
    person = await parlour.linked("maria")
    assert STALE in (await person.press(data)).toast
    async with parlour.world.database.read() as connection:
        [mailbox] = await mailboxes.of_chat(connection, OWNER)
    assert (mailbox.badge, mailbox.shown) == (None, "maria")


def test_the_badges_fit() -> None:
    """Each fits its column and a button, and no two are the same."""
    assert len(set(BADGES)) == len(BADGES)
    assert all(len(badge) == 1 for badge in BADGES)


async def test_in_the_private_calendar_the_badge_alone_says_whose_it_is(parlour: Parlour) -> None:
    """No name stands there; what has no badge stands as it did."""
    person = await parlour.linked("maria", "sofia")
    await person.press("m:s:1:8")
    for who in ("maria", "sofia"):
        parlour.portal.publish(who, Kind.REMEDY, deposited_at=parlour.clock.now())
    await person.write("/notificaciones")
    async with parlour.world.database.begin() as connection:
        token = await feeds.renew(connection, OWNER, now=parlour.clock.now())
    content = await calendar._calendar(parlour.world, token)
    assert content is not None
    titles = re.findall(r"SUMMARY:(.*)", content.decode())
    assert {title.strip().partition(" (")[0] for title in titles} >= {"👧 Último día seguro", "Último día seguro"}
    assert not any("maria" in title or "sofia" in title for title in titles)


async def test_a_mailbox_is_renamed(parlour: Parlour) -> None:
    """One question; the badge stays before the new name, and the card is one tap away."""
    person = await parlour.linked("maria")
    await person.press("m:s:1:6")
    await person.press("m:c:1")
    assert "¿Cómo llamo al buzón 👩 maria?" in (await person.tap("✏️ Cambiar nombre")).text
    assert "Ahora se llama 👩 Mamá Rosa." in (await person.write("  Mamá\n Rosa ")).text
    assert "👩 Mamá Rosa: lo estoy mirando" in (await person.tap("◀ Volver")).text
    assert (await parlour.acts())[-1] == "mailbox.renamed"


async def test_a_name_is_refused_with_its_reason(parlour: Parlour) -> None:
    """Without a letter, too long, a picture; then a good one is taken. Forty characters are not too many."""
    person = await parlour.linked("maria")
    await person.press("m:n:1")
    assert "Necesito un nombre con letras" in (await person.write("👧 !!")).text
    assert "Escribe uno de 40 letras como máximo" in (await person.write("x" * 41)).text
    assert "me lo escribas con letras" in (await person.send("sticker")).text
    assert f"Ahora se llama {'x' * 40}." in (await person.write("x" * 40)).text


async def test_a_password_is_no_name(parlour: Parlour) -> None:
    """It leaves the chat, and the question is still there."""
    person = await parlour.linked("maria")
    await person.press("m:n:1")
    answer = await person.write("Arepa-2619")
    assert answer.erased
    assert "¿Cómo llamo al buzón maria?" in answer.text
    assert "Ahora se llama Jean-Baptiste." in (await person.write("Jean-Baptiste")).text


async def test_only_ones_own_mailbox_is_renamed(parlour: Parlour) -> None:
    """A forged button names nothing, and a mailbox that goes meanwhile is not renamed."""
    person = await parlour.linked("maria")
    stranger = await parlour.linked("sofia", address="666")
    assert "Ese buzón ya no está" in (await stranger.press("m:n:1")).text
    await person.press("m:n:1")
    await person.press("a:y:1")
    assert "Ese buzón ya no está" in (await person.write("Rosa")).text


# ---- letting somebody in ----


async def test_the_owner_lets_somebody_in(parlour: Parlour) -> None:
    """Told plainly what it is and what it is not, asked for consent, a yes and a name; both sides see it."""
    owner = await parlour.linked("maria")
    await owner.press("m:c:1")
    asked = await owner.tap("👀 Invitar a alguien")
    assert "No podrá abrir notificaciones" in asked.text
    assert "¿Hasta cuándo?" in asked.text
    made = await owner.tap("90 días")
    assert "hasta el miércoles 3 de marzo de 2027" in made.texts[0]
    code = re.search(r"\w{4}-\w{4}", made.texts[1])
    assert code
    assert "Hay 1 código sin usar" in (await owner.press("m:c:1")).text

    ana = Person(parlour.desk, "2002")
    first = await ana.write(f"/start {CODE}{code[0].replace('-', '')}")
    assert "No somos Migraciones" in first.text
    assert CONSENT in first.text
    told = await ana.write("sí")
    assert "¿Quieres mirar el buzón maria?" in told.text
    assert "hasta el miércoles 3 de marzo de 2027" in told.text
    assert "No podrás abrir sus notificaciones" in told.text
    assert "Su dueño ve que tú miras" in told.text
    assert "¿Con qué nombre te verá" in (await ana.tap("Sí, mirar")).text
    assert "Listo, Ana, abogada. Miras el buzón maria" in (await ana.write("Ana, abogada")).text

    [push] = await pushed(parlour, OWNER)
    assert "Ana, abogada mira ahora el buzón maria, hasta el miércoles 3 de marzo de 2027" in push.text
    card = await owner.press("m:c:1")
    assert "• Ana, abogada, hasta el miércoles 3 de marzo de 2027" in card.text
    assert "sin usar" not in card.text
    listed = await ana.write("/cuentas")
    assert "Buzones que miras\n" in listed.text
    assert "• maria, hasta el miércoles 3 de marzo de 2027" in listed.text
    assert "Su dueño te ve como Ana, abogada" in (await ana.tap("👀 maria")).text
    assert (await parlour.acts(OWNER))[-1] == "watch.invited"
    assert await parlour.acts(ANA) == ["consent.given", "mailbox.watched"]


@pytest.mark.parametrize(
    ("choice", "until"),
    [
        ("30", "hasta el sábado 2 de enero de 2027"),
        ("365", "hasta el viernes 3 de diciembre de 2027"),
        ("none", "sin fecha final"),
    ],
)
async def test_the_owner_chooses_until_when(parlour: Parlour, choice: str, until: str) -> None:
    owner, ana = await watched(parlour, until=choice)
    assert f"• Ana, {until}" in (await owner.press("m:c:1")).text
    assert f"• Sofía, {until}" in (await ana.write("/cuentas")).text


async def test_the_invitation_carries_a_link_into_each_channel(town: Parlour) -> None:
    """As text, for a message that is passed on loses its buttons; with the code in it."""
    owner = await town.linked("maria")
    made = (await owner.press("m:k:1:30")).texts[1]
    assert re.search(rf"Abre en WhatsApp: https://whatsapp\.example/{CODE}[2-9A-Z]{{8}}\n", made)
    assert re.search(rf"Abre en Telegram: https://telegram\.example/{CODE}[2-9A-Z]{{8}}\n", made)


async def test_who_has_given_consent_is_not_asked_again(parlour: Parlour) -> None:
    """Nor told once more who runs this."""
    owner, berta = await parlour.linked("maria"), await parlour.linked("sofia", address="3003")
    told = await berta.write(f"/start {CODE}{await invitation(owner)}")
    assert told.text.startswith("👀 ¿Quieres mirar el buzón maria?")


@pytest.mark.parametrize("refusal", ["consent", "watching", "called off"])
async def test_a_no_lets_nobody_in(parlour: Parlour, refusal: str) -> None:
    """To the consent, to the question, or instead of a name; the code is not used up."""
    owner, ana = await parlour.linked("maria"), Person(parlour.desk, "2002")
    code = await invitation(owner)
    await ana.write(f"/start {CODE}{code}")
    if refusal == "consent":
        await ana.write("no")
    else:
        await ana.write("sí")
        said = await ana.write("no" if refusal == "watching" else "sí")
        assert ("No miras ese buzón" in said.text) is (refusal == "watching")
        await ana.write("/cancelar")
    assert await counted(parlour) == 0
    assert await pushed(parlour, OWNER) == []
    assert "maria" in (await ana.write(f"/start {CODE}{code}")).text or refusal == "consent"


async def test_a_typed_code_is_known_by_what_it_is_for(town: Parlour) -> None:
    """With its dash or without; the code for a second chat leads where it did. Either leaves the chat."""
    owner, berta = await town.linked("maria"), await town.linked("sofia", address="3003")
    code = await invitation(owner)
    for text in (code, code.lower(), code.replace("-", "")):
        answer = await berta.write(text)
        assert "¿Quieres mirar el buzón maria?" in answer.text
        assert answer.erased
    second = OnWhatsApp(town.desk)
    assert "los buzones que tienes en Telegram" in (await second.write(await code_of(owner))).text
    assert "Ese código no sirve" in (await second.write(f"/start {CODE}{await code_of(owner)}")).text
    assert "Ese código no sirve" in (await second.write(f"/start {PAIRING}{code}")).text


async def test_on_one_channel_a_code_is_typed_too(parlour: Parlour) -> None:
    """A word of letters and figures that is no code stays what it was: a password, out of the chat."""
    owner, berta = await parlour.linked("maria"), await parlour.linked("sofia", address="3003")
    code = await invitation(owner)
    assert "Eso parecía una contraseña" in (await berta.write("K7RM2QXZ")).text
    assert USELESS in (await berta.write("K7RM-2QXZ")).text
    assert "¿Quieres mirar el buzón maria?" in (await berta.write(code.replace("-", ""))).text


@pytest.mark.parametrize("why", ["wrong", "used", "revoked", "expired", "unlinked"])
async def test_a_code_that_is_of_no_use_is_refused_alike(parlour: Parlour, why: str) -> None:
    """Nobody is told which it is: wrong, used, revoked, too old, or of a mailbox that is gone."""
    owner, ana = await parlour.linked("maria", "sofia"), await parlour.linked("mateo", address="2002")
    code = await invitation(owner)
    match why:
        case "wrong":
            code = "K7RM-2QXZ"
        case "used":
            await ana.write(code)
            await ana.write("sí")
            await ana.write("Ana")
        case "revoked":
            await owner.press("m:c:1")
            revoked = await owner.tap("🚫 Anular códigos")
            assert "ya no sirven" in revoked.toast
            assert "sin usar" not in revoked.text
            assert (await parlour.acts(OWNER))[-1] == "watch.revoked"
        case "expired":
            parlour.later(days=7)
        case "unlinked":
            await owner.press("a:y:1")
    late = await parlour.linked("abuela" if "abuela" in parlour.portal.mailboxes else "mateo", address="4004")
    for text in (code, f"/start {CODE}{code}", f"/start {CODE}"):
        assert USELESS in (await late.write(text)).text


async def test_after_five_wrong_codes_not_even_a_right_one_is_looked_at(parlour: Parlour) -> None:
    """For an hour, whichever kind they were; nobody guesses their way into a mailbox."""
    owner, ana = await parlour.linked("maria"), await parlour.linked("sofia", address="2002")
    for number in range(5):
        await ana.write(f"K7RM-2QX{number + 2}")
    code = await invitation(owner)
    assert USELESS in (await ana.write(code)).text
    assert "¿Quieres mirar" not in (await ana.write(code.replace("-", ""))).text
    parlour.later(hours=1, minutes=1)
    assert "¿Quieres mirar el buzón maria?" in (await ana.write(code)).text


async def test_a_code_is_not_for_who_has_the_mailbox(parlour: Parlour) -> None:
    """The owner, or somebody who has linked the very same one."""
    owner, twin = await parlour.linked("maria"), await parlour.linked("maria", address="2002")
    code = await invitation(owner)
    for person in (owner, twin):
        assert "Ese buzón ya es tuyo" in (await person.write(code)).text


async def test_a_mailbox_is_watched_by_five_at_most(parlour: Parlour) -> None:
    """The owner is told before a sixth code is made; revoking makes room."""
    owner, _ = await watched(parlour)
    for _ in range(4):
        await invitation(owner)
    assert "ya tiene 5 personas o códigos" in (await owner.press("m:k:1:30")).toast
    await owner.press("m:r:1")
    await invitation(owner)


async def test_nobody_watches_more_than_ten(parlour: Parlour) -> None:
    """Refused with the reason, and the code is not used up."""
    _, ana = await watched(parlour)
    async with parlour.world.database.begin() as connection:
        for number in range(9):
            added = await mailboxes.add(
                connection,
                chat_id=OWNER,
                name=f"B{number}",
                fingerprints=[bytes([number]) * 32],
                seal=lambda _: b"sealed",
                now=parlour.clock.now(),
                next_check_at=parlour.clock.now(),
            )
            assert isinstance(added, mailboxes.Mailbox)
            values = {"mailbox_id": added.id, "chat_id": ANA, "name": "Ana", "since": parlour.clock.now()}
            await connection.execute(watcher_rows.insert().values(values))
    other = await parlour.linked("sofia", address="3003")
    number = max(
        [int(data.split(":")[2]) for data in (await other.write("/cuentas")).buttons.values() if "m:c" in data]
    )
    code = await invitation(other, mailbox=number)
    assert "Ya miras 10 buzones" in (await ana.write(code)).text


async def test_a_code_that_is_used_between_the_yes_and_the_name_lets_nobody_in(parlour: Parlour) -> None:
    """Two had it; the one who was quicker watches."""
    owner = await parlour.linked("maria")
    ana, berta = Person(parlour.desk, "2002"), Person(parlour.desk, "3003")
    code = await invitation(owner)
    for person in (ana, berta):
        await person.write(f"/start {CODE}{code}")
        await person.write("sí")
        await person.write("sí")
    assert "Listo, Ana" in (await ana.write("Ana")).text
    assert USELESS in (await berta.write("Berta")).text
    assert await counted(parlour) == 1


async def test_a_name_that_comes_again_changes_nothing(parlour: Parlour) -> None:
    """The platform repeats the last message: said once more, done once, told once."""
    _, ana = await watched(parlour)
    assert "Listo, Ana" in (await ana.again()).text
    assert await counted(parlour) == 1
    assert len(await pushed(parlour, OWNER)) == 1


# ---- what a watcher is told ----


async def test_an_alert_of_a_watched_mailbox(parlour: Parlour) -> None:
    """Whose it is and that only its owner can open it; two buttons, neither of them the owner's."""
    owner, ana = await watched(parlour)
    await pushed(parlour, OWNER)
    parlour.portal.publish("maria", Kind.REMEDY, deposited_at=parlour.clock.now())
    await owner.write("/notificaciones")
    [own], [push] = await pushed(parlour, OWNER), await pushed(parlour, ANA)
    assert push.text.startswith("🔔 Llegó una notificación nueva\nBuzón: Sofía\n")
    assert push.text.endswith("👀 Miras el buzón Sofía. Abrirla puede solo su dueño.")
    assert "Miras el buzón" not in own.text
    assert list(push.buttons) == ["📅 Calendario", "🔎 Ver más"]
    more = await ana.press(push.buttons["🔎 Ver más"])
    assert "Fecha segura" in more.text
    assert "Abrirla puede solo su dueño" in more.text
    assert list(more.buttons) == ["📅 Calendario"]
    assert (await ana.press(push.buttons["📅 Calendario"])).files == ["plazo.ics"]
    assert parlour.portal.openings == []


async def test_an_alert_says_it_in_english_too(parlour: Parlour) -> None:
    owner, _ = await watched(parlour)
    parlour.portal.publish("maria", Kind.SUMMONS, deposited_at=parlour.clock.now())
    await owner.write("/notificaciones")
    [push] = await pushed(parlour, ANA, language="en")
    assert push.text.endswith("👀 You watch the mailbox Sofía. Only its owner can open this.")


async def test_deadlines_and_what_nobody_opens_are_told_to_both(parlour: Parlour) -> None:
    """Each once a day; until the owner has dealt with it."""
    owner, _ = await watched(parlour)
    parlour.portal.publish("maria", Kind.REMEDY, deposited_at=parlour.clock.now())
    await owner.write("/notificaciones")
    await pushed(parlour, OWNER)
    [alert] = await pushed(parlour, ANA)
    number = alert.buttons["🔎 Ver más"].rpartition(":")[2]
    parlour.later(days=1, minutes=1)
    await pushed(parlour, OWNER)
    told = [push.text for push in await pushed(parlour, ANA)]
    assert any(text.startswith("🔔 Nadie abrió todavía esta notificación") for text in told)
    reminded = 0
    for _ in range(4):
        parlour.later(days=1)
        own, theirs = [
            sum(push.text.startswith("⏰ No olvides") for push in await pushed(parlour, chat)) for chat in (OWNER, ANA)
        ]
        assert own == theirs
        reminded += theirs
    assert reminded
    await owner.press(f"n:d:{number}")
    parlour.later(days=30)
    assert await pushed(parlour, ANA) == []


async def test_who_begins_to_watch_is_reminded_of_what_is_open(parlour: Parlour) -> None:
    """What came before them has a safe date all the same."""
    owner = await parlour.linked("maria")
    parlour.portal.publish("maria", Kind.REMEDY, deposited_at=parlour.clock.now())
    await owner.write("/notificaciones")
    ana = await parlour.linked("sofia", address="2002")
    for text in (await invitation(owner), "sí", "Ana"):
        await ana.write(text)
    async with parlour.world.database.read() as connection:
        told = select(rows.c.dedupe_key).where(rows.c.text_key == "deadline", rows.c.mailbox_id == 1)
        keys = list(await connection.scalars(told))
    own = {key for key in keys if not key.startswith("watch:")}
    assert {key.partition(":")[2].partition(":")[2] for key in keys if key.startswith("watch:")} == own
    assert own


async def test_a_reminder_that_the_owner_asked_for_is_theirs(parlour: Parlour) -> None:
    owner, _ = await watched(parlour)
    await owner.press("r:s:1")
    parlour.later(hours=3)
    assert len(await pushed(parlour, OWNER)) == 2
    assert await pushed(parlour, ANA) == []


async def test_the_days_digest_says_which_are_watched(parlour: Parlour) -> None:
    """The owner has chosen a digest, so the watcher has one; who has mailboxes of their own sees theirs first."""
    owner, _ = await watched(parlour)
    await owner.press("w:d:19")
    parlour.portal.publish("maria", Kind.APPROVAL, deposited_at=parlour.clock.now())
    await owner.write("/notificaciones")
    assert await pushed(parlour, ANA) == []
    parlour.later(hours=9)
    [push] = await pushed(parlour, ANA)
    assert push.text.startswith("🗞 Llegó 1 notificación")
    assert "Sofía" in push.text
    assert push.text.endswith("esas las abre solo su dueño.")
    assert push.buttons == {}
    [own] = [push for push in await pushed(parlour, OWNER) if "🗞" in push.text]
    assert "solo su dueño" not in own.text
    assert await pushed(parlour, ANA) == []


async def test_after_the_last_day_nothing_is_told(parlour: Parlour) -> None:
    """Neither what comes then, nor what was written before and is said only then; the last day counts whole."""
    owner, ana = await watched(parlour, until="30")
    parlour.later(days=30)
    parlour.portal.publish("maria", Kind.SUMMONS, deposited_at=parlour.clock.now())
    await owner.write("/notificaciones")
    [push] = await pushed(parlour, ANA)
    parlour.portal.publish("maria", Kind.SUMMONS, deposited_at=parlour.clock.now())
    await owner.write("/notificaciones")
    parlour.later(days=1)
    assert await pushed(parlour, ANA) == []
    parlour.portal.publish("maria", Kind.SUMMONS, deposited_at=parlour.clock.now())
    await owner.write("/notificaciones")
    assert await pushed(parlour, ANA) == []
    for data in push.buttons.values():
        assert STALE in (await ana.press(data)).toast
    assert "Buzones que miras" not in (await ana.write("/cuentas")).text
    assert "Nadie más mira" in (await owner.press("m:c:1")).text


async def test_who_watched_up_to_a_day_hears_that_it_is_over(parlour: Parlour) -> None:
    """Once, from the clean-up: nobody is to wait for alerts that do not come. Not where they were let in anew."""
    owner, ana = await watched(parlour, until="30")
    parlour.later(days=30)
    await parlour.turns.purge(parlour.world.now(), priority=30)
    assert await pushed(parlour, ANA) == []
    parlour.later(days=1)
    for _ in range(2):
        await parlour.turns.purge(parlour.world.now(), priority=30)
    [push] = await pushed(parlour, ANA)
    assert push.text.startswith("👀 Terminó el tiempo para mirar el buzón Sofía.")
    assert await counted(parlour) == 0
    for text in (await invitation(owner, until="30"), "sí", "Ana"):
        await ana.write(text)
    assert await counted(parlour) == 1


# ---- the end of it ----


async def test_the_owner_ends_it_at_any_time(parlour: Parlour) -> None:
    """By the button under the word that somebody watches, or from the card; who watched is told, and nothing else."""
    owner, ana = await watched(parlour)
    parlour.portal.publish("maria", Kind.REMEDY, deposited_at=parlour.clock.now())
    await owner.write("/notificaciones")
    came = next(push for push in await pushed(parlour, OWNER) if "mira ahora" in push.text)
    assert "Ana ya no mira el buzón Sofía" in (await owner.press(came.buttons["⛔ Quitar a Ana"])).text
    assert [push.text for push in await pushed(parlour, ANA)] == [
        "👀 Ya no miras el buzón Sofía: su dueño lo terminó. No te aviso más de él."
    ]
    assert "Nadie más mira" in (await owner.press("m:c:1")).text
    assert STALE in (await owner.press(came.buttons["⛔ Quitar a Ana"])).toast
    assert STALE in (await ana.press("g:w:1")).toast
    assert (await parlour.acts(OWNER))[-1] == "mailbox.unwatched"
    parlour.later(days=20)
    assert await pushed(parlour, ANA) == []


async def test_an_alert_that_is_on_its_way_is_not_said_to_who_was_put_out(parlour: Parlour) -> None:
    """Whether somebody watches is looked up once more when the words are chosen."""
    owner, ana = await watched(parlour)
    parlour.portal.publish("maria", Kind.REMEDY, deposited_at=parlour.clock.now())
    await owner.write("/notificaciones")
    now = parlour.world.now()
    async with parlour.world.database.begin() as connection:
        delivery = await outbox.lease_next(connection, ANA, now=now, lease=timedelta(minutes=1))
    assert delivery is not None
    await owner.press("m:e:1")
    async with parlour.world.database.begin() as connection:
        assert not isinstance(await compose(connection, delivery, parlour.world.vault, now=now), Said)
        await outbox.sent(connection, delivery.id, now=now)
    assert "Eso ya no está" in (await ana.press(f"see:{delivery.id}")).text


async def test_a_watcher_leaves(parlour: Parlour) -> None:
    """From /cuentas; the owner is told, and nothing comes any more."""
    owner, ana = await watched(parlour)
    await pushed(parlour, OWNER)
    await ana.write("/cuentas")
    await ana.tap("👀 Sofía")
    assert "Ya no miras el buzón Sofía" in (await ana.tap("👋 Dejar de mirar")).text
    assert STALE in (await ana.tap("👋 Dejar de mirar")).toast
    [push] = await pushed(parlour, OWNER)
    assert "dejó de mirar el buzón Sofía" in push.text
    assert "Nadie más mira" in (await owner.press(push.buttons["⚙️ Sofía"])).text
    parlour.portal.publish("maria", Kind.REMEDY, deposited_at=parlour.clock.now())
    await owner.write("/notificaciones")
    assert await pushed(parlour, ANA) == []
    assert (await parlour.acts(ANA))[-1] == "mailbox.unwatched"


async def test_a_word_that_is_overtaken_is_not_said(parlour: Parlour) -> None:
    """They came and left, or were put out and let in again, before anybody was told."""
    owner, ana = await watched(parlour)
    await owner.press("m:e:1")
    for text in (await invitation(owner), "sí", "Ana María"):
        await ana.write(text)
    assert await pushed(parlour, ANA) == []
    assert [push.text.split(" mira ahora")[0] for push in await pushed(parlour, OWNER)] == ["👀 Ana María"]


async def test_unlinking_a_mailbox_is_told_to_who_watches_it(parlour: Parlour) -> None:
    """Nothing of theirs is left, and no code of it works."""
    owner, ana = await watched(parlour)
    code = await invitation(owner)
    await owner.press("a:y:1")
    assert [push.text.split(":")[0] for push in await pushed(parlour, ANA)] == [
        "👀 Un buzón que mirabas ya no está aquí"
    ]
    assert await counted(parlour) == 0
    assert USELESS in (await ana.write(code)).text
    assert "Sofía" not in (await ana.write("/cuentas")).text


@pytest.mark.parametrize("who", ["owner", "ana"])
async def test_forgetting_either_side_leaves_nothing_dangling(parlour: Parlour, who: str) -> None:
    """The other side is told; rows, codes and what waited are gone."""
    owner, ana = await watched(parlour)
    await invitation(owner)
    await pushed(parlour, OWNER)
    parlour.portal.publish("maria", Kind.REMEDY, deposited_at=parlour.clock.now())
    await owner.write("/notificaciones")
    await (owner if who == "owner" else ana).press("p:y:")
    assert await counted(parlour) == 0
    unused = select(links).where(links.c.purpose.startswith("watch:"), links.c.used_at.is_(None))
    assert await counted(parlour, table=unused.subquery()) == (0 if who == "owner" else 1)
    if who == "owner":
        assert len(await pushed(parlour, ANA)) == 1
        assert await counted(parlour, table=rows) == 1
    else:
        texts = [push.text for push in await pushed(parlour, OWNER)]
        assert any("dejó de mirar el buzón Sofía" in text for text in texts)
        assert "Nadie más mira" in (await owner.press("m:c:1")).text
        assert "mailbox.unwatched" in await parlour.acts(ANA)


async def test_privacy_tells_of_it(parlour: Parlour) -> None:
    """To the owner who watches, to the watcher what they watch."""
    owner, ana = await watched(parlour)
    assert "1 persona mira contigo tus buzones" in (await owner.write("/privacidad")).text
    assert "miras 1 buzón de otra persona" in (await ana.write("/privacidad")).text


async def test_who_refuses_a_new_consent_text_watches_as_before(parlour: Parlour) -> None:
    """With the permission that they gave to the earlier one, as who has linked a mailbox does; it stays on record."""
    _, ana = await watched(parlour)
    async with parlour.world.database.begin() as connection:
        earlier = update(chats).where(chats.c.id == ANA).values(consent_version="2020-01-01")
        await connection.execute(earlier)
    await ana.write("/vincular")
    assert "no cambio nada" in (await ana.write("no")).text
    assert await counted(parlour) == 1
    async with parlour.world.database.read() as connection:
        assert await connection.scalar(select(chats.c.consent_version).where(chats.c.id == ANA)) == "2020-01-01"


async def test_who_blocks_the_bot_is_not_written_to_and_holds_nobody_up(parlour: Parlour) -> None:
    """The owner has their alert; the watcher, when they are back, what comes from then on."""
    owner, ana = await watched(parlour)
    await pushed(parlour, OWNER)
    await ana.leave()
    for _ in range(2):
        parlour.portal.publish("maria", Kind.SUMMONS, deposited_at=parlour.clock.now())
        await owner.write("/notificaciones")
        assert len(await pushed(parlour, OWNER)) == 1
        await ana.come_back()
    assert len(await pushed(parlour, ANA)) == 1


async def test_who_links_the_mailbox_themselves_watches_it_no_more(parlour: Parlour) -> None:
    """They would be told everything twice."""
    owner, ana = await watched(parlour)
    await ana.write("/vincular")
    assert "quedó vinculado" in (await parlour.link(ana, "maria", "mía")).text
    assert await counted(parlour) == 0
    parlour.portal.publish("maria", Kind.REMEDY, deposited_at=parlour.clock.now())
    await owner.write("/notificaciones")
    await ana.write("/notificaciones")
    assert len([push for push in await pushed(parlour, ANA) if push.text.startswith("🔔")]) == 1


async def test_two_chats_that_turn_out_to_be_one_persons(town: Parlour) -> None:
    """The owner's own WhatsApp had been let in, and is joined then: one alert, with the owner's buttons."""
    owner, second = await town.linked("maria"), OnWhatsApp(town.desk)
    await second.write(f"/start {CODE}{await invitation(owner)}")
    for text in ("sí", "sí", "Yo"):
        await second.write(text)
    await second.write(f"/start {PAIRING}{await code_of(owner)}")
    assert "los mismos buzones" in (await second.write("sí")).text
    assert await counted(town) == 0
    assert "Buzones que miras" not in (await second.write("/cuentas")).text
    await pushed(town, OWNER)
    town.portal.publish("maria", Kind.APPROVAL, deposited_at=town.clock.now())
    await owner.write("/notificaciones")
    [push] = await pushed(town, OWNER)
    assert "📄 Abrir" in push.buttons
    assert await pushed(town, ANA) == []


async def test_what_a_second_chat_watched_is_given_back(town: Parlour) -> None:
    """It was joined by a stranger's code: whoever is put out takes along what they watch."""
    owner, other = await town.linked("maria"), await town.linked("sofia", address="3003")
    second = OnWhatsApp(town.desk)
    await second.write(f"/start {CODE}{await invitation(owner)}")
    for text in ("sí", "sí", "Ana"):
        await second.write(text)
    await second.write(f"/start {PAIRING}{await code_of(other)}")
    await second.write("sí")
    assert "Buzones que miras" in (await other.write("/cuentas")).text
    await other.press("k:x:3")
    assert "Buzones que miras" not in (await other.write("/cuentas")).text
    assert "Buzones que miras" in (await second.write("/cuentas")).text


# ---- attacks ----

OWNERS = [
    "n:o:1",
    "n:y:1",
    "n:a:1",
    "n:m:1",
    "n:d:1",
    "n:u:1",
    "n:c:1",
    "r:s:1",
    "r:m:1",
    "a:u:1",
    "a:y:1",
    "m:c:1",
    "m:b:1",
    "m:s:1:0",
    "m:i:1",
    "m:k:1:30",
    "m:r:1",
    "m:e:1",
    "s:p:1",
    "k:x:1",
]
"""Buttons of the owner's, about their mailbox, its first notice, and its first watcher."""


async def test_a_watcher_reaches_nothing_of_the_owners_by_forged_buttons(parlour: Parlour) -> None:
    """Not to open, to handle, to be reminded, to let others in, to end it for others: nothing at all."""
    owner, ana = await watched(parlour)
    before = await owner.press("m:c:1")
    for data in OWNERS:
        answer = await ana.press(data)
        assert STALE in answer.toast, data
        assert answer.text == "", data
        assert parlour.portal.openings == [], data
        assert (await owner.press("m:c:1")).text == before.text, data
        assert await counted(parlour) == 1, data
    assert not {"notice.open-agreed", "notice.handled", "mailbox.unlinked"} & set(await parlour.acts(ANA))


async def test_a_watchers_lists_hold_nothing_of_the_owners(parlour: Parlour) -> None:
    """Neither notices, nor state, nor terms, nor the calendar; a pause of theirs is theirs alone."""
    owner, ana = await watched(parlour)
    parlour.portal.publish("maria", Kind.REMEDY, deposited_at=parlour.clock.now())
    await owner.write("/notificaciones")
    for command in ("/notificaciones", "/estado", "/recordatorios"):
        assert "Sofía" not in (await ana.write(command)).text
    await ana.press("w:p:30")
    async with parlour.world.database.begin() as connection:
        token = await feeds.renew(connection, ANA, now=parlour.clock.now())
    content = await calendar._calendar(parlour.world, token)
    assert content is not None
    assert b"SUMMARY" not in content
    assert "En pausa" not in (await owner.write("/recordatorios")).text
    parlour.portal.publish("maria", Kind.REMEDY, deposited_at=parlour.clock.now())
    await owner.write("/notificaciones")
    assert len([push for push in await pushed(parlour, OWNER) if push.text.startswith("🔔")]) == 2


async def test_a_stranger_reaches_nothing_of_either(parlour: Parlour) -> None:
    """Nor does the owner end up among their own watchers by a watcher's button."""
    owner, _ = await watched(parlour)
    stranger = await parlour.linked("sofia", address="666")
    for data in ("g:w:1", "g:x:1", "g:m:1", "g:c:1", "g:m:", "g:c:x", "g:w:99999999999999999999", "m:e:1"):
        for person in (stranger, *((owner,) if data.startswith("g:") else ())):
            assert STALE in (await person.press(data)).toast, data
        assert await counted(parlour) == 1, data


async def test_a_watcher_of_one_mailbox_sees_no_notice_of_another(parlour: Parlour) -> None:
    """Numbers can be guessed; the owner's other mailbox is none of theirs."""
    owner, ana = await watched(parlour)
    await owner.write("/vincular")
    await parlour.link(owner, "sofia", "Mateo")
    async with parlour.world.database.read() as connection:
        found = await watchers.watched_by(connection, [ANA], now=parlour.world.now())
    assert found == {(1, ANA)}
    seen = 0
    for number in range(1, 12):
        for data in (f"g:m:{number}", f"g:c:{number}"):
            answer = await ana.press(data)
            assert "Mateo" not in answer.text
            seen += "Sofía" in answer.text
    assert seen == 3


async def test_two_owners_end_only_their_own_watchers(parlour: Parlour) -> None:
    """A forged number of another mailbox's watcher finds nothing."""
    _, ana = await watched(parlour)
    other = await parlour.linked("sofia", address="3003")
    assert STALE in (await other.press("m:e:1")).toast
    assert "Buzones que miras" in (await ana.write("/cuentas")).text


async def test_an_instance_in_english_says_the_same(parlour: Parlour) -> None:
    """The steps of a watcher whose phone speaks English."""
    owner = await parlour.linked("maria")
    ana = Person(parlour.desk, "2002", language="en")
    await ana.write(f"/start {CODE}{await invitation(owner)}")
    assert "Do you want to watch the mailbox maria?" in (await ana.write("yes")).text
    assert "Under which name" in (await ana.write("yes")).text
    assert "Done, Ana." in (await ana.write("Ana")).text
