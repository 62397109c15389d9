"""The people's part of the control API: what they write and tap, and what becomes of them."""

from collections.abc import Callable
from dataclasses import asdict, replace
from mimetypes import guess_type
from typing import TypeVar

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.whatsapp import business_side, flow_phone, incoming, person_side
from sandbox.whatsapp.errors import JsonObject
from sandbox.whatsapp.media import ALLOWED, StoredMedia
from sandbox.whatsapp.methods.files import address_of
from sandbox.whatsapp.people import Chat, Message, new_message_id
from sandbox.whatsapp.puppeteer_reading import read_json, word
from sandbox.whatsapp.whatsapp import WhatsApp

_Said = TypeVar("_Said")
_STATES = ("online", "gone", "blocked", "read_receipts")
_SHOWN_AS_THEY_ARE = frozenset({"application/pdf", "image/png", "image/jpeg", "image/webp", "text/plain"})


def people_routes(whatsapp: WhatsApp) -> list[Route]:
    """The routes below `/people`, and the files that people see."""
    desk = _People(whatsapp)
    person = "/people/{person:int}"
    return [
        Route("/people", desk.people, methods=["GET"]),
        Route("/people", desk.add, methods=["POST"]),
        Route(person, desk.change, methods=["PATCH"]),
        Route(f"{person}/chat", desk.chat),
        Route(f"{person}/messages", desk.say, methods=["POST"]),
        Route(f"{person}/taps", desk.tap, methods=["POST"]),
        Route(f"{person}/flow", desk.finish_flow, methods=["POST"]),
        Route(f"{person}/flow/exchange", desk.ask_flow, methods=["POST"]),
        Route(f"{person}/read", desk.read, methods=["POST"]),
        Route(f"{person}/fail", desk.fail, methods=["POST"]),
        Route(f"{person}/repeat-last", desk.repeat_last, methods=["POST"]),
        Route(f"{person}/number", desk.change_number, methods=["POST"]),
        Route(f"{person}/user-id", desk.change_user_id, methods=["POST"]),
        Route("/files/{media}", desk.file),
    ]


