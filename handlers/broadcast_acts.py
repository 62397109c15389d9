"""What the team does with broadcasts, in one place for the chat, the web desk and the command line.

Each act is one transaction: who acts is looked up anew, the rules are asked, the row moves on, the record is written.
A repeat does nothing. `member` is None for the operator at the command line, who may do what an admin may; `origin`
is where the act came from (a channel, "web", "cli").
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from buzon.markup import excess
from handlers.broadcast_rules import Around, is_own, may
from handlers.broadcast_telling import tell_approvers, tell_author
from handlers.broadcast_words import after_quiet, seconds_of
from handlers.words import SOURCE
from handlers.world import SecondPerson
from storage import audit, broadcasts, staff
from storage.audience import Audience, Reach, reach
from storage.broadcasts import Broadcast, Content
from storage.staff import Member
from storage.tables import BroadcastState, StaffRole

FARTHEST = timedelta(days=60)
"""Nothing is put off for longer: who wrote it would have forgotten it, and what it says may no longer hold."""

_SLACK = timedelta(minutes=2)
"""So much may pass between a time that is chosen and the choice's arrival."""


class Outcome(StrEnum):
    """What came of an act; all but the first changed nothing."""

    DONE = "done"
    MISSING = "missing"  # there is no such broadcast
    NOT_ALLOWED = "not-allowed"  # the role does not reach so far, or has ended
    NOT_YOURS = "not-yours"  # only who wrote it changes it
    SECOND_PERSON = "second-person"  # somebody else than who wrote it must approve it
    TOO_LATE = "too-late"  # it stands elsewhere by now: see `Act.broadcast`
    CHANGED = "changed"  # it is not any more what was looked at
    NOBODY = "nobody"  # nobody would get it
    PAST = "past"  # the time has passed
    FAR = "far"  # the time is farther off than FARTHEST
    EMPTY = "empty"  # neither a text nor a picture
    TOO_LONG = "too-long"


@dataclass(frozen=True, slots=True)
class Act:
    """The outcome, and the broadcast as it stands now. `by` is the name of who approved it, where somebody did."""

    outcome: Outcome
    broadcast: Broadcast | None = None
    by: str | None = None

    @property
    def done(self) -> bool:
        """Whether it was done, by this call."""
        return self.outcome is Outcome.DONE


async def create(
    world: Around, member: Member | None, *, content: Content, audience: Audience, urgent: bool = False, origin: str
) -> Act:
    """A new draft of this member's."""
    async with world.database.begin() as connection:
        if not await may(connection, member, StaffRole.WRITER):
            return Act(Outcome.NOT_ALLOWED)
        if trouble := wrong(content):
            return Act(trouble)
        author = None if member is None else member.id
        made = await broadcasts.create(
            connection, content=content, audience=audience, urgent=urgent, author=author, now=world.now()
        )
        return await _done(_By(world, member, origin), connection, made, "created", languages=sorted(content.texts))


async def revise(
    world: Around,
    member: Member | None,
    broadcast_id: int,
    *,
    content: Content | None = None,
    audience: Audience | None = None,
    urgent: bool | None = None,
    origin: str,
) -> Act:
    """Change it; what waited for approval is a draft again. For its author alone: another's words under one's name
    could be approved by who wrote them."""
    given = {"content": content, "audience": audience, "urgent": urgent}

    async def change(connection: AsyncConnection, broadcast: Broadcast) -> Outcome | dict[str, Any]:
        if not await is_own(connection, member, broadcast):
            return Outcome.NOT_YOURS
        if content is not None and (trouble := wrong(content)):
            return trouble
        if broadcast.state is BroadcastState.SUBMITTED:
            await broadcasts.send_back(connection, broadcast_id)
        done = await broadcasts.revise(connection, broadcast_id, content=content, audience=audience, urgent=urgent)
        return {"changed": sorted(name for name, value in given.items() if value is not None)} if done else _LATE

    return await _act(_By(world, member, origin), broadcast_id, "revised", change)


async def submit(world: Around, member: Member | None, broadcast_id: int, *, origin: str) -> Act:
    """Ask for approval. Those who may give it are told, unless who asks may give it as well."""

    async def ask(connection: AsyncConnection, broadcast: Broadcast) -> Outcome | dict[str, Any]:
        if not await is_own(connection, member, broadcast):
            return Outcome.NOT_YOURS
        people = await reach(connection, broadcast.audience, now=world.now(), source=SOURCE)
        if not people.total:
            return Outcome.NOBODY
        if not await broadcasts.submit(connection, broadcast_id, now=world.now()):
            return _LATE
        if await may_approve(connection, world, member, broadcast) is not Outcome.DONE:
            await _tell_approvers(connection, world, broadcast, people)
        return {"people": people.total, "urgent": broadcast.urgent}

    return await _act(_By(world, member, origin), broadcast_id, "submitted", ask)


