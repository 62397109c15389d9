"""A person's two chats in `/cuentas`: the code for a second one, where alerts go, and letting go of one; and what is
said of it in the other."""

from collections.abc import Callable

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.notices import message_of_tap
from handlers.priorities import PRIORITIES, Priority
from handlers.speech import Button, Link, Phrase, Rows, Said, Speech, Toast, phrase, press, say
from handlers.world import Scene, row_id
from storage import audit, chats, codes, dedupe, outbox, pairing
from storage.chats import Chat
from storage.outbox import Delivery
from storage.pairing import Pair

CODE = "par_"
"""What a deep link's argument begins with that carries a code; at most 64 characters in all (Bot API)."""

NO_CODE = "-"
"""What stands for a code that a link does not have: it is refused like any other wrong one."""

_STALE = Toast(phrase("stale-button"), alert=True)


def lines_of(scene: Scene, pair: Pair | None) -> tuple[Phrase, ...]:
    """What `/cuentas` says of the other chat, if there is one."""
    other = pair.other_than(scene.chat.id) if pair else None
    if pair is None or other is None:
        return ()
    return (phrase("also-used-in", other=other.channel, told=pair.told_in.channel),)


def rows_of(scene: Scene, pair: Pair | None) -> Rows:
    """What can be done about the other chat, or to get one."""
    other = pair.other_than(scene.chat.id) if pair else None
    if pair is None or other is None:
        return tuple((press("button-also-in", f"k:c:{name}", other=name),) for name in _further(scene, pair))
    not_told_in = other if pair.told_in.id == scene.chat.id else scene.chat
    told = press("button-tell-me-in", f"k:a:{not_told_in.channel}", other=not_told_in.channel)
    part = (
        press("button-stop-here", "k:l:")
        if other.id == pair.holder.id
        else press("button-stop-there", f"k:x:{other.id}", other=other.channel)
    )
    return ((told,), (part,))


async def give_code(scene: Scene, argument: str) -> list[Speech]:
    """A code, and the link that carries it into the other channel. A code given earlier is of no use any more."""
    world = scene.world
    async with world.database.begin() as connection:
        pair = await pairing.of(connection, scene.chat.id)
        if argument not in _further(scene, pair):
            return [_STALE]
        code = await pairing.offer(connection, world.vault, scene.chat.id, now=world.now())
        await _record(connection, scene, scene.chat.id, "pairing.offered", f"chat:{scene.chat.id}")
    shown = codes.shown(code)
    link = Button(phrase("button-open-there", other=argument), Link(world.deep_links[argument](f"{CODE}{code}")))
    return [say("pairing-code", code=shown, other=argument, rows=((link,),))]


async def tell_in(scene: Scene, argument: str) -> list[Speech]:
    """From now on alerts go to the chat of this channel."""
    async with scene.world.database.begin() as connection:
        pair = await pairing.prefer(connection, scene.chat.id, argument)
        if pair is not None:
            await _record(connection, scene, scene.chat.id, "chat.preferred", f"chat:{pair.told_in.id}")
    if pair is None:
        return [_STALE]
    return [say("told-in", other=pair.told_in.channel, rows=_ACCOUNTS, edit=message_of_tap(scene))]


async def stop_here(scene: Scene, argument: str) -> list[Speech]:
    """The second chat goes; the mailboxes stay where they are."""
    if scene.household == scene.chat.id:
        return [_STALE]
    holder = await _part(scene, scene.chat.id, give_back=False, tell=lambda pair: pair.holder)
    return [_STALE] if holder is None else [say("stopped-here", other=holder.channel, edit=message_of_tap(scene))]


async def put_out(scene: Scene, argument: str) -> list[Speech]:
    """The holder puts the second chat out; what that one brought along goes with it."""
    second_id = row_id(argument)
    async with scene.world.database.read() as connection:
        pair = await pairing.of(connection, scene.chat.id)
    ours = pair is not None and pair.holder.id == scene.chat.id and pair.second is not None
    if pair is None or pair.second is None or not ours or pair.second.id != second_id:
        return [_STALE]
    second = await _part(scene, pair.second.id, give_back=True, tell=lambda parted: parted.second)
    return [_STALE] if second is None else [say("stopped-there", other=second.channel, edit=message_of_tap(scene))]


async def let_go(connection: AsyncConnection, scene: Scene) -> None:
    """This chat is about to be forgotten: the person's other one is told, and is alone. The permission went with this
    one, where it was given here."""
    pair = await pairing.of(connection, scene.chat.id)
    if pair is None or pair.second is None:
        return
    await pairing.part(connection, pair.second.id, now=scene.world.now())
    other = pair.other_than(scene.chat.id)
    if other is not None:
        if other.id == pair.second.id:
            await chats.withdraw_consent(connection, other.id, now=scene.world.now())
            await _record(connection, scene, other.id, "consent.withdrawn", other.consent_version or "")
        await _note_parting(connection, scene, pair, tell=other)


async def told(connection: AsyncConnection, delivery: Delivery) -> Said | None:
    """That another chat uses the mailboxes now, with the way to undo it; or that it does no longer."""
    other = str(delivery.params["channel"])
    if delivery.text_key == "parted":
        return say(f"parted-{delivery.params['way']}", other=other)
    second = await chats.get(connection, int(delivery.params["second"]))
    if second is None or second.holder_id != delivery.chat_id:
        return None
    return say("joined", other=other, rows=((press("button-not-me", f"k:x:{second.id}"),),))


def _further(scene: Scene, pair: Pair | None) -> list[str]:
    """The channels in which the same mailboxes could be used too, by whoever has agreed and has no second chat yet."""
    if pair is None or pair.second is not None or pair.holder.consent_version is None:
        return []
    return [name for name in scene.world.deep_links if name != scene.chat.channel]


async def _part(scene: Scene, second_id: int, *, give_back: bool, tell: Callable[[Pair], Chat | None]) -> Chat | None:
    """Part the two, on record for both; the one that is told, or None where they are no pair any more."""
    async with scene.world.database.begin() as connection:
        pair = await pairing.part(connection, second_id, give_back=give_back, now=scene.world.now())
        other = tell(pair) if pair else None
        if pair is None or other is None:
            return None
        await _note_parting(connection, scene, pair, tell=other)
    await scene.world.wake()
    return other


async def _note_parting(connection: AsyncConnection, scene: Scene, pair: Pair, *, tell: Chat) -> None:
    now = scene.world.now()
    for one, other in ((pair.holder, pair.second), (pair.second, pair.holder)):
        if one is not None and other is not None:
            await _record(connection, scene, one.id, "chat.parted", f"chat:{other.id}")
    # Who holds the mailboxes keeps them; the other one has lost them, or has back what it brought.
    way = "holder" if tell.id == pair.holder.id else "second"
    await outbox.add(
        connection,
        chat_id=tell.id,
        dedupe_key=dedupe.parted(pair.second.id if pair.second else 0, now),
        text_key="parted",
        params={"way": way, "channel": scene.chat.channel},
        priority=PRIORITIES[Priority.ALERT],
        due_at=now,
        now=now,
    )


async def _record(connection: AsyncConnection, scene: Scene, chat_id: int, action: str, subject: str) -> None:
    await audit.record(
        connection,
        at=scene.world.now(),
        chat_id=chat_id,
        action=action,
        subject=subject,
        origin=scene.heard.channel,
    )


_ACCOUNTS: Rows = ((press("button-accounts", "c:cuentas"),),)
