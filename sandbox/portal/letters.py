"""The e-mails the make-believe portal sends to its people; they go to the sandbox's mail sink and nowhere else."""

from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from sandbox.portal.people import Person

_SENDER = "SINE SIMULACIÓN <no-responder@sine.example>"


def new_password(person: Person, password: str, *, sent_at: datetime) -> EmailMessage:
    """The letter that carries a new password, after *Verificación de Datos* ended with sending one."""
    letter = EmailMessage()
    letter["From"] = _SENDER
    letter["To"] = person.identity.email
    letter["Subject"] = "Tu nueva contraseña del Buzón Electrónico"
    letter["Date"] = format_datetime(sent_at)
    letter.set_content(
        f"Hola, {person.name}:\n\n"
        "Verificamos tus datos. Desde ahora ingresas a tu Buzón Electrónico así:\n\n"
        f"Usuario: {person.user}\nContraseña: {password}\n\n"
        "SIMULACIÓN: esto no es un correo de Migraciones.\n"
    )
    return letter
