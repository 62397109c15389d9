"""Telegram, through aiogram: the one importer of it. Transport only; what is said is decided elsewhere.

aiogram's dispatcher, middlewares and FSM stay unused: updates are translated into `Heard`, messages into method calls.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from io import BytesIO
from typing import Any, Self, TypeVar

import orjson
import structlog

from bot.channels.telegram import unbuilt  # noqa: F401  (before anything of aiogram: how it is loaded is said there)

# isort: split
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    DeleteMyCommands,
    EditMessageReplyMarkup,
    EditMessageText,
    LeaveChat,
    Response,
    SendChatAction,
    SendDocument,
    SendMessage,
    SendPhoto,
    SetMessageReaction,
    SetMyCommands,
    TelegramMethod,
)
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BufferedInputFile,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    MenuButtonCommands,
    ReactionTypeEmoji,
    ReplyParameters,
    Update,
    WebAppInfo,
)
from aiogram.types import Message as TelegramMessage
from aiogram.utils.token import TokenValidationError
from aiohttp import BytesPayload, ClientError

from bot.channels.messages import (
    MOVED,
    Answer,
    Attached,
    Delete,
    Document,
    Failed,
    Gone,
    Key,
    Keyboard,
    Leave,
    Listed,
    Menu,
    Message,
    Outcome,
    Outgoing,
    Photo,
    React,
    RetryAfter,
    Sent,
    Template,
    Typing,
    Unbutton,
    Unreachable,
)
from bot.channels.telegram.translation import NAME, UPDATES, translate
from handlers.errors import ChannelDown, Misconfigured
from handlers.menu import MENU_COMMANDS
from handlers.speech import Copy, Fill, Heard, Link, Page, Press, phrase
from handlers.words import LANGUAGES, SOURCE, words

_NOT_KNOWN = "Telegram does not know this token: check BUZON_TELEGRAM_TOKEN with @BotFather"
_POLL_SECONDS = 25
_POLL_LIMIT = 100
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

# pydantic forgets a type with parameters as soon as nobody holds it: made anew for each answer, it was a tenth of all
# that a worker does while it sends.
_ANSWERS = (Response[TelegramMessage], Response[TelegramMessage | bool], Response[bool])

T = TypeVar("T")

_log = structlog.get_logger(__name__)

Take = Callable[[Sequence[Heard]], Awaitable[None]]


class _Session(AiohttpSession):
    """aiogram's session; what is sent most goes out as JSON, made in a fifth of the time that the form takes."""

    def build_form_data(self, bot: Bot, method: TelegramMethod[Any]) -> Any:
        """The request's body. A text has no file in it, and we leave none of its settings to the bot's defaults."""
        if isinstance(method, SendMessage | EditMessageText):
            content = method.model_dump_json(exclude_unset=True, exclude_none=True)
            return BytesPayload(content.encode(), content_type="application/json")
        return super().build_form_data(bot, method)


