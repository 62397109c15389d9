"""Our pages from their templates, each with the headers that keep it to itself: nothing foreign, nothing cached."""

from pathlib import Path

import jinja2
from starlette.responses import HTMLResponse

from handlers.speech import phrase
from handlers.words import words

_TEMPLATES = Path(__file__).parent / "templates"


class Renderer:
    """Templates, words and headers of the pages. `ancestors` (CSP sources) may show them in a frame."""

    def __init__(self, *, ancestors: str) -> None:
        loader = jinja2.FileSystemLoader(_TEMPLATES)
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

    def page(self, template: str, language: str, *, status: int = 200, **values: object) -> HTMLResponse:
        """A page in a language. Templates say words with `say(key, **arguments)` and have `values` besides."""

        def say(key: str, **arguments: str) -> str:
            return words(language, phrase(key, **arguments))

        page = self._templates.get_template(template).render(say=say, language=language, **values)
        return HTMLResponse(page, status, headers=self._headers)
