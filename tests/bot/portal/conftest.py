"""A sandbox portal on loopback, the door to it, and servers that misbehave on purpose."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import parse_qsl

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.portal.api import ApiMailbox
from bot.portal.profile import Profile
from buzon.credentials import Credentials, Secret
from buzon.identity import Country, DocumentNumber, DocumentType, Identity, Name
from sandbox.listen import serving
from sandbox.portal import Portal, site

Answering = Callable[[Request], Response]


@pytest.fixture
def portal() -> Portal:
    return Portal()


@pytest.fixture
async def site_url(portal: Portal) -> AsyncIterator[str]:
    async with serving(site(portal)) as url:
        yield url


@pytest.fixture
async def mailbox(site_url: str) -> AsyncIterator[ApiMailbox]:
    async with ApiMailbox(Profile.load("sandbox"), base_url=site_url) as mailbox:
        yield mailbox


@pytest.fixture
def credentials(portal: Portal) -> Callable[..., Credentials]:
    """The credentials of one of the sandbox's people, or with another password."""

    def of(person: str, *, password: str | None = None) -> Credentials:
        known = portal.mailboxes[person].person
        return Credentials(user=Secret(known.user), password=Secret(password or known.password))

    return of


@pytest.fixture
def anybody() -> Credentials:
    return Credentials(user=Secret("anybody"), password=Secret("anything"))


@dataclass
class Script:
    """What a scripted portal answers, and the requests it has seen. By default: a mailbox with nothing in it."""

    sign_in: Answering = field(default=lambda _: signed_in())
    listing: Answering = field(default=lambda _: JSONResponse({"total": 0, "datos": []}))
    detail: Answering = field(default=lambda _: Response(status_code=500))
    attachment: Answering = field(default=lambda _: Response(status_code=500))
    seen: list[str] = field(default_factory=list, init=False)
    url: str = field(default="", init=False)

    def app(self) -> Starlette:
        def endpoint(name: str) -> Callable[[Request], Awaitable[Response]]:
            async def answer(request: Request) -> Response:
                self.seen.append(name)
                given: Response = getattr(self, name)(request)
                return given

            return answer

        notices = "/sine-api/casilla/notificaciones"
        return Starlette(
            routes=[
                Route("/sine-api/autenticacion", endpoint("sign_in"), methods=["POST"]),
                Route(notices, endpoint("listing")),
                Route(f"{notices}/{{notice}}", endpoint("detail")),
                Route(f"{notices}/{{notice}}/adjuntos/{{attachment}}", endpoint("attachment")),
            ]
        )


def signed_in() -> Response:
    response = JSONResponse({"titular": "NADIE"})
    response.set_cookie("SINESESSION", "token")
    return response


@pytest.fixture
async def scripted() -> AsyncIterator[Callable[..., Awaitable[tuple[ApiMailbox, Script]]]]:
    """Starts a portal that answers by a script; takes the answers, and `profile=` for another than the sandbox's."""
    async with AsyncExitStack() as stack:

        async def start(*, profile: Profile | None = None, **answers: Answering) -> tuple[ApiMailbox, Script]:
            script = Script(**answers)
            script.url = await stack.enter_async_context(serving(script.app()))
            mailbox = ApiMailbox(profile or Profile.load("sandbox"), base_url=script.url)
            return await stack.enter_async_context(mailbox), script

        yield start


@dataclass(frozen=True)
class Posted:
    """A form that a site has got."""

    path: str
    type: str
    body: bytes

    @property
    def fields(self) -> dict[str, Any]:
        if self.type == "application/json":
            found: dict[str, Any] = json.loads(self.body)
            return found
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True, strict_parsing=True))


@pytest.fixture
async def post_office() -> AsyncIterator[Callable[..., Awaitable[tuple[str, list[Posted]]]]]:
    """Starts a site that answers every form in the same way; gives its address, and the forms that came."""
    async with AsyncExitStack() as stack:

        async def start(answer: Response | Answering) -> tuple[str, list[Posted]]:
            seen: list[Posted] = []

            async def endpoint(request: Request) -> Response:
                seen.append(Posted(request.url.path, request.headers["content-type"], await request.body()))
                return answer if isinstance(answer, Response) else answer(request)

            site = Starlette(routes=[Route("/{path:path}", endpoint, methods=["POST"])])
            return await stack.enter_async_context(serving(site)), seen

        yield start


@pytest.fixture
def yusmary() -> Identity:
    """Somebody with everything in her name that forms stumble over."""
    return Identity(
        nationality=Country("VE"),
        document_type=DocumentType.CPP,
        document_number=DocumentNumber("005120931"),
        paternal_surname=Name("de la Trinidad Ñáñez"),
        maternal_surname=Name("Peña"),
        given_names=Name("Yusmary"),
        birth_date=date(1985, 2, 28),
    )


@pytest.fixture
async def raw() -> AsyncIterator[Callable[[bytes], Awaitable[str]]]:
    """Starts a server that answers each request with the same bytes, HTTP or not, and hangs up; gives its address."""
    async with AsyncExitStack() as stack:

        async def start(answer: bytes) -> str:
            async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                await reader.readuntil(b"\r\n\r\n")
                writer.write(answer)
                writer.close()

            server = await asyncio.start_server(converse, "127.0.0.1", 0)
            await stack.enter_async_context(server)
            return f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"

        yield start


@pytest.fixture
def row() -> dict[str, Any]:
    """One row of the list as the sandbox's profile wants it."""
    return {
        "id": "n1",
        "asunto": "SIMULACIÓN",
        "expediente": "LM260012345",
        "fechaDeposito": "2026-12-03T10:15:00-05:00",
        "leido": False,
        "adjuntos": 1,
    }
