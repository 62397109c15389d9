"""The gate of the desk: who may come where, asked anew at every single request, and that a form is one of ours."""

import hmac
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.web.desk.forms import Fields, Unfit, posted
from bot.web.desk.look import HEADERS, Look
from bot.web.desk.said import said
from handlers.errors import OUTAGES
from handlers.speech import Phrase, phrase
from handlers.web_sign_in import ORIGIN
from handlers.words import best_language
from handlers.world import World
from storage import audit, desk_sessions
from storage.staff import Member
from storage.tables import StaffRole

COOKIE = "buzon_mesa"
PREFIX = "/desk"


@dataclass(eq=False)
class Refusal(Exception):
    """The request can't be answered as it was asked: the words for it, and the status."""

    words: Phrase
    status: int


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of a member: who, in which language, what was posted, and the mark of this session's forms."""

    request: Request
    member: Member
    language: str
    token: str = field(repr=False)
    csrf: str = field(repr=False)
    fields: Fields = field(default_factory=Fields)

    @property
    def said(self) -> tuple[Phrase, bool] | None:
        """What the page says at its top of what was just done, and whether all is well."""
        return said(self.request.query_params.get("said", ""))


Handler = Callable[[Visit], Awaitable[Response]]
OpenHandler = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Place:
    """One address, and the least role that it is for; `takes_file` where a file may come with its form."""

    method: str
    path: str
    least: StaffRole
    handler: Handler
    takes_file: bool = False

    @property
    def name(self) -> str:
        """As the audit calls it: without ids."""
        return f"{self.method} {PREFIX}{self.path}"


class Gate:
    """Opens places to those who may come. Who may not is refused, and where it is a member that is kept.

    Strangers leave no record: the audit is never emptied, and anybody could fill it.
    """

    def __init__(self, world: World, look: Look) -> None:
        self._world = world
        self.look = look

    def route(self, place: Place) -> Route:
        """The place with its guard."""

        async def answer(request: Request) -> Response:
            visit = await self._visit(request)
            if visit is None:
                return await self._away(request, place)
            if not visit.member.role.may(place.least):
                await self._keep_refusal(visit, place)
                raise Refusal(phrase("web-not-allowed"), 403)
            if place.method == "POST":
                visit = await self._taken(visit, place)
            return await place.handler(visit)

        return Route(f"{PREFIX}{place.path}", self.guarded(answer), methods=[place.method])

    def open_route(self, method: str, path: str, handler: OpenHandler) -> Route:
        """A place that is open to everybody: the way in."""
        return Route(f"{PREFIX}{path}", self.guarded(handler), methods=[method])

    def guarded(self, handler: OpenHandler) -> OpenHandler:
        """What goes wrong is said on a page."""

        async def answer(request: Request) -> Response:
            try:
                return await handler(request)
            except Refusal as refusal:
                return self._refuse(request, refusal.words, refusal.status)
            except Unfit:
                return self._refuse(request, phrase("web-forged"), 400)
            except OUTAGES:
                return self._refuse(request, phrase("web-broken"), 503)

        return answer

    def page(self, visit: Visit, template: str, *, status: int = 200, **values: object) -> Response:
        """A page of the desk, with what every one of them shows."""
        common = {"member": visit.member, "csrf": visit.csrf, "path": visit.request.url.path}
        role = phrase(f"role-{visit.member.role.value}")
        return self.look.page(template, visit.language, status=status, **common, role=role, **values)

    async def _visit(self, request: Request) -> Visit | None:
        token = request.cookies.get(COOKIE, "")
        if not token:
            return None
        async with self._world.database.read() as connection:
            member = await desk_sessions.member(connection, token, now=self._world.now())
        if member is None:
            return None
        language = best_language(member.language) if member.language else spoken(request)
        return Visit(request, member, language, token, self._right_csrf(token)[0])

    async def _taken(self, visit: Visit, place: Place) -> Visit:
        """With what was posted, once it is sure that a page of ours, shown to this very browser, has posted it."""
        fields = await posted(visit.request, takes_file=place.takes_file)
        given = fields.one("csrf").encode()
        right = any(hmac.compare_digest(given, one.encode()) for one in self._right_csrf(visit.token))
        if not from_here(visit.request) or not right:
            raise Refusal(phrase("web-forged"), 403)
        return Visit(visit.request, visit.member, visit.language, visit.token, visit.csrf, fields)

    def _right_csrf(self, token: str) -> list[str]:
        """Under every master key, the current one first: pages that are open survive a rotation."""
        return [mark.hex() for mark in self._world.vault.fingerprints(token, purpose="desk-csrf")]

    async def _away(self, request: Request, place: Place) -> Response:
        """To the way in: nobody is signed in here (any more). What somebody has written meanwhile is not lost."""
        partly = request.headers.get("hx-request") == "true"
        if request.method != "POST":
            if partly:
                return Response(status_code=401, headers={**HEADERS, "HX-Redirect": PREFIX})
            return RedirectResponse(PREFIX, 303, headers=HEADERS)
        if partly:  # while it is being written: to lead away from it would lose it
            return Response(status_code=401, headers=HEADERS)
        fields = Fields()
        if from_here(request):
            fields = await posted(request, takes_file=place.takes_file, keeps_file=False)
        written = [fields.text(name) for name in sorted(fields.values) if name.startswith("text_")]
        return self._refuse(request, phrase("web-signed-out-meanwhile"), 403, written=written)

    async def _keep_refusal(self, visit: Visit, place: Place) -> None:
        async with self._world.database.begin() as connection:
            await audit.record(
                connection,
                at=self._world.now(),
                chat_id=visit.member.chat_id,
                action="desk.refused",
                subject=place.name,
                details={"role": visit.member.role.value},
                origin=ORIGIN,
            )

    def _refuse(self, request: Request, words: Phrase, status: int, *, written: Sequence[str] = ()) -> Response:
        kept = [text for text in written if text]
        return self.look.page("said.html", spoken(request), status=status, said=words, written=kept)


def from_here(request: Request) -> bool:
    """Whether a page of ours asked for this: browsers say so in a header that no page can write.

    Without https some leave the one header out; then the other names the page's host.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    return urlsplit(request.headers.get("origin", "")).netloc == request.headers.get("host")


def spoken(request: Request) -> str:
    """The language of a browser."""
    return best_language(request.headers.get("accept-language", "").split(",")[0])


def go(path: str, done: str = "") -> Response:
    """On to a page of the desk, so that a reload repeats nothing; `done` names what is said there: see `said.py`."""
    query = f"?said={done}" if done else ""
    return RedirectResponse(f"{PREFIX}{path}{query}", 303, headers=HEADERS)
