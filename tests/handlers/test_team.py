"""The team in the chat: who joins, what each role sees and may change, and that nobody else learns that it is there."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from bot.channels.limits import TELEGRAM
from bot.channels.messages import Menu, Message, Outgoing
from bot.channels.rendering import render
from handlers.alerts import compose
from handlers.menu import MENU_COMMANDS, STAFF_MENU
from handlers.routes import COMMANDS, DIALOG_COMMANDS, DIALOG_TAPS, STAFF_COMMANDS, STAFF_DIALOGS, STAFF_TAPS
from handlers.speech import Said
from handlers.team import INVITATION
from handlers.words import best_language
from handlers.world import Scene
from storage import audit, chats, outbox, staff
from storage.audit import Entry
from storage.staff import INVITATION_LIFE
from storage.tables import StaffRole, metadata
from tests.handlers.parlour import Parlour
from tests.handlers.person import Heeded, Person
from tests.handlers.phrases import HELP, STALE
from tests.handlers.transcript import plain
from tests.storage.moment import MINUTE

NOT_ALLOWED = "Tu papel en el equipo no permite eso."
UNKNOWN = "Ese comando no lo conozco."
BUTTONS: dict[str, StaffRole] = {
    **{tap: least for tap, (least, _) in STAFF_TAPS.items()},
    **{tap: STAFF_DIALOGS[name] for tap, name in DIALOG_TAPS.items() if name in STAFF_DIALOGS},
}
"""Every button of the team with its least role; a new one is attacked by these tests without a line here."""


def lesser(least: StaffRole) -> list[StaffRole]:
    """The roles that don't reach as far."""
    return [role for role in StaffRole if not role.may(least)]


async def acts(parlour: Parlour, *actions: str) -> list[Entry]:
    """What is on record of the team, oldest first."""
    async with parlour.world.database.read() as connection:
        return await audit.following(connection, actions=actions or ("staff.",))


async def everything(parlour: Parlour) -> dict[str, Sequence[Any]]:
    """Every row of every table but the record of acts and who was here when."""
    async with parlour.world.database.read() as connection:
        return {
            name: (await connection.execute(select(table))).all()
            for name, table in metadata.tables.items()
            if name not in {"audit", "chats"}
        }


async def pushed(parlour: Parlour, address: str) -> list[Outgoing]:
    """What waits in the outbox for the chat at this address, as it goes out; it counts as sent then."""
    sent: list[Outgoing] = []
    now = parlour.world.now()
    async with parlour.world.database.begin() as connection:
        chat = await chats.find(connection, "telegram", address)
        assert chat is not None
        while delivery := await outbox.lease_next(connection, chat.id, now=now, lease=MINUTE):
            said = await compose(connection, delivery, now=now)
            await outbox.sent(connection, delivery.id, now=now)
            if isinstance(said, Said):
                sent += render(said, language=best_language(delivery.language), limits=TELEGRAM)
    return sent


def texts(sent: Sequence[Outgoing]) -> list[str]:
    return [plain(one.markup) for one in sent if isinstance(one, Message)]


# ---- nobody else learns of it ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", STAFF_COMMANDS)
async def test_a_command_of_the_team_is_unknown_to_others(parlour: Parlour, name: str) -> None:
    """Word for word the answer to any invented command, or to the command of that name that is everybody's."""
    stranger = await parlour.linked()
    async with parlour.world.database.read() as connection:
        chat = await chats.find(connection, "telegram", "1001")
    assert chat is not None
    for argument in ("", "1", "invitar administra Yo"):
        answer = await stranger.write(f"/{name} {argument}".strip())
        if name in COMMANDS:
            scene = Scene(parlour.world, chat, stranger.last, "es")
            assert list(answer.speeches) == await COMMANDS[name](scene, argument)
        else:
            assert name not in DIALOG_COMMANDS
            assert answer.sent == (await stranger.write("/xyz")).sent
            assert UNKNOWN in answer.text
    assert await acts(parlour) == []


