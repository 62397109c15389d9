"""One person, two chats: the same mailboxes on Telegram and on WhatsApp, by a code; and everybody else kept out."""

import asyncio
import re
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from bot.channels.limits import LIMITS
from handlers.alerts import compose
from handlers.desk import Desk
from handlers.speech import Link, Said
from handlers.two_chats import CODE
from storage import chats, mailboxes, outbox
from storage.chats import Chat
from storage.tables import consents, links
from storage.tables import outbox as rows
from tests.handlers.parlour import Parlour
from tests.handlers.person import Person
from tests.handlers.phrases import STALE

USELESS = "Ese código no sirve"


class OnWhatsApp(Person):
    """A person with WhatsApp, as far as the desk can tell."""

    def __init__(self, desk: Desk, address: str = "CO.77") -> None:
        super().__init__(desk, address)
        self._as = replace(self._as, channel="whatsapp", language=None)
        self.last = self._as


@pytest.fixture
def town(parlour: Parlour) -> Parlour:
    """The parlour of an instance with two channels."""
    links_of = {name: lambda argument, name=name: f"https://{name}.example/{argument}" for name in LIMITS}
    world = replace(parlour.world, deep_links=links_of)
    return replace(parlour, world=world, desk=Desk(world, parlour.turns))


async def code_of(person: Person, other: str = "WhatsApp") -> str:
    """Ask for a code under /cuentas; without its dash."""
    await person.write("/cuentas")
    given = await person.tap(f"📱 Usar en {other}")
    found = re.search(r"Tu código es (\w{4})-(\w{4})", given.text)
    assert found, given.text
    return found[1] + found[2]


async def joined(town: Parlour, *people: str) -> tuple[Person, OnWhatsApp]:
    """Somebody with these mailboxes on Telegram, who uses them on WhatsApp too."""
    first, second = await town.linked(*people), OnWhatsApp(town.desk)
    await second.write(f"/start {CODE}{await code_of(first)}")
    assert "tienes los mismos buzones" in (await second.write("sí")).text
    return first, second


async def chat_of(town: Parlour, channel: str) -> Chat:
    async with town.world.database.read() as connection:
        row = (await connection.execute(select(chats.chats).where(chats.chats.c.channel == channel))).first()
    assert row is not None
    return chats.from_row(row)


async def told(town: Parlour, chat_id: int) -> list[str]:
    """What waits to be said to a chat, as words."""
    now = town.world.now()
    texts = []
    async with town.world.database.begin() as connection:
        while delivery := await outbox.lease_next(connection, chat_id, now=now, lease=town.world.dialog_life):
            said = await compose(connection, delivery, now=now)
            assert isinstance(said, Said)
            texts += [str(line.key) for line in said.lines if hasattr(line, "key")]
            await outbox.sent(connection, delivery.id, now=now)
    return texts


async def test_the_same_mailboxes_in_a_second_chat(town: Parlour) -> None:
    """A code, what it would share, one yes; then both see, open and unlink the same."""
    first, second = await town.linked("maria", "sofia"), OnWhatsApp(town.desk)
    code = await code_of(first)
    asked = await second.write(f"/start {CODE}{code}")
    assert "los buzones que tienes en Telegram" in asked.text
    assert "maria y sofia" in asked.text
    assert "El permiso que me diste allá vale también" in asked.text
    assert "No tienes" not in (done := await second.write("sí")).text
    assert "Aquí y en Telegram" in done.text
    assert "Tienes 2 buzones" in (await second.write("/cuentas")).text
    assert "maria" in (await second.write("/notificaciones")).text
    assert "maria" in (await second.write("/estado")).text
    warned = await second.press("n:o:1")
    assert "Buzón: maria" in warned.text
    assert "recuerdo" in (await second.press("r:s:1")).text
    await second.press("a:u:2")
    assert "Quité el buzón sofia" in (await second.press("a:y:2")).text
    assert "Tienes 1 buzón" in (await first.write("/cuentas")).text


