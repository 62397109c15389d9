"""The one-time pages: where a mailbox's credentials are typed, a constancia is read, a new password is set. The chat is
no place for any of them.

The token in the address is good once, for ten minutes, and burns on POST, never on GET: chat apps and mail filters
fetch links to preview them. The form carries a second value that only the page could have made (CSRF), and inside
Telegram the person's identity as Telegram signed it. Nothing on the page comes from elsewhere, nothing is cached.
"""

import hmac
import html
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.reception import Reception
from bot.web.rendering import Renderer
from bot.web.uploads import Posted, TooLarge, Unfit, posted
from buzon.credentials import Secret
from buzon.receipt import MOST_BYTES, Outcome
from handlers.errors import OUTAGES
from handlers.questions import NAME_LIMIT
from handlers.questions.pages import LINK, RENEW
from handlers.sheets import sheet_words
from handlers.speech import Form, Heard, Page, Phrase, Said, phrase
from handlers.words import best_language, words
from handlers.world import World
from storage import chats, links
from storage.chats import Chat
from storage.links import Link, LinkTrouble

_STATIC = Path(__file__).parent / "static"
_LONGEST_FIELD = 500
_LONGEST_BODY = 20_000
_GOOD = frozenset({"linked", "not-linked-already", "page-back"})
"""What is said when all went well; anything else is shown as trouble."""
_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,100}")
_FIELDS = {LINK: ("user", "password"), RENEW: ("password",)}
"""What a page of each purpose must bring."""

Vouch = Callable[[str], str | None]
"""From a Mini App's `initData` to the user id it proves, or None."""


@dataclass(frozen=True, slots=True)
class _Refused(Exception):
    """The page can't be shown or taken: the words for it, and the status."""

    words: Phrase
    status: int


@dataclass(frozen=True, slots=True)
class _Visit:
    """A page that is good: its token, what it is for, and whose it is."""

    token: str
    link: Link
    chat: Chat
    language: str


