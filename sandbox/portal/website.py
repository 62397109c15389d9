"""What the public sees of the make-believe portal: a site with one of three faces, and the JSON API beneath it."""

from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.portal import doors, scripted, tables
from sandbox.portal.dialects import Dialect
from sandbox.portal.downloads import download
from sandbox.portal.faces import Face
from sandbox.portal.injected import shown
from sandbox.portal.notices import Attachment, Notice, Session
from sandbox.portal.refusals import Refusal, Refused
from sandbox.portal.samples import LIMA
from sandbox.portal.state import SESSION_LIFE, Portal
from sandbox.portal.weather import Faulty
from sandbox.portal.wire import COOKIE, Wire

_API = "/sine-api"


def site(portal: Portal, *, face: Face | str | None = None) -> Starlette:
    """The site as an app: pages under `/sine-ui`, JSON under `/sine-api`, faults over all of it. Without a `face` it
    shows the one that the puppeteer chose.

    Raises:
        ValueError: there is no such face.
    """
    fixed = Face(face) if face else None
    wire = Wire(lambda: Dialect.V2 if portal.faults.changed_fields else Dialect.V1)
    api = _Api(portal, wire)
    pages: dict[Face, ASGIApp] = {
        Face.SINGLE: scripted.pages(portal, wire, "single"),
        Face.TABLES: tables.pages(portal),
        Face.CARDS: scripted.pages(portal, wire, "cards"),
    }

    def arrived(path: str) -> None:
        portal.counts.requests += path.startswith(_API)

    async def shown_face(scope: Scope, receive: Receive, send: Send) -> None:
        await pages[fixed or portal.faults.face](scope, receive, send)

    notices = f"{_API}/casilla/notificaciones"
    return Starlette(
        routes=[
            Route("/", lambda _: RedirectResponse("/sine-ui/login")),
            Mount("/sine-ui", shown_face),
            Route(f"{_API}/autenticacion", api.sign_in, methods=["POST"]),
            Route(f"{_API}/captcha", api.captcha, methods=["POST"]),
            Route(f"{_API}/traspaso", api.enter, methods=["POST"]),
            *doors.recovery(portal, wire, under=_API),
            Route(f"{_API}/salir", api.sign_out, methods=["POST"]),
            Route(notices, api.listing),
            Route(f"{notices}/{{notice}}", api.open),
            Route(f"{notices}/{{notice}}/adjuntos/{{attachment}}", api.attachment),
            Route(f"{_API}/{{route:path}}", api.nowhere),
        ],
        middleware=[Middleware(Faulty, weather=lambda: portal.faults, arrived=arrived)],
        exception_handlers={Refused: wire.refusal},
    )


class _Api:
    """The endpoints: sign-in and the mailbox."""

    def __init__(self, portal: Portal, wire: Wire) -> None:
        self._portal = portal
        self._wire = wire

    async def sign_in(self, request: Request) -> Response:
        texts = await self._wire.read(request, "usuario", "clave")
        captcha = await self._wire.read(request, "captcha", "textoCaptcha", optional=True)
        answer = (captcha["captcha"], captcha["textoCaptcha"]) if captcha else None
        return self._signed_in(*self._portal.sign_in(texts["usuario"], texts["clave"], captcha=answer))

    async def captcha(self, _request: Request) -> Response:
        return self._wire.answer({"captcha": self._portal.captchas.issue()})

    async def enter(self, request: Request) -> Response:
        texts = await self._wire.read(request, "token")
        return self._signed_in(*self._portal.enter(texts["token"]))

    def _signed_in(self, token: str, session: Session) -> Response:
        person = session.mailbox.person
        life = int(SESSION_LIFE.total_seconds())
        name = shown(person.name, self._portal.faults)
        answer = {"titular": name, "nacionalidad": person.nationality, "expiraEn": life}
        if self._wire.dialect is Dialect.V2:
            return self._wire.answer(answer | {"token": token})
        response = self._wire.answer(answer)
        response.set_cookie(COOKIE, token, httponly=True, samesite="lax")
        return response

    async def sign_out(self, request: Request) -> Response:
        self._portal.sign_out(self._token(request))
        response = self._wire.answer({})
        response.delete_cookie(COOKIE, httponly=True, samesite="lax")
        return response

    async def listing(self, request: Request) -> Response:
        session = self._session(request)
        page = _number(request, "pagina", default=1, most=100_000)
        size = _number(request, "tamano", default=20, most=100)
        notices = self._portal.listing(session)
        rows = [self._row(notice) for notice in notices[(page - 1) * size : page * size]]
        return self._wire.answer({"total": len(notices), "pagina": page, "datos": rows})

    async def open(self, request: Request) -> Response:
        session = self._session(request)
        via = request.headers.get("user-agent", "")
        notice = self._portal.open(session, request.path_params["notice"], via=via)
        return self._wire.answer(self._detail(notice))

    async def attachment(self, request: Request) -> Response:
        session = self._session(request)
        name, content = self._portal.attachment(session, **_attachment_ids(request))
        return download(name, content, endless=self._portal.faults.endless_download)

    async def nowhere(self, _request: Request) -> Response:
        raise Refused(Refusal.NOT_FOUND)

    def _session(self, request: Request) -> Session:
        return self._portal.session(self._token(request))

    def _token(self, request: Request) -> str | None:
        if self._wire.dialect is Dialect.V1:
            return request.cookies.get(COOKIE)
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        return token if scheme.lower() == "bearer" else None

    def _detail(self, notice: Notice) -> dict[str, Any]:
        def enclosed(attachment: Attachment) -> dict[str, Any]:
            size = len(self._portal.document(notice, attachment))
            return {"id": attachment.id, "nombre": attachment.name, "tamano": size}

        return {
            "id": notice.id,
            "asunto": shown(notice.subject, self._portal.faults),
            "expediente": notice.file,
            "fechaDeposito": notice.deposited_at.astimezone(LIMA).isoformat(timespec="seconds"),
            "fechaLectura": notice.opened_at and notice.opened_at.astimezone(LIMA).isoformat(timespec="seconds"),
            "cuerpo": notice.body,
            "adjuntos": [enclosed(attachment) for attachment in notice.attachments],
        }

    def _row(self, notice: Notice) -> dict[str, Any]:
        return {
            "id": notice.id,
            "asunto": shown(notice.subject, self._portal.faults),
            "expediente": notice.file,
            "fechaDeposito": notice.deposited_at.astimezone(LIMA).isoformat(timespec="seconds"),
            "leido": notice.opened_at is not None,
            "adjuntos": len(notice.attachments),
        }


def _attachment_ids(request: Request) -> dict[str, str]:
    return {"notice_id": request.path_params["notice"], "attachment_id": request.path_params["attachment"]}


def _number(request: Request, name: str, *, default: int, most: int) -> int:
    try:
        number = int(request.query_params.get(name, default))
    except ValueError:
        raise Refused(Refusal.BAD_REQUEST) from None
    if not 1 <= number <= most:
        raise Refused(Refusal.BAD_REQUEST)
    return number
