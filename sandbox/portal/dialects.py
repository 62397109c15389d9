"""The two ways the site's JSON names things: v1, and v2 as if a new version had been deployed overnight.

The site is written in v1; at its edge everything is translated, keys only, never values.
"""

from enum import StrEnum
from typing import Any

_RENAMED = {
    "usuario": "identificador",
    "clave": "contrasena",
    "datos": "registros",
    "asunto": "titulo",
    "fechaDeposito": "depositadoEl",
    "leido": "visto",
    "cuerpo": "contenido",
    "adjuntos": "archivos",
    "nombre": "archivo",
    "codigo": "error",
    "tipoDocumento": "tipoDoc",
    "numeroDocumento": "numeroDoc",
    "apellidoPaterno": "primerApellido",
    "apellidoMaterno": "segundoApellido",
    "nombres": "prenombres",
    "fechaNacimiento": "nacidoEl",
    "final": "resultado",
    "confirmacion": "repeticion",
}


class Dialect(StrEnum):
    """v1 carries the session in a cookie, v2 in a bearer token, and v2 renames fields."""

    V1 = "v1"
    V2 = "v2"

    @property
    def names(self) -> dict[str, str]:
        """v1 name → this dialect's name, of the fields that differ."""
        return _RENAMED if self is Dialect.V2 else {}


def spoken(value: Any, dialect: Dialect) -> Any:
    """A JSON value written in v1, with every object's keys as the dialect calls them."""
    if isinstance(value, dict):
        return {dialect.names.get(key, key): spoken(item, dialect) for key, item in value.items()}
    if isinstance(value, list):
        return [spoken(item, dialect) for item in value]
    return value
