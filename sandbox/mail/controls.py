"""What the inbox page and the tests read of the mail sink."""

from email.message import EmailMessage
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.mail.mails import Mail, Mails


def control(mails: Mails) -> Starlette:
    """`GET /mails`, `GET /mails/{id}` (with text and headers), `GET /mails/{id}/raw` (the .eml), `POST /reset`,
    `GET /events`. A message that is not there is answered 404.
    """

    def found(request: Request) -> Mail:
        mail = mails.find(request.path_params["id"])
        if mail is None:
            raise HTTPException(404, "there is no such mail")
        return mail

    async def listing(_request: Request) -> Response:
        return JSONResponse([_row(mail) for mail in mails.newest_first()])

    async def one(request: Request) -> Response:
        return JSONResponse(_whole(found(request)))

    async def raw(request: Request) -> Response:
        mail = found(request)
        headers = {"Content-Disposition": f'attachment; filename="correo-{mail.id}.eml"'}
        return Response(mail.raw, media_type="message/rfc822", headers=headers)

    async def reset(_request: Request) -> Response:
        mails.clear()
        return JSONResponse({})

    async def events(_request: Request) -> Response:
        return mails.changes.answer()

    return Starlette(
        routes=[
            Route("/mails", listing),
            Route("/mails/{id:int}", one),
            Route("/mails/{id:int}/raw", raw),
            Route("/reset", reset, methods=["POST"]),
            Route("/events", events),
        ]
    )


def _row(mail: Mail) -> dict[str, Any]:
    message = mail.message
    return {
        "id": mail.id,
        "from": str(message["From"] or mail.sender),
        "to": list(mail.recipients),
        "subject": str(message["Subject"] or ""),
        "received_at": mail.received_at.isoformat(timespec="seconds"),
        "attachments": [_attachment(part) for part in message.iter_attachments() if isinstance(part, EmailMessage)],
    }


def _whole(mail: Mail) -> dict[str, Any]:
    message = mail.message
    headers = [{"name": name, "value": str(value)} for name, value in message.items()]
    return _row(mail) | {
        "sender": mail.sender,
        "reply_to": str(message["Reply-To"]) if message["Reply-To"] else None,
        "text": _text(message),
        "headers": headers,
    }


def _text(message: EmailMessage) -> str:
    body = message.get_body(("plain", "html"))
    if body is None:
        return ""
    try:
        return str(body.get_content()).replace("\r\n", "\n")
    except LookupError:  # a character set that nobody knows
        content = body.get_payload(decode=True)
        return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""


def _attachment(part: EmailMessage) -> dict[str, Any]:
    content = part.get_payload(decode=True)
    size = len(content) if isinstance(content, bytes) else 0
    return {"name": part.get_filename() or "", "type": part.get_content_type(), "size": size}
