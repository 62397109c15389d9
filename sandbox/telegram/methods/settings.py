"""What a bot reads and sets about itself and its chats."""

from collections.abc import Awaitable, Callable

from sandbox.telegram.calls import Call
from sandbox.telegram.errors import JsonObject, bad_request
from sandbox.telegram.telegram import Telegram

_TEXTS = {  # method's ending: parameter, longest
    "MyName": ("name", 64),
    "MyDescription": ("description", 512),
    "MyShortDescription": ("short_description", 120),
}
_BUTTONS = frozenset({"commands", "web_app", "default"})


async def get_me(telegram: Telegram, _call: Call) -> JsonObject:
    """The bot. It reads all group messages here, so that a test can send any of them."""
    return telegram.bot | {
        "can_join_groups": True,
        "can_read_all_group_messages": True,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def get_chat(telegram: Telegram, call: Call) -> JsonObject:
    """ChatFullInfo with what every chat has."""
    chat = telegram.chat(call.chat_id())
    gifts = dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
    )
    return chat.as_json() | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}


async def leave_chat(telegram: Telegram, call: Call) -> bool:
    """Leave a group."""
    chat = telegram.writable(call.chat_id())
    if chat.is_private:
        raise bad_request("chat member status can't be changed in private chats")
    telegram.set_membership(chat, out=True)
    return True


async def set_my_commands(telegram: Telegram, call: Call) -> bool:
    """Register commands for a scope and a language."""
    commands = call.structure("commands")
    telegram.profile.set_commands(commands, scope=call.structure("scope"), language=_language(call))
    telegram.events.tell_all("chat", {"what": "commands"})
    return True


async def get_my_commands(telegram: Telegram, call: Call) -> list[JsonObject]:
    """The commands of exactly this scope and language."""
    return telegram.profile.commands(scope=call.structure("scope"), language=_language(call))


async def delete_my_commands(telegram: Telegram, call: Call) -> bool:
    """Remove the commands of this scope and language."""
    telegram.profile.set_commands([], scope=call.structure("scope"), language=_language(call))
    telegram.events.tell_all("chat", {"what": "commands"})
    return True


async def set_chat_menu_button(telegram: Telegram, call: Call) -> bool:
    """Set the button beside the input field, for one chat or for all."""
    button = call.structure("menu_button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in _BUTTONS:
        raise bad_request("can't parse menu button: MenuButton has unsupported type")
    if button["type"] == "web_app" and not (button.get("text") and (button.get("web_app") or {}).get("url")):
        raise bad_request("can't parse menu button: MenuButton must have text and Web App URL")
    telegram.profile.menu_buttons[call.integer("chat_id")] = button
    telegram.events.tell_all("chat", {"what": "menu_button"})
    return True


async def get_chat_menu_button(telegram: Telegram, call: Call) -> JsonObject:
    """The button of a chat."""
    return telegram.profile.menu_button(call.integer("chat_id"))


async def log_out(_telegram: Telegram, _call: Call) -> bool:
    """Nothing to log out of here."""
    return True


def _setter(parameter: str, longest: int) -> Callable[[Telegram, Call], Awaitable[bool]]:
    async def set_text(telegram: Telegram, call: Call) -> bool:
        text = call.text(parameter)
        if len(text) > longest:
            raise bad_request(f"{parameter.upper()}_TOO_LONG")
        telegram.profile.texts[parameter, _language(call)] = text
        return True

    return set_text


def _getter(parameter: str) -> Callable[[Telegram, Call], Awaitable[JsonObject]]:
    async def get_text(telegram: Telegram, call: Call) -> JsonObject:
        texts = telegram.profile.texts
        return {parameter: texts.get((parameter, _language(call))) or texts.get((parameter, ""), "")}

    return get_text


def _language(call: Call) -> str:
    language = call.text("language_code")
    if language and not (len(language) == 2 and language.isalpha() and language.islower()):
        raise bad_request("invalid language code specified")
    return language


METHODS = {
    "getMe": get_me,
    "getChat": get_chat,
    "leaveChat": leave_chat,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
    "logOut": log_out,
    "close": log_out,
    **{f"set{ending}": _setter(*rule) for ending, rule in _TEXTS.items()},
    **{f"get{ending}": _getter(parameter) for ending, (parameter, _) in _TEXTS.items()},
}