async def test_a_forged_button_of_the_team_is_a_stale_one_and_goes_on_record(parlour: Parlour) -> None:
    """What a button of nobody gets, word for word; nothing changes, and who tried what, when, from where is kept."""
    await parlour.hired(StaffRole.ADMIN, "1")
    stranger = await parlour.linked()
    before = await everything(parlour)
    nobodys = await stranger.press("zz:1")
    for button in BUTTONS:
        for data in (button, f"{button}:1", f"{button}:1:admin"):
            answer = await stranger.press(data)
            assert answer.sent == nobodys.sent, data
            assert (answer.texts, STALE in answer.toast) == ([], True), data
        assert await everything(parlour) == before, button
    refused = await acts(parlour, "staff.refused")
    assert {(one.chat_id, one.at, one.origin) for one in refused} == {(2, parlour.world.now(), "telegram")}
    assert sorted(one.subject for one in refused) == sorted([*BUTTONS] * 3)


@pytest.mark.parametrize("role", lesser(StaffRole.ADMIN))
async def test_a_button_beyond_ones_role_is_refused(parlour: Parlour, role: StaffRole) -> None:
    """By each lesser role, whatever way it came: said, on record, and nothing changes."""
    await parlour.hired(StaffRole.ADMIN, "1")
    member = await parlour.hired(role, "2")
    before = await everything(parlour)
    beyond = [button for button, least in BUTTONS.items() if role in lesser(least)]
    for button in beyond:
        for argument in ("", ":1", ":2:admin"):
            assert NOT_ALLOWED in (await member.press(f"{button}{argument}")).text, (button, argument)
        assert await everything(parlour) == before, button
    tried = [one.subject for one in await acts(parlour, "staff.refused") if one.chat_id == 2]
    assert sorted(tried) == sorted(beyond * 3)
    assert beyond


@pytest.mark.parametrize("name", [name for name, (least, _) in STAFF_COMMANDS.items() if lesser(least)])
async def test_a_command_beyond_ones_role_is_refused(parlour: Parlour, name: str) -> None:
    """The same for what is typed."""
    for number, role in enumerate(lesser(STAFF_COMMANDS[name][0]), 1):
        member = await parlour.hired(role, str(number))
        before = await everything(parlour)
        assert NOT_ALLOWED in (await member.write(f"/{name}")).text
        assert await everything(parlour) == before
        tried = [one.subject for one in await acts(parlour, "staff.refused") if one.chat_id == number]
        assert tried == [f"/{name}"]


async def test_help_and_menu_of_others_say_nothing_of_the_team(parlour: Parlour) -> None:
    """/ayuda names no command of the team, and no chat but a member's gets a menu of its own."""
    stranger = await parlour.linked()
    for line in ("/ayuda", "/start", "/privacidad", "hola", "/xyz"):
        answer = await stranger.write(line)
        assert answer.menu is None
        assert not any(f"/{name}" in answer.text for name in STAFF_MENU if name not in MENU_COMMANDS)
        assert "equipo:" not in answer.text


async def test_in_a_group_nothing_of_the_team_works(parlour: Parlour) -> None:
    """Not even for a member: what is said there is read by all."""
    admin = await parlour.hired(StaffRole.ADMIN, "1")
    await admin.write("/equipo")
    heard = replace(admin.last, private=False, address="-100")
    assert "Rosa" not in (await admin.hear(heard)).text


# ---- joining ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", StaffRole)
async def test_who_joins_gets_the_menu_and_the_help_of_their_role(parlour: Parlour, role: StaffRole) -> None:
    """The team's commands that the role reaches, before everybody's; in the menu of their own chat, and in /ayuda."""
    member = await parlour.hired(role, "1")
    wanted = [name for name, least in STAFF_MENU.items() if role.may(least)]
    again = await member.write(f"/start {INVITATION}whatever")
    assert "Ya eres parte del equipo: no necesitas otra invitación." in again.text
    assert again.menu is not None
    assert again.menu[: len(wanted)] == wanted
    assert sorted(again.menu) == sorted({*wanted, *MENU_COMMANDS})
    told = await member.write("/ayuda")
    assert HELP in told.text
    shown = told.text.partition("Para ti, que eres del equipo:")[2]
    assert [line.split()[0] for line in shown.split("\n") if line.startswith("/")] == [f"/{name}" for name in wanted]


