"""Writing a broadcast at the desk: the form, how it reads and whom it reaches meanwhile, and keeping it."""

from dataclasses import replace

from starlette.responses import Response

from bot.web.desk import broadcast_form, broadcast_view
from bot.web.desk.attachments import Trouble, attachment
from bot.web.desk.broadcasts import BroadcastPages
from bot.web.desk.forms import Fields
from bot.web.desk.gate import Gate, Visit, go
from bot.web.desk.said import said
from bot.web.desk.tell import Teller
from handlers import broadcast_acts
from handlers.broadcast_acts import Outcome
from handlers.speech import Phrase, phrase
from handlers.web_sign_in import ORIGIN
from handlers.words import SOURCE, words
from handlers.world import World
from storage import staff
from storage.audience import Audience, nationalities, reach
from storage.broadcasts import Broadcast, Content
from storage.tables import BroadcastState

_IN_FORM = {Outcome.EMPTY: 422, Outcome.TOO_LONG: 422}
"""What the writer can mend: said above the form, in which everything stands as it was."""


class WritingPages:
    """A draft is its author's to change; everybody else is shown it."""

    def __init__(self, world: World, gate: Gate, pages: BroadcastPages, teller: Teller) -> None:
        self._world = world
        self._gate = gate
        self._pages = pages
        self._teller = teller
        self._channels = sorted(world.team.rates)

    async def begin(self, visit: Visit) -> Response:
        """An empty form."""
        return await self._form(visit, None, Content({}), Audience(), urgent=False)

    async def show(self, visit: Visit) -> Response:
        """The form of one's own draft; of anything else what it says."""
        broadcast = await self._pages.found(visit)
        if broadcast.state is BroadcastState.DRAFT and await self._is_own(visit, broadcast):
            return await self._form(
                visit, broadcast, broadcast.content, broadcast.audience, urgent=broadcast.urgent,
                told=visit.said,
            )  # fmt: skip
        return await self._pages.shown(visit, broadcast)

    async def create(self, visit: Visit) -> Response:
        """Keep what was written as a new draft, and do with it what the button said."""
        written, audience, urgent = self._taken(visit.fields)
        content = await self._with_file(visit, written)
        if not isinstance(content, Content):
            return await self._not_kept(visit, None, written, audience, urgent=urgent, why=content)
        act = await broadcast_acts.create(
            self._world, visit.member, content=content, audience=audience, urgent=urgent, origin=ORIGIN
        )
        if act.broadcast is None:
            return await self._not_kept(visit, None, content, audience, urgent=urgent, why=act.outcome)
        return await self._then(visit, act.broadcast)

    async def save(self, visit: Visit) -> Response:
        """Keep what was changed, and do with it what the button said."""
        broadcast = await self._pages.found(visit)
        written, audience, urgent = self._taken(visit.fields, before=broadcast.content)
        content = await self._with_file(visit, written)
        if not isinstance(content, Content):
            return await self._not_kept(visit, broadcast, written, audience, urgent=urgent, why=content)
        if (content, audience, urgent) != (broadcast.content, broadcast.audience, broadcast.urgent):
            act = await broadcast_acts.revise(
                self._world, visit.member, broadcast.id, content=content, audience=audience, urgent=urgent,
                origin=ORIGIN,
            )  # fmt: skip
            if act.outcome in _IN_FORM:
                return await self._not_kept(visit, broadcast, content, audience, urgent=urgent, why=act.outcome)
            if not act.done or act.broadcast is None:
                return go(f"/broadcasts/{broadcast.id}", act.outcome.value)
            broadcast = act.broadcast
        return await self._then(visit, broadcast)

    async def preview(self, visit: Visit) -> Response:
        """What people would get, of what stands in the form now."""
        content, _, _ = self._taken(visit.fields)
        if visit.fields.one("has_file") == "yes" and visit.fields.one("drop_file") != "yes":
            content = replace(content, media_kind="photo")  # of whatever kind: there is less room for the text
        return self._gate.page(visit, "preview.html", bubbles=broadcast_view.bubbles(content))

    async def count(self, visit: Visit) -> Response:
        """How many it would reach, by what is ticked now."""
        _, audience, _ = self._taken(visit.fields)
        return self._gate.page(visit, "reach.html", reach=await self._reach(audience))

    async def _then(self, visit: Visit, broadcast: Broadcast) -> Response:
        what = "saved"
        if visit.fields.one("then") == "test":
            what = await self._pages.test_said(visit, broadcast)
        elif visit.fields.one("then") == "submit":
            act = await broadcast_acts.submit(self._world, visit.member, broadcast.id, origin=ORIGIN)
            what = "submitted" if act.done else act.outcome.value
        return go(f"/broadcasts/{broadcast.id}", what)

    async def _not_kept(
        self, visit: Visit, broadcast: Broadcast | None, content: Content, audience: Audience, *,
        urgent: bool, why: Outcome | Trouble,
    ) -> Response:  # fmt: skip
        told = said(why.value)
        return await self._form(visit, broadcast, content, audience, urgent=urgent, told=told, status=422)

    async def _form(
        self, visit: Visit, broadcast: Broadcast | None, content: Content, audience: Audience, *,
        urgent: bool, told: tuple[Phrase, bool] | None = None, status: int = 200,
    ) -> Response:  # fmt: skip
        async with self._world.database.read() as connection:
            offered = await nationalities(connection)
        return self._gate.page(
            visit,
            "writing.html",
            status=status,
            said=told,
            broadcast=broadcast,
            source=SOURCE,
            has_media=content.media_kind is not None,
            takes_file=self._teller.keeps(visit.member),
            form=broadcast_form.shown(content, audience, urgent=urgent, channels=self._channels, offered=offered),
            bubbles=broadcast_view.bubbles(content),
            reach=await self._reach(audience),
        )

    async def _with_file(self, visit: Visit, content: Content) -> Content | Outcome | Trouble:
        """The content with the file that came, once the member's own channel has it; or why not.

        It is sent to the member alone, who so sees it, and goes on by the handle that comes back: its bytes are kept
        nowhere, and a broadcast to thousands uploads it once. Into another channel it is carried when it is sent.
        """
        file = visit.fields.file
        if file is None:
            return content
        caption = words(visit.language, phrase("web-file-kept"))
        found = attachment(file.content, file.name, caption=caption)
        if isinstance(found, Trouble):
            return found
        if trouble := broadcast_acts.wrong(Content(content.texts, found.kind)):
            return trouble
        handle = await self._teller.keep(visit.member, found.outgoing)
        return Content(content.texts, found.kind, {visit.member.channel: handle}) if handle else Trouble.REFUSED

    async def _reach(self, audience: Audience) -> list[Phrase]:
        async with self._world.database.read() as connection:
            people = await reach(connection, audience, now=self._world.now(), source=SOURCE)
        return broadcast_view.reach_lines(people, self._world.team.rates)

    def _taken(self, fields: Fields, *, before: Content | None = None) -> tuple[Content, Audience, bool]:
        audience = broadcast_form.audience(fields, channels=self._channels)
        return broadcast_form.content(fields, before=before), audience, fields.one("urgent") == "yes"

    async def _is_own(self, visit: Visit, broadcast: Broadcast) -> bool:
        if broadcast.author is None:
            return False
        async with self._world.database.read() as connection:
            author = await staff.get(connection, broadcast.author)
        return author is not None and author.chat_id == visit.member.chat_id
