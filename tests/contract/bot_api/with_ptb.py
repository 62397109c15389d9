"""python-telegram-bot, unmodified, behind the contract's face."""

import hmac
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, ClassVar

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import (
    Bot,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MenuButtonWebApp,
    Update,
    WebAppInfo,
)
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, MessageHandler, filters

from sandbox.listen import serving
from tests.contract.bot_api.witness import Button, Refusal


class WithPythonTelegramBot:
    """See `library.Library`."""

    refusals: ClassVar[Mapping[Refusal, type[Exception]]] = {
        Refusal.BAD_REQUEST: BadRequest,
        Refusal.FORBIDDEN: Forbidden,
        Refusal.CONFLICT: Conflict,
        Refusal.TOO_MANY: RetryAfter,
        Refusal.SERVER: NetworkError,  # it makes no difference between a 5xx and a cut connection
        Refusal.NETWORK: NetworkError,
        Refusal.UNAUTHORIZED: InvalidToken,
    }

    def __init__(self, *, address: str, token: str) -> None:
        self._address = address
        self._token = token
        self._bot = Bot(token, base_url=f"{address}/bot", base_file_url=f"{address}/file/bot")

    def retry_after(self, error: BaseException) -> float:
        assert isinstance(error, RetryAfter)
        wait: Any = error.retry_after  # a number today, a timedelta in its next generation
        return float(wait.total_seconds() if hasattr(wait, "total_seconds") else wait)

    async def username(self) -> str:
        return (await self._bot.get_me()).username or ""

    async def send(self, chat_id: int, text: str, *, html: bool = False, buttons: Sequence[Button] = ()) -> int:
        mode = "HTML" if html else None
        sent = await self._bot.send_message(chat_id, text, parse_mode=mode, reply_markup=_keyboard(buttons))
        return sent.message_id

    async def edit(self, chat_id: int, message_id: int, text: str, *, buttons: Sequence[Button] = ()) -> None:
        await self._bot.edit_message_text(text, chat_id=chat_id, message_id=message_id, reply_markup=_keyboard(buttons))

    async def delete(self, chat_id: int, message_id: int) -> None:
        await self._bot.delete_message(chat_id, message_id)

    async def answer(self, query_id: str, text: str) -> None:
        await self._bot.answer_callback_query(query_id, text)

    async def send_document(self, chat_id: int, name: str, data: bytes, *, caption: str) -> str:
        sent = await self._bot.send_document(chat_id, data, caption=caption, filename=name)
        assert sent.document is not None
        return sent.document.file_id

    async def send_photo(self, chat_id: int, data: bytes) -> str:
        return (await self._bot.send_photo(chat_id, data)).photo[-1].file_id

    async def resend_document(self, chat_id: int, file_id: str) -> str:
        sent = await self._bot.send_document(chat_id, file_id)
        assert sent.document is not None
        return sent.document.file_id

    async def download(self, file_id: str) -> bytes:
        file = await self._bot.get_file(file_id)
        return bytes(await file.download_as_bytearray())

    async def set_commands(self, commands: Mapping[str, str], *, language: str = "", chat: int | None = None) -> None:
        scope = None if chat is None else BotCommandScopeChat(chat)
        await self._bot.set_my_commands(list(commands.items()), scope=scope, language_code=language or None)

    async def delete_commands(self, *, language: str = "", chat: int) -> None:
        await self._bot.delete_my_commands(scope=BotCommandScopeChat(chat), language_code=language or None)

    async def commands(self, *, language: str = "") -> Mapping[str, str]:
        listed = await self._bot.get_my_commands(language_code=language or None)
        return {one.command: one.description for one in listed}

    async def set_menu_button(self, chat_id: int, text: str, url: str) -> None:
        await self._bot.set_chat_menu_button(chat_id, MenuButtonWebApp(text, WebAppInfo(url)))

    async def menu_button_text(self, chat_id: int) -> str:
        button = await self._bot.get_chat_menu_button(chat_id)
        assert isinstance(button, MenuButtonWebApp)
        return button.text

    async def take_updates(self, *, timeout: int = 0) -> Sequence[int]:
        return [update.update_id for update in await self._bot.get_updates(timeout=timeout)]

    async def set_webhook(self, url: str) -> None:
        await self._bot.set_webhook(url)

    async def chat_name(self, chat_id: int) -> str:
        return (await self._bot.get_chat(chat_id)).first_name or ""

    @asynccontextmanager
    async def polling(self) -> AsyncIterator[None]:
        async with self._application() as application:
            assert application.updater is not None
            await application.updater.start_polling(timeout=5)
            await application.start()
            try:
                yield
            finally:
                await application.updater.stop()
                await application.stop()

    @asynccontextmanager
    async def webhook(self, *, secret: str) -> AsyncIterator[str]:
        # The library's own web server needs tornado; this is the custom one from its documentation.
        async with self._application() as application:

            async def taken(request: Request) -> Response:
                if not hmac.compare_digest(request.headers.get("x-telegram-bot-api-secret-token", ""), secret):
                    return Response(status_code=401)
                await application.process_update(Update.de_json(await request.json(), application.bot))
                return Response()

            async with serving(Starlette(routes=[Route("/aviso", taken, methods=["POST"])])) as base:
                await application.bot.set_webhook(f"{base}/aviso", secret_token=secret)
                await application.start()
                try:
                    yield f"{base}/aviso"
                finally:
                    await application.bot.delete_webhook()
                    await application.stop()

    def twin(self, *, token: str | None = None) -> "WithPythonTelegramBot":
        return WithPythonTelegramBot(address=self._address, token=token or self._token)

    async def close(self) -> None:
        await self._bot.shutdown()

    def _application(self) -> "Application[Any, Any, Any, Any, Any, Any]":
        builder = Application.builder().token(self._token)
        application = builder.base_url(f"{self._address}/bot").base_file_url(f"{self._address}/file/bot").build()
        application.add_handler(CommandHandler("start", _start))
        application.add_handler(MessageHandler(filters.TEXT, _echo))
        application.add_handler(CallbackQueryHandler(_tapped))
        return application


async def _start(update: Update, _context: Any) -> None:
    assert update.message is not None
    await update.message.reply_text("hola", reply_markup=_keyboard([Button("Sí", "yes")]))


async def _echo(update: Update, _context: Any) -> None:
    assert update.message is not None
    await update.message.reply_text(f"eco: {update.message.text}")


async def _tapped(update: Update, _context: Any) -> None:
    assert update.callback_query is not None
    await update.callback_query.answer(f"tocaste {update.callback_query.data}")


def _keyboard(buttons: Sequence[Button]) -> InlineKeyboardMarkup | None:
    if not buttons:
        return None
    return InlineKeyboardMarkup([[InlineKeyboardButton(button.text, callback_data=button.data) for button in buttons]])