def test_the_menu_knows_each_command_with_its_least_role() -> None:
    """What it shows to a role, that role may do."""
    assert {name: least for name, (least, _) in STAFF_COMMANDS.items() if name in STAFF_MENU} == STAFF_MENU


async def test_joining_is_on_record_with_who_invited(parlour: Parlour) -> None:
    """Invited by whom, joined by whom, by which invitation, from where."""
    admin = await parlour.hired(StaffRole.ADMIN, "1")
    link = await invitation(admin, "escribe", "Ana")
    newcomer = Person(parlour.desk, "2")
    assert "escribe avisos con /difundir" in (await newcomer.write(f"/start {link}")).text
    invited, joined = (await acts(parlour, "staff.invited", "staff.joined"))[-2:]
    assert (invited.chat_id, invited.origin) == (1, "telegram")
    assert invited.details == {"role": "writer", "by": 1}
    assert (joined.chat_id, joined.origin, joined.subject) == (2, "telegram", "staff:2")
    assert joined.details == {"role": "writer", "by": 1, "invitation": invited.subject.removeprefix("invitation:")}


async def test_an_invitation_is_for_one_and_for_a_day(parlour: Parlour) -> None:
    """Used, expired, never one: each is said, and on record as a try; nobody joins."""
    admin = await parlour.hired(StaffRole.ADMIN, "1")
    used, late = await invitation(admin, "mira", "Ana"), await invitation(admin, "mira", "Luz")
    assert "Ya eres parte" in (await Person(parlour.desk, "2").write(f"/start {used}")).text
    second = Person(parlour.desk, "3")
    assert "Esta invitación ya se usó." in (await second.write(f"/start {used}")).text
    parlour.clock.instant += INVITATION_LIFE
    assert "Esta invitación venció" in (await second.write(f"/start {late}")).text
    assert "Esta invitación no existe." in (await second.write(f"/start {INVITATION}{'x' * 32}")).text
    assert UNKNOWN in (await second.write("/equipo")).text
    assert [one.chat_id for one in await acts(parlour, "staff.refused")] == [3, 3, 3]


async def invitation(admin: Person, role: str, name: str) -> str:
    """The argument of the deep link in the invitation that this admin makes by typing."""
    made = await admin.write(f"/equipo invitar {role} {name}")
    assert f"Invitación para {name}" in made.texts[0]
    return f"{INVITATION}{link_in(made)}"


def link_in(made: Heeded) -> str:
    """The link in the message to forward; in these tests it is the bare token."""
    return next(line for line in made.texts[-1].split("\n") if len(line) == 32 and " " not in line)


# ---- the list --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [StaffRole.READER, StaffRole.WRITER, StaffRole.APPROVER])
async def test_every_member_sees_who_is_there(parlour: Parlour, role: StaffRole) -> None:
    """Names, roles, since when, open invitations; without a button to change anything."""
    admin = await parlour.hired(StaffRole.ADMIN, "1")
    await invitation(admin, "aprueba", "Luz")
    member = await parlour.hired(role, "2", "Ana")
    listed = await member.write("/equipo")
    assert "👥 El equipo: 2 personas" in listed.text
    assert "Rosa: administra\nDesde el 3 dic 2026, 10:30" in listed.text
    assert "Ana (tú): " in listed.text
    assert "✉️ Invitación para Luz: aprueba\nVence el 4 dic 2026, 10:30" in listed.text
    assert "Solo quien administra puede cambiar el equipo." in listed.text
    assert listed.buttons == {}


