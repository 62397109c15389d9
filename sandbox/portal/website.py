"""What the public sees of the make-believe portal: the single-page site and the JSON API beneath it."""

import asyncio
import json
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.listen import drop
from sandbox.portal.dialects import Dialect, spoken
from sandbox.portal.notices import Attachment, Notice, Session
from sandbox.portal.refusals import Refusal, Refused
from sandbox.portal.samples import LIMA
from sandbox.portal.state import SESSION_LIFE, Portal

COOKIE = "SINESESSION"

_STATIC = Path(__file__).with_name("static")
_API = "/sine-api"
_PAGE_POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
_SERVER_ERROR = "<!doctype html><title>503</title><h1>Servicio no disponible</h1><p>SIMULACIÓN</p>"


def site(portal: Portal) -> Starlette:
    """The site as an app: pages under `/sine-ui`, JSON under `/sine-api`, faults over all of it."""
    api = _Api(portal)
    notices = f"{_API}/casilla/notificaciones"
    return Starlette(
        routes=[
            Route("/", lambda _: RedirectResponse("/sine-ui/login")),
            Mount("/sine-ui/recursos", StaticFiles(directory=_STATIC)),
            Route("/sine-ui/{route:path}", api.page),
            Route(f"{_API}/autenticacion", api.sign_in, methods=["POST"]),
            Route(f"{_API}/salir", api.sign_out, methods=["POST"]),
            Route(notices, api.listing),
            Route(f"{notices}/{{notice}}", api.open),
            Route(f"{notices}/{{notice}}/adjuntos/{{attachment}}", api.attachment),
            Route(f"{_API}/{{route:path}}", api.nowhere),
        ],
        middleware=[Middleware(_Faulty, portal=portal)],
        exception_handlers={Refused: api.refusal},
    )


class _Faulty:
    """Lets the site be down, slow or broken, as the portal's faults say."""

    def __init__(self, app: ASGIApp, *, portal: Portal) -> None:
        self._app = app
        self._portal = portal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["path"].startswith(_API):
            self._portal.counts.requests += 1
        faults = self._portal.faults
        if faults.down:
            await drop(scope, receive)
            return
        if faults.slow_seconds:
            await asyncio.sleep(faults.slow_seconds)
        if faults.server_error:
            await HTMLResponse(_SERVER_ERROR, status_code=503)(scope, receive, send)
            return
        await self._app(scope, receive, send)


class _Api:
    """The endpoints; each reads the dialect anew, since the fault may be switched between two requests."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._html = (_STATIC / "index.html").read_text(encoding="utf-8")

    async def page(self, _request: Request) -> Response:
        dialect = json.dumps({"version": self._dialect, "names": self._dialect.names})
        headers = {"Content-Security-Policy": _PAGE_POLICY, "Cache-Control": "no-store"}
        return HTMLResponse(self._html.replace("{{dialect}}", dialect), headers=headers)

    async def sign_in(self, request: Request) -> Response:
        user, password = await self._credentials(request)
        token, session = self._portal.sign_in(user, password)
        person = session.mailbox.person
        life = int(SESSION_LIFE.total_seconds())
        answer = {"titular": person.name, "nacionalidad": person.nationality, "expiraEn": life}
        if self._dialect is Dialect.V2:
            return self._json(answer | {"token": token})
        response = self._json(answer)
        response.set_cookie(COOKIE, token, httponly=True, samesite="lax")
        return response

    async def sign_out(self, request: Request) -> Response:
        self._portal.sign_out(self._token(request))
        response = self._json({})
        response.delete_cookie(COOKIE, httponly=True, samesite="lax")
        return response

    async def listing(self, request: Request) -> Response:
        session = self._session(request)
        page = _number(request, "pagina", default=1, most=100_000)
        size = _number(request, "tamano", default=20, most=100)
        notices = self._portal.listing(session)
        rows = [_row(notice) for notice in notices[(page - 1) * size : page * size]]
        return self._json({"total": len(notices), "pagina": page, "datos": rows})

    async def open(self, request: Request) -> Response:
        session = self._session(request)
        via = request.headers.get("user-agent", "")
        notice = self._portal.open(session, request.path_params["notice"], via=via)
        return self._json(self._detail(notice))

    async def attachment(self, request: Request) -> Response:
        session = self._session(request)
        name, content = self._portal.attachment(session, **_attachment_ids(request))
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return Response(content, media_type="application/pdf", headers=headers)

    async def nowhere(self, _request: Request) -> Response:
        raise Refused(Refusal.NOT_FOUND)

    async def refusal(self, _request: Request, refused: Exception) -> Response:
        if not isinstance(refused, Refused):
            raise refused
        reason = refused.reason
        return self._json({"codigo": reason.code, "mensaje": reason.message}, status=reason.status)

    @property
    def _dialect(self) -> Dialect:
        return Dialect.V2 if self._portal.faults.changed_fields else Dialect.V1

    def _json(self, value: dict[str, Any], *, status: int = 200) -> JSONResponse:
        return JSONResponse(spoken(value, self._dialect), status_code=status, headers={"Cache-Control": "no-store"})

    async def _credentials(self, request: Request) -> tuple[str, str]:
        try:
            body = json.loads(await request.body())
        except ValueError:
            raise Refused(Refusal.BAD_REQUEST) from None
        if not isinstance(body, dict):
            raise Refused(Refusal.BAD_REQUEST)
        names = self._dialect.names
        user = body.get(names.get("usuario", "usuario"))
        password = body.get(names.get("clave", "clave"))
        if not isinstance(user, str) or not isinstance(password, str):
            raise Refused(Refusal.BAD_REQUEST)
        return user, password

    def _session(self, request: Request) -> Session:
        return self._portal.session(self._token(request))

    def _token(self, request: Request) -> str | None:
        if self._dialect is Dialect.V1:
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
