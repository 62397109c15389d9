"""The page that hands an e-mail over to the person's own mail app: chat buttons open https addresses, never `mailto:`.

What is personal travels in the fragment of the page's address, which browsers send to nobody: this server delivers
the same page to everyone and never learns what was in it. Recipient and subject are the page's own, so that no
address made by somebody else can turn it into a letter to somebody else.
"""

from base64 import urlsafe_b64encode
from urllib.parse import quote

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.web.rendering import Renderer
from buzon.request_email import RECIPIENT, SUBJECT, RequestEmail
from handlers.words import LANGUAGES, best_language

PATH = "/correo"
LONGEST = 2_000
"""Characters of an address that every browser, mail app and chat platform still takes whole."""

_MAILTO = f"mailto:{RECIPIENT}?subject={quote(SUBJECT, safe='')}"


def address(base: str, message: RequestEmail, *, language: str | None = None) -> str | None:
    """The address of the page with this e-mail in it, or None where it would be longer than LONGEST.

    `base` is our public address, `language` the page's where it is known. The fragment is base64url, unpadded, of
    UTF-8 JSON `{"body": …}`. It holds personal data: for the person's own chat, never for a log.
    """
    fragment = urlsafe_b64encode(orjson.dumps({"body": message.body})).decode().rstrip("=")
    query = f"?lang={language}" if language in LANGUAGES else ""
    made = f"{base.rstrip('/')}{PATH}{query}#{fragment}"
    return made if len(made) <= LONGEST else None


def routes(renderer: Renderer) -> list[Route]:
    """The page, in `?lang=` or the browser's language; its script and style are mounted with the one-time pages'."""

    async def page(request: Request) -> Response:
        language = request.query_params.get("lang", "")
        if language not in LANGUAGES:
            language = best_language(request.headers.get("accept-language", "").split(",")[0])
        return renderer.page("correo.html", language, recipient=RECIPIENT, subject=SUBJECT, mailto=_MAILTO)

    return [Route(PATH, page)]
