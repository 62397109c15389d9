"""Portals that answer what nobody expects: none of it is ever the person's fault, and nothing grows without bound."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse

from bot.portal.api import ApiMailbox
from bot.portal.parts import Refusals, Rule
from bot.portal.profile import Profile, Timeouts
from buzon.credentials import Credentials
from handlers.errors import NoticeGone, PortalChanged, PortalDown

Scripted = Callable[..., Any]
HTML = "<!doctype html><title>Bienvenido</title>"


def answering(value: Any, status: int = 200) -> Callable[[Request], Response]:
    """An endpoint that gives this JSON value."""
    return lambda _: JSONResponse(value, status)


def detail_of(row: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """The opened notice that belongs to a row."""
    files = [{"id": "a1", "nombre": "resolucion.pdf", "tamano": 12}]
    return row | {"cuerpo": "SIMULACIÓN", "adjuntos": files} | changed


@pytest.mark.parametrize(
    ("changed", "landmark"),
    [
        ({"id": ""}, "list: datos.0.id is not an id"),
        ({"id": None}, "list: datos.0.id is not an id"),
        ({"asunto": 7}, "list: datos.0.asunto is not a text"),
        ({"fechaDeposito": "mañana"}, "list: datos.0.fechaDeposito is not a date"),
        ({"fechaDeposito": "0001-01-01T00:00:00+14:00"}, "list: datos.0.fechaDeposito is not a date"),
        ({"leido": "false"}, "list: datos.0.leido is not true or false"),
        ({"adjuntos": -1}, "list: datos.0.adjuntos is not a count"),
        ({"adjuntos": True}, "list: datos.0.adjuntos is not a count"),
    ],
)
async def test_a_row_that_does_not_fit_is_a_change(
    scripted: Scripted, anybody: Credentials, row: dict[str, Any], changed: dict[str, Any], landmark: str
) -> None:
    """The landmark is named, its value is not."""
    mailbox, _ = await scripted(listing=answering({"total": 1, "datos": [row | changed]}))
    with pytest.raises(PortalChanged) as caught:
        await mailbox.notices("k", anybody)
    assert str(caught.value).startswith(landmark)
    assert "mañana" not in str(caught.value)


@pytest.mark.parametrize("field", ["id", "asunto", "fechaDeposito", "leido", "adjuntos", "expediente"])
async def test_a_missing_field_is_a_change(
    scripted: Scripted, anybody: Credentials, row: dict[str, Any], field: str
) -> None:
    """A field that the profile names must be there."""
    del row[field]
    mailbox, _ = await scripted(listing=answering({"total": 1, "datos": [row]}))
    with pytest.raises(PortalChanged, match=rf"list: datos\.0\.{field} is missing"):
        await mailbox.notices("k", anybody)


@pytest.mark.parametrize(
    ("answer", "landmark"),
    [
        (Response(HTML, media_type="text/html"), "list: HTML, not JSON"),
        (Response(b"\xff{", media_type="application/json"), "list: not JSON"),
        (Response(b"", status_code=204), "list: not JSON"),
        (JSONResponse([]), "list: total is missing"),
        (JSONResponse({"total": 1, "datos": {}}), "list: datos is not a list"),
        (JSONResponse({"total": "1", "datos": []}), "list: total is not a count"),
        (JSONResponse({"total": 0, "datos": [7]}), "list: datos.0.id is missing"),
        (JSONResponse({"codigo": "OTRO"}, 401), "list: status 401"),
        (JSONResponse({"codigo": "CREDENCIALES_INVALIDAS"}, 401), "list: status 401"),
        (JSONResponse({"codigo": "NO_ENCONTRADO"}, 404), "list: status 404"),
        (Response(HTML, status_code=403), "list: status 403"),
    ],
)
async def test_an_answer_that_does_not_fit_is_a_change(
    scripted: Scripted, anybody: Credentials, answer: Response, landmark: str
) -> None:
    """HTML, other shapes and refusals that make no sense here are the portal's doing."""
    mailbox, script = await scripted(listing=lambda _: answer)
    with pytest.raises(PortalChanged) as caught:
        await mailbox.notices("k", anybody)
    assert str(caught.value).startswith(landmark)
    assert script.seen == ["sign_in", "listing"]