class Pages:
    """The one-time pages. `vouch` verifies `initData`."""

    def __init__(self, world: World, reception: Reception, *, vouch: Vouch, renderer: Renderer) -> None:
        self._world = world
        self._reception = reception
        self._vouch = vouch
        self._renderer = renderer

    def routes(self) -> list[BaseRoute]:
        """The page, the reading of a sheet on it, and their own style and script."""
        return [
            Route("/v/{token}", self._page, methods=["GET", "POST"]),
            Route("/v/{token}/sheet", self._sheet, methods=["POST"]),
            Mount("/page", StaticFiles(directory=_STATIC)),
        ]

    async def _page(self, request: Request) -> Response:
        async def answer(visit: _Visit) -> Response:
            if request.method in {"GET", "HEAD"}:
                page = self._form(visit)
                if visit.link.purpose == LINK:
                    page.background = BackgroundTask(self._world.sheets.warm)
                return page
            return await self._take(request, visit)

        return await self._answered(request, answer)

    async def _sheet(self, request: Request) -> Response:
        """Read a constancia, in memory, and show the page again with what was read: the person checks it."""

        async def answer(visit: _Visit) -> Response:
            sent = await self._posted(request, visit, most=MOST_BYTES + _LONGEST_BODY, files=1)
            prefills = self._world.prefills
            outcome = Outcome.TOO_MANY
            if sent.file is None:
                outcome = Outcome.NOT_A_SHEET
            elif prefills.may_read(visit.chat.id):
                receipt = await self._world.sheets.read(sent.file)
                outcome = receipt.outcome
                prefills.drop(visit.chat.id)
                if receipt.user:
                    prefills.put(visit.chat.id, receipt)
            return self._form(visit, init_data=sent.fields.get("init_data", ""), outcome=outcome)

        return await self._answered(request, answer)

    async def _answered(self, request: Request, answer: Callable[[_Visit], Awaitable[Response]]) -> Response:
        language = best_language(request.headers.get("accept-language", "").split(",")[0])
        try:
            visit = await self._visit(str(request.path_params["token"]), language)
            language = visit.language
            return await answer(visit)
        except _Refused as refused:
            return self._result(refused.words, language, status=refused.status)
        except OUTAGES:
            return self._result(phrase("page-broken"), language, status=503)

    async def _visit(self, token: str, language: str) -> _Visit:
        if not _TOKEN.fullmatch(token):
            raise _Refused(phrase("page-link-unknown"), 404)
        async with self._world.database.read() as connection:
            link = await links.peek(connection, token, now=self._world.now())
            chat = None if isinstance(link, LinkTrouble) else await chats.get(connection, link.chat_id)
        if isinstance(link, LinkTrouble):
            raise _Refused(phrase(f"page-link-{link.value}"), 404 if link is LinkTrouble.UNKNOWN else 410)
        if chat is None or link.purpose not in _FIELDS:
            raise _Refused(phrase("page-link-unknown"), 404)
        return _Visit(token, link, chat, chat.language or language)

    def _form(self, visit: _Visit, *, init_data: str = "", outcome: Outcome | None = None) -> Response:
        known = self._world.prefills.of(visit.chat.id) if visit.link.purpose == LINK else None
        trouble = outcome if outcome is not Outcome.FOUND else None  # what was found stands in the fields
        said = words(visit.language, sheet_words(trouble), html.escape) if trouble else ""
        return self._renderer.page(
            "form.html" if visit.link.purpose == LINK else "renew.html",
            visit.language,
            token=visit.token,
            csrf=self._right_csrf(visit.token)[0],
            init_data=init_data,
            operator=self._world.operator.name,
            longest=_LONGEST_FIELD,
            longest_name=NAME_LIMIT,
            user=known.user.reveal() if known and known.user else "",
            password=known.password.reveal() if known and known.password else "",
            # Our words carry their own markup; what came from outside was escaped on its way in.
            sheet=Markup(said),  # noqa: S704
            found=outcome is Outcome.FOUND or (outcome is None and bool(known and known.password)),
        )

    async def _take(self, request: Request, visit: _Visit) -> Response:
        sent = await self._posted(request, visit, most=_LONGEST_BODY, files=0)
        fields = {name: value.strip() if name == "user" else value for name, value in sent.fields.items()}
        needed = _FIELDS[visit.link.purpose]
        if not all(fields.get(name) for name in needed):
            raise _Refused(phrase(f"page-{visit.link.purpose}-missing"), 422)
        async with self._world.database.begin() as connection:
            link = await links.burn(connection, visit.token, now=self._world.now())
        if isinstance(link, LinkTrouble):
            raise _Refused(phrase(f"page-link-{link.value}"), 410)
        self._world.prefills.drop(visit.chat.id)
        secrets = {name: Secret(fields.get(name, "")) for name in (*needed, "name")}
        chat = visit.chat
        reply = await self._reception.converse(Heard(chat.channel, chat.address, Form(link.purpose, secrets)))
        said = [speech for speech in reply.speeches if isinstance(speech, Said)]
        first = said[0].lines[0] if said else None
        words_for_it = first if isinstance(first, Phrase) else phrase("page-back")
        again = next((button.does.url for one in said for row in one.rows for button in row
                      if isinstance(button.does, Page)), "")  # fmt: skip
        # Who has a new password may have lost the user name too: it is told here, where no chat keeps it.
        known = self._world.prefills.of(chat.id) if link.purpose == RENEW else None
        user = known.user.reveal() if known and known.user else ""
        if words_for_it.key in _GOOD:
            self._world.prefills.drop(chat.id)  # the next page may be another person's
        return self._result(words_for_it, reply.language, good=words_for_it.key in _GOOD, again=again, user=user)

    async def _posted(self, request: Request, visit: _Visit, *, most: int, files: int) -> Posted:
        """What was posted, once it is sure that this page was shown to its own person."""
        try:
            sent = await posted(request, most=most, files=files)
        except TooLarge:
            raise _Refused(phrase("sheet-too-large" if files else "page-forged"), 413) from None
        except Unfit:
            raise _Refused(phrase("page-forged"), 400) from None
        given = sent.fields.get("csrf", "").encode()
        ours = request.headers.get("sec-fetch-site", "same-origin") in {"same-origin", "none"}
        if not ours or not any(hmac.compare_digest(given, right.encode()) for right in self._right_csrf(visit.token)):
            raise _Refused(phrase("page-forged"), 403)
        init_data = sent.fields.get("init_data", "")
        if init_data and self._vouch(init_data) != visit.chat.address:
            # Someone else opened the link inside their own Telegram. It stays good for its owner.
            raise _Refused(phrase("page-link-foreign"), 403)
        if any(len(value) > _LONGEST_FIELD for name, value in sent.fields.items() if name != "init_data"):
            raise _Refused(phrase(f"page-{visit.link.purpose}-missing"), 422)
        return sent

    def _right_csrf(self, token: str) -> list[str]:
        """Under every master key, the current one first: pages that are open survive a rotation."""
        return [print_.hex() for print_ in self._world.vault.fingerprints(token, purpose="csrf")]

    def _result(
        self, said: Phrase, language: str, *, status: int = 200, good: bool = False, again: str = "", user: str = ""
    ) -> Response:
        text = Markup(words(language, said, html.escape))  # noqa: S704  (as in `_form`)
        return self._renderer.page("result.html", language, status=status, text=text, good=good, again=again, user=user)
