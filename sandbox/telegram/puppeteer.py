"""The control API: makes people write, tap, block and join, and makes Telegram fail.

Mounted by the phones page under `/control/telegram`; every answer is JSON but the event stream and the files.
Errors: 404 for an unknown person, group or message, 422 `{"error"}` for a body that does not make sense.
"""

import asyncio
import json
from contextlib import suppress
from dataclasses import asdict, replace
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.telegram.calls import read_upload
from sandbox.telegram.chats import Chat, Message, Person
from sandbox.telegram.entities import Formatted, with_found
from sandbox.telegram.errors import BotApiError, JsonObject
from sandbox.telegram.events import stream
from sandbox.telegram.files import StoredFile
from sandbox.telegram.telegram import Telegram
from sandbox.telegram.web_app import opened_url

_ANSWER_SECONDS = 5.0
_KINDS = ("photo", "document", "sticker")


def control(telegram: Telegram) -> Starlette:
    """The puppeteer's strings, as a Starlette app that works under any mount point."""
    desk = _Puppeteer(telegram)
    person = "/people/{person:int}"
    routes = [
        Route("/people", desk.people, methods=["GET"]),
        Route("/people", desk.add_person, methods=["POST"]),
        Route(f"{person}/chat", desk.chat),
        Route(f"{person}/messages", desk.say, methods=["POST"]),
        Route(f"{person}/taps", desk.tap, methods=["POST"]),
        Route(f"{person}/web_app", desk.open_web_app, methods=["POST"]),
        Route(f"{person}/block", desk.block, methods=["POST"]),
        Route(f"{person}/unblock", desk.unblock, methods=["POST"]),
        Route(f"{person}/events", desk.events),
        Route("/groups", desk.add_group, methods=["POST"]),
        Route("/groups/{group:int}/chat", desk.group_chat),
        Route("/groups/{group:int}/messages", desk.say_in_group, methods=["POST"]),
        Route("/groups/{group:int}/taps", desk.tap_in_group, methods=["POST"]),
        Route("/groups/{group:int}/remove-bot", desk.remove_bot, methods=["POST"]),
        Route("/groups/{group:int}/add-bot", desk.add_bot, methods=["POST"]),
        Route("/groups/{group:int}/upgrade", desk.upgrade, methods=["POST"]),
        Route("/files/{file_id}", desk.file),
        Route("/repeat-last", desk.repeat_last, methods=["POST"]),
        Route("/limits", desk.limits, methods=["GET", "PATCH"]),
        Route("/faults", desk.faults, methods=["GET", "PATCH"]),
        Route("/counts", desk.counts),
        Route("/reset", desk.reset, methods=["POST"]),
    ]
    return Starlette(routes=routes, exception_handlers={BotApiError: _refused, HTTPException: _unfit})