async def test_the_link_opens_the_other_channel_with_the_code_in_it(town: Parlour) -> None:
    """One tap: the button under the code is the bot's chat over there."""
    person = await town.linked("maria")
    await person.write("/cuentas")
    given = await person.tap("📱 Usar en WhatsApp")
    [key] = [key for message in given.messages for row in message.keyboard for key in row]
    assert isinstance(key.does, Link)
    assert re.fullmatch(r"https://whatsapp\.example/par_[2-9A-HJKMNP-Z]{8}", key.does.url)


async def test_the_permission_has_a_proof_of_its_own_in_the_second_chat(town: Parlour) -> None:
    """The same text, for this chat; and both chats have it on record."""
    await joined(town, "maria")
    holder, second = await chat_of(town, "telegram"), await chat_of(town, "whatsapp")
    async with town.world.database.read() as connection:
        proofs = (await connection.execute(select(consents).order_by(consents.c.id))).all()
    assert [(proof.chat_id, proof.version) for proof in proofs] == [
        (holder.id, holder.consent_version),
        (second.id, holder.consent_version),
    ]
    assert await town.acts(second.id) == ["chat.joined", "consent.given"]
    assert (await town.acts(holder.id))[-2:] == ["pairing.offered", "chat.joined"]
    assert await told(town, holder.id) == ["joined"]


async def test_who_did_not_do_it_undoes_it_with_one_tap(town: Parlour) -> None:
    """The first chat is told at once, and the button there puts the other out; what that one brought goes with it."""
    first, intruder = await town.linked("maria"), OnWhatsApp(town.desk)
    await intruder.write("/vincular")
    await intruder.write("sí")
    await town.link(intruder, "sofia")
    asked = await intruder.write(f"/start {CODE}{await code_of(first)}")
    assert "se junta con los de allá" in asked.text
    await intruder.write("sí")
    assert "Tienes 2 buzones" in (await first.write("/cuentas")).text
    second = await chat_of(town, "whatsapp")
    assert "Saqué WhatsApp" in (await first.press(f"k:x:{second.id}")).text
    assert await told(town, second.id) == ["parted-second"]
    mine, theirs = (await first.write("/cuentas")).text, (await intruder.write("/cuentas")).text
    assert ("maria" in mine, "sofia" in mine) == (True, False)
    assert ("maria" in theirs, "sofia" in theirs) == (False, True)
    assert STALE in (await intruder.press("n:o:1")).toast
    assert STALE in (await first.press(f"k:x:{second.id}")).toast


async def test_a_code_is_good_once(town: Parlour) -> None:
    first, second = await joined(town, "maria")
    async with town.world.database.read() as connection:
        [kept] = (
            await connection.execute(select(links.c.used_at, links.c.purpose).where(links.c.purpose == "pairing"))
        ).all()
    assert kept.used_at is not None
    await second.write("/cuentas")
    await second.tap("Dejar de usarlo aquí")
    again = OnWhatsApp(town.desk, "CO.78")
    code = await code_of(first)
    await again.write(f"/start {CODE}{code}")
    third = OnWhatsApp(town.desk, "CO.79")
    assert "¿Quieres usar aquí" in (await third.write(f"/start {CODE}{code}")).text
    assert "tienes los mismos" in (await again.write("sí")).text
    assert USELESS in (await third.write("sí")).text
    assert "maria" not in (await third.write("/cuentas")).text


async def test_a_new_code_ends_the_one_before_and_time_ends_them_all(town: Parlour) -> None:
    first, second = await town.linked("maria"), OnWhatsApp(town.desk)
    old, code = await code_of(first), await code_of(first)
    assert USELESS in (await second.write(f"/start {CODE}{old}")).text
    assert "¿Quieres usar aquí" in (await second.write(f"/start {CODE}{code}")).text
    town.later(minutes=15)
    assert USELESS in (await second.write("sí")).text
    assert USELESS in (await second.write(f"/start {CODE}{code}")).text


async def test_after_five_wrong_codes_no_code_is_looked_at_for_an_hour(town: Parlour) -> None:
    """Not even a right one; and every answer is the same, so that nobody learns which code exists."""
    first, second = await town.linked("maria"), OnWhatsApp(town.desk)
    code = await code_of(first)
    answers = {(await second.write(f"/start {CODE}ABCD234{letter}")).text for letter in "EFGHJ"}
    answers.add((await second.write(f"/start {CODE}{code}")).text)
    answers.add((await second.write(f"{code[:4]}-{code[4:]}")).text)
    assert len(answers) == 1
    assert USELESS in answers.pop()
    town.later(hours=1, minutes=1)
    assert "¿Quieres usar aquí" in (await second.write(f"/start {CODE}{await code_of(first)}")).text


