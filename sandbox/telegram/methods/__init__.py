"""The Bot API's methods, by their names in lower case: Telegram does not mind the case either."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from sandbox.telegram.calls import Call
from sandbox.telegram.methods import editing, receiving, sending, settings
from sandbox.telegram.telegram import Telegram

Method = Callable[[Telegram, Call], Awaitable[Any]]

METHODS: Mapping[str, Method] = {
    name.lower(): method
    for module in (receiving, sending, editing, settings)
    for name, method in module.METHODS.items()
}