class _People:
    def __init__(self, whatsapp: WhatsApp) -> None:
        self._whatsapp = whatsapp

    async def people(self, _request: Request) -> Response:
        return JSONResponse([_about(chat) for chat in self._whatsapp.people.all()])

    async def add(self, request: Request) -> Response:
        body = await read_json(request)
        phone = body.get("phone")
        if phone is not None and (not str(phone).isdecimal() or self._whatsapp.people.at(phone=str(phone))):
            raise HTTPException(422, "phone must be digits that nobody else has")
        chat = self._whatsapp.people.add(
            word(body, "name"),
            phone=str(phone) if phone is not None else None,
            username=body.get("username"),
            phone_hidden=bool(body.get("phone_hidden", False)),
        )
        return JSONResponse(_about(chat), 201)

    async def change(self, request: Request) -> Response:
        chat, body = self._chat(request), await read_json(request)
        if not set(body) <= {*_STATES, "username", "phone_hidden"}:
            raise HTTPException(422, f"a person has {', '.join(_STATES)}, username and phone_hidden")
        for name in _STATES:
            setattr(chat, name, bool(body.get(name, getattr(chat, name))))
        person = {name: body[name] for name in ("username", "phone_hidden") if name in body}
        chat.person = replace(chat.person, **person)
        if chat.online:
            business_side.come_online(self._whatsapp, chat)
        self._whatsapp.changed()
        return JSONResponse(_about(chat))

    async def chat(self, request: Request) -> Response:
        chat, now = self._chat(request), self._whatsapp.now
        root = request.scope.get("root_path", "")
        seen = [message.as_seen(lambda media: f"{root}/files/{media.id}") for message in chat.messages.values()]
        window = {"open": chat.window_open(now), "closes_at": chat.window_closes(), "now": now}
        business = {"name": self._whatsapp.account.verified_name, "phone": self._whatsapp.phone}
        more = {"typing": self._whatsapp.types_in(chat), "window": window, "business": business}
        return JSONResponse({"person": _about(chat), "messages": seen, **more})

    async def say(self, request: Request) -> Response:
        chat = self._chat(request)
        if request.headers.get("content-type", "").startswith("multipart/"):
            return await self._send_file(request, chat)
        body = await read_json(request)
        kind = str(body.get("type", "text"))
        told, shown = _sensible(lambda: incoming.of_kind(kind, body))
        if kind in person_side.ABOUT_ANOTHER and person_side.target_of(chat, kind, told) is None:
            raise HTTPException(404, "no such message")
        context = self._message(chat, body["reply_to"]).id if "reply_to" in body else None
        message = person_side.hear(self._whatsapp, chat, kind, told, shown=shown, context=context)
        return JSONResponse({"message_id": message.id}, 201)

    async def tap(self, request: Request) -> Response:
        chat, body = self._chat(request), await read_json(request)
        message, choice = self._message(chat, body.get("message_id")), word(body, "id")
        kind, told, words = _sensible(lambda: incoming.reply(message, choice))
        said = person_side.hear(self._whatsapp, chat, kind, told, shown={"text": words}, context=message.id)
        person_side.choose(chat, chat.messages[message.id], choice)
        return JSONResponse({"message_id": said.id}, 201)

    async def finish_flow(self, request: Request) -> Response:
        chat, body = self._chat(request), await read_json(request)
        message = self._message(chat, body.get("message_id"))
        response = body.get("response", {})
        if not isinstance(response, dict):
            raise HTTPException(422, "response must be an object")
        told, words = _sensible(lambda: incoming.flow_reply(message, response))
        said = person_side.hear(self._whatsapp, chat, "interactive", told, shown={"text": words}, context=message.id)
        return JSONResponse({"message_id": said.id}, 201)

    async def ask_flow(self, request: Request) -> Response:
        return await flow_phone.exchange(self._whatsapp, request)

    async def read(self, request: Request) -> Response:
        business_side.read(self._whatsapp, self._chat(request))
        return JSONResponse({})

    async def fail(self, request: Request) -> Response:
        chat, body = self._chat(request), await read_json(request)
        message, code = self._message(chat, body.get("message_id")), body.get("code", 131026)
        if not message.from_business or not isinstance(code, int):
            raise HTTPException(422, "a message of the business fails, with a number as its code")
        business_side.fail(self._whatsapp, chat, message, code)
        return JSONResponse({})

    async def repeat_last(self, request: Request) -> Response:
        chat = self._chat(request)
        last = next((one for one in reversed(chat.messages.values()) if not one.from_business), None)
        if last is None:
            raise HTTPException(404, "nothing to repeat")
        person_side.tell(self._whatsapp, chat, last)
        return JSONResponse({"message_id": last.id})

    async def change_number(self, request: Request) -> Response:
        chat, body = self._chat(request), await read_json(request)
        new = word(body, "phone")
        if not new.isdecimal() or self._whatsapp.people.at(phone=new):
            raise HTTPException(422, "phone must be digits that nobody else has")
        user_id = self._whatsapp.people.new_user_id()  # a new number brings a new one
        words = f"User {chat.person.name} changed from {chat.person.phone} to {new}"
        self._tell_change(chat, {"body": words, "wa_id": new, "user_id": user_id, "type": "user_changed_number"})
        chat.person = replace(chat.person, phone=new, user_id=user_id)
        return JSONResponse(_about(chat))

    async def change_user_id(self, request: Request) -> Response:
        chat = self._chat(request)
        user_id = self._whatsapp.people.new_user_id()
        words = f"User {chat.person.name} changed from {chat.person.user_id} to {user_id}"
        self._tell_change(chat, {"body": words, "user_id": user_id, "type": "user_changed_user_id"})
        chat.person = replace(chat.person, user_id=user_id)
        return JSONResponse(_about(chat))

    async def file(self, request: Request) -> Response:
        media = self._whatsapp.media.find(request.path_params["media"])
        if media is None:
            raise HTTPException(404, "no such file")
        # Only what a browser shows without running it: a page sent as a document must not become a page of ours.
        kind = media.base_type if media.base_type in _SHOWN_AS_THEY_ARE else "application/octet-stream"
        return Response(media.data, media_type=kind, headers={"X-Content-Type-Options": "nosniff"})

    async def _send_file(self, request: Request, chat: Chat) -> Response:
        async with request.form() as form:
            kind = next((kind for kind in ALLOWED if kind in form), None)
            part = form.get(kind) if kind else None
            if kind is None or not isinstance(part, UploadFile):
                raise HTTPException(422, f"a file is needed under one of the names {', '.join(ALLOWED)}")
            caption = str(form.get("caption", ""))
            media = self._whatsapp.media.keep(
                name=part.filename or "file",
                mime_type=guess_type(part.filename or "")[0] or part.content_type or "application/octet-stream",
                data=await part.read(),
                voice="voice" in form,
            )
        shown: JsonObject = {"text": caption} | ({"file_name": media.name} if kind == "document" else {})
        url = self._url(media)
        message = person_side.hear(
            self._whatsapp, chat, kind, media.told(kind, url=url, caption=caption), shown=shown, media=media
        )
        return JSONResponse({"message_id": message.id, "media_id": media.id}, 201)

    def _url(self, media: StoredMedia) -> str:
        return address_of(self._whatsapp, media, base=self._whatsapp.address)

    def _tell_change(self, chat: Chat, system: JsonObject) -> None:
        """A system message of a change: told to the bot, not shown."""
        now = self._whatsapp.now
        message = Message(id=new_message_id(), at=now, from_business=False, type="system", body=system)
        person_side.tell(self._whatsapp, chat, message)

    def _chat(self, request: Request) -> Chat:
        chat = self._whatsapp.people.find(request.path_params["person"])
        if chat is None:
            raise HTTPException(404, "no such person")
        return chat

    def _message(self, chat: Chat, message_id: object) -> Message:
        message = chat.messages.get(str(message_id))
        if message is None:
            raise HTTPException(404, "no such message")
        return message


def _about(chat: Chat) -> JsonObject:
    return asdict(chat.person) | {name: getattr(chat, name) for name in _STATES}


def _sensible(build: Callable[[], _Said]) -> _Said:
    try:
        return build()
    except ValueError as error:
        raise HTTPException(422, str(error)) from error
