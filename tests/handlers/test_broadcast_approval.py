"""Who may let a broadcast go: by role, by the rule of the second person, by what was seen, one of many."""

import asyncio

import pytest

from handlers import broadcast_acts
from handlers.speech import Said
from handlers.world import SecondPerson
from storage import chats, staff
from storage.tables import BroadcastState, StaffRole
from tests.handlers.newsroom import acts, asked, join, newsroom, readers, shown, stands, submitted, told, written
from tests.handlers.parlour import Parlour
from tests.handlers.person import Person
from tests.handlers.phrases import STALE


@pytest.fixture
async def room(parlour: Parlour) -> Parlour:
    """Forty people to write to."""
    room = newsroom(parlour)
    await readers(room, 40)
    return room


@pytest.fixture
async def ana(room: Parlour) -> Person:
    """She writes."""
    return await join(room, "Ana", StaffRole.WRITER, "1")


@pytest.fixture
async def luis(room: Parlour) -> Person:
    """He approves."""
    return await join(room, "Luis", StaffRole.APPROVER, "2")


@pytest.mark.parametrize("verb", ["card", "test", "who", "urgent", "submit", "back", "drop", "ok", "show"])
async def test_a_stranger_does_not_learn_that_there_is_a_team(room: Parlour, ana: Person, verb: str) -> None:
    """Every button, were it forged, is a stale one; `/difundir` is an unknown command."""
    number = await written(ana)
    stranger = Person(room.desk, "500")
    assert STALE in (await stranger.press(f"b:{verb}:{number}:1")).toast
    assert (await stranger.write("/difundir")).text == (await stranger.write("/no-existe")).text
    assert (await stands(room, number)).state is BroadcastState.DRAFT


async def test_who_only_reads_writes_nothing(room: Parlour) -> None:
    """It is said, and kept on record."""
    rosa = await join(room, "Rosa", StaffRole.READER, "3")
    for answer in (await rosa.write("/difundir"), await rosa.press("b:write:"), await rosa.press("b:list:")):
        assert "Tu papel en el equipo no permite eso" in answer.text


@pytest.mark.parametrize("verb", ["ok", "at", "pause", "resume", "cancel", "stop"])
async def test_who_only_writes_lets_nothing_go_nor_holds_it(
    room: Parlour, ana: Person, luis: Person, verb: str
) -> None:
    """Not their own, nor anybody's."""
    number = await submitted(room, ana)
    assert "Tu papel en el equipo no permite eso" in (await ana.press(f"b:{verb}:{number}:1")).text
    assert (await stands(room, number)).state is BroadcastState.SUBMITTED


@pytest.mark.parametrize(
    ("rule", "others", "alone"),
    [
        (SecondPerson.AUTO, 0, True),
        (SecondPerson.AUTO, 1, False),
        (SecondPerson.ALWAYS, 0, False),
        (SecondPerson.NEVER, 1, True),
    ],
)
async def test_the_rule_of_the_second_person(parlour: Parlour, rule: SecondPerson, others: int, alone: bool) -> None:
    """Where there are two who may approve, or always, or never, as it is set."""
    room = newsroom(parlour, second_person=rule)
    await readers(room, 3)
    luis = await join(room, "Luis", StaffRole.ADMIN, "2")
    for other in range(others):
        await join(room, f"Otro {other}", StaffRole.APPROVER, f"3{other}")
    number = await written(luis)
    card = await luis.press(f"b:card:{number}")
    assert ("✅ Aprobar y enviar" if alone else "📨 Pedir aprobación") in card.buttons
    waits = await luis.press(f"b:submit:{number}")
    assert ("✅ Aprobar: sale ahora" in waits.buttons) is alone
    if not alone:
        assert ("invite a alguien" in waits.text) is (others == 0)
    stamp = broadcast_acts.stamp(await stands(room, number))
    tapped = await luis.press(f"b:ok:{number}:{stamp}")
    state = BroadcastState.SCHEDULED if alone else BroadcastState.SUBMITTED
    assert (await stands(room, number)).state is state
    if not alone:
        assert "lo tiene que aprobar otra persona" in tapped.toast
        assert (await acts(room))[-1] == "refused"


