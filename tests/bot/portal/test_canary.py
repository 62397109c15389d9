"""No secret leaves the door in an exception: not by its text, not by what it drags behind it."""

import traceback
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.portal.api import ApiMailbox
from bot.portal.profile import Profile
from buzon.credentials import Credentials, Secret
from handlers.errors import BuzonError

CANARY = "c4n4ry"
HIDDEN = Credentials(user=Secret(f"user-{CANARY}"), password=Secret(f"password-{CANARY}"))
TOKEN = f"SINESESSION=token-{CANARY}"


def chain(error: BaseException) -> Iterator[BaseException]:
    """The error, its cause and its context, suppressed or not, to the end."""
    seen: list[BaseException] = []
    waiting = [error]
    while waiting:
        one = waiting.pop()
        seen.append(one)
        yield one
        waiting += [next_ for next_ in (one.__cause__, one.__context__) if next_ is not None and next_ not in seen]


def told(error: BaseException) -> str:
    """All that a log, a traceback or a crash reporter could show of it, local variables left out."""
    lines = traceback.TracebackException.from_exception(error, capture_locals=False).format()
    attributes = [f"{one!s} {one!r} {one.args!r} {vars(one)!r}" for one in chain(error)]
    return "".join(lines) + "\n".join(attributes)


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
