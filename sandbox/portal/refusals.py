"""What the make-believe portal says no with.

Refused (Exception)      raised by the state, answered by the website as {"codigo", "mensaje"}
└─ reason: Refusal       which row of the table it is: code, HTTP status, words
"""

from enum import Enum


class Refusal(Enum):
    """Every refusal: the code clients read, the HTTP status, the words the page shows."""

    WRONG_CREDENTIALS = ("CREDENCIALES_INVALIDAS", 401, "El usuario o la contraseña no son correctos.")
    LOCKED = ("CUENTA_BLOQUEADA", 423, "Tu cuenta está bloqueada por varios intentos fallidos.")
    CAPTCHA_WANTED = ("CAPTCHA_REQUERIDO", 403, "Confirma que no eres un robot para continuar.")
    SESSION_EXPIRED = ("SESION_EXPIRADA", 401, "Tu sesión expiró. Vuelve a ingresar.")
    NO_MATCH = ("DATOS_NO_COINCIDEN", 404, "Los datos no coinciden con los que tenemos registrados.")
    TOO_MANY_TRIES = ("DEMASIADOS_INTENTOS", 429, "Hiciste demasiados intentos. Espera una hora y vuelve a probar.")
    VERIFICATION_OVER = ("VERIFICACION_VENCIDA", 410, "Tu verificación venció. Vuelve a verificar tus datos.")
    PASSWORDS_DIFFER = ("CLAVES_DISTINTAS", 422, "Las dos contraseñas no son iguales.")
    PASSWORD_WEAK = (
        "CLAVE_DEBIL",
        422,
        "La contraseña necesita al menos 8 caracteres, con letras y números, y no puede contener tu usuario.",
    )
    CAPTCHA_WRONG = ("CAPTCHA_INCORRECTO", 422, "Los caracteres no son los de la imagen. Prueba una vez más.")
    CAPTCHA_SPENT = ("CAPTCHA_AGOTADO", 429, "Los caracteres no son los de la imagen. Empieza otra vez.")
    NOT_FOUND = ("NO_ENCONTRADO", 404, "No encontramos lo que buscas.")
    BAD_REQUEST = ("SOLICITUD_INVALIDA", 400, "La solicitud no tiene el formato esperado.")

    def __init__(self, code: str, status: int, message: str) -> None:
        self.code = code
        self.status = status
        self.message = message


class Refused(Exception):
    """The portal refuses a request; `reason` tells the website how to say it."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.code)
        self.reason = reason