async def test_an_admin_changes_a_role_and_the_member_hears_of_it(parlour: Parlour) -> None:
    """In place, on record with what it was; the member is told in their own chat, and their menu becomes another."""
    admin = await parlour.hired(StaffRole.ADMIN, "1")
    member = await parlour.hired(StaffRole.READER, "2", "Ana")
    assert NOT_ALLOWED in (await member.write("/difundir")).text
    await admin.write("/equipo")
    card = await admin.tap("⚙️ Ana")
    assert "Ana: solo mira" in card.text
    assert card.messages[0].edit == admin.last.message  # type: ignore[union-attr]  # a text, not a picture
    assert "👁 Solo mira" not in card.buttons
    changed = await admin.tap("✅ Aprueba")
    assert changed.toast == "Listo, ya cambió. Le aviso en su chat."
    assert "Ana: aprueba" in changed.text
    assert len(parlour.woken) == 1
    menu, other_menu, told = await pushed(parlour, "2")
    assert texts([told]) == [
        "Tu papel en el equipo cambió. Ahora eres quien aprueba. Mira lo que puedes hacer con /ayuda."
    ]
    assert isinstance(menu, Menu)
    assert isinstance(other_menu, Menu)
    assert (menu.language, other_menu.language) == (None, "en")
    assert [name for name, _ in menu.commands[:3]] == ["difundir", "estado", "equipo"]
    assert NOT_ALLOWED not in (await member.write("/difundir")).text
    [entry] = await acts(parlour, "staff.role")
    assert (entry.chat_id, entry.subject, entry.origin) == (1, "staff:2", "telegram")
    assert entry.details == {"role": "approver", "was": "reader", "by": 1}


async def test_removing_asks_first_and_ends_everything_at_once(parlour: Parlour) -> None:
    """After the tap the other's next act is refused as a stranger's, whoever holds the phone; their mailbox stays."""
    admin = await parlour.hired(StaffRole.ADMIN, "1")
    lost = await parlour.hired(StaffRole.ADMIN, "2", "Ana")
    given_out = await invitation(lost, "administra", "Cómplice")
    await lost.write("/equipo")
    await admin.write("/equipo")
    await admin.tap("⚙️ Ana")
    assert "¿Saco a Ana del equipo?" in (await admin.tap("🚪 Sacar del equipo")).text
    assert "Ana: administra" in (await admin.tap("No, dejar así")).text
    assert "👥" in (await admin.tap("◀ El equipo")).text
    await admin.tap("⚙️ Ana")
    await admin.tap("🚪 Sacar del equipo")
    done = await admin.tap("Sí, sacar")
    assert done.toast == "Listo. Ya no puede hacer nada en el equipo."
    assert "👥 El equipo: 1 persona" in done.text
    assert "Cómplice" not in done.text
    for label in ("⚙️ Rosa", "➕ Invitar"):
        answer = await lost.tap(label)
        assert (answer.texts, STALE in answer.toast) == ([], True)
    assert UNKNOWN in (await lost.write("/equipo")).text
    assert "Para ti" not in (await lost.write("/ayuda")).text
    assert "venció" in (await Person(parlour.desk, "3").write(f"/start {given_out}")).text
    *menus, told = await pushed(parlour, "2")
    assert texts([told]) == ["Ya no eres parte del equipo. Tus buzones y tus alertas siguen igual."]
    assert menus == [Menu((), None), Menu((), "en")]
    [entry] = await acts(parlour, "staff.removed")
    assert (entry.chat_id, entry.subject, entry.details) == (1, "staff:2", {"role": "admin", "by": 1})


