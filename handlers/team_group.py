"""What is heard in groups. The team's own is where people's questions are answered; any other is left, as ever.

Who says something there is known by their own chat with the bot, so a right in a group is the same right as elsewhere,
and ends with it. Nobody else of a group is remembered.
"""

from handlers import help_desk, relay, team
from handlers.routes import STAFF_TAPS
from handlers.speech import (
    Departure,
    Heard,
    Leave,
    Media,
    Moved,
    Oddity,
    Return,
    Speech,
    Tap,
    Text,
    Toast,
    phrase,
    say,
)
from handlers.words import best_language
from handlers.world import Scene, World, row_id
from storage import audit, chats, staff, staff_groups, tickets
from storage.staff import Member
from storage.staff_groups import Group
from storage.tables import StaffRole

_REGISTER = ("equipo", "grupo")


async def hear(world: World, heard: Heard) -> tuple[list[Speech], str]:
    """The answer to one thing heard in a group, and its language. Raises StorageDown."""
    async with world.database.read() as connection:
        group = await staff_groups.current(connection)
        sender = await chats.find(connection, heard.channel, heard.sender) if heard.sender else None
        member = await staff.of_chat(connection, sender.id) if sender else None
    ours = group if group and (group.channel, group.address) == (heard.channel, heard.address) else None
    tongue = best_language((ours and ours.language) or (sender and sender.language) or heard.language)
    scene = Scene(world, sender, heard, tongue, member.role if member else None) if sender else None
    match heard.what:
        case Moved(old=old, new=new):
            await _follow(world, heard.channel, old, new)
        case Departure() if ours:
            async with world.database.begin() as connection:
                await relay.end_group(connection, ours, world.now())
            await world.wake()
        case Departure() | Oddity():
            pass
        case _ if scene and member and _registers(heard):
            return await _register(scene, member), tongue
        case _ if ours:
            return await _at_work(scene, member, ours, heard), tongue
        case _:
            return _elsewhere(member, heard), tongue
    return [], tongue


def _registers(heard: Heard) -> bool:
    """`/equipo grupo`, `/equipo@TheBot grupo`."""
    if not isinstance(heard.what, Text) or not heard.what.text.startswith("/"):
        return False
    name, _, argument = heard.what.text[1:].partition(" ")
    return (name.partition("@")[0].lower(), argument.strip().lower()) == _REGISTER


async def _register(scene: Scene, member: Member) -> list[Speech]:
    if not member.role.may(StaffRole.ADMIN):
        return [*await team.refuse(scene, "/equipo grupo"), Leave()]
    heard, now = scene.heard, scene.world.now()
    async with scene.world.database.begin() as connection:
        before = await staff_groups.current(connection)
        group = await staff_groups.register(
            connection, heard.channel, heard.address, added_by=member.id, language=scene.language, now=now
        )
        if before is None or before.id != group.id:
            await audit.record(
                connection,
                at=now,
                chat_id=scene.chat.id,
                action="team.group-set",
                subject=f"group:{group.id}",
                origin=heard.channel,
            )
    await scene.world.wake()  # what waited for a group goes now
    return [say("team-group-set")]


async def _follow(world: World, channel: str, old: str, new: str) -> None:
    """The team's group has another address now, and numbers its messages anew."""
    now = world.now()
    async with world.database.begin() as connection:
        left = await staff_groups.at(connection, channel, old)
        group = await staff_groups.current(connection)
        if left is None or (group is not None and group.id != left.id):
            return
        await staff_groups.register(connection, channel, new, added_by=left.added_by, language=left.language, now=now)
    await world.wake()


async def _at_work(scene: Scene | None, member: Member | None, group: Group, heard: Heard) -> list[Speech]:
    """In the team's group: replies and buttons. Whatever else is said there is between those who say it."""
    match heard.what:
        case Tap(data=data):
            return await _tap(scene, member, data)
        case Text() | Media() if heard.reply_to is not None:
            if scene is None or member is None:
                return [say("team-only")]
            async with scene.world.database.read() as connection:
                ticket_id = await tickets.of_post(connection, group.id, heard.reply_to)
            # A copy that a crash left behind is in no row, but the question's number is on its button.
            ticket_id = ticket_id or _numbered(heard.reply_data)
            if ticket_id is None:
                return [say("team-no-such-question")]
            return await help_desk.answer(scene, member, group, ticket_id)
    return []


def _numbered(data: str) -> int | None:
    kind, _, rest = data.partition(":")
    return row_id(rest.partition(":")[2]) if kind == "q" else None


async def _tap(scene: Scene | None, member: Member | None, data: str) -> list[Speech]:
    kind, _, rest = data.partition(":")
    verb, _, argument = rest.partition(":")
    found = STAFF_TAPS.get(f"{kind}:{verb}") if kind == "q" else None
    if found is None:
        return [Toast(phrase("stale-button"), alert=True)]
    least, handler = found
    if scene is not None and member is not None and member.role.may(least):
        return await handler(scene, member, argument)
    if scene is not None:
        await team.refuse(scene, f"{kind}:{verb}")
    return [Toast(phrase("toast-team-only"), alert=True)]


def _elsewhere(member: Member | None, heard: Heard) -> list[Speech]:
    """Whoever administers the team may have come to say that this is its group; for anybody else it is no place."""
    if member is None or not member.role.may(StaffRole.ADMIN):
        return [say("private-only"), Leave()]
    return [say("team-group-how")] if isinstance(heard.what, Return) else []