@pytest.mark.parametrize(
    ("answer", "landmark"),
    [
        (JSONResponse({"titular": "NADIE"}), "sign_in: cookie SINESESSION is missing"),
        (JSONResponse({}), "sign_in: titular is missing"),
        (Response(HTML), "sign_in: HTML, not JSON"),
        (JSONResponse({"codigo": "CREDENCIALES_INVALIDAS"}, 400), "sign_in: status 400"),
        (JSONResponse({"error": "CREDENCIALES_INVALIDAS"}, 401), "sign_in: status 401"),
        (JSONResponse({"codigo": None}, 401), "sign_in: status 401"),
        (Response(status_code=401), "sign_in: status 401"),
        (JSONResponse({"codigo": "SESION_EXPIRADA"}, 401), "sign_in: status 401"),
        (RedirectResponse("/sine-api/otro", 307), "sign_in: a POST was redirected"),
    ],
)
async def test_only_an_explicit_rule_blames_the_person(
    scripted: Scripted, anybody: Credentials, answer: Response, landmark: str
) -> None:
    """A sign-in that fails in any other way than the profile's is a changed portal, tried once."""
    mailbox, script = await scripted(sign_in=lambda _: answer)
    with pytest.raises(PortalChanged) as caught:
        await mailbox.sign_in("k", anybody)
    assert str(caught.value).startswith(landmark)
    assert script.seen == ["sign_in"]


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
async def test_a_status_that_passes_by_itself_is_an_outage(
    scripted: Scripted, anybody: Credentials, status: int
) -> None:
    """A server error, or too much or too late, says nothing about the portal's shape."""
    mailbox, _ = await scripted(listing=lambda _: Response(HTML, status))
    with pytest.raises(PortalDown, match=f"list: status {status}"):
        await mailbox.notices("k", anybody)


async def test_a_session_that_never_holds_is_an_outage(scripted: Scripted, anybody: Credentials) -> None:
    """An expired session is replaced once; if that one has expired too, no storm of sign-ins follows."""
    mailbox, script = await scripted(listing=answering({"codigo": "SESION_EXPIRADA"}, 401))
    with pytest.raises(PortalDown):
        await mailbox.notices("k", anybody)
    assert script.seen == ["sign_in", "listing"] * 2


async def test_a_page_seen_twice_counts_once(scripted: Scripted, anybody: Credentials, row: dict[str, Any]) -> None:
    """A notice deposited between two pages pushes another onto the next page: it is still one notice."""
    pages = {"1": ["c", "b"], "2": ["b", "a"]}

    def listing(request: Request) -> Response:
        ids = pages[request.query_params["pagina"]]
        return JSONResponse({"total": 4, "datos": [row | {"id": id_} for id_ in ids]})

    mailbox, script = await scripted(listing=listing)
    assert [notice.id for notice in await mailbox.notices("k", anybody)] == ["c", "b", "a"]
    assert script.seen.count("listing") == 2


@pytest.mark.parametrize("second", [["n1"], []])
async def test_a_list_that_does_not_add_up_is_a_change(
    scripted: Scripted, anybody: Credentials, row: dict[str, Any], second: list[str]
) -> None:
    """A portal that repeats a page or stops short would hide notices: better to say so than to announce a part."""

    def listing(request: Request) -> Response:
        ids = ["n1"] if request.query_params["pagina"] == "1" else second
        return JSONResponse({"total": 40, "datos": [row | {"id": id_} for id_ in ids]})

    mailbox, _ = await scripted(listing=listing)
    with pytest.raises(PortalChanged, match="list: page 2 brings nothing new"):
        await mailbox.notices("k", anybody)


async def test_pages_are_bounded(scripted: Scripted, anybody: Credentials, row: dict[str, Any]) -> None:
    """A list without an end is left after 50 pages."""

    def listing(request: Request) -> Response:
        return JSONResponse({"total": 10**9, "datos": [row | {"id": request.query_params["pagina"]}]})

    mailbox, script = await scripted(listing=listing)
    with pytest.raises(PortalChanged, match="more than 50 pages"):
        await mailbox.notices("k", anybody)
    assert script.seen.count("listing") == 50


