"""The seven data by which a person is known, filled into a form by a profile's words: on one page, or over several."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import TypeVar

from bot.portal.browser.facts import MONTHS
from bot.portal.browser.finder import Found, control, field, next_choices
from bot.portal.browser.outline import Node, Outline
from bot.portal.browser.profile import RecoveryPages, Words
from bot.portal.browser.screen import Screen
from bot.portal.browser.words import match, plain
from bot.portal.profile_recovery import PersonalData
from bot.portal.writing import data_of, day_of
from buzon.identity import Identity
from handlers.errors import PortalChanged

DATA = (
    *("nationality", "document_type", "document_number"),
    *("paternal_surname", "maternal_surname", "given_names", "birth_date"),
)
_MOST_STEPS = 8

_S = TypeVar("_S")
_Days = Mapping[str, tuple[Words, date]]
_NO_DAYS: _Days = MappingProxyType({})


async def hand_in(
    screen: Screen,
    words: RecoveryPages,
    identity: Identity,
    *,
    ending: Callable[[Outline], _S | None],
    filled_in: Callable[[Outline], _S | None] = lambda _: None,
    more: _Days = _NO_DAYS,
) -> _S:
    """Fill in what is asked, page after page, each sent once, until `ending` finds something or raises what the page
    says no with; or until `filled_in` finds something on a page whose fields are filled in: then it is not sent. `more`
    are further days that must be asked for, by name: the words of their fields, and the day.

    Raises:
        PortalChanged: a field is missing, or does not take its value.
    """
    written = PersonalData.model_validate(
        {name: name for name in DATA} | {"day_form": words.day_form, "names": words.names}
    )
    days = {"birth_date": identity.birth_date} | {name: day for name, (_, day) in more.items()}
    values = data_of(written, identity) | {name: day_of(written, day) for name, day in days.items()}
    called = {name: getattr(words, name) for name in DATA} | {name: said for name, (said, _) in more.items()}
    filled: set[str] = set()

    def step(outline: Outline) -> _S | dict[str, Found] | None:
        if (found := ending(outline)) is not None:
            return found
        fresh = {name: place for name, place in _fields(called, outline).items() if name not in filled}
        if fresh and control(outline, words.following) is not None:
            return fresh
        if missing := [name for name in called if name not in filled]:
            raise PortalChanged(f"{missing[0]} field is missing")
        return None

    for _ in range(_MOST_STEPS):
        found: _S | dict[str, Found] = await screen.until(step, "the ending is missing")
        if not isinstance(found, dict):
            return found
        for name, place in found.items():
            await _fill(screen, words, place.node, name=name, value=values[name], day=days.get(name))
        filled |= set(found)
        outline = await screen.look()
        if len(filled) == len(called) and (left := filled_in(outline)) is not None:
            return left
        following = control(outline, words.following)
        if following is None:
            raise PortalChanged(f"{screen.step}: what leads on is missing")
        await screen.press(following.node)
    raise PortalChanged(f"{screen.step}: the ending is missing")


def data_fields(words: RecoveryPages, outline: Outline) -> dict[str, Found]:
    """Those of the seven data that are asked for on this page, by name."""
    return _fields({name: getattr(words, name) for name in DATA}, outline)


def _fields(called: Mapping[str, Words], outline: Outline) -> dict[str, Found]:
    found = {name: field(outline, words, among={"field", "date", "choice"}) for name, words in called.items()}
    return {name: place for name, place in found.items() if place is not None}


async def _fill(screen: Screen, words: RecoveryPages, node: Node, *, name: str, value: str, day: date | None) -> None:
    if node.role == "date" and day is not None:
        await screen.set_date(node, day)
    elif node.role != "choice":
        if value:
            await screen.type(node, value)
    elif day is not None:
        await _choose_day(screen, words, node, name=name, day=day)
    else:
        await _choose(screen, node, words.documents.get(value, (value,)) if name == "document_type" else (value,))


async def _choose_day(screen: Screen, words: RecoveryPages, first: Node, *, name: str, day: date) -> None:
    lists = next_choices(await screen.look(), first, 3)
    parts = (
        (words.day, (str(day.day), f"{day.day:02}")),
        (words.month, (MONTHS[day.month - 1], str(day.month), f"{day.month:02}")),
        (words.year, (str(day.year),)),
    )
    for called, values in parts:
        of = [one for one in lists if match(one.name, called, whole=True) or match(one.options[0], called, whole=True)]
        if not of:
            raise PortalChanged(f"{screen.step}: {name} field is missing")
        await _choose(screen, of[0], values)


async def _choose(screen: Screen, node: Node, words: tuple[str, ...]) -> None:
    options = [plain(option) for option in node.options]
    chosen = next((options.index(plain(word)) for word in words if plain(word) in options), None)
    if chosen is None:
        raise PortalChanged(f"{screen.step}: a list does not offer what is to be chosen")
    await screen.choose(node, chosen)
