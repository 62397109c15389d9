"""`/difundir` and its buttons. Each tap reads the row anew and edits the message it hangs on; nothing is remembered."""

import csv
import io
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC

from handlers import broadcast_acts, broadcast_audience, broadcast_card, broadcast_progress
from handlers.broadcast_acts import Act, Outcome
from handlers.broadcast_words import OPT_IN, OPT_OUT, message
from handlers.speech import File, Phrase, Rows, Said, Speech, Tap, Then, Toast, phrase, press, say
from handlers.words import SOURCE
from handlers.world import Scene, row_id
from storage import audit, broadcast_sending, broadcasts, chats
from storage.audience import nationalities
from storage.broadcasts import Broadcast
from storage.database import Database
from storage.staff import Member
from storage.tables import BroadcastState

_DRAFTS = (BroadcastState.DRAFT, BroadcastState.SUBMITTED)
_APPROVED = (BroadcastState.SCHEDULED, BroadcastState.RUNNING, BroadcastState.PAUSED)
_LISTED = 10
_LABEL = 18
_PAGE = 5_000


async def list_broadcasts(scene: Scene, member: Member, argument: str = "") -> list[Speech]:
    """What is being written, waits or runs; with nothing of that, writing begins at once."""
    async with scene.world.database.read() as connection:
        found = await broadcasts.recent(connection, states=(*_DRAFTS, *_APPROVED), limit=_LISTED)
    edit = _tapped(scene)
    if not found and edit is None:
        return [Then("b:write:")]
    rows: Rows = tuple(
        (press(f"button-listed-{one.state}", _where(one), number=one.id, text=_label(one)),) for one in found
    )
    words = phrase("broadcasts-listed" if found else "broadcasts-none")
    return [Said((words,), (*rows, (press("button-broadcast-write", "b:write:"),)), edit)]


async def show_card(scene: Scene, member: Member, argument: str) -> list[Speech]:
    """The card of broadcast `<id>`, its text in `<id>:<language>`, else in the member's own."""
    number, _, language = argument.partition(":")
    broadcast = await _broadcast(scene, number)
    return [_STALE] if broadcast is None else [await _card(scene, member, broadcast, language)]


async def send_test(scene: Scene, member: Member, argument: str) -> list[Speech]:
    """It as it is received, to this member alone, in each language that it was written in."""
    broadcast = await _broadcast(scene, argument)
    if broadcast is None:
        return [_STALE]
    await broadcast_acts.tested(scene.world, member, broadcast.id, origin=scene.chat.channel)
    content = broadcast.content
    return [message(content, language, test=True) for language in content.texts or (SOURCE,)]


async def choose_audience(scene: Scene, member: Member, argument: str) -> list[Speech]:
    """Who gets it: `<id>` shows the switches, `<id>:<switch>` sets one first."""
    number, _, switch = argument.partition(":")
    broadcast = await _broadcast(scene, number)
    if broadcast is None:
        return [_STALE]
    if broadcast.state is not BroadcastState.DRAFT:
        return await _instead(scene, member, Act(Outcome.TOO_LATE, broadcast))
    page = broadcast_audience.page_of(switch)
    if switch and switch != page:
        audience = broadcast_audience.switched(broadcast.audience, switch)
        if audience is None:
            return [_STALE]
        act = await broadcast_acts.revise(
            scene.world, member, broadcast.id, audience=audience, origin=scene.chat.channel
        )
        if not act.done or act.broadcast is None:
            return await _instead(scene, member, act)
        broadcast = act.broadcast
    world = scene.world
    async with world.database.read() as connection:
        seen = await broadcast_card.view(connection, world, member, broadcast)
        offered = await nationalities(connection)
    rows = broadcast_audience.switches(
        broadcast.id, broadcast.audience, sorted(world.team.rates), offered=offered, page=page
    )
    lines = (phrase("ask-broadcast-audience", number=broadcast.id), *broadcast_card.audience_lines(seen))
    return [Said(lines, rows, _tapped(scene))]


async def mark_urgent(scene: Scene, member: Member, argument: str) -> list[Speech]:
    """`<id>:1` marks it as urgent, `<id>:0` takes the mark off; whoever approves it sees that."""
    number, _, mark = argument.partition(":")
    broadcast = await _broadcast(scene, number)
    if broadcast is None or mark not in {"0", "1"}:
        return [_STALE]
    if broadcast.state is not BroadcastState.DRAFT:
        return await _instead(scene, member, Act(Outcome.TOO_LATE, broadcast))
    act = await broadcast_acts.revise(scene.world, member, broadcast.id, urgent=mark == "1", origin=scene.chat.channel)
    return await _after(scene, member, act)