async def test_a_list_without_a_total_ends_where_nothing_new_comes(
    scripted: Scripted, anybody: Credentials, row: dict[str, Any]
) -> None:
    """Where the profile knows of no total, pages are followed until one brings nothing new."""
    profile = Profile.load("sandbox")
    profile = profile.model_copy(update={"list": profile.list.model_copy(update={"total": None})})

    def listing(request: Request) -> Response:
        page = int(request.query_params["pagina"])
        return JSONResponse({"datos": [row | {"id": f"n{page}"}] if page < 3 else []})

    mailbox, script = await scripted(listing=listing, profile=profile)
    assert len(await mailbox.notices("k", anybody)) == 2
    assert script.seen.count("listing") == 3


@pytest.mark.parametrize(
    ("changed", "landmark"),
    [
        ({"id": "another"}, "detail: id is another notice's"),
        ({"cuerpo": None}, "detail: cuerpo is not a text"),
        ({"adjuntos": 1}, "detail: adjuntos is not a list"),
        ({"adjuntos": [{"id": "a1"}]}, "detail: adjuntos.0.nombre is missing"),
        ({"adjuntos": [{"id": "a1", "nombre": "x.pdf", "tamano": 1.5}]}, "detail: adjuntos.0.tamano is not a count"),
    ],
)
async def test_a_detail_that_does_not_fit_is_a_change(
    scripted: Scripted, anybody: Credentials, row: dict[str, Any], changed: dict[str, Any], landmark: str
) -> None:
    """Another notice's text, or half of one, is never shown as the one asked for."""
    mailbox, _ = await scripted(detail=answering(detail_of(row, **changed)))
    with pytest.raises(PortalChanged, match=landmark):
        await mailbox.open("k", anybody, "n1")


async def test_a_notice_may_be_nothing_but_its_file(
    scripted: Scripted, anybody: Credentials, row: dict[str, Any]
) -> None:
    """Empty words and a missing file number are no change: a scanned PDF says it all."""
    detail = detail_of(row, asunto="", cuerpo="", expediente=None)
    mailbox, _ = await scripted(detail=answering(detail))
    opened = await mailbox.open("k", anybody, "n1")
    assert (opened.notice.subject, opened.body, opened.notice.file_number) == ("", "", None)
    assert opened.attachments[0].name == "resolucion.pdf"


@pytest.mark.parametrize(
    "answer", [Response(HTML, media_type="text/html"), Response(b"", media_type="application/pdf")]
)
async def test_a_page_is_no_attachment(scripted: Scripted, anybody: Credentials, answer: Response) -> None:
    """An HTML page in a file's place, or an empty file, is not passed on as the person's resolution."""
    mailbox, _ = await scripted(attachment=lambda _: answer)
    with pytest.raises(PortalChanged, match="attachment: the attachment is"):
        await mailbox.attachment("k", anybody, "n1", "a1")


async def test_a_missing_attachment_is_gone(scripted: Scripted, anybody: Credentials) -> None:
    """A file the portal does not have is a refusal of its own."""
    mailbox, _ = await scripted(attachment=answering({"codigo": "NO_ENCONTRADO"}, 404))
    with pytest.raises(NoticeGone):
        await mailbox.attachment("k", anybody, "n1", "a1")


def endless(size: int, *, status: int = 200, media_type: str = "application/json") -> StreamingResponse:
    """An answer that would go on for ever; `size` bytes at a time."""

    async def chunks() -> AsyncIterator[bytes]:
        while True:
            yield b" " * size
            await asyncio.sleep(0)

    return StreamingResponse(chunks(), status, media_type=media_type)


async def test_an_answer_without_end_is_cut(scripted: Scripted, anybody: Credentials) -> None:
    """5 MB of list and 50 MB of file are the most that is ever read."""
    mailbox, _ = await scripted(
        listing=lambda _: endless(1 << 18), attachment=lambda _: endless(1 << 20, media_type="application/pdf")
    )
    with pytest.raises(PortalChanged, match="list: the answer is larger than 5 MB"):
        await mailbox.notices("k", anybody)
    with pytest.raises(PortalChanged, match="attachment: the answer is larger than 50 MB"):
        await mailbox.attachment("k", anybody, "n1", "a1")


