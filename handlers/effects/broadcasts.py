"""Keeping what was written as a broadcast, and approving one for a time that was said."""

from collections.abc import Sequence
from dataclasses import dataclass

from buzon.moment import read_moment
from handlers import broadcast_acts
from handlers.broadcast_acts import Act, Outcome
from handlers.dialog import storable
from handlers.questions.broadcasts import KEEP, USE_SOURCE, Written
from handlers.styled import marked
from handlers.words import LIMA, SOURCE
from handlers.world import Scene, row_id
from storage import broadcasts, staff
from storage.audience import Audience
from storage.broadcasts import Broadcast, Content
from storage.staff import Member

_EVENING = 18

UNREADABLE = "unreadable"


@storable
@dataclass(frozen=True, slots=True)
class Saved:
    """The draft's number."""

    id: int


@storable
@dataclass(frozen=True, slots=True)
class Refused:
    """Why not: an `Outcome`, or UNREADABLE for a time; `by` is who approved it already, where somebody did."""

    reason: str
    by: str = ""


async def given(scene: Scene) -> str:
    """What the button carried that began this dialog; the desk has put it into the journal, where there was one."""
    return ""


async def as_set(scene: Scene, text: str) -> str:
    """What was just written, with the bold and italics that the writer's app has set as our marks."""
    return marked(scene.heard.what, text)


async def has_media(scene: Scene, number: str) -> bool:
    """Whether the broadcast has a picture or document now."""
    found = await _broadcast(scene, number)
    return found is not None and found.content.media_kind is not None


async def save_broadcast(
    scene: Scene, number: str, source: Written, others: Sequence[tuple[str, Written]]
) -> Saved | Refused:
    """A new draft, or, with a number, that broadcast changed; what waited for its approval is a draft again."""
    member = await _member(scene)
    if member is None:
        return Refused(Outcome.NOT_ALLOWED.value)
    found = await _broadcast(scene, number) if number else None
    if number and found is None:
        return Refused(Outcome.MISSING.value)
    content = _content(scene.chat.channel, source, others, found.content if found else Content({}))
    origin = scene.chat.channel
    if found is None:
        act = await broadcast_acts.create(scene.world, member, content=content, audience=Audience(), origin=origin)
    else:
        act = await broadcast_acts.revise(scene.world, member, found.id, content=content, origin=origin)
    if act.done and act.broadcast:
        return Saved(act.broadcast.id)
    return _refused(act)


async def is_evening(scene: Scene) -> bool:
    """Whether "today at six" has passed in Lima."""
    return scene.world.now().astimezone(LIMA).hour >= _EVENING


async def approve_at(scene: Scene, which: str, said: str) -> Saved | Refused:
    """Approve it for the time that was said, in Lima. `which` is its number and the stamp of what was looked at."""
    number, _, stamp = which.partition(":")
    member = await _member(scene)
    found = await _broadcast(scene, number)
    if member is None or found is None:
        return Refused((Outcome.MISSING if member else Outcome.NOT_ALLOWED).value)
    due_at = read_moment(said, now=scene.world.now(), zone=LIMA)
    if due_at is None:
        return Refused(UNREADABLE)
    if not broadcast_acts.is_as_seen(found, stamp):
        return Refused(Outcome.CHANGED.value)
    act = await broadcast_acts.approve(
        scene.world, member, found.id, due_at=due_at, submitted_at=found.submitted_at, origin=scene.chat.channel
    )
    return Saved(found.id) if act.done else _refused(act)


async def _member(scene: Scene) -> Member | None:
    async with scene.world.database.read() as connection:
        return await staff.of_chat(connection, scene.chat.id)


async def _broadcast(scene: Scene, number: str) -> Broadcast | None:
    broadcast_id = row_id(number)
    if broadcast_id is None:
        return None
    async with scene.world.database.read() as connection:
        return await broadcasts.get(connection, broadcast_id)


def _content(channel: str, source: Written, others: Sequence[tuple[str, Written]], before: Content) -> Content:
    texts = dict(before.texts) if source.choice == KEEP else {**before.texts, SOURCE: source.text}
    for language, other in others:
        if other.choice == USE_SOURCE:
            texts.pop(language, None)
        elif other.choice != KEEP:
            texts[language] = other.text
    if source.choice == KEEP:
        return Content(texts, before.media_kind, before.media)
    return Content(texts, source.kind, {channel: source.file} if source.file else {})


def _refused(act: Act) -> Refused:
    return Refused(act.outcome.value, act.by or "")
