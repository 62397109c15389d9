"""*¿Olvidaste la contraseña?* on pages from the server: data, then a new password or the word that one was sent."""

from datetime import datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sandbox.portal.doors import masked
from sandbox.portal.identities import Claim
from sandbox.portal.refusals import Refusal, Refused
from sandbox.portal.samples import LIMA
from sandbox.portal.state import Portal
from sandbox.portal.table_pages import Pages, fields
from sandbox.portal.wire import CLAIM, claimed

_TICKET = "SINEVERIFICACION"


def routes(portal: Portal, written: Pages) -> list[Route]:
    """`/recuperar` asks for the seven data, `/clave` for the new password; between them a cookie says who was found."""
    recovery = _Recovery(portal, written)
    return [
        Route("/recuperar", recovery.ask),
        Route("/recuperar", recovery.verify, methods=["POST"]),
        Route("/clave", recovery.ask_password),
        Route("/clave", recovery.set_password, methods=["POST"]),
    ]


class _Recovery:
    def __init__(self, portal: Portal, written: Pages) -> None:
        self._portal = portal
        self._written = written

    async def ask(self, _request: Request) -> Response:
        return self._ask({})

    def _ask(self, typed: dict[str, str], *, alert: str = "") -> Response:
        return self._written.page("verify", typed=dict.fromkeys(CLAIM, "") | typed, alert=alert)

    async def verify(self, request: Request) -> Response:
        typed = await fields(request)
        try:
            verified = self._portal.verify(_claim(typed))
        except Refused as refused:
            return self._ask(typed, alert=refused.reason.message)
        if verified.ticket is None:
            title = "Te enviamos una contraseña nueva"
            words = f"Revisa tu correo {masked(verified.mailbox.person.identity.email)}."
            return self._written.page("done", title=title, words=words)
        response = RedirectResponse("/sine-ui/clave", status_code=303)
        response.set_cookie(_TICKET, verified.ticket, httponly=True, samesite="lax")
        return response

    async def ask_password(self, _request: Request) -> Response:
        return self._written.page("password")

    async def set_password(self, request: Request) -> Response:
        typed = await fields(request)
        ticket = request.cookies.get(_TICKET, "")
        try:
            mailbox = self._portal.set_password(ticket, typed.get("clave", ""), typed.get("confirmacion", ""))
        except Refused as refused:
            if refused.reason is Refusal.VERIFICATION_OVER:
                return self._ask({}, alert=refused.reason.message)
            return self._written.page("password", alert=refused.reason.message)
        words = f"Tu usuario es {mailbox.person.user}."
        return self._written.page("done", title="Tu contraseña fue cambiada", words=words)


def _claim(typed: dict[str, str]) -> Claim:
    """The seven data of the form.

    Raises:
        Refused: the birth date is not written DD/MM/AAAA.
    """
    try:
        born_on = datetime.strptime(typed.get("fechaNacimiento", "").strip(), "%d/%m/%Y").replace(tzinfo=LIMA).date()
    except ValueError:
        raise Refused(Refusal.BAD_REQUEST) from None
    return claimed(dict.fromkeys(CLAIM, "") | typed | {"fechaNacimiento": born_on.isoformat()})