async def test_an_endless_error_page_is_still_an_outage(scripted: Scripted, anybody: Credentials) -> None:
    """What a 502 says does not matter, nor how much."""
    mailbox, _ = await scripted(listing=lambda _: endless(1 << 18, status=502))
    with pytest.raises(PortalDown, match="list: status 502"):
        await mailbox.notices("k", anybody)


async def test_an_answer_that_trickles_is_an_outage(scripted: Scripted, anybody: Credentials) -> None:
    """The time limit is for the whole answer: a byte now and then does not prolong it."""

    async def drops() -> AsyncIterator[bytes]:
        while True:
            yield b" "
            await asyncio.sleep(0.02)

    profile = Profile.load("sandbox").model_copy(update={"timeouts": Timeouts(call=0.3)})
    mailbox, _ = await scripted(listing=lambda _: StreamingResponse(drops()), profile=profile)
    with pytest.raises(PortalDown, match="list: TimeoutError"):
        await mailbox.notices("k", anybody)


async def test_a_redirect_to_another_host_is_not_followed(scripted: Scripted, anybody: Credentials) -> None:
    """The session's cookie stays with the portal it came from."""
    _, stranger = await scripted()  # on another port: another origin
    mailbox, script = await scripted(
        listing=lambda _: RedirectResponse(f"{stranger.url}/sine-api/casilla/notificaciones")
    )
    with pytest.raises(PortalChanged, match="list: redirected to another host"):
        await mailbox.notices("k", anybody)
    assert script.seen == ["sign_in", "listing"]
    assert stranger.seen == []


async def test_a_redirect_within_the_portal_is_followed(scripted: Scripted, anybody: Credentials) -> None:
    """A path that moved on the same host is found, and a circle is left."""

    def listing(request: Request) -> Response:
        there = "?aqui" in str(request.url)
        return JSONResponse({"total": 0, "datos": []}) if there else RedirectResponse("?aqui=1")

    mailbox, _ = await scripted(listing=listing)
    assert await mailbox.notices("k", anybody) == []
    mailbox, script = await scripted(listing=lambda _: RedirectResponse("?otra=1"))
    with pytest.raises(PortalChanged, match="list: redirected in a circle"):
        await mailbox.notices("k", anybody)
    assert script.seen.count("listing") == 4


async def test_a_redirect_to_the_sign_in_page_may_mean_an_expired_session(
    scripted: Scripted, anybody: Credentials
) -> None:
    """Where a profile gives 302 a meaning, that meaning counts and the redirect is not followed."""
    profile = Profile.load("sandbox")
    rules = (*profile.refusals.rules, Rule.model_validate({"status": 302, "means": "session_expired"}))
    profile = profile.model_copy(update={"refusals": Refusals(code="codigo", rules=rules)})
    mailbox, script = await scripted(listing=lambda _: RedirectResponse("/sine-ui/login", 302), profile=profile)
    with pytest.raises(PortalDown, match="the session expired"):
        await mailbox.notices("k", anybody)
    assert script.seen == ["sign_in", "listing"] * 2


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nSet-Cookie: SINESESSION=tok",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
    ],
)
async def test_a_connection_that_breaks_is_an_outage(raw: Any, anybody: Credentials, answer: bytes) -> None:
    """Whatever comes instead of a whole HTTP answer, it is the wire's fault."""
    async with ApiMailbox(Profile.load("sandbox"), base_url=await raw(answer)) as mailbox:
        with pytest.raises(PortalDown, match="sign_in: "):
            await mailbox.sign_in("k", anybody)


async def test_no_listener_and_no_tls_are_outages(site_url: str, anybody: Credentials) -> None:
    """A refused connection and a failed handshake are told as what they are: nobody there."""
    for address in ("http://127.0.0.1:9", site_url.replace("http:", "https:")):
        async with ApiMailbox(Profile.load("sandbox"), base_url=address) as mailbox:
            with pytest.raises(PortalDown, match="sign_in: Client"):
                await mailbox.sign_in("k", anybody)
