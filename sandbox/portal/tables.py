"""The face of server-rendered pages: tables, forms and links, in ISO-8859-1, with nothing for a script to do."""

from math import ceil

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sandbox.portal import table_recovery
from sandbox.portal.downloads import download
from sandbox.portal.notices import Session
from sandbox.portal.refusals import Refusal, Refused
from sandbox.portal.scripted import resources
from sandbox.portal.state import Portal
from sandbox.portal.table_pages import Pages, fields
from sandbox.portal.wire import COOKIE

PAGE_SIZE = 10


def pages(portal: Portal) -> Starlette:
    """The face as an app, to be mounted at `/sine-ui`. Addresses name a notice as `?codigo=…`; only its detail opens
    it.
    """
    written = Pages(portal)
    outside, inside = _Outside(portal, written), _Inside(portal, written)
    return Starlette(
        routes=[
            *resources(portal),
            Route("/login", outside.login),
            Route("/login", outside.sign_in, methods=["POST"]),
            Route("/entrada", outside.entrance),
            Route("/entrada", outside.enter, methods=["POST"]),
            Route("/salir", outside.leave),
            *table_recovery.routes(portal, written),
            Route("/inicio", inside.start),
            Route("/casilla", inside.mailbox),
            Route("/casilla/notificaciones", inside.listing),
            Route("/casilla/detalle", inside.detail),
            Route("/casilla/adjunto", inside.attachment),
            Route("/{route:path}", inside.nowhere),
        ],
        exception_handlers={Refused: inside.refusal},
    )


class _Outside:
    """What is seen without a session."""

    def __init__(self, portal: Portal, written: Pages) -> None:
        self._portal = portal
        self._written = written

    async def login(self, request: Request) -> Response:
        expired = request.query_params.get("aviso") == "sesion"
        return self._login(alert=Refusal.SESSION_EXPIRED.message if expired else "")

    async def sign_in(self, request: Request) -> Response:
        typed = await fields(request)
        user = typed.get("usuario", "")
        captcha = (typed["imagen"], typed.get("caracteres", "")) if "imagen" in typed else None
        try:
            token, _ = self._portal.sign_in(user, typed.get("clave", ""), captcha=captcha)
        except Refused as refused:
            return self._login(user=user, alert=refused.reason.message)
        return _admitted(token)

    def _login(self, *, user: str = "", alert: str = "") -> Response:
        """The sign-in; after a refusal with a picture to read, where the portal wants one."""
        picture = self._portal.captchas.issue() if user and self._portal.faults.captcha else ""
        return self._written.page("sign_in", user=user, alert=alert, picture=picture)

    async def entrance(self, _request: Request) -> Response:
        return self._written.page("entrance")

    async def enter(self, request: Request) -> Response:
        token, _ = self._portal.enter((await fields(request)).get("token", ""))
        return _admitted(token)

    async def leave(self, request: Request) -> Response:
        self._portal.sign_out(request.cookies.get(COOKIE))
        response = RedirectResponse("/sine-ui/login", status_code=303)
        response.delete_cookie(COOKIE, httponly=True, samesite="lax")
        return response


def _admitted(token: str) -> Response:
    response = RedirectResponse("/sine-ui/inicio", status_code=303)
    response.set_cookie(COOKIE, token, httponly=True, samesite="lax")
    return response


class _Inside:
    """What is seen with a session."""

    def __init__(self, portal: Portal, written: Pages) -> None:
        self._portal = portal
        self._written = written

    async def start(self, request: Request) -> Response:
        session = self._session(request)
        return self._led_away() or self._written.page("start", session=session)

    async def mailbox(self, request: Request) -> Response:
        return self._written.page("mailbox", session=self._session(request), inside="casilla")

    async def listing(self, request: Request) -> Response:
        session = self._session(request)
        away = self._led_away()
        if away:
            return away
        notices = self._portal.listing(session)
        pages = max(1, ceil(len(notices) / PAGE_SIZE))
        page = _page(request, pages)
        return self._written.page(
            "list",
            session=session,
            inside="lista",
            notices=notices[(page - 1) * PAGE_SIZE : page * PAGE_SIZE],
            total=len(notices),
            page=page,
            pages=pages,
            subject=self._written.subject,
        )

    async def detail(self, request: Request) -> Response:
        session = self._session(request)
        via = request.headers.get("user-agent", "")
        notice = self._portal.open(session, request.query_params.get("codigo", ""), via=via)
        sizes = {one.id: len(self._portal.document(notice, one)) for one in notice.attachments}
        subject = self._written.subject(notice.subject)
        return self._written.page(
            "detail", session=session, inside="detalle", notice=notice, subject=subject, sizes=sizes
        )

    async def attachment(self, request: Request) -> Response:
        session = self._session(request)
        asked = request.query_params
        name, content = self._portal.attachment(session, asked.get("codigo", ""), asked.get("archivo", ""))
        return download(name, content, endless=self._portal.faults.endless_download)

    async def nowhere(self, _request: Request) -> Response:
        raise Refused(Refusal.NOT_FOUND)

    async def refusal(self, request: Request, refused: Exception) -> Response:
        """The exception handler of `Refused`: back to the sign-in, or a page that says no."""
        if not isinstance(refused, Refused):
            raise refused
        reason = refused.reason
        if reason is Refusal.SESSION_EXPIRED:
            return RedirectResponse("/sine-ui/login?aviso=sesion", status_code=303)
        session = self._living(request)
        return self._written.page("refused", session=session, alert=reason.message, status=reason.status)

    def _living(self, request: Request) -> Session | None:
        try:
            return self._session(request)
        except Refused:
            return None

    def _session(self, request: Request) -> Session:
        return self._portal.session(request.cookies.get(COOKIE))

    def _led_away(self) -> Response | None:
        away = self._portal.faults.foreign_redirect
        return RedirectResponse(away, status_code=302) if away else None


def _page(request: Request, pages: int) -> int:
    """The page that is asked for; the first where there is no such page."""
    asked = request.query_params.get("pagina", "")
    number = int(asked) if asked.isdecimal() and len(asked) < 9 else 1
    return number if 1 <= number <= pages else 1