async def submit(scene: Scene, member: Member, argument: str) -> list[Speech]:
    """Ask for approval; who may give it themselves is asked when it goes out."""
    return await _do(scene, member, argument, broadcast_acts.submit)


async def send_back(scene: Scene, member: Member, argument: str) -> list[Speech]:
    """A draft again."""
    return await _do(scene, member, argument, broadcast_acts.send_back)


async def drop(scene: Scene, member: Member, argument: str) -> list[Speech]:
    """Throw a draft away; what was approved meanwhile is not called off by this."""
    broadcast = await _broadcast(scene, argument)
    if broadcast is None:
        return [_STALE]
    if broadcast.state not in _DRAFTS:
        return await _instead(scene, member, Act(Outcome.TOO_LATE, broadcast))
    act = await broadcast_acts.cancel(scene.world, member, broadcast.id, origin=scene.chat.channel)
    if not act.done:
        return await _instead(scene, member, act)
    rows: Rows = ((press("button-broadcast-list", "b:list:"),),)
    return [say("broadcast-dropped", number=broadcast.id, rows=rows, edit=_tapped(scene))]


async def approve_now(scene: Scene, member: Member, argument: str) -> list[Speech]:
    """Let it go at once; the message becomes the one that shows its progress."""
    number, _, seen = argument.partition(":")
    broadcast = await _broadcast(scene, number)
    if broadcast is None:
        return [_STALE]
    if not broadcast_acts.is_as_seen(broadcast, seen):
        return await _instead(scene, member, Act(Outcome.CHANGED, broadcast))
    act = await broadcast_acts.approve(
        scene.world, member, broadcast.id, submitted_at=broadcast.submitted_at, origin=scene.chat.channel
    )
    if act.outcome is Outcome.TOO_LATE and act.by:
        return await _instead(scene, member, act, phrase("broadcast-approved-already", name=act.by))
    return await _after(scene, member, act)


async def show_progress(scene: Scene, member: Member, argument: str) -> list[Speech]:
    """How far it is; from now on in this message."""
    broadcast = await _broadcast(scene, argument)
    return [_STALE] if broadcast is None else [await _progress(scene, broadcast)]


async def pause(scene: Scene, member: Member, argument: str) -> list[Speech]:
    """Hold it."""
    return await _do(scene, member, argument, broadcast_acts.pause)


async def resume(scene: Scene, member: Member, argument: str) -> list[Speech]:
    """Go on."""
    return await _do(scene, member, argument, broadcast_acts.resume)


async def ask_to_cancel(scene: Scene, member: Member, argument: str) -> list[Speech]:
    """Asked once, in a message of its own: the one with the progress is edited every few seconds."""
    broadcast = await _broadcast(scene, argument)
    if broadcast is None:
        return [_STALE]
    if broadcast.state not in _APPROVED:
        return await _instead(scene, member, Act(Outcome.TOO_LATE, broadcast))
    rows: Rows = (
        (press("button-cancel-yes", f"b:stop:{broadcast.id}"),),
        (press("button-cancel-no", f"b:show:{broadcast.id}"),),
    )
    return [say("ask-broadcast-cancel", number=broadcast.id, rows=rows)]


async def cancel(scene: Scene, member: Member, argument: str) -> list[Speech]:
    """Call it off."""
    return await _do(scene, member, argument, broadcast_acts.cancel)


async def list_outcomes(scene: Scene, member: Member, argument: str) -> list[Speech]:
    """What became of each delivery, as a file without names."""
    broadcast = await _broadcast(scene, argument)
    if broadcast is None:
        return [_STALE]
    content = b"".join([part async for part in outcomes(scene.world.database, broadcast.id)])
    if content.count(b"\n") < 2:
        return [say("broadcast-no-list")]
    return [File(f"aviso-{broadcast.id}.csv", content)]


async def outcomes(database: Database, broadcast_id: int) -> AsyncIterator[bytes]:
    """The CSV in parts, the head first: delivery id, outcome, the channel's code, when it was settled (UTC)."""
    yield _lines([("delivery", "outcome", "code", "settled_at")])
    after = 0
    while True:
        async with database.read() as connection:
            rows = await broadcast_sending.deliveries(connection, broadcast_id, after=after, limit=_PAGE)
        if not rows:
            return
        after = rows[-1][0]
        yield _lines(
            [
                (number, state.value, code or "", at.astimezone(UTC).isoformat(timespec="seconds") if at else "")
                for number, state, code, at in rows
            ]
        )


