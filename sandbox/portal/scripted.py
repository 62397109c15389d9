"""The faces that are built by scripts: one page each, its scripts, styles and pictures."""

import asyncio
import json
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox import captchas
from sandbox.portal.choices import offered
from sandbox.portal.faces import Layout
from sandbox.portal.labels import called
from sandbox.portal.state import Portal
from sandbox.portal.wire import Wire

STATIC = Path(__file__).with_name("static")

# Cards have no policy, as careless sites do: what is injected there runs.
_POLICY = {
    "single": "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "cards": "frame-ancestors 'none'",
}


def pages(portal: Portal, wire: Wire, name: str) -> Starlette:
    """The face whose page is `static/<name>.html`, whatever path is asked for."""
    face = _Scripted(portal, wire, name)
    return Starlette(routes=[*resources(portal), Route("/{route:path}", face.page)])


def resources(portal: Portal) -> list[Mount | Route]:
    """What stands beside the pages of any face: `/recursos/…`, and the pictures of the sign-in."""
    beside = _Beside(portal)
    return [
        Route("/recursos/{script}.js", beside.script),
        Mount("/recursos", StaticFiles(directory=STATIC)),
        Route("/captcha/{captcha}.png", beside.captcha),
    ]


class _Scripted:
    def __init__(self, portal: Portal, wire: Wire, name: str) -> None:
        self._portal = portal
        self._wire = wire
        self._headers = {"Content-Security-Policy": _POLICY[name], "Cache-Control": "no-store"}
        self._html = offered((STATIC / f"{name}.html").read_text(encoding="utf-8"))

    async def page(self, _request: Request) -> Response:
        faults = self._portal.faults
        setup = {
            "version": self._wire.dialect,
            "names": self._wire.dialect.names,
            "moved": faults.layout is Layout.MOVED,
            "password": not faults.no_password_field,
            "foreign": faults.foreign_redirect,
        }
        html = called(self._html, faults.labels).replace("{{setup}}", json.dumps(setup).replace("<", "\\u003c"))
        return HTMLResponse(html, headers=self._headers)


class _Beside:
    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._scripts = {path.stem: path.read_text(encoding="utf-8") for path in STATIC.glob("*.js")}

    async def script(self, request: Request) -> Response:
        source = self._scripts.get(request.path_params["script"])
        if source is None:
            raise HTTPException(404)
        faults = self._portal.faults
        await asyncio.sleep(faults.slow_scripts)
        headers = {"Cache-Control": "no-store"}  # the next one may be written in other words
        return Response(called(source, faults.labels), media_type="text/javascript", headers=headers)

    async def captcha(self, request: Request) -> Response:
        text = self._portal.captchas.texts.get(request.path_params["captcha"])
        if text is None:
            raise HTTPException(404)
        return Response(captchas.draw(text), media_type="image/png", headers={"Cache-Control": "no-store"})