async def send_back(world: Around, member: Member | None, broadcast_id: int, *, origin: str) -> Act:
    """A draft again: its author takes it back, or an approver does not approve it and its author is told."""

    async def return_it(connection: AsyncConnection, broadcast: Broadcast) -> Outcome | dict[str, Any]:
        own = await is_own(connection, member, broadcast)
        if not own and not await may(connection, member, StaffRole.APPROVER):
            return Outcome.NOT_ALLOWED
        if not await broadcasts.send_back(connection, broadcast_id):
            return _LATE
        if not own:
            await tell_author(connection, broadcast, decision="returned", by=member, now=world.now())
        return {}

    return await _act(_By(world, member, origin), broadcast_id, "sent-back", return_it)


def stamp(broadcast: Broadcast) -> str:
    """What a button carries of a broadcast that was submitted, to know it again: a few figures, "" for a draft."""
    return str(round(broadcast.submitted_at.timestamp() * 1_000)) if broadcast.submitted_at else ""


def is_as_seen(broadcast: Broadcast, seen: str) -> bool:
    """Whether it is still what that stamp was taken of."""
    return stamp(broadcast) == seen


async def may_approve(
    connection: AsyncConnection, world: Around, member: Member | None, broadcast: Broadcast
) -> Outcome:
    """DONE where this member may approve this broadcast, at this moment; else NOT_ALLOWED or SECOND_PERSON."""
    if not await may(connection, member, StaffRole.APPROVER):
        return Outcome.NOT_ALLOWED
    if world.team.second_person is SecondPerson.NEVER or not await is_own(connection, member, broadcast):
        return Outcome.DONE
    if world.team.second_person is SecondPerson.ALWAYS:
        return Outcome.SECOND_PERSON
    others = len(await staff.present(connection, least=StaffRole.APPROVER))
    return Outcome.SECOND_PERSON if others >= 2 else Outcome.DONE


async def approve(
    world: Around,
    member: Member | None,
    broadcast_id: int,
    *,
    due_at: datetime | None = None,
    submitted_at: datetime | None = None,
    origin: str,
) -> Act:
    """Let it go at `due_at`, or now; at night, where it is not urgent, in the morning.

    Of any number at once one is DONE, the others are TOO_LATE and get the name of that one. `submitted_at` is that of
    what the approver has seen: was it changed and submitted anew since, nothing is approved (CHANGED).
    """
    now = world.now()

    async def let_go(connection: AsyncConnection, broadcast: Broadcast) -> Outcome | dict[str, Any]:
        if broadcast.state is not BroadcastState.SUBMITTED:
            return _LATE
        if submitted_at is not None and broadcast.submitted_at != submitted_at:
            return Outcome.CHANGED
        allowed = await may_approve(connection, world, member, broadcast)
        if allowed is not Outcome.DONE:
            return allowed
        if due_at is not None and due_at < now - _SLACK:
            return Outcome.PAST
        if due_at is not None and due_at > now + FARTHEST:
            return Outcome.FAR
        if not (await reach(connection, broadcast.audience, now=now, source=SOURCE)).total:
            return Outcome.NOBODY
        due = max(due_at or now, now)
        due = due if broadcast.urgent else after_quiet(due)
        approver = None if member is None else member.id
        seen = broadcast.submitted_at
        if not await broadcasts.approve(
            connection, broadcast_id, approver=approver, due_at=due, submitted_at=seen, now=now
        ):
            return _LATE
        if not await is_own(connection, member, broadcast):
            await tell_author(connection, broadcast, decision="approved", by=member, now=world.now())
        return {"due_at": due.isoformat(), "author": broadcast.author, "urgent": broadcast.urgent}

    return await _act(_By(world, member, origin), broadcast_id, "approved", let_go, least=StaffRole.APPROVER)


async def pause(world: Around, member: Member | None, broadcast_id: int, *, origin: str) -> Act:
    """Hold it. Any approver may."""
    return await _moved(_By(world, member, origin), broadcast_id, "paused", broadcasts.pause)


async def resume(world: Around, member: Member | None, broadcast_id: int, *, origin: str) -> Act:
    """Let it go on. Any approver may."""
    return await _moved(_By(world, member, origin), broadcast_id, "resumed", broadcasts.resume)


