"""What the public sees of the make-believe Agencia Digital: one page, and the JSON API beneath it."""

from base64 import b64encode
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox.agency.state import Agency
from sandbox.portal.choices import offered
from sandbox.portal.labels import called
from sandbox.portal.refusals import Refused
from sandbox.portal.weather import Faulty
from sandbox.portal.wire import CLAIM, Wire, claimed, day

_HOME = "/agencia-virtual"
_API = "/agencia-api"
_STATIC = Path(__file__).with_name("static")
_STYLE = Path(__file__).parent.parent / "portal" / "static" / "portal.css"
_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)


def site(agency: Agency) -> Starlette:
    """The site as an app: the page under `/agencia-virtual/`, JSON under `/agencia-api`, its troubles over all of it.

    `POST /extranjero` with the data of *Verificación de Datos* and fechaEmision → {gestion, captcha (a data: URL)};
    `POST /extranjero/captcha` {gestion, texto} → {titular, secciones}; `POST /regularizacion` {gestion,
    numeroExpediente} → {titular, buzon}, the link. Refusals are {codigo, mensaje}.
    """
    wire = Wire()
    api = _Api(agency, wire)
    return Starlette(
        routes=[
            Route("/", lambda _: RedirectResponse(f"{_HOME}/")),
            Route(f"{_HOME}/", api.page),
            Route(f"{_HOME}/recursos/portal.css", lambda _: FileResponse(_STYLE)),
            Mount(f"{_HOME}/recursos", StaticFiles(directory=_STATIC)),
            Route(f"{_API}/extranjero", api.begin, methods=["POST"]),
            Route(f"{_API}/extranjero/captcha", api.answer, methods=["POST"]),
            Route(f"{_API}/regularizacion", api.verify, methods=["POST"]),
        ],
        middleware=[Middleware(Faulty, weather=lambda: agency.weather)],
        exception_handlers={Refused: wire.refusal},
    )


class _Api:
    def __init__(self, agency: Agency, wire: Wire) -> None:
        self._agency = agency
        self._wire = wire
        self._html = offered((_STATIC / "index.html").read_text(encoding="utf-8"))

    async def page(self, _request: Request) -> Response:
        html = called(self._html, self._agency.labels)
        return HTMLResponse(html, headers={"Content-Security-Policy": _POLICY, "Cache-Control": "no-store"})

    async def begin(self, request: Request) -> Response:
        texts = await self._wire.read(request, *CLAIM, "fechaEmision")
        visit_id, picture = self._agency.begin(claimed(texts), day(texts["fechaEmision"]))
        return self._wire.answer(
            {"gestion": visit_id, "captcha": f"data:image/png;base64,{b64encode(picture).decode()}"}
        )

    async def answer(self, request: Request) -> Response:
        texts = await self._wire.read(request, "gestion", "texto")
        person = self._agency.answer(texts["gestion"], texts["texto"])
        return self._wire.answer({"titular": person.name, "secciones": ["Regularización CPP / Calidad Humanitaria"]})

    async def verify(self, request: Request) -> Response:
        texts = await self._wire.read(request, "gestion", "numeroExpediente")
        person, link = self._agency.verify(texts["gestion"], texts["numeroExpediente"])
        return self._wire.answer({"titular": person.name, "buzon": link})
