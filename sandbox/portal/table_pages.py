"""How the face of tables writes its pages and reads its forms: ISO-8859-1 on the wire, in both directions."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response

from sandbox.portal.choices import DOCUMENTS, NATIONALITIES
from sandbox.portal.faces import Layout
from sandbox.portal.injected import shown
from sandbox.portal.labels import called
from sandbox.portal.notices import Session
from sandbox.portal.samples import LIMA
from sandbox.portal.state import Portal

ENCODING = "iso-8859-1"
_READ_AS = "windows-1252"  # what browsers write when a page says ISO-8859-1

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters["moment"] = lambda time: time.astimezone(LIMA).strftime("%d/%m/%Y %H:%M")


class Pages:
    """Writes the pages of one portal as its faults of the moment have it."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    def page(self, template: str, *, session: Session | None = None, status: int = 200, **values: Any) -> Response:
        """A page from `templates/`; with a session its holder and menu stand on it. `alert` is said above it."""
        faults = self._portal.faults
        html = _TEMPLATES.get_template(f"{template}.html").render(
            {"alert": "", "inside": ""} | values,
            faults=faults,
            moved=faults.layout is Layout.MOVED,
            holder=session and shown(session.mailbox.person.name, faults),
            nationalities=NATIONALITIES,
            documents=DOCUMENTS,
        )
        # What Latin-1 lacks, such as a long dash, is written as a reference.
        content = called(html, faults.labels).encode(ENCODING, "xmlcharrefreplace")
        headers = {"Content-Type": f"text/html; charset={ENCODING.upper()}", "Cache-Control": "no-store"}
        return Response(content, status_code=status, headers=headers)

    def subject(self, text: str) -> str:
        """A notice's subject, as it is given out at the moment."""
        return shown(text, self._portal.faults)


async def fields(request: Request) -> dict[str, str]:
    """The fields of a form as typed; one that was not sent is missing."""
    body = (await request.body()).decode("ascii", "replace")
    return dict(parse_qsl(body, keep_blank_values=True, encoding=_READ_AS, errors="replace"))