class TelegramChannel:
    """One bot. `mini_apps`: pages open as Mini Apps (Telegram wants https; its test servers take http too)."""

    name = NAME

    def __init__(self, token: str, *, api_url: str, mini_apps: bool) -> None:
        server = TelegramAPIServer.from_base(api_url)
        session = _Session(api=server, json_loads=orjson.loads, timeout=30)
        try:
            self._bot = Bot(token, session=session)
        except TokenValidationError:
            raise Misconfigured(
                "BUZON_TELEGRAM_TOKEN does not look like a token; @BotFather gives one like 123456:AbC…"
            ) from None
        self._mini_apps = mini_apps

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._bot.session.close()

    async def introduce(self) -> str:
        """The bot's own user name. Raises Misconfigured for a wrong token or an unreachable server."""
        try:
            me = await self._bot.get_me(request_timeout=15)
        except TelegramUnauthorizedError:
            raise Misconfigured(_NOT_KNOWN) from None
        except (TelegramAPIError, ClientDecodeError) as error:
            raise Misconfigured(
                f"the Bot API server does not answer ({type(error).__name__}): check BUZON_TELEGRAM_API_URL"
            ) from None
        return me.username or str(me.id)

    def deep_link(self, bot_name: str, argument: str) -> str:
        """The address that opens the bot's chat and sends `/start <argument>` (core.telegram.org/bots/features)."""
        return f"https://t.me/{bot_name}?start={argument}"

    async def register_commands(self) -> None:
        """The menu of commands, in each language, in private chats."""
        scope = BotCommandScopeAllPrivateChats()
        for language in LANGUAGES:
            commands = [
                BotCommand(command=name, description=words(language, phrase(f"command-{name}")))
                for name in MENU_COMMANDS
            ]
            code = None if language == SOURCE else language
            await self._bot.set_my_commands(commands, scope=scope, language_code=code)
        await self._bot.set_chat_menu_button(menu_button=MenuButtonCommands())

    async def send(self, address: str, outgoing: Outgoing, *, delivery: int | None = None) -> Outcome:
        """Send one thing once. A 502 with an HTML body is aiogram's ClientDecodeError, which is no TelegramAPIError."""
        method = self._method(int(address), outgoing)
        try:
            result = await self._bot(method)
        except TelegramRetryAfter as error:
            return RetryAfter(float(error.retry_after))
        except TelegramForbiddenError:
            return Gone()
        except ClientDecodeError as error:
            return Sent() if _taken(error) else Unreachable()
        except (TelegramNetworkError, TelegramServerError, TimeoutError):
            return Unreachable()
        except TelegramMigrateToChat:
            return Failed(MOVED)
        except TelegramBadRequest as error:
            return _refused(error)
        except TelegramEntityTooLarge:
            return Failed("too-large")
        except TelegramAPIError as error:
            return Failed(type(error).__name__)
        return Sent(result.message_id if isinstance(result, TelegramMessage) else None)

    async def keep(self, address: str, outgoing: Photo | Document) -> str | None:
        """Send a file to this chat; the handle by which it can be sent to any other (core.telegram.org/bots/api#file),
        None where it was not taken."""
        with suppress(TelegramAPIError, ClientDecodeError, TimeoutError):
            message = await self._bot(self._method(int(address), outgoing))
            file = message.photo[-1] if message.photo else message.document
            return str(file.file_id) if file else None
        return None

    async def fetch(self, file: str) -> bytes:
        """The bytes of what somebody sent, at most 20 MB (core.telegram.org/bots/api#getfile). Raises ChannelDown: also
        where Telegram does not know the file any more."""
        try:
            path = (await self._bot.get_file(file)).file_path
            content = BytesIO()
            if path:
                await self._bot.download_file(path, content, timeout=60)
        except (TelegramAPIError, ClientDecodeError, ClientError, TimeoutError, OSError) as error:
            # No cause: aiohttp's errors name the address, and the bot's token stands in it.
            reason = type(error).__name__
        else:
            return content.getvalue()
        raise ChannelDown(f"the file could not be fetched ({reason})")

    async def poll(self, take: Take, stopping: asyncio.Event) -> None:
        """Long polling until `stopping`. An update is confirmed only after `take` has kept it: nothing is lost between.

        `take` holds back while too much is under way, and then nothing is fetched.
        """
        await self._bot.delete_webhook()
        offset = 0
        pause = 1.0
        while not stopping.is_set():
            try:
                updates, following = await _unless(stopping, self._fetch(offset)) or ([], offset)
            except TelegramUnauthorizedError:
                raise Misconfigured(_NOT_KNOWN) from None
            except (TelegramAPIError, ClientDecodeError, TimeoutError) as error:
                wait = error.retry_after if isinstance(error, TelegramRetryAfter) else pause
                if isinstance(error, TelegramConflictError):
                    await _log.awarning("another process polls with the same token")
                else:
                    await _log.awarning("polling failed", error=type(error).__name__, pause=wait)
                await _sleep(wait, stopping)
                pause = min(pause * 2, 30.0)
                continue
            pause = 1.0
            await take([heard for update in updates if (heard := translate(update)) is not None])
            offset = following

    async def _fetch(self, offset: int) -> tuple[list[Update], int]:
        """The next updates, and the offset that confirms them. What aiogram can't read is left out, or it would come
        again for ever, and everybody's updates behind it."""
        try:
            updates = await self._bot.get_updates(
                offset=offset,
                limit=_POLL_LIMIT,
                timeout=_POLL_SECONDS,
                allowed_updates=list(UPDATES),
                request_timeout=_POLL_SECONDS + 10,
            )
        except ClientDecodeError as error:
            if not (rows := _taken(error)):
                raise
            await _log.awarning("an update could not be read", of=len(rows))
            return _readable(rows), int(rows[-1]["update_id"]) + 1
        return updates, updates[-1].update_id + 1 if updates else offset

    async def set_webhook(self, url: str, secret: str) -> None:
        """Have updates pushed to `url` with this secret in a header. Raises Misconfigured where Telegram refuses it."""
        try:
            await self._bot.set_webhook(url, secret_token=secret, allowed_updates=list(UPDATES), max_connections=100)
        except TelegramBadRequest as error:
            raise Misconfigured(f"Telegram refuses the webhook ({error.message}): check BUZON_PUBLIC_URL") from None

    def parse(self, body: bytes) -> Heard | None:
        """A webhook's body; None where it is of no chat, or of a shape that aiogram can't read, which Telegram must not
        bring again and again. Raises ValueError where it is no update."""
        try:
            return translate(Update.model_validate_json(body))
        except ValueError:
            row = orjson.loads(body)
            if not isinstance(row, dict) or not isinstance(row.get("update_id"), int):
                raise
            _log.warning("an update could not be read", of=1)
            return None

    def _method(self, chat: int, outgoing: Outgoing) -> TelegramMethod[Any]:
        match outgoing:
            case Message(markup=markup, keyboard=keyboard, edit=None, reply_to=reply_to):
                return SendMessage(
                    chat_id=chat,
                    reply_parameters=_replying(reply_to),
                    text=markup,
                    parse_mode="HTML",
                    link_preview_options=_NO_PREVIEW,
                    reply_markup=self._keyboard(keyboard),
                )
            case Message(markup=markup, keyboard=keyboard, edit=edit):
                return EditMessageText(
                    chat_id=chat,
                    message_id=edit,
                    text=markup,
                    parse_mode="HTML",
                    link_preview_options=_NO_PREVIEW,
                    reply_markup=self._keyboard(keyboard),
                )
            case Photo(content=content, markup=markup, keyboard=keyboard):
                return SendPhoto(
                    chat_id=chat,
                    photo=BufferedInputFile(content, filename="dibujo.png"),
                    caption=markup or None,
                    parse_mode="HTML",
                    reply_markup=self._keyboard(keyboard),
                )
            case Attached(handle=handle, photo=True, markup=markup, keyboard=keyboard, reply_to=reply_to):
                return SendPhoto(
                    chat_id=chat,
                    reply_parameters=_replying(reply_to),
                    photo=handle,
                    caption=markup or None,
                    parse_mode="HTML",
                    reply_markup=self._keyboard(keyboard),
                )
            case Attached(handle=handle, markup=markup, keyboard=keyboard, reply_to=reply_to):
                return SendDocument(
                    chat_id=chat,
                    reply_parameters=_replying(reply_to),
                    document=handle,
                    caption=markup or None,
                    parse_mode="HTML",
                    reply_markup=self._keyboard(keyboard),
                )
            case Document(name=name, content=content):
                return SendDocument(chat_id=chat, document=BufferedInputFile(content, filename=name))
            case Listed() | Template():
                raise TypeError("Telegram has buttons in rows, and no templates")
            case _:
                return self._act(chat, outgoing)

    def _act(
        self, chat: int, outgoing: Answer | Delete | Unbutton | React | Menu | Typing | Leave
    ) -> TelegramMethod[Any]:
        """What is no message of its own."""
        match outgoing:
            case Answer(query=query, text=text, alert=alert):
                return AnswerCallbackQuery(callback_query_id=query, text=text or None, show_alert=alert)
            case Delete(message=message):
                return DeleteMessage(chat_id=chat, message_id=message)
            case Unbutton(message=message, keyboard=keyboard):
                return EditMessageReplyMarkup(chat_id=chat, message_id=message, reply_markup=self._keyboard(keyboard))
            case React(message=message, emoji=emoji):
                return SetMessageReaction(chat_id=chat, message_id=message, reaction=[ReactionTypeEmoji(emoji=emoji)])
            case Menu(commands=(), language=language):
                return DeleteMyCommands(scope=BotCommandScopeChat(chat_id=chat), language_code=language)
            case Menu(commands=commands, language=language):
                return SetMyCommands(
                    commands=[BotCommand(command=name, description=said) for name, said in commands],
                    scope=BotCommandScopeChat(chat_id=chat),
                    language_code=language,
                )
            case Typing():
                return SendChatAction(chat_id=chat, action="typing")
            case Leave():
                return LeaveChat(chat_id=chat)

    def _keyboard(self, keyboard: Keyboard) -> InlineKeyboardMarkup | None:
        if not keyboard:
            return None
        return InlineKeyboardMarkup(inline_keyboard=[[self._button(key) for key in row] for row in keyboard])

    def _button(self, key: Key) -> InlineKeyboardButton:
        match key.does:
            case Press(data=data):
                return InlineKeyboardButton(text=key.label, callback_data=data)
            case Page(url=url) if self._mini_apps:
                return InlineKeyboardButton(text=key.label, web_app=WebAppInfo(url=url))
            case Copy(text=text):
                return InlineKeyboardButton(text=key.label, copy_text=CopyTextButton(text=text))
            case Page(url=url) | Link(url=url):
                return InlineKeyboardButton(text=key.label, url=url)
            case Fill():
                raise TypeError("Telegram has no forms: World.forms names the channels that do")