async def cancel(world: Around, member: Member | None, broadcast_id: int, *, origin: str) -> Act:
    """Call it off for good. Any approver may; its author may while it is not approved yet."""

    async def call_off(connection: AsyncConnection, broadcast: Broadcast) -> Outcome | dict[str, Any]:
        unsent = broadcast.state in {BroadcastState.DRAFT, BroadcastState.SUBMITTED}
        own = unsent and await is_own(connection, member, broadcast)
        if not own and not await may(connection, member, StaffRole.APPROVER):
            return Outcome.NOT_ALLOWED
        if not await broadcasts.cancel(connection, broadcast_id, now=world.now()):
            return _LATE
        if unsent and not own:  # of what was approved, its author gets the report
            await tell_author(connection, broadcast, decision="dropped", by=member, now=world.now())
        return {}

    return await _act(_By(world, member, origin), broadcast_id, "cancelled", call_off)


async def tested(world: Around, member: Member, broadcast_id: int, *, origin: str) -> Act:
    """Note that it was sent to this member to look at; the caller sends it."""

    async def note(connection: AsyncConnection, broadcast: Broadcast) -> Outcome | dict[str, Any]:
        return {}

    return await _act(_By(world, member, origin), broadcast_id, "tested", note)


def wrong(content: Content) -> Outcome | None:
    """What of it can't be: EMPTY or TOO_LONG; None where all is well."""
    has_media = content.media_kind is not None
    if not has_media and not content.texts.get(SOURCE, "").strip():
        return Outcome.EMPTY
    too_long = any(excess(text, has_media=has_media) for text in content.texts.values())
    return Outcome.TOO_LONG if too_long else None


@dataclass(frozen=True, slots=True)
class _By:
    """Whose act it is, and where from."""

    world: Around
    member: Member | None
    origin: str


_LATE = Outcome.TOO_LATE
_Step = Callable[[AsyncConnection, Broadcast], Awaitable[Outcome | dict[str, Any]]]


async def _moved(by: _By, broadcast_id: int, action: str, move: Callable[..., Awaitable[bool]]) -> Act:
    async def step(connection: AsyncConnection, broadcast: Broadcast) -> Outcome | dict[str, Any]:
        return {} if await move(connection, broadcast_id, now=by.world.now()) else _LATE

    return await _act(by, broadcast_id, action, step, least=StaffRole.APPROVER)


async def _act(by: _By, broadcast_id: int, action: str, step: _Step, *, least: StaffRole = StaffRole.WRITER) -> Act:
    """The role, then the step (it gives the record's details, or why not), then the record: in one transaction."""
    async with by.world.database.begin() as connection:
        broadcast = await broadcasts.get(connection, broadcast_id)
        if broadcast is None:
            return Act(Outcome.MISSING)
        allowed = await may(connection, by.member, least)
        came = await step(connection, broadcast) if allowed else Outcome.NOT_ALLOWED
        if isinstance(came, dict):
            done = await _done(by, connection, broadcast_id, action, **came)
        else:
            if came in {Outcome.NOT_ALLOWED, Outcome.SECOND_PERSON}:
                await _record(by, connection, broadcast_id, "refused", act=action, why=came.value)
            return await _stands(connection, came, broadcast_id)
    await by.world.wake()
    return done


async def _done(by: _By, connection: AsyncConnection, broadcast_id: int, action: str, **details: Any) -> Act:
    await _record(by, connection, broadcast_id, action, **details)
    return await _stands(connection, Outcome.DONE, broadcast_id)


async def _record(by: _By, connection: AsyncConnection, broadcast_id: int, action: str, **details: Any) -> None:
    await audit.record(
        connection,
        at=by.world.now(),
        chat_id=None if by.member is None else by.member.chat_id,
        action=f"broadcast.{action}",
        subject=f"broadcast:{broadcast_id}",
        details=details or None,
        origin=by.origin,
    )


async def _stands(connection: AsyncConnection, outcome: Outcome, broadcast_id: int) -> Act:
    """With the broadcast as it is after all."""
    broadcast = await broadcasts.get(connection, broadcast_id)
    approver = await staff.get(connection, broadcast.approver) if broadcast and broadcast.approver else None
    return Act(outcome, broadcast, approver.name if approver else None)


async def _tell_approvers(connection: AsyncConnection, world: Around, broadcast: Broadcast, people: Reach) -> None:
    """Those who may say yes: not its author, whatever the role."""
    present = await staff.present(connection, least=StaffRole.APPROVER)
    others = [one for one in present if not await is_own(connection, one, broadcast)]
    await tell_approvers(
        connection, broadcast.id, others, seconds=seconds_of(people, world.team.rates), now=world.now()
    )
