"""No secret leaves the door in an exception: not by its text, not by what it drags behind it."""

from base64 import b64encode
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from structlog.testing import capture_logs

from bot.portal.agency import ApiAgency
from bot.portal.api import ApiMailbox
from bot.portal.profile import Profile
from bot.portal.recovery import ApiRecovery
from buzon.credentials import Credentials, Secret
from buzon.identity import Country, DocumentNumber, DocumentType, Identity, Name
from handlers.errors import BuzonError, PortalDown
from handlers.ports import Verified
from tests.bot.portal.canary import CANARY, told

HIDDEN = Credentials(user=Secret(f"user-{CANARY}"), password=Secret(f"password-{CANARY}"))
TOKEN = f"SINESESSION=token-{CANARY}"


def echoing(status: int, *, media_type: str = "application/json") -> Callable[[Request], Response]:
    """A portal that throws back what it was told, with a cookie on top."""
    return lambda _: Response(
        f"<p>{CANARY}</p>", status, {"Set-Cookie": TOKEN, "X-Session": CANARY}, media_type=media_type
    )


@pytest.mark.parametrize("status", [200, 204, 302, 400, 401, 403, 404, 423, 429, 500, 503])
async def test_an_answer_that_throws_secrets_back_is_not_quoted(scripted: Any, status: int) -> None:
    """Whatever the portal puts into a refused sign-in, our error does not repeat it."""
    mailbox, _ = await scripted(sign_in=echoing(status))
    with pytest.raises(BuzonError) as caught:
        await mailbox.sign_in("k", HIDDEN)
    assert CANARY not in told(caught.value)


@pytest.mark.parametrize(
    "answer",
    [
        f"HTTP/1.1 200 OK\r\nSet-Cookie: {TOKEN}",
        f"HTTP/1.1 200 OK\r\nSet-Cookie: {TOKEN}\r\nContent-Length: 100\r\n\r\n{CANARY}",
        f"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nSet-Cookie: {TOKEN}\r\n\r\n{CANARY}\r\n",
        f"HTTP/1.1 {CANARY} {CANARY}\r\n\r\n",
        f"HTTP/1.1 200 OK\r\n{CANARY}\x01: {CANARY}\r\n\r\n",
        f"HTTP/1.1 307 Away\r\nLocation: http://[{CANARY}/\r\nContent-Length: 0\r\n\r\n",
        f"HTTP/1.1 302 Away\r\nSet-Cookie: {TOKEN}{'x' * 5000}\r\nContent-Length: 0\r\n\r\n",
        f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 30\r\n\r\n{CANARY:x<30}",
    ],
)
async def test_a_broken_answer_is_not_quoted(raw: Any, answer: str) -> None:
    """aiohttp keeps pieces of what it could not read in its errors; none of them comes along."""
    async with ApiMailbox(Profile.load("sandbox"), base_url=await raw(answer.encode())) as mailbox:
        with pytest.raises(BuzonError) as caught:
            await mailbox.sign_in("k", HIDDEN)
    assert CANARY not in told(caught.value)


@pytest.mark.parametrize(
    "listing",
    [
        {"total": CANARY, "datos": []},
        {"total": 1, "datos": [{"id": "1", "asunto": [CANARY]}]},
        {"total": 1, "datos": [{"id": "1", "asunto": "", "fechaDeposito": CANARY}]},
        {"codigo": CANARY},
    ],
)
async def test_a_list_that_does_not_fit_is_not_quoted(scripted: Any, listing: Any) -> None:
    """Notices' words stay out of what we say about their shape, also when a session had to be renewed on the way."""
    answers = [JSONResponse({"codigo": "SESION_EXPIRADA", "mensaje": CANARY}, 401), JSONResponse(listing)]
    mailbox, _ = await scripted(listing=lambda _: answers.pop(0))
    with pytest.raises(BuzonError) as caught:
        await mailbox.notices("k", HIDDEN)
    assert not answers
    assert CANARY not in told(caught.value)


