"""Broadcasts at the desk: the list, one of them, and how it goes. What they do is in `handlers/broadcast_acts.py`."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response, StreamingResponse

from bot.web.desk import broadcast_form, broadcast_view
from bot.web.desk.gate import Gate, Refusal, Visit, go
from bot.web.desk.look import HEADERS
from bot.web.desk.tell import Teller
from handlers import broadcast_acts, broadcast_audience
from handlers.broadcast_acts import Act, Outcome
from handlers.broadcast_words import after_quiet, message
from handlers.broadcasts import outcomes
from handlers.speech import phrase
from handlers.web_sign_in import ORIGIN
from handlers.words import SOURCE, best_language
from handlers.world import World, row_id
from storage import broadcast_sending, broadcasts, staff
from storage.audience import reach
from storage.broadcasts import Broadcast
from storage.tables import BroadcastState, StaffRole

_LISTED = 50
_SHOWN_RUNNING = frozenset({BroadcastState.RUNNING, BroadcastState.SCHEDULED})
_Move = Callable[..., Awaitable[Act]]


class BroadcastPages:
    """The list, and everything but the writing."""

    def __init__(self, world: World, gate: Gate, teller: Teller) -> None:
        self._world = world
        self._gate = gate
        self._teller = teller

    async def page(self, visit: Visit) -> Response:
        """The latest, with who wrote each."""
        async with self._world.database.read() as connection:
            found = await broadcasts.recent(connection, limit=_LISTED)
            authors = {one.author: await _name(connection, one.author) for one in found}
        rows = [(one, broadcast_view.state(one), broadcast_view.opening(one.content), authors[one.author])
                for one in found]  # fmt: skip
        return self._gate.page(visit, "broadcasts.html", rows=rows, said=visit.said)

    async def show(self, visit: Visit) -> Response:
        """One that is written: what people get, who they are, what may be done with it now."""
        return await self.shown(visit, await self.found(visit))

    async def shown(self, visit: Visit, broadcast: Broadcast) -> Response:
        """The page of this one, for who can't change it (any more)."""
        now = self._world.now()
        async with self._world.database.read() as connection:
            progress = await broadcast_sending.progress(connection, broadcast, now=now)
            people = await reach(connection, broadcast.audience, now=now, source=SOURCE)
            may_approve = await broadcast_acts.may_approve(connection, self._world, visit.member, broadcast)
            author = await staff.get(connection, broadcast.author) if broadcast.author else None
            approver = await _name(connection, broadcast.approver)
        own = author is not None and author.chat_id == visit.member.chat_id
        state = broadcast.state
        approves = visit.member.role.may(StaffRole.APPROVER)
        return self._gate.page(
            visit,
            "broadcast.html",
            said=visit.said,
            broadcast=broadcast,
            way=broadcast_view.way(broadcast, progress),
            bubbles=broadcast_view.bubbles(broadcast.content),
            audience=broadcast_audience.said(broadcast.audience),
            reach=broadcast_view.reach_lines(people, self._world.team.rates) if broadcast.started_at is None else [],
            people=people.total,
            author=author.name if author else None,
            approver=approver,
            begun=broadcast.started_at is not None,
            moving=state in _SHOWN_RUNNING or (state is BroadcastState.CANCELLED and not broadcast.is_over),
            waits=state is BroadcastState.SUBMITTED,
            may_approve=may_approve is Outcome.DONE,
            second_person=may_approve is Outcome.SECOND_PERSON,
            approves=approves,
            night=not broadcast.urgent and after_quiet(now) > now,
            morning=after_quiet(now),
            soonest=broadcast_form.lima_field(now),
            latest=broadcast_form.lima_field(now + broadcast_acts.FARTHEST - timedelta(minutes=1)),
            may_return=state is BroadcastState.SUBMITTED and (own or approves),
            may_pause=approves and state in _SHOWN_RUNNING,
            may_resume=approves and state is BroadcastState.PAUSED,
            may_cancel=state not in {BroadcastState.DONE, BroadcastState.CANCELLED}
            and (approves or (own and state in {BroadcastState.DRAFT, BroadcastState.SUBMITTED})),
            may_look_up=approves,
        )

    async def progress(self, visit: Visit) -> Response:
        """What moves on that page. Once it stands elsewhere, the whole page has other buttons: it is loaded anew."""
        broadcast = await self.found(visit)
        if visit.request.query_params.get("state") != broadcast.state.value or broadcast.is_over:
            return Response(status_code=204, headers={**HEADERS, "HX-Refresh": "true"})
        async with self._world.database.read() as connection:
            progress = await broadcast_sending.progress(connection, broadcast, now=self._world.now())
        return self._gate.page(visit, "broadcast_way.html", way=broadcast_view.way(broadcast, progress))

    async def outcomes(self, visit: Visit) -> Response:
        """What became of each message, as a list for a spreadsheet: numbers of messages, nobody's name or chat."""
        broadcast = await self.found(visit)
        name = f"aviso-{broadcast.id}.csv"
        headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
        return StreamingResponse(
            outcomes(self._world.database, broadcast.id), headers=headers, media_type="text/csv; charset=utf-8"
        )

    async def test(self, visit: Visit) -> Response:
        """To the member's own chat, as people will get it."""
        broadcast = await self.found(visit)
        return go(f"/broadcasts/{broadcast.id}", await self.test_said(visit, broadcast))

    async def test_said(self, visit: Visit, broadcast: Broadcast) -> str:
        """Send it to the member to look at; what the next page says of it."""
        act = await broadcast_acts.tested(self._world, visit.member, broadcast.id, origin=ORIGIN)
        if not act.done:
            return act.outcome.value
        language = best_language(visit.member.language)
        sent = await self._teller.tell(visit.member, message(broadcast.content, language, test=True))
        return "tested" if sent else "not-tested"

    async def send_back(self, visit: Visit) -> Response:
        """A draft again."""
        return await self._move(visit, broadcast_acts.send_back, "sent-back")

    async def approve(self, visit: Visit) -> Response:
        """Now, or at the time that was chosen; what was approved is what was on the page."""
        broadcast_id = _id(visit)
        later, seen = visit.fields.one("when") == "later", _instant(visit.fields.one("submitted"))
        due_at = broadcast_form.lima_time(visit.fields.one("due")) if later else None
        if seen is None or (later and due_at is None):
            return go(f"/broadcasts/{broadcast_id}", "no-time" if seen else Outcome.CHANGED.value)
        act = await broadcast_acts.approve(
            self._world, visit.member, broadcast_id, due_at=due_at, submitted_at=seen, origin=ORIGIN
        )
        return _went(act, broadcast_id, "approved")

    async def pause(self, visit: Visit) -> Response:
        """Hold it."""
        return await self._move(visit, broadcast_acts.pause, "paused")

    async def resume(self, visit: Visit) -> Response:
        """Let it go on."""
        return await self._move(visit, broadcast_acts.resume, "resumed")

    async def cancel(self, visit: Visit) -> Response:
        """Call it off for good."""
        return await self._move(visit, broadcast_acts.cancel, "cancelled")

    async def found(self, visit: Visit) -> Broadcast:
        """The one of the address. Raises Refusal."""
        async with self._world.database.read() as connection:
            found = await broadcasts.get(connection, _id(visit))
        if found is None:
            raise Refusal(phrase("web-not-done-missing"), 404)
        return found

    async def _move(self, visit: Visit, move: _Move, done: str) -> Response:
        broadcast_id = _id(visit)
        return _went(await move(self._world, visit.member, broadcast_id, origin=ORIGIN), broadcast_id, done)


def _went(act: Act, broadcast_id: int, done: str) -> Response:
    if act.outcome is Outcome.MISSING:
        raise Refusal(phrase("web-not-done-missing"), 404)
    return go(f"/broadcasts/{broadcast_id}", done if act.done else act.outcome.value)


def _id(visit: Visit) -> int:
    number = row_id(str(visit.request.path_params["id"]))
    if number is None:
        raise Refusal(phrase("web-not-done-missing"), 404)
    return number


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


async def _name(connection: AsyncConnection, member_id: int | None) -> str | None:
    found = await staff.get(connection, member_id) if member_id is not None else None
    return found.name if found else None