async def test_the_last_admin_can_neither_leave_nor_step_down(parlour: Parlour) -> None:
    """It is said why; with a second one they can, and then see at once what they still may."""
    admin = await parlour.hired(StaffRole.ADMIN, "1")
    await parlour.hired(StaffRole.APPROVER, "2", "Ana")
    for button in ("t:r:1:reader", "t:y:1"):
        assert "Es la única persona que administra." in (await admin.press(button)).toast
    second = await parlour.hired(StaffRole.ADMIN, "3", "Luz")
    stepped_down = await admin.press("t:r:1:writer")
    assert "Rosa (tú): escribe" in stepped_down.text
    assert stepped_down.buttons == {}
    assert stepped_down.menu
    assert NOT_ALLOWED in (await admin.press("t:m:2")).text
    assert await pushed(parlour, "1") == []
    third = await parlour.hired(StaffRole.ADMIN, "4", "Paz")
    left = await second.press("t:y:3")
    assert "Ya no eres parte del equipo." in left.text
    assert left.menu == []
    assert "👥 El equipo: 3 personas" in (await third.write("/equipo")).text


async def test_an_old_list_harms_nobody(parlour: Parlour) -> None:
    """Buttons for who is gone, roles that are none, numbers that are none: a word about it, and nothing changes."""
    admin = await parlour.hired(StaffRole.ADMIN, "1")
    await parlour.hired(StaffRole.READER, "2", "Ana")
    await admin.press("t:y:2")
    before = await everything(parlour)
    for button in (
        "t:m:2",
        "t:r:2:admin",
        "t:e:2",
        "t:y:2",
        "t:w:0123456789abcdef",
        "t:r:1:owner",
        "t:r:1",
        "t:y:",
        "t:m:²",
    ):
        assert STALE in (await admin.press(button)).toast
    assert "Rosa (tú): administra" in (await admin.press("t:r:1:admin")).text
    assert await everything(parlour) == before


# ---- inviting --------------------------------------------------------------------------------------------------------


async def test_inviting_asks_two_questions_and_gives_a_message_to_pass_on(parlour: Parlour) -> None:
    """By buttons: the role, then the name; the link stands in a message of its own, and is good once."""
    admin = await parlour.hired(StaffRole.ADMIN, "1")
    await admin.write("/equipo")
    assert "¿Qué podrá hacer la persona que invitas?" in (await admin.tap("➕ Invitar")).text
    assert "Elige una de las opciones" in (await admin.write("lo que sea")).text
    assert "¿Cómo se llama?" in (await admin.tap("✍️ Escribe")).text
    made = await admin.write("  Ana \n Díaz ")
    assert made.texts[0].startswith("✉️ Invitación para Ana Díaz: escribe. Vale hasta el 4 dic 2026, 10:30.")
    assert "Te invito al equipo del Buzón Bot (Casa Amiga)." in made.texts[1]
    assert "Sirve una sola vez" in made.texts[1]
    newcomer = Person(parlour.desk, "2")
    assert "Hola, Ana Díaz. Ya eres parte" in (await newcomer.write(f"/start {INVITATION}{link_in(made)}")).text
    assert "Ana Díaz: escribe" in (await admin.write("/equipo")).text


@pytest.mark.parametrize(
    ("typed", "role"),
    [
        ("lectora Ana", "solo mira"),
        ("writer Ana", "escribe"),
        ("Aprueba   Ana", "aprueba"),
        ("ADMIN Ana", "administra"),
        ("administrador Ana", "administra"),
    ],
)
async def test_an_invitation_can_be_typed_at_once(parlour: Parlour, typed: str, role: str) -> None:
    """The role in a word of either language, then the name."""
    admin = await parlour.hired(StaffRole.ADMIN, "1")
    made = await admin.write(f"/equipo invitar {typed}")
    assert made.texts[0].startswith(f"✉️ Invitación para Ana: {role}.")


@pytest.mark.parametrize("typed", ["", "Ana", "mira", "jefa Ana", "mira \u200d"])
async def test_what_is_missing_is_asked_for(parlour: Parlour, typed: str) -> None:
    """Half a command begins the questions."""
    admin = await parlour.hired(StaffRole.ADMIN, "1")
    assert "¿Qué podrá hacer" in (await admin.write(f"/equipo invitar {typed}")).text


