"""The site's other doors, beside the sign-in: *Verificación de Datos*, and the link that comes from Agencia Digital."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.portal.notices import Ending
from sandbox.portal.state import Portal
from sandbox.portal.wire import CLAIM, Wire, claimed

_ENDINGS = {Ending.SET: "DEFINIR", Ending.SENT: "ENVIADA"}


def recovery(portal: Portal, wire: Wire, *, under: str) -> list[Route]:
    """`POST {under}/recuperacion/verificacion` with the seven data, `POST {under}/recuperacion/clave` with token, clave
    and confirmacion. Both refuse as `Recovery` does.
    """
    doors = _Recovery(portal, wire)
    return [
        Route(f"{under}/recuperacion/verificacion", doors.verify, methods=["POST"]),
        Route(f"{under}/recuperacion/clave", doors.set_password, methods=["POST"]),
    ]


class _Recovery:
    def __init__(self, portal: Portal, wire: Wire) -> None:
        self._portal = portal
        self._wire = wire

    async def verify(self, request: Request) -> Response:
        verified = self._portal.verify(claimed(await self._wire.read(request, *CLAIM)))
        answer = {"token": verified.ticket, "final": _ENDINGS[verified.ending], "correo": None}
        if verified.ending is Ending.SENT:
            answer["correo"] = masked(verified.mailbox.person.identity.email)
        return self._wire.answer(answer)

    async def set_password(self, request: Request) -> Response:
        texts = await self._wire.read(request, "token", "clave", "confirmacion")
        mailbox = self._portal.set_password(texts["token"], texts["clave"], texts["confirmacion"])
        return self._wire.answer({"usuario": mailbox.person.user})


def masked(address: str) -> str:
    """An e-mail address of which only its owner recognises the name."""
    name, _, host = address.partition("@")
    return f"{name[0]}***@{host}"