def _replying(message: int | None) -> ReplyParameters | None:
    """A reply; a plain message where what it replies to was deleted meanwhile."""
    return ReplyParameters(message_id=message, allow_sending_without_reply=True) if message else None


def _taken(error: ClientDecodeError) -> Any:
    """What the server answered after it took a call, where aiogram could not make anything of it; else None."""
    return error.data.get("result") if isinstance(error.data, dict) and error.data.get("ok") else None


def _readable(rows: Sequence[Any]) -> list[Update]:
    updates = []
    for row in rows:
        with suppress(ValueError):
            updates.append(Update.model_validate(row))
    return updates


def _refused(error: TelegramBadRequest) -> Outcome:
    """Some refusals say that there is nothing left to do: the message is so already, or is no more."""
    said = error.message.lower()
    if "message is not modified" in said or "query is too old" in said or "message to delete not found" in said:
        return Sent()
    if "chat not found" in said or "user is deactivated" in said:
        return Gone()
    return Failed(said.removeprefix("bad request: ")[:60])


async def _unless(stopping: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
    """The result of `work`, or None once `stopping`: what was fetched and not confirmed comes again."""
    working, waiting = asyncio.ensure_future(work), asyncio.ensure_future(stopping.wait())
    try:
        await asyncio.wait({working, waiting}, return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        waiting.cancel()
        working.cancel()


async def _sleep(seconds: float, stopping: asyncio.Event) -> None:
    """Sleep, but not longer than until `stopping`."""
    try:
        await asyncio.wait_for(stopping.wait(), seconds)
    except TimeoutError:
        return