@pytest.mark.parametrize("forged", ["", "1", "x" * 60, "par_", "' OR 1=1 --", "ABCD-234", "ÁBCD2345", "00000000"])
async def test_what_is_no_code_is_refused_like_a_wrong_one(town: Parlour, forged: str) -> None:
    assert USELESS in (await OnWhatsApp(town.desk).write(f"/start {CODE}{forged}")).text


@pytest.mark.parametrize("shape", ["{}-{}", "{}{}", " {}-{} ", "{}–{}"])
async def test_a_code_may_be_typed_by_itself(town: Parlour, shape: str) -> None:
    """In small letters too, in the middle of the welcome too; and it leaves the chat where the channel lets it."""
    second = await town.linked("maria", address="1001")
    code = await code_of(second)
    guest = OnWhatsApp(town.desk)
    await guest.write("hola")
    assert "¿Quieres usar aquí" in (await guest.write(shape.format(code[:4], code[4:]).lower())).text


async def test_a_password_typed_into_the_chat_is_still_one(town: Parlour) -> None:
    """Eight letters and figures that are no code are erased and not repeated, as ever; so are they with a dash."""
    person = await town.linked("maria")
    answer = await person.write("Maraca27")
    assert answer.erased == [person.last.message]
    assert "contraseña" in answer.text
    dashed = await person.write("mara-ca27")
    assert dashed.erased == [person.last.message]
    assert "mara" not in dashed.text


async def test_an_answer_that_looks_like_a_code_is_an_answer(town: Parlour) -> None:
    """A passport's number where one was asked for."""
    person = await town.linked()
    await person.write("/recuperar")
    for answer in ("no la tengo", "Venezuela", "pasaporte"):
        asked = await person.write(answer)
    assert "número" in asked.text
    assert "apellido" in (await person.write("ABCD2345")).text


async def test_a_code_is_for_another_channel_and_for_another_chat(town: Parlour) -> None:
    """Not where it was made, and not in somebody's Telegram."""
    first = await town.linked("maria")
    code = await code_of(first)
    assert "para usarlo en el otro chat" in (await first.write(f"/start {CODE}{code}")).text
    stranger = Person(town.desk, "2002")
    assert "para usarlo en el otro chat" in (await stranger.write(f"/start {CODE}{code}")).text


async def test_there_are_two_chats_and_no_third(town: Parlour) -> None:
    """Whoever has two is offered no other, and a code from before brings no third one in; nor a chain of chats."""
    first, second = await town.linked("maria"), OnWhatsApp(town.desk)
    code = await code_of(first)
    await second.write(f"/start {CODE}{code}")
    await second.write("sí")
    assert "📱 Usar en WhatsApp" not in (await first.write("/cuentas")).buttons
    assert "📱 Usar en Telegram" not in (await second.write("/cuentas")).buttons
    assert STALE in (await first.press("k:c:whatsapp")).toast
    assert STALE in (await second.press("k:c:telegram")).toast
    other = await town.linked("sofia", address="3003")
    code = await code_of(other)
    assert "ya está junto con otro" in (await second.write(f"/start {CODE}{code}")).text


async def test_two_who_use_each_others_codes_make_one_pair(town: Parlour) -> None:
    """At the same moment, crosswise: one joins the other, and nobody's mailbox is out of reach."""
    first, second = await town.linked("maria"), OnWhatsApp(town.desk)
    await second.write("/vincular")
    await second.write("sí")
    await town.link(second, "sofia")
    mine, theirs = await code_of(first), await code_of(second, "Telegram")
    await first.write(f"/start {CODE}{theirs}")
    await second.write(f"/start {CODE}{mine}")
    await asyncio.gather(first.write("sí"), second.write("sí"))
    holders = [(await chat_of(town, channel)).holder_id for channel in ("telegram", "whatsapp")]
    assert holders.count(None) == 1
    for person in (first, second):
        listed = (await person.write("/cuentas")).text
        assert "maria" in listed
        assert "sofia" in listed


