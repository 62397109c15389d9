"""The way into the desk and out of it: no password, a code on the screen and one tap in the chat."""

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.web.desk.browsers import browser
from bot.web.desk.gate import COOKIE, PREFIX, Gate, Refusal, Visit, from_here, spoken
from bot.web.desk.look import HEADERS
from handlers.speech import phrase
from handlers.web_sign_in import ORIGIN, SIGN_IN
from handlers.world import World
from storage import audit, desk_sessions
from storage.desk_sessions import SESSION_LIFE, SIGN_IN_LIFE, SignIn, SignInState

_STARTS, _PER = 20, timedelta(minutes=1)
"""How often sign-ins may begin, in this process: each is a row, and anybody may ask."""

_STOP_POLLING = 286
"""What tells htmx to ask no more (htmx.org/docs, polling)."""


class Allowance:
    """So many in any such span, and no more."""

    def __init__(self, most: int, span: timedelta) -> None:
        self._most = most
        self._span = span
        self._taken: deque[datetime] = deque()

    def take(self, now: datetime) -> bool:
        """One of them, if there is one left."""
        while self._taken and self._taken[0] <= now - self._span:
            self._taken.popleft()
        if len(self._taken) >= self._most:
            return False
        self._taken.append(now)
        return True


class SignInPages:
    """`deep_link(argument)` opens the bot's chat with `/start <argument>`; `secure` where browsers come by https."""

    def __init__(self, world: World, gate: Gate, *, deep_link: Callable[[str], str], secure: bool) -> None:
        self._world = world
        self._gate = gate
        self._deep_link = deep_link
        self._secure = secure
        self._allowance = Allowance(_STARTS, _PER)

    def routes(self) -> list[Route]:
        """What is open to everybody."""
        return [
            self._gate.open_route("GET", "", self.front),
            self._gate.open_route("POST", "/sign-in", self.begin),
            self._gate.open_route("GET", "/sign-in", self.wait),
            self._gate.open_route("GET", "/sign-in/state", self.state),
        ]

    async def front(self, request: Request) -> Response:
        """The desk for who is in, the button for who is not. A browser that was let in meanwhile comes in."""
        token = request.cookies.get(COOKIE, "")
        if token:
            now = self._world.now()
            async with self._world.database.read() as connection:
                member = await desk_sessions.member(connection, token, now=now)
                asked = None if member else await desk_sessions.asked(connection, token, now=now)
            if member:
                return RedirectResponse(f"{PREFIX}/status", 303, headers=HEADERS)
            if asked and asked.state in {SignInState.WAITING, SignInState.CONFIRMED}:
                return RedirectResponse(f"{PREFIX}/sign-in", 303, headers=HEADERS)
        return self._gate.look.page("front.html", spoken(request), said=None)

    async def begin(self, request: Request) -> Response:
        """The button: from here on this browser waits."""
        if not from_here(request):  # there is no session yet whose mark the form could carry
            raise Refusal(phrase("web-forged"), 403)
        now = self._world.now()
        if not self._allowance.take(now):
            raise Refusal(phrase("web-too-many"), 429)
        async with self._world.database.begin() as connection:
            token = await desk_sessions.begin(
                connection, browser=browser(request.headers.get("user-agent", "")), now=now
            )
        return self._with_cookie(RedirectResponse(f"{PREFIX}/sign-in", 303, headers=HEADERS), token, SIGN_IN_LIFE)

    async def wait(self, request: Request) -> Response:
        """The code and the link into the chat; once somebody said yes there, into the desk."""
        token, asked = await self._asked(request)
        if asked is None:
            return RedirectResponse(PREFIX, 303, headers=HEADERS)
        if asked.state is SignInState.CONFIRMED:
            return await self._let_in(token, RedirectResponse(f"{PREFIX}/status", 303, headers=HEADERS))
        if asked.state is not SignInState.WAITING:
            return self._over(request, asked.state)
        from bot.web.desk.quick_mark import modules  # noqa: PLC0415  (a tenth of a second that only this page needs)

        link = self._deep_link(f"{SIGN_IN}{desk_sessions.reference(token)}")
        side, dark = modules(link)
        return self._gate.look.page(
            "waiting.html", spoken(request), code=asked.code, link=link, side=side, dark=dark, until=asked.expires_at
        )

    async def state(self, request: Request) -> Response:
        """What the page of the code asks for every two seconds."""
        token, asked = await self._asked(request)
        if asked is not None and asked.state is SignInState.WAITING:
            return Response(status_code=204, headers=HEADERS)
        onward = Response(status_code=_STOP_POLLING, headers={**HEADERS, "HX-Redirect": f"{PREFIX}/status"})
        if asked is not None and asked.state is SignInState.CONFIRMED:
            return await self._let_in(token, onward)
        onward.headers["HX-Redirect"] = f"{PREFIX}/sign-in"
        return onward

    async def sign_out(self, visit: Visit) -> Response:
        """This browser."""
        async with self._world.database.begin() as connection:
            await desk_sessions.end(connection, visit.token, now=self._world.now())
            await self._record(connection, visit)
        return self._gone()

    async def sign_out_everywhere(self, visit: Visit) -> Response:
        """This browser and every other of the same member."""
        async with self._world.database.begin() as connection:
            await desk_sessions.end_all(connection, visit.member.id, now=self._world.now())
            await self._record(connection, visit)
        return self._gone()

    async def _asked(self, request: Request) -> tuple[str, SignIn | None]:
        token = request.cookies.get(COOKIE, "")
        async with self._world.database.read() as connection:
            return token, await desk_sessions.asked(connection, token, now=self._world.now())

    async def _let_in(self, token: str, onward: Response) -> Response:
        async with self._world.database.begin() as connection:
            session = await desk_sessions.take_up(connection, token, now=self._world.now())
        # None: another tab of this browser was quicker, and has set the cookie.
        return onward if session is None else self._with_cookie(onward, session, SESSION_LIFE)

    def _over(self, request: Request, state: SignInState) -> Response:
        said = phrase(f"web-entry-{state.value}")
        answer = self._gate.look.page("front.html", spoken(request), said=said)
        answer.delete_cookie(COOKIE, path=PREFIX)
        return answer

    def _gone(self) -> Response:
        answer = RedirectResponse(PREFIX, 303, headers=HEADERS)
        answer.delete_cookie(COOKIE, path=PREFIX)
        return answer

    def _with_cookie(self, answer: Response, token: str, life: timedelta) -> Response:
        answer.set_cookie(
            COOKIE,
            token,
            max_age=round(life.total_seconds()),
            path=PREFIX,
            secure=self._secure,
            httponly=True,
            samesite="lax",
        )
        return answer

    async def _record(self, connection: AsyncConnection, visit: Visit) -> None:
        await audit.record(
            connection,
            at=self._world.now(),
            chat_id=visit.member.chat_id,
            action="desk.signed-out",
            subject=f"staff:{visit.member.id}",
            origin=ORIGIN,
        )
