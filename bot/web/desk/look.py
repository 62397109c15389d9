"""How the desk's pages are made: from their templates, with headers that keep each to itself and to this browser."""

import html
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path

import jinja2
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from markupsafe import Markup
from starlette.responses import HTMLResponse

from handlers.speech import Argument, Phrase, phrase
from handlers.words import LIMA, words

HERE = Path(__file__).parent
STATIC = HERE / "static"

HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    # Not `no-referrer`: under it browsers post forms with `Origin: null`. The address never leaves this host.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
"""Of everything that the desk answers, pages and lists alike."""


class Look:
    """The templates. In them `say(key, **arguments)` and `tell(phrase)` are words, `at` a time, `figure` a number."""

    def page(self, template: str, language: str, *, status: int = 200, **values: object) -> HTMLResponse:
        """A page, or a part of one, in a language."""
        return HTMLResponse(self.text(template, language, **values), status, headers=HEADERS)

    def text(self, template: str, language: str, **values: object) -> str:
        """The same without the answer around it."""

        def say(key: str, **arguments: Argument) -> str:
            return words(language, phrase(key, **arguments))

        def tell(said: Phrase) -> Markup:
            # Our words carry their own markup; what came from outside is escaped on its way in.
            return Markup(words(language, said, html.escape))  # noqa: S704

        def at(when: datetime | date) -> str:
            if isinstance(when, datetime):
                return format_datetime(when.astimezone(LIMA), "d MMM y, HH:mm", locale=language)
            return format_date(when, "d MMM", locale=language)

        def figure(number: float) -> str:
            return format_decimal(number, locale=language)

        template_ = _templates().get_template(template)
        return template_.render(say=say, tell=tell, at=at, figure=figure, language=language, **values)


@cache
def _templates() -> jinja2.Environment:
    """One for the process: a template is compiled once, however many desks there are."""
    loader = jinja2.FileSystemLoader(HERE / "templates")
    return jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
