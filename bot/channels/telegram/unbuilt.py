"""Loads aiogram without building what nobody here uses of it: six of the eight seconds of CPU that it takes.

aiogram asks pydantic to build each type when it is first used (`defer_build`), and then has all 444 of them built at
once, each with everything it refers to: the names in their annotations stand in no module, so nobody could build them
later. Here that order is passed over, and the names are put where pydantic looks for them: into each type's own module.
Whatever is used is then built as aiogram meant it, at its first use.
"""

import re
import sys

from pydantic import BaseModel

_NAME = re.compile(r"[A-Za-z_]\w*")


def load() -> None:
    """Load it, and build what every process of ours uses. Nothing happens where it has been loaded whole already."""
    if "aiogram.types" in sys.modules:
        return
    rebuild = vars(BaseModel)["model_rebuild"]
    # mypy is right to object: a method of pydantic's is taken away, and given back below.
    BaseModel.model_rebuild = classmethod(lambda *_, **__: None)  # type: ignore[method-assign, assignment]
    try:
        from aiogram import methods, types  # noqa: PLC0415  (this is the load)
        from aiogram.client.default import Default  # noqa: PLC0415  (a part of it)
    finally:
        BaseModel.model_rebuild = rebuild  # type: ignore[method-assign]
    names = vars(types) | {"Default": Default}
    for kind in vars(types).values():
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            _tell(kind, names)
    # Before the start is frozen (`bot/start.py`), and not in the midst of somebody's answer. An update is made of
    # messages: in this order it takes over what is built of them.
    for used in (types.Message, types.Update, methods.SendMessage, methods.EditMessageText):
        used.model_rebuild()


def _tell(kind: type[BaseModel], names: dict[str, object]) -> None:
    """Put the names that a type's annotations use, its bases' among them, into its module."""
    module = vars(sys.modules[kind.__module__])
    for base in kind.__mro__:
        for annotation in vars(base).get("__annotations__", {}).values():
            for name in _NAME.findall(str(annotation)):
                if name in names:
                    module.setdefault(name, names[name])


load()
