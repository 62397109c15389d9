"""`/equipo`: who belongs to the team, and for whoever administers it the buttons to change that."""

from collections.abc import Sequence
from dataclasses import replace

from handlers import membership, team
from handlers.dialog.talk import Understood
from handlers.effects.team import InvitationMade, invite_member
from handlers.membership import Actor
from handlers.menu import own_menu
from handlers.notices import message_of_tap
from handlers.questions import clean_name
from handlers.questions.team import STAFF_ROLE
from handlers.speech import Button, Phrase, Rows, Said, Speech, Text, Then, Toast, phrase, press, say
from handlers.world import Scene, row_id
from storage import staff, staff_groups
from storage.staff import Invitation, Member, Refused
from storage.tables import StaffRole

_INVITE_WORDS = frozenset({"invitar", "invita", "invite"})
_BACK = press("button-back-to-team", "t:l:")
_STALE = Toast(phrase("stale-button"), alert=True)


async def show_team(scene: Scene, member: Member, argument: str = "") -> list[Speech]:
    """The members and the open invitations; `/equipo invitar <papel> <nombre>` makes an invitation at once."""
    verb, _, rest = argument.partition(" ")
    if verb.lower() in _INVITE_WORDS:
        return await _invite(scene, member, rest)
    return [await _team(scene, member)]


async def show_member(scene: Scene, member: Member, argument: str) -> list[Speech]:
    """One member, with the roles they could have instead."""
    found = await _present(scene, argument)
    return [_card(scene, found)] if found else [_STALE]


async def give_role(scene: Scene, member: Member, argument: str) -> list[Speech]:
    """Change a member's role; whoever it is hears of it in their own chat."""
    number, _, wanted = argument.partition(":")
    member_id = row_id(number)
    if member_id is None or wanted not in list(StaffRole):
        return [_STALE]
    world, role = scene.world, StaffRole(wanted)
    async with world.database.begin() as connection:
        refused = await membership.give_role(connection, member_id, role, by=_actor(scene, member), now=world.now())
    if refused and refused is not Refused.SAME:
        return await _said_of(scene, refused)
    await world.wake()
    if member_id == member.id:  # an admin who has made themselves less: the buttons go at once
        team_now = await _team(scene, await team.member(scene) or member)
        return [replace(team_now, menu=own_menu(role))]
    return [Toast(phrase("role-given")), *await show_member(scene, member, number)]


async def ask_to_remove(scene: Scene, member: Member, argument: str) -> list[Speech]:
    """What it means, before it is done."""
    found = await _present(scene, argument)
    if found is None:
        return [_STALE]
    rows = ((press("button-remove-yes", f"t:y:{found.id}"),), (press("button-keep", f"t:m:{found.id}"),))
    return [say("remove-warning", name=found.name, rows=rows, edit=scene.heard.message)]


async def remove(scene: Scene, member: Member, argument: str) -> list[Speech]:
    """End a membership: from this moment on nothing can be done by that chat, whoever holds the phone."""
    member_id = row_id(argument)
    if member_id is None:
        return [_STALE]
    world = scene.world
    async with world.database.begin() as connection:
        refused = await membership.remove(connection, member_id, by=_actor(scene, member), now=world.now())
    if refused:
        return await _said_of(scene, refused)
    await world.wake()
    if member_id == member.id:
        return [Said((phrase("staff-removed"),), (), scene.heard.message, menu=own_menu(None))]
    return [Toast(phrase("member-removed")), await _team(scene, member)]


async def withdraw(scene: Scene, member: Member, argument: str) -> list[Speech]:
    """Make an invitation good for nothing that has gone to the wrong person."""
    world = scene.world
    async with world.database.begin() as connection:
        refused = await membership.withdraw(connection, argument, by=_actor(scene, member), now=world.now())
    if refused:
        return await _said_of(scene, refused)
    return [Toast(phrase("invitation-withdrawn")), await _team(scene, member)]


async def _invite(scene: Scene, member: Member, argument: str) -> list[Speech]:
    if not member.role.may(StaffRole.ADMIN):
        return await team.refuse(scene, "/equipo invitar")
    word, _, rest = argument.strip().partition(" ")
    role, name = STAFF_ROLE.understand(Text(word)), clean_name(rest)
    if not isinstance(role, Understood) or not name:
        return [Then("t:i:")]  # asked for one by one
    made = await invite_member(scene, role.value, name)
    if not isinstance(made, InvitationMade):
        return await team.refuse(scene, "/equipo invitar")
    return [
        say("invitation-made", name=name, role=phrase(f"role-{role.value}"), at=made.until),
        say("invitation-to-forward", operator=made.operator, link=made.link, at=made.until),
    ]


async def _team(scene: Scene, member: Member) -> Said:
    """The list, in place of the message whose button was tapped."""
    async with scene.world.database.read() as connection:
        members = await staff.present(connection)
        invitations = await staff.open_invitations(connection, now=scene.world.now())
        group = await staff_groups.current(connection)
    lines: list[Phrase] = [phrase("team-title", count=len(members))]
    lines += [_line(one, you=one.id == member.id) for one in members]
    lines += [
        phrase("team-invitation", name=one.name, role=phrase(f"role-{one.role}"), at=one.expires_at)
        for one in invitations
    ]
    administers = member.role.may(StaffRole.ADMIN)
    if not administers:
        lines.append(phrase("team-foot"))
    elif group is None:
        lines.append(phrase("team-no-group"))
    rows = _rows(members, invitations) if administers else ()
    return Said(tuple(lines), rows, message_of_tap(scene))


def _rows(members: Sequence[Member], invitations: Sequence[Invitation]) -> Rows:
    theirs = [press("button-member", f"t:m:{one.id}", name=one.name) for one in members]
    open_ones = [press("button-withdraw", f"t:w:{one.reference}", name=one.name) for one in invitations]
    return tuple((button,) for button in (*theirs, *open_ones, press("button-invite", "t:i:")))


def _line(member: Member, *, you: bool) -> Phrase:
    key = "team-you" if you else "team-member"
    return phrase(key, name=member.name, role=phrase(f"role-{member.role}"), at=member.joined_at)


def _card(scene: Scene, member: Member) -> Said:
    """A member with what can be changed about them."""
    others = [role for role in StaffRole if role is not member.role]
    roles: tuple[Button, ...] = tuple(press(f"button-role-{role}", f"t:r:{member.id}:{role}") for role in others)
    rows: Rows = (roles, (press("button-remove", f"t:e:{member.id}"),), (_BACK,))
    lines = (_line(member, you=False), phrase("ask-change"))
    return Said(lines, rows, scene.heard.message)


async def _present(scene: Scene, argument: str) -> Member | None:
    member_id = row_id(argument)
    if member_id is None:
        return None
    async with scene.world.database.read() as connection:
        found = await staff.get(connection, member_id)
    return found if found and found.ended_at is None else None


async def _said_of(scene: Scene, refused: Refused) -> list[Speech]:
    match refused:
        case Refused.LAST:
            return [Toast(phrase("last-admin"), alert=True)]
        case Refused.NOT_ADMIN:  # since the tap was taken: somebody else was quicker
            return await team.refuse(scene, "t:")
    return [_STALE]


def _actor(scene: Scene, member: Member) -> Actor:
    return Actor(scene.heard.channel, scene.chat.id, member.id)
