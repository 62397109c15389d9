"""What the faces call things after a renaming; only whole labels change, never a sentence or what somebody wrote."""

import re

from sandbox.portal.faces import Labels

_RENAMED = {
    "Ingresar": "Iniciar sesión",
    "Usuario": "Nombre de usuario",
    "Contraseña": "Clave",
    "¿Olvidaste la contraseña?": "¿No recuerdas tu clave?",
    "Cerrar sesión": "Salir",
    "Casilla Electrónica": "Buzón electrónico",
    "Notificaciones": "Mis notificaciones",
    "Asunto": "Tema",
    "Expediente": "N.° de trámite",
    "Fecha de depósito": "Fecha de notificación",
    "Estado": "Situación",
    "Adjuntos": "Archivos",
    "Documentos adjuntos": "Archivos de la notificación",
    "Ver detalle": "Abrir",
    "Ver notificación": "Abrir",
    "Verificación de Datos": "Validación de identidad",
    "Nacionalidad": "País de nacionalidad",
    "Tipo de documento": "Clase de documento",
    "Número de documento": "N.° de documento",
    "Apellido Paterno": "Primer apellido",
    "Apellido Materno": "Segundo apellido",
    "Nombres": "Prenombres",
    "Fecha de nacimiento": "Nacimiento",
    "Anterior": "Atrás",
    "Siguiente": "Adelante",
    "Nueva contraseña": "Clave nueva",
    "Repite la contraseña": "Confirma la clave",
    "Guardar": "Grabar",
}
# A label fills a text between two tags, an attribute, or a string of a script; a colon may follow it.
_LABEL = re.compile(rf'(?<=[>"])({"|".join(map(re.escape, _RENAMED))})(?=:?[<"])')


def called(source: str, labels: Labels) -> str:
    """A page or script of ours, with its labels as they are called at the moment."""
    if labels is Labels.USUAL:
        return source
    return _LABEL.sub(lambda match: _RENAMED[match[1]], source)
