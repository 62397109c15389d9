"""What a bot says about itself: commands per scope and language, names and descriptions, the menu button."""

import re
from dataclasses import dataclass, field

from sandbox.telegram.errors import JsonObject, bad_request

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SCOPES = frozenset(
    {
        "default",
        "all_private_chats",
        "all_group_chats",
        "all_chat_administrators",
        "chat",
        "chat_administrators",
        "chat_member",
    }
)
_DEFAULT_BUTTON: JsonObject = {"type": "commands"}


@dataclass
class Profile:
    """Settings of one bot. `texts` holds name, description and short description by (field, language)."""

    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    menu_buttons: dict[int | None, JsonObject] = field(default_factory=dict)
    _commands: dict[tuple[str, str], list[JsonObject]] = field(default_factory=dict)

    def set_commands(self, commands: object, *, scope: object, language: str) -> None:
        """Register commands; an empty list deletes.

        Raises:
            BotApiError: 400 as Telegram words it.
        """
        if not isinstance(commands, list) or not all(isinstance(command, dict) for command in commands):
            raise bad_request("can't parse commands: Array expected")
        if len(commands) > 100:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        read = []
        for command in commands:
            name = str(command.get("command", "")).removeprefix("/")
            description = str(command.get("description", ""))
            if not _COMMAND.fullmatch(name):
                raise bad_request("BOT_COMMAND_INVALID")
            if not 1 <= len(description) <= 256:
                raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
            read.append({"command": name, "description": description})
        key = _scope_key(scope), language
        if read:
            self._commands[key] = read
        else:
            self._commands.pop(key, None)

    def commands(self, *, scope: object, language: str) -> list[JsonObject]:
        """The commands of exactly this scope and language, as getMyCommands gives them."""
        return self._commands.get((_scope_key(scope), language), [])

    def commands_for(self, person_id: int, language: str | None) -> list[JsonObject]:
        """What a person's menu shows: the narrowest scope first, within it their language before the rest.

        Source: https://core.telegram.org/bots/api#determining-list-of-commands
        """
        for scope in (f"chat:{person_id}", "all_private_chats", "default"):
            for wanted in (language or "", ""):
                if (scope, wanted) in self._commands:
                    return self._commands[scope, wanted]
        return []

    def menu_button(self, chat_id: int | None) -> JsonObject:
        """The button of a chat, else the default one."""
        return self.menu_buttons.get(chat_id) or self.menu_buttons.get(None) or _DEFAULT_BUTTON


def _scope_key(scope: object) -> str:
    if scope is None:
        return "default"
    kind = scope.get("type") if isinstance(scope, dict) else None
    if kind not in _SCOPES or not isinstance(scope, dict):
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    parts = [str(kind), *(str(scope[name]) for name in ("chat_id", "user_id") if name in scope)]
    return ":".join(parts)
