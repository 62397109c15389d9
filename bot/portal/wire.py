"""One request to the portal and its whole answer: bounded in size and time, to one host only, errors translated.

What leaves this room carries no secret: of aiohttp's errors only those are kept as a cause whose text and attributes
hold no header and no piece of an answer.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache

import aiohttp
from aiohttp import hdrs
from yarl import URL

from bot.portal.limits import Limits
from bot.portal.parts import Refusals
from bot.portal.profile import Profile
from bot.portal.sessions import Session
from handlers.errors import PortalChanged, PortalDown

ANSWER_LIMIT = 5 * 1024 * 1024
ATTACHMENT_LIMIT = 50 * 1024 * 1024  # what Telegram takes of a bot
_CHUNK = 64 * 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 3
# A connection that breaks in mid-answer raises errors that hold what was read so far, cookies included: no causes.
_SPEAKABLE = (aiohttp.ClientOSError, TimeoutError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked: `path` from its slash on, escaped; `limit` in bytes of the answer; `seconds` for all of it."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = field(default=None, repr=False)
    body_type: str = "application/json"
    limit: int = ANSWER_LIMIT
    seconds: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `type` is the media type, lower case, without parameters."""

    status: int
    type: str
    body: bytes = field(repr=False)


class Wire:
    """One connector for all mailboxes; a session's cookies travel with each request, never in a shared jar.

    Built inside the running loop. At most `connections` requests run at once; waiting for one's turn takes nothing from
    its time limit.
    """

    def __init__(self, profile: Profile, *, base_url: str, refusals: Refusals, connections: int) -> None:
        self._base = base_url.rstrip("/")
        self._speaking = frozenset(rule.status for rule in refusals.rules if rule.code is None)
        # Made once each, for whoever looks into 50,000 mailboxes asks for the same address all the time.
        self._limits = cache(Limits)
        self._address = lru_cache(maxsize=64)(self._url)
        self._turns = asyncio.Semaphore(connections)
        self._http = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=connections),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"Accept": "application/json", **profile.headers, "User-Agent": profile.user_agent},
            # The limit of the whole is ours: a timer of aiohttp's for each request is a tenth of what it costs.
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=profile.timeouts.connect),
        )

    async def close(self) -> None:
        """Close every connection."""
        await self._http.close()

    async def ask(self, request: Request, *, session: Session) -> Answer:
        """Send and read to the end; the answer's cookies go into `session`.

        Redirects are followed for a GET within the same origin, unless the profile gives that status a meaning.

        Raises:
            PortalDown: not reached, cut off, or too late.
            PortalChanged: the answer is larger than `request.limit`, or leads elsewhere.
        """
        try:
            async with self._turns:
                with self._limits(request.seconds).limit():
                    return await self._exchange(request, session)
        except (aiohttp.ClientError, OSError) as error:  # TimeoutError is an OSError
            failure = PortalDown(type(error).__name__)
            failure.__cause__ = error if isinstance(error, _SPEAKABLE) else None
        raise failure  # out here, so that an error which is no cause is no context either

    async def _exchange(self, request: Request, session: Session) -> Answer:
        url = self._address(request.path, tuple(request.query.items()))
        for _ in range(_MOST_REDIRECTS + 1):
            headers = session.headers()
            if request.body is not None:
                headers["Content-Type"] = request.body_type
            async with self._http.request(
                request.method, url, data=request.body, headers=headers, allow_redirects=False
            ) as response:
                if hdrs.SET_COOKIE in response.headers:
                    session.keep(response.cookies)
                if response.status in _REDIRECTS and response.status not in self._speaking:
                    url = _followed(request, url, response.headers.get(hdrs.LOCATION, ""))
                    continue
                return Answer(response.status, response.content_type.lower(), await _read(response, request.limit))
        raise PortalChanged("redirected in a circle")

    def _url(self, path: str, query: tuple[tuple[str, str], ...]) -> URL:
        return URL(self._base + path, encoded=True).update_query(query)


def _followed(request: Request, url: URL, location: str) -> URL:
    try:
        target = url.join(URL(location))
        near = target.origin() == url.origin()
    except ValueError:  # its text holds the address
        near = False
    if not near:
        raise PortalChanged("redirected to another host")
    if request.method != "GET":  # credentials go where the profile says, nowhere else
        raise PortalChanged(f"a {request.method} was redirected")
    return target


async def _read(response: aiohttp.ClientResponse, limit: int) -> bytes:
    length = response.content_length
    if length is not None and length <= limit and hdrs.CONTENT_ENCODING not in response.headers:
        return await response.read()  # it says how much comes, and no more than that is read
    body = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        body += chunk
        # An error page that never ends is still an error: what was read of it is enough to tell.
        if len(body) > limit and response.status < 500:
            raise PortalChanged(f"the answer is larger than {limit // (1024 * 1024)} MB")
        if len(body) > limit:
            break
    return bytes(body)