class _Puppeteer:
    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram

    async def people(self, _request: Request) -> Response:
        people = [chat.person for chat in self._telegram.chats.values() if chat.person]
        return JSONResponse([asdict(person) for person in people])

    async def add_person(self, request: Request) -> Response:
        body = await _body(request)
        person = self._telegram.add_person(
            _text(body, "first_name"),
            last_name=body.get("last_name"),
            username=body.get("username"),
            language=body.get("language_code", "es"),
        )
        return JSONResponse({"id": person.id}, 201)

    async def chat(self, request: Request) -> Response:
        chat, person = self._private(request)
        profile = self._telegram.profile
        seen = self._seen(request, chat) | {
            "commands": profile.commands_for(person.id, person.language_code),
            "menu_button": profile.menu_button(person.id),
            "blocked": chat.bot_is_out,
        }
        return JSONResponse(seen)

    async def say(self, request: Request) -> Response:
        chat, person = self._private(request)
        if request.headers.get("content-type", "").startswith("multipart/"):
            return await self._send_file(request, chat, person)
        body = await _body(request)
        if "raw" in body:
            update_id = self._telegram.queue.put_raw(body["raw"], owner=chat.id)
            return JSONResponse({"update_id": update_id}, 201)
        return self._say(chat, person, _text(body, "text"))

    async def say_in_group(self, request: Request) -> Response:
        chat = self._group(request)
        if request.headers.get("content-type", "").startswith("multipart/"):
            form = await request.form()  # closed where the file is read
            fields = {name: int(str(form[name])) for name in ("from", "reply_to") if name in form}
            speaker = _member(chat, fields)
            return await self._send_file(request, chat, speaker, reply_to=self._replied(chat, fields))
        body = await _body(request)
        return self._say(chat, _member(chat, body), _text(body, "text"), reply_to=self._replied(chat, body))

    async def tap_in_group(self, request: Request) -> Response:
        chat = self._group(request)
        body = await _body(request)
        return await self._tap(request, chat, _member(chat, body), body)

    async def remove_bot(self, request: Request) -> Response:
        chat = self._group(request)
        self._telegram.set_membership(chat, out=True, by=_member(chat, await _body(request)))
        return JSONResponse({})

    async def add_bot(self, request: Request) -> Response:
        chat = self._group(request)
        self._telegram.set_membership(chat, out=False, by=_member(chat, await _body(request)))
        return JSONResponse({})

    async def upgrade(self, request: Request) -> Response:
        return JSONResponse({"id": self._telegram.upgrade(self._group(request)).id}, 201)

    async def tap(self, request: Request) -> Response:
        chat, person = self._private(request)
        return await self._tap(request, chat, person, await _body(request))

    async def _tap(self, request: Request, chat: Chat, person: Person, body: JsonObject) -> Response:
        message = chat.messages.get(body.get("message_id", 0))
        if message is None:
            raise HTTPException(404, "no such message")
        tap = self._telegram.taps.open(chat.id, now=self._telegram.now)
        query = {
            "id": tap.id,
            "from": person.as_user(),
            "message": message.as_json(),
            "chat_instance": str(chat.id * 7919),
            "data": _text(body, "data"),
        }
        self._telegram.queue.put("callback_query", query, owner=chat.id)
        if request.query_params.get("wait") != "0":
            with suppress(TimeoutError):
                await asyncio.wait_for(tap.answered.wait(), _ANSWER_SECONDS)
        answer = asdict(tap.answers[0]) if tap.answers else {"text": "", "show_alert": False}
        return JSONResponse({"answered": bool(tap.answers), **answer})

    async def open_web_app(self, request: Request) -> Response:
        _, person = self._private(request)
        body = await _body(request)
        return JSONResponse({"url": opened_url(_text(body, "url"), self._telegram.init_data(person))})

    async def block(self, request: Request) -> Response:
        self._telegram.set_membership(self._private(request)[0], out=True)
        return JSONResponse({"blocked": True})

    async def unblock(self, request: Request) -> Response:
        self._telegram.set_membership(self._private(request)[0], out=False)
        return JSONResponse({"blocked": False})

    async def events(self, request: Request) -> Response:
        return stream(self._telegram.events, self._private(request)[0].id)

    async def add_group(self, request: Request) -> Response:
        body = await _body(request)
        chats = [self._telegram.chats.get(member) for member in body.get("members", [])]
        members = [chat.person for chat in chats if chat is not None and chat.person is not None]
        if not members or len(members) != len(chats):
            raise HTTPException(422, "members must be ids of people, at least one")
        return JSONResponse({"id": self._telegram.add_group(_text(body, "title"), members).id}, 201)

    async def group_chat(self, request: Request) -> Response:
        return JSONResponse(self._seen(request, self._group(request)))

    async def file(self, request: Request) -> Response:
        stored = self._telegram.files.by_id(request.path_params["file_id"])
        kind = stored.upload.mime_type
        # Only what a browser shows without running it: a page sent as a document must not become a page of ours.
        shown = (
            kind if kind in {"application/pdf", "image/png", "image/jpeg", "text/plain"} else "application/octet-stream"
        )
        headers = {"X-Content-Type-Options": "nosniff"}
        return Response(stored.upload.data, media_type=shown, headers=headers)

    async def repeat_last(self, request: Request) -> Response:
        update_id = self._telegram.queue.repeat_last((await _body(request)).get("person", 0))
        if update_id is None:
            raise HTTPException(404, "nothing to repeat")
        return JSONResponse({"update_id": update_id})

    async def limits(self, request: Request) -> Response:
        gate = self._telegram.gate
        if request.method == "PATCH":
            gate.limits = _patched(gate.limits, await _body(request))
        return JSONResponse(asdict(gate.limits))

    async def faults(self, request: Request) -> Response:
        if request.method == "PATCH":
            self._telegram.faults = _patched(self._telegram.faults, await _body(request))
        return JSONResponse(asdict(self._telegram.faults))

    async def counts(self, _request: Request) -> Response:
        telegram = self._telegram
        return JSONResponse(
            {
                "calls": dict(telegram.calls),
                "too_many_requests": telegram.refused_as_too_many,
                "violations": telegram.gate.violations,
                "waiting_updates": len(telegram.queue),
            }
        )

    async def reset(self, _request: Request) -> Response:
        self._telegram.reset()
        return JSONResponse({})

    async def _send_file(
        self, request: Request, chat: Chat, person: Person, *, reply_to: Message | None = None
    ) -> Response:
        async with request.form() as form:
            kind = next((kind for kind in _KINDS if kind in form), None)
            part = form.get(kind) if kind else None
            if kind is None or part is None or isinstance(part, str):
                raise HTTPException(422, "a photo, document or sticker file is needed")
            stored = self._telegram.files.keep(kind, await read_upload(part))
            caption = with_found(Formatted(str(form.get("caption", ""))))
        message = self._telegram.post(chat, caption, sender=person.as_user(), attachment=stored, reply_to=reply_to)
        self._telegram.hear(chat, message)
        return JSONResponse({"message_id": message.message_id}, 201)

    def _say(self, chat: Chat, person: Person, text: str, *, reply_to: Message | None = None) -> Response:
        message = self._telegram.post(chat, with_found(Formatted(text)), sender=person.as_user(), reply_to=reply_to)
        self._telegram.hear(chat, message)
        return JSONResponse({"message_id": message.message_id}, 201)

    def _seen(self, request: Request, chat: Chat) -> JsonObject:
        root = request.scope.get("root_path", "")

        def address(stored: StoredFile) -> str:
            return f"{root}/files/{stored.file_id}"

        messages = [message.as_seen(address) for message in chat.messages.values()]
        return {"messages": messages, "typing": self._telegram.types_in(chat)}

    def _chat(self, chat_id: int) -> Chat:
        chat = self._telegram.chats.get(chat_id)
        if chat is None:
            raise HTTPException(404, "no such chat")
        return chat

    def _group(self, request: Request) -> Chat:
        return self._chat(-abs(request.path_params["group"]))

    def _replied(self, chat: Chat, body: JsonObject) -> Message | None:
        """The message that `reply_to` names, where it does."""
        if "reply_to" not in body:
            return None
        message = chat.messages.get(body["reply_to"])
        if message is None:
            raise HTTPException(404, "no such message")
        return message

    def _private(self, request: Request) -> tuple[Chat, Person]:
        chat = self._chat(request.path_params["person"])
        if chat.person is None:
            raise HTTPException(404, "no such person")
        return chat, chat.person