@pytest.mark.parametrize("role", [StaffRole.READER, StaffRole.WRITER, StaffRole.APPROVER])
async def test_only_admins_invite(parlour: Parlour, role: StaffRole) -> None:
    """Typed as well as tapped; and a dialog that was begun as an admin does not outlive the role."""
    member = await parlour.hired(role, "1")
    assert NOT_ALLOWED in (await member.write("/equipo invitar admin Yo")).text
    admin = await parlour.hired(StaffRole.ADMIN, "2", "Luz")
    await parlour.hired(StaffRole.ADMIN, "3", "Paz")
    await admin.press("t:i:")
    await admin.tap("🔑 Administra")
    await admin.press(f"t:r:2:{role}")
    assert "Invitación para" not in (await admin.write("Yo")).text
    assert [one.details for one in await acts(parlour, "staff.invited")] == []


async def test_an_invitation_that_went_astray_is_withdrawn(parlour: Parlour) -> None:
    """One tap, on record; the link is good for nothing then, and the list says no more of it."""
    admin = await parlour.hired(StaffRole.ADMIN, "1")
    link = await invitation(admin, "administra", "Ana")
    await admin.write("/equipo")
    withdrawn = await admin.tap("✖️ Anular: Ana")
    assert withdrawn.toast == "Invitación anulada: ese enlace ya no sirve."
    assert "Ana" not in withdrawn.text
    assert "venció" in (await Person(parlour.desk, "2").write(f"/start {link}")).text
    assert STALE in (await admin.tap("✖️ Anular: Ana")).toast
    [entry] = await acts(parlour, "staff.withdrawn")
    assert (entry.chat_id, entry.details) == (1, {"by": 1})


async def test_a_repeated_update_changes_nothing_twice(parlour: Parlour) -> None:
    """The answer may have been lost: one more invitation at most, one word to the member, one line on record."""
    admin = await parlour.hired(StaffRole.ADMIN, "1")
    await parlour.hired(StaffRole.READER, "2", "Ana")
    await admin.press("t:r:2:writer")
    assert "Ana: escribe" in (await admin.again()).text
    await admin.press("t:y:2")
    assert STALE in (await admin.again()).toast
    assert [one.action for one in await acts(parlour, "staff.role", "staff.removed")] == ["staff.role", "staff.removed"]
    assert len(texts(await pushed(parlour, "2"))) == 1  # the change of role has nothing to say any more


async def test_who_is_back_before_the_word_is_out_is_not_told_that_they_left(parlour: Parlour) -> None:
    """What is said is true when it is said."""
    admin = await parlour.hired(StaffRole.ADMIN, "1")
    await parlour.hired(StaffRole.READER, "2", "Ana")
    await admin.press("t:y:2")
    await parlour.hired(StaffRole.WRITER, "2", "Ana")
    assert await pushed(parlour, "2") == []


async def test_forgetting_oneself_leaves_the_team_too(parlour: Parlour) -> None:
    """The membership goes with the chat, on record, and so does the menu."""
    await parlour.hired(StaffRole.ADMIN, "1")
    member = await parlour.hired(StaffRole.READER, "2", "Ana")
    await member.write("/privacidad")
    await member.tap("🗑 Borrar mis datos")
    forgotten = await member.tap("Sí, borrar todo")
    assert "Borré tus datos." in forgotten.text
    assert forgotten.menu == []
    assert UNKNOWN in (await member.write("/equipo")).text
    [entry] = await acts(parlour, "staff.removed")
    assert (entry.chat_id, entry.subject) == (2, "staff:2")
    async with parlour.world.database.read() as connection:
        assert [one.name for one in await staff.present(connection)] == ["Rosa"]


async def test_names_are_shown_as_they_are_and_do_nothing(parlour: Parlour) -> None:
    """A name with markup in it is text; a long one is cut to forty characters."""
    admin = await parlour.hired(StaffRole.ADMIN, "1")
    await admin.write("/equipo invitar mira <b>Ana</b> & " + "x" * 100)
    listed = await admin.write("/equipo")
    assert "&lt;b&gt;Ana&lt;/b&gt; &amp; xxx" in listed.messages[0].markup
    assert max(len(label) for label in listed.buttons) < 60
