"""The one-time page where a mailbox's credentials are typed: the chat is no place for a password.

The token in the address is good once, for ten minutes, and burns on POST, never on GET: chat apps and mail filters
fetch links to preview them. The form carries a second value that only the page could have made (CSRF), and inside
Telegram the person's identity as Telegram signed it. Nothing on the page comes from elsewhere, nothing is cached.
"""

import hmac
import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import jinja2
import structlog
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.reception import Reception
from buzon.credentials import Secret
from handlers.errors import OUTAGES
from handlers.questions import NAME_LIMIT
from handlers.speech import Form, Heard, Phrase, Said, phrase
from handlers.words import best_language, words
from handlers.world import World
from storage import chats, links
from storage.chats import Chat
from storage.links import LinkTrouble

_HERE = Path(__file__).parent
_LONGEST_FIELD = 500
_LONGEST_BODY = 20_000
_GOOD = frozenset({"linked", "not-linked-already", "page-back"})
"""What is said when all went well; anything else is shown as trouble."""
_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,100}")

Vouch = Callable[[str], str | None]
"""From a Mini App's `initData` to the user id it proves, or None."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Refused(Exception):
    """The page can't be shown or taken: the words for it, and the status."""

    words: Phrase
    status: int


class Pages:
    """The one-time pages. `vouch` verifies `initData`; `ancestors` may show the page in a frame."""

    def __init__(self, world: World, reception: Reception, *, vouch: Vouch, ancestors: str) -> None:
        self._world = world
        self._reception = reception
        self._vouch = vouch
        loader = jinja2.FileSystemLoader(_HERE / "templates")
        self._templates = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
        policy = (
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
            f"base-uri 'none'; frame-ancestors 'self' {ancestors}"
        )
        self._headers = {
            "Cache-Control": "no-store",
            "Content-Security-Policy": policy,
            # Not `no-referrer`: under it browsers post forms with `Origin: null`. The address never leaves this host.
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "X-Robots-Tag": "noindex",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
        }

    def routes(self) -> list[BaseRoute]:
        """The page, and its own style and script."""
        return [
            Route("/v/{token}", self._page, methods=["GET", "POST"]),
            Mount("/page", StaticFiles(directory=_HERE / "static")),
        ]

    async def _page(self, request: Request) -> Response:
        language = best_language(request.headers.get("accept-language", "").split(",")[0])
        try:
            token = str(request.path_params["token"])
            chat = await self._whose(token)
            language = chat.language or language
            if request.method in {"GET", "HEAD"}:
                return self._form(token, language)
            return await self._take(request, token, chat, language)
        except _Refused as refused:
            return self._result(refused.words, language, status=refused.status)
        except OUTAGES:
            return self._result(phrase("page-broken"), language, status=503)

    async def _whose(self, token: str) -> Chat:
        if not _TOKEN.fullmatch(token):
            raise _Refused(phrase("page-link-unknown"), 404)
        async with self._world.database.read() as connection:
            link = await links.peek(connection, token, now=self._world.now())
            chat = None if isinstance(link, LinkTrouble) else await chats.get(connection, link.chat_id)
        if isinstance(link, LinkTrouble):
            raise _Refused(phrase(f"page-link-{link.value}"), 404 if link is LinkTrouble.UNKNOWN else 410)
        if chat is None:
            raise _Refused(phrase("page-link-unknown"), 404)
        return chat

    def _form(self, token: str, language: str) -> Response:
        return self._render(
            "form.html",
            language,
            csrf=self._csrf(token),
            operator=self._world.operator.name,
            longest=_LONGEST_FIELD,
            longest_name=NAME_LIMIT,
        )

    async def _take(self, request: Request, token: str, chat: Chat, language: str) -> Response:
        fields = await _fields(request)
        if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"} or not any(
            hmac.compare_digest(fields.get("csrf", "").encode(), right.encode()) for right in self._right_csrf(token)
        ):
            raise _Refused(phrase("page-forged"), 403)
        init_data = fields.get("init_data", "")
        if init_data and self._vouch(init_data) != chat.address:
            # Someone else opened the link inside their own Telegram. It stays good for its owner.
            raise _Refused(phrase("page-link-foreign"), 403)
        if not fields.get("user", "").strip() or not fields.get("password"):
            raise _Refused(phrase("page-fields-missing"), 422)
        async with self._world.database.begin() as connection:
            link = await links.burn(connection, token, now=self._world.now())
        if isinstance(link, LinkTrouble):
            raise _Refused(phrase(f"page-link-{link.value}"), 410)
        secrets = {
            "user": Secret(fields["user"].strip()),
            "password": Secret(fields["password"]),
            "name": Secret(fields.get("name", "")),
        }
        reply = await self._reception.converse(Heard(chat.channel, chat.address, Form(link.purpose, secrets)))
        said = next((speech for speech in reply.speeches if isinstance(speech, Said)), None)
        words_for_it = said.lines[0] if said else phrase("page-back")
        return self._result(words_for_it, reply.language, good=words_for_it.key in _GOOD)

    def _csrf(self, token: str) -> str:
        return self._right_csrf(token)[0]

    def _right_csrf(self, token: str) -> list[str]:
        """Under every master key, the current one first: pages that are open survive a rotation."""
        return [print_.hex() for print_ in self._world.vault.fingerprints(token, purpose="csrf")]

    def _result(self, said: Phrase, language: str, *, status: int = 200, good: bool = False) -> Response:
        # Our words carry their own markup; what came from outside was escaped on its way in.
        text = Markup(words(language, said, html.escape))  # noqa: S704
        return self._render("result.html", language, status=status, text=text, good=good)

    def _render(self, name: str, language: str, *, status: int = 200, **values: object) -> Response:
        def say(key: str, **arguments: str) -> str:
            return words(language, phrase(key, **arguments))

        page = self._templates.get_template(name).render(say=say, language=language, **values)
        return HTMLResponse(page, status, headers=self._headers)


async def _fields(request: Request) -> dict[str, str]:
    """The form's fields. Raises _Refused for a body or a field that is too long, or files."""
    if int(request.headers.get("content-length") or 0) > _LONGEST_BODY:
        raise _Refused(phrase("page-forged"), 413)
    async with request.form(max_files=0, max_fields=10, max_part_size=_LONGEST_BODY) as form:
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
    too_long = any(len(value) > _LONGEST_FIELD for name, value in fields.items() if name != "init_data")
    if too_long:
        raise _Refused(phrase("page-fields-missing"), 422)
    return fields