async def test_a_yes_that_comes_again_changes_nothing(town: Parlour) -> None:
    _, second = await joined(town, "maria")
    again = await second.again()
    assert "tienes los mismos buzones" in again.text
    async with town.world.database.read() as connection:
        told_once = (await connection.execute(select(rows.c.id).where(rows.c.text_key == "joined"))).all()
    assert len(told_once) == 1


async def test_a_no_shares_nothing(town: Parlour) -> None:
    first, second = await town.linked("maria"), OnWhatsApp(town.desk)
    await second.write(f"/start {CODE}{await code_of(first)}")
    assert "No junté nada" in (await second.write("no")).text
    assert (await chat_of(town, "whatsapp")).holder_id is None


async def test_the_second_chat_can_leave(town: Parlour) -> None:
    """It sees nothing any more, and the first one is told and keeps everything."""
    first, second = await joined(town, "maria")
    holder = await chat_of(town, "telegram")
    await told(town, holder.id)
    await second.write("/cuentas")
    assert "Siguen en Telegram" in (await second.tap("Dejar de usarlo aquí")).text
    assert await told(town, holder.id) == ["parted-holder"]
    assert "maria" not in (await second.write("/cuentas")).text
    assert STALE in (await second.press("a:u:1")).toast
    assert STALE in (await second.press("k:l:")).toast
    assert "maria" in (await first.write("/cuentas")).text


async def test_only_the_first_puts_the_second_out(town: Parlour) -> None:
    """A forged button of the second's, or of a stranger's, is a stale one."""
    first, second = await joined(town, "maria")
    holder, other = await chat_of(town, "telegram"), await chat_of(town, "whatsapp")
    assert STALE in (await second.press(f"k:x:{holder.id}")).toast
    assert STALE in (await second.press(f"k:x:{other.id}")).toast
    stranger = await town.linked("sofia", address="4004")
    assert STALE in (await stranger.press(f"k:x:{other.id}")).toast
    assert STALE in (await stranger.press("k:a:whatsapp")).toast
    assert STALE in (await first.press("k:x:zzz")).toast
    assert (await chat_of(town, "whatsapp")).holder_id == holder.id


async def test_where_i_am_told_is_one_tap_from_either_chat(town: Parlour) -> None:
    first, second = await joined(town, "maria")
    other = await chat_of(town, "whatsapp")
    await first.write("/cuentas")
    assert "te aviso en WhatsApp" in (await first.tap("🔔 Aviso en WhatsApp")).text
    assert (await chat_of(town, "telegram")).alerts_to == other.id
    await second.write("/cuentas")
    assert "te aviso en Telegram" in (await second.tap("🔔 Aviso en Telegram")).text
    assert (await chat_of(town, "telegram")).alerts_to is None
    assert STALE in (await first.press("k:a:carrier-pigeon")).toast


@pytest.mark.parametrize(("kind", "places"), [("approval", {"whatsapp"}), ("remedy", {"whatsapp", "telegram"})])
async def test_an_alert_goes_to_the_preferred_chat_and_what_runs_a_term_to_both(
    town: Parlour, kind: str, places: set[str]
) -> None:
    first, second = await joined(town, "maria")
    await second.write("/cuentas")
    await second.press("k:a:whatsapp")
    town.portal.publish("maria", kind)
    await first.write("/notificaciones")
    async with town.world.database.read() as connection:
        written = select(chats.chats.c.channel).join(rows).where(rows.c.text_key == "alert")
        found = list(await connection.scalars(written))
    assert len(found) == len(places)
    assert set(found) == places
    for channel in places:
        assert "alert" in await told(town, (await chat_of(town, channel)).id)


async def test_a_reminder_asked_for_in_one_chat_comes_where_the_person_is_told(town: Parlour) -> None:
    first, _ = await joined(town, "maria")
    await first.press("k:a:whatsapp")
    await first.write("/notificaciones")
    await first.press("r:s:1")
    town.later(hours=3)
    assert (await told(town, (await chat_of(town, "whatsapp")).id))[0] == "reminder"


