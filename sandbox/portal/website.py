"""What the public sees of the make-believe portal: the single-page site and the JSON API beneath it."""

import json
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox.portal import doors
from sandbox.portal.choices import offered
from sandbox.portal.dialects import Dialect
from sandbox.portal.notices import Attachment, Notice, Session
from sandbox.portal.refusals import Refusal, Refused
from sandbox.portal.samples import LIMA
from sandbox.portal.state import SESSION_LIFE, Portal
from sandbox.portal.weather import Faulty
from sandbox.portal.wire import Wire

COOKIE = "SINESESSION"

_STATIC = Path(__file__).with_name("static")
_API = "/sine-api"
_PAGE_POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"


def site(portal: Portal) -> Starlette:
    """The site as an app: pages under `/sine-ui`, JSON under `/sine-api`, faults over all of it."""
    wire = Wire(lambda: Dialect.V2 if portal.faults.changed_fields else Dialect.V1)
    api = _Api(portal, wire)

    def arrived(path: str) -> None:
        portal.counts.requests += path.startswith(_API)

    notices = f"{_API}/casilla/notificaciones"
    return Starlette(
        routes=[
            Route("/", lambda _: RedirectResponse("/sine-ui/login")),
            Mount("/sine-ui/recursos", StaticFiles(directory=_STATIC)),
            Route("/sine-ui/{route:path}", api.page),
            Route(f"{_API}/autenticacion", api.sign_in, methods=["POST"]),
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
    """The endpoints: pages, sign-in and the mailbox."""

    def __init__(self, portal: Portal, wire: Wire) -> None:
        self._portal = portal
        self._wire = wire
        self._html = offered((_STATIC / "index.html").read_text(encoding="utf-8"))

    async def page(self, _request: Request) -> Response:
        dialect = json.dumps({"version": self._wire.dialect, "names": self._wire.dialect.names})
        headers = {"Content-Security-Policy": _PAGE_POLICY, "Cache-Control": "no-store"}
        return HTMLResponse(self._html.replace("{{dialect}}", dialect), headers=headers)

    async def sign_in(self, request: Request) -> Response:
        texts = await self._wire.read(request, "usuario", "clave")
        return self._signed_in(*self._portal.sign_in(texts["usuario"], texts["clave"]))

    async def enter(self, request: Request) -> Response:
        texts = await self._wire.read(request, "token")
        return self._signed_in(*self._portal.enter(texts["token"]))

    def _signed_in(self, token: str, session: Session) -> Response:
        person = session.mailbox.person
        life = int(SESSION_LIFE.total_seconds())
        answer = {"titular": person.name, "nacionalidad": person.nationality, "expiraEn": life}
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
        rows = [_row(notice) for notice in notices[(page - 1) * size : page * size]]
        return self._wire.answer({"total": len(notices), "pagina": page, "datos": rows})

    async def open(self, request: Request) -> Response:
        session = self._session(request)
        via = request.headers.get("user-agent", "")
        notice = self._portal.open(session, request.path_params["notice"], via=via)
        return self._wire.answer(self._detail(notice))

    async def attachment(self, request: Request) -> Response:
        session = self._session(request)
        name, content = self._portal.attachment(session, **_attachment_ids(request))
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return Response(content, media_type="application/pdf", headers=headers)

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
        def shown(attachment: Attachment) -> dict[str, Any]:
            size = len(self._portal.document(notice, attachment))
            return {"id": attachment.id, "nombre": attachment.name, "tamano": size}

        return {
            "id": notice.id,
            "asunto": notice.subject,
            "expediente": notice.file,
            "fechaDeposito": notice.deposited_at.astimezone(LIMA).isoformat(timespec="seconds"),
            "fechaLectura": notice.opened_at and notice.opened_at.astimezone(LIMA).isoformat(timespec="seconds"),
            "cuerpo": notice.body,
            "adjuntos": [shown(attachment) for attachment in notice.attachments],
        }


def _row(notice: Notice) -> dict[str, Any]:
    return {
        "id": notice.id,
        "asunto": notice.subject,
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