async def test_of_two_who_approve_at_once_one_is_told_that_the_other_did(
    room: Parlour, ana: Person, luis: Person
) -> None:
    """Exactly one approval, on record once; the other learns whose it was."""
    marta = await join(room, "Marta", StaffRole.APPROVER, "3")
    number = await submitted(room, ana)
    stamp = broadcast_acts.stamp(await stands(room, number))
    both = await asyncio.gather(*(one.press(f"b:ok:{number}:{stamp}") for one in (luis, marta)))
    [late] = [answer.toast for answer in both if answer.toast]
    approver = (await stands(room, number)).approver
    async with room.world.database.read() as connection:
        member = await staff.get(connection, approver or 0)
    assert member is not None
    assert late == f"Ya lo aprobó {member.name}."
    assert (await acts(room)).count("approved") == 1


async def test_an_approver_who_is_removed_meanwhile_approves_nothing(room: Parlour, ana: Person, luis: Person) -> None:
    """The request lies in the chat, the role is gone: at the button, and in the middle of saying when."""
    number = await submitted(room, ana)
    await asked(room, luis, "2")
    await luis.tap("📅 Aprobar: otra fecha")
    async with room.world.database.begin() as connection:
        chat = await chats.find(connection, "telegram", "2")
        assert chat is not None
        member = await staff.of_chat(connection, chat.id)
        assert member is not None
        await staff.end(connection, member.id, now=room.clock.now())
    await luis.write("mañana 9:00")
    assert STALE in (await luis.tap("✅ Aprobar: sale ahora")).toast
    assert (await broadcast_acts.approve(room.world, member, number, origin="telegram")).outcome == "not-allowed"
    assert (await stands(room, number)).state is BroadcastState.SUBMITTED


async def test_nobody_approves_what_they_have_not_seen(room: Parlour, ana: Person, luis: Person) -> None:
    """Taken back, changed and submitted anew: the yes to the old one is none to the new one."""
    number = await submitted(room, ana)
    await asked(room, luis, "2")
    old = dict(luis.shown)
    room.later(minutes=1)
    await ana.press(f"b:edit:{number}")
    await ana.write("Otra cosa")
    await ana.tap("Usar el español")
    assert (await stands(room, number)).state is BroadcastState.DRAFT
    await ana.press(f"b:submit:{number}")
    changed = await luis.press(old["✅ Aprobar: sale ahora"])
    assert "El aviso cambió desde que lo viste" in changed.toast
    assert "Otra cosa" in changed.text
    await luis.press(old["📅 Aprobar: otra fecha"])
    assert "El aviso cambió desde que lo viste" in (await luis.write("mañana 9:00")).text
    assert (await stands(room, number)).state is BroadcastState.SUBMITTED
    await luis.tap("✅ Aprobar: sale ahora")
    assert (await stands(room, number)).state is BroadcastState.SCHEDULED


async def test_a_request_that_is_out_of_date_is_never_sent(room: Parlour, ana: Person, luis: Person) -> None:
    """It lay in the outbox while the draft was taken back."""
    number = await submitted(room, ana)
    await ana.tap("↩️ Volver a borrador")
    assert not [said for said in await told(room, "2") if isinstance(said, Said)]
    assert (await stands(room, number)).state is BroadcastState.DRAFT


async def test_what_is_sent_back_is_a_draft_and_its_author_is_told(room: Parlour, ana: Person, luis: Person) -> None:
    """By whom; a draft that an approver throws away is told as well."""
    number = await submitted(room, ana)
    await asked(room, luis, "2")
    assert "borrador" in (await luis.tap("↩️ Devolver")).text
    assert await shown(room, "1") == ["↩️ Tu aviso 1: te lo devolvió Luis. Es un borrador otra vez."]
    room.later(minutes=1)
    await luis.press(f"b:drop:{number}")
    assert await shown(room, "1") == ["🗑 Tu aviso 1: lo borró Luis."]
    assert await acts(room) == ["created", "submitted", "sent-back", "cancelled"]