async def test_a_mailbox_linked_in_the_second_chat_is_the_persons(town: Parlour) -> None:
    """The page of the second chat links into the same household."""
    first, second = await joined(town, "maria")
    await second.write("/vincular")
    assert "quedó vinculado" in (await town.link(second, "sofia")).text
    assert "sofia" in (await first.write("/cuentas")).text
    await first.write("/vincular")
    assert "ya estaba vinculado" in (await town.link(first, "sofia", "otra")).text


async def test_a_mailbox_that_both_had_stays_once_the_one_that_can_be_read(town: Parlour) -> None:
    """The second chat's password is the one that still works: it is kept, under the name that the first gave it."""
    first, second = await town.linked("maria"), OnWhatsApp(town.desk)
    await second.write("/vincular")
    await second.write("sí")
    await town.link(second, "maria", "de mamá")
    async with town.world.database.begin() as connection:
        mine = update(mailboxes.mailboxes).where(mailboxes.mailboxes.c.id == 1)
        await connection.execute(mine.values(state=mailboxes.MailboxState.REJECTED))
    await second.write(f"/start {CODE}{await code_of(first)}")
    await second.write("sí")
    async with town.world.database.read() as connection:
        [kept] = await mailboxes.of_chat(connection, 1)
    assert (kept.id, kept.name, kept.state) == (2, "maria", mailboxes.MailboxState.WATCHING)
    acts = await town.acts((await chat_of(town, "whatsapp")).id)
    assert acts[-2:] == ["mailbox.moved", "mailbox.dropped"]


async def test_forgetting_in_the_first_chat_is_told_to_the_second(town: Parlour) -> None:
    """It is alone then, its permission ended with the one it was taken from."""
    first, second = await joined(town, "maria")
    other = await chat_of(town, "whatsapp")
    await first.write("/privacidad")
    assert "Tampoco se verán ya en WhatsApp" in (await first.tap("🗑 Borrar mis datos")).text
    assert "Borré tus datos" in (await first.tap("Sí, borrar todo")).text
    assert await told(town, other.id) == ["parted-second"]
    alone = await chat_of(town, "whatsapp")
    assert (alone.holder_id, alone.consent_version) == (None, None)
    assert "maria" not in (await second.write("/cuentas")).text


async def test_forgetting_in_the_second_chat_leaves_the_first_as_it_was(town: Parlour) -> None:
    """The words say so before, and where everything can be deleted."""
    first, second = await joined(town, "maria")
    holder = await chat_of(town, "telegram")
    await told(town, holder.id)
    await first.press("k:a:whatsapp")
    assert "1 buzón" in (await second.write("/privacidad")).text
    assert "Tus buzones siguen en Telegram" in (await second.press("p:d:")).text
    assert "Borré tus datos" in (await second.press("p:y:")).text
    assert await told(town, holder.id) == ["parted-holder"]
    assert (await chat_of(town, "telegram")).alerts_to is None
    assert "maria" in (await first.write("/cuentas")).text


async def test_general_messages_are_refused_for_both_chats(town: Parlour) -> None:
    await joined(town, "maria")
    second = OnWhatsApp(town.desk)
    await second.press("b:off:")
    for channel in ("telegram", "whatsapp"):
        assert (await chat_of(town, channel)).no_broadcasts_at is not None


async def test_who_blocks_the_bot_in_one_chat_is_told_in_the_other(town: Parlour) -> None:
    """And back, when the chat they use is the only one left."""
    first, second = await joined(town, "maria")
    other = await chat_of(town, "whatsapp")
    await first.leave()
    assert (await chat_of(town, "telegram")).alerts_to == other.id
    await second.leave()
    await first.come_back()
    assert (await chat_of(town, "telegram")).alerts_to is None


async def test_an_instance_with_one_channel_offers_none(parlour: Parlour) -> None:
    """No button, and a forged one finds nothing."""
    person = await parlour.linked("maria")
    assert not [label for label in (await person.write("/cuentas")).buttons if "📱" in label]
    assert STALE in (await person.press("k:c:whatsapp")).toast
