"""How the make-believe sites read and write JSON, in the dialect of the moment."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.portal.dialects import Dialect, spoken
from sandbox.portal.identities import Claim
from sandbox.portal.refusals import Refusal, Refused

COOKIE = "SINESESSION"
CLAIM = (
    "nacionalidad",
    "tipoDocumento",
    "numeroDocumento",
    "apellidoPaterno",
    "apellidoMaterno",
    "nombres",
    "fechaNacimiento",
)


class Wire:
    """Reads and writes in v1; `dialect` is asked at every message, since it may be switched between two requests."""

    def __init__(self, dialect: Callable[[], Dialect] = lambda: Dialect.V1) -> None:
        self._dialect = dialect

    @property
    def dialect(self) -> Dialect:
        """The one spoken now."""
        return self._dialect()

    async def read(self, request: Request, *fields: str, optional: bool = False) -> dict[str, str]:
        """The named fields (v1 names) of a JSON object; each must be a text. Where `optional` they may all be missing,
        which gives an empty dict.

        Raises:
            Refused: it is no JSON object, or a field is missing or no text.
        """
        try:
            body = json.loads(await request.body())
        except ValueError:
            raise Refused(Refusal.BAD_REQUEST) from None
        if not isinstance(body, dict):
            raise Refused(Refusal.BAD_REQUEST)
        names = self.dialect.names
        found = {field: body.get(names.get(field, field)) for field in fields}
        if optional and not any(found.values()):
            return {}
        texts = {field: value for field, value in found.items() if isinstance(value, str)}
        if len(texts) != len(fields):
            raise Refused(Refusal.BAD_REQUEST)
        return texts

    def answer(self, value: dict[str, Any], *, status: int = 200) -> JSONResponse:
        """A JSON answer written in v1, as the dialect calls its fields."""
        return JSONResponse(spoken(value, self.dialect), status_code=status, headers={"Cache-Control": "no-store"})

    async def refusal(self, _request: Request, refused: Exception) -> Response:
        """The exception handler of `Refused`."""
        if not isinstance(refused, Refused):
            raise refused
        reason = refused.reason
        return self.answer({"codigo": reason.code, "mensaje": reason.message}, status=reason.status)


def claimed(texts: dict[str, str]) -> Claim:
    """The seven data of a request that was read with the fields of `CLAIM`.

    Raises:
        Refused: the birth date is not written AAAA-MM-DD.
    """
    return Claim(
        nationality=texts["nacionalidad"],
        document_type=texts["tipoDocumento"],
        document_number=texts["numeroDocumento"],
        paternal=texts["apellidoPaterno"],
        maternal=texts["apellidoMaterno"],
        given=texts["nombres"],
        born_on=day(texts["fechaNacimiento"]),
    )


def day(text: str) -> date:
    """A date written AAAA-MM-DD.

    Raises:
        Refused: it is written otherwise, or there is no such day.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(Refusal.BAD_REQUEST) from None