def _member(chat: Chat, body: JsonObject) -> Person:
    """The member of the group that `from` names."""
    found = next((member for member in chat.members if member.id == body.get("from")), None)
    if found is None:
        raise HTTPException(422, "from must be the id of a member")
    return found


async def _body(request: Request) -> JsonObject:
    try:
        body: Any = json.loads(await request.body() or b"{}")
    except ValueError as error:
        raise HTTPException(422, "the body is no JSON") from error
    if not isinstance(body, dict):
        raise HTTPException(422, "the body is no JSON object")
    return body


def _text(body: JsonObject, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise HTTPException(422, f"{name} must be a non-empty text")
    return value


def _patched(settings: Any, changes: JsonObject) -> Any:
    if not all(value is None or isinstance(value, int | float) for value in changes.values()):
        raise HTTPException(422, "a switch takes a number, true, false or null")
    try:
        return replace(settings, **changes)
    except TypeError as error:
        raise HTTPException(422, "unknown switch") from error
    except ValueError as error:
        raise HTTPException(422, str(error)) from error


def _refused(_request: Request, error: Exception) -> Response:
    return JSONResponse({"error": str(error)}, 422)


def _unfit(_request: Request, error: Exception) -> Response:
    status, words = (error.status_code, error.detail) if isinstance(error, HTTPException) else (500, "")
    return JSONResponse({"error": words}, status)
