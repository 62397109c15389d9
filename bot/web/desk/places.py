"""Where everything at the desk is, and the least role that each place is for: the one table of both."""

from collections.abc import Callable

from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from bot.web.desk.audit import AuditPages
from bot.web.desk.broadcasts import BroadcastPages
from bot.web.desk.gate import PREFIX, Gate, Place
from bot.web.desk.look import STATIC, Look
from bot.web.desk.sign_in import SignInPages
from bot.web.desk.status import StatusPages
from bot.web.desk.team import TeamPages
from bot.web.desk.tell import Teller
from bot.web.desk.writing import WritingPages
from handlers.world import World
from storage.tables import StaffRole

READER, WRITER, APPROVER, ADMIN = StaffRole


class WebDesk:
    """The desk's pages. `deep_link(argument)` opens the bot's chat with it; `secure` where browsers come by https."""

    def __init__(self, world: World, teller: Teller, *, deep_link: Callable[[str], str], secure: bool) -> None:
        self._gate = Gate(world, Look())
        self._sign_in = SignInPages(world, self._gate, deep_link=deep_link, secure=secure)
        self._status = StatusPages(world, self._gate)
        self._broadcasts = BroadcastPages(world, self._gate, teller)
        self._writing = WritingPages(world, self._gate, self._broadcasts, teller)
        self._team = TeamPages(world, self._gate)
        self._audit = AuditPages(world, self._gate)

    def places(self) -> list[Place]:
        """Everything but the way in."""
        sign_in, broadcasts, writing = self._sign_in, self._broadcasts, self._writing
        return [
            Place("POST", "/sign-out", READER, sign_in.sign_out),
            Place("POST", "/sign-out/everywhere", READER, sign_in.sign_out_everywhere),
            Place("GET", "/status", READER, self._status.page),
            Place("GET", "/status/live", READER, self._status.live),
            Place("GET", "/broadcasts", WRITER, broadcasts.page),
            Place("POST", "/broadcasts", WRITER, writing.create, takes_file=True),
            Place("GET", "/broadcasts/new", WRITER, writing.begin),
            Place("POST", "/broadcasts/audience", WRITER, writing.count),
            Place("POST", "/broadcasts/preview", WRITER, writing.preview),
            Place("GET", "/broadcasts/{id}", WRITER, writing.show),
            Place("POST", "/broadcasts/{id}", WRITER, writing.save, takes_file=True),
            Place("GET", "/broadcasts/{id}/progress", WRITER, broadcasts.progress),
            Place("GET", "/broadcasts/{id}/outcomes.csv", WRITER, broadcasts.outcomes),
            Place("POST", "/broadcasts/{id}/test", WRITER, broadcasts.test),
            # Who wrote it may take it back or call it off before it is approved; the act itself asks.
            Place("POST", "/broadcasts/{id}/send-back", WRITER, broadcasts.send_back),
            Place("POST", "/broadcasts/{id}/cancel", WRITER, broadcasts.cancel),
            Place("POST", "/broadcasts/{id}/approve", APPROVER, broadcasts.approve),
            Place("POST", "/broadcasts/{id}/pause", APPROVER, broadcasts.pause),
            Place("POST", "/broadcasts/{id}/resume", APPROVER, broadcasts.resume),
            Place("GET", "/team", READER, self._team.page),
            Place("POST", "/team/invitations", ADMIN, self._team.invite),
            Place("POST", "/team/invitations/{reference}/withdraw", ADMIN, self._team.withdraw),
            Place("POST", "/team/{id}/role", ADMIN, self._team.give_role),
            Place("POST", "/team/{id}/remove", ADMIN, self._team.remove),
            Place("POST", "/team/{id}/sign-out", ADMIN, self._team.sign_out),
            Place("GET", "/audit", APPROVER, self._audit.page),
            Place("GET", "/audit.csv", APPROVER, self._audit.export),
        ]

    def routes(self) -> list[BaseRoute]:
        """All of it, with its own style and script."""
        return [
            Mount(f"{PREFIX}/static", StaticFiles(directory=STATIC)),
            *self._sign_in.routes(),
            *(self._gate.route(place) for place in self.places()),
        ]
