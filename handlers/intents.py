"""Plain words that mean a command: for people who do not write slashes. Pure."""

import re

from buzon.classify import fold

CANCEL_WORDS = frozenset({"cancelar", "cancela", "cancel", "salir", "stop", "parar", "ya no"})
BACK_WORDS = frozenset({"atras", "volver", "regresar", "back", "anterior"})
GREETINGS = re.compile(r"^(hola+|buenas|buenos dias|buenas (tardes|noches)|hello|hi|hey|alo|epa|que tal)\b")

# First match wins: what is said about recovering or leaving stands before the general words for notices.
_INTENTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("privacidad", re.compile(r"\b(privacidad|privacy|mis datos|borra\w* (mis|todo)|delete my)\b")),
    ("idioma", re.compile(r"\b(idioma|language|in english|en ingles|english|espanol|castellano)\b")),
    ("cuentas", re.compile(r"\b(cuentas?|desvincul\w*|mis buzones|quitar (un|mi|el) buzon|accounts?|unlink)\b")),
    ("vincular", re.compile(r"\b(vincul\w*|agregar|anadir|conectar|otro buzon|registrar\w*|link|connect)\b")),
    (
        "notificaciones",
        re.compile(r"\b(notifi?caci\w*|avisos?|mensajes?|algo nuevo|novedades|revisar|mi buzon|notices?|messages?)\b"),
    ),
    ("ayuda", re.compile(r"\b(ayud\w*|help|menu|que haces|como funciona|no entiendo|opciones|clave|contrasena)\b")),
)

ALIASES = {"notifications": "notificaciones", "notices": "notificaciones", "link": "vincular", "help": "ayuda"} | {
    "accounts": "cuentas",
    "language": "idioma",
    "privacy": "privacidad",
    "cancel": "cancelar",
    "menu": "ayuda",
}
"""English names of the commands, for those who guess them."""


def intent(text: str) -> str | None:
    """The command that a free text asks for, or None where guessing would be a bad guess."""
    folded = fold(text[:300])
    for command, pattern in _INTENTS:
        if pattern.search(folded):
            return command
    return "start" if GREETINGS.search(folded) else None


def bare(text: str) -> str:
    """A text as the one-word orders are compared: folded, without punctuation around it."""
    return fold(text[:60]).strip(" .,;:!¡¿?")
