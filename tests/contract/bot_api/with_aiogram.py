"""aiogram, unmodified, behind the contract's face."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import ClassVar

from aiogram import Bot, Dispatcher, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.filters import CommandStart
from aiogram.types import (
    BotCommand,
    BotCommandScopeChat,
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MenuButtonWebApp,
    Message,
    WebAppInfo,
)
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from tests.contract.bot_api.witness import Button, Refusal


class WithAiogram:
    """See `library.Library`."""

    refusals: ClassVar[Mapping[Refusal, type[Exception]]] = {
        Refusal.BAD_REQUEST: TelegramBadRequest,
        Refusal.FORBIDDEN: TelegramForbiddenError,
        Refusal.CONFLICT: TelegramConflictError,
        Refusal.TOO_MANY: TelegramRetryAfter,
        Refusal.SERVER: TelegramServerError,
        Refusal.NETWORK: TelegramNetworkError,
        Refusal.UNAUTHORIZED: TelegramUnauthorizedError,
    }

    def __init__(self, *, address: str, token: str) -> None:
        self._address = address
        self._token = token
        self._bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(address)))

    def retry_after(self, error: BaseException) -> float:
        assert isinstance(error, TelegramRetryAfter)
        return error.retry_after

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
        sent = await self._bot.send_document(chat_id, BufferedInputFile(data, name), caption=caption)
        assert sent.document is not None
        return sent.document.file_id

    async def send_photo(self, chat_id: int, data: bytes) -> str:
        sent = await self._bot.send_photo(chat_id, BufferedInputFile(data, "foto.png"))
        assert sent.photo
        return sent.photo[-1].file_id

    async def resend_document(self, chat_id: int, file_id: str) -> str:
        sent = await self._bot.send_document(chat_id, file_id)
        assert sent.document is not None
        return sent.document.file_id

    async def download(self, file_id: str) -> bytes:
        file = await self._bot.get_file(file_id)
        content = await self._bot.download_file(file.file_path or "")
        assert content is not None
        return content.read()

    async def set_commands(self, commands: Mapping[str, str], *, language: str = "", chat: int | None = None) -> None:
        listed = [BotCommand(command=name, description=words) for name, words in commands.items()]
        scope = None if chat is None else BotCommandScopeChat(chat_id=chat)
        await self._bot.set_my_commands(listed, scope=scope, language_code=language or None)

    async def delete_commands(self, *, language: str = "", chat: int) -> None:
        await self._bot.delete_my_commands(scope=BotCommandScopeChat(chat_id=chat), language_code=language or None)

    async def commands(self, *, language: str = "") -> Mapping[str, str]:
        listed = await self._bot.get_my_commands(language_code=language or None)
        return {one.command: one.description for one in listed}

    async def set_menu_button(self, chat_id: int, text: str, url: str) -> None:
        button = MenuButtonWebApp(text=text, web_app=WebAppInfo(url=url))
        await self._bot.set_chat_menu_button(chat_id=chat_id, menu_button=button)

    async def menu_button_text(self, chat_id: int) -> str:
        button = await self._bot.get_chat_menu_button(chat_id=chat_id)
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
        dispatcher = _dispatcher()
        running = asyncio.create_task(
            dispatcher.start_polling(self._bot, handle_signals=False, close_bot_session=False, polling_timeout=5)
        )
        try:
            yield
        finally:
            running.cancel()
            await asyncio.wait({running})

    @asynccontextmanager
    async def webhook(self, *, secret: str) -> AsyncIterator[str]:
        application = web.Application()
        SimpleRequestHandler(_dispatcher(), self._bot, secret_token=secret).register(application, path="/aviso")
        runner = web.AppRunner(application)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        try:
            address = f"http://127.0.0.1:{runner.addresses[0][1]}/aviso"
            await self._bot.set_webhook(address, secret_token=secret)
            yield address
        finally:
            await self._bot.delete_webhook()
            await runner.cleanup()

    def twin(self, *, token: str | None = None) -> "WithAiogram":
        return WithAiogram(address=self._address, token=token or self._token)

    async def close(self) -> None:
        await self._bot.session.close()


def _dispatcher() -> Dispatcher:
    router = Router()

    @router.message(CommandStart())
    async def start(message: Message) -> None:
        await message.answer("hola", reply_markup=_keyboard([Button("Sí", "yes")]))

    @router.message()
    async def echo(message: Message) -> None:
        await message.answer(f"eco: {message.text}")

    @router.callback_query()
    async def tapped(query: CallbackQuery) -> None:
        await query.answer(f"tocaste {query.data}")

    dispatcher = Dispatcher()
    dispatcher.include_router(router)
    return dispatcher


def _keyboard(buttons: Sequence[Button]) -> InlineKeyboardMarkup | None:
    if not buttons:
        return None
    row = [InlineKeyboardButton(text=button.text, callback_data=button.data) for button in buttons]
    return InlineKeyboardMarkup(inline_keyboard=[row])