BORN = date(1901, 2, 3)
PERSON = Identity(
    nationality=Country("VE"),
    document_type=DocumentType.PAS,
    document_number=DocumentNumber(CANARY),
    paternal_surname=Name(CANARY),
    maternal_surname=Name(CANARY),
    given_names=Name(CANARY),
    birth_date=BORN,
)
SECRET = Secret(CANARY)
PORTAL = "https://buzon.example"
PICTURE = "data:image/png;base64," + b64encode(b"\x89PNG\r\n\x1a\n" + CANARY.encode()).decode()
WAYS: dict[str, Callable[[ApiRecovery, ApiAgency], Awaitable[object]]] = {
    "recovery_verify": lambda recovery, _: recovery.verify(PERSON),
    "recovery_password": lambda recovery, _: recovery.set_password(SECRET, SECRET),
    "agency_begin": lambda _, agency: agency.begin(PERSON, BORN),
    "agency_answer": lambda _, agency: agency.answer(CANARY, CANARY),
    "agency_verify": lambda _, agency: agency.verify(CANARY, CANARY),
}
EVERYTHING = {
    "final": CANARY, "token": [CANARY], "correo": [CANARY], "usuario": [CANARY], "gestion": [CANARY],
    "captcha": CANARY, "buzon": f"https://{CANARY}.example/{CANARY}", CANARY: CANARY,
}  # fmt: skip
CODES = (
    *((404, "DATOS_NO_COINCIDEN"), (429, "DEMASIADOS_INTENTOS"), (410, "VERIFICACION_VENCIDA"), (422, "CLAVE_DEBIL")),
    *((422, "CAPTCHA_INCORRECTO"), (429, "CAPTCHA_AGOTADO"), (401, "SESION_EXPIRADA"), (404, CANARY)),
)
THROWN_BACK = [
    JSONResponse(EVERYTHING),
    JSONResponse(EVERYTHING | {"final": "DEFINIR", "gestion": "v1", "captcha": f"data:image/png;base64,{CANARY}"}),
    JSONResponse(EVERYTHING | {"final": "ENVIADA", "gestion": CANARY, "captcha": f"data:{CANARY}"}),
    JSONResponse(EVERYTHING | {"buzon": f"https://{CANARY}@buzon.example/"}),
    JSONResponse(EVERYTHING | {"buzon": f"https://buzon.example:99999/{CANARY}"}),
    *(JSONResponse({"codigo": code, "mensaje": CANARY}, status) for status, code in CODES),
    *(Response(CANARY, status, {"Set-Cookie": TOKEN, "X-S": CANARY}) for status in (200, 302, 400, 404, 410, 429, 500)),
    Response(b"", 307, {"Location": f"http://[{CANARY}/"}),
]


@pytest.mark.parametrize("way", WAYS)
async def test_no_way_back_in_quotes_a_person_or_a_portal(post_office: Any, way: str) -> None:
    """Names, numbers, dates, passwords, tickets, pictures, links: none is in an error, a log line or a metric."""
    told_about: list[object] = []
    answers = list(THROWN_BACK)
    failures = 0
    url, _ = await post_office(lambda _: answers.pop())
    profile = Profile.load("sandbox")

    def observe(*labels: object) -> None:
        told_about.append(labels)

    with capture_logs() as logs:
        async with (
            ApiRecovery(profile, base_url=url, observe=observe) as recovery,
            ApiAgency(profile, portal_url=PORTAL, base_url=url, observe=observe) as agency,
        ):
            while answers:
                try:
                    await WAYS[way](recovery, agency)
                except BuzonError as error:
                    failures += 1
                    told_about.append(told(error))
            told_about.append((logs, recovery, agency))
    assert failures >= len(THROWN_BACK) - 1
    said = repr(told_about).lower()
    assert CANARY not in said
    assert BORN.isoformat() not in said


@pytest.mark.parametrize("way", WAYS)
async def test_no_way_back_in_quotes_a_broken_answer(raw: Any, way: str) -> None:
    """Of an answer that breaks off, nothing is kept."""
    answer = f"HTTP/1.1 200 OK\r\nSet-Cookie: {TOKEN}\r\nContent-Length: 1000\r\n\r\n{CANARY}"
    url, profile = await raw(answer.encode()), Profile.load("sandbox")
    async with (
        ApiRecovery(profile, base_url=url) as recovery,
        ApiAgency(profile, portal_url=PORTAL, base_url=url) as agency,
    ):
        with pytest.raises(PortalDown, match=way) as caught:
            await WAYS[way](recovery, agency)
    assert CANARY not in told(caught.value).lower()


async def test_what_comes_back_hides_its_secrets(post_office: Any) -> None:
    """The ticket, the user's name and the picture are not shown by the values that carry them."""
    url, _ = await post_office(
        JSONResponse({"final": "DEFINIR", "token": CANARY, "usuario": CANARY, "gestion": "v1", "captcha": PICTURE})
    )
    async with (
        ApiRecovery(Profile.load("sandbox"), base_url=url) as recovery,
        ApiAgency(Profile.load("sandbox"), portal_url=PORTAL, base_url=url) as agency,
    ):
        found = await recovery.verify(PERSON), await recovery.set_password(SECRET, SECRET)
        visit = await agency.begin(PERSON, BORN)
    assert found == (Verified(ticket=SECRET), SECRET)
    assert visit.captcha.endswith(CANARY.encode())
    assert CANARY not in repr((found, visit))