async def opt_out(scene: Scene, argument: str) -> list[Speech]:
    """No general messages any more: for everybody, one tap, at once. Alerts come all the same."""
    await _want(scene, wanted=False)
    return [say("broadcasts-off", rows=((OPT_IN,),))]


async def opt_in(scene: Scene, argument: str) -> list[Speech]:
    """The way back."""
    await _want(scene, wanted=True)
    return [say("broadcasts-on", rows=((OPT_OUT,),), edit=_tapped(scene))]


_STALE = Toast(phrase("stale-button"), alert=True)
_Act = Callable[..., Awaitable[Act]]


async def _want(scene: Scene, *, wanted: bool) -> None:
    world = scene.world
    if wanted == (scene.chat.no_broadcasts_at is None):
        return  # the same in both chats of a person
    async with world.database.begin() as connection:
        await chats.want_broadcasts(connection, scene.chat.id, wanted=wanted, now=world.now())
        await audit.record(
            connection,
            at=world.now(),
            chat_id=scene.chat.id,
            action="broadcast.opted-in" if wanted else "broadcast.opted-out",
            subject=f"chat:{scene.chat.id}",
            origin=scene.chat.channel,
        )


async def _do(scene: Scene, member: Member, argument: str, act: _Act) -> list[Speech]:
    broadcast_id = row_id(argument)
    if broadcast_id is None:
        return [_STALE]
    return await _after(scene, member, await act(scene.world, member, broadcast_id, origin=scene.chat.channel))


async def _after(scene: Scene, member: Member, act: Act) -> list[Speech]:
    """What is to be seen after an act."""
    if act.broadcast is None or not act.done:
        return await _instead(scene, member, act)
    if act.broadcast.state in _DRAFTS:
        return [await _card(scene, member, act.broadcast)]
    return [await _progress(scene, act.broadcast)]


async def _instead(scene: Scene, member: Member, act: Act, why: Phrase | None = None) -> list[Speech]:
    """Why it was not done, and how the broadcast stands now."""
    if act.broadcast is None:
        return [_STALE]
    toast = Toast(why or phrase(f"broadcast-refused-{act.outcome}"), alert=True)
    if act.broadcast.state in _DRAFTS:
        return [toast, await _card(scene, member, act.broadcast)]
    return [toast, await _progress(scene, act.broadcast)]


async def _card(scene: Scene, member: Member, broadcast: Broadcast, language: str = "") -> Said:
    async with scene.world.database.read() as connection:
        seen = await broadcast_card.view(connection, scene.world, member, broadcast)
    return broadcast_card.card(seen, language=language or scene.language, edit=_tapped(scene))


async def _progress(scene: Scene, broadcast: Broadcast) -> Said:
    """Its progress, in the message that was tapped: the one which is edited from now on."""
    now, edit = scene.world.now(), _tapped(scene)
    async with scene.world.database.begin() as connection:
        if edit is not None and not broadcast.is_over:
            await broadcast_sending.show(connection, broadcast.id, chat_id=scene.chat.id, message=edit, now=now)
        progress = await broadcast_sending.progress(connection, broadcast, now=now)
    return broadcast_progress.shown(broadcast, progress, edit=edit)


async def _broadcast(scene: Scene, argument: str) -> Broadcast | None:
    broadcast_id = row_id(argument)
    if broadcast_id is None:
        return None
    async with scene.world.database.read() as connection:
        return await broadcasts.get(connection, broadcast_id)


def _tapped(scene: Scene) -> int | None:
    """The message whose button of ours was tapped: it is edited. A dialog's question is not."""
    heard = scene.heard
    return heard.message if isinstance(heard.what, Tap) and heard.what.data.startswith("b:") else None


def _where(broadcast: Broadcast) -> str:
    return f"b:{'card' if broadcast.state in _DRAFTS else 'show'}:{broadcast.id}"


def _label(broadcast: Broadcast) -> str:
    """How it begins, for a button."""
    text = " ".join(broadcast.content.text(SOURCE, source=SOURCE).split())
    return text if len(text) <= _LABEL else f"{text[:_LABEL].rstrip()}…"


def _lines(rows: list[tuple[str | int, ...]]) -> bytes:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue().encode()
